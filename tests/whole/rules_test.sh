#!/bin/sh
# Rules: the shipped ones with the operator's own on top, what `noctop rules` tells of
# them from the files alone and with a watch that reads the network, and what lint says.
. "$top_srcdir/tests/whole/lib.sh"
need snmpd snmpget ss

port=$(free_port 18210)
start_snmpd "$port" lab-1 || skip_all 'snmpd does not start here'
ini=$work/noctop.ini
write_config <<END
[noctop]
name = rules-noc
poll = 2s
journal = $work/journal.db
[auth v2]
version = 2c
community = "public"
[customer acme]
name = ACME Ltd
[site lab]
customer = acme
[device lab-1]
address = 127.0.0.1
port = $port
site = lab
auth = v2
ping = snmp
role = core
wan = e*, w*
END
cat >"$work/rules.ini" <<END
[rule cpu]
enter = 99.9
runbook = ask the lab
[rule quiet]
instead = memory, memory-high
site = lab
enabled = no
[rule local]
check = util
severity = warning
alias = *TRANSIT*
enter = 50
text = %i %v
END

rules() { "$noctop" rules "$@" -c "$ini"; }
line() { rules --explain "$1" | sed -n "/^$2/,/^[^ ]/p" | grep "^  $3 "; }
has() { rules --explain "$1" | grep -q "$2"; }

ok 'the files are sound' "$noctop" lint "$ini"
ok 'the own rule has the place of the shipped one' \
	sh -c "'$noctop' rules -c '$ini' | grep -q '^cpu  *cpu .*>99.9% 10 of 15 min .*$work/rules.ini:1\$'"
ok 'what it does not say is as shipped' \
	sh -c "'$noctop' rules --json -c '$ini' | grep -q '\"rule\":\"cpu\",\"check\":\"cpu\",\"severity\":\"warning\".*\"runbook\":\"ask the lab\"'"
ok 'a rule is told to hold' line lab-1 hold: unreachable-core
ok 'another not, and by which part' line lab-1 'do not:' 'unreachable-access .*only role access'
ok 'nor one whose place is empty' line lab-1 'do not:' 'memory .*quiet stands in its place (rules.ini:4)'
ok 'of an interface, by its configuration' line lab-1/eth0 hold: utilization
ok 'its description is not known' line lab-1/eth0 'do not:' 'local .*which no watch has read'
ok 'of a site' line lab hold: site-isolated
ok 'of a customer' line acme hold: customer-sites
ok 'of the watch' line rules-noc hold: journal
ok 'of nothing else' sh -c "! '$noctop' rules --explain lab-2 -c '$ini' 2>'$work/said'"
ok 'and that is said' grep -q "no device, interface, site, circuit or customer 'lab-2'" "$work/said"
ok 'usage' sh -c "'$noctop' rules cpu -c '$ini'; test \$? = 64"

"$noctop" watch -c "$ini" 2>"$work/watch.err" &
pids="$pids $!"
ok 'a watch tells what it reads there' until_true 60 has lab-1 '^  cpu .*now [0-9.]*%'
ok 'and of its interfaces' until_true 60 has lab-1/lo 'in-errors'
ok 'with how much of the past there is' has lab-1 'insufficient history, 0 of 3 weeks'
ok 'behind which no figure is missed' sh -c "! '$noctop' rules --explain lab-1 -c '$ini' | grep '  , '"
ok 'as JSON, too' sh -c "'$noctop' rules --explain lab-1 --json -c '$ini' | grep -q '\"live\":true'"
ok 'an interface that is not there' sh -c "! '$noctop' rules --explain lab-1/nope -c '$ini'"

printf '[rule bad]\ninstead = cppu\nhours = Mun\nspeed = fast\n' >>"$work/rules.ini"
"$noctop" lint "$ini" >"$work/said" 2>&1
ok 'faults are told by file and line' grep -q "^$work/rules.ini:15: instead: there is no .rule cppu.: did you mean 'cpu'" "$work/said"
ok 'all at once' sh -c "grep -q ':16: hours: ' '$work/said' && grep -q ':17: speed: ' '$work/said'"
done_testing
