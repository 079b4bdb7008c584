#!/bin/sh
# The completions, in the shells that they are made for.
. "$top_srcdir/tests/whole/lib.sh"

script=$(cd "$top_builddir" && pwd)/etc/completions/noctop
folder=${script%/*}

# complete WORDS...: what bash offers behind them, in one line.
cat >"$work/complete.bash" <<'END'
. "$script"
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_noctop "$1" "${!#}" "${@:COMP_CWORD:1}"
echo "${COMPREPLY[*]}"
END
export script
offers() { # WANT WORDS...: whole answer
	want=$1; shift
	got=$(bash "$work/complete.bash" "$@")
	echo "got: $got"
	[ "$got" = "$want" ]
}
has() { # WORD WORDS...: one of the answer
	want=$1; shift
	got=$(bash "$work/complete.bash" "$@")
	echo "got: $got"
	case " $got " in *" $want "*) ;; *) return 1 ;; esac
}

if command -v bash >/dev/null; then
	ok 'bash: commands' offers 'alerts ack add' noctop a
	ok 'bash: no hidden ones' offers '' noctop tab
	ok 'bash: options of a command' offers '--size' noctop screen --s
	ok 'bash: not those of others' offers '' noctop status --s
	ok 'bash: of the dashboard' has --view noctop --
	ok 'bash: letters' has -n noctop ack -
	ok 'bash: views' offers 'alerts' noctop --view al
	ok 'bash: views behind =' offers 'alerts' noctop --view = al
	ok 'bash: nothing typed behind =' has topology noctop screen --view =
	ok 'bash: sizes' has 120x40 noctop screen --size ''
	ok 'bash: words of the configuration' offers 'core' noctop add --role co
	touch "$work/one.ini"
	ok 'bash: files' offers "$work/one.ini" noctop watch -c "$work/on"
	ok 'bash: files as arguments' offers "$work/one.ini" noctop lint "$work/on"
	ok 'bash: free text is nobody'\''s guess' offers '' noctop ack --note ''
	ok 'bash: no watch, no ids' offers '' "$noctop" ack ''
	write_config <<-END
		[noctop]
		poll = 1s
		journal = $work/journal.db
		[auth v2]
		version = 2c
		community = "public"
		[site here]
		[device gone]
		address = 127.0.0.1
		port = 9
		site = here
		auth = v2
		ping = no
	END
	"$noctop" watch -c "$work/noctop.ini" >"$work/watch" 2>&1 &
	pids="$pids $!"
	opened() { "$noctop" alerts -c "$work/noctop.ini" | grep -q gone; }
	ok 'an alert is open' until_true 20 opened
	ok 'bash: ids of alerts' offers 1 "$noctop" ack ''
	ok 'bash: of that configuration' offers 1 "$noctop" ack -c "$work/noctop.ini" ''
	ok 'bash: a file that is none is quiet' offers '' "$noctop" ack -c /none ''
else
	echo '# bash is not installed'
fi

# In a terminal, as there is no other way to ask zsh.
if command -v zsh >/dev/null; then
	mkdir "$work/home"
	cat >"$work/home/.zshrc" <<-END
		PS1='ready> '
		fpath=($folder \$fpath)
		autoload -Uz compinit && compinit -u -d "$work/zcompdump"
		path=(${noctop%/*} \$path)
	END
	ZDOTDIR=$work/home play 24 100 zsh -i <<'END'
expect 10 ready>
type noctop scr\t
expect 5 noctop screen
type --si\t
expect 5 --size=
type 12\t
expect 5 --size=120x40
type --view=top\t
expect 5 --view=topology
type \x15noctop add --role fire\t
expect 5 --role firewall
type \x15noctop ack \t
expect 5 noctop ack 1
type \x15noctop \t
expect 5 keep watch without a terminal
absent 1 tables
type \x15noctop status --\t
expect 5 as JSON, for programs
type \x15exit\r
exit 5 0
END
else
	echo '# zsh is not installed'
fi
done_testing
