#!/bin/sh
# Is it us? Four devices behind a gateway, at the end of a cable of our own. The cable is
# pulled: one alert of the watch, on every screen, and not one of a device. The cable is
# back but the gateway is not: it is still us. All is back: it is over, and nobody hears
# of a device.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/netns.sh"
need snmpd snmpget jq

plug 10.77.0.2
for i in 1 2 3 4; do ip -n "$device" addr add "10.88.0.$i/32" dev lo; done
ip -n "$desk" route add default via 10.77.0.2
# The kernel finds out within seconds that a neighbour is gone, not within a minute.
at_desk sh -c 'cd /proc/sys/net/ipv4/neigh/wan0 &&
	echo 1000 >base_reachable_time_ms && echo 1 >delay_first_probe_time &&
	echo 200 >retrans_time_ms' || skip_all 'the kernel cannot be told to hurry'
printf 'agentaddress udp:161\nrocommunity public\n' >"$work/snmpd.conf"
SNMP_PERSISTENT_DIR=$work at_device snmpd -f -Lf "$work/snmpd.log" -C \
	-c "$work/snmpd.conf" -p "$work/snmpd.pid" >/dev/null 2>&1 &
pids="$pids $!"
until_true 10 at_desk snmpget -v2c -c public -Oqv -t 1 -r 0 10.88.0.4 .1.3.6.1.2.1.1.3.0 ||
	skip_all 'snmpd does not start here'
{
	cat <<-END
		[noctop]
		name = us-noc
		poll = 2s
		journal = $work/journal.db
		[auth v2]
		version = 2c
		community = "public"
		[site far]
	END
	for i in 1 2 3 4; do
		cat <<-END
			[device core-$i]
			address = 10.88.0.$i
			site = far
			auth = v2
			ping = icmp
			role = core
		END
	done
} | write_config

ask() { at_desk "$noctop" "$@" -c "$work/noctop.ini"; }
alerts() { ask alerts --hidden --json >"$work/alerts.json" && jq -e "$1" "$work/alerts.json"; }
at_desk "$noctop" watch -c "$work/noctop.ini" >"$work/watch.log" 2>&1 &
pids="$pids $!"
answered() { ask status --json >"$work/status.json" &&
	jq -e '[.devices[] | select(.state == "up")] | length == 4' "$work/status.json"; }
ok 'four devices answer' until_true 20 answered
sleep 4 # until it has asked the kernel which way that is

ip -n "$device" link set wan0 down
only_us() { alerts '[.alerts[] | select(.state != "suppressed")] |
	length == 1 and .[0].check == "us" and .[0].severity == "critical"'; }
by_port() { alerts '.alerts[] | select(.check == "us") | .text == "blind: port wan0 down"'; }
ok 'with the cable pulled it is us, within seconds' until_true 8 by_port
hidden() { alerts '[.alerts[] | select(.suppressed_how == "blind")] | length >= 4'; }
ok 'what the devices would say is hidden' until_true 20 hidden
ok 'and nothing else is shown' only_us
play 24 80 ip netns exec "$desk" "$noctop" -c "$work/noctop.ini" <<'END'
expect 5 us-noc IS BLIND
expect 5 port wan0 down
type 2
expect 5 us-noc IS BLIND
type q
END

ip -n "$device" addr del 10.77.0.2/24 dev wan0
ip -n "$device" link set wan0 up
by_gateway() { alerts '.alerts[] | select(.check == "us") |
	.text == "blind: gateway 10.77.0.2 lost with 4 of 4 devices"'; }
ok 'with the cable back and no gateway it is still us' until_true 20 by_gateway
ok 'and one row' only_us

ip -n "$device" addr add 10.77.0.2/24 dev wan0
quiet() { alerts '[.alerts[] | select(.state != "cleared")] == []'; }
ok 'a minute after half is back it is over' until_true 100 quiet
ask events --json >"$work/events.json"
untold() { jq -c '[.kind, .subject, .name, .check]' "$work/events.json"; jq -es '[.[] | select(.subject != "watch" and .check != "")] |
	([.[] | select(.kind == "suppressed")] | length >= 4) and
	([.[] | select(.kind == "opened" or .kind == "resumed")] | length == 0)' \
	"$work/events.json"; }
ok 'no device was ever told of' untold
once() { jq -es '[.[] | select(.check == "us" and .kind == "opened")] | length == 1' \
	"$work/events.json"; }
ok 'and it was told of once' once
done_testing
