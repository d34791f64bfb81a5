# SPDX-License-Identifier: LGPL-2.1-only
"""Reads libxl.idl: the types and devices of the libxl API, each described once.

    enum NAME [prefix PREFIX_] {
        VALUE = NUMBER ["word"]         # the word defaults to value in lower case
    }
    struct NAME [no-dispose] {
        TYPE field [= DEFAULT] [into OTHER_FIELD] [hidden]
        TYPE field[COUNT_FIELD]         # an array; the count is an int before it
        struct field {                  # a nested, nameless struct
            ...
        }
        union field by ENUM key [= INITIAL] {   # the key stands before it
            VARIANT {
                ...
            }
        }
    }

    device NAME [by CLASS]: FUNCTION...     # of libxl_device_NAME

Comments run from "#" to the end of the line. A default is a number, a macro
of libxl's, or a value's name when the type is an enum. `into` marks a field
of an older API that now only feeds another one of the outer struct; `hidden`
keeps a field out of JSON and copies. A device's functions are those of its class
(device/class.h: lx_CLASS_class, CLASS is NAME if it is not said): see FUNCTIONS.
"""

import re
from dataclasses import dataclass, field
from typing import Dict, List, Optional, Union as Either

# Types of the IDL that are not described in it: C type, init value 0.
BUILTINS = {
    "bool": "bool",
    "int": "int",
    "uint8": "uint8_t",
    "uint16": "uint16_t",
    "uint32": "uint32_t",
    "uint64": "uint64_t",
    "string": "char *",
    "const_string": "const char *",
    "bitmap": "libxl_bitmap",
    "cpuid_policy_list": "libxl_cpuid_policy_list",
    "defbool": "libxl_defbool",
    "devid": "libxl_devid",
    "domid": "libxl_domid",
    "ev_link": "libxl_ev_link",
    "hwcap": "libxl_hwcap",
    "key_value_list": "libxl_key_value_list",
    "mac": "libxl_mac",
    "ms_vm_genid": "libxl_ms_vm_genid",
    "string_list": "libxl_string_list",
    "uuid": "libxl_uuid",
}

# What the API offers for classes of devices.
FUNCTIONS = (
    "add", "remove", "safe_remove", "destroy", "list", "list_free", "devid", "getinfo"
)


class IdlError(Exception):
    """What is wrong in an IDL file, with the line."""


@dataclass
class Value:
    name: str
    number: int
    word: str


@dataclass
class Enum:
    name: str
    prefix: str
    values: List[Value] = field(default_factory=list)

    @property
    def c_name(self):
        return "libxl_" + self.name

    def constant(self, name):
        return self.prefix + name


@dataclass
class Member:
    """A plain field, or an array of them when count is set."""

    type: str
    name: str
    count: Optional[str] = None
    default: Optional[str] = None
    into: Optional[str] = None
    hidden: bool = False


@dataclass
class Group:
    """A nested struct, or one variant of a union."""

    name: str
    members: List["AnyMember"] = field(default_factory=list)


@dataclass
class Union:
    name: str
    key_type: str
    key: str
    default: Optional[str] = None
    variants: List[Group] = field(default_factory=list)


AnyMember = Either[Member, Group, Union]


@dataclass
class Struct:
    name: str
    members: List[AnyMember] = field(default_factory=list)
    dispose: bool = True

    @property
    def c_name(self):
        return "libxl_" + self.name

    @property
    def union(self):
        """The keyed union; a struct has one at most."""
        for member in self.members:
            if isinstance(member, Union):
                return member
        return None


Type = Either[Enum, Struct]


@dataclass
class Device:
    name: str
    class_name: str
    functions: List[str]

    @property
    def c_name(self):
        return "libxl_device_" + self.name


@dataclass
class Description:
    types: List[Type]
    devices: List[Device]


ENUM = re.compile(r"enum (\w+)(?: prefix (\w+))? \{$")
VALUE = re.compile(r"(\w+) = (-?\d+)(?: \"([^\"]*)\")?$")
STRUCT = re.compile(r"struct (\w+)( no-dispose)? \{$")
NESTED = re.compile(r"struct (\w+) \{$")
UNION = re.compile(r"union (\w+) by (\w+) (\w+)(?: = (\w+))? \{$")
VARIANT = re.compile(r"(\w+) \{$")
DEVICE = re.compile(r"device (\w+)(?: by (\w+))?: (.+)$")
MEMBER = re.compile(
    r"(\w+) (\w+)(?:\[(\w+)\])?(?: = (\S+))?(?: into (\w+))?( hidden)?$"
)


