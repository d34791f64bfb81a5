# SPDX-License-Identifier: LGPL-2.1-only
"""Writes the types as data (core/type.h) and the API's functions on them."""

import header
import model

class Writer:
    def __init__(self, all_types):
        self.types = {t.name: t for t in all_types}
        self.out = []

    def line(self, text=""):
        self.out.append(text)

    def initial(self, kind, default):
        """The C expression of a field's default."""
        if default is None:
            return None
        enum = self.types.get(kind)
        return enum.constant(default) if enum else f"(int32_t){default}"

    def row(self, **entries):
        cells = ", ".join(f".{k} = {v}" for k, v in entries.items() if v)
        self.line(f"\t{{ {cells} }},")

    def field(self, struct, path, m, label):
        """One row for a member; nested types have been written before."""
        c = struct.c_name

        def offset(name):
            return f"offsetof({c}, {'.'.join(path + [name])})"

        if isinstance(m, model.Group):
            self.row(what="LX_GROUP", name=f'"{m.name}"', type=f"&{label}_{m.name}")
        elif isinstance(m, model.Union):
            self.row(
                what="LX_UNION",
                name=f'"{m.key}"',
                type=f"&lx_type_{m.key_type}",
                offset=offset(m.key),
                initial=self.initial(m.key_type, m.default),
                variants=f"{label}_variants",
                nr_variants=f"{len(m.variants)}",
            )
        elif m.count:
            self.row(
                what="LX_ARRAY",
                name=f'"{m.name}"',
                type=f"&lx_type_{m.type}",
                offset=offset(m.name),
                count=offset(m.count),
            )
        else:
            self.row(
                what="LX_VALUE",
                name=f'"{m.name}"',
                type=f"&lx_type_{m.type}",
                offset=offset(m.name),
                initial=self.initial(m.type, m.default),
                hidden="true" if m.hidden else None,
            )

    def nested(self, struct, path, members, label):
        """The groups and variants among members, innermost first."""
        for m in members:
            if isinstance(m, model.Group):
                self.fields(struct, path + [m.name], m.members, f"{label}_{m.name}")
                self.group(struct, f"{label}_{m.name}")
            elif isinstance(m, model.Union):
                self.union(struct, path, m, label)

    def group(self, struct, label):
        self.line(f"static const struct lx_type {label} = {{")
        self.line(f'\t.name = "{struct.name}", .ops = &lx_struct_ops,')
        self.line(f"\t.fields = {label}_fields,")
        self.line("};")

    def union(self, struct, path, m, label):
        for v in m.variants:
            name = f"{label}_{v.name}"
            self.fields(struct, path + [m.name, v.name], v.members, name)
            self.group(struct, name)
        enum = self.types[m.key_type]
        self.line(f"static const struct lx_variant {label}_variants[] = {{")
        for v in m.variants:
            self.line(f"\t{{ {enum.constant(v.name.upper())}, &{label}_{v.name} }},")
        self.line("};")

    def fields(self, struct, path, members, label):
        self.nested(struct, path, members, label)
        self.line(f"static const struct lx_field {label}_fields[] = {{")
        for m in members:
            self.field(struct, path, m, label)
        self.line("\t{ .what = LX_END }")
        self.line("};")

    def function(self, head, body):
        self.line(head)
        self.line("{")
        self.line(f"\t{body}")
        self.line("}")

    def json_functions(self, t, value, address):
        c, d = t.c_name, f"&lx_type_{t.name}"
        self.function(
            f"yajl_gen_status {c}_gen_json(yajl_gen hand, {c} *p)",
            f"return lx_type_write({d}, hand, p);",
        )
        self.function(
            f"char *{c}_to_json(libxl_ctx *ctx, {c} {value})",
            f"return lx_type_to_json({d}, {address});",
        )
        self.function(
            f"int {c}_from_json(libxl_ctx *ctx, {c} *p, const char *s)",
            f"return lx_type_from_json(ctx, {d}, p, s);",
        )

    def enum(self, e):
        c, d = e.c_name, f"&lx_type_{e.name}"
        self.line(f"libxl_enum_string_table {c}_string_table[] = {{")
        for v in e.values:
            self.line(f'\t{{ .s = "{v.word}", .v = {e.constant(v.name)} }},')
        self.line("\t{ .s = NULL, .v = -1 }")
        self.line("};")
        self.line(f"const struct lx_type lx_type_{e.name} = {{")
        self.line(f'\t.name = "{e.name}", .size = sizeof({c}),')
        self.line(f"\t.ops = &lx_enum_ops, .words = {c}_string_table,")
        self.line("};")
        self.function(
            f"const char *{c}_to_string({c} p)",
            f"return lx_enum_word({d}, p);",
        )
        self.line(f"int {c}_from_string(const char *s, {c} *e)")
        self.line("{")
        self.line("\tint value, rc = lx_enum_value(%s, s, &value);" % d)
        self.line("\tif (!rc)")
        self.line("\t\t*e = value;")
        self.line("\treturn rc;")
        self.line("}")
        self.json_functions(e, "p", "&p")
        self.line()

    def struct(self, s):
        c, d = s.c_name, f"&lx_type_{s.name}"
        self.fields(s, [], s.members, s.name)
        self.line(f"const struct lx_type lx_type_{s.name} = {{")
        self.line(f'\t.name = "{s.name}", .size = sizeof({c}),')
        self.line(f"\t.ops = &lx_struct_ops, .fields = {s.name}_fields,")
        self.line("};")
        self.function(f"void {c}_init({c} *p)", f"lx_type_init({d}, p);")
        if s.union:
            name, parameter = header.init_key(s)
            self.function(
                f"void {name}({c} *p, {parameter})",
                f"lx_type_init_key({d}, p, {s.union.key});",
            )
        if s.dispose:
            self.function(f"void {c}_dispose({c} *p)", f"lx_type_dispose({d}, p);")
        self.function(
            f"void {c}_copy(libxl_ctx *ctx, {c} *dst, const {c} *src)",
            f"lx_type_copy(ctx, {d}, dst, src);",
        )
        self.json_functions(s, "*p", "p")
        self.line()

    def moves(self, struct):
        """Pairs of fields: what an older API had, and where it belongs now."""
        for m in struct.members:
            if not isinstance(m, model.Union):
                continue
            for v in m.variants:
                for old in v.members:
                    if isinstance(old, model.Member) and old.into:
                        yield m, v, old

    def move_table(self, struct):
        rows = list(self.moves(struct))
        if not rows:
            return
        c = struct.c_name
        self.line(f"const struct lx_move lx_{struct.name}_moves[] = {{")
        for union, variant, old in rows:
            enum = self.types[union.key_type]
            path = f"{union.name}.{variant.name}.{old.name}"
            self.row(
                key=enum.constant(variant.name.upper()),
                name=f'"{path}"',
                type=f"&lx_type_{old.type}",
                from_offset=f"offsetof({c}, {path})",
                to_offset=f"offsetof({c}, {old.into})",
                initial=self.initial(old.type, old.default),
            )
        self.line("\t{ .name = NULL }")
        self.line("};")


def private_header(all_types):
    """libxl/idl/types.h of the build tree"""
    lines = [header.NOTICE + "#ifndef LIBXL_IDL_TYPES_H", "#define LIBXL_IDL_TYPES_H"]
    lines += ["", '#include "core/move.h"', '#include "core/type.h"', ""]
    writer = Writer(all_types)
    for t in all_types:
        lines.append(f"extern const struct lx_type lx_type_{t.name};")
        if isinstance(t, model.Struct) and list(writer.moves(t)):
            lines.append(f"extern const struct lx_move lx_{t.name}_moves[];")
    return "\n".join(lines + ["", "#endif", ""])


def tables(all_types):
    """libxl/idl/types.c of the build tree"""
    w = Writer(all_types)
    w.line(header.NOTICE + '#include "idl/types.h"')
    w.line()
    w.line("#include <libxl_json.h>")
    w.line()
    w.line('#include "core/builtin.h"')
    w.line()
    for t in all_types:
        if isinstance(t, model.Enum):
            w.enum(t)
        else:
            w.struct(t)
            w.move_table(t)
    return "\n".join(w.out)
