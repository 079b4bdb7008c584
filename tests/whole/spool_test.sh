#!/bin/sh
# A notice is neither lost nor doubled when the watch is killed: one that waits for another
# try is carried by the next watch; one that a hook has begun with is seen through by the
# spawner, and by nobody else, and it tries that again should it fail now. The word that it
# is over is tried again, too.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"

make_phone '$1 $2'
one_switch lonely here core <<END
name = spool-noc
poll = 2s
journal = $work/journal.db
[hook phone]
command = $work/hook {contact} {kind}
limit = 10s
retry = 5
[contact desk]
means = phone
[contact j.kim]
means = phone
[policy all]
t1 = desk after 1s
t2 = j.kim after 90s
notice.core = 1s
END

lines() { [ "$(grep -c "$3" "$work/$2")" -eq "$1" ]; }
told() { noc alerts --json | grep -q "$1"; }

: >"$work/broken"
serve
until_true 10 told alerts
sleep 3 # of no notices, since it was started
steer silent 100 >/dev/null
ok 'the desk is to be called, and its phone is dead' until_true 60 known 'desk by phone: exit 3'
kill_watch
rm "$work/broken"
: >"$work/slow"
tried=$(grep -c . "$work/tries")
serve
ok 'killed then, the next watch calls the desk' until_true 60 sh -c \
	"[ \$(grep -c . '$work/tries') -gt $tried ]"
kill_watch # while the phone rings
serve
ok 'killed while the phone rings, that call goes through' until_true 20 lines 1 calls '^desk problem'
rm "$work/slow"
ok 'j.kim is called in time' until_true 120 some calls '^j.kim problem'
ok 'and nobody was called twice' lines 2 calls problem
: >"$work/broken"
steer silent 0 >/dev/null
ok 'when it is over the phone is dead again' until_true 120 known 'phone, recovery: exit 3'
kill_watch
rm "$work/broken"
serve
ok 'killed then, the next watch tells the desk' until_true 60 some calls '^desk recovery'
ok 'and j.kim' until_true 60 some calls '^j.kim recovery'
sleep 1
ok 'each once' lines 2 calls recovery
done_testing
