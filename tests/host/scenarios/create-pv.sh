# SPDX-License-Identifier: GPL-2.0-only
# layers: guest
# A PV guest from kernel and ramdisk: created, seen, its console read, destroyed.
set -e
mkdir -p /tmp/g && cd /tmp/g
mkdir -p bin proc && cp /bin/busybox bin/
cat >init <<'INIT'
#!/bin/busybox sh
/bin/busybox mount -t proc proc /proc
echo "guest: hello from $(/bin/busybox uname -r)"
while :; do /bin/busybox sleep 1; done
INIT
chmod +x init
find . | cpio -o -H newc 2>/dev/null | gzip -1 >/tmp/guest.gz
cat >/tmp/guest.cfg <<'CFG'
name = "g1"
type = "pv"
kernel = "/scenario/vmlinuz"
ramdisk = "/tmp/guest.gz"
memory = 128
vcpus = 1
extra = "console=hvc0 quiet rdinit=/init"
CFG
xl create /tmp/guest.cfg
xl list
xl list | grep -q '^g1 '
(timeout 60 xl console g1 || true) >/tmp/console </dev/null &
n=0
until grep -q 'guest: hello' /tmp/console || [ $n -ge 60 ]; do n=$((n + 1)); sleep 1; done
grep 'guest: hello' /tmp/console
xl pause g1
xl list g1 | grep -q '[r-][b-]p---'
xl unpause g1
xl destroy g1
! xl list g1 2>/dev/null
echo done
