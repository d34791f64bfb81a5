#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Converts configs, boots the distribution's Xen in QEMU, and has its own xl
# print each converted file: the domain must be the one ours prints.
#
# usage: xl-in-dom0.sh XL PATH... (XL: our xl; PATH: configs or folders)
set -eu

xl=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/cfg" "$work/conv"

"$xl" convert -r -o "$work/conv" --report-file "$work/report" "$@" || [ $? -lt 2 ] ||
	echo "some files are refused; see tests/corpus for those" >&2
find "$work/conv" -type f | sort | while read -r f; do
	name=$(printf '%s' "${f#"$work/conv/"}" | tr '/ ' '__')
	name=${name%.cfg}
	cp "$f" "$work/cfg/$name.cfg"
	"$xl" create -n "$f" 2>/dev/null |
		sed -e '/^Parsing config from/d' -e '/"uuid":/d' >"$work/cfg/$name.json"
done
echo "$(ls "$work/cfg"/*.cfg | wc -l) converted files"
"$here/host" run ${HOST_CACHE:+--cache "$HOST_CACHE"} --timeout 600 --smp 32 --thread single --append dom0_max_vcpus=1 \
	--with "$work/cfg:/scenario/cfg" "$here/scenarios/xl-dry-run.sh"
