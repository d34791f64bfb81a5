# SPDX-License-Identifier: LGPL-2.1-only
"""The built-in names of Python 2, and the helpers that the parser calls."""

import builtins
import functools
import sys
import types

import xmxl_parser
from xmxl_operators import HELPERS, Ordered, add, compare, mod, power
from xmxl_order import hash_of, ordered
from xmxl_tokens import Invalid
from xmxl_types import (INT_MAX, decode_bytes, encode_bytes, is_long, long,
                        settle, text, to_int_text, to_repr, to_str, type_name,
                        unicode)

# -- types that answer as Python 2's ------------------------------------------


def _own(cls, name):
    """A static method of the class itself, as a function."""
    method = cls.__dict__.get(name)
    return method and method.__func__


class _Standing(type):
    """A class that stands for a built-in type of Python 3."""

    def __instancecheck__(cls, x):
        check = _own(cls, 'check')
        return check(x) if check else type.__instancecheck__(cls, x)

    def __subclasscheck__(cls, sub):
        real = cls.__dict__.get('real')
        return type.__subclasscheck__(cls, sub) or sub is real

    def __eq__(cls, other):
        return cls is other or other is cls.__dict__.get('real', cls)

    def __hash__(cls):
        return hash(cls.__dict__.get('real', cls.__name__))

    def __call__(cls, *args, **kw):
        convert = _own(cls, 'convert')
        if convert:
            return convert(*args, **kw)
        return type.__call__(cls, *args, **kw)


def _is_str(x):
    return isinstance(x, text) and not isinstance(x, unicode)


class py_str(str, metaclass=_Standing):
    real = str
    check = staticmethod(_is_str)

    @staticmethod
    def convert(x=''):
        return to_str(x)


py_str.__name__ = py_str.__qualname__ = 'str'


def _convert_int(x=0, base=None):
    if isinstance(x, text):
        if base is None and text.strip(x)[-1:] in ('l', 'L'):
            _bad_int(x, 10)
        try:
            if '_' in x:
                _bad_int(x, base or 10)
            return settle(int(text.__str__(x), 10 if base is None else base)
                          if base != 0 else _int_by_prefix(x))
        except ValueError:
            _bad_int(x, 10 if base is None else base)
    if base is not None:
        raise TypeError("int() can't convert non-string with explicit base")
    if type(x) is long:
        return int(x) if -INT_MAX - 1 <= x <= INT_MAX else x
    try:
        return settle(int(x))
    except TypeError:
        if hasattr(type(x), '__int__'):
            raise
        raise TypeError("int() argument must be a string or a number, not "
                        "'%s'" % type_name(x)) from None


def _bad_int(x, base):
    raise ValueError('invalid literal for int() with base %d: %s' %
                     (base, to_repr(x))) from None


def _int_by_prefix(x):
    s = text.strip(x).lower()
    digits = s.lstrip('+-')
    if len(digits) > 1 and digits[0] == '0' and digits[1].isdigit():
        return int(s, 8)
    return int(s, 0)


class py_int(int, metaclass=_Standing):
    real = int
    check = staticmethod(lambda x: isinstance(x, int) and not is_long(x))
    convert = staticmethod(_convert_int)


py_int.__name__ = py_int.__qualname__ = 'int'


class py_long(long, metaclass=_Standing):
    real = long
    check = staticmethod(is_long)

    @staticmethod
    def convert(x=0, base=None):
        if isinstance(x, text):
            try:
                return long(x, 10 if base is None else base)
            except ValueError:
                raise ValueError('invalid literal for long() with base %d: %s'
                                 % (base or 10, to_repr(x))) from None
        if not isinstance(x, (int, float)) and not hasattr(x, '__int__'):
            raise TypeError("long() argument must be a string or a number, "
                            "not '%s'" % type_name(x))
        return long(int(x))


py_long.__name__ = py_long.__qualname__ = 'long'


class basestring(metaclass=_Standing):
    check = staticmethod(lambda x: isinstance(x, text))


