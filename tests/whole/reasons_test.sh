#!/bin/sh
# Why a device does not answer: seven that cannot be asked, each for another reason,
# among others that can. Every one gets the right reason, and nobody waits for them.
. "$top_srcdir/tests/whole/lib.sh"
need jq snmpd snmpget ss

port=$(free_port)
start_snmpd "$port" good-agent || skip_all 'snmpd does not start here'
stopped_port=$(free_port $((port + 1)))
start_snmpd "$stopped_port" stopped-agent
kill -STOP "$snmpd_pid" # its port is open, and silent
closed_port=$(free_port $((stopped_port + 1)))

credential() { # NAME USER AUTH_SECRET PRIV_SECRET
	cat <<-END
		[auth $1]
		version = 3
		user = $2
		level = authPriv
		auth = SHA-256
		priv = AES-128
		auth_secret = "$3"
		priv_secret = "$4"
	END
}

device() { # NAME ADDRESS PORT AUTH
	cat <<-END
		[device $1]
		address = $2
		port = $3
		site = here
		auth = $4
		ping = snmp
		role = core
	END
}

{
	cat <<-END
		[noctop]
		poll = 2s
		[site here]
		[auth right]
		version = 2c
		community = "public"
		[auth wrong-community]
		version = 2c
		community = "publix"
	END
	credential right-v3 noc authsecret1 privsecret1
	credential wrong-auth noc authsecret2 privsecret1
	credential wrong-priv noc authsecret1 privsecret2
	credential wrong-user nobody authsecret1 privsecret1
	device community 127.0.0.1 "$port" wrong-community
	device auth-key 127.0.0.1 "$port" wrong-auth
	device priv-key 127.0.0.1 "$port" wrong-priv
	device user 127.0.0.1 "$port" wrong-user
	device closed 127.0.0.1 "$closed_port" right
	device closed-v3 127.0.0.1 "$closed_port" right-v3
	device silent 127.0.0.1 "$stopped_port" right
	device silent-v3 127.0.0.1 "$stopped_port" right-v3
	device name no-such-host.invalid "$port" right
	for i in 1 2 3; do
		device "good-$i" 127.0.0.1 "$port" right
		device "good-v3-$i" 127.0.0.1 "$port" right-v3
	done
} | write_config

timeout 120 "$noctop" status --json -c "$work/noctop.ini" >"$work/status.json" \
	2>"$work/stderr"
ok 'devices that do not answer are critical' test $? -eq 2
ok 'nothing is written to stderr' test ! -s "$work/stderr"

reason() { # DEVICE REASON: or several, with | between
	ok "$1: $2" jq -e --arg name "$1" --arg reason "$2" '.devices[] |
		select(.name == $name) | if .reason | IN($reason / "|" | .[]) then true
		else error("is " + .state + ", " + .reason) end' "$work/status.json"
}

reason community community
reason auth-key wrong_key
reason priv-key wrong_key
reason user unknown_user
reason closed refused
reason closed-v3 refused
reason silent timeout
reason silent-v3 timeout
reason name unresolved
for i in 1 2 3; do # a busy machine makes them slow
	reason "good-$i" 'ok|slow'
	reason "good-v3-$i" 'ok|slow'
done
ok 'the others were polled twice: their ports have rates' jq -e '[.devices[] |
	select(.name | startswith("good-")) | .interfaces | length > 0 and
	any(.in_bps != null)] | length == 6 and all' "$work/status.json"
done_testing
