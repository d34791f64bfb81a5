/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Instructions that write to memory, as far as somebody may want one carried
 * out on memory that it may only read: what they write and what they leave
 * in registers.
 */
#include <hv/guest.h>
#include <x86/regs.h>
#include <x86/store.h>

uint64_t store_reg(struct store *a, unsigned int nr)
{
	/* Without REX, byte registers 4 to 7 are AH to BH. */
	if (a->size == 1 && !a->insn->rex && nr >= 4 && nr < 8)
		return *insn_reg(a->regs, nr - 4) >> 8 & 0xff;
	return *insn_reg(a->regs, nr) & store_mask(a->size);
}

static void reg_result(struct store *a, unsigned int nr, uint64_t v)
{
	uint64_t *r = insn_reg(a->regs, nr);
	uint64_t m = store_mask(a->size);

	if (a->size == 1 && !a->insn->rex && nr >= 4 && nr < 8) {
		r = insn_reg(a->regs, nr - 4);
		a->reg_value = (*r & ~0xff00ULL) | (v & 0xff) << 8;
	} else {
		/* 32-bit results clear the upper half. */
		a->reg_value = a->size == 4 ? v & m : (*r & ~m) | (v & m);
	}
	a->reg_out = r;
}

bool store_is_string(const struct insn *i)
{
	return i->opcode == 0xaa || i->opcode == 0xab || i->opcode == 0xa4 ||
	       i->opcode == 0xa5;
}

bool store_reads(const struct insn *i)
{
	return i->opcode == 0xa4 || i->opcode == 0xa5 || i->opcode == 0x8f;
}

bool store_is_plain(const struct insn *i)
{
	switch (i->opcode) {
	case 0x88: case 0x89: case 0xa2: case 0xa3: case 0xc6: case 0xc7:
	case 0x0fc3: case 0x38f1: case 0x0f90 ... 0x0f9f:
		return true;
	}
	return store_is_string(i) || store_reads(i);
}

static bool cmpxchg_op(struct store *a)
{
	uint64_t acc = a->regs->rax & store_mask(a->size);

	store_compare(a, acc, a->old);
	if (acc == a->old)
		a->new_value = store_reg(a, a->insn->reg);
	else
		reg_result(a, 0, a->old);
	return true;
}

/* cmpxchg8b; only ZF tells. */
static bool compare_pair(struct store *a)
{
	struct cpu_user_regs *r = a->regs;

	if ((a->insn->reg & 7) != 1)
		return false;
	a->flags = r->rflags & FLAGS_ARITH & ~FLAG_ZF;
	a->set_flags = true;
	a->pair_out = a->old != ((uint32_t)r->rax | r->rdx << 32);
	if (a->pair_out)
		return true;
	a->flags |= FLAG_ZF;
	a->new_value = (uint32_t)r->rbx | r->rcx << 32;
	return true;
}

static uint64_t bytes_turned(uint64_t x, unsigned int size)
{
	return __builtin_bswap64(x) >> (64 - 8 * size);
}

/* What a string or stack instruction stores comes from memory. */
static bool from_memory(struct store *a, uint64_t at)
{
	a->new_value = 0;
	return !guest_read(&a->new_value, (void *)at, a->size);
}

static bool compute_rare(struct store *a)
{
	const struct insn *i = a->insn;

	switch (i->opcode) {
	case 0xa2: case 0xa3:
		a->new_value = a->regs->rax;
		return true;
	case 0xc0: case 0xc1: case 0xd0 ... 0xd3:
		return store_shift(a);
	case 0x0fa4: case 0x0fa5: case 0x0fac: case 0x0fad:
		return store_shift_double(a);
	case 0x0f90 ... 0x0f9f:
		a->new_value = store_condition(a->regs->rflags, i->opcode & 15);
		return true;
	case 0x0fc7:
		return compare_pair(a);
	case 0x38f1:
		a->new_value = bytes_turned(store_reg(a, i->reg), a->size);
		return !i->rep;
	}
	return false;
}