def _convert_float(x=0.0):
    if isinstance(x, text):
        try:
            return float(text.__str__(x))
        except ValueError:
            s = text.strip(x)
            if not s:
                raise ValueError('could not convert string to float: ') \
                    from None
            raise ValueError('could not convert string to float: %s' % s) \
                from None
    try:
        return float(x)
    except TypeError:
        raise TypeError('float() argument must be a string or a number') \
            from None


class py_float(float, metaclass=_Standing):
    real = float
    check = staticmethod(lambda x: isinstance(x, float))
    convert = staticmethod(_convert_float)


py_float.__name__ = py_float.__qualname__ = 'float'

_STANDING = {str: py_str, int: py_int, long: py_long, float: py_float}


class py_type(type, metaclass=_Standing):
    real = type
    check = staticmethod(lambda x: isinstance(x, type))

    @staticmethod
    def convert(*args):
        if len(args) == 1:
            x = args[0]
            return py_long if is_long(x) else _STANDING.get(type(x), type(x))
        return make_class(type(*args))


py_type.__name__ = py_type.__qualname__ = 'type'


class classobj(metaclass=_Standing):
    """types.ClassType: classes of the program without a base."""
    check = staticmethod(lambda x: isinstance(x, type) and
                         getattr(x, '_xmxl_old', False))


def _real(kind):
    """What a program names as a type, for isinstance() on Python 3."""
    if isinstance(kind, tuple):
        return tuple(_real(k) for k in kind)
    if kind is unicode or not isinstance(kind, type):
        return kind
    return {int: py_int, str: py_str}.get(kind, kind)


def py_isinstance(x, kind):
    if not isinstance(kind, (tuple, type)):
        raise TypeError('isinstance() arg 2 must be a class, type, or tuple '
                        'of classes and types')
    return isinstance(x, _real(kind))


# -- attributes ---------------------------------------------------------------

_LIST_METHODS = frozenset(('keys', 'values', 'items'))
_DICT_ITERATORS = {'iterkeys': 'keys', 'itervalues': 'values',
                   'iteritems': 'items'}
_FUNCTION_NAMES = {
    'im_func': '__func__', 'im_self': '__self__', 'func_name': '__name__',
    'func_code': '__code__', 'func_defaults': '__defaults__',
    'func_globals': '__globals__', 'func_doc': '__doc__',
    'func_dict': '__dict__',
}
_NO_DEFAULT = object()


def _dict_attribute(d, name):
    if name in _DICT_ITERATORS:
        method = getattr(d, _DICT_ITERATORS[name])
        return lambda: iter(_in_order(d, method))
    if name in _LIST_METHODS:
        method = getattr(d, name)
        if isinstance(method, types.BuiltinMethodType):
            return lambda: _in_order(d, method)
        return method
    if name == 'has_key':
        return d.__contains__
    if name in ('viewkeys', 'viewvalues', 'viewitems'):
        return getattr(d, name[4:])
    return getattr(d, name)


def _in_order(d, method):
    if type(d) is not dict and not _plain_dict(d):
        return list(method())
    name = method.__name__
    keys = ordered(d)
    if name == 'keys':
        return keys
    if name == 'values':
        return [d[k] for k in keys]
    return [(k, d[k]) for k in keys]


def _plain_dict(d):
    """Not one with an order of its own."""
    import collections
    return isinstance(d, dict) and \
        not isinstance(d, collections.OrderedDict) and \
        type(d).__iter__ is dict.__iter__


_BLANK = ' \t\n\r\v\f'
# Methods whose Python 3 form sees more in bytes above 127 than ASCII.
_BYTE_METHODS = frozenset((
    'strip lstrip rstrip split rsplit splitlines upper lower title capitalize '
    'swapcase isalpha isalnum isdigit islower isupper isspace istitle').split())


def _byte_method(s, name):
    method = getattr(s.encode('latin-1', 'replace'), name)

    def call(*args):
        result = method(*(a.encode('latin-1') if isinstance(a, text) else a
                          for a in args))
        if isinstance(result, bytes):
            return result.decode('latin-1')
        if isinstance(result, list):
            return [r.decode('latin-1') for r in result]
        return result
    return call


