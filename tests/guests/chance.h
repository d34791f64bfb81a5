/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Instructions by chance: opcodes that a hypervisor has to do with, with
 * prefixes, operands and registers drawn from what is odd. The same numbers
 * come for the same seed wherever the kernel runs.
 */
#ifndef TESTS_CHANCE_H
#define TESTS_CHANCE_H

#include "guest.h"

struct chance {
	uint64_t state;
};

static inline uint64_t chance_bits(struct chance *c)
{
	c->state ^= c->state << 13;
	c->state ^= c->state >> 7;
	c->state ^= c->state << 17;
	return c->state;
}

static inline uint64_t chance_of(struct chance *c, uint64_t n)
{
	return (chance_bits(c) >> 16) % n;
}

/* What a row of opcodes needs after it, and what it may not be. */
#define C_MODRM	0x001
#define C_IMM8	0x002
#define C_IMM4	0x004		/* two bytes with prefix 66 */
#define C_PORT	0x008		/* imm8 is a port */
#define C_GROUP	0x010		/* reg is no register */
#define C_REGS	0x020		/* only mod 3 */
#define C_USER	0x040		/* only in user mode */
#define C_VAGUE	0x080		/* what it leaves is the machine's business */
#define C_DX	0x100		/* rdx is a port */
#define C_MSR	0x200		/* rcx is an MSR */
#define C_ALU	0x400		/* ordinary, for what is written to */
#define C_STRING 0x800		/* rcx counts */

struct chance_row {
	uint8_t len, op[3];
	uint16_t last;		/* the opcodes go up to this one, or 0 */
	uint16_t flags;
};

struct chance_insn {
	uint8_t code[32];
	unsigned int len, flags;
};

static const struct chance_row chance_rows[] = {
	{ 2, { 0x0f, 0x00 }, 0x00, C_MODRM | C_GROUP },
	{ 2, { 0x0f, 0x01 }, 0x01, C_MODRM | C_GROUP },
	{ 2, { 0x0f, 0x01 }, 0x01, C_MODRM | C_GROUP },
	{ 2, { 0x0f, 0x02 }, 0x03, C_MODRM },
	{ 2, { 0x0f, 0x06 }, 0x09, 0 },
	{ 2, { 0x0f, 0x0b }, 0x0b, 0 },
	{ 2, { 0x0f, 0x20 }, 0x23, C_MODRM | C_GROUP },
	{ 2, { 0x0f, 0x20 }, 0x23, C_MODRM | C_GROUP | C_REGS },
	{ 2, { 0x0f, 0x30 }, 0x30, C_MSR },
	{ 2, { 0x0f, 0x31 }, 0x31, C_VAGUE },
	{ 2, { 0x0f, 0x32 }, 0x32, C_MSR },
	{ 2, { 0x0f, 0x33 }, 0x33, 0 },
	{ 2, { 0x0f, 0x35 }, 0x3f, 0 },
	{ 2, { 0x0f, 0x78 }, 0x79, C_MODRM },
	{ 2, { 0x0f, 0xa2 }, 0xa2, 0 },
	{ 2, { 0x0f, 0xae }, 0xae, C_MODRM | C_GROUP },
	{ 2, { 0x0f, 0xc7 }, 0xc7, C_MODRM | C_GROUP },
	{ 2, { 0x0f, 0xb2 }, 0xb2, C_MODRM | C_USER },
	{ 2, { 0x0f, 0xb4 }, 0xb5, C_MODRM },
	{ 1, { 0x8e }, 0x8e, C_MODRM | C_GROUP | C_USER },
	{ 1, { 0x8c }, 0x8c, C_MODRM | C_GROUP },
	{ 1, { 0x6c }, 0x6f, C_DX | C_STRING },
	{ 1, { 0xe4 }, 0xe7, C_IMM8 | C_PORT },
	{ 1, { 0xec }, 0xef, C_DX },
	{ 1, { 0xec }, 0xef, C_DX },
	{ 1, { 0xf4 }, 0xf4, C_USER },
	{ 1, { 0xfa }, 0xfb, 0 },
	{ 1, { 0xcc }, 0xcc, 0 },
	{ 1, { 0xcd }, 0xcd, C_IMM8 },
	{ 1, { 0xce }, 0xce, 0 },
	{ 1, { 0xf1 }, 0xf1, 0 },
	{ 1, { 0xff }, 0xff, C_MODRM | C_GROUP | C_USER },
	{ 2, { 0x0f, 0x05 }, 0x05, C_USER | C_VAGUE },
	{ 1, { 0x00 }, 0x01, C_MODRM | C_ALU },
	{ 1, { 0x28 }, 0x29, C_MODRM | C_ALU },
	{ 1, { 0x80 }, 0x80, C_MODRM | C_GROUP | C_IMM8 | C_ALU },
	{ 1, { 0x81 }, 0x81, C_MODRM | C_GROUP | C_IMM4 | C_ALU },
	{ 1, { 0x83 }, 0x83, C_MODRM | C_GROUP | C_IMM8 | C_ALU },
	{ 1, { 0x84 }, 0x8b, C_MODRM | C_ALU },
	{ 1, { 0xa4 }, 0xa7, C_ALU | C_STRING },
	{ 1, { 0xaa }, 0xaf, C_ALU | C_STRING },
	{ 1, { 0xc0 }, 0xc1, C_MODRM | C_GROUP | C_IMM8 | C_ALU },
	{ 1, { 0xd0 }, 0xd3, C_MODRM | C_GROUP | C_ALU },
	{ 1, { 0xf6 }, 0xf7, C_MODRM | C_GROUP | C_ALU },
	{ 1, { 0xfe }, 0xfe, C_MODRM | C_GROUP | C_ALU },
	{ 2, { 0x0f, 0x90 }, 0x9f, C_MODRM | C_ALU },
	{ 2, { 0x0f, 0xb0 }, 0xb1, C_MODRM | C_ALU },
	{ 2, { 0x0f, 0xba }, 0xba, C_MODRM | C_GROUP | C_IMM8 | C_ALU },
	{ 2, { 0x0f, 0xc0 }, 0xc1, C_MODRM | C_ALU },
	{ 3, { 0x0f, 0x38, 0xf0 }, 0xf1, C_MODRM | C_ALU },
};

