#!/bin/sh
# noctop.service: systemd finds it sound and well locked up; and what it arranges works:
# a watch of a user of its own, to whom the members of its group come and nobody else.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"

unit=$(cd "$top_builddir" && pwd)/etc/noctop.service

if systemd-analyze security --help 2>/dev/null | grep -q -- --offline; then
	mkdir "$work/unit"
	sed "s|^\(Exec[A-Z][a-z]*\)=[^ ]*|\1=$noctop|; /^Documentation/d" "$unit" \
		>"$work/unit/noctop.service"
	ok 'systemd finds no fault in the unit' sh -c \
		"! systemd-analyze verify '$work/unit/noctop.service' 2>&1 | grep ."
	ok 'it is well locked up' systemd-analyze security --offline=yes --threshold=20 \
		"$work/unit/noctop.service"
else
	echo '# systemd-analyze is not installed, or is too old'
fi
for command in $(sed -n 's/^Exec[A-Z][a-z]*=[^ ]* \([a-z]*\) .*/\1/p' "$unit"); do
	ok "there is a command $command" "$noctop" "$command" --help
done

# In a mount namespace: /run and /var/lib as the unit has them made. Users by number: the
# service is 64321, the group of operators, too.
cat >"$work/inside" <<'END'
set -e
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /var/lib
install -d -m 755 /run/etc
install -d -m 750 -o 64321 -g 64321 /run/noctop
install -d -m 700 -o 64321 -g 64321 /var/lib/noctop
install -m 600 -o 64321 "$1" /run/etc/noctop.ini
become() { # USER GROUP COMMAND...
	user=$1 group=$2; shift 2
	HOME=/nonexistent exec setpriv --reuid "$user" --regid "$user" --groups "$group" \
		--no-new-privs "$@"
}
as() { (become "$@"); }
unset XDG_RUNTIME_DIR XDG_STATE_HOME XDG_CONFIG_HOME
umask 077
become 64321 64321 "$noctop" watch -c /run/etc/noctop.ini & # $! is the watch
trap 'kill $!' EXIT
for i in $(seq 100); do
	if as 64322 64321 "$noctop" alerts >/run/alerts 2>&1; then break; fi
	sleep 0.1
done
grep -q 'no open alerts\|WHAT' /run/alerts || { cat /run/alerts; exit 1; }
echo operators come
ls /var/lib/noctop/*.db
as 64321 64321 "$noctop" reload -c /run/etc/noctop.ini && echo it reloads
as 64323 64323 "$noctop" alerts && exit 1
[ $? = 69 ] && echo others do not
END
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null &&
	unshare -m true 2>/dev/null &&
	setpriv --reuid 64322 --clear-groups test -r "$NOCTOP_DATADIR/rules.ini" &&
	setpriv --reuid 64322 --clear-groups test -x "$noctop"; then
	write_config <<-'END'
		[auth v2]
		version = 2c
		community = "public"
		[site here]
		[device nobody]
		address = 127.0.0.1
		port = 9
		site = here
		auth = v2
		ping = snmp
	END
	export noctop
	unshare -m sh "$work/inside" "$work/noctop.ini" >"$work/said" 2>&1
	sed 's/^/# /' "$work/said"
	ok 'members of the group attach to the service' grep -q 'operators come' "$work/said"
	ok 'its journal is in its state folder' grep -q '^/var/lib/noctop/.*db' "$work/said"
	ok 'its user has it read the configuration again' grep -q 'it reloads' "$work/said"
	ok 'nobody else attaches' grep -q 'others do not' "$work/said"
else
	echo '# no users and mounts here: needs root, unshare, setpriv'
fi
done_testing
