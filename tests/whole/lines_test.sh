#!/bin/sh
# A terminal that can only print: the overview once, a line for each change, commands
# typed as lines; q, the end of input and ^C leave.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"

one_switch lonely here core <<END
name = lines-noc
poll = 2s
END
export TERM=dumb PTY_RAW="$work/raw"

play 60 120 "$noctop" -c "$work/noctop.ini" <<END
expect 5 Enter prints the view
expect 15 1 of 1 up
run kill -STOP $agent_pid
expect 15 opened       C lonely  unreachable
expect 5 UNACK C1
type alerts\r
expect 5 unreachable, no answer
type ack 1 2 3 --note "fibre cut"\r
expect 5 acknowledged C lonely
expect 5 "fibre cut"
expect 5 in hand 1
type whatever\r
expect 5 ack ID...
run kill -CONT $agent_pid
type \x04
exit 3 0
clean
END
ok 'what the alert says is not said twice' \
	sh -c "! grep -q 'reachable  *I' '$work/raw'"
ok 'not a control byte was sent' \
	sh -c "! tr -d '\r\n' <'$work/raw' | LC_ALL=C grep -q '[[:cntrl:]]'"

play 60 120 "$noctop" --view devices -c "$work/noctop.ini" <<'END'
expect 5 Enter prints the view
type \r
expect 15 2 DEVICES
expect 5 lonely
type \x03
exit 3 0
clean
END
done_testing
