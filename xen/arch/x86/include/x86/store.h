/* SPDX-License-Identifier: GPL-2.0-only */
/* An instruction that writes to memory, computed for a guest. */
#ifndef X86_STORE_H
#define X86_STORE_H

#include <x86/decode.h>

#define FLAG_CF	0x001UL
#define FLAG_PF	0x004UL
#define FLAG_AF	0x010UL
#define FLAG_ZF	0x040UL
#define FLAG_SF	0x080UL
#define FLAG_OF	0x800UL
#define FLAGS_ARITH (FLAG_CF | FLAG_PF | FLAG_AF | FLAG_ZF | FLAG_SF | FLAG_OF)

/* One write: what was there, what will be, what else the guest sees. */
struct store {
	struct cpu_user_regs *regs;
	const struct insn *insn;
	unsigned int size;
	uint64_t old, new_value;	/* size bytes of each count */
	uint64_t flags;
	bool set_flags;
	uint64_t *reg_out;		/* register that gets reg_value, or NULL */
	uint64_t reg_value;
	bool pair_out;			/* edx:eax get what was there */
};

/* size bytes of ones. */
static inline uint64_t store_mask(unsigned int size)
{
	return size == 8 ? ~0ULL : (1ULL << (8 * size)) - 1;
}

/* Operand size in bytes of an instruction that writes to memory. */
unsigned int store_size(const struct insn *i);
/* It only writes there: what was there does not matter. */
bool store_is_plain(const struct insn *i);
/* What it writes comes from other memory: movs, pop. */
bool store_reads(const struct insn *i);
/* stos and movs, which write where rdi points. */
bool store_is_string(const struct insn *i);
/* Fills *s from s->old; false: not an instruction we do. */
bool store_compute(struct store *s);
/* Registers, flags and rip after it. */
void store_finish(const struct store *s, struct cpu_user_regs *regs);

/* A register operand, of the instruction's size. */
uint64_t store_reg(struct store *s, unsigned int nr);

/* ---- arithmetic: new_value and flags from old; false: not there ---- */

/* which: add or adc sbb and sub xor, the numbers in ModRM of 80 to 83. */
bool store_alu(struct store *s, unsigned int which, uint64_t y);
/* which: 5 bts, 6 btr, 7 btc. */
bool store_bit(struct store *s, unsigned int which, uint64_t bit);
/* What comparing x with y does to the flags. */
void store_compare(struct store *s, uint64_t x, uint64_t y);
/* inc, dec, not, neg: opcodes f6, f7, fe, ff. */
bool store_unary(struct store *s);
/* Opcodes c0, c1, d0 to d3; shld and shrd. */
bool store_shift(struct store *s);
bool store_shift_double(struct store *s);
/* Is the condition of jcc or setcc with these four bits true? */
bool store_condition(uint64_t flags, unsigned int cc);

#endif
