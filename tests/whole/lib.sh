# lib.sh: what tests of the whole program share. Sourced; needs top_srcdir and
# top_builddir. Everything it starts is ended by its pid, everything it makes is below
# $work, which goes with the test.

skip_all() { echo "1..0 # SKIP $1"; exit 0; }

need() { # PROGRAM...: or there is nothing to test
	for program in "$@"; do
		command -v "$program" >/dev/null || skip_all "$program is not installed"
	done
}

PATH=$PATH:/usr/sbin:/sbin # snmpd, for one who is not root
need fuser # finds the watches, lest they outlive the test

noctop=$(cd "$top_builddir" && pwd)/noctop
pty=$(cd "$top_builddir" && pwd)/tests/whole/pty
agent=$(cd "$top_builddir" && pwd)/tests/agent/agent
scene=$(cd "$top_builddir" && pwd)/tests/whole/scene
work=$(mktemp -d "${TMPDIR:-/tmp}/noctop-test-XXXXXX")
export XDG_RUNTIME_DIR="$work/run" XDG_STATE_HOME="$work/state" XDG_CONFIG_HOME="$work/config"
ASAN_LOG=$work/sanitizer
export LC_ALL=C.UTF-8 TZ=UTC TERM=xterm-256color
unset NO_COLOR SSH_CONNECTION TMUX
export ASAN_OPTIONS="log_path=$ASAN_LOG"
mkdir -m 700 "$XDG_RUNTIME_DIR"
pids=
tests=0

cleanup() {
	for pid in $pids; do kill -9 "$pid" 2>/dev/null; done
	# watches leave the terminal's session: they are found by their sockets' locks
	for lock in "$XDG_RUNTIME_DIR"/noctop/*.lock; do
		[ -e "$lock" ] && fuser -s -k -9 "$lock" 2>/dev/null
	done
	rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' INT TERM HUP

ok() { # DESCRIPTION COMMAND...: the command succeeds
	what=$1; shift
	tests=$((tests + 1))
	if "$@" >"$work/out" 2>&1; then
		echo "ok $tests - $what"
	else
		echo "not ok $tests - $what"
		sed 's/^/# /' "$work/out" | tail -n 30
	fi
}

# What a build with sanitizers finds in processes that left the terminal, too. (The agents
# of the demo and the journal end without a look for leaks; their own tests have it.)
silent_sanitizers() { ! cat "$ASAN_LOG".* 2>/dev/null; }

done_testing() {
	for pid in $(watch_pids); do kill "$pid"; done
	ok 'watches end when they are told to' until_true 20 unwatched
	ok 'no sanitizer has anything to say' silent_sanitizers
	echo "1..$tests"
}

until_true() { # SECONDS COMMAND...: wait for a condition, with a deadline
	end=$(($(date +%s) + $1)); shift
	until "$@" >/dev/null 2>&1; do
		[ "$(date +%s)" -le $end ] || return 1
		sleep 0.2
	done
}

# --- agents ----------------------------------------------------------------------------

# Debian's snmpd on 127.0.0.1:PORT, as v2c "public" and v3 "noc" (authPriv, SHA-256,
# AES), with everything in view. Sets snmpd_pid.
start_snmpd() { # PORT [SYSNAME]
	dir=$work/snmpd-$1
	mkdir -p "$dir/state"
	cat >"$dir/snmpd.conf" <<-END
		agentaddress udp:127.0.0.1:$1
		rocommunity public
		createUser noc SHA-256 "authsecret1" AES "privsecret1"
		rouser noc authPriv
		sysName ${2:-snmpd-$1}
	END
	SNMP_PERSISTENT_DIR=$dir/state snmpd -f -Lf "$dir/log" -C \
		-c "$dir/snmpd.conf" -p "$dir/pid" >/dev/null 2>&1 &
	snmpd_pid=$!
	pids="$pids $snmpd_pid"
	until_true 10 snmpget -v2c -c public -Oqv -t 1 -r 0 "127.0.0.1:$1" .1.3.6.1.2.1.1.3.0
}

free_port() { # a UDP port nobody has, from a base on (without: a base of this test's own,
	# lest those that run at the same time meet)
	port=${1:-$((20000 + $$ % 700 * 16))}
	while ss -Hlun "sport = :$port" | grep -q .; do port=$((port + 1)); done
	echo "$port"
}

write_config() { # stdin to $work/noctop.ini
	cat >"$work/noctop.ini"
	chmod 600 "$work/noctop.ini"
}

config="-c $work/noctop.ini"
noc() { # COMMAND...: by that configuration
	command=$1
	shift
	# shellcheck disable=SC2086 # two words
	"$noctop" "$command" $config "$@"
}
serve() { # a watch of its own; sets watch, its pid, which may be killed
	# shellcheck disable=SC2086 # two words
	"$noctop" watch $config >"$work/watch.out" 2>&1 &
	watch=$!
	pids="$pids $watch"
	until_true 30 watched
}

kill_watch() { kill -9 "$watch"; until_true 30 unwatched; }

alive() { # PID: runs, and is no zombie that nobody reaped
	case $(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null) in
	'' | Z*) return 1 ;;
	esac
}

# --- terminals -------------------------------------------------------------------------

# Play a script (standard input) in a terminal of libvterm; each of its steps is a test.
play() { # ROWS COLS COMMAND...
	"$pty" "$@" >"$work/play" 2>"$work/play.err"
	while IFS= read -r line; do
		case $line in
		ok* | 'not ok'*)
			tests=$((tests + 1))
			echo "$line" | sed "s/ok - /ok $tests - /" ;;
		*) echo "$line" ;;
		esac
	done <"$work/play"
}

# The watches that were started here, by the locks they hold.
watch_pids() { fuser "$XDG_RUNTIME_DIR"/noctop/*.lock 2>/dev/null; }
unwatched() { [ -z "$(watch_pids)" ]; }
# To be waited for before anything asks: many commands do without a watch, or begin one
# themselves, and then there is no place for the other.
watched() { ! unwatched; }
