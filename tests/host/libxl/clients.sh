# SPDX-License-Identifier: GPL-2.0-only
# layers: guest,block
# Clients on both libraries of one host: each is told the same. Beside this
# there are probe, hooks and waits, compiled against the system's headers
# (*-system) and ours (*-ours), our libxenlight.so.4.17, and a kernel guest.elf;
# see tests/host/libxl-in-dom0.sh.
. ./lib.sh
mkdir /tmp/ours
cp libxenlight.so.4.17 /tmp/ours/
chmod +x probe-* hooks-* waits-*

# answer PROGRAM LIBRARY FILE [ARGUMENT]...: what it prints, ids apart
answer() {
	local program=$1 library=$2 file=$3
	shift 3
	LD_LIBRARY_PATH=$library timeout 100 "./$program" "$@" >/tmp/out 2>/tmp/err ||
		fail "$program${library:+, ours}: status $?: $(tail -n 3 /tmp/out /tmp/err)"
	sed 's/of domain [0-9]*/of domain N/' /tmp/out >"$file"
}

# answers NAME [ARGUMENT]...: the client prints the same with the other library,
# and with the other headers
answers() {
	local name=$1
	shift
	answer "$name-system" '' /tmp/expected "$@"
	answer "$name-ours" '' /tmp/found "$@"
	diff /tmp/expected /tmp/found || fail "$name: our headers differ"
	answer "$name-system" /tmp/ours /tmp/found "$@"
	diff /tmp/expected /tmp/found || fail "$name: our library differs"
	echo "$name: $(wc -l </tmp/expected) lines compared"
}

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
# The first run settles what the runs themselves change.
./probe-system "$id" >/dev/null 2>&1 || fail "the probe ended with $?"
step what reads and sets
answers probe "$id"
step what was refused was said
expect 'Domain 1: weight: 70000 is outside 1-65535' cat /tmp/err
xl destroy probe
step an event loop of its own
answers hooks /scenario/guest.elf
step each way to wait
dd if=/dev/zero of=/run/disk.img bs=1M count=0 seek=4 2>/dev/null
answers waits /scenario/guest.elf /run/disk.img
cat /tmp/expected
[ -z "$(losetup -a)" ] || fail "loop devices: $(losetup -a)"
