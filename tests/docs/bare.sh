#!/bin/sh
# bare.sh CHECKOUT PTY: README's two commands on a bare Debian, each from nothing: to the
# demo's first screen in a terminal, and to all tests passed. Prints the seconds of each.
#
# The machine is a folder that debootstrap fills (minbase) from where apt of this machine
# has its packages, with what HEAD of the checkout holds. All mounts are in a namespace of
# their own, and go with it however this ends. Needs root, debootstrap, git, network.
set -eu
checkout=$1 pty=$2

fail() { echo "bare.sh: $*" >&2; exit 1; }
[ "$(id -u)" = 0 ] || fail 'needs root, for debootstrap and chroot'
for program in debootstrap git unshare; do
	command -v $program >/dev/null || fail "$program is not installed"
done

work=$(mktemp -d "${TMPDIR:-/tmp}/noctop-bare-XXXXXX")
trap 'rm -rf --one-file-system "$work"' EXIT
trap 'exit 1' INT TERM HUP

now() { date +%s; }
passed() { echo "$(($(now) - $1)) s"; }

# --- the machine ------------------------------------------------------------------------
apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' \
	'Created-By: Packages' | awk '$2 ~ /^[a-z]+$/ && $3 == "main" { print; exit }' \
	>"$work/source"
read -r mirror codename component <"$work/source" || fail 'apt has no source'
eval "$(apt-config shell http_proxy Acquire::http::Proxy \
	https_proxy Acquire::https::Proxy)"
export http_proxy https_proxy

begin=$(now)
debootstrap --variant=minbase "$codename" "$work/screen" "$mirror" >"$work/log" 2>&1 || {
	tail -n 20 "$work/log" >&2
	fail 'debootstrap failed'
}
apt-config dump | grep '^Acquire::.*::Proxy ' >"$work/screen/etc/apt/apt.conf" || true
cp /etc/resolv.conf /etc/hosts "$work/screen/etc/"
git clone -q --no-hardlinks "$checkout" "$work/screen/root/noctop"
cp -a "$work/screen" "$work/check"
echo "a bare Debian ($codename, $component, minbase): $(passed "$begin")"

# --- its two commands -------------------------------------------------------------------
# enter ROOT COMMAND: as root on that machine, in the checkout.
cat >"$work/enter" <<'END'
set -e
mount -t proc proc "$1/proc"
mount -t sysfs sysfs "$1/sys"
mount -t devpts -o newinstance,ptmxmode=666,mode=620 devpts "$1/dev/pts"
mount -t tmpfs tmpfs "$1/run"
mkdir -p "$1/dev/shm"
mount -t tmpfs tmpfs "$1/dev/shm"
exec chroot "$1" env -i HOME=/root TERM=xterm-256color LC_ALL=C.UTF-8 \
	PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
	sh -c "cd /root/noctop && exec $2"
END
enter="unshare --mount --pid --fork --kill-child sh $work/enter"

begin=$(now)
# shellcheck disable=SC2086 # words
"$pty" 40 120 $enter "$work/screen" etc/quickstart <<END || fail 'no screen'
expect 1800 UNACK
run date +%s >$work/first
expect 60 ALERTS
dump
type q
exit 20 0
clean
END
echo "etc/quickstart, to the demo's first screen: $(($(cat "$work/first") - begin)) s"

begin=$(now)
# shellcheck disable=SC2086 # words
$enter "$work/check" 'etc/quickstart check' >"$work/log" 2>&1 </dev/null || {
	cat "$work/log" >&2
	cp "$work/check/root/noctop/build/quickstart-logs/check.log" bare-check.log || true
	fail 'the tests did not pass; all they said is in bare-check.log'
}
cat "$work/log"
echo "etc/quickstart check: $(passed "$begin")"
