# SPDX-License-Identifier: GPL-2.0-only
# layers: guest
# A client with an event loop of its own (hooks.c) is told the same by both
# libraries. Needs hooks and our libxenlight.so.4.17 beside it, and a KERNEL.
. ./lib.sh
kernel=${1:-/scenario/vmlinuz}
mkdir /tmp/ours
cp libxenlight.so.4.17 /tmp/ours/
chmod +x hooks
theirs=$(find /usr /lib -name libxenlight.so.4.17 | head -n 1)
step the distribution\'s library
LD_LIBRARY_PATH=${theirs%/*} ./hooks "$kernel" >/tmp/theirs.out ||
	fail "hooks ended with $?: $(cat /tmp/theirs.out)"
step our library
LD_LIBRARY_PATH=/tmp/ours ./hooks "$kernel" >/tmp/ours.out ||
	fail "hooks ended with $?: $(cat /tmp/ours.out)"
cat /tmp/ours.out
# which id the domain had is no part of it
for f in theirs ours; do sed -i 's/of domain [0-9]*/of domain N/' /tmp/$f.out; done
diff /tmp/theirs.out /tmp/ours.out || fail 'the libraries differ'
