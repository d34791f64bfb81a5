# SPDX-License-Identifier: LGPL-2.1-only
"""Python 2's random numbers: the same seed gives the same numbers.

Configs seed with a name or number to get a MAC address that stays. The
generator is the same in Python 3, but numbers were drawn from it differently,
and a text seeded by its Python 2 hash.
"""

import math
import random

import xmxl_order

_WIDEST = 1 << 53   # beyond it one random() has too few bits


class Random(random.Random):
    def seed(self, a=None, version=None):
        if isinstance(a, int):
            a = abs(a)
        elif a is not None:
            a = xmxl_order.hash_of(a) & ((1 << 64) - 1)
        super(random.Random, self).seed(a)
        self.gauss_next = None

    def _below(self, n):
        if n < _WIDEST:
            return int(self.random() * n)
        bits = int(1.00001 + math.log(n - 1, 2.0))
        r = self.getrandbits(bits)
        while r >= n:
            r = self.getrandbits(bits)
        return r

    def randrange(self, start, stop=None, step=1):
        if stop is None:
            start, stop = 0, start
        start, stop, step = int(start), int(stop), int(step)
        if not step:
            raise ValueError('zero step for randrange()')
        n = (stop - start + step - (1 if step > 0 else -1)) // step
        if n <= 0:
            raise ValueError('empty range for randrange()')
        return start + step * self._below(n)

    def randint(self, a, b):
        return self.randrange(a, b + 1)

    def choice(self, seq):
        return seq[int(self.random() * len(seq))]

    def shuffle(self, x, random=None):
        draw = random or self.random
        for i in range(len(x) - 1, 0, -1):
            j = int(draw() * (i + 1))
            x[i], x[j] = x[j], x[i]

    def sample(self, population, k):
        n = len(population)
        if not 0 <= k <= n:
            raise ValueError('sample larger than population')
        few = 21 + (4 ** math.ceil(math.log(k * 3, 4)) if k > 5 else 0)
        if n <= few or hasattr(population, 'keys'):
            return self._sample_pool(list(population), n, k)
        taken = {}
        while len(taken) < k:
            j = int(self.random() * n)
            taken.setdefault(j, population[j])
        return list(taken.values())

    def _sample_pool(self, pool, n, k):
        result = []
        for i in range(k):
            j = int(self.random() * (n - i))
            result.append(pool[j])
            pool[j] = pool[n - i - 1]
        return result


def fill(m):
    """The module random: functions of one generator, seeded by the system."""
    shared = Random()
    for name in dir(shared):
        if name[:1] != '_' and callable(getattr(random, name, None)):
            setattr(m, name, getattr(shared, name))
    m.Random = m.WichmannHill = Random
    m.jumpahead = lambda n: None
