/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The frames of the machine's RAM that are not ours, one in STRIDE of them:
 * dom0 has the rights to all that is no memory, but the hypervisor's own
 * frames, its image among them, are memory.
 */
#include "ask.h"

#define P	1UL
#define RW	2UL
#define FLAGS	(P | 4UL | 0x60UL)
#define ONE_MIB	0x100UL		/* frames */
#define E820_RAM 1U

struct e820entry {
	uint64_t addr, size;
	uint32_t type;
} __attribute__((packed));

static struct e820entry map[128];
static unsigned int nr_map;
static char window[4096] __attribute__((aligned(4096)));
/* A bit for each frame below 4 GiB: ours, or shared with us. */
static uint8_t mine[1U << 17];

/* What the frames of a kind were answered, a bit for each answer. */
enum { DONE = 1, PERM = 2, INVAL = 4, BUSY = 8, OTHER = 16 };

static unsigned int kind_of(long ret)
{
	switch (ret) {
	case 0:
		return DONE;
	case -(long)XEN_EPERM:
		return PERM;
	case -(long)XEN_EINVAL:
		return INVAL;
	case -(long)XEN_EBUSY:
		return BUSY;
	}
	return OTHER;
}

static void mark(uint64_t mfn)
{
	if (mfn >> 3 < sizeof(mine))
		mine[mfn >> 3] |= (uint8_t)(1U << (mfn & 7));
}

static bool is_mine(uint64_t mfn)
{
	return mine[mfn >> 3] >> (mfn & 7) & 1;
}

static long map_as(uint64_t mfn, uint64_t flags, unsigned int domid)
{
	struct { uint64_t ptr, val; } u = {
		l1_entry_ma(window), mfn << 12 | flags
	};

	return hypercall(__HYPERVISOR_mmu_update, &u, 1UL, NULL,
			 (unsigned long)domid);
}

static long read_only(uint64_t mfn)
{
	return map_as(mfn, FLAGS, DOMID_SELF);
}

static long writable(uint64_t mfn)
{
	return map_as(mfn, FLAGS | RW, DOMID_SELF);
}

static long writable_io(uint64_t mfn)
{
	return map_as(mfn, FLAGS | RW, DOMID_IO);
}

static long writable_xen(uint64_t mfn)
{
	return map_as(mfn, FLAGS | RW, DOMID_XEN);
}

static long as_table(uint64_t mfn)
{
	return mmuext1(MMUEXT_PIN_L1_TABLE, mfn, 0);
}

static long copied(uint64_t mfn)
{
	struct gnttab_copy c = {
		.source = { .u.gmfn = mfn, .domid = DOMID_SELF },
		.dest = { .u.gmfn = va_to_pfn(window), .domid = DOMID_SELF },
		.len = 8, .flags = 0,
	};

	c.dest.u.gmfn = va_to_mfn(window);
	hypercall(__HYPERVISOR_grant_table_op, (unsigned long)GNTTABOP_copy,
		  &c, 1UL);
	return c.status;
}

static long given_away(uint64_t mfn)
{
	struct xen_memory_reservation r = {
		.nr_extents = 1, .domid = DOMID_SELF,
	};

	set_xen_guest_handle(r.extent_start, &mfn);
	return hypercall(__HYPERVISOR_memory_op,
			 (unsigned long)XENMEM_decrease_reservation, &r) - 1;
}

static long cleared(uint64_t mfn)
{
	return mmuext1(MMUEXT_CLEAR_PAGE, mfn, 0);
}

/* Those that would do harm where they succeed come last. */
static const struct {
	const char *what;
	long (*try)(uint64_t mfn);
} ways[] = {
	{ "mapped read-only", read_only },
	{ "mapped writable", writable },
	{ "mapped writable as DOMID_IO's", writable_io },
	{ "mapped writable as DOMID_XEN's", writable_xen },
	{ "pinned as a table", as_table },
	{ "source of a grant copy", copied },
	{ "given back", given_away },
	{ "cleared", cleared },
};

/* A hypervisor may say a line of each: not of every frame there is. */
#define STRIDE	97U

/* The answers for the frames of [from, to) that are not ours. */
static unsigned int sweep(uint64_t from, uint64_t to, long (*try)(uint64_t))
{
	unsigned int seen = 0;

	for (uint64_t mfn = from; mfn < to; mfn += STRIDE)
		if (!is_mine(mfn))
			seen |= kind_of(try(mfn));
	return seen;
}

/* Over the entries of the firmware's map that are RAM, or are not. */
static unsigned int sweep_map(bool ram, long (*try)(uint64_t))
{
	unsigned int seen = 0;

	for (unsigned int i = 0; i < nr_map; i++) {
		uint64_t from = (map[i].addr + 0xfff) >> 12;
		uint64_t to = (map[i].addr + map[i].size) >> 12;

		if ((map[i].type == E820_RAM) != ram || to > 1UL << 20)
			continue;
		if (ram && from < ONE_MIB)
			from = ONE_MIB;
		seen |= sweep(from, to, try);
	}
	return seen;
}

static void map_read(void)
{
	struct xen_memory_map m = { .nr_entries = 128 };

	set_xen_guest_handle(m.buffer, map);
	check("the machine's memory map",
	      hypercall(__HYPERVISOR_memory_op,
			(unsigned long)XENMEM_machine_memory_map, &m), 0);
	nr_map = m.nr_entries;
	answer("entries of the machine's map", nr_map);
	for (unsigned int i = 0; i < nr_map; i++) {
		answer(named("entry", "begins", i), (long)map[i].addr);
		answer(named("entry", "size", i), (long)map[i].size);
		answer(named("entry", "type", i), map[i].type);
	}
	for (unsigned int n = nr_map + 2; n; n--) {
		m.nr_entries = n;
		answer(named("with room for", "", n),
		       hypercall(__HYPERVISOR_memory_op,
				 (unsigned long)XENMEM_machine_memory_map, &m));
	}
}

/* Of the hypervisor's own frames it shares two with us from the start. */
static void mark_shared(void)
{
	xen_pfn_t frame = 0;
	struct gnttab_setup_table t = { .dom = DOMID_SELF, .nr_frames = 1 };

	set_xen_guest_handle(t.frame_list, &frame);
	hypercall(__HYPERVISOR_grant_table_op,
		  (unsigned long)GNTTABOP_setup_table, &t, 1UL);
	check("the grant table's frame", t.status, 0);
	mark(frame);
	mark(start_info->shared_info >> 12);
}

void test_main(void)
{
	map_read();
	for (uint64_t pfn = 0; pfn < start_info->nr_pages; pfn++)
		mark(pfn_to_mfn(pfn));
	mark_shared();
	for (unsigned int i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		unsigned int got = sweep_map(true, ways[i].try);

		answer(named("RAM of others", ways[i].what, ~0UL), got);
		check(named("RAM of others is not", ways[i].what, ~0UL),
		      got & DONE, 0);
	}
	answer("the first MiB read-only", sweep(0, 0xa0, read_only));
	answer("the first MiB writable", sweep(0, 0xa0, writable));
	answer("the legacy window writable", sweep(0xa0, 0x100, writable));
	answer("no RAM, read-only", sweep_map(false, read_only));
	answer("no RAM, writable", sweep_map(false, writable));
	answer("no RAM, as DOMID_IO's", sweep_map(false, writable_io));
	update_va(window, va_to_mfn(window) << 12 | FLAGS | RW, UVMF_INVLPG);
}
