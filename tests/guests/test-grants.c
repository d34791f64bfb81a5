/* SPDX-License-Identifier: GPL-2.0-only */
/* grant_table_op: every sub-operation with good, bad and hostile arguments. */
#include "ask.h"

static uint64_t frame[4][512] __attribute__((aligned(4096)));
static uint64_t hole[4][512] __attribute__((aligned(4096)));
static char table[8][PAGE_SIZE] __attribute__((aligned(4096)));
static struct grant_entry_v1 *v1;
static union grant_entry_v2 *v2;

static long op(unsigned int cmd, void *arg, unsigned long count)
{
	return hypercall(__HYPERVISOR_grant_table_op, (long)cmd, arg, count);
}

static const domid_t domains[] = {
	DOMID_SELF, 0, 1, 1234, DOMID_IO, DOMID_XEN, DOMID_COW, DOMID_INVALID,
};
#define NR_DOMAINS (sizeof(domains) / sizeof(*domains))

static void unknown(void)
{
	uint64_t buf[32] = { 0 };

	for (unsigned int cmd = 0; cmd < 16; cmd++) {
		answer(named("count 0 of", "", cmd), op(cmd, buf, 0));
		answer(named("count -1 of", "", cmd), op(cmd, buf, ~0U));
		answer(named("count 2^31 of", "", cmd), op(cmd, buf, 1U << 31));
		ask_pointers(named("pointers", "", cmd),
			     __HYPERVISOR_grant_table_op, cmd);
	}
	answer("cmd with high bits", op(1U << 20 | GNTTABOP_query_size, buf, 1));
	answer("cmd ~0", op(~0U, buf, 1));
}

static void sizes(void)
{
	for (unsigned int i = 0; i < NR_DOMAINS; i++) {
		struct gnttab_query_size q = { .dom = domains[i] };
		struct gnttab_get_version g = { .dom = domains[i] };
		struct gnttab_setup_table t = { .dom = domains[i],
						.nr_frames = 1 };
		xen_pfn_t pfn;

		answer(named("query_size", "", domains[i]),
		       op(GNTTABOP_query_size, &q, 1));
		answer(named("query_size", "is", domains[i]), q.status);
		answer(named("query_size", "frames", domains[i]), q.nr_frames);
		answer(named("query_size", "max", domains[i]), q.max_nr_frames);
		answer(named("get_version", "", domains[i]),
		       op(GNTTABOP_get_version, &g, 1));
		answer(named("get_version", "is", domains[i]), g.version);
		set_xen_guest_handle(t.frame_list, &pfn);
		answer(named("setup_table", "", domains[i]),
		       op(GNTTABOP_setup_table, &t, 1));
		answer(named("setup_table", "is", domains[i]), t.status);
	}
	answer("two query_size", op(GNTTABOP_query_size, frame[0], 2));
}

static void set_up(unsigned int nr)
{
	static xen_pfn_t pfns[128];
	struct gnttab_setup_table t = { .dom = DOMID_SELF, .nr_frames = nr };

	set_xen_guest_handle(t.frame_list, pfns);
	answer(named("setup", "", nr), op(GNTTABOP_setup_table, &t, 1));
	answer(named("setup", "is", nr), t.status);
	for (unsigned int i = 0; i < nr && i < 8 && !t.status; i++)
		update_va(table[i], pfns[i] << 12 | 0x67, UVMF_INVLPG);
	v1 = (void *)table[0];
	v2 = (void *)table[0];
}

static long map(void *host, unsigned int ref, uint32_t flags, domid_t dom,
		grant_handle_t *h)
{
	struct gnttab_map_grant_ref m = {
		.host_addr = (uint64_t)host, .flags = flags, .ref = ref,
		.dom = dom, .handle = 0x1234,
	};
	long ret = op(GNTTABOP_map_grant_ref, &m, 1);

	*h = m.handle;
	return ret ? ret : m.status;
}

static long unmap(void *host, uint64_t bus, grant_handle_t h)
{
	struct gnttab_unmap_grant_ref u = {
		.host_addr = (uint64_t)host, .dev_bus_addr = bus, .handle = h,
	};
	long ret = op(GNTTABOP_unmap_grant_ref, &u, 1);

	return ret ? ret : u.status;
}

static void grant(unsigned int ref, uint16_t flags, void *va)
{
	v1[ref].domid = 0;
	v1[ref].frame = (uint32_t)va_to_mfn(va);
	v1[ref].flags = flags;
}

