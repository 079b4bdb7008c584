#!/bin/sh
# An operator's first minutes, in tmux: two real agents, one is stopped; the alert stands
# on the screen within seconds; it is acknowledged with a note; terminal and watch are
# killed; the acknowledgement is there when they are started again; the agent returns and
# the alert clears.
. "$top_srcdir/tests/whole/lib.sh"
need pgrep snmpd snmpget ss tmux

one=$(free_port)
start_snmpd "$one" agent-one || skip_all 'snmpd does not start here'
two=$(free_port $((one + 1)))
start_snmpd "$two" agent-two
victim=$snmpd_pid

tmux="tmux -f /dev/null -S $work/tmux"
screen() { $tmux capture-pane -p -t noc; }
dead() { ! alive "$1"; }
shows() { screen | grep -q -- "$1"; }
hides() { ! screen | grep -q -- "$1"; }
no_session() { ! $tmux has-session -t noc 2>/dev/null; }

open_dashboard() { # COLS ROWS
	until_true 5 no_session # tmux is a moment behind a pane that was killed
	$tmux new-session -d -s noc -x "$1" -y "$2" \
		"exec $noctop -c $work/noctop.ini 2>$work/stderr"
}

play() { # COLS ROWS
	cols=$1 rows=$2
	write_config <<-END
		[noctop]
		name = test-noc
		poll = 2s
		journal = $work/journal-$cols.db
		[auth v2]
		version = 2c
		community = "public"
		[site here]
		[device one]
		address = 127.0.0.1
		port = $one
		site = here
		auth = v2
		ping = snmp
		role = core
		[device two]
		address = 127.0.0.1
		port = $two
		site = here
		auth = v2
		ping = snmp
		role = core
	END
	open_dashboard "$cols" "$rows"
	ok "${cols}x$rows: the first screen says who we are" until_true 5 shows test-noc
	ok "${cols}x$rows: nothing is wrong" until_true 10 shows 'UNACK 0'
	ok "${cols}x$rows: both devices answered" until_true 10 \
		"$noctop" alerts -c "$work/noctop.ini"
	kill -9 "$victim"
	ok "${cols}x$rows: within 5 s the alert stands on the screen" \
		until_true 5 shows 'UNACK  *C1'
	screen >"$work/alert"
	ok "${cols}x$rows: it names the device" grep -q 'two' "$work/alert"
	ok "${cols}x$rows: why tells of it without a screen" until_true 3 sh -c \
		"'$noctop' why -c '$work/noctop.ini' two | grep -q 'cause .*unreachable'"
	$tmux send-keys -t noc a
	ok "${cols}x$rows: a asks" until_true 3 shows 'Acknowledge'
	$tmux send-keys -t noc -l 'fibre cut suspected'
	ok "${cols}x$rows: the note is typed" until_true 3 shows 'fibre cut suspected'
	$tmux send-keys -t noc Enter
	ok "${cols}x$rows: it is in hand" until_true 3 shows 'in hand 1'
	ok "${cols}x$rows: it shows who" until_true 3 shows "$(id -un)"
	ok "${cols}x$rows: the journal has it" until_true 3 sh -c \
		"'$noctop' -c '$work/noctop.ini' alerts 2>/dev/null || '$noctop' alerts -c '$work/noctop.ini' | grep -q '$(id -un)'"

	terminal=$($tmux list-panes -t noc -F '#{pane_pid}')
	kill -9 $(watch_pids) "$terminal"
	ok "${cols}x$rows: terminal and watch are gone" until_true 3 dead "$terminal"
	open_dashboard "$cols" "$rows"
	ok "${cols}x$rows: the acknowledgement is there after kill -9" \
		until_true 10 shows 'in hand 1'
	ok "${cols}x$rows: with who" until_true 3 shows "$(id -un)"
	ok "${cols}x$rows: and the note" until_true 3 sh -c \
		"'$noctop' alerts --json -c '$work/noctop.ini' | grep -q 'fibre cut suspected'"
	start_snmpd "$two" agent-two
	victim=$snmpd_pid
	ok "${cols}x$rows: the agent returns, the alert clears" \
		until_true 60 shows 'in hand 0'
	ok "${cols}x$rows: nothing needs anybody" until_true 5 shows 'UNACK 0'
	$tmux send-keys -t noc q
	until_true 2 shows 'stop' && $tmux send-keys -t noc Enter
	ok "${cols}x$rows: q ends it" until_true 5 sh -c "! $tmux has-session -t noc"
	ok "${cols}x$rows: and the watch, as its last operator" until_true 5 unwatched
	ok "${cols}x$rows: nobody is left to say why" sh -c \
		"'$noctop' why -c '$work/noctop.ini' two 2>/dev/null; [ \$? -eq 69 ]"
}

play 120 40
play 80 24
$tmux kill-server 2>/dev/null

# A watch that takes its time to leave (its journal is stopped) turns nobody away: who
# comes meanwhile starts the next one.
view() { "$noctop" screen -c "$work/noctop.ini" --for "$1"; }
hold_journal() {
	held=$(pgrep -P "$(watch_pids | tr -d ' ')" noctop-journal) && kill -STOP $held
}
view 2s >"$work/first" 2>&1 &
first=$!
until_true 5 hold_journal
wait $first
ok 'who comes while a watch leaves gets the next one' view 300ms
kill -CONT $held
done_testing
