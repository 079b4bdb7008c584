#!/bin/sh
# What is in etc is installed: a profile that no list names would be missing on every
# machine but this one.
. "$top_srcdir/tests/whole/lib.sh"

make -s -C "$top_builddir" DESTDIR="$work/root" install-dist_profilesDATA \
	install-dist_hooksSCRIPTS install-dist_demoDATA install-dist_pkgdataDATA \
	>"$work/log" 2>&1
found() { find "$work/root" -name "$(basename "$1")" | grep -q .; }
for file in "$top_srcdir"/etc/profiles/*.ini "$top_srcdir"/etc/hooks/* \
	"$top_srcdir"/etc/demo/*.ini; do
	found "$file" || echo "${file#"$top_srcdir/"} is not installed"
done >"$work/missing"
ok 'all profiles, hooks and rules of the demo are installed' test ! -s "$work/missing"
sed 's/^/# /' "$work/missing"
done_testing
