# farm.sh: a farm for benchmarks, on one core, and the other core for who asks it.
# Sourced; needs build. Sets farm_port.

core() { # NUMBER COMMAND...: on that core, where the machine lets us choose
	where=$1
	shift
	if [ "$(nproc)" -gt 1 ] && command -v taskset >/dev/null; then
		taskset -c "$where" "$@"
	else
		"$@"
	fi
}

farm_user=noc:SHA-256:authsecret1:AES-128:privsecret1

# Its commands go to fd 7, its answers come from fd 8.
farm_start() { # DEVICES
	mkfifo "$work/in" "$work/out"
	core 1 "$build/tests/agent/agent" --farm "$1" --user "$farm_user" \
		<"$work/in" >"$work/out" &
	farm_pid=$!
	exec 7>"$work/in" 8<"$work/out"
	rm "$work/in" "$work/out"
	read -r _ farm_port <&8
}

farm_tell() { # COMMAND
	echo "$1" >&7
	read -r answer <&8
	[ "$answer" = ok ] || echo "farm: $answer" >&2
}

farm_count() { # requests answered so far
	echo count >&7
	read -r _ answered <&8
	echo "$answered"
}

farm_stop() {
	kill "$farm_pid"
	exec 7>&- 8<&-
	wait "$farm_pid" 2>/dev/null || :
}
