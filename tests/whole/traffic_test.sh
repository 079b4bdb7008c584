#!/bin/sh
# Over a cable of its own to a device that Debian's snmpd speaks for: steady traffic is
# measured within 10 % (that agent refreshes its counters every 3 s), pings are answered
# by the kernel, a device that drops pings has loss but is not unreachable, one that is
# unplugged is, by its role, and comes back.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/netns.sh"

plug 10.77.0.2 10.77.0.3 10.77.0.4
# An agent for each address: one that two of us ask refreshes its counters for the one,
# and is older than it says for the other.
start_agent_at() { # ADDRESS
	dir=$work/snmpd-$1
	mkdir -p "$dir"
	cat >"$dir/snmpd.conf" <<-END
		agentaddress udp:$1:161
		rocommunity public
	END
	SNMP_PERSISTENT_DIR=$dir at_device /usr/sbin/snmpd -f -Lf "$dir/log" \
		-C -c "$dir/snmpd.conf" -p "$dir/pid" >/dev/null 2>&1 &
	pids="$pids $!"
	until_true 10 at_desk snmpget -v2c -c public -Oqv -t 1 -r 0 "$1" .1.3.6.1.2.1.1.3.0
}
for address in 10.77.0.2 10.77.0.3 10.77.0.4; do
	start_agent_at $address || skip_all 'snmpd does not start here'
done

place() { # DEVICE ADDRESS ROLE: at a site of its own, so that it speaks for itself
	cat <<-END
		[site $1-site]
		[device $1]
		address = $2
		site = $1-site
		auth = v2
		ping = icmp
		role = $3
	END
}
{
	cat <<-END
		[noctop]
		name = cable-noc
		poll = 2s
		journal = $work/journal.db
		[auth v2]
		version = 2c
		community = "public"
	END
	place core 10.77.0.2 core
	place access 10.77.0.3 access
	place server 10.77.0.4 server
} | write_config

ask() { at_desk "$noctop" "$@" -c "$work/noctop.ini"; }
alerts() { ask alerts --json >"$work/alerts.json" && jq -e "$1" "$work/alerts.json"; }
sent() { # what the cable carried until now, seen from the device: octets in, out; and when
	at_device cat /sys/class/net/wan0/statistics/rx_bytes \
		/sys/class/net/wan0/statistics/tx_bytes /proc/uptime | tr '\n' ' '
}

# --- traffic: 40 Mb/s to the device, 8 Mb/s from it --------------------------------------

traffic=$(cd "$top_builddir" && pwd)/tests/whole/traffic
ip netns exec "$desk" "$traffic" 239.77.0.1 40000000 >"$work/sender-in" &
in_pid=$!
ip netns exec "$device" "$traffic" 239.77.0.1 8000000 >"$work/sender-out" &
out_pid=$!
pids="$pids $in_pid $out_pid"

near() { # MEASURED TRUE: within 10 %
	awk -v m="$1" -v t="$2" 'BEGIN {
		printf "measured %.0f, true %.0f: %+.1f %%\n", m, t, 100 * (m / t - 1)
		exit !(m > 0.9 * t && m < 1.1 * t) }'
}

