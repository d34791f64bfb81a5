# SPDX-License-Identifier: GPL-2.0-only
"""What every part uses: commands, and files of an image."""

import shutil
import stat
import subprocess


class HarnessError(Exception):
    """What the harness itself could not do, in one sentence."""


def run(*cmd, cwd=None, stdin=None, env=None):
    """Runs a command; its output, or HarnessError with what it said."""
    p = subprocess.run([str(c) for c in cmd], cwd=cwd, input=stdin, env=env,
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if p.returncode:
        raise HarnessError(f"{cmd[0]}: {p.stderr.decode(errors='replace')}")
    return p.stdout


def first_file(*paths):
    return next((p for p in paths if p.exists()), None)


def pack(tree, out):
    """A newc cpio of a folder."""
    names = run("find", ".", "-print0", cwd=tree)
    data = run("cpio", "-0", "-o", "-H", "newc", "--quiet", "-R", "0:0",
               cwd=tree, stdin=names)
    out.write_bytes(data)


def put(image, dest, source):
    """Copies a file, contents rather than links, with its mode."""
    target = image / dest
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(source.stat().st_mode | stat.S_IWUSR)


def put_stripped(image, dest, source):
    """The same for a program: what only debuggers read stays here."""
    put(image, dest, source)
    run("strip", "--strip-debug", image / dest)
