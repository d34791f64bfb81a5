/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A guest's GDT and LDT: frames of its own, checked and counted as
 * descriptor pages, mapped read-only at the vCPU's place in the per-domain
 * area. The CPU's page with the reserved entries is page 14 of every GDT.
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/hypercall.h>
#include <hv/machine.h>
#include <x86/asm.h>
#include <x86/desc.h>
#include <x86/pv.h>

#define DESC_P		(1UL << 47)
#define DESC_S		(1UL << 44)
#define DESC_DPL	(3UL << 45)
#define DESC_TYPE	(15UL << 40)
#define CALL_GATE	(12UL << 40)
#define GATE_RESERVED	(0xffUL << 32)

/* A gate may lead to the guest's own segments or to its kernel's code. */
static bool gate_selector_ok(uint16_t sel)
{
	return sel < HYPER_FIRST_SEL || sel == GUEST_CS64 || (sel & 4);
}

/*
 * Nothing that changes privilege: code and data segments only, made to be of
 * ring 3 at least, where a 64-bit guest's kernel runs too. Call gates are
 * kept with ring 0, so that using one faults with its selector; the ring it
 * had goes to the low bits of the target, for who reads it. Type 0 is the
 * second half of one.
 */
bool descriptor_fix(uint64_t *d)
{
	uint64_t dpl = *d & DESC_DPL;
	uint16_t sel;

	if (!(*d & DESC_P))
		return true;
	*d |= DESC_DPL;
	if ((*d & DESC_S) || !(*d & DESC_TYPE)) {
		if (!(*d & DESC_S))
			*d = (*d & ~DESC_DPL) | dpl;
		return true;
	}
	sel = (uint16_t)(*d >> 16);
	if ((*d & DESC_TYPE) != CALL_GATE || !gate_selector_ok(sel) ||
	    (*d & GATE_RESERVED))
		return false;
	sel = (uint16_t)((sel & ~3) | 3);
	*d = (*d & ~(DESC_DPL | 0xffff0000UL)) | (uint64_t)sel << 16;
	return true;
}

int segdesc_page_validate(struct page_info *pg)
{
	uint64_t *d = page_to_virt(pg);

	for (unsigned int i = 0; i < 512; i++)
		if (!descriptor_fix(&d[i]))
			return -EINVAL;
	return 0;
}

/* ---- GDT ---- */

static void slot_set(struct vcpu *v, unsigned int i, pte_t e)
{
	WRITE_ONCE(v->arch.perdomain_l1[i], e);
	invlpg(GDT_VA((uint64_t)v->id) + ((uint64_t)i << 12));
}

/* Selectors beyond the guest's table find null descriptors there. */
static const uint64_t no_descriptors[512] __attribute__((aligned(4096)));

static pte_t empty_slot(void)
{
	return ((uint64_t)no_descriptors - XEN_VIRT_START) |
	       PTE_P | PTE_A | PTE_NX;
}

void pv_gdt_release(struct vcpu *v)
{
	for (unsigned int i = 0; i < GDT_GUEST_FRAMES; i++) {
		bool used = (uint64_t)i * 512 < v->arch.gdt_ents;

		slot_set(v, i, empty_slot());
		if (used)
			page_put_and_type(mfn_to_page(v->arch.gdt_frames[i]));
	}
	v->arch.gdt_ents = 0;
}

int pv_set_gdt(struct vcpu *v, const uint64_t *frames, unsigned int entries)
{
	unsigned int nr = DIV_ROUND_UP(entries, 512), i;
	int err = 0;

	if (entries > HYPER_FIRST_SEL / 8)
		return -EINVAL;
	for (i = 0; i < nr; i++) {
		mfn_t m = MFN(frames[i]);

		err = -EINVAL;
		if (mfn_valid(m))
			err = page_get_and_type(mfn_to_page(m), v->domain,
						PGT_SEG_DESC);
		if (err)
			goto undo;
	}
	pv_gdt_release(v);
	v->arch.gdt_ents = entries;
	for (i = 0; i < nr; i++) {
		v->arch.gdt_frames[i] = MFN(frames[i]);
		slot_set(v, i, pte_make(MFN(frames[i]),
					PTE_P | PTE_RW | PTE_A | PTE_D |
					PTE_NX));
	}
	return 0;
undo:
	while (i--)
		page_put_and_type(mfn_to_page(MFN(frames[i])));
	return err;
}

