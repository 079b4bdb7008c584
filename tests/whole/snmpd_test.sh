#!/bin/sh
# What a real agent says is what noctop says: Debian's snmpd, v2c and v3 authPriv,
# against net-snmp's own client.
. "$top_srcdir/tests/whole/lib.sh"
need jq snmpbulkwalk snmpd snmpget ss

port=$(free_port)
start_snmpd "$port" real-agent || skip_all 'snmpd does not start here'
write_config <<END
[noctop]
poll = 2s
[auth v2]
version = 2c
community = "public"
[auth v3]
version = 3
user = noc
level = authPriv
auth = SHA-256
priv = AES-128
auth_secret = "authsecret1"
priv_secret = "privsecret1"
[site here]
[device two]
address = 127.0.0.1
port = $port
site = here
auth = v2
ping = snmp
[device three]
address = 127.0.0.1
port = $port
site = here
auth = v3
ping = snmp
END

"$noctop" status --json -c "$work/noctop.ini" >"$work/status.json" 2>"$work/stderr"
code=$?
ok 'status ends with a code of its own' test $code -le 2
ok 'nothing is written to stderr' test ! -s "$work/stderr"
ok 'status --json is JSON' jq -e .schema "$work/status.json"

value() { # DEVICE FILTER
	jq -r ".devices[] | select(.name == \"$1\") | $2" "$work/status.json"
}
walk() { # COLUMN: index=value lines
	snmpbulkwalk -v2c -c public -Oqn -Oe -OU "127.0.0.1:$port" "$1" |
		sed "s/^\\$1\\.//; s/\"//g"
}

for device in two three; do
	ok "$device: reachable, and the reason says so" \
		test "$(value $device '.state + " " + .reason')" = 'up ok'
	ok "$device: sys_name" test "$(value $device .sys_name)" = real-agent
	ok "$device: uptime, CPU and memory are numbers" jq -e ".devices[] |
		select(.name == \"$device\") | .uptime_s >= 0 and .cpu_pct >= 0 and
		.cpu_pct <= 100 and .mem_pct > 0 and .mem_pct <= 100" "$work/status.json"
	ok "$device: RAM is told in bytes" jq -e ".devices[] |
		select(.name == \"$device\") | .memory[] | select(.class == \"ram\") |
		.total_bytes > 1000000" "$work/status.json"
	for column in '.1.3.6.1.2.1.31.1.1.1.1 .name' '.1.3.6.1.2.1.2.2.1.8 .oper'; do
		walk "${column% *}" | sort >"$work/expected"
		value $device ".interfaces[] | \"\\(.index) \\(${column#* })\"" |
			sed 's/ up$/ 1/; s/ down$/ 2/; s/ unknown$/ 4/; s/ lowerLayerDown$/ 7/' |
			sort >"$work/got"
		ok "$device: interfaces, as snmpbulkwalk shows them: ${column#* }" \
			diff "$work/expected" "$work/got"
	done
	walk .1.3.6.1.2.1.31.1.1.1.15 | awk '{ print $1, $2 * 1000000 }' | sort >"$work/speeds"
	walk .1.3.6.1.2.1.2.2.1.5 | awk '{ print $1, $2 }' | sort >"$work/ifspeeds"
	join "$work/speeds" "$work/ifspeeds" | awk '{
		speed = $2 > 0 ? $2 : $3
		if (speed == 0 || ($2 == 0 && speed == 4294967295)) speed = "null"
		print $1, speed }' | sort >"$work/expected"
	value $device '.interfaces[] | "\(.index) \(.speed_bps)"' | sort >"$work/got"
	ok "$device: interfaces, as snmpbulkwalk shows them: speed" \
		diff "$work/expected" "$work/got"
done
done_testing
