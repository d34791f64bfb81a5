# SPDX-License-Identifier: LGPL-2.1-only
"""xm_vars: how a program declares the variables it takes."""


class Var:
    def __init__(self, name, use=None, check=None):
        self.name, self.use, self.check_function = name, use, check

    def check(self, env):
        if not self.check_function:
            return
        try:
            env[self.name] = self.check_function(self.name,
                                                 env.get(self.name))
        except Exception as e:
            from xmxl_types import to_str
            message = '%s - %s' % (self.name, to_str(e))
            try:
                again = type(e)(message)
            except Exception:
                again = ValueError(message)
            raise again from None


class Vars:
    """env is the program's own names."""

    def __init__(self, env):
        self.env = env
        self.vars = []
        self.help = 0

    def var(self, name, use=None, check=None):
        self.vars.append(Var(name, use=use, check=check))

    def check(self):
        for v in self.vars:
            v.check(self.env)
