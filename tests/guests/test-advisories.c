/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What guests could once do to a hypervisor, by its advisories: the calls are
 * made as such a guest would, and the answers show that it no longer works.
 */
#include "ask.h"

#define P	1UL
#define RW	2UL
#define US	4UL
#define FLAGS	0x67UL
#define RO	0x65UL

static uint64_t page[4][512] __attribute__((aligned(4096)));
static uint64_t t1[512] __attribute__((aligned(4096)));
static uint64_t t2[512] __attribute__((aligned(4096)));
static uint64_t t3[512] __attribute__((aligned(4096)));
static uint64_t t4[512] __attribute__((aligned(4096)));

static uint64_t pte(const void *va, uint64_t flags)
{
	return va_to_mfn(va) << 12 | flags;
}

static long set(const void *table, unsigned int i, uint64_t val)
{
	return mmu_update1((va_to_mfn(table) << 12) + i * 8, val);
}

/* ---- bytes of a structure that nobody wrote ---- */

static void version_leaks(void)
{
	static uint8_t buf[4096];

	for (unsigned int cmd = 0; cmd < 10; cmd++) {
		unsigned int written = 0, last = 0, text_end = 0, junk = 0;
		long r;

		if (cmd == XENVER_changeset || cmd == XENVER_commandline)
			continue;	/* texts of another's build and boot */
		for (unsigned int i = 0; i < sizeof(buf); i++)
			buf[i] = 0xc2;
		r = hypercall(__HYPERVISOR_xen_version, (long)cmd, buf);
		for (unsigned int i = 0; i < sizeof(buf); i++)
			if (buf[i] != 0xc2) {
				written++;
				last = i + 1;
			}
		while (text_end < last && buf[text_end])
			text_end++;
		/* compile_info has four texts; the rest has one. */
		if (cmd == XENVER_compile_info) {
			static const uint8_t size[] = { 64, 16, 32, 32 };
			unsigned int at = 0;

			for (unsigned int f = 0; f < 4; at += size[f++]) {
				unsigned int i = at;

				while (i < at + size[f] && buf[i])
					i++;
				for (; i < at + size[f]; i++)
					junk += buf[i] != 0;
			}
		} else if (cmd != XENVER_get_features &&
			   cmd != XENVER_platform_parameters) {
			for (unsigned int i = text_end; i < last; i++)
				junk += buf[i] != 0;
		}
		answer(named("version", "", cmd), r < 0 ? r : 0);
		answer(named("version bytes", "", cmd), last);
		answer(named("version junk", "", cmd), junk);
	}
}

/* ---- a multicall that leaves the kernel on its way ---- */

static struct iret_frame {
	uint64_t rax, r11, rcx, flags, rip, cs, rflags, rsp, ss;
} frames[2], on_its_stack[64];
static struct multicall_entry mc[4];

extern char adv_landing[];
__asm__(".text\nadv_landing: ud2");

static void multicall_at(void *p)
{
	__asm__ volatile("mov %0, %%rsp; mov $13, %%eax; syscall; ud2"
			 : : "r"(p), "D"(mc), "S"(3UL));
}

static void frames_make(uint64_t cs)
{
	for (int i = 0; i < 2; i++)
		frames[i] = (struct iret_frame){
			0x1111, 0x2222, 0x3333, 0, (uint64_t)adv_landing, cs,
			0x202, (uint64_t)&on_its_stack[60], 0xe02b,
		};
	/* The second iret, if it came to that, would find its frame there. */
	on_its_stack[60] = frames[1];
}

static void multicall_iret(const char *how, uint64_t cs)
{
	frames_make(cs);
	mc[0] = (struct multicall_entry){ .op = __HYPERVISOR_xen_version,
					  .result = 0x7777 };
	mc[1] = (struct multicall_entry){ .op = __HYPERVISOR_iret,
					  .result = 0x7777 };
	mc[2] = mc[0];
	seen = (struct seen){ .vec = -1 };
	answer(named(how, "multicall with iret", ~0UL),
	       probe(multicall_at, frames));
	answer(named(how, "rip", ~0UL),
	       (long)(seen.rip - (uint64_t)adv_landing));
	answer(named(how, "cs", ~0UL), (long)(seen.cs & 0xffff));
	answer(named(how, "rax", ~0UL), (long)seen.rax);
	answer(named(how, "rsp", ~0UL),
	       (long)(seen.rsp - (uint64_t)on_its_stack));
	answer(named(how, "first", ~0UL), (long)mc[0].result);
	answer(named(how, "second", ~0UL), (long)mc[1].result);
	answer(named(how, "third", ~0UL), (long)mc[2].result);
	frames_make(cs);
	mc[2] = mc[1];
	answer(named(how, "multicall with two", ~0UL),
	       probe(multicall_at, frames));
	answer(named(how, "two: rsp", ~0UL),
	       (long)(seen.rsp - (uint64_t)on_its_stack));
	vcpu0()->evtchn_upcall_mask = 1;
}

