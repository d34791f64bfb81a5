#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# make install: below the prefix and nowhere else, and what is there works.
. "$(dirname "$0")/tap.sh"

root=$scratch/root
prefix=$(sed -n 's/^prefix = //p' "$top_builddir/Makefile")
run make -s -C "$top_builddir" install DESTDIR="$root"
check 'make install' status_is 0
outside() {
	(cd "$root" && find . ! -type d ! -path ".$prefix/*")
}
check 'everything is below the prefix' eval '[ -z "$(outside)" ]'
at() { [ -e "$root$prefix/$1" ]; }
check 'both programs' eval 'at bin/xl && at bin/xm'
for page in xl.1 xm.1 xl-convert.1 xm.cfg.5 xmxl-python.7 xmxl-diagnostics.7; do
	check "the page of $page" at "share/man/man${page##*.}/$page"
done

printf 'name = "g"\nkernel = "/boot/k"\nextra = "ab"\n' >g.cfg
run "$root$prefix/bin/xl" create -n -q g.cfg
check 'the installed xl reads a config' eval 'status_is 0 && prints "\"ab\""'
run "$root$prefix/bin/xm" create -n g.cfg
check 'and so does its xm' eval 'status_is 0 && prints "\(name g\)"'

if [ -e "$top_builddir/xl/xl-live.la" ]; then
	service=$root$prefix/libexec/xmxl/domains
	unit=$root$prefix/lib/systemd/system/xmxl-domains.service
	check 'live commands stand beside our libxenlight' eval \
		'at lib/xmxl/xl-live.so && at lib/xmxl/libxenlight.so.4.17'
	check 'nothing takes ours for the distribution'"'"'s' eval \
		'! at lib/libxenlight.so && ! at include/libxl.h'
	check 'the service names what is installed' eval \
		'[ -x "$service" ] && grep -q "^ExecStart=$prefix/libexec/xmxl/domains start" "$unit"'
	check 'its page' at share/man/man8/xmxl-domains.8
else
	skip 'live commands' 'built without them'
fi

# A host's configs are where they always were, whatever the prefix.
read_from() { strings -a "$root$prefix/bin/xl" | grep -qx "$1"; }
command -v strings >/dev/null &&
	check 'settings are read from the folder of configs' read_from \
		"$(sed -n 's/^xenconfdir = //p' "$top_builddir/Makefile")/xmxl.conf"

run make -s -C "$top_builddir" uninstall DESTDIR="$root"
left() { find "$root" ! -type d; }
check 'make uninstall takes all of it away' eval \
	'status_is 0 && [ -z "$(left)" ]'
finish
