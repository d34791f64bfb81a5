# SPDX-License-Identifier: GPL-2.0-only
"""The shared libraries that programs of an image need."""

import os
import re
import subprocess
from pathlib import Path

from .files import HarnessError


class NoLibrary(HarnessError):
    """A program of the image needs a library that is nowhere."""


def library_path(tree):
    """The environment in which programs of the tree run here."""
    dirs = [tree / d for d in ("usr/lib/x86_64-linux-gnu",
                               "lib/x86_64-linux-gnu",
                               "usr/lib/xen-4.17/lib/x86_64-linux-gnu")]
    return dict(os.environ,
                LD_LIBRARY_PATH=":".join(str(d) for d in dirs))


def libraries_of(tree, binaries):
    """Every shared library the binaries load, as (path to copy, place)."""
    env = library_path(tree)
    found = {}
    for binary in binaries:
        p = subprocess.run(["ldd", str(binary)], env=env, text=True,
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for line in p.stdout.splitlines():
            if "not found" in line:
                raise NoLibrary(f"{binary}: {line.strip()}")
            m = re.search(r"(?:(\S+) => )?(/\S+) \(0x", line)
            if m:
                found[Path(m.group(2)).name] = Path(m.group(2))
    gcc_s = Path("/lib/x86_64-linux-gnu/libgcc_s.so.1")
    if gcc_s.exists():
        found[gcc_s.name] = gcc_s
    return found