/* ---- results of an exchange where guests may not write ---- */

static void exchange(void)
{
	static xen_pfn_t in[2];
	static const unsigned long done[] = { 0, 1, 2, 1UL << 40, ~0UL >> 1 };
	static void *const at[] = {
		HV_ADDR, M2P_ADDR, HOLE, NON_CANONICAL,
		(void *)0xffff82d040200000, (void *)0xffff810000000000,
	};

	for (unsigned int i = 0; i < sizeof(at) / sizeof(*at); i++)
		for (unsigned int k = 0; k < 5; k++) {
			struct xen_memory_exchange x = {
				.in = { .nr_extents = 2, .domid = DOMID_SELF },
				.out = { .nr_extents = 2, .domid = DOMID_SELF },
				.nr_exchanged = done[k],
			};

			in[0] = in[1] = ~0UL;
			set_xen_guest_handle(x.in.extent_start, in);
			x.out.extent_start.p = at[i];
			answer(named(named("exchange into", "", i), "from", k),
			       hypercall(__HYPERVISOR_memory_op,
					 (long)XENMEM_exchange, &x));
			x.out.extent_start.p = (void *)in;
			x.in.extent_start.p = at[i];
			answer(named(named("exchange of", "", i), "from", k),
			       hypercall(__HYPERVISOR_memory_op,
					 (long)XENMEM_exchange, &x));
		}
}

/* ---- entries that change only in flags, at every level ---- */

static void flags_only(void)
{
	static uint64_t *const tables[] = { page[2], t1, t2, t3, t4 };
	static const struct { const char *name; uint64_t bits; } more[] = {
		{ "RW", 2 }, { "US", 4 }, { "PWT", 8 }, { "PCD", 0x10 },
		{ "A", 0x20 }, { "D", 0x40 }, { "PSE", 0x80 }, { "G", 0x100 },
		{ "AVL", 0x200 }, { "all AVL", 0xe00 }, { "bit 52", 1UL << 52 },
		{ "bit 62", 1UL << 62 }, { "NX", 1UL << 63 },
	};
	static const char *const levels[] = { "", "L1", "L2", "L3", "L4" };

	t2[0] = pte(t1, FLAGS);
	t3[0] = pte(t2, FLAGS);
	t4[0] = pte(t3, FLAGS);
	for (unsigned int l = 1; l < 5; l++)
		update_va(tables[l], pte(tables[l], RO), UVMF_INVLPG);
	answer("pin", mmuext1(MMUEXT_PIN_L4_TABLE, va_to_mfn(t4), 0));
	for (unsigned int l = 1; l < 5; l++) {
		/* A table that shows itself, to read. */
		answer(named(levels[l], "itself", ~0UL),
		       set(tables[l], 7, pte(tables[l], P | US)));
		for (unsigned int b = 0; b < 13; b++) {
			set(tables[l], 7, pte(tables[l], P | US));
			answer(named(named(levels[l], "itself and", ~0UL),
				     more[b].name, ~0UL),
			       set(tables[l], 7,
				   pte(tables[l], (P | US) ^ more[b].bits)));
			answer(named(named(levels[l], "now", ~0UL),
				     more[b].name, ~0UL),
			       (long)(tables[l][7] & ~0xffffffffff000UL));
			set(tables[l], 7, 0);
			set(tables[l], 8, pte(tables[l - 1], FLAGS));
			answer(named(named(levels[l], "below and", ~0UL),
				     more[b].name, ~0UL),
			       set(tables[l], 8,
				   pte(tables[l - 1], FLAGS ^ more[b].bits)));
			answer(named(named(levels[l], "below now", ~0UL),
				     more[b].name, ~0UL),
			       (long)(tables[l][8] & ~0xffffffffff000UL));
			answer(named(named(levels[l], "keeping A/D", ~0UL),
				     more[b].name, ~0UL),
			       mmu_update1(((va_to_mfn(tables[l]) << 12) + 64)
					   | MMU_PT_UPDATE_PRESERVE_AD,
					   pte(tables[l - 1],
					       P | RW | US)));
			answer(named(named(levels[l], "kept", ~0UL),
				     more[b].name, ~0UL),
			       (long)(tables[l][8] & ~0xffffffffff000UL));
			set(tables[l], 8, 0);
		}
		set(tables[l], 7, 0);
	}
	/* Superpages, present, in every level that has them. */
	answer("L2 superpage", set(t2, 9, 0x200000 | FLAGS | 0x80));
	answer("L2 superpage, to read", set(t2, 9, 0x200000 | RO | 0x80));
	answer("L3 superpage", set(t3, 9, 0x40000000 | FLAGS | 0x80));
	answer("L2 superpage, not present", set(t2, 9, 0x200000 | 0x86));
	answer("and then present", set(t2, 9, 0x200000 | 0x87));
	set(t2, 9, 0);
	answer("unpin", mmuext1(MMUEXT_UNPIN_TABLE, va_to_mfn(t4), 0));
}

