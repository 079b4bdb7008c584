#!/bin/sh
# The benchmarks work, on ten devices: every figure comes, and all of them stand in the
# table. What the figures are is no test.
set -eu
export LC_ALL=C
build=${top_builddir:-.}
command -v jq >/dev/null || { echo '1..0 # SKIP no jq'; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tests=0

# is NAME GOT WANT
is() {
	tests=$((tests + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $tests - $1"
	else
		echo "not ok $tests - $1"
		printf '%s\n' "$2" | sed 's/^/# got  /'
		printf '%s\n' "$3" | sed 's/^/# want /'
		sed 's/^/# /' "$work/said" | tail -n 20
	fi
}
lines() { # FILTER: of the figures, one by one
	jq -c "select($1)" "$work/figures" | wc -l
}

status=0
DEVICES=10 SCALE=4 RUNS=1 WARM=0 PACED=10/1 PACED_SECONDS=2 PEERS=0 STORM=0 PINGS=10 \
	SCREEN=0 \
	OUT="$work/figures" sh "${top_srcdir:-.}/tests/bench/bench.sh" \
	>"$work/table" 2>"$work/said" || status=$?
is 'all of it ran' "$status" 0
is 'the floor loses nothing' "$(lines '.bench == "floor" and .lost == 0')" 6
is 'the floor sends what was recorded' \
	"$(lines '.bench == "floor" and .pdus > 4 * .devices')" 6
for who in engine model noctop; do
	is "$who: every device is polled" "$(lines \
		".bench == \"sweep\" and .who == \"$who\" and .polls == .devices")" 2
	is "$who: every interface is known" "$(lines \
		".bench == \"sweep\" and .who == \"$who\" and .interfaces == 48 * .devices")" 2
done
is 'version 3: every device is polled' \
	"$(lines '.who == "engine v3" and .polls == 10 and .interfaces == 480')" 1
is 'paced: devices are polled on their interval' \
	"$(lines '.bench == "paced" and .polls > 0 and .polls <= 40')" 1
is 'a share of the devices is silent' \
	"$(lines '.how == "sweep" and (.case | test("silent")) and .polls < .devices')" 1
is 'how long requests take is told' \
	"$(lines '.how == "paced" and .pdu_p99_ms >= .pdu_p50_ms and .pdu_p50_ms > 0')" 3
is 'how long keys wait is told' \
	"$(lines '.bench == "keys" and .keys > 0 and .key_p99_ms >= .key_p50_ms')" 1
is 'how long a list at work is waited for is told' "$(lines '.bench == "lists at work" and
	.lists.filter.keys > 0 and .lists.filter.lost == 0 and
	.lists.filter.answer_p99_ms >= .lists.filter.answer_p50_ms')" 1
is 'what a network takes of memory is told, and how much of it is history' \
	"$(lines '.bench == "memory" and .bytes > .history_bytes and .history_bytes > 0')" 2
is 'the first frame is awaited' \
	"$(lines '.bench == "start" and .shown and .first_frame_ms > 0')" 1
is 'there is no alert on a healthy network' "$(lines '.alerts > 0')" 0
is 'each stands in the table' "$(grep -c \
	'^| \(4\|10\) | \(the floor\|the engine\|and into\|noctop whole\)' "$work/table")" 9
is 'what a device costs is told from size to size' "$(lines '.bench == "growth" and
	.from == 4 and .to == 10 and ([.floor, .engine, .model, .noctop] | all(. > 0))')" 1
is 'a stock receive buffer is tried, and no device is called dead for it' "$(lines '
	.how == "sweep" and (.case | test("stock")) and .polls == .devices')" 1
is 'what judging takes is told' \
	"$(lines '.bench == "sweep" and .who == "noctop" and .rules_ms > 0')" 2
is 'the table has all its parts' \
	"$(grep '^\*\*' "$work/table" | grep -vc '^\*\*ICMP')" 9
is 'a cost is told, with how it ended' "$("$build/tests/bench/cost" false 3 false |
	jq -r '[.who, .devices, .exit, .cpu < 1] | join(" ")')" 'false 3 1 true'
# A run of one part: the others stay, with the run that they are of.
DEVICES=10 SCALE=4 BENCH=memory OUT="$work/again" sh "${top_srcdir:-.}/tests/bench/bench.sh" \
	>"$work/table" 2>"$work/said" || status=$?
is 'a part of it runs alone' "$status $(jq -r .bench "$work/again" | sort -u | xargs)" \
	'0 machine memory'
jq -c 'select(.bench == "machine" or .who == "engine v3")' "$work/figures" >"$work/v3"
is 'a sweep without a floor beside it is no multiple of one' "$(jq -rsf \
	"${top_srcdir:-.}/tests/bench/table.jq" "$work/v3" | grep -c '| – | – | – |')" 1
jq -c 'if .bench == "memory" then .bytes = 1 else . end' "$work/figures" >"$work/old"
keep="${top_srcdir:-.}/tests/bench/keep"
"$keep" "$work/old" "$work/again" >"$work/figures"
is 'its figures take the place of older ones' \
	"$(lines '.bench == "memory"') $(lines '.bytes == 1')" '2 0'
is 'and those of the other parts stay' "$(lines '.bench == "floor"') $(lines \
	'.bench == "growth"')" '6 1'
is 'each run tells which are of it' "$(jq -r 'select(.bench == "machine")
	| .parts | [contains(["memory"]), contains(["keys"])] | map(tostring) | join(" ")' \
	"$work/figures" | xargs)" 'false true true false'
is 'what did not end is not kept' "$(grep -v machine "$work/again" >"$work/broken" &&
	"$keep" "$work/old" "$work/broken" 2>/dev/null | wc -l)" 0
echo "1..$tests"
