/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The instruction decoder: prefixes, opcode, ModRM, SIB, displacement and
 * immediate of 64-bit code (AMD APM volume 3), and of what 32-bit and
 * 16-bit code there is without operands in memory. It says how long an instruction is and where
 * its operands are; what it does is up to others.
 *
 * Pure: no guest, no machine; fuzzed on the host.
 */
#include <x86/decode.h>

struct reader {
	const uint8_t *p;
	unsigned int left;
	bool bad;
};

static uint8_t next(struct reader *r)
{
	if (!r->left) {
		r->bad = true;
		return 0;
	}
	r->left--;
	return *r->p++;
}

static int64_t next_signed(struct reader *r, unsigned int bytes)
{
	uint64_t v = 0;

	for (unsigned int i = 0; i < bytes; i++)
		v |= (uint64_t)next(r) << (8 * i);
	if (bytes < 8 && bytes && (v >> (8 * bytes - 1) & 1))
		v |= ~0ULL << (8 * bytes);
	return (int64_t)v;
}

/* What follows the opcode. */
#define M	1			/* ModRM */
#define I8	2
#define IZ	4			/* 2 or 4 bytes by operand size */
#define U	8			/* unknown to us */
#define A	16			/* an address, as wide as they are */

static uint8_t one_byte_kind(uint8_t op)
{
	if (op < 0x40) {
		switch (op & 7) {
		case 4:
			return I8;
		case 5:
			return IZ;
		case 6:
		case 7:
			return U;
		default:
			return M;
		}
	}
	switch (op) {
	case 0x80: case 0x82: case 0x83: case 0xc0: case 0xc1: case 0xc6:
		return M | I8;
	case 0x81: case 0xc7:
		return M | IZ;
	case 0x84 ... 0x8f: case 0xd0 ... 0xd3: case 0xf6: case 0xf7:
	case 0xfe: case 0xff: case 0x63:
		return M;
	case 0xe4 ... 0xe7: case 0xcd: case 0xa8: case 0x6a:
		return I8;
	case 0xa9: case 0x68:
		return IZ;
	case 0xa2: case 0xa3:
		return A;
	case 0x50 ... 0x5f: case 0x6c ... 0x6f: case 0x90 ... 0x99:
	case 0x9b ... 0x9f: case 0xa4 ... 0xa7: case 0xaa ... 0xaf:
	case 0xcc: case 0xec ... 0xef: case 0xf4: case 0xf5: case 0xf8 ... 0xfd:
		return 0;
	}
	return U;
}

static uint8_t two_byte_kind(uint8_t op)
{
	switch (op) {
	case 0x05 ... 0x09: case 0x0b: case 0x30 ... 0x33: case 0xa2:
	case 0x77: case 0xa0: case 0xa1: case 0xc8 ... 0xcf:
		return 0;
	case 0xba: case 0xa4: case 0xac:
		return M | I8;
	case 0x00 ... 0x03: case 0x0d: case 0x18 ... 0x23: case 0x40 ... 0x4f:
	case 0x90 ... 0x9f: case 0xa3: case 0xa5: case 0xab: case 0xad ... 0xb9:
	case 0xbb ... 0xc1: case 0xc3: case 0xc7:
		return M;
	}
	return U;
}

/* 0f 38: of these, stores only. */
static uint8_t three_byte_kind(uint8_t op)
{
	return op == 0xf1 ? M : U;
}

static void prefixes(struct reader *r, struct insn *i, uint8_t *op)
{
	for (;;) {
		uint8_t rex = i->rex;

		*op = next(r);
		i->rex = 0;
		switch (*op) {
		case 0x66:
			i->op16 = !i->code16;
			break;
		case 0x67:
			i->addr32 = !i->code16;
			break;
		case 0xf0:
			i->lock = true;
			break;
		case 0xf2: case 0xf3:
			i->rep = *op;
			break;
		case 0x26: case 0x2e: case 0x36: case 0x3e: case 0x64:
		case 0x65:
			i->seg = *op;
			break;
		case 0x40 ... 0x4f:
			if (i->code32)
				return;
			/* Means something only right before the opcode. */
			i->rex = *op;
			break;
		default:
			i->rex = rex;
			return;
		}
		if (r->bad)
			return;
	}
}

static void sib(struct reader *r, struct insn *i)
{
	uint8_t b = next(r);

	i->scale = b >> 6;
	i->index = (int8_t)((b >> 3 & 7) | (i->rex & 2) << 2);
	if (i->index == 4)
		i->index = -1;
	i->base = (int8_t)((b & 7) | (i->rex & 1) << 3);
	if ((b & 7) == 5 && i->mod == 0) {
		i->base = -1;
		i->disp = (int32_t)next_signed(r, 4);
	}
}

