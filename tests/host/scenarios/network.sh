# SPDX-License-Identifier: GPL-2.0-only
# layers: guest,net
# A NIC through netback and a bridge: ping, bulk transfer both ways, detach.
# Argument: MiB (default 8).
. ./lib.sh
mib=${1:-8}
ip link add name br0 type bridge
ip addr add 10.9.0.1/24 dev br0
ip link set br0 up
dd if=/dev/urandom of=/run/bulk bs=1M count="$mib" 2>/dev/null
sum=$(sha256sum </run/bulk)
guest_modules='xen-netfront' guest g1 "echo 'guest: up'
ip link set eth0 up; ip addr add 10.9.0.2/24 dev eth0
until ping -c 1 -W 1 10.9.0.1 >/dev/null; do :; done
echo 'guest: ping'
nc 10.9.0.1 7001 >/bulk
echo \"guest: sum \$(sha256sum </bulk)\"
nc 10.9.0.1 7002 </bulk
while [ -e /sys/class/net/eth0 ]; do usleep 200000; done
echo 'guest: no nic'" 'vif = ["mac=00:16:3e:00:00:01,bridge=br0"]'
(nc -l -p 7001 </run/bulk >/dev/null) &
(sleep 600 | nc -l -p 7002 >/run/back) &
xl create -q /tmp/g1.cfg
console g1
step 'ping from the guest'
said g1 'guest: ping' 60
step 'ping to the guest'
ping -c 2 -W 2 10.9.0.2 >/dev/null || fail 'no answer from the guest'
step 'bulk in'
said g1 "guest: sum $sum" 90
step 'bulk out'
came_back() { [ "$(sha256sum </run/back)" = "$sum" ]; }
wait_for 90 came_back
step 'list and detach'
expect '00:16:3e:00:00:01' xl network-list g1
xl network-detach g1 0
said g1 'guest: no nic' 30
xl destroy g1
