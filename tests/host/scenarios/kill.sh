# SPDX-License-Identifier: GPL-2.0-only
# layers: guest
# xl dies by kill -9 in the middle of a command: whatever is left can be listed
# and destroyed, and then nothing is left.
#
# kill.sh [create|destroy [MOMENTS [FIRST LAST [KERNEL]]]]: the moments are
# spread evenly over the time that the command takes; FIRST to LAST of them are
# tried, so that many fit into several short runs. A small kernel makes it quick.
. ./lib.sh
what=${1:-create}
moments=${2:-8}
first=${3:-0}
last=${4:-$((moments - 1))}
kernel=${5:-/scenario/vmlinuz}

cat >/tmp/k.cfg <<CFG
name = "k"
type = "pv"
kernel = "$kernel"
memory = 32
CFG

# what a host has when there is no guest, in a form to be compared
traces() {
	xenstore-ls -fp | grep -v '^/local/domain/0/memory'
	ls /var/lib/xen
	ls /sys/class/block | grep '^loop.*p' || true
	local p name
	for p in /proc/[0-9]*; do
		read -r name 2>/dev/null <"$p/comm" || continue
		[ "$name" != xl ] || echo "$p"
	done
}

ids() { xl list | awk 'NR > 1 && $(NF - 4) + 0 > 0 { print $(NF - 4) }'; }

# destroys every guest there is, by its id: a name need not be there
clean() {
	local id
	for id in $(ids); do
		xl destroy "$id" || fail "domain $id cannot be destroyed"
	done
	gone() { [ -z "$(ids)" ]; }
	wait_for 10 gone
}

same() {
	traces >/tmp/now
	diff /tmp/before /tmp/now >/tmp/diff || {
		cat /tmp/diff >&2
		fail "$1: something is left"
	}
}

microseconds() {
	local s
	read -r s _ </proc/uptime
	echo $((10#${s/./} * 10000))
}

# took COMMAND...: how many microseconds it takes
took() {
	local from
	from=$(microseconds)
	"$@" >/dev/null 2>&1 || fail "$*"
	echo $(($(microseconds) - from))
}

# killed MICROSECONDS COMMAND...: runs it for no longer than that
killed() {
	local time=$1 pid
	shift
	"$@" >/dev/null 2>&1 &
	pid=$!
	usleep "$time"
	kill -9 $pid 2>/dev/null || true
	wait $pid 2>/dev/null || true
}

new() { xl create -q -p -e /tmp/k.cfg; }
create() { killed "$1" xl create -q -p -e /tmp/k.cfg; }
destroy() { new; killed "$1" xl destroy k; }

new
clean
traces >/tmp/before
free=$(free_memory)
time_create=$(took new)
time_destroy=$(took xl destroy k)
time=time_$what
step "$what takes $((${!time} / 1000)) ms; killed at moments $first to $last of $moments"
left=0
for i in $(seq "$first" "$last"); do
	at=$((${!time} * i / moments))
	$what $at
	found=$(ids)
	[ -z "$found" ] || left=$((left + 1))
	clean
	same "$what killed after $at us"
	echo "moment $i: ${found:+a domain was left, and }nothing remains"
done
back() { [ "$(free_memory)" -ge $((free - 1)) ]; }
wait_for 10 back
echo "$((last - first + 1)) killed, $left of them left a domain, nothing is left of them"
