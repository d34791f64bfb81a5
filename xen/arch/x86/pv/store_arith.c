/* SPDX-License-Identifier: GPL-2.0-only */
/* Arithmetic of instructions that are carried out for a guest. */
#include <x86/store.h>
#include <x86/shift.h>

static void flags_of(struct store *a, uint64_t result, uint64_t more)
{
	uint64_t m = store_mask(a->size);

	result &= m;
	a->flags = more;
	if (!result)
		a->flags |= FLAG_ZF;
	if (result >> (8 * a->size - 1) & 1)
		a->flags |= FLAG_SF;
	if (!(__builtin_popcount((unsigned int)result & 0xff) & 1))
		a->flags |= FLAG_PF;
	a->set_flags = true;
}

static uint64_t add_flags(const struct store *a, uint64_t x, uint64_t y,
			  uint64_t sum)
{
	uint64_t top = 1ULL << (8 * a->size - 1);

	return ((sum & store_mask(a->size)) < x ? FLAG_CF : 0) |
	       ((x ^ y ^ sum) & 0x10 ? FLAG_AF : 0) |
	       (~(x ^ y) & (x ^ sum) & top ? FLAG_OF : 0);
}

static uint64_t sub_flags(const struct store *a, uint64_t x, uint64_t y,
			  uint64_t diff)
{
	uint64_t top = 1ULL << (8 * a->size - 1);

	return (x < y ? FLAG_CF : 0) | ((x ^ y ^ diff) & 0x10 ? FLAG_AF : 0) |
	       ((x ^ y) & (x ^ diff) & top ? FLAG_OF : 0);
}

/* add or adc sbb and sub xor -: the ALU group's numbers. */
bool store_alu(struct store *a, unsigned int which, uint64_t y)
{
	uint64_t x = a->old, m = store_mask(a->size);
	uint64_t carry = a->regs->rflags & FLAG_CF;

	y &= m;
	switch (which) {
	case 0:
		a->new_value = x + y;
		flags_of(a, x + y, add_flags(a, x, y, x + y));
		break;
	case 2:
		a->new_value = x + y + carry;
		flags_of(a, x + y + carry, add_flags(a, x, y, x + y + carry));
		if (carry && y == m)
			a->flags |= FLAG_CF;
		break;
	case 3:
		a->new_value = x - y - carry;
		flags_of(a, x - y - carry, sub_flags(a, x, y, x - y - carry));
		if (carry && x == y)
			a->flags |= FLAG_CF;
		break;
	case 1:
		a->new_value = x | y;
		flags_of(a, x | y, 0);
		break;
	case 4:
		a->new_value = x & y;
		flags_of(a, x & y, 0);
		break;
	case 5:
		a->new_value = x - y;
		flags_of(a, x - y, sub_flags(a, x, y, x - y));
		break;
	case 6:
		a->new_value = x ^ y;
		flags_of(a, x ^ y, 0);
		break;
	default:
		return false;
	}
	return true;
}

bool store_bit(struct store *a, unsigned int which, uint64_t bit)
{
	uint64_t b = 1ULL << (bit & (8 * a->size - 1));

	a->new_value = which == 5 ? a->old | b : which == 6 ? a->old & ~b :
		       a->old ^ b;
	a->flags = (a->regs->rflags & FLAGS_ARITH & ~FLAG_CF) |
		   (a->old & b ? FLAG_CF : 0);
	a->set_flags = true;
	return which >= 5;
}

void store_compare(struct store *a, uint64_t x, uint64_t y)
{
	flags_of(a, x - y, sub_flags(a, x, y, x - y));
}

/* inc and dec leave CF alone, not leaves all flags. */
bool store_unary(struct store *a)
{
	unsigned int which = a->insn->reg & 7;
	uint64_t cf = a->regs->rflags & FLAG_CF, x = a->old;

	if ((a->insn->opcode & 0xfe) == 0xfe) {
		if (which > 1 || !store_alu(a, which ? 5 : 0, 1))
			return false;
		a->flags = (a->flags & ~FLAG_CF) | cf;
		return true;
	}
	if (which == 2) {
		a->new_value = ~x;
		return true;
	}
	if (which != 3)
		return false;
	a->new_value = -x;
	flags_of(a, -x, sub_flags(a, 0, x, -x));
	return true;
}

bool store_shift(struct store *a)
{
	const struct insn *i = a->insn;
	uint8_t cl = (uint8_t)a->regs->rcx;
	uint64_t count = i->opcode >= 0xd2 ? cl : i->opcode >= 0xd0 ? 1 :
			 (uint64_t)i->imm;

	a->flags = a->regs->rflags & FLAGS_ARITH;
	a->new_value = shift_value(i->reg, a->size, a->old,
				   (unsigned int)count, &a->flags);
	a->set_flags = true;
	return true;
}

/* 0f a4, a5: to the left; ac, ad: to the right; a5, ad by cl. */
bool store_shift_double(struct store *a)
{
	const struct insn *i = a->insn;
	unsigned int count = i->opcode & 1 ? (uint8_t)a->regs->rcx :
					     (uint8_t)i->imm;

	a->flags = a->regs->rflags & FLAGS_ARITH;
	a->new_value = shift_double(!(i->opcode & 8), a->size, a->old,
				    store_reg(a, i->reg), count, &a->flags);
	a->set_flags = true;
	return true;
}

bool store_condition(uint64_t f, unsigned int cc)
{
	bool less = !!(f & FLAG_SF) != !!(f & FLAG_OF), is = false;

	switch (cc >> 1 & 7) {
	case 0:
		is = f & FLAG_OF;
		break;
	case 1:
		is = f & FLAG_CF;
		break;
	case 2:
		is = f & FLAG_ZF;
		break;
	case 3:
		is = f & (FLAG_CF | FLAG_ZF);
		break;
	case 4:
		is = f & FLAG_SF;
		break;
	case 5:
		is = f & FLAG_PF;
		break;
	case 6:
		is = less;
		break;
	case 7:
		is = less || (f & FLAG_ZF);
		break;
	}
	return is != (cc & 1);
}
