# SPDX-License-Identifier: LGPL-2.1-only
"""Runs one program on the system's libraries and on ours, and compares what
it prints (TAP)."""

import difflib
import os
import subprocess

SRC = os.environ.get("top_srcdir", ".")
BUILD = os.environ.get("top_builddir", ".")
CC = os.environ.get("CC", "gcc").split()
SYSTEM_DIRS = ["/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib"]


def system_dir():
    """Where the system keeps its libxenlight; None: nowhere."""
    return next((d for d in SYSTEM_DIRS
                 if os.path.exists(f"{d}/libxenlight.so.4.17")), None)


def is_sanitized():
    text = subprocess.run(["readelf", "-d", f"{BUILD}/libxl/libxenlight.so.4.17"],
                          capture_output=True, text=True, check=True).stdout
    return "libasan" in text


def compile_program(source, path, libraries):
    """Against our headers; linked to the system's libraries, of the same ABI."""
    flags = ["-fsanitize=address,undefined"] if is_sanitized() else []
    subprocess.run(
        CC + flags + ["-w", "-g", "-x", "c", "-", "-o", path, "-D_GNU_SOURCE",
                      f"-I{SRC}/libxl/include", f"-I{BUILD}/libxl/include"] + libraries,
        input=source, text=True, check=True)


def run(path, folder, leaks, arguments=()):
    env = dict(os.environ, LD_LIBRARY_PATH=folder, ASAN_OPTIONS=f"detect_leaks={leaks}")
    done = subprocess.run([path, *arguments], env=env, capture_output=True, text=True,
                          errors="replace", check=False)
    return done.returncode, done.stdout, done.stderr


def compare(path, clean, same):
    """Two results: `clean`, ours ends well and leaks nothing; `same`."""
    code, ours, errors = run(path, f"{BUILD}/libxl", 1)
    if code:
        print("#", "\n# ".join(errors.split("\n")[:40]))
    print("not ok" if code else "ok", "1 -", clean)
    code, theirs, _ = run(path, system_dir(), 0)
    if code:
        print(f"# the system's library ended the program with {code}")
    different = theirs != ours
    if different:
        lines = difflib.unified_diff(theirs.split("\n"), ours.split("\n"), "system", "ours",
                                     n=12, lineterm="")
        print("#", "\n# ".join(list(lines)[:80]))
    print(f"# {len(ours.splitlines())} lines compared")
    print("not ok" if different or code else "ok", "2 -", same)
