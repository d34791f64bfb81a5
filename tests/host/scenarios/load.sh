# SPDX-License-Identifier: GPL-2.0-only
# layers: guest
# A guest with 2 vCPUs and one with 8 under load at the same time, while the
# tools look at them; then dom0 tells one of a non-maskable interrupt.
. ./lib.sh
task() { # vCPUs: as many checksums at once, all of the same bytes
	echo "echo 'guest: begins'
for i in \$(seq $1); do
	(dd if=/dev/zero bs=64k count=200 2>/dev/null | sha256sum >/sum.\$i) &
done
wait
echo \"guest: \$(sort -u /sum.* | wc -l) sum of \$(ls /sum.* | wc -l) on \$(nproc)\"
while :; do usleep 200000; done"
}
for n in 2 8; do
	guest "g$n" "$(task $n)" "vcpus = $n"
	sed -i 's/ quiet / /' "/tmp/g$n.cfg"
	xl create -q "/tmp/g$n.cfg"
	console "g$n"
done
step 'the tools meanwhile'
said g8 'guest: begins' 90
expect '^g8  *[0-9]* *7 ' xl vcpu-list
expect '^g2 ' xl uptime
expect ' g8 ' xentop -b -i 2 -d 1
xl debug-keys r
expect '[Ss]cheduler: SMP Credit' xl dmesg
step 'the load ends, with the right sums'
for n in 2 8; do said "g$n" "guest: 1 sum of $n on $n" 150; done
step 'trigger nmi'
xl trigger g2 nmi
said g2 'NMI' 20
for n in 2 8; do xl destroy "g$n"; done
expect '^Domain-0' xl list
