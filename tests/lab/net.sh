# net.sh: a network to watch, of network namespaces: hosts with Debian's real agents,
# cables between them, and what can happen to both. Sourced after lib.sh; needs root.
#
#	lab_begin SCRIPT		in namespaces that end with it, whatever ends it
#	host NAME ADDRESS		a machine and what it is managed at
#	at NAME COMMAND...		runs there
#	cable A PORT B PORT		between two of them; all are in $work/cables
#	line A PORT B PORT		the same, with addresses at both ends
#	address NAME PORT ADDRESS/BITS
#	default NAME ADDRESS		where it sends what is not for its own networks
#	bridge NAME PORT...		of these ports, br0
#	router NAME PORT...		with OSPF neighbours at these ports
#	boot NAME...			its daemons: snmpd, lldpd, of a router zebra and ospfd
#	halt NAME			its power is gone: no process, no carrier
#	cut, mend NAME PORT		the cable at this port
#	slow, drop NAME PORT N		what leaves there: at N kbit/s; N of 100 packets lost
#	cure NAME PORT			both are over
#
# A host is the process that holds its namespaces (network, mounts, name). /run is its
# own: there its daemons have their files and meet. lldpd speaks every second; OSPF finds
# another way at once where a port went down.

traffic=$(cd "$top_builddir" && pwd)/tests/whole/traffic

lab_begin() { # SCRIPT: run it again as the first process of a namespace of processes
	[ -z "${LAB_INSIDE-}" ] || return 0
	[ "$(id -u)" -eq 0 ] || skip_all 'needs root'
	unshare --net --mount --uts --pid --fork --mount-proc \
		ip link add name br0 type bridge 2>/dev/null ||
		skip_all 'no network namespaces, or no bridges in them'
	cleanup
	LAB_INSIDE=yes exec unshare --net --mount --pid --fork --kill-child \
		--mount-proc sh "$1"
}

inside() { # NAME: how to get there, but for the command
	echo "nsenter --net --mount --uts -t $(cat "$work/$1.pid")"
}
at() { # NAME COMMAND...
	in=$(inside "$1"); shift
	$in "$@"
}

host() { # NAME ADDRESS
	echo "$2" >"$work/$1.address"
	unshare --net --mount --uts sh -c '
		hostname "$1" && mount -t tmpfs lab /run && mount -t sysfs lab /sys &&
		mkdir /run/lldpd /run/frr /run/snmp && chown frr:frr /run/frr &&
		echo "127.0.0.1 $1" >/run/hosts && mount --bind /run/hosts /etc/hosts &&
		cd /proc/sys/net && echo 1 >ipv4/ip_forward &&
		echo 1 >ipv6/conf/default/disable_ipv6 && ip link set dev lo up &&
		touch /run/made; exec sleep infinity' host "$1" </dev/null >/dev/null &
	echo $! >"$work/$1.pid"
	pids="$pids $!"
	until_true 10 at "$1" test -e /run/made
}

cable() { # A PORT B PORT: also a line of $work/cables
	echo "$*" >>"$work/cables"
	ip link add name "$2" netns "$(cat "$work/$1.pid")" type veth \
		peer name "$4" netns "$(cat "$work/$3.pid")"
	at "$1" ip link set dev "$2" up
	at "$3" ip link set dev "$4" up
}

lines=0
line() { # A PORT B PORT
	cable "$@"
	lines=$((lines + 1))
	address "$1" "$2" "10.9.$lines.1/30"
	address "$3" "$4" "10.9.$lines.2/30"
}

address() { # NAME PORT ADDRESS/BITS
	at "$1" ip addr add "$3" dev "$2"
}

default() { # NAME ADDRESS
	echo "$2" >"$work/$1.default" # goes when its port does
	at "$1" ip route add default via "$2"
}

bridge() { # NAME PORT...
	name=$1; shift
	at "$name" ip link add name br0 type bridge
	for port; do at "$name" ip link set dev "$port" master br0; done
	at "$name" ip link set dev br0 up
}

