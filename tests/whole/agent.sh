# agent.sh: recorded or made-up agents that a test steers. Sourced after lib.sh.

# start_agent ARGUMENTS OF agent: sets agent_port, agent_pid; steer it with `steer WORDS`.
start_agent() {
	rm -f "$work/steer"
	mkfifo "$work/steer"
	"$agent" "$@" <"$work/steer" >"$work/agent.out" 2>"$work/agent.err" &
	agent_pid=$!
	pids="$pids $agent_pid"
	exec 7>"$work/steer"
	until_true 5 grep -q '^port' "$work/agent.out" || return 1
	agent_port=$(awk '/^port/ { print $2; exit }' "$work/agent.out")
}

agent_said() { [ "$(wc -l <"$work/agent.out")" -gt "$1" ]; } # more than so many lines

steer() { # the answer of the agent
	lines=$(wc -l <"$work/agent.out")
	echo "$*" >&7
	until_true 5 agent_said "$lines" || return 1
	tail -n 1 "$work/agent.out"
}

agent_count() { steer count | awk '{ print $2 }'; }

# A small switch as a recording: eight interfaces, two of them up; stdin adds lines.
record_switch() { # FILE SYSNAME
	{
		cat <<-END
			1.3.6.1.2.1.1.1.0|4|Test switch
			1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.8072.3.2.10
			1.3.6.1.2.1.1.3.0|67|1234567
			1.3.6.1.2.1.1.5.0|4|$2
		END
		for i in 1 2 3 4 5 6 7 8; do
			cat <<-END
				1.3.6.1.2.1.2.2.1.1.$i|2|$i
				1.3.6.1.2.1.2.2.1.2.$i|4|port$i
				1.3.6.1.2.1.2.2.1.3.$i|2|6
				1.3.6.1.2.1.2.2.1.5.$i|66|1000000000
				1.3.6.1.2.1.2.2.1.7.$i|2|1
				1.3.6.1.2.1.2.2.1.8.$i|2|$([ "$i" -le 2 ] && echo 1 || echo 2)
				1.3.6.1.2.1.31.1.1.1.1.$i|4|ge-0/0/$i
				1.3.6.1.2.1.31.1.1.1.6.$i|70|${i}000000
				1.3.6.1.2.1.31.1.1.1.10.$i|70|${i}000000
				1.3.6.1.2.1.31.1.1.1.15.$i|66|1000
				1.3.6.1.2.1.31.1.1.1.18.$i|4|
			END
		done
		cat
	} >"$1"
}

# A network of that switch alone, DEVICE of SITE, polled by community; stdin are lines
# for [noctop] and sections of their own. Sets agent_port.
one_switch() { # DEVICE SITE ROLE
	record_switch "$work/switch.snmprec" "$1" </dev/null
	start_agent --source "$work/switch.snmprec" || skip_all 'no agent'
	{
		echo '[noctop]'
		cat
		cat <<-END
			[auth v2]
			version = 2c
			community = "public"
			[site $2]
			[device $1]
			address = 127.0.0.1
			port = $agent_port
			site = $2
			auth = v2
			ping = snmp
			role = $3
		END
	} | write_config
}

# A site of N devices of a farm (`start_agent --farm NxPORTS`): one core, and all others
# behind it; stdin are lines for [noctop] and sections of their own.
core_and_access() { # N
	{
		echo '[noctop]'
		cat
		cat <<-END
			[auth v2]
			version = 2c
			community = "public"
			[site hq]
		END
		i=1
		while [ $i -le "$1" ]; do
			[ $i -eq 1 ] && role=core || role=access
			[ $i -eq 1 ] && name=core || name=acc-$i
			cat <<-END
				[device $name]
				address = 127.1.$((i / 256)).$((i % 256))
				port = $agent_port
				site = hq
				auth = v2
				ping = snmp
				role = $role
			END
			[ $i -eq 1 ] || echo 'parent = core'
			i=$((i + 1))
		done
	} | write_config
}

# A phone: $work/hook. Each call of it adds LINE, as the shell reads it then, to
# $work/tries and, when it goes through, to $work/calls. The file $work/broken makes it
# fail, $work/slow ring for a while, $work/rings until it is gone.
make_phone() { # LINE
	cat >"$work/hook" <<-END
		#!/bin/sh
		dir=\${0%/*}
		cat >/dev/null
		echo "$1" >>"\$dir/tries"
		while [ -e "\$dir/rings" ]; do sleep 0.1; done
		[ ! -e "\$dir/broken" ] || exit 3
		[ ! -e "\$dir/slow" ] || sleep 4
		echo "$1" >>"\$dir/calls"
	END
	chmod 700 "$work/hook"
	: >"$work/tries"
	: >"$work/calls"
	# that calls fail is an alert of its own, which would be called for, too
	[ -e "$work/rules.ini" ] ||
		printf '[rule notifier]\nenabled = no\n' >"$work/rules.ini"
}
some() { grep -q "$2" "$work/$1"; } # calls|tries PATTERN
# What came of a call is known: the journal has it, and a moment later whoever ran the
# hook was told so. What is killed then is not called twice.
known() { noc events | grep -q "$1" && sleep 1; } # PATTERN
