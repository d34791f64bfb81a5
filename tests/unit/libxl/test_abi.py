#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-only
"""Our libxl headers and libraries against the system's: types, constants,
macros, prototypes, exported symbols. Any difference is a failure; symbols
that are not there yet are listed and counted.

Run by make check (TAP); needs libxen-dev's headers and libraries.
usage: test_abi.py           in a build tree
       test_abi.py promise   writes libxl/exported.sym anew: what must stay exported
"""

import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

from both import BUILD, SRC, system_dir
from c_header import CC, Header, INCLUDES, run_cc

OURS = [f"-I{SRC}/libxl/include", f"-I{BUILD}/libxl/include"]
VERSIONS = [None, 0x040200, 0x040300, 0x040400, 0x040500, 0x040700, 0x040800,
            0x041300, 0x041400]
LIBRARIES = {
    "libxenlight.so.4.17": "exported.sym",
    "libxlutil.so.4.17": "exported-util.sym",
}

count = 0


def result(differences, name):
    global count
    count += 1
    differences = list(differences)
    for line in differences:
        print("#", line)
    print(f"{'not ok' if differences else 'ok'} {count} - {name}")


def compare(kind, theirs, ours):
    """Differences between two dicts, as text."""
    for name in sorted(set(theirs) | set(ours)):
        if name not in ours:
            yield f"{kind} {name} is missing"
        elif name not in theirs:
            yield f"{kind} {name} is not the system's"
        elif theirs[name] != ours[name]:
            yield f"{kind} {name}: system {theirs[name]}, ours {ours[name]}"


def measure(header, names, scratch):
    """Sizes, offsets and values as a compiled program prints them."""
    lines = [INCLUDES, "#include <stddef.h>", "#include <stdio.h>", "int main(void)", "{"]
    for struct in sorted(names.structs):
        lines.append(f'printf("size of {struct}: %zu\\n", sizeof({struct}));')
        for _, path in names.structs[struct]:
            lines.append(
                f'printf("{struct}.{path}: %zu, %zu bytes\\n", offsetof({struct}, {path}),'
                f" sizeof((({struct} *)0)->{path}));")
    for enum in sorted(names.enums):
        for value in names.enums[enum]:
            lines.append(f'printf("{value}: %d\\n", {value});')
    return run_program(header, lines + ["}"], scratch)


def run_program(header, lines, scratch):
    program = os.path.join(scratch, "measure")
    run_cc(header.flags + ["-w", "-o", program], "\n".join(lines))
    text = subprocess.run([program], capture_output=True, text=True, check=True).stdout
    return dict(line.split(": ") for line in text.split("\n") if line)


def type_differences(theirs, ours, scratch):
    members = {
        h: {f"{s}.{path}": text for s in h.structs for text, path in h.structs[s]}
        for h in (theirs, ours)
    }
    yield from compare("member", members[theirs], members[ours])
    yield from compare("enum", theirs.enums, ours.enums)
    yield from compare("", measure(theirs, theirs, scratch), measure(ours, theirs, scratch))


def macro_values(header, macros, scratch):
    """Values of the integer ones; the text of the others."""
    values, lines = {}, [INCLUDES, "#include <stdio.h>", "int main(void)", "{"]
    for name, (function, text) in macros.items():
        if function:
            values[name] = "takes arguments"
        elif name in text.split() or re.match(r"\w*[a-z]\w*$", text):
            values[name] = text
        elif re.search(r'["\[]|^$', text):
            values[name] = re.sub(r'"\s*"|[\s()]+', "", text)
        else:
            lines.append(f'printf("{name}: %lld\\n", (long long)({name}));')
    values.update(run_program(header, lines + ["}"], scratch))
    return values


def macro_differences(theirs, ours, scratch):
    a, b = theirs.macros(), ours.macros()
    yield from compare("macro", macro_values(theirs, a, scratch),
                       macro_values(ours, b, scratch))


def prototype_differences(theirs, ours, scratch):
    aux = os.path.join(scratch, "aux")
    yield from compare("function", theirs.prototypes(aux), ours.prototypes(aux))


def old_calls(header, scratch):
    """What old_api.c needs, with the header's API version; errors as text."""
    path = os.path.join(scratch, "old_api.o")
    with open(f"{SRC}/tests/unit/libxl/old_api.c", encoding="ascii") as f:
        try:
            run_cc(header.flags + ["-Wall", "-Wextra", "-Werror", "-c", "-o", path], f.read())
        except RuntimeError as error:
            return {"compiler": error}
    text = subprocess.run(["nm", "-u", path], capture_output=True, text=True,
                          check=True).stdout
    return {line.split()[-1]: "needed" for line in text.split("\n") if line}


