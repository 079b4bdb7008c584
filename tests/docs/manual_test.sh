#!/bin/sh
# The manual pages are sound, and say what the program says of itself.
. "$top_srcdir/tests/whole/lib.sh"

page=$top_builddir/etc/noctop.1
ini=$top_builddir/etc/noctop.ini.5

# What mandoc says of other pages of this machine is not about ours.
lint() { ! mandoc -Tlint -W warning "$1" | grep -v 'mandoc\.db' | grep .; }
groff_warns() { ! man --warnings -E UTF-8 -l -Tutf8 -Z "$1" 2>&1 >/dev/null | grep .; }

for file in "$page" "$ini"; do
	if command -v mandoc >/dev/null; then
		ok "mandoc has nothing to say of ${file##*/}" lint "$file"
	else
		echo "# mandoc is not installed"
	fi
	if man --warnings -l "$file" >/dev/null 2>&1; then
		ok "man has nothing to say of ${file##*/}" groff_warns "$file"
	else
		echo "# man is not installed, or is another one"
	fi
done

ok 'no table was left out' sh -c "! grep -n '^@.*@\$' '$page' '$ini'"
ok 'a table that does not exist is no manual' sh -c \
	"echo @no-such-table@ | '$noctop' tables; [ \$? = 1 ]"

# --- what --help says, the page says ----------------------------------------------------
"$noctop" --help | awk '/^commands/ { on = 1; next } /^$/ { on = 0 } on { print $1 }' \
	>"$work/commands"
"$noctop" --help | awk '/^views/ { on = 1; next } on { print $1 }' >"$work/views"
options() { # COMMAND or nothing
	"$noctop" "$@" --help | sed -n 's/^  \(-., \)\{0,1\}--\([a-z0-9-]*\).*/\2/p'
}
for command in '' $(cat "$work/commands"); do
	# shellcheck disable=SC2086 # one word or none
	options $command
done | sort -u >"$work/options"

tells() { # MACRO FILE OF WORDS
	[ -s "$2" ] && while read -r word; do
		grep -q -e "^\.It.* $1$word\( \|\$\)" "$page" || echo "$word is missing"
	done <"$2" >"$work/missing"
	cat "$work/missing"
	[ ! -s "$work/missing" ]
}
ok 'noctop(1) has all commands' tells "Cm " "$work/commands"
ok 'noctop(1) has all views' tells "Cm " "$work/views"
ok 'noctop(1) has all options' tells 'Fl \\-' "$work/options"

# --- and what the sources do ------------------------------------------------------------
(cd "$top_srcdir" && grep -rhoE 'getenv\("[A-Z_]+"\)' probes views tui) |
	sed 's/.*"\(.*\)".*/\1/' | sort -u >"$work/variables"
environment() {
	while read -r name; do
		grep -q "^\.It Ev.* *\b$name\b" "$page" || echo "$name is missing"
	done <"$work/variables" >"$work/missing"
	cat "$work/missing"
	[ -s "$work/variables" ] && [ ! -s "$work/missing" ]
}
ok 'noctop(1) has all environment variables' environment

# Every key of the example stands in the page, and the example is sound but for its secrets.
example_keys() {
	sed -n 's/^;* *\([a-z_]*\) *= .*/\1/p' "$top_srcdir/etc/noctop.ini" \
		"$top_srcdir/etc/rules.ini" | sort -u | while read -r key; do
		grep -q "^\.It Ic \"\\\\&$key\" No =" "$ini" || echo "$key is missing"
	done >"$work/missing"
	cat "$work/missing"
	[ ! -s "$work/missing" ]
}
ok 'noctop.ini(5) has all keys of the examples' example_keys

# --- examples of the pages are lint's ---------------------------------------------------
# The configuration, the rules and the profile of noctop.ini(5), as files.
mkdir "$work/example"
awk -v dir="$work/example" '
	/^\.Sh EXAMPLES/ { on = 1 }
	on && /^\.Bd/ { n++; copy = 1; next }
	/^\.Ed/ { copy = 0 }
	copy { gsub(/\\\\e/, "\\"); print >(dir "/" n) }' "$ini"
mv "$work/example/1" "$work/example/noctop.ini"
mv "$work/example/2" "$work/example/rules.ini"
chmod 600 "$work/example/noctop.ini"
mkdir "$work/example/profiles"
cp "$top_srcdir"/etc/profiles/*.ini "$work/example/profiles"
mv "$work/example/3" "$work/example/profiles/acme.ini"
ok 'the example of noctop.ini(5) has no faults' env -u NOCTOP_DATADIR \
	"$noctop" lint "$work/example/noctop.ini"
sed -i s/^severity/severty/ "$work/example/rules.ini"
ok 'with the rules that stand there' sh -c \
	"env -u NOCTOP_DATADIR '$noctop' lint '$work/example/noctop.ini' 2>&1 | grep severty"
sed -i s/^scale/scael/ "$work/example/profiles/acme.ini"
ok 'and the profile' sh -c \
	"env -u NOCTOP_DATADIR '$noctop' lint '$work/example/noctop.ini' 2>&1 | grep scael"
done_testing