static const uint8_t chance_prefixes[] = {
	0x66, 0x67, 0xf2, 0xf3, 0xf0, 0x2e, 0x36, 0x3e, 0x26, 0x64, 0x65,
};

/* Ports that do nothing, or the same for everybody. */
static const uint16_t chance_ports[] = {
	0x80, 0x20, 0x21, 0xa0, 0xa1, 0x84, 0xed, 0xffff, 0xfffe, 0xfffd,
	0x3f8, 0x3fd, 0x2f8, 0x278, 0x500, 0x1f0, 0x700, 0x3000, 0xe1,
};

static const uint32_t chance_msrs[] = {
	0x17, 0x1b, 0x2c, 0x3a, 0x48, 0x49, 0x79, 0x8b, 0xce, 0xe7, 0xfe,
	0x10a, 0x10b, 0x122, 0x140, 0x174, 0x175, 0x176, 0x179, 0x17a, 0x17b,
	0x186, 0x198, 0x199, 0x19c, 0x1a0, 0x1a2, 0x1b0, 0x1d9, 0x1fc, 0x200,
	0x250, 0x277, 0x2ff, 0x345, 0x38d, 0x400, 0x480, 0x560, 0x570, 0x6a0,
	0x802, 0x808, 0x830, 0xd90, 0xda0, 0xdeadbeef, 0xffffffff,
	0x40000000, 0x40000001, 0x40000020, 0x40000200, 0x4b564d00,
	0xc0000080, 0xc0000081, 0xc0000082, 0xc0000083, 0xc0000084,
	0xc0000100, 0xc0000101, 0xc0000102, 0xc0000103, 0xc0010000,
	0xc0010010, 0xc0010015, 0xc001001f, 0xc0010062, 0xc0010114,
	0xc0010117, 0xc001011f, 0xc0011005, 0xc0011020, 0xc0011027,
	0xc0011029, 0xc001102c, 0xc0010200,
};

/*
 * The bytes behind the opcode. Neither the stack pointer nor what leads back
 * to the kernel is ever an operand.
 */
static inline void chance_operands(struct chance *c, struct chance_insn *i,
				   uint8_t rex, bool op16)
{
	static const uint8_t plain[] = { 0, 1, 2, 3, 6, 7 };
	unsigned int f = i->flags;

	if (f & C_MODRM) {
		uint8_t reg = (uint8_t)chance_of(c, 8), mod = 0;
		uint8_t rm = plain[chance_of(c, 6)];

		/* Control registers take any for 3. */
		if (f & C_REGS || chance_of(c, 4) == 0)
			mod = 3;
		else if (chance_of(c, 3) == 0)
			mod = 1;
		if (!(f & C_GROUP))
			reg = plain[reg % 6];
		if (rex & 1)
			rm = 0;
		i->code[i->len++] = (uint8_t)(mod << 6 | reg << 3 | rm);
		if (mod == 1)
			i->code[i->len++] = (uint8_t)chance_of(c, 64);
	}
	if (f & C_IMM8)
		i->code[i->len++] = (uint8_t)(f & C_PORT ?
			chance_ports[chance_of(c, 7)] : chance_bits(c) >> 20);
	if (f & C_IMM4)
		for (unsigned int k = op16 ? 2 : 4; k; k--)
			i->code[i->len++] = (uint8_t)(chance_bits(c) >> 20);
}

/*
 * Would the processor take a lock prefix? QEMU carries some out that it should
 * not, and the distribution's hypervisor does not come back from these.
 */
