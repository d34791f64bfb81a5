# SPDX-License-Identifier: GPL-2.0-only
# layers: guest,block
# A disk through blkback: attached to a running guest, written, read back,
# detached. Argument: MiB (default 16).
. ./lib.sh
mib=${1:-16}
guest_modules='xen-blkfront' guest g1 "echo 'guest: up'
while [ ! -b /dev/xvdb ]; do usleep 100000; done
echo 'guest: disk'
dd if=/dev/urandom of=/dev/xvdb bs=1M count=$mib 2>/dev/null; sync
echo \"guest: sum \$(dd if=/dev/xvdb bs=1M count=$mib 2>/dev/null | sha256sum)\"
while [ -b /dev/xvdb ]; do usleep 100000; done
echo 'guest: no disk'"
dd if=/dev/zero of=/run/disk.img bs=1M count=0 seek="$mib" 2>/dev/null
losetup /dev/loop0 /run/disk.img
xl create -q /tmp/g1.cfg
console g1
said g1 'guest: up' 60
step attach
xl block-attach g1 'format=raw, vdev=xvdb, access=rw, target=/dev/loop0'
said g1 'guest: disk' 30
expect '^51728' xl block-list g1
said g1 'guest: sum' 120
step compare
theirs=$(sed -n 's/.*guest: sum \([0-9a-f]*\).*/\1/p' /tmp/g1.console)
ours=$(sha256sum </run/disk.img)
[ "$theirs" = "${ours%% *}" ] || fail "sums differ: $theirs, $ours"
step detach
xl block-detach g1 xvdb
said g1 'guest: no disk' 30
xl destroy g1
