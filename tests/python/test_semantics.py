#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-only
"""Programs whose outcome under real Python 2.7 is known (semantics.txt).
Speaks TAP."""

import json
import os
import subprocess
import sys
import tempfile

SRC = os.environ.get('top_srcdir', '.')
BUILD = os.environ.get('top_builddir', '.')
TOOL = os.path.join(BUILD, 'tests/python/evaluate')
TEST_EVALUATOR = os.path.join(BUILD, 'tests/python/xmxl-python-test')


def py2_repr(v):
    """repr() of a value as Python 2 writes it."""
    kind, x = v['type'], v['value']
    if kind == 'object':
        return 'OBJ'
    if kind == 'str':
        return ascii(x)
    if kind == 'unicode':
        return 'u' + ascii(x.encode('latin-1').decode('utf-8'))
    if kind == 'long':
        return x + 'L'
    if kind == 'float':
        return repr(float(x))
    if kind == 'list':
        return '[' + ', '.join(map(py2_repr, x)) + ']'
    if kind == 'tuple':
        return '(' + ', '.join(map(py2_repr, x)) + \
            (',)' if len(x) == 1 else ')')
    if kind == 'dict':
        return '{...}'
    return str(x)


def outcome(program, folder):
    path = os.path.join(folder, 'guest.cfg')
    with open(path, 'w', encoding='latin-1') as f:
        f.write(program + '\n')
    done = subprocess.run([TOOL, path], capture_output=True, timeout=60)
    out = json.loads(done.stdout)
    got = {}
    if out['result'] == 'exit':
        got['error'] = 'exit %d' % out['status']
    elif out['result'] != 'ok':
        got['error'] = ' | '.join(d['text'] for d in out['diags'])
    for n in out.get('names', []):
        got[n['name']] = py2_repr(n['is'])
    if out['output']:
        got['output'] = ascii(out['output'])
    return got


def check(program, expected, folder):
    got = outcome(program, folder)
    want = dict(line.split(': ', 1) for line in expected)
    said = ['%s is %s, not %s' % (n, got.get(n), w)
            for n, w in want.items() if got.get(n) != w]
    said += ['%s: %s was not expected' % (n, g) for n, g in got.items()
             if n not in want and (n in ('error', 'output') or
                                   ('error' not in want
                                    and '{' not in g))]
    return said


def unreadable_library(folder):
    """What an import says when the sandbox cannot read Python's library."""
    library = os.path.join(folder, 'library')
    os.mkdir(library, 0)
    path = os.path.join(folder, 'guest.cfg')
    with open(path, 'w') as f:
        f.write('import nosuch\n')
    done = subprocess.run([TOOL, '--evaluator=' + TEST_EVALUATOR, path],
                          capture_output=True, timeout=60)
    said = done.stdout.decode()
    os.rmdir(library)
    return [] if library + ' is not readable' in said and 'chmod' in said \
        else [said]


def report(n, name, said):
    print('%s %d - %s' % ('not ok' if said else 'ok', n, name))
    for line in said:
        print('# ' + line)
    sys.stdout.flush()
    return bool(said)


def main():
    with open(os.path.join(SRC, 'tests/python/semantics.txt')) as f:
        rows = f.read().split('%%\n')[1:]
    print('1..%d' % (len(rows) + 1))
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for n, row in enumerate(rows, 1):
            program, _, expected = row.partition('\n--\n')
            said = check(program, expected.splitlines(), folder)
            failed += report(n, program.splitlines()[0].replace('#', ''),
                             said)
        failed += report(len(rows) + 1, 'a library that cannot be read',
                         unreadable_library(folder))
    return 1 if failed else 0


sys.exit(main())
