#!/bin/sh
# bench.sh: everything side by side in one run on the same agents: the raw floor, the
# engine alone, the model that it fills, noctop whole, and what Debian's peers need for
# the same columns. Agents have one core, who asks them the other. Writes a JSON line for each figure to $OUT and
# prints the table; settings come from the environment:
#
#   DEVICES=5000       of a sweep             RUNS=5         sweeps, for medians
#   SCALE=1000         other sizes, too       PACED=5000/5   DEVICES/INTERVAL… at work
#   PACED_SECONDS=10   measured of each       PEERS=500      devices for peers; 0: none
#   WARM=6             sweeps before those that count
#   STORM=10000        devices lost at once; 0: none
#   SCREEN=20          seconds of looking at each screen; 0: none
#   PINGS=10000        targets of ICMP, once a second; 0: none
#   OPERATORS=50       with a list of their own
#
# The whole of it:
#   make bench DEVICES=10000 SCALE='1000 100000' PACED='10000/30 10000/1 100000/60' \
#           PACED_SECONDS=60 PEERS=1000
set -eu
build=${top_builddir:-.} source=${top_srcdir:-.}
export LC_ALL=C NOCTOP_DATADIR="${NOCTOP_DATADIR:-$source/etc}"
DEVICES=${DEVICES:-5000} RUNS=${RUNS:-5} SCALE=${SCALE-1000}
PACED=${PACED-5000/5} PACED_SECONDS=${PACED_SECONDS:-10} PEERS=${PEERS:-500}
WARM=${WARM:-6} STORM=${STORM:-10000} PINGS=${PINGS:-10000} SCREEN=${SCREEN:-20}
OPERATORS=${OPERATORS:-50}
OUT=${OUT:-bench.jsonl}
command -v jq >/dev/null || { echo 'bench needs jq' >&2; exit 1; }

work=$(mktemp -d "${TMPDIR:-/tmp}/noctop-bench-XXXXXX")
export XDG_RUNTIME_DIR="$work/run" TMPDIR="$work"
mkdir -m 700 "$XDG_RUNTIME_DIR"
farm_pid= screen_pids=
finish() {
	for pid in $farm_pid $screen_pids; do kill "$pid" 2>/dev/null || :; done
	rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM HUP
# shellcheck source=tests/bench/farm.sh
. "$source/tests/bench/farm.sh"

say() { echo "$*" >&2; }
keep() { tee -a "$OUT" >&2; }

machine() {
	jq -nc --arg date "$(date -u +%Y-%m-%d)" --arg kernel "$(uname -sr)" \
		--arg cpu "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" \
		--argjson cores "$(nproc)" --arg load "$(cut -d ' ' -f 1 /proc/loadavg)" \
		--argjson runs "$RUNS" --arg rmem "$(cat /proc/sys/net/core/rmem_max)" \
		--argjson size "$DEVICES" --arg commit \
		"$(git -C "$source" rev-parse --short HEAD 2>/dev/null || :)" \
		'{bench: "machine", $date, $kernel, $cpu, $cores, $load, $runs, $size,
		  $commit, rmem_max: ($rmem | tonumber)}'
}

floor() { # DEVICES
	core 0 "$build/tests/bench/floor" "$farm_port" "$1" "$RUNS" 512 "$work/requests"
}
sweeps() { # engine|model|whole DEVICES OPTIONS...
	who=$1 n=$2
	shift 2
	core 0 "$build/tests/bench/sweep_bench" "$who" "$farm_port" "$n" \
		--warm "$WARM" --rounds "$RUNS" "$@"
}

# The floor is taken between the others, with the requests that noctop sent: what else
# the machine does meanwhile befalls all of them.
size() { # DEVICES
	say "== $1 devices"
	sweeps engine "$1" --record "$work/requests" | keep
	floor "$1" | keep
	sweeps model "$1" | keep
	floor "$1" | keep
	sweeps whole "$1" | keep
	floor "$1" | keep
}

peer() { # NAME
	export PEERS PORT="$farm_port" COST="$build/tests/bench/cost"
	core 0 sh "$source/tests/bench/peers" run "$1"
}

paced() { # engine|model|whole DEVICES INTERVAL OPTIONS...
	who=$1 n=$2 interval=$3
	shift 3
	core 0 "$build/tests/bench/sweep_bench" "$who" "$farm_port" "$n" --warm "$WARM" \
		--interval "$interval" --paced "$PACED_SECONDS" "$@"
}

# At full speed, and as a watch works: how long a request takes is told by the latter.
trouble() { # NAME COMMAND UNDO OPTIONS...
	name=$1 undo=$3
	say "== $name"
	[ -z "$2" ] || farm_tell "$2"
	shift 3
	{
		sweeps engine "$DEVICES" --warm "$((WARM > 2 ? 2 : WARM))" "$@"
		paced engine "$DEVICES" 2 --flights "$@"
	} | jq -c --unbuffered --arg case "$name" \
		'.how = .bench | .bench = "trouble" | .case = $case' | keep
	[ -z "$undo" ] || farm_tell "$undo"
}

