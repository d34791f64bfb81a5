#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Boots the distribution's Xen in QEMU and runs the clients of libxl/ there, on
# the distribution's library and on ours: both answer the same, to programs
# compiled against the system's headers and against ours.
#
# usage: libxl-in-dom0.sh BUILD (a build tree without sanitizers)
set -eu

build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
top=$here/../..
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# compile NAME SUFFIX FLAG...
compile() {
	local name=$1 suffix=$2
	shift 2
	${CC:-gcc} -O1 -Wall -o "$work/$name-$suffix" "$@" \
		"$here/libxl/$name.c" -lxenlight -lxentoollog
	with+=(--with "$work/$name-$suffix")
}

with=()
for name in probe hooks waits; do
	compile $name system
	compile $name ours -I"$top/libxl/include" -I"$build/libxl/include"
done
make -s -C "$top/tests/guests" O="$work" "$work/entry.elf"
"$here/host" run ${HOST_CACHE:+--cache "$HOST_CACHE"} --timeout 300 --smp 2 \
	"${with[@]}" --with "$work/entry.elf:/scenario/guest.elf" \
	--with "$build/libxl/libxenlight.so.4.17" "$here/libxl/clients.sh"
