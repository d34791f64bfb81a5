#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""How fast configs are read and converted, as a table.

usage: convert.py [BUILD-DIR] [--files N] [--programs N] [--runs N]

Makes a tree of configs of its own, and measures on one core:
  xl convert of literal files and of programs, files per second
  xl create -n of one file, wall time of the whole command
  peak memory of all processes, for trees of growing size
Beside it, the distribution's own xl, where it is installed and the build has
the shim that lets it run without Xen (make check makes it). Goals are in the last column; the exit status says if all are met.
"""

import argparse
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[2]

PV = """# Web server {n}
kernel  = "/boot/vmlinuz-2.6.18-xenU"
ramdisk = '/boot/initrd-2.6.18-xenU.img'
memory  = {memory}
name    = "web{n}"
vcpus   = 2
vif     = [ 'mac=00:16:3e:{a:02x}:{b:02x}:01, bridge=xenbr0' ]
disk    = [ 'phy:vg0/web{n},xvda1,w',     # root
            'file:/srv/swap/web{n},xvda2,w' ]
root    = "/dev/xvda1 ro"
extra   = "4 console=hvc0"
on_reboot = 'restart'
on_crash  = 'restart'
"""

HVM = """# Desktop {n}
builder = 'hvm'
kernel = '/usr/lib/xen/boot/hvmloader'
device_model = '/usr/lib/xen/bin/qemu-dm'
name = "desktop{n}"
memory = '{memory}'
shadow_memory = 8
vif = [ 'type=ioemu, mac=00:16:3e:{a:02x}:{b:02x}:02, bridge=xenbr1' ]
disk = [ 'file:/var/images/d{n}.img,hda,w', 'file:/iso/setup.iso,hdc:cdrom,r' ]
boot = 'dc'
sdl = 0
vnc = 1
vncpasswd = ''
stdvga = 0
serial = 'pty'
usb = 1
usbdevice = 'tablet'
acpi = 1
apic = 1
pae = 1
localtime = 1
"""

PROGRAM = """import os, re
arch = os.uname()[4]
if re.search('64', arch):
    libdir = 'lib64'
else:
    libdir = 'lib'
vmid = {n}
name = "vm%d" % vmid
kernel = '/usr/' + libdir + '/xen/boot/hvmloader'
builder = 'hvm'
memory = 128 * (1 + vmid / 7 % 4)
disk = ['phy:/dev/vg/%s-%s,hd%s,w' % (name, role, drive)
        for role, drive in (('root', 'a'), ('swap', 'b'))]