truth() { # sets true_in, true_out: bits a second between the two
	set -- $(cat "$work/sent-1" "$work/sent-2" | tr '\n' ' ')
	true_in=$(echo "$1 $3 $5 $7" | awk '{ print 8 * ($3 - $1) / ($4 - $2) }')
	true_out=$(echo "$2 $3 $6 $7" | awk '{ print 8 * ($3 - $1) / ($4 - $2) }')
}
median() { # FILTER of the link
	jq "[.devices[].interfaces[] | select(.name == \"wan0\") | $1] | sort | .[1]" \
		"$work/status.json"
}
# By `status`, which polls twice, once the counters of before have gone by. The median of
# the three: of an agent that refreshes at the very moment it may be one refresh off. On a
# machine that is busy elsewhere the first poll may take longer than a refresh does.
by_status() {
	sleep 4
	sent >"$work/sent-1"
	ask status --json >"$work/status.json"
	sent >"$work/sent-2"
	truth
	near "$(median .in_bps)" "$true_in" && near "$(median .out_bps)" "$true_out"
}
three_times() { "$@" || "$@" || "$@"; }
ok 'status --json, in and out' three_times by_status
for dev in core access server; do
	ok "$dev: answers pings, in more than no time, and loses none" jq -e ".devices[] |
		select(.name == \"$dev\") | .reason == \"ok\" and .rtt_ms > 0 and
		.rtt_ms < 1000 and .loss_pct == 0" "$work/status.json"
done

# By a watch, over more than 40 s.
at_desk "$noctop" watch -c "$work/noctop.ini" 2>"$work/watch.err" &
watch=$!
pids="$pids $watch"
ok 'the watch runs' until_true 30 watched
ok 'nothing is wrong' until_true 5 alerts '.alerts == []'

# What the screen says of a link, once a second: "core wan0 10G … 39.9M/8.02M …".
read_screen() { # DEVICE
	ask screen --view interfaces --size 140x30 2>/dev/null |
		sed "s/^> //" | awk -v device="$1" '
		function bps(s) { return s * (s ~ /G$/ ? 1e9 : s ~ /M$/ ? 1e6 : s ~ /[kK]$/ ? 1e3 : 1) }
		$1 == device && $2 == "wan0" {
			for (i = 3; i <= NF; i++)
				if (split($i, r, "/") == 2 && r[1] ~ /^[0-9.]+[kKMG]?$/) {
					print bps(r[1]), bps(r[2]); exit
				}
		}'
}
settled() { [ "$(read_screen core | awk '{ print ($1 > 36e6 && $2 > 7.2e6) }')" = 1 ]; }
ok 'the screen shows that the traffic began' until_true 15 settled
sent >"$work/sent-1"
end=$(($(date +%s) + 42))
while [ "$(date +%s)" -lt $end ]; do
	echo "$(read_screen core) $(date +%s)"
	sleep 0.5
done >"$work/readings"
sent >"$work/sent-2"
kill "$in_pid" "$out_pid"
wait $in_pid; ok 'the sender kept its rate towards the device' test $? -eq 0
wait $out_pid; ok 'and from it' test $? -eq 0

truth
ok 'at least 20 readings of the screen over 40 s' test "$(wc -l <"$work/readings")" -ge 20
mean() { awk -v c="$1" 'NF == 3 { s += $c; n++ } END { print s / n }' "$work/readings"; }
# This agent may read its counters twice within a moment, when they grow too old between
# two requests of a poll. What the next poll then finds new is next to nothing, once.
off() { # COLUMN TRUE: samples that are off by 20 %, once the pace is learnt
	awk -v c="$1" -v t="$2" '
		NR == 1 { begin = $3 }
		$3 < begin + 15 || NF != 3 { next }
		($c > 1.2 * t || $c < 0.8 * t) && $c != before { n++ }
		{ before = $c }
		END { print n + 0 }' "$work/readings"
}
ok 'in: the mean over 40 s is the truth within 10 %' near "$(mean 1)" "$true_in"
ok 'out: the mean over 40 s is the truth within 10 %' near "$(mean 2)" "$true_out"
sed 's/^/# in, out: /' "$work/readings"
ok 'in: of all later samples one at most is off by 20 %' test "$(off 1 "$true_in")" -le 1
ok 'out: of all later samples one at most is off by 20 %' test "$(off 2 "$true_out")" -le 1

# --- pings that get lost -----------------------------------------------------------------

# The kernel of the device answers one ping in 0.7 s, whoever asks: half of them.
at_device sysctl -qw net.ipv4.icmp_ratemask=1 net.ipv4.icmp_ratelimit=700
ok 'pings that are lost are an alert' until_true 90 alerts \
	'[.alerts[] | select(.check == "loss")] | length > 0'
ok 'but who answers SNMP is not unreachable' alerts \
	'[.alerts[] | select(.check == "unreachable")] == []'
at_device sysctl -qw net.ipv4.icmp_ratelimit=0

# --- the devices lose their addresses ----------------------------------------------------
# (Pulled out at the desk it would be us, who are blind: us_test.)

unreachable='[.alerts[] | select(.check == "unreachable")] | sort_by(.device) |
	map(.device + " " + .severity) | join(", ")'
ip -n "$device" addr flush dev wan0
ok 'gone, every device is unreachable, with the severity of its role' \
	until_true 20 alerts "$unreachable == \"access major, core critical, server warning\""
ask status --json >"$work/status.json"
ok 'status ends with 2' test $? -eq 2
ok 'and says that they are down, with no answer and no RTT' jq -e '[.devices[] |
	.state == "down" and .rtt_ms == null and .loss_pct == 100] | length == 3 and all' \
	"$work/status.json"
for address in 10.77.0.2 10.77.0.3 10.77.0.4; do
	ip -n "$device" addr add $address/24 dev wan0
done
ip -n "$device" route add 239.0.0.0/8 dev wan0 2>/dev/null
ok 'back, the alert of the core router clears' until_true 60 alerts \
	'[.alerts[] | select(.check == "unreachable" and .device == "core")] == []'
ask status --json >"$work/status.json"
ok 'and all of them answer' jq -e \
	'[.devices[] | .reason == "ok" and .rtt_ms > 0] | length == 3 and all' "$work/status.json"
ok 'the journal tells the story' sh -c "'$noctop' events -c '$work/noctop.ini' |
	grep -q 'cleared.*core'"
kill $watch
done_testing
