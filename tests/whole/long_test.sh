#!/bin/sh
# A list of twenty thousand devices, none of which answers: filters and orders of it are on
# the screen when they are ready, not when the clock ticks next; and keys typed ahead are
# about them.
. "$top_srcdir/tests/whole/lib.sh"

{
	printf '[noctop]\nname = long-noc\npoll = 1h\nreachability = 60s\n'
	printf '[auth a]\nversion = 2c\ncommunity = "public"\n[site s]\nname = S\n'
	awk 'BEGIN { for (i = 0; i < 20000; i++)
		printf "[device d%05d]\naddress = 127.9.%d.%d\nport = 9\nsite = s\n" \
			"auth = a\nping = no\n", i, i / 250, i % 250 + 1 }'
} >"$work/noctop.ini"
chmod 600 "$work/noctop.ini"

# A young watch draws more often by itself: that is waited for. Each is a filter that nobody asked for before; half of them let all through.
steps() {
	for letter in e f g h i j k l m n o p; do
		printf 'type !%s\nexpect 5 filter: !%s\nabsent 5 sorting\n' $letter $letter
		printf 'type \\x7f3\nexpect 5 filter: !3\nabsent 5 sorting\ntype \\x7f\\x7f\n'
		printf 'expect 5 of 20000\n'
	done
}

sorts() {
	for letter in d c l; do
		printf 'type s%s\nexpect 5 ↓\nabsent 5 sorting\n' $letter
		printf 'type s%s\nexpect 5 ↑\nabsent 5 sorting\n' $letter
	done
}
{
	printf 'expect 30 long-noc\ntype :devices\\r.\nexpect 10 of 20000\nabsent 5 sorting\n'
	printf 'run sleep 10\nrun date +%%s >%s/begin\ntype /\n' "$work"
	steps
	printf 'run date +%%s >%s/end\ntype \\e\n' "$work"
	sorts
	printf 'type :sort name\\r\nexpect 5 ↑\nabsent 5 sorting\n'
	printf 'type /d07\\rG\ncursor 5 d07999\n'
} >"$work/script"
play 24 80 "$noctop" -c "$work/noctop.ini" <"$work/script"
took=$(($(cat "$work/end") - $(cat "$work/begin")))
echo "# 12 new filters in $took s"
ok 'twelve filters are answered before the clock has ticked as often' [ "$took" -lt 8 ]
done_testing
