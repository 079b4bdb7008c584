#!/bin/sh
# Two devices behind two routers that nobody manages. When the far one falls silent, the
# watch finds with probes of its own how far it gets, and says so; and it knows by them
# where the network begins for it.
. "$top_srcdir/tests/whole/lib.sh"
need snmpd snmpget
[ "$(id -u)" -eq 0 ] || skip_all 'needs root'
command -v ip >/dev/null || skip_all 'needs iproute2'

hosts="desk r1 r2 edge far"
ns() { echo "noctop-$1-$$"; }
at() { host=$1; shift; ip netns exec "$(ns "$host")" "$@"; }
unplug_all() {
	for host in $hosts; do
		ip netns pids "$(ns "$host")" 2>/dev/null | xargs -r kill -9
	done
	cleanup
	for host in $hosts; do ip netns del "$(ns "$host")" 2>/dev/null; done
}
trap unplug_all EXIT
for host in $hosts; do
	ip netns add "$(ns "$host")" 2>/dev/null || skip_all 'no network namespaces here'
	ip -n "$(ns "$host")" link set lo up
	at "$host" sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
done

cable() { # HOST HOST NET: 10.79.NET.1 and .2, fd79:NET::1 and ::2, ports called alike
	ip link add "$2" netns "$(ns "$1")" type veth peer name "$1" netns "$(ns "$2")"
	ip -n "$(ns "$1")" addr add "10.79.$3.1/24" dev "$2"
	ip -n "$(ns "$2")" addr add "10.79.$3.2/24" dev "$1"
	ip -n "$(ns "$1")" addr add "fd79:$3::1/64" dev "$2" nodad
	ip -n "$(ns "$2")" addr add "fd79:$3::2/64" dev "$1" nodad
	ip -n "$(ns "$1")" link set "$2" up
	ip -n "$(ns "$2")" link set "$1" up
}
cable desk r1 1
cable r1 r2 2
cable r2 edge 3
cable edge far 4
ip -n "$(ns desk)" route add default via 10.79.1.2
ip -n "$(ns r1)" route add default via 10.79.2.2
ip -n "$(ns r2)" route add 10.79.1.0/24 via 10.79.2.1
ip -n "$(ns r2)" route add 10.79.4.0/24 via 10.79.3.2
ip -n "$(ns edge)" route add default via 10.79.3.1
ip -n "$(ns far)" route add default via 10.79.4.1
ip -n "$(ns desk)" route add default via fd79:1::2
ip -n "$(ns r1)" route add default via fd79:2::2
ip -n "$(ns r2)" route add fd79:1::/64 via fd79:2::1
ip -n "$(ns r2)" route add fd79:4::/64 via fd79:3::2
ip -n "$(ns edge)" route add default via fd79:3::1
ip -n "$(ns far)" route add default via fd79:4::1

for host in edge far; do
	mkdir "$work/$host"
	cat >"$work/$host/snmpd.conf" <<-END
		agentaddress udp:1161,udp6:1161
		rocommunity public
		rocommunity6 public
		sysName $host
	END
	SNMP_PERSISTENT_DIR=$work/$host at $host snmpd -f -Lf "$work/$host/log" -C \
		-c "$work/$host/snmpd.conf" -p "$work/$host/pid" >/dev/null 2>&1 &
	pids="$pids $!"
done
until_true 10 at desk snmpget -v2c -c public -Oqv -t 1 -r 0 10.79.4.2:1161 \
	.1.3.6.1.2.1.1.3.0 || skip_all 'snmpd does not start here'

write_config <<-END
	[noctop]
	name = trail
	poll = 2s
	[auth public]
	version = 2c
	community = "public"
	[site here]
	[device edge]
	address = 10.79.3.2
	port = 1161
	site = here
	auth = public
	ping = snmp
	role = edge
	[device six]
	address = fd79:4::2
	port = 1161
	site = here
	auth = public
	ping = snmp
	role = access
	[device far]
	address = 10.79.4.2
	port = 1161
	site = here
	auth = public
	ping = snmp
	role = access
END
at desk "$noctop" watch -c "$work/noctop.ini" >"$work/watch.out" 2>&1 &
pids="$pids $!"
says() { # DEVICE TEXT
	at desk "$noctop" why "$1" -c "$work/noctop.ini" >"$work/why" 2>&1
	grep -qF "$2" "$work/why" || { cat "$work/why"; return 1; }
}
ok 'both are polled' until_true 20 says far 'SNMP ok'
shows() { # TEXT VIEW
	at desk "$noctop" screen --size 80x24 --view "$2" -c "$work/noctop.ini" >"$work/screen"
	grep -qF "$1" "$work/screen" || { cat "$work/screen"; return 1; }
}
ok 'what it is next to is found by its probes' until_true 40 shows 'from edge' topology

traced() { # PATTERN
	at desk "$noctop" screen --size 80x24 --keys ':trace six<Enter>' \
		-c "$work/noctop.ini" >"$work/screen"
	grep -qE "$1" "$work/screen" || { cat "$work/screen"; return 1; }
}
ok 'a way is looked for by name, over IPv6, too' \
	until_true 30 traced '^ +3 fd79:3::2 '
ok 'to its end' traced '^ +4 fd79:4::2 '

ip -n "$(ns far)" link set edge down
ok 'one falls silent' until_true 20 says far 'unreachable'
ok 'and how far our own probes get is told' until_true 30 says far \
	'our own probes get to edge (10.79.3.2), hop 3'
at desk "$noctop" screen --size 80x24 --view devices --keys '/far<Enter>t' \
	-c "$work/noctop.ini" >"$work/screen"
ok 'with every hop on the way' grep -qE '^ +2 10\.79\.2\.2 .*not managed' "$work/screen"
ok 'and which of them are ours' grep -qE '^ +3 10\.79\.3\.2 .*edge' "$work/screen"

ip -n "$(ns far)" link set edge up
ip -n "$(ns far)" route add default via 10.79.4.1
back() { at desk "$noctop" events -c "$work/noctop.ini" | grep -q 'far  *answers'; }
ok 'it comes back' until_true 60 back
ip -n "$(ns edge)" link set far down # which then sends what is for it back where it came from
ok 'a way that goes in circles is told' until_true 60 says far \
	'edge (10.79.3.2), hop 3; behind it they go in circles'
done_testing
