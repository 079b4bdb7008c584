#!/bin/sh
# bench.sh: everything side by side in one run on the same agents: the raw floor, the
# engine alone, the model that it fills, noctop whole, and what Debian's peers need for
# the same columns. Agents have one core, who asks them the other. Writes a JSON line
# for each figure to $OUT and prints the table; settings come from the environment:
#
#   BENCH='sweeps memory start storm lists v3 trouble paced keys pings peers screens'
#                      these parts of it, in this order; what is kept of the others
#                      (make bench-keep) stays, with the run that it is of
#   DEVICES=5000       of a sweep             RUNS=5         sweeps, for medians
#   SCALE=1000         other sizes, too       PACED=5000/5   DEVICES/INTERVAL… at work
#   PACED_SECONDS=10   measured of each       PEERS=500      devices for peers; 0: none
#   WARM=6             sweeps before those that count
#   STORM=10000        devices lost at once; 0: none
#   SCREEN=20          seconds of looking at each screen; 0: none
#   PINGS=10000        targets of ICMP, once a second; 0: none
#   OPERATORS=50       with a list of their own
#
# A part is of one size or pace where it has several. The whole of it, twelve minutes,
# and what takes as long again, each for itself:
#   make bench DEVICES=10000 RUNS=3 PACED='10000/30 10000/1'; make bench-keep
#   make bench BENCH=paced PACED=100000/60 PACED_SECONDS=60; make bench-keep
#   make bench BENCH=sweeps DEVICES=100000 SCALE= RUNS=3; make bench-keep
set -eu
build=${top_builddir:-.} source=${top_srcdir:-.}
export LC_ALL=C NOCTOP_DATADIR="${NOCTOP_DATADIR:-$source/etc}"
DEVICES=${DEVICES:-5000} RUNS=${RUNS:-5} SCALE=${SCALE-1000}
PACED=${PACED-5000/5} PACED_SECONDS=${PACED_SECONDS:-10} PEERS=${PEERS:-500}
WARM=${WARM:-6} STORM=${STORM:-10000} PINGS=${PINGS:-10000} SCREEN=${SCREEN:-20}
OPERATORS=${OPERATORS:-50}
BENCH=${BENCH:-sweeps memory start storm lists v3 trouble paced keys pings peers screens}
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
part= # of it, that the figures are of
keep() { jq -c --unbuffered --arg part "$part" '{part: $part} + .' | tee -a "$OUT" >&2; }

# The parts that this run brought stand in its line, which is the last.
machine() {
	jq -nc --arg date "$(date -u +%Y-%m-%d)" --arg kernel "$(uname -sr)" \
		--arg cpu "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" \
		--argjson cores "$(nproc)" --arg load "$load" \
		--argjson runs "$RUNS" --arg rmem "$(cat /proc/sys/net/core/rmem_max)" \
		--argjson size "$DEVICES" --argjson parts "$(jq -sc '[.[].part] | unique' "$OUT")" \
		--arg commit \
		"$(git -C "$source" rev-parse --short HEAD 2>/dev/null || :)" \
		'{bench: "machine", $date, $kernel, $cpu, $cores, $load, $runs, $size,
		  $commit, rmem_max: ($rmem | tonumber), $parts}'
}

sweeps() { # engine|model|whole DEVICES OPTIONS...
	who=$1 n=$2
	shift 2
	core 0 "$build/tests/bench/sweep_bench" "$who" "$farm_port" "$n" \
		--warm "$WARM" --rounds "$RUNS" "$@"
}

# Which sweep a floor was taken beside.
beside() {
	jq -nc --unbuffered 'foreach inputs as $line (null; $line.who // .;
		if $line.bench == "floor" then $line + {beside: .} else $line end)'
}

