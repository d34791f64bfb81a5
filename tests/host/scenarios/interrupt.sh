# SPDX-License-Identifier: GPL-2.0-only
# layers: guest
# xl create is ended by a signal at many moments: either there is the whole
# domain or nothing of it. Then killed outright: what is left can be listed and
# destroyed. Argument: rounds (default 4).
. ./lib.sh
rounds=${1:-4}
guest g1 'echo "guest: up"' 'memory = 96'

# what xenstore and the hypervisor know of, domain 0 apart
nothing_left() {
	local path
	[ "$(xl list | wc -l)" = 2 ] || fail "left: $(xl list)"
	for path in /local/domain /libxl; do
		[ "$(xenstore-list $path 2>/dev/null | grep -cv '^0$')" = 0 ] ||
			fail "$path: $(xenstore-list $path)"
	done
	[ "$(xenstore-list /vm 2>/dev/null | wc -l)" -le 1 ] ||
		fail "/vm: $(xenstore-list /vm)"
}

# microseconds since the host's start
now() {
	local up
	read -r up _ </proc/uptime
	echo "${up/./}0000"
}

step 'the time it takes'
start=$(now)
xl create -q -e /tmp/g1.cfg
all=$(($(now) - start))
xl destroy g1
nothing_left
memory=$(free_memory)
echo "create: $((all / 1000)) ms"

step 'SIGTERM'
made=0
for i in $(seq "$rounds"); do
	xl create -q -e /tmp/g1.cfg 2>/tmp/said &
	pid=$!
	usleep $((all * i / rounds))
	kill -TERM $pid 2>/dev/null || true
	if wait $pid; then
		made=$((made + 1))
		xl destroy g1
	fi
	nothing_left
done
echo "$made of $rounds were made before the signal came"
[ "$made" -lt "$rounds" ] || fail 'no signal came in time'

step 'SIGKILL'
for i in $(seq "$rounds"); do
	xl create -q -e /tmp/g1.cfg 2>/dev/null &
	pid=$!
	usleep $((all * i / rounds))
	kill -KILL $pid 2>/dev/null || true
	wait $pid || true
	for id in $(xl list | awk 'NR > 2 { print $2 }'); do xl destroy "$id"; done
	[ "$(xl list | wc -l)" = 2 ] || fail "left: $(xl list)"
done
xl create -q /tmp/g1.cfg
xl destroy g1
[ "$(free_memory)" = "$memory" ] || fail "free memory: $memory MiB, now $(free_memory)"
