# SPDX-License-Identifier: GPL-2.0-only
# layers: guest,qemu,block
# Kernel and ramdisk out of the guest's first disk, by a bootloader of one's own:
# from a raw image, and from a qcow2 one, which dom0 attaches to look into it. One
# that fails leaves nothing. Argument: more (what the distribution's libxl does not
# do: it starts dom0's QEMU by itself, and keeps no loop device of a file that is
# deleted while its guest runs).
. ./lib.sh
modprobe xen-blkfront
if [ "${1:-}" != more ]; then
	# as the distribution's service does it
	/usr/libexec/xen-qemu-system-i386 -xen-domid 0 -xen-attach -name dom0 -nographic \
		-M xenpv -daemonize -monitor /dev/null -serial /dev/null \
		-parallel /dev/null -nodefaults -no-user-config \
		-pidfile /run/qemu-dom0.pid
	runs() { [ "$(xenstore-read /local/domain/0/device-model/0/state)" = running ]; }
	wait_for 30 runs
fi
guest g1 'echo "guest: up, $(sed "s/.*told=//" /proc/cmdline)"'

# a boot disk: how long the kernel and the ramdisk are, then both, in KiB
kib() { echo $((($(stat -c %s "$1") + 1023) / 1024)); }
kernel=$(kib /scenario/vmlinuz) initrd=$(kib /tmp/g1.cpio)
echo "$kernel $initrd" >/run/a.raw
dd if=/scenario/vmlinuz of=/run/a.raw bs=1k seek=1 conv=notrunc,sync 2>/dev/null
dd if=/tmp/g1.cpio of=/run/a.raw bs=1k seek=$((1 + kernel)) conv=notrunc,sync \
	2>/dev/null
qemu-img convert -f raw -O qcow2 /run/a.raw /run/a.qcow2

cat >/tmp/loader <<'LOADER'
#!/bin/bash
for word; do
	case $word in
	--output=*) out=${word#*=} ;;
	--output-directory=*) dir=${word#*=} ;;
	--output-format=simple0) simple=1 ;;
	esac
	disk=$word
done
echo "$disk" >>/tmp/loader.disks
[ "$simple" ] && [ -b "$disk" -o -f "$disk" ] || exit 2
read -r kernel initrd <"$disk"
dd if="$disk" of="$dir/kernel" bs=1k skip=1 count="$kernel" 2>/dev/null
dd if="$disk" of="$dir/initrd" bs=1k skip=$((1 + kernel)) count="$initrd" 2>/dev/null
printf 'kernel %s\0ramdisk %s\0args %s\0' "$dir/kernel" "$dir/initrd" \
	'console=hvc0 quiet rdinit=/init told=by-the-loader' >"$out"
LOADER
printf '#!/bin/sh\necho "no system here"\nexit 3\n' >/tmp/bad-loader
chmod +x /tmp/loader /tmp/bad-loader

# config NAME LOADER DISK
config() {
	printf '%s\n' "name = \"$1\"" 'type = "pv"' 'memory = 128' \
		"bootloader = \"$2\"" "disk = [ \"$3\" ]" >"/tmp/$1.cfg"
}
backends() { xenstore-ls -f | grep /backend/ | grep -v /backend/console || true; }
clean() {
	[ -z "$(backends)" ] || fail "left in xenstore: $(backends)"
	[ -z "$(losetup -a)" ] || fail "loop devices: $(losetup -a)"
	[ -z "$(ls -d /run/xen/bootloader.* 2>/dev/null)" ] ||
		fail "left: $(ls -d /run/xen/bootloader.*)"
}

step 'a raw image'
config g1 /tmp/loader '/run/a.raw,raw,xvda,r'
xl create -q /tmp/g1.cfg
console g1
said g1 'guest: up, by-the-loader' 60
xl destroy g1
clean
step 'a bootloader that fails'
config g2 /tmp/bad-loader '/run/a.qcow2,qcow2,xvda,w'
! xl create -q /tmp/g2.cfg 2>/tmp/bad.err || fail 'there is a domain'
! xl domid g2 2>/dev/null || fail 'the domain stays'
clean
step 'a qcow2 image'
config g3 /tmp/loader '/run/a.qcow2,qcow2,xvda,w'
xl create -q /tmp/g3.cfg
console g3
said g3 'guest: up, by-the-loader' 60
grep -q '^/dev/xvd' /tmp/loader.disks || fail "$(cat /tmp/loader.disks)"
xl destroy g3
clean
[ "${1:-}" = more ] || exit 0
step 'a file that is deleted while its guest runs'
cp /run/a.raw /run/gone.raw
config g1 /tmp/loader '/run/gone.raw,raw,xvda,r'
xl create -q -p /tmp/g1.cfg
rm /run/gone.raw
xl destroy g1
clean
