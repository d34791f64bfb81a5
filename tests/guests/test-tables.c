/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page-table entries of every level with every bit, mmu_update, mmuext_op and
 * update_va_mapping with arguments good and bad.
 */
#include "guest.h"

#define P	1UL
#define RW	2UL
#define US	4UL
#define AD	0x60UL
#define PSE	0x80UL
#define NX	(1UL << 63)
#define FLAGS	(P | RW | US | AD)
#define RO	(P | US | AD)
#define BAD	0xffff830000000000UL
#define NOWHERE	0x7fffffffffUL		/* a frame that is not there */

static uint64_t page[512] __attribute__((aligned(4096)));
static uint64_t t1[512] __attribute__((aligned(4096)));
static uint64_t t2[512] __attribute__((aligned(4096)));
static uint64_t t3[512] __attribute__((aligned(4096)));
static uint64_t t4[512] __attribute__((aligned(4096)));
static uint64_t *const tables[] = { page, t1, t2, t3, t4 };

static char line[128];

static const char *cat(const char *a, const char *b, unsigned int nr)
{
	char *p = line;

	while (*a)
		*p++ = *a++;
	while (*b)
		*p++ = *b++;
	if (nr != ~0U) {
		if (nr >= 100)
			*p++ = (char)('0' + nr / 100);
		if (nr >= 10)
			*p++ = (char)('0' + nr / 10 % 10);
		*p++ = (char)('0' + nr % 10);
	}
	*p = 0;
	return line;
}

static uint64_t pte(const void *va, uint64_t flags)
{
	return va_to_mfn(va) << 12 | flags;
}

static long set(const void *table, unsigned int i, uint64_t val)
{
	return mmu_update1((va_to_mfn(table) << 12) + i * 8, val);
}

static long readonly(void *va)
{
	return update_va(va, pte(va, RO), UVMF_INVLPG);
}

static long writable(void *va)
{
	return update_va(va, pte(va, FLAGS), UVMF_INVLPG);
}

/* Tables t1 to t4, one below the other, pinned. */
static void chain(void)
{
	t2[0] = pte(t1, FLAGS);
	t3[0] = pte(t2, FLAGS);
	t4[0] = pte(t3, FLAGS);
	t1[0] = pte(page, FLAGS);
	answer("chain: pin L4 while all is writable",
	       mmuext1(MMUEXT_PIN_L4_TABLE, va_to_mfn(t4), 0));
	for (unsigned int i = 1; i < 5; i++)
		answer(cat("chain: read-only ", "", i), readonly(tables[i]));
	answer("chain: pin", mmuext1(MMUEXT_PIN_L4_TABLE, va_to_mfn(t4), 0));
	answer("chain: L4 entry", (long)(t4[0] & 0xfff));
	answer("chain: L1 entry", (long)(t1[0] & 0xfff));
}

static const char *const levels[] = { "", "L1", "L2", "L3", "L4" };

/* Each bit on its own, besides those that make an entry plain. */
static void bits(void)
{
	for (unsigned int l = 1; l < 5; l++)
		for (unsigned int b = 0; b < 64; b++) {
			uint64_t e = pte(tables[l - 1], FLAGS) ^ 1UL << b;
			uint64_t plain = pte(tables[l - 1], FLAGS);
			long r;

			if (b >= 12 && b < 52)
				continue;
			r = set(tables[l], 1, e);
			answer(cat(levels[l], " bit ", b), r);
			if (!r)
				answer(cat(levels[l], " reads back bit ", b),
				       (long)(tables[l][1] ^ e));
			/* From one valid entry to the other, and back. */
			r = set(tables[l], 2, plain);
			r |= set(tables[l], 2, e);
			answer(cat(levels[l], " plain to bit ", b), r);
			answer(cat(levels[l], " bit to plain ", b),
			       set(tables[l], 2, plain));
			set(tables[l], 1, 0);
			set(tables[l], 2, 0);
		}
}