def _translate(s, table, delete=''):
    if type(s) is unicode or isinstance(table, dict):
        return text.translate(s, table)
    if delete:
        s = ''.join(c for c in s if c not in delete)
    if table is None:
        return s
    if len(table) != 256:
        raise ValueError('translation table must be 256 characters long')
    return ''.join(table[ord(c)] for c in s)


def _join(s, items):
    items = list(iterate(items))
    for i, item in enumerate(items):
        if not isinstance(item, text):
            raise TypeError('sequence item %d: expected string, %s found' %
                            (i, type_name(item)))
    result = text.join(s, items)
    if type(s) is unicode or any(type(i) is unicode for i in items):
        return unicode(result)
    return result


def _text_attribute(s, name):
    if name == 'join':
        return lambda items: _join(s, items)
    if type(s) is unicode:
        return getattr(s, name)
    if name == 'encode':
        return lambda *a, **k: encode_bytes(s, *a, **k)
    if name == 'decode':
        return lambda *a, **k: decode_bytes(s, *a, **k)
    if name == 'translate':
        return lambda *a: _translate(s, *a)
    if name == 'splitlines' or name in _BYTE_METHODS and not s.isascii():
        return _byte_method(s, name)
    return getattr(s, name)


def _sort(items, cmp=None, key=None, reverse=False):
    items[:] = py_sorted(items, cmp, key, reverse)


def _list_attribute(x, name):
    if name == 'sort' and type(x).sort is list.sort:
        return lambda *a, **k: _sort(x, *a, **k)
    return getattr(x, name)


def attribute(x, name):
    """x.name, where name is one of the parser's SPECIAL_ATTRIBUTES."""
    if isinstance(x, text):
        return _text_attribute(x, name)
    if isinstance(x, dict):
        return _dict_attribute(x, name)
    if isinstance(x, list):
        return _list_attribute(x, name)
    if name == 'message' and isinstance(x, BaseException):
        own = getattr(x, name, _NO_DEFAULT)
        if own is not _NO_DEFAULT:
            return own
        return x.args[0] if len(x.args) == 1 else ''
    if name in _FUNCTION_NAMES and not hasattr(x, name):
        return getattr(x, _FUNCTION_NAMES[name])
    if name == 'next' and not hasattr(x, name) and hasattr(x, '__next__'):
        return x.__next__
    if name.startswith('exc_') and getattr(x, '__name__', '') == 'sys':
        return sys.exc_info()[('exc_type', 'exc_value',
                               'exc_traceback').index(name)]
    if name == 'has_key' and not hasattr(x, name):
        return x.__contains__
    if isinstance(x, type) and name not in getattr(x, '__dict__', {}):
        return _type_attribute(x, name)
    return _listed_views(x, name)


def _listed_views(x, name):
    """keys() and the like of mappings that are no dict (os.environ)."""
    if name in _DICT_ITERATORS and not hasattr(x, name):
        method = getattr(x, _DICT_ITERATORS[name])
        return lambda: iter(list(method()))
    value = getattr(x, name)
    if name in _LIST_METHODS and callable(value):
        def call(*args):
            result = value(*args)
            if isinstance(result, (list, tuple)) or not hasattr(
                    type(result), 'mapping') and \
                    type(result).__name__ not in ('KeysView', 'ItemsView',
                                                  'ValuesView'):
                return result
            return list(result)
        return call
    return value


def _type_attribute(kind, name):
    """str.upper, dict.keys, used as functions."""
    if issubclass(kind, (str, dict, list)):
        return lambda x, *a, **k: attribute(x, name)(*a, **k)
    return getattr(kind, name)


def py_getattr(x, name, default=_NO_DEFAULT):
    try:
        if name in xmxl_parser.SPECIAL_ATTRIBUTES:
            return attribute(x, name)
        return getattr(x, name)
    except AttributeError:
        if default is _NO_DEFAULT:
            raise
        return default


def py_hasattr(x, name):
    try:
        py_getattr(x, name)
    except Exception:
        return False
    return True


