# SPDX-License-Identifier: GPL-2.0-only
# layers: guest
# Create and destroy, over and over: free memory comes back to the page.
# Arguments: rounds, seconds after which no further round begins. With
# --with vmlinux:/scenario/vmlinux the guest's kernel is that ELF file, which
# spares xl the unpacking.
. ./lib.sh

# pages free, as the hypervisor's debug key says; the sum of what is where
free_pages() {
	xl dmesg -c >/dev/null
	xl debug-keys H
	xl dmesg | awk '/heap\[node=.*-> [0-9]+ pages/ {
		sub(/.*-> /, ""); n += $1 } END { print n + 0 }'
}

now() { cut -d. -f1 /proc/uptime; }

# xenstored and the console daemon may still be giving something back
settled() {
	local i n p=0
	for i in 1 2 3 4 5 6 7 8 9 10; do
		sleep 1
		n=$(free_pages)
		[ "$n" != "$p" ] || break
		p=$n
	done
	echo "$p"
}

guest g1 'echo "guest: up"' 'memory = 96'
[ ! -e /scenario/vmlinux ] ||
	sed -i 's,/scenario/vmlinuz,/scenario/vmlinux,' /tmp/g1.cfg
for i in 1 2 3; do xl create -q -p /tmp/g1.cfg; xl destroy g1; done
before=$(settled)
mib=$(free_memory)
[ "$before" -gt 0 ] || fail 'the debug key tells of no free pages'
start=$(now)
rounds=0
for i in $(seq "${1:-20}"); do
	xl create -q -p /tmp/g1.cfg
	xl destroy g1
	rounds=$i
	[ $(($(now) - start)) -lt "${2:-100000}" ] || break
done
seconds=$(($(now) - start))
after=$(settled)
echo "$rounds rounds in $seconds s: free before $before pages ($mib MiB)," \
	"after $after ($(free_memory) MiB)"
[ "$before" = "$after" ] || fail "free memory differs"
