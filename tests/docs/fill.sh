#!/bin/sh
# fill.sh NOCTOP FILE: prints FILE with its marked blocks made anew by the program:
#
#   <!-- screen ARGUMENTS -->   the demo, as `noctop screen ARGUMENTS` prints it
#   <!-- table NAME -->         a table of `noctop tables`
#   <!-- bench FIGURES -->      the tables of a run of `make bench`, kept in that file
#
# each up to the next <!-- end -->. Screens are taken all at once, each from a demo of its
# own, which begins its story when it is started: the second is the same each time, what
# is measured and the time of day are not. Needs NOCTOP_DATADIR; without jq the tables of
# figures stay as they are.
set -eu
noctop=$1 file=$2
source=$(dirname "$0")/../..
work=$(mktemp -d "${TMPDIR:-/tmp}/noctop-fill-XXXXXX")
trap 'rm -rf "$work"' EXIT

screen() { # NUMBER ARGUMENTS
	mkdir -m 700 "$work/run.$1"
	eval "set -- $1 $2" # quoted as in a shell
	n=$1; shift
	env -i PATH="$PATH" LC_ALL=C.UTF-8 TZ=UTC HOME="$work" \
		XDG_RUNTIME_DIR="$work/run.$n" NOCTOP_DATADIR="$NOCTOP_DATADIR" \
		"$noctop" screen "$@" >"$work/screen.$n" || {
			echo "fill.sh: 'noctop screen $*' failed" >&2
			return 1
		}
	sed 's/^/    /; s/ *$//' "$work/screen.$n" >"$work/block.$n"
}

table() { # NUMBER NAME
	echo "@$2@" | "$noctop" tables >"$work/block.$1"
}

bench() { # NUMBER FIGURES
	if command -v jq >/dev/null; then
		jq -rsf "$source/tests/bench/table.jq" "$source/$2" >"$work/block.$1"
	else
		sed -n "\\|^<!-- bench $2 -->|,/^<!-- end -->/p" "$file" |
			sed '1,2d;$d' | sed '$d' >"$work/block.$1"
	fi
}

n=0 pids=
sed -n 's/^<!-- \(screen\|table\|bench\) \(.*\) -->$/\1 \2/p' "$file" >"$work/wanted"
while read -r kind words; do
	n=$((n + 1))
	"$kind" $n "$words" &
	pids="$pids $!"
done <"$work/wanted"
for pid in $pids; do wait "$pid"; done

awk -v blocks="$work/block." '
	!inside { print }
	/^<!-- end -->$/ {
		if (inside)
			print "\n" $0
		inside = 0
	}
	/^<!-- (screen|table|bench) .* -->$/ {
		inside = 1
		print ""
		n++
		path = blocks n
		while ((got = (getline line <path)) > 0)
			print line
		if (got < 0)
			exit bad = 1
	}
	END { exit bad || inside }' "$file"