# -- iterating ----------------------------------------------------------------

def iterate(x):
    """What a for loop goes over, in Python 2's order."""
    kind = type(x)
    if kind is list or kind is tuple or kind is text:
        return x
    if kind in (dict, set, frozenset):
        return _CheckedIterator(x) if kind is dict else ordered(x)
    if isinstance(x, dict) and _plain_dict(x):
        return _CheckedIterator(x)
    try:
        return iter(x)
    except TypeError:
        raise TypeError("'%s' object is not iterable" % type_name(x)) from None


def _CheckedIterator(d):
    size = len(d)
    for key in ordered(d):
        yield key
        if len(d) != size:
            raise RuntimeError('dictionary changed size during iteration')


def py_list(x=()):
    return list(iterate(x))


class py_list_type(list, metaclass=_Standing):
    real = list
    check = staticmethod(lambda x: isinstance(x, list))
    convert = staticmethod(py_list)


class py_tuple_type(tuple, metaclass=_Standing):
    real = tuple
    check = staticmethod(lambda x: isinstance(x, tuple))
    convert = staticmethod(lambda x=(): tuple(iterate(x)))


py_list_type.__name__ = py_list_type.__qualname__ = 'list'
py_tuple_type.__name__ = py_tuple_type.__qualname__ = 'tuple'
_STANDING[list] = py_list_type
_STANDING[tuple] = py_tuple_type


def py_map(function, *sequences):
    """Several sequences are filled up with None."""
    if not sequences:
        raise TypeError('map() requires at least two args')
    if len(sequences) == 1:
        items = iterate(sequences[0])
        return list(items) if function is None else [function(i)
                                                     for i in items]
    import itertools
    rows = itertools.zip_longest(*(iterate(s) for s in sequences))
    return [row if function is None else function(*row) for row in rows]


def py_filter(function, sequence):
    kept = [i for i in iterate(sequence)
            if (i if function is None else function(i))]
    if isinstance(sequence, text):
        return type(sequence)(''.join(kept))
    return tuple(kept) if isinstance(sequence, tuple) else kept


def py_zip(*sequences):
    return list(zip(*(iterate(s) for s in sequences)))


def py_range(*args):
    for a in args:
        if not isinstance(a, (int, float)):
            raise TypeError('range() integer argument expected, got %s.' %
                            type_name(a))
    try:
        return list(range(*(int(a) for a in args)))
    except ValueError:
        raise ValueError('range() step argument must not be zero') from None


def py_sorted(items, cmp=None, key=None, reverse=False):
    items = py_list(items)
    if cmp is not None:
        turn = functools.cmp_to_key(cmp)
        by = turn if key is None else lambda x: turn(key(x))
    elif key is None:
        try:
            return sorted(items, reverse=reverse)
        except TypeError:
            by = Ordered
    else:
        by = lambda x: Ordered(key(x))
    return sorted(items, key=by, reverse=reverse)


def _extreme(pick, name):
    def run(*args, **kw):
        key = kw.get('key')
        items = py_list(args[0]) if len(args) == 1 else list(args)
        if not items:
            raise ValueError('%s() arg is an empty sequence' % name)
        return pick(items, key=lambda x: Ordered(key(x) if key else x))
    return run


def py_sum(items, start=0):
    for i in iterate(items):
        start = add(start, i)
    return start


def py_len(x):
    try:
        return len(x)
    except TypeError:
        raise TypeError("object of type '%s' has no len()" % type_name(x)) \
            from None


def py_reduce(function, sequence, *initial):
    items = py_list(sequence)
    if not items and not initial:
        raise TypeError('reduce() of empty sequence with no initial value')
    return functools.reduce(function, items, *initial)


def py_round(x, digits=0):
    """Halves go away from zero; the result is a float."""
    x = float(x)
    if digits > 15:
        return x
    scale = 10.0 ** abs(digits)
    y = x * scale if digits >= 0 else x / scale
    whole = float(int(abs(y)))
    if abs(y) - whole >= 0.5:
        whole += 1
    if y < 0:
        whole = -whole
    result = whole / scale if digits >= 0 else whole * scale
    return float('%.*f' % (digits, x)) if digits > 0 and \
        abs(result - x) < 0.5 / scale * 0.999 else result


