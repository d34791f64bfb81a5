# SPDX-License-Identifier: GPL-2.0-only
# layers: guest
# python: yes
# What ./quickstart runs in dom0: a guest from /scenario/guest.cfg, an XM config
# as it was written. Arguments: batch (print the guest's console) or console
# (stay on it), then KEY=VALUE words for the config.
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

# words are xm's: variables of the config
mode=$1
shift
program=xl
[ $# -eq 0 ] || program=xm
if [ "$mode" = console ]; then
	$program create -c guest.cfg "$@"
	exit
fi
before=$(xl list | wc -l)
$program create -p guest.cfg "$@"
name=$(xl list | awk -v n="$before" 'NR > n { print $1 }')
[ "$name" ] || fail 'there is no domain'
console "$name"
xl unpause "$name"
gone() { ! xl domid "$name" >/dev/null 2>&1; }
wait_for 120 gone
sed 's/\r$//' "/tmp/$name.console"
grep -q 'guest: bye' "/tmp/$name.console" || fail 'the guest did not come to its end'