/* Which frame may be in which place. */
static void frames(void)
{
	for (unsigned int l = 1; l < 5; l++)
		for (unsigned int t = 0; t < 5; t++) {
			answer(cat(levels[l], " to table ", t),
			       set(tables[l], 3, pte(tables[t], FLAGS)));
			set(tables[l], 3, 0);
			answer(cat(levels[l], " read-only to table ", t),
			       set(tables[l], 3, pte(tables[t], RO)));
			set(tables[l], 3, 0);
		}
	for (unsigned int l = 1; l < 5; l++) {
		answer(cat(levels[l], " to nowhere", ~0U),
		       set(tables[l], 3, NOWHERE << 12 | FLAGS));
		answer(cat(levels[l], " to frame 0", ~0U),
		       set(tables[l], 3, FLAGS));
		answer(cat(levels[l], " to the shared page", ~0U),
		       set(tables[l], 3, start_info->shared_info | FLAGS));
		answer(cat(levels[l], " to the local APIC", ~0U),
		       set(tables[l], 3, 0xfee00000UL | FLAGS));
		answer(cat(levels[l], " to the I/O APIC", ~0U),
		       set(tables[l], 3, 0xfec00000UL | FLAGS));
		answer(cat(levels[l], " to the VGA", ~0U),
		       set(tables[l], 3, 0xb8000UL | FLAGS));
		answer(cat(levels[l], " to the BIOS", ~0U),
		       set(tables[l], 3, 0xf0000UL | FLAGS));
		answer(cat(levels[l], " not present, any bits", ~0U),
		       set(tables[l], 3, ~1UL));
		set(tables[l], 3, 0);
	}
	answer("L4 in the hypervisor's slot", set(t4, 256, pte(t3, FLAGS)));
	answer("L4 in its last slot", set(t4, 271, pte(t3, FLAGS)));
	answer("L4 behind it", set(t4, 272, pte(t3, FLAGS)));
	answer("L4 before it", set(t4, 255, pte(t3, FLAGS)));
	answer("L4 hypervisor's slot to 0", set(t4, 260, 0));
	set(t4, 272, 0);
	set(t4, 255, 0);
	answer("L4 linear, read-only", set(t4, 5, pte(t4, RO)));
	answer("L4 linear, writable", set(t4, 6, pte(t4, FLAGS)));
	set(t4, 5, 0);
	answer("L4 linear to another L4", set(t4, 5, pte(l4_table(), RO)));
	set(t4, 5, 0);
	answer("L3 linear, read-only", set(t3, 5, pte(t3, RO)));
	set(t3, 5, 0);
	answer("L2 linear, read-only", set(t2, 5, pte(t2, RO)));
	set(t2, 5, 0);
	answer("L1 to itself, read-only", set(t1, 5, pte(t1, RO)));
	set(t1, 5, 0);
}

