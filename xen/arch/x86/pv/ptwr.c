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
#include <x86/pv.h>
#include <x86/segment.h>
#include <x86/store.h>

static bool write_entry(struct vcpu *v, struct page_info *table, uint64_t addr,
			struct store *a)
{
	pte_t *slot = (pte_t *)page_to_virt(table) + (addr >> 3 & 511);
	unsigned int shift = (addr & 7) * 8;
	uint64_t mask = store_mask(a->size);
	int err;

	do {
		pte_t old = READ_ONCE(*slot), new_value;

		a->reg_out = NULL;
		a->old = old >> shift & mask;
		if (!store_compute(a))
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

/*
 * One that leaves the value what it was writes nothing, wherever it is: the
 * distribution's hypervisor does these. Read back to where it began.
 */
static bool changes_nothing(struct store *a, uint64_t addr)
{
	if (store_is_plain(a->insn))
		return false;
	a->old = 0;
	if (guest_read(&a->old, (void *)addr, a->size) || !store_compute(a))
		return false;
	return !((a->new_value ^ a->old) & store_mask(a->size));
}

static bool carry_out(struct vcpu *v, struct page_info *table, uint64_t addr,
		      struct store *a)
{
	if (a->size == 16)
		return (a->insn->reg & 7) == 1 &&
		       compare_16(a->insn, table, addr, a->regs);
	if (addr & (a->size - 1) ? !changes_nothing(a, addr) :
				   !write_entry(v, table, addr, a))
		return false;
	store_finish(a, a->regs);
	return true;
}

/* To registers that are only to be read: plain stores, nothing that reads. */
static bool carry_out_mmio(mfn_t frame, uint64_t addr, struct store *a)
{
	if (!store_is_plain(a->insn) || store_reads(a->insn))
		return false;
	if (!store_compute(a) || !pv_mmio_store(frame.n << PAGE_SHIFT |
					  (addr & ~PAGE_MASK), a->size,
					  a->new_value))
		return false;
	store_finish(a, a->regs);
	return true;
}

static bool carry_out_table(struct vcpu *v, mfn_t frame, uint64_t addr,
			    struct store *a)
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

/*
 * Bit operations reach beyond their operand: by a register. With an immediate
 * the distribution's hypervisor lets them, too.
 */
static uint64_t bits_away(struct store *a)
{
	unsigned int unused = 64 - 8 * a->size;
	int64_t bit;

	switch (a->insn->opcode) {
	case 0x0fab: case 0x0fb3: case 0x0fbb:
		bit = (int64_t)(store_reg(a, a->insn->reg) << unused) >> unused;
		break;
	case 0x0fba:
		bit = a->insn->imm;
		break;
	default:
		return 0;
	}
	return (uint64_t)(bit >> 3) & ~(uint64_t)(a->size - 1);
}

/*
 * Where the operand begins, which the fault need not tell: it may be about
 * the end of one that begins on the page before.
 */
static bool operand_at(struct vcpu *v, struct store *a, uint64_t *addr)
{
	const struct insn *i = a->insn;
	bool string = store_is_string(i);
	uint64_t offset = string ? a->regs->rdi :
			  i->has_modrm ? insn_address(i, a->regs) :
					 (uint64_t)i->imm;

	/* pop computes it with the stack pointer as it leaves it. */
	if (i->opcode == 0x8f && i->base == 4)
		offset += a->size;
	offset += bits_away(a);
	return pv_data_address(v, a->regs, i, offset, string, a->size, addr);
}

bool pv_ptwr_fault(struct vcpu *v, uint64_t addr, struct cpu_user_regs *regs)
{
	struct store a = { .regs = regs };
	uint8_t bytes[INSN_MAX];
	struct insn insn;
	mfn_t table, frame;
	pte_t *slot = pv_l1_slot(v, addr, &table);
	unsigned int n = INSN_MAX;
	uint64_t at;
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
	if (!operand_at(v, &a, &at) ||
	    ((at ^ addr) & PAGE_MASK))
		return false;
	ok = mfn_valid(frame) ? carry_out_table(v, frame, at, &a) :
				carry_out_mmio(frame, at, &a);
	if (ok)
		pv_insn_done(v, regs, 0);
	return ok;
}