/* ---- flushes, bases and the like of addresses that cannot be ---- */

static const struct { const char *name; uint64_t a; } addresses[] = {
	{ "0", 0 }, { "hole", 0x1000 }, { "low end", 0x7fffffffffff },
	{ "non-canonical", 0x800000000000 },
	{ "before", 0xffff7fffffffffff }, { "m2p", 0xffff800000000000 },
	{ "hypervisor", 0xffff830000000000 }, { "~0", ~0UL },
};

static void addresses_of_calls(void)
{
	for (unsigned int i = 0; i < sizeof(addresses) / sizeof(*addresses);
	     i++) {
		const char *n = addresses[i].name;
		uint64_t a = addresses[i].a;

		answer(named("invlpg local", n, ~0UL),
		       mmuext1(MMUEXT_INVLPG_LOCAL, a, 0));
		answer(named("invlpg all", n, ~0UL),
		       mmuext1(MMUEXT_INVLPG_ALL, a, 0));
		answer(named("invlpg multi, mask", n, ~0UL),
		       mmuext1(MMUEXT_INVLPG_MULTI, 0, a));
		answer(named("flush multi, mask", n, ~0UL),
		       mmuext1(MMUEXT_TLB_FLUSH_MULTI, 0, a));
		for (unsigned long w = 0; w < 6; w++) {
			if (w == SEGBASE_GS_USER_SEL)
				continue;
			answer(named(named("segment base", "", w), n, ~0UL),
			       hypercall(__HYPERVISOR_set_segment_base, w, a));
		}
		answer(named("breakpoint", n, ~0UL),
		       hypercall(__HYPERVISOR_set_debugreg, 0UL, a));
		answer(named("fpu_taskswitch", n, ~0UL),
		       hypercall(__HYPERVISOR_fpu_taskswitch, a));
		answer(named("set_gdt at", n, ~0UL),
		       hypercall(__HYPERVISOR_set_gdt, a, 1UL));
		answer(named("ldt of 0 at", n, ~0UL),
		       mmuext1(MMUEXT_SET_LDT, a, 0));
	}
	hypercall(__HYPERVISOR_fpu_taskswitch, 0UL);
	for (unsigned long w = 0; w < 3; w++)
		hypercall(__HYPERVISOR_set_segment_base, w, 0UL);
	for (unsigned long sel = 0; sel < 0x10000; sel += 0x0fff)
		answer(named("gs selector", "", sel),
		       hypercall(__HYPERVISOR_set_segment_base,
				 (long)SEGBASE_GS_USER_SEL, sel));
	answer("gs selector 2^16", hypercall(__HYPERVISOR_set_segment_base,
		(long)SEGBASE_GS_USER_SEL, 0x10000UL));
	hypercall(__HYPERVISOR_set_segment_base, (long)SEGBASE_GS_USER_SEL,
		  0UL);
}

/* ---- a grant mapped by an entry that is not one ---- */

