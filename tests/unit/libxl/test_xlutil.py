#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-only
"""Our libxlutil against the system's, with xlu_probe.c (TAP)."""

import os
import sys
import tempfile

sys.dont_write_bytecode = True

import both


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


if __name__ == "__main__":
    main()
