# SPDX-License-Identifier: LGPL-2.1-only
"""Writes the C side of the types: definitions and prototypes."""

import model

NOTICE = """/* SPDX-License-Identifier: LGPL-2.1-only */
/* Made by libxl/idl/generate from libxl.idl: do not edit. */
"""


def c_type(types, name):
    if name in model.BUILTINS:
        return model.BUILTINS[name]
    return types[name].c_name


def declare(ctype, name):
    return f"{ctype}{name}" if ctype.endswith("*") else f"{ctype} {name}"


def member_lines(types, members, depth):
    tab = "\t" * depth
    for m in members:
        if isinstance(m, model.Group):
            yield f"{tab}struct {{"
            yield from member_lines(types, m.members, depth + 1)
            yield f"{tab}}} {m.name};"
        elif isinstance(m, model.Union):
            yield f"{tab}{declare(c_type(types, m.key_type), m.key)};"
            yield f"{tab}union {{"
            for variant in m.variants:
                if not variant.members:
                    continue
                yield f"{tab}\tstruct {{"
                yield from member_lines(types, variant.members, depth + 2)
                yield f"{tab}\t}} {variant.name};"
            yield f"{tab}}} {m.name};"
        elif m.count:
            yield f"{tab}int {m.count};"
            yield f"{tab}{declare(c_type(types, m.type) + ' *', m.name)};"
        else:
            yield f"{tab}{declare(c_type(types, m.type), m.name)};"


def enum_lines(e):
    c = e.c_name
    yield f"typedef enum {c} {{"
    for v in e.values:
        yield f"\t{e.constant(v.name)} = {v.number},"
    yield f"}} {c};"
    yield f"char *{c}_to_json(libxl_ctx *ctx, {c} p);"
    yield f"int {c}_from_json(libxl_ctx *ctx, {c} *p, const char *s);"
    yield f"const char *{c}_to_string({c} p);"
    yield f"int {c}_from_string(const char *s, {c} *e);"
    yield f"extern libxl_enum_string_table {c}_string_table[];"
    yield ""


def init_key(struct):
    """(name, parameter) of the function that sets the union's key."""
    union = struct.union
    return f"{struct.c_name}_init_{union.key}", f"libxl_{union.key_type} {union.key}"


def struct_lines(types, s):
    c = s.c_name
    yield f"typedef struct {c} {{"
    yield from member_lines(types, s.members, 1)
    yield f"}} {c};"
    yield f"void {c}_init({c} *p);"
    if s.union:
        name, parameter = init_key(s)
        yield f"void {name}({c} *p, {parameter});"
    if s.dispose:
        yield f"void {c}_dispose({c} *p);"
    yield f"void {c}_copy(libxl_ctx *ctx, {c} *dst, const {c} *src);"
    yield f"char *{c}_to_json(libxl_ctx *ctx, {c} *p);"
    yield f"int {c}_from_json(libxl_ctx *ctx, {c} *p, const char *s);"
    yield ""


def types_header(all_types):
    """_libxl_types.h"""
    types = {t.name: t for t in all_types}
    lines = [NOTICE + "#ifndef LIBXL_TYPES_H", "#define LIBXL_TYPES_H", ""]
    for t in all_types:
        if isinstance(t, model.Enum):
            lines += enum_lines(t)
        else:
            lines += struct_lines(types, t)
    return "\n".join(lines + ["#endif", ""])


def json_header(all_types):
    """_libxl_types_json.h"""
    lines = [NOTICE + "#ifndef LIBXL_TYPES_JSON_H", "#define LIBXL_TYPES_JSON_H", ""]
    for t in all_types:
        lines.append(
            f"yajl_gen_status {t.c_name}_gen_json(yajl_gen hand, {t.c_name} *p);"
        )
    return "\n".join(lines + ["", "#endif", ""])
