# SPDX-License-Identifier: LGPL-2.1-only
"""Expressions of Python 2, parsed into the syntax tree of Python 3.

Where the two languages mean different things by one operator, the tree gets
a call of a helper. Helpers have names that no program can spell (they begin
with a blank) and are found among the built-in names, see xmxl_builtins.
"""

import _ast as A

from xmxl_tokens import (DEDENT, END, INDENT, KEYWORDS, NAME, NEWLINE, NUMBER,
                         OP, STRING, Invalid, number_value, string_value)

DEPTH_MAX = 90

LOAD, STORE, DEL = A.Load(), A.Store(), A.Del()

# Binary operators: binding power, and the node or the helper.
_BINARY = {
    '|': (1, A.BitOr()), '^': (2, A.BitXor()), '&': (3, A.BitAnd()),
    '<<': (4, ' lshift'), '>>': (4, A.RShift()),
    '+': (5, ' add'), '-': (5, ' sub'),
    '*': (6, ' mul'), '/': (6, ' div'), '%': (6, ' mod'), '//': (6, ' floordiv'),
}
_UNARY = {'-': A.USub(), '+': A.UAdd(), '~': A.Invert()}
_COMPARE = {
    '<': A.Lt(), '>': A.Gt(), '<=': A.LtE(), '>=': A.GtE(), '==': A.Eq(),
    '!=': A.NotEq(), '<>': A.NotEq(), 'in': A.In(), 'is': A.Is(),
}
_NOT_IN, _IS_NOT = A.NotIn(), A.IsNot()
_ORDERING = {'<': ' lt', '>': ' gt', '<=': ' le', '>=': ' ge'}

# Attributes that are not there in Python 3, or mean something else.
SPECIAL_ATTRIBUTES = frozenset((
    'keys values items iterkeys itervalues iteritems has_key viewkeys '
    'viewvalues viewitems sort encode decode strip lstrip rstrip split rsplit '
    'splitlines upper lower title capitalize swapcase isalpha isalnum isdigit '
    'islower isupper isspace istitle translate format join message next '
    'exc_type exc_value exc_traceback im_func im_self im_class func_name '
    'func_code func_defaults func_globals func_doc func_dict').split())

_SINGLE = {'True': ' True', 'False': ' False'}


def identifier(name):
    """A name as the tree spells it: True and False can be assigned to."""
    return _SINGLE.get(name, name)


def describe(token):
    kind, value = token[0], token[1]
    if kind == END:
        return 'the end of the file'
    if kind == NEWLINE:
        return 'the end of the line'
    if kind == INDENT:
        return 'indentation'
    if kind == DEDENT:
        return 'the end of the indented lines'
    return "'%s'" % (value if len(value) < 40 else value[:36] + '...')


