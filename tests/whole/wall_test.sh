#!/bin/sh
# A wall: nobody touches it; it outlives its watch and finds the next one.
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
ok 'the watch serves' until_true 10 "$noctop" alerts -c "$work/noctop.ini"
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
done_testing
