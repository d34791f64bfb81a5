# SPDX-License-Identifier: LGPL-2.1-only
"""xm_vars: how a program declares the variables it takes."""


class Var:
    def __init__(self, name, use=None, check=None):
        self.name, self.use, self.check_function = name, use, check

    def check(self, env):
        if not self.check_function:
            return
        value = env.get(self.name)
        try:
            env[self.name] = self.check_function(self.name, value)
        except Exception as e:
            from xmxl_types import to_str
            message = '%s - %s' % (self.name, to_str(e))
            try:
                again = type(e)(message)
            except Exception:
                again = ValueError(message)
            if value is None:
                again.xmxl_advice = self.advice()
            raise again from None

    def advice(self):
        use = ' '.join(str(self.use).split()).rstrip('.') if self.use else ''
        return 'the script wants the variable %s%s: give %s=VALUE on the ' \
            'command line' % (self.name, use and ' (%s)' % use, self.name)


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
