#!/bin/sh
# From the list of devices to one of them, to an interface, to its past and back; an
# interface that nobody uses has a history from when somebody looks at it.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"

record_switch "$work/switch.snmprec" attic-sw </dev/null
start_agent --source "$work/switch.snmprec" || skip_all 'no agent'
write_config <<END
[noctop]
name = drill-noc
poll = 2s
[auth v2]
version = 2c
community = "public"
[site attic]
[device attic-sw-01]
address = 127.0.0.1
port = $agent_port
site = attic
auth = v2
ping = snmp
role = access
END
play 30 100 "$noctop" -c "$work/noctop.ini" --view devices <<'END'
expect 8 attic-sw-01
type \r
expect 8 drill-noc > attic > attic-sw-01
expect 8 LAST 60 POLLS
expect 8 ge-0/0/1
type 3\r
expect 3 attic > attic-sw-01 > ge-0/0/1
expect 12 no reset since
type >
expect 3 LAST HOUR
type \x1b
expect 3 drill-noc > attic > attic-sw-01
type 33.
expect 3 ge-0/0/5
type /ge-0/0/5\r\r
expect 3 attic-sw-01 > ge-0/0/5
expect 8 no reset since
type \x1b
expect 3 of attic-sw-01
type \x1b
type \x1b
expect 3 drill-noc > attic > attic-sw-01
type \x1b
expect 3 2 DEVICES
type q
expect 1 stop
type \r
exit 5 0
END
done_testing
