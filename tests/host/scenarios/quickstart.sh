# SPDX-License-Identifier: GPL-2.0-only
# layers: guest
# What ./quickstart runs in dom0: a guest from /scenario/guest.cfg, a pure xl
# config. Argument: batch (print the guest's console) or console (stay on it).
. ./lib.sh

mkdir -p /boot/guest
ln -sf /scenario/vmlinuz /boot/guest/vmlinuz
hello='echo
echo "guest: hello from Linux $(uname -r) on $(cat /sys/hypervisor/type)" \
	"$(cat /sys/hypervisor/version/major).$(cat /sys/hypervisor/version/minor)$(cat /sys/hypervisor/version/extra)"
echo "guest: $(nproc) CPU, $(sed -n "s/MemTotal: *//p" /proc/meminfo), started with: $(cat /proc/cmdline)"'
if [ "$1" = console ]; then
	hello="$hello
echo 'guest: a shell; exit ends the guest and the host'
setsid sh -c 'exec sh </dev/hvc0 >/dev/hvc0 2>&1'"
fi
ramdisk /boot/guest/initrd "$hello
echo 'guest: bye'
poweroff -f"

name=$(sed -n 's/^ *name *= *"\([^"]*\)".*/\1/p' guest.cfg | tail -n 1)
[ "$name" ] || fail 'the config names no domain'
if [ "$1" = console ]; then
	xl create -c guest.cfg
	exit
fi
xl create guest.cfg
console "$name"
gone() { ! xl domid "$name" >/dev/null 2>&1; }
wait_for 120 gone
sed 's/\r$//' "/tmp/$name.console"
grep -q 'guest: bye' "/tmp/$name.console" || fail 'the guest did not come to its end'
