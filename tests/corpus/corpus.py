#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Every config of a collection, against what the real tools made of it (TAP).

The collection is the folder named by XMXL_CORPUS (default: ../shared/corpus
beside the checkout). Its own README says what EXPECT/*.json and SXP/* hold:

  names     what the file evaluates to is what Python 2.7 bound
  sxp       `xm create -n` prints what real xm printed, white space apart
  refused   what real xm refused is refused, or LENIENT says why not
  fixed     converting the conversion changes nothing
  same      the file and its conversion are one domain, in either dialect
  xl-4.x    the conversion for older releases can be read again

With arguments, only files whose name holds one of them are looked at.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

TOP = pathlib.Path(os.environ.get('top_srcdir',
                                  pathlib.Path(__file__).parents[2]))
BUILD = pathlib.Path(os.environ.get('top_builddir', TOP)).resolve()
SETTINGS = pathlib.Path(__file__).with_name('settings.conf')
TIMEOUT = 30
OLD_VERSIONS = ('4.2', '4.4', '4.7', '4.10', '4.13')

# What runs that real xm refused ended in there, and why they make a domain here.
LENIENT = {
    'ImportError: No module named xenctl.ip':
        "a module of Xen's first releases, which later ones had not; its "
        'functions live on in xen.util.ip, so such files run again',
}

# Leniencies that our own report explains, by the diagnostic that does.
EXPLAINED = ('[coding-missing]',)

# Configs that cannot be accepted as they are, by what is said of them: xend
# would have refused the domain after xm had sent it, or xl itself refuses it.
REFUSED_BY_TOOLS = ('[xend-refuses]', '[xl-conflict]')

# Xen 1.x bound these itself; the expectations leave them out.
TOOLS_OWN = {'ramdisk': ''}

HOME = {'HOME': '/root', 'USER': 'user'}


class Tools:
    """xl and xm on a machine that is the same everywhere.

    The evaluator that the tests build pretends to be the machine on which the
    expectations were made. xl takes the evaluator of the build tree it stands
    in, so it gets a build tree of links.
    """

    def __init__(self, scratch):
        self.xl, self.xm = BUILD / 'xl/xl', BUILD / 'xl/xm'
        self.python = (BUILD / 'xmcompat/python/xmxl-python').exists()
        evaluator = BUILD / 'tests/python/xmxl-python-test'
        if not evaluator.exists():
            return
        tree = scratch / 'tree'
        (tree / 'xl').mkdir(parents=True)
        (tree / 'config.status').touch()
        for usual in ('xmcompat/python/xmxl-python',):
            place = tree / usual
            place.parent.mkdir(parents=True)
            place.symlink_to(evaluator)
        shutil.copy2(self.xl, tree / 'xl/xl')
        (tree / 'xl/xm').symlink_to('xl')
        self.xl, self.xm = tree / 'xl/xl', tree / 'xl/xm'


TOOLS = None

# In the place of trouble, when it is no case for this build.
PROGRAM = 'a program, and this is a build without Python'


class Results:
    def __init__(self):
        self.count = {}
        self.number = 0

    def add(self, kind, name, trouble):
        """One case; trouble is None, or text that says what is wrong."""
        self.number += 1
        if trouble is PROGRAM:
            print(f'ok {self.number} - {kind} {name} # SKIP {PROGRAM}')
            return
        passed, failed = self.count.get(kind, (0, 0))
        if trouble is None:
            self.count[kind] = passed + 1, failed
            print(f'ok {self.number} - {kind} {name}')
            return
        self.count[kind] = passed, failed + 1
        print(f'not ok {self.number} - {kind} {name}')
        for line in str(trouble).splitlines()[:12]:
            print(f'#   {line[:300]}')

    def finish(self):
        print(f'1..{self.number}')
        for kind, (passed, failed) in sorted(self.count.items()):
            print(f'# {kind}: {passed} of {passed + failed}')
        return any(failed for _, failed in self.count.values())


def environment(run):
    env = {'PATH': os.environ['PATH'], 'LC_ALL': 'C.UTF-8',
           'ASAN_OPTIONS': 'detect_leaks=0', 'XMXL_CONF': str(SETTINGS)}
    env.update(run['env'] if 'env' in run else HOME)
    return env


def call(args, run=None, cwd=None):
    """(status, stdout, stderr); status is None after a timeout."""
    try:
        p = subprocess.run([str(a) for a in args], capture_output=True,
                           timeout=TIMEOUT, cwd=cwd, check=False,
                           stdin=subprocess.DEVNULL,
                           env=environment(run or {}))
    except subprocess.TimeoutExpired:
        return None, b'', b'no answer in %d s' % TIMEOUT
    return p.returncode, p.stdout, p.stderr


def words(run):
    return [f'{k}={v}' for k, v in run.get('params', {}).items()]


def text(raw):
    return raw.decode('utf-8', 'replace')


# -- names ---------------------------------------------------------------------

def plain(value):
    """Tuples are lists in the expectations, keys of dictionaries are text."""
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    return value


def expected_names(run):
    apart = run.get('apart', {})
    names = dict(run['bindings'])
    names.update(apart.get('helpers', {}))
    names.update(apart.get('underscore', {}))
    return names


def expected_objects(run):
    apart = run.get('apart', {})
    return {n for kind in ('modules', 'functions', 'classes', 'globals',
                           'objects') for n in apart.get(kind, ())}


def compare_names(run, ours):
    """What differs, as text, or None."""
    want, objects = expected_names(run), expected_objects(run)
    lines = []
    for name in sorted(set(want) | set(ours)):
        if name not in ours:
            lines.append(f'{name}: missing, should be {want[name]!r}')
        elif name not in want:
            if ours[name]['type'] != 'object' and name not in objects and \
                    TOOLS_OWN.get(name) != ours[name]['value'] and \
                    name not in run.get('params', {}):
                lines.append(f'{name}: should not be there')
        elif plain(ours[name]['value']) != plain(want[name]):
            lines.append(f'{name}: {ours[name]["value"]!r}, should be '
                         f'{want[name]!r}')
        elif ours[name]['type'] != run['types'].get(name,
                                                    ours[name]['type']):
            lines.append(f'{name}: a {ours[name]["type"]}, should be a '
                         f'{run["types"][name]}')
    return '\n'.join(lines) or None


def declared(run):
    """Variables of the run that xm declares and hides from the script. The
    expected names were made with all of them visible, as --names has them;
    what xm itself makes of such a run is another thing."""
    known = call([TOOLS.xm, 'create', '--help_config'])[1].decode()
    return [p for p in run.get('params', {})
            if re.search(rf'^{re.escape(p)} = ', known, re.M)]


def check_names(path, run):
    status, out, err = call([TOOLS.xl, 'convert', '--names', path, *words(run)],
                            run, path.parent)
    if run['error']:
        if status == 0:
            return f'accepted, Python ends in {run["error"]}'
        return None if run['error']['type'] in text(err) or \
            b': error: ' in err else text(err)
    if status != 0:
        return f'status {status}\n{text(err)}'
    return compare_names(run, json.loads(out))


# -- SXP -----------------------------------------------------------------------

def tokens(sxp, folder):
    """An S-expression as a list of tokens; quoting is part of its content."""
    sxp = sxp.replace('@CWD@', str(folder))
    found = re.findall(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|[()]|[^\s()]+',
                       sxp)
    return [os.path.normpath(t) if '/..' in t else t for t in found]


def domain_part(out):
    """What follows the messages and the program's own output."""
    at = out.find('(vm')
    return out[at:] if at >= 0 else out


def first_difference(ours, want):
    for i, (x, y) in enumerate(zip(ours, want)):
        if x != y:
            return (f'token {i}: {" ".join(ours[max(0, i - 4):i + 4])}\n'
                    f'should be: {" ".join(want[max(0, i - 4):i + 4])}')
    return (f'{len(ours)} tokens, should be {len(want)}; after '
            f'{" ".join((ours if len(ours) > len(want) else want)[min(len(ours), len(want)):][:12])}')


def check_sxp(path, run, sxp):
    status, out, err = call([TOOLS.xm, 'create', '-n', path.name, *words(run)],
                            run, path.parent)
    if status != 0:
        return f'status {status}\n{text(err)}'
    ours = tokens(domain_part(text(out)), path.parent)
    want = tokens(domain_part(sxp.read_text(errors='replace')), path.parent)
    return None if ours == want else first_difference(ours, want)


def check_refused(path, run, refused):
    status, _, _ = call([TOOLS.xm, 'create', '-n', path.name, *words(run)],
                        run, path.parent)
    if status != 0:
        return None
    said = refused.read_text(errors='replace').strip()
    report = b''.join(call([TOOLS.xl, 'convert', '--check', '-v', path.name,
                            *words(run)], run, path.parent)[1:])
    if said in LENIENT or any(w in text(report) for w in EXPLAINED):
        return None
    return f'accepted; real xm said: {said}'


# -- conversion ------------------------------------------------------------------

def convert(path, run, *options):
    return call([TOOLS.xl, 'convert', *options, path, *words(run)], run,
                path.parent)


def check_conversion(path, run, folder):
    """[(kind, trouble)]: the properties that hold for any config."""
    status, out, err = convert(path, run)
    if status == 2 and any(w in text(err) for w in REFUSED_BY_TOOLS):
        return [('refused-by-tools', None)]
    if status not in (0, 1):
        return [('accepted', f'status {status}\n{text(err)}')]
    status, domain, err = convert(path, run, '--format', 'json')
    if status not in (0, 1):
        return [('accepted', f'json: status {status}\n{text(err)}')]
    cases = [('accepted', None)]
    copy = folder / path.name
    copy.write_bytes(out)
    status, again, err = convert(copy, {})
    cases.append(('fixed', None if again == out else
                  f'status {status}\n{text(err)}\n' + difference(out, again)))
    for dialect in ('auto', 'xm', 'xl'):
        status, other, err = convert(copy, {}, '--format', 'json',
                                     '--dialect', dialect)
        cases.append((f'same-{dialect}', None if domain and other == domain else
                      f'status {status}\n{text(err)}\n' +
                      difference(domain, other)))
    for version in OLD_VERSIONS:
        cases.append((f'xl-{version}', check_version(path, run, version,
                                                     folder)))
    return cases


def check_version(path, run, version, folder):
    status, out, err = convert(path, run, '--xl-version', version)
    if status not in (0, 1):
        return f'status {status}\n{text(err)}'
    old = folder / f'{version}-{path.name}'
    old.write_bytes(out)
    status, _, err = convert(old, {}, '--dialect', 'xl', '--check')
    return None if status in (0, 1) else f'status {status}\n{text(err)}'


def difference(want, have):
    a, b = text(want).splitlines(), text(have).splitlines()
    lines = [f'-{x}' for x in a if x not in b]
    return '\n'.join(lines + [f'+{x}' for x in b if x not in a])


# -- the collection -------------------------------------------------------------------

def runs_of(path):
    expect = path.parent / 'EXPECT' / f'{path.stem}.json'
    if not expect.exists():
        return [('', None)]
    main = json.loads(expect.read_text())
    return [('', main)] + [(f'.alt{i}', alt) for i, alt in
                           enumerate(main.get('alternatives', []), 1)]


def examine(path, root, folder):
    """[(kind, name, trouble)] of one file."""
    cases = []
    name = str(path.relative_to(root))
    if not TOOLS.python and b'[program-refused]' in convert(path, {})[2]:
        return [('all of', name, PROGRAM)]
    for suffix, run in runs_of(path):
        label = name + suffix
        sxp = path.parent / 'SXP' / f'{path.stem}{suffix}.sxp'
        refused = sxp.with_suffix('.refused')
        if run:
            cases.append(('names', label, check_names(path, run)))
        if run and declared(run):
            continue
        if sxp.exists():
            cases.append(('sxp', label, check_sxp(path, run, sxp)))
        if refused.exists():
            cases.append(('refused', label, check_refused(
                path, run, refused)))
            continue
        if suffix or (run and run['error']):
            continue
        cases += [(kind, label, trouble) for kind, trouble in
                  check_conversion(path, run or {}, folder)]
    return cases


def examine_guarded(path, root, folder):
    try:
        return examine(path, root, folder)
    except Exception as e:  # a broken case must not hide the others
        return [('driver', str(path.relative_to(root)), repr(e))]


def inputs(root, wanted):
    found = [*root.glob('xm/*.cfg'), *root.glob('xm/libvirt/*.cfg'),
             *root.glob('xm/sxp/*.sexpr')]
    return sorted(p for p in found
                  if not wanted or any(w in p.name for w in wanted))


def main():
    root = pathlib.Path(os.environ.get('XMXL_CORPUS',
                                       TOP / '../shared/corpus')).resolve()
    if not root.is_dir():
        print(f'1..0 # SKIP no collection at {root}: set XMXL_CORPUS')
        return 0
    if not (BUILD / 'xl/xl').exists():
        print(f'1..0 # SKIP no xl/xl in {BUILD}')
        return 0
    results = Results()
    with tempfile.TemporaryDirectory() as scratch, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        global TOOLS
        TOOLS = Tools(pathlib.Path(scratch))
        jobs = []
        for i, path in enumerate(inputs(root, sys.argv[1:])):
            folder = pathlib.Path(scratch) / str(i)
            folder.mkdir()
            jobs.append(pool.submit(examine_guarded, path, root, folder))
        for job in jobs:
            for kind, name, trouble in job.result():
                results.add(kind, name, trouble)
    return results.finish()


if __name__ == '__main__':
    sys.exit(main())
