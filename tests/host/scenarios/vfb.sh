# SPDX-License-Identifier: GPL-2.0-only
# layers: guest,qemu
# Screens by VNC: the port that xenstore tells answers, a second guest gets the
# next free one, the guest's frontends connect, and QEMU ends with its domain.
. ./lib.sh

# the VNC port of a guest
port_of() { xenstore-read "/local/domain/$(xl domid "$1")/console/vnc-port"; }
# what a VNC server says first
greeting() {
	local line=
	exec 3<>"/dev/tcp/127.0.0.1/$1"
	read -r -t 10 line <&3
	exec 3>&-
	echo "$line"
}
state_is() { [ "$(xenstore-read "$1/state")" = "$2" ]; }
# how many QEMUs serve that domain id
qemus() {
	local pid n=0
	for pid in $(pidof xen-qemu-system-i386); do
		! tr '\0' ' ' <"/proc/$pid/cmdline" | grep -q -e "-xen-domid $1 " ||
			n=$((n + 1))
	done
	echo $n
}

ip link set lo up

step 'a screen and its port'
guest g1 'echo "guest: up"' 'vfb = ["vnc=1,vnclisten=127.0.0.1,keymap=de"]'
xl create -q /tmp/g1.cfg
id=$(xl domid g1)
[ "$(port_of g1)" = 5900 ] || fail "port $(port_of g1), not 5900"
expect '127.0.0.1' xenstore-read "/local/domain/$id/console/vnc-listen"
expect '^RFB 003' greeting 5900
[ "$(qemus "$id")" = 1 ] || fail "$(qemus "$id") QEMUs serve it"
[ -s /var/log/xen/qemu-dm-g1.log ] || fail 'QEMU has no log'

step 'the next free port'
sed 's/"g1"/"g2"/' /tmp/g1.cfg >/tmp/g2.cfg
xl create -q -p /tmp/g2.cfg
[ "$(port_of g2)" = 5901 ] || fail "port $(port_of g2), not 5901"
expect '^RFB 003' greeting 5901
second=$(xl domid g2)
xl destroy g2

step 'the guest draws and listens to keys'
wait_for 60 state_is "/local/domain/0/backend/vfb/$id/0" 4
wait_for 10 state_is "/local/domain/0/backend/vkbd/$id/0" 4

step 'a fixed display that is taken'
sed 's/vnc=1/vnc=1,vncunused=0,vncdisplay=0/; s/"g1"/"g3"/' /tmp/g1.cfg >/tmp/g3.cfg
! xl create -q -p /tmp/g3.cfg 2>/tmp/said || fail 'a taken port was accepted'
cat /tmp/said
! xl domid g3 2>/dev/null || fail 'the refused domain is still there'

step 'QEMU ends with its domain'
xl destroy g1
gone() { [ "$(qemus "$1")" = 0 ]; }
wait_for 10 gone "$id"
wait_for 10 gone "$second"
! xenstore-read "/local/domain/0/device-model/$id/state" 2>/dev/null ||
	fail 'xenstore still knows of QEMU'
[ ! -e "/var/run/xen/qmp-libxl-$id" ] || fail 'its socket is still there'
