/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the processor reads by speculation what its page tables deny
 * (Meltdown), a guest runs on a root of its CPU's own. It has the guest's
 * slots, the descriptor tables and the M2P, and of the hypervisor only what
 * it takes to get in: the code, the IDT, the TSS, this CPU's stack and its
 * entry stub. spec_entry.S changes to the guest's root and back.
 *
 * The guest's slots are a copy. It is treated like a TLB: whoever flushes
 * this CPU's TLB makes it stale, and before the guest runs again it is made
 * anew. So whatever keeps TLBs right keeps it right; only an entry added to
 * a root, for which no flush is due, needs one more (xpti_root_changed()).
 *
 * Most flushes are due to changes further down. So changes of roots are
 * counted, all together: a stale copy of the same root from after the last
 * change is as good as a new one. Whoever writes to a root, or makes a frame
 * one, counts before the flush that tells others.
 */
#include <hv/bug.h>
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/string.h>
#include <x86/cpu_info.h>
#include <x86/desc.h>
#include <x86/pv.h>
#include <x86/spec.h>
#include <x86/xpti.h>

extern char _text[], _etext[];

static uint64_t root_changes;		/* atomic */

/* The 4 KiB entry for va, out of whatever size maps it; 0: nothing does. */
static pte_t leaf(const pte_t *root, uint64_t va)
{
	pte_t e = root[l4_index(va)];

	for (unsigned int shift = 30; (e & PTE_P) && shift >= 12; shift -= 9) {
		e = ((pte_t *)arch_mfn_to_virt(pte_mfn(e)))[va >> shift & 511];
		if (shift > 12 && (e & PTE_P) && (e & PTE_PSE))
			return (e & ~(pte_t)PTE_PSE) |
			       (va & ((1UL << shift) - 1) & PTE_ADDR);
	}
	return e & PTE_P ? e : 0;
}

static pte_t *slot(pte_t *root, uint64_t va)
{
	pte_t *t = root;

	for (unsigned int shift = 39; shift > 12; shift -= 9) {
		pte_t *e = &t[va >> shift & 511];

		if (!(*e & PTE_P)) {
			void *table = xenheap_alloc(0, 0);

			if (!table)
				return NULL;
			*e = pte_make(arch_virt_to_mfn(table),
				      PTE_P | PTE_RW | PTE_A);
		}
		t = arch_mfn_to_virt(pte_mfn(*e));
	}
	return &t[l1_index(va)];
}

int xpti_clone(pte_t *root, const pte_t *from, uint64_t va, uint64_t size)
{
	uint64_t end = va + size;

	for (va &= PAGE_MASK; va < end; va += PAGE_SIZE) {
		pte_t e = leaf(from, va), *to;

		if (!e)
			return -EFAULT;
		to = slot(root, va);
		if (!to)
			return -ENOMEM;
		*to = e;
	}
	return 0;
}

int xpti_cpu_init(struct pcpu *cpu)
{
	const struct arch_pcpu *a = &cpu->arch;
	struct table_register idt;
	struct { uint64_t va, size; } parts[] = {
		{ (uint64_t)_text, (uint64_t)(_etext - _text) },
		{ 0, PAGE_SIZE },
		{ STUBS_START + (uint64_t)cpu->id * 2 * STUB_SIZE,
		  2 * STUB_SIZE },
		{ (uint64_t)a->stack, STACK_SIZE },
		{ (uint64_t)a->tss, sizeof(*a->tss) },
	};
	pte_t *root;
	int err = 0;

	if (!spec_plan.xpti_dom0 && !spec_plan.xpti_domu)
		return 0;
	__asm__ volatile("sidt %0" : "=m"(idt));
	parts[1].va = idt.base;
	root = xenheap_alloc(0, 0);
	if (!root)
		return -ENOMEM;
	for (unsigned int i = 0; !err && i < ARRAY_SIZE(parts); i++)
		err = xpti_clone(root, hyper_l4, parts[i].va, parts[i].size);
	cpu->arch.xpti_root = root;
	cpu->arch.xpti_copy.of = 0;
	return err;
}

void xpti_load(const struct vcpu *v)
{
	this_cpu_info()->guest_cr3 = v->domain->arch.xpti ?
		arch_virt_to_mfn(arch_this_pcpu()->arch.xpti_root).n <<
		PAGE_SHIFT : 0;
}

void xpti_root_copy(void)
{
	struct cpu_info *ci = this_cpu_info();
	struct xpti_copy *copy = &arch_this_pcpu()->arch.xpti_copy;
	/* Before the entries are read: a change meanwhile makes it stale. */
	uint64_t changes = __atomic_load_n(&root_changes, __ATOMIC_SEQ_CST);
	const pte_t *from = arch_mfn_to_virt(MFN(ci->full_cr3 >> PAGE_SHIFT));
	pte_t *to = arch_mfn_to_virt(MFN(ci->guest_cr3 >> PAGE_SHIFT));

	ci->root_stale = false;
	if (copy->of == ci->full_cr3 && copy->changes == changes)
		return;
	copy->of = ci->full_cr3;
	copy->changes = changes;
	memcpy(to, from, (HYPER_FIRST_SLOT + 1) * sizeof(pte_t));
	to[PERDOMAIN_SLOT] = from[PERDOMAIN_SLOT];
	memcpy(&to[HYPER_LAST_SLOT + 1], &from[HYPER_LAST_SLOT + 1],
	       (511 - HYPER_LAST_SLOT) * sizeof(pte_t));
}

void xpti_root_written(const struct domain *d)
{
	if (d->arch.xpti)
		__atomic_add_fetch(&root_changes, 1, __ATOMIC_SEQ_CST);
}

void xpti_root_changed(const struct domain *d)
{
	unsigned long mask[BITS_TO_LONGS(NR_CPUS_MAX)];

	if (!d->arch.xpti)
		return;
	xpti_root_written(d);
	domain_cpus(d, mask);
	tlb_flush_mask(mask);
}
