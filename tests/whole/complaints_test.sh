#!/bin/sh
# What users of the best terminal programs complain about, one by one: each of the 27 is
# asserted here, or names the test that asserts it. Most of them on one run of the
# terminal process; its bytes are kept and looked over at the end.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"
need pgrep
tests_dir=$(cd "$top_srcdir/tests" && pwd)
views=$tests_dir/views

# "NUMBER the complaint" is asserted by this line of that test.
elsewhere() { # COMPLAINT TEST LINE
	ok "$1 (see $2)" grep -qF -- "$3" "$tests_dir/$2"
}
cannot() { # COMPLAINT REASON
	tests=$((tests + 1))
	echo "ok $tests - $1 # SKIP $2"
}

mkdir "$work/scene"
ln -s "$views/base/noc.scene" "$work/scene/noc.scene"
echo 'include noc.scene' >"$work/scene/scene.ini"
cat >"$work/scene/later" <<'END'
:do alert 4801 device=waw-edge-01 check=cpu sev=critical opened=1s text="CPU 98% (>95%)"
:do alert 4802 device=mad-edge-01 check=cpu sev=critical opened=1s text="CPU 97% (>95%)"
:clear 4712
END
now='type \xee\x80\x80' # and the next line of that comes true

PTY_RAW="$work/raw" play 24 80 "$scene" "$work/scene" <<END
expect 5 UNACK C2 M1 W2
as 25 where the row is for those who do not see it
cursor 3 fra-core-01 xe-0/0/3 down
type j
cursor 3 lon-edge-02 CPU 99%
as 1 rows move under the cursor
$now
expect 3 waw-edge-01 CPU 98%
cursor 3 lon-edge-02 CPU 99%
type a
expect 3 │ C lon-edge-02  CPU 99% (>95%)
$now
expect 3 UNACK C4
expect 3 │ C lon-edge-02  CPU 99% (>95%)
type \e
absent 3 Acknowledge
$now
expect 3 UNACK C3
cursor 3 cleared
type a
expect 3 what you type is ignored
type note\r
expect 3 UNACK C3
as 26 what is silenced is counted, what is acknowledged looks different
expect 3 in hand 3  hidden 1
type 1
expect 3 Ca
expect 3 mk 18m
type \e
as 20 Esc or q throws out of the program
type \e
type \e
type \e
expect 3 1 ALERTS
type 22
expect 3 2 DEVICES
absent 3 1 ALERTS
as 18 Esc is slow: q leads back, too
type q
expect 3 1 ALERTS
as 21 a filter is invisible or leaks to another panel
type 12/fra\r
expect 3 2 DEVICES  filter: fra
absent 1 ALERTS  filter: fra
type 11
absent 3 2 DEVICES
absent 1 filter: fra
type \e
expect 3 2 DEVICES  filter: fra
type 2\e
absent 3 filter: fra
as 27 "copied", and it is not
type y
expect 3 sent to this terminal's clipboard
type q
exit 3 0
as 3 what was drawn on is left as it was
clean
END
sequence() { LC_ALL=C grep -Eaq "$1" "$work/raw"; }
none() { ! sequence "$1"; }
clears() { LC_ALL=C grep -Eao "$(printf '\033')\[2J" "$work/raw" | wc -l; }
esc=$(printf '\033')
# The renditions that were asked for, a line each: ";1;fg203;"
LC_ALL=C grep -Eao "$esc\[[0-9;:]*m" "$work/raw" | sed -E "s/$esc\[//; s/m\$//
	s/38;5;([0-9]+)/fg\1/g; s/48;5;([0-9]+)/bg\1/g; s/.*/;&;/" >"$work/sgr"
never() { ! grep -E ";($1);" "$work/sgr"; }
ok 'there are colours to look at' grep -q 'fg203' "$work/sgr"
ok '27 the clipboard is written by the terminal itself (OSC 52)' sequence "$esc\]52;c;"
ok '5 flicker: the screen is blanked once, when it begins' test "$(clears)" -le 1
ok '6 no synchronized output, which costs a pane a frame in tmux' none '\?2026h'
ok '9 no braille unless it is asked for' none "$(printf '\342[\240-\243]')"
ok '10 no bold black, which nobody sees' never '30|90|fg(0|8|16)'
ok '12 no dark blue on black' never '34|fg(4|1[7-9]|2[01])'
ok '12 the background is not painted' never '4[0-7]|10[0-7]|bg[0-9]+'
ok '14 no direct colours' never '[34]8.*'
ok '16 the mouse is left to the terminal' none '\?(9|100[0-6]|1015)h'
ok '26 nothing blinks' never '[56]'

