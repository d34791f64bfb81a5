/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writes of a guest to its read-only page tables, carried out for it.
 *
 * The faulting instruction is decoded, its result computed, and the entry
 * updated with the checks of mmu_update, on condition that it still is what
 * the computation started from.
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <x86/asm.h>
#include <x86/decode.h>
#include <x86/pv.h>
#include <x86/segment.h>
#include <x86/shift.h>

#define FLAG_CF	0x001UL
#define FLAG_PF	0x004UL
#define FLAG_AF	0x010UL
#define FLAG_ZF	0x040UL
#define FLAG_SF	0x080UL
#define FLAG_OF	0x800UL
#define FLAGS_ARITH (FLAG_CF | FLAG_PF | FLAG_AF | FLAG_ZF | FLAG_SF | FLAG_OF)

/* One write: what was there, what will be, what else the guest sees. */
struct access {
	struct cpu_user_regs *regs;
	const struct insn *insn;
	unsigned int size;
	uint64_t old, new_value;	/* size bytes of each count */
	uint64_t flags;
	bool write, set_flags;
	uint64_t *reg_out;		/* register that gets reg_value, or NULL */
	uint64_t reg_value;
	bool pair_out;			/* edx:eax get what was there */
};

static uint64_t size_mask(unsigned int size)
{
	return size == 8 ? ~0ULL : (1ULL << (8 * size)) - 1;
}

static uint64_t reg_read(struct access *a, unsigned int nr)
{
	/* Without REX, byte registers 4 to 7 are AH to BH. */
	if (a->size == 1 && !a->insn->rex && nr >= 4 && nr < 8)
		return *insn_reg(a->regs, nr - 4) >> 8 & 0xff;
	return *insn_reg(a->regs, nr) & size_mask(a->size);
}

static void reg_result(struct access *a, unsigned int nr, uint64_t v)
{
	uint64_t *r = insn_reg(a->regs, nr);
	uint64_t m = size_mask(a->size);

	if (a->size == 1 && !a->insn->rex && nr >= 4 && nr < 8) {
		r = insn_reg(a->regs, nr - 4);
		a->reg_value = (*r & ~0xff00ULL) | (v & 0xff) << 8;
	} else {
		/* 32-bit results clear the upper half. */
		a->reg_value = a->size == 4 ? v & m : (*r & ~m) | (v & m);
	}
	a->reg_out = r;
}