static inline bool chance_lockable(const uint8_t *op)
{
	uint8_t reg = op[1] >> 3 & 7, m = op[1];

	switch (op[0]) {
	case 0x00: case 0x01: case 0x28: case 0x29: case 0x86: case 0x87:
		break;
	case 0x80: case 0x81: case 0x83:
		if (reg == 7)
			return false;
		break;
	case 0xf6: case 0xf7:
		if (reg != 2 && reg != 3)
			return false;
		break;
	case 0xfe:
		if (reg > 1)
			return false;
		break;
	case 0x0f:
		m = op[2];
		if (op[1] < 0xb0)
			return false;
		break;
	default:
		return false;
	}
	return m < 0xc0;
}

/* Things that are no test: what is switched off or leaves us blind. */
static inline bool chance_harmful(const struct chance_insn *i,
				  unsigned int at, unsigned int oplen)
{
	const uint8_t *op = i->code + at, m = op[oplen];

	if (i->flags & C_ALU && !chance_lockable(op))
		for (unsigned int k = 0; k < at; k++)
			if (i->code[k] == 0xf0)
				return true;
	if (oplen == 2 && op[1] == 0x01)	/* lgdt is one; rdtscp */
		return m == 0xf9;
	if (op[0] == 0xff)			/* far calls and jumps only */
		return (m >> 3 & 7) != 3 && (m >> 3 & 7) != 5;
	if (op[0] == 0x0f && op[1] == 0xc7)	/* rdrand, rdseed, rdpid */
		return (m >> 3 & 7) >= 3;
	if (op[0] == 0x0f && op[1] == 0xae)	/* fences, FS and GS bases */
		return (m >> 3 & 7) == 1 || (m >> 3 & 7) == 5;
	if (op[0] == 0xf6 || op[0] == 0xf7)	/* test has an immediate */
		return (m >> 3 & 7) < 2;
	/* QEMU does not live through a locked one of a register. */
	return op[0] == 0x0f && op[1] == 0xba && m >= 0xc0;
}

static inline bool chance_vague(const struct chance_insn *i, unsigned int at,
				unsigned int oplen)
{
	const uint8_t *op = i->code + at, m = op[oplen];

	if (i->flags & C_VAGUE)
		return true;
	if (oplen != 2)
		return false;
	/* sgdt, sidt; smsw, when TS is in use by others; what CR3 is. */
	return (op[1] == 0x01 && m < 0xc0 && (m >> 3 & 7) < 2) ||
	       (op[1] == 0x01 && (m >> 3 & 7) == 4) ||
	       (op[1] == 0x20 && (m >> 3 & 7) == 3);
}

/* One instruction; `user`: it will run there. */
static inline void chance_make(struct chance *c, struct chance_insn *i,
			       bool user)
{
	const struct chance_row *row;
	unsigned int at;
	uint8_t rex;
	bool op16;

	do {
		do {
			row = &chance_rows[chance_of(c, sizeof(chance_rows) /
							sizeof(*row))];
		} while (row->flags & C_USER && !user);
		i->len = 0;
		i->flags = row->flags;
		op16 = false;
		rex = 0;
		while (i->len < 4 && chance_of(c, 3) == 0) {
			uint8_t p = chance_prefixes[chance_of(c,
						sizeof(chance_prefixes))];

			op16 |= p == 0x66;
			i->code[i->len++] = p;
		}
		if (chance_of(c, 4) == 0) {
			rex = (uint8_t)(0x40 | chance_of(c, 16));
			i->code[i->len++] = rex;
			if (rex & 8)
				op16 = false;
		}
		at = i->len;
		for (unsigned int k = 0; k < row->len; k++)
			i->code[i->len++] = row->op[k];
		if (row->last > row->op[row->len - 1])
			i->code[i->len - 1] = (uint8_t)(row->op[row->len - 1] +
				chance_of(c, row->last + 1u -
					     row->op[row->len - 1]));
		chance_operands(c, i, rex, op16);
	} while (chance_harmful(i, at, row->len));
	if (chance_vague(i, at, row->len))
		i->flags |= C_VAGUE;
}

/* A register's value: most are places in `data`, a page. */
static inline uint64_t chance_value(struct chance *c, const void *data)
{
	static const uint64_t odd[] = {
		0, 1, 2, 7, 0x1000, 0x0000900000000000UL,
		0xffff830000000000UL, 0xffff7fffffffffffUL,
		0x00007ffffffffff9UL, ~0UL, 0x80000000UL, 0xe033, 0xe02b,
		0xe023, 0xe008, 0xe040, 0x0f, 0x13, 0x80050033UL, 0x620,
		0x100000000UL, 0x40000000UL, 0xffff820000000000UL,
	};

	if (chance_of(c, 3) == 0)
		return odd[chance_of(c, sizeof(odd) / sizeof(*odd))];
	if (chance_of(c, 6) == 0)
		return chance_bits(c);
	return (uint64_t)data + 128 + chance_of(c, 4096 - 384);
}

#endif
