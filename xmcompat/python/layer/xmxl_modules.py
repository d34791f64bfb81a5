# SPDX-License-Identifier: LGPL-2.1-only
"""Importing: Python 2's modules, by their names and with their contents.

A module that Python 3 still has is used as it is, or as a copy with changes
where it deals in bytes or lacks something. The copy leaves the original alone,
on which the interpreter's own library relies. What is gone altogether is in
xmxl_standins, xmxl_ip and xmxl_string.
"""

import importlib
import sys
import types

from xmxl_types import text, unicode

_made = {}          # by Python 2 name


def module(name):
    """A module as programs see it; ImportError if there is none."""
    found = _made.get(name)
    if found is None:
        found = _make(name)
        _made[name] = found
    return found


def forget(name):
    """The next import makes it anew."""
    _made.pop(name, None)


def _make(name):
    import xmxl_standins
    maker = MAKERS.get(name) or xmxl_standins.MAKERS.get(name)
    if maker:
        m = types.ModuleType(name)
        for source in maker.sources:
            m.__dict__.update({k: v for k, v in
                               importlib.import_module(source).__dict__.items()
                               if k not in ('__name__', '__spec__',
                                            '__loader__', '__package__')})
        maker.fill(m)
        m.__name__ = name
        return m
    if name.startswith(('xmxl_', '_xmxl')) or name in GONE:
        raise ImportError('No module named %s' % name)
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        return _own_module(name)


def _own_module(name):
    """A module of the user's: Python 2 text found along sys.path."""
    import os
    import xmxl_builtins
    import xmxl_files
    short = name.replace('.', '/')
    for folder in module('sys').path:
        path = os.path.join(folder or xmxl_files.state.cwd, short + '.py')
        if not os.path.isfile(path):
            continue
        with xmxl_files.open_(path) as f:
            source = f.read(xmxl_files.READ_MAX)
        xmxl_files.state.files[path] = source
        m = types.ModuleType(name)
        m.__dict__.update(__builtins__=names, __file__=path)
        _made[name] = m
        try:
            exec(xmxl_builtins.compile_text(source, path), m.__dict__)
        except BaseException:
            del _made[name]
            raise
        return m
    raise _not_found(name)


def _unreadable_library():
    """A folder of Python's own modules that the sandbox may not look into."""
    import os
    for folder in sys.path:
        try:
            os.listdir(folder)
        except PermissionError:
            return folder
        except OSError:
            pass
    return None


def _not_found(name):
    """Is the module missing, or everything, as in a private home folder?"""
    error = ImportError('No module named %s' % name)
    folder = _unreadable_library()
    if folder:
        error = ImportError(
            "module %s cannot be looked for: Python's library %s is not "
            'readable for everybody, and so not in the sandbox' %
            (name, folder))
        error.xmxl_advice = (
            'let everybody read it (chmod -R go+rX; the folders above need '
            'go+x), build with a Python of the system, or use '
            '--python=trusted if you trust this file')
    return error


def import_(name, globals=None, locals=None, fromlist=(), level=0):
    name = text.__str__(name)
    parts = name.split('.')
    top = m = module(parts[0])
    done = parts[0]
    for part in parts[1:]:
        done += '.' + part
        inner = getattr(m, part, None)
        if not isinstance(inner, types.ModuleType):
            inner = module(done)
            setattr(m, part, inner)
        m = inner
    for wanted in fromlist or ():
        if wanted != '*' and not hasattr(m, wanted):
            try:
                setattr(m, wanted, module(done + '.' + wanted))
            except ImportError:
                raise ImportError('cannot import name %s' % wanted) from None
    return m if fromlist else top


def import_star(name):
    m = import_(name, fromlist=('*',))
    listed = getattr(m, '__all__', None)
    scope = sys._getframe(1).f_globals
    for n in listed or [n for n in vars(m) if n[:1] != '_']:
        scope[n] = getattr(m, n)


class Maker:
    """How a module comes about: copies of Python 3 ones, then changes."""

    def __init__(self, sources, fill=lambda m: None):
        self.sources, self.fill = sources, fill


def strings(function):
    """A function of bytes as one of Python 2 strings."""
    def call(*args, **kw):
        result = function(*(a.encode('latin-1') if isinstance(a, text) else a
                            for a in args), **kw)
        if isinstance(result, (bytes, bytearray)):
            return bytes(result).decode('latin-1')
        if isinstance(result, tuple):
            return tuple(r.decode('latin-1') if isinstance(r, bytes) else r
                         for r in result)
        return result
    return call


