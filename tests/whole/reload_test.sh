#!/bin/sh
# A configuration that changed under a watch that runs: what is sound is taken up with
# every terminal staying where it is and every acknowledgement kept; what is not is named,
# and the watch goes on as it was. `noctop add` does it by itself; SIGHUP asks a service.
. "$top_srcdir/tests/whole/lib.sh"
need tmux snmpd snmpget ss

ini=$work/noctop.ini
one=$(free_port 17610)
start_snmpd "$one" one || skip_all 'snmpd does not start here'
gone=$(free_port $((one + 1)))
two=$(free_port $((gone + 1)))
start_snmpd "$two" two
four=$(free_port $((two + 1)))
start_snmpd "$four" four

device() { # NAME PORT
	printf '[device %s]\naddress = 127.0.0.1\nport = %s\n' "$1" "$2"
	printf 'site = here\nauth = v2\nping = snmp\nrole = core\n'
}
write_config <<END
[noctop]
name = reload-noc
poll = 2s
journal = $work/journal.db
[auth v2]
version = 2c
community = "public"
[site here]
$(device one "$one")
$(device gone "$gone")
END

tmux="tmux -S $work/tmux -f /dev/null"
trap '$tmux kill-server 2>/dev/null; cleanup' EXIT
shows() { $tmux capture-pane -p -t noc | grep -q "$1"; }
says() { grep -q -- "$1" "$work/said"; }
reload() { "$noctop" reload -c "$ini" >"$work/said" 2>&1; echo $?; }

ok 'no watch, nothing to reload' test "$(reload)" = 69

$tmux new-session -d -s noc -x 120 -y 40 "exec $noctop -c $ini 2>$work/stderr"
ok 'an alert stands' until_true 15 shows 'UNACK  *C1'
$tmux send-keys -t noc a
until_true 3 shows 'Acknowledge'
$tmux send-keys -t noc -l 'being moved'
$tmux send-keys -t noc Enter
ok 'and is in hand' until_true 5 shows 'in hand 1'
ok 'for good' until_true 5 sh -c "'$noctop' alerts --json -c '$ini' | grep -q 'being moved'"

terminal=$($tmux list-panes -t noc -F '#{pane_pid}')
watch=$(watch_pids | tr -d ' ')
device two "$two" >>"$ini"
ok 'a sound configuration is taken up' test "$(reload)" = 0
ok 'the screen has the new device' until_true 15 shows 'of 3 up'
ok 'the acknowledgement is kept' until_true 5 shows 'in hand 1'
ok 'by the same terminal' test "$($tmux list-panes -t noc -F '#{pane_pid}')" = "$terminal"
ok 'and the same watch' test "$(watch_pids | tr -d ' ')" = "$watch"

cp "$ini" "$work/good.ini"
printf '[device three]\naddres = 192.0.2.1\n' >>"$ini"
ok 'a faulty one is not' test "$(reload)" = 2
ok 'its fault is named' says "noctop.ini:[0-9]*: .*'addres'"
ok 'the watch goes on as it was' shows 'of 3 up'
cp "$work/good.ini" "$ini"

$tmux send-keys -t noc 2 2 / t w o Enter Enter
ok 'a device is looked at' until_true 5 shows 'reload-noc > here > two'
looked=$("$noctop" events -c "$ini" | grep -c 'watch started')
started() { [ "$("$noctop" events -c "$ini" | grep -c 'watch started')" -gt "$looked" ]; }
ok 'noctop add is taken up at once' \
	"$noctop" add 127.0.0.1 -c "$ini" --port "$four" --ping snmp
ok 'by the watch' until_true 15 started
ok 'the screen stays where it was' until_true 5 shows 'reload-noc > here > two'
$tmux send-keys -t noc Escape
ok 'and so does the way back' until_true 5 shows 'filter: two'
$tmux send-keys -t noc Escape
ok 'the new device is on the screen' until_true 15 shows '4 of 4\|of 4 up'
$tmux send-keys -t noc 0
$tmux send-keys -t noc q
until_true 3 shows 'stop' && $tmux send-keys -t noc Enter
ok 'q ends it' until_true 10 unwatched

"$noctop" watch -c "$ini" >"$work/service" 2>&1 &
service=$!
pids="$pids $service"
events() { "$noctop" events -c "$ini" | grep -c "$1"; }
ok 'a service keeps watch' until_true 30 watched
before=$(events 'reads its configuration again')
kill -HUP "$service"
more() { [ "$(events 'reads its configuration again')" -gt "$before" ]; }
ok 'SIGHUP has it read its configuration' until_true 15 more
ok 'and it lives' alive "$service"
ok 'and answers' until_true 10 "$noctop" alerts -c "$ini"
echo '[nonsense]' >>"$ini"
kill -HUP "$service"
ok 'a faulty one it refuses, with words' until_true 15 grep -q 'nonsense' "$work/service"
ok 'and goes on' alive "$service"
cp "$work/good.ini" "$ini"
done_testing
