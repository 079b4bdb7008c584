#!/bin/sh
# A circuit between two real agents fails, is called out by a real hook with its provider
# and ids, comes back, fails again within a window of its provider, and the report counts
# what was told: the outage to the second, the notices, the planned time apart.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"
need jq

ini=$work/noctop.ini
for name in hub par; do record_switch "$work/$name.snmprec" "$name" </dev/null; done
start_agent --source "$work/hub.snmprec" --source "$work/par.snmprec" || skip_all 'no agents'
port() { awk '/^port/ { print $2 }' "$work/agent.out" | sed -n "$1p"; }
both() { [ -n "$(port 2)" ]; }
until_true 10 both

cp -r "$top_srcdir/etc/profiles" "$work"
sed 's/^clears  *= *[36]0 s.*/clears = 2 s/' "$top_srcdir/etc/rules.ini" >"$work/rules.ini"
unset NOCTOP_DATADIR
make_phone '$NOCTOP_KIND|$NOCTOP_DEVICE|$NOCTOP_CIRCUIT|$NOCTOP_CIRCUIT_PROVIDER|$NOCTOP_CIRCUIT_PHONE|$NOCTOP_CIRCUIT_ID_A|$NOCTOP_CIRCUIT_ID_B'
device() { # NAME SITE NUMBER
	printf '[device %s]\naddress = 127.0.0.1\nport = %s\nsite = %s\n' "$1" "$(port "$3")" "$2"
	printf 'auth = v2\nping = snmp\nrole = edge\n'
}
write_config <<END
[noctop]
name = line-noc
poll = 1s
grace = 2s
journal = $work/journal.db
[auth v2]
version = 2c
community = "public"
[site hq]
[site paris]
$(device hub hq 1)
$(device par paris 2)
[circuit NET-1]
provider = Telco
phone = +49 800 5550100
a = hub/ge-0/0/1
b = par/ge-0/0/1
id_a = T/1/A
id_b = T/1/B
[circuit NET-2]
provider = Other
a = hub/ge-0/0/2
b = par/ge-0/0/2
[hook phone]
command = $work/hook
[contact desk]
means = phone
[policy lines]
provider = Telco
t1 = desk after 2s
END
oper() { # DEVICE STATUS
	steer "$1 set 1.3.6.1.2.1.2.2.1.8.1|2|$2" >/dev/null
}
open() { # FILTER
	noc alerts --json | jq -e "(if type == \"object\" then .alerts else . end) |
		map(select($1)) | length > 0"
}
called() { grep -qxF -- "$1" "$work/calls"; }
journaled() { noc events --json | jq -es "any(.[]; .kind == \"circuit\" and .text == \"$1\")"; }

up() { noc status --json 2>/dev/null | jq -e '.circuits | length == 2 and all(.[]; .state == "up")'; }
ok 'both circuits are up, by their own sweep' up
ok 'the watch keeps watch' serve
sleep 3 # of no notices, since it was started
oper 1 2
ok 'one end is down: the circuit is' until_true 20 open '.circuit == "NET-1" and .suppressed_by == null'
oper 2 2
ok 'its ports are explained by it' until_true 20 open '.circuit == "NET-1" and .hides == 2'
ok 'a hook is told whom to call, and what he asks for' until_true 30 \
	called 'problem|NET-1|NET-1|Telco|+49 800 5550100|T/1/A|T/1/B'
ok 'why says it, too' sh -c \
	"'$noctop' why paris -c '$ini' | grep -q 'NET-1  down at .*'"
ok 'and of the circuit itself' sh -c \
	"'$noctop' why NET-1 -c '$ini' | grep -q '^ ports .* DOWN .* DOWN'"
oper 1 1
oper 2 1
ok 'it comes back, and who was called is told' until_true 120 \
	called 'recovery|NET-1|NET-1|Telco|+49 800 5550100|T/1/A|T/1/B'
ok 'the ledger has both' until_true 10 journaled up

