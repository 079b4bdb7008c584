#!/bin/sh
# run.sh PROGRAM: runs a test program. cmocka reports a test that was skipped as
# "not ok 3 # SKIP", which TAP counts as failed: say "ok" there.
exec 4>&1
status=$({
	{ "$@"; echo $? >&3; } |
		sed -u 's/^not ok \([0-9]* # SKIP\)/ok \1/' >&4
} 3>&1)
exit "$status"