def _wrap(*function_names):
    def fill(m):
        for n in function_names:
            if hasattr(m, n):
                setattr(m, n, strings(getattr(m, n)))
    return fill


# -- sys, os ------------------------------------------------------------------

def _fill_sys(m):
    import xmxl_files
    m.maxint = sys.maxsize
    m.version = '2.7.18 (xmxl)'
    m.version_info = (2, 7, 18, 'final', 0)
    m.hexversion = 0x020712f0
    m.maxunicode = 0x10ffff
    m.stdout = m.__stdout__ = xmxl_files.Output(1, '<stdout>')
    m.stderr = m.__stderr__ = xmxl_files.Output(2, '<stderr>')
    m.stdin = m.__stdin__ = xmxl_files.Input()
    m.argv = ['xm', 'create', xmxl_files.state.path]
    m.path = [''] + list(sys.path)
    m.getdefaultencoding = lambda: 'ascii'
    m.setdefaultencoding = lambda name: None
    m.exc_clear = lambda: None
    m.subversion = ('CPython', '', '')


def _fill_os(m):
    import errno
    import os
    import xmxl_standins
    m.errno = errno
    m.uname = lambda: tuple(os.uname())
    m.getcwdu = lambda: unicode(os.getcwd())
    m.popen = xmxl_standins.popen
    m.popen2 = lambda c, *a: xmxl_standins.popen_pipes(c)[:2]
    m.popen3 = lambda c, *a: xmxl_standins.popen_pipes(c, errors=True)
    m.popen4 = lambda c, *a: xmxl_standins.popen_pipes(c, joined=True)[:2]
    m.write = strings(os.write)
    m.read = strings(os.read)
    m.listdir = lambda path: os.listdir(xmxl_files_find(path))
    m.times = lambda: tuple(os.times())
    m.tmpnam = m.tempnam = lambda *a: os.path.join('/tmp', 'xmxl')


def xmxl_files_find(path):
    import xmxl_files
    return xmxl_files.find(text.__str__(path))


# -- others that are still there ----------------------------------------------

def _fill_re(m):
    """Letters and digits are ASCII's unless the pattern is unicode."""
    import re

    def flags_for(pattern, flags):
        if isinstance(pattern, text) and type(pattern) is not unicode and \
                not flags & re.UNICODE and '(?u)' not in pattern:
            flags |= re.ASCII
        return flags

    def with_flags(function, place):
        def call(pattern, *args, **kw):
            args = list(args)
            if 'flags' in kw or len(args) <= place:
                kw['flags'] = flags_for(pattern, kw.get('flags', 0))
            else:
                args[place] = flags_for(pattern, args[place])
            if isinstance(pattern, re.Pattern):
                kw.pop('flags', None)
            return function(pattern, *args, **kw)
        return call
    for n, place in (('compile', 0), ('search', 1), ('match', 1),
                     ('findall', 1), ('finditer', 1), ('split', 2),
                     ('sub', 3), ('subn', 3)):
        setattr(m, n, with_flags(getattr(re, n), place))


def _fill_itertools(m):
    import itertools
    m.imap, m.izip, m.ifilter = map, zip, filter
    m.izip_longest = itertools.zip_longest
    m.ifilterfalse = itertools.filterfalse


def _fill_socket(m):
    import socket
    import xmxl_standins
    for n in ('inet_aton', 'inet_ntoa', 'inet_pton', 'inet_ntop'):
        setattr(m, n, _addresses(getattr(socket, n), n))
    m.gethostbyname = xmxl_standins.gethostbyname
    m.gethostbyname_ex = lambda n: (n, [], [xmxl_standins.gethostbyname(n)])
    m.ssl = None


def _addresses(function, name):
    if name in ('inet_aton', 'inet_pton'):
        return lambda *a: function(*a).decode('latin-1')
    return lambda *a: function(*a[:-1], a[-1].encode('latin-1'))


def _fill_time(m):
    import time
    m.clock = time.process_time


def _fill_operator(m):
    import collections.abc
    import xmxl_operators
    m.div, m.mod, m.add = (xmxl_operators.div, xmxl_operators.mod,
                           xmxl_operators.add)
    m.isCallable = callable
    m.sequenceIncludes = m.contains
    m.isSequenceType = lambda x: isinstance(x, (text, list, tuple))
    m.isNumberType = lambda x: isinstance(x, (int, float, complex))
    m.isMappingType = lambda x: isinstance(x, collections.abc.Mapping)


