# SPDX-License-Identifier: GPL-2.0-only
# In dom0, started by live.py: how long create, list and destroy take, and how
# much memory at most, with the distribution's xl and with ours (in /opt/xmxl) by
# turns. Arguments: guests, how often each runs list and destroy.
. ./lib.sh
guests=${1:-50}
lists=${2:-10}

debian() { xl "$@"; }
ours() { /opt/xmxl/xl "$@"; }

# measure NAME WHO COMMAND...: notes what it took, in microseconds
declare -A samples
measure() {
	local name="$1 $2" who=$2 from
	shift 2
	from=${EPOCHREALTIME/./}
	$who "$@" >/dev/null
	samples[$name]+="$((${EPOCHREALTIME/./} - from)) "
}
say() { # NAME: the medians, which other work of the machine does not move
	local who
	for who in debian ours; do
		set -- "$1" $(tr ' ' '\n' <<<"${samples[$1 $who]}" | grep . | sort -n)
		echo "TIME $1 $who ${@:$((($# - 1) / 2 + 2)):1} $(($# - 1))"
	done
}
# What of the files a process has mapped counts as its memory depends on what is
# cached just then: live.py takes the least of several.
peak() { # NAME WHO COMMAND...: the most memory it had, in KiB
	local name="$1 $2" who=$2 path=
	shift 2
	[ "$who" = debian ] || path=/opt/xmxl
	/bin/busybox time -v "${path:+$path/}xl" "$@" \
		2>/tmp/time >/dev/null
	echo "PEAK $name $(sed -n 's/.*Maximum resident set size.*: //p' /tmp/time)"
}
turn() { [ $(($1 % 2)) = 0 ] && echo ours || echo debian; }

cat >/tmp/guest.cfg <<CFG
type = "pv"
kernel = "/opt/xmxl/guest.elf"
memory = 8
CFG
echo "guests $guests"
for i in $(seq "$guests"); do
	measure create "$(turn "$i")" create -q -p /tmp/guest.cfg "name='g$i'"
done
say create
[ "$(xl list | wc -l)" = $((guests + 2)) ] || fail "$(xl list | wc -l) lines of xl list"
for i in $(seq $((lists * 2))); do measure list "$(turn "$i")" list; done
say list
for i in 1 2 3; do
	for who in debian ours; do
		peak list $who list
		peak list-l $who list -l
		peak create $who create -q -p /tmp/guest.cfg "name='p$who'"
		peak destroy $who destroy "p$who"
	done
done
for i in $(seq $((lists * 2))); do measure destroy "$(turn "$i")" destroy "g$i"; done
say destroy