def symbols(path):
    """name -> version of what a library exports; nothing when there is none."""
    if not os.path.exists(path):
        return {}
    text = subprocess.run(["nm", "-D", "--defined-only", path], capture_output=True,
                          text=True, check=True).stdout
    found = {}
    for line in text.split("\n"):
        fields = line.split()
        if len(fields) == 3 and fields[1] != "A":
            name, _, version = fields[2].partition("@@")
            found[name] = version
    return found


def public(found):
    """Internal names that the system's library happens to export do not count."""
    return {n: v for n, v in found.items()
            if re.match(r"(libxl|xlu)_(?!_)|libxl__uint64_gen_json$", n)}


def soname(path):
    text = subprocess.run(["readelf", "-d", path], capture_output=True, text=True,
                          check=True).stdout
    return re.search(r"SONAME.*\[(.*)\]", text).group(1)


def symbol_list(file):
    with open(f"{SRC}/libxl/{file}", encoding="ascii") as f:
        return [line.strip() for line in f if not line.startswith("#")]


def promised(name):
    return symbol_list(LIBRARIES[name])


def check_library(name):
    theirs = public(symbols(f"{system_dir()}/{name}"))
    ours = symbols(f"{BUILD}/libxl/{name}")
    wrong = [f"{n} is exported, but no public function of the system's"
             for n in sorted(set(ours) - set(theirs))]
    wrong += [f"{n} has version {ours[n]}, not {theirs[n]}"
              for n in sorted(ours) if n in theirs and ours[n] != theirs[n]]
    wrong += [f"{n} is promised in libxl/{LIBRARIES[name]} and missing"
              for n in promised(name) if n not in ours]
    if ours and soname(f"{BUILD}/libxl/{name}") != name:
        wrong.append(f"the SONAME is {soname(f'{BUILD}/libxl/{name}')}")
    missing = sorted(set(theirs) - set(ours))
    for symbol in missing:
        print("# not there yet:", symbol)
    refused = [n for n in symbol_list("refused.sym") if n in ours]
    for symbol in refused:
        print("# always refuses:", symbol)
    print(f"# {name}: {len(set(ours) & set(theirs))} of {len(theirs)} public symbols,"
          f" {len(missing)} not there yet, {len(refused)} always refuse")
    result(wrong, f"exported symbols of {name}")


def promise():
    """A list that lacks a whole library would promise nothing of it."""
    absent = [name for name in LIBRARIES if not symbols(f"{BUILD}/libxl/{name}")]
    if absent:
        sys.exit(f"{' and '.join(absent)}: not built in {BUILD}/libxl, so nothing is"
                 " written; run make there, and set top_builddir")
    for name, file in LIBRARIES.items():
        with open(f"{SRC}/libxl/{file}", "w", encoding="ascii") as f:
            f.write("# SPDX-License-Identifier: LGPL-2.1-only\n")
            f.write(f"# What {name} exports and must go on exporting.\n")
            for symbol in sorted(symbols(f"{BUILD}/libxl/{name}")):
                f.write(symbol + "\n")


def check_headers(version, scratch):
    flags = [f"-DLIBXL_API_VERSION={version:#08x}"] if version else []
    label = f"API version {version:#08x}" if version else "the newest API"
    theirs, ours = Header(flags), Header(OURS + flags)
    if version is None:
        result([f"libxl.h is {p}" for p in ours.path_of("libxl.h") if SRC not in p],
               "our libxl.h is found first")
    result(type_differences(theirs, ours, scratch), f"{label}: types and constants")
    result(macro_differences(theirs, ours, scratch), f"{label}: macros")
    if version:
        result(compare("call", old_calls(theirs, scratch), old_calls(ours, scratch)),
               f"{label}: calls as its sources write them")
    if "clang" not in CC[0]:
        result(prototype_differences(theirs, ours, scratch), f"{label}: prototypes")


def main():
    if sys.argv[1:] == ["promise"]:
        return promise()
    if not system_dir():
        print("1..0 # SKIP the system has no libxenlight.so.4.17 to compare with")
        return None
    with tempfile.TemporaryDirectory() as scratch:
        for version in VERSIONS:
            check_headers(version, scratch)
    for name in LIBRARIES:
        check_library(name)
    print(f"1..{count}")
    return None


if __name__ == "__main__":
    main()
