# SPDX-License-Identifier: GPL-2.0-only
# layers: guest,block
# Disks of a config: a file, and one with a script of its own. They are there
# after a reboot, and nothing is left at the end.
. ./lib.sh
mkdir -p /run/d
dd if=/dev/zero of=/run/d/file bs=1M count=0 seek=4 2>/dev/null
dd if=/dev/zero of=/run/d/other bs=1M count=0 seek=4 2>/dev/null
# serves a device of its own choice, whatever the target says
cat >/etc/xen/scripts/block-own <<'SCRIPT'
#!/bin/bash
echo "$1 $(xenstore-read "$XENBUS_PATH/params")" >>/tmp/block-own.log
case $1 in
add)
	losetup /dev/loop7 /run/d/other
	xenstore-write "$XENBUS_PATH/physical-device" 7:7
	xenstore-write "$XENBUS_PATH/hotplug-status" connected
	;;
remove)
	losetup -d /dev/loop7
	;;
esac
SCRIPT
printf '#!/bin/sh\nexit 3\n' >/etc/xen/scripts/block-bad
chmod +x /etc/xen/scripts/block-own /etc/xen/scripts/block-bad
backends() { xenstore-ls -f | grep /backend/ | grep -v /backend/console || true; }

guest_modules='xen-blkfront' guest g1 \
	'for d in xvda xvdb; do while [ ! -b /dev/$d ]; do usleep 100000; done; done
life=$(head -c 1 /dev/xvda | tr -d "\000")
echo "guest: life ${life:-0}"
echo "guest: xvdb is read-only: $(cat /sys/block/xvdb/ro)"
[ "$life" ] || { printf 1 | dd of=/dev/xvda conv=notrunc 2>/dev/null; sync; reboot -f; }' \
	'disk = ["/run/d/file,raw,xvda,w", "format=raw,vdev=xvdb,access=ro,script=block-own,target=what:ever"]' \
	'on_reboot = "restart"'
xl create -q /tmp/g1.cfg
first=$(xl domid g1)
expect '/run/d/file' losetup -a
expect '/run/d/other' losetup -a
step 'after a reboot'
restarted() { local id; id=$(xl domid g1) && [ "$id" -gt "$first" ]; }
wait_for 60 restarted
console g1
said g1 'guest: life 1' 60
said g1 'guest: xvdb is read-only: 1' 5
[ "$(losetup -a | wc -l)" = 2 ] || fail "loop devices: $(losetup -a)"
step 'the config as it is now'
xl list -l g1 >/tmp/config
for word in '"vdev": "xvda"' '"script": "block-own"'; do
	grep -q "$word" /tmp/config || fail "no $word in: $(cat /tmp/config)"
done
step 'an attachment that fails'
! xl block-attach g1 '/run/d/file,raw,xvdd,w,script=block-bad' 2>/dev/null ||
	fail 'a script that fails attaches a disk'
step 'nothing left'
xl destroy g1
expect '^remove what:ever' cat /tmp/block-own.log
[ -z "$(backends)" ] || fail "left in xenstore: $(backends)"
[ -z "$(losetup -a)" ] || fail "loop devices: $(losetup -a)"
