#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Builds the hypercall fuzzer of tests/unit/xen/fuzz with clang and runs it.
#
#   tests/fuzz/hypercalls.sh [SECONDS]	default: 60
#
# Environment: XMXL_FUZZ_BUILD, the build folder, kept with its corpus; with
# FUZZ_TRACE=1 the fuzzer itself prints each call when it replays one file.
# Exit status: 0 no finding, 1 a finding (the reproducer's path is printed; it
# belongs into tests/fuzz/regressions/fuzz_hypercalls, which every run replays
# first), 2 the fuzzer could not be built, 77 there is no clang.
set -u
seconds=${1:-60}
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
build=${XMXL_FUZZ_BUILD:-$top/build-fuzz}/hypercalls
regressions=$here/regressions/fuzz_hypercalls

command -v clang >/dev/null || {
	echo "fuzz: no clang here; install it with: apt-get install clang" >&2
	exit 77
}
mkdir -p "$build/corpus" "$build/findings"
make -s -j2 -C "$top/tests/unit/xen" fuzz_hypercalls CC=clang FUZZ=1 \
	O="$build" >"$build/make.out" 2>&1 || {
	tail -n 40 "$build/make.out" >&2
	exit 2
}
# What earlier searches found worth keeping, so that a short run begins there.
[ -n "$(ls -A "$build/corpus")" ] ||
	tar -xJf "$here/fuzz_hypercalls.seeds.tar.xz" -C "$build/corpus" || exit 2
echo "fuzz: fuzz_hypercalls, $seconds s"
dirs=("$build/corpus")
[ -d "$regressions" ] && dirs+=("$regressions")
"$build/fuzz_hypercalls" -max_total_time="$seconds" -timeout=20 \
	-rss_limit_mb=2048 -max_len=1500 -len_control=20 -print_final_stats=1 \
	-artifact_prefix="$build/findings/" "${dirs[@]}" >"$build/log" 2>&1
status=$?
grep -ah 'stat::number_of_executed_units\|stat::new_units_added' "$build/log" |
	sed 's/^/fuzz:   /'
[ $status -eq 0 ] && exit 0
grep -av '^#[0-9]\|NEW_FUNC' "$build/log" | tail -n 60
echo "fuzz: FINDING in fuzz_hypercalls, reproducer:"
sed -n 's/.*Test unit written to \(.*\)/fuzz:   \1/p' "$build/log"
exit 1
