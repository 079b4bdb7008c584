#!/bin/sh
# Devices that nobody configured are found, written down, and looked for again.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"

start_agent --farm 6x4 # 127.1.0.1 and on, one port
cat >"$work/noctop.ini" <<END
[noctop]
name = lab
[auth wrong]
version = 2c
community = "publix"
[auth all]
version = 2c
community = "public"
[site here]
[device known]
address = 127.1.0.2
port = $agent_port
site = here
auth = all
ping = snmp
END
chmod 600 "$work/noctop.ini"
discover() { "$noctop" discover -c "$work/noctop.ini" --port "$agent_port" "$@"; }

ok 'a network is looked through' discover 127.1.0.0/29 --output "$work/found.ini"
ok 'who answers is written down' test \
	"$(grep -c '^\[device ' "$work/found.ini")" = 5
ok 'but not who is configured' grep -qx '; configured already: known 127.1.0.2' \
	"$work/found.ini"
ok 'with the credential that was taken' test \
	"$(grep -cx 'auth = all' "$work/found.ini")" = 5
cat "$work/noctop.ini" "$work/found.ini" >"$work/both.ini"
chmod 600 "$work/both.ini"
ok 'it can be included' "$noctop" lint "$work/both.ini"
status() { [ "$("$noctop" status -c "$work/both.ini" --json | jq .poll.answered)" = 6 ]; }
ok 'and watched' status
ok 'again: no difference' discover 127.1.0.0/29 --output "$work/found.ini"
cp "$work/found.ini" "$work/before.ini"
steer '3 silent on' >/dev/null
differs() { ! discover 127.1.0.0/29 --output "$work/found.ini" >"$work/diff"; }
ok 'one that is silent now is a difference' differs
ok 'which is told' grep -Eqx -- '- [^ ]+ 127.1.0.3: no answer' "$work/diff"
ok 'the file is left alone' cmp "$work/found.ini" "$work/before.ini"
sed -i '/127\.1\.0\.4/d' "$work/found.ini"
sed -i "s/^\[device $(sed -n '/^\[device/h;/127\.1\.0\.4$/{x;s/.*device \(.*\)\]/\1/p;}' \
	"$work/before.ini")\]/[device gone]/" "$work/found.ini"
differs
ok 'one that is new is told, too' grep -Eq '^\+ [^ ]+ 127.1.0.4, site ' "$work/diff"

refused() { "$@" </dev/null; [ $? = 64 ]; }
ok 'many addresses are asked only when told so' refused discover 127.1.0.0/19
ok 'no network is refused' refused discover 127.1.0.0/40
ok 'nor is anything asked unnamed' refused discover
done_testing
