# SPDX-License-Identifier: GPL-2.0-only
# layers: guest
# Both libraries on one host: the same calls return the same. Needs probe and
# our libxenlight.so.4.17 beside it; see tests/host/libxl-in-dom0.sh.
. ./lib.sh
step a domain to look at
cat >/tmp/probe.cfg <<'CFG'
name = "probe"
type = "pv"
kernel = "/scenario/vmlinuz"
memory = 128
maxmem = 160
vcpus = 2
maxvcpus = 3
cpuid = "host,htt=0"
CFG
xl create -p /tmp/probe.cfg
id=$(xl domid probe)
mkdir /tmp/ours
cp libxenlight.so.4.17 /tmp/ours/
chmod +x probe
step the distribution\'s library
# The first run settles what the runs themselves change.
./probe "$id" >/dev/null 2>&1 || fail "the probe ended with $?"
./probe "$id" >/tmp/theirs.out 2>/tmp/theirs.err
step our library
LD_LIBRARY_PATH=/tmp/ours timeout 60 ./probe "$id" >/tmp/ours.out 2>/tmp/ours.err ||
	fail "ours ended the probe with $?: $(tail -n 3 /tmp/ours.out /tmp/ours.err)"
echo "$(wc -l </tmp/ours.out) lines compared"
diff /tmp/theirs.out /tmp/ours.out || fail "the libraries differ"
step what was refused was said
expect 'Domain 1: weight: 70000 is outside 1-65535' cat /tmp/ours.err
xl destroy probe
