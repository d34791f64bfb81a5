# SPDX-License-Identifier: GPL-2.0-only
"""What changes from run to run: the scenario and its files."""

import re
import shutil
import tempfile
from pathlib import Path

from .files import pack, put

LIBRARY = Path(__file__).resolve().parent.parent / "scenarios/lib.sh"

# Around a scenario of programs with sanitizers. Their reports go to files, as
# many of the programs have nobody who reads what they say; UBSan's go where a
# daemon's messages go. (A daemon's search for leaks also warns of the thread
# that forked it: that is no report.)
REPORTS = "/run/sanitizer"
# A daemon's copy of its parent's memory holds the message that the parent's
# thread for xenstore was just waiting for.
NO_LEAKS = "/scenario/no-leaks"
REPORTING = f"""bash ./inner "$@"
status=$?
for report in {REPORTS}.* /var/log/xen/*.log; do
	grep -qs -e ERROR: -e 'runtime error:' "$report" || continue
	echo "a sanitizer's report: ${{report##*/}}"
	cat "$report"
	status=99
done
exit $status
"""


def scenario_layer(cache, scenario, args, extra, sanitized):
    """What changes from run to run, packed by itself behind the image."""
    with tempfile.TemporaryDirectory(dir=cache) as tmp:
        tree = Path(tmp) / "tree"
        put(tree, "scenario/inner" if sanitized else "scenario/scenario",
            Path(scenario))
        if sanitized:
            (tree / "scenario/scenario").write_text(REPORTING)
            (tree / NO_LEAKS.lstrip("/")).write_text("leak:libxenstore.so\n")
        put(tree, "scenario/lib.sh", LIBRARY)
        (tree / "scenario/args").write_text(" ".join(args) + "\n")
        for item in extra:
            source, _, dest = item.partition(":")
            dest = dest.lstrip("/") or f"scenario/{Path(source).name}"
            if Path(source).is_dir():
                shutil.copytree(source, tree / dest)
            else:
                put(tree, dest, Path(source))
        out = Path(tmp) / "layer.cpio"
        pack(tree, out)
        return out.read_bytes()


def wishes(scenario):
    """What a scenario's first lines ask for: `# layers: a,b` and the like."""
    head = Path(scenario).read_text().splitlines()[:10]
    found = {}
    for line in head:
        m = re.match(r"# (layers|hypervisor|smp|mem|qemu|python): (.*)", line)
        if m:
            found[m.group(1)] = " ".join(
                [found.get(m.group(1), ""), m.group(2).strip()]).strip()
    return found
