/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PV guests on the simulated machine: their address spaces, how they are
 * switched, and the hypervisor's copies from and to them.
 */
#include "pvhost.h"

#include <x86/asm.h>
#include <x86/cpu_info.h>
#include <x86/traps.h>

uintptr_t arena_lo, arena_hi;
static const struct guest_traps *traps;

void traps_register_guests(const struct guest_traps *g)
{
	traps = g;
}

pte_t *pv_entry(mfn_t table, unsigned int index)
{
	return (pte_t *)arch_mfn_to_virt(table) + index;
}

/* ---- the processor's walk ---- */

static struct tlb_entry *tlb_find(uint64_t va)
{
	struct tlb_entry *t = sim_cpu()->tlb;

	for (unsigned int i = 0; i < TLB_SIZE; i++)
		if (t[i].valid && t[i].va == (va & PAGE_MASK))
			return &t[i];
	return NULL;
}

static void tlb_fill(uint64_t va, mfn_t m, bool writable)
{
	struct sim_cpu *c = sim_cpu();
	struct tlb_entry *t = tlb_find(va);

	if (!t)
		t = &c->tlb[c->tlb_next++ % TLB_SIZE];
	*t = (struct tlb_entry){
		.va = va & PAGE_MASK, .mfn = m, .valid = true,
		.writable = writable, .domid = host_current->domain->domid,
	};
}

bool sim_access(uint64_t va, bool write, mfn_t *mfn, uint32_t *error)
{
	struct tlb_entry *t = tlb_find(va);
	mfn_t m = MFN(read_cr3() >> PAGE_SHIFT);
	bool writable = true;

	*error = PFEC_USER | (write ? PFEC_WRITE : 0);
	if (!canonical(va))
		return false;
	if (t && (t->writable || !write)) {
		*mfn = t->mfn;
		return true;
	}
	for (unsigned int shift = 39; shift >= 12; shift -= 9) {
		pte_t *e = pv_entry(m, va >> shift & 511);

		if (!(*e & PTE_P))
			return false;
		if (!(*e & PTE_US)) {
			*error |= PFEC_PRESENT;
			return false;
		}
		if (shift > 12 && (*e & PTE_PSE))
			sim_fail("a superpage of a guest", *e);
		writable = writable && (*e & PTE_RW);
		*e |= PTE_A;
		m = pte_mfn(*e);
		if (!mfn_valid(m))
			break;		/* a device's */
	}
	if (write && !writable) {
		*error |= PFEC_PRESENT;
		return false;
	}
	tlb_fill(va, m, writable);
	*mfn = m;
	return true;
}

/* ---- copies ---- */

bool arch_guest_range_ok(const void *p, uint64_t bytes)
{
	uint64_t start = (uint64_t)p, end = start + bytes;

	if (end < start)
		return false;
	return end <= 0x0000800000000000UL || start >= HYPER_END;
}

static bool in_arena(const void *p, size_t n)
{
	return (uintptr_t)p >= arena_lo && (uintptr_t)p < arena_hi &&
	       n <= arena_hi - (uintptr_t)p;
}

/* The bytes of [va, va + n) up to the page's end, or NULL. */
static char *reach(uint64_t va, size_t *n, bool write)
{
	size_t rest = PAGE_SIZE - (va & ~PAGE_MASK);
	uint32_t error;
	mfn_t m;

	if (*n > rest)
		*n = rest;
	if (!sim_access(va, write, &m, &error) || !mfn_valid(m))
		return NULL;
	return (char *)arch_mfn_to_virt(m) + (va & ~PAGE_MASK);
}

static int copy(char *mine, uint64_t va, size_t bytes, bool write)
{
	if (host_hooks.at_guest_access)
		host_hooks.at_guest_access();
	if (!arch_guest_range_ok((void *)va, bytes))
		return -EFAULT;
	if (in_arena((void *)va, bytes)) {
		if (write && mine)
			memcpy((void *)va, mine, bytes);
		else if (write)
			memset((void *)va, 0, bytes);
		else
			memcpy(mine, (void *)va, bytes);
		return 0;
	}
	while (bytes) {
		size_t n = bytes;
		char *p = reach(va, &n, write);

		if (!p)
			return -EFAULT;
		if (!write)
			memcpy(mine, p, n);
		else if (mine)
			memcpy(p, mine, n);
		else
			memset(p, 0, n);
		va += n;
		bytes -= n;
		if (mine)
			mine += n;
	}
	return 0;
}

int arch_copy_from_guest(void *dst, const void *src, size_t n)
{
	return copy(dst, (uint64_t)src, n, false);
}
int arch_copy_to_guest(void *dst, const void *src, size_t n)
{
	return copy((char *)src, (uint64_t)dst, n, true);
}
int arch_clear_guest(void *dst, size_t n)
{
	return copy(NULL, (uint64_t)dst, n, true);
}

/* ---- running ---- */

void sim_load(struct vcpu *v)
{
	bool kernel = v->arch.kernel_mode;
	mfn_t root = kernel ? v->arch.cr3_kernel : v->arch.cr3_user;

	host_current = v;
	if (v->is_idle) {
		lldt(0);
		cr3_load(arch_virt_to_mfn(hyper_l4));
		pv_gdt_load(v);
		return;
	}
	*guest_regs() = v->arch.regs;
	cr3_load(root);
	pv_gdt_load(v);
	pv_ldt_load(v);
	wrmsr(MSR_FS_BASE, v->arch.fs_base);
	wrmsr(MSR_GS_BASE, kernel ? v->arch.gs_base_kernel :
				    v->arch.gs_base_user);
	wrmsr(MSR_SHADOW_GS_BASE, kernel ? v->arch.gs_base_user :
					   v->arch.gs_base_kernel);
	if (v->arch.dr[7] & 0xff)
		pv_debug_load(v);
	pv_cr4_load(v);
}

