#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-only
# What libxenlight loads with itself, and what late_*.c load when it is needed
# (TAP).
top=${top_builddir:-.}
n=0
result() { # STATUS NAME
	n=$((n + 1))
	[ "$1" = 0 ] && echo "ok $n - $2" || echo "not ok $n - $2"
}
loaded() { # FILE: the libraries it names
	readelf -dW "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'
}

# Each costs every command; what only some need is for late_*.c. libxenctrl
# brings toolcore to gnttab; a sanitizer has libraries of its own.
more=$(loaded "$top/libxl/libxenlight.so.4.17" | grep -vE \
	-e '^libxen(ctrl|store|toollog|toolcore|evtchn|foreignmemory|gnttab)\.' \
	-e '^(libyajl|libc|libm|libgcc_s|lib[aut][a-z]*san|libclang_rt|ld-linux)[.-]')
[ -z "$more" ] || echo "# libxenlight.so loads more: " $more
[ -z "$more" ]
result $? 'libxenlight loads what every command needs'

for object in "$top"/libxl/core/.libs/libxlobjs_la-late_*.o; do
	name=${object##*-late_} name=${name%.o}
	library=$(ls /usr/lib/*/libxen"$name".so.* /usr/lib*/libxen"$name".so.* \
		2>/dev/null | head -n 1)
	[ -n "$library" ] || {
		echo "ok $((n += 1)) - libxen$name # SKIP there is no libxen$name here"
		continue
	}
	soname=$(readelf -dW "$library" | sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p')
	grep -qF "$soname" "$object"
	result $? "$soname is the library that is loaded"
	passed_on=$(nm "$object" | sed -n 's/.* [TW] \(xen\|xc_\)/\1/p' | sort)
	missing=$(comm -23 <(echo "$passed_on") \
		<(nm -D "$library" | sed -n 's/.* T \([a-z_0-9]*\).*/\1/p' | sort))
	[ -z "$missing" ] || echo "# $soname has no" $missing
	[ -n "$passed_on" ] && [ -z "$missing" ]
	result $? "$soname has $(wc -w <<<"$passed_on") functions that are passed on"
done
echo "1..$n"
