/* SPDX-License-Identifier: GPL-2.0-only */
/* Grants of the domain to itself: the same work as for another one. */
#include "bench.h"

#define BATCH	16U

static struct grant_entry_v1 table[512] __attribute__((aligned(4096)));
static char page[BATCH][PAGE_SIZE] __attribute__((aligned(4096)));
static char place[BATCH][PAGE_SIZE] __attribute__((aligned(4096)));
static char target[PAGE_SIZE] __attribute__((aligned(4096)));

static void set_up(void)
{
	static xen_pfn_t frame;
	struct gnttab_setup_table t = { .dom = DOMID_SELF, .nr_frames = 1 };

	set_xen_guest_handle(t.frame_list, &frame);
	bench_need("grant table", hypercall(__HYPERVISOR_grant_table_op,
					    (long)GNTTABOP_setup_table, &t, 1UL));
	bench_need("grant table", t.status);
	bench_need("grant table mapped",
		   update_va(table, frame << 12 | 0x67, UVMF_INVLPG));
	for (unsigned int i = 0; i < BATCH; i++) {
		table[8 + i].domid = 0;
		table[8 + i].frame = (uint32_t)va_to_mfn(page[i]);
		__atomic_store_n(&table[8 + i].flags, GTF_permit_access,
				 __ATOMIC_SEQ_CST);
	}
}

static long map_and_unmap(unsigned int nr)
{
	static struct gnttab_map_grant_ref m[BATCH];
	static struct gnttab_unmap_grant_ref u[BATCH];
	long ret;

	for (unsigned int i = 0; i < nr; i++)
		m[i] = (struct gnttab_map_grant_ref){
			.host_addr = (uint64_t)place[i],
			.flags = GNTMAP_host_map, .ref = 8 + i, .dom = 0,
		};
	ret = hypercall(__HYPERVISOR_grant_table_op,
			(long)GNTTABOP_map_grant_ref, m, (long)nr);
	for (unsigned int i = 0; i < nr; i++) {
		ret |= m[i].status;
		u[i] = (struct gnttab_unmap_grant_ref){
			.host_addr = (uint64_t)place[i], .handle = m[i].handle,
		};
	}
	if (ret)
		return ret;
	ret = hypercall(__HYPERVISOR_grant_table_op,
			(long)GNTTABOP_unmap_grant_ref, u, (long)nr);
	for (unsigned int i = 0; i < nr; i++)
		ret |= u[i].status;
	return ret;
}

static long map_one(void)
{
	return map_and_unmap(1);
}

static long map_many(void)
{
	return map_and_unmap(BATCH);
}

static long copy(unsigned int nr, uint16_t len)
{
	static struct gnttab_copy c[BATCH];
	long ret;

	for (unsigned int i = 0; i < nr; i++) {
		c[i] = (struct gnttab_copy){
			.flags = GNTCOPY_source_gref, .len = len,
		};
		c[i].source.domid = 0;
		c[i].source.u.ref = 8 + i;
		c[i].dest.domid = DOMID_SELF;
		c[i].dest.u.gmfn = va_to_mfn(target);
	}
	ret = hypercall(__HYPERVISOR_grant_table_op, (long)GNTTABOP_copy, c,
			(long)nr);
	for (unsigned int i = 0; i < nr; i++)
		ret |= c[i].status;
	return ret;
}

static long copy_packet(void)
{
	return copy(1, 64);
}

static long copy_page(void)
{
	return copy(1, PAGE_SIZE);
}

static long copy_many(void)
{
	return copy(BATCH, 1500);
}

void grants_bench(void)
{
	static const struct bench list[] = {
		{ "grant map and unmap", map_one, 1 },
		{ "grant map and unmap, 16 at once, each", map_many, BATCH },
		{ "grant copy of 64 bytes", copy_packet, 1 },
		{ "grant copy of 4096 bytes", copy_page, 1 },
		{ "grant copy of 1500 bytes, 16 at once, each", copy_many,
		  BATCH },
	};

	set_up();
	BENCH_RUN(list);
}
