/* SPDX-License-Identifier: GPL-2.0-only */
/* Descriptors, selectors and the tables they are in. */
#include "guest.h"

#define RO	0x65UL

static uint64_t gdt[1024] __attribute__((aligned(4096)));
static uint64_t ldt[1024] __attribute__((aligned(4096)));
static uint64_t ordinary[512] __attribute__((aligned(4096)));

static char line[128];

static const char *two(const char *a, const char *b)
{
	char *p = line;

	while (*a)
		*p++ = *a++;
	while (*b)
		*p++ = *b++;
	*p = 0;
	return line;
}

/* base 0, limit as given; access and flag bits by name */
#define D(high, low) ((uint64_t)(high) << 32 | (low))

static const struct { const char *name; uint64_t d; } descs[] = {
	{ "zero", 0 },
	{ "not present", D(0x00cf7300, 0xffff) },
	{ "not present, system", D(0x00cf0900, 0xffff) },
	{ "data dpl 0", D(0x00cf9300, 0xffff) },
	{ "data dpl 1", D(0x00cfb300, 0xffff) },
	{ "data dpl 2", D(0x00cfd300, 0xffff) },
	{ "data dpl 3", D(0x00cff300, 0xffff) },
	{ "data not accessed", D(0x00cff200, 0xffff) },
	{ "data read-only", D(0x00cff100, 0xffff) },
	{ "data expand down", D(0x00cff700, 0xffff) },
	{ "data small", D(0x0040f300, 0x0fff) },
	{ "data L", D(0x00aff300, 0xffff) },
	{ "code32 dpl 0", D(0x00cf9b00, 0xffff) },
	{ "code32 dpl 3", D(0x00cffb00, 0xffff) },
	{ "code32 conforming", D(0x00cfff00, 0xffff) },
	{ "code32 execute only", D(0x00cff900, 0xffff) },
	{ "code64 dpl 0", D(0x00af9b00, 0xffff) },
	{ "code64 dpl 3", D(0x00affb00, 0xffff) },
	{ "code64 not accessed", D(0x00affa00, 0xffff) },
	{ "code64 conforming", D(0x00afff00, 0xffff) },
	{ "code L and D", D(0x00effb00, 0xffff) },
	{ "code16", D(0x000ffb00, 0xffff) },
	{ "tss16", D(0x00008100, 0xffff) },
	{ "ldt", D(0x00008200, 0xffff) },
	{ "tss16 busy", D(0x00008300, 0xffff) },
	{ "call gate 16", D(0x00008400, 0xffff) },
	{ "task gate", D(0x00008500, 0xffff) },
	{ "tss", D(0x00008900, 0xffff) },
	{ "tss busy", D(0x00008b00, 0xffff) },
	{ "call gate dpl 0", D(0x00008c00, 0xe0330000) },
	{ "call gate dpl 3", D(0x8010ec00, 0xe0330000) },
	{ "call gate to ring 0", D(0x8010ec00, 0xe0080000) },
	{ "call gate null selector", D(0x8010ec00, 0) },
	{ "call gate to ldt", D(0x8010ec00, 0x000f0000) },
	{ "interrupt gate", D(0x8010ee00, 0xe0330000) },
	{ "trap gate", D(0x8010ef00, 0xe0330000) },
	{ "system 0", D(0x00008000, 0xffff) },
	{ "all ones", ~0UL },
	{ "data high base", D(0xffcff3ff, 0xffff) },
};

static long update(const void *where, uint64_t d)
{
	return hypercall(__HYPERVISOR_update_descriptor,
			 va_to_mfn(where) << 12 | ((uint64_t)where & 0xfff), d);
}

static void load_ds(void *p)
{
	__asm__ volatile("mov %w0, %%ds" : : "r"(*(uint64_t *)p));
}

static void load_ss(void *p)
{
	__asm__ volatile("mov %%ss, %%ecx; mov %w0, %%ss; mov %%ecx, %%ss"
			 : : "r"(*(uint64_t *)p) : "ecx");
}

static void load_gs(void *p)
{
	__asm__ volatile("mov %w0, %%gs" : : "r"(*(uint64_t *)p));
}

static void far_call(void *p)
{
	struct { uint32_t off; uint16_t sel; } __attribute__((packed)) to;
	extern char far_target[];

	to.off = (uint32_t)(uint64_t)far_target;
	to.sel = (uint16_t)*(uint64_t *)p;
	__asm__ volatile("lcall *%0; nop; jmp 2f; .globl far_target\n"
			 "far_target: lret\n2:" : : "m"(to));
}

