# SPDX-License-Identifier: GPL-2.0-only
# layers: guest
# qemu: -object memory-backend-ram,id=m0,size=768M
# qemu: -object memory-backend-ram,id=m1,size=1280M
# qemu: -numa node,nodeid=0,cpus=0,memdev=m0 -numa node,nodeid=1,cpus=1,memdev=m1
# qemu: -numa dist,src=0,dst=1,val=25
# A machine of two nodes (for --smp 2 and 2048 MiB): sizes, distances, CPUs, and
# where libxl and the hypervisor put a guest.
. ./lib.sh

# free memory of a node, in MiB
node_free() {
	xl info -n | awk -v n="$1:" '/^numa_info/ { on = 1 }
		on && $1 == n { print $3; exit }'
}

xl info -n | sed -n '/^nr_cpus/p; /^nr_nodes/p; /^cpu_topology/,/^xen_major/p'
expect '^nr_nodes  *: 2' xl info
expect '^ *1: .*25,10' xl info -n
expect '^  *1: .* 1$' xl info -n

guest g1 'echo "guest: up"' 'memory = 256'
for n in 0 1; do eval "before$n=$(node_free $n)"; done
xl create -q -p /tmp/g1.cfg
for n in 0 1; do eval "with$n=$(node_free $n)"; done
xl vcpu-list g1
xl destroy g1
for n in 0 1; do eval "after$n=$(node_free $n)"; done
echo "free on the nodes: $before0 and $before1 MiB; with a guest of 256:" \
	"$with0 and $with1; without: $after0 and $after1"
[ "$((before0 + before1))" = "$((after0 + after1))" ] || fail 'memory is missing'
[ $((before0 + before1 - with0 - with1)) -ge 250 ] || fail 'the guest has none'
