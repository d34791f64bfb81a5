# SPDX-License-Identifier: GPL-2.0-only
"""What configs set their variables to: usual, old, odd and wrong spellings.

Each value is source text. The first half of a row is what samples and real
files hold; the second half is what somebody wrote once, wrong types included.
"""


def quoted(*texts):
    return ["'%s'" % t for t in texts]


SWITCH = ['0', '1', "'0'", "'1'", '2', 'True', 'False', 'None', "'yes'", "''",
          '0L', '1.0', '-1', "u'1'"]
NUMBER = ['0', '1', '2', '4', '8', "'1'", "'2'", '0x1', '01', '010', '1.0',
          '-1', "''", 'None', '1L', "' 1 '", "'1.5'", '1.9', '[]', '(1,)',
          '{}', '"0x10"', '10**3']
TEXT = ["''", "'x'", '"a b"', "'a' 'b'", "'#no comment'", "u'x'", 'None', '5',
        "'it\\'s'", "'a\\\\b'", "'tab\\there'", "'''triple'''", "r'raw\\n'",
        "'caf\\xe9'", '"q\\"q"', "'50%'", "'$HOME'"]
MIB = ['128', "'256'", '512', '1024', '1536', '64', "'128'", '128.7', '256.0',
       '0x100', '0400', "' 256'", '128L', 'None', '0', "''", "'512MB'",
       "'1G'", '99999999999']
ACTION = quoted('destroy', 'restart', 'preserve', 'rename-restart',
                'coredump-destroy', 'coredump-restart', 'rename_restart',
                'coredump_and_destroy', '', 'Restart', 'suspend') + \
    ['None', "u'restart'", '0']

