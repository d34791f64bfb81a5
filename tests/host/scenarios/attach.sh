# SPDX-License-Identifier: GPL-2.0-only
# layers: guest,qemu
# Keyboards, sound cards, displays, TPMs and USB controllers: given to a guest that
# is there, listed, taken away. Their backends are a loop of the shell, as the
# kernel of dom0 has none of them; QEMU serves the USB controller.
. ./lib.sh
qemu-img create -q -f qcow2 /run/a.qcow2 4M
guest g1 'echo "guest: up"' \
	'disk = [ "format=qcow2, vdev=xvda, access=rw, target=/run/a.qcow2" ]'
xl create -q -p /tmp/g1.cfg

# states of backends: 1 becomes 2, as of one that waits for its frontend, 5 becomes 6
answer() {
	local line
	xenstore-ls -f /local/domain/0/backend | grep -E '/(vinput|vsnd|vdispl|vtpm)/.*/state = "[15]"' |
		while read -r line; do
			case $line in
			*1\") xenstore-write "${line%% *}" 2 ;;
			*5\") xenstore-write "${line%% *}" 6 ;;
			esac
		done || true
}
(while :; do answer; usleep 200000; done) >/dev/null 2>&1 &
backends=$!
# the loop has come to the device: KIND
answered() { [ "$(xenstore-read "/local/domain/0/backend/$1/$(xl domid g1)/0/state")" = 2 ]; }
none() { [ -z "$("$@")" ] || fail "$* prints: $("$@")"; }

step keyboards
xl vkb-attach g1 backend-type=linux unique-id=K1
wait_for 10 answered vinput
expect '^0 .* K1  *linux ' xl vkb-list g1
xl vkb-detach g1 0
! xl vkb-list g1 | grep -q '^0' || fail 'it is still there'
! xl vkb-detach g1 0 2>/dev/null || fail 'one that is not there is detached'
step 'sound cards'
xl vsnd-attach g1 'CARD, short-name=Main, sample-formats=s16_le;s8' 'PCM, name=P1' \
	'STREAM, unique-id=a, type=p' 'STREAM, unique-id=b, type=C, channels-max=2'
expect '^short-name: "Main", .*: s16_le;s8$' xl vsnd-list g1
expect 'stream: 1, unique-id: "b", type: c, channels-max: 2$' xl vsnd-list g1
expect 'pcms' xl list -l g1
xl vsnd-detach g1 0
none xl vsnd-list g1
step displays
xl vdispl-attach g1 'connectors=id0:1920x1080;id1:800x600'
xl vdispl-attach g1 be-alloc=1 connectors=Y:640x480
expect 'Connector: 1, id: id1, width: 800, height: 600, ' xl vdispl-list g1
expect '^DevId: 1, BE: 0, handle: [0-9]*, state: 1, be-alloc: 1, ' xl vdispl-list g1
xl vdispl-detach g1 0
xl vdispl-detach g1 1
none xl vdispl-list g1
step TPMs
uuid=00000000-0000-4000-8000-0000000000aa
xl vtpm-attach g1 backend=0 uuid=$uuid
xl vtpm-attach g1
expect "^0 .* $uuid " xl vtpm-list g1
xl vtpm-detach g1 $uuid
xl vtpm-detach g1 1
[ "$(xl vtpm-list g1 | wc -l)" = 1 ] || fail 'there are TPMs'
step 'USB controllers'
xl usbctrl-attach g1 version=2 ports=4
expect '^0  *qusb  *0  *[0-9]  *2  *4 ' xl usb-list g1
expect 'Port 4:' xl usb-list g1
! xl usbdev-attach g1 hostbus=1 hostaddr=1 2>/dev/null || fail 'there is such a device'
xl usbctrl-detach g1 0
none xl usb-list g1
step 'nothing left'
kill $backends
xl destroy g1
left=$(xenstore-ls -f | grep -E '/backend/(vsnd|vdispl|vtpm|vkbd|vinput|qusb)/[1-9]' || true)
[ -z "$left" ] || fail "left in xenstore: $left"
