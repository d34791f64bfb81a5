# SPDX-License-Identifier: LGPL-2.1-only
"""Files, printing and included programs."""

import errno
import io
import os
import sys

import _xmxl
import xmxl_builtins
from xmxl_types import text, to_str, unicode

READ_MAX = 4 << 20


class State:
    """What is known of the run."""

    def __init__(self):
        self.sandbox = False
        self.path = ''
        self.config_dir = ''    # absolute folder of the config
        self.cwd = '/'
        self.files = {}         # names of program files, as given: their text
        self.refused = []


state = State()


# -- output -------------------------------------------------------------------

def out_bytes(s):
    if type(s) is unicode:
        return text.__str__(s).encode('utf-8', 'replace')
    return s.encode('latin-1', 'replace')


class Output:
    """sys.stdout and sys.stderr; nothing is held back, so order is kept."""

    encoding = None
    closed = False
    mode = 'w'

    def __init__(self, fd, name):
        self.fd, self.name, self.softspace = fd, name, 0

    def write(self, s):
        if not isinstance(s, text):
            raise TypeError('expected a character buffer object')
        data = out_bytes(s)
        while data:
            data = data[os.write(self.fd, data):]

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        pass

    def close(self):
        pass

    def fileno(self):
        return self.fd

    def isatty(self):
        return False


class Input:
    """sys.stdin: at its end from the start, unless the program is trusted."""

    encoding = None
    name, mode, closed, softspace = '<stdin>', 'r', False, 0

    def __init__(self):
        self.file = io.open(0, 'r', encoding='latin-1', newline='\n',
                            closefd=False)

    def __getattr__(self, name):
        return getattr(self.file, name)

    def __iter__(self):
        return iter(self.file)


def print_statement(dest, newline, *args):
    out = sys_module().stdout if dest is None else dest
    parts = []
    soft = getattr(out, 'softspace', 0)
    for arg in args:
        s = arg if isinstance(arg, text) else to_str(arg)
        if soft:
            parts.append(' ')
        parts.append(s)
        soft = not s or s[-1] not in '\n\t\r\v\f'
    if newline:
        parts.append('\n')
        soft = 0
    if any(type(p) is unicode for p in parts):
        for p in parts:
            out.write(p)
    elif parts:
        out.write(''.join(parts))
    try:
        out.softspace = int(soft)
    except AttributeError:
        pass


def print_function(*args, **kw):
    """print() of from __future__ import print_function."""
    sep, end = kw.get('sep', ' '), kw.get('end', '\n')
    out = kw.get('file') or sys_module().stdout
    out.write(sep.join(to_str(a) for a in args) + end)


def sys_module():
    import xmxl_modules
    return xmxl_modules.module('sys')


def raw_input(prompt=''):
    if prompt:
        sys_module().stdout.write(to_str(prompt))
    line = sys_module().stdin.readline()
    if not line:
        raise EOFError('EOF when reading a line')
    return line.rstrip('\n')


def input_(prompt=''):
    return eval(xmxl_builtins.compile_text(raw_input(prompt), '<string>',
                                           'eval'),
                sys._getframe(1).f_globals)


# -- opening ------------------------------------------------------------------

def find(path):
    """A relative name is the current folder's or else the config's own."""
    if path[:1] == '/' or os.path.exists(path):
        return path
    beside = os.path.join(state.config_dir, path)
    return beside if os.path.exists(beside) else path


def _fetch(path):
    """(descriptor, name) of a file that only the evaluator may read."""
    tries = [path]
    if path[:1] != '/':
        tries.append(os.path.join(state.config_dir, path))
    for name in tries:
        full = os.path.normpath(os.path.join(state.cwd, name))
        err, _, fd = _xmxl.ask(b'o' + full.encode('latin-1'))
        if not err and fd >= 0:
            return fd, name
    return None, path


def _open_text(path, mode, newline):
    """(file, its name)"""
    try:
        return io.open(path, mode, encoding='latin-1', newline=newline), path
    except OSError as e:
        # To "nobody" a file in a folder of root's does not even exist.
        if not state.sandbox or mode != 'r' or \
                e.errno not in (errno.EACCES, errno.ENOENT, errno.EPERM):
            raise
        fd, path = _fetch(path)
        if fd is None:
            raise
        return io.open(fd, mode, encoding='latin-1', newline=newline), path


def open_(name, mode='r', buffering=-1):
    return _open_named(name, mode)[0]


def _open_named(name, mode='r'):
    if not isinstance(name, text):
        raise TypeError('coercing to Unicode: need string or buffer, %s found'
                        % xmxl_builtins.type_name(name))
    if not mode or mode[0] not in 'rwaU':
        raise ValueError("mode string must begin with one of 'r', 'w', 'a' or "
                         "'U', not %s" % xmxl_builtins.to_repr(mode))
    universal = 'U' in mode
    mode = mode.replace('b', '').replace('U', '') or 'r'
    path = text.__str__(name)
    if mode == 'r':
        path = find(path)
    try:
        return _open_text(path, mode, None if universal else '\n')
    except OSError as e:
        e.filename = path
        raise


class file_(metaclass=xmxl_builtins._Standing):
    check = staticmethod(lambda x: isinstance(x, (io.IOBase, Output, Input)))
    convert = staticmethod(open_)


file_.__name__ = file_.__qualname__ = 'file'


# -- included programs --------------------------------------------------------

def execfile(name, *spaces):
    f, path = _open_named(name)
    with f:
        source = f.read(READ_MAX)
    state.files[path] = source
    code = xmxl_builtins.compile_text(source, path)
    xmxl_builtins._run(code, sys._getframe(1), spaces)


def names():
    """What this module adds to the built-in names."""
    return {
        'open': open_, 'file': file_, 'execfile': execfile,
        'raw_input': raw_input, 'input': input_, 'print': print_function,
        ' print': print_statement,
    }
