#!/bin/sh
# Any size, any terminal: usable, nothing drawn outside, no crash, the terminal as it was.
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

export PTY_RAW="$work/raw"
LC_ALL=C TERM=vt100 play 24 80 "$noctop" demo <<'END'
expect 5 UNACK
type ?
expect 3 filter
type \e
expect 3 SITE
type q
exit 5 0
END
ok 'LANG=C on a vt100: not a byte that is no ASCII' \
	sh -c "! LC_ALL=C grep -q '[^ -~[:cntrl:]]' '$work/raw'"
ok 'and no colours' sh -c "! LC_ALL=C grep -Eq '\[([0-9]*;)*[34][0-9](;[0-9]*)*m' '$work/raw'"

NO_COLOR=1 play 24 80 "$noctop" demo <<'END'
expect 5 UNACK
type q
exit 5 0
clean
END
ok 'NO_COLOR: no colours' sh -c "! LC_ALL=C grep -Eq '\[([0-9]*;)*[34][0-9](;[0-9]*)*m' '$work/raw'"
unset PTY_RAW

TERM=no-such-terminal play 24 80 "$noctop" demo <<'END'
expect 5 UNACK
type q
exit 5 0
END

play 24 80 "$noctop" demo <<'END'
expect 5 UNACK
run kill -TSTP $PTY_PID
until 3 grep -q '^State:.*stopped' /proc/$PTY_PID/status
run kill -CONT $PTY_PID
expect 3 UNACK
run kill -TERM $PTY_PID
exit 3 143
clean
END
done_testing
