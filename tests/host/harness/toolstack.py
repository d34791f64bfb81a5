# SPDX-License-Identifier: GPL-2.0-only
"""Our toolstack in the place of the distribution's."""

import os
import re
import shutil
import tempfile
from pathlib import Path

from .files import HarnessError, first_file, pack, put, put_stripped, run
from .image import BINARIES
from .libraries import libraries_of

# Where our xl looks for its evaluator when it is not in a build tree.
EVALUATOR_PLACE = "usr/local/libexec/xmxl/xmxl-python"
SERVICE_PLACE = "usr/local/libexec/xmxl/domains"
# Of Python's own library: what no config asks for.
PYTHON_BALLAST = [
    "__pycache__", "*.pyc", "test", "tests", "idlelib", "tkinter", "lib2to3",
    "ensurepip", "distutils", "pydoc*", "turtle*", "config-*", "unittest",
    "dist-packages", "site-packages", "asyncio", "venv", "multiprocessing",
    "concurrent", "email", "xml", "xmlrpc", "http", "html", "wsgiref",
    "dbm", "sqlite3", "curses", "ctypes", "logging", "msilib",
    "*sqlite*", "*tkinter*", "*ssl*", "_codecs_*", "_ctypes*", "_decimal*",
    "_curses*", "*readline*", "*dbm*", "_test*", "_asyncio*", "_uuid*",
    "*nis*", "*bz2*", "*lzma*", "_hashlib*", "*elementtree*", "ossaudio*",
]


class Toolstack:
    """What of a folder goes into dom0, and where to. Without a folder, only
    the library changes: the distribution's xl on ours."""

    def __init__(self, folder, python):
        self.files = {}
        self.python = python and folder is not None
        self.service = None
        if folder is None:
            self.library = self.choose_library(Path("/nonexistent"))
            self.asan = self.sanitizer()
            return
        folder = Path(folder)
        self.add("usr/lib/xen-4.17/bin/xl",
                 first_file(folder / "xl/xl", folder / "xl"))
        self.add("usr/lib/xen-4.17/bin/xl-live.so",
                 first_file(folder / "xl/.libs/xl-live.so",
                            folder / "xl-live.so"))
        self.service = first_file(folder / "xl/service/domains")
        self.library = self.choose_library(folder)
        self.asan = self.sanitizer()
        if python:
            self.evaluator = first_file(
                folder / "xmcompat/python/xmxl-python",
                folder / "xmxl-python")
            if not self.evaluator:
                raise HarnessError(f"{folder}: no evaluator; build it, or "
                                   "run without --python")

    def add(self, dest, source):
        if not source or not source.is_file():
            raise HarnessError(f"no {Path(dest).name} in the toolstack; "
                               "run make there first")
        self.files[dest] = source

    @staticmethod
    def choose_library(folder):
        asked = os.environ.get("XMXL_LIBXENLIGHT")
        if asked == "debian":
            return None
        if asked:
            return Path(asked)
        return first_file(folder / "libxenlight.so.4.17",
                          folder / "libxl/libxenlight.so.4.17")

    def sanitizer(self):
        """AddressSanitizer's library, if ours was built with it."""
        if not self.library:
            return None
        needed = run("readelf", "-d", self.library).decode()
        found = re.search(r"\[(libasan\.so\.\d+)\]", needed)
        return found and found.group(1)

    def put_into(self, image, tree):
        """Adds the files, and the libraries that the image lacks."""
        there = libraries_of(tree, [tree / b for b in BINARIES])
        programs = list(self.files.values())
        for dest, source in self.files.items():
            put_stripped(image, dest, source)
        if self.files:
            (image / "usr/lib/xen-4.17/bin/xm").symlink_to("xl")
        if self.service:
            put(image, SERVICE_PLACE, self.service)
        if self.library:
            put_stripped(image, "lib/x86_64-linux-gnu/libxenlight.so.4.17",
                         self.library)
            programs.append(self.library)
        if self.python:
            programs += self.put_python(image)
        for name, path in libraries_of(tree, programs).items():
            if name not in there and name != "ld-linux-x86-64.so.2":
                put(image, f"lib/x86_64-linux-gnu/{name}", path)
        if self.asan:
            self.put_preloading(image, tree)

    def put_preloading(self, image, tree):
        """A library built with AddressSanitizer cannot be loaded by a program
        that was not, unless its runtime comes first. Of the distribution's
        programs that are part of every boot one uses the library."""
        name = "usr/lib/xen-4.17/bin/xen-init-dom0"
        put(image, name + ".real", tree / name)
        (image / name).write_text(
            "#!/bin/sh\n"
            f"LD_PRELOAD={self.asan} ASAN_OPTIONS=detect_leaks=0 "
            f"exec /{name}.real\n")
        (image / name).chmod(0o755)

    def put_python(self, image):
        """The evaluator, and what of Python's own library configs may use:
        pure modules, and the extensions that need no further libraries."""
        put_stripped(image, EVALUATOR_PLACE, self.evaluator)
        home = run("pkg-config", "--variable=prefix",
                   "python3-embed").decode().strip()
        version = run("pkg-config", "--modversion",
                      "python3-embed").decode().strip()
        stdlib = Path(home) / "lib" / f"python{version}"
        skip = shutil.ignore_patterns(*PYTHON_BALLAST)
        dest = image / str(stdlib).lstrip("/")
        shutil.copytree(stdlib, dest, ignore=skip, symlinks=True)
        return [self.evaluator]

    def layer(self, cache, tree):
        """The whole as a cpio, to be packed behind the image."""
        with tempfile.TemporaryDirectory(dir=cache) as tmp:
            image = Path(tmp) / "tree"
            image.mkdir()
            self.put_into(image, tree)
            out = Path(tmp) / "layer.cpio"
            pack(image, out)
            return out.read_bytes()
