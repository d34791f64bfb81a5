# SPDX-License-Identifier: LGPL-2.1-only
"""Modules of Python 2 that are gone or have other names now."""

from xmxl_modules import Maker, module
from xmxl_types import text, to_str


def _renamed(*sources):
    return Maker(list(sources))


# -- commands and pipes -------------------------------------------------------

class _Pipe:
    """What os.popen() gives: the command's output, and its status at close."""

    def __init__(self, stream, process):
        self._stream, self._process = stream, process

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def __iter__(self):
        return iter(self._stream)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def next(self):
        return next(self._stream)

    def close(self):
        self._stream.close()
        status = self._process.wait()
        if not status:
            return None
        return -status if status < 0 else status << 8


def popen(command, mode='r', bufsize=-1):
    import subprocess
    if mode[:1] not in ('r', 'w'):
        raise ValueError('invalid mode')
    reading = mode[:1] == 'r'
    process = subprocess.Popen(
        command, shell=isinstance(command, text), encoding='latin-1',
        stdout=subprocess.PIPE if reading else None,
        stdin=None if reading else subprocess.PIPE)
    return _Pipe(process.stdout if reading else process.stdin, process)


def popen_pipes(command, errors=False, joined=False):
    """(to, from, errors) of a command."""
    import subprocess
    process = subprocess.Popen(
        command, shell=isinstance(command, text), encoding='latin-1',
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if errors else
        subprocess.STDOUT if joined else None)
    return process.stdin, process.stdout, process.stderr


def _getstatusoutput(command):
    pipe = popen('{ ' + command + '; } 2>&1')
    output = pipe.read()
    status = pipe.close() or 0
    return status, output[:-1] if output[-1:] == '\n' else output


def _fill_commands(m):
    m.getstatusoutput = _getstatusoutput
    m.getoutput = lambda command: m.getstatusoutput(command)[1]
    m.getstatus = lambda file: m.getoutput('ls -ld ' + mkarg(file))
    m.mkarg = mkarg


def mkarg(s):
    return " '" + s.replace("'", "'\\''") + "'"


def _fill_popen2(m):
    def popen2(command, *rest):
        to, out, _ = popen_pipes(command)
        return out, to

    def popen3(command, *rest):
        to, out, errors = popen_pipes(command, errors=True)
        return out, to, errors

    def popen4(command, *rest):
        to, out, _ = popen_pipes(command, joined=True)
        return out, to
    m.popen2, m.popen3, m.popen4 = popen2, popen3, popen4


# -- names of machines --------------------------------------------------------

def gethostbyname(name):
    """An address as it stands, or what /etc/hosts says; else the network."""
    import socket
    parts = name.split('.')
    if len(parts) == 4 and all(p.isdigit() and int(p) < 256 for p in parts):
        return name
    try:
        with open('/etc/hosts', encoding='latin-1') as hosts:
            for line in hosts:
                words = line.split('#')[0].split()
                if name in words[1:] and ':' not in words[0]:
                    return words[0]
    except OSError:
        pass
    return socket.gethostbyname(name)


# -- string -------------------------------------------------------------------

def _method(name):
    import xmxl_builtins

    def call(s, *args):
        return xmxl_builtins.attribute(s, name)(*args)
    return call


def _convert(kind):
    def call(s, base=10):
        import xmxl_builtins
        if not isinstance(s, text):
            raise TypeError('argument 1 must be string')
        if kind == 'float':
            return xmxl_builtins._convert_float(s)
        if kind == 'long':
            return xmxl_builtins.py_long.convert(s, base)
        return xmxl_builtins._convert_int(s, base)
    return call


def _maketrans(source, to):
    if len(source) != len(to):
        raise ValueError('maketrans arguments must have same length')
    table = [chr(i) for i in range(256)]
    for a, b in zip(source, to):
        table[ord(a)] = b
    return ''.join(table)


def _fill_string(m):
    m.__dict__.pop('__all__', None)     # it would hide these from a star import
    m.lowercase = m.ascii_lowercase
    m.uppercase = m.ascii_uppercase
    m.letters = m.lowercase + m.uppercase
    for n in ('lower upper strip lstrip rstrip split rsplit splitfields '
              'replace find rfind index rindex count capitalize swapcase '
              'ljust rjust center expandtabs translate').split():
        setattr(m, n, _method('split' if n == 'splitfields' else n))
    m.join = m.joinfields = lambda items, sep=' ': \
        __import__('xmxl_builtins').attribute(sep, 'join')(items)
    m.capwords = lambda s, sep=None: (sep or ' ').join(
        w.capitalize() for w in s.split(sep))
    m.zfill = lambda x, width: (x if isinstance(x, text)
                                else to_str(x)).zfill(width)
    m.atoi, m.atol, m.atof = _convert('int'), _convert('long'), \
        _convert('float')
    m.maketrans = _maketrans
    m.atoi_error = m.atof_error = m.atol_error = m.index_error = ValueError


# -- hashes -------------------------------------------------------------------

