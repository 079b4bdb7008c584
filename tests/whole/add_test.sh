#!/bin/sh
# From nothing to one's own device: Debian's snmpd as it is delivered shows no interfaces;
# what `noctop add` then prints, pasted, makes it whole, and it stands in the
# configuration and on the screen. What does not answer as it should is named, and
# nothing is written.
. "$top_srcdir/tests/whole/lib.sh"
need jq snmpd snmpget ss

# As Debian's package has it (comments, agentx and contact apart), and a user.
start_default_snmpd() { # PORT
	dir=$work/default
	mkdir -p "$dir/state" "$dir/conf.d"
	cat >"$dir/snmpd.conf" <<-END
		agentaddress udp:127.0.0.1:$1
		view   systemonly  included   .1.3.6.1.2.1.1
		view   systemonly  included   .1.3.6.1.2.1.25.1
		rocommunity  public default -V systemonly
		createUser noc SHA-256 "authsecret1" AES "privsecret1"
		rouser noc authpriv -V systemonly
		sysName fresh.example.net
		includeDir $dir/conf.d
	END
	restart_default_snmpd "$1"
}
restart_default_snmpd() { # PORT
	[ -z "${snmpd_pid-}" ] || kill "$snmpd_pid"
	[ -z "${snmpd_pid-}" ] || until_true 5 gone "$snmpd_pid"
	SNMP_PERSISTENT_DIR=$dir/state snmpd -f -Lf "$dir/log" -C \
		-c "$dir/snmpd.conf" -p "$dir/pid" >/dev/null 2>&1 &
	snmpd_pid=$!
	pids="$pids $snmpd_pid"
	until_true 10 snmpget -v2c -c public -Oqv -t 1 -r 0 "127.0.0.1:$1" .1.3.6.1.2.1.1.3.0
}
gone() { ! alive "$1"; }

port=$(free_port)
start_default_snmpd "$port" || skip_all 'snmpd does not start here'
ini=$XDG_CONFIG_HOME/noctop/noctop.ini

# The exit code of add, its words in $work/said.
add() { "$noctop" add "$@" >"$work/said" 2>&1; echo $?; }
says() { grep -q -- "$1" "$work/said"; }
refused() { # DESCRIPTION CODE PATTERN ARGUMENTS...: and not a byte is written
	thing=$1 code=$2 pattern=$3; shift 3
	before=$(cksum "$ini" 2>&1)
	ok "$thing: exit $code" test "$(add "$@")" = "$code"
	ok "$thing: named" says "$pattern"
	ok "$thing: nothing is written" test "$(cksum "$ini" 2>&1)" = "$before"
}

# --- the default view ------------------------------------------------------------------
refused 'a view without interfaces' 1 'shows no interfaces' 127.0.0.1 --port "$port"
ok 'not even a folder is made' test ! -e "$XDG_CONFIG_HOME"
grep '^view systemonly included ' "$work/said" >"$dir/conf.d/noctop.conf"
ok 'the lines to add are there' test -s "$dir/conf.d/noctop.conf"
ok 'and none opens the command lines of processes' \
	sh -c "! grep -E '25(\.4)?$' '$dir/conf.d/noctop.conf'"