static void save(struct vcpu *v)
{
	uint64_t gs = rdmsr(MSR_GS_BASE), shadow = rdmsr(MSR_SHADOW_GS_BASE);

	v->arch.regs = *guest_regs();
	v->arch.fs_base = rdmsr(MSR_FS_BASE);
	v->arch.gs_base_kernel = v->arch.kernel_mode ? gs : shadow;
	v->arch.gs_base_user = v->arch.kernel_mode ? shadow : gs;
}

void arch_context_switch(struct vcpu *prev, struct vcpu *next)
{
	if (!prev->is_idle)
		save(prev);
	sim_load(next);
	sched_context_saved(prev);
}
void arch_context_continue(struct vcpu *v) { (void)v; }
void arch_vcpu_sync_state(struct vcpu *v) { (void)v; }
void arch_vcpu_update_time(struct vcpu *v) { (void)v; }
void arch_dump_vcpu(struct vcpu *v) { (void)v; }
void arch_dump_crash(struct vcpu *v) { (void)v; }

void sim_trap(unsigned int vec, uint32_t error)
{
	struct cpu_user_regs *regs = guest_regs();

	regs->entry_vector = vec;
	regs->error_code = error;
	arch_irq_disable();
	traps->trap(regs, vec);
	arch_irq_enable();
}

void sim_page_fault(uint64_t va, uint32_t error)
{
	sim_cpu()->cr2 = va;
	sim_trap(TRAP_PF, error);
}

/* ---- making guests ---- */

static void on_cpus(const unsigned long *mask, void (*fn)(void *), void *arg)
{
	struct pcpu *me = host_pcpu;
	unsigned int cpu;

	cpumask_for_each(cpu, mask) {
		host_pcpu = pcpu_of(cpu);
		fn(arg);
	}
	host_pcpu = me;
}

/* What a guest must not come by: entries without US, but for the M2P's. */
static void hyper_l4_make(void)
{
	pte_t *l3 = xenheap_alloc(0, 0);

	hyper_l4 = xenheap_alloc(0, 0);
	for (unsigned int i = HYPER_FIRST_SLOT; i <= HYPER_LAST_SLOT; i++)
		hyper_l4[i] = pte_make(arch_virt_to_mfn(l3),
				       PTE_P | PTE_RW | PTE_A);
	hyper_l4[HYPER_FIRST_SLOT] = pte_make(arch_virt_to_mfn(l3),
					      PTE_P | PTE_US | PTE_A);
	hyper_l4[PERDOMAIN_SLOT] = 0;
}

void pv_host_boot(unsigned int cpus)
{
	assert_true(cpus <= PV_CPUS_MAX);
	/* As a processor is when its hypervisor has set it up. */
	for (unsigned int cpu = 0; cpu < PV_CPUS_MAX; cpu++)
		sim_cpus[cpu] = (struct sim_cpu){
			.cr0 = 0x80050033,
			.cr4 = CR4_PAE | CR4_MCE | CR4_DE | CR4_OSFXSR |
			       CR4_OSXMMEXCPT | CR4_OSXSAVE,
			.dr = { [6] = 0xffff0ff0, [7] = 0x400 },
		};
	host_hooks.on_cpus = on_cpus;
	host_boot(cpus);
	hyper_l4_make();
	tlb_init();
	pv_traps_init();
	for (unsigned int cpu = 0; cpu < cpus; cpu++) {
		pcpu_of(cpu)->arch.gdt = xenheap_alloc(0, 0);
		host_on(cpu);
		cr3_load(arch_virt_to_mfn(hyper_l4));
	}
	host_on(0);
	policy_init();
}

static void tables_fill(struct domain *d, unsigned int pages,
			const mfn_t *frames)
{
	(void)d;
	*pv_entry(frames[PV_ROOT], 0) = pte_make(frames[PV_L3],
						 PTE_P | PTE_RW | PTE_US);
	*pv_entry(frames[PV_L3], 0) = pte_make(frames[PV_L2],
					       PTE_P | PTE_RW | PTE_US);
	for (unsigned int i = 0; i < PV_NR_L1; i++)
		*pv_entry(frames[PV_L2], i) = pte_make(frames[PV_L1 + i],
						PTE_P | PTE_RW | PTE_US);
	for (unsigned int i = 0; i < pages; i++)
		*pv_entry(frames[PV_L1], i) = pte_make(frames[i], PTE_P |
			(i < PV_DATA ? 0 : PTE_RW) | PTE_US);
}

struct domain *pv_domain(domid_t id, unsigned int vcpus, unsigned int pages,
			 bool privileged, mfn_t *frames)
{
	struct domain *d = host_domain(id, vcpus, pages + 64, privileged);

	domain_pause_nosync(d);
	host_settle();
	for (unsigned int i = 0; i < pages; i++) {
		struct page_info *pg = domheap_alloc(d, 0, 0);

		assert_non_null(pg);
		frames[i] = page_to_mfn(pg);
		arch_m2p_set(frames[i], i);
	}
	tables_fill(d, pages, frames);
	for (unsigned int i = 0; i < vcpus; i++) {
		struct vcpu *v = d->vcpu[i];

		assert_int_equal(page_get_and_type(mfn_to_page(frames[0]), d,
						   PGT_L4_TABLE), 0);
		v->arch.cr3_kernel = frames[0];
		v->arch.regs.cs = GUEST_CS64;
		v->arch.regs.ss = GUEST_DS;
		v->arch.regs.rsp = arena_hi ? arena_hi - 256 : 0;
	}
	domain_unpause(d);
	return d;
}
