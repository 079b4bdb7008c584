#!/bin/sh
# The graph of 24 hours outlives the watch and its journal's process; a history that is
# damaged is moved aside and named, and costs no event.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"

one_switch attic-sw-01 attic access <<END
name = history-noc
poll = 1s
journal = $work/journal.db
END
history=$work/journal.db.history

start_watch() {
	"$noctop" watch -c "$work/noctop.ini" >>"$work/service" 2>&1 &
	service=$!
	pids="$pids $service"
	until_true 30 watched && until_true 15 polled
}
# Answered: there is something to remember.
polled() { "$noctop" screen -c "$work/noctop.ini" --view devices --size 120x40 | grep -q '1 dev 1 up'; }
stop_watch() {
	kill "$service"
	wait "$service"
	until_true 20 unwatched
}
keeper() { pgrep -P "$service" -x noctop-journal; }
another_keeper() { [ -n "$(keeper)" ] && [ "$(keeper)" != "$1" ]; }
said() { grep -q "$1" "$work/service"; }
aside() { ls "$history".damaged-*Z >/dev/null 2>&1; }

ok 'a service keeps watch' start_watch
play 30 100 "$noctop" -c "$work/noctop.ini" --view device <<'END'
expect 8 LAST 60 POLLS
type >>>
expect 5 LAST 24 HOURS
expect 5 RTT nothing known of this time
type q
exit 5 0
END
ok 'and stops' stop_watch
ok 'what it gathered is on disk' test -s "$history"

ok 'another watch' start_watch
ok 'whose journal is killed' kill -9 "$(keeper)"
play 30 100 "$noctop" -c "$work/noctop.ini" --view device <<'END'
expect 8 LAST 60 POLLS
type >>>
expect 5 LAST 24 HOURS
expect 10   peak
expect 10 history 0 of
type q
exit 5 0
END
ok 'stops, too' stop_watch

printf 'no database at all, for sure' >"$history"
rm -f "$history-wal" "$history-shm"
ok 'a damaged history does not keep it from starting' start_watch
ok 'it is moved aside' aside
ok 'and named' said 'journal.db.history.* was damaged .* moved aside as'
play 30 100 "$noctop" -c "$work/noctop.ini" --view device <<'END'
expect 8 LAST 60 POLLS
type >>>
expect 5 RTT nothing known of this time
type q
exit 5 0
END
ok 'no event is lost by it' sh -c \
	"[ \$('$noctop' events -c '$work/noctop.ini' | grep -c 'watch started') = 3 ]"
ok 'a report has what is billed' sh -c \
	"'$noctop' report --json -c '$work/noctop.ini' | grep -q '\"in_p95_bps\"'"
ok 'the last stop' stop_watch
done_testing
