# SPDX-License-Identifier: GPL-2.0-only
# layers: guest
# python: yes
# Guests that come and go with the host: xmxl-domains(8), which is ours and so
# comes with our xl only. One of the configs is a program where there is Python.
. ./lib.sh
domains() { XMXL_XL=$(command -v xl) /usr/local/libexec/xmxl/domains "$@"; }
[ -x /usr/local/libexec/xmxl/domains ] || fail 'no service here; use our xl'
ids() { xl list | awk 'NR > 1 && $(NF - 4) > 0 { print $(NF - 4) }'; }

mkdir -p /etc/xen/auto /etc/default
echo 'XENDOMAINS_STOP_MAXWAIT=60' >/etc/default/xendomains
# Ends on power off, as told by the toolstack.
waits='echo "guest: up"; while :; do usleep 200000; done'
guest s1 "$waits"
guest s2 "$waits"
ln -s /tmp/s1.cfg /etc/xen/auto/20-s1
mv /tmp/s2.cfg /etc/xen/auto/10-s2
if [ -x /usr/local/libexec/xmxl/xmxl-python ]; then
	echo 'name = "-".join(["s", str(1 + 1)])' >>/etc/xen/auto/10-s2
	second=s-2
else
	second=s2
fi
echo 'nonsense = = 1' >/etc/xen/auto/15-bad

step 'start: those that can, and the one that cannot is named'
domains start >/tmp/start.out 2>&1 && fail 'the bad config was not told of'
grep -q '15-bad: the guest is not started' /tmp/start.out ||
	fail "$(cat /tmp/start.out)"
[ "$(xl domid $second)" -lt "$(xl domid s1)" ] || fail 'order of the start'
console s1
console $second
said s1 'guest: up' 60
said $second 'guest: up' 60

step 'start again: nothing changes'
before=$(ids)
rm /etc/xen/auto/15-bad
domains start >/tmp/start.out 2>&1 || fail "$(cat /tmp/start.out)"
[ "$(ids)" = "$before" ] || fail "other guests: $(xl list)"
expect "$second is running" domains status

step 'stop: each ends by itself'
domains stop >/tmp/stop.out 2>&1 || fail "$(cat /tmp/stop.out)"
[ -z "$(ids)" ] || fail "still there: $(xl list)"
domains status >/tmp/status.out && fail "status: $(cat /tmp/status.out)"

step 'stop: one that does not end is named'
sed -i 's/=60/=2/' /etc/default/xendomains
guest s3 'rm -f /sbin/poweroff; echo "guest: up"; while :; do usleep 200000; done'
xl create -q /tmp/s3.cfg
console s3
said s3 'guest: up' 60
domains stop >/tmp/stop.out 2>&1 && fail 'it ended?'
grep -q 's3 (domain [0-9]*) is still there after 2 seconds' /tmp/stop.out ||
	fail "$(cat /tmp/stop.out)"
xl destroy s3
