# SPDX-License-Identifier: LGPL-2.1-only
"""Writes what every class of devices offers: typed calls of device/class.h."""

import header

HOW = "const libxl_asyncop_how *ao_how"


def changing(name, call):
    """A function that adds or removes: (head, body) for a device."""

    def make(d):
        head = (
            f"int {d.c_name}_{name}(libxl_ctx *ctx, uint32_t domid,\n"
            f"\t{d.c_name} *{d.name}, {HOW})"
        )
        return head, f"return {call.format(row=row(d), device=d.name)};"

    return make


def row(d):
    return f"&lx_{d.class_name}_class"


def list_all(d):
    head = (
        f"{d.c_name} *{d.c_name}_list(libxl_ctx *ctx, uint32_t domid,\n\tint *num)"
    )
    return head, f"return lx_device_list(ctx, domid, {row(d)}, num);"


def list_free(d):
    head = f"void {d.c_name}_list_free({d.c_name} *list, int num)"
    return head, f"lx_device_list_free({row(d)}, list, num);"


def by_devid(d):
    head = (
        f"int libxl_devid_to_device_{d.name}(libxl_ctx *ctx, uint32_t domid,\n"
        f"\tint devid, {d.c_name} *{d.name})"
    )
    return head, f"return lx_device_by_devid(ctx, domid, {row(d)}, devid, {d.name});"


def getinfo(d):
    head = (
        f"int {d.c_name}_getinfo(libxl_ctx *ctx, uint32_t domid,\n"
        f"\tconst {d.c_name} *{d.name}, libxl_{d.name}info *{d.name}info)"
    )
    return head, f"return lx_device_info(ctx, domid, {row(d)}, {d.name}, {d.name}info);"


def removal(how_hard):
    return f"lx_device_remove(ctx, domid, {{row}}, {{device}}, {how_hard}, ao_how)"


MAKERS = {
    "add": changing("add", "lx_device_add(ctx, domid, {row}, {device}, ao_how)"),
    "remove": changing("remove", removal("LX_REMOVE")),
    "safe_remove": changing("safe_remove", removal("LX_REMOVE_SAFELY")),
    "destroy": changing("destroy", removal("LX_DESTROY")),
    "list": list_all,
    "list_free": list_free,
    "devid": by_devid,
    "getinfo": getinfo,
}


def functions(devices):
    for d in devices:
        yield d.name, [MAKERS[name](d) for name in d.functions]


def prototypes(devices):
    """_libxl_devices.h"""
    lines = [header.NOTICE + "#ifndef LIBXL_DEVICES_H", "#define LIBXL_DEVICES_H", ""]
    for name, made in functions(devices):
        lines.append(f"/* -- {name} -- */")
        lines += [head + ";" for head, _ in made]
        lines.append("")
    return "\n".join(lines + ["#endif", ""])


def calls(devices):
    """libxl/idl/devices.c of the build tree"""
    lines = [header.NOTICE + '#include "device/classes.h"', ""]
    lines += ["#include <libxl.h>", ""]
    for _, made in functions(devices):
        for head, body in made:
            lines += [head, "{", f"\t{body}", "}", ""]
    return "\n".join(lines)
