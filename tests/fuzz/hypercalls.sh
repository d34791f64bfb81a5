#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Builds the hypervisor's fuzzers of tests/unit/xen with clang and runs them:
# hypercalls, the same with page tables and an oracle, and the decoder.
#
#   tests/fuzz/hypercalls.sh [SECONDS]	default: 60, shared by all
#
# Environment: XMXL_FUZZ_BUILD, the build folder, kept with its corpus; with
# FUZZ_TRACE=1 the fuzzer itself prints each call when it replays one file.
# Exit status: 0 no finding, 1 a finding (the reproducer's path is printed; it
# belongs into tests/fuzz/regressions/NAME, which every run replays first), 2
# they could not be built, 77 there is no clang.
set -u
seconds=${1:-60}
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
build=${XMXL_FUZZ_BUILD:-$top/build-fuzz}/hypercalls

command -v clang >/dev/null || {
	echo "fuzz: no clang here; install it with: apt-get install clang" >&2
	exit 77
}
mkdir -p "$build"
make -s -j2 -C "$top/tests/unit/xen" fuzz_hypercalls fuzz_pv fuzz_decode \
	CC=clang FUZZ=1 O="$build" >"$build.make.out" 2>&1 || {
	tail -n 40 "$build.make.out" >&2
	exit 2
}

# fuzz NAME PROGRAM SECONDS LENGTH
fuzz() {
	local dirs=("$build/$1.corpus") log="$build/$1.log" status

	mkdir -p "${dirs[0]}" "$build/findings"
	# What earlier searches found worth keeping: a short run begins there.
	if [ -f "$here/$1.seeds.tar.xz" ] && [ -z "$(ls -A "${dirs[0]}")" ]; then
		tar -xJf "$here/$1.seeds.tar.xz" -C "${dirs[0]}" || exit 2
	fi
	echo "fuzz: $1, $3 s"
	[ -d "$here/regressions/$1" ] && dirs+=("$here/regressions/$1")
	"$2" -max_total_time="$3" -timeout=20 -rss_limit_mb=2048 \
		-max_len="$4" -len_control=20 -print_final_stats=1 \
		-artifact_prefix="$build/findings/" "${dirs[@]}" \
		>"$log" 2>&1
	status=$?
	grep -ah 'stat::number_of_executed_units\|stat::new_units_added' \
		"$log" | sed 's/^/fuzz:   /'
	[ $status -eq 0 ] && return 0
	grep -av '^#[0-9]\|NEW_FUNC' "$log" | tail -n 60
	echo "fuzz: FINDING in $1, reproducer:"
	sed -n 's/.*Test unit written to \(.*\)/fuzz:   \1/p' "$log"
	return 1
}

failed=0
fuzz fuzz_hypercalls "$build/fuzz_hypercalls" $((seconds * 2 / 5 + 1)) 1500 ||
	failed=1
fuzz fuzz_pv "$build/fuzz_pv" $((seconds / 2 + 1)) 1500 || failed=1
fuzz fuzz_decode "$build/fuzz_decode/run" $((seconds / 10 + 1)) 15 || failed=1
exit $failed
