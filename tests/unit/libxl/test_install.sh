#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-only
# make install below a scratch folder: what xl needs lies where xl looks for it,
# and make uninstall takes all of it away again (TAP).
top=${top_builddir:-.}
[ -e "$top/xl/.libs/xl-live.so" ] || {
	echo '1..0 # SKIP this build has no live commands'
	exit 0
}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch" "$scratch.log"' EXIT
n=0
result() { # STATUS NAME
	n=$((n + 1))
	[ "$1" = 0 ] && echo "ok $n - $2" || echo "not ok $n - $2"
}
# a variable of the Makefile, as a path below the scratch folder
place() {
	echo "$scratch$(make -s -C "$top" -f Makefile -f - show <<<"show:
	@echo '\$($1)'" | tail -n 1)"
}
quietly() { # COMMAND...: its output only if it fails
	"$@" >"$scratch.log" 2>&1 || { sed 's/^/# /' "$scratch.log"; return 1; }
}
unset MAKEFLAGS MFLAGS MAKELEVEL

quietly make -C "$top" install DESTDIR="$scratch"
result $? 'it installs'
missing=
for file in "$(place bindir)"/{xl,xm} "$(place pkglibdir)"/{xl-live.so,libxenlight.so.4.17,libxlutil.so.4.17} \
	"$(place pkgincludedir)"/{libxl.h,_libxl_types.h,libxl/device.h} \
	"$(place pkglibdir)"/pkgconfig/{xenlight,xlutil}.pc \
	"$(place mandir)"/man1/{xl,xm}.1 "$(place datadir)"/bash-completion/completions/{xl,xm}; do
	[ -e "$file" ] || { missing=1; echo "# $file is missing"; }
done
result "${missing:-0}" 'all of it is there'
runpath=$(readelf -d "$(place pkglibdir)/xl-live.so" | sed -n 's/.*runpath: \[\(.*\)\]/\1/p')
# First; what the builder's own LDFLAGS name may follow.
[ "$scratch${runpath%%:*}" = "$(place pkglibdir)" ]
result $? "xl looks for libxenlight where it is installed"
"$(place bindir)/xl" help >/dev/null
result $? 'the installed xl runs'
quietly make -C "$top" uninstall DESTDIR="$scratch"
result $? 'it uninstalls'
left=$(find "$scratch" ! -type d)
[ -z "$left" ] || echo "$left" | sed 's/^/# left: /'
[ -z "$left" ]
result $? 'nothing is left of it'
echo "1..$n"
