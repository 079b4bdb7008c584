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
opened() { ask alerts --json | jq -e '.alerts | length == 1'; }
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
	until_true 10 ask alerts --json
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
ok 'and which event' says '^broken: event [0-9]* was changed (20' ask journal verify
cp "$work/kept.db" "$work/journal.db"
ok 'put back it is whole' ask journal verify
ok 'what is no head is an error of usage' fails 64 ask journal verify 12:34
ok 'a journal that is not there is said' says 'No such file' \
	"$noctop" journal verify -c "$work/elsewhere.ini"
done_testing
