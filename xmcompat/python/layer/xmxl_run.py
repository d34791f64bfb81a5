# SPDX-License-Identifier: LGPL-2.1-only
"""Entry of the layer: runs one program and sends back what came of it."""

import sys

import xmxl_wire


def run(data, sandbox):
    request = xmxl_wire.Request(data)
    names = dict(request.vars)
    try:
        exec(compile(request.text, request.path, 'exec', dont_inherit=True),
             names)
    except SystemExit as e:
        xmxl_wire.send_exit(e.code or 0)
        return
    except BaseException as e:
        xmxl_wire.send_failure(b'e', type(e).__name__, str(e), request.path,
                               e.__traceback__.tb_lineno)
        return
    names.pop('__builtins__', None)
    sys.stdout.flush()
    xmxl_wire.send_tree([(n, (request.path, 0, 0), v)
                         for n, v in names.items()], bytes, bytes,
                        lambda v: type(v).__name__)
