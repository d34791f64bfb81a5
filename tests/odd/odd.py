#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Properties of conversion over configs made at random (TAP).

usage: odd.py [SEED [COUNT]]

XMXL_ODD=COUNT makes more configs than the few that every run has; the seed is
1 unless given, so that a run can be had again. Every fourth config is a
program. For each that converts:

  fixed     converting the conversion changes nothing
  same      the conversion is the same domain for xm, for xl and undecided
  old       what is written for older releases can be read
  sxp       the S-expression of the file can be read
  fates     each name the file sets has one fate
and for each that does not: an error says why. Programs bind the same names in
Python 2.7, where PYTHON27 names one.
"""

import collections
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from values import BUILDER, FIELDS, PAIRS, SCALARS, STATEMENTS

TOP = pathlib.Path(os.environ.get('top_srcdir',
                                  pathlib.Path(__file__).parents[2]))
BUILD = pathlib.Path(os.environ.get('top_builddir', TOP)).resolve()
XL = BUILD / 'xl/xl'
SETTINGS = TOP / 'tests/corpus/settings.conf'
COUNT = 120
SHOWN = 8
OLD_VERSIONS = ('4.2', '4.4', '4.7', '4.10', '4.13')
# What xm made nothing of has no S-expression.
NO_SXP = {'format-needs-xm', 'device-unknown-key', 'sxp-not-text',
          'sxp-vcpus-number'}


# -- configs -----------------------------------------------------------------

def pairs(r, table):
    keys = r.sample(list(table), r.randint(0, min(4, len(table))))
    text = r.choice([',', ',', ', ', ' ,']).join(
        k + r.choice(['=', '=', '=', ' = ', '= ']) + r.choice(table[k])
        for k in keys)
    return text + (',junk' if r.random() < .01 else '')


def fields(r, row):
    joint, choices = row
    got = [r.choice(c) for c in choices]
    return joint.join(g for g in got if g is not None)


def device(r, name):
    return pairs(r, PAIRS[name]) if name in PAIRS else fields(r, FIELDS[name])


def quote(r, text):
    q = r.choice(["'", "'", '"'])
    return repr(text) if '\\' in text or q in text else q + text + q


def device_list(r, name):
    chance = r.random()
    if chance < .03:
        return r.choice(['[]', 'None', "''", '()', '[None]', "['']", '[[]]'])
    items = [quote(r, device(r, name)) for _ in range(r.randint(1, 3))]
    if chance < .04:
        return items[0]
    if chance < .06:
        return '(' + ', '.join(items) + ',)'
    joint = r.choice([', ', ',', ',\n     ', ',  # why\n   ', ' ,\n\n  '])
    return '[' + r.choice(['', ' ', '\n']) + joint.join(items) + \
        r.choice(['', '', ',', ' ', ',\n', '\n  # last\n']) + ']'


def value(r, name, odd):
    if name in PAIRS or name in FIELDS:
        return device_list(r, name)
    row = SCALARS[name]
    return r.choice(row if odd else row[:max(1, len(row) // 3)])


def settings(r):
    """[(name, value)] of one domain."""
    chosen = []
    if r.random() < .5:
        chosen.append(('builder', "'hvm'" if r.random() < .85
                       else r.choice(BUILDER)))
    chosen += [(n, value(r, n, r.random() < .1))
               for n, chance in (('name', .9), ('memory', .9), ('vcpus', .6),
                                 ('kernel', .8), ('disk', .75), ('vif', .75))
               if r.random() < chance]
    others = sorted({*SCALARS, *PAIRS, *FIELDS})
    chosen += [(n, value(r, n, r.random() < .2))
               for n in r.sample(others, r.randint(0, 8))]
    if r.random() < .3:
        r.shuffle(chosen)
    return chosen


def config(r, program):
    """The bytes of one config."""
    lines = ['# ' + '=' * 30, '#  sample', ''] if r.random() < .3 else []
    if program:
        lines += ['import os, re, socket, string, sys',
                  *r.sample(STATEMENTS, r.randint(1, 5))]
    for name, text in settings(r):
        if r.random() < .15:
            lines.append('# ' + r.choice([f'{name} = 1', 'was: [', '"', '-']))
        lines.append(name + r.choice([' = ', '=', '  =  ', '\t= ']) + text +
                     r.choice(['', '', '', ' ', ' # note', '\t#x', ';']))
        if r.random() < .1:
            lines.append('')
    text = '\n'.join(lines) + r.choice(['\n', '\n', '\n', '', '\n\n'])
    if r.random() < .04:
        text = text.replace('\n', '\r\n')
    return (b'\xef\xbb\xbf' if r.random() < .03 else b'') + text.encode()


# -- runs ----------------------------------------------------------------------

class Batch:
    """A folder converted into another: outputs and reports by file."""

    def __init__(self, source, target, *options):
        self.folder = target
        report = target.with_suffix('.report')
        p = subprocess.run(
            [XL, 'convert', '-r', '-o', target, '--report', 'json',
             '--report-file', report, *options, source],
            env=dict(os.environ, XMXL_CONF=str(SETTINGS), HOME='/root',
                     ASAN_OPTIONS='detect_leaks=0'),
            stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if p.returncode not in (0, 1, 2):
            raise SystemExit(f'Bail out! xl convert: {p.returncode} '
                             f'{p.stderr.decode()[-300:]}')
        self.files = {os.path.basename(f['path']): f
                      for f in json.loads(report.read_text())['files']}

    def output(self, name):
        for place in self.folder.glob(name + '*'):
            return place.read_bytes()
        return None

    def diagnostics(self, name):
        return self.files.get(name, {}).get('diagnostics', [])

    def errors(self, name):
        return [d for d in self.diagnostics(name) if d['level'] == 'error']


class Results:
    def __init__(self):
        self.passed = collections.Counter()
        self.failures = collections.defaultdict(list)

    def add(self, kind, name, good, why=''):
        if good:
            self.passed[kind] += 1
        else:
            self.failures[kind].append((name, why))

    def finish(self):
        kinds = sorted({*self.passed, *self.failures})
        for i, kind in enumerate(kinds, 1):
            failed = self.failures.get(kind, [])
            print(f'{"not ok" if failed else "ok"} {i} - {kind}: '
                  f'{self.passed[kind]} of {self.passed[kind] + len(failed)}')
            for name, why in failed[:SHOWN]:
                print(f'#   {name}: {str(why)[:400]}')
        print(f'1..{len(kinds)}')
        return any(self.failures.values())


def difference(a, b):
    a, b = ([] if x is None else x.decode('utf-8', 'replace').splitlines()
            for x in (a, b))
    return [x for x in a if x not in b][:4], [x for x in b if x not in a][:4]


def names_of(path):
    """What the file sets, as `xl convert --names` says; None: refused."""
    p = subprocess.run([XL, 'convert', '--names', path], check=False,
                       capture_output=True)
    return None if p.returncode else json.loads(p.stdout)


def check_fates(results, path, diagnostics):
    fates = collections.Counter(d['name'] for d in diagnostics if d['fate'])
    wrong = [n for n in names_of(path) if fates[n] != 1]
    results.add('fates', path.name, not wrong, wrong)


def check_conversions(scratch, results):
    """Returns the names of the files that convert."""
    first = Batch(scratch / 'in', scratch / 'once')
    again = Batch(scratch / 'once', scratch / 'twice')
    domain = Batch(scratch / 'in', scratch / 'json', '--format', 'json')
    good = []
    for name in first.files:
        text = first.output(name)
        if text is None:
            results.add('refused', name, first.errors(name))
            continue
        good.append(name)
        results.add('fixed', name, again.output(name) == text,
                    difference(text, again.output(name)))
        check_fates(results, scratch / 'in' / name, first.diagnostics(name))
    for dialect in ('auto', 'xm', 'xl'):
        other = Batch(scratch / 'once', scratch / f'json-{dialect}',
                      '--format', 'json', '--dialect', dialect)
        for name in good:
            a, b = domain.output(name), other.output(name)
            results.add(f'same for {dialect}', name, a == b, difference(a, b))
    return good


def check_forms(scratch, results, good):
    for version in OLD_VERSIONS:
        Batch(scratch / 'in', scratch / version, '--xl-version', version)
        back = Batch(scratch / version, scratch / f'{version}-json',
                     '--dialect', 'xl', '--format', 'json')
        for name in good:
            results.add(f'old {version}', name, back.output(name),
                        back.errors(name)[:2])
    sxp = Batch(scratch / 'in', scratch / 'sxp', '--format', 'sxp')
    back = Batch(scratch / 'sxp', scratch / 'sxp-json', '--format', 'json')
    for name in good:
        if NO_SXP.isdisjoint(d['id'] for d in sxp.errors(name)):
            file = name + '.sxp'
            refused = {d['id'] for d in back.errors(file)}
            results.add('sxp', name, refused <= {'xend-refuses'} and
                        (refused or back.output(file)), refused)


# -- Python 2 ------------------------------------------------------------------

PYTHON2 = r'''
import json, os, sys
import errno, re, socket, string, struct
out = os.fdopen(os.dup(1), 'w')
sys.stdout = sys.stderr = open('/dev/null', 'w')
for path in sys.argv[1:]:
    names = dict(sys=sys, os=os, re=re, socket=socket, struct=struct,
                 errno=errno)
    try:
        execfile(path, {}, names)
    except BaseException:
        names = None
    else:
        names = dict((k, [type(v).__name__, repr(v)])
                     for k, v in names.items()
                     if type(v) in (str, int, long, float, bool, list))
    out.write(json.dumps([path, names]) + '\n')
'''


def check_names(scratch, results):
    """Names and types; that values are equal, the conversions show."""
    python = os.environ.get('PYTHON27')
    if not python:
        print('# names: SKIPPED, PYTHON27 names no Python 2.7')
        return
    paths = sorted((scratch / 'in').glob('p*'))
    real = subprocess.run([python, '-c', PYTHON2, *paths], check=True,
                          capture_output=True).stdout
    for path, want in map(json.loads, real.splitlines()):
        have = names_of(path)
        if want is None or have is None:
            results.add('python', path, want is have, 'refused by one only')
            continue
        wrong = {k for k, (kind, _) in want.items()
                 if have.get(k, {}).get('type') != kind}
        results.add('python', path, not wrong, wrong)


def main():
    if not XL.exists():
        print(f'1..0 # SKIP no xl/xl in {BUILD}')
        return 0
    seed = sys.argv[1] if len(sys.argv) > 1 else '1'
    count = int(sys.argv[2] if len(sys.argv) > 2 else
                os.environ.get('XMXL_ODD', COUNT))
    results = Results()
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        (scratch / 'in').mkdir()
        for i in range(count):
            program = i % 4 == 0
            data = config(random.Random(f'{seed}/{i}'), program)
            name = f'{"p" if program else "l"}{i}.cfg'
            (scratch / 'in' / name).write_bytes(data)
        good = check_conversions(scratch, results)
        check_forms(scratch, results, good)
        check_names(scratch, results)
        print(f'# seed {seed}: {len(good)} of {count} configs convert')
    return results.finish()


if __name__ == '__main__':
    sys.exit(main())
