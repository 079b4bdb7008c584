#!/bin/sh
# Every kind of terminal, with UTF-8 and without, with colours and without: it starts,
# shows header and alerts, the selected one in an even bar, takes an acknowledgement, and
# leaves the terminal as it was.
. "$top_srcdir/tests/whole/lib.sh"

need tic

views=$(cd "$top_srcdir/tests/views" && pwd)
export PTY_RAW="$work/raw"
colour='\[([0-9]*;)*([34][0-9]|9[0-7]|10[0-7])(;[0-9]*)*m'

no_bytes_beyond_ascii() { ! LC_ALL=C grep -q '[^ -~[:cntrl:]]' "$work/raw"; }
no_control() { ! tr -d '\r\n' <"$work/raw" | LC_ALL=C grep -q '[[:cntrl:]]'; }
no_colour() { ! LC_ALL=C grep -Eq "$colour" "$work/raw"; }

try() { # TERM LANG NO_COLOR COLOURS
	tests_before=$tests
	bar='bar 9' steps=7
	# (libvterm shifts what stands behind rules in ASCII: see cells_test.sh)
	[ "$2" = C ] && bar='' steps=6
	TERM=$1 LC_ALL=$2 NO_COLOR=$3 play 24 80 "$scene" "$views/overview" >"$work/try" <<-END
		expect 5 UNACK C2 M1 W2
		expect 5 ? help
		colours $4
		$bar
		type a\r
		expect 5 in hand 4
		type q
		exit 3 0
		clean
	END
	grep -v '^ok' "$work/try"
	tests=$tests_before
	ok "$1 $2 ${3:+NO_COLOR}: shows alerts, takes an acknowledgement, leaves no trace" \
		sh -c "test \$(grep -c '^ok' '$work/try') = $steps"
	[ "$2" = C ] && ok "$1 $2 ${3:+NO_COLOR}: not a byte beyond ASCII" no_bytes_beyond_ascii
	[ "$4" = 0 ] && ok "$1 $2 ${3:+NO_COLOR}: no colour" no_colour
}

# One of 16 colours, and one that takes colours themselves for numbers of a palette, are
# not installed everywhere.
export TERMINFO="$work/terminfo"
tic -x -o "$TERMINFO" - <<'END'
xterm-16color|an xterm of sixteen colours,
	colors#16, pairs#256,
	setab=\E[%?%p1%{8}%<%t%p1%{40}%+%e%p1%{92}%+%;%dm,
	setaf=\E[%?%p1%{8}%<%t%p1%{30}%+%e%p1%{82}%+%;%dm, use=xterm,
xterm-direct|an xterm of direct colours,
	RGB, colors#0x1000000, pairs#0x7FFF,
	setab=\E[%?%p1%{8}%<%t4%p1%d%e48:2::%p1%{65536}%/%d:%p1%{256}%/%{255}%&%d:%p1%{255}%&%d%;m,
	setaf=\E[%?%p1%{8}%<%t3%p1%d%e38:2::%p1%{65536}%/%d:%p1%{256}%/%{255}%&%d:%p1%{255}%&%d%;m,
	use=xterm,
END

# An arrow of the cursor mode that was not asked for is an arrow, and no commands.
for down in '[B' OB; do
	play 24 80 "$scene" "$views/overview" <<-END
		expect 5 UNACK C2 M1 W2
		type \x1b$down\x1b$down\r
		expect 5 > M   9m02 PAR
		type qq
		exit 3 0
	END
done

while read -r term colours; do
	for locale in C C.UTF-8; do
		try "$term" $locale '' "$colours"
		try "$term" $locale 1 0
	done
done <<END
xterm-256color 256
xterm-16color 8
xterm-direct 8
tmux-256color 256
screen 8
linux 8
vt100 0
END

# One that nobody knows is drawn as the plainest there is, or as its plain kin.
for name in no-such-terminal:vt100 xterm-of-the-future:xterm; do
	TERM=${name%:*} play 24 80 "$scene" "$views/overview" <<-END
		expect 5 UNACK
		type a\r
		expect 5 in hand 4
		type q
		exit 3 0
		expect 3 no terminal is known as '${name%:*}': drawn as ${name#*:}
		clean
	END
done

# A real one is not drawn on at all when it can only print.
for term in dumb ''; do
	for locale in C C.UTF-8; do
		TERM=$term LC_ALL=$locale play 60 80 "$scene" --lines "$views/overview" <<-END
			expect 3 Enter prints the view
			type \r
			expect 3 UNACK C2 M1 W2
			expect 3 lon-edge-02
			absent 1 ----
			absent 1 ────
			type q\r
			exit 3 0
			clean
		END
		ok "TERM='$term' $locale: nothing but lines" no_control
		[ $locale = C ] && ok "TERM='$term' C: ASCII" no_bytes_beyond_ascii
	done
done
done_testing
