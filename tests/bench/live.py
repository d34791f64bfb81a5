#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""How long xl create -p, list and destroy take with many guests, and their
peak memory: our xl on our libxenlight beside the distribution's, by turns in
one dom0 (in QEMU, see tests/host).

usage: live.py [BUILD-DIR] [--guests N] [--lists N] [-- ARGUMENT OF host run]...

BUILD-DIR is optimised and without sanitizers. The exit status says whether
ours are at or below the distribution's everywhere (within 5 %: noise).
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
SLACK = 1.05


def runpath(module):
    """The folder in which the module looks for libxenlight."""
    text = subprocess.run(["readelf", "-dW", module], stdout=subprocess.PIPE, text=True,
                          check=False).stdout
    found = re.search(r"runpath: \[([^]:]*)", text)
    return found.group(1) if found else "/usr/local/lib/xmxl"


def run_in_dom0(build, guests, lists, extra):
    """What the scenario printed."""
    with tempfile.TemporaryDirectory() as scratch:
        kernel = f"{scratch}/entry.elf"
        subprocess.run(["make", "-s", "-C", TOP / "tests/guests", f"O={scratch}", kernel],
                       check=True)
        # As installed: xl finds its module beside it, the module its library.
        module = build / "xl/.libs/xl-live.so"
        files = {
            build / "xl/xl": "/opt/xmxl/xl",
            module: "/opt/xmxl/xl-live.so",
            build / "libxl/libxenlight.so.4.17": f"{runpath(module)}/libxenlight.so.4.17",
            pathlib.Path(kernel): "/opt/xmxl/guest.elf",
        }
        for source in files:
            if not source.is_file():
                sys.exit(f"{source} is not there; run make in {build} first")
        command = [TOP / "tests/host/host", "run", "--toolstack", "debian", "--timeout", "600"]
        for source, name in files.items():
            command += ["--with", f"{source}:{name}"]
        command += [*extra, TOP / "tests/bench/live.sh", str(guests), str(lists)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            print(done.stdout, file=sys.stderr)
            print(f"the scenario ended with status {done.returncode}", file=sys.stderr)
        return done.returncode, done.stdout


def table(text):
    """Prints ours beside theirs; whether ours are at or below everywhere."""
    values = {}
    for kind, name, who, value in re.findall(
            r"^(TIME|PEAK) (\S+) (debian|ours) (\d+)", text, re.M):
        both = values.setdefault((kind, name), {})
        both[who] = min(int(value), both.get(who, int(value)))
    good = bool(values)
    print(f"{'':24}{'distribution':>14}{'ours':>10}{'ratio':>8}")
    for (kind, name), both in values.items():
        if len(both) < 2:
            continue
        ratio = both["ours"] / both["debian"]
        good = good and ratio <= SLACK
        unit, by = ("ms", 1000) if kind == "TIME" else ("MiB", 1024)
        label = f"{name}, {'time' if kind == 'TIME' else 'peak'} in {unit}"
        print(f"{label:24}{both['debian'] / by:14.1f}{both['ours'] / by:10.1f}{ratio:8.2f}"
              f"{'' if ratio <= SLACK else '  above'}")
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", nargs="?", default=".", type=pathlib.Path)
    parser.add_argument("--guests", type=int, default=50)
    parser.add_argument("--lists", type=int, default=10)
    words = sys.argv[1:]
    cut = words.index("--") if "--" in words else len(words)
    opt = parser.parse_args(words[:cut])
    status, text = run_in_dom0(opt.build.resolve(), opt.guests, opt.lists, words[cut + 1:])
    good = table(text)
    return status or (0 if good else 1)


if __name__ == "__main__":
    sys.exit(main())