def _fill_subprocess(m):
    import subprocess

    class Popen(subprocess.Popen):
        """Its pipes carry Python 2 strings."""

        def __init__(self, *args, **kw):
            kw.setdefault('encoding', 'latin-1')
            subprocess.Popen.__init__(self, *args, **kw)
    m.Popen = Popen

    def call(*args, **kw):
        return Popen(*args, **kw).wait()

    def check_call(*args, **kw):
        status = call(*args, **kw)
        if status:
            raise subprocess.CalledProcessError(status, args[0])
        return 0

    def check_output(*args, **kw):
        process = Popen(*args, stdout=subprocess.PIPE, **kw)
        output = process.communicate()[0]
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, args[0],
                                                output)
        return output
    m.call, m.check_call, m.check_output = call, check_call, check_output


def _fill_random(m):
    import xmxl_random
    xmxl_random.fill(m)


def _fill_hashlib(m):
    import xmxl_standins
    xmxl_standins.fill_hashlib(m)


def _fill_types(m):
    import xmxl_builtins as b
    m.__dict__.update({
        'StringType': b.py_str, 'UnicodeType': unicode,
        'StringTypes': (b.py_str, unicode), 'IntType': b.py_int,
        'LongType': b.py_long, 'FloatType': b.py_float, 'BooleanType': bool,
        'ListType': b.py_list_type, 'TupleType': b.py_tuple_type,
        'DictType': dict, 'DictionaryType': dict, 'NoneType': type(None),
        'ClassType': b.classobj, 'InstanceType': object,
        'TypeType': b.py_type, 'ObjectType': object,
        'ComplexType': complex, 'FileType': b.basestring,
        'UnboundMethodType': types.FunctionType, 'SliceType': slice,
        'XRangeType': range, 'EllipsisType': type(Ellipsis),
    })


MAKERS = {
    'sys': Maker(['sys'], _fill_sys),
    'os': Maker(['os'], _fill_os),
    're': Maker(['re'], _fill_re),
    'itertools': Maker(['itertools'], _fill_itertools),
    'socket': Maker(['socket'], _fill_socket),
    'time': Maker(['time'], _fill_time),
    'operator': Maker(['operator'], _fill_operator),
    'subprocess': Maker(['subprocess'], _fill_subprocess),
    'random': Maker(['random'], _fill_random),
    'hashlib': Maker(['hashlib'], _fill_hashlib),
    'types': Maker(['types'], _fill_types),
    'struct': Maker(['struct'], _wrap('pack', 'unpack')),
    'binascii': Maker(['binascii'], _wrap(
        'hexlify', 'unhexlify', 'a2b_hex', 'b2a_hex', 'a2b_base64',
        'b2a_base64', 'crc32')),
    'base64': Maker(['base64'], _wrap(
        'b64encode', 'b64decode', 'b32encode', 'b32decode', 'b16encode',
        'b16decode', 'urlsafe_b64encode', 'urlsafe_b64decode',
        'standard_b64encode', 'standard_b64decode', 'encodebytes',
        'decodebytes')),
    'zlib': Maker(['zlib'], _wrap('compress', 'decompress', 'crc32',
                                  'adler32')),
}

# Python 3 only; a program that tries them expects not to find them.
GONE = frozenset((
    'asyncio', 'builtins', 'configparser', 'queue', 'socketserver', 'http',
    'xmlrpc', 'html', 'pathlib', 'enum', 'ipaddress', 'secrets', 'statistics',
    'tkinter', 'winreg', 'copyreg', 'reprlib', 'dataclasses', 'typing',
    'concurrent', 'selectors', 'contextvars', 'graphlib', 'zoneinfo',
    'tomllib', 'venv', 'ensurepip', 'faulthandler', 'tracemalloc', 'lzma',
    'selinux', 'importlib.metadata'))

names = {}          # the built-in names, set when the layer starts


def _builtin_module(m):
    m.__dict__.update({k: v for k, v in names.items() if k[:1] != ' '})


MAKERS['__builtin__'] = Maker([], _builtin_module)
MAKERS['exceptions'] = Maker([], lambda m: m.__dict__.update(
    {k: v for k, v in names.items()
     if isinstance(v, type) and issubclass(v, BaseException)}))