# In a network of its own, where that is allowed.
pings() {
	say '== ICMP, once a second'
	(cd "$build" && core 0 tests/bench/ping_bench "$PINGS" "$1") >"$work/pings" ||
		say 'no ICMP here'
	sed -n '/^{/p' "$work/pings" | keep
}

# 400 devices of 15 ports, polled every 30 s by a watch that two terminals look at.
screen_watch() {
	mkfifo "$work/screen-in"
	"$build/tests/agent/agent" --farm 400x15 <"$work/screen-in" >"$work/screen-port" &
	screen_pids=$!
	exec 6>"$work/screen-in"
	until port=$(awk '/^port/ { print $2 }' "$work/screen-port") && [ -n "$port" ]; do
		sleep 0.1
	done
	{
		printf '[noctop]\nname = bench-noc\npoll = 30s\n'
		printf '[auth v2]\nversion = 2c\ncommunity = "public"\n'
		for site in 0 1 2 3 4 5 6 7 8 9; do printf '[site s%s]\n' $site; done
		for i in $(seq 400); do
			printf '[device d%s]\naddress = 127.1.%s.%s\nport = %s\n' \
				"$i" $((i / 256)) $((i % 256)) "$port"
			printf 'site = s%s\nauth = v2\nping = snmp\n' $(((i - 1) / 40))
		done
	} >"$work/screen.ini"
	chmod 600 "$work/screen.ini"
	"$build/noctop" watch -c "$work/screen.ini" >/dev/null 2>&1 &
	screen_pids="$screen_pids $!"
	sleep 40 # until all have been polled twice, and traffic is known
}

screens() {
	say '== screens, side by side'
	screen_watch
	for size in 120x40 80x24; do
		"$build/tests/bench/screen_bench" noctop $size "$SCREEN" 3 \
			"$build/noctop" -c "$work/screen.ini" | keep
		for other in htop btop; do
			command -v $other >/dev/null || continue
			"$build/tests/bench/screen_bench" $other $size "$SCREEN" "" $other | keep
		done
	done
	# shellcheck disable=SC2086 # a list of numbers
	kill $screen_pids
	exec 6>&-
}

: >"$OUT"
machine | keep
most=$(echo "$DEVICES $SCALE $PACED $PEERS" | tr ' /' '\n\n' | sort -n | tail -n 1)
farm_start "$most"
for n in $(echo "$SCALE $DEVICES" | tr ' ' '\n' | sort -nu); do
	size "$n"
done
jq -scf "$source/tests/bench/growth.jq" "$OUT" >"$work/growth"
keep <"$work/growth"
say '== memory of the network alone, start, storms'
for n in $(echo "$SCALE $DEVICES" | tr ' ' '\n' | sort -nu); do
	"$build/tests/bench/model_bench" "$n" 70 | keep
done
for _ in $(seq "$RUNS"); do
	"$build/tests/bench/start_bench" "$build/noctop" "$DEVICES" | keep
done
for shape in sites tree customer hub flat site; do
	[ "$STORM" -eq 0 ] || "$build/tests/bench/storm_bench" "$STORM" $shape | keep
done
say '== long lists'
"$build/tests/bench/lists_bench" "$DEVICES" "$OPERATORS" | keep
say "== long lists, all devices polled every 10 s"
paced whole "$DEVICES" 10 --lists "$OPERATORS" |
	jq -c --unbuffered --argjson operators "$OPERATORS" \
		'.bench = "lists at work" | . + {$operators}' | keep
say '== SNMPv3, SHA-256 and AES-128'
sweeps engine "$DEVICES" --v3 | keep
trouble '5 % of the replies lost' 'loss 5' 'loss 0'
trouble '20 % of the devices silent' '20% silent on' '20% silent off'
trouble 'a receive buffer of a stock kernel' '' '' --stock
for pace in $PACED; do
	say "== ${pace%/*} devices every ${pace#*/} s"
	paced whole "${pace%/*}" "${pace#*/}" | keep
done
say '== keys, every second'
paced whole "$DEVICES" 1 --keys | jq -c --unbuffered '.bench = "keys"' | keep
[ "$PINGS" -eq 0 ] || pings "$((PACED_SECONDS < 10 ? PACED_SECONDS : 10))"
if [ "$PEERS" -gt 0 ]; then
	say "== peers, $PEERS devices"
	sweeps whole "$PEERS" | jq -c --unbuffered '.bench = "beside peers"' | keep
	for peer in $("$source/tests/bench/peers" list); do
		before=$(farm_count)
		peer "$peer" >"$work/peer"
		jq -c --argjson pdus "$(($(farm_count) - before))" \
			'. + {pdus: $pdus}' "$work/peer" | keep
	done
fi
farm_stop
farm_pid=
[ "$SCREEN" = 0 ] || screens
jq -rsf "$source/tests/bench/table.jq" "$OUT"
