#!/bin/sh
# Nine things fail at once, and one person's phone is dead: five notices alone and digests.
# Killed then, the watch leaves none of them behind, and the next doubles none; nor does
# it of the words that they are over.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"

make_phone '$2 $NOCTOP_DIGEST_OPEN $NOCTOP_DIGEST_OVER'
start_agent --farm 9x2 || skip_all 'no agents'
{
	cat <<-END
		[noctop]
		name = digest-noc
		poll = 2s
		journal = $work/journal.db
		[hook phone]
		command = $work/hook {contact} {kind}
		retry = 5
		[contact desk]
		means = phone
		[policy all]
		t1 = desk after 3s
		notice.core = 3s
		[auth v2]
		version = 2c
		community = "public"
	END
	for i in 1 2 3 4 5 6 7 8 9; do
		cat <<-END
			[site s$i]
			[device d$i]
			address = 127.1.0.$i
			port = $agent_port
			site = s$i
			auth = v2
			ping = snmp
			role = core
		END
	done
} | write_config

# alerts that were told of alone and in digests, of what the phone took
told() { # OPEN OVER
	awk -v open="$1" -v over="$2" '$1 == "problem" { o++ } $1 == "recovery" { r++ }
		$1 == "digest" { o += $2; r += $3 }
		END { exit !(o + 0 == open && r + 0 == over) }' "$work/calls"
}
known_again() { [ "$(noc events | grep -c 'digest: exit 3')" -gt "$before" ] && sleep 1; }
all() { [ "$(noc alerts | grep -c unreachable)" -eq "$1" ]; }

: >"$work/broken"
serve
up() { noc screen --size 120x40 --for 300ms | grep -q '9 up'; }
until_true 20 up
sleep 3 # of no notices, since it was started
steer silent 100 >/dev/null
ok 'nine cores are silent' until_true 60 all 9
ok 'the desk is to be told of them together, and its phone is dead' \
	until_true 90 known 'digest: exit 3'
kill_watch
rm "$work/broken"
serve
ok 'killed then, the next watch tells of each' until_true 180 told 9 0
before=$(noc events | grep -c 'digest: exit 3')
: >"$work/broken"
: >"$work/tries"
steer silent 0 >/dev/null
ok 'when they are over the phone is dead again' until_true 180 some tries '^digest'
ok 'and that is known' until_true 20 known_again
kill_watch
rm "$work/broken"
serve
ok 'killed then, the next watch says of each that it is over' until_true 240 told 9 9
sleep 2
ok 'and nothing was said twice' told 9 9
done_testing
