# SPDX-License-Identifier: GPL-2.0-only
"""Run by the distribution's Python: which files a script loads until it has told
its usage, each compiled beside where it will be.

    list_modules.py SCRIPT TREE IMAGE
"""

import importlib.util, py_compile, runpy, sys
script, tree, image = sys.argv[1:]
sys.argv = [script, "--help"]
sys.path[0] = script.rpartition("/")[0]
try:
    runpy.run_path(script, run_name="__main__")
except SystemExit:
    pass
for module in list(sys.modules.values()):
    source = getattr(module, "__file__", None)
    if not source or not source.startswith(tree + "/"):
        continue
    print("module", source)
    if source.endswith(".py"):
        place = image + source[len(tree):]
        py_compile.compile(source, importlib.util.cache_from_source(place),
                           source[len(tree):], invalidation_mode=
                           py_compile.PycInvalidationMode.UNCHECKED_HASH)
