#!/bin/sh
# A network of two sites with Debian's real agents: found from one address, drawn as it
# is, then broken link by link and host by host. Each time the right thing is told, with
# the right words, and all that follows from it is hidden; and all is well again after.
#
# How long each verdict took is printed. It has LAB_PATIENCE times as long as it may take;
# `make lab` has none. A machine with more work than processors is so many times slower,
# and where it is, that much longer is waited, and said.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/lab/net.sh"
need ip jq lldpd nft nsenter snmpd tc unshare
[ -e "$(find /usr/lib -name ospfd_snmp.so 2>/dev/null | head -n 1)" ] ||
	skip_all 'frr with its SNMP module is not installed'
lab_begin "$0"
patience=${LAB_PATIENCE-4}

# --- two sites -------------------------------------------------------------------------
#
#   noc -- ams-core-01 -+- ams-dist-01 -+- ams-acc-01 -- ams-srv-01
#               |       `- ams-dist-02 -'
#          fra-edge-01 -+- fra-edge-02 -+- fra-core-01 -- fra-acc-01 -+- fra-srv-01
#                       `---------------'                             `- fra-srv-02

hosts='ams-core-01 ams-dist-01 ams-dist-02 ams-acc-01 ams-srv-01
	fra-edge-01 fra-edge-02 fra-core-01 fra-acc-01 fra-srv-01 fra-srv-02'
host noc 10.9.1.1
host ams-core-01 10.1.0.1
host ams-dist-01 10.1.0.2
host ams-dist-02 10.1.0.3
host ams-acc-01 10.1.0.4
host ams-srv-01 10.1.4.11
host fra-edge-01 10.2.0.1
host fra-edge-02 10.2.0.2
host fra-core-01 10.2.0.3
host fra-acc-01 10.2.3.2
host fra-srv-01 10.2.3.11
host fra-srv-02 10.2.3.12

line noc eth0 ams-core-01 noc0
line ams-core-01 dn1 ams-dist-01 up0
line ams-core-01 dn2 ams-dist-02 up0
line ams-dist-01 dn1 ams-acc-01 up1
line ams-dist-02 dn1 ams-acc-01 up2
line ams-core-01 wan0 fra-edge-01 wan0
line fra-edge-01 ring1 fra-edge-02 ring1
line fra-edge-02 ring2 fra-core-01 ring1
line fra-core-01 ring2 fra-edge-01 ring2
cable ams-acc-01 dn1 ams-srv-01 eth0
cable fra-core-01 dn1 fra-acc-01 up0
cable fra-acc-01 dn1 fra-srv-01 eth0
cable fra-acc-01 dn2 fra-srv-02 eth0

router ams-core-01 dn1 dn2 wan0
router ams-dist-01 up0 dn1
router ams-dist-02 up0 dn1
router ams-acc-01 up1 up2
router fra-edge-01 wan0 ring1 ring2
router fra-edge-02 ring1 ring2
router fra-core-01 ring1 ring2

bridge ams-acc-01 dn1
address ams-acc-01 br0 10.1.4.1/24
address ams-srv-01 eth0 10.1.4.11/24
bridge fra-acc-01 up0 dn1 dn2
address fra-core-01 dn1 10.2.3.1/24
address fra-acc-01 br0 10.2.3.2/24
address fra-srv-01 eth0 10.2.3.11/24
address fra-srv-02 eth0 10.2.3.12/24

default noc 10.9.1.2
default ams-srv-01 10.1.4.1
default fra-acc-01 10.2.3.1
default fra-srv-01 10.2.3.1
default fra-srv-02 10.2.3.1

# shellcheck disable=SC2086 # a list of names
boot $hosts

# --- found and drawn -------------------------------------------------------------------

# The lab's own rules: the shipped ones, with hours of patience made seconds.
cat >"$work/rules.ini" <<'END'
[rule unreachable-core]
clears = 3 s
[rule unreachable-access]
clears = 3 s
[rule unreachable]
clears = 3 s
[rule site-isolated]
opens  = at once
clears = 3 s
[rule interface-down]
clears = 15 s
[rule last-uplink-down]
clears = 15 s
[rule ospf-down]
clears = at once
[rule ospf-down-last]
clears = at once
[rule loss]
enabled = no
[rule loss-heavy]
window = 10
enter  = 25
clear  = 5
clears = 3 s
[rule latency-rise]
opens  = 3 s
clears = 3 s
END
write_config <<'END'
[noctop]
name = lab
poll = 1s
[auth lab]
version = 2c
community = "public"
END
noctop() { at noc "$noctop" "$@" -c "$work/noctop.ini"; }