def py_ord(x):
    if not isinstance(x, text) or len(x) != 1:
        raise TypeError('ord() expected a character')
    return ord(x)


def py_chr(n):
    if not 0 <= n < 256:
        raise ValueError('chr() arg not in range(256)')
    return chr(n)


def py_oct(n):
    return ('-0' if n < 0 else '0') + '%o' % abs(n) if n else '0'


def py_hex(n):
    return ('-0x' if n < 0 else '0x') + '%x' % abs(n) + \
        ('L' if is_long(n) else '')


def py_coerce(a, b):
    for kind in (complex, float, int):
        if isinstance(a, kind) or isinstance(b, kind):
            return kind(a), kind(b)
    raise TypeError('number coercion failed')


def py_divmod(a, b):
    return HELPERS[' floordiv'](a, b), mod(a, b)


def py_pow(a, b, *modulus):
    return settle(pow(a, b, *modulus)) if modulus else power(a, b)


def py_abs(x):
    return settle(abs(x))


def py_apply(function, args=(), kw={}):
    return function(*args, **kw)


def py_callable(x):
    return callable(x)


def py_intern(s):
    return s


def py_unichr(n):
    return unicode(chr(n))


def py_next(x, *default):
    if not hasattr(x, '__next__') and hasattr(x, 'next'):
        try:
            return x.next()
        except StopIteration:
            if default:
                return default[0]
            raise
    return next(x, *default)


# -- classes ------------------------------------------------------------------

_RENAMED_METHODS = {'__nonzero__': '__bool__', 'next': '__next__',
                    '__div__': '__truediv__', '__rdiv__': '__rtruediv__',
                    '__idiv__': '__itruediv__'}


def _comparison(accept):
    return lambda self, other: accept(self.__cmp__(other))


_FROM_CMP = {
    '__eq__': _comparison(lambda c: c == 0),
    '__ne__': _comparison(lambda c: c != 0),
    '__lt__': _comparison(lambda c: c < 0),
    '__gt__': _comparison(lambda c: c > 0),
    '__le__': _comparison(lambda c: c <= 0),
    '__ge__': _comparison(lambda c: c >= 0),
}


def _with_slices(own, old):
    def call(self, index, *value):
        if isinstance(index, slice) and index.step is None:
            upper = sys.maxsize if index.stop is None else index.stop
            return old(self, index.start or 0, upper, *value)
        return own(self, index, *value)
    return call


def make_class(cls):
    """Gives a program's class the methods Python 3 calls by other names."""
    own = cls.__dict__
    maker = own.get('__metaclass__')
    if maker is not None and maker not in (type, py_type) and \
            not isinstance(cls, maker):
        names = {k: v for k, v in own.items()
                 if k not in ('__dict__', '__weakref__')}
        bases = cls.__bases__
        cls = maker(cls.__name__, bases, names)
        own = cls.__dict__
    for old, new in _RENAMED_METHODS.items():
        if old in own and new not in own:
            setattr(cls, new, own[old])
    if '__cmp__' in own:
        for name, method in _FROM_CMP.items():
            if name not in own:
                setattr(cls, name, method)
    if ('__cmp__' in own or '__eq__' in own) and own.get('__hash__') is None:
        cls.__hash__ = object.__hash__
    for name in ('get', 'set', 'del'):
        old = own.get('__%sslice__' % name)
        if old:
            item = '__%sitem__' % name
            setattr(cls, item, _with_slices(own.get(item), old))
    if cls.__bases__ == (object,):
        cls._xmxl_old = True
    return cls


# -- exceptions ---------------------------------------------------------------

class Carried(Exception):
    """An exception that is no exception in Python 3: a string, an instance."""

    def __init__(self, what, value=None):
        Exception.__init__(self, what, value)
        self.what, self.value = what, value

    def __str__(self):
        if isinstance(self.what, text):
            return to_str(self.what) if self.value is None else \
                '%s: %s' % (self.what, to_str(self.value))
        return to_str(self.what)


