#!/bin/sh
# Every command that README.md and noctop(1) show works: it is run here, in a home of its
# own with a configuration and an agent on loopback, or how() says why not and who does.
#
# A command that how() does not know fails: give it a line there.
. "$top_srcdir/tests/whole/lib.sh"
. "$top_srcdir/tests/whole/agent.sh"

readme=$top_srcdir/README.md
page=$top_builddir/etc/noctop.1

# How a command is tried: sets way and, where they matter, code, shows, reason.
#   run        it ends by itself with that code
#   terminal   it opens a dashboard that shows those words, and ends with q
#   stays      it prints something, and goes on until it is told to end
#   elsewhere  for that reason not here
how() { # COMMAND
	way='' code=0 shows=UNACK reason=
	case $1 in
	'umask 077'* | 'noctop demo --agents'* | 'vi night.ini'* | \
		'noctop watch -c night.ini')
		elsewhere 'whole/agents_test.sh plays that night' ;;
	'noctop demo'*) way=terminal shows='DEMO' ;;
	noctop | 'noctop --view '*) way=terminal shows=TEST-NET ;;
	'noctop lint'* | 'noctop alerts'* | 'noctop ack '* | 'noctop unack '*) way=run ;;
	'noctop maintenance' | 'noctop maintenance --preview') way=run ;;
	'noctop maintenance '*) elsewhere 'whole/maintenance_test.sh does it' ;;
	'noctop events'*--follow*) way=stays ;;
	'noctop events'* | 'noctop screen '* | 'noctop reload') way=run ;;
	'noctop status'*'|'*) way=run ;;
	'noctop status'*) way=run code=3 ;; # a device says nothing
	'. '*/bash-completion/*) elsewhere 'completion_test.sh sources it' ;;
	'etc/quickstart add ADDRESS') elsewhere 'whole/add_test.sh adds devices' ;;
	'sudo apt install snmpd && '*) elsewhere 'whole/add_test.sh adds an snmpd' ;;
	etc/quickstart | 'etc/quickstart check')
		elsewhere 'make bare runs it on a bare machine' ;;
	'autoreconf -fi && mkdir build && cd build && ../configure && make')
		elsewhere 'this build was made so' ;;
	'make check') elsewhere 'this is it' ;;
	'make lab') elsewhere 'needs root, and minutes for itself' ;;
	'make bench') elsewhere 'it measures, and takes the machine for itself' ;;
	'make bench-keep') elsewhere 'it writes into the sources' ;;
	'make docs') elsewhere 'readme_test.sh makes the same page' ;;
	'make install' | 'make bare') elsewhere 'needs root; make distcheck installs' ;;
	useradd* | 'install -D -m 600 -o noctop '* | systemctl* | setcap* | sysctl*)
		elsewhere 'needs root, and changes the machine' ;;
	esac
}
elsewhere() { way=elsewhere reason=$1; }

# --- what is shown ----------------------------------------------------------------------
# Blocks of README.md that are not screens, tables or ```text, without comments; a here
# document is one command with what it is fed, its lines parted by \036.
commands_of_readme() {
	awk '
		/^<!-- (screen|table)/ { made = 1 }
		/^<!-- end/ { made = 0 }
		/^```/ { fence = fence ? "" : $0; next }
		made || fence == "```text" { next }
		fence || /^    / { sub(/^    /, ""); print }' "$readme"
}
commands_of_page() {
	awk '
		/^\.Bd -literal/ { on = 1; next }
		/^\.Ed/ { on = 0 }
		on { gsub(/\\&/, ""); gsub(/\\e/, "\\"); print }' "$page"
}
joined() {
	sed 's/  *# .*//' | awk '
		end { printf "\036%s", $0; if ($0 == end) { end = ""; print "" } next }
		match($0, /<<'\''?[A-Z]+/) {
			end = substr($0, RSTART + 2, RLENGTH - 2)
			gsub(/'\''/, "", end)
			printf "%s", $0
			next
		}
		/./'
}
{ commands_of_readme; commands_of_page; } | joined >"$work/commands"
ok 'there are commands' test -s "$work/commands"

# --- where they run ---------------------------------------------------------------------
unset XDG_CONFIG_HOME XDG_STATE_HOME
export HOME="$work/home" PATH="${noctop%/*}:$PATH"
mkdir -p "$HOME/.config/noctop"
record_switch "$work/switch.snmprec" test-switch </dev/null
start_agent --source "$work/switch.snmprec" || exit 1
write_config <<-END
	[noctop]
	name = TEST-NET
	poll = 1s
	[auth v2]
	version = 2c
	community = "public"
	[site here]
	[device switch]
	address = 127.0.0.1
	port = $agent_port
	site = here
	auth = v2
	ping = snmp
	[device gone]
	address = 127.0.0.1
	port = 9
	site = here
	auth = v2
	role = core
	ping = no
END
mv "$work/noctop.ini" "$HOME/.config/noctop/noctop.ini"
noctop watch >"$work/watch" 2>&1 &
pids="$pids $!"
opened() { noctop alerts | grep -q gone; }
ok 'a watch runs, and an alert is open' until_true 20 opened

# --- trying them ------------------------------------------------------------------------
exits() { # CODE COMMAND
	(cd "$HOME" && sh -c "$2") </dev/null
	got=$?
	echo "exit code $got"
	[ $got = "$1" ]
}
stays() { # COMMAND
	(cd "$HOME" && exec sh -c "exec $1") >"$work/stays" </dev/null &
	pid=$!
	until_true 10 test -s "$work/stays" && kill $pid
}
exists() { # COMMAND: its first word is something
	case ${1%% *} in
	etc/*) [ -x "$top_srcdir/${1%% *}" ] ;;
	*) sh -nc "$1" ;;
	esac
}
try() { # COMMAND
	how "$1"
	case $way in
	run) ok "$1" exits $code "$1" ;;
	stays) ok "$1" stays "$1" ;;
	elsewhere) ok "$1 (not here: $reason)" exists "$1" ;;
	terminal)
		echo "# $1"
		# shellcheck disable=SC2086 # words
		play 24 80 $1 <<-END
			expect 10 $shows
			type q
			exit 5 0
			clean
		END
		;;
	*) ok "$1: nobody says how it is tried: see how() in tests/docs/commands_test.sh" \
		false ;;
	esac
}
while IFS= read -r command <&3; do
	try "$(printf '%s' "$command" | tr '\036' '\n')"
done 3<"$work/commands"
done_testing