class Parser:
    def __init__(self, text, path):
        self.path = path
        self.lines = []
        for number, line in enumerate(text.split("\n"), 1):
            line = " ".join(line.split("#")[0].split())
            if line:
                self.lines.append((number, line))
        self.at = 0
        self.types: Dict[str, Type] = {}
        self.devices: Dict[str, Device] = {}

    def fail(self, message):
        number = self.lines[min(self.at, len(self.lines) - 1)][0]
        raise IdlError(f"{self.path}:{number}: {message}")

    def block(self):
        """The lines up to this block's closing brace, one by one."""
        while self.at < len(self.lines):
            line = self.lines[self.at][1]
            if line == "}":
                self.at += 1
                return
            yield line
        self.fail("a block is not closed")

    def parse(self):
        while self.at < len(self.lines):
            line = self.lines[self.at][1]
            known = self.types
            if match := ENUM.match(line):
                new = self.enum(match)
            elif match := STRUCT.match(line):
                new = self.struct(match)
            elif match := DEVICE.match(line):
                new = self.device(match)
                known = self.devices
            else:
                self.fail(f'"{line}" begins no enum, struct or device')
            if new.name in known:
                self.fail(f"{new.name} is described twice")
            known[new.name] = new
        return Description(list(self.types.values()), list(self.devices.values()))

    def device(self, match):
        name, class_name, functions = match.groups()
        if not isinstance(self.types.get(f"device_{name}"), Struct):
            self.fail(f"device_{name} is no struct")
        for function in functions.split():
            if function not in FUNCTIONS:
                self.fail(f'"{function}" is none of {" ".join(FUNCTIONS)}')
        self.at += 1
        return Device(name, class_name or name, functions.split())

    def enum(self, match):
        name, prefix = match.groups()
        new = Enum(name, prefix or f"LIBXL_{name.upper()}_")
        self.at += 1
        for line in self.block():
            found = VALUE.match(line)
            if not found:
                self.fail(f'"{line}" is no "NAME = NUMBER"')
            value, number, word = found.groups()
            new.values.append(Value(value, int(number), word or value.lower()))
            self.at += 1
        return new

    def struct(self, match):
        new = Struct(match.group(1), dispose=not match.group(2))
        self.at += 1
        new.members = self.members()
        return new

    def members(self):
        result = []
        for line in self.block():
            if match := NESTED.match(line):
                self.at += 1
                result.append(Group(match.group(1), self.members()))
            elif match := UNION.match(line):
                result.append(self.union(match))
            elif match := MEMBER.match(line):
                result.append(self.member(match))
                self.at += 1
            else:
                self.fail(f'"{line}" is no field')
        return result

    def member(self, match):
        kind, name, count, default, into, hidden = match.groups()
        if kind not in BUILTINS and kind not in self.types:
            self.fail(f"{kind} is not described before it is used")
        self.check_default(kind, default)
        return Member(kind, name, count, default, into, bool(hidden))

    def check_default(self, kind, default):
        enum = self.types.get(kind)
        if default is None or kind in BUILTINS:
            return
        if not isinstance(enum, Enum):
            self.fail(f"{kind} is a struct and has its own defaults")
        if default not in [v.name for v in enum.values]:
            self.fail(f"{default} is no value of {kind}")

    def union(self, match):
        name, key_type, key, default = match.groups()
        if not isinstance(self.types.get(key_type), Enum):
            self.fail(f"{key_type} is no enum")
        self.check_default(key_type, default)
        new = Union(name, key_type, key, default)
        words = {v.name.lower() for v in self.types[key_type].values}
        self.at += 1
        for line in self.block():
            found = VARIANT.match(line)
            if not found:
                self.fail(f'"{line}" begins no variant')
            if found.group(1) not in words:
                self.fail(f"{found.group(1)} is no value of {key_type}")
            self.at += 1
            new.variants.append(Group(found.group(1), self.members()))
        return new


def parse(text, path="libxl.idl"):
    """Types and devices in the order of the file; IdlError says what is wrong."""
    return Parser(text, path).parse()
