# SPDX-License-Identifier: GPL-2.0-only
# What scenarios share. Sourced from /scenario; errors end the scenario.
set -eu
trap 'fail "line $LINENO: $BASH_COMMAND"' ERR

# What the guests' consoles and the hotplug scripts said last goes with it.
fail() {
	echo "FAIL: $*" >&2
	tail -n 5 /tmp/*.console /var/log/xen/*.log >&2 2>/dev/null || true
	exit 1
}

# step TEXT: says what comes next, so that a failure has a name
step() { echo "-- $*"; }

# expect PATTERN COMMAND...: the command's output holds the pattern
expect() {
	local pattern=$1 out
	shift
	out=$("$@" 2>&1) || fail "$*: status $?: $out"
	grep -q -e "$pattern" <<<"$out" || fail "$*: no '$pattern' in: $out"
}

# wait_for SECONDS COMMAND...: until it succeeds
wait_for() {
	local n=0 limit=$(($1 * 5))
	shift
	until "$@" >/dev/null 2>&1; do
		n=$((n + 1))
		[ $n -lt $limit ] || fail "waited in vain for: $*"
		usleep 200000
	done
}

# ramdisk FILE TASK: a file system whose init sources the text TASK
ramdisk() {
	local file=$1 task=$2 dir=/tmp/ramdisk.$$
	mkdir -p "$dir/bin" "$dir/proc" "$dir/sys" "$dir/dev" "$dir/modules"
	cp /bin/busybox "$dir/bin/"
	ln -sf busybox "$dir/bin/sh"
	cat >"$dir/init" <<'INIT'
#!/bin/sh
PATH=/bin; B=/bin/busybox
$B --install -s /bin
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev
for m in $(cat /modules/order); do insmod /modules/$m; done
. /task
echo "guest: task ended"
while :; do sleep 1; done
INIT
	chmod +x "$dir/init"
	# what the kernel runs when the toolstack asks for an orderly end
	mkdir -p "$dir/sbin"
	for end in poweroff reboot; do
		printf '#!/bin/sh\nexec /bin/busybox %s -f\n' $end >"$dir/sbin/$end"
		chmod +x "$dir/sbin/$end"
	done
	printf '%s\n' "$task" >"$dir/task"
	: >"$dir/modules/order"
	if [ "${guest_modules:-}" ]; then
		for m in $guest_modules; do
			cp "$(find /lib/modules -name "$m.ko")" "$dir/modules/"
			echo "$m.ko" >>"$dir/modules/order"
		done
	fi
	(cd "$dir" && find . | cpio -o -H newc 2>/dev/null >"$file")
	rm -rf "$dir"
}

# guest NAME TASK [CONFIG LINE]...: a PV guest whose init sources the text TASK;
# leaves /tmp/NAME.cfg
guest() {
	local name=$1 task=$2
	shift 2
	ramdisk "/tmp/$name.cpio" "$task"
	{
		echo "name = \"$name\""
		echo 'type = "pv"'
		echo 'kernel = "/scenario/vmlinuz"'
		echo "ramdisk = \"/tmp/$name.cpio\""
		echo 'memory = 128'
		echo 'extra = "console=hvc0 quiet rdinit=/init"'
		printf '%s\n' "$@"
	} >"/tmp/$name.cfg"
}

# terminal NAME: of its console, as xenconsoled tells; no output, no success
# while there is none, as between a guest's end and its restart
terminal() {
	local id
	id=$(xl domid "$1" 2>/dev/null) &&
		xenstore-read "/local/domain/$id/console/tty" 2>/dev/null
}

# console NAME: collects the guest's console in /tmp/NAME.console, from when
# xenconsoled has given it a terminal
console() {
	wait_for 30 terminal "$1"
	(sleep 600 | xl console "$1" || true) >"/tmp/$1.console" 2>&1 &
}

# type_in NAME TEXT: a line on the guest's console, by the terminal that
# xenconsoled gave it
type_in() {
	echo "$2" >"$(terminal "$1")"
}

# said NAME PATTERN SECONDS: the guest's console shows the pattern in time
said() {
	wait_for "$3" grep -q -e "$2" "/tmp/$1.console"
}

# free memory of the host, in MiB
free_memory() { xl info | sed -n 's/^free_memory *: //p'; }

# pages free, as the hypervisor's debug key says; the sum of what is where
free_pages() {
	xl dmesg -c >/dev/null
	xl debug-keys H
	xl dmesg | awk '/heap\[node=.*-> [0-9]+ pages/ {
		sub(/.*-> /, ""); n += $1 } END { print n + 0 }'
}

# free_pages when they stay as they are:
# xenstored and the console daemon may still be giving something back
settled_pages() {
	local i n p=0
	for i in 1 2 3 4 5 6 7 8 9 10; do
		sleep 1
		n=$(free_pages)
		[ "$n" != "$p" ] || break
		p=$n
	done
	echo "$p"
}
