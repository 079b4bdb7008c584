#!/bin/sh
# A terminal that stops reading stops nothing: the agent goes on being asked, and the
# screen is right when the terminal returns. One that vanishes leaves nothing spinning:
# the demo is gone at once, a real watch lingers.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"
need pgrep

one_switch lonely here core <<END
name = deaf-noc
poll = 2s
END

dead() { ! alive "$1"; }
asked() { # at least N requests more than in $work/count
	[ "$(agent_count)" -ge $(($(cat "$work/count") + $1)) ]
}

agent_count >"$work/count"
(
	# while the terminal is deaf, from 3 s to 13 s
	sleep 4; agent_count >"$work/deaf-begins"
	sleep 8; agent_count >"$work/deaf-ends"
) &
counter=$!
play 40 120 "$noctop" -c "$work/noctop.ini" <<'END'
expect 5 deaf-noc
expect 5 lonely
deaf 10
type ?
expect 3 acknowledge
type \e
absent 3 acknowledge, extend
hangup
exit 2 -1
END
wait $counter
ok 'a deaf terminal stops no poll: eight probes and polls in eight seconds' \
	test "$(($(cat "$work/deaf-ends") - $(cat "$work/deaf-begins")))" -ge 8
watch=$(watch_pids | tr -d ' ')
ok 'after a hang-up the watch lingers' alive "$watch"
agent_count >"$work/count"
ok 'and goes on polling' until_true 10 asked 3
ticks() { awk '{ print $14 + $15 }' "/proc/$watch/stat"; }
before=$(ticks); sleep 3; after=$(ticks)
ok 'and spins not: under a tenth of a core' test $((after - before)) -lt 30
kill "$watch"
ok 'and ends when it is told' until_true 5 dead "$watch"

play 24 80 "$noctop" demo <<END
expect 5 DEMO
run pgrep -f '^$noctop demo' >"$work/demo-pids"
hangup
exit 2 -1
END
gone() { for pid in $(cat "$work/demo-pids"); do ! alive "$pid" || return 1; done; }
ok 'the demo had processes of its own' test "$(wc -l <"$work/demo-pids")" -ge 3
ok "the demo's processes are gone, too" until_true 20 gone
done_testing
