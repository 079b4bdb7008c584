#!/bin/sh
# The test agent against Debian's SNMP tools, steered over its standard input.
set -eu
for tool in snmpget snmpbulkwalk; do
	command -v $tool >/dev/null || { echo "1..0 # SKIP no $tool"; exit 0; }
done
build=${top_builddir:-.}
scratch=$(mktemp -d)
mkdir "$scratch/cert_indexes" # which the tools would say they made
export LC_ALL=C MIBS= SNMP_PERSISTENT_DIR="$scratch"
agent=
finish() {
	[ -z "$agent" ] || kill "$agent" 2>/dev/null || :
	rm -rf "$scratch"
}
trap finish EXIT
tests=0

# is NAME GOT WANT
is() {
	tests=$((tests + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $tests - $1"
	else
		echo "not ok $tests - $1"
		printf '%s\n' "$2" | sed 's/^/# got  /; 5q'
		printf '%s\n' "$3" | sed 's/^/# want /; 5q'
	fi
}

# start ARGUMENTS…: an agent with its commands on fd 7, its answers on fd 8.
start() {
	mkfifo "$scratch/in" "$scratch/out"
	"$build/tests/agent/agent" "$@" <"$scratch/in" >"$scratch/out" &
	agent=$!
	exec 7>"$scratch/in" 8<"$scratch/out"
	rm "$scratch/in" "$scratch/out"
	read -r _ port <&8
}

stop() {
	kill "$agent"
	exec 7>&-
	read -r last <&8
	exec 8<&-
	wait "$agent" || :
	agent=
}

# tell COMMAND: its answer
tell() {
	echo "$1" >&7
	read -r answer <&8
	echo "$answer"
}

ask() {
	tool=$1
	shift
	"$tool" -t 5 -r 1 -c public -On -Oe -Ot "$@" 2>&1 || :
}
at() {
	echo "127.0.0.1:$port"
}
value() {
	ask snmpget -v2c -Oqv "$(at)" "$1"
}

{
	printf '%s|%s|%s\n' 1.3.6.1.2.1.1.1.0 4 'a recorded device' \
		1.3.6.1.2.1.1.3.0 67 100000 1.3.6.1.2.1.1.5.0 4 core-01
	for i in 1 2 3 10 11 100 1000; do
		printf '%s|%s|%s\n' "1.3.6.1.2.1.2.2.1.2.$i" 4 "port$i" \
			"1.3.6.1.2.1.2.2.1.8.$i" 2 1 \
			"1.3.6.1.2.1.2.2.1.10.$i" 65 4294967295 \
			"1.3.6.1.2.1.31.1.1.1.6.$i" 70 18446744073709551615 \
			"1.3.6.1.2.1.31.1.1.1.18.$i" 4x 746f20636f72652d3032
	done
} >"$scratch/device.snmprec"

start --source "$scratch/device.snmprec"

ask snmpwalk -v2c "$(at)" .1 >"$scratch/next"
ask snmpbulkwalk -v2c "$(at)" .1 >"$scratch/bulk"
ask snmpbulkwalk -v2c -Cr100 "$(at)" .1 >"$scratch/bulk100"
ask snmpwalk -v1 "$(at)" .1 >"$scratch/v1"
clock='s/\(1\.1\.3\.0 =\).*/\1/'
objects() {
	sed "$clock" "$scratch/$1"
}
is 'every object is walked' "$(grep -c = "$scratch/next")" 47
is 'GETBULK brings the objects of GETNEXT' "$(objects bulk)" "$(objects next)"
is 'GETBULK of 100 brings the objects of GETNEXT' "$(objects bulk100)" "$(objects next)"
is 'version 1 brings all but Counter64' "$(objects v1 | grep -v 'End of MIB')" \
	"$(objects next | grep -v Counter64 | grep -v 'No more variables')"

is 'a value is what was recorded' "$(value 1.3.6.1.2.1.1.5.0)" '"core-01"'
is 'a hex value is what was recorded' "$(value 1.3.6.1.2.1.31.1.1.1.18.3)" '"to core-02"'
is 'a Counter64 is what was recorded' "$(value 1.3.6.1.2.1.31.1.1.1.6.3)" \
	18446744073709551615
is 'an instance that is missing is told' "$(value 1.3.6.1.2.1.1.5.7)" \
	'No Such Instance currently exists at this OID'
is 'an object that is missing is told' "$(value 1.3.6.1.9.5.7)" \
	'No Such Object available on this agent at this OID'
is 'version 1 says noSuchName' \
	"$(ask snmpget -v1 "$(at)" 1.3.6.1.2.1.1.5.7 | grep -c noSuchName)" 1
is 'interfaces are counted' "$(value 1.3.6.1.2.1.2.1.0)" 7
is 'interfaces have an index' "$(value 1.3.6.1.2.1.2.2.1.1.1000)" 1000
is 'a wrong community meets silence' \
	"$(snmpget -t 0.2 -r 0 -v2c -c Public "$(at)" 1.3.6.1.2.1.1.5.0 2>&1)" \
	"Timeout: No Response from $(at)."

silent() {
	snmpget -t 0.2 -r 0 -v2c -c public -Oqv "$(at)" 1.3.6.1.2.1.1.5.0 2>&1 || :
}
for fault in 'silent on' 'loss 100' 'wrongid on' 'truncate on' 'garbage on'; do
	is "$fault is obeyed" "$(tell "$fault")" ok
	is "$fault: no answer comes" "$(silent | tail -n 1)" \
		"Timeout: No Response from $(at)."
	off=$(echo "$fault" | sed 's/on$/off/; s/100$/0/')
	is "$off is obeyed" "$(tell "$off")" ok
	is "$off: answers come" "$(value 1.3.6.1.2.1.1.5.0)" '"core-01"'
done

tell 'ifdown 3' >/dev/null
is 'an interface goes down' "$(value 1.3.6.1.2.1.2.2.1.8.3)" 2
is 'its neighbour stays up' "$(value 1.3.6.1.2.1.2.2.1.8.2)" 1
tell 'ifup 3' >/dev/null
is 'an interface comes up' "$(value 1.3.6.1.2.1.2.2.1.8.3)" 1
tell reboot >/dev/null
is 'uptime falls with a reboot' \
	"$([ "$(value 1.3.6.1.2.1.1.3.0)" -lt 100000 ] && echo fell)" fell
tell 'set 1.3.6.1.2.1.1.5.0|4|renamed' >/dev/null
is 'a value is set' "$(value 1.3.6.1.2.1.1.5.0)" '"renamed"'
is 'a value is unset' "$(tell 'unset 1.3.6.1.2.1.1.6')" ok
tell 'community other' >/dev/null
is 'the community changes' \
	"$(snmpget -v2c -c other -Oqv "$(at)" 1.3.6.1.2.1.1.5.0)" '"renamed"'
is 'what is no command is refused' "$(tell 'dance 3')" "cannot 'dance 3'"
is 'a bad argument is refused' "$(tell 'loss 101')" "cannot 'loss 101'"
count=$(tell count)
is 'requests are counted' "$(expr "$count" : 'count [0-9]*$' \> 8)" 1
kill -USR1 "$agent"
read -r answer <&8
is 'SIGUSR1 counts too' "$answer" "$count"
stop
is 'the end counts too' "$last" "$count"

start --source "$scratch/device.snmprec" --source "$scratch/device.snmprec" \
	--community secret --fault hostile --fault loss=0
first=$port
read -r _ port <&8
is 'each source has its port' "$([ "$first" != "$port" ] && echo yes)" yes
is 'a command may be for one alone' "$(tell '2 set 1.3.6.1.2.1.1.7.0|2|72')" ok
sys_services() {
	snmpget -v2c -c secret -Oqv "127.0.0.1:$1" 1.3.6.1.2.1.1.7.0
}
is 'the one it was for obeyed' "$(sys_services "$port")" 72
is 'the other did not' "$(sys_services "$first")" \
	'No Such Object available on this agent at this OID'
is 'a fault from the start' "$(snmpget -v2c -c secret -Ox -Oqv "$(at)" \
	1.3.6.1.2.1.1.5.0 | sed 's/ 5D.*//; q')" '"1B 5B 32 4A 1B'
stop

# The demo network: columns that stand still, by GETNEXT and by GETBULK.
for name in fra-core-01 fra-srv-01 ams-acc-01 lon-fw-01; do
	start --source "story:$name"
	for root in .1.0.8802 .1.3.6.1.2.1.2.2.1.2 .1.3.6.1.2.1.31.1.1.1.18 \
		.1.3.6.1.2.1.47; do
		ask snmpwalk -v2c "$(at)" "$root"
	done >"$scratch/next"
	for root in .1.0.8802 .1.3.6.1.2.1.2.2.1.2 .1.3.6.1.2.1.31.1.1.1.18 \
		.1.3.6.1.2.1.47; do
		ask snmpbulkwalk -v2c -Cr20 "$(at)" "$root"
	done >"$scratch/bulk"
	is "$name: GETBULK brings the objects of GETNEXT" "$(objects bulk)" "$(objects next)"
	ask snmpwalk -v2c "$(at)" .1 | cut -d ' ' -f 1 >"$scratch/next"
	ask snmpbulkwalk -v2c -Cr100 "$(at)" .1 | cut -d ' ' -f 1 >"$scratch/bulk"
	is "$name: the whole tree is the same" "$(objects bulk)" "$(objects next)"
	is "$name: it says its name" "$(value 1.3.6.1.2.1.1.5.0)" "\"$name\""
	stop
done

# A farm: many devices at addresses of their own, and the tree is the same by the short
# cut of GETBULK and by the long way of GETNEXT.
start --farm 500x100 --seed 7
still='/Counter/d; /Timeticks/d; /10\.2\.1\.3\.0/d; /25\.3\.3/d; /No more/d'
farm() {
	tool=$1 address=$2
	shift 2
	"$tool" -t 5 -r 1 -c public -On "$@" "$address:$port" .1 2>&1 | sed "$still"
}
first=127.1.0.1 last=127.1.1.244
farm snmpwalk $first -v2c >"$scratch/next"
is 'a farm: every object that stands still' "$(grep -c = "$scratch/next")" 1226
is 'a farm: GETBULK brings the objects of GETNEXT' \
	"$(farm snmpbulkwalk $first -v2c)" "$(cat "$scratch/next")"
is 'a farm: GETBULK of 100 brings them' \
	"$(farm snmpbulkwalk $first -v2c -Cr100)" "$(cat "$scratch/next")"
is 'a farm: version 1 brings them' \
	"$(farm snmpwalk $first -v1 | grep -v 'End of MIB')" "$(cat "$scratch/next")"
farm_get() {
	snmpget -t 0.3 -r 0 -v2c -c public -On -Oqv "$1:$port" "$2" 2>&1 || :
}
name=1.3.6.1.2.1.1.5.0
is 'a farm: its last device' "$(farm_get $last $name)" '"farm-000500"'
is 'a farm: there is none behind it' "$(farm_get 127.1.1.245 $name)" \
	"Timeout: No Response from 127.1.1.245:$port."
tell '2 silent on' >/dev/null
is 'a farm: one of them is silent' "$(farm_get 127.1.0.2 $name)" \
	"Timeout: No Response from 127.1.0.2:$port."
is 'a farm: the others are not' "$(farm_get 127.1.0.3 $name)" '"farm-000003"'
tell '3 reboot' >/dev/null
is 'a farm: one of them boots again' \
	"$([ "$(snmpget -v2c -c public -Oqvt 127.1.0.3:$port 1.3.6.1.2.1.1.3.0)" -lt 6000 ] &&
		[ "$(snmpget -v2c -c public -Oqvt 127.1.0.4:$port 1.3.6.1.2.1.1.3.0)" -gt 6000 ] &&
		echo one)" one
tell '4 ifdown 7' >/dev/null
oper=1.3.6.1.2.1.2.2.1.8
is 'a farm: an interface goes down' \
	"$(farm_get 127.1.0.4 $oper.7)$(farm_get 127.1.0.4 $oper.8)$(farm_get 127.1.0.5 $oper.7)" 211
errors=1.3.6.1.2.1.2.2.1.14.7
few=$(farm_get 127.1.0.6 $errors)
tell '6 errs 7:4000000' >/dev/null
is 'a farm: an interface receives errors, the others do not' \
	"$([ $(($(farm_get 127.1.0.6 $errors) - few)) -gt 1000 ] &&
		[ "$(farm_get 127.1.0.7 $errors)" -lt 1000 ] && echo one)" one
