#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-only
"""Our libxlutil against the system's, with xlu_probe.c (TAP)."""

import os
import sys
import tempfile

sys.dont_write_bytecode = True

import both


def config_files():
    """Our examples, and a collection of configs where there is one."""
    collection = os.environ.get("XMXL_CORPUS", f"{both.SRC}/../shared/corpus")
    for folder in (f"{both.SRC}/configs", collection):
        for where, _, names in os.walk(folder):
            yield from (os.path.join(where, n) for n in names if n.endswith(".cfg"))


def blocks(text):
    """path -> what was printed of it, None when it was refused."""
    found, lines = {}, []
    for line in text.split("\n"):
        if line.startswith("file /") or line.startswith("file ."):
            path, verdict = line[5:].rsplit(" ", 1)
            lines = []
            found[path] = lines if verdict == "read" else None
        else:
            lines.append(line)
    return found


def compare_files(path):
    """What the system's library reads, ours reads as the same."""
    files = sorted(config_files())
    theirs = blocks(both.run(path, both.system_dir(), 0, files)[1])
    ours = blocks(both.run(path, f"{both.BUILD}/libxl", 1, files)[1])
    readable = [f for f in theirs if theirs[f] is not None]
    wrong = [f for f in readable if theirs[f] != ours.get(f)]
    for f in wrong:
        print("# read as something else:", f)
    print(f"# {len(readable)} of {len(files)} files are xl's")
    print("not ok" if wrong or not readable else "ok",
          "3 - whole files are read as by the system's library")


def main():
    if not both.system_dir():
        print("1..0 # SKIP the system has no libxlutil.so.4.17 to compare with")
        return
    with open(f"{both.SRC}/tests/unit/libxl/xlu_probe.c", encoding="ascii") as f:
        source = f.read()
    with tempfile.TemporaryDirectory() as scratch:
        path = os.path.join(scratch, "probe")
        both.compile_program(source, path, ["-lxlutil", "-lxenlight"])
        both.compare(path, "config files and device texts, no error, no leak",
                     "config files and devices are read as by the system's library")
        compare_files(path)
    print("1..3")


if __name__ == "__main__":
    main()
