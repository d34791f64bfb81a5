#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0-only
# Unprivileged guests that make random hypercalls, one after the other.
#   host run --with BUILD/fuzz.elf:/scenario/fuzz.elf ... scenarios/fuzz.sh [SECONDS [SEED]]
# A guest may well crash itself; the host has to go on as if nothing happened.
seconds=${1:-60}
seed=${2:-1}
each=8
free=$(xl info free_memory)
end=$(($(cut -d. -f1 /proc/uptime) + seconds))
n=0
while [ "$(cut -d. -f1 /proc/uptime)" -lt $end ]; do
	cat >/tmp/fuzz.cfg <<CFG
name = "fuzz"
type = "pv"
kernel = "/scenario/fuzz.elf"
memory = 32
vcpus = 1
extra = "seed=$seed seconds=$each acts=$((seed % 2))"
on_poweroff = "destroy"
on_crash = "destroy"
on_reboot = "destroy"
CFG
	xl create -q /tmp/fuzz.cfg || exit 1
	t=0
	while xl domid fuzz >/dev/null 2>&1; do
		sleep 1
		t=$((t + 1))
		if [ $t -gt $((each + 20)) ]; then
			echo "seed $seed: still there after $t s"
			xl destroy fuzz || exit 1
		fi
	done
	n=$((n + 1))
	seed=$((seed + 1))
done
sleep 2
xl list
echo "$n guests, free memory $free MB before, $(xl info free_memory) MB after"
[ "$(xl info free_memory)" -ge $((free - 1)) ] || exit 1
