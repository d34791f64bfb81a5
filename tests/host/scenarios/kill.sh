# SPDX-License-Identifier: GPL-2.0-only
# layers: guest
# xl dies by kill -9 in the middle of create and destroy: whatever is left can
# be listed and destroyed, and then nothing is left. MOMENTS of each, spread
# evenly over the time that the command takes; a KERNEL that is small makes it
# quick.
. ./lib.sh
moments=${1:-20}
kernel=${2:-/scenario/vmlinuz}

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
	for p in /proc/[0-9]*; do
		tr '\0' ' ' <$p/cmdline 2>/dev/null | grep '^xl ' || true
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

xl create -q -p -e /tmp/k.cfg
clean
traces >/tmp/before
free=$(free_memory)
create=$(took xl create -q -p -e /tmp/k.cfg)
destroy=$(took xl destroy k)
echo "create takes $((create / 1000)) ms, destroy $((destroy / 1000)) ms"

step "create, killed at $moments moments"
left=0
for i in $(seq 0 $((moments - 1))); do
	killed $((create * i / moments)) xl create -q -p -e /tmp/k.cfg
	[ -z "$(ids)" ] || left=$((left + 1))
	clean
	same "create killed after $((create * i / moments)) us"
done
echo "$left of them left a domain"

step "destroy, killed at $moments moments"
left=0
for i in $(seq 0 $((moments - 1))); do
	xl create -q -p -e /tmp/k.cfg
	killed $((destroy * i / moments)) xl destroy k
	[ -z "$(ids)" ] || left=$((left + 1))
	clean
	same "destroy killed after $((destroy * i / moments)) us"
done
echo "$left of them left a domain"

back() { [ "$(free_memory)" -ge $((free - 1)) ]; }
wait_for 10 back
echo "memory is back: $(free_memory) MiB"
