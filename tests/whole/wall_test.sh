#!/bin/sh
# A wall: nobody touches it; it outlives its watch and finds the next one. So does a
# terminal, which can be left meanwhile, and goes on where it was.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"

one_switch attic-sw-01 attic access <<END
name = wall-noc
poll = 2s
journal = $work/wall.db
END
cat >"$work/serve" <<END
#!/bin/sh
"$noctop" watch -c "$work/noctop.ini" >/dev/null 2>&1 &
echo \$! >"$work/pid"
END
chmod +x "$work/serve"
"$work/serve"
pids="$pids $(cat "$work/pid")"
ok 'the watch serves' until_true 30 watched
play 60 200 "$noctop" -c "$work/noctop.ini" --wall --rotate 2s --views devices <<END
expect 8 wall-noc   in hand 0
expect 8 1 devices, 1 sites
expect 8 2 DEVICES
type q
type q
expect 8 lost 0/1
run kill \$(cat "$work/pid")
expect 8 NO DATA SINCE
run "$work/serve"
absent 10 NO DATA SINCE
expect 8 wall-noc   in hand 0
END
pids="$pids $(cat "$work/pid")"

for end in KILL TERM; do # it crashes; it is started again as services are
	play 24 80 "$noctop" -c "$work/noctop.ini" <<-END
	expect 8 wall-noc
	type u
	expect 8 nothing of yours to undo in the last 30 s
	type 22\r
	expect 8 attic > attic-sw-01 ─
	run kill -$end \$(cat "$work/pid")
	expect 8 NO DATA SINCE
	expect 1 : the watch ended, q leaves
	run "$work/serve"
	absent 15 NO DATA SINCE
	expect 8 attic > attic-sw-01 ─
	type q
	expect 8 2 DEVICES
	absent 8 4 TOPOLOGY
	type qq
	exit 5 0
	END
	pids="$pids $(cat "$work/pid")"
done
play 24 40 "$noctop" -c "$work/noctop.ini" <<END
expect 8 of 1 answered
run kill -KILL \$(cat "$work/pid")
expect 8 : q leaves
type aq
exit 5 1
clean
expect 1 noctop: the watch ended
END
done_testing