static void updates(void)
{
	uint64_t ma = va_to_mfn(t1) << 12;
	struct mmu_update u[3] = {
		{ ma + 8 * 8, pte(page, FLAGS) }, { ma + 9 * 8, pte(t1, FLAGS) },
		{ ma + 10 * 8, 0 },
	};
	uint32_t done = 99;

	answer("update: command 3", mmu_update1(ma | 3, 0));
	answer("update: unaligned", mmu_update1(ma + 4, 0));
	answer("update: keep A/D", mmu_update1(ma | 2, pte(page, P | US)));
	answer("update: M2P of ours", mmu_update1(va_to_mfn(page) << 12 | 1,
						  va_to_pfn(page)));
	answer("update: M2P of nobody's", mmu_update1(NOWHERE << 12 | 1, 0));
	answer("update: M2P of frame 0", mmu_update1(1, 0));
	answer("update: frame of nobody", mmu_update1(NOWHERE << 12, 0));
	answer("update: three, the second bad",
	       hypercall(__HYPERVISOR_mmu_update, u, 3UL, &done, DOMID_SELF));
	answer("update: done", done);
	answer("update: none", hypercall(__HYPERVISOR_mmu_update, u, 0UL,
					 &done, DOMID_SELF));
	answer("update: none done", done);
	answer("update: none from the hypervisor",
	       hypercall(__HYPERVISOR_mmu_update, BAD, 0UL, 0UL, DOMID_SELF));
	answer("update: done in the hypervisor",
	       hypercall(__HYPERVISOR_mmu_update, u, 1UL, BAD, DOMID_SELF));
	answer("update: done nowhere",
	       hypercall(__HYPERVISOR_mmu_update, u, 1UL, 0x1000UL,
			 DOMID_SELF));
	answer("update: for ourselves by number",
	       hypercall(__HYPERVISOR_mmu_update, u, 1UL, 0UL, 0UL));
	answer("update: frames of DOMID_IO",
	       hypercall(__HYPERVISOR_mmu_update, u, 1UL, 0UL, DOMID_IO));
	answer("update: frames of DOMID_XEN",
	       hypercall(__HYPERVISOR_mmu_update, u, 1UL, 0UL, DOMID_XEN));
	answer("update: frames of DOMID_COW",
	       hypercall(__HYPERVISOR_mmu_update, u, 1UL, 0UL, DOMID_COW));
	answer("update: tables of domain 5",
	       hypercall(__HYPERVISOR_mmu_update, u, 1UL, 0UL,
			 6UL << 16 | DOMID_SELF));
	answer("update: tables of domain 0",
	       hypercall(__HYPERVISOR_mmu_update, u, 1UL, 0UL,
			 1UL << 16 | DOMID_SELF));
	set(t1, 8, 0);
}