SCALARS = {
    'name': quoted('web1', 'a.b_c-d+e:f', 'my vm', '5', '') +
    ['None', '5', "u'web'", "'a/b'"],
    'uuid': quoted('ac0a5b9e-cbe2-4c07-b43b-1d69e46fb839',
                   'AC0A5B9ECBE24C07B43B1D69E46FB839', '', '0', 'bad') +
    ['None'],
    'kernel': quoted('/boot/vmlinuz-2.6.18-xen', 'hvmloader',
                     '/usr/lib/xen/boot/hvmloader', '/boot/a b', 'vmlinuz',
                     '', 'file:/boot/x', '../k', '/x/../y') +
    ['None', "u'/k'"],
    'ramdisk': quoted('/boot/initrd.img', '', '/boot/i=1', 'initrd') +
    ['None', '0'],
    'loader': quoted('hvmloader', '/usr/lib/xen/boot/hvmloader', '',
                     '/opt/fw'),
    'bootloader': quoted('pygrub', '/usr/bin/pygrub', '', 'pv-grub',
                         '/usr/lib/xen/bin/pypxeboot') + ['None'],
    'bootargs': quoted('', '-q', '--kernel=/vmlinuz --args="a b"',
                       '--output=a\\\\ b') + ['None', '5', "['a','b']"],
    'root': quoted('/dev/xvda1', '/dev/xvda1 ro', 'root=/dev/sda1 ro',
                   'LABEL=x', '/dev/nfs', '') + ['None'],
    'extra': quoted('4', 'console=hvc0 xencons=tty', 'root=/dev/x', 'ip=dhcp',
                    'fastboot "quoted arg"', 'x' * 200) + TEXT,
    'features': quoted('', '!writable_page_tables|pae_pgdir_above_4gb'),
    'device_model': quoted('/usr/lib/xen/bin/qemu-dm', 'qemu-dm',
                           '/usr/lib64/xen/bin/qemu-dm', 'stubdom-dm',
                           '/opt/my-dm', '') + ['None'],
    'pool': quoted('Pool-0', 'mypool', '') + ['0', 'None'],
    'memory': MIB, 'maxmem': MIB,
    'shadow_memory': ['8', "'8'", '0', '9', '512', '1.5', "''"],
    'vcpus': ['1', '2', "'2'", '4', '64', '1.0', "''", 'None', '2L', "'x'",
              '300', '-1', '0', '" 2"'],
    'maxvcpus': ['4', '8', '1', "'4'", '0', 'None', '2.0'],
    'vcpu_avail': ['1', '3', '5', "'3'", '0xf', 'None', '15L'],
    'cpu': ['0', '1', '-1', "'1'", 'None', "''", '2.0'],
    'cpus': ["'0'", "'0-3'", "'0-3,^1'", "'0,2,4'", '""', "['0','1']",
             "['0-1','2-3']", "'^1'", "'0-3,^1,1'", "'all'", "' 0 , 1 '",
             '2', '[0,1]', 'None', '[]', "'5-2'", "['^1']", "'node:1'"],
    'cpu_weight': ['256', "'512'", '1', '65535', '100.5', '0', '70000'],
    'cpu_cap': ['0', '50', "'50'", '33.3', '500', '-1', 'None'],
    'tsc_mode': ['0', '1', '2', '3', "'2'", '4', "'native'", 'None'],
    'on_poweroff': ACTION, 'on_reboot': ACTION, 'on_crash': ACTION,
    'restart': quoted('onreboot', 'always', 'never', '', 'x'),
    'on_xend_start': quoted('ignore', 'start', '', 'x'),
    'on_xend_stop': quoted('ignore', 'shutdown', 'suspend', 'x'),
    'timer_mode': ['0', '1', '2', '3', "'1'", '4', 'None', "'x'"],
    'rtc_timeoffset': ['0', '3600', '-3600', "'7200'", "'x'", '1.5'],
    'boot': quoted('c', 'd', 'dc', 'cdn', 'a', '', 'x', 'C') + ['None'],
    'usb': SWITCH + ["['1-1']"],
    'usbdevice': quoted('tablet', 'mouse', 'host:1.2', 'host:046d:c03d', '',
                        'x') + ["['tablet', 'mouse']", 'None'],
    'soundhw': quoted('sb16', 'all', 'es1370,sb16', ''),
    'videoram': ['4', '8', '16', "'8'", '32', '0', "''", 'None', '1'],
    'fda': quoted('', '/img/f.img', 'f.img'),
    'serial': quoted('pty', 'file:/tmp/s', '/dev/ttyS0', 'none', '',
                     'telnet:localhost:1234,server') +
    ["['pty', 'file:/x']", '[]', 'None'],
    'parallel': quoted('none', '/dev/parport0', ''),
    'keymap': quoted('de', 'en-us', ''),
    'vncdisplay': ['1', '10', "'5'", 'None', '-1', "''", '0', '1.0'],
    'vnclisten': quoted('0.0.0.0', '127.0.0.1', '', '10.0.0.1:3') + ['None'],
    'vncpasswd': quoted('', 'secret', 'p w', 'a"b') + ['None', '1234'],
    'display': quoted(':0', 'localhost:10', ''),
    'xauthority': quoted('/root/.X', ''),
    'ip': quoted('10.0.0.5', '', 'dhcp', '10.0.0.5:1.2.3.4'),
    'netmask': quoted('255.255.255.0', ''),
    'gateway': quoted('10.0.0.1', ''), 'hostname': quoted('web1', ''),
    'interface': quoted('eth0', 'eth1', ''),
    'dhcp': quoted('dhcp', 'off', 'on', '') + ['0', '1'],
    'nfs_server': quoted('1.2.3.4', ''), 'nfs_root': quoted('/srv/root', ''),
    'nics': ['0', '1', '2', '-1', "'1'"],
    'irq': ['[9]', '[9, 10]', '[]', '[0x10]', "['9']", '9'],
    'ioports': ["['3f8']", "['3f8-3ff', '2f8']", "['3F8-3FF']", '[0x3f8]',
                "['0x3f8']", "'3f8'", "['5-2']"],
    'access_control': ["['policy=p,label=l']", '[]', "['x']",
                       "'policy=p,label=l'"],
    'machine_address_size': ['32', "'36'", '0', 'None'],
    'cdrom': quoted('/dev/cdrom', '/x.iso', ''),
    'seclabel': TEXT, 'cap': NUMBER, 'bios': quoted('ovmf', 'rombios'),
    'vga': quoted('cirrus', 'stdvga'), 'Memory': MIB, 'memmory': MIB,
}
SCALARS.update(dict.fromkeys('''
    acpi apic pae hpet viridian hap oos localtime vnc sdl opengl vncunused
    stdvga nographic isa monitor xen_platform_pci vpt_align pci_msitranslate
    pci_power_mgmt gfx_passthru superpages memory_sharing nestedhvm nomigrate
    s3_integrity vhpt suppress_spurious_page_faults blkif netif tpmif lapic
    ne2000 paused quiet dryrun console_autoconnect vncconsole vncviewer nx
    acpi_s3 expose_host_uuid'''.split(), SWITCH))
