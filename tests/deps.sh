#!/bin/sh
# Who may include whom, and which folder may know which library. Includes are read from
# the sources; what was linked is read from the archives with nm, against the symbols
# that the libraries of the built program export.
set -eu
export LC_ALL=C
build=$(cd "${top_builddir:-.}" && pwd)
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

# One line for each include: file, its folder, the header with its quotes or brackets.
find probes views tui -name '*.[ch]' | sort | while read -r file; do
	sed -n 's/^[ 	]*#[ 	]*include[ 	]*\([<"][^>"]*[>"]\).*/\1/p' "$file" |
		sed "s|^|$file ${file%/*} |"
done >"$scratch/includes"

# --- folders --------------------------------------------------------------------------
# A folder may include itself and the folders that follow it.
cat >"$scratch/folders" <<'EOF'
probes/base
probes/ber        probes/base
probes/model      probes/base
probes/alert      probes/base probes/model
probes/conf       probes/base probes/model probes/alert
probes/wire       probes/base probes/ber probes/model probes/conf probes/wire/ping
probes/wire/ping  probes/base
probes/notify     probes/base probes/alert probes/conf
probes/journal    probes/base probes/model probes/alert
probes/demo       probes/base probes/ber probes/conf
views             probes/base probes/model probes/alert
tui               probes/base probes/ber probes/model probes/alert probes/conf probes/wire probes/wire/ping probes/notify probes/journal probes/demo views
EOF

echo 1..$(($(wc -l <"$scratch/folders") + 17))

while read -r folder others; do
	awk -v folder="$folder" -v allowed=" $folder $others " '
		$2 == folder && $3 ~ /^"/ {
			from = $3
			gsub(/"/, "", from)
			if (!sub(/\/[^\/]*$/, "", from))
				from = "."
			if (from == "." && $3 == "\"config.h\"")
				next
			if (!index(allowed, " " from " "))
				print $1 " includes " $3
		}' "$scratch/includes" |
		result "$folder includes only ${others:-itself}"
done <"$scratch/folders"

awk 'NR == FNR { known[$1]; next }
	!($2 in known) { print $1 " is in a folder without a rule" }' \
	"$scratch/folders" "$scratch/includes" | result "every folder has its rule"

# --- libraries ------------------------------------------------------------------------
# gate LIBRARY HEADERS FILES: headers and files are patterns.
gate() {
	awk -v headers="^<($2)" -v files="^($3)" '
		$3 ~ headers && $1 !~ files { print $1 " includes " $3 }' \
		"$scratch/includes" | result "$1 stays behind its gate"
}
wire='probes/wire/[^/]*$'
gate utf8proc 'utf8proc\.h' 'probes/base/'
gate iniparser 'iniparser|dictionary\.h' 'probes/conf/'
gate jansson 'jansson' 'probes/conf/'
gate net-snmp 'net-snmp/' "$wire"
gate c-ares 'ares' "$wire"
gate libcrypto 'openssl/' "$wire|probes/journal/"
gate libcap 'sys/capability\.h' 'probes/wire/ping/'
gate sqlite 'sqlite3' 'probes/journal/'
gate libev 'ev(\+\+)?\.h|event\.h' "$wire|probes/notify/|probes/demo/|tui/"
gate ncurses 'n?curses|term\.h|panel\.h' 'tui/(terminal\.c|keyboard\.[ch]|theme\.[ch])$'
gate 'a test library' 'cmocka|vterm' 'tests/'

# --- what was linked ------------------------------------------------------------------
# undefined ARCHIVE: the symbols it takes from elsewhere than our own archives.
undefined() {
	nm -P "$1" 2>/dev/null | awk '$2 == "U" { print $1 }' | sort -u |
		comm -23 - "$scratch/own"
}
exported() {
	ldd "$build/noctop" | awk -v lib="^lib($1)" '$1 ~ lib { print $3 }' |
		while read -r so; do
			nm -DP --defined-only "$so"
		done | sed 's/@.*//; s/ .*//' | sort -u
}
# free_of ARCHIVE LIBRARY SONAME
free_of() {
	if [ ! -e "$build/noctop" ]; then
		echo "ok - $1 is free of $2 # SKIP noctop is not built"
		return
	fi
	exported "$3" >"$scratch/exported"
	{
		[ -s "$scratch/own" ] || echo "nm shows no symbol of ours"
		[ -s "$scratch/exported" ] || echo "noctop is not linked with $2"
		undefined "$build/$1" | comm -12 - "$scratch/exported" | sed "s|^|$1 uses |"
	} | result "$1 is free of $2"
}
nm -P "$build/views/libviews.a" "$build/probes/libprobes.a" 2>/dev/null |
	awk 'NF > 2 && $2 != "U" { print $1 }' | sort -u >"$scratch/own"
free_of probes/libprobes.a ncurses 'ncursesw?|tinfo'
free_of views/libviews.a ncurses 'ncursesw?|tinfo'
free_of views/libviews.a net-snmp 'netsnmp'
free_of views/libviews.a libev 'ev\.'
free_of views/libviews.a 'sqlite and iniparser' 'sqlite3|iniparser'