static void mapping(void)
{
	static const uint16_t entries[] = {
		0, 1, 2, 3, GTF_permit_access | GTF_readonly,
		GTF_permit_access | GTF_reading, GTF_permit_access | GTF_writing,
		GTF_permit_access | GTF_PWT, GTF_permit_access | GTF_PCD,
		GTF_permit_access | GTF_PAT, GTF_permit_access | GTF_sub_page,
		GTF_accept_transfer | GTF_transfer_committed,
		0xffff,
	};
	grant_handle_t h;

	for (unsigned int e = 0; e < sizeof(entries) / 2; e++)
		for (uint32_t f = 0; f < 64; f++) {
			long ret;

			grant(8, entries[e], frame[0]);
			ret = map(hole[0], 8, f, 0, &h);
			answer(named(named("map entry", "", entries[e]),
				     "flags", f), ret);
			if (ret)
				continue;
			answer(named(named("in use", "", entries[e]), "flags",
				     f), v1[8].flags);
			ret = unmap(hole[0], va_to_mfn(frame[0]) << 12, h);
			answer(named(named("unmap", "", entries[e]), "flags",
				     f), ret);
			answer(named(named("after", "", entries[e]), "flags",
				     f), v1[8].flags);
		}
}

static void bad_maps(void)
{
	static const uint32_t refs[] = { 0, 7, 511, 512, 2047, 2048, 65535,
					 1U << 31, ~0U };
	grant_handle_t h;

	for (unsigned int i = 0; i < sizeof(refs) / 4; i++)
		answer(named("map ref", "", refs[i]),
		       map(hole[0], refs[i], GNTMAP_host_map, 0, &h));
	for (unsigned int i = 0; i < NR_DOMAINS; i++) {
		grant(8, GTF_permit_access, frame[0]);
		answer(named("map dom", "", domains[i]),
		       map(hole[0], 8, GNTMAP_host_map, domains[i], &h));
		unmap(hole[0], 0, h);
	}
	grant(8, GTF_permit_access, frame[0]);
	answer("map at hypervisor", map(HV_ADDR, 8, GNTMAP_host_map, 0, &h));
	answer("map at nowhere", map(HOLE, 8, GNTMAP_host_map, 0, &h));
	answer("map at non-canonical",
	       map(NON_CANONICAL, 8, GNTMAP_host_map, 0, &h));
	answer("map not aligned",
	       map((char *)hole[0] + 8, 8, GNTMAP_host_map, 0, &h));
	answer("unmap not aligned", unmap((char *)hole[0] + 8, 0, h));
	answer("map into a bad entry", map((void *)(1UL << 45), 8,
		GNTMAP_host_map | GNTMAP_contains_pte, 0, &h));
	answer("map into an ordinary page", map((void *)(va_to_mfn(frame[1])
		<< 12), 8, GNTMAP_host_map | GNTMAP_contains_pte, 0, &h));
	answer("map into an entry", map((void *)l1_entry_ma(hole[1]), 8,
		GNTMAP_host_map | GNTMAP_contains_pte, 0, &h));
	answer("unmap from an entry", unmap((void *)l1_entry_ma(hole[1]), 0, h));
	v1[8].frame = ~0U;
	answer("map no frame", map(hole[0], 8, GNTMAP_host_map, 0, &h));
	v1[8].frame = 0;
	answer("map frame 0", map(hole[0], 8, GNTMAP_host_map, 0, &h));
	v1[8].frame = (uint32_t)va_to_mfn(l4_table());
	answer("map a table", map(hole[0], 8, GNTMAP_host_map, 0, &h));
	answer("map a table to read", map(hole[0], 8,
		GNTMAP_host_map | GNTMAP_readonly, 0, &h));
	answer("unmap the table", unmap(hole[0], 0, h));
	v1[8].frame = (uint32_t)(start_info->shared_info >> 12);
	answer("map shared_info", map(hole[0], 8, GNTMAP_host_map, 0, &h));
	answer("unmap shared_info", unmap(hole[0], 0, h));
}

