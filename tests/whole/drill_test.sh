#!/bin/sh
# From the list of devices to one of them, to an interface, to its past and back; an
# interface that nobody uses has a history from when somebody looks at it.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"

one_switch attic-sw-01 attic access <<END
name = drill-noc
poll = 2s
END
# What is written or run on the operator's side is so in this folder, by this template.
cd "$work" || exit 1
export NOCTOP_CONNECT="cp here.html {name}-{address}"
play 30 100 "$noctop" -c "$work/noctop.ini" --view devices <<'END'
expect 8 attic-sw-01
type \r
expect 8 drill-noc > attic > attic-sw-01
expect 8 LAST 60 POLLS
expect 8 ge-0/0/1
type 3\r
expect 3 attic > attic-sw-01 > ge-0/0/1
expect 12 no reset since
type >
expect 3 LAST HOUR
type \x1b
expect 3 drill-noc > attic > attic-sw-01
type 33.
expect 3 ge-0/0/5
type /ge-0/0/5\r\r
expect 3 attic-sw-01 > ge-0/0/5
expect 8 no reset since
type \x1b
expect 3 > attic-sw-01
type \x1b
type \x1b
expect 3 drill-noc > attic > attic-sw-01
type \x1b
expect 3 2 DEVICES
type :device attic\t\r
expect 3 drill-noc > attic > attic-sw-01
type :w here.html\r
expect 3 wrote here.html
type :w here.html\r
expect 3 cannot write 'here.html': File exists
type y
expect 3 sent to this terminal's clipboard
type x
expect 8 back from attic-sw-01: cp ended with 0
expect 3 drill-noc > attic > attic-sw-01
type \x1b
type q
expect 1 stop
type \r
exit 5 0
END
ok 'the screen is a page of its own' grep -q 'attic-sw-01' "$work/here.html"
ok 'x ran what the operator had chosen, with the configured address' \
	cmp "$work/here.html" "$work/attic-sw-01-127.0.0.1"
done_testing
