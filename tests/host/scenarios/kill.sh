# SPDX-License-Identifier: GPL-2.0-only
# layers: guest,block,net
# xl dies by kill -9 in the middle of a command: whatever is left can be listed
# and destroyed, and then nothing is left: no node of xenstore, no process, no
# file, no loop device, no interface, no page of memory.
#
# kill.sh [WHAT [MOMENTS [SEED [KERNEL]]]]
#   WHAT     create, destroy (of a bare guest), device-create, device-destroy (of
#            one with a disk and a NIC), disk-attach, disk-detach, nic-attach,
#            nic-detach; and with --layer qemu also qdisk-attach, qdisk-detach,
#            qemu-create, qemu-destroy (of one with a screen and a disk of QEMU's)
#   MOMENTS  how often it is killed, at random within the time it takes; one
#            that has ended before it is killed does not count
#   SEED     which moments: the same number, the same parts of that time
#   KERNEL   of the guest that things are attached to while it is paused; a
#            small one makes it quick. Detaching needs a guest that answers:
#            that one runs Linux.
. ./lib.sh
what=${1:-create}
moments=${2:-8}
RANDOM=${3:-1}
kernel=${4:-/scenario/vmlinuz}

disk='format=raw, vdev=xvdb, access=rw'
file='target=/run/disk.img'
nic='mac=00:16:3e:00:00:77, bridge=br0'

cat >/tmp/k.cfg <<CFG
name = "k"
type = "pv"
kernel = "$kernel"
memory = $([ -n "${4:-}" ] && echo 32 || echo 160)
CFG
case $what in
device-*) echo "disk = [ '$disk, $file' ]; vif = [ '$nic' ]" >>/tmp/k.cfg ;;
qemu-*)
	echo "disk = [ '$disk, backendtype=qdisk, $file' ]" >>/tmp/k.cfg
	echo "vfb = [ 'vnc=1, vncunused=1' ]" >>/tmp/k.cfg
	;;
esac

