# SPDX-License-Identifier: GPL-2.0-only
"""The file system of dom0, kept per set of layers."""

import hashlib
import shutil
import tempfile
from pathlib import Path

from .files import pack, put, run
from .libraries import NoLibrary, libraries_of, library_path
from .modules import MODULES, add_modules
from .packages import fetch_libraries, of_layers

HERE = Path(__file__).resolve().parent
BINARIES = [
    "usr/lib/xen-4.17/bin/xl", "usr/lib/xen-4.17/bin/xenstored",
    "usr/lib/xen-4.17/bin/xenconsoled", "usr/lib/xen-4.17/bin/xenconsole",
    "usr/lib/xen-4.17/bin/xen-init-dom0", "usr/lib/xen-4.17/bin/xentop",
    "usr/bin/xenstore-read", "usr/bin/xenstore-write", "usr/bin/xenstore-ls",
    "usr/bin/xenstore-list", "usr/bin/xenstore-rm", "usr/bin/xenstore-watch",
    "bin/bash", "bin/busybox", "usr/bin/flock", "bin/ip", "sbin/bridge",
]
LAYER_BINARIES = {
    "qemu": ["usr/libexec/xen-qemu-system-i386", "usr/bin/qemu-img"],
    "libvirt": ["usr/sbin/libvirtd", "usr/bin/virsh",
                "usr/lib/x86_64-linux-gnu/libvirt/connection-driver/"
                "libvirt_driver_libxl.so"],
    "pygrub": ["usr/bin/python3.11", "usr/lib/xen-4.17/bin/pygrub",
               "usr/lib/xen-4.17/lib/x86_64-linux-gnu/xenfsimage/"
               "ext2fs-lib/fsimage.so"],
}
LAYER_FOLDERS = {"qemu": ["usr/share/qemu/keymaps"],
                 "libvirt": ["usr/share/libvirt/cpu_map"],
                 "pygrub": ["lib/terminfo/v"]}
LAYER_LINKS = {"pygrub": {"usr/bin/python3": "python3.11"}}
# Programs in the distribution's Python: the modules they load go with them.
LAYER_SCRIPTS = {"pygrub": ["usr/lib/xen-4.17/bin/pygrub"]}
LIST_MODULES = HERE / "list_modules.py"
INIT = (HERE / "init.sh").read_text()


def image_name(layers):
    text = INIT + repr(BINARIES) + repr(MODULES) + ",".join(layers) + \
        repr(of_layers(LAYER_BINARIES, layers))
    if of_layers(LAYER_SCRIPTS, layers):
        text += LIST_MODULES.read_text()
    return "dom0-" + hashlib.sha256(text.encode()).hexdigest()[:12] + ".cpio"


def build_image(cache, tree, layers):
    """The dom0 file system with the layers a scenario asks for."""
    out = cache / image_name(layers)
    if out.exists():
        return out
    try:
        libraries_of(tree, image_binaries(tree, layers))
    except NoLibrary:
        fetch_libraries(cache, tree, layers)
    with tempfile.TemporaryDirectory(dir=cache) as tmp:
        fill_image(Path(tmp), tree, layers)
        pack(Path(tmp), out.with_suffix(".tmp"))
    out.with_suffix(".tmp").rename(out)
    return out


def image_binaries(tree, layers):
    return [tree / b for b in BINARIES + of_layers(LAYER_BINARIES, layers)]


def fill_image(image, tree, layers):
    version = sorted((tree / "lib/modules").iterdir())[-1].name
    put_folders(image)
    put_programs(image, tree, layers)
    put_busybox(image, tree)
    put_settings(image, tree)
    add_modules(image, tree, version, layers)
    (image / "init").write_text(INIT)
    (image / "init").chmod(0o755)


def put_folders(image):
    for d in ("proc sys dev tmp run var/log var/lib etc/xen root "
              "scenario mnt sbin usr/sbin usr/lib/xen-4.17/boot").split():
        (image / d).mkdir(parents=True, exist_ok=True)
    (image / "var/run").symlink_to("/run")
    (image / "var/lock").symlink_to("/run/lock")


def put_programs(image, tree, layers):
    """The programs, what the layers add to them, and the libraries of all."""
    programs = image_binaries(tree, layers)
    for binary in programs:
        put(image, binary.relative_to(tree), binary)
    for name in of_layers(LAYER_FOLDERS, layers):
        shutil.copytree(tree / name, image / name)
    for script in of_layers(LAYER_SCRIPTS, layers):
        programs += put_modules(image, tree, tree / script)
    for name, path in libraries_of(tree, programs).items():
        put(image, f"lib/x86_64-linux-gnu/{name}", path)
    for layer in layers:
        for name, target in LAYER_LINKS.get(layer, {}).items():
            (image / name).symlink_to(target)
    put(image, "lib64/ld-linux-x86-64.so.2",
        Path("/lib64/ld-linux-x86-64.so.2"))


def put_busybox(image, tree):
    for applet in run(tree / "bin/busybox", "--list").decode().split():
        link = image / "bin" / applet
        if not link.exists():
            link.symlink_to("busybox")
    (image / "sbin/modprobe").symlink_to("/bin/busybox")


def put_settings(image, tree):
    scripts = tree / "etc/xen/scripts"
    if scripts.is_dir():
        shutil.copytree(scripts, image / "etc/xen/scripts")
    (image / "etc/xen/xl.conf").touch()
    (image / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/bash\n")
    (image / "etc/group").write_text("root:x:0:\n")
    (image / "etc/hostname").write_text("host\n")


def put_modules(image, tree, script):
    """The modules of Python that a script loads, compiled, since dom0 is slow;
    of them those that are libraries are returned."""
    env = dict(library_path(tree), PYTHONHOME=str(tree / "usr"))
    env.pop("PYTHONPATH", None)
    said = run(tree / "usr/bin/python3.11", "-s", LIST_MODULES, script,
               tree, image, env=env).decode()
    files = [Path(line.partition(" ")[2]) for line in said.splitlines()
             if line.startswith("module ")]
    for path in files:
        put(image, path.relative_to(tree), path)
    return [path for path in files if path.suffix == ".so"]
