#!/bin/sh
# The network is accepted as it is; a serial number and a link that are others later are
# listed, on the screen and by the command, a restart forgets none and tells none twice, and
# accepting again ends them with who did it in the journal.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"
need jq

# One link: what is at the other end of the port with this number, which is its port there.
lldp() { # NUMBER NAME PORT
	rem=1.0.8802.1.1.2.1.4.1.1
	echo "$rem.4.0.$1.1|2|7"
	echo "$rem.5.0.$1.1|4|$2"
	echo "$rem.6.0.$1.1|2|5"
	echo "$rem.7.0.$1.1|4|$3"
	echo "$rem.9.0.$1.1|4|$2"
}
chassis() { # SERIAL
	entity=1.3.6.1.2.1.47.1.1.1.1
	echo "$entity.2.1|4|Test switch"
	echo "$entity.4.1|2|0"
	echo "$entity.5.1|2|3"
	echo "$entity.7.1|4|Chassis"
	echo "$entity.11.1|4|$1"
	echo "$entity.13.1|4|TS-8"
	for i in 1 2 3; do
		echo "1.0.8802.1.1.2.1.3.7.1.2.$i|2|5"
		echo "1.0.8802.1.1.2.1.3.7.1.3.$i|4|ge-0/0/$i"
	done
}
{ chassis SN-A1; lldp 1 sw-b ge-0/0/1; } | record_switch "$work/a.snmprec" sw-a
{ chassis SN-B1; lldp 1 sw-a ge-0/0/1; } | record_switch "$work/b.snmprec" sw-b
{ chassis SN-A9; lldp 2 sw-b ge-0/0/1; } | record_switch "$work/a9.snmprec" sw-a
{ chassis SN-B1; lldp 1 sw-a ge-0/0/2; } | record_switch "$work/b9.snmprec" sw-b

both_ports() { [ "$(grep -c '^port' "$work/agent.out")" = 2 ]; }
network() { # RECORDING of sw-a, of sw-b: agents and a configuration
	start_agent --source "$work/$1.snmprec" --source "$work/$2.snmprec" &&
		until_true 10 both_ports || return 1
	printf '[noctop]\nname = base-noc\npoll = 1s\njournal = %s\n' "$work/journal.db"
	printf '[auth v2]\nversion = 2c\ncommunity = "public"\n[site here]\n'
	awk '/^port/ { print ++n, $2 }' "$work/agent.out" | while read -r n port; do
		printf '[device sw-%s]\naddress = 127.0.0.1\nport = %s\n' \
			"$(echo "$n" | tr 12 ab)" "$port"
		printf 'site = here\nauth = v2\nping = snmp\n'
	done
}
network a b >"$work/noctop.ini" || skip_all 'no agent'
chmod 600 "$work/noctop.ini"

stop() { kill "$watch" && wait "$watch"; }
says() { noc baseline >"$work/said" 2>&1; grep -q -- "$1" "$work/said"; }
read_all() { # both told what they are and whom they see
	noc inventory 2>/dev/null | grep -q SN-B1 && noc topology 2>/dev/null | grep -q lldp
}
drifts() { noc events --kind drift --since 1d | wc -l; }

ok 'both are what the recordings say' read_all
ok 'a watch serves' serve
ok 'nobody accepted anything yet' says 'nobody accepted'
accepted() { noc baseline accept >"$work/said" 2>&1 && grep -q 'devices 2, links 1' "$work/said"; }
ok 'the network is accepted once its link is known' until_true 60 accepted
noc baseline >"$work/said" 2>&1
ok 'exit 0: nothing differs' test $? = 0
ok 'by whom is said' says "0 differences from the baseline of .* by $(id -un)"
audit() { noc events --kind baseline | grep -q "by $(id -un)"; }
ok 'and is in the journal' audit
stop

# Others came while nobody looked.
kill "$agent_pid"
network a9 b9 >"$work/noctop.ini"
ok 'a watch serves again' serve
ok 'another serial number is listed' until_true 30 says 'sw-a  serial number SN-A9, was SN-A1'
ok 'a link that moved, too' until_true 90 says 'sw-a ge-0/0/1  link to sw-b ge-0/0/1 moved to ge-0/0/2'
noc baseline >/dev/null 2>&1
ok 'exit 1: something differs' test $? = 1
told=$(drifts)
ok 'each is an event' test "$told" -ge 2
stop
ok 'and again' serve
ok 'what differed differs still' until_true 5 says 'SN-A9, was SN-A1'
play 24 100 "$noctop" -c "$work/noctop.ini" --view baseline <<'END'
expect 10 differences from the baseline of
expect 10 serial number SN-A9, was SN-A1
expect 10 moved to ge-0/0/2
type :health\r
expect 5 differences from the baseline
type :baseline accept\r
expect 10 accepted: devices 2, links 1, saved
type :baseline\r
expect 5 0 differences from the baseline of
type q
END
ok 'nothing was told twice' test "$(noc events --kind drift --since 1d | grep -c 'differs from')" = "$told"
ok 'accepting is told with what was before' sh -c \
	"'$noctop' events -c '$work/noctop.ini' --kind drift --json | grep -q 'accepted: serial number SN-A9, was SN-A1'"
ok 'nothing differs' until_true 5 says '^0 differences'
done_testing
