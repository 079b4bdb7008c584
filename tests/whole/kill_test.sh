#!/bin/sh
# Watch and keeper are killed two hundred times, at moments of a fixed seed, while somebody
# acknowledges without pause: every acknowledgement that was called saved is in the
# journal once, and none is there twice.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"
need jq pgrep ss
record_switch "$work/switch.snmprec" sw1 </dev/null
start_agent --source "$work/switch.snmprec" || skip_all 'no agent'

kills=${NOCTOP_KILLS:-200}
write_config <<-END
	[noctop]
	name = test-noc
	poll = 1s
	journal = $work/journal.db
	[auth v2]
	version = 2c
	community = "public"
	[site here]
	[device talks]
	address = 127.0.0.1
	port = $agent_port
	site = here
	auth = v2
	ping = snmp
	[device silent]
	address = 127.0.0.1
	port = $(free_port)
	site = here
	auth = v2
	ping = snmp
	role = core
END

ask() { "$noctop" "$@" -c "$work/noctop.ini"; }
opened() { ask alerts --json >"$work/alerts" && jq -e '.alerts | length == 1' "$work/alerts"; }
start_watch() {
	"$noctop" watch -c "$work/noctop.ini" 2>>"$work/watch.err" &
	watch=$!
	pids="$pids $watch"
}
saved() { wc -l <"$work/saved"; }
more_saved() { [ "$(saved)" -gt "$1" ]; }

# One note after another; a line for each that was called saved. The alert's id stays.
acknowledge() {
	n=0
	while [ ! -e "$work/enough" ]; do
		n=$((n + 1))
		ask ack "$id" --note "note-$n." 2>/dev/null && echo "note-$n." >>"$work/saved"
	done
}

# Wait for one that was saved, then for a moment; the end of the watch or of its keeper.
kill_one() { # WHOM SECONDS
	before=$(saved)
	end=$(($(date +%s) + 30))
	until more_saved "$before"; do
		[ "$(date +%s)" -le $end ] || return 1
		sleep 0.01
	done
	sleep "$2"
	if [ "$1" = keeper ]; then
		kill -9 $(pgrep -P "$watch" noctop-journal) 2>/dev/null
	else
		kill -9 "$watch"
		wait "$watch" 2>/dev/null
		start_watch
	fi
	return 0
}
kill_often() {
	awk -v n="$kills" 'BEGIN {
		srand(5)
		for (i = 0; i < n; i++)
			print rand() < 0.4 ? "keeper" : "watch", rand() * 0.06
	}' >"$work/moments"
	while read -r whom seconds; do
		kill_one "$whom" "$seconds" || { echo "after a $whom none is saved"; return 1; }
	done <"$work/moments"
}

start_watch
ok 'a silent device is an alert' until_true 20 opened
id=$(ask alerts --json | jq '.alerts[0].id')
ok 'which has a number' test "$id" -gt 0
: >"$work/saved"
acknowledge &
acker=$!
pids="$pids $acker"
ok "$kills kills: somebody always can acknowledge again" kill_often
touch "$work/enough"
wait $acker
kill "$watch" 2>/dev/null
ok 'the last watch ends' until_true 10 unwatched

ask events --since 1d --json >"$work/events"
jq -r 'select(.kind == "acknowledged") | .note' "$work/events" | sort >"$work/there"
sort "$work/saved" >"$work/promised"
ok 'acknowledgements were saved all the while' test "$(saved)" -ge "$kills"
ok 'what was called saved is there' sh -c \
	"! comm -23 '$work/promised' '$work/there' | grep ."
ok 'nothing is there twice' sh -c "! uniq -d '$work/there' | grep ."
ok 'numbers are given once' sh -c "! jq .seq '$work/events' | uniq -d | grep ."
ok 'the journal is whole' ask journal verify
done_testing
