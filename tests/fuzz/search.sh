# SPDX-License-Identifier: GPL-2.0-only
# For run.sh and hypercalls.sh: one search of one fuzz target.

# search NAME PROGRAM DIR LIMIT [OPTION-OR-FOLDER...]
#
# Replays the regressions and seeds of NAME, then searches from there and from
# DIR/corpus, which keeps what is worth it; findings go to DIR/findings.
# LIMIT is a number of seconds, or "repeatable": the inputs then follow from
# the program alone (as many as the table `repeatable` says, nothing kept from
# before), so that whoever breaks something is told, and nobody else.
# Returns 0 if there is no finding, 1 after it printed the finding.
search() {
	local name=$1 program=$2 dir=$3 limit=$4 runs status
	local here=${BASH_SOURCE[0]%/*} start=

	shift 4
	if [ "$limit" = repeatable ]; then
		runs=$(awk -v n="$name" '$1 == n { print $2 }' "$here/repeatable")
		[ -n "$runs" ] || {
			echo "fuzz: $here/repeatable: no line for $name" >&2
			return 1
		}
		rm -rf "$dir/corpus"
		# The corpus is not read again by the clock, no input's worth
		# follows from its time; addresses are traced as values are.
		set -- -seed=1 -runs="$runs" -reload=0 -entropic=0 "$@"
		setarch -R true 2>/dev/null && start="setarch -R"
		echo "fuzz: $name, $runs inputs"
	else
		set -- -max_total_time="$limit" "$@"
		echo "fuzz: $name, $limit s"
	fi
	mkdir -p "$dir/corpus" "$dir/findings"
	set -- "$@" "$dir/corpus"
	for seeds in "$here/regressions/$name" "$here/$name.seeds" "$dir/seeds"; do
		[ -d "$seeds" ] && set -- "$@" "$seeds"
	done
	[ -f "$here/$name.dict" ] && set -- -dict="$here/$name.dict" "$@"
	$start "$program" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
		-artifact_prefix="$dir/findings/" "$@" >"$dir/log" 2>&1
	status=$?
	grep -ah 'stat::number_of_executed_units\|stat::new_units_added' \
		"$dir/log" | sed 's/^/fuzz:   /'
	[ $status -eq 0 ] && return 0
	grep -av '^#[0-9]\|NEW_FUNC' "$dir/log" | tail -n 60
	echo "fuzz: FINDING in $name, reproducer:"
	sed -n 's/.*Test unit written to \(.*\)/fuzz:   \1/p' "$dir/log"
	return 1
}
