#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Our JSON beside that of the distribution's own xl 4.17 (TAP).

For each config: real xl must accept what we accept and refuse what we refuse;
real xl on our converted text must print our JSON, byte for byte; and what real
xl prints for the file itself must be what we print, byte for byte as well.

Sources: features.txt, one config a line, and the xl files and conversions of a
collection of configs, if one is at hand (XMXL_CORPUS, as for `make check`).
"""
import glob
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
XL = os.environ.get('XMXL_REAL_XL', '/usr/lib/xen-4.17/bin/xl')
CANON = os.path.join(os.environ.get('top_builddir', '.'),
                     'tests/host/xl-compare/canon')
CORPUS = os.path.join(os.environ.get('XMXL_CORPUS') or os.path.join(
    os.environ.get('top_srcdir', HERE + '/../../..'), '../shared/corpus'), 'xm')
# An empty drive has no target in our spelling; xl keeps an empty one.
EMPTY_DRIVE = re.compile(r'^\s*"pdev_path": "",\n', re.M)
UUID = 'uuid="00000000-0000-0000-0000-000000000001"\n'
BASES = {
    'pv': 'name="guest"\nkernel="/k"\n' + UUID,
    'hvm': 'name="guest"\ntype="hvm"\n' + UUID,
    'pvh': 'name="guest"\ntype="pvh"\nkernel="/k"\n' + UUID,
    'any': '',
}
# What xl draws at random where the file does not say it.
RANDOM = re.compile(r'^\s*"uuid": .*\n', re.M)
GENID = re.compile(r'^\s*"ms_vm_genid": \[[^]]*\],\n', re.M)


class Tap:
    def skip(self, name, why):
        self.n += 1
        print('ok %d - %s # SKIP %s' % (self.n, name, why))

    def __init__(self):
        self.n = self.failed = 0

    def ok(self, good, name, *details):
        self.n += 1
        self.failed += not good
        print('%s %d - %s' % ('ok' if good else 'not ok', self.n, name))
        if not good:
            for line in '\n'.join(str(d) for d in details).split('\n')[:25]:
                print('#   ' + line)
        sys.stdout.flush()


def real(path, shim):
    """The real xl's dry run: its JSON, or None; and what it said."""
    p = subprocess.run([XL, '-N', 'create', path], capture_output=True,
                       text=True, errors='replace', timeout=60,
                       env=dict(os.environ, LD_PRELOAD=shim))
    return (p.stdout if p.returncode == 0 else None), p.stderr


def slurp(path):
    try:
        with open(path, errors='surrogateescape') as f:
            return f.read()
    except FileNotFoundError:
        return None


def comparable(text, source):
    if not re.search(r'^\s*uuid\s*=', source, re.M):
        text = RANDOM.sub('', text, count=1)
    return GENID.sub('', text)


def first_difference(x, y):
    for i, (p, q) in enumerate(zip(x.split('\n'), y.split('\n'))):
        if p != q:
            return 'line %d: real %r, ours %r' % (i + 1, p, q)
    return 'one ends before the other'


def check(tap, shim, name, path, original):
    """Compares one config that canon has worked on."""
    ours, text = slurp(path + '.json'), slurp(path + '.xl')
    error = slurp(path + '.error')
    if original:
        theirs, said = real(path, shim)
        if (theirs is None) != (error is not None):
            tap.ok(False, name, 'real xl %s it' %
                   ('refuses' if theirs is None else 'accepts'), said,
                   'ours: ' + (error or 'accepted'))
            return
        if theirs is None:
            tap.ok(True, name + ': refused by both')
            return
    elif error is not None:
        tap.skip(name, 'refused: ' + next(
            (l for l in error.split('\n') if ' error: ' in l), error))
        return
    converted = path + '.xl'
    theirs_converted, said = real(converted, shim)
    if theirs_converted is None:
        tap.ok(False, name, 'real xl refuses our text', said, text)
        return
    theirs_converted = comparable(theirs_converted, text)
    if theirs_converted.strip() != ours.strip():
        tap.ok(False, name, 'real xl reads our text differently',
               first_difference(theirs_converted, ours), text)
        return
    if not original:
        tap.ok(True, name)
        return
    compare_said(tap, name, path, theirs, text)


def compare_said(tap, name, path, theirs, source):
    """What `-N create` prints for the file as it is, real xl's and ours."""
    theirs, said = (EMPTY_DRIVE.sub('', comparable(text, source)).strip()
                    for text in (theirs, slurp(path + '.said.json')))
    tap.ok(theirs == said, name,
           'real xl prints something else for the file itself',
           first_difference(theirs, said))


