# SPDX-License-Identifier: LGPL-2.1-only
"""Tokens of Python 2 source text.

The text is str with one character per byte. A token is a tuple
(kind, value, line, column); lines count from 1, columns from 0.
"""

import re

NAME, NUMBER, STRING, OP, NEWLINE, INDENT, DEDENT, END = (
    'name', 'number', 'string', 'op', 'newline', 'indent', 'dedent', 'end')

KEYWORDS = frozenset((
    'and as assert break class continue def del elif else except exec '
    'finally for from global if import in is lambda not or pass print raise '
    'return try while with yield').split())

INDENT_LEVELS_MAX = 100
TAB = 8


class Invalid(Exception):
    """The text is no Python 2. Column 0 is unknown."""

    def __init__(self, message, line, column=0):
        Exception.__init__(self, message)
        self.message, self.line, self.column = message, line, column


# With the blanks before it. Strings are written so that no text makes the match
# backtrack for long.
_TOKEN = re.compile(r'''[ \t\f]*(?:
    (?P<string>(?:[uUbB]?[rR]?)(?:
        \'\'\'[^\'\\]*(?:(?:\\.|\'(?!\'\'))[^\'\\]*)*\'\'\' |
        """[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*""" |
        \'(?!\'\')[^\'\\\n]*(?:\\.[^\'\\\n]*)*\' |
        "(?!"")[^"\\\n]*(?:\\.[^"\\\n]*)*")) |
    (?P<name>[A-Za-z_][A-Za-z0-9_]*) |
    (?P<number>0[xX][0-9a-fA-F]+[lL]? | 0[bB][01]+[lL]? | 0[oO][0-7]+[lL]? |
        (?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?[jJ]? |
        [0-9]+[eE][-+]?[0-9]+[jJ]? | [0-9]+[jJlL]?) |
    (?P<op>\*\*=?|//=?|>>=?|<<=?|<>|!=|[-+*/%&|^=<>]=?|[][(){},:`.;@~]))
    ''', re.VERBOSE | re.DOTALL)

# Blanks, joined lines and a comment: all that may stand between two tokens.
_SKIP = re.compile(r'(?:[ \t\f]+|\\\n)*(?:#[^\n]*)?', re.DOTALL)
_INDENT = re.compile(r'[ \t\f]*')
# Lines without a statement, as many as there are: most of a typical config.
_IDLE_LINES = re.compile(r'(?:[ \t\f]*(?:#[^\n]*)?\n)+')
_CODING = re.compile(r'^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)')

_OPEN, _CLOSE = '([{', ')]}'
_PARTNER = {')': '(', ']': '[', '}': '{'}


def _column(blanks):
    """The column after leading blanks; tabs go to the next multiple of 8."""
    if '\t' not in blanks and '\f' not in blanks:
        return len(blanks)
    n = 0
    for c in blanks:
        if c == '\t':
            n = n // TAB * TAB + TAB
        elif c == '\f':
            n = 0
        else:
            n += 1
    return n


def source_text(data):
    """(text, encoding) of a file's bytes; encoding is None if not declared."""
    encoding = None
    if data.startswith(b'\xef\xbb\xbf'):
        data, encoding = data[3:], 'utf-8'
    text = data.decode('latin-1')
    if '\r' in text:
        text = text.replace('\r\n', '\n').replace('\r', '\n')
    if '\0' in text:
        raise Invalid('the file holds a NUL byte: it is no text, or damaged',
                      text.count('\n', 0, text.index('\0')) + 1)
    for line in text.split('\n', 2)[:2]:
        found = _CODING.match(line)
        if found:
            encoding = found.group(1)
    return text, encoding


