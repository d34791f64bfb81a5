# SPDX-License-Identifier: GPL-2.0-only
# layers: guest
# What becomes of a domain that ends (restart-rename, coredump-destroy,
# preserve), staying in the foreground, the console at create, another config for
# the next start, and waiting for a shutdown.
. ./lib.sh
gone() { ! xl domid "$1" >/dev/null 2>&1; }
waits='echo "guest: up"; while :; do usleep 200000; done'

step 'create -c: the console from the first line on'
guest g1 'echo "guest: up"; poweroff -f'
xl create -q -c /tmp/g1.cfg </dev/null >/tmp/c.out 2>&1 || true
grep -q 'guest: up' /tmp/c.out || fail "console: $(cat /tmp/c.out)"
wait_for 40 gone g1

step 'create -F: in the foreground to its end'
xl create -q -F /tmp/g1.cfg >/tmp/f.out 2>&1
gone g1 || fail 'g1 is still there'
grep -q 'has shut down, reason code 0' /tmp/f.out || fail "$(cat /tmp/f.out)"

step 'create -e: nobody waits, the domain stays'
xl create -q -e /tmp/g1.cfg
ended() { xl list g1 | awk 'NR == 2 && $5 ~ /s/ { ok = 1 } END { exit !ok }'; }
wait_for 60 ended
xl destroy g1

step 'restart-rename'
guest g2 'echo "guest: up"; sleep 2; reboot -f' 'on_reboot = "rename-restart"'
xl create -q /tmp/g2.cfg
first=$(xl domid g2)
renamed() { xl domname "$first" | grep -q '^g2-[0-9]*T[0-9]*Z$'; }
wait_for 60 renamed
again() { local id; id=$(xl domid g2) && [ "$id" != "$first" ]; }
wait_for 30 again
xl destroy g2
for id in $(xl list | awk 'NR > 2 { print $2 }'); do xl destroy "$id"; done

step 'coredump-destroy'
mkdir -p /var/lib/xen/dump
guest g3 'echo "guest: up"; echo c >/proc/sysrq-trigger' \
	'on_crash = "coredump-destroy"' 'memory = 96'
xl create -q /tmp/g3.cfg
wait_for 120 gone g3
[ "$(stat -c %s /var/lib/xen/dump/g3)" -gt 90000000 ] || fail 'no dump'
rm -f /var/lib/xen/dump/g3

step 'config-update: another config for the next start'
guest g4 "$waits"
xl create -q /tmp/g4.cfg
first=$(xl domid g4)
console g4
said g4 'guest: up' 60
sed 's/^memory.*/memory = 96/' /tmp/g4.cfg >/tmp/g4b.cfg
xl config-update g4 /tmp/g4b.cfg 2>/dev/null
xl reboot g4 2>/dev/null
smaller() { xl list g4 | awk 'NR == 2 && $3 > 80 && $3 < 100 { ok = 1 } END { exit !ok }'; }
wait_for 90 smaller

step 'rename, domname, list -l'
xl rename g4 other
[ "$(xl domname "$(xl domid other)")" = other ] || fail 'the name is another'
expect '"name": "other"' xl list -l other

step 'dump-core'
console other
wait_for 60 grep -q 'guest: up' /tmp/other.console
xl dump-core other /run/other.core >/dev/null
[ "$(stat -c %s /run/other.core)" -gt 90000000 ] || fail 'no dump'
rm -f /run/other.core

step 'shutdown -w'
xl shutdown -w other >/tmp/w.out 2>&1 || fail "$(cat /tmp/w.out)"
wait_for 20 gone other
