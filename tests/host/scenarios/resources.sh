# SPDX-License-Identifier: GPL-2.0-only
# layers: guest
# hypervisor: sched=credit
# Memory and CPU of a running guest: mem-set, vcpu-set, vcpu-pin, sched-credit.
. ./lib.sh

guest g1 'echo "guest: up"
while :; do
	# what udev does on a distribution
	[ ! -e /sys/devices/system/cpu/cpu1 ] || echo 1 >/sys/devices/system/cpu/cpu1/online
	echo "guest: $(nproc) cpus, $(sed -n "s/MemTotal: *//p" /proc/meminfo)"
	sleep 1
done' 'maxmem = 256' 'memory = 192' 'vcpus = 1' 'maxvcpus = 2'
xl create -q /tmp/g1.cfg
console g1
said g1 'guest: 1 cpus' 60

step mem-set
xl mem-set g1 128
shrunk() { [ "$(xl list g1 | awk 'NR == 2 { print $3 }')" -le 130 ]; }
wait_for 40 shrunk
xl mem-set g1 192
grown() { [ "$(xl list g1 | awk 'NR == 2 { print $3 }')" -ge 190 ]; }
wait_for 40 grown

step vcpu-set
xl vcpu-set --ignore-host g1 2
said g1 'guest: 2 cpus' 20

step vcpu-pin
xl vcpu-pin g1 0 0
# the only CPU of a host is all of them
only=0
[ "$(xl info | sed -n 's/^nr_cpus *: //p')" != 1 ] || only=all
expect "^g1  *[0-9]*  *0  *[0-9-].* $only / " xl vcpu-list g1
xl vcpu-pin g1 0 all
expect ' all / ' xl vcpu-list g1

step sched-credit
xl sched-credit -d g1 -w 512 -c 50
expect '^g1  *[0-9]*  *512  *50' xl sched-credit
xl destroy g1