class _Scanner:
    def __init__(self, text):
        self.text = text if text.endswith('\n') else text + '\n'
        self.at = 0
        self.line = 1
        self.line_start = 0
        self.indents = [0]
        self.brackets = []      # (bracket, line, column)
        self.out = []

    def fail(self, message, at=None):
        at = self.at if at is None else at
        raise Invalid(message, self.line, at - self.line_start + 1)

    def add(self, kind, value, at):
        self.out.append((kind, value, self.line, at - self.line_start))

    def count_lines(self, start, end):
        n = self.text.count('\n', start, end)
        if n:
            self.line += n
            self.line_start = self.text.rindex('\n', start, end) + 1

    def run(self):
        end = len(self.text)
        fresh = True            # at the beginning of a logical line
        while self.at < end:
            if fresh:
                fresh = not self.indentation()
                continue
            self.tokens()
            before = self.at
            self.skip()
            if self.text[self.at] == '\n':
                fresh = self.line_end()
            elif self.at == before:
                self.no_token()
        if self.brackets:
            bracket, line, column = self.brackets[-1]
            raise Invalid("the '%s' is never closed" % bracket, line,
                          column + 1)
        for _ in self.indents[1:]:
            self.add(DEDENT, '', self.at)
        self.add(END, '', self.at)
        return self.out

    def skip(self):
        stop = _SKIP.match(self.text, self.at).end()
        if '\n' in self.text[self.at:stop]:
            self.count_lines(self.at, stop)
        self.at = stop
        if stop == len(self.text):
            self.fail('the file ends after a backslash')

    def indentation(self):
        """True when the line holds a statement."""
        idle = _IDLE_LINES.match(self.text, self.at)
        if idle:
            self.line += self.text.count('\n', self.at, idle.end())
            self.at = self.line_start = idle.end()
            return False
        stop = _INDENT.match(self.text, self.at).end()
        column = _column(self.text[self.at:stop])
        self.at = stop
        if column > self.indents[-1]:
            if len(self.indents) >= INDENT_LEVELS_MAX:
                self.fail('more than %d levels of indentation' %
                          INDENT_LEVELS_MAX)
            self.indents.append(column)
            self.add(INDENT, '', stop)
        while column < self.indents[-1]:
            self.indents.pop()
            self.add(DEDENT, '', stop)
            if column > self.indents[-1]:
                self.fail('the indentation matches no line above it')
        return True

    def line_end(self):
        """Past a line end; True when it ended a statement."""
        ends = not self.brackets
        if ends:
            self.add(NEWLINE, '', self.at)
        self.at += 1
        self.line += 1
        self.line_start = self.at
        return ends

    def tokens(self):
        """All that stand side by side."""
        match, text = _TOKEN.match, self.text
        found = match(text, self.at)
        while found:
            kind = found.lastgroup
            value, at = found.group(kind), found.start(kind)
            self.at = at
            if kind == OP:
                self.bracket(value)
            self.out.append((kind, value, self.line, at - self.line_start))
            self.at = found.end()
            if kind == STRING and '\n' in value:
                self.count_lines(at, self.at)
            elif kind == NUMBER:
                self.check_number(value)
            found = match(text, self.at)

    def check_number(self, value):
        following = self.text[self.at]
        if following.isalnum() or following == '_':
            rest = re.compile(r'\w*').match(self.text, self.at).group()
            self.fail("'%s' is no number" % (value + rest),
                      self.at - len(value))

    def bracket(self, c):
        if c in _OPEN:
            self.brackets.append((c, self.line, self.at - self.line_start))
        elif c in _CLOSE:
            if not self.brackets or self.brackets[-1][0] != _PARTNER[c]:
                self.fail("the '%s' closes nothing" % c)
            self.brackets.pop()

    def no_token(self):
        c = self.text[self.at]
        quotes = self.text[self.at:self.at + 3]
        if quotes in ("'''", '"""'):
            self.fail('the string in triple quotes is never closed')
        if c in '\'"':
            self.fail('the string is not closed on its line')
        if ord(c) >= 0x80:
            self.fail('a character beyond ASCII (byte \\x%02x) outside of '
                      'strings and comments' % ord(c))
        self.fail("a stray '%s'" % c)


def tokens(text):
    """The list of tokens, NEWLINE, INDENT and DEDENT included, END last."""
    return _Scanner(text).run()


# -- literals -----------------------------------------------------------------

_SIMPLE = {
    '\n': '', '\\': '\\', "'": "'", '"': '"', 'a': '\a', 'b': '\b',
    'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v',
}
_ESCAPE = re.compile(r'\\([0-7]{1,3}|x[0-9a-fA-F]{2}|.)', re.DOTALL)
_UNICODE_ESCAPE = re.compile(
    r'\\([0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|'
    r'N\{[^}]*\}|.)', re.DOTALL)
_RAW_UNICODE_ESCAPE = re.compile(
    r'\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)', re.DOTALL)


def _unescape(found):
    """One escape of a byte string; what is none stays as it stands."""
    body = found.group(1)
    if body in _SIMPLE:
        return _SIMPLE[body]
    if body[0] == 'x' and len(body) == 1:
        raise ValueError('\\x needs two hexadecimal digits')
    if body[0] in '01234567':
        return chr(int(body, 8) & 0xff)
    if body[0] == 'x':
        return chr(int(body[1:], 16))
    return found.group()


def _unescape_unicode(found):
    body = found.group(1)
    if body[0] in 'uU' and len(body) > 1:
        return chr(int(body[1:], 16))
    if body[0] == 'N' and len(body) > 1:
        import unicodedata
        return unicodedata.lookup(body[2:-1])
    if body in ('u', 'U', 'N'):
        raise ValueError('\\%s is not complete' % body)
    return _unescape(found)


def _unescape_raw_unicode(found):
    body = found.group(1)
    return chr(int(body[1:], 16)) if len(body) > 1 else found.group()


def _split_literal(spelling):
    quote = min(i for i in (spelling.find("'"), spelling.find('"')) if i >= 0)
    prefix = spelling[:quote].lower()
    width = 3 if spelling[quote:quote + 3] in ("'''", '"""') and \
        len(spelling) - quote >= 6 else 1
    return prefix, spelling[quote + width:-width]


def string_value(spelling, encoding, unicode_literals=False):
    """(text, is_unicode) of a string literal; ValueError for a bad escape."""
    prefix, body = _split_literal(spelling)
    raw = 'r' in prefix
    if 'u' in prefix or (unicode_literals and 'b' not in prefix):
        try:
            body = body.encode('latin-1').decode(encoding or 'latin-1')
        except (UnicodeError, LookupError):
            pass
        if '\\' in body:
            body = (_RAW_UNICODE_ESCAPE.sub(_unescape_raw_unicode, body)
                    if raw else _UNICODE_ESCAPE.sub(_unescape_unicode, body))
        return body, True
    if '\\' in body and not raw:
        body = _ESCAPE.sub(_unescape, body)
    return body, False


def number_value(spelling):
    """(value, is_long); ValueError for what Python 2 refuses (09, 0o8)."""
    s = spelling.lower()
    if s[-1] == 'j':
        return complex(0, float(s[:-1])), False
    if s[:2] in ('0x', '0b', '0o'):
        digits, base = s[2:].rstrip('l'), {'x': 16, 'b': 2, 'o': 8}[s[1]]
    elif '.' in s or 'e' in s:
        return float(s), False
    else:
        digits = s.rstrip('l')
        base = 8 if digits[0] == '0' and len(digits) > 1 else 10
    value = int(digits, base)
    return value, s[-1] == 'l' or value >= 2 ** 63
