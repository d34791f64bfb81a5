/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The address space slot by slot: what a guest may put into each entry of a
 * root, what it finds in the hypervisor's, what an access there gives.
 */
#include "ask.h"

#define FLAGS	0x67UL
#define RO	0x65UL

static uint64_t t3[512] __attribute__((aligned(4096)));
static uint64_t t4[512] __attribute__((aligned(4096)));

static uint64_t pte(const void *va, uint64_t flags)
{
	return va_to_mfn(va) << 12 | flags;
}

static long set(unsigned int slot, uint64_t e)
{
	return mmu_update1((va_to_mfn(t4) << 12) + slot * 8, e);
}

/* Each kind of entry in each slot; only what is refused is named. */
static void each_slot(void)
{
	static const struct { const char *name; uint64_t e; } kinds[] = {
		{ "table", FLAGS }, { "table to read", RO },
		{ "nothing", 0 }, { "not present", 0x66 },
		{ "not present, high", 0xffffffffff066 },
		{ "NX table", FLAGS | 1UL << 63 },
		{ "global table", FLAGS | 0x100 },
	};

	for (unsigned int k = 0; k < sizeof(kinds) / sizeof(*kinds); k++) {
		unsigned int good = 0;

		for (unsigned int i = 0; i < 512; i++) {
			uint64_t e = kinds[k].e;
			long r;

			if ((e & 1) || e == 0x66)
				e |= va_to_mfn(t3) << 12;
			r = set(i, e);
			good += !r;
			if (r)
				answer(named(kinds[k].name, "in slot", i), r);
			if (!r && t4[i] != (e & 1 ? e | 0x24 : e))
				answer(named(kinds[k].name, "changed in", i),
				       (long)(t4[i] ^ e));
			if (!r)
				set(i, 0);
		}
		answer(named(kinds[k].name, "taken", ~0UL), good);
	}
}

/* What lies in a page that becomes a root. */
static void filled(void)
{
	static const struct { const char *name; uint64_t e; } kinds[] = {
		{ "table", FLAGS }, { "junk", ~0UL }, { "not present", 0x66 },
		{ "frame that is not there", 0xffffffff067 },
	};

	for (unsigned int k = 0; k < sizeof(kinds) / sizeof(*kinds); k++)
		for (unsigned int i = 253; i < 275; i++) {
			uint64_t e = kinds[k].e;
			char name[64];
			const char *n = named(kinds[k].name, "filled in", i);

			for (unsigned int c = 0; c < sizeof(name); c++)
				if (!(name[c] = n[c]))
					break;
			if (e == FLAGS)
				e = pte(t3, FLAGS);
			update_va(t4, pte(t4, FLAGS), UVMF_INVLPG);
			for (unsigned int c = 0; c < 512; c++)
				t4[c] = 0;
			t4[i] = e;
			update_va(t4, pte(t4, RO), UVMF_INVLPG);
			answer(name, mmuext1(MMUEXT_PIN_L4_TABLE,
					     va_to_mfn(t4), 0));
			answer(named(name, "is the same", ~0UL), t4[i] == e);
			/* Behind that it is the hypervisor's own affair. */
			if (i <= 256 || i > 271)
				answer(named(name, "present", ~0UL),
				       t4[i] & 1);
			answer(named(name, "unpin", ~0UL),
			       mmuext1(MMUEXT_UNPIN_TABLE, va_to_mfn(t4), 0));
		}
}

/* ---- accesses ---- */

static void read_at(void *p)
{
	*(volatile uint8_t *)p;
}

static void write_at(void *p)
{
	*(volatile uint8_t *)p = 0;
}

static void jump_to(void *p)
{
	((void (*)(void))p)();
}

static void prefetch(void *p)
{
	__asm__ volatile("prefetcht0 %0; clflush %0" : : "m"(*(uint8_t *)p));
}

struct user_call { void (*fn)(void *); void *arg; };

static void as_user(void *p)
{
	struct user_call *c = p;

	user_enter(c->fn, c->arg);
}

static const struct { const char *name; void (*fn)(void *); } accesses[] = {
	{ "read", read_at }, { "write", write_at }, { "jump", jump_to },
	{ "flush", prefetch },
};

static long access(unsigned int a, bool user, uint64_t at)
{
	struct user_call c = { accesses[a].fn, (void *)at };

	seen = (struct seen){ .vec = -1 };
	return user ? probe(as_user, &c) : probe(accesses[a].fn, (void *)at);
}

static uint64_t slot_address(unsigned int i, uint64_t offset)
{
	uint64_t a = (uint64_t)i << 39 | offset;

	return i < 256 ? a : a | 0xffffUL << 48;
}

/* Slots of nobody and of ours give the same all over: only sums of them. */
static void touch(bool user)
{
	static const uint64_t offsets[] = {
		0x1000, 0x40000000, 0x4040000000, 0x7ffffff000,
	};

	for (unsigned int a = 0; a < 4; a++) {
		unsigned int plain = 0, good = 0;
		long missing = 0xe0000 + (a == 1 ? 2 : a == 2 ? 16 : 0) +
			       (user ? 4 : 0);

		for (unsigned int i = 0; i < 512; i++)
			for (unsigned int o = 0; o < 4; o++) {
				uint64_t at = slot_address(i, offsets[o]);
				const char *n;
				long r = access(a, user, at);

				if (i < 256 || i > 271) {
					plain += r == missing &&
						 seen.cr2 == at;
					good += r == -1;
					continue;
				}
				n = named(user ? "user" : "kernel",
					  accesses[a].name, at);
				answer(n, r);
				if (seen.vec == 14)
					answer(named(n, "cr2", ~0UL),
					       (long)(seen.cr2 - at));
			}
		answer(named(user ? "user" : "kernel", accesses[a].name,
			     ~0UL), plain);
		answer(named(user ? "user good" : "kernel good",
			     accesses[a].name, ~0UL), good);
	}
}

