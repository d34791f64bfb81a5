#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0-only
# Process 1 of dom0. Fork and exec are dear under emulation, so it does little and
# in order.
B=/bin/busybox
$B mount -t proc proc /proc
$B mount -t sysfs sys /sys
$B mount -t devtmpfs dev /dev
$B mkdir -p /dev/pts /dev/shm /run /tmp
$B mount -t devpts pts /dev/pts
$B ln -s /proc/self/fd /dev/fd
$B ln -s fd/0 /dev/stdin; $B ln -s fd/1 /dev/stdout; $B ln -s fd/2 /dev/stderr
$B mount -t tmpfs run /run
echo "XMXL: init $($B cut -d' ' -f1 /proc/uptime)" >/dev/console
export PATH=/usr/lib/xen-4.17/bin:/usr/bin:/bin:/sbin:/usr/sbin
while read -r m; do /bin/busybox modprobe "$m"; done </etc/xmxl-modules
$B mount -t xenfs xenfs /proc/xen
$B mkdir -p /run/xen /run/lock /var/lib/xen /var/log/xen /run/xenstored /var/lib/xenstored
xenstored --pid-file /run/xenstored.pid || echo "XMXL: xenstored failed"
n=0
until xenstore-read / >/dev/null 2>&1; do
	n=$((n + 1)); [ $n -lt 100 ] || break; $B usleep 100000
done
echo "XMXL: xenstored $($B cut -d' ' -f1 /proc/uptime)"
xen-init-dom0
xenconsoled --pid-file=/run/xenconsoled.pid
echo "XMXL: begin"
cd /scenario
/bin/bash ./scenario $(cat args) </dev/console
echo "XMXL: status $?"
$B sync
$B poweroff -f