tell '20% hostile on' >/dev/null
attacked=0 asked=0
while [ $asked -lt 50 ]; do
	asked=$((asked + 1))
	case $(farm_get 127.1.0.$((asked + 100)) 1.3.6.1.2.1.1.6.0) in
	*reboot*) attacked=$((attacked + 1)) ;;
	esac
done
is 'a farm: a share of them is hostile' \
	"$([ $attacked -ge 3 ] && [ $attacked -le 20 ] && echo some)" some
is 'a farm has no ports to be closed' "$(tell 'refuse on')" "cannot 'refuse on'"
is 'a farm: a share beyond all is none' "$(tell '101% silent on')" "cannot '101% silent on'"
tell 'delay 20' >/dev/null
tell 'duplicate 50' >/dev/null
is 'a farm: late answers come from the same address' \
	"$(snmpget -t 5 -v2c -c public -Oqv 127.1.0.9:$port $name)" '"farm-000009"'
stop

# Version 3: users with their keys, an engine for each device.
start --farm 20x10 --user noc:SHA-256:authsecret1:AES-128:privsecret1 \
	--user old:MD5:authsecret1:DES:privsecret1 --user signer:SHA-512:authsecret1 \
	--user long:SHA-1:authsecret1:AES-256:privsecret1 --user open
