# SPDX-License-Identifier: GPL-2.0-only
# layers: guest
# Create and destroy, over and over: free memory comes back to the page.
# Arguments: rounds, seconds after which no further round begins. With
# --with vmlinux:/scenario/vmlinux the guest's kernel is that ELF file, which
# spares xl the unpacking.
. ./lib.sh

now() { cut -d. -f1 /proc/uptime; }

guest g1 'echo "guest: up"' 'memory = 96'
[ ! -e /scenario/vmlinux ] ||
	sed -i 's,/scenario/vmlinuz,/scenario/vmlinux,' /tmp/g1.cfg
for i in 1 2 3; do xl create -q -p /tmp/g1.cfg; xl destroy g1; done
before=$(settled_pages)
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
after=$(settled_pages)
echo "$rounds rounds in $seconds s: free before $before pages ($mib MiB)," \
	"after $after ($(free_memory) MiB)"
[ "$before" = "$after" ] || fail "free memory differs"
