#!/bin/sh
# A device whose texts attack the terminal changes nothing on the screen but its own
# cells, visibly; and none of its bytes reach the terminal as they are.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"
need jq

record_switch "$work/switch.snmprec" lonely </dev/null
start_agent --source "$work/switch.snmprec" --source "$work/switch.snmprec" ||
	skip_all 'no agent'
evil_port=$(awk '/^port/ { print $2 }' "$work/agent.out" | sed -n 2p)
write_config <<END
[noctop]
name = hostile-noc
poll = 2s
[auth v2]
version = 2c
community = "public"
[site here]
[device good]
address = 127.0.0.1
port = $agent_port
site = here
auth = v2
ping = snmp
role = core
[device evil]
address = 127.0.0.1
port = $evil_port
site = here
auth = v2
ping = snmp
role = core
uplinks = *
END
screen() { # VIEW: without clock and what moves by itself
	"$noctop" screen -c "$work/noctop.ini" --view "$1" --size 120x40 --for 6s
}
steer 2 hostile on >/dev/null
PTY_RAW="$work/raw" play 40 120 "$noctop" -c "$work/noctop.ini" <<'END'
expect 5 hostile-noc
expect 5 evil
type 22
expect 5 evil
type 0
type 33
expect 5 ge-0/0
type 0
type 11
type q
expect 1 stop
type \r
exit 5 0
END
ok 'no operating system command, title or clipboard was written' \
	sh -c "! LC_ALL=C grep -aq \"\$(printf '\\033]')\" '$work/raw'"
ok 'no bidi override reached the terminal' \
	sh -c "! LC_ALL=C grep -aq \"\$(printf '\\342\\200\\256')\" '$work/raw'"
rows() { # FILE: how many; the file, where they are not so many
	[ "$(wc -l <"$1")" -eq "$2" ] || { cat "$1"; return 1; }
}
for view in overview devices interfaces; do
	screen $view >"$work/$view.evil" 2>&1
	ok "$view: 40 rows and no more" rows "$work/$view.evil" 40
	ok "$view: no row is wider than the screen" \
		test "$(wc -L <"$work/$view.evil")" -le 120
	ok "$view: nothing but printable characters" \
		sh -c "! LC_ALL=C grep -aq \"[\$(printf '\\001-\\010\\013-\\037\\177')]\" '$work/$view.evil'"
done
"$noctop" status --json -c "$work/noctop.ini" >"$work/json" 2>&1
ok 'status --json is still JSON' jq -e .schema "$work/json"
ok 'and shows that something was replaced' grep -q '�' "$work/json"
done_testing
