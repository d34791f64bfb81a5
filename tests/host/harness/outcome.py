# SPDX-License-Identifier: GPL-2.0-only
"""What a serial log says of a run."""

import re
import sys

STAGES = [
    ("XMXL: begin", "the scenario"),
    ("XMXL: xenstored", "xenstored"),
    ("XMXL: init", "dom0's init"),
    ("Linux version", "dom0's kernel"),
    ("Building dom0", "the start of dom0"),
    ("Xen version", "the hypervisor"),
]


def how_far(text):
    for marker, name in STAGES:
        if marker in text:
            return f"it came as far as {name}"
    return "it printed nothing that is known" if text.strip() else \
        "it printed nothing at all"


def result(text):
    """(status or None, the scenario's output)"""
    begin = text.rfind("XMXL: begin\n")
    found = re.search(r"XMXL: status (\d+)", text)
    if begin < 0:
        return None, ""
    end = found.start() if found else len(text)
    out = [line for line in text[begin:end].splitlines()[1:]
           if not line.startswith("(XEN)")]
    return (int(found.group(1)) if found else None), "\n".join(out)


def tail(text, lines=40):
    return "\n".join(text.splitlines()[-lines:])


def report(opt, text, seconds):
    status, out = result(text)
    if out:
        print(out)
    if status is None:
        why = "did not end in time" if seconds is None else "ended early"
        print(f"host: {why} after {opt.timeout if seconds is None else round(seconds)} s; "
              f"{how_far(text)}\n--- end of the serial log ---\n{tail(text)}",
              file=sys.stderr)
        return 124 if "XMXL: begin" in text else 125
    if status:
        print(f"host: the scenario ended with status {status}\n"
              f"--- end of the serial log ---\n{tail(text, 15)}",
              file=sys.stderr)
    return status
