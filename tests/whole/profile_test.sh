#!/bin/sh
# What a profile makes of a device: `noctop profile try` and `noctop status` of the same
# agent, and a profile of the operator's own.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"

entity=1.3.6.1.2.1.47.1.1.1.1 sensor=1.3.6.1.2.1.99.1.1.1
record_switch "$work/switch.snmprec" tester <<-END
	$entity.5.1|2|8
	$entity.7.1|4|Inlet sensor
	$sensor.1.1|2|8
	$sensor.2.1|2|9
	$sensor.3.1|2|1
	$sensor.4.1|2|235
	$sensor.5.1|2|1
	$entity.5.2|2|8
	$entity.7.2|4|Empty cage
	$sensor.1.2|2|8
	$sensor.2.2|2|9
	$sensor.3.2|2|0
	$sensor.4.2|2|-32768
	$sensor.5.2|2|1
	$entity.5.3|2|6
	$entity.7.3|4|PSU 1
	$entity.11.3|4|P-4711
	$entity.13.3|4|PWR-1
	1.3.6.1.4.1.2021.13.16.2.1.2.1|4|temp1
	1.3.6.1.4.1.2021.13.16.2.1.3.1|66|23000
	1.3.6.1.2.1.131.1.1.1.3.3|2|2
	1.3.6.1.4.1.8072.9999.1.0|4|31C
	1.3.6.1.4.1.99999.1.1.2.1|4|Board
	1.3.6.1.4.1.99999.1.1.3.1|2|411
	1.3.6.1.2.1.15.3.1.2.192.0.2.1|2|6
	1.3.6.1.2.1.15.3.1.3.192.0.2.1|2|2
	1.3.6.1.2.1.15.3.1.9.192.0.2.1|2|64511
	1.3.6.1.2.1.10.7.2.1.19.1|2|2
	1.3.6.1.2.1.10.7.2.1.19.2|2|3
	1.2.840.10006.300.43.1.2.1.1.13.1|2|8
	1.2.840.10006.300.43.1.2.1.1.13.2|2|8
	1.2.840.10006.300.43.1.2.1.1.13.3|2|3
	1.3.6.1.2.1.31.1.2.1.3.8.1|2|1
END
sed -i 's/|1.3.6.1.4.1.8072.3.2.10$/|1.3.6.1.4.1.99999.1/' "$work/switch.snmprec"
start_agent --source "$work/switch.snmprec"
write_config <<-END
	[noctop]
	name = test
	[auth public]
	version = 2c
	community = "public"
	[site here]
	name = Here
	[device sw]
	address = 127.0.0.1
	port = $agent_port
	site = here
	auth = public
	ping = snmp
END
try() { "$noctop" profile try "$@" -c "$work/noctop.ini" >"$work/tried"; }
said() { grep -qxF -e "$1" "$work/tried" || { cat "$work/tried"; return 1; }; }

ok 'profile try asks the device' try sw
ok 'it names the profile' grep -q '^profile standard (standard.ini:' "$work/tried"
ok 'a reading is explained' said '  temperature inlet Inlet sensor: 23.5 °C'
ok 'with what was asked and answered' said "      value  $sensor.4.1 = 235"
ok 'what cannot be is no reading' \
	grep -q '^entity-sensor (.*): 1 of 2, 1 without a reading$' "$work/tried"
ok 'a state has words' said '  state psu PSU 1: critical (failed)'
ok 'why another one counts is said' grep -q \
	'^lm-temperature (.*): 0 of 1, 1 passed over, entity-sensor told it already$' \
	"$work/tried"
ok 'a peer is explained' said '  bgp 192.0.2.1: up (Established), AS 64511'
ok 'a port by itself is no bundle' grep -q '^lag (.*): 2 of 3, 1 not wanted$' "$work/tried"
ok 'parts are told' said '  module PSU 1: serial P-4711, model PWR-1, version unknown'
ok 'what is not there is said' \
	grep -q '^ups-charge (.*): no answer from 1.3.6.1.2.1.33.1.2.4$' "$work/tried"

"$noctop" status --json -c "$work/noctop.ini" >"$work/status"
has() { grep -qF "$1" "$work/status" || { cat "$work/status"; return 1; }; }
ok 'status says the same' has '"name":"Inlet sensor","value":23.5,"unit":"°C"'
ok 'of the states, too' has '"name":"PSU 1","value":null,"unit":null,"state":"critical"'
ok 'of peers' has '{"kind":"bgp","name":"192.0.2.1","id":null,"group":null,"state":"up"'
ok 'of what stands in for what' has \
	'{"kind":"lag","name":"ge-0/0/8","state":"ok","ok":2,"of":2'
ok 'of ports of bundles, and duplex' has '"duplex":"half","lag":"ge-0/0/8"'
ok 'and by which profile' has '"profile":"standard"'

# As a newcomer adds a maker: the example of the manual, in a folder of his own.
mkdir "$work/profiles"
sed -n '/^\.Pa profiles\/acme\.ini/,/^\.Ed/p' "$top_srcdir/etc/noctop.ini.5.in" |
	sed '1,/^\.Bd/d; /^\.Ed/d' >"$work/profiles/acme.ini"
ok 'the example of the manual has no fault' "$noctop" lint "$work/noctop.ini"
ok 'a device of that maker is asked' try sw
ok 'by the new profile' grep -q '^profile acme-os (acme.ini:5), by sysObjectID' "$work/tried"
ok 'which reads what it says' said '  temperature Board: 41.1 °C, critical 75'
ok 'and what all devices tell' said '  bgp 192.0.2.1: up (Established), AS 64511'
rm "$work/profiles/acme.ini"

cat >"$work/profiles/own.ini" <<-END
	[profile own]
	match   = 1.3.6.1.4.1.99999.1
	descr   = *switch*
	inherit = standard
	without = entity-state
	[reading own-probe]
	kind  = temperature
	title = Rack
	value = 1.3.6.1.4.1.8072.9999.1.0
END
ok 'an own profile is one more file' try sw
ok 'it is chosen' grep -q '^profile own (own.ini:1)' "$work/tried"
ok 'and read' said '  temperature Rack: 31 °C'
no_state() { ! grep -q '^entity-state' "$work/tried"; }
ok 'without what it does not want' no_state

echo 'valu = x' >>"$work/profiles/own.ini"
fails() { # CODE COMMAND...
	want=$1; shift
	"$@" >"$work/lint" 2>&1
	[ $? -eq "$want" ]
}
ok 'a fault is told by lint' fails 2 "$noctop" lint "$work/noctop.ini"
ok 'with its place' grep -q "own.ini:10: unknown key 'valu'" "$work/lint"

printf '[profile standard]\n' >"$work/profiles/own.ini"
ok 'a name that is taken' fails 2 "$noctop" lint "$work/noctop.ini"
ok 'is told' grep -q "standard" "$work/lint"
rm "$work/profiles/own.ini"
grep -v '^;' "$top_srcdir/etc/profiles/standard.ini" >"$work/profiles/standard.ini"
own=$(sed -n '/^.profile standard/=' "$work/profiles/standard.ini")
try sw
ok 'an own file takes the place of a shipped one' \
	grep -q "^profile standard (standard.ini:$own)" "$work/tried"
rm "$work/profiles/standard.ini"
ok 'a device that is not there' fails 64 "$noctop" profile try nobody -c "$work/noctop.ini"
steer silent on >/dev/null
ok 'one that does not answer' fails 1 "$noctop" profile try sw -c "$work/noctop.ini"
done_testing
