# SPDX-License-Identifier: GPL-2.0-only
"""The distribution's packages. They are fetched and unpacked, not installed: the
machine that runs the harness stays as it is."""

import gzip
import lzma
import os
import re
from pathlib import Path

from .files import HarnessError, run

# What every image is made of.
PACKAGES = [
    "xen-hypervisor-4.17-amd64", "xen-utils-4.17", "xen-utils-common",
    "xenstore-utils", "busybox-static", "bash", "kmod", "util-linux",
    "iproute2", "ethtool",
    "libxenmisc4.17", "libxenstore4", "libxencall1",
    "libxendevicemodel1", "libxenevtchn1", "libxenforeignmemory1",
    "libxengnttab1", "libxenhypfs1", "libxentoolcore1", "libxentoollog1",
]
META_KERNEL = "linux-image-amd64"
# What a layer adds to it: more packages, and of them programs and folders.
LAYER_PACKAGES = {
    "qemu": ["qemu-system-xen", "qemu-utils", "qemu-system-data",
             "libspice-server1"],
    "libvirt": ["libvirt-daemon", "libvirt-daemon-driver-xen", "libvirt0",
                "libvirt-clients", "libssh-4"],
    "pygrub": ["python3.11-minimal", "libpython3.11-minimal",
               "libpython3.11-stdlib", "libext2fs2", "ncurses-base"],
}


def default_cache():
    """Where packages and images are kept from run to run."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "xmxl-host"


def kernel_package():
    """The package the distribution's kernel meta package stands for today."""
    out = run("apt-cache", "depends", META_KERNEL).decode()
    found = re.search(r"Depends: (linux-image-\S+)", out)
    if not found:
        raise HarnessError(f"{META_KERNEL} names no kernel; run apt-get update")
    return found.group(1)


def of_layers(table, layers):
    return [item for layer in layers for item in table.get(layer, [])]


def fetch_packages(cache, layers=()):
    """Unpacks every package into one tree below the cache."""
    tree = cache / "root"
    tree.mkdir(parents=True, exist_ok=True)
    unpack_packages(cache, tree, PACKAGES + [kernel_package()] +
                    of_layers(LAYER_PACKAGES, layers))
    return tree


def fetch_libraries(cache, tree, layers):
    """Unpacks the libraries that the packages depend on, direct or not."""
    names = PACKAGES + of_layers(LAYER_PACKAGES, layers)
    listed = run("apt-cache", "depends", "--recurse", "--important",
                 *names).decode()
    unpack_packages(cache, tree,
                    sorted(set(re.findall(r"^lib\S+", listed, re.M))))


def unpack_packages(cache, tree, names):
    debs = cache / "debs"
    debs.mkdir(exist_ok=True)
    for name in names:
        done = debs / f"{name}.done"
        if done.exists():
            continue
        run("apt-get", "download", "-q", name, cwd=debs)
        deb = next(p for p in debs.glob("*.deb")
                   if p.name.startswith(name + "_"))
        run("dpkg-deb", "-x", deb, tree)
        deb.unlink()
        done.touch()


def unpack_vmlinux(tree, cache):
    """The uncompressed ELF kernel: what makes booting it fast."""
    out = cache / "vmlinux"
    vmlinuz = sorted((tree / "boot").glob("vmlinuz-*"))[-1]
    if out.exists():
        return out, vmlinuz
    data = vmlinuz.read_bytes()
    at = data.find(b"\xfd7zXZ\0")
    if at < 0:
        raise HarnessError(f"{vmlinuz}: no xz payload")
    elf = lzma.LZMADecompressor().decompress(data[at:])
    tmp = cache / "vmlinux.tmp"
    tmp.write_bytes(elf)
    run("strip", "--strip-all", tmp)
    tmp.rename(out)
    return out, vmlinuz


def hypervisor_path(cache, tree, which):
    if which != "debian":
        return Path(which)
    out = cache / "xen-debian"
    if not out.exists():
        packed = sorted((tree / "boot").glob("xen-4.17-amd64.gz"))
        if not packed:
            raise HarnessError("the hypervisor package holds no xen-*.gz")
        out.write_bytes(gzip.decompress(packed[-1].read_bytes()))
    return out
