#!/bin/sh
# What a terminal shows is what the watch drew: the byte stream of the real terminal
# process, through a terminal in a library, makes the cells of the golden screen; for
# every view, in every size, with UTF-8 and without; after a storm of resizes and after ^Z;
# and the terminal is found as it was after every end.
. "$top_srcdir/tests/whole/lib.sh"

views=$(cd "$top_srcdir/tests/views" && pwd)

# (libvterm 0.3 wraps a cell too early behind a repeated character, which ncurses uses
# for rules in ASCII on xterm: a tmux is not asked to repeat.)
shows() { # VIEW COLS ROWS CHARSET: the golden screen
	golden=$views/$1/screen-${2}x$3
	locale=C.UTF-8 term=xterm-256color
	[ "$4" = utf8 ] || { golden=$golden-ascii locale=C term=tmux-256color; }
	[ -e "$golden" ] || return 0 # a scene in some sizes only
	LC_ALL=$locale TERM=$term play "$3" "$2" "$scene" "$views/$1" <<-END
		same 5 $golden
		run kill -TERM \$PTY_PID
		exit 3 143
		clean
	END
}

for file in "$views"/*/screen-240x67; do
	view=${file%/*}
	for charset in utf8 ascii; do
		for size in '40 6' '80 24' '120 40' '240 67'; do
			shows "${view##*/}" $size $charset
		done
	done
done

# Sizes of all kinds, as fast as they come; then the cells are right again.
play 24 80 "$scene" "$views/overview" <<END
same 5 $views/overview/screen-80x24
storm 30
size 40 120
same 5 $views/overview/screen-120x40
size 1 1
size 6 40
same 5 $views/overview/screen-40x6
size 5 39
expect 3 C2 M1 W2 (enlarge)
size 67 240
same 5 $views/overview/screen-240x67
type \x03
exit 3 0
clean
END

# A terminal that does not read for a while misses frames and nothing else.
play 24 80 "$scene" "$views/overview" <<END
same 5 $views/overview/screen-80x24
ears off
storm 100
type jjj
size 40 120
deaf 0.5
type kkk
ears on
same 5 $views/overview/screen-120x40
hangup
exit 2 -1
END

# One that vanishes is noticed without the signal, too.
play 24 80 sh -c "trap '' HUP; exec '$scene' '$views/overview'" <<END
expect 5 UNACK
hangup
exit 2 0
END

# ^Z and fg: the shell has its terminal meanwhile; what it wrote is painted over.
play 24 80 "$scene" "$views/overview" <<END
same 5 $views/overview/screen-80x24
type \x1a
until 3 grep -q '^State:.*stopped' /proc/\$PTY_PID/status
clean
run kill -CONT \$PTY_PID
same 5 $views/overview/screen-80x24
run kill -STOP \$PTY_PID
until 3 grep -q '^State:.*stopped' /proc/\$PTY_PID/status
cook
run kill -CONT \$PTY_PID
type \x0c
same 5 $views/overview/screen-80x24
type ?
same 5 $views/help/screen-80x24
type \x1c
exit 3 131
clean
END

# Crashes: nothing of ncurses can be trusted, the terminal is clean all the same. (The
# help hides the cursor, and a linux console has no alternate screen to leave.)
for how in xterm-256color:SEGV tmux-256color:BUS linux:ABRT; do
	signal=${how#*:}
	TERM=${how%:*} play 24 80 "$scene" "$views/help" <<-END
		same 5 $views/help/screen-80x24
		run kill -$signal \$PTY_PID
		exit 5 -1
		clean
	END
done

# The terminal stopped reading in the midst of a frame (a screen is 15 kB, and it has 400
# of them to write): told to end, it ends.
play 67 240 "$scene" "$views/overview" <<END
expect 5 UNACK
ears off
storm 400
deaf 0.5
run kill -TERM \$PTY_PID
exit 3 143
ears on
clean
END
done_testing