# Sizes; and where there is room nothing is cut.
play 24 80 "$scene" "$work/scene" <<END
expect 5 UNACK
as 7 resizing crashes
storm 50
size 1 1
size 67 240
as 23 wide screens are wasted, names cut
type 33
expect 5 fra-core-01 xe-0/1/0
expect 3 to ams-core-01 xe-1/0/2
absent 3 …
type q
type q
exit 3 0
END

# Over a link of 300 ms: which site is down and why stands on the first screen, its
# evidence on the second. Two keys, nothing is asked of the terminal, few bytes.
PTY_RAW="$work/far" play 24 80 "$scene" "$work/scene" <<END
as 4 which site is down and why, in two screens
expect 5 AMS  DEGRADED   32/45   21m ams-core-02 down, hides 31
type 4\r
expect 3 EU-NOC > AMS
expect 3 ams-core-02 down, hides 31
run kill -HUP \$PTY_PID
exit 3 -1
END
ok '4 both screens in 9 kB' test "$(wc -c <"$work/far")" -le 9000
echo "# $(wc -c <"$work/far") bytes"
ok '4 the terminal is asked nothing that somebody waits for' \
	sh -c "! LC_ALL=C grep -aEq \"$esc\[([0-9>=]*c|[56]n)\" '$work/far'"

# What gathers data stands still, whoever looks does not.
play 40 120 "$noctop" demo <<'END'
expect 20 of 40 up
as 22 hangs while data is gathered
run kill -STOP $(pgrep -P $(fuser "$XDG_RUNTIME_DIR"/noctop/*.lock 2>/dev/null) noctop-demo)
type ?
expect 5 HELP
type \e
absent 5 HELP
type 2
type 2
absent 5 1 ALERTS
run kill -CONT $(pgrep -P $(fuser "$XDG_RUNTIME_DIR"/noctop/*.lock 2>/dev/null) noctop-demo)
type 0
expect 5 1 ALERTS
type q
exit 5 0
END

# Forty devices whose every rate moves, and to which nothing happens.
start_agent --farm 40x15 || skip_all 'no agents'
core_and_access 40 <<END
name = farm-noc
poll = 5s
journal = $work/journal.db
END
play 40 120 "$noctop" $config <<'END'
expect 30 40 of 40 up
as 4 bandwidth: ten seconds, in which all are polled twice
quiet 20000 sleep 10
type q\r
exit 5 0
END

ok '19 no key that tmux, screen or the terminal eats' sh -c \
	"! grep -E '= (.* )?(C-[abchjkqsz]|M-)' '$top_srcdir/etc/keys.ini'"
ok '24 wide characters: a scene of them' \
	grep -qP '[\x{3040}-\x{9fff}]' "$views/bare/screen-120x40"
elsewhere '24 wide characters shift columns' whole/cells_test.sh \
	'for file in "$views"/*/screen-240x67; do'
elsewhere '2 escapes in names' whole/hostile_test.sh \
	'no operating system command, title or clipboard was written'
elsewhere '3 a core spins after the session died' whole/deaf_test.sh \
	'and spins not: under a tenth of a core'
elsewhere '8 refuses what is no UTF-8, or garbles it' whole/terms_test.sh \
	'for locale in C C.UTF-8; do'
elsewhere '11 colours that TERM does not have' whole/terms_test.sh 'colours $4'
elsewhere '13 NO_COLOR' whole/terms_test.sh "try \"\$term\" \$locale 1 0"
elsewhere '14 TERM=*-direct' whole/terms_test.sh 'xterm-direct 8'
elsewhere '15 error opening terminal' whole/terms_test.sh \
	'no terminal is known as'
elsewhere '17 run once: a screen without a terminal' whole/first_test.sh \
	"\"\$noctop\" screen --view devices"
elsewhere '17 run once: a state as an exit code' whole/reasons_test.sh \
	'devices that do not answer are critical'
elsewhere '26 popups: it rings for a new critical only' whole/hand_test.sh 'bells 1'
cannot '18 Esc within 25 ms' 'a matter of time; make bench times keys'
done_testing