SCALARS.update(dict.fromkeys(
    'description bootentry load group OVM_simple_name monitor_path'.split(),
    TEXT))
SCALARS.update(dict.fromkeys('target vmid i _private autostart'.split(),
                             NUMBER))

# Devices that are key=value pairs.
PAIRS = {
    'vif': {
        'mac': ['00:16:3e:01:02:03', '00:16:3E:AA:BB:CC', '0:16:3e:1:2:3',
                'aa:00:00:00:00:11', '', '00-16-3e-01-02-03', 'bad'],
        'bridge': ['xenbr0', 'br0', '', 'eth0.100', 'my br'],
        'type': ['ioemu', 'netfront', '', 'paravirtualised', 'IOEMU', 'vif'],
        'ip': ['10.0.0.1', '10.0.0.1 10.0.0.2', '', '10.0.0.0/24', '2001::1'],
        'script': ['vif-bridge', '/etc/xen/scripts/vif-route', ''],
        'backend': ['0', 'netdom', 'Domain-0', ''],
        'vifname': ['vif.web', 'tap0', '', 'averyveryverylongname0'],
        'rate': ['10MB/s', '1Gb/s', '10Mb/s@50ms', '100Kb/s@20us', '10',
                 'junk', '1GB/s@1s', ''],
        'model': ['rtl8139', 'e1000', 'ne2k_pci', '', 'virtio'],
        'accel': ['sfc'], 'policy': ['p'], 'label': ['l'],
    },
    'vfb': {
        'type': ['vnc', 'sdl', 'x'], 'vnc': ['1', '0', 'yes', ''],
        'sdl': ['1', '0', 'no'], 'vncdisplay': ['1', '10', '', '-1'],
        'vnclisten': ['0.0.0.0', '127.0.0.1', '127.0.0.1:2', '', '::1'],
        'vncunused': ['0', '1', '', 'yes'],
        'vncpasswd': ['secret', '', 'se cret', 'a%b', '12345678901'],
        'display': [':0', 'localhost:10.0', ''],
        'xauthority': ['/root/.Xauthority'], 'opengl': ['1', '0'],
        'keymap': ['de', 'en-us', ''], 'videoram': ['8'],
    },
    'vif2': dict.fromkeys('''front_mac back_mac backend trusted back_trusted
        filter_mac bridge pdev max_bypasses'''.split(),
                          ['x', '1', '00:16:3e:00:00:01']),
    'vusb': {'usbver': ['1', '2', '3'], 'numports': ['1', '8', '16', '17'],
             'port_1': ['1-1', '1-1.2', ''], 'port_2': ['2-1'],
             'port_9': ['3-1.4.1'], 'bogus': ['1']},
    'vtpm': {'instance': ['1', 'VTPMD', '0'], 'backend': ['0', 'vtpmdom', ''],
             'uuid': ['ac0a5b9e-cbe2-4c07-b43b-1d69e46fb839']},
}