static void bad_unmaps(void)
{
	grant_handle_t h, h2;

	answer("unmap no handle", unmap(hole[0], 0, 77));
	answer("unmap handle ~0", unmap(hole[0], 0, ~0U));
	answer("unmap handle 2^31", unmap(hole[0], 0, 1U << 31));
	grant(8, GTF_permit_access, frame[0]);
	answer("map", map(hole[0], 8, GNTMAP_host_map, 0, &h));
	answer("unmap elsewhere", unmap(hole[1], 0, h));
	answer("unmap at hypervisor", unmap(HV_ADDR, 0, h));
	answer("unmap nothing", unmap(NULL, 0, h));
	answer("unmap wrong bus", unmap(NULL, 1UL << 20, h));
	answer("map over it", map(hole[0], 8, GNTMAP_host_map, 0, &h2));
	answer("unmap one", unmap(hole[0], 0, h2));
	answer("unmap the other", unmap(hole[0], 0, h));
	answer("overwrite", update_va(hole[0], 0, UVMF_INVLPG));
	answer("unmap after overwrite", unmap(hole[0], 0, h));
	answer("entry then", v1[8].flags);
	grant(9, GTF_permit_access, frame[1]);
	answer("map ro", map(hole[1], 9, GNTMAP_host_map | GNTMAP_readonly, 0,
			     &h));
	answer("make it writable", update_va(hole[1],
		va_to_mfn(frame[1]) << 12 | 0x67, UVMF_INVLPG));
	answer("unmap what was made writable", unmap(hole[1], 0, h));
	answer("entry is", v1[9].flags);
}

static void replace(void)
{
	struct gnttab_unmap_and_replace r = { 0 };
	grant_handle_t h;

	grant(10, GTF_permit_access, frame[2]);
	answer("map to replace", map(hole[2], 10, GNTMAP_host_map, 0, &h));
	r.host_addr = (uint64_t)hole[2];
	r.new_addr = (uint64_t)HV_ADDR;
	r.handle = h;
	answer("replace by hypervisor", op(GNTTABOP_unmap_and_replace, &r, 1));
	answer("its status", r.status);
	r.new_addr = (uint64_t)hole[3];
	r.handle = 999;
	answer("replace no handle", op(GNTTABOP_unmap_and_replace, &r, 1));
	answer("no handle's status", r.status);
	r.handle = h;
	answer("replace", op(GNTTABOP_unmap_and_replace, &r, 1));
	answer("replaced", r.status);
	answer("again", op(GNTTABOP_unmap_and_replace, &r, 1));
	answer("again's status", r.status);
}

static long copy(uint64_t src, domid_t sd, uint16_t so, uint64_t dst,
		 domid_t dd, uint16_t off, uint16_t len, uint16_t flags)
{
	struct gnttab_copy c = { .len = len, .flags = flags };
	long ret;

	c.source.u.gmfn = src;
	c.source.domid = sd;
	c.source.offset = so;
	c.dest.u.gmfn = dst;
	c.dest.domid = dd;
	c.dest.offset = off;
	ret = op(GNTTABOP_copy, &c, 1);
	return ret ? ret : c.status;
}

static void copies(void)
{
	static const uint16_t at[][3] = {
		{ 0, 0, 4096 }, { 0, 0, 0 }, { 1, 0, 4096 }, { 0, 1, 4096 },
		{ 4096, 0, 0 }, { 4095, 0, 1 }, { 4095, 0, 2 }, { 4096, 0, 1 },
		{ 65535, 0, 1 }, { 65535, 65535, 65535 }, { 0, 4097, 0 },
		{ 2048, 2048, 2048 }, { 2048, 2049, 2048 },
	};
	uint64_t a = va_to_mfn(frame[0]), b = va_to_mfn(frame[1]);

	grant(11, GTF_permit_access, frame[0]);
	grant(12, GTF_permit_access | GTF_readonly, frame[1]);
	for (unsigned int i = 0; i < sizeof(at) / sizeof(*at); i++) {
		answer(named("copy frames", "", i), copy(a, DOMID_SELF,
			at[i][0], b, DOMID_SELF, at[i][1], at[i][2], 0));
		answer(named("copy from ref", "", i), copy(12, 0, at[i][0], a,
			DOMID_SELF, at[i][1], at[i][2], GNTCOPY_source_gref));
		answer(named("copy to ref", "", i), copy(b, DOMID_SELF,
			at[i][0], 11, 0, at[i][1], at[i][2],
			GNTCOPY_dest_gref));
	}
	for (unsigned int i = 0; i < NR_DOMAINS; i++) {
		answer(named("copy from dom", "", domains[i]), copy(a,
			domains[i], 0, b, DOMID_SELF, 0, 8, 0));
		answer(named("copy to dom", "", domains[i]), copy(a,
			DOMID_SELF, 0, b, domains[i], 0, 8, 0));
		answer(named("copy from ref of", "", domains[i]), copy(11,
			domains[i], 0, b, DOMID_SELF, 0, 8,
			GNTCOPY_source_gref));
	}
	answer("copy to read-only ref", copy(a, DOMID_SELF, 0, 12, 0, 0, 8,
					     GNTCOPY_dest_gref));
	answer("copy to table", copy(a, DOMID_SELF, 0, va_to_mfn(l4_table()),
				     DOMID_SELF, 0, 8, 0));
	answer("copy from table", copy(va_to_mfn(l4_table()), DOMID_SELF, 0, a,
				       DOMID_SELF, 0, 8, 0));
	answer("copy from no frame", copy(1UL << 50, DOMID_SELF, 0, a,
					  DOMID_SELF, 0, 8, 0));
	answer("copy from bad ref", copy(99999, 0, 0, a, DOMID_SELF, 0, 8,
					 GNTCOPY_source_gref));
	answer("copy flags 0xffff", copy(11, 0, 0, 11, 0, 0, 8, 0xffff));
	answer("copy flags 4", copy(a, DOMID_SELF, 0, b, DOMID_SELF, 0, 8, 4));
	answer("entries after", v1[11].flags << 16 | v1[12].flags);
}

