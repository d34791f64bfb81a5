# SPDX-License-Identifier: LGPL-2.1-only
"""The order in which Python 2 went through dictionaries and sets.

It followed from the hash of each key and from how its table had grown, and was
the same in every run. A config that makes its disks in a loop over a
dictionary depends on it. What was deleted in between is not known here; then
the order may differ, as it could in Python 2 itself from release to release.
"""

from xmxl_types import text

_MASK = (1 << 64) - 1


def _signed(n):
    n &= _MASK
    return n - (1 << 64) if n >> 63 else n


def _hash_text(s):
    if not s:
        return 0
    x = ord(s[0]) << 7
    for c in s:
        x = (1000003 * x ^ ord(c)) & _MASK
    x ^= len(s)
    return -2 if x == _MASK else _signed(x)


def _hash_tuple(t):
    mult, x, n = 1000003, 0x345678, len(t)
    for item in t:
        n -= 1
        x = ((x ^ _hash(item)) * mult) & _MASK
        mult = (mult + 82520 + n + n) & _MASK
    x = (x + 97531) & _MASK
    return -2 if x == _MASK else _signed(x)


def _hash_int(n):
    if -2 ** 63 <= n < 2 ** 63:
        return -2 if n == -1 else int(n)
    # A long: its digits of 30 bits, rotated in and added with carry.
    x, rest, digits = 0, abs(n), []
    while rest:
        digits.append(rest & (2 ** 30 - 1))
        rest >>= 30
    for digit in reversed(digits):
        x = ((x << 30) | (x >> 34)) & _MASK
        x += digit
        if x > _MASK:
            x = (x & _MASK) + 1
    x = _signed(x * (-1 if n < 0 else 1))
    return -2 if x == -1 else x


def _hash(x):
    """hash() of Python 2.7 on 64 bits; None when it cannot be known."""
    if isinstance(x, text):
        return _hash_text(text.__str__(x))
    if isinstance(x, int):
        return _hash_int(x)
    if isinstance(x, float) and x == int(x):
        return _hash_int(int(x))
    if type(x) is tuple:
        return _hash_tuple(x)
    raise TypeError


def _place(table, mask, h, key):
    i = h & mask
    perturb = h & _MASK
    while table[i & mask] is not None:
        i = (i << 2) + i + perturb + 1
        perturb >>= 5
    table[i & mask] = (h, key)


def _resize(table, wanted):
    size = 8
    while size <= wanted:
        size <<= 1
    new = [None] * size
    for slot in table:
        if slot is not None:
            _place(new, size - 1, slot[0], slot[1])
    return new


def ordered(keys):
    """The keys in the order of a Python 2 table they were put into."""
    keys = list(keys)
    if len(keys) < 2:
        return keys
    table, used = [None] * 8, 0
    try:
        for key in keys:
            _place(table, len(table) - 1, _hash(key), key)
            used += 1
            if used * 3 >= len(table) * 2:
                table = _resize(table, used * (2 if used > 50000 else 4))
    except TypeError:
        return keys
    return [slot[1] for slot in table if slot is not None]


def hash_of(x):
    """hash() as Python 2 has it where that is known, else Python 3's."""
    try:
        return _hash(x)
    except (TypeError, ValueError, OverflowError):
        return hash(x)
