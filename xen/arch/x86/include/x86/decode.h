/* SPDX-License-Identifier: GPL-2.0-only */
/* Length, operands and addresses of 64-bit instructions. */
#ifndef X86_DECODE_H
#define X86_DECODE_H

#include <hv/abi.h>

#define INSN_MAX 15U

struct insn {
	/* 0x0f00 | the byte behind 0f, 0x3800 | the byte behind 0f 38 */
	uint16_t opcode;
	uint8_t len;
	uint8_t rex, modrm;
	bool has_modrm, op16, addr32, lock;
	bool cut;		/* the bytes end before it does */
	bool code32;		/* where addr32 means 16-bit addresses */
	bool code16;		/* the prefixes mean 32 bits there */
	uint8_t rep;		/* 0, 0xf2, 0xf3 */
	uint8_t seg;		/* prefix byte, 0 none */
	uint8_t mod, reg, rm;	/* with REX bits */
	bool is_mem, rip_relative;
	int8_t base, index;	/* register number, -1 none */
	uint8_t scale;
	int32_t disp;
	int64_t imm;
};

/* Bytes were fetched: n of them. 0, or -1 when they are no instruction. */
int insn_decode(const uint8_t *bytes, unsigned int n, struct insn *out);
/* 32-bit code: instructions without an operand in memory. */
int insn_decode32(const uint8_t *bytes, unsigned int n, struct insn *out);
/* 16-bit code: the same; code32 is set, too. */
int insn_decode16(const uint8_t *bytes, unsigned int n, struct insn *out);
/* Register by number; the 64-bit slot. */
uint64_t *insn_reg(struct cpu_user_regs *regs, unsigned int nr);
/* Offset of the memory operand, without segment base. */
uint64_t insn_address(const struct insn *i, struct cpu_user_regs *regs);
/* Operand size in bytes; wide: the opcode's low bit or its own rule. */
static inline unsigned int insn_size(const struct insn *i, bool wide)
{
	if (!wide)
		return 1;
	return i->rex & 8 ? 8 : i->op16 ? 2 : 4;
}

#endif
