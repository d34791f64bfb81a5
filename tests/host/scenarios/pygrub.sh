# SPDX-License-Identifier: GPL-2.0-only
# layers: guest,qemu,block,pygrub
# The distribution's pygrub finds kernel, ramdisk and command line in the guest's
# own file system: a raw disk that is one, where the second entry of the menu is
# chosen on the console, and a partition of a qcow2 image. A disk without a system
# leaves nothing. Argument: more (without dom0's QEMU, which the distribution's libxl
# does not start by itself) or raw (the first two only).
. ./lib.sh
modprobe xen-blkfront
if [ $# = 0 ]; then
	# as the distribution's service does it
	/usr/libexec/xen-qemu-system-i386 -xen-domid 0 -xen-attach -name dom0 -nographic \
		-M xenpv -daemonize -monitor /dev/null -serial /dev/null \
		-parallel /dev/null -nodefaults -no-user-config \
		-pidfile /run/qemu-dom0.pid
	runs() { [ "$(xenstore-read /local/domain/0/device-model/0/state)" = running ]; }
	wait_for 30 runs
fi

guest guest 'echo "guest: up, $(sed "s/.*told=//" /proc/cmdline)"'
kib=1024
for f in /scenario/vmlinuz /tmp/guest.cpio; do
	kib=$((kib + $(stat -c %s $f) / 1024))
done
# boot_disk FILE SECTOR SECONDS: a disk with a file system from that sector on,
# whose menu goes on after so long
boot_disk() {
	local loop dir=/mnt/boot-disk
	dd if=/dev/zero of="$1" bs=1k count=0 seek=$(($2 / 2 + kib)) 2>/dev/null
	loop=$(losetup -f)
	losetup -o $(($2 * 512)) "$loop" "$1"
	mke2fs -F -m 0 "$loop" "$kib" >/dev/null
	mkdir -p $dir
	mount -t ext4 "$loop" $dir
	mkdir -p $dir/boot/grub
	cp /scenario/vmlinuz /tmp/guest.cpio $dir/boot/
	{
		echo "set timeout=$3"
		for entry in first second; do
			printf '%s\n' "menuentry 'the $entry entry' {" \
				'	search --no-floppy --set=root --label root' \
				"	linux /boot/vmlinuz console=hvc0 quiet rdinit=/init told=by-the-$entry" \
				'	initrd /boot/guest.cpio' '}'
		done
	} >$dir/boot/grub/grub.cfg
	umount $dir
	losetup -d "$loop"
}
# config NAME DISK
config() {
	printf '%s\n' "name = \"$1\"" 'type = "pv"' 'memory = 128' \
		'bootloader = "pygrub"' "disk = [ \"$2\" ]" >"/tmp/$1.cfg"
}
left() {
	xenstore-ls -f | grep /backend/ | grep -v /backend/console || true
	losetup -a
	ls -d /run/xen/bootloader.* /var/run/xen/pygrub/* 2>/dev/null || true
}
clean() { [ -z "$(left)" ] || fail "left: $(left)"; }

step 'an entry of the menu'
boot_disk /run/a.raw 0 100
config g1 '/run/a.raw,raw,xvda,r'
xl create -q /tmp/g1.cfg &
creating=$!
console g1
said g1 'the second entry' 60
printf '\033OB\r' >"$(terminal g1)"
wait $creating || fail 'not created'
mv /tmp/g1.console /tmp/g1.menu
console g1
said g1 'guest: up, by-the-second' 60
xl destroy g1
clean
step 'a disk without a system'
dd if=/dev/zero of=/run/empty.raw bs=1k count=64 2>/dev/null
config g2 '/run/empty.raw,raw,xvda,r'
! xl create -q /tmp/g2.cfg 2>/tmp/g2.err || fail 'there is a domain'
! xl domid g2 2>/dev/null || fail 'the domain stays'
clean
[ "${1:-}" != raw ] || exit 0
step 'a partition of a qcow2 image'
boot_disk /run/b.raw 64 1
printf '\0\0\0\0\203\0\0\0\100\0\0\0\0\0\001\0' |
	dd of=/run/b.raw bs=1 seek=446 conv=notrunc 2>/dev/null
printf '\125\252' | dd of=/run/b.raw bs=1 seek=510 conv=notrunc 2>/dev/null
qemu-img convert -f raw -O qcow2 /run/b.raw /run/b.qcow2
rm /run/b.raw
config g3 '/run/b.qcow2,qcow2,xvda,w'
xl create -q /tmp/g3.cfg
console g3
said g3 'guest: up, by-the-first' 60
xl destroy g3
clean
