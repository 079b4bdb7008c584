#!/bin/sh
# Over a link of 300 ms there and back: which site is down and why is known after two
# screens, each of few bytes and without a question to the terminal; and an operator who
# does not wait for what is seen loses no key.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"
views=$(cd "$top_srcdir/tests/views" && pwd)

for size in '24 80 5000' '40 120 9000'; do
	# shellcheck disable=SC2086 # rows, columns, bytes
	set -- $size
	play "$1" "$2" "$scene" "$views/overview" <<END
delay 150
as $1 x $2, which site is down and why
paint 8 $3 ams-core-02
answers 0
type 4\r
paint 8 $3 EU-NOC > AMS
expect 3 ams-core-02 down, hides 31
expect 3 in hand mk
answers 0
type q
expect 8 UNACK C2
type q
exit 8 0
END
done

play 24 80 "$scene" "$views/overview" <<'END'
as keys that come before the screen they are for
delay 150
type \r\rfqomk\racut\r
expect 8 fra-core-01 > xe-0/0/3
expect 8 in hand 4
type :
type s
type e
type t
type \x20
type t
type z
type \x20Europe/Berlin\r
expect 8 CET
type qq22/fra-c\r
expect 8 2 DEVICES  filter: fra-c
expect 8 fra-core-01
absent 8 lon-edge-02
type jjkj\e[A\e[B
cursor 8 fra-core-02
type y
expect 8 sent to this terminal's clipboard
type q
absent 8 filter: fra-c
type q
exit 8 0
END

cd "$work" || exit 1 # where files are written
# A terminal at the far end, the watch and its agent there.
one_switch attic-sw-01 attic access <<END
name = slow-noc
poll = 2s
END
play 24 80 "$noctop" -c "$work/noctop.ini" --view devices <<'END'
as a watch at the far end
delay 150
expect 10 attic-sw-01
type \r3\r:w slow.txt\r
expect 10 attic > attic-sw-01 > ge-0/0/1
expect 10 wrote slow.txt
type qqqq
expect 8 stop
type \r
exit 10 0
clean
END
done_testing
