#!/bin/sh
# 03:00: a core router dies and takes 400 devices with it. One cause on the screen, one
# call, to the desk and then to the person on duty; acknowledged, it holds; the
# acknowledgement ends, and the ladder goes on; all come back, and whoever was called is
# told. What the ledger says of it afterwards is what the events say, to the second.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"
need jq

start_agent --farm 401x4 || skip_all 'no agents'
# the shipped rules, with a shorter wait until something counts as well again
cp -r "$top_srcdir/etc/profiles" "$work"
sed 's/^clears  *= *[36]0 s.*/clears = 3 s/' "$top_srcdir/etc/rules.ini" >"$work/rules.ini"
unset NOCTOP_DATADIR
make_phone '$1 $2 $NAGIOS_HOSTNAME $(date +%s)'
core_and_access 401 <<END
name = night-noc
poll = 5s
journal = $work/journal.db
[hook phone]
command = $work/hook {contact} {kind}
[contact desk]
means = phone
[contact j.kim]
name = Jae Kim
means = phone
[contact boss]
means = phone
[policy all]
t1 = desk after 3s
t2 = j.kim after 8s, boss after 60s
END
answered() { noc screen --size 120x40 --for 300ms | grep -q "$1"; }
calls() { [ "$(grep -c "$2" "$work/calls")" -eq "$1" ]; }
alerts() { noc alerts --json "$@" >"$work/alerts"; }
of_alerts() { alerts && jq -e "(if type == \"object\" then .alerts else . end) | $1" "$work/alerts"; }

ok 'the watch keeps watch' serve
ok 'all 401 answer, and nothing is open' until_true 40 answered '401'
sleep 6 # of no notices, since it was started
steer silent 100 >/dev/null
ok 'they all die, and one critical is open' \
	until_true 40 of_alerts 'map(select(.severity == "critical" and .suppressed_by == null)) | length == 1'
ok 'with 400 or more behind it' until_true 60 of_alerts 'map(.hides) | max >= 400'
ok 'and nothing else to be seen' of_alerts 'map(select(.suppressed_by == null)) | length == 1'
ok 'the desk is called' until_true 60 calls 1 '^desk problem'
ok 'then j.kim by name' until_true 30 calls 1 '^j.kim problem'
alerts # by now it may be the site's: the device's own call came before that verdict
id=$(jq -r '(if type == "object" then .alerts else . end) | map(select(.suppressed_by == null))[0].id' "$work/alerts")
# who takes it in hand at a screen, for a moment
play 30 120 "$noctop" -c "$work/noctop.ini" --view alerts <<'END'
expect 8 UNACK C1
expect 5 +40
expect 5 boss
type a
expect 3 Acknowledge 1 alert
type on my way\t
type \x1bOD
expect 3 a time of the clock
type \t
type 6s\r
expect 3 acknowledged 1
expect 5 saved
expect 3 in hand 1
expect 3 on my way
expect 30 in hand 0
type \r
expect 5 boss
type q
type q
exit 5 -1
END
resumed() { of_alerts 'map(select(.id == '"$id"'))[0].escalation | .to == "boss" and .held == null and .next_at != null'; }
ok 'the ladder went on: the boss is next' resumed
ok 'but sleeps' calls 0 '^boss'
ok 'the acknowledgement ended' until_true 10 sh -c \
	"'$noctop' events $config | grep -q expired"
steer silent 0 >/dev/null
ok 'they come back' until_true 120 of_alerts 'length == 0'
ok 'who was called is told' until_true 120 calls 1 '^j.kim recovery'
ok 'the desk, too' until_true 10 grep -q '^desk recovery' "$work/calls"
one_cause() { calls 2 problem || { cat "$work/calls"; false; }; }
ok 'there was one call for one cause' one_cause

# --- the ledger -------------------------------------------------------------------------
noc events --json --since 1h >"$work/events"
noc report --json --since 1h >"$work/report"
first() { jq -rs "map(select(.kind == \"$1\" and .alert == $id))[0].$2 // empty" "$work/events"; }
told() { jq -r "[.alerts[] | select(.id == $id)][0].$1" "$work/report"; }
ok 'the report has the alert' test "$(told id)" = "$id"
ok 'opened when it was' test "$(told opened)" = "$(first opened at)"
ok 'acknowledged when it was' test "$(told acknowledged)" = "$(first acknowledged at)"
ok 'restored when it was' test "$(told restored)" = "$(first cleared at)"
seconds() { date -d "$1" +%s; }
mtta() { jq -r '[.incidents[] | select(.severity == "critical")][0].mtta_s | floor' "$work/report"; }
ok 'mean time to acknowledge: from opened to acknowledged, to the second' sh -c \
	"a=\$(( $(seconds "$(first acknowledged at)") - $(seconds "$(first opened at)") )); m=$(mtta); \
	[ \$((a - m)) -le 1 ] && [ \$((m - a)) -le 1 ] || { echo \$a \$m; false; }"
done_testing