/* Fills *a from old; false: not an instruction we do. */
bool store_compute(struct store *a)
{
	const struct insn *i = a->insn;

	a->new_value = a->old;
	switch (i->opcode) {
	case 0x86: case 0x87:
		a->new_value = store_reg(a, i->reg);
		reg_result(a, i->reg, a->old);
		return true;
	case 0x88: case 0x89:
		a->new_value = store_reg(a, i->reg);
		return true;
	case 0xc6: case 0xc7:
		a->new_value = (uint64_t)i->imm;
		return (i->reg & 7) == 0;
	case 0x80: case 0x81: case 0x83:
		return store_alu(a, i->reg & 7, (uint64_t)i->imm);
	case 0x00: case 0x01: case 0x08: case 0x09: case 0x10: case 0x11:
	case 0x18: case 0x19: case 0x20: case 0x21: case 0x28: case 0x29:
	case 0x30: case 0x31:
		return store_alu(a, i->opcode >> 3, store_reg(a, i->reg));
	case 0xaa: case 0xab:
		a->new_value = a->regs->rax;
		return true;
	case 0xa4: case 0xa5:
		return from_memory(a, a->regs->rsi);
	case 0x8f:
		return (i->reg & 7) == 0 && from_memory(a, a->regs->rsp);
	case 0x0fc3:
		a->new_value = store_reg(a, i->reg);
		return true;
	case 0xf6: case 0xf7: case 0xfe: case 0xff:
		return store_unary(a);
	case 0x0fb0: case 0x0fb1:
		return cmpxchg_op(a);
	case 0x0fc0: case 0x0fc1:
		if (!store_alu(a, 0, store_reg(a, i->reg)))
			return false;
		reg_result(a, i->reg, a->old);
		return true;
	case 0x0fab: case 0x0fb3: case 0x0fbb:
		return store_bit(a, i->opcode == 0x0fab ? 5 :
			      i->opcode == 0x0fb3 ? 6 : 7,
			      store_reg(a, i->reg));
	case 0x0fba:
		return store_bit(a, i->reg & 7, (uint64_t)i->imm);
	}
	return compute_rare(a);
}

static bool opcode_wide(const struct insn *i)
{
	switch (i->opcode) {
	case 0x0f90 ... 0x0f9f:
		return false;
	case 0x0fa4: case 0x0fac:
	case 0x83: case 0x8f: case 0x0fab: case 0x0fb3: case 0x0fbb:
	case 0x0fba: case 0x0fc3:
		return true;
	}
	return i->opcode & 1;
}

unsigned int store_size(const struct insn *i)
{
	/* Pushes and pops have no 4 bytes. */
	if (i->opcode == 0x8f && !i->op16)
		return 8;
	if (i->opcode == 0x0fc7)
		return i->rex & 8 ? 16 : 8;
	return insn_size(i, opcode_wide(i));
}

/* The pointers move on; true when a repeated one has more to do. */
static bool string_step(const struct store *a, struct cpu_user_regs *regs)
{
	uint64_t step = regs->rflags & EFLAGS_DF ? -(uint64_t)a->size :
						   a->size;

	regs->rdi += step;
	if (a->insn->opcode == 0xa4 || a->insn->opcode == 0xa5)
		regs->rsi += step;
	return a->insn->rep && --regs->rcx;
}

void store_finish(const struct store *a, struct cpu_user_regs *regs)
{
	if (a->reg_out)
		*a->reg_out = a->reg_value;
	if (a->pair_out) {
		regs->rax = (uint32_t)a->old;
		regs->rdx = a->old >> 32;
	}
	if (a->set_flags)
		regs->rflags = (regs->rflags & ~FLAGS_ARITH) | a->flags;
	if (a->insn->opcode == 0x8f)
		regs->rsp += a->size;
	if (store_is_string(a->insn) && string_step(a, regs))
		return;		/* comes back for the rest */
	regs->rip += a->insn->len;
}
