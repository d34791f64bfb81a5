#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-only
"""Converts the examples and compares with what they are expected to become.

For each case NAME, tests/examples/expect holds
  NAME.xl    what xl convert prints (none: it refuses)
  NAME.diag  its exit status, then what it says: place, level, name, identifier
  NAME.sxp   what xm create -n prints (optional)
  NAME.json  what xl convert --format=json prints (optional)

Run by make check (TAP). For maintainers, from the build tree:
  python3 SRC/tests/examples/run.py --update [--new=xl,diag,sxp,json] [NAME...]
shows what changed and writes it down; --new makes files that are not there.
"""
import argparse
import difflib
import json
import os
import shlex
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.environ.get('top_srcdir') or os.path.join(HERE, '..', '..')
BUILD = os.environ.get('top_builddir') or os.getcwd()
EXAMPLES = os.path.realpath(os.path.join(TOP, 'configs', 'examples'))
EXPECT = os.path.join(HERE, 'expect')
KINDS = ('xl', 'diag', 'sxp', 'json')


class Case:
    def __init__(self, name, config, words):
        self.name = name
        self.config = config
        self.words = words
        where = (EXAMPLES, os.path.join(HERE, 'refused'))
        self.dir = next((d for d in where
                         if os.path.exists(os.path.join(d, config))), None)
        if not self.dir:
            raise SystemExit('%s: no config %s' % (name, config))

    def options(self):
        return [w for w in self.words if w.startswith('--')]

    def settings(self):
        return [w for w in self.words if not w.startswith('--')]


def all_cases():
    cases = [Case(f[:-len('.cfg')], f, [])
             for f in sorted(os.listdir(EXAMPLES)) if f.endswith('.cfg')]
    with open(os.path.join(HERE, 'cases')) as rows:
        for row in rows:
            words = shlex.split(row, comments=True)
            if words:
                cases.append(Case(words[0], words[1], words[2:]))
    return cases


def run(case, argv):
    """Exit status and output of a tool that is started where the config is."""
    env = dict(os.environ, HOME='/root', LC_ALL='C.UTF-8',
               PATH='/usr/bin:/bin')
    for name in ('DISPLAY', 'XAUTHORITY', 'XMXL_CONF'):
        env.pop(name, None)
    return subprocess.run(argv, cwd=case.dir, env=env, timeout=120,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, universal_newlines=True)


def tool(name):
    return os.path.join(os.path.abspath(BUILD), 'xl', name)


def diagnostics(status, report):
    lines = ['exit status %d' % status]
    for d in json.loads(report)['files'][0]['diagnostics']:
        if d['id'] == 'name-kept':
            continue        # the converted text shows it
        lines.append('%s:%s %s %s [%s]' % (d['line'], d['column'], d['level'],
                                           d['name'] or '-', d['id']))
    return '\n'.join(lines) + '\n'


def converted(case):
    """What xl convert makes of the config, and says about it."""
    with tempfile.TemporaryDirectory() as tmp:
        path = os.path.join(tmp, 'report')
        done = run(case, [tool('xl'), 'convert', '--report=json',
                          '--report-file=' + path] + case.options() +
                   [case.config] + case.settings())
        if not os.path.exists(path):
            # Refused before any file was looked at.
            return {'xl': None, 'diag': 'exit status %d\n%s' %
                    (done.returncode, done.stderr)}
        with open(path) as f:
            report = f.read()
    return {'xl': done.stdout if done.returncode < 2 else None,
            'diag': diagnostics(done.returncode, report)}


def results(case, kinds):
    got = converted(case)
    if 'sxp' in kinds:
        got['sxp'] = run(case, [tool('xm'), 'create', '-n', case.config] +
                         case.settings()).stdout
    if 'json' in kinds:
        got['json'] = run(case, [tool('xl'), 'convert', '--format=json'] +
                          case.options() + [case.config] +
                          case.settings()).stdout
    return got


def expect_path(case, kind):
    return os.path.join(EXPECT, case.name + '.' + kind)


def expected(case, kind):
    try:
        with open(expect_path(case, kind)) as f:
            return f.read()
    except FileNotFoundError:
        return None


def difference(want, got, label):
    return ''.join(difflib.unified_diff(
        (want or '').splitlines(True), (got or '').splitlines(True),
        label + ' (expected)', label + ' (got)'))


def wanted_kinds(case):
    return [k for k in KINDS
            if k in ('xl', 'diag') or expected(case, k) is not None]


def update(cases, new):
    for case in cases:
        kinds = set(wanted_kinds(case)) | set(new)
        got = results(case, kinds)
        for kind in kinds:
            want = expected(case, kind)
            if got[kind] == want or (want is None and kind not in new):
                continue
            print(difference(want, got[kind], case.name + '.' + kind))
            if got[kind] is None:
                os.unlink(expect_path(case, kind))
                continue
            with open(expect_path(case, kind), 'w') as f:
                f.write(got[kind])


def check(cases):
    number = failed = 0
    print('1..%d' % sum(len(wanted_kinds(c)) for c in cases))
    for case in cases:
        kinds = wanted_kinds(case)
        got = results(case, kinds)
        for kind in kinds:
            number += 1
            if '[program-refused]' in got['diag']:
                # Built without the evaluator.
                print('ok %d - %s.%s # SKIP programs need Python' %
                      (number, case.name, kind))
                continue
            want = expected(case, kind)
            good = got[kind] == want
            failed += not good
            print('%sok %d - %s.%s' % ('' if good else 'not ', number,
                                       case.name, kind))
            if not good:
                text = difference(want, got[kind], case.name + '.' + kind)
                print(''.join('# %s\n' % l for l in text.splitlines()),
                      end='')
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--update', action='store_true')
    parser.add_argument('--new', default='')
    parser.add_argument('names', nargs='*')
    args = parser.parse_args()
    cases = [c for c in all_cases() if not args.names or c.name in args.names]
    if args.update:
        update(cases, [k for k in args.new.split(',') if k])
        return 0
    return check(cases)


if __name__ == '__main__':
    sys.exit(main())
