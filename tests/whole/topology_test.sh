#!/bin/sh
# A real network of six routers, served from its recordings: every link that both ends
# report is there exactly once, and none that nobody reports.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"
need jq
net=${NOCTOP_CAPTURES:-/nonexistent}/../topology/nms1055
[ -r "$net/TOPOLOGY.json" ] || skip_all 'the recorded network is not here'

set --
for file in "$net"/*.snmprec; do
	set -- "$@" --source "$file"
done
start_agent "$@"
all_ports() { [ "$(grep -c '^port' "$work/agent.out")" = $# ]; }
until_true 10 all_ports "$net"/*.snmprec

{
	printf '[noctop]\npoll = 2s\n[auth all]\nversion = 2c\ncommunity = "public"\n'
	printf '[site us]\n'
	n=0
	for file in "$net"/*.snmprec; do
		n=$((n + 1))
		name=$(basename "$file" .snmprec)
		# not all are called here what they call themselves
		[ $n = 2 ] && name=ce-2 || name=${name%_*}
		printf '[device %s]\naddress = 127.0.0.1\nport = %s\nsite = us\n' \
			"$name" "$(awk '/^port/ { print $2 }' "$work/agent.out" | sed -n ${n}p)"
		printf 'auth = all\nping = snmp\n'
	done
} >"$work/us.ini"
chmod 600 "$work/us.ini"

"$noctop" status -c "$work/us.ini" --json >"$work/status.json" 2>"$work/status.err" || :
ok 'six devices answer' test "$(jq .poll.answered "$work/status.json")" = 6

# The oracle: rows of neighbours that name a device of the network, as "A port B port",
# the ends in order; what both report stands there twice.
ours() { sed 's/Riovista-ce/ce-2/g'; }
jq -r '.lldp_rows[] |
	(.local | sub("_.*"; "")) as $a | (.remote | sub("_.*"; "")) as $b |
	[[$a, .localPortDesc], [$b, .remotePortDesc]] | sort | flatten | join(" ")' \
	"$net/TOPOLOGY.json" | ours | sort | uniq -c | awk '$1 == 2 { $1 = ""; print }' |
	sort >"$work/want"

# ge-1/0/0 is called <ToPHX-xe000> where it has an ifAlias: by that, as in the oracle.
jq -r '(reduce .devices[] as $d ({}; reduce $d.interfaces[] as $i (.;
		.[$d.name + " " + $i.name] = (($i.alias // $i.name))))) as $said |
	.links[] | select(.sources | index("lldp")) | select(.b.managed and .a.managed) |
	[[.a.device, $said[.a.device + " " + .a.if]],
	 [.b.device, $said[.b.device + " " + .b.if]]] | sort | flatten | join(" ")' \
	"$work/status.json" | sed 's/^/ /' | sort >"$work/got"

ok 'nine links are reported by both ends' test "$(wc -l <"$work/want")" = 9
ok 'each of them is there once, and no other' diff "$work/want" "$work/got"
count() { jq "[$1] | length" "$work/status.json"; }
ok 'both ends of each report it' test \
	"$(count '.links[] | select(.a.reports and .b.reports)')" = 9
ok 'what nobody manages is one-sided, each row a link' test \
	"$(count '.links[] | select(.b.managed | not)')" = \
	"$(count '.devices[].neighbors[] | select(.device == null)')"
ok 'every neighbour is told with both ports' test \
	"$(count '.devices[].neighbors[] | select(.local_if and .remote_if)')" = \
	"$(count '.devices[].neighbors[]')"

"$noctop" topology -c "$work/us.ini" --json >"$work/topology.json"
"$noctop" topology -c "$work/us.ini" --dot >"$work/topology.dot"
"$noctop" topology -c "$work/us.ini" >"$work/topology"
ends() { jq -c '[.links[] | [.a.device, .a.if, .b.device, .b.if]] | sort' "$1"; }
ok 'topology --json has the same links' test \
	"$(ends "$work/topology.json")" = "$(ends "$work/status.json")"
ok 'of none of them both ends tell VLANs' test "$(jq -c '[.links[] |
	[.vlans, .vlans_a_only, .vlans_b_only]] | unique' "$work/topology.json")" = \
	'[[null,null,null]]'
ok 'and the devices' test "$(jq '.devices | length' "$work/topology.json")" = 6
ok '--dot has them as edges' test "$(grep -c -- ' -- .*taillabel' "$work/topology.dot")" = \
	"$(count '.links[]')"
members='[.segments[].devices[]?, (.vlans[] | select(.devices | length > 1) | .devices[])] | length'
ok 'and who shares a subnet or VLAN, each to that' test \
	"$(grep -c -- 'style=dashed' "$work/topology.dot")" = \
	"$(jq "$members" "$work/topology.json")"
ok 'with both ports' grep -q '"delaware" -- "penrose-mx480" \[taillabel="ge-0/0/6", headlabel="ge-1/3/1"\];' \
	"$work/topology.dot"
ok 'the table has a line for each' grep -Eq \
	'^delaware +ge-0/0/6 +penrose-mx480 +ge-1/3/1 +up +lldp$' "$work/topology"


sed 's/^\[device delaware\]$/&\nattached = yes/' "$work/us.ini" >"$work/at.ini"
chmod 600 "$work/at.ini"
"$noctop" topology -c "$work/at.ini" --spof >"$work/spof"
"$noctop" topology -c "$work/at.ini" --spof --json >"$work/spof.json"
sed 's/^/# /' "$work/spof"
ok '--spof says where it is looked from' grep -qx \
	'seen from delaware (as configured)' "$work/spof"
ok 'first comes what all others hang on' test \
	"$(jq -c '.spof[0] | [.kind, .device, .behind]' "$work/spof.json")" = \
	'["device","delaware",5]'
ok 'and the table has as many' test \
	"$(jq '.spof | length' "$work/spof.json")" = "$(($(wc -l <"$work/spof") - 2))"

# --- over time: what the journal has of links, across a restart -----------------------
start_watch() {
	"$noctop" watch -c "$work/us.ini" >>"$work/service" 2>&1 &
	watch_pid=$!
	pids="$pids $watch_pid"
	until_true 30 watched
}
stop_watch() { kill "$watch_pid" && wait "$watch_pid"; }
told() { "$noctop" events -c "$work/us.ini" --kind link --json >"$work/events.json"; }
told_of() { told && [ "$(jq -s length "$work/events.json")" -ge "$1" ]; }
links=$(count '.links[]')
ok 'a watch finds them' start_watch
ok 'each is an event, once' until_true 20 told_of "$links"
ok 'it ends' stop_watch
ok 'another begins' start_watch
# penrose moves from ge-0/0/6 of delaware to a port that nobody was at
row_of() { # DEVICE COLUMN PORT
	grep "^1.0.8802.1.1.2.1.4.1.1.$2\.[0-9]*\.$3\." "$net/$1"_*.snmprec
}
for column in 4 5 6 7 8 9; do
	row=$(row_of delaware $column 522)
	steer "3 unset ${row%%|*}"
	steer "3 set $(echo "$row" | sed 's/\.522\./.523./')"
done >/dev/null
port=$(jq -r '.devices[] | select(.name == "delaware") | .interfaces[] |
	select(.index == 523) | .name' "$work/status.json")
row=$(row_of penrose-mx480 7 525)
steer "4 set ${row%|*}|523" >/dev/null
row=$(row_of penrose-mx480 8 525)
steer "4 set ${row%|*}|$port" >/dev/null
moved() {
	told && jq -s -e --arg to "penrose-mx480 ge-1/3/1 moved to $port" \
		'any(.[]; .text == $to)' "$work/events.json"
}
# a port that changes makes them look round
steer '3 ifdown 574' >/dev/null
steer '4 ifdown 510' >/dev/null
ok 'a neighbour that moves is told, and where to' until_true 40 moved
ok 'what was known before is no news' test \
	"$(jq -s '[.[] | select(.text | test("^leads to"))] | length' "$work/events.json")" = $((links + 1))

# A watch looks at it from there, too, as soon as links were told of.
sed -i 's/^\[noctop\]$/&\njournal = '"$(echo "$work" | sed 's|/|\\/|g')"'\/day.db/' "$work/at.ini"
"$noctop" watch -c "$work/at.ini" >"$work/watch.log" 2>&1 &
watch=$!
way() { "$noctop" why -c "$work/at.ini" ce-2 2>"$work/why.err" |
	grep -q '^ *way  *delaware > ce-2  hangs on delaware'; }
ok 'a watch knows the way to each' until_true 60 way
kill "$watch"
wait "$watch" || :
done_testing
