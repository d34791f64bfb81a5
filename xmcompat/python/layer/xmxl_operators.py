# SPDX-License-Identifier: LGPL-2.1-only
"""Operators with Python 2's meaning, and its messages when they do not fit."""

import operator

from xmxl_types import (settle, text, to_repr,
                        to_str, type_name, unicode)

PLAIN = (int, float)


def _unfit(sign, a, b):
    return TypeError("unsupported operand type(s) for %s: '%s' and '%s'" %
                     (sign, type_name(a), type_name(b)))


def _arithmetic(function, sign):
    def run(a, b):
        try:
            return settle(function(a, b))
        except TypeError:
            if isinstance(a, PLAIN + (type(None), text, list, tuple, dict)):
                raise _unfit(sign, a, b) from None
            raise
    return run


def add(a, b):
    try:
        return settle(a + b)
    except TypeError:
        if isinstance(a, text) and (isinstance(b, PLAIN) or
                                    not hasattr(type(b), '__radd__')):
            if type(a) is text:
                raise TypeError("cannot concatenate '%s' and '%s' objects" %
                                ('str', type_name(b))) from None
            raise TypeError('coercing to Unicode: need string or buffer, %s '
                            'found' % type_name(b)) from None
        if isinstance(a, (list, tuple)):
            raise TypeError('can only concatenate %s (not "%s") to %s' %
                            (type_name(a), type_name(b), type_name(a))) \
                from None
        if isinstance(a, PLAIN) or a is None:
            raise _unfit('+', a, b) from None
        raise


sub = _arithmetic(operator.sub, '-')
lshift = _arithmetic(operator.lshift, '<<')
floordiv = _arithmetic(operator.floordiv, '//')
truediv = _arithmetic(operator.truediv, '/')


def mul(a, b):
    try:
        return settle(a * b)
    except TypeError:
        if isinstance(a, (text, list, tuple)):
            raise TypeError("can't multiply sequence by non-int of type '%s'"
                            % type_name(b)) from None
        if isinstance(a, PLAIN) or a is None:
            raise _unfit('*', a, b) from None
        raise


def power(a, b):
    """A negative exponent of an int gives a float, as in Python 2."""
    try:
        return settle(a ** b)
    except TypeError:
        if isinstance(a, PLAIN) or a is None:
            raise _unfit('** or pow()', a, b) from None
        raise


def neg(a):
    try:
        return settle(-a)
    except TypeError:
        raise TypeError("bad operand type for unary -: '%s'" %
                        type_name(a)) from None


