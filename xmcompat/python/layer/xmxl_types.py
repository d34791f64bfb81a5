# SPDX-License-Identifier: LGPL-2.1-only
"""The types that Python 3 lacks, and how values are told apart and written.

A Python 2 str is a str here whose characters are bytes. unicode and long are
subclasses of str and int, so that the library's functions take them, and are
told apart by exact type. An int beyond 64 bits is a long as well.
"""

import types

INT_MIN, INT_MAX = -2 ** 63, 2 ** 63 - 1

text = str          # what a string is, when a program's 'str' is in the way


def _to_text(method):
    """A method of str that gives unicode where str gives str."""
    def call(self, *args):
        result = method(self, *args)
        if type(result) is text:
            return unicode(result)
        if type(result) in (list, tuple):
            return type(result)(unicode(r) if type(r) is text else r
                                for r in result)
        return result
    return call


class unicode(str):
    """Text; what is made of it is text too."""

    def __new__(cls, x='', encoding=None, errors='strict'):
        if type(x) is text and encoding:
            x = x.encode('latin-1').decode(encoding, errors)
        elif not isinstance(x, text):
            convert = getattr(type(x), '__unicode__', None)
            x = convert(x) if convert else to_str(x)
        return text.__new__(cls, x)

    def __add__(self, other):
        if not isinstance(other, text):
            return NotImplemented
        return unicode(text.__add__(self, other))

    def __radd__(self, other):
        return unicode(text.__add__(other, self))

    def __iter__(self):
        return (unicode(c) for c in text.__str__(self))

    def __str__(self):
        return text.__str__(self)

    def __repr__(self):
        return 'u' + ascii(text.__str__(self))

    def encode(self, encoding='ascii', errors='strict'):
        return encode(text.__str__(self), encoding, errors)

    def decode(self, encoding='ascii', errors='strict'):
        return unicode(self)

    __hash__ = text.__hash__


for _name in ('__getitem__ __mul__ __rmul__ capitalize center expandtabs join '
              'ljust lower lstrip partition replace rjust rpartition rsplit '
              'rstrip split splitlines strip swapcase title translate upper '
              'zfill format').split():
    setattr(unicode, _name, _to_text(getattr(str, _name)))


class long(int):
    """A long integer stays one in arithmetic."""

    def __new__(cls, x=0, base=None):
        if base is not None:
            return int.__new__(cls, to_int_text(x), base)
        if isinstance(x, text):
            return int.__new__(cls, to_int_text(x), 10)
        return int.__new__(cls, x)

    def __repr__(self):
        return int.__repr__(self) + 'L'

    def __str__(self):
        return int.__repr__(self)

    __hash__ = int.__hash__


def to_int_text(x):
    s = text.strip(x)
    return s[:-1] if s[-1:] in ('l', 'L') else s


def _long_method(name):
    method = getattr(int, name)

    def call(self, *args):
        result = method(self, *args)
        if type(result) is int:
            return int.__new__(long, result)
        if type(result) is tuple:
            return tuple(int.__new__(long, r) for r in result)
        return result
    return call


for _name in ('add radd sub rsub mul rmul floordiv rfloordiv mod rmod pow rpow '
              'divmod rdivmod lshift rlshift rshift rrshift and rand or ror '
              'xor rxor neg pos abs invert').split():
    setattr(long, '__%s__' % _name, _long_method('__%s__' % _name))


def is_long(x):
    return type(x) is long or (type(x) is int and
                               not INT_MIN <= x <= INT_MAX)


def settle(n):
    """An int that has grown beyond the machine's word is a long for good."""
    if type(n) is int and not INT_MIN <= n <= INT_MAX:
        return int.__new__(long, n)
    return n


# -- bytes and text -----------------------------------------------------------

def _ascii(s):
    """A byte string where text is asked for: as Python 2, ASCII only."""
    for i, c in enumerate(s):
        if c > '\x7f':
            raise UnicodeDecodeError('ascii', s.encode('latin-1'), i, i + 1,
                                     'ordinal not in range(128)')
    return s


_BYTE_CODECS = {
    'hex': 'hex', 'base64': 'base64', 'rot13': 'rot13', 'rot-13': 'rot13',
    'zip': 'zlib', 'zlib': 'zlib', 'bz2': 'bz2', 'uu': 'uu',
    'quopri': 'quopri', 'string-escape': 'string_escape',
}


def _byte_codec(encoding):
    name = text(encoding).lower().replace('_', '-')
    if name.endswith('-codec'):
        name = name[:-6]
    return _BYTE_CODECS.get(name)


