#!/bin/sh
# The live demo in any size: nothing drawn outside, no crash, what stands on the screen is
# what the watch drew; and the terminal as it was, however it ends.
. "$top_srcdir/tests/whole/lib.sh"

play 24 80 "$noctop" demo <<'END'
expect 5 UNACK
size 1 1
size 40 6
size 6 40
expect 3 paging OFF
size 3 2
size 2 200
size 100 300
expect 3 UNACK
storm 400
size 40 120
expect 3 UNACK
expect 3 SITE
type 1
type 1
size 24 80
expect 3 UNACK
storm 200
size 24 80
expect 3 UNACK
type 0q
exit 5 0
clean
END

# Frozen, and written to a file by the watch: the same rows.
for terminal in 'C.UTF-8 xterm-256color' 'C tmux-256color'; do
	mkdir -p "$work/shots"
	cd "$work/shots" || exit 1
	LC_ALL=${terminal% *} TERM=${terminal#* } play 40 120 "$noctop" demo <<-'END'
		expect 15 of 40 up
		type z
		expect 3 FROZEN
		type w
		until 3 mv noctop-*.txt 120x40
		body 3 120x40
		type z
		absent 3 FROZEN
		size 24 80
		absent 3 TOPOLOGY
		type z
		expect 3 FROZEN
		type w
		until 3 mv noctop-*.txt 80x24
		body 3 80x24
		type z
		absent 3 FROZEN
		size 6 40
		absent 3 2 DEVICES
		type z
		expect 3 FRZN
		type w
		until 3 mv noctop-*.txt 40x6
		body 3 40x6
		type z
		absent 3 FRZN
		size 67 240
		expect 3 40 dev
		type z
		expect 3 FROZEN
		type w
		until 3 mv noctop-*.txt 240x67
		body 3 240x67
		type zq
		exit 5 0
		clean
	END
	cd "$OLDPWD" || exit 1
	rm -r "$work/shots"
done

# The terminal crashes, and takes the demo with it; the watch crashes, and is named.
play 24 80 "$noctop" demo <<'END'
expect 5 UNACK
run kill -SEGV $PTY_PID
exit 5 -1
clean
END
ok 'a demo without its terminal is gone' until_true 3 unwatched

play 24 80 "$noctop" demo <<'END'
expect 5 UNACK
run fuser -s -k -KILL "$XDG_RUNTIME_DIR"/noctop/*.lock
exit 5 1
clean
expect 1 noctop: the watch ended
END
done_testing
