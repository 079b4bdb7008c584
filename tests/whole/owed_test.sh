#!/bin/sh
# A window of maintenance ends while its owner's phone is dead. What came of it is kept:
# the watch is killed, and the next one tells it, once.
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
known() { noc events | grep -q "$1"; } # by the journal, too: what is killed now is its affair

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
done_testing
