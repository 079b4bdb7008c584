#!/bin/sh
# The journal through the program: what was written can be told from what somebody wrote
# into it; a disk that stalls holds up neither polls nor keys, and what it has not taken is
# not called saved; a second watch is refused with words.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"
need jq pgrep ss

record_switch "$work/switch.snmprec" sw1 </dev/null
start_agent --source "$work/switch.snmprec" || skip_all 'no agent'
silent=$(free_port)
config() { # JOURNAL
	cat <<-END
		[noctop]
		name = test-noc
		poll = 1s
		journal = $1
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
		port = $silent
		site = here
		auth = v2
		ping = snmp
		role = core
	END
}
config "$work/journal.db" | write_config
config "$work/nowhere.db" >"$work/elsewhere.ini"
chmod 600 "$work/elsewhere.ini"

ask() { "$noctop" "$@" -c "$work/noctop.ini"; }
opened() { ask alerts --json >"$work/alerts" && jq -e '.alerts | length == 1' "$work/alerts"; }
fails() { # CODE COMMAND...
	want=$1; shift
	code=0; "$@" || code=$?
	[ $code -eq "$want" ]
}
says() { # WORDS COMMAND...
	words=$1; shift
	"$@" 2>&1 | tee "$work/said" | grep -q -- "$words" || { cat "$work/said"; false; }
}
start_watch() {
	"$noctop" watch -c "$work/noctop.ini" 2>>"$work/watch.err" &
	watch=$!
	pids="$pids $watch"
	until_true 10 ask why talks # which only a watch answers
}
end_watch() { kill "$watch" && until_true 10 unwatched; }

# --- a chain -----------------------------------------------------------------------------
start_watch
ok 'a silent device is an alert' until_true 20 opened
id=$(ask alerts --json | jq '.alerts[0].id')
ok 'it is acknowledged' ask ack "$id" --note 'carrier called'
ok 'verify finds the journal whole while the watch runs' says '^ok: ' ask journal verify
ok 'it prints the head' grep -qE '^head [0-9]+:[0-9a-f]{64}$' "$work/said"
head=$(sed -n 's/^head //p' "$work/said")
ok 'the watch ends' end_watch
ok 'verify finds it whole without' says '^ok: ' ask journal verify "$head"
ok 'and the head noted before in it' grep -q 'the head you noted is in it' "$work/said"
ok 'as JSON, too' sh -c "'$noctop' journal verify --json -c '$work/noctop.ini' |
	jq -e '.ok and .events >= 3 and .broken == 0 and .fault == null'"
cp "$work/journal.db" "$work/kept.db"
sed -i 's/carrier called/carrier cabled/' "$work/journal.db"
ok 'one changed byte: exit 1' fails 1 ask journal verify
ok 'and which event' says '^broken: event [0-9]* was changed' ask journal verify
cp "$work/kept.db" "$work/journal.db"
ok 'put back it is whole' ask journal verify
# --- after a restart ----------------------------------------------------------------------
on_screen() { # VIEW WORDS
	ask screen --view "$1" --size 120x40 --for 300ms >"$work/said" && grep -q -- "$2" "$work/said"
}
start_watch
ok 'the log has what was before this watch' until_true 10 on_screen events 'carrier called'
ok 'and so have the timelines' until_true 10 on_screen alerts 'carrier called'
end_watch

# --- a disk that stalls --------------------------------------------------------------------
polls() { agent_count; }
polls_on() { [ "$(polls)" -gt $(($1 + 3)) ]; }
shows() { ask screen --view alerts --size 120x20 --for 200ms | tee "$work/said" | grep -q -- "$1"; }
start_watch
keeper=$(pgrep -P "$watch" noctop-journal)
kill -STOP "$keeper"
ask ack "$id" --note 'while the disk stalls' >"$work/acked" 2>&1 &
acker=$!
ok 'while the disk stalls an acknowledgement is said to be saving' until_true 10 shows saving
before=$(polls)
ok 'polls go on' until_true 10 polls_on "$before"
ok 'and who gave it still waits' alive "$acker"
ok 'keys are answered' says ' HELP ' ask screen --view devices --size 120x20 --keys 'j?'
kill -CONT "$keeper"
ok 'it is saved when the disk goes on' wait "$acker"
ok 'and says so on the screen' until_true 5 sh -c "! '$noctop' screen -c '$work/noctop.ini' \
	--view alerts --size 120x20 --for 200ms | grep saving"