# The floor is taken after each sweep, with the requests of that: what else the machine
# does meanwhile befalls both.
size() { # DEVICES
	part="sweeps of $1"
	say "== $1 devices"
	for who in engine model whole; do
		sweeps $who "$1" --record "$work/requests" --floor "$build/tests/bench/floor" |
			beside | keep
	done
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
	name=$1 undo=$3 part="trouble: $1"
	say "== $name"
	[ -z "$2" ] || farm_tell "$2"
	shift 3
	{
		sweeps engine "$DEVICES" "$@"
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

sizes() { echo "$SCALE $DEVICES" | tr ' ' '\n' | sort -nu; }

bench_sweeps() {
	for n in $(sizes); do
		size "$n"
	done
}

bench_memory() {
	say '== memory of the network alone'
	for n in $(sizes); do
		"$build/tests/bench/model_bench" "$n" 70 | keep
	done
}

bench_start() {
	say '== start'
	for _ in $(seq "$RUNS"); do
		"$build/tests/bench/start_bench" "$build/noctop" "$DEVICES" | keep
	done
}

bench_storm() {
	say '== storms'
	for shape in sites tree customer hub flat site; do
		[ "$STORM" -eq 0 ] ||
			"$build/tests/bench/storm_bench" "$STORM" $shape | keep
	done
}

bench_lists() {
	say '== long lists'
	"$build/tests/bench/lists_bench" "$DEVICES" "$OPERATORS" | keep
	say "== long lists, all devices polled every 10 s"
	paced whole "$DEVICES" 10 --lists "$OPERATORS" |
		jq -c --unbuffered --argjson operators "$OPERATORS" \
			'.bench = "lists at work" | . + {$operators}' | keep
}

bench_v3() {
	say '== SNMPv3, SHA-256 and AES-128'
	sweeps engine "$DEVICES" --v3 | keep
}

bench_trouble() {
	trouble '5 % of the replies lost' 'loss 5' 'loss 0'
	trouble '20 % of the devices silent' '20% silent on' '20% silent off'
	trouble 'a receive buffer of a stock kernel' '' '' --stock
}

bench_paced() {
	for pace in $PACED; do
		part="paced $pace"
		say "== ${pace%/*} devices every ${pace#*/} s"
		paced whole "${pace%/*}" "${pace#*/}" | keep
	done
}

bench_keys() {
	say '== keys, every second'
	paced whole "$DEVICES" 1 --keys | jq -c --unbuffered '.bench = "keys"' | keep
}

bench_pings() {
	[ "$PINGS" -eq 0 ] || pings "$((PACED_SECONDS < 10 ? PACED_SECONDS : 10))"
}

bench_peers() {
	[ "$PEERS" -gt 0 ] || return 0
	say "== peers, $PEERS devices"
	sweeps whole "$PEERS" | jq -c --unbuffered '.bench = "beside peers"' | keep
	for peer in $("$source/tests/bench/peers" list); do
		before=$(farm_count)
		peer "$peer" >"$work/peer"
		jq -c --argjson pdus "$(($(farm_count) - before))" \
			'. + {pdus: $pdus}' "$work/peer" | keep
	done
}

bench_screens() {
	[ "$SCREEN" = 0 ] || screens
}

: >"$OUT"
load=$(cut -d ' ' -f 1 /proc/loadavg)
most=$(echo "$DEVICES $SCALE $PACED $PEERS" | tr ' /' '\n\n' | sort -n | tail -n 1)
farm_start "$most"
for it in $BENCH; do
	part=$it
	case $it in
	sweeps | memory | start | storm | lists | v3 | trouble | paced | keys | pings | \
		peers | screens) "bench_$it" ;;
	*) say "no part of the benchmarks: $it"; exit 64 ;;
	esac
done
farm_stop
farm_pid=
machine | tee -a "$OUT" >&2
jq -scf "$source/tests/bench/growth.jq" "$OUT" >"$work/growth"
tee -a "$OUT" <"$work/growth" >&2
jq -rsf "$source/tests/bench/table.jq" "$OUT"