static void grant_entries(void)
{
	static const struct { const char *name; uint64_t add; } where[] = {
		{ "aligned", 0 }, { "+1", 1 }, { "+4", 4 }, { "+7", 7 },
		{ "last", 511 * 8 }, { "last +4", 511 * 8 + 4 },
		{ "behind", 4096 },
	};
	struct gnttab_setup_table t = { .dom = DOMID_SELF, .nr_frames = 1 };
	struct gnttab_map_grant_ref m;
	struct grant_entry_v1 *e = (void *)page[3];
	static xen_pfn_t frame;

	set_xen_guest_handle(t.frame_list, &frame);
	answer("grant table", hypercall(__HYPERVISOR_grant_table_op,
		(long)GNTTABOP_setup_table, &t, 1UL));
	answer("map the table", update_va(page[3], frame << 12 | FLAGS,
					UVMF_INVLPG));
	e[8] = (struct grant_entry_v1){ GTF_permit_access, 0,
					(uint32_t)va_to_mfn(page[0]) };
	set(t1, 0, 0);
	answer("table for grants",
	       mmuext1(MMUEXT_PIN_L1_TABLE, va_to_mfn(t1), 0));
	for (unsigned int i = 0; i < sizeof(where) / sizeof(*where); i++)
		for (unsigned int in = 0; in < 2; in++) {
			m = (struct gnttab_map_grant_ref){
				.host_addr = ((in ? va_to_mfn(t1) :
					       va_to_mfn(page[1])) << 12) +
					     where[i].add,
				.flags = GNTMAP_host_map | GNTMAP_contains_pte,
				.ref = 8, .dom = 0,
			};
			hypercall(__HYPERVISOR_grant_table_op,
				  (long)GNTTABOP_map_grant_ref, &m, 1UL);
			answer(named(in ? "grant into the table" :
				     "grant into a page", where[i].name,
				     ~0UL), m.status);
			if (!m.status) {
				struct gnttab_unmap_grant_ref u = {
					.host_addr = m.host_addr,
					.handle = m.handle,
				};

				hypercall(__HYPERVISOR_grant_table_op,
					  (long)GNTTABOP_unmap_grant_ref, &u,
					  1UL);
				answer(named("unmap", where[i].name, in),
				       u.status);
			}
		}
	answer("entry afterwards", (long)e[8].flags);
}

/* ---- a table that is unpinned, given up and used in one go ---- */

static void reuse(void)
{
	struct mmuext_op ops[4] = { { 0 } };
	uint32_t done = 9;

	ops[0].cmd = MMUEXT_UNPIN_TABLE;
	ops[0].arg1.mfn = va_to_mfn(t1);
	ops[1].cmd = MMUEXT_PIN_L2_TABLE;
	ops[1].arg1.mfn = va_to_mfn(t1);
	ops[2] = ops[0];
	ops[3].cmd = MMUEXT_PIN_L4_TABLE;
	ops[3].arg1.mfn = va_to_mfn(t1);
	answer("roles in turn", hypercall(__HYPERVISOR_mmuext_op, ops, 4UL,
					  &done, (long)DOMID_SELF));
	answer("roles done", done);
	answer("as L4: slot 272", (long)t1[272]);
	answer("L4 back to nothing",
	       mmuext1(MMUEXT_UNPIN_TABLE, va_to_mfn(t1), 0));
	/* The hypervisor's slots stay where they were in the page. */
	answer("was L4, as L1",
	       mmuext1(MMUEXT_PIN_L1_TABLE, va_to_mfn(t1), 0));
	answer("count preempted", hypercall(__HYPERVISOR_mmuext_op, ops,
		1UL << 31, &done, (long)DOMID_SELF));
	answer("count preempted, 1", hypercall(__HYPERVISOR_mmuext_op, ops,
		1UL << 31 | 1, &done, (long)DOMID_SELF));
}

void test_main(void)
{
	hypercall(__HYPERVISOR_set_callbacks, stub_event, stub_failsafe,
		  user_syscall);
	hypercall(__HYPERVISOR_stack_switch, 0xe02bUL,
		  (uint64_t)user_stack + 2048);
	mmuext1(MMUEXT_NEW_USER_BASEPTR, va_to_mfn(l4_table()), 0);
	vcpu0()->evtchn_upcall_mask = 1;
	version_leaks();
	exchange();
	addresses_of_calls();
	flags_only();
	grant_entries();
	reuse();
	multicall_iret("kernel,", 0xe030);
	multicall_iret("user,", 0xe033);
}