static void selectors(const char *table, uint64_t *slot, uint64_t sel)
{
	for (unsigned int i = 0; i < sizeof(descs) / sizeof(descs[0]); i++) {
		char name[96], *p = name;
		uint64_t lar = 7, lsl = 7, s = sel;

		for (const char *q = table; *q; )
			*p++ = *q++;
		for (const char *q = descs[i].name; *q; )
			*p++ = *q++;
		*p = 0;
		answer(two(name, ": update"), update(slot, descs[i].d));
		answer(two(name, ": now"), (long)*slot);
		__asm__ volatile("lar %2, %0; lsl %2, %1"
				 : "+r"(lar), "+r"(lsl) : "r"(sel));
		answer(two(name, ": lar"), (long)lar);
		answer(two(name, ": lsl"), (long)lsl);
		answer(two(name, ": ds"), probe(load_ds, &s));
		answer(two(name, ": ss"), probe(load_ss, &s));
		answer(two(name, ": gs"), probe(load_gs, &s));
		answer(two(name, ": lcall"), probe(far_call, &s));
		s = 0;
		load_ds(&s);
		load_gs(&s);
		hypercall(__HYPERVISOR_set_segment_base, SEGBASE_GS_KERNEL,
			  0UL);
	}
}

static void gdts(void)
{
	uint64_t frames[16] = { va_to_mfn(gdt), va_to_mfn(gdt + 512) };
	uint64_t bad[16] = { va_to_mfn(gdt), ~0UL };

	answer("gdt while writable",
	       hypercall(__HYPERVISOR_set_gdt, frames, 512UL));
	update_va(gdt, va_to_mfn(gdt) << 12 | RO, UVMF_INVLPG);
	update_va(gdt + 512, va_to_mfn(gdt + 512) << 12 | RO, UVMF_INVLPG);
	answer("gdt", hypercall(__HYPERVISOR_set_gdt, frames, 512UL));
	answer("gdt 1 entry", hypercall(__HYPERVISOR_set_gdt, frames, 1UL));
	answer("gdt no entry", hypercall(__HYPERVISOR_set_gdt, frames, 0UL));
	answer("gdt bad frame", hypercall(__HYPERVISOR_set_gdt, bad, 513UL));
	answer("gdt frame of another",
	       hypercall(__HYPERVISOR_set_gdt, &bad[1], 1UL));
	answer("gdt too many", hypercall(__HYPERVISOR_set_gdt, frames,
					 7169UL));
	answer("gdt huge", hypercall(__HYPERVISOR_set_gdt, frames, ~0UL));
	answer("gdt 32 bits wrap", hypercall(__HYPERVISOR_set_gdt, frames,
					     0x100000001UL));
	answer("gdt null list", hypercall(__HYPERVISOR_set_gdt, 0UL, 1UL));
	answer("gdt two pages", hypercall(__HYPERVISOR_set_gdt, frames,
					  1024UL));
	answer("map it writable now",
	       update_va(gdt, va_to_mfn(gdt) << 12 | RO | 2, UVMF_INVLPG));
}

static void touch_gdt(void *p)
{
	*(volatile uint64_t *)p = 0;
}

static void descriptors(void)
{
	uint64_t sel;

	answer("update ordinary page", update(ordinary, D(0x00cff300, 0xffff)));
	answer("ordinary page now", (long)ordinary[0]);
	answer("update ordinary page, gate",
	       update(ordinary, D(0x8010ec00, 0xe0330000)));
	answer("update misaligned",
	       hypercall(__HYPERVISOR_update_descriptor,
			 (va_to_mfn(gdt) << 12) + 4, 0UL));
	answer("update no frame",
	       hypercall(__HYPERVISOR_update_descriptor, 0x7ffffffff000UL,
			 0UL));
	answer("update far no frame",
	       hypercall(__HYPERVISOR_update_descriptor, ~0xfffUL, 0UL));
	answer("update page table",
	       update(l4_table(), D(0x00cff300, 0xffff)));
	answer("write to the gdt", probe(touch_gdt, &gdt[3]));
	selectors("gdt ", &gdt[3], 3 * 8 + 3);
	sel = 3 * 8;
	update(&gdt[3], D(0x00cff300, 0xffff));
	answer("ds rpl 0", probe(load_ds, &sel));
	answer("ss rpl 0", probe(load_ss, &sel));
	sel = 600 * 8 + 3;
	update(&gdt[600], D(0x00cff300, 0xffff));
	answer("second page", probe(load_ds, &sel));
	sel = 1024 * 8 + 3;
	answer("third page", probe(load_ds, &sel));
	sel = 7167 * 8 + 3;
	answer("last of the guest's", probe(load_ds, &sel));
	for (unsigned int i = 0; i < 32; i++) {
		char name[32] = "hypervisor selector ", *p = name + 20;
		uint64_t lar = 7, lsl = 7;

		*p++ = (char)('0' + i / 10);
		*p++ = (char)('0' + i % 10);
		*p = 0;
		sel = 0xe000 + i * 8 + 3;
		answer(name, probe(load_ds, &sel));
		__asm__ volatile("lar %2, %0; lsl %2, %1"
				 : "+r"(lar), "+r"(lsl) : "r"(sel));
		answer(two(name, ": lar"), (long)lar);
		answer(two(name, ": lsl"), (long)lsl);
	}
	sel = 0;
	load_ds(&sel);
}