static void swaps(void)
{
	struct gnttab_swap_grant_ref s = { 11, 12, 0 };
	grant_handle_t h;

	answer("swap", op(GNTTABOP_swap_grant_ref, &s, 1));
	answer("swapped", s.status);
	answer("swapped flags", v1[11].flags << 16 | v1[12].flags);
	s = (struct gnttab_swap_grant_ref){ 11, 11, 0 };
	answer("swap with itself", op(GNTTABOP_swap_grant_ref, &s, 1) |
	       s.status);
	s = (struct gnttab_swap_grant_ref){ 11, 99999, 0 };
	answer("swap bad", op(GNTTABOP_swap_grant_ref, &s, 1));
	answer("swap bad status", s.status);
	grant(11, GTF_permit_access, frame[0]);
	map(hole[0], 11, GNTMAP_host_map, 0, &h);
	s = (struct gnttab_swap_grant_ref){ 11, 12, 0 };
	answer("swap mapped", op(GNTTABOP_swap_grant_ref, &s, 1));
	answer("swap mapped status", s.status);
	unmap(hole[0], 0, h);
}

static void transfers(void)
{
	struct gnttab_transfer t = { va_to_mfn(frame[3]), DOMID_SELF, 13, 0 };

	answer("transfer to self", op(GNTTABOP_transfer, &t, 1));
	answer("transfer to self status", t.status);
	t.domid = 1234;
	answer("transfer to nobody", op(GNTTABOP_transfer, &t, 1));
	answer("transfer to nobody status", t.status);
	t.domid = 0;
	t.mfn = 1UL << 50;
	answer("transfer no frame", op(GNTTABOP_transfer, &t, 1));
	answer("transfer no frame status", t.status);
	t.mfn = va_to_mfn(l4_table());
	answer("transfer table", op(GNTTABOP_transfer, &t, 1));
	answer("transfer table status", t.status);
	t.mfn = start_info->shared_info >> 12;
	answer("transfer shared_info", op(GNTTABOP_transfer, &t, 1));
	answer("transfer shared_info status", t.status);
}

static void flushes(void)
{
	static const struct {
		const char *name;
		uint16_t offset, length;
		uint32_t op;
	} f[] = {
		{ "clean", 0, 4096, 1 }, { "inval", 0, 4096, 2 },
		{ "both", 8, 8, 3 }, { "none", 0, 8, 0 }, { "4", 0, 8, 4 },
		{ "length 0", 0, 0, 1 }, { "over", 1, 4096, 1 },
		{ "offset 4096", 4096, 0, 1 }, { "long", 0, 4097, 1 },
		{ "ref", 0, 8, 1U << 31 | 1 },
	};

	for (unsigned int i = 0; i < sizeof(f) / sizeof(*f); i++) {
		struct gnttab_cache_flush c = { .offset = f[i].offset,
			.length = f[i].length, .op = f[i].op };

		c.a.dev_bus_addr = va_to_mfn(frame[0]) << 12;
		answer(named("flush", f[i].name, ~0UL),
		       op(GNTTABOP_cache_flush, &c, 1));
	}
}

