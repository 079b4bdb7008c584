#!/bin/sh
# fill.sh NOCTOP FILE: prints FILE with its marked blocks made anew by the program:
#
#   <!-- screen ARGUMENTS -->   the demo, as `noctop screen ARGUMENTS` prints it
#   <!-- table NAME -->         a table of `noctop tables`
#
# each up to the next <!-- end -->. Screens are taken all at once, each from a demo of its
# own, which begins its story when it is started: the second is the same each time, what
# is measured and the time of day are not. Needs NOCTOP_DATADIR.
set -eu
noctop=$1 file=$2
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

n=0 pids=
sed -n 's/^<!-- \(screen\|table\) \(.*\) -->$/\1 \2/p' "$file" >"$work/wanted"
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
	/^<!-- (screen|table) .* -->$/ {
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
