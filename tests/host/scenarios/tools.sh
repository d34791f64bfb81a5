# SPDX-License-Identifier: GPL-2.0-only
# The tools that only look: list, info, dmesg, vcpu-list, uptime, top.
. ./lib.sh
step info
expect '^xen_major  *: 4' xl info
expect '^xen_minor  *: 17' xl info
expect '^xen_caps  *:.*xen-3.0-x86_64' xl info
expect '^nr_cpus' xl info
step list
expect '^Domain-0  *0 ' xl list
expect '"domid": 0' xl list -l
step vcpu-list
expect '^Domain-0  *0  *0 ' xl vcpu-list
step dmesg
expect '(XEN)' xl dmesg
step uptime
expect '^Domain-0' xl uptime
step top
expect 'Domain-0' xentop -b -i 1
step /sys/hypervisor
expect xen cat /sys/hypervisor/type
expect 4 cat /sys/hypervisor/version/major
expect 17 cat /sys/hypervisor/version/minor
step debug-keys
xl debug-keys h
step 'devices of a domain without any'
expect '^Idx BE .*Uuid' xl vtpm-list 0
expect '^Idx BE state .*connection' xl channel-list 0
expect '^Idx BE handle state' xl vkb-list 0
for list in pci-list usb-list pci-assignable-list; do
	case $list in
	*assignable*) out=$(xl $list) ;;
	*) out=$(xl $list 0) ;;
	esac
	[ -z "$out" ] || fail "xl $list: $out"
done