static void modrm(struct reader *r, struct insn *i)
{
	i->modrm = next(r);
	i->has_modrm = true;
	i->mod = i->modrm >> 6;
	/* Control and debug registers: a register, whatever it says. */
	if (i->opcode >= 0x0f20 && i->opcode <= 0x0f23)
		i->mod = 3;
	i->reg = (uint8_t)((i->modrm >> 3 & 7) | (i->rex & 4) << 1);
	i->rm = (uint8_t)((i->modrm & 7) | (i->rex & 1) << 3);
	if (i->mod == 3)
		return;
	i->is_mem = true;
	if ((i->modrm & 7) == 4) {
		sib(r, i);
	} else if ((i->modrm & 7) == 5 && i->mod == 0) {
		i->rip_relative = true;
		i->disp = (int32_t)next_signed(r, 4);
	} else {
		i->base = (int8_t)i->rm;
	}
	if (i->mod == 1)
		i->disp = (int32_t)next_signed(r, 1);
	else if (i->mod == 2)
		i->disp = (int32_t)next_signed(r, 4);
}

/* The opcode with the bytes that lead to it; what follows. */
static uint8_t opcode(struct reader *r, struct insn *i, uint8_t *op)
{
	prefixes(r, i, op);
	i->opcode = *op;
	if (*op != 0x0f)
		return one_byte_kind(*op);
	*op = next(r);
	i->opcode = 0x0f00 | *op;
	if (*op != 0x38)
		return two_byte_kind(*op);
	*op = next(r);
	i->opcode = 0x3800 | *op;
	return three_byte_kind(*op);
}

static int decode(const uint8_t *bytes, unsigned int n, struct insn *i)
{
	struct reader r = { bytes, n < INSN_MAX ? n : INSN_MAX, false };
	uint8_t op, kind = opcode(&r, i, &op);

	i->cut = r.bad;
	if (kind == U || r.bad)
		return -1;
	if (kind & M)
		modrm(&r, i);
	if (i->code32 && (i->is_mem || (kind & A)))
		return -1;
	/* The test forms of group 3 are the only ones with an immediate. */
	if ((op == 0xf6 || op == 0xf7) && i->opcode < 0x100 &&
	    (i->reg & 7) < 2)
		kind |= op == 0xf6 ? I8 : IZ;
	if (kind & I8)
		i->imm = next_signed(&r, 1);
	else if (kind & IZ)
		i->imm = next_signed(&r, i->op16 && !(i->rex & 8) ? 2 : 4);
	else if (kind & A)
		i->imm = next_signed(&r, i->addr32 ? 4 : 8);
	i->cut = r.bad;
	if (r.bad)
		return -1;
	i->len = (uint8_t)(r.p - bytes);
	return 0;
}

int insn_decode(const uint8_t *bytes, unsigned int n, struct insn *i)
{
	*i = (struct insn){ .base = -1, .index = -1 };
	return decode(bytes, n, i);
}

int insn_decode32(const uint8_t *bytes, unsigned int n, struct insn *i)
{
	*i = (struct insn){ .base = -1, .index = -1, .code32 = true };
	return decode(bytes, n, i);
}

int insn_decode16(const uint8_t *bytes, unsigned int n, struct insn *i)
{
	*i = (struct insn){
		.base = -1, .index = -1, .code32 = true, .code16 = true,
		.op16 = true, .addr32 = true,
	};
	return decode(bytes, n, i);
}

uint64_t *insn_reg(struct cpu_user_regs *r, unsigned int nr)
{
	switch (nr & 15) {
	case 0: return &r->rax;
	case 1: return &r->rcx;
	case 2: return &r->rdx;
	case 3: return &r->rbx;
	case 4: return &r->rsp;
	case 5: return &r->rbp;
	case 6: return &r->rsi;
	case 7: return &r->rdi;
	case 8: return &r->r8;
	case 9: return &r->r9;
	case 10: return &r->r10;
	case 11: return &r->r11;
	case 12: return &r->r12;
	case 13: return &r->r13;
	case 14: return &r->r14;
	default: return &r->r15;
	}
}

uint64_t insn_address(const struct insn *i, struct cpu_user_regs *regs)
{
	uint64_t a = (uint64_t)(int64_t)i->disp;

	if (i->rip_relative)
		a += regs->rip + i->len;
	if (i->base >= 0)
		a += *insn_reg(regs, (unsigned int)i->base);
	if (i->index >= 0)
		a += *insn_reg(regs, (unsigned int)i->index) << i->scale;
	return i->addr32 ? (uint32_t)a : a;
}
