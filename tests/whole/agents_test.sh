#!/bin/sh
# The demo's agents alone, for a watch of one's own: their configuration is one, they
# answer, and they end with whoever was started.
. "$top_srcdir/tests/whole/lib.sh"
need jq

"$noctop" demo --agents --night --devices 12 >"$work/demo.ini" &
demo=$!
pids="$pids $demo"
whole() { [ "$(grep -c '^\[device' "$work/demo.ini")" -eq 12 ]; }
ok 'the configuration of all devices is printed' until_true 10 whole
write_config <"$work/demo.ini"
ok 'and is sound' "$noctop" lint -c "$work/noctop.ini"
"$noctop" status --json -c "$work/noctop.ini" >"$work/status"
ok 'all answer, and none is down' jq -e \
	'.poll.answered == 12 and all(.devices[]; .state == "up" or .state == "degraded")' "$work/status"
port=$(awk '/^port/ { print $3; exit }' "$work/demo.ini")
kill -9 "$demo"
free() { ! ss -Hlun "sport = :$port" | grep -q .; }
ok 'killed, nobody answers there any more' until_true 10 free
done_testing
