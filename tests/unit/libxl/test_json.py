#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-only
"""Our init, copy, dispose and JSON against the system's libxenlight: one
program fills values of every type at random, writes, copies and reads them,
and runs on both libraries. What it prints must be the same.

Run by make check (TAP).
"""

import os
import sys
import tempfile

sys.dont_write_bytecode = True

import both  # noqa: E402

SRC = both.SRC
sys.path.insert(0, f"{SRC}/libxl/idl")

import model  # noqa: E402

ROUNDS = 40


class Filler:
    """Writes C functions that fill each type with random values."""

    def __init__(self, types):
        self.types = {t.name: t for t in types}
        self.lines = []

    def value(self, kind, path, default):
        if kind in ("ev_link", "const_string"):
            return
        if isinstance(self.types.get(kind), model.Enum):
            values = ", ".join(str(v.number) for v in self.types[kind].values)
            self.lines.append(f"\tif (chance(70)) p->{path} = "
                              f"PICK(((int[]){{ {values} }}));")
        elif kind in self.types:
            self.lines.append(f"\tfill_{kind}(&p->{path});")
        elif default is not None:
            self.lines.append(f"\tif (chance(60)) FILL({kind}, p->{path});")
        else:
            self.lines.append(f"\tif (chance(75)) FILL({kind}, p->{path});")

    def array(self, m, path):
        self.lines.append(f"\tp->{path(m.count)} = number(4);")
        self.lines.append(f"\tif (p->{path(m.count)}) p->{path(m.name)} = "
                          f"calloc(p->{path(m.count)}, sizeof(*p->{path(m.name)}));")
        self.lines.append(f"\tfor (int i = 0; i < p->{path(m.count)}; i++) {{")
        if m.type in self.types and isinstance(self.types[m.type], model.Struct):
            self.lines.append(f"\t\tlibxl_{m.type}_init(&p->{path(m.name)}[i]);")
            self.lines.append(f"\t\tfill_{m.type}(&p->{path(m.name)}[i]);")
        else:
            self.value(m.type, f"{path(m.name)}[i]", None)
        self.lines.append("\t}")

    def union(self, struct, m):
        enum = self.types[m.key_type]
        keys = ", ".join(str(v.number) for v in enum.values)
        self.lines.append(f"\t{struct.c_name}_init_{m.key}(p, PICK(((int[]){{ {keys} }})));")
        for v in m.variants:
            self.lines.append(f"\tif (p->{m.key} == {enum.constant(v.name.upper())}) {{")
            self.members(struct, v.members, f"{m.name}.{v.name}.")
            self.lines.append("\t}")

    def members(self, struct, members, prefix):
        for m in members:
            if isinstance(m, model.Group):
                self.members(struct, m.members, f"{prefix}{m.name}.")
            elif isinstance(m, model.Union):
                self.union(struct, m)
            elif m.count:
                self.array(m, lambda name: prefix + name)
            else:
                self.value(m.type, prefix + m.name, m.default)

    def struct(self, s):
        c = s.c_name
        self.lines.append(f"static void fill_{s.name}({c} *p)\n{{")
        self.members(s, s.members, "")
        self.lines.append("}")
        dispose = f"{c}_dispose(%s)" if s.dispose else "(void)%s"
        self.lines.append(f"""
static void try_{s.name}(void)
{{
	{c} a, b, d;
	char *text, *again, *copied;
	int rc;

	memset(&a, 0xaa, sizeof(a)); memset(&b, 0x55, sizeof(b));
	{c}_init(&a); {c}_init(&b); {c}_init(&d);
	fill_{s.name}(&a);
	text = {c}_to_json(ctx, &a);
	{c}_copy(ctx, &b, &a);
	copied = {c}_to_json(ctx, &b);
	rc = {c}_from_json(ctx, &d, text);
	again = rc ? strdup("") : {c}_to_json(ctx, &d);
	printf("{s.name} rc %d\\n", rc);
	printf("%scopy %s, read %s\\n", text, strcmp(text, copied) ? copied : "equal",
	       strcmp(text, again) ? again : "equal");
	free(text); free(copied); free(again);
	{dispose % "&a"}; {dispose % "&b"}; {dispose % "&d"};
	{dispose % "&d"};
}}
""")

    def enum(self, e):
        c = e.c_name
        tries = "".join(f"\ttry_word_{e.name}(%d);\n" % v.number for v in e.values)
        self.lines.append(f"""
static void try_word_{e.name}(int value)
{{
	const char *word = {c}_to_string(value);
	char upper[64] = "", *json = {c}_to_json(ctx, value);
	{c} back = 77, read = 78;
	int rc = -1, json_rc;

	for (int i = 0; word && word[i]; i++) upper[i] = toupper(word[i]);
	rc = {c}_from_string(upper, &back);
	json_rc = {c}_from_json(ctx, &read, json);
	printf("{e.name} %d %s %d %d %s %d %d\\n", value, word ? word : "-", rc, back, json,
	       json_rc, read);
	free(json);
}}
static void try_{e.name}(void)
{{
	{c} none = 99;
{tries}	printf("{e.name} unknown: %d\\n", {c}_from_string("no such word", &none));
	for (int i = 0; {c}_string_table[i].s; i++)
		printf("%s=%d ", {c}_string_table[i].s, {c}_string_table[i].v);
	printf("\\n");
}}
""")


def program(types):
    with open(f"{SRC}/tests/unit/libxl/random_values.h", encoding="ascii") as f:
        filler = Filler(types)
        for t in types:
            if isinstance(t, model.Enum):
                filler.enum(t)
            else:
                filler.struct(t)
        lines = [f.read()] + filler.lines + ["int main(void)", "{", "\tstart();"]
    for t in types:
        rounds = 1 if isinstance(t, model.Enum) else ROUNDS
        lines.append(f"\tfor (int i = 0; i < {rounds}; i++) try_{t.name}();")
    return "\n".join(lines + ["\tstop();", "\treturn 0;", "}"])


def main():
    if not both.system_dir():
        print("1..0 # SKIP the system has no libxenlight.so.4.17 to compare with")
        return
    with open(f"{SRC}/libxl/idl/libxl.idl", encoding="ascii") as f:
        types = model.parse(f.read()).types
    with tempfile.TemporaryDirectory() as scratch:
        path = os.path.join(scratch, "probe")
        both.compile_program(program(types), path,
                             ["-lxenlight", "-lxentoollog", "-lyajl"])
        both.compare(path, "values of every type, no error, no leak",
                     "init, copy, dispose and JSON as the system's library")
    print("1..2")


if __name__ == "__main__":
    main()
