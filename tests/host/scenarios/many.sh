# SPDX-License-Identifier: GPL-2.0-only
# layers: guest
# Many guests at once, then guests with more vCPUs than the host has CPUs,
# under load. Arguments: guests (default 8), vCPUs (default 8).
. ./lib.sh
count=${1:-8}
vcpus=${2:-8}
guest g 'echo "guest: up"'
for i in $(seq "$count"); do
	sed "s/^name = .*/name = \"g$i\"/" /tmp/g.cfg >"/tmp/g$i.cfg"
	xl create -q "/tmp/g$i.cfg"
	console "g$i"
done
for i in $(seq "$count"); do said "g$i" 'guest: up' 120; done
expect "^g$count " xl list
for i in $(seq "$count"); do xl destroy "g$i"; done

step "$vcpus vCPUs under load"
guest big "for i in \$(seq $vcpus); do
	(dd if=/dev/zero bs=64k count=200 2>/dev/null | sha256sum >/sum.\$i) &
done
wait
echo \"guest: \$(sort -u /sum.* | wc -l) sum of \$(ls /sum.* | wc -l)\"" \
	"vcpus = $vcpus"
xl create -q /tmp/big.cfg
console big
said big "guest: 1 sum of $vcpus" 180
xl destroy big
