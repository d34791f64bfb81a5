# SPDX-License-Identifier: GPL-2.0-only
"""The machine in QEMU."""

import re
import shutil
import subprocess
import time

from .files import run


def qemu_command(opt, hypervisor, vmlinux, initrd):
    cmdline = "console=com1 com1=115200,8n1 noreboot=1 " \
              f"dom0_mem={opt.dom0_mem}M,max:{opt.dom0_mem}M {opt.append}"
    kernel = "console=hvc0 earlyprintk=xen quiet panic=1 " \
             f"rdinit=/init {opt.kernel_append}"
    return ["qemu-system-x86_64", "-machine", "q35",
            "-accel", f"tcg,thread={opt.thread},tb-size=512",
            "-cpu", opt.cpu, "-smp", str(opt.smp), "-m", str(opt.mem),
            "-nodefaults", "-display", "none", "-no-reboot",
            "-serial", "mon:stdio" if opt.console else "stdio", "-kernel", str(hypervisor),
            "-append", cmdline.strip(),
            "-initrd", f"{vmlinux} {kernel.strip()},{initrd}"]


GRUB_CFG = """set timeout=0
serial --unit=0 --speed=115200
terminal_output serial
insmod all_video
echo "XMXL: grub"
multiboot2 /boot/xen {hypervisor}
module2 /boot/vmlinux {kernel}
module2 --nounzip /boot/initrd
boot
"""


def grub_command(opt, work, command):
    """The same boot through GRUB on a CD, with BIOS or UEFI firmware."""
    at = command.index("-kernel")
    files = dict(zip(command[at::2], command[at + 1::2]))
    modules, initrd = files["-initrd"].rsplit(",", 1)
    vmlinux, kernel = modules.split(" ", 1)
    tree = work / "cd"
    (tree / "boot/grub").mkdir(parents=True)
    for name, source in (("xen", files["-kernel"]), ("vmlinux", vmlinux),
                         ("initrd", initrd)):
        shutil.copyfile(source, tree / "boot" / name)
    (tree / "boot/grub/grub.cfg").write_text(GRUB_CFG.format(
        hypervisor=files["-append"], kernel=kernel))
    iso = work / "boot.iso"
    run("grub-mkrescue", "-o", iso, tree, "--locales=", "--fonts=",
        "--themes=", "--compress=no")
    command = command[:at] + command[at + 6:] + ["-cdrom", str(iso)]
    if opt.boot == "uefi":
        shutil.copyfile("/usr/share/OVMF/OVMF_VARS_4M.fd", work / "vars.fd")
        flash = "if=pflash,format=raw,unit={},file={}"
        command += ["-drive", flash.format(
            0, "/usr/share/OVMF/OVMF_CODE_4M.fd,readonly=on"),
            "-drive", flash.format(1, work / "vars.fd")]
    return command


def boot(command, log, limit):
    """Runs QEMU to its end; seconds it took, or None when time ran out."""
    start = time.monotonic()
    with open(log, "wb") as out:
        p = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out,
                             stderr=subprocess.STDOUT)
        try:
            p.wait(timeout=limit)
            return time.monotonic() - start
        except subprocess.TimeoutExpired:
            return None
        finally:
            if p.poll() is None:
                p.kill()
                p.wait()


def clean(data):
    text = data.decode("utf-8", "replace").replace("\r", "")
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text)