class _Hash:
    def __init__(self, real):
        self._real = real
        self.name, self.digest_size = real.name, real.digest_size
        self.digestsize, self.block_size = real.digest_size, real.block_size

    def update(self, s):
        self._real.update(to_str(s).encode('latin-1'))

    def digest(self):
        return self._real.digest().decode('latin-1')

    def hexdigest(self):
        return self._real.hexdigest()

    def copy(self):
        return _Hash(self._real.copy())


def _hash_maker(name):
    def new(s=''):
        import hashlib
        h = _Hash(getattr(hashlib, name)())
        h.update(s)
        return h
    return new


def fill_hashlib(m):
    for n in ('md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'):
        setattr(m, n, _hash_maker(n))
    m.new = lambda name, s='': _hash_maker(name.lower())(s)


def _hash_module(name):
    def fill(m):
        m.new = m.md5 = m.sha = _hash_maker(name)
        m.digest_size = m.digestsize = 16 if name == 'md5' else 20
    return Maker([], fill)


# -- text files in memory -----------------------------------------------------

def _fill_stringio(m):
    import io

    class StringIO(io.StringIO):
        softspace = 0

        def __init__(self, s=''):
            io.StringIO.__init__(self, s, newline='\n')

        def write(self, s):
            return io.StringIO.write(self, s if isinstance(s, text)
                                     else to_str(s))

        def getvalue(self):
            return text.__str__(io.StringIO.getvalue(self))

        def next(self):
            return next(self)
    m.StringIO = StringIO
    m.InputType = m.OutputType = StringIO


# -- settings files -----------------------------------------------------------

def _fill_configparser(m):
    """Its three classes, with %(name)s as the old SafeConfigParser had it."""
    raw, parser = m.RawConfigParser, m.ConfigParser

    def old(base):
        class Old(base):
            def __init__(self, defaults=None, dict_type=dict,
                         allow_no_value=False):
                base.__init__(self, defaults, dict_type, allow_no_value,
                              strict=False, inline_comment_prefixes=(';',))

            def read(self, names):
                import xmxl_files
                done = []
                for name in [names] if isinstance(names, text) else names:
                    try:
                        with xmxl_files.open_(name) as f:
                            self.read_file(f, name)
                    except OSError:
                        continue
                    done.append(name)
                return done

            def readfp(self, f, name=None):
                self.read_file(f, name)

            def get(self, section, option, raw=False, vars=None, **kw):
                return base.get(self, section, option, raw=raw, vars=vars,
                                **kw)

            def items(self, section, raw=False, vars=None):
                return base.items(self, section, raw=raw, vars=vars)
        return Old
    m.RawConfigParser = old(raw)
    m.ConfigParser = m.SafeConfigParser = old(parser)


# -- xen ----------------------------------------------------------------------

def _package(name, *inner):
    def fill(m):
        m.__path__ = []
    return Maker([], fill)


def _ip(m):
    import xmxl_ip
    m.__dict__.update({k: v for k, v in vars(xmxl_ip).items()
                       if not k.startswith('_')})
    for n in ('os', 're', 'socket', 'struct', 'errno'):
        setattr(m, n, module(n))


def _fill_sets(m):
    m.Set, m.BaseSet, m.ImmutableSet = set, set, frozenset


def _fill_collections(name):
    def fill(m):
        import collections
        value = getattr(collections, name)
        setattr(m, name, value)
        if name == 'UserDict':
            m.IterableUserDict = value
    return fill


MAKERS = {
    'commands': Maker([], _fill_commands),
    'popen2': Maker([], _fill_popen2),
    'string': Maker(['string'], _fill_string),
    'sets': Maker([], _fill_sets),
    'md5': _hash_module('md5'),
    'sha': _hash_module('sha1'),
    'StringIO': Maker([], _fill_stringio),
    'cStringIO': Maker([], _fill_stringio),
    'ConfigParser': Maker(['configparser'], _fill_configparser),
    'urllib': Maker(['urllib.parse', 'urllib.request']),
    'urllib2': _renamed('urllib.error', 'urllib.request'),
    'urlparse': _renamed('urllib.parse'),
    'httplib': _renamed('http.client'),
    'xmlrpclib': _renamed('xmlrpc.client'),
    'SimpleXMLRPCServer': _renamed('xmlrpc.server'),
    'BaseHTTPServer': _renamed('http.server'),
    'SocketServer': _renamed('socketserver'),
    'Cookie': _renamed('http.cookies'),
    'cookielib': _renamed('http.cookiejar'),
    'HTMLParser': _renamed('html.parser'),
    'htmlentitydefs': _renamed('html.entities'),
    'Queue': _renamed('queue'),
    'thread': _renamed('_thread'),
    'dummy_thread': _renamed('_thread'),
    'cPickle': _renamed('pickle'),
    'copy_reg': _renamed('copyreg'),
    'repr': _renamed('reprlib'),
    'whichdb': _renamed('dbm'),
    'anydbm': _renamed('dbm'),
    'UserDict': Maker([], _fill_collections('UserDict')),
    'UserList': Maker([], _fill_collections('UserList')),
    'UserString': Maker([], _fill_collections('UserString')),
    'xen': _package('xen'),
    'xen.util': _package('xen.util'),
    'xen.util.ip': Maker([], _ip),
    'xenctl': _package('xenctl'),
    'xenctl.ip': Maker([], _ip),
    'xenctl.utils': Maker([], _ip),
}
