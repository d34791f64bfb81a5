# SPDX-License-Identifier: GPL-2.0-only
# layers: guest
# Create and destroy, over and over: free memory comes back. Argument: rounds.
. ./lib.sh
guest g1 'echo "guest: up"' 'memory = 96'
xl create -q -p /tmp/g1.cfg; xl destroy g1
before=$(free_memory)
for i in $(seq "${1:-20}"); do
	xl create -q -p /tmp/g1.cfg
	xl destroy g1
done
after=$(free_memory)
echo "free memory before $before MiB, after $after MiB"
[ "$before" = "$after" ] || fail "free memory differs"
