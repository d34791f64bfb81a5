# SPDX-License-Identifier: LGPL-2.1-only
"""Failures of a program: where in the config, and in Python 2's words."""

import errno
import os
import re
import sys

import xmxl_wire
from xmxl_builtins import Carried
from xmxl_files import state
from xmxl_types import text, to_repr, to_str, type_name

REFUSED_MAX = 50

# -- where --------------------------------------------------------------------


def place_of_frame(frame, path):
    """The innermost line of a program in a chain of callers."""
    while frame is not None:
        if frame.f_code.co_filename in state.files:
            return frame.f_code.co_filename, frame.f_lineno
        frame = frame.f_back
    return path, 0


def _place_of(error, path):
    """The innermost line of a program in a traceback."""
    found = (path, 0)
    tb = error.__traceback__
    while tb is not None:
        if tb.tb_frame.f_code.co_filename in state.files:
            found = (tb.tb_frame.f_code.co_filename, tb.tb_lineno)
        tb = tb.tb_next
    return found


# -- what the sandbox refuses -------------------------------------------------

def _named(verb):
    def say(args):
        shown = args[0] if args else ''
        return "%s '%s'" % (verb, _shown(shown))
    return say


def _shown(x):
    if isinstance(x, bytes):
        x = x.decode('latin-1')
    if isinstance(x, (list, tuple)):
        x = ' '.join(_shown(i) for i in x)
    s = x if isinstance(x, text) else to_str(x)
    return s if len(s) < 60 else s[:56] + '...'


def _command(args):
    program, words = args[0], args[1] if len(args) > 1 else None
    if isinstance(words, (list, tuple)) and words:
        words = list(words)
        if len(words) >= 3 and words[1] == '-c':
            return "run the command '%s'" % _shown(words[2])
        return "run the command '%s'" % _shown(words)
    return "run the command '%s'" % _shown(program)


def _lookup(args):
    return "look up the name '%s' in the network" % _shown(args[0])


_SAY = {
    'open': _named('write the file'),
    'subprocess.Popen': _command, 'os.exec': _command,
    'os.posix_spawn': _command, 'os.spawn': lambda a: _command(a[1:]),
    'os.system': _command,
    'os.fork': lambda a: 'start a process', 'os.forkpty':
    lambda a: 'start a process',
    '_thread.start_new_thread': lambda a: 'start a thread',
    'os.kill': lambda a: 'send a signal', 'os.killpg':
    lambda a: 'send a signal',
    'os.mkdir': _named('make the folder'),
    'os.rename': _named('rename the file'),
    'os.remove': _named('delete the file'),
    'os.rmdir': _named('delete the folder'),
    'os.link': _named('make a link to'),
    'os.symlink': _named('make a link to'),
    'os.chmod': _named('change the file'), 'os.chown':
    _named('change the file'),
    'os.truncate': _named('change the file'), 'os.utime':
    _named('change the file'),
    'socket.gethostbyname': _lookup, 'socket.getaddrinfo': _lookup,
    'ctypes.dlopen': lambda a: 'load a library',
}


def refuse(event, args):
    """The audit hook calls this for what the sandbox does not allow."""
    say = _SAY.get(event)
    if say:
        what = say(args)
    elif event.startswith('socket.'):
        what = 'use the network'
    else:
        what = 'do this (%s)' % event
    note_refused(what, sys._getframe(1))
    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


def refuse_thread(*args, **kw):
    refuse('_thread.start_new_thread', args)


def note_refused(what, frame):
    file, line = place_of_frame(frame, state.path)
    row = (what, file, line)
    if row not in state.refused and len(state.refused) < REFUSED_MAX:
        state.refused.append(row)
        # At once: the program may not live to its end.
        xmxl_wire.send_refused(*row)


# -- in Python 2's words ------------------------------------------------------

_QUOTED_MODULE = re.compile(r"^No module named '([^']*)'.*", re.DOTALL)
_REWORDED = (
    (re.compile(r"^module '[^']*' has no attribute '(.*)'.*", re.DOTALL),
     r"'module' object has no attribute '\1'"),
    (re.compile(r"^type object '([^']*)' has no attribute '(.*)'\..*"),
     r"type object '\1' has no attribute '\2'"),
    (_QUOTED_MODULE, r'No module named \1'),
    (re.compile(r"^cannot import name '([^']*)'.*", re.DOTALL),
     r'cannot import name \1'),
    (re.compile(r"^not enough values to unpack \(expected \d+, got (1)\)"),
     r'need more than \1 value to unpack'),
    (re.compile(r"^not enough values to unpack \(expected \d+, got (\d+)\)"),
     r'need more than \1 values to unpack'),
    (re.compile(r"^too many values to unpack.*"), 'too many values to unpack'),
    (re.compile(r"^'NoneType' object is not subscriptable"),
     "'NoneType' object has no attribute '__getitem__'"),
    (re.compile(r"^unhashable type: (.*)"), r'unhashable type: \1'),
    (re.compile(r"(.*)\. Did you mean.*", re.DOTALL), r'\1'),
)


def message_of(error):
    if isinstance(error, OSError) and isinstance(error.errno, int):
        s = '[Errno %d] %s' % (error.errno, error.strerror)
        return s + (': %s' % to_repr(error.filename)
                    if error.filename is not None else '')
    try:
        s = to_str(error)
    except Exception:
        return ''
    for pattern, to in _REWORDED:
        if pattern.match(s):
            return pattern.sub(to, s)
    return s


_TYPES = {'ModuleNotFoundError': 'ImportError',
          'PermissionError': 'IOError', 'FileNotFoundError': 'IOError',
          'IsADirectoryError': 'IOError', 'NotADirectoryError': 'IOError',
          'FileExistsError': 'OSError', 'ProcessLookupError': 'OSError',
          'OSError': 'IOError', 'RecursionError': 'RuntimeError'}


def _type_of(error):
    if isinstance(error, Carried):
        if isinstance(error.what, text):
            return 'string exception'
        return type_name(error.what)
    name = type(error).__name__
    return _TYPES.get(name, name)


_UNDEFINED = re.compile(r"^name '(\w+)' is not defined")


def _advice(error):
    own = getattr(error, 'xmxl_advice', None)
    if own:
        return own
    found = _UNDEFINED.match(str(error)) if isinstance(error, NameError) \
        and not isinstance(error, UnboundLocalError) else None
    if found:
        return 'if it is a variable that the script wants, give %s=VALUE on ' \
            'the command line' % found.group(1)
    return ''


def _send_syntax(error, path):
    file = error.filename if error.filename in state.files else path
    xmxl_wire.send_failure(b's', 'SyntaxError', to_str(error.msg or ''), file,
                           error.lineno or 0, error.offset or 0)


def send(error, path):
    file, line = _place_of(error, path)
    if isinstance(error, MemoryError):
        xmxl_wire.send_failure(b'm', 'MemoryError', '', file, line)
    elif isinstance(error, SyntaxError) and error.lineno is not None:
        _send_syntax(error, path)
    elif not line and not isinstance(error, (RecursionError, ValueError,
                                             OverflowError)):
        xmxl_wire.send_failure(b'i', type(error).__name__, to_str(error),
                               path, 0)
    else:
        xmxl_wire.send_failure(b'e', _type_of(error), message_of(error),
                               file, line, advice=_advice(error))
