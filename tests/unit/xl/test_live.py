#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The live commands on a host that is not there (TAP): see fake_host.c.

Each line of commands.txt is run under our xl; standard output and exit status
must be those that expected.txt holds. Where the distribution's xl is installed
it runs the same lines, and those marked "=" must come out the same.

    test_live.py --write    writes expected.txt anew, from our xl
"""
import os
import re
import shlex
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get('top_builddir', '.')
REAL = os.environ.get('XMXL_REAL_XL', '/usr/lib/xen-4.17/bin/xl')
CC = os.environ.get('CC', 'cc').split()[0]
PYTHON = os.path.exists(os.path.join(BUILD, 'xmcompat/python/xmxl-python'))

# What differs from machine to machine, and from second to second.
VARIABLE = [
    (re.compile(r'^((?:host|release|version|machine) +: ).*$', re.M), r'\1...'),
    (re.compile(r'^(Domain-0 +0 +)(?:\d+ days?, +)?[ \d]\d:\d\d:\d\d$', re.M), r'\1...'),
    (re.compile(r'^ \d\d:\d\d:\d\d (up +)(?:\d+ days?, +)?[ \d]\d:\d\d(, Domain-0)', re.M),
     r' ... \1...\2'),
    (re.compile(r'^ \d\d:\d\d:\d\d (up )', re.M), r' ... \1'),
    (re.compile(r'^( *\(start_time )\d+', re.M), r'\1...'),
    # a second may pass between two questions
    (re.compile(r'^(\S+ +\d+ .*\d+:\d\d):\d\d$', re.M), r'\1:..'),
]


def steady(text):
    text = text.replace(HERE + '/', '@')
    for pattern, new in VARIABLE:
        text = pattern.sub(new, text)
    return text


class Runner:
    def __init__(self, work):
        self.fake = os.path.join(work, 'fake_host.so')
        subprocess.run([CC, '-shared', '-fPIC', '-o', self.fake,
                        os.path.join(HERE, 'fake_host.c'),
                        os.path.join(HERE, 'fake_devices.c'),
                        os.path.join(HERE, 'fake_attach.c'),
                        os.path.join(HERE, 'fake_pools.c'),
                        '-lxenlight'],
                       check=True)
        xl = os.path.join(BUILD, 'xl/xl')
        self.programs = {'xl': xl, 'xm': os.path.join(work, 'xm')}
        os.symlink(os.path.abspath(xl), self.programs['xm'])
        self.sanitizer = self.find_sanitizer(xl)

    @staticmethod
    def find_sanitizer(xl):
        """libasan has to come first among what is loaded."""
        ldd = subprocess.run(['ldd', xl], capture_output=True, text=True)
        m = re.search(r'libasan\S+ => (\S+)', ldd.stdout)
        return m.group(1) + ' ' if m else ''

    @staticmethod
    def run(line, program_of, preload):
        words = [os.path.join(HERE, w[1:]) if w.startswith('@') else w
                 for w in shlex.split(line)]
        env = dict(os.environ, LD_PRELOAD=preload, XMXL_FAKE_XEN='1',
                   TZ='UTC')
        while '=' in words[0]:
            name, value = words.pop(0).split('=', 1)
            env[name] = value
        program = program_of(words.pop(0))
        p = subprocess.run([program, *words], env=env, text=True,
                           stdin=subprocess.DEVNULL, capture_output=True,
                           timeout=60)
        return steady(p.stdout) + '[%d]\n' % p.returncode, p.stderr

    def ours(self, line):
        return self.run(line, self.programs.get, self.sanitizer + self.fake)

    def real(self, line):
        return self.run(line, lambda name: REAL, self.fake)


def read_commands():
    for line in open(os.path.join(HERE, 'commands.txt')):
        line = line.rstrip('\n')
        if line.startswith('= '):
            yield line[2:], True
        elif line.startswith('! '):
            yield line.split(' | ', 1)[1], False


def read_expected():
    text = open(os.path.join(HERE, 'expected.txt')).read()
    parts = re.split(r'^\$ (.*)\n', text, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


def write(runner):
    with open(os.path.join(HERE, 'expected.txt'), 'w') as f:
        for line, _ in read_commands():
            f.write('$ %s\n%s' % (line, runner.ours(line)[0]))


class Tap:
    def __init__(self):
        self.n = self.failed = 0

    def skip(self, name, why):
        self.n += 1
        print('ok %d - %s # SKIP %s' % (self.n, name, why))

    def ok(self, good, name, *details):
        self.n += 1
        self.failed += not good
        print('%s %d - %s' % ('ok' if good else 'not ok', self.n, name))
        if not good:
            for text in '\n'.join(details).split('\n')[:40]:
                print('#   ' + text)
        sys.stdout.flush()


def main():
    if not os.path.exists(os.path.join(BUILD, 'xl/.libs/xl-live.so')):
        print('1..0 # SKIP live commands are not built (no libxenlight)')
        return 0
    if os.geteuid():
        print('1..0 # SKIP live commands ask for root')
        return 0
    tap = Tap()
    with tempfile.TemporaryDirectory() as work:
        runner = Runner(work)
        if sys.argv[1:] == ['--write']:
            write(runner)
            return 0
        expected = read_expected()
        have_real = os.access(REAL, os.X_OK)
        for line, same in read_commands():
            if not PYTHON and '@program.cfg' in line:
                tap.skip(line, 'a program, and this is a build without Python')
                continue
            got, said = runner.ours(line)
            bad = 'Sanitizer' in said or 'runtime error' in said
            tap.ok(got == expected.get(line) and not bad, line, got, said)
            if same and have_real:
                theirs = runner.real(line)[0]
                tap.ok(theirs == expected.get(line), line + ': as the '
                       'distribution\'s xl', theirs)
    print('1..%d' % tap.n)
    return 1 if tap.failed else 0


sys.exit(main())
