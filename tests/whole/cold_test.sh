#!/bin/sh
# Started in the middle of an outage: what is wrong stands on the screen within 15 s,
# though devices are polled every 30 s and nothing is known of before; one cause, what
# is behind it hidden, and nobody is called within the first interval.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"
need jq

start_agent --farm 24x4 || skip_all 'no agents'
make_phone '$1 $2'
core_and_access 24 <<END
name = cold-noc
poll = 30s
journal = $work/journal.db
[hook phone]
command = $work/hook {contact} {kind}
[contact desk]
means = phone
[policy all]
t1 = desk after 1s
notice.core = 1s
END
alerts() { noc alerts --json --hidden >"$work/alerts"; }
of_alerts() { alerts && jq -e "(if type == \"object\" then .alerts else . end) | $1" "$work/alerts"; }

steer silent 100 >/dev/null # five minutes ago
ok 'the watch keeps watch' serve
ok 'something is critical' until_true 40 of_alerts \
	'any(.severity == "critical" and .suppressed_by == null)'
noc events --json --since 1h >"$work/events"
ok 'within 15 s of the beginning' jq -es '
	(map(select(.kind == "watch_started"))[0].at | fromdate) as $begun |
	(map(select(.kind == "opened" and .severity == "critical"))[0].at | fromdate) - $begun <= 15' \
	"$work/events"
ok 'it is one, and all else is hidden behind it' until_true 30 of_alerts \
	'(map(select(.suppressed_by == null)) | length == 1) and (map(.hides) | max >= 23)'
ok 'nobody is called of it' test ! -s "$work/calls"
ok 'before an interval is over' until_true 60 test -s "$work/calls"
noc events --json --since 1h >"$work/events"
ok 'which is 30 s' jq -es '
	(map(select(.kind == "watch_started"))[0].at | fromdate) as $begun |
	(map(select(.kind == "escalated"))[0].at | fromdate) - $begun >= 29' "$work/events"
ok 'one call for one cause' test "$(grep -c problem "$work/calls")" -eq 1
done_testing
