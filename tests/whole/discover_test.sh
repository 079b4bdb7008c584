#!/bin/sh
# Devices that nobody configured are found, written down, and looked for again.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"

start_agent --farm 6x4 # 127.1.0.1 and on, one port
cat >"$work/noctop.ini" <<END
[noctop]
name = lab
[auth wrong]
version = 2c
community = "publix"
[auth all]
version = 2c
community = "public"
[site here]
[device known]
address = 127.1.0.2
port = $agent_port
site = here
auth = all
ping = snmp
END
chmod 600 "$work/noctop.ini"
discover() { "$noctop" discover -c "$work/noctop.ini" --port "$agent_port" "$@"; }

if [ ! -e /etc/noctop/noctop.ini ]; then
	unconfigured() { "$noctop" discover 127.1.0.0/29; [ $? = 78 ]; }
	ok 'without a configuration nobody is asked' unconfigured
	nothing() { "$noctop" "$@"; [ $? = 78 ]; }
	ok 'and there is no report' nothing report
	ok 'nor a journal to verify' nothing journal verify
fi
ok 'a network is looked through' discover 127.1.0.0/29 --output "$work/found.ini"
ok 'who answers is written down' test \
	"$(grep -c '^\[device ' "$work/found.ini")" = 5
ok 'but not who is configured' grep -qx '; configured already: known 127.1.0.2' \
	"$work/found.ini"
ok 'with the credential that was taken' test \
	"$(grep -cx 'auth = all' "$work/found.ini")" = 5
cat "$work/noctop.ini" "$work/found.ini" >"$work/both.ini"
chmod 600 "$work/both.ini"
ok 'it can be included' "$noctop" lint "$work/both.ini"
status() { [ "$("$noctop" status -c "$work/both.ini" --json | jq .poll.answered)" = 6 ]; }
ok 'and watched' status
ok 'again: no difference' discover 127.1.0.0/29 --output "$work/found.ini"
cp "$work/found.ini" "$work/before.ini"
steer '3 silent on' >/dev/null
differs() { ! discover 127.1.0.0/29 --output "$work/found.ini" >"$work/diff"; }
ok 'one that is silent now is a difference' differs
ok 'which is told' grep -Eqx -- '- [^ ]+ 127.1.0.3: no answer' "$work/diff"
ok 'the file is left alone' cmp "$work/found.ini" "$work/before.ini"
sed -i '/127\.1\.0\.4/d' "$work/found.ini"
sed -i "s/^\[device $(sed -n '/^\[device/h;/127\.1\.0\.4$/{x;s/.*device \(.*\)\]/\1/p;}' \
	"$work/before.ini")\]/[device gone]/" "$work/found.ini"
differs
ok 'one that is new is told, too' grep -Eq '^\+ [^ ]+ 127.1.0.4, site ' "$work/diff"

refused() { "$@" </dev/null; [ $? = 64 ]; }
ok 'many addresses are asked only when told so' refused discover 127.1.0.0/19
ok 'no network is refused' refused discover 127.1.0.0/40
ok 'more than a million never, whoever says yes' refused discover 127.0.0.0/8 --yes
ok 'nor networks that nobody gets through' refused discover 2001:db8::/64 --yes
ok 'nor is anything asked unnamed' refused discover

# --- from neighbour to neighbour ---------------------------------------------------------
# a - b - c - d, and c - a; LLDP but for d, which CDP tells of.

recorded() { # NAME < more lines
	{
		echo "1.3.6.1.2.1.1.1.0|4|Test switch"
		echo "1.3.6.1.2.1.1.3.0|67|1234567"
		echo "1.3.6.1.2.1.1.5.0|4|$1"
		cat
	} >"$work/$1.snmprec"
}
lldp() { # NUMBER NAME ADDRESS: a row of lldpRemTable and of lldpRemManAddrTable
	rem=1.0.8802.1.1.2.1.4
	echo "$rem.1.1.9.0.$1.1|4|$2"
	echo "$rem.2.1.3.0.$1.1.1.4.$3|2|2"
}
cdp() { # NUMBER NAME ADDRESS-IN-HEX
	echo "1.3.6.1.4.1.9.9.23.1.2.1.1.4.$1.1|4x|$3"
	echo "1.3.6.1.4.1.9.9.23.1.2.1.1.6.$1.1|4|$2"
}
crowd() { # FIRST: 1,100 neighbours where nobody is
	awk -v first="$1" 'BEGIN {
		for (i = first; i < first + 1100; i++)
			printf "1.0.8802.1.1.2.1.4.2.1.3.0.%d.1.1.4.127.79.%d.%d|2|2\n",
				i + 10, i / 200 + 1, i % 200 + 1
	}'
}
recorded chain-a <<END
$(lldp 1 chain-b 127.77.0.2)
$(lldp 2 everybody 224.0.0.1)
$(lldp 3 nobody 0.0.0.0)
END
recorded chain-b <<END
$(lldp 1 chain-a 127.77.0.1)
$(lldp 2 chain-c 127.77.0.3)
$(lldp 3 stranger 127.78.0.9)
END
recorded chain-c <<END
$(lldp 1 chain-a 127.77.0.1)
$(lldp 2 chain-b 127.77.0.2)
$(lldp 3 chain-c 127.77.0.3)
$(cdp 4 chain-d 7f4d0004)
END
recorded chain-d <<END
$(cdp 1 chain-c 7f4d0003)
END
for i in 1 2 3 4; do
	{ lldp 1 "crowd-$((i + 1))" "127.77.1.$((i + 1))"; crowd $((i * 1100)); } |
		recorded "crowd-$i"
