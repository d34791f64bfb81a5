#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-only
"""Runs every config of the corpus as a program; what real Python 2.7 bound,
printed and complained about is in its EXPECT files. Speaks TAP."""

import glob
import json
import os
import subprocess
import sys

SRC = os.environ.get('top_srcdir', '.')
BUILD = os.environ.get('top_builddir', '.')
CORPUS = os.environ.get('XMXL_CORPUS', os.path.join(SRC, '..', 'shared',
                                                    'corpus'))
TOOL = os.path.join(BUILD, 'tests/python/evaluate')
EVALUATOR = os.path.join(BUILD, 'tests/python/xmxl-python-test')
# What no program assigned, or what the layer leaves where xm had modules.
PREDEFINED = frozenset('sys os re socket struct errno xenctl'.split())
# Files of Xen 1.x, whose tool had an empty ramdisk among its own names; the
# EXPECT files leave out what equals those.
TOOLS_OWN = {'ramdisk': ''}
KINDS = {'functions': 'function', 'modules': 'module', 'classes': 'class'}


def evaluate(path, run):
    words = ['%s=%s' % item for item in run['params'].items()]
    env = dict(run['env'], ASAN_OPTIONS=os.environ.get('ASAN_OPTIONS', ''))
    done = subprocess.run([TOOL, '--evaluator=' + EVALUATOR, path] + words,
                          env=env, capture_output=True, timeout=60)
    if done.returncode or not done.stdout:
        return None, 'exit status %d: %s' % (done.returncode,
                                             done.stderr.decode()[-400:])
    return json.loads(done.stdout), None


def plain(v):
    """A value as the EXPECT files write it."""
    kind, value = v['type'], v['value']
    if kind in ('list', 'tuple'):
        return [plain(i) for i in value]
    if kind == 'dict':
        return {plain(value[i]): plain(value[i + 1])
                for i in range(0, len(value), 2)}
    if kind == 'float':
        return float(value)
    if kind == 'long':
        return int(value)
    if kind == 'str':
        return value.encode('latin-1').decode('utf-8', 'replace')
    return value


def compare_names(got, want):
    said = []
    values = dict(want['bindings'])
    values.update(want['apart']['helpers'])
    values.update(want['apart']['underscore'])
    kinds = {n: kind for part, kind in KINDS.items()
             for n in want['apart'][part]}
    objects = set(want['apart']['objects'])
    for name, v in got.items():
        if name in kinds:
            kind = kinds.pop(name)
            if v['type'] != 'object' or v['value'] != kind:
                said.append('%s is no %s' % (name, kind))
        elif name in objects:
            objects.discard(name)
        elif name in PREDEFINED and v['type'] == 'object':
            continue
        elif name not in values and 'xen.util.ip' in want['environment'] and \
                TOOLS_OWN.get(name) == plain(v):
            continue
        elif name not in values:
            said.append('%s should not be bound' % name)
        else:
            wanted = values.pop(name)
            if plain(v) != wanted or type(plain(v)) is not type(wanted):
                said.append('%s is %r, not %r' % (name, plain(v), wanted))
            kind = want['types'].get(name)
            if kind and v['type'] != kind:
                said.append('%s is a %s, not a %s' % (name, v['type'], kind))
    said += ['%s is not bound' % n
             for n in list(values) + list(kinds) + sorted(objects)]
    return said


def compare_error(out, path, want):
    said = []
    if out['result'] == 'ok':
        return ['no error, but real Python says %r' % want]
    d = out['diags'][0]
    if d['line'] != want['line'] or d['file'] != path:
        said.append('the error is at %s:%s, not at line %s' %
                    (d['file'], d['line'], want['line']))
    if want['type'] == 'SyntaxError':
        if d['id'] != 'python-syntax':
            said.append('it is no syntax error: %s' % d['text'])
    else:
        text = want['type'] + (': ' + want['message'] if want['message']
                               else '')
        if d['text'] != text:
            said.append('the error is %r, not %r' % (d['text'], text))
    return said


def compare(path, run):
    out, trouble = evaluate(path, run)
    if trouble:
        return [trouble]
    said = []
    if out['output'] != run['stdout']:
        said.append('printed %r, not %r' % (out['output'], run['stdout']))
    if run['error']:
        return said + compare_error(out, path, run['error'])
    if out['result'] != 'ok':
        return said + ['%s: %s' % (d['line'], d['text'])
                       for d in out['diags']] + [out['result']]
    names = {n['name']: n['is'] for n in out['names']
             if n['name'] not in run['params'] or n['line']
             or n['name'] in run['apart']['helpers']
             or n['name'] in run['bindings']}
    return said + compare_names(names, run)


def main():
    files = sorted(glob.glob(os.path.join(CORPUS, 'xm', '*.cfg')) +
                   glob.glob(os.path.join(CORPUS, 'xm', 'libvirt', '*.cfg')))
    if not files:
        print('1..0 # SKIP no corpus at %s (XMXL_CORPUS names another place)'
              % CORPUS)
        return 0
    runs = []
    for path in files:
        stem = os.path.basename(path)[:-4]
        expect = os.path.join(os.path.dirname(path), 'EXPECT', stem + '.json')
        if not os.path.exists(expect):
            continue
        with open(expect) as f:
            first = json.load(f)
        for i, run in enumerate([first] + first['alternatives']):
            runs.append(('%s%s' % (stem, ' (run %d)' % i if i else ''), path,
                         run))
    print('1..%d' % len(runs))
    failed = 0
    for n, (name, path, run) in enumerate(runs, 1):
        said = compare(path, run)
        failed += bool(said)
        print('%s %d - %s' % ('not ok' if said else 'ok', n, name))
        for line in said:
            print('# ' + line)
        sys.stdout.flush()
    return 1 if failed else 0


sys.exit(main())