def encode(s, encoding='ascii', errors='strict'):
    """'..'.encode(): text to bytes, bytes to hexadecimal and the like."""
    codec = _byte_codec(encoding)
    if codec == 'rot13':
        import codecs
        return codecs.encode(text(s), 'rot13')
    if codec == 'string_escape':
        return ascii(text(s))[1:-1]
    if codec:
        import codecs
        return codecs.encode(s.encode('latin-1'), codec).decode('latin-1')
    return text.encode(s, encoding, errors).decode('latin-1')


def encode_bytes(s, encoding='ascii', errors='strict'):
    return encode(s if _byte_codec(encoding) else _ascii(s), encoding, errors)


def decode_bytes(s, encoding='ascii', errors='strict'):
    codec = _byte_codec(encoding)
    if codec == 'rot13':
        return encode(s, 'rot13')
    if codec == 'string_escape':
        import xmxl_tokens
        return xmxl_tokens._ESCAPE.sub(xmxl_tokens._unescape, s)
    if codec:
        import codecs
        return codecs.decode(s.encode('latin-1'), codec).decode('latin-1')
    return unicode(s.encode('latin-1').decode(encoding, errors))


# -- writing values -----------------------------------------------------------

TYPE_NAMES = {
    text: 'str', types.FunctionType: 'function',
    types.BuiltinFunctionType: 'builtin_function_or_method',
    types.MethodType: 'instancemethod', type(None): 'NoneType',
}


def type_name(x):
    """Python 2's name of x's type."""
    if is_long(x):
        return 'long'
    return TYPE_NAMES.get(type(x)) or type(x).__name__


def float_str(x):
    """str(float) had twelve digits in Python 2."""
    s = '%.12g' % x
    if '.' not in s and 'e' not in s and 'n' not in s:
        s += '.0'
    return s


_inside = set()


def _contents(x, opening, closing, parts):
    if id(x) in _inside:
        return opening + '...' + closing
    _inside.add(id(x))
    try:
        return opening + ', '.join(parts(x)) + closing
    finally:
        _inside.discard(id(x))


def _list_parts(x):
    return [to_repr(i) for i in x]


def _dict_parts(x):
    from xmxl_order import ordered
    return ['%s: %s' % (to_repr(k), to_repr(x[k])) for k in ordered(x)]


def _set_parts(x):
    from xmxl_order import ordered
    return [to_repr(i) for i in ordered(x)]


def to_repr(x):
    """repr() as Python 2 gives it."""
    kind = type(x)
    if kind is text:
        return ascii(x)
    if kind is int:
        return int.__repr__(x) + ('' if INT_MIN <= x <= INT_MAX else 'L')
    if kind is list:
        return _contents(x, '[', ']', _list_parts)
    if kind is tuple:
        if len(x) == 1:
            return _contents(x, '(', ',)', _list_parts)
        return _contents(x, '(', ')', _list_parts)
    if kind is dict:
        return _contents(x, '{', '}', _dict_parts)
    if kind in (set, frozenset):
        return _contents(x, kind.__name__ + '([', '])', _set_parts)
    if isinstance(x, BaseException):
        args = ', '.join(to_repr(a) for a in x.args)
        if len(x.args) == 1:
            args += ','
        return '%s(%s)' % (kind.__name__, args)
    if isinstance(x, type) and x.__module__ in ('builtins', 'xmxl_types',
                                                 'xmxl_builtins'):
        name = x.__name__
        if issubclass(x, BaseException):
            return "<type 'exceptions.%s'>" % name
        return "<type '%s'>" % name
    result = repr(x)
    return result if type(result) is text else text(result)


def to_str(x):
    """str() as Python 2 gives it."""
    kind = type(x)
    if kind is text:
        return x
    if kind is unicode:
        s = text.__str__(x)
        for i, c in enumerate(s):
            if c > '\x7f':
                raise UnicodeEncodeError('ascii', s, i, i + 1,
                                         'ordinal not in range(128)')
        return s
    if kind is int or kind is long:
        return int.__repr__(x)
    if kind is float:
        return float_str(x)
    if isinstance(x, BaseException) and kind.__str__ in (
            BaseException.__str__, KeyError.__str__):
        if len(x.args) == 1:
            if isinstance(x, KeyError):
                return to_repr(x.args[0])
            return to_str(x.args[0])
        return to_repr(x.args) if x.args else ''
    if kind.__str__ is object.__str__ and kind.__repr__ is object.__repr__ or \
            kind in (list, tuple, dict, set, frozenset) or \
            isinstance(x, type):
        return to_repr(x)
    result = str(x)
    return result if type(result) in (text, unicode) else text(result)
