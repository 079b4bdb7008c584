#!/bin/sh
# README.md shows the program of today: its tables to the letter, its screens by their
# bones (titles and columns, not what was measured).
. "$top_srcdir/tests/whole/lib.sh"

readme=$top_srcdir/README.md
NOCTOP_DATADIR=$(cd "$top_srcdir" && pwd)/etc
export NOCTOP_DATADIR
ok 'the blocks of README.md are made' sh -c \
	"'$top_srcdir/tests/docs/fill.sh' '$noctop' '$readme' >'$work/README.md'"

blocks() { # KIND FILE
	awk -v kind="$1" '
		/^<!-- / { on = $2 == kind }
		on' "$2"
}
bones() { # FILE
	blocks screen "$1" | sed 's/─\{1,\}/==/g; s/  */ /g; s/^ //; s/ $//' | awk '
		/^<!-- / { print; head = 1; next }
		/^$/ { next }
		head { print $1, $2, $3, $4, $5; head = 0; next }
		/^==/ { sub(/^== /, ""); sub(/ ==.*/, ""); print "==", $0; next }
		{ line = $0; gsub(/in\/out|\/s/, "", line) }
		line ~ /^[A-Z]+( [A-Z]+)( [A-Z ]+)$/'
}
same() { # COMMAND KIND: diff of both READMEs
	"$@" "$readme" >"$work/written"
	"$@" "$work/README.md" >"$work/made"
	[ -s "$work/written" ] && diff "$work/written" "$work/made" && return
	echo "README.md is of an earlier program: run 'make docs', look at it, commit it"
	return 1
}
ok 'its tables are of today' same blocks table
ok 'its figures are those of the last run that was kept' same blocks bench
ok 'its screens have the titles and columns of today' same bones

fits() { # every line of a screen is as wide as --size says at most, and the rule as wide
	blocks screen "$1" | sed -n 's/^    //p; s/^\(<!-- \)/\1/p' | within_size
}
within_size() {
	LC_ALL=C awk '
		/^<!-- / {
			split("", size)
			if (match($0, /--size [0-9]+x[0-9]+/))
				split(substr($0, RSTART + 7, RLENGTH - 7), size, "x")
			rows = 0
			next
		}
		{
			gsub(/[\200-\277]/, "") # characters, not bytes
			rows++
			if (length > size[1] || rows > size[2])
				print "too large: " $0
			found = 1
		}
		END { if (!found) print "no screen" }' | tee "$work/large"
	[ ! -s "$work/large" ]
}
ok 'they are of the size that they say' fits "$readme"

# --- lists of the tree that nobody prints -----------------------------------------------
names() { # WORDS of standard input, each in README
	while read -r word; do
		grep -q "$word" "$readme" || echo "$word is not in README.md"
	done >"$work/missing"
	cat "$work/missing"
	[ ! -s "$work/missing" ]
}
folders() { (cd "$top_srcdir" && find probes/* -maxdepth 0 -type d) | sed 's/.*/`&`/' | names; }
packages() {
	sed -n 's/^NEED_PKG.*\[\(lib[a-z0-9-]*\)\])/\1/p; s/.*missing="$missing \(lib[a-z0-9-]*\)".*/\1/p' \
		"$top_srcdir/configure.ac" >"$work/packages"
	[ -s "$work/packages" ] && names <"$work/packages"
}
ok 'it names all folders of what noctop knows' folders
ok 'it names all libraries that configure wants' packages
done_testing