long hc_set_gdt(struct hypercall *hc)
{
	uint64_t frames[GDT_GUEST_FRAMES + 2];
	unsigned int entries = (unsigned int)hc->arg[1];
	unsigned int nr;
	int err;

	if (entries > HYPER_FIRST_SEL / 8)
		return -EINVAL;
	nr = DIV_ROUND_UP(entries, 512);
	if (guest_read(frames, (void *)hc->arg[0], nr * sizeof(frames[0])))
		return -EFAULT;
	err = pv_set_gdt(arch_current(), frames, entries);
	if (!err)
		pv_gdt_load(arch_current());
	return err;
}

void pv_gdt_load(struct vcpu *v)
{
	struct arch_pcpu *cpu = &arch_this_pcpu()->arch;

	if (v->is_idle) {
		gdt_load((uint64_t)cpu->gdt - HYPER_FIRST_SEL, HYPER_LAST_SEL);
		return;
	}
	slot_set(v, GDT_GUEST_FRAMES,
		 pte_make(arch_virt_to_mfn(cpu->gdt),
			  PTE_P | PTE_RW | PTE_A | PTE_D | PTE_NX));
	gdt_load(GDT_VA((uint64_t)v->id), HYPER_LAST_SEL);
}

/* ---- LDT ---- */

void pv_ldt_unmap(struct vcpu *v)
{
	for (unsigned int i = 16; i < 32; i++) {
		pte_t e = v->arch.perdomain_l1[i];

		if (!e)
			continue;
		slot_set(v, i, 0);
		page_put_and_type(mfn_to_page(pte_mfn(e)));
	}
}

void pv_ldt_load(struct vcpu *v)
{
	uint64_t base = LDT_VA((uint64_t)v->id);
	uint64_t limit = v->arch.ldt_ents * 8UL - 1;
	uint64_t *gdt = arch_this_pcpu()->arch.gdt;
	unsigned int i = (LDT_SEL & 0xfff) / 8;

	if (!v->arch.ldt_ents) {
		lldt(0);
		return;
	}
	gdt[i] = (limit & 0xffff) | (base & 0xffffff) << 16 | 0x82UL << 40 |
		 (base >> 24 & 0xff) << 56;
	gdt[i + 1] = base >> 32;
	lldt(LDT_SEL);
}

/* The processor looked at a page of the LDT that is not mapped yet. */
bool pv_ldt_fault(struct vcpu *v, uint64_t offset)
{
	uint64_t va = v->arch.ldt_base + (offset & PAGE_MASK);
	struct page_info *pg;
	mfn_t table;
	pte_t *slot;

	if (offset >= v->arch.ldt_ents * 8UL)
		return false;
	slot = pv_l1_slot(v, va, &table);
	if (!slot || !(*slot & PTE_P) || !mfn_valid(pte_mfn(*slot)))
		return false;
	pg = mfn_to_page(pte_mfn(*slot));
	if (page_get_and_type(pg, v->domain, PGT_SEG_DESC))
		return false;
	slot_set(v, 16 + (unsigned int)(offset >> PAGE_SHIFT),
		 pte_make(page_to_mfn(pg), PTE_P | PTE_RW | PTE_A | PTE_D |
			  PTE_NX));
	return true;
}

/* ---- single entries ---- */

long hc_update_descriptor(struct hypercall *hc)
{
	struct domain *d = arch_current()->domain;
	uint64_t ma = hc->arg[0], desc = hc->arg[1], *slot;
	mfn_t m = MFN(ma >> PAGE_SHIFT);
	struct page_info *pg;
	uint64_t type;
	int err;

	if ((ma & 7) || !mfn_valid(m) || !descriptor_fix(&desc))
		return -EINVAL;
	pg = mfn_to_page(m);
	if (!page_get(pg, d))
		return -EINVAL;
	/* As what it is used now; free of use, as ordinary memory. */
	type = READ_ONCE(pg->type_info) & PGT_TYPE_MASK;
	if (type != PGT_SEG_DESC)
		type = PGT_WRITABLE;
	err = page_type_get(pg, type);
	if (err) {
		page_put(pg);
		return -EINVAL;
	}
	slot = (uint64_t *)((char *)page_to_virt(pg) + (ma & ~PAGE_MASK));
	WRITE_ONCE(*slot, desc);
	page_put_and_type(pg);
	return 0;
}
