# SPDX-License-Identifier: GPL-2.0-only
# layers: guest,qemu
# Disks that QEMU serves: a raw and a qcow2 image written by the guest and read
# back here, and a qcow2 image attached and detached while it runs.
# Argument: MiB of each (default 4).
. ./lib.sh
mib=${1:-4}
qemu-img create -q -f raw /run/a.raw "${mib}M"
qemu-img create -q -f qcow2 /run/b.qcow2 "${mib}M"
qemu-img create -q -f qcow2 /run/c.qcow2 "${mib}M"
guest_modules='xen-blkfront' guest g1 "fill() {
	while [ ! -b /dev/\$1 ]; do usleep 100000; done
	dd if=/dev/urandom of=/dev/\$1 bs=64k count=$((mib * 16)) 2>/dev/null
	sync
	echo \"guest: \$1 \$(dd if=/dev/\$1 bs=64k 2>/dev/null | sha256sum)\"
}
fill xvda; fill xvdb; echo 'guest: both'; fill xvdc
while [ -b /dev/xvdc ]; do usleep 100000; done
echo 'guest: one less'" 'disk = [
	"format=raw, backendtype=qdisk, vdev=xvda, access=rw, target=/run/a.raw",
	"format=qcow2, vdev=xvdb, access=rw, target=/run/b.qcow2" ]'

# what the guest said it read of a disk
theirs() { sed -n "s/.*guest: $1 \([0-9a-f]*\).*/\1/p" /tmp/g1.console; }
# same DISK FILE FORMAT: the image holds that
same() {
	local sum
	qemu-img convert -U -f "$3" -O raw "$2" /run/plain
	sum=$(sha256sum </run/plain)
	[ "$(theirs "$1")" = "${sum%% *}" ] ||
		fail "$1 was $(theirs "$1"), $2 is ${sum%% *}"
}

step 'two disks from the start'
xl create -q /tmp/g1.cfg
console g1
said g1 'guest: both' 90
expect '^51712 .*qdisk' xl block-list g1
expect '^51728 .*qdisk' xl block-list g1

step 'one more'
xl block-attach g1 'format=qcow2, vdev=xvdc, access=rw, target=/run/c.qcow2'
said g1 'guest: xvdc' 60
xl block-detach g1 xvdc
said g1 'guest: one less' 30
same xvdc /run/c.qcow2 qcow2

step 'what is in the images'
xl destroy g1
no_qemu() { ! pidof xen-qemu-system-i386; }
wait_for 10 no_qemu
same xvda /run/a.raw raw
same xvdb /run/b.qcow2 qcow2
