#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Boots the distribution's Xen in QEMU and calls what libxl reads and sets
# through the distribution's library and through ours: both return the same.
#
# usage: libxl-in-dom0.sh BUILD (a build tree without sanitizers)
set -eu

build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
top=$here/../..
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

${CC:-gcc} -O1 -Wall -o "$work/probe" -I"$top/libxl/include" \
	-I"$build/libxl/include" "$here/libxl/probe.c" -lxenlight -lxentoollog
cp "$here/scenarios/lib.sh" "$work/"
"$here/host" run ${HOST_CACHE:+--cache "$HOST_CACHE"} --timeout 118 --smp 2 \
	--with "$work/probe" --with "$build/libxl/libxenlight.so.4.17" \
	"$here/libxl/probe.sh"
