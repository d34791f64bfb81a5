# SPDX-License-Identifier: GPL-2.0-only
# layers: guest
# A PV guest's life: create, console both ways, pause, reboot, shutdown, crash, destroy.
. ./lib.sh

step 'create, console out and in'
guest g1 'echo "guest: up"; read -r line; echo "guest: got <$line>"'
xl create -q /tmp/g1.cfg
console g1
said g1 'guest: up' 60
type_in g1 'to the guest'
said g1 'guest: got <to the guest>' 20

step 'pause and unpause'
xl pause g1
expect '[r-][b-]p---' xl list g1
xl unpause g1
expect '^g1  *[0-9]* *12[78] ' xl list g1

step destroy
xl destroy g1
! xl domid g1 2>/dev/null || fail 'g1 is still there'

step 'the guest reboots itself'
guest g2 'echo "guest: up"; sleep 1; reboot -f' 'on_reboot = "restart"'
xl create -q /tmp/g2.cfg
first=$(xl domid g2)
restarted() { local id; id=$(xl domid g2) && [ "$id" -gt "$first" ]; }
wait_for 90 restarted
xl destroy g2

step 'the guest powers off'
guest g3 'echo "guest: up"; poweroff -f'
xl create -q /tmp/g3.cfg
gone() { ! xl domid "$1" >/dev/null 2>&1; }
wait_for 60 gone g3

step 'xl shutdown, obeyed by the guest'
guest g4 'echo "guest: up"
while :; do usleep 200000; done'
xl create -q /tmp/g4.cfg
console g4
said g4 'guest: up' 60
xl shutdown g4
wait_for 60 gone g4

step 'a crash is preserved when the config says so'
guest g5 'echo "guest: up"; echo c >/proc/sysrq-trigger' \
	'on_crash = "preserve"'
xl create -q /tmp/g5.cfg
crashed() { xl list g5 | awk 'NR == 2 && $5 ~ /c/ { ok = 1 } END { exit !ok }'; }
wait_for 60 crashed
xl destroy g5
expect '^Domain-0' xl list
