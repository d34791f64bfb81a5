# SPDX-License-Identifier: GPL-2.0-only
# layers: guest,block,libvirt
# The distribution's libvirt: lists, defines, starts, changes, dumps, pauses,
# shuts down and destroys a PV guest. Argument: "changes" or "ends" for one half
# of it, where the machine is slow.
. ./lib.sh
part=${1:-all}
mkdir -p /run/libvirt /var/lib/libvirt/libxl /var/log/libvirt/libxl /etc/libvirt /run/d
cat >/etc/libvirt/libvirtd.conf <<'CONF'
auth_unix_ro = "none"
auth_unix_rw = "none"
log_level = 3
log_outputs = "3:file:/var/log/xen/libvirtd.log"
host_uuid = "00000000-0000-4000-8000-000000000001"
CONF
# Of libvirt's CPU models none fits an emulated AMD CPU under Xen: it has neither
# vme nor sep. One that all CPUs have:
map=/usr/share/libvirt/cpu_map
echo "<cpus><model name='bare'><decode host='on' guest='on'/><feature name='fpu'/></model></cpus>" >$map/x86_bare.xml
sed -i "s|<include filename='x86_486.xml'/>|&<include filename='x86_bare.xml'/>|" $map/index.xml
dd if=/dev/zero of=/run/d/disk bs=1M count=0 seek=4 2>/dev/null
dd if=/dev/zero of=/run/d/more bs=1M count=0 seek=4 2>/dev/null
guest_modules='xen-blkfront' ramdisk /tmp/g1.cpio 'echo "guest: up"
while [ ! -b /dev/xvda ]; do usleep 100000; done
echo "guest: xvda"
while [ ! -b /dev/xvdb ]; do usleep 100000; done
echo "guest: xvdb"
while [ -b /dev/xvdb ]; do usleep 100000; done
echo "guest: no xvdb"
while :; do sleep 1; done'
cat >/tmp/g1.xml <<'XML'
<domain type='xen'>
  <name>v1</name>
  <uuid>00000000-0000-4000-8000-0000000000aa</uuid>
  <memory unit='MiB'>128</memory>
  <vcpu>1</vcpu>
  <os>
    <type>linux</type>
    <kernel>/scenario/vmlinuz</kernel>
    <initrd>/tmp/g1.cpio</initrd>
    <cmdline>console=hvc0 quiet rdinit=/init</cmdline>
  </os>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <disk type='file' device='disk'>
      <driver name='phy' type='raw'/>
      <source file='/run/d/disk'/>
      <target dev='xvda' bus='xen'/>
    </disk>
    <console type='pty'/>
  </devices>
</domain>
XML
step 'libvirtd'
libvirtd -d -f /etc/libvirt/libvirtd.conf -p /run/libvirtd.pid
virsh() { command virsh -q -c 'xen+unix:///system?socket=/run/libvirt/libvirt-sock' "$@"; }
# its state is "shut off" a little before libvirt has destroyed it
off() { ! virsh list --name | grep -qx v1; }
socket() { [ -S /run/libvirt/libvirt-sock ]; }
wait_for 60 socket
expect Domain-0 virsh list
step define
virsh define /tmp/g1.xml
expect 'v1  *shut off' virsh list --all
step start
virsh start v1
expect 'v1  *running' virsh list
console v1
said v1 'guest: xvda' 60
expect 'State: *running' virsh dominfo v1
expect "<target dev='xvda' bus='xen'/>" virsh dumpxml v1
expect '^v1 ' xl list v1
if [ "$part" != ends ]; then
step 'attach and detach'
virsh attach-disk v1 /run/d/more xvdb --driver phy --subdriver raw
said v1 'guest: xvdb' 30
expect xvdb virsh domblklist v1
virsh detach-disk v1 xvdb
said v1 'guest: no xvdb' 30
step 'pause and resume'
virsh suspend v1
expect paused virsh domstate v1
virsh resume v1
expect running virsh domstate v1
step memory
virsh setmem v1 100M --live
virsh vcpupin v1 0 0
fi
if [ "$part" != changes ]; then
step dump
virsh dump v1 /run/v1.core
[ -s /run/v1.core ] || fail 'no core'
rm /run/v1.core
step shutdown
virsh shutdown v1
wait_for 60 off
step 'start again'
virsh start v1
fi
step destroy
virsh destroy v1
wait_for 20 off
virsh undefine v1
! virsh domstate v1 2>/dev/null || fail 'v1 is still defined'
[ -z "$(losetup -a)" ] || fail "loop devices: $(losetup -a)"