kill -STOP "$keeper"
code=0
ask ack "$id" --note 'too late' 2>"$work/said" || code=$?
ok 'a disk that stalls for long is not called saved' test $code -eq 1
ok 'with words' grep -q 'the journal has not saved it yet' "$work/said"
kill -CONT "$keeper"
# the same for who sits at a screen, whatever the act
play 24 120 "$noctop" -c "$work/noctop.ini" --view alerts <<END
expect 8 unreachable
run kill -STOP $keeper
type c
type slow disk\r
expect 3 noted 1, saving
type o
type ann\r
expect 3 handed over 1, saving
absent 5 saved
run kill -CONT $keeper
expect 5 handed over 1, saved
run kill -STOP $keeper
type A
type it is slow\r
expect 3 raised alert
expect 3 , saving
run kill -CONT $keeper
expect 5 , saved
type q
type q
exit 5 -1
END

# --- a question that is still open when the watch ends ---------------------------------
descriptors() { find "/proc/$watch/fd" -type l | wc -l; }
asked() { [ "$(descriptors)" -gt "$1" ]; }
kill -STOP "$keeper"
before=$(descriptors)
ask events >"$work/events" 2>&1 &
asker=$!
ok 'events are asked for while the disk stalls' until_true 10 asked "$before"
kill "$watch"
ok 'who asked is let go when the watch ends' until_true 5 sh -c "! kill -0 $asker"
wait "$asker"
kill -CONT "$keeper"
code=0
wait "$watch" || code=$?
ok 'and an answer that comes then is nobody'"'"'s' test $code -eq 0
talks_up() { ask status --json | jq -e '.devices[] | select(.name == "talks").state == "up"'; }
start_watch
ok 'the next one sees who answers' until_true 20 talks_up

# --- the ledger ----------------------------------------------------------------------------
happened() { # COUNT: of what was told of the one that talks
	ask events --thing talks --kind reachable --json >"$work/events" &&
		[ "$(wc -l <"$work/events")" -eq "$1" ]
}
steer silent on >/dev/null
ok 'an outage is told' until_true 30 happened 1
ok 'for some seconds' sleep 2
steer silent off >/dev/null
ok 'and its end' until_true 30 happened 2
ok 'report: from the journal' sh -c \
	"'$noctop' report --since 1h --json -c '$work/noctop.ini' >'$work/report'"
told=$(jq -s '(.[1].at | fromdate) - (.[0].first_bad | fromdate)' "$work/events")
ok 'it was down to the second as long as was told' jq -e --argjson told "$told" \
	'.things[] | select(.name == "talks" and .entity == "") |
	.outages == 1 and .down_s > $told - 1 and .down_s < $told + 1 and
	.availability_pct < 100 and .known_pct < 5' "$work/report"
ok 'with when, in an interval' jq -e --slurpfile told "$work/events" \
	'.intervals | any(.name == "talks" and .state == "down" and
	.from == $told[0].first_bad and .to == $told[1].at)' "$work/report"
ok 'the acknowledged alert is in it, with its times' jq -e \
	'.alerts | any(.name == "silent" and .acknowledged and .opened and .owner)' "$work/report"
ok 'as text, with the formula' says 'availability % = up / (up + down)' ask report
ok 'as CSV' says '^device,"talks","",' ask report --csv --site here
ok 'a site that is not there is said' fails 1 ask report --site nowhere
ok 'a kind that is none is said' fails 64 ask events --kind rubbish

# --- a second watch --------------------------------------------------------------------------
sed 's/test-noc/other-noc/' "$work/noctop.ini" >"$work/second.ini"
chmod 600 "$work/second.ini"
ok 'a second watch on this journal is refused' fails 69 "$noctop" watch -c "$work/second.ini"
ok 'with words' says 'another watch has it' "$noctop" watch -c "$work/second.ini"
ok 'the first goes on' ask why talks

ok 'what is no head is an error of usage' fails 64 ask journal verify 12:34
ok 'a journal that is not there is said' says 'No such file' \
	"$noctop" journal verify -c "$work/elsewhere.ini"

# --- nowhere to keep it ----------------------------------------------------------------------
sed '/journal = /d' "$work/noctop.ini" >"$work/nowhere.ini"
chmod 600 "$work/nowhere.ini"
too_deep="/$(head -c 5000 /dev/zero | tr '\0' d)"
nowhere() { # COMMAND...
	ok "without a place for a journal, $* says so" says 'no place for a journal' \
		env XDG_STATE_HOME="$too_deep" "$noctop" "$@" -c "$work/nowhere.ini"
}
if ! [ -w /var/lib/noctop ]; then
	nowhere journal verify
	nowhere report
	nowhere watch
fi
done_testing
