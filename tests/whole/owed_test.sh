#!/bin/sh
# A window of maintenance ends while its owner's phone is dead. What came of it is kept:
# the watch is killed, and the next one tells it, once. What is not kept, since the journal
# stalls, is told by nobody's watch, but by the process that runs the hooks.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"

make_phone '$1 $2 $NOCTOP_ALERT_TEXT'
: >"$work/broken"
me=$(id -un)
one_switch one here core <<END
name = owed-noc
poll = 2s
grace = 1s
journal = $work/journal.db
[hook phone]
command = $work/hook {contact} {kind}
retry = 5
[contact $me]
means = phone
[policy all]
t1 = $me after 1m
END

ok 'a service' serve
ok 'a window' noc maintenance add one --for 3s --change CHG1 -n work
ok 'the window ends, and its owner is to be told, whose phone is dead' \
	until_true 60 known 'phone, digest: exit 3'
ok 'killed then' kill_watch
rm "$work/broken"
ok 'another' serve
ok 'tells what came of it' until_true 60 some calls "^$me digest CHG1 ended: "
kill_watch
serve
sleep 4
ok 'once' test "$(wc -l <"$work/calls")" -eq 1

: >"$work/broken"
: >"$work/rings"
ok 'another window' noc maintenance add one --for 3s --change CHG2 -n work
ok 'ends, and the phone rings' until_true 60 some tries CHG2
says() { noc screen --view health --size 100x60 | grep -q "$1"; }
ok 'which is in the journal' until_true 10 says '0 events wait'
keeper=$(pgrep -P "$watch" -x noctop-journal)
kill -STOP "$keeper"
rm "$work/rings"
ok 'nobody answers, and the journal stalls' until_true 20 says '1 notices failed'
kill -9 "$watch" "$keeper"
rm "$work/broken"
ok 'nobody watches, and the owner is told' until_true 60 some calls "^$me digest CHG2 ended: "
done_testing