router() { # NAME PORT...
	name=$1; shift
	address "$name" lo "$(cat "$work/$name.address")/32"
	{
		echo agentx
		for port; do
			printf 'interface %s\n ip ospf network point-to-point\n' "$port"
			printf ' ip ospf hello-interval 1\n ip ospf dead-interval 10\n'
		done
		printf 'router ospf\n ospf router-id %s\n' "$(cat "$work/$name.address")"
		printf ' network 10.0.0.0/8 area 0\n passive-interface default\n'
		for port; do printf ' no passive-interface %s\n' "$port"; done
	} | at "$name" tee /run/ospfd.conf >"$work/$name.router"
}

daemon() { # NAME COMMAND...: one that stays in the foreground
	name=$1; shift
	$(inside "$name") "$@" </dev/null >>"$work/$name.log" 2>&1 &
	echo $! >>"$work/$name.daemons"
	pids="$pids $!"
}

boot_one() { # NAME
	at "$1" sh -s "$1" "$(cat "$work/$1.address")" \
		"$(cat "$work/$1.default" 2>/dev/null)" <<-'END'
		for port in /sys/class/net/*; do ip link set dev "${port##*/}" up; done
		[ -z "$3" ] || ip route replace default via "$3"
		cat >/run/snmpd.conf <<-CONF
			agentaddress udp:161
			rocommunity public
			sysName $1
			master agentx
			agentXSocket /run/agentx
			agentXPerms 777 777
		CONF
		cat >/run/lldpd.conf <<-CONF
			configure lldp tx-interval 1
			configure system ip management pattern $2
		CONF
		echo 'agentXSocket /run/agentx' >/run/snmp/frr.conf
		touch /run/zebra.conf
	END
	daemon "$1" env MIBS= SNMP_PERSISTENT_DIR=/run/snmp snmpd -f -LE 4 -C \
		-c /run/snmpd.conf -p /run/snmpd.pid
	until_true 10 at "$1" test -e /run/agentx
	daemon "$1" env MIBS= lldpd -d -x -X /run/agentx -O /run/lldpd.conf
	[ -e "$work/$1.router" ] || return 0
	daemon "$1" /usr/lib/frr/zebra -f /run/zebra.conf -i /run/frr/zebra.pid
	until_true 10 at "$1" test -e /run/frr/zserv.api
	daemon "$1" env MIBS= SNMPCONFPATH=/run/snmp /usr/lib/frr/ospfd -M snmp \
		-f /run/ospfd.conf -i /run/frr/ospfd.pid
}

boot() { # NAME...
	booting=
	for name; do
		boot_one "$name" &
		booting="$booting $!"
	done
	wait $booting
}

halt() { # NAME
	xargs kill -9 <"$work/$1.daemons"
	rm "$work/$1.daemons"
	at "$1" sh -c 'rm -f /run/agentx /run/frr/*; for port in /sys/class/net/*; do
		case $port in */lo) ;; *) ip link set dev "${port##*/}" down ;; esac
	done'
}

cut() { at "$1" ip link set dev "$2" down; }
mend() { at "$1" ip link set dev "$2" up; }

slow() { # NAME PORT KBIT/S: and full, with datagrams that nobody asked for
	at "$1" tc qdisc add dev "$2" root tbf rate "$3kbit" burst 5kb latency 150ms
	at "$1" ip route replace 239.0.0.0/8 dev "$2"
	$(inside "$1") "$traffic" 239.77.0.1 $(($3 * 1030)) >/dev/null &
	echo $! >"$work/$1.traffic"
}
drop() { # NAME PORT PERCENT
	at "$1" nft "add table netdev lab
		add chain netdev lab out { type filter hook egress device \"$2\" priority 0; }
		add rule netdev lab out numgen random mod 100 < $3 drop"
}
cure() {
	[ ! -e "$work/$1.traffic" ] || kill "$(cat "$work/$1.traffic")" 2>/dev/null
	at "$1" tc qdisc del dev "$2" root 2>/dev/null
	at "$1" ip route del 239.0.0.0/8 2>/dev/null
	at "$1" nft delete table netdev lab 2>/dev/null
	:
}