# What xm had and xl has not: why real xl refuses a file that ours accepts, by
# the line where it stops reading, or by what it says.
LACKING_LINES = (
    ('Python in config files',
     re.compile(r'\s*(import|from|def|if|for|while|try|class|print)\b')),
    ('numbers with a fraction', re.compile(r'\s*\w+\s*=\s*\d*\.\d')),
)
LACKING = (
    ('the name of the domain from the name of the file',
     'Domain name must be specified.'),
    ('pygrub where no kernel is named',
     'Neither kernel nor bootloader specified'),
    ("builder words of xm's time", 'Invalid domain type '),
)
STOPPED = re.compile(r'^.*:(\d+): config parsing error near', re.M)


def lacking(source, said):
    """The feature that real xl lacks to read this file; None: another one."""
    stopped = STOPPED.search(said)
    if not stopped:
        return next((what for what, text in LACKING if text in said), None)
    lines = source.split('\n')
    line = lines[int(stopped.group(1)) - 1]
    if '#' in line and line == lines[-1]:
        return 'a comment as the last line, without its end'
    return next((what for what, start in LACKING_LINES if start.match(line)),
                None)


def check_created(tap, shim, path):
    """A file of the collection, read as `xl create` reads it."""
    name = 'dry run of ' + os.path.basename(path)
    theirs, said = real(path, shim)
    error = slurp(path + '.error')
    if theirs is None and error is not None:
        tap.ok(True, name + ': refused by both')
    elif theirs is None:
        what = lacking(slurp(path), said)
        tap.ok(what, '%s: only ours accepts it: %s' % (name, what),
               'it is not known what real xl lacks here', said)
    elif error is not None:
        tap.ok(False, name, 'only real xl accepts it', error)
    else:
        compare_said(tap, name, path, theirs, slurp(path))


def canon(dialect, paths):
    subprocess.run([CANON, dialect] + paths, check=True, timeout=600)


def features(tap, shim, tmp):
    paths = []
    for n, line in enumerate(open(os.path.join(HERE, 'features.txt')), 1):
        line = line.strip()
        if not line or line.startswith('#'):
            continue
        base, text = line.split(' ', 1)
        path = os.path.join(tmp, 'f%03d.cfg' % n)
        with open(path, 'w') as f:
            f.write(BASES[base] + text.replace(';;', '\n') + '\n')
        paths.append((path, '%s: %s' % (base, text)))
    canon('xl', [p for p, _ in paths])
    for path, name in paths:
        check(tap, shim, name.replace('#', ' '), path, True)


def copy(source, tmp, prefix):
    path = os.path.join(tmp, prefix + os.path.basename(source))
    with open(source, 'rb') as f, open(path, 'wb') as g:
        g.write(f.read())
    return path


def collection(tap, shim, tmp):
    files = sorted(glob.glob(os.path.join(CORPUS, '*.cfg')) +
                   glob.glob(os.path.join(CORPUS, 'libvirt', '*.cfg')))
    if not files:
        tap.skip('the files of a collection',
                 'there is none at %s; name one in XMXL_CORPUS' % CORPUS)
        return
    xl = [copy(f, tmp, 'x-') for f in files
          if os.path.basename(f).startswith('xl-')]
    canon('xl', xl)
    for path in xl:
        check(tap, shim, 'xl file ' + os.path.basename(path), path, True)
    created = [copy(f, tmp, 'n-') for f in files]
    canon('create', created)
    for path in created:
        check_created(tap, shim, path)
    converted = [copy(f, tmp, 'c-') for f in files]
    canon('auto', ['vmid=7'] + converted)
    for path in converted:
        check(tap, shim, 'conversion of ' + os.path.basename(path), path,
              False)


def main():
    if not os.access(XL, os.X_OK):
        print('1..0 # SKIP no %s: install xen-utils-4.17 to compare with the '
              'real xl' % XL)
        return 0
    tap = Tap()
    with tempfile.TemporaryDirectory() as tmp:
        shim = os.path.join(tmp, 'shim.so')
        subprocess.run([os.environ.get('CC', 'cc').split()[0], '-shared',
                        '-fPIC', '-o', shim, os.path.join(HERE, 'shim.c')],
                       check=True)
        features(tap, shim, tmp)
        collection(tap, shim, tmp)
    print('1..%d' % tap.n)
    return 1 if tap.failed else 0


sys.exit(main())
