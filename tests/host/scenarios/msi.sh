# SPDX-License-Identifier: GPL-2.0-only
# layers: pci
# qemu: -blockdev null-co,node-name=disk,size=67108864,read-zeroes=on
# qemu: -device nvme,serial=1,drive=disk,max_ioqpairs=4
# qemu: -device e1000e,netdev=n -netdev user,id=n
# qemu: -device virtio-net-pci,netdev=v -netdev user,id=v
# qemu: -device ich9-ahci -device intel-hda
# Devices of the machine interrupt dom0 with messages, and disks work by them.
set -e

of() { # DRIVER: its lines
	grep -E "$1" /proc/interrupts
}
count() { # DRIVER: interrupts so far, of all its lines and CPUs
	of "$1" | awk '{ for (i = 2; i <= NF && $i ~ /^[0-9]+$/; i++) n += $i }
		END { print n + 0 }'
}
fail() {
	echo "msi: $1" >&2
	cat /proc/interrupts >&2
	exit 1
}

cat /proc/interrupts
of nvme0q | grep -q msi || fail "nvme has no messages"
of 'virtio' | grep -q msi || fail "virtio has no messages"
before=$(count nvme0q)
for i in 1 2 3 4; do
	dd if=/dev/nvme0n1 of=/dev/null bs=64k count=100 skip=$((i * 100)) 2>/dev/null
done
[ "$(count nvme0q)" -ge $((before + 100)) ] || fail "nvme: too few interrupts"

# Where the interrupt goes can be chosen.
irq=$(of nvme0q1 | sed 's/^ *\([0-9]*\):.*/\1/')
if [ -d /sys/devices/system/cpu/cpu1 ]; then
	echo 2 >/proc/irq/$irq/smp_affinity || echo "affinity is the driver's own"
fi

# Taken away and given again, many times: numbers and vectors come back.
dev=$(echo /sys/bus/pci/drivers/nvme/0000:*)
dev=${dev##*/}
for i in 1 2 3 4 5 6 7 8; do
	echo "$dev" >/sys/bus/pci/drivers/nvme/unbind
	echo "$dev" >/sys/bus/pci/drivers/nvme/bind
done
n=0
until [ -b /dev/nvme0n1 ]; do
	n=$((n + 1))
	[ $n -lt 50 ] || fail "the disk does not come back"
	sleep 0.1
done
before=$(count nvme0q)
dd if=/dev/nvme0n1 of=/dev/null bs=64k count=200 2>/dev/null
[ "$(count nvme0q)" -ge $((before + 50)) ] || fail "nvme: none after rebinding"
of 'nvme|eth|virtio|ahci|hda'
