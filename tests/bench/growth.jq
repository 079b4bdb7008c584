# growth.jq: from the lines of bench.sh, from each size to the next: how many times as
# much CPU a request costs there, of the floor and of what is compared with it (medians;
# each sweep by the floor taken right after it), and what a further interface takes of
# memory, with its history and without. Of a request, for what is asked besides counters,
# seldom or once, makes sweeps differ in how many they need.
def median: sort | if length == 0 then null else .[(length - 1) / 2 | floor] end;
def fixed: if . == null then null else . * 1000 | round / 1000 end;

. as $all
| def of($who; $n; f): $all | map(select(.devices == $n
	and ((.bench == "floor" and $who == "floor")
		or (.bench == "sweep" and .who == $who))) | f) | median;
def cpu($who; $n): of($who; $n; .cpu / .pdus);
def beside($who; $n): $all | map(select(.bench == "floor" and .devices == $n
	and .beside == $who) | .cpu / .pdus);
def sweeps($who; $n): $all | map(select(.bench == "sweep" and .devices == $n
	and .who == $who) | .cpu / .pdus);
def floors($who; $n): [sweeps($who; $n), beside($who; $n)]
	| if (.[0] | length) == (.[1] | length) then transpose | map(.[0] / .[1]) | median
	elif cpu($who; $n) then cpu($who; $n) / cpu("floor"; $n) else null end;
def times($who; $a; $b): if cpu("floor"; $a) and ($who == "floor" or cpu($who; $a)) then
	cpu("floor"; $b) / cpu("floor"; $a)
		* (if $who == "floor" then 1 else floors($who; $b) / floors($who; $a) end)
		| fixed
	else null end;
def more($a; $b; f): of("noctop"; $b; f) - of("noctop"; $a; f);
def each($a; $b; f): more($a; $b; f) * 1048576 / more($a; $b; .interfaces) | round;
($all | map(select(.bench == "sweep") | .devices) | unique) as $sizes
| range(1; $sizes | length)
| $sizes[. - 1] as $a | $sizes[.] as $b
| {bench: "growth", from: $a, to: $b, floor: times("floor"; $a; $b),
	engine: times("engine"; $a; $b), model: times("model"; $a; $b),
	noctop: times("noctop"; $a; $b),
	bytes_per_interface: each($a; $b; .rss_mb),
	bytes_without_history: each($a; $b; .rss_mb - .history_mb)}
