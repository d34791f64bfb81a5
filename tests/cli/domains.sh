#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# xmxl-domains(8): which guests come and go with the host. The host is a made-up
# one: a folder with a file for each running guest, which holds its name.
. "$(dirname "$0")/tap.sh"

service=$top_builddir/xl/service/domains
[ -x "$service" ] || {
	echo "1..0 # SKIP built without live commands"
	exit 0
}

mkdir host auto
cat >fake-xl <<'XL'
#!/bin/sh
# create -n is the real one's. A guest called stubborn does not shut down.
host=$FAKE_HOST
echo "$*" >>"$host.calls"
case $1 in
domid)
	[ -n "$(grep -lxF -- "$2" "$host"/* 2>/dev/null)" ]
	;;
list)
	echo "Name                ID   Mem VCPUs	State	Time(s)"
	echo "Domain-0             0  1024     2     r-----      12.3"
	for id in "$host"/*; do
		[ ! -f "$id" ] ||
			printf '%-18s %3s   128     1     -b----       0.1\n' \
				"$(cat "$id")" "${id##*/}"
	done
	;;
shutdown)
	[ "$2" = -F ] && shift
	[ -f "$host/$2" ] || exit 1
	[ "$(cat "$host/$2")" = stubborn ] || rm "$host/$2"
	;;
create)
	shift
	[ "$1" != -n ] || exec "$REAL_XL" create "$@"
	[ "$1" != -q ] || shift
	name=$("$REAL_XL" create -n -q "$1" | sed -n 's/^ *"name": "\(.*\)",*/\1/p' |
		head -1)
	[ -n "$name" ] || exit 1
	[ "$name" != broken ] || { echo "no memory for broken" >&2; exit 1; }
	n=$(ls "$host" | wc -l)
	echo "$name" >"$host/$((n + 1))"
	;;
esac
XL
chmod +x fake-xl
export XMXL_XL=$PWD/fake-xl REAL_XL=$XL FAKE_HOST=$PWD/host
export XMXL_XENDOMAINS=$PWD/xendomains
unset JOURNAL_STREAM

settings() { printf '%s\n' "XENDOMAINS_AUTO=$PWD/auto" "$@" >xendomains; }
guest() { printf 'name = "%s"\nkernel = "/boot/k"\nmemory = 64\n' "$1"; }
guests() { cat host/* 2>/dev/null | tr '\n' ' '; }
runs() { [ "$(guests)" = "$*${1:+ }" ]; }
fresh() {
	rm -rf host auto
	mkdir host auto
	: >host.calls
}

fresh
settings
run "$service" start
check 'an empty folder: nothing to do' status_is 0
run "$service" stop
check 'no guest: nothing to stop' eval 'status_is 0 && [ -z "$out$err" ]'

guest db >auto/20-db
guest web >auto/10-web
guest old >auto/web~
guest old >auto/30-x.dpkg-old
run "$service" start
check 'guests start in the order of the files' eval 'status_is 0 && runs web db'
check 'each is named' eval 'prints "10-web: web is started"'
run "$service" start
check 'what runs is left alone' eval \
	'status_is 0 && runs web db && prints "web is running already"'
run "$service" status
check 'status: all are running' eval 'status_is 0 && prints "db is running"'
run "$service" stop
check 'all are shut down' eval 'status_is 0 && runs'
run "$service" status
check 'status: 3 when one is not running' eval \
	'status_is 3 && prints "web is not running"'

fresh
mkdir old
guest linked >old/l.cfg
ln -s ../old/l.cfg auto/l
ln -s ../old/gone.cfg auto/m
guest broken >auto/a
guest 'a b' >auto/space
echo 'name = = 3' >auto/z
run "$service" start
check 'those that fail do not keep others from starting' eval \
	'status_is 1 && runs linked "a b"'
check 'a failure is named with its reason' eval \
	'says "no memory for broken" && says "auto/a: broken is not started"'
check 'so is a file that cannot be read' eval \
	'says "auto/z:1" && says "auto/z: the guest is not started"'
check 'and a link to nothing' says 'auto/m: a link to nothing'
JOURNAL_STREAM=1:2 run "$service" start
check 'errors have their level in the journal' says '^<3>.*broken is not started'
run "$service" stop
check 'a name with a space is shut down' eval 'status_is 0 && runs'

if has_python; then
	fresh
	cat >auto/p <<-'CFG'
		import os
		name = "p%d" % (2 * 21)
		kernel = "/boot/k"
	CFG
	run "$service" start
	check 'a config that is a program' eval 'status_is 0 && runs p42'
else
	skip 'a config that is a program' 'built without Python'
fi

fresh
guest web >auto/web
echo other >host/7
settings XENDOMAINS_AUTO_ONLY=true
run "$service" start
run "$service" stop
check 'XENDOMAINS_AUTO_ONLY: others are left alone' eval \
	'status_is 0 && runs other'

settings XENDOMAINS_STOP_MAXWAIT=2
echo stubborn >host/8
run "$service" stop
check 'one that does not end is named' eval \
	'status_is 1 && says "stubborn .domain 8. is still there after 2 seconds"'
check 'and the others are gone' runs stubborn

fresh
echo web >host/1
settings XENDOMAINS_SHUTDOWN=
run "$service" stop
check 'XENDOMAINS_SHUTDOWN empty: guests stay' eval 'status_is 0 && runs web'

settings "XENDOMAINS_SAVE=$PWD/saves" XENDOMAINS_RESTORE=true
mkdir saves
: >saves/x
run "$service" stop
check 'guests that were to be saved are shut down, and it is said' eval \
	'status_is 0 && runs && prints "not saved"'
run "$service" start
check 'a saved guest is named and left alone' eval \
	'says "saves/x: a saved guest" && [ -e saves/x ]'

settings XENDOMAINS_STOP_MAXWAIT=soon
run "$service" stop
check 'settings that make no sense' eval \
	'status_is 2 && says "XENDOMAINS_STOP_MAXWAIT=soon: not a number"'
run "$service" dance
check 'a word that it does not know' eval 'status_is 2 && says usage'

# The unit is what systemd takes.
if command -v systemd-analyze >/dev/null; then
	mkdir units
	sed 's|=/.*libexec/.*/domains|=/bin/true|' \
		"$top_builddir/xl/service/xmxl-domains.service" \
		>units/xmxl-domains.service
	run env SYSTEMD_UNIT_PATH="$PWD/units:/lib/systemd/system" \
		systemd-analyze verify --man=no units/xmxl-domains.service
	check 'systemd takes the unit' eval 'status_is 0 && ! says xmxl-domains'
else
	skip 'systemd takes the unit' 'no systemd-analyze here'
fi
finish
