#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-only
"""The types' description language: what it means and what it refuses (TAP)."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.environ.get("top_srcdir", "."), "libxl/idl"))

import devices  # noqa: E402
import header  # noqa: E402
import model  # noqa: E402
import tables  # noqa: E402

GOOD = """
# a comment
enum colour {
	RED = -1
	GREEN = 4 "grass"	# with a word of its own
}
enum fault prefix ERROR_ {
	BAD = -2
}
struct point no-dispose {
	int x = -1
	uint32 ys[num_ys]
}
struct shape {
	string name
	struct inner {
		point at
	}
	union u by colour kind = RED {
		green {
			string leaf into name
		}
	}
}
struct device_lamp {
	devid devid
}
device lamp by light: add safe_remove list devid
"""

# Text, the line and a part of the message.
BAD = [
    ("nonsense", 1, "begins no enum, struct or device"),
    ("enum a {\n\tB\n}", 2, 'is no "NAME = NUMBER"'),
    ("enum a {\n\tB = 1\n", 2, "not closed"),
    ("enum a {\n\tB = 1\n}\nenum a {\n\tB = 1\n}", 6, "described twice"),
    ("struct a {\n\tint\n}", 2, "is no field"),
    ("struct a {\n\twidget w\n}", 2, "widget is not described"),
    ("struct a {\n\tunion u by b k {\n\t}\n}", 2, "b is no enum"),
    ("enum b {\n\tX = 1\n}\nstruct a {\n\tunion u by b k {\n\t\ty {\n\t\t}\n\t}\n}",
     6, "y is no value of b"),
    ("enum b {\n\tX = 1\n}\nstruct a {\n\tb f = Y\n}", 5, "Y is no value of b"),
    ("struct a {\n\tint x\n}\nstruct c {\n\ta f = 1\n}", 5, "has its own defaults"),
    ("device lamp: add", 1, "device_lamp is no struct"),
    ("struct device_l {\n\tint x\n}\ndevice l: burn", 4, '"burn" is none of add'),
    ("struct device_l {\n\tint x\n}\ndevice l: add\ndevice l: list", 5, "described twice"),
]

count = 0


def check(condition, name):
    global count
    count += 1
    print(f"{'ok' if condition else 'not ok'} {count} - {name}")


def refusal(text):
    try:
        model.parse(text, "t.idl")
    except model.IdlError as error:
        return str(error)
    return "nothing was refused"


def main():
    idl = model.parse(GOOD)
    types = {t.name: t for t in idl.types}
    check(list(types) == ["colour", "fault", "point", "shape", "device_lamp"],
          "types keep their order")
    colour = types["colour"]
    check([v.word for v in colour.values] == ["red", "grass"], "words default to lower case")
    check(colour.constant("RED") == "LIBXL_COLOUR_RED", "constants have the enum's prefix")
    check(types["fault"].constant("BAD") == "ERROR_BAD", "or the one that is given")
    check(types["point"].members[1].count == "num_ys", "arrays name their count")
    check(not types["point"].dispose and types["shape"].dispose, "no-dispose")
    check(types["shape"].union.default == "RED", "unions have a first key")

    text = header.types_header(list(types.values()))
    for line in ("\tint num_ys;\n\tuint32_t *ys;", "LIBXL_COLOUR_GREEN = 4,",
                 "\tlibxl_colour kind;\n\tunion {\n\t\tstruct {\n\t\t\tchar *leaf;",
                 "void libxl_shape_init_kind(libxl_shape *p, libxl_colour kind);"):
        check(line in text, f"the header has {line!r}")
    check("libxl_point_dispose" not in text, "the header has no dispose for no-dispose")

    text = tables.tables(list(types.values()))
    check('.offset = offsetof(libxl_shape, u.green.leaf)' in text,
          "fields of variants count from the outer struct")
    check('.name = "u.green.leaf"' in text, "a field with into is in the table of moves")

    text = devices.prototypes(idl.devices)
    check("libxl_device_lamp *libxl_device_lamp_list(libxl_ctx *ctx, uint32_t domid,"
          in text, "a device's functions have its types")
    check("libxl_device_lamp_destroy" not in text, "and are those it names")
    check("lx_device_remove(ctx, domid, &lx_light_class, lamp, LX_REMOVE_SAFELY, ao_how)"
          in devices.calls(idl.devices), "they call the machine with its class")

    for text, line, message in BAD:
        said = refusal(text)
        good = said.startswith(f"t.idl:{line}: ") and message in said
        if not good:
            print("#", said)
        check(good, f"line {line}: {message}")
    print(f"1..{count}")


if __name__ == "__main__":
    main()
