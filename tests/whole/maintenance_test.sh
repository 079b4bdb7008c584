#!/bin/sh
# Work that is planned: a device is put in maintenance from the screen, its agent stops,
# nobody is to be called; terminal and watch are killed in the middle and started again;
# the work is done, and after the grace what still fails is everybody's. A window that is
# configured, and the commands.
. "$top_srcdir/tests/whole/lib.sh"
need snmpd snmpget ss fuser jq

ini=$work/noctop.ini
one=$(free_port 17710)
start_snmpd "$one" one || skip_all 'snmpd does not start here'
two=$(free_port $((one + 1)))
start_snmpd "$two" two
victim=$snmpd_pid

device() { # NAME PORT
	printf '[device %s]\naddress = 127.0.0.1\nport = %s\n' "$1" "$2"
	printf 'site = here\nauth = v2\nping = snmp\nrole = core\n'
}
write_config <<END
[noctop]
name = work-noc
poll = 2s
grace = 4s
timezone = Europe/Berlin
journal = $work/journal.db
[auth v2]
version = 2c
community = "public"
[site here]
$(device one "$one")
$(device two "$two")
[window sundays]
device = one
when = last Sun of Mar 01:00-04:00
text = the night of the clocks
END

planned() { "$noctop" alerts --json -c "$ini" | grep -q '"suppressed_by":"CHG4711"'; }
events() { "$noctop" events --json -c "$ini" | grep "\"kind\":\"$1\""; }
listed() { "$noctop" maintenance -c "$ini" | grep -q "$1"; }
export noctop ini

play 40 120 "$noctop" -c "$ini" --view devices <<END
expect 20 2 of 2 up
until 30 \$noctop events --json -c \$ini | grep watch_started
type /two\r
type m
expect 5 Maintenance of 1 thing
type CHG4711\tnew line card\r
expect 5 CHG4711 until
expect 5 maintenance CHG4711
run kill -9 $victim
until 30 \$noctop alerts --json -c \$ini | grep '"suppressed_by":"CHG4711"'
expect 5 UNACK 0
END
ok 'the event tells who began it' sh -c \
	"'$noctop' events --json -c '$ini' | grep '\"kind\":\"maintenance\"' | grep -q '$(id -un)'"
ok 'it is listed' listed 'CHG4711 *runs .* two: new line card'
kill -9 $(watch_pids)
ok 'the watch is gone' until_true 5 unwatched

play 40 120 "$noctop" -c "$ini" --view devices <<END
expect 20 maintenance CHG4711
expect 5 UNACK 0
type /two\r
type m
expect 5 In maintenance: CHG4711
type \x20\r
expect 5 CHG4711 is done
until 10 \$noctop maintenance -c \$ini | grep 'CHG4711 *grace'
expect 30 UNACK C1
until 30 \$noctop events --json -c \$ini | grep '"kind":"digest"' | grep '1 still down: two'
END
ok 'its alert is an ordinary one' sh -c \
	"'$noctop' alerts --json -c '$ini' | grep -q '\"state\":\"open\"'"
ok 'it went on, it was not opened again' test "$(events resumed | wc -l)" = 1
planned_time() { events planned | grep '"name":"two"' | grep -c "maintenance CHG4711 $1"; }
ok 'planned time began, once more after the restart' test "$(planned_time holds)" = 2
ok 'and has one end' test "$(planned_time 'is over')" = 1

ok 'maintenance add' sh -c \
	"'$noctop' maintenance add one here --for 2h --change CHG5 -n x -c '$ini' | grep -qx CHG5"
ok 'is listed, too' listed 'CHG5 *runs .* one, here: x'
"$noctop" maintenance add two --category emergency --approver 'the board' --change CHG6 -c "$ini" >"$work/out"
whose() {
	"$noctop" maintenance --json -c "$ini" | jq -e '.maintenance[] | select(.name == "CHG6") |
		.category == "emergency" and .approver == "the board"'
}
ok 'what kind of change, and who allowed it' whose
ok 'another kind is refused' sh -c \
	"! '$noctop' maintenance add two --category urgent -c '$ini' 2>'$work/err' && grep -q expedited '$work/err'"
ok 'more than 8 h is refused' sh -c \
	"! '$noctop' maintenance extend CHG5 --for 9h -c '$ini' 2>'$work/err' && grep -q '8 h at most' '$work/err'"
ok 'what is not there, too' sh -c \
	"! '$noctop' maintenance add nobody -c '$ini' 2>'$work/err' && grep -q 'no device' '$work/err'"
ok 'maintenance end by the name of a device' "$noctop" maintenance end one -c "$ini"
ok 'the grace is listed' listed 'CHG5 *grace'

"$noctop" maintenance --preview sundays -c "$ini" >"$work/preview"
ok 'the preview is right where clocks change' \
	test "$(grep -c '01:00 CET  to 20..-03-.. 04:00 CEST  2h00' "$work/preview")" = 3
ok 'lint knows windows' sh -c \
	"sed 's/last Sun of Mar 01:00-04:00/always/' '$ini' >'$work/bad.ini'; chmod 600 '$work/bad.ini'; '$noctop' lint '$work/bad.ini' 2>&1 | grep -q 'bad.ini:[0-9]*: when: it never ends'"
done_testing