vif = ['type=ioemu, bridge=xenbr%d' % (vmid % 3)]
print "configured", name
"""


def make_tree(folder, n, templates):
    for i in range(n):
        sub = folder / f'host{i // 500:03}'
        sub.mkdir(parents=True, exist_ok=True)
        (sub / f'guest{i:05}.cfg').write_text(
            templates[i % len(templates)].format(
                n=i, memory=128 + i % 8 * 64, a=i >> 8 & 255, b=i & 255))
    return folder


def one_core(args, **kwargs):
    return subprocess.run(['taskset', '-c', '0', *map(str, args)],
                          stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL, check=False, **kwargs)


def wall(args):
    start = time.perf_counter()
    status = one_core(args).returncode
    return time.perf_counter() - start, status


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def rate(xl, tree, n, scratch, *options):
    """Files per second of wall time and of CPU time, the best of three.

    On a machine that has other things to do only the second one counts.
    """
    best = per_cpu = 0
    for i in range(3):
        out = scratch / f'out{time.monotonic_ns()}'
        where = [] if '--check' in options else ['-o', out]
        before = cpu_seconds()
        seconds, status = wall([xl, 'convert', '-r', '-j1', *where, *options,
                                '--report-file', scratch / f'r{i}.txt',
                                '--force', tree])
        if status not in (0, 1):
            print((scratch / f'r{i}.txt').read_text()[-2000:])
            sys.exit(f'xl convert ended with status {status}')
        best = max(best, n / seconds)
        per_cpu = max(per_cpu, n / (cpu_seconds() - before))
    return best, per_cpu


def latency(args, runs):
    """Milliseconds: median, and the worst of the better 90 %."""
    times = sorted(wall(args)[0] * 1000 for _ in range(runs))
    return statistics.median(times), times[int(len(times) * .9) - 1]


def taskset_cost(runs):
    return latency(['true'], runs)[0]


def peak_memory(xl, tree):
    """KiB of the largest process (getrusage of the whole family)."""
    code = ('import resource, subprocess, sys\n'
            'subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, '
            'stderr=subprocess.DEVNULL)\n'
            'print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)')
    out = subprocess.run([sys.executable, '-c', code, str(xl), 'convert',
                          '-r', '--check', '-j1', str(tree)],
                         capture_output=True, text=True, check=True)
    return int(out.stdout)


class Table:
    def __init__(self):
        self.failed = False

    def row(self, what, figure, goal='', met=None):
        mark = '' if met is None else ('  met' if met else '  MISSED')
        self.failed |= met is False
        print(f'{what:<52}{figure:>16}   {goal}{mark}', flush=True)


def bench_convert(table, xl, args, scratch):
    literal = make_tree(scratch / 'literal', args.files, [PV, HVM])
    programs = make_tree(scratch / 'programs', args.programs, [PROGRAM])
    for what, tree, n, goal, options in (
            (f'convert {args.files} literal files', literal, args.files, 5000,
             ()),
            ('  the same, --check (nothing written)', literal, args.files,
             None, ('--check',)),
            (f'convert {args.programs} programs, sandboxed', programs,
             args.programs, 300, ())):
        best, per_cpu = rate(xl, tree, n, scratch, *options)
        table.row(what, f'{best:.0f}/s', f'>= {goal}/s' if goal else '',
                  best >= goal if goal else None)
        table.row('    per second of CPU time', f'{per_cpu:.0f}/s')
    return literal, programs


def bench_create(table, xl, args, literal, programs):
    cost = taskset_cost(args.runs)
    for what, tree, goal in (('literal file', literal, 5),
                             ('program', programs, 60)):
        path = next(tree.rglob('*.cfg'))
        median, p90 = latency([xl, 'create', '-n', path], args.runs)
        median, p90 = median - cost, p90 - cost
        table.row(f'create -n, {what}: median (90 %)',
                  f'{median:.1f} ({p90:.1f}) ms', f'< {goal} ms',
                  median < goal)


def bench_real(table, args, literal, scratch):
    real = os.environ.get('XMXL_REAL_XL', '/usr/lib/xen-4.17/bin/xl')
    shim = next(pathlib.Path(args.build).rglob('*shim*.so'), None)
    if not os.path.exists(real) or not shim:
        table.row("create -N of the distribution's xl", 'not to be had')
        return
    converted = scratch / 'converted.cfg'
    converted.write_bytes(subprocess.run(
        [pathlib.Path(args.build) / 'xl/xl', 'convert',
         next(literal.rglob('*.cfg'))], capture_output=True,
        check=True).stdout)
    cost = taskset_cost(args.runs)
    median, p90 = latency(['env', f'LD_PRELOAD={shim.resolve()}', real, '-N',
                           'create', converted], args.runs)
    median, p90 = median - cost, p90 - cost
    table.row("create -N of the distribution's xl: median (90 %)",
              f'{median:.1f} ({p90:.1f}) ms')


def bench_memory(table, xl, scratch):
    peaks = []
    for n in (100, 1000, 10000):
        tree = make_tree(scratch / f'memory{n}', n, [PV, HVM])
        peaks.append(peak_memory(xl, tree))
        table.row(f'peak memory of a process, {n} files',
                  f'{peaks[-1] / 1024:.1f} MiB')
    table.row('  growth from 100 to 10000 files',
              f'{(peaks[-1] - peaks[0]) / 1024:.1f} MiB', '< 4 MiB',
              peaks[-1] - peaks[0] < 4096)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('build', nargs='?', default=TOP)
    parser.add_argument('--files', type=int, default=10000)
    parser.add_argument('--programs', type=int, default=1000)
    parser.add_argument('--runs', type=int, default=50)
    args = parser.parse_args()
    xl = pathlib.Path(args.build).resolve() / 'xl/xl'
    os.environ['XMXL_CONF'] = str(TOP / 'tests/corpus/settings.conf')
    table = Table()
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        literal, programs = bench_convert(table, xl, args, scratch)
        bench_create(table, xl, args, literal, programs)
        bench_real(table, args, literal, scratch)
        bench_memory(table, xl, scratch)
    return table.failed


if __name__ == '__main__':
    sys.exit(main())