static void flags_of(struct access *a, uint64_t result, uint64_t more)
{
	uint64_t m = size_mask(a->size);

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

static uint64_t add_flags(const struct access *a, uint64_t x, uint64_t y,
			  uint64_t sum)
{
	uint64_t top = 1ULL << (8 * a->size - 1);

	return ((sum & size_mask(a->size)) < x ? FLAG_CF : 0) |
	       ((x ^ y ^ sum) & 0x10 ? FLAG_AF : 0) |
	       (~(x ^ y) & (x ^ sum) & top ? FLAG_OF : 0);
}

static uint64_t sub_flags(const struct access *a, uint64_t x, uint64_t y,
			  uint64_t diff)
{
	uint64_t top = 1ULL << (8 * a->size - 1);

	return (x < y ? FLAG_CF : 0) | ((x ^ y ^ diff) & 0x10 ? FLAG_AF : 0) |
	       ((x ^ y) & (x ^ diff) & top ? FLAG_OF : 0);
}

static bool is_string(const struct insn *i)
{
	return i->opcode == 0xaa || i->opcode == 0xab || i->opcode == 0xa4 ||
	       i->opcode == 0xa5;
}

/* add or adc sbb and sub xor -: the ALU group's numbers. */
static bool alu(struct access *a, unsigned int which, uint64_t y)
{
	uint64_t x = a->old, m = size_mask(a->size);
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

static bool bit_op(struct access *a, unsigned int which, uint64_t bit)
{
	uint64_t b = 1ULL << (bit & (8 * a->size - 1));

	a->new_value = which == 5 ? a->old | b : which == 6 ? a->old & ~b :
		       a->old ^ b;
	a->flags = (a->regs->rflags & FLAGS_ARITH & ~FLAG_CF) |
		   (a->old & b ? FLAG_CF : 0);
	a->set_flags = true;
	return which >= 5;
}

static bool cmpxchg_op(struct access *a)
{
	uint64_t acc = a->regs->rax & size_mask(a->size);

	flags_of(a, acc - a->old, sub_flags(a, acc, a->old, acc - a->old));
	if (acc == a->old)
		a->new_value = reg_read(a, a->insn->reg);
	else
		reg_result(a, 0, a->old);
	return true;
}

/* inc and dec leave CF alone, not leaves all flags. */
static bool unary(struct access *a)
{
	unsigned int which = a->insn->reg & 7;
	uint64_t cf = a->regs->rflags & FLAG_CF, x = a->old;

	if ((a->insn->opcode & 0xfe) == 0xfe) {
		if (which > 1 || !alu(a, which ? 5 : 0, 1))
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

static bool shift(struct access *a)
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
static bool double_shift(struct access *a)
{
	const struct insn *i = a->insn;
	unsigned int count = i->opcode & 1 ? (uint8_t)a->regs->rcx :
					     (uint8_t)i->imm;

	a->flags = a->regs->rflags & FLAGS_ARITH;
	a->new_value = shift_double(!(i->opcode & 8), a->size, a->old,
				    reg_read(a, i->reg), count, &a->flags);
	a->set_flags = true;
	return true;
}

static bool condition(uint64_t f, unsigned int cc)
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

/* cmpxchg8b; only ZF tells. */
static bool compare_pair(struct access *a)
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
static bool from_memory(struct access *a, uint64_t at)
{
	a->new_value = 0;
	return !guest_read(&a->new_value, (void *)at, a->size);
}

static bool compute_rare(struct access *a)
{
	const struct insn *i = a->insn;

	switch (i->opcode) {
	case 0xa2: case 0xa3:
		a->new_value = a->regs->rax;
		return true;
	case 0xc0: case 0xc1: case 0xd0 ... 0xd3:
		return shift(a);
	case 0x0fa4: case 0x0fa5: case 0x0fac: case 0x0fad:
		return double_shift(a);
	case 0x0f90 ... 0x0f9f:
		a->new_value = condition(a->regs->rflags, i->opcode & 15);
		return true;
	case 0x0fc7:
		return compare_pair(a);
	case 0x38f1:
		a->new_value = bytes_turned(reg_read(a, i->reg), a->size);
		return !i->rep;
	}
	return false;
}

/* Fills *a from old; false: not an instruction we do. */
static bool compute(struct access *a)
{
	const struct insn *i = a->insn;

	a->new_value = a->old;
	switch (i->opcode) {
	case 0x86: case 0x87:
		a->new_value = reg_read(a, i->reg);
		reg_result(a, i->reg, a->old);
		return true;
	case 0x88: case 0x89:
		a->new_value = reg_read(a, i->reg);
		return true;
	case 0xc6: case 0xc7:
		a->new_value = (uint64_t)i->imm;
		return (i->reg & 7) == 0;
	case 0x80: case 0x81: case 0x83:
		return alu(a, i->reg & 7, (uint64_t)i->imm);
	case 0x00: case 0x01: case 0x08: case 0x09: case 0x10: case 0x11:
	case 0x18: case 0x19: case 0x20: case 0x21: case 0x28: case 0x29:
	case 0x30: case 0x31:
		return alu(a, i->opcode >> 3, reg_read(a, i->reg));
	case 0xaa: case 0xab:
		a->new_value = a->regs->rax;
		return true;
	case 0xa4: case 0xa5:
		return from_memory(a, a->regs->rsi);
	case 0x8f:
		return (i->reg & 7) == 0 && from_memory(a, a->regs->rsp);
	case 0x0fc3:
		a->new_value = reg_read(a, i->reg);
		return true;
	case 0xf6: case 0xf7: case 0xfe: case 0xff:
		return unary(a);
	case 0x0fb0: case 0x0fb1:
		return cmpxchg_op(a);
	case 0x0fc0: case 0x0fc1:
		if (!alu(a, 0, reg_read(a, i->reg)))
			return false;
		reg_result(a, i->reg, a->old);
		return true;
	case 0x0fab: case 0x0fb3: case 0x0fbb:
		return bit_op(a, i->opcode == 0x0fab ? 5 :
			      i->opcode == 0x0fb3 ? 6 : 7,
			      reg_read(a, i->reg));
	case 0x0fba:
		return bit_op(a, i->reg & 7, (uint64_t)i->imm);
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

/* The pointers move on; true when a repeated one has more to do. */
static bool string_step(const struct access *a, struct cpu_user_regs *regs)
{
	uint64_t step = regs->rflags & EFLAGS_DF ? -(uint64_t)a->size :
						   a->size;

	regs->rdi += step;
	if (a->insn->opcode == 0xa4 || a->insn->opcode == 0xa5)
		regs->rsi += step;
	return a->insn->rep && --regs->rcx;
}

static void finish(const struct access *a, struct cpu_user_regs *regs)
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
	if (is_string(a->insn) && string_step(a, regs))
		return;		/* comes back for the rest */
	regs->rip += a->insn->len;
}

static bool write_entry(struct vcpu *v, struct page_info *table, uint64_t addr,
			struct access *a)
{
	pte_t *slot = (pte_t *)page_to_virt(table) + (addr >> 3 & 511);
	unsigned int shift = (addr & 7) * 8;
	uint64_t mask = size_mask(a->size);
	int err;

	do {
		pte_t old = READ_ONCE(*slot), new_value;

		a->reg_out = NULL;
		a->old = old >> shift & mask;
		if (!compute(a))
			return false;
		new_value = (old & ~(mask << shift)) |
			    (a->new_value & mask) << shift;
		err = pv_update_entry(v->domain, v->domain, table,
				      (addr >> 3 & 511), new_value, false,
				      &old);
	} while (err == -EAGAIN);
	return !err;
}

/*
 * cmpxchg16b writes more than one entry, which nobody does for a guest; one
 * that finds something else only reads.
 */
static bool compare_16(const struct insn *i, struct page_info *table,
		       uint64_t addr, struct cpu_user_regs *regs)
{
	const pte_t *slot = (pte_t *)page_to_virt(table) + (addr >> 3 & 511);
	pte_t low, high;

	if (addr & 15)
		return false;
	low = READ_ONCE(slot[0]);
	high = READ_ONCE(slot[1]);
	if (low == regs->rax && high == regs->rdx)
		return false;
	regs->rax = low;
	regs->rdx = high;
	regs->rflags &= ~FLAG_ZF;
	regs->rip += i->len;
	return true;
}

static unsigned int store_size(const struct insn *i)
{
	/* Pushes and pops have no 4 bytes. */
	if (i->opcode == 0x8f && !i->op16)
		return 8;
	if (i->opcode == 0x0fc7)
		return i->rex & 8 ? 16 : 8;
	return insn_size(i, opcode_wide(i));
}

static bool carry_out(struct vcpu *v, struct page_info *table, uint64_t addr,
		      struct access *a)
{
	if (a->size == 16 && (a->insn->reg & 7) == 1)
		return compare_16(a->insn, table, addr, a->regs);
	if ((addr & 7) + a->size > 8 || !write_entry(v, table, addr, a))
		return false;
	finish(a, a->regs);
	return true;
}

/* To registers that are only to be read: plain stores, nothing that reads. */
static bool carry_out_mmio(mfn_t frame, uint64_t addr, struct access *a)
{
	switch (a->insn->opcode) {
	case 0x88: case 0x89: case 0xa2: case 0xa3: case 0xaa: case 0xab:
	case 0xc6: case 0xc7: case 0x0fc3: case 0x38f1:
	case 0x0f90 ... 0x0f9f:
		break;
	default:
		return false;
	}
	if (!compute(a) || !pv_mmio_store(frame.n << PAGE_SHIFT |
					  (addr & ~PAGE_MASK), a->size,
					  a->new_value))
		return false;
	finish(a, a->regs);
	return true;
}

static bool carry_out_table(struct vcpu *v, mfn_t frame, uint64_t addr,
			    struct access *a)
{
	struct page_info *pg = mfn_to_page(frame);
	bool ok;

	if (page_get_and_type(pg, v->domain, PGT_L1_TABLE))
		return false;
	ok = carry_out(v, pg, addr, a);
	page_put_and_type(pg);
	return ok;
}

/* Is it a table in use, or one of those registers? */
static bool store_is_ours(const struct vcpu *v, mfn_t frame)
{
	if (!mfn_valid(frame))
		return v->domain->is_privileged && pv_mmio_read_only(frame);
	return (READ_ONCE(mfn_to_page(frame)->type_info) &
		(PGT_TYPE_MASK | PGT_VALIDATED)) ==
	       (PGT_L1_TABLE | PGT_VALIDATED);
}

bool pv_ptwr_fault(struct vcpu *v, uint64_t addr, struct cpu_user_regs *regs)
{
	struct access a = { .regs = regs };
	uint8_t bytes[INSN_MAX];
	struct insn insn;
	mfn_t table, frame;
	pte_t *slot = pv_l1_slot(v, addr, &table);
	unsigned int n = INSN_MAX;
	bool ok;
	pte_t e;

	if (!slot)
		return false;
	e = READ_ONCE(*slot);
	frame = pte_mfn(e);
	if ((e & (PTE_P | PTE_RW)) != PTE_P || !store_is_ours(v, frame))
		return false;
	/* The code may end with its page. */
	if (guest_read(bytes, (void *)regs->rip, n)) {
		n = (unsigned int)(PAGE_SIZE - (regs->rip & ~PAGE_MASK));
		if (n >= INSN_MAX || guest_read(bytes, (void *)regs->rip, n))
			return false;
	}
	if (!pv_code64(regs->cs) || insn_decode(bytes, n, &insn))
		return false;
	a.insn = &insn;
	a.size = store_size(&insn);
	ok = mfn_valid(frame) ? carry_out_table(v, frame, addr, &a) :
				carry_out_mmio(frame, addr, &a);
	if (ok)
		pv_insn_done(v, regs, 0);
	return ok;
}