static long version(uint32_t v)
{
	struct gnttab_set_version s = { v };
	long ret = op(GNTTABOP_set_version, &s, 1);

	answer(named("version", "now", v), s.version);
	return ret;
}

static void versions(void)
{
	grant_handle_t h;

	answer("set 0", version(0));
	answer("set 3", version(3));
	answer("set ~0", version(~0U));
	grant(20, GTF_permit_access, frame[0]);
	answer("map before", map(hole[0], 20, GNTMAP_host_map, 0, &h));
	answer("set 2 while mapped", version(2));
	answer("set 1 while mapped", version(1));
	answer("unmap before", unmap(hole[0], 0, h));
	grant(3, GTF_permit_access, frame[0]);
	answer("set 2", version(2));
	answer("reserved entry", v2[3].hdr.flags | v2[3].hdr.domid << 16);
	answer("reserved frame", v2[3].full_page.frame == va_to_mfn(frame[0]));
	answer("other entry", v2[20].hdr.flags);
}

static void status_frames(void)
{
	static const uint32_t nr[] = { 0, 1, 2, 3, 64, 1U << 31, ~0U };
	uint64_t list[4];

	for (unsigned int i = 0; i < 7; i++) {
		struct gnttab_get_status_frames g = { .nr_frames = nr[i],
						      .dom = DOMID_SELF };

		set_xen_guest_handle(g.frame_list, list);
		answer(named("status frames", "", nr[i]),
		       op(GNTTABOP_get_status_frames, &g, 1));
		answer(named("status frames", "is", nr[i]), g.status);
	}
}

static void second_version(void)
{
	static const uint16_t entries[] = {
		GTF_permit_access, GTF_permit_access | GTF_readonly,
		GTF_permit_access | GTF_sub_page, GTF_accept_transfer,
		GTF_transitive, GTF_transitive | GTF_sub_page, 0,
	};
	uint64_t mfn = va_to_mfn(frame[0]), to = va_to_mfn(frame[1]);
	grant_handle_t h;

	for (unsigned int i = 0; i < 7; i++) {
		long ret;

		v2[30] = (union grant_entry_v2){ 0 };
		v2[31] = (union grant_entry_v2){ 0 };
		v2[31].full_page.frame = mfn;
		v2[31].hdr.flags = GTF_permit_access;
		if (entries[i] & GTF_sub_page) {
			v2[30].sub_page.page_off = 100;
			v2[30].sub_page.length = 50;
			v2[30].sub_page.frame = mfn;
		} else {
			v2[30].full_page.frame = mfn;
		}
		if ((entries[i] & GTF_type_mask) == GTF_transitive) {
			v2[30].transitive.trans_domid = 0;
			v2[30].transitive.gref = 31;
		}
		v2[30].hdr.flags = entries[i];
		ret = map(hole[0], 30, GNTMAP_host_map, 0, &h);
		answer(named("v2 map", "", entries[i]), ret);
		if (!ret)
			answer(named("v2 unmap", "", entries[i]),
			       unmap(hole[0], 0, h));
		answer(named("v2 copy inside", "", entries[i]), copy(30, 0, 100,
			to, DOMID_SELF, 0, 50, GNTCOPY_source_gref));
		answer(named("v2 copy before", "", entries[i]), copy(30, 0, 99,
			to, DOMID_SELF, 0, 50, GNTCOPY_source_gref));
		answer(named("v2 copy after", "", entries[i]), copy(30, 0, 101,
			to, DOMID_SELF, 0, 50, GNTCOPY_source_gref));
		answer(named("v2 copy into", "", entries[i]), copy(to,
			DOMID_SELF, 0, 30, 0, 100, 50, GNTCOPY_dest_gref));
	}
}

static void growth(void)
{
	static const unsigned int nr[] = { 1, 4, 2, 64, 65, 1000, ~0U };

	for (unsigned int i = 0; i < sizeof(nr) / 4; i++)
		set_up(nr[i]);
}

void test_main(void)
{
	unknown();
	sizes();
	growth();
	set_up(8);
	mapping();
	bad_maps();
	replace();
	copies();
	swaps();
	transfers();
	flushes();
	versions();
	status_frames();
	second_version();
	answer("back to 1", version(1));
	/* Last: what is overwritten stays in use for ever. */
	bad_unmaps();
}