# processes that are not the scenario's own; what the kernel runs has no line
programs() {
	local p line
	for p in /proc/[0-9]*; do
		line=()
		mapfile -d '' -t line 2>/dev/null <"$p/cmdline" || continue
		case "${line[*]}" in
		'' | */scenario\ * | ./* | bash\ ./* | /bin/bash\ ./* | sleep\ * | sort) ;;
		*) echo "process: ${line[*]}" ;;
		esac
	done | sort
}

# what there is, in a form to be compared
traces() {
	xenstore-ls -fp | grep -v '^/local/domain/0/memory'
	find /var/lib/xen /run/xen ! -name '*.lock' | sort
	losetup -a
	ls /sys/class/net /sys/class/net/br0/brif
	programs
}

ids() { xl list | awk 'NR > 1 && $(NF - 4) + 0 > 0 { print $(NF - 4) }'; }

# destroys every guest there is, by its id: a name need not be there
clean() {
	local id
	for id in $(ids); do
		xl destroy "$id" || fail "domain $id cannot be destroyed"
	done
	gone() { [ -z "$(ids)" ]; }
	wait_for 10 gone
}

# While the domain lives two things may be there or not. QEMU writes into the folder
# of a disk that it lets go of, and removes the disk but not the folder. The file
# that is locked while userdata change is not removed by one that is killed; it
# is the next one's. Both go with the domain.
either='/backend/qdisk\(/[0-9]*\)\? = ""\|/userdata-l\.'
settled() { grep -v "$either" "$1"; }
unchanged() {
	traces >/tmp/now
	case $1 in
	/tmp/nothing) diff "$1" /tmp/now >/tmp/diff ;;
	*) diff <(settled "$1") <(settled /tmp/now) >/tmp/diff ;;
	esac
}

# same FILE TEXT: what there is is what FILE holds. A script that lost its xl
# comes to its end by itself.
same() {
	local n=0
	until unchanged "$1"; do
		n=$((n + 1))
		[ $n -lt 25 ] || {
			cat /tmp/diff >&2
			fail "$2: something is left, or gone"
		}
		usleep 200000
	done
}

microseconds() {
	local s
	read -r s _ </proc/uptime
	echo $((10#${s/./} * 10000))
}

# took COMMAND...: how many microseconds it takes
took() {
	local from
	from=$(microseconds)
	"$@" >/dev/null 2>&1 || fail "$*"
	echo $(($(microseconds) - from))
}

# killed MICROSECONDS PROGRAM...: runs it for no longer than that; false when it
# ended before. (A function would not do: its shell would die, and xl live on.)
killed() {
	local time=$1 pid status=0
	shift
	"$@" >/tmp/killed.out 2>&1 &
	pid=$!
	usleep "$time"
	kill -9 $pid 2>/dev/null || true
	wait $pid 2>/dev/null || status=$?
	[ $status = 137 ]
}

create=(xl create -q -p -e /tmp/k.cfg)
case $what in
nic-*)
	attach=(xl network-attach k "$nic")
	detach=(xl network-detach k 0)
	;;
*)
	[ "$what" = "${what#q}" ] || disk="$disk, backendtype=qdisk"
	attach=(xl block-attach k "$disk, $file")
	detach=(xl block-detach k xvdb)
	;;
esac

# what is killed, what goes before it, and what makes an end of what it left
case $what in
create | *-create)
	victim=("${create[@]}")
	prepare() { :; }
	after() { clean; }
	;;
destroy | *-destroy)
	victim=(xl destroy k)
	prepare() { "${create[@]}"; }
	after() { clean; }
	;;
*-attach)
	victim=("${attach[@]}")
	prepare() { "${create[@]}"; }
	after() { clean; }
	;;
*-detach)
	# begun again, detaching comes to its end
	victim=("${detach[@]}")
	prepare() { "${attach[@]}"; wait_for 20 connected; }
	after() { "${detach[@]}" >/dev/null 2>&1 || true; }
	;;
*) fail "kill what? not $what" ;;
esac

connected() {
	local kind=vbd
	[ "${what#nic}" = "$what" ] || kind=vif
	xenstore-ls -f "/local/domain/$(xl domid k)/device/$kind" |
		grep -q '/state = "4"'
}

dd if=/dev/zero of=/run/disk.img bs=1M count=0 seek=4 2>/dev/null
ip link add name br0 type bridge
ip link set br0 up
# What the first of a kind takes once and for all is no loss.
for i in 1 2 3; do
	"${create[@]}"
	[ "$what" = "${what%tach}" ] || "${attach[@]}"
	clean
done
traces >/tmp/nothing
pages=$(settled_pages)
cp /tmp/nothing /tmp/before
case $what in
*-detach)
	guest_modules='xen-blkfront xen-netfront' guest k 'echo "guest: up"'
	xl create -q -e /tmp/k.cfg
	console k
	said k 'guest: up' 60
	prepare
	"${detach[@]}"
	wait_for 5 eval '! connected'
	traces >/tmp/before
	;;
esac
prepare
time=$(took "${victim[@]}")
after
same /tmp/before "$what, unharmed"
step "$what takes $((time / 1000)) ms; killed $moments times, seed ${3:-1}"
hits=0 late=0
while [ $hits -lt "$moments" ]; do
	at=$((time / 1000 * (RANDOM * 32768 + RANDOM) / 1073741824 * 1000))
	prepare
	if ! killed $at "${victim[@]}"; then
		# It can be faster than it was: look where it is more often.
		late=$((late + 1)) time=$(((time + at) / 2))
		[ $late -le $((moments * 2)) ] ||
			fail "$what ended before it was killed, $late times"
		after
		same /tmp/before "$what, ended before $at us"
		continue
	fi
	hits=$((hits + 1))
	found=$(ids)
	after
	same /tmp/before "$what killed after $at us"
	echo "killed after $((at / 1000)) ms: ${found:+a domain was there, }nothing remains"
done
step 'nothing of all that'
clean
same /tmp/nothing 'after the last'
back() {
	local now
	now=$(settled_pages)
	[ "$now" -ge "$pages" ] || {
		echo "of $pages pages $now are free" >/tmp/pages.console
		return 1
	}
}
wait_for 3 back
echo "$hits times killed ($late came too late), nothing is left:" \
	"$pages pages are free as before"
