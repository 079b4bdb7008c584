# table.jq: the lines of bench.sh as tables of Markdown. Figures of a sweep are medians;
# what is compared with the floor is the time for each request, so that both have the
# same work to do, and of each sweep with the floor that was taken right after it.
def median: sort | if length == 0 then null else .[(length - 1) / 2 | floor] end;
def of(f): map(f) | median;
def fixed(n): if . == null then "–" else
	(pow(10; n) as $p | . * $p | round | tostring) as $s
	| if n == 0 then $s else
		("0" * (n + 1 - ($s | length) | if . > 0 then . else 0 end) // "") + $s
		| .[:-n] + "." + .[-n:] end end;
def big: tostring | if length > 3 then .[:-3] + "," + .[-3:] else . end
	| if length > 7 then .[:-7] + "," + .[-7:] else . end;
def times: if . == null then "–" elif . >= 20 then fixed(0) + " ×"
	elif . >= 10 then fixed(1) + " ×" else fixed(2) + " ×" end;
def row: "| " + join(" | ") + " |";
def head: row, (map("---") | row);

def sweep($all; $who; $n): $all | map(select(.bench != "machine" and .devices == $n
	and ((.bench == "floor" and $who == "floor") or (.bench == "sweep" and .who == $who))));
def per_pdu: .cpu / .pdus;
def wait: (.last_answer // .seconds) / .pdus;
# Times the floor: of each pair, the median of them; where they are no pairs, of both;
# null where it was not taken.
def times_floor($all; $who; $n; f): sweep($all; $who; $n) as $sweeps
	| sweep($all; "floor"; $n) as $floors
	| ($floors | map(select(.beside == $who))) as $beside
	| if $who == "floor" then 1
	elif ($beside | length) == ($sweeps | length) then
		[$sweeps, $beside] | transpose | of((.[0] | f) / (.[1] | f))
	elif $floors == [] then null
	else ($sweeps | of(f)) / ($floors | of(f)) end;
def names: {floor: "the floor: the same requests, replies not decoded",
	engine: "the engine alone: asked, checked, values in rows",
	model: "and into the model: rates, status, history",
	noctop: "noctop whole: rates, rules, journal, one screen",
	"engine v3": "the engine alone, SNMPv3 SHA-256 AES-128"};
# Of the columns by which a list is sorted the worst.
def by_column: map(select(.what | startswith("sort, ") | not))
	+ (map(select(.what | startswith("sort, "))) | group_by([.view, .devices])
		| map(max_by(.answer_ms) + {what: "sort, by any column",
			longest_turn_ms: map(.longest_turn_ms) | max}));

. as $all
| ($all | map(select(.bench == "machine"))) as $runs
| ($all | map(select(.bench == "sweep") | .devices) | unique) as $sizes
| ($all | map(select(.bench == "beside peers"))) as $beside
| ($runs[] | "\(.date), \(.cores) shared cores (\(.cpu)), \(.kernel), commit \(.commit), "
	+ "load \(.load) before; medians of \(.runs)"
	+ if ($runs | length) > 1 then ": \(.parts | join(", "))." else "." end),
"",
"**A sweep of all devices at full speed** (48 ports each, agents on the other core)",
"",
(["devices", "who", "requests a device", "last answer after s", "× the floor",
	"CPU s per 1,000 devices", "µs a request", "× the floor", "of it rules ms", "sites judged after s",
	"longest turn ms", "RSS MB"] | head),
($sizes[] as $n | ["floor", "engine", "model", "noctop", "engine v3"][] as $who
	| sweep($all; $who; $n) | select(length > 0)
	| [($n | big), names[$who], (of(.pdus / .devices) | fixed(1)),
	   (of(.last_answer // .seconds) | fixed(3)), (times_floor($all; $who; $n; wait) | times),
	   (of(.cpu / .devices * 1000) | fixed(4)), (of(per_pdu) * 1e6 | fixed(2)),
	   (times_floor($all; $who; $n; per_pdu) | times),
	   (if $who == "noctop" then of(.rules_ms) else null end | fixed(1)),
	   (if $who == "noctop" then of(.seconds) else null end | fixed(2)),
	   (map(.longest_turn_ms // empty) | max | fixed(1)),
	   (of(.rss_mb) | fixed(0))] | row),
"",
($all | map(select(.bench == "growth")) | select(length > 0)
	| "**What grows with what**", "",
	(["from", "to", "CPU a request: floor", "engine", "with the model", "noctop whole",
		"noctop whole, bytes an interface", "without history"] | head),
	(.[] | [(.from | big), (.to | big), (.floor | times), (.engine | times),
		(.model | times), (.noctop | times), (.bytes_per_interface | fixed(0)),
		(.bytes_without_history | fixed(0))] | row), ""),
($all | map(select(.bench == "memory")) | sort_by(.devices) | select(length > 1)
	| first as $a | last as $b
	| def each(f): ($b | f) - ($a | f) | . / ($b.interfaces - $a.interfaces) | fixed(0);
	"**Memory of the network alone**, names and all, of 48 ports two with a history", "",
	(["from", "to devices", "bytes an interface", "without history",
		"ns of CPU an interface in a poll"] | head),
	([($a.devices | big), ($b.devices | big), each(.bytes),
		each(.bytes - .history_bytes), ($b.ns_per_interface | fixed(0))] | row), ""),
($all | map(select(.bench == "start")) | select(length > 0)
	| "**Start**: from typing `noctop` to the first frame", "",
	(["devices configured", "first frame after ms"] | head),
	(group_by(.devices)[] | [(.[0].devices | big), (of(.first_frame_ms) | fixed(0))] | row),
	""),
($all | map(select(.bench == "storm")) | select(length > 0)
	| "**All devices lost within a second**", "",
	(["how they hang together", "alerts", "shown", "open after s", "CPU ms", "longest turn ms",
		"keys answered after ms, median", "p99", "longest"] | head),
	(.[] | [.shape, (.alerts | big), (.shown | tostring), (.seconds | fixed(2)),
		(.cpu_ms | fixed(0)), (.longest_turn_ms | fixed(1)), (.key_p50_ms | fixed(1)),
		(.key_p99_ms | fixed(1)), (.key_max_ms | fixed(1))] | row), ""),
($all | map(select(.bench == "paced")) | select(length > 0)
	| "**At work, one dashboard open**", "",
	(["devices", "interfaces", "interval", "CPU of one core", "polls late at most",
		"longest turn ms", "alerts", "RSS MB"] | head),
	(.[] | [(.devices | big), (.interfaces | big), "\(.interval) s",
		(.cpu_pct | fixed(1)) + " %", (.late | tostring),
		(.longest_turn_ms | fixed(1)), (.alerts | tostring),
		(.rss_mb | fixed(0))] | row), ""),
($all | map(select(.bench == "trouble")) | select(length > 0)
	| "**A sweep in trouble** (the engine alone)", "",
	(["case", "devices", "full speed: sweep s", "last answer after s",
		"devices not answered", "requests sent again", "given up", "dropped by the kernel", "every 2 s: a request takes ms, median", "p99", "given up"] | head),
	(group_by(.case)[] | map(select(.how == "sweep")) as $s
	| map(select(.how == "paced")) as $p
	| [.[0].case, (.[0].devices | big), ($s | of(.seconds) | fixed(2)),
		($s | of(.last_answer) | fixed(2)), ($s | of(.devices - .polls) | tostring),
		($s | of(.retries / .pdus * 100) | fixed(2)) + " %",
		($s | of(.timeouts / .pdus * 100) | fixed(3)) + " %",
		($s | of(.rx_drops) | tostring),
		($p | of(.pdu_p50_ms) | fixed(2)), ($p | of(.pdu_p99_ms) | fixed(0)),
		($p | of(.pdus_lost / .pdus * 100) | fixed(3)) + " %"] | row), ""),
($all | map(select(.bench == "keys")) | select(length > 0)
	| "**Keys of an operator** while all devices are polled every second", "",
	(["devices", "keys", "answered after ms, median", "p99", "longest",
		"frames for a burst of 10"] | head),
	(.[] | [(.devices | big), (.keys | tostring), (.key_p50_ms | fixed(2)),
		(.key_p99_ms | fixed(1)), (.key_max_ms | fixed(1)),
		(.burst_frames | fixed(1))] | row), ""),
($all | map(select(.bench == "lists")) | by_column | select(length > 0)
	| "**Long lists**: the views alone, CPU time; every key of what was typed has its list, and is answered when that is on the screen, or what a slow filter found so far",
	"",
	(["list", "what", "devices", "interfaces", "answered after ms, longest",
		"all of it", "longest turn ms"] | head),
	(.[] | [.view, .what, (.devices | big), (.interfaces | big),
		(.answer_ms | fixed(1)), (.all_ms | fixed(1)),
		(.longest_turn_ms | fixed(1))] | row), ""),
($all | map(select(.bench == "lists at work")) | select(length > 0)
	| "**Long lists at work**: one types at the list of interfaces, others look at theirs, each by a filter of its own, and all devices are polled",
	"",
	(["interfaces", "interval", "others", "what", "keys", "first byte after ms, median",
		"longest", "answered after ms, median", "p99", "longest",
		"CPU ms of the watch until then, median", "p99", "longest turn ms"] | head),
	(.[] | . as $b | .lists | to_entries[] | .value as $l
	| [($b.interfaces | big), "\($b.interval) s", ($b.operators | tostring), .key,
		($l.keys | tostring), ($l.first_p50_ms | fixed(1)),
		($l.first_max_ms | fixed(1)), ($l.answer_p50_ms | fixed(1)),
		($l.answer_p99_ms | fixed(1)), ($l.answer_max_ms | fixed(1)),
		($l.cpu_p50_ms | fixed(1)), ($l.cpu_p99_ms | fixed(1)),
		($b.longest_turn_ms | fixed(1))] | row), ""),
($all | map(select(.bench == "screen")) | select(length > 0)
	| "**Screens side by side**: 400 devices, 6,000 interfaces, polled every 30 s", "",
	(["who", "size", "first byte ms", "first paint ms", "bytes of it", "then bytes a second",
		"largest frame", "CPU", "key to first byte ms, median", "longest"] | head),
	(.[] | [.who, .size, (.first_byte_ms | fixed(0)), (.paint_ms | fixed(0)),
		(.paint_bytes | big), (.bytes_s | big), (.frame_max | big),
		(.cpu_pct | fixed(2)) + " %", (.key_p50_ms | fixed(1)),
		(.key_max_ms | fixed(1))] | row), ""),
($all | map(select(.bench == "ping")) | select(length > 0)
	| "**ICMP** (targets of this kernel, in a network namespace)", "",
	(["who", "how", "pings", "CPU µs a ping", "seconds", "lost", "round trip µs, median",
		"p99"] | head),
	(.[] | [.who, .how, (.pings | big), (.cpu_us_per_ping | fixed(2)),
		(.wall_s | fixed(2)), (.lost_pct | fixed(2)) + " %", (.rtt_p50_us | fixed(0)),
		(.rtt_p99_us | fixed(0))] | row), ""),
(if ($beside | length) > 0 then
	($beside | of(.cpu / .devices * 1000)) as $ours
	| "**Beside Debian's pollers** (seven columns of 48 ports; noctop: all that it polls)",
	"",
	(["who", "devices", "requests a device", "devices a second",
		"CPU s per 1,000 devices", "× noctop whole", "RSS MB"] | head),
	(["noctop whole", ($beside[0].devices | big), ($beside | of(.pdus / .devices) | fixed(1)),
	  ($beside | of(.devices / .seconds) | fixed(0)), ($ours | fixed(4)), "1",
	  ($beside | of(.rss_mb) | fixed(0))] | row),
	($all[] | select(.bench == "peer")
	| [.who + (if .exit == 0 then "" else " (exit \(.exit))" end), (.devices | big),
	   (.pdus / .devices | fixed(1)), (.devices / .seconds | fixed(0)),
	   (.cpu / .devices * 1000 | fixed(3)), (.cpu / .devices * 1000 / $ours | times),
	   (.rss_mb | fixed(0))] | row)
	else empty end)
