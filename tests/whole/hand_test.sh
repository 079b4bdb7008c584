#!/bin/sh
# What people say of an alert: raised by a command, owned, handed over, commented with a
# ticket, escalated, acknowledged until a time, and cleared by hand; by keys in a terminal
# and by commands beside it.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"

one_switch attic-sw-01 attic access <<END
name = hand-noc
poll = 2s
END
says() { grep -q -- "$1" "$work/said"; } # what was said last
json() { noc alerts --json >"$work/said" 2>&1 && says "$1"; }
happened() { noc events >"$work/said" 2>&1 && says "$1"; }

"$noctop" screen -c "$work/noctop.ini" --for 300s >/dev/null 2>&1 &
holder=$!
pids="$pids $holder"
ok 'a watch runs' until_true 30 watched
ok 'a site is not to be found by another name' sh -c \
	"! '$noctop' raise -c '$work/noctop.ini' cellar 'slow' 2>/dev/null"
noc raise attic 'customer calls: site slow' --severity major >"$work/id" 2>&1
id=$(cat "$work/id")
ok 'raise says the id' test "$id" -gt 0
ok 'one is raised on a site at a time' sh -c \
	"! '$noctop' raise -c '$work/noctop.ini' attic 'slower' 2>/dev/null"
ok 'it is an open alert' json '"check":"raised"'
ok 'own hands it over' noc own "$id" --to jk --note 'end of shift'
before() { noc events --json | grep -q "\"kind\":\"owned\".*\"before\":\"$1\""; }
ok 'the audit says who had it before: nobody' until_true 10 before -
ok 'to whom' json '"owner":"jk"'
ok 'comment sets the ticket' noc comment "$id" --ticket INC0042 --note 'provider called'
ok 'which is on the alert' json '"ticket":"INC0042"'
ok 'the comment is an event' happened 'provider called'
ok 'a time that is none is said' sh -c \
	"'$noctop' ack -c '$work/noctop.ini' $id --until noon 2>/dev/null; [ \$? -eq 64 ]"
ok 'window needs a window' sh -c \
	"! '$noctop' ack -c '$work/noctop.ini' $id --until window 2>/dev/null"
ok 'ack for longer than may be says until when it is' sh -c \
	"'$noctop' ack -c '$work/noctop.ini' $id --for 90d 2>&1 | grep -q 'alert $id: until 2.*, no longer may be'"
ok 'which is taken back' noc unack "$id"
ok 'ack until it changes' noc ack "$id" --until stable
ok 'is the intent' json '"intent":"stable"'
ok 'it is in hand' sh -c "'$noctop' alerts -c '$work/noctop.ini' --in-hand | grep -q slow"
ok 'unack releases it' noc unack "$id"
ok 'nothing is in hand' sh -c \
	"'$noctop' alerts -c '$work/noctop.ini' --in-hand | grep -q 'no open alerts'"

play 30 100 "$noctop" -c "$work/noctop.ini" --view alerts <<'END'
expect 8 customer calls
type o
expect 3 Own or hand over 1 alert
type ann\t
type my shift\r
expect 3 handed over 1
expect 3 ann
type c\t
expect 3 Ticket
type \x15INC0043\r
expect 3 noted 1
expect 3 INC0043
type E
expect 3 Escalate now: 1 alert
type second call\r
expect 3 noted, but nobody is called: paging is OFF
type a\t\t
type \x1bOD
expect 3 a time of the clock
type \t
type nonsense\r
expect 3 a time, 20:30, or a while, 2h
type \x152h\r
expect 3 in hand 1
type u
expect 3 in hand 0
type q
type q
exit 5 0
END
ok 'the hand-over is told' happened 'ann: my shift'
ok 'escalation is asked for' happened 'escalate .*second call'
ok 'the ticket is another' json '"ticket":"INC0043"'
ok 'until a time' happened 'acknowledged'
ok 'clear ends it' noc clear "$id" --note 'their proxy'
ok 'nothing is open' sh -c "'$noctop' alerts -c '$work/noctop.ini' | grep -q 'no open alerts'"
ok 'and who said so is told' happened 'cleared .*their proxy'

# The bell: for what is critical, once, and for nothing less.
play 30 100 "$noctop" -c "$work/noctop.ini" --view alerts <<END
expect 8 no open alerts
run $noctop raise -c $work/noctop.ini attic 'somewhat slow' --severity warning
expect 3 somewhat slow
bells 0
run $noctop raise -c $work/noctop.ini attic-sw-01 'all dark' --severity critical
expect 3 all dark
bells 1
type q
type q
exit 5 0
END
kill "$holder"
done_testing