static void ldts(void)
{
	uint64_t sel = 3 * 8 + 7;

	answer("no ldt", probe(load_ds, &sel));
	ldt[3] = D(0x00cff300, 0xffff);
	answer("ldt while writable",
	       mmuext1(MMUEXT_SET_LDT, (uint64_t)ldt, 1024));
	answer("selector of writable ldt", probe(load_ds, &sel));
	answer("cr2", (long)(seen.vec == 14 ? seen.cr2 - (uint64_t)ldt : 0));
	answer("ldt off", mmuext1(MMUEXT_SET_LDT, 0, 0));
	update_va(ldt, va_to_mfn(ldt) << 12 | RO, UVMF_INVLPG);
	answer("ldt", mmuext1(MMUEXT_SET_LDT, (uint64_t)ldt, 1024));
	answer("selector", probe(load_ds, &sel));
	selectors("ldt ", &ldt[3], 3 * 8 + 7);
	sel = 513 * 8 + 7;
	answer("second page, writable", probe(load_ds, &sel));
	answer("second page: cr2", (long)(seen.vec == 14 ?
					  seen.cr2 - (uint64_t)ldt : 0));
	update_va(ldt + 512, va_to_mfn(ldt + 512) << 12 | RO, UVMF_INVLPG);
	answer("second page, empty", probe(load_ds, &sel));
	update(&ldt[513], D(0x00cff300, 0xffff));
	answer("second page, filled", probe(load_ds, &sel));
	sel = 1024 * 8 + 7;
	answer("beyond the limit", probe(load_ds, &sel));
	answer("ldt 5 entries", mmuext1(MMUEXT_SET_LDT, (uint64_t)ldt, 5));
	sel = 5 * 8 + 7;
	answer("beyond 5", probe(load_ds, &sel));
	answer("ldt too many", mmuext1(MMUEXT_SET_LDT, (uint64_t)ldt, 8193));
	answer("ldt 8192", mmuext1(MMUEXT_SET_LDT, (uint64_t)ldt, 8192));
	answer("ldt misaligned", mmuext1(MMUEXT_SET_LDT, (uint64_t)ldt + 8,
					 8));
	answer("ldt in the hypervisor",
	       mmuext1(MMUEXT_SET_LDT, 0xffff830000000000, 8));
	answer("ldt non-canonical",
	       mmuext1(MMUEXT_SET_LDT, 0x0000900000000000, 8));
	answer("ldt nowhere", mmuext1(MMUEXT_SET_LDT, 0x1000, 8));
	sel = 7;
	answer("ldt nowhere: load", probe(load_ds, &sel));
	answer("ldt nowhere: cr2", (long)(seen.vec == 14 ? seen.cr2 : 0));
	answer("ldt off again", mmuext1(MMUEXT_SET_LDT, 0x1000, 0));
	answer("ldt off at odd address", mmuext1(MMUEXT_SET_LDT, 0x1001, 0));
	sel = 0;
	load_ds(&sel);
}

static void failsafe(void)
{
	uint64_t sel = 3 * 8 + 3, after[4];

	/* A selector that vanishes between two switches to user mode. */
	update(&gdt[3], D(0x00cff300, 0xffff));
	load_ds(&sel);
	load_gs(&sel);
	answer("clear a descriptor in use", update(&gdt[3], 0));
	hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0UL);
	__asm__ volatile("mov %%ds, %0; mov %%es, %1; mov %%fs, %2;"
			 "mov %%gs, %3" : "=r"(after[0]), "=r"(after[1]),
			 "=r"(after[2]), "=r"(after[3]));
	answer("ds afterwards", (long)(after[0] & 0xffff));
	answer("gs afterwards", (long)(after[3] & 0xffff));
	sel = 0;
	load_ds(&sel);
	load_gs(&sel);
}

void test_main(void)
{
	gdts();
	descriptors();
	ldts();
	failsafe();
}