def div(a, b):
    """The old division: of integers it rounds down."""
    if isinstance(a, int) and isinstance(b, int):
        if not b:
            raise ZeroDivisionError('integer division or modulo by zero')
        return settle(a // b)
    if isinstance(a, PLAIN) and isinstance(b, PLAIN):
        if not b:
            raise ZeroDivisionError('float division by zero')
        return a / b
    for x, y, method in ((a, b, '__div__'), (b, a, '__rdiv__')):
        own = getattr(type(x), method, None)
        if own:
            return own(x, y)
    try:
        return a / b
    except TypeError:
        raise _unfit('/', a, b) from None


# -- % ------------------------------------------------------------------------

_FORMAT = None


def _format_pattern():
    global _FORMAT
    if _FORMAT is None:
        import re
        _FORMAT = re.compile(r'%(?:\(((?:[^()]|\([^()]*\))*)\))?[-+ #0]*'
                             r'(\*|[0-9]*)(?:\.(\*|[0-9]*))?[hlL]*(.)',
                             re.DOTALL)
    return _FORMAT


def _argument(value, conversion):
    """The value as Python 3's formatting shall get it."""
    if conversion == 's':
        return value if isinstance(value, text) else to_str(value)
    if conversion == 'r':
        return to_repr(value)
    if conversion in 'diuxXo':
        if isinstance(value, float):
            return int(value)
        if isinstance(value, int):
            return int(value)
        own = getattr(type(value), '__int__', None)
        if own is None or isinstance(value, text):
            raise TypeError('%%%s format: a number is required, not %s' %
                            (conversion, type_name(value)))
        return own(value)
    if conversion in 'eEfFgG':
        if not isinstance(value, PLAIN):
            if isinstance(value, text) or not hasattr(value, '__float__'):
                raise TypeError('float argument required, not %s' %
                                type_name(value))
        return float(value)
    return value


def _old_alternate(spec, conversion):
    """%#o wrote 0777 where Python 3 writes 0o777; %u and %i are d."""
    if conversion in 'iu':
        return spec[:-1] + 'd'
    if conversion == 'r':
        return spec[:-1] + 's'
    return spec


class _Formatter:
    def __init__(self, args):
        self.mapping = None
        if isinstance(args, tuple):
            self.args = list(args)
        else:
            self.args = [args]
            if hasattr(args, '__getitem__') and not isinstance(args, text):
                self.mapping = args
        self.used = 0
        self.text = False

    def take(self):
        if self.used >= len(self.args):
            raise TypeError('not enough arguments for format string')
        self.used += 1
        return self.args[self.used - 1]

    def replace(self, found):
        key, width, precision, conversion = found.groups()
        if conversion == '%':
            return '%'
        spec = found.group()
        values = []
        if key is not None:
            if self.mapping is None:
                raise TypeError('format requires a mapping')
            spec = '%' + spec[spec.index(')', len(key) + 2) + 1:]
            value = self.mapping[key]
            self.used = len(self.args)
        else:
            values = [self.take() for w in (width, precision) if w == '*']
            value = self.take()
        if conversion not in 'sdiuxXoeEfFgGcr':
            raise ValueError('unsupported format character %s (0x%x)' %
                             (to_repr(conversion), ord(conversion)))
        value = _argument(value, conversion)
        if type(value) is unicode:
            self.text = True
            value = text.__str__(value)
        spec = _old_alternate(spec, conversion)
        result = text.__mod__(spec, tuple(values) + (value,))
        if conversion == 'o' and '#' in spec:
            result = result.replace('0o', '0', 1)
        return result


def _format(a, args):
    f = _Formatter(args)
    pattern = _format_pattern()
    out, at = [], 0
    s = text.__str__(a)
    while True:
        percent = s.find('%', at)
        if percent < 0:
            out.append(s[at:])
            break
        found = pattern.match(s, percent)
        if not found:
            raise ValueError('incomplete format')
        out += s[at:percent], f.replace(found)
        at = found.end()
    if f.used < len(f.args) and f.mapping is None:
        raise TypeError('not all arguments converted during string formatting')
    result = ''.join(out)
    return unicode(result) if f.text or type(a) is unicode else result


def mod(a, b):
    if isinstance(a, text):
        return _format(a, b)
    if isinstance(a, PLAIN) and isinstance(b, PLAIN):
        if not b:
            raise ZeroDivisionError(
                'float modulo' if float in (type(a), type(b))
                else 'integer division or modulo by zero')
        return settle(a % b)
    try:
        return a % b
    except TypeError:
        raise _unfit('%', a, b) from None


# -- comparing ----------------------------------------------------------------

def _rank(x):
    """The order of types: None, numbers, then by the type's name."""
    if x is None:
        return (0, '')
    if isinstance(x, (int, float)):
        return (1, '')
    return (2, type_name(x))


def compare(a, b):
    """cmp() of Python 2: -1, 0 or 1, for any two values."""
    own = getattr(type(a), '__cmp__', None)
    if own:
        return own(a, b)
    own = getattr(type(b), '__cmp__', None)
    if own:
        return -own(b, a)
    if isinstance(a, (list, tuple)) and type(a) is type(b):
        for x, y in zip(a, b):
            order = compare(x, y)
            if order:
                return order
        return (len(a) > len(b)) - (len(a) < len(b))
    if isinstance(a, dict) and isinstance(b, dict):
        return _compare_dicts(a, b)
    try:
        return -1 if a < b else 1 if a > b else 0
    except TypeError:
        pass
    if a == b:
        return 0
    x, y = _rank(a), _rank(b)
    if x == y:
        x, y = id(a), id(b)
    return -1 if x < y else 1


def _compare_dicts(a, b):
    if len(a) != len(b):
        return -1 if len(a) < len(b) else 1

    def first_difference(x, y):
        keys = [k for k in x if k not in y or compare(x[k], y[k])]
        return min(keys, key=Ordered) if keys else None
    k, m = first_difference(a, b), first_difference(b, a)
    if k is None:
        return 0
    return compare(k, m) or compare(a[k], b[m])


class Ordered:
    """Any value, wrapped so that it has a place in the order."""

    __slots__ = ('value',)

    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        return lt(self.value, other.value)

    def __gt__(self, other):
        return gt(self.value, other.value)

    def __le__(self, other):
        return le(self.value, other.value)

    def __ge__(self, other):
        return ge(self.value, other.value)

    def __eq__(self, other):
        return self.value == other.value

    def __ne__(self, other):
        return self.value != other.value

    __hash__ = None


def _ordering(function, accept):
    def run(a, b):
        try:
            return function(a, b)
        except TypeError:
            if isinstance(a, complex) or isinstance(b, complex):
                raise TypeError('no ordering relation is defined for complex '
                                'numbers') from None
            return accept(compare(a, b))
    return run


lt = _ordering(operator.lt, lambda c: c < 0)
gt = _ordering(operator.gt, lambda c: c > 0)
le = _ordering(operator.le, lambda c: c <= 0)
ge = _ordering(operator.ge, lambda c: c >= 0)


# -- augmented assignment -----------------------------------------------------

def in_place(function, plain):
    """x = helper(x, v) for x op= v: objects that change themselves may."""
    def run(a, b):
        if isinstance(a, (int, float, text)):
            return plain(a, b)
        try:
            return function(a, b)
        except TypeError:
            return plain(a, b)
    return run


class Reflect:
    """The right side of x.y /= v and x.y %= v: runs the helper on both."""

    def __init__(self, kind, value):
        self.run = div if kind == ' div=' else mod
        self.value = value

    def __rtruediv__(self, left):
        return self.run(left, self.value)

    __rmod__ = __rtruediv__


HELPERS = {
    ' add': add, ' sub': sub, ' mul': mul, ' div': div, ' mod': mod,
    ' truediv': truediv, ' floordiv': floordiv, ' pow': power,
    ' lshift': lshift, ' neg': neg,
    ' lt': lt, ' gt': gt, ' le': le, ' ge': ge, ' ordered': Ordered,
    ' add=': in_place(operator.iadd, add),
    ' sub=': in_place(operator.isub, sub),
    ' mul=': in_place(operator.imul, mul),
    ' div=': div, ' mod=': mod,
    ' floordiv=': in_place(operator.ifloordiv, floordiv),
    ' pow=': in_place(operator.ipow, power),
    ' lshift=': in_place(operator.ilshift, lshift),
    ' reflect': Reflect,
}