# Devices that are fields: what each field may hold, and what joins them.
DISK_TARGETS = '''phy:/dev/vg/lv|phy:vg/lv|phy:sda7|phy:/dev/disk/by-id/scsi-3|
phy:0x301|file:/var/x.img|file:x.img|file:///srv/x.img|tap:aio:/x.img|
tap:tapdisk:aio:/x|tap:qcow:/x.qcow|tap:qcow2:/x.q2|tap:vmdk:/x.vmdk|
tap:sync:/x|tap:ram:/x|tap:vhd:/x.vhd|tap:ioemu:/x|tap2:aio:/x|tap2:vhd:/y.vhd|
tap2:tapdisk:qcow:/x|drbd:r0|nbd:1.2.3.4 8000|nbd:host:8000|
iscsi:iqn.2001-05.com:x|npiv:5001|vbd:/x|foo:bar|phy:|file:|file:/a b.img|
file:/a=b.img|qcow2:/x|vhd:/x|raw:/x|/plain/path.img|PHY:/dev/x|file: /x.img|
tap:bogus:/x|'''.replace('\n', '').split('|')
DISK_DEVICES = '''hda hdb hdc sda sda1 sdb2 xvda xvda1 xvdb xvdq xvdaa hda1
sdc15 0x301 768 xvdp16 51712 ioemu:hda ioemu:hdc:cdrom hdc:cdrom xvdb:disk
/dev/xvda1 hdz vda sda:CDROM'''.split()
FIELDS = {
    'disk': (',', [DISK_TARGETS, DISK_DEVICES,
                   ['w', 'w', 'w', 'r', 'r', 'w!', 'rw', 'ro'],
                   [None] * 8 + ['', '0', 'dom1', '0,x86_32-abi']]),
    'vscsi': (', ', [['0:0:0:0', '/dev/sda', 'sdb', '/dev/sg3', '3:0:1:2'],
                     ['0:0:0:0', '0:0:0:1', '1:0:0:0', 'host', 'x'],
                     [None, None, '0', 'dom1']]),
    'pci': ('', [['', '0000:', '0001:', '0:'], ['00', '03', 'a', 'FF', '100'],
                 [':', ':', ','], ['1d', '00', '1f', '20'], ['.', '.', ','],
                 ['0', '1', '7', '*', '0-3', '0,2', '0=0', '0-1,3', '8'],
                 ['', '', '@05', '@1f', '@20'],
                 ['', '', ',msitranslate=1', ',msitranslate=yes',
                  ',msitranslate=no,power_mgmt=1', ',bogus=1', ',']]),
    'cpuid': ('', [['1', '0x80000001', '4,1', '0', 'x'], [':'],
                   ['eax', 'ebx', 'ecx', 'edx', 'efx'], ['='],
                   ['x' * 32, 'xxx0' + 'x' * 28, 'k' * 32, '0x12345678',
                    '101', '0xfffffffff']]),
}
FIELDS['cpuid_check'] = FIELDS['cpuid']

BUILDER = quoted('hvm', 'linux', 'generic', '', 'vmx', 'HVM', 'x')

# Statements of programs around the settings.
STATEMENTS = '''hn = socket.gethostname()
arch = os.uname()[4]
def helper(x, y=1):\\n    return "%s-%d" % (x, y)
class C:\\n    pass
print 'hello'
print >>sys.stderr, 'x'
try:\\n    import nothere\\nexcept ImportError:\\n    nothere = None
for i in range(3):\\n    last = i
x = [a * 2 for a in range(3)]
d = dict(a=1, b=2)
vmid = 5
vmname = 'vm%02d' % 7
f = lambda n: n + 1
if 1 == 1: yes = 1\\nelse: yes = 0
t = `5`
assert True
(a, b) = (1, 2)
exec "zz = 1"
s = string.join(['a','b'], '-')
n = 7 / 2
big = 2 ** 40
env = os.environ.get('NOPE', 'dflt')
gone = 1\\ndel gone
while 0: pass
m = re.sub('a', 'b', 'banana')
disk = ['phy:/dev/vg/%s,%s,w' % (x, x) for x in ('hda', 'hdb')]
vif = []\\nfor i in range(2):\\n    vif.append('mac=00:16:3e:0:0:%02x' % i)
name = 'vm' + str(7)'''.replace('\\n', '\0').split('\n')
STATEMENTS = [s.replace('\0', '\n') for s in STATEMENTS]
