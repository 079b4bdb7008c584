#!/bin/sh
# The hooks that are shipped as examples, with stand-ins for sendmail and curl: what they
# hand over, and that nothing of it is taken for something else.
. "$top_srcdir/tests/whole/lib.sh"

hooks=$(cd "$top_srcdir" && pwd)/etc/hooks
stand_in() { # NAME: keeps its arguments, its environment and what it reads
	cat >"$work/$1" <<-END
		#!/bin/sh
		printf '%s\n' "\$@" >"$work/$1.args"
		env >"$work/$1.env"
		for arg; do case \$arg in @/dev/fd/*) cat "\${arg#@}" >"$work/$1.header" ;; esac; done
		cat >"$work/$1.input"
		cat "$work/$1.answer" 2>/dev/null
		exit \$(cat "$work/$1.status" 2>/dev/null || echo 0)
	END
	chmod 700 "$work/$1"
}
stand_in sendmail
stand_in curl
has() { grep -qxF -- "$2" "$work/$1"; }
lacks() { ! grep -q -- "$2" "$work/$1"; }

hook() { # NAME ARGUMENTS...: as noctop runs it
	name=$1; shift
	env -i PATH=/usr/bin:/bin LANG=C.UTF-8 SENDMAIL="$work/sendmail" CURL="$work/curl" \
		${secret:+NOCTOP_SECRET_FD=3} NOCTOP_KIND=problem NOCTOP_TIER=1 \
		NOCTOP_SUBJECT="critical EU-NOC: fra fra-core-01 down – \$(id) Bcc: x@y" \
		NOCTOP_ALERT_ID=42 NOCTOP_ALERT_TEXT='down; `id`' NOCTOP_DEVICE=fra-core-01 \
		NOCTOP_ENTITY= NOCTOP_DEVICE_ADDRESS=192.0.2.1 NOCTOP_SITE=fra \
		NOCTOP_SITE_NAME=Frankfurt NOCTOP_CUSTOMER= NOCTOP_NOTE= \
		NOCTOP_ALERT_OPENED=2026-11-21T03:00:12Z NOCTOP_ALERT_CLEARED= \
		NOCTOP_ALERT_HIDES=31 NOCTOP_ALERT_HOLDER= NOCTOP_ALERT_TICKET= \
		NOCTOP_ALERT_RUNBOOK= \
		"$hooks/$name" "$@" <"$work/event" 3<"$work/secret"
}
echo '{"schema":1,"kind":"problem"}' >"$work/event"
echo 'hush-4711' >"$work/secret"

# --- mail ---------------------------------------------------------------------------------
ok 'mail hands over' hook mail noc@example.net
ok 'to whom' has sendmail.input 'To: noc@example.net'
ok 'by its arguments, too' has sendmail.args 'noc@example.net'
ok 'the subject is ASCII and one line' has sendmail.input \
	'Subject: critical EU-NOC: fra fra-core-01 down ??? $(id) Bcc: x@y'
ok 'the text is as it was' has sendmail.input 'what       down; `id`'
ok 'nothing was taken for a header' sh -c \
	"! sed '/^\$/q' '$work/sendmail.input' | grep -q '^Bcc'"
ok 'what is empty is left out' lacks sendmail.input '^customer'
ok 'what is no address is refused' sh -c "! '$hooks/mail' nobody </dev/null 2>/dev/null"
echo 75 >"$work/sendmail.status"
hook mail noc@example.net && failed=no || failed=yes
ok 'a sendmail that fails is a hook that fails' test "$failed" = yes

# --- webhook ------------------------------------------------------------------------------
echo '{"ok":true,"ticket": "INC-4711"}' >"$work/curl.answer"
secret=yes
hook webhook https://chat.example.net/hook >"$work/said"
ok 'the event as it came' cmp "$work/event" "$work/curl.input"
ok 'the URL is no option' sh -c "tail -n 2 '$work/curl.args' | head -n 1 | grep -qx -- --"
ok 'the secret as a header' has curl.header 'Authorization: Bearer hush-4711'
ok 'in no argument' lacks curl.args hush
ok 'and in no variable' lacks curl.env hush
ok 'a ticket of the answer is said' has said 'ticket=INC-4711'
secret=
hook webhook https://chat.example.net/hook >"$work/said"
ok 'without a secret there is no such header' lacks curl.header Authorization
echo 22 >"$work/curl.status"
hook webhook https://chat.example.net/hook >"$work/said" && failed=no || failed=yes
ok 'a curl that fails is a hook that fails' test "$failed" = yes
done_testing
