# SPDX-License-Identifier: GPL-2.0-only
"""The modules of dom0's kernel."""

from .files import put, run

MODULES = {
    "base": ["xenfs", "xen-privcmd", "xen-evtchn", "xen-gntdev",
             "xen-gntalloc"],
    "block": ["xen-blkback", "loop", "ext4"],
    "pygrub": ["crc32c_generic"],
    "net": ["xen-netback", "bridge"],
    "guest": ["xen-blkfront", "xen-netfront"],
    "pci": ["nvme", "e1000e", "virtio-pci", "virtio-net", "virtio-blk",
            "ahci"],
}


def module_closure(tree, version, wanted):
    """modules.dep order: what must be there for the wanted modules."""
    moddir = tree / "lib/modules" / version
    deps = {}
    for path in moddir.rglob("*.ko*"):
        deps[path.name.split(".ko")[0].replace("_", "-")] = path
    out = []

    def add(name):
        path = deps.get(name.replace("_", "-"))
        if path is None or path in out:
            return
        info = run("modinfo", "-F", "depends", path).decode().strip()
        for dep in filter(None, info.split(",")):
            add(dep)
        out.append(path)

    for name in wanted:
        add(name)
    return out


def add_modules(image, tree, version, layers):
    """The layers' modules, loaded in order by name, dependencies known."""
    wanted = [m for layer in ["base", *layers] for m in MODULES.get(layer, [])]
    paths = module_closure(tree, version, wanted)
    for path in paths:
        put(image, path.relative_to(tree), path)
    run("depmod", "-b", image, version)
    load = [m for layer in ["base", *layers] if layer != "guest"
            for m in MODULES.get(layer, [])]
    (image / "etc/xmxl-modules").write_text("\n".join(load) + "\n")