/* Where the public ABI says that things are. */
static void named_places(void)
{
	static const uint64_t at[] = {
		0xffff800000000000, 0xffff800000001000, 0xffff800040000000,
		0xffff808000000000, 0xffff810000000000, 0xffff818000000000,
		0xffff820000000000, 0xffff820000008000, 0xffff82000000e000,
		0xffff820000010000, 0xffff820040000000, 0xffff828000000000,
		0xffff82c000000000, 0xffff82d000000000, 0xffff82d040000000,
		0xffff82d040200000, 0xffff82d080000000, 0xffff82e000000000,
		0xffff830000000000, 0xffff830000100000, 0xffff83001f000000,
		0xffff840000000000, 0xffff87ffffffffff,
	};

	for (unsigned int user = 0; user < 2; user++)
		for (unsigned int a = 0; a < 3; a++)
			for (unsigned int i = 0; i < sizeof(at) / 8; i++)
				answer(named(user ? "user" : "kernel",
					     accesses[a].name, at[i]),
				       access(a, user, at[i]));
	/* Its own frames in the M2P: to read, and right. */
	answer("M2P of ours",
	       (long)(((uint64_t *)0xffff800000000000)[va_to_mfn(t3)] -
		      va_to_pfn(t3)));
}

/* ---- where the M2P is, with and without VMASST_TYPE_m2p_strict ---- */

static void roots(const char *how)
{
	uint64_t *l4 = l4_table();

	answer(named(how, "M2P in our root", ~0UL), l4[256] & 1);
	update_va(t4, pte(t4, FLAGS), UVMF_INVLPG);
	for (unsigned int i = 0; i < 512; i++)
		t4[i] = i < 256 || i > 271 ? l4[i] : 0;
	update_va(t4, pte(t4, RO), UVMF_INVLPG);
	answer(named(how, "pin", ~0UL),
	       mmuext1(MMUEXT_PIN_L4_TABLE, va_to_mfn(t4), 0));
	answer(named(how, "M2P in a pinned one", ~0UL), t4[256] & 1);
	answer(named(how, "user root", ~0UL),
	       mmuext1(MMUEXT_NEW_USER_BASEPTR, va_to_mfn(t4), 0));
	answer(named(how, "M2P in the user's", ~0UL), t4[256] & 1);
	answer(named(how, "user reads it", ~0UL),
	       access(0, true, 0xffff800000000000));
	answer(named(how, "root", ~0UL),
	       mmuext1(MMUEXT_NEW_BASEPTR, va_to_mfn(t4), 0));
	answer(named(how, "M2P in the kernel's", ~0UL), t4[256] & 1);
	answer(named(how, "kernel reads it", ~0UL),
	       access(0, false, 0xffff800000000000));
	answer(named(how, "user reads it, both roots one", ~0UL),
	       access(0, true, 0xffff800000000000));
	answer(named(how, "back", ~0UL),
	       mmuext1(MMUEXT_NEW_BASEPTR, va_to_mfn(l4), 0));
	answer(named(how, "M2P in the one left", ~0UL), t4[256] & 1);
	answer(named(how, "user root back", ~0UL),
	       mmuext1(MMUEXT_NEW_USER_BASEPTR, va_to_mfn(l4), 0));
	answer(named(how, "M2P in ours as the user's", ~0UL), l4[256] & 1);
	answer(named(how, "unpin", ~0UL),
	       mmuext1(MMUEXT_UNPIN_TABLE, va_to_mfn(t4), 0));
	answer(named(how, "M2P left behind", ~0UL), t4[256] & 1);
	mmuext1(MMUEXT_NEW_BASEPTR, va_to_mfn(l4), 0);
}

void test_main(void)
{
	hypercall(__HYPERVISOR_set_callbacks, stub_event, stub_failsafe,
		  user_syscall);
	hypercall(__HYPERVISOR_stack_switch, 0xe02bUL,
		  (uint64_t)user_stack + 2048);
	mmuext1(MMUEXT_NEW_USER_BASEPTR, va_to_mfn(l4_table()), 0);
	vcpu0()->evtchn_upcall_mask = 1;
	update_va(t3, pte(t3, RO), UVMF_INVLPG);
	update_va(t4, pte(t4, RO), UVMF_INVLPG);
	answer("pin L3", mmuext1(MMUEXT_PIN_L3_TABLE, va_to_mfn(t3), 0));
	answer("pin L4", mmuext1(MMUEXT_PIN_L4_TABLE, va_to_mfn(t4), 0));
	each_slot();
	answer("unpin L4", mmuext1(MMUEXT_UNPIN_TABLE, va_to_mfn(t4), 0));
	filled();
	touch(false);
	touch(true);
	named_places();
	roots("plain,");
	answer("strict", hypercall(__HYPERVISOR_vm_assist,
				   (long)VMASST_CMD_enable,
				   (long)VMASST_TYPE_m2p_strict));
	roots("strict,");
	answer("not strict", hypercall(__HYPERVISOR_vm_assist,
				       (long)VMASST_CMD_disable,
				       (long)VMASST_TYPE_m2p_strict));
	roots("no more strict,");
}
