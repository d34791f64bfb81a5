#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Builds all fuzz targets with clang, AddressSanitizer and UBSan in a folder of
# its own and runs each for a bounded time.
#
#   tests/fuzz/run.sh [SECONDS-PER-TARGET|repeatable [TARGET...]]
#							default: 60, all
#
# Environment: XMXL_FUZZ_BUILD, the build folder (default build-fuzz beside the
# checkout's top; kept, so that later runs are quick and continue their corpus).
# Exit status: 0 no finding, 1 a finding (the reproducer's path is printed, and
# replayed first by every run once it is moved to tests/fuzz/regressions/),
# 2 the targets could not be built, 77 there is no clang.

set -u
limit=${1:-60}
shift $(($# > 0 ? 1 : 0))
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
build=${XMXL_FUZZ_BUILD:-$top/build-fuzz}
. "$here/search.sh"

command -v clang >/dev/null || {
	echo "fuzz: no clang here; install it with: apt-get install clang" >&2
	exit 77
}

configure() {
	[ -x "$top/configure" ] || (cd "$top" && ./autogen.sh) || return
	mkdir -p "$build" && cd "$build" || return
	[ -f Makefile ] && [ Makefile -nt "$top/configure" ] && return
	"$top/configure" CC=clang --enable-fuzzers --enable-sanitizers \
		--enable-maintainer-mode CFLAGS='-O1 -g' >configure.out 2>&1 || {
		tail -n 20 configure.out >&2
		return 1
	}
}

compile() {
	FUZZ_PROGRAMS=$targets make -s -j2 fuzz-programs >make.out 2>&1 || {
		tail -n 40 make.out >&2
		return 1
	}
}

configure || exit 2
all=$(make -s --no-print-directory print-fuzz-programs | tail -n 1) || exit 2
targets=
for t in $all; do
	if [ $# -eq 0 ]; then
		targets="$targets $t"
		continue
	fi
	for wanted; do
		[ "${t##*/}" = "$wanted" ] && targets="$targets $t"
	done
done
[ -n "$targets" ] || { echo "fuzz: no such target; there are: $all" >&2; exit 2; }
compile || exit 2

failed=0
for t in $targets; do
	search "${t##*/}" "$build/$t" "$build/$t.d" "$limit" || failed=1
done
[ $failed -eq 0 ] && echo "fuzz: no findings"
exit $failed