restart_default_snmpd "$port"
ok 'with exactly these lines it is added' test "$(add 127.0.0.1 --port "$port")" = 0
ok 'it says what it found' says 'answers as fresh.example.net to \[auth public\] (SNMP v2c)'
ok 'and what to type next' says "^$noctop\$"
ok 'nobody else can read the file' test "$(stat -c %a "$ini" "${ini%/*}" | tr '\n' ' ')" = '600 700 '
ok 'the configuration is sound' "$noctop" lint
# lo is told to be one of 10 Mb/s: where tests make more of it, that is implausible.
whole() { # DEVICE: everything that the polls read is there
	"$noctop" status --json >"$work/status.json"
	jq -e --arg name "$1" '.devices[] | select(.name == $name) | .reason == "ok" and
		(.interfaces | length > 0 and all(.in_bps != null or .oper != "up" or .name == "lo")) and
		.cpu_pct != null and .mem_pct != null and .uptime_s != null' "$work/status.json"
}
ok 'and the device whole, when its agent has counted for a while' until_true 60 whole fresh

doctor_is_json() { "$noctop" doctor --json | jq -e '.checks | length > 10 and
	all(.verdict == "ok" or .do != null)'; }
ok 'doctor finds it' sh -c "'$noctop' doctor |
	grep -q '^ok  *configuration  *.*: 1 device in 1 site\$'"
ok 'doctor --json is JSON, with a remedy for all that is not well' doctor_is_json
chmod 622 "$ini"
ok 'doctor fails for a file that others can write' sh -c "'$noctop' doctor >'$work/said'; [ \$? = 2 ]"
ok 'and says the command' says "> others can write to it: chmod go-w '$ini'"
chmod 600 "$ini"

# --- what is there already -------------------------------------------------------------
refused 'the same address' 1 'is there already: .*: fresh$' 127.0.0.1 --port "$port"
refused 'the same by its name' 1 'is there already: .*: fresh$' localhost --port "$port" \
	--name other
other=$(free_port $((port + 1)))
start_snmpd "$other" fresh
refused 'another of that name' 1 'there is a device fresh already' 127.0.0.1 --port "$other"
"$noctop" watch >"$work/watch.out" 2>&1 &
watch=$!
ok 'a watch runs' until_true 30 watched
ok 'another name, another site' test "$(add 127.0.0.1 --port "$other" --name two \
	--site par --role core)" = 0
ok 'the watch that runs takes it up' says 'takes it up now'
kill $watch
until_true 10 unwatched
refused 'which of two sites' 64 'at which site is it? --site here, par' 127.0.0.9

# --- version 3 -------------------------------------------------------------------------
add_user() { # USER SITE PASSPHRASE...: typed, not given
	user=$1; shift
	printf '%s\n' "$@" | "$noctop" add 127.0.0.1 --port "$third" --name three --site par \
		--v3 "$user" >"$work/said" 2>&1
	echo $?
}
third=$(free_port $((other + 1)))
start_snmpd "$third" third
cp "$ini" "$work/before.ini"
ok 'an unknown user is refused' test "$(add_user nobody authsecret1 privsecret1)" = 1
ok 'an unknown user is named' says "it knows no user 'nobody'"
ok 'a wrong passphrase is refused' test "$(add_user noc authsecret2 privsecret1)" = 1
ok 'a wrong passphrase is named' says "it knows 'noc', but by another passphrase"
ok 'so is a wrong one of encryption' test "$(add_user noc authsecret1 privsecret2)" = 1
ok 'a short one is refused at once' test "$(add_user noc short)" = 64
ok 'nothing is written' cmp "$ini" "$work/before.ini"
ok 'the right ones are taken' test "$(add_user noc authsecret1 privsecret1)" = 0
ok 'what stood there stands there' sh -c "head -c $(stat -c %s "$work/before.ini") '$ini' |
	cmp - '$work/before.ini'"
ok 'they are not repeated' sh -c "! grep -q secret '$work/said'"
sed -i '/^\[device three\]/,$d' "$ini"
ok 'what is configured is tried first' test "$(add 127.0.0.1 --port "$third" \
	--name three --site par)" = 0
ok 'and said' says 'to \[auth \(public\|noc\)\]'

# --- doors -----------------------------------------------------------------------------
refused 'a wrong community' 1 'an SNMP agent lives at' localhost --port "$third" --site par \
	--community wrong --name x
closed=$(free_port $((third + 1)))
refused 'a closed port' 1 "nothing listens on its UDP port $closed" 127.0.0.1 --port "$closed" \
	--site par
refused 'a name of nobody' 1 "cannot find 'no-such-host.invalid'" no-such-host.invalid \
	--site par
kill -STOP "$snmpd_pid"
refused 'silence' 1 'localhost does not answer SNMP' localhost --port "$third" --site par \
	--community public
kill -CONT "$snmpd_pid"
cp "$ini" "$work/good.ini"
echo 'adress = 192.0.2.1' >>"$ini"
refused 'a faulty file' 78 'nothing is added to a faulty file' 127.0.0.7 --site par
cp "$work/good.ini" "$ini"

# --- at a terminal ---------------------------------------------------------------------
refused 'a secret is a word of no line' 64 'put it into a file' 127.0.0.7 --site par \
	--community "a'b\"c"
play 10 80 "$noctop" add 127.0.0.1 --port "$closed" --name four --site par --v3 noc <<'END'
expect 5 authentication passphrase of noc:
type CANARY-7f3a\r
expect 5 encryption passphrase, if another, of noc:
absent 1 CANARY
type \x03
exit 5 64
END
done_testing