v3() {
	tool=$1
	shift
	"$tool" -v3 -t 1 -r 0 -On "$@" 2>&1 || :
}
v3_name() {
	v3 snmpget -Oqv "$@" "127.1.0.5:$port" $name
}
noc='-l authPriv -u noc -a SHA-256 -A authsecret1 -x AES -X privsecret1'
# shellcheck disable=SC2086 # options
{
is 'version 3: SHA-256 and AES' "$(v3_name $noc)" '"farm-000005"'
is 'version 3: MD5 and DES' \
	"$(v3_name -l authPriv -u old -a MD5 -A authsecret1 -x DES -X privsecret1)" \
	'"farm-000005"'
is 'version 3: SHA-1 and AES of 256 bits' \
	"$(v3_name -l authPriv -u long -a SHA -A authsecret1 -x AES-256 -X privsecret1)" \
	'"farm-000005"'
is 'version 3: SHA-512, not encrypted' \
	"$(v3_name -l authNoPriv -u signer -a SHA-512 -A authsecret1)" '"farm-000005"'
is 'version 3: no keys' "$(v3_name -l noAuthNoPriv -u open)" '"farm-000005"'
is 'version 3: a wrong key' "$(v3_name ${noc%t1}t2 -A authsecret2)" \
	'snmpget: Authentication failure (incorrect password, community or key)'
is 'version 3: an unknown user' "$(v3_name $noc -u nobody)" 'snmpget: Unknown user name'
is 'version 3: more than agreed' \
	"$(v3_name -l authPriv -u signer -a SHA-512 -A authsecret1 -x AES -X privsecret1)" \
	'snmpget: Unsupported security level'
is 'version 3: less than agreed' \
	"$(v3_name -l authNoPriv -u noc -a SHA-256 -A authsecret1 | grep -c authorizationError)" 1
is 'version 3: another context' "$(v3_name $noc -n other)" \
	'snmpget: Bad context specified'
is 'version 3: GETBULK brings the objects of version 2c' \
	"$(v3 snmpbulkwalk $noc -Cr40 127.1.0.5:$port .1 | sed "$still")" \
	"$(farm snmpwalk 127.1.0.5 -v2c)"
is 'version 3: engines differ' \
	"$(v3 snmpget $noc -Oqv 127.1.0.7:$port 1.3.6.1.6.3.10.2.1.1.0)" \
	'"80 00 1F 88 04 66 61 72 6D 30 30 30 30 30 37 "'
}
stop

for name in ios_2960x junos_qfx5100; do
	file=${NOCTOP_CAPTURES:-/nonexistent}/$name.snmprec
	[ -f "$file" ] || continue
	start --source "$file"
	ask snmpwalk -v2c "$(at)" .1.3.6.1.2.1.31 | sort >"$scratch/next"
	ask snmpbulkwalk -v2c -Cr50 "$(at)" .1.3.6.1.2.1.31 | sort >"$scratch/bulk"
	is "$name: GETBULK brings the objects of GETNEXT" "$(objects bulk)" "$(objects next)"
	stop
done
echo "1..$tests"
