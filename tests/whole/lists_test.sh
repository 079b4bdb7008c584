#!/bin/sh
# Lists of the demo, in tmux: sorted, with columns of one's own that the next session
# has, written as JSON and CSV by the terminal's process, never over a file that is there.
. "$top_srcdir/tests/whole/lib.sh"
need jq tmux

tmux="tmux -f /dev/null -S $work/tmux"
screen() { $tmux capture-pane -p -t noc; }
shows() { screen | grep -q -- "$1"; }
keys() { $tmux send-keys -t noc "$@"; }
type() { keys -l "$1"; keys Enter; }
no_session() { ! $tmux has-session -t noc 2>/dev/null; }
open_demo() {
	$tmux new-session -d -s noc -x 120 -y 40 \
		"cd $work && exec $noctop demo --devices 40 2>$work/stderr"
}
leave() {
	keys 0 q
	until_true 5 shows 'Enter quit' && keys Enter
	until_true 10 no_session
}
count() { jq ".$1 | length" "$work/$2"; }

answers() { shows '[34][0-9] of 40 up'; } # its troubles come by the clock
open_demo
ok 'the demo answers' until_true 30 answers
type ':devices'
ok 'the list of devices' until_true 5 shows '2 DEVICES'
keys s
ok 's shows the letters of columns' until_true 5 shows 'sort by u state  d DEVICE'
keys d
ok 'a letter sorts' until_true 5 shows 'DEVICE↓'
keys s d
ok 'the same again turns it round' until_true 5 shows 'DEVICE↑'
type ':columns dev,vendor,serial'
ok 'columns are chosen' until_true 5 shows 'DEVICE↑  *VENDOR  *SERIAL'
type ':w d.json'
ok 'a list is written' until_true 5 shows 'wrote d.json: [0-9]* devices'
ok 'all of its rows, whatever the screen shows' [ "$(count devices d.json)" = 40 ]
ok 'with all columns' jq -e '.devices | all(has("cpu_pct") and has("why"))' "$work/d.json"
ok 'as sorted' jq -e '[.devices[].name] | . == (sort | reverse)' "$work/d.json"
type ':interfaces'
ok 'interfaces' until_true 5 shows '3 LINKS'
keys .
type ':w i.csv'
ok 'a long list is written in pieces' until_true 10 shows 'wrote i.csv: [0-9]* interfaces'
type ':w i.json'
ok 'as JSON, too' until_true 10 shows 'wrote i.json'
ok 'of as many rows' [ "$(count interfaces i.json)" = $(($(wc -l <"$work/i.csv") - 1)) ]
ok 'more than a piece has' [ "$(count interfaces i.json)" -gt 600 ]
ok 'with the head that scripts know' sh -c \
	"head -n 1 '$work/i.csv' | grep -q '^device,name,speed_bps,in_pct,out_pct,alias'"
ids() { "$noctop" alerts --json "$@" | jq -r '[.alerts[].id] | sort | map(tostring) | join(" ")'; }
told() { "$noctop" events --since 1h --json "$@" | jq -r .name | sort -u; }
ok 'an alert is open' until_true 30 sh -c "[ -n \"\$('$noctop' alerts --json | jq '.alerts[].id')\" ]"
# its devices, what ends at them elsewhere, and the BGP session
dark() { "$noctop" alerts --json | jq -e '.alerts[] | select(.check == "site_isolated") | .hides == 13'; }
ok 'a dark site explains the session to it, too' until_true 60 dark
name=$("$noctop" alerts --json | jq -r '.alerts[0] | .device // .site')
ok 'a filter of the command line lets through what it says' [ -n "$(ids --filter "dev:$name")" ]
ok 'and nothing else' [ -z "$(ids --filter "dev:$name !$name")" ]
# others may open between the two
a_pattern() { [ "$(ids --filter "dev:/^$name\$/")" = "$(ids --filter "dev:$name")" ]; }
ok 'a pattern in it, too' until_true 10 a_pattern
ok 'which is not found where it is not' [ -z "$(ids --filter "/^${name#?}\$/")" ]
ok 'what is no pattern is a usage error' sh -c "'$noctop' events --filter '/(a/' 2>&1 |
	grep -q 'a ( is not closed'"
all_of_them() { [ "$(ids --filter 'sev>=warn')" = "$(ids)" ]; }
ok 'by severity, too' until_true 10 all_of_them
ok 'of events the same' [ "$(told --filter "dev:$name" | grep -cv "^$name")" = 0 ]
ok 'one that is none is said' sh -c \
	"'$noctop' alerts --filter 'colour:red' 2>&1 | grep -q \"no field 'colour'\""
cp "$work/d.json" "$work/before"
type ':w d.json'
ok 'a file that is there stays' until_true 5 shows "cannot write 'd.json': File exists"
ok 'as it was' cmp "$work/d.json" "$work/before"
screen_writes() { # FILE: in the folder where it is started
	(cd "$work" && "$noctop" screen --view devices --keys ":w $1<Enter>") >"$work/text"
}
ok 'a screen without a terminal writes a list, too' screen_writes s.json
ok 'all of it' [ "$(count devices s.json)" = 40 ]
ok 'over a file that is there it does not' sh -c \
	"cd '$work' && ! '$noctop' screen --keys ':w s.json<Enter>' >text 2>said"
ok 'and says so' grep -q "cannot write 's.json': File exists" "$work/said"
leave
open_demo
ok 'another session' until_true 30 answers
type ':devices'
ok 'has the columns' until_true 5 shows 'DEVICE  *VENDOR  *SERIAL'
leave
done_testing
