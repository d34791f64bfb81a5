# SPDX-License-Identifier: LGPL-2.1-only
"""Statements of Python 2, parsed into the syntax tree of Python 3."""

import _ast as A

import xmxl_expressions
from xmxl_expressions import (DEL, LOAD, SPECIAL_ATTRIBUTES, STORE, Expressions,
                              Scope, identifier, target_names)
from xmxl_tokens import (DEDENT, END, INDENT, NAME, NEWLINE, OP, STRING,
                         source_text, tokens)

_AUGMENTED = {
    '+=': (A.Add(), ' add='), '-=': (A.Sub(), ' sub='),
    '*=': (A.Mult(), ' mul='), '/=': (A.Div(), ' div='),
    '%=': (A.Mod(), ' mod='), '//=': (A.FloorDiv(), ' floordiv='),
    '**=': (A.Pow(), ' pow='), '<<=': (A.LShift(), ' lshift='),
    '>>=': (A.RShift(), None), '&=': (A.BitAnd(), None),
    '|=': (A.BitOr(), None), '^=': (A.BitXor(), None),
}


def where(tok):
    return {'lineno': tok[2], 'col_offset': tok[3]}


class Parser(Expressions):
    """program() gives the module."""

    def program(self):
        body = []
        while self.tok[0] != END:
            if self.tok[0] == NEWLINE:
                self.advance()
            elif self.tok[0] == INDENT:
                self.fail('this line is indented, but nothing above it '
                          'begins a block')
            else:
                body += self.statement()
        body = self.with_globals(body)
        return A.Module(body=body, type_ignores=[])

    def with_globals(self, body):
        """
        Puts the scope's global statement first: Python 2 only warned when a
        name was used before it.
        """
        names = self.scopes[-1].globals
        if names:
            node = A.Global(names=sorted(set(names)), lineno=1, col_offset=0)
            if body:
                node.lineno = body[0].lineno
            body.insert(0, node)
        return body

    def suite(self, kind='inner', prologue=()):
        """The lines after a colon; kind says whether it is a scope."""
        self.expect(':')
        if kind != 'inner':
            self.scopes.append(Scope(kind))
        self.deeper()
        body = list(prologue)
        if self.tok[0] == NEWLINE:
            self.advance()
            if self.tok[0] != INDENT:
                self.fail('an indented line was expected')
            self.advance()
            while self.tok[0] not in (DEDENT, END):
                if self.tok[0] == INDENT:
                    self.fail('this line is indented more than the one '
                              'above it')
                body += self.statement()
            if self.tok[0] == DEDENT:
                self.advance()
        else:
            body += self.simple_statements()
        self.depth -= 1
        if kind != 'inner':
            body = self.with_globals(body)
            self.scopes.pop()
        return body

    # -- which statement ------------------------------------------------------

    def statement(self):
        tok = self.tok
        if tok[0] == NAME and tok[1] in self.COMPOUND:
            return [self.COMPOUND[tok[1]](self)]
        if tok[1] == '@' and tok[0] == OP:
            return [self.decorated()]
        return self.simple_statements()

    def simple_statements(self):
        out = []
        while True:
            out += self.simple_statement()
            if not self.accept(';') or self.tok[0] == NEWLINE:
                break
        if self.tok[0] == NEWLINE:
            self.advance()
        elif self.tok[0] != END:
            self.unexpected()
        return out

    def simple_statement(self):
        tok = self.tok
        if tok[0] == NAME and tok[1] in self.SIMPLE and \
                not (tok[1] == 'print' and self.print_function):
            self.advance()
            node = self.SIMPLE[tok[1]](self, tok)
            return node if isinstance(node, list) else [node]
        return [self.expression_statement()]

    # -- expression and assignment --------------------------------------------

    def right_side(self):
        if self.at_word('yield'):
            return self.yield_()
        return self.testlist()

    def expression_statement(self):
        tok = self.tok
        first = self.right_side()
        op = self.tok[1] if self.tok[0] == OP else None
        if op in _AUGMENTED:
            return self.augmented(first, tok)
        if op != '=':
            return A.Expr(value=first, **where(tok))
        targets = [first]
        while self.accept('='):
            targets.append(self.right_side())
        value = targets.pop()
        for target in targets:
            self.as_target(target, tok)
        return A.Assign(targets=targets, value=value, type_comment=None,
                        **where(tok))

    def augmented(self, target, tok):
        op, helper = _AUGMENTED[self.advance()[1]]
        value = self.right_side()
        if not isinstance(target, (A.Name, A.Attribute, A.Subscript)):
            self.fail('this cannot be changed with an operator', tok)
        if helper == ' div=' and self.true_division:
            helper = None
        if helper and isinstance(target, A.Name):
            name = target.id
            return A.Assign(
                targets=[self.store(name, tok)],
                value=self.call(helper, [self.load(name, tok), value], tok),
                type_comment=None, **where(tok))
        if helper in (' div=', ' mod='):
            # Its reflected operator does what the helper would.
            value = self.call(' reflect', [self.constant(helper, tok), value],
                              tok)
        self.as_target(target, tok)
        return A.AugAssign(target=target, op=op, value=value, **where(tok))

    # -- simple statements ----------------------------------------------------

    def print_(self, tok):
        dest = self.constant(None, tok)
        args, newline = [], True
        if self.accept('>>'):
            dest = self.test()
            if not self.at_op(','):
                return self.print_call(dest, args, newline, tok)
            self.advance()
            if not self.starts_expression():
                self.unexpected()
        while self.starts_expression():
            args.append(self.test())
            newline = not self.accept(',')
            if newline:
                break
        return self.print_call(dest, args, newline, tok)

    def print_call(self, dest, args, newline, tok):
        call = self.call(' print', [dest, self.constant(newline, tok)] + args,
                         tok)
        return A.Expr(value=call, **where(tok))

    def exec_(self, tok):
        args = [self.expr()]
        if self.accept('in'):
            args.append(self.test())
            if self.accept(','):
                args.append(self.test())
        return A.Expr(value=self.call(' exec', args, tok), **where(tok))

    def del_(self, tok):
        target_tok = self.tok
        target = self.exprlist()
        targets = target.elts if isinstance(target, A.Tuple) else [target]
        for t in targets:
            self.as_target(t, target_tok, DEL)
        return A.Delete(targets=targets, **where(tok))

    def pass_(self, tok):
        return A.Pass(**where(tok))

    def break_(self, tok):
        return A.Break(**where(tok))

    def continue_(self, tok):
        return A.Continue(**where(tok))

    def return_(self, tok):
        value = self.testlist() if self.starts_expression() else None
        return A.Return(value=value, **where(tok))

    def raise_(self, tok):
        args = []
        if self.starts_expression():
            args.append(self.test())
            while len(args) < 3 and self.accept(','):
                args.append(self.test())
        exc = self.call(' raise', args, tok) if args else None
        return A.Raise(exc=exc, cause=None, **where(tok))

    def yield_statement(self, tok):
        self.i -= 1
        self.tok = self.tokens[self.i]
        return self.expression_statement()

    def global_(self, tok):
        names = [identifier(self.name())]
        while self.accept(','):
            names.append(identifier(self.name()))
        self.scopes[-1].globals += names
        return A.Pass(**where(tok))

    def assert_(self, tok):
        test = self.test()
        message = self.test() if self.accept(',') else None
        return A.Assert(test=test, msg=message, **where(tok))

    def dotted_name(self):
        parts = [self.name()]
        while self.accept('.'):
            parts.append(self.name())
        return '.'.join(parts)

    def alias(self, name):
        asname = identifier(self.name()) if self.accept('as') else None
        return A.alias(name=name, asname=asname)

    def import_(self, tok):
        names = []
        while True:
            names.append(self.placed(self.alias(self.dotted_name()), tok))
            if not self.accept(','):
                return A.Import(names=names, **where(tok))

    @staticmethod
    def placed(node, tok):
        node.lineno, node.col_offset = tok[2], tok[3]
        return node

    def from_(self, tok):
        while self.accept('.'):
            pass
        module = '' if self.at_word('import') else self.dotted_name()
        self.expect('import')
        if module == '__future__':
            return self.future(tok)
        if self.accept('*'):
            if self.scopes[-1].kind is not None:
                call = self.call(' import *', [self.constant(module, tok)],
                                 tok)
                return A.Expr(value=call, **where(tok))
            names = [self.placed(A.alias(name='*', asname=None), tok)]
        else:
            names = self.from_names(tok)
        return A.ImportFrom(module=module, names=names, level=0, **where(tok))

    def from_names(self, tok):
        names = []
        enclosed = self.accept('(')
        while True:
            names.append(self.placed(self.alias(self.name()), tok))
            if not self.accept(',') or (enclosed and self.at_op(')')):
                break
        if enclosed:
            self.expect(')')
        return names

    def future(self, tok):
        names = self.from_names(tok)
        for alias in names:
            if alias.name == 'division':
                self.true_division = True
            elif alias.name == 'print_function':
                self.print_function = True
            elif alias.name == 'unicode_literals':
                self.unicode_literals = True
        return A.ImportFrom(module='__future__', names=names, level=0,
                            **where(tok))

    SIMPLE = {
        'print': print_, 'exec': exec_, 'del': del_, 'pass': pass_,
        'break': break_, 'continue': continue_, 'return': return_,
        'raise': raise_, 'yield': yield_statement, 'global': global_,
        'assert': assert_, 'import': import_, 'from': from_,
    }

    # -- compound statements --------------------------------------------------

    def if_(self):
        tok = self.advance()
        test = self.test()
        body = self.suite()
        orelse = []
        if self.at_word('elif'):
            orelse = [self.elif_chain()]
        elif self.accept('else'):
            orelse = self.suite()
        return A.If(test=test, body=body, orelse=orelse, **where(tok))

    def elif_chain(self):
        """A long chain of elif is no deep nesting: it is read in a loop."""
        rows = []
        while self.at_word('elif'):
            tok = self.advance()
            test = self.test()
            rows.append((tok, test, self.suite()))
        orelse = self.suite() if self.accept('else') else []
        for tok, test, body in reversed(rows):
            orelse = [A.If(test=test, body=body, orelse=orelse, **where(tok))]
        return orelse[0]

    def while_(self):
        tok = self.advance()
        test = self.test()
        body = self.suite()
        orelse = self.suite() if self.accept('else') else []
        return A.While(test=test, body=body, orelse=orelse, **where(tok))

    def for_(self):
        tok = self.advance()
        target_tok = self.tok
        target = self.as_target(self.exprlist(), target_tok)
        in_tok = self.expect('in')
        source = self.call(' iter', [self.testlist()], in_tok)
        body = self.suite()
        orelse = self.suite() if self.accept('else') else []
        return A.For(target=target, iter=source, body=body, orelse=orelse,
                     type_comment=None, **where(tok))

    def try_(self):
        tok = self.advance()
        body = self.suite()
        handlers, orelse, final = [], [], []
        while self.at_word('except'):
            handlers.append(self.handler())
        if handlers and self.accept('else'):
            orelse = self.suite()
        if self.accept('finally'):
            final = self.suite()
        if not handlers and not final:
            self.fail("'try' needs 'except' or 'finally'")
        return A.Try(body=body, handlers=handlers, orelse=orelse,
                     finalbody=final, **where(tok))

    def handler(self):
        tok = self.advance()
        if self.at_op(':'):
            return A.ExceptHandler(type=None, name=None, body=self.suite(),
                                   **where(tok))
        kind = self.call(' catch', [self.test()], tok)
        name, prologue = None, []
        if self.accept(',') or self.accept('as'):
            target_tok = self.tok
            target = self.as_target(self.test(), target_tok)
            name = self.temporary()
            # A tuple takes the exception's arguments apart.
            parts = isinstance(target, (A.Tuple, A.List))
            caught = self.call(' caught', [self.load(name, target_tok),
                                           self.constant(parts, target_tok)],
                               target_tok)
            prologue = [A.Assign(targets=[target], value=caught,
                                 type_comment=None, **where(target_tok))]
        return A.ExceptHandler(type=kind, name=name,
                               body=self.suite(prologue=prologue),
                               **where(tok))

    def with_(self):
        tok = self.advance()
        items = []
        while True:
            context = self.test()
            target = None
            if self.accept('as'):
                target_tok = self.tok
                target = self.as_target(self.expr(), target_tok)
            items.append(A.withitem(context_expr=context,
                                    optional_vars=target))
            if not self.accept(','):
                break
        return A.With(items=items, body=self.suite(), type_comment=None,
                      **where(tok))

    def def_(self, decorators=None):
        tok = self.advance()
        name_tok = self.tok
        name = identifier(self.name())
        self.expect('(')
        args, unpack = self.parameters(')')
        self.expect(')')
        prologue = [A.Assign(targets=[target], value=self.load(temp, name_tok),
                             type_comment=None, **where(name_tok))
                    for temp, target in unpack]
        return A.FunctionDef(name=name, args=args,
                             body=self.suite('function', prologue),
                             decorator_list=decorators or [], returns=None,
                             type_comment=None, type_params=[], **where(tok))

    def class_(self, decorators=None):
        tok = self.advance()
        name = identifier(self.name())
        bases = []
        if self.accept('('):
            while not self.at_op(')'):
                bases.append(self.test())
                if not self.accept(','):
                    break
            self.expect(')')
        decorators = (decorators or []) + [self.load(' class', tok)]
        return A.ClassDef(name=name, bases=bases, keywords=[],
                          body=self.suite('class'), decorator_list=decorators,
                          type_params=[], **where(tok))

    def decorated(self):
        decorators = []
        while self.accept('@'):
            decorators.append(self.test())
            if self.tok[0] != NEWLINE:
                self.unexpected()
            self.advance()
        if self.at_word('def'):
            return self.def_(decorators)
        if self.at_word('class'):
            return self.class_(decorators)
        self.fail('a decorator stands before a function or class')

    COMPOUND = {
        'if': if_, 'while': while_, 'for': for_, 'try': try_, 'with': with_,
        'def': def_, 'class': class_,
    }


