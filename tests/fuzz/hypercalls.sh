#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Builds the hypervisor's fuzzers of tests/unit/xen with clang and runs them:
# hypercalls, the same with page tables and an oracle, and the decoder.
#
#   tests/fuzz/hypercalls.sh [SECONDS|repeatable]	default: 60, shared by all
#
# Environment: XMXL_FUZZ_BUILD, the build folder, kept with its corpus; with
# FUZZ_TRACE=1 the fuzzer itself prints each call when it replays one file.
# Exit status: 0 no finding, 1 a finding (the reproducer's path is printed; it
# belongs into tests/fuzz/regressions/NAME, which every run replays first), 2
# they could not be built, 77 there is no clang.
set -u
limit=${1:-60}
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
build=${XMXL_FUZZ_BUILD:-$top/build-fuzz}/hypercalls
. "$here/search.sh"

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

# fuzz NAME PROGRAM LENGTH PARTS: PARTS of ten of the seconds.
fuzz() {
	local dir="$build/$1.search" time=$limit

	# What earlier searches found worth keeping: a short run begins there.
	if [ -f "$here/$1.seeds.tar.xz" ] && [ ! -d "$dir/seeds" ]; then
		mkdir -p "$dir/seeds" &&
			tar -xJf "$here/$1.seeds.tar.xz" -C "$dir/seeds" || exit 2
	fi
	[ "$limit" = repeatable ] || time=$((limit * $4 / 10 + 1))
	search "$1" "$2" "$dir" "$time" -max_len="$3" -len_control=20
}

failed=0
fuzz fuzz_hypercalls "$build/fuzz_hypercalls" 1500 4 || failed=1
fuzz fuzz_pv "$build/fuzz_pv" 1500 5 || failed=1
fuzz fuzz_decode "$build/fuzz_decode/run" 15 1 || failed=1
exit $failed
