#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-only
"""Clients compiled against the system's headers run on our libraries, and
clients compiled against ours run on the system's: both print the same on both,
for every version of the API that a source may ask for (TAP)."""

import difflib
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import both

CLIENT = f"{both.SRC}/tests/unit/libxl/clients/offline.c"
VERSIONS = [None, 0x040200, 0x040300, 0x040400, 0x040500, 0x040700, 0x040800,
            0x041300, 0x041400]
LIBRARIES = ["-lxenlight", "-lxlutil", "-lxentoollog", "-lyajl"]
OURS = [f"-I{both.SRC}/libxl/include", f"-I{both.BUILD}/libxl/include"]


def build(scratch, version, headers):
    """The client; linked to the system's libraries, of the same ABI."""
    path = os.path.join(scratch, "client")
    flags = ["-fsanitize=address,undefined"] if both.is_sanitized() else []
    flags += [] if version is None else [f"-DLIBXL_API_VERSION={version:#x}"]
    subprocess.run(
        both.CC + flags + ["-Wall", "-Werror", "-g", "-D_GNU_SOURCE",
                           "-DHAVE_YAJL_YAJL_VERSION_H", *headers, CLIENT,
                           "-o", path, *LIBRARIES], check=True)
    return path


def tell_difference(expected, ours):
    lines = difflib.unified_diff(expected.split("\n"), ours[1].split("\n"), "expected",
                                 "our library", lineterm="")
    print("#", "\n# ".join([*lines, *ours[2].split("\n")][:40]))


def main():
    if not both.system_dir():
        print("1..0 # SKIP the system has no libxenlight.so.4.17 to compare with")
        return
    number = 0
    with tempfile.TemporaryDirectory() as scratch:
        for version in VERSIONS:
            expected = None
            for name, headers in (("the system's", []), ("our", OURS)):
                path = build(scratch, version, headers)
                theirs = both.run(path, both.system_dir(), 0)
                ours = both.run(path, f"{both.BUILD}/libxl", 1)
                expected = expected or theirs[1]
                good = theirs[0] == ours[0] == 0 and \
                    theirs[1] == ours[1] == expected and len(expected) > 1000
                if not good:
                    print("# ended with", theirs[0], "and", ours[0])
                    tell_difference(expected, ours)
                number += 1
                print("ok" if good else "not ok", number, f"- API {version or 0:#x},",
                      name, "headers, both libraries")
    print(f"1..{number}")


if __name__ == "__main__":
    main()
