/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * TLB flushes. A clock counts full flushes; a CPU that has flushed since a
 * frame was last used some way cannot know that use any more.
 */
#include <hv/domain.h>
#include <hv/machine.h>
#include <hv/softirq.h>
#include <x86/asm.h>
#include <x86/cpu_info.h>
#include <x86/paging.h>

/*
 * Times are compared by the sign of their difference: nobody's last flush may
 * lie half the clock's range back.
 */
#define CLOCK_QUARTER	(1U << 30)

static uint32_t flush_clock = 1;			/* atomic */

static uint32_t clock_advance(void)
{
	uint32_t now = __atomic_add_fetch(&flush_clock, 1, __ATOMIC_SEQ_CST);
	unsigned int cpu;

	if (unlikely(now % CLOCK_QUARTER == 0))
		cpumask_for_each(cpu, cpu_online_map)
			softirq_raise_on(cpu, TLB_SOFTIRQ);
	return now;
}

void cr3_load(mfn_t root)
{
	struct arch_pcpu *a = &arch_this_pcpu()->arch;

	a->cr3 = root.n << PAGE_SHIFT;
	this_cpu_info()->full_cr3 = a->cr3;
	this_cpu_info()->root_stale = true;
	a->tlb_clock = clock_advance();
	write_cr3(a->cr3);
}

void tlb_flush_local(void)
{
	this_cpu_info()->root_stale = true;
	arch_this_pcpu()->arch.tlb_clock = clock_advance();
	write_cr3(read_cr3());
}

void tlb_init(void)
{
	softirq_register(TLB_SOFTIRQ, tlb_flush_local);
}

static void flush_call(void *arg)
{
	(void)arg;
	tlb_flush_local();
}

static void flush_page_call(void *arg)
{
	invlpg(*(uint64_t *)arg);
}

static bool only_me(const unsigned long *mask)
{
	unsigned int first = cpumask_first(mask);

	return first == this_cpu() && cpumask_next(mask, first) >= nr_cpu_ids;
}

void tlb_flush_mask(const unsigned long *mask)
{
	if (only_me(mask))
		tlb_flush_local();
	else if (!cpumask_empty(mask))
		arch_on_cpus(mask, flush_call, NULL);
}

void tlb_flush_page_mask(const unsigned long *mask, uint64_t va)
{
	if (only_me(mask))
		invlpg(va);
	else if (!cpumask_empty(mask))
		arch_on_cpus(mask, flush_page_call, &va);
}

static uint32_t clock_now(void)
{
	return __atomic_load_n(&flush_clock, __ATOMIC_SEQ_CST);
}

static bool not_flushed(unsigned int cpu, uint32_t stamp)
{
	uint32_t clock = READ_ONCE(pcpu_table[cpu]->arch.tlb_clock);

	return (int32_t)(clock - stamp) <= 0;
}

/* Has a CPU not flushed since the stamp was taken? Asked for every page. */
static bool stale_since(uint32_t stamp)
{
	for (unsigned int i = 0; i < nr_cpu_ids; i += BITS_PER_LONG) {
		unsigned long on = READ_ONCE(cpu_online_map[i / BITS_PER_LONG]);

		for (; on; on &= on - 1) {
			unsigned int cpu = i + (unsigned int)__builtin_ctzl(on);

			if (not_flushed(cpu, stamp))
				return true;
		}
	}
	return false;
}

/* CPUs that may know something from before the stamp flush. */
static void flush_stale(uint32_t stamp)
{
	unsigned long mask[BITS_TO_LONGS(NR_CPUS_MAX)];
	unsigned int cpu;

	bitmap_zero(mask, nr_cpu_ids);
	cpumask_for_each(cpu, cpu_online_map)
		if (not_flushed(cpu, stamp))
			bit_set(mask, cpu);
	tlb_flush_mask(mask);
}

/* The last user in this type is gone; entries may linger in TLBs. */
void arch_page_type_unused(struct page_info *pg)
{
	WRITE_ONCE(pg->arch, clock_now());
}

void arch_page_type_change(struct page_info *pg, uint64_t from, uint64_t to)
{
	(void)to;
	if (from != PGT_NONE && stale_since(pg->arch))
		flush_stale(pg->arch);
}

/* Read-only mappings have no type: the stamp of freeing covers them. */
void arch_page_freed(struct page_info *pg, unsigned int order)
{
	uint32_t now = clock_now();

	for (unsigned int i = 0; i < 1U << order; i++)
		pg[i].arch = now;
}

void arch_page_alloc(struct page_info *pg, unsigned int order)
{
	uint32_t newest = 0;
	bool any = false;

	for (unsigned int i = 0; i < 1U << order; i++) {
		/* How many entries hold references: see pv/mm.c. */
		pg[i].order = pg[i].zone = 0;
		if (!pg[i].arch)
			continue;
		if (!any || (int32_t)(pg[i].arch - newest) > 0)
			newest = pg[i].arch;
		any = true;
	}
	if (any && stale_since(newest))
		flush_stale(newest);
}
