# SPDX-License-Identifier: LGPL-2.1-only
"""What goes over the wire (wire.h): the request read, the frames written.

Text on the wire is bytes; in here it is str with one character per byte, the
layer's form of a Python 2 string.
"""

import _xmxl

DEPTH_MAX = 64
VALUES_MAX = 100000
INT_MIN, INT_MAX = -2 ** 63, 2 ** 63 - 1


class TooMuch(Exception):
    """The values do not fit into a reply."""


class Request:
    """One program to run."""

    def __init__(self, data):
        self._data, self._at = data, 0
        self.path = self._string()
        self.config_dir = self._string()
        self.text = self._bytes()
        self.cwd = self._string()
        self.vars = [(self._string(), self._string())
                     for _ in range(self._count())]
        self.environ = self._bytes()
        del self._data

    def _count(self):
        at = self._at
        self._at = at + 4
        return int.from_bytes(self._data[at:at + 4], 'little')

    def _bytes(self):
        n = self._count()
        at = self._at
        self._at = at + n
        return self._data[at:at + n]

    def _string(self):
        return self._bytes().decode('latin-1')


def u32(n):
    return int(n).to_bytes(4, 'little')


def byte_string(s):
    data = s.encode('latin-1', 'replace')
    return u32(len(data)) + data


def position(file, line, column=0):
    return byte_string(file or '') + u32(line or 0) + u32(column or 0)


def _frame(kind, payload):
    _xmxl.send(kind + u32(len(payload)) + payload)


def send_refused(what, file, line):
    _frame(b'R', byte_string(what) + position(file, line))


def send_exit(status):
    _frame(b'X', u32(status & 0xff))


def send_failure(kind, type_name, message, file, line, column=0, advice=''):
    _frame(b'F', kind + byte_string(type_name) + byte_string(message[:4000]) +
           byte_string(advice) + position(file, line, column))


class _Encoder:
    """Turns values into bytes; type names are told by describe()."""

    def __init__(self, unicode_type, long_type, describe):
        self.unicode, self.long = unicode_type, long_type
        self.describe = describe
        self.values = 0
        self.inside = set()     # containers that are being written
        self.out = []

    def value(self, v, depth=0):
        self.values += 1
        if self.values > VALUES_MAX:
            raise TooMuch('more than %d values' % VALUES_MAX)
        kind = type(v)
        if kind is str:
            self.out.append(b's' + byte_string(v))
        elif kind is int or kind is self.long:
            self._integer(v, kind)
        elif v is None:
            self.out.append(b'N')
        elif kind is bool:
            self.out.append(b'1' if v else b'0')
        elif kind is float:
            self._float(v)
        elif kind is self.unicode:
            data = str.__str__(v).encode('utf-8', 'replace')
            self.out.append(b'u' + u32(len(data)) + data)
        elif kind in (list, tuple, dict):
            self._container(v, kind, depth)
        else:
            self.out.append(b'o' + byte_string(self.describe(v)))

    def _integer(self, v, kind):
        if kind is int and INT_MIN <= v <= INT_MAX:
            self.out.append(b'i' + v.to_bytes(8, 'little', signed=True))
        else:
            self.out.append(b'l' + byte_string(int.__repr__(v)))

    def _float(self, v):
        import struct
        self.out.append(b'f' + struct.pack('<d', v))

    def _container(self, v, kind, depth):
        if depth >= DEPTH_MAX - 1 or id(v) in self.inside:
            self.out.append(b'o' + byte_string(
                '%s nested too deeply' % kind.__name__))
            return
        self.inside.add(id(v))
        if kind is dict:
            self.out.append(b'{' + u32(len(v)))
            for key, item in v.items():
                self.value(key, depth + 1)
                self.value(item, depth + 1)
        else:
            self.out.append((b'[' if kind is list else b'(') + u32(len(v)))
            for item in v:
                self.value(item, depth + 1)
        self.inside.discard(id(v))


def send_tree(bindings, unicode_type, long_type, describe):
    """bindings: (name, (file, line, column), value) in order."""
    e = _Encoder(unicode_type, long_type, describe)
    e.out.append(u32(len(bindings)))
    for name, where, value in bindings:
        e.out.append(byte_string(name) + position(*where))
        e.value(value)
    _frame(b'T', b''.join(e.out))
