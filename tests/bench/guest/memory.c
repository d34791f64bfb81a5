/* SPDX-License-Identifier: GPL-2.0-only */
/* Giving memory back and taking it, as a balloon driver does. */
#include "bench.h"

#define BATCH	32U

static char pages[BATCH][PAGE_SIZE] __attribute__((aligned(4096)));
static xen_pfn_t frames[BATCH];

static long reserve(unsigned int cmd, unsigned int nr)
{
	struct xen_memory_reservation r = {
		.nr_extents = nr, .domid = DOMID_SELF,
	};

	set_xen_guest_handle(r.extent_start, frames);
	return hypercall(__HYPERVISOR_memory_op, (long)cmd, &r) - (long)nr;
}

/* Out and in again; other frames come back than went. */
static long out_and_in(unsigned int nr)
{
	long ret = reserve(XENMEM_decrease_reservation, nr);

	for (unsigned int i = 0; i < nr; i++)
		frames[i] = va_to_pfn(pages[i]);
	return ret ? ret : reserve(XENMEM_populate_physmap, nr);
}

static long one(void)
{
	return out_and_in(1);
}

static long many(void)
{
	return out_and_in(BATCH);
}

static long current(void)
{
	static domid_t self = DOMID_SELF;

	return hypercall(__HYPERVISOR_memory_op,
			 (long)XENMEM_current_reservation, &self) < 0;
}

void memory_bench(void)
{
	static const struct bench list[] = {
		{ "memory decreased and populated, a page", one, 1 },
		{ "memory decreased and populated, 32 pages, each", many,
		  BATCH },
		{ "current_reservation", current, 1 },
	};

	for (unsigned int i = 0; i < BATCH; i++) {
		frames[i] = va_to_mfn(pages[i]);
		bench_need("a page unmapped",
			   update_va(pages[i], 0, UVMF_INVLPG));
	}
	BENCH_RUN(list);
}