done
start_agent --source "$work/chain-a.snmprec" --source "$work/chain-b.snmprec" \
	--source "$work/chain-c.snmprec" --source "$work/chain-d.snmprec" \
	--address 127.77.0.1
cat >"$work/chain.ini" <<END
[noctop]
name = chain
[auth all]
version = 2c
community = "public"
[site here]
[device begin]
address = 127.77.0.1
port = $agent_port
site = here
auth = all
ping = snmp
END
chmod 600 "$work/chain.ini"
walk() { # ARGUMENTS...: what it writes is in $work/walk and, of people, $work/walked
	"$noctop" discover -c "$work/chain.ini" "$@" >"$work/walk" 2>"$work/walked"
}
found() { # NAMES: these and no others, in the order of their addresses
	[ "$(sed -n 's/^\[device \(.*\)\]/\1/p' "$work/walk" | xargs)" = "$*" ]
}
said() { grep -qx -- "$1" "$work/walk"; }
asked() { # DEVICES ADDRESSES
	walk_words=$(cat "$work/walked")
	case $walk_words in "$2 address"*" asked, $1 device"*) ;; *) cat "$work/walked"; false ;; esac
}

ok 'from a device on its port' walk --from begin
ok 'the chain is followed to its end, by LLDP and CDP' found chain-b chain-c chain-d
ok 'it is known where it began' said '; configured already: begin 127.77.0.1'
ok 'a loop ends, and neither groups nor nobody are asked' asked 4 5
ok 'where networks are named' walk --from begin 127.77.0.0/16
ok 'nobody else is asked' asked 4 4
ok 'but told of' said \
	'; not asked, outside the networks named: stranger 127.78.0.9, next to chain-b'
ok 'a network of IPv6 holds none of IPv4' walk --from begin 2001:db8::/32
ok 'so it ends where it began' asked 1 1
ok 'one hop' walk --from 127.77.0.1 --port "$agent_port" --hops 1
ok 'is to the neighbours' asked 2 2
ok 'whose neighbours are told of' said \
	'; not asked, too many hops away: chain-c 127.77.0.3, next to chain-b'
ok 'a walk is not through what is no network' refused discover --from begin 127.77.0.0/33
walk --from 127.77.0.1 --port 1
ok 'that one does not answer is said' grep -qx 'noctop: 127.77.0.1 does not answer' \
	"$work/walked"

start_agent --source "$work/crowd-1.snmprec" --source "$work/crowd-2.snmprec" \
	--source "$work/crowd-3.snmprec" --source "$work/crowd-4.snmprec" \
	--address 127.77.1.1
# the kernel tells of a thousand closed ports a second
ok 'crowds' walk --from 127.77.1.1 --port "$agent_port" --rate 900
ok 'are asked up to a limit' asked 4 4096
ok 'beyond which they are told of' grep -q '^; not asked, too many addresses: 127.79' \
	"$work/walk"
# --- IPv6 ---------------------------------------------------------------------------------
if command -v snmpd >/dev/null && [ -e /proc/net/if_inet6 ] && grep -q ' lo$' /proc/net/if_inet6; then
	port6=$(free_port)
	mkdir "$work/six"
	printf 'agentaddress udp6:[::1]:%s\nrocommunity6 public\nsysName six\n' "$port6" \
		>"$work/six/snmpd.conf"
	SNMP_PERSISTENT_DIR=$work/six snmpd -f -Lf "$work/six/log" -C -c "$work/six/snmpd.conf" \
		-p "$work/six/pid" >/dev/null 2>&1 &
	pids="$pids $!"
	found_six() {
		"$noctop" discover -c "$work/noctop.ini" --port "$port6" ::/126 >"$work/six/found"
		grep -qx 'address = ::1' "$work/six/found"
	}
	ok 'a small network of IPv6 is looked through' until_true 10 found_six
	ok 'by who answers there' grep -qx '\[device six\]' "$work/six/found"
fi
done_testing
