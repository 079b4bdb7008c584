# keep.jq: the figures that are kept ($old) and those of a run ($new): of each part the
# last that were taken, and of each run its machine, with the parts that are still of it.
($new | map(select(.bench == "machine")) | last // error("this run did not end")) as $run
| def others: . as $part | $run.parts | index($part) | not;
($old | map(select(.bench != "growth"))
	| map(if .bench == "machine" then .parts |= map(select(others)) | select(.parts != [])
		else select(.part | others) end)),
($new | map(select(.bench != "growth"))) | .[]