noc events --json >"$work/events"
noc report --json --since 1h >"$work/report"
seconds=$(jq -s '[.[] | select(.kind == "circuit" and .name == "NET-1")] |
	(.[1].at | fromdate) - ((.[0].occurred // .[0].first_bad) | fromdate)' "$work/events")
of_line() { jq -e --argjson s "${seconds:-0}" ".things[] | select(.subject == \"circuit\" and .name == \"$1\") | $2" "$work/report"; }
ok 'its outage is counted, to the second' of_line NET-1 \
	'.outages == 1 and .down_s > $s - 1.5 and .down_s < $s + 1.5 and .availability_pct < 100'
ok 'the other had none' of_line NET-2 '.outages == 0 and .availability_pct == 100'
of_alert() { jq -e "[.alerts[] | select(.subject == \"circuit\" and .name == \"NET-1\")] | $1" "$work/report"; }
ok 'the alert is in it, once' of_alert 'length == 1'
ok 'with when somebody was told' of_alert '.[0].notified >= .[0].opened'
ok 'and the tier that was called' of_alert '.[0].tiers | length == 1'
ok 'and when it was restored' of_alert '.[0].restored > .[0].notified'
ok 'one call for one cause' test "$(grep -c '^problem' "$work/calls")" = 1

# --- by name on the command line --------------------------------------------------------
ok 'which rules hold of it' sh -c \
	"'$noctop' rules --explain NET-1 -c '$ini' | grep -q '^  circuit-down  *major'"
ok 'somebody raises an alert about it' sh -c \
	"'$noctop' raise NET-2 'customer calls' --severity major -c '$ini' >'$work/raised'"
raised=$(cat "$work/raised")
is_raised() { open ".id == ${raised:-0} and .severity == \"major\" and .key == \"circuit|NET-2||raised\""; }
ok 'that is an alert of the circuit' until_true 10 is_raised
ok 'takes it in hand' noc ack "$raised" -n 'looking'
ok 'hands it over' noc own "$raised" --to mk
ok 'has the events of it' sh -c "'$noctop' events -c '$ini' | grep -q 'acknowledged .*NET-2 .*looking'"
ok 'clears it' noc clear "$raised"
ok 'and it is gone' until_true 10 sh -c "! '$noctop' alerts --json -c '$ini' | grep -q 'customer calls'"
ok 'who would be called for it' sh -c \
	"'$noctop' escalation rehearse major NET-1 -c '$ini' | grep -q 'T1 desk'"
not_for_other() { ! noc escalation rehearse major NET-2 | grep -q 'T1 desk'; }
ok 'and for that of another provider nobody' not_for_other
ok 'it goes in maintenance' noc maintenance add NET-2 --for 1h --change C9
listed() { noc maintenance | grep -q "C9 *$1 .* NET-2"; }
ok 'is listed so' until_true 10 listed runs
ok 'and out of it' noc maintenance end C9
ok 'is in its grace' until_true 10 listed grace
no_such() { ! noc why NET-9 2>/dev/null && ! noc raise NET-9 x 2>"$work/said" && grep -q "circuit or customer 'NET-9'" "$work/said"; }
ok 'what is none is said to be none' no_such

# --- planned work of the provider -----------------------------------------------------------
until=$(date -u -d '+1 hour' '+%Y-%m-%d %H:%M')
printf '[window telco-works]\nprovider = Telco\nstart = %s\nend = %s\ntimezone = UTC\n' \
	"$(date -u -d '-1 minute' '+%Y-%m-%d %H:%M')" "$until" >>"$ini"
ok 'the window is sound' noc lint
for pid in $(watch_pids); do kill "$pid"; done
until_true 20 unwatched
ok 'another watch' serve
oper 1 2
ok 'what fails within it is planned' until_true 30 open \
	'.circuit == "NET-1" and .state == "suppressed" and .suppressed_by == "telco-works"'
sleep 3
oper 1 1
ok 'and over' until_true 40 sh -c "! '$noctop' alerts --json -c '$ini' | grep -q circuit_down"
ok 'nobody was called' test "$(grep -c '^problem' "$work/calls")" = 1
noc report --json --since 1h >"$work/report"
ok 'its time is apart from the rest' of_line NET-1 \
	'.outages == 1 and .planned_down_s > 0 and .with_maintenance_pct < .availability_pct'
ok 'as text: with and without' sh -c \
	"'$noctop' report --since 1h -c '$ini' | grep -q '^circuit NET-1 '"
ok 'as CSV' sh -c "'$noctop' report --since 1h --csv -c '$ini' | grep -q '^circuit,\"NET-1\"'"
done_testing