found_all() {
	noctop discover --from 10.1.0.1 >"$work/found.ini" 2>"$work/discover" &&
		[ "$(grep -c '^\[device' "$work/found.ini")" = "$(echo $hosts | wc -w)" ]
}
ok 'from one address all are found' until_true 90 found_all
found_all || { echo 'Bail out! there is nothing to watch'; exit 1; }
lines_of() { grep -cx -- "$1" "$work/found.ini"; }
ok 'at their sites' test "$(lines_of 'site = ams') $(lines_of 'site = fra')" = '5 6'
cat "$work/found.ini" >>"$work/noctop.ini"

# What was plugged is what is drawn: both ends of every cable but ours.
grep -v '^noc ' "$work/cables" |
	awk '{ a = $1 " " $2; b = $3 " " $4; print a < b ? a " " b : b " " a }' |
	sort >"$work/plugged"
drawn() {
	noctop topology --json >"$work/topology.json" &&
		jq -r '.links[] | [.a, .b | .device + " " + .if] | sort | join(" ")' \
			"$work/topology.json" | sort >"$work/drawn" &&
		diff "$work/plugged" "$work/drawn"
}
ok 'each cable is drawn once, and nothing else' until_true 30 drawn
by_both() { jq -e '[.links[] | select(.a.reports and .b.reports | not)] == []' \
	"$work/topology.json"; }
ok 'both ends tell of it' by_both
routed() { jq -r '.links[] | select(.sources | index("ospf")) | .a.if' \
	"$work/topology.json" | grep -c .; }
ok 'and between routers OSPF does' test "$(routed)" = 8

# --- watched ---------------------------------------------------------------------------

noctop watch >"$work/watch.log" 2>&1 &
pids="$pids $!"
shown() { # what needs somebody: THING CHECK +HIDES TEXT
	noctop alerts --hidden --json >"$work/alerts.json" &&
		jq -r '.alerts[] | select(.state == "open") | [.device // .site,
			.check, "+\(.hides)", .text] | join(" ")' "$work/alerts.json" |
		sed 's/, was [0-9]*%$//' | sort >"$work/shown"
}
# As it is expected: +* hides any number, the text * is any.
as_expected() {
	awk 'NR == FNR { want[$1 " " $2] = $0; n++; next }
		{
			split(want[$1 " " $2], w, " ")
			if (w[3] == "+*") $3 = "+*"
			if (w[4] == "*") $0 = $1 " " $2 " " $3 " *"
			if ($0 != want[$1 " " $2]) { print; exit bad = 1 }
			n--
		}
		END { exit bad || n }' "$work/expected" "$work/shown"
}
told() { shown && as_expected; }
why() { noctop why fra-srv-01 >"$work/why" &&
	grep -q 'ams-core-01 > fra-edge-01 > fra-core-01 > fra-acc-01 > fra-srv-01' "$work/why"; }
ok 'the way to each is known' until_true 60 why

now_ms() { date +%s%3N; }
broken() { began=$(now_ms); } # what follows is timed from here
work_each() { # how many times as long as alone
	awk -v cpus="$(nproc)" '{ n = int($1 / cpus + 0.5); print (n > 1 ? n : 1) }' /proc/loadavg
}
verdict() { # SECONDS DESCRIPTION < alerts that are shown then, and no others
	sort >"$work/expected"
	slower=$(work_each)
	ok "$2" until_true $(($1 * patience * slower)) told
	echo "# after $(($(now_ms) - began)) ms"
	[ "$slower" = 1 ] || echo "# of $(($1 * slower)) s: load $(awk '{ print $1 }' /proc/loadavg)"
	sed 's/^/#   /' "$work/shown"
}
quiet() { shown && jq -e '[.alerts[] | select(.state != "cleared")] == []' \
	"$work/alerts.json"; }
