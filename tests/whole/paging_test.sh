#!/bin/sh
# From a dead device to a ringing phone: the service calls the desk by a hook, then the
# next; an acknowledgement holds it, its end goes on, a kill -9 in between calls nobody
# twice, and everybody who was called is told that it is over. A watch that a terminal
# started calls nobody.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"

cat >"$work/hook" <<'END_OF_HOOK'
#!/bin/sh
# the phone: a line for each call
dir=${0%/*}
echo "$1 $2 T$NOCTOP_TIER $NAGIOS_NOTIFICATIONTYPE $NAGIOS_HOSTNAME $NAGIOS_HOSTSTATE" >>"$dir/calls"
cat >>"$dir/json"
[ "$2" = problem ] && echo ticket=INC-7
[ ! -e "$dir/broken" ] || { echo 'no dial tone' >&2; exit 3; }
END_OF_HOOK
chmod 700 "$work/hook"
one_switch lonely here core <<END
name = paging-noc
poll = 2s
journal = $work/journal.db
heartbeat = beat
heartbeat_every = 5s
[hook phone]
command = $work/hook {contact} {kind}
limit = 5s
retry = 0
[hook beat]
command = /usr/bin/touch $work/beat
[contact desk]
means = phone
[contact j.kim]
name = Jae Kim
means = phone
[contact ann]
means = phone
[contact tac]
means = phone
[policy all]
severity = critical, major
t1 = desk after 2s
t2 = j.kim after 6s
vendor = tac
notice.core = 1s
[policy rest]
t1 = desk after 2s, ann after 60s
END
: >"$work/calls"

calls() { # N PATTERN: so many lines of the phone's
	[ "$(grep -c "$2" "$work/calls")" -eq "$1" ]
}
header() { noc screen --size 120x40 --for 300ms 2>/dev/null | head -n 1 | grep -q "$1"; }
row() { noc screen --view alerts --size 160x40 --for 300ms | grep -q "$1"; }
told() { noc alerts --json | grep -q "$1"; }
alert_id() { noc alerts --json | sed 's/.*"id":\([0-9]*\).*/\1/'; }
no_alerts() { ! told '"check":"unreachable"'; }
event() { noc events | grep -q "$1"; }

# --- by hand ----------------------------------------------------------------------------
ok 'a watch that a terminal started says paging OFF' header 'paging OFF'
# shellcheck disable=SC2046 # one word each
until_true 3 unwatched || kill $(watch_pids)
until_true 30 unwatched
ok 'and beats no heart' test ! -e "$work/beat"

# --- the service ------------------------------------------------------------------------
serve
ok 'the service says paging ok' until_true 10 header 'paging ok'
ok 'the heartbeat beats' until_true 10 test -e "$work/beat"
sleep 3 # of no notices, since it was started
steer silent 100 >/dev/null
ok 'a device dies' until_true 20 told '"check":"unreachable"'
ok 'the row says who is called next' until_true 20 row 'T[12] [dj][a-z.]* [0-9]'
ok 'the desk is called' until_true 60 calls 1 '^desk problem T1 PROBLEM lonely DOWN'
ok 'then j.kim' until_true 20 calls 1 '^j.kim problem T2 PROBLEM lonely DOWN'
ok 'that they were is an event' until_true 5 event 'notified.*T1 desk by phone'
ok 'the hook got the alert as JSON' grep -q '"alert.check":"unreachable"' "$work/json"
ok 'the ticket that it printed is on the alert' until_true 5 told '"ticket":"INC-7"'
ok 'the alert tells its ladder' told '"escalation":{"policy":"all"'

# --- a rehearsal ------------------------------------------------------------------------
ok 'check finds no fault, but that it was never tried' sh -c \
	"'$noctop' escalation check $config | grep -q 'no rehearsal was taken'"
ok 'a rehearsal tells whom it would call' sh -c \
	"'$noctop' escalation rehearse critical lonely $config | grep -q 'T2 j.kim .*by phone'"
ok 'and calls nobody' calls 0 test
ok 'sent, it calls them all, of every policy, each once' sh -c \
	"[ \$('$noctop' escalation rehearse --send $config | grep -c '^taken .* by phone') = 3 ]"
ok 'as a test' calls 3 ' test T. CUSTOM'
ok 'which says TEST' grep -q '"subject":"TEST paging-noc' "$work/json"
ok 'that it was is remembered' until_true 5 sh -c \
	"'$noctop' escalation check $config | grep -q 'were all taken: 2'"

# --- the vendor -------------------------------------------------------------------------
play 30 100 "$noctop" -c "$work/noctop.ini" --view alerts <<'END'
expect 8 lonely
type E
expect 3 Case
type \t
type TAC-4711\r
expect 3 asked to escalate 1
type q
exit 5 -1
END
ok 'with a case number the vendor is called by key' until_true 10 calls 1 '^tac problem T3'
ok 'and is told the number' grep -q '"note":"case TAC-4711"' "$work/json"

# --- in hand ----------------------------------------------------------------------------
ok 'it is taken in hand' noc ack "$(alert_id)" --for 4s --note looking
ok 'which holds the ladder' told '"held":"acknowledged"'
ok 'its time ends, and somebody is to be called again' \
	until_true 20 told '"tier":2,"to":"j.kim","next_at":"2.*"held":null'

# --- restart ----------------------------------------------------------------------------
kill_watch
serve
ok 'after kill -9 the deadline stands' until_true 10 told '"to":"j.kim","next_at":"2'
ok 'and the service pages again' until_true 10 header 'paging ok'
ok 'and nobody was called twice' calls 3 problem

# --- over -------------------------------------------------------------------------------
steer silent 0 >/dev/null
ok 'the device is back' until_true 60 no_alerts
ok 'the desk is told' until_true 90 calls 1 '^desk recovery .*RECOVERY lonely UP'
ok 'and j.kim' until_true 10 calls 1 '^j.kim recovery'

# --- the phone is dead ------------------------------------------------------------------
: >"$work/broken"
steer silent 100 >/dev/null
ok 'a phone that fails twice stands in the header' until_true 60 header 'paging FAILING'
ok 'and is an event with its own words' event 'notice_failed.*exit 3.*no dial tone'
ok 'and a critical alert' until_true 10 told '"check":"notifier"'
done_testing
