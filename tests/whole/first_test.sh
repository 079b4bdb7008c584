#!/bin/sh
# The first minute of somebody who has nothing yet: the demo opens and says that it is one,
# everything on it lives within seconds, it says how to go on, and an own device takes its
# place. Deadlines are those of a busy machine; how long each took stands in the log.
. "$top_srcdir/tests/whole/lib.sh"
need snmpd snmpget ss

# The screens that the demo shows to a second operator, who has no configuration either.
devices() { "$noctop" screen --view devices --size 120x60 --for 50ms; }
links() { "$noctop" screen --view interfaces --size 120x60 --for 50ms; }
now_ms() { date +%s%3N; }
within() { # SECONDS WHAT COMMAND...: tells how long it took since $began
	limit=$1 thing=$2; shift 2
	ok "$thing within $limit s" until_true "$limit" "$@"
	echo "# $thing after $(($(now_ms) - began)) ms"
}
# Rows of devices, and of them those with a state and a round trip.
all_known() {
	devices >"$work/devices"
	[ "$(grep -c ' demo-[a-z]* ' "$work/devices")" = 40 ] &&
		! grep ' demo-[a-z]* ' "$work/devices" | grep -Ev \
			' (down|lost) | (up|degraded) .* (<?[0-9][0-9.]*) +[0-9<]+%'
}
moves() { links | grep -Eq '[0-9]%.*[0-9][KMG]/[0-9]'; }
alerts() { ! "$noctop" alerts | grep -q 'no open alerts'; }

# A terminal that is closed by whoever reads its end.
mkfifo "$work/keys"
began=$(now_ms)
"$pty" 24 80 "$noctop" <"$work/keys" >"$work/demo" 2>&1 &
pids="$pids $!"
terminal=$!
exec 8>"$work/keys"
echo 'expect 30 DEMO' >&8
within 30 'a first screen' grep -q '^ok' "$work/demo"
within 30 'states and round trips of all devices' all_known
within 30 'a first alert' alerts
within 30 'rates' moves
# News first; the way on when there is none.
cat >&8 <<'END'
expect 60 Your own: noctop add ADDRESS
type a
expect 10 Acknowledge
type \r
expect 10 in hand 1
type 0q
exit 10 0
END
exec 8>&-
until_true 90 sh -c "! kill -0 $terminal"
while IFS= read -r line; do
	case $line in
	ok* | 'not ok'*)
		tests=$((tests + 1))
		echo "$line" | sed "s/ok - /ok $tests - demo: /" ;;
	*) echo "$line" ;;
	esac
done <"$work/demo"

# --- an own device ---------------------------------------------------------------------
port=$(free_port)
if start_snmpd "$port" mine; then
	ok 'add' "$noctop" add 127.0.0.1 --port "$port"
	# somebody left a demo open: it is not the network
	play 24 80 sh -c "'$noctop' demo" <<-END
		expect 10 DEMO
		run '$noctop' screen --for 3s | grep -q mine
		run ! '$noctop' screen | grep DEMO
		type q
		exit 10 0
	END
	play 24 80 "$noctop" <<-END
		expect 10 my network
		absent 1 DEMO
		expect 10 1 of 1 up
		type q
		expect 5 stop
		type \r
		exit 10 0
	END
fi
done_testing