well() { # DESCRIPTION: nothing is wrong, and nothing hidden
	ok "$1" until_true $((60 * patience)) quiet
	echo "# after $(($(now_ms) - began)) ms"
	jq -r '.alerts[] | select(.state != "cleared") | "#   \(.state) " + ([.device //
		.site, .check, .text, .suppressed_by // ""] | join(" "))' \
		"$work/alerts.json"
	quiet >/dev/null || noctop events | tail -n 20 | sed 's/^/#   /'
}
evidence() { # DEVICE WORDS: it is known by these
	jq -e --arg dev "$1" --arg words "$2" 'any(.alerts[]; .device == $dev and
		.check == "unreachable" and (.evidence | contains($words)))' \
		"$work/alerts.json"
}
known_by() { shown && evidence "$@"; }
hidden() { # DEVICE...: these are unreachable, and hidden
	for lost; do echo "$lost"; done | sort >"$work/expected"
	shown && jq -r '.alerts[] | select(.state == "suppressed" and .check == "unreachable") |
		.device' "$work/alerts.json" | sort | diff "$work/expected" -
}
broken
well 'nothing is wrong'

# --- links that are cut: in the ring, and one of two uplinks ---------------------------

broken
cut fra-edge-02 ring1
cut ams-acc-01 up1
verdict 5 'with a link of the ring and an uplink cut, each is one alert' <<'END'
ams-dist-01 if_down +* dn1 down, shut at ams-acc-01 up1
fra-edge-01 if_down +* ring1 down, shut at fra-edge-02 ring1
END
ok 'and nobody is lost' hidden
verdict 60 'OSPF over them is explained by them, at both ends' <<'END'
ams-dist-01 if_down +2 dn1 down, shut at ams-acc-01 up1
fra-edge-01 if_down +2 ring1 down, shut at fra-edge-02 ring1
END
broken
mend fra-edge-02 ring1
mend ams-acc-01 up1
well 'all is well when they are back'

# --- the only link of some, and a host that nothing hangs on ---------------------------

broken
cut fra-acc-01 up0
halt ams-dist-01
verdict 5 'a link that hides three, and a host that died' <<'END'
ams-dist-01 unreachable +* unreachable, no answer to ping and SNMP
fra-acc-01 unreachable +2 unreachable, no answer to ping and SNMP
END
ok 'what is behind the link is hidden' until_true $((5 * patience)) hidden fra-srv-01 \
	fra-srv-02
ok 'who lost its link may be alive' until_true $((10 * patience)) known_by fra-acc-01 \
	'or its link (1 neighbour)'
ok 'its neighbour saw the port go' until_true $((10 * patience)) known_by fra-acc-01 \
	'fra-core-01 dn1 down'
ok 'who was lost by all is dead' until_true $((10 * patience)) known_by ams-dist-01 \
	'dead (2 of 2 neighbours lost)'
play 24 80 nsenter --net --mount --uts -t "$(cat "$work/noc.pid")" \
	"$noctop" -c "$work/noctop.ini" <<'END'
expect 10 ams-dist-01 dead
expect 10 fra-acc-01 or its link (1 neighbour)
type q
END
broken
mend fra-acc-01 up0
boot ams-dist-01
well 'all is well when they are back'

# --- a site ----------------------------------------------------------------------------

broken
halt fra-edge-01
verdict 5 'the host that a site hangs on takes it along' <<'END'
fra site_isolated +* isolated, 6 of 6 lost: fra-edge-01 or its link (1 neighbour)
END
ok 'everything there is hidden behind it' until_true $((5 * patience)) hidden \
	fra-edge-01 fra-edge-02 fra-core-01 fra-acc-01 fra-srv-01 fra-srv-02
broken
boot fra-edge-01
well 'all is well when it is back'

# --- links that are slow, or lose what they carry --------------------------------------

broken
slow fra-acc-01 up0 2000
drop ams-acc-01 dn1 50
verdict 15 'a slow link is told where it begins, and one that loses' <<'END'
ams-srv-01 loss +0 *
fra-acc-01 latency_rise +2 *
END
broken
cure fra-acc-01 up0
cure ams-acc-01 dn1
well 'all is well when they are mended'
done_testing