def _instance(kind, args):
    if not args or args[0] is None:
        return kind()
    value = args[0]
    if isinstance(value, kind):
        return value
    return kind(*value) if isinstance(value, tuple) else kind(value)


def raising(what, *args):
    """The exception of raise what, value, traceback."""
    while isinstance(what, tuple) and what:
        what = what[0]
    if isinstance(what, type):
        e = _instance(what, args)
        if not isinstance(e, BaseException):
            e = Carried(e)
    elif isinstance(what, BaseException):
        e = what
    elif isinstance(what, text):
        e = Carried(what, *args[:1])
    elif getattr(type(what), '_xmxl_old', False):
        e = Carried(what)
    else:
        raise TypeError('exceptions must be old-style classes or derived from '
                        'BaseException, not %s' % type_name(what))
    if len(args) > 1 and args[1] is not None:
        e = e.with_traceback(args[1])
    return e


def _carried_matches(e, kind):
    if isinstance(kind, tuple):
        return any(_carried_matches(e, k) for k in kind)
    if isinstance(kind, text):
        return isinstance(e.what, text) and e.what == kind
    return isinstance(kind, type) and isinstance(e.what, kind)


def _catchable(kind):
    if isinstance(kind, tuple):
        out = ()
        for k in kind:
            k = _catchable(k)
            out += k if isinstance(k, tuple) else (k,)
        return out
    if isinstance(kind, type) and issubclass(kind, BaseException):
        return kind
    return ()


def catching(kind):
    """What an except clause of Python 3 compares with."""
    e = sys.exc_info()[1]
    if isinstance(e, Carried):
        return Carried if _carried_matches(e, kind) else ()
    return _catchable(kind)


def caught(e, parts):
    if isinstance(e, Carried):
        e = e.value if isinstance(e.what, text) else e.what
    if parts and isinstance(e, BaseException):
        return e.args if not isinstance(e, OSError) else \
            (e.errno, e.strerror)
    return e


def flatten(pattern, value):
    """The values at a pattern's names, (None, (None, None)), in order."""
    if not isinstance(pattern, tuple):
        return [value]
    values = list(iterate(value))
    if len(values) < len(pattern):
        raise ValueError('need more than %d value%s to unpack' %
                         (len(values), '' if len(values) == 1 else 's'))
    if len(values) > len(pattern):
        raise ValueError('too many values to unpack')
    out = []
    for p, v in zip(pattern, values):
        out += flatten(p, v)
    return out


# -- running code -------------------------------------------------------------

def compile_text(source, filename, mode='exec'):
    """Code of Python 2 text; a SyntaxError with its place if it is none."""
    try:
        if mode == 'eval':
            tree = xmxl_parser.parse_expression(source)
        else:
            tree = xmxl_parser.parse(source)
    except Invalid as e:
        error = SyntaxError(e.message)
        error.filename, error.lineno, error.offset = filename, e.line, e.column
        raise error from None
    return _compile_tree(tree, filename, mode)


# Python 2 could take longer sums and chains of elif than Python 3 does.
COMPILE_DEPTH = 3000


def _compile_tree(tree, filename, mode):
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, COMPILE_DEPTH))
    try:
        return compile(tree, filename, mode, dont_inherit=True)
    except RecursionError:
        error = SyntaxError('an expression or a chain of elif is too long')
        error.filename, error.lineno, error.offset = filename, 0, 0
        raise error from None
    finally:
        sys.setrecursionlimit(limit)


def _code(source, filename='<string>', mode='exec'):
    if isinstance(source, types.CodeType):
        return source
    if hasattr(source, 'read'):
        source = source.read()
    return compile_text(text.__str__(source), filename, mode)


def _namespaces(frame, spaces):
    if spaces and isinstance(spaces[0], tuple):
        spaces = spaces[0]
    names = [s for s in spaces if s is not None]
    if not names:
        return frame.f_globals, frame.f_locals
    if '__builtins__' not in names[0]:
        names[0]['__builtins__'] = frame.f_builtins
    return names[0], names[-1]