class Expressions:
    """A parser over a list of tokens; the statements are in a subclass."""

    def __init__(self, tokens, encoding):
        self.tokens = tokens
        self.i = 0
        self.tok = tokens[0]
        self.encoding = encoding
        self.depth = 0
        self.true_division = False
        self.print_function = False
        self.unicode_literals = False
        self.scopes = [Scope(None)]
        self.temporaries = 0
        self.special = False    # a SPECIAL_ATTRIBUTE was met

    # -- tokens ---------------------------------------------------------------

    def advance(self):
        tok = self.tok
        self.i += 1
        self.tok = self.tokens[self.i]
        return tok

    def fail(self, message, tok=None):
        tok = tok or self.tok
        raise Invalid(message, tok[2], tok[3] + 1)

    def unexpected(self):
        self.fail('invalid syntax at %s' % describe(self.tok))

    def at_op(self, value):
        return self.tok[1] == value and self.tok[0] is OP or \
            (self.tok[1] == value and self.tok[0] == OP)

    def at_word(self, word):
        return self.tok[1] == word and self.tok[0] == NAME

    def accept(self, value):
        """Takes an operator or keyword if it stands here."""
        tok = self.tok
        if tok[1] == value and tok[0] in (OP, NAME):
            self.advance()
            return tok
        return None

    def expect(self, value):
        tok = self.tok
        if tok[1] != value or tok[0] not in (OP, NAME):
            self.fail("'%s' was expected instead of %s" %
                      (value, describe(tok)))
        self.advance()
        return tok

    def name(self):
        tok = self.tok
        if tok[0] != NAME or self.is_keyword(tok[1]):
            self.fail('a name was expected instead of %s' % describe(tok))
        self.advance()
        return tok[1]

    def is_keyword(self, word):
        return word in KEYWORDS and not (word == 'print' and
                                         self.print_function)

    def deeper(self):
        self.depth += 1
        if self.depth > DEPTH_MAX:
            self.fail('nested more than %d deep' % DEPTH_MAX)

    def temporary(self):
        self.temporaries += 1
        return '.%d' % self.temporaries

    # -- nodes ----------------------------------------------------------------

    @staticmethod
    def load(name, tok):
        return A.Name(id=name, ctx=LOAD, lineno=tok[2], col_offset=tok[3])

    @staticmethod
    def store(name, tok):
        return A.Name(id=name, ctx=STORE, lineno=tok[2], col_offset=tok[3])

    @staticmethod
    def constant(value, tok):
        return A.Constant(value=value, kind=None, lineno=tok[2],
                          col_offset=tok[3])

    def call(self, helper, args, tok):
        return A.Call(func=self.load(helper, tok), args=args, keywords=[],
                      lineno=tok[2], col_offset=tok[3])

    @staticmethod
    def tuple(items, tok):
        return A.Tuple(elts=items, ctx=LOAD, lineno=tok[2], col_offset=tok[3])

    # -- lists of expressions -------------------------------------------------

    def starts_expression(self):
        kind, value = self.tok[0], self.tok[1]
        if kind in (NUMBER, STRING):
            return True
        if kind == OP:
            return value in '([{`' or value in _UNARY
        return kind == NAME and (not self.is_keyword(value) or
                                 value in ('not', 'lambda'))

    def testlist(self, element=None):
        """One expression, or several with commas: a tuple."""
        element = element or self.test
        tok = self.tok
        first = element()
        if not self.at_op(','):
            return first
        items = [first]
        while self.accept(','):
            if not self.starts_expression():
                break
            items.append(element())
        return self.tuple(items, tok)

    def exprlist(self):
        return self.testlist(self.expr)

    def old_test(self):
        if self.at_word('lambda'):
            return self.test()
        return self.or_test()

    # -- conditions -----------------------------------------------------------

    def test(self):
        tok = self.tok
        if tok[1] == 'lambda' and tok[0] == NAME:
            return self.lambda_()
        body = self.or_test()
        if not self.at_word('if'):
            return body
        self.advance()
        condition = self.or_test()
        self.expect('else')
        self.deeper()
        other = self.test()
        self.depth -= 1
        return A.IfExp(test=condition, body=body, orelse=other,
                       lineno=tok[2], col_offset=tok[3])

    def or_test(self):
        tok = self.tok
        first = self.and_test()
        if not self.at_word('or'):
            return first
        values = [first]
        while self.accept('or'):
            values.append(self.and_test())
        return A.BoolOp(op=A.Or(), values=values, lineno=tok[2],
                        col_offset=tok[3])

    def and_test(self):
        tok = self.tok
        first = self.not_test()
        if not self.at_word('and'):
            return first
        values = [first]
        while self.accept('and'):
            values.append(self.not_test())
        return A.BoolOp(op=A.And(), values=values, lineno=tok[2],
                        col_offset=tok[3])

    def not_test(self):
        tok = self.tok
        if tok[1] != 'not' or tok[0] != NAME:
            return self.comparison()
        self.advance()
        self.deeper()
        operand = self.not_test()
        self.depth -= 1
        return A.UnaryOp(op=A.Not(), operand=operand, lineno=tok[2],
                         col_offset=tok[3])

    def comparison_operator(self):
        """(spelling, node) of a comparison operator, which is taken."""
        kind, word = self.tok[0], self.tok[1]
        if word not in _COMPARE and word != 'not' or kind not in (OP, NAME):
            return None
        if word == 'not':
            if self.tokens[self.i + 1][1] != 'in':
                return None
            self.advance()
            self.advance()
            return word, _NOT_IN
        self.advance()
        if word == 'is' and self.accept('not'):
            return word, _IS_NOT
        return word, _COMPARE[word]

    def comparison(self):
        tok = self.tok
        left = self.expr()
        words, ops, operands = [], [], []
        while True:
            found = self.comparison_operator()
            if not found:
                break
            words.append(found[0])
            ops.append(found[1])
            operands.append(self.expr())
        if not ops:
            return left
        if len(ops) == 1 and words[0] in _ORDERING:
            return self.call(_ORDERING[words[0]], [left, operands[0]], tok)
        if any(word in _ORDERING for word in words):
            # a < b < c: each operand once, and no more than needed.
            left = self.call(' ordered', [left], tok)
            operands = [self.call(' ordered', [o], tok) for o in operands]
        return A.Compare(left=left, ops=ops, comparators=operands,
                         lineno=tok[2], col_offset=tok[3])

    # -- arithmetic -----------------------------------------------------------

    def expr(self, power=1):
        left = self.unary()
        while True:
            tok = self.tok
            row = _BINARY.get(tok[1]) if tok[0] == OP else None
            if row is None or row[0] < power:
                return left
            self.advance()
            right = self.expr(row[0] + 1)
            left = self.binary(row[1], left, right, tok)

    def binary(self, op, left, right, tok):
        if not isinstance(op, str):
            return A.BinOp(left=left, op=op, right=right, lineno=tok[2],
                           col_offset=tok[3])
        if op == ' div' and self.true_division:
            op = ' truediv'
        return self.call(op, [left, right], tok)

    def unary(self):
        tok = self.tok
        if tok[0] != OP or tok[1] not in _UNARY:
            return self.power()
        self.advance()
        if tok[1] == '-' and self.tok[1] == '9223372036854775808':
            self.advance()
            return self.constant(-2 ** 63, tok)
        self.deeper()
        operand = self.unary()
        self.depth -= 1
        if tok[1] == '-':
            return self.call(' neg', [operand], tok)
        return A.UnaryOp(op=_UNARY[tok[1]], operand=operand, lineno=tok[2],
                         col_offset=tok[3])

    def power(self):
        left = self.trailers(self.atom())
        tok = self.tok
        if not self.accept('**'):
            return left
        self.deeper()
        right = self.unary()
        self.depth -= 1
        return self.call(' pow', [left, right], tok)

    # -- trailers: calls, indices, attributes ---------------------------------

    def trailers(self, node):
        while self.tok[0] == OP:
            tok = self.tok
            if tok[1] == '.':
                self.advance()
                node = self.attribute(node, tok)
            elif tok[1] == '(':
                node = self.arguments(node)
            elif tok[1] == '[':
                node = self.subscript(node)
            else:
                break
        return node

    def attribute(self, node, tok):
        if self.tok[0] != NAME:
            self.unexpected()
        name = self.advance()[1]
        if name in SPECIAL_ATTRIBUTES:
            self.special = True
        return A.Attribute(value=node, attr=name, ctx=LOAD, lineno=tok[2],
                           col_offset=tok[3])

    def arguments(self, func):
        tok = self.advance()
        args, keywords = [], []
        self.deeper()
        while not self.at_op(')'):
            self.argument(args, keywords)
            if not self.accept(','):
                break
        self.depth -= 1
        self.expect(')')
        return A.Call(func=func, args=args, keywords=keywords, lineno=tok[2],
                      col_offset=tok[3])

    def argument(self, args, keywords):
        tok = self.tok
        if self.accept('**'):
            keywords.append(A.keyword(arg=None, value=self.test(),
                                      lineno=tok[2], col_offset=tok[3]))
        elif self.accept('*'):
            args.append(A.Starred(value=self.test(), ctx=LOAD, lineno=tok[2],
                                  col_offset=tok[3]))
        elif tok[0] == NAME and self.tokens[self.i + 1][1] == '=' and \
                self.tokens[self.i + 1][0] == OP:
            name = self.name()
            self.advance()
            keywords.append(A.keyword(arg=name, value=self.test(),
                                      lineno=tok[2], col_offset=tok[3]))
        else:
            value = self.test()
            if self.at_word('for'):
                value = A.GeneratorExp(elt=value,
                                       generators=self.comprehension(),
                                       lineno=tok[2], col_offset=tok[3])
            args.append(value)

    def subscript(self, node):
        tok = self.advance()
        self.deeper()
        item_tok = self.tok
        items, comma = [self.subscript_item()], False
        while self.accept(','):
            comma = True
            if self.at_op(']'):
                break
            items.append(self.subscript_item())
        self.depth -= 1
        self.expect(']')
        index = self.tuple(items, item_tok) if comma else items[0]
        return A.Subscript(value=node, slice=index, ctx=LOAD, lineno=tok[2],
                           col_offset=tok[3])

    def subscript_item(self):
        tok = self.tok
        if self.at_op('.'):
            for _ in '...':
                self.expect('.')
            return self.constant(Ellipsis, tok)
        lower = None if self.at_op(':') else self.test()
        if not self.at_op(':'):
            return lower
        bounds = [lower, None, None]
        for i in (1, 2):
            if not self.accept(':'):
                break
            if not (self.at_op(':') or self.at_op(']') or self.at_op(',')):
                bounds[i] = self.test()
        return A.Slice(lower=bounds[0], upper=bounds[1], step=bounds[2],
                       lineno=tok[2], col_offset=tok[3])

    # -- atoms ----------------------------------------------------------------

    def atom(self):
        tok = self.tok
        kind, value = tok[0], tok[1]
        if kind == NAME:
            return self.atom_name(tok)
        if kind == STRING:
            return self.strings()
        if kind == NUMBER:
            return self.number()
        if kind == OP and value in '([{`':
            self.deeper()
            node = self.ENCLOSED[value](self)
            self.depth -= 1
            return node
        self.unexpected()

    def atom_name(self, tok):
        value = tok[1]
        if self.is_keyword(value):
            if value == 'yield':
                self.fail("'yield' needs parentheses here")
            self.unexpected()
        self.advance()
        if value == 'None':
            return self.constant(None, tok)
        return self.load(identifier(value), tok)

    def number(self):
        tok = self.advance()
        try:
            value, is_long = number_value(tok[1])
        except ValueError:
            self.fail("'%s' is no number: a leading 0 makes it octal" % tok[1],
                      tok)
        node = self.constant(value, tok)
        return self.call(' long', [node], tok) if is_long else node

    def strings(self):
        """Adjacent literals are one; a single u'' makes all of it unicode."""
        tok = self.tok
        parts = []
        while self.tok[0] == STRING:
            part = self.advance()
            try:
                parts.append(string_value(part[1], self.encoding,
                                          self.unicode_literals))
            except (ValueError, KeyError) as e:
                self.fail('a bad escape in a string: %s' % e, part)
        text = ''.join(p[0] for p in parts)
        node = self.constant(text, tok)
        if any(p[1] for p in parts):
            return self.call(' unicode', [node], tok)
        return node

    def parentheses(self):
        tok = self.advance()
        if self.accept(')'):
            return self.tuple([], tok)
        if self.at_word('yield'):
            node = self.yield_()
        else:
            node = self.test()
            if self.at_word('for'):
                node = A.GeneratorExp(elt=node,
                                      generators=self.comprehension(),
                                      lineno=tok[2], col_offset=tok[3])
            elif self.at_op(','):
                node = self.tuple(self.rest_of_list(node, ')'), tok)
        self.expect(')')
        return node

    def rest_of_list(self, first, end):
        items = [first]
        while self.accept(','):
            if self.at_op(end):
                break
            items.append(self.test())
        return items

    def brackets(self):
        tok = self.advance()
        items = []
        if not self.at_op(']'):
            first = self.test()
            if self.at_word('for'):
                node = self.list_comprehension(first, tok)
                self.expect(']')
                return node
            items = self.rest_of_list(first, ']')
        self.expect(']')
        return A.List(elts=items, ctx=LOAD, lineno=tok[2], col_offset=tok[3])

    def braces(self):
        tok = self.advance()
        where = {'lineno': tok[2], 'col_offset': tok[3]}
        if self.accept('}'):
            return A.Dict(keys=[], values=[], **where)
        key = self.test()
        if self.accept(':'):
            node = self.dict_rest(key, where)
        elif self.at_word('for'):
            node = A.SetComp(elt=key, generators=self.comprehension(), **where)
        else:
            node = A.Set(elts=self.rest_of_list(key, '}'), **where)
        self.expect('}')
        return node

    def dict_rest(self, key, where):
        keys, values = [key], [self.test()]
        if self.at_word('for'):
            return A.DictComp(key=key, value=values[0],
                              generators=self.comprehension(), **where)
        while self.accept(','):
            if self.at_op('}'):
                break
            keys.append(self.test())
            self.expect(':')
            values.append(self.test())
        return A.Dict(keys=keys, values=values, **where)

    def backquotes(self):
        tok = self.advance()
        value = self.testlist()
        self.expect('`')
        return self.call(' repr', [value], tok)

    ENCLOSED = {'(': parentheses, '[': brackets, '{': braces,
                '`': backquotes}

    # -- comprehensions -------------------------------------------------------

    def comprehension(self, of_list=False):
        """'for x in y if z' ... as a list of generators."""
        out = []
        while self.accept('for'):
            tok = self.tok
            target = self.as_target(self.exprlist(), tok)
            self.expect('in')
            if of_list:
                source = self.testlist(self.old_test)
            else:
                source = self.or_test()
            conditions = []
            while self.accept('if'):
                conditions.append(self.old_test())
            out.append(A.comprehension(
                target=target, iter=self.call(' iter', [source], tok),
                ifs=conditions, is_async=0))
        return out

    def list_comprehension(self, element, tok):
        """
        In Python 2 its variables are those of the scope around it, and stay.
        In a program's own scope, where that shows, each round stores them.
        """
        generators = self.comprehension(of_list=True)
        if self.scopes[-1].kind is None:
            for g in generators:
                names = []
                target_names(g.target, names)
                stores = [A.Call(func=self.load(' leak', tok),
                                 args=[self.constant(n, tok),
                                       self.load(n, tok)],
                                 keywords=[], lineno=tok[2],
                                 col_offset=tok[3]) for n in names]
                # A tuple of one item or more is true.
                g.ifs.insert(0, self.tuple(stores, tok))
        return A.ListComp(elt=element, generators=generators, lineno=tok[2],
                          col_offset=tok[3])

    # -- targets --------------------------------------------------------------

    def as_target(self, node, tok, ctx=STORE):
        """Makes an expression what is assigned to (or deleted)."""
        kind = type(node)
        if kind is A.Name:
            if node.id.startswith(' ') and node.id not in (' True', ' False'):
                self.fail('this cannot be assigned to', tok)
            node.ctx = ctx
        elif kind in (A.Attribute, A.Subscript):
            node.ctx = ctx
        elif kind in (A.Tuple, A.List):
            if kind is A.Tuple and not node.elts:
                self.fail('() cannot be assigned to', tok)
            node.ctx = ctx
            for item in node.elts:
                self.as_target(item, tok, ctx)
        elif kind is A.Constant and node.value is None:
            self.fail('None cannot be assigned to', tok)
        else:
            self.fail('%s cannot be assigned to' % WHAT.get(kind, 'this'), tok)
        return node

    # -- lambda ---------------------------------------------------------------

    def lambda_(self):
        tok = self.advance()
        self.deeper()
        args, unpack = self.parameters(':')
        self.expect(':')
        self.scopes.append(Scope('function'))
        body = self.test()
        self.scopes.pop()
        self.depth -= 1
        where = {'lineno': tok[2], 'col_offset': tok[3]}
        if unpack:
            body = self.unpacking_call(unpack, body, tok)
        return A.Lambda(args=args, body=body, **where)

    def unpacking_call(self, unpack, body, tok):
        """
        lambda (a, b), c: E  is  lambda .1, c: (lambda a, b: E)(*flat(.1)),
        flat() laying open what the pattern says.
        """
        where = {'lineno': tok[2], 'col_offset': tok[3]}
        names, stars = [], []
        for temp, target in unpack:
            target_names(target, names)
            stars.append(A.Starred(
                value=self.call(' flatten',
                                [self.pattern(target, tok),
                                 self.load(temp, tok)], tok),
                ctx=LOAD, **where))
        inner = A.Lambda(
            args=A.arguments(posonlyargs=[], args=[
                A.arg(arg=n, annotation=None, type_comment=None, **where)
                for n in names], vararg=None, kwonlyargs=[], kw_defaults=[],
                kwarg=None, defaults=[]),
            body=body, **where)
        return A.Call(func=inner, args=stars, keywords=[], **where)

    def pattern(self, target, tok):
        if isinstance(target, (A.Tuple, A.List)):
            return self.tuple([self.pattern(t, tok) for t in target.elts], tok)
        return self.constant(None, tok)

    # -- parameters -----------------------------------------------------------

    def parameters(self, end):
        """(arguments, [(temporary, target)]): the latter for (a, b) ones."""
        args, defaults, unpack = [], [], []
        vararg = kwarg = None
        while not self.at_op(end):
            if self.accept('**'):
                kwarg = self.parameter()
            elif self.accept('*'):
                vararg = self.parameter()
            else:
                self.plain_parameter(args, defaults, unpack)
            if not self.accept(','):
                break
        return A.arguments(
            posonlyargs=[], args=args, vararg=vararg, kwonlyargs=[],
            kw_defaults=[], kwarg=kwarg, defaults=defaults), unpack

    def parameter(self, name=None):
        tok = self.tok
        return A.arg(arg=name or identifier(self.name()), annotation=None,
                     type_comment=None, lineno=tok[2], col_offset=tok[3])

    def plain_parameter(self, args, defaults, unpack):
        tok = self.tok
        if self.at_op('('):
            target = self.as_target(self.parameter_pattern(), tok)
            if isinstance(target, A.Name):      # (a) is a
                args.append(self.parameter(target.id))
            else:
                name = self.temporary()
                args.append(self.parameter(name))
                unpack.append((name, target))
        else:
            args.append(self.parameter())
        if self.accept('='):
            defaults.append(self.test())
        elif defaults:
            self.fail('a parameter without a default follows one that has it')

    def parameter_pattern(self):
        tok = self.advance()
        items = []
        comma = False
        while not self.at_op(')'):
            if self.at_op('('):
                self.deeper()
                items.append(self.parameter_pattern())
                self.depth -= 1
            else:
                name_tok = self.tok
                items.append(self.load(identifier(self.name()), name_tok))
            if not self.accept(','):
                break
            comma = True
        self.expect(')')
        if len(items) == 1 and not comma:
            return items[0]
        return self.tuple(items, tok)

    # -- yield ----------------------------------------------------------------

    def yield_(self):
        tok = self.expect('yield')
        value = self.testlist() if self.starts_expression() else None
        return A.Yield(value=value, lineno=tok[2], col_offset=tok[3])


class Scope:
    """A block of its own: None for the program, 'function' or 'class'."""

    def __init__(self, kind):
        self.kind = kind
        self.globals = []


# For the message when something else is assigned to.
WHAT = {
    A.Call: 'a call or computed value', A.Constant: 'a literal',
    A.Dict: 'a literal', A.Set: 'a literal', A.BinOp: 'a computed value',
    A.UnaryOp: 'a computed value', A.BoolOp: 'a computed value',
    A.Compare: 'a comparison', A.Lambda: 'a lambda',
    A.IfExp: 'a conditional expression', A.ListComp: 'a list comprehension',
    A.GeneratorExp: 'a generator expression', A.Yield: 'a yield expression',
}


def target_names(target, out):
    """The plain names in a target, in order."""
    if isinstance(target, A.Name):
        out.append(target.id)
    elif isinstance(target, (A.Tuple, A.List)):
        for item in target.elts:
            target_names(item, out)
