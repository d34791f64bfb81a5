# SPDX-License-Identifier: LGPL-2.1-only
"""What a C header declares, as far as the libxl headers need it: enums,
structs with their members, macros, prototypes. Uses the compiler to
preprocess and reads what is left."""

import os
import re
import subprocess

CC = os.environ.get("CC", "gcc").split()
INCLUDES = """
#include <libxl.h>
#include <libxl_utils.h>
#include <libxl_json.h>
#include <libxlutil.h>
"""


def run_cc(arguments, source):
    done = subprocess.run(
        CC + ["-DHAVE_YAJL_YAJL_VERSION_H"] + arguments + ["-x", "c", "-"],
        input=source, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


class Header:
    def __init__(self, flags):
        self.flags = flags
        text = run_cc(flags + ["-E"], INCLUDES)
        self.files = set(re.findall(r'^# \d+ "([^"]+)"', text, re.M))
        text = re.sub(r"^#.*\n", "", text, flags=re.M)
        self.text = " ".join(text.split())
        self.structs = {}
        self.enums = {}
        self._read_types()

    def path_of(self, name):
        """Which file an #include <name> found."""
        return [f for f in self.files if f.endswith("/" + name)]

    def _read_types(self):
        for m in re.finditer(r"\b(typedef )?(struct|enum) (\w+ )?\{", self.text):
            body, end = self._block(m.end())
            after = re.match(r"\s*(\w+)?\s*;", self.text[end:])
            name = (after and after.group(1)) or (m.group(3) or "").strip()
            if not re.match(r"(?i)(libxl|xlu)_", name):
                continue
            if m.group(2) == "enum":
                self.enums[name] = self._enum_names(body)
            else:
                self.structs[name] = list(self._members(body, ""))

    def _block(self, start):
        depth, at = 1, start
        while depth:
            depth += {"{": 1, "}": -1}.get(self.text[at], 0)
            at += 1
        return self.text[start:at - 1], at

    @staticmethod
    def _enum_names(body):
        return [v.split("=")[0].strip() for v in body.split(",") if v.strip()]

    def _members(self, body, prefix):
        """(type text, path) of each member, nested ones with a dotted path."""
        at = 0
        while body[at:].strip():
            m = re.compile(r"\s*(struct|union) \{").match(body, at)
            if m:
                depth, end = 1, m.end()
                while depth:
                    depth += {"{": 1, "}": -1}.get(body[end], 0)
                    end += 1
                name = re.compile(r"\s*(\w+)\s*;").match(body, end)
                yield from self._members(body[m.end():end - 1],
                                         prefix + name.group(1) + ".")
                yield m.group(1), prefix + name.group(1)
                at = name.end()
                continue
            end = body.index(";", at)
            yield from self._member(body[at:end].strip(), prefix)
            at = end + 1

    @staticmethod
    def _member(text, prefix):
        function = re.match(r"(.*)\(\s*\*\s*(\w+)\s*\)\s*\((.*)\)$", text)
        if function:
            # Parameter names do not matter, and need not be there.
            yield "function " + function.group(1), prefix + function.group(2)
            return
        m = re.match(r"(.*?)(\w+)((?:\s*\[[^]]*\])*)$", text)
        yield re.sub(r"\s+", "", m.group(1) + m.group(3)), prefix + m.group(2)

    def macros(self):
        """Object-like macros of the API: name -> text."""
        found = {}
        for line in run_cc(self.flags + ["-dM", "-E"], INCLUDES).split("\n"):
            m = re.match(r"#define (\w+)(\(.*?\))? ?(.*)", line)
            if m and re.match(r"(?i)(libxl|error_|invalid_domid|random_domid|xlu_)",
                              m.group(1)):
                if not re.search(r"_H_*$", m.group(1)):
                    found[m.group(1)] = (bool(m.group(2)), m.group(3))
        return found

    def prototypes(self, scratch):
        """name -> type, as the compiler understands it (gcc only)."""
        run_cc(self.flags + ["-aux-info", scratch, "-fsyntax-only"], INCLUDES)
        found = {}
        with open(scratch, encoding="utf-8") as f:
            for line in f:
                m = re.match(r"/\*.*?\*/ (.*?)(\w+) \((.*)\);", line)
                if m and re.match(r"(libxl|xlu)_(?!_)", m.group(2)):
                    found[m.group(2)] = f"{m.group(1)}({m.group(3)})"
        return found
