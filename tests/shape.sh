#!/bin/sh
# The size budget of the house, and that nothing in it points at somebody's machine.
# Functions are found by the style of the tree: the body's braces stand alone in the first
# column, and the line that names the function begins there.
set -eu
export LC_ALL=C
cd "${top_srcdir:-.}"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# result NAME: a test that fails when standard input has lines, and shows them.
result() {
	if sed 's/^/# /' | grep .; then
		echo "not ok - $1"
	else
		echo "ok - $1"
	fi
}

find probes views tui -name '*.[ch]' | sort >"$scratch/ours"
find probes views tui tests -name '*.[ch]' | sort >"$scratch/all"
grep '\.c$' "$scratch/ours" >"$scratch/ours.c"

# One line for each function: length, static or public, where, what.
functions() {
	xargs awk '
		FNR == 1 { head = "" }
		/^[A-Za-z_]/ { start = FNR; name = $0 }
		/^[A-Za-z_ \t]/ { head = head " " $0 }
		/^$/ || /;[ \t]*$/ { head = "" }
		/^\{$/ { is_static = (head " ") ~ /[ \t]static[ \t]/; body = 1 }
		/^\}$/ && body {
			sub(/\(.*/, "", name)
			sub(/.*[ *]/, "", name)
			print FNR - start + 1, is_static ? "static" : "public",
				FILENAME ":" start, name
			body = 0
			head = ""
		}'
}
functions <"$scratch/ours.c" | sort -n >"$scratch/functions"
xargs wc -l <"$scratch/ours.c" | grep -v ' total$' | sort -n >"$scratch/lengths"

# at FRACTION FILE: the first number of the line at that fraction of a sorted file
at() {
	awk -v at="$1" '{ v[NR - 1] = $1 } END { print v[int(at * NR)] }' "$2"
}
# within MAX FRACTION FILE WHAT: complains when that number is above max
within() {
	value=$(at "$2" "$3")
	[ "$value" -le "$1" ] || echo "$4 is $value lines"
}

echo 1..9
grep '\.c$' "$scratch/all" | functions |
	awk '$1 > 80 { print $3 " " $4 " has " $1 " lines" }' |
	result "no function has more than 80 lines"
within 15 0.5 "$scratch/functions" "the median function" |
	result "the median function has at most 15 lines"
within 40 0.9 "$scratch/functions" "the function at 90 %" |
	result "nine of ten functions have at most 40 lines"
awk '$2 == "static" { n++ } END { if (n < NR * 0.6) print n " of " NR }' \
	"$scratch/functions" | result "three of five functions are static"
xargs wc -l <"$scratch/all" |
	awk '/\.c$/ && $1 > 700 { print $2 " has " $1 " lines" }' |
	result "no source file has more than 700 lines"
within 250 0.5 "$scratch/lengths" "the median source file" |
	result "the median source file has at most 250 lines"

# Characters, not bytes: the following bytes of UTF-8 are left out.
xargs awk '
	/\t/ || length > 100 {
		line = $0
		gsub(/[\200-\277]/, "", line)
		width = 0
		for (i = 1; i <= length(line); i++)
			width += substr(line, i, 1) == "\t" ? 8 - width % 8 : 1
		if (width > 100)
			print FILENAME ":" FNR " has " width " columns"
	}' <"$scratch/all" | result "no line is wider than 100 columns"

grep -v '^probes/base/' "$scratch/ours.c" | xargs awk '
	/^[ \t]*#[ \t]*(if|ifdef|ifndef|elif)/ { found = found "\n" FILENAME ":" FNR; n++ }
	!/^[ \t]*$/ && !/^[ \t]*(\/\*|\*|\/\/)/ { code++ }
	END { if (n * 1000 > code * 3) print n " in " code " lines:" found }' |
	result "conditionals stay in base, but for three in a thousand lines"

# Where there is git it knows the files; in an unpacked release, what is text and not made.
files() {
	{ [ -e .git ] && git ls-files -z 2>/dev/null; } ||
		find README.md configure.ac Makefile.am etc probes views tui tests -type f \
			! -path '*/.deps/*' ! -name '*.log' ! -name '*.trs' -print0
}
files | xargs -0 grep -InE '/wor[k]/|/tmp/[h]/' 2>/dev/null |
	result "no file mentions a path of somebody's machine"
