# SPDX-License-Identifier: GPL-2.0-only
# layers: guest,qemu
# Channels: what a program in the guest writes comes out of the terminal that
# dom0 is told of. The second of two is looked at: the distribution's libxl 4.17
# gives the first one the primary console's number.
. ./lib.sh
guest g1 'for h in /dev/hvc[1-7]; do
	(while :; do echo "guest: by channel"; sleep 1; done >$h 2>/dev/null) &
done
echo "guest: up"' \
	'channel = ["connection=socket,path=/run/first,name=first",
		"connection=pty,name=second"]'
# the place in xenstore of the channel of that name
place_of() {
	local at
	for at in $(xenstore-list "/local/domain/$id/device/console"); do
		at=/local/domain/$id/device/console/$at
		[ "$(xenstore-read "$at/name")" != "$1" ] || echo "$at"
	done
}
xl create -q /tmp/g1.cfg
id=$(xl domid g1)
console g1
said g1 'guest: up' 60
step 'its terminal'
tty=$(xenstore-read "$(place_of second)/tty")
[ -c "$tty" ] || fail "the channel's terminal is \"$tty\""
step 'what the guest says'
(sleep 60 | cat "$tty" >/tmp/channel 2>/dev/null) &
wait_for 30 grep -q 'guest: by channel' /tmp/channel
xl destroy g1
