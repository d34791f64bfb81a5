# SPDX-License-Identifier: LGPL-2.1-only
"""Entry of the layer: runs one program and sends back what came of it."""

import _imp
import _thread
import errno
import gc
import os
import sys
import types

import _xmxl
import xmxl_builtins
import xmxl_errors
import xmxl_files
import xmxl_modules
import xmxl_vars
import xmxl_wire
from xmxl_files import state
from xmxl_types import long, unicode

# What xm's star import and its own code had put into the names.
PREDEFINED_MODULES = ('sys', 'os', 're', 'socket', 'struct', 'errno')
PREDEFINED_HELPERS = (
    'get_defaultroute get_current_ipaddr get_current_ipmask get_current_ipgw '
    'inet_aton inet_ntoa add_offset_to_ip check_subnet').split()


class Names(dict):
    """
    The program's one dictionary. Python stores top-level assignments through
    __setitem__, those of a global statement not: so only names assigned to
    at the top, which xm would have seen, are recorded, with their places.
    """

    def __init__(self):
        dict.__init__(self)
        self.where = {}

    def __setitem__(self, name, value):
        dict.__setitem__(self, name, value)
        if name[:1] != '.':
            self.where[name] = xmxl_errors.place_of_frame(
                sys._getframe(1), state.path)

    def __delitem__(self, name):
        dict.__delitem__(self, name)
        self.where.pop(name, None)


def start():
    """Before any program: everything that all of them share."""
    import warnings
    warnings.simplefilter('ignore')
    table = xmxl_builtins.table(xmxl_files.names(), xmxl_modules.import_)
    table[' import *'] = xmxl_modules.import_star
    xmxl_modules.names.update(table)
    for name in PREDEFINED_MODULES + ('time', 'string', 'commands',
                                      'xen.util.ip'):
        xmxl_modules.module(name)
    sys.setrecursionlimit(1000)
    if hasattr(sys, 'set_int_max_str_digits'):
        sys.set_int_max_str_digits(0)
    _keep()


def _keep():
    """What there is now, no collection looks at again."""
    gc.collect()
    gc.freeze()


# What configs do, by way of the samples that came with Xen.
REHEARSAL = b'''
import os, re
arch = os.uname()[4]
if re.search('64', arch):
    libdir = 'lib64'
else:
    libdir = 'lib'
def address(n, width=2):
    parts = []
    for i in range(width):
        parts.append('%02x' % (n / 256 ** i % 256))
    return ':'.join(parts)
vmid = int('5')
name = "vm%d" % vmid
kernel = '/usr/' + libdir + "/xen/boot/hvmloader"
memory = 128 * (1 + vmid / 2)
extra = { 'a': 0x10, 'b': 010L }
extra['c'] = not None and [1, 2][:1]
disk = ['phy:/dev/vg/%s-%s,hd%s,w' % (name, role, drive)
        for role, drive in (('root', 'a'), ('swap', 'b'))]
vif = ['mac=00:16:3e:00:%s, bridge=xenbr%d' % (address(vmid), vmid % 3)]
'''
REHEARSALS = 10


def rehearse():
    """
    Before many programs: lets the interpreter see how the translator and
    its results run, so that no program begins with code it knows nothing of.
    """
    for _ in range(REHEARSALS):
        code = xmxl_builtins.compile_text(REHEARSAL, '')
        exec(code, {'__builtins__': xmxl_modules.names})
    _keep()


def _environment(block):
    # One by one through os.environ would cost more than a small program.
    held = os.environ._data
    held.clear()
    held.update(_xmxl.environment(block))


def _program_names(request):
    names = Names()
    put = lambda name, value: dict.__setitem__(names, name, value)
    put('__builtins__', xmxl_modules.names)
    put('__name__', '__builtin__')
    for n in PREDEFINED_MODULES:
        put(n, xmxl_modules.module(n))
    ip = xmxl_modules.module('xen.util.ip')
    for n in PREDEFINED_HELPERS:
        put(n, getattr(ip, n))
    # The tools of Xen 1.x had these; xm did not, and would have refused.
    xmxl_modules.names.update(config_file=request.path, XenoUtil=ip,
                              string=xmxl_modules.module('string'),
                              xenctl=xmxl_modules.import_('xenctl.utils'))
    put('Vars', xmxl_vars.Vars)
    put('xm_file', request.path)
    put('xm_help', 0)
    put('xm_vars', xmxl_vars.Vars(names))
    for name, value in request.vars:
        name = {'True': ' True', 'False': ' False'}.get(name, name)
        put(name, value)
        names.where[name] = (request.path, 0)
    return names


def _describe(value):
    """The kind of an object, for OBJECT values."""
    if isinstance(value, types.ModuleType):
        return 'module'
    if isinstance(value, types.FunctionType):
        return 'function'
    if isinstance(value, type):
        return 'class'
    return type(value).__name__


def _send_names(names):
    rows = []
    for name, (file, line) in names.where.items():
        if name in names:
            rows.append((name.lstrip(' '), (file, line), names[name]))
    xmxl_wire.send_tree(rows, unicode, long, _describe)


def _prepare(request, sandbox):
    state.sandbox = sandbox
    state.path = request.path
    state.cwd = request.cwd
    state.config_dir = os.path.dirname(os.path.join(request.cwd,
                                                    request.path))
    state.files[request.path] = None
    _environment(request.environ)
    system = xmxl_modules.module('sys')
    system.argv[2] = request.path
    _xmxl.on_refused(xmxl_errors.refuse)
    if sandbox:
        # Older interpreters have no audit event for it.
        _thread.start_new_thread = xmxl_errors.refuse_thread
    if _imp.is_frozen('xmxl_test_machine'):
        import xmxl_test_machine            # only the tests' evaluator has it
        xmxl_test_machine.install(xmxl_modules, xmxl_files)


def _status(code):
    """sys.exit(): the process status, after saying what was to be said."""
    if code is None:
        return 0
    if isinstance(code, int):
        return code
    from xmxl_types import to_str
    xmxl_modules.module('sys').stderr.write(to_str(code) + '\n')
    return 1


def run(data, sandbox):
    request = xmxl_wire.Request(data)
    try:
        _prepare(request, sandbox)
        names = _program_names(request)
        code = xmxl_builtins.compile_text(request.text, request.path)
        exec(code, names)
        failure = None
    except BaseException as e:
        failure = e
    if isinstance(failure, SystemExit):
        xmxl_wire.send_exit(_status(failure.code))
    elif failure is not None:
        xmxl_errors.send(failure, request.path)
    else:
        try:
            _send_names(names)
        except xmxl_wire.TooMuch as e:
            xmxl_wire.send_failure(b'e', 'ValueError', str(e), request.path, 0)
    if not sandbox:
        # What the program wrote to files must be in them.
        names = None
        gc.unfreeze()
        gc.collect()


start()
