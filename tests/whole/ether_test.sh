#!/bin/sh
# A port whose two ends do not agree who may speak when: the errors of ifTable open the
# alert, the counters of EtherLike-MIB say of what they are evidence.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"
need jq

dot3=1.3.6.1.2.1.10.7.2.1 iftable=1.3.6.1.2.1.2.2.1 ifx=1.3.6.1.2.1.31.1.1.1
record_switch "$work/switch.snmprec" sw <<-END
	$iftable.14.1|65|0
	$iftable.14.2|65|0
	$ifx.7.1|70|1000000
	$ifx.7.2|70|1000000
	$dot3.3.1|65|0
	$dot3.3.2|65|0
	$dot3.8.1|65|0
	$dot3.8.2|65|0
	$dot3.19.1|2|2
	$dot3.19.2|2|3
END
start_agent --source "$work/switch.snmprec"
write_config <<-END
	[noctop]
	name = ether
	poll = 1s
	[auth public]
	version = 2c
	community = "public"
	[site here]
	[device sw]
	address = 127.0.0.1
	port = $agent_port
	site = here
	auth = public
	ping = snmp
	wan = ge-0/0/1
END
cat >"$work/rules.ini" <<-END
	[rule in-errors]
	opens = 2 polls
END

"$noctop" watch -c "$work/noctop.ini" >"$work/watch.out" 2>&1 &
pids="$pids $!"
alerts() { "$noctop" alerts --json -c "$work/noctop.ini" >"$work/alerts"; }
errors_go_on() { # so many more of each in a quarter of a second
	n=0
	while :; do
		n=$((n + 40))
		echo "set $iftable.14.1|65|$n"
		echo "set $ifx.7.1|70|$((1000000 + 100 * n))"
		echo "set $dot3.3.1|65|$((n * 3 / 4))"
		echo "set $dot3.8.1|65|$((n / 4))"
		sleep 0.25
	done >&7
}
answers() { alerts && [ "$(agent_count)" -gt 20 ]; }
ok 'the watch polls it' until_true 20 answers
alerts
errors() { jq -e '.alerts[] | select(.check == "in_errors")' "$work/alerts"; }
none() { alerts && ! errors; }
ok 'nothing is wrong at first' none
errors_go_on &
pids="$pids $!"
opened() { alerts && errors | grep -q '"ge-0/0/1"'; }
ok 'errors open an alert' until_true 30 opened
says() { alerts && grep -q "$1" "$work/alerts"; }
ok 'what they are evidence of is told' \
	until_true 30 says 'late collisions on half duplex: the other end is full'
shown() {
	"$noctop" screen --size 120x40 --view interface -c "$work/noctop.ini" >"$work/screen"
	grep -q 'FCS [0-9.]*/s  late collisions [0-9.]*/s' "$work/screen" ||
		{ cat "$work/screen"; return 1; }
}
ok 'the screen of the port has the counts' until_true 15 shown
done_testing
