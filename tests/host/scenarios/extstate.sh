# SPDX-License-Identifier: GPL-2.0-only
# layers: guest
# Two guests and the host hold patterns in YMM registers on one CPU: each keeps
# its own. The second is denied AVX2 by its configuration. Wants CPUs with AVX2
# and the program of tests/host/ymm.c, static:
#   cc -O1 -mavx -static -o ymm tests/host/ymm.c
#   tests/host/host run --cpu max,-smap --smp 1 --with ymm:/ymm ... extstate.sh
. "$(dirname "$0")/lib.sh"

grep -q -w avx /proc/cpuinfo
task() {
	echo "grep -q -w avx /proc/cpuinfo && echo 'guest: sees AVX'"
	echo "grep -q -w avx2 /proc/cpuinfo && echo 'guest: sees AVX2' || echo 'guest: no second AVX'"
	echo "ymm $1 12 && echo 'guest: kept its registers'"
}

# ramdisk() takes what is beside busybox with it
for n in 1 2; do
	cpuid=host
	[ $n = 1 ] || cpuid=host,avx2=0
	guest "y$n" "$(task $((n + 1)))" 'vcpus = 1' "cpuid = \"$cpuid\""
	mkdir -p "/tmp/more$n/bin"
	cp /ymm "/tmp/more$n/bin/"
	(cd "/tmp/more$n" && find . | cpio -o -H newc 2>/dev/null) >>"/tmp/y$n.cpio"
	xl create "/tmp/y$n.cfg"
	console "y$n"
done
/ymm 7 12
for n in 1 2; do
	said "y$n" 'guest: sees AVX' 30
	said "y$n" 'guest: kept its registers' 60
	xl destroy "y$n"
done
expect 'guest: sees AVX2' cat /tmp/y1.console
expect 'guest: no second AVX' cat /tmp/y2.console
echo done