def _run(code, frame, spaces):
    exec(code, *_namespaces(frame, spaces))


def py_exec(source, *spaces):
    if isinstance(source, tuple) and not spaces:
        source, spaces = source[0], source[1:]
    _run(_code(source), sys._getframe(1), spaces)


def py_eval(source, *spaces):
    return eval(_code(source, mode='eval'),
                *_namespaces(sys._getframe(1), spaces))


def py_compile(source, filename, mode, *rest):
    if mode == 'single':
        mode = 'exec'
    return compile_text(text.__str__(source), filename, mode)


def leak(name, value):
    sys._getframe(1).f_globals[name] = value
    return True



def py_vars(*args):
    frame = sys._getframe(1)
    return frame.f_locals if not args else vars(args[0])


def py_dir(*args):
    frame = sys._getframe(1)
    names = dir(args[0]) if args else sorted(frame.f_locals)
    return [n for n in names if not n.startswith((' ', '.'))]


def table(files, importer):
    """The dictionary of built-in names for programs."""
    names = {n: getattr(builtins, n) for n in (
        'all any bin bool bytearray classmethod complex delattr dict '
        'enumerate frozenset globals id iter locals memoryview '
        'object property reversed set setattr slice staticmethod super '
        '__build_class__ __debug__ NotImplemented Ellipsis '
        'ArithmeticError AssertionError AttributeError BaseException '
        'BufferError BytesWarning DeprecationWarning EOFError '
        'EnvironmentError Exception FloatingPointError FutureWarning '
        'GeneratorExit IOError ImportError ImportWarning IndentationError '
        'IndexError KeyError KeyboardInterrupt LookupError MemoryError '
        'NameError NotImplementedError OSError OverflowError '
        'PendingDeprecationWarning ReferenceError RuntimeError '
        'RuntimeWarning StopIteration SyntaxError SyntaxWarning SystemError '
        'SystemExit TabError TypeError UnboundLocalError UnicodeDecodeError '
        'UnicodeEncodeError UnicodeError UnicodeTranslateError '
        'UnicodeWarning UserWarning ValueError Warning '
        'ZeroDivisionError').split()}
    names.update({
        'StandardError': Exception, 'str': py_str, 'unicode': unicode,
        'int': py_int, 'long': py_long, 'float': py_float, 'bytes': py_str,
        'basestring': basestring, 'type': py_type, 'list': py_list_type,
        'tuple': py_tuple_type, 'isinstance': py_isinstance,
        'issubclass': issubclass, 'getattr': py_getattr,
        'hasattr': py_hasattr, 'map': py_map, 'filter': py_filter,
        'zip': py_zip, 'range': py_range, 'xrange': range,
        'sorted': py_sorted, 'min': _extreme(min, 'min'),
        'max': _extreme(max, 'max'), 'sum': py_sum, 'len': py_len,
        'reduce': py_reduce, 'round': py_round, 'ord': py_ord,
        'chr': py_chr, 'unichr': py_unichr, 'oct': py_oct, 'hex': py_hex,
        'coerce': py_coerce, 'divmod': py_divmod, 'pow': py_pow,
        'abs': py_abs, 'apply': py_apply, 'callable': py_callable,
        'intern': py_intern, 'next': py_next, 'cmp': compare,
        'hash': hash_of,
        'repr': to_repr, 'eval': py_eval, 'compile': py_compile,
        'buffer': text, 'reload': lambda module: module, 'vars': py_vars,
        'dir': py_dir, 'exit': sys.exit, 'quit': sys.exit,
        'format': format, '__import__': importer,
        '__name__': '__builtin__', '__doc__': None,
        ' True': True, ' False': False, 'None': None,
        ' repr': to_repr, ' long': long, ' unicode': unicode,
        ' attr': attribute, ' iter': iterate, ' leak': leak,
        ' raise': raising, ' catch': catching, ' caught': caught,
        ' flatten': flatten, ' exec': py_exec, ' class': make_class,
    })
    names.update(HELPERS)
    names.update(files)
    return names