static void va_mapping(void)
{
	static const unsigned long flags[] = {
		0, 1, 2, 3, UVMF_LOCAL | 1, UVMF_ALL | 1, UVMF_ALL | 2,
		UVMF_LOCAL | 3, 8, 0x1000 | 1, 0x1000 | 2, BAD | 1, BAD | 2,
	};

	for (unsigned int i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		answer(cat("va: flags ", "", i),
		       update_va(page, pte(page, FLAGS), flags[i]));
	answer("va: hypervisor", update_va((void *)BAD, 0, 0));
	answer("va: nowhere", update_va((void *)0x1000, pte(page, RO), 0));
	answer("va: non-canonical",
	       update_va((void *)0x0000900000000000, pte(page, RO), 0));
	answer("va: m2p", update_va((void *)0xffff800000000000, 0, 0));
	answer("va: to nowhere", update_va(page, NOWHERE << 12 | RO, 0));
	answer("va: to a table, writable", update_va(page, pte(t1, FLAGS), 0));
	answer("va: reserved bit", update_va(page, pte(page, FLAGS) | 1UL << 55,
					     0));
	answer("va: back", writable(page));
	answer("va: other domain, ourselves",
	       hypercall(__HYPERVISOR_update_va_mapping_otherdomain, page,
			 pte(page, FLAGS), 0UL, 0UL));
	answer("va: other domain, self",
	       hypercall(__HYPERVISOR_update_va_mapping_otherdomain, page,
			 pte(page, FLAGS), 0UL, DOMID_SELF));
	answer("va: other domain, 77",
	       hypercall(__HYPERVISOR_update_va_mapping_otherdomain, page,
			 pte(page, FLAGS), 0UL, 77UL));
	answer("va: other domain, io",
	       hypercall(__HYPERVISOR_update_va_mapping_otherdomain, page,
			 0xb8000UL | FLAGS, 0UL, DOMID_IO));
	answer("va: back again", writable(page));
	answer("va: other domain, xen",
	       hypercall(__HYPERVISOR_update_va_mapping_otherdomain, page,
			 0xb8000UL | FLAGS, 0UL, DOMID_XEN));
	writable(page);
}

static long ext(unsigned int cmd, uint64_t a, uint64_t b, uint64_t dom)
{
	struct mmuext_op op = { .cmd = cmd };

	op.arg1.mfn = a;
	op.arg2.src_mfn = b;
	return hypercall(__HYPERVISOR_mmuext_op, &op, 1UL, 0UL, dom);
}

/* Every command with arguments of each kind. */
static void mmuext(void)
{
	static const uint64_t doms[] = { DOMID_SELF, 0, DOMID_IO, DOMID_XEN,
					 99, DOMID_INVALID };
	static const char *const dom_names[] = {
		"self ", "0 ", "io ", "xen ", "99 ", "invalid ",
	};

	for (unsigned int c = 0; c < 26; c++) {
		if (c == MMUEXT_NEW_BASEPTR)
			continue;
		answer(cat("ext ordinary page ", "", c),
		       ext(c, va_to_mfn(page), va_to_mfn(page), DOMID_SELF));
		if (c < 4)
			ext(MMUEXT_UNPIN_TABLE, va_to_mfn(page), 0,
			    DOMID_SELF);
		ext(MMUEXT_NEW_USER_BASEPTR, va_to_mfn(l4_table()), 0,
		    DOMID_SELF);
		for (unsigned int d = 0; d < 6; d++)
			answer(cat("ext nowhere, domain ", dom_names[d], c),
			       ext(c, NOWHERE, NOWHERE, doms[d]));
		answer(cat("ext zero ", "", c), ext(c, 0, 0, DOMID_SELF));
		answer(cat("ext hypervisor ", "", c),
		       ext(c, BAD, 1, DOMID_SELF));
	}
	answer("ext new base of a table of level 3",
	       ext(MMUEXT_NEW_BASEPTR, va_to_mfn(t3), 0, DOMID_SELF));
	answer("ext new base zero", ext(MMUEXT_NEW_BASEPTR, 0, 0, DOMID_SELF));
	answer("ext new base nowhere",
	       ext(MMUEXT_NEW_BASEPTR, NOWHERE, 0, DOMID_SELF));
	answer("ext new base ours",
	       ext(MMUEXT_NEW_BASEPTR, va_to_mfn(l4_table()), 0, DOMID_SELF));
	answer("ext new user base of level 3",
	       ext(MMUEXT_NEW_USER_BASEPTR, va_to_mfn(t3), 0, DOMID_SELF));
	answer("ext copy table to page",
	       ext(MMUEXT_COPY_PAGE, va_to_mfn(page), va_to_mfn(t1),
		   DOMID_SELF));
	answer("ext copy page to table",
	       ext(MMUEXT_COPY_PAGE, va_to_mfn(t1), va_to_mfn(page),
		   DOMID_SELF));
	answer("ext clear table",
	       ext(MMUEXT_CLEAR_PAGE, va_to_mfn(t1), 0, DOMID_SELF));
	answer("ext clear nowhere",
	       ext(MMUEXT_CLEAR_PAGE, NOWHERE, 0, DOMID_SELF));
}

static void pins(void)
{
	static const unsigned int cmd[] = {
		MMUEXT_PIN_L1_TABLE, MMUEXT_PIN_L2_TABLE, MMUEXT_PIN_L3_TABLE,
		MMUEXT_PIN_L4_TABLE,
	};

	for (unsigned int c = 0; c < 4; c++)
		for (unsigned int t = 0; t < 5; t++)
			if (t != c + 1)
				answer(cat("pin ", levels[c + 1], t),
				       ext(cmd[c], va_to_mfn(tables[t]), 0,
					   DOMID_SELF));
	for (unsigned int t = 1; t < 4; t++) {
		answer(cat("pin table in use ", "", t),
		       ext(cmd[t - 1], va_to_mfn(tables[t]), 0, DOMID_SELF));
		answer(cat("pin it again ", "", t),
		       ext(cmd[t - 1], va_to_mfn(tables[t]), 0, DOMID_SELF));
		answer(cat("unpin it ", "", t),
		       ext(MMUEXT_UNPIN_TABLE, va_to_mfn(tables[t]), 0,
			   DOMID_SELF));
		answer(cat("unpin it again ", "", t),
		       ext(MMUEXT_UNPIN_TABLE, va_to_mfn(tables[t]), 0,
			   DOMID_SELF));
	}
	answer("unpin the L4 in use",
	       ext(MMUEXT_UNPIN_TABLE, va_to_mfn(l4_table()), 0, DOMID_SELF));
	answer("pin it back",
	       ext(MMUEXT_PIN_L4_TABLE, va_to_mfn(l4_table()), 0,
		   DOMID_SELF));
	answer("unpin the chain",
	       ext(MMUEXT_UNPIN_TABLE, va_to_mfn(t4), 0, DOMID_SELF));
	for (unsigned int t = 1; t < 5; t++)
		answer(cat("writable again ", "", t), writable(tables[t]));
}

/* Writes to a table that is in use, as instructions. */
struct store { uint64_t *at; uint64_t val; unsigned int how; };

static void store(void *p)
{
	struct store *s = p;
	uint64_t old = *s->at;

	switch (s->how) {
	case 0:
		*(volatile uint64_t *)s->at = s->val;
		break;
	case 1:
		__asm__ volatile("xchg %0, %1" : "+r"(old), "+m"(*s->at));
		break;
	case 2:
		__asm__ volatile("lock cmpxchg %2, %1" : "+a"(old), "+m"(*s->at)
				 : "r"(s->val));
		break;
	case 3:
		__asm__ volatile("movl %1, %0" : "=m"(*s->at)
				 : "r"((uint32_t)s->val));
		break;
	case 4:
		__asm__ volatile("movb %1, %0" : "=m"(*s->at)
				 : "q"((uint8_t)s->val));
		break;
	case 5:
		__asm__ volatile("movq %1, %0" : "=m"(*(uint64_t *)
				 ((char *)s->at + 4)) : "r"(s->val));
		break;
	case 6:
		__asm__ volatile("lock btrl $1, %0" : "+m"(*s->at));
		break;
	case 7:
		__asm__ volatile("lock andq $-3, %0" : "+m"(*s->at));
		break;
	case 8:
		__asm__ volatile("movw %1, %0" : "=m"(*s->at)
				 : "r"((uint16_t)s->val));
		break;
	case 9:
		__asm__ volatile("stosq" : "+D"(s->at) : "a"(s->val)
				 : "memory");
		break;
	case 10:
		__asm__ volatile("rep stosq" : "+D"(s->at)
				 : "a"(s->val), "c"(2) : "memory");
		break;
	case 11:
		__asm__ volatile("movsq" : "+D"(s->at)
				 : "S"(&s->val) : "memory");
		break;
	case 12:
		__asm__ volatile("pushq %1; popq %0" : "=m"(*s->at)
				 : "r"(s->val) : "memory");
		break;
	case 13:
		__asm__ volatile("incq %0" : "+m"(*s->at));
		break;
	case 14:
		__asm__ volatile("negq %0" : "+m"(*s->at));
		break;
	case 15:
		__asm__ volatile("movnti %1, %0" : "=m"(*s->at)
				 : "r"(s->val));
		break;
	}
}

static void stores(void)
{
	uint64_t good = pte(page, FLAGS), bad = pte(t2, FLAGS);

	for (unsigned int how = 0; how < 16; how++) {
		struct store s = { &t1[20], good, how };
		long r;

		set(t1, 20, good);
		set(t1, 21, 0);
		r = probe(store, &s);
		answer(cat("store same ", "", how), r);
		answer(cat("store same: entry ", "", how),
		       (long)(t1[20] ^ good));
		set(t1, 20, 0);
		s = (struct store){ &t1[20], bad, how };
		answer(cat("store forged ", "", how), probe(store, &s));
		answer(cat("store forged: error ", "", how), seen.error);
		answer(cat("store forged: entry ", "", how), (long)t1[20]);
		s = (struct store){ &t2[20], pte(t1, FLAGS), how };
		answer(cat("store L2 ", "", how), probe(store, &s));
	}
	set(t1, 20, 0);
	set(t1, 21, 0);
}

void test_main(void)
{
	chain();
	bits();
	frames();
	updates();
	stores();
	va_mapping();
	mmuext();
	pins();
}