# Reading an attribute that Python 3 lacks or changed goes through a helper.
# That is decided last: before, it may turn out to be a target.

def _special(node):
    return type(node) is A.Attribute and node.attr in SPECIAL_ATTRIBUTES and \
        type(node.ctx) is A.Load


def _replace(node):
    return A.Call(func=A.Name(id=' attr', ctx=LOAD, lineno=node.lineno,
                              col_offset=node.col_offset),
                  args=[node.value, A.Constant(value=node.attr, kind=None,
                                               lineno=node.lineno,
                                               col_offset=node.col_offset)],
                  keywords=[], lineno=node.lineno, col_offset=node.col_offset)


def redirect_attributes(root):
    """Replaces them all; a stack, for trees may be deep."""
    stack = [root]
    while stack:
        node = stack.pop()
        for field in node._fields:
            value = getattr(node, field, None)
            if isinstance(value, list):
                for i, item in enumerate(value):
                    if _special(item):
                        value[i] = item = _replace(item)
                    if isinstance(item, A.AST):
                        stack.append(item)
            elif isinstance(value, A.AST) and value._fields:
                if _special(value):
                    value = _replace(value)
                    setattr(node, field, value)
                stack.append(value)


def _prepare(data):
    if not isinstance(data, bytes):
        data = data.encode('latin-1', 'replace')
    text, encoding = source_text(data)
    return Parser(tokens(text), encoding)


def parse(data):
    """The tree of a whole program (bytes, or str of bytes)."""
    parser = _prepare(data)
    tree = parser.program()
    if parser.special:
        redirect_attributes(tree)
    return tree


def parse_expression(data):
    """The same for one expression, as eval() takes it."""
    if isinstance(data, str):
        data = data.strip(' \t\n')
    parser = _prepare(data)
    tree = A.Expression(body=parser.testlist())
    if parser.tok[0] == NEWLINE:
        parser.advance()
    if parser.tok[0] != END:
        parser.unexpected()
    if parser.special:
        redirect_attributes(tree)
    return tree
