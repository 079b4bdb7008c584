# netns.sh: two network namespaces with a cable between them: noctop's desk at one end,
# a device that can be unplugged at the other. Sourced after lib.sh; needs root.

desk=noctop-desk-$$
device=noctop-device-$$

at_desk() { ip netns exec "$desk" "$@"; }
at_device() { ip netns exec "$device" "$@"; }

unplug_all() {
	for end in "$desk" "$device"; do # at_device in the background is a shell around it
		ip netns pids "$end" 2>/dev/null | xargs -r kill -9
	done
	cleanup
	ip netns del "$desk" 2>/dev/null
	ip netns del "$device" 2>/dev/null
}

# The device has all addresses given, the desk 10.77.0.1.
plug() { # ADDRESS...
	[ "$(id -u)" -eq 0 ] || skip_all 'needs root'
	command -v ip >/dev/null || skip_all 'needs iproute2'
	trap unplug_all EXIT
	ip netns add "$desk" 2>/dev/null && ip netns add "$device" &&
		ip link add wan0 netns "$desk" type veth peer name wan0 netns "$device" ||
		skip_all 'no network namespaces here'
	for end in "$desk" "$device"; do
		ip -n "$end" link set lo up
		ip -n "$end" link set wan0 up
		ip -n "$end" route add 239.0.0.0/8 dev wan0
	done
	ip -n "$desk" addr add 10.77.0.1/24 dev wan0
	for address; do ip -n "$device" addr add "$address/24" dev wan0; done
}
