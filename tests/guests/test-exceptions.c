/* SPDX-License-Identifier: GPL-2.0-only */
/* What the guest's handlers see. */
#include "guest.h"

static void undefined(void *p)
{
	(void)p;
	__asm__ volatile("ud2");
}

static void breakpoint(void *p)
{
	(void)p;
	__asm__ volatile("int3");
}

static void divide(void *p)
{
	(void)p;
	__asm__ volatile("xor %%edx, %%edx; xor %%ecx, %%ecx; mov $1, %%eax;"
			 "div %%ecx" : : : "eax", "ecx", "edx");
}

static void read_at(void *p)
{
	*(volatile char *)p;
}

static void write_at(void *p)
{
	*(volatile char *)p = 0;
}

static void jump_to(void *p)
{
	((void (*)(void))p)();
}

static void rdmsr_bad(void *p)
{
	uint32_t lo, hi;

	__asm__ volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(0xdeadbeefU));
	(void)p;
}

static void load_ds(void *p)
{
	__asm__ volatile("mov %w0, %%ds" : : "r"((uint64_t)p));
}

static void cli_sti(void *p)
{
	(void)p;
	__asm__ volatile("cli; sti");
}

static void read_crs(void *p)
{
	uint64_t a, b, c, d;

	__asm__ volatile("mov %%cr0, %0; mov %%cr2, %1; mov %%cr3, %2;"
			 "mov %%cr4, %3"
			 : "=r"(a), "=r"(b), "=r"(c), "=r"(d));
	*(uint64_t *)p = c;
}

static void hlt_like(void *p)
{
	(void)p;
	__asm__ volatile("lgdt (%0)" : : "r"(0xffffffff80100000UL));
}

static void clts(void *p)
{
	(void)p;
	__asm__ volatile("clts");
}

void test_main(void)
{
	uint64_t cr3 = 0;

	check("ud2", probe(undefined, 0), 6 * 0x10000);
	check("int3", probe(breakpoint, 0), 3 * 0x10000);
	check("divide by zero", probe(divide, 0), 0);
	check("read of nothing", probe(read_at, (void *)0x1000), 0xe0000);
	check("write to nothing", probe(write_at, (void *)0x1000), 0xe0002);
	check("non-canonical", probe(read_at, (void *)0x0000900000000000UL),
	      0xd0000);
	check("jump to nothing", probe(jump_to, (void *)0x1000), 0xe0010);
	check("unknown MSR", probe(rdmsr_bad, 0), 0xd0000);
	check("bad selector", probe(load_ds, (void *)0x1230), 0xd1230);
	check("cli without I/O privilege", probe(cli_sti, 0), 0xd0000);
	check("take it", hypercall(__HYPERVISOR_physdev_op,
				   PHYSDEVOP_set_iopl,
				   &(struct physdev_set_iopl){ 1 }), 0);
	check("cli and sti", probe(cli_sti, 0), -1);
	check("clts", probe(clts, 0), -1);
	check("control registers", probe(read_crs, &cr3), -1);
	check("CR3 is our L4", (long)(cr3 >> 12), (long)va_to_mfn(l4_table()));
	check("lgdt", probe(hlt_like, 0), 0xd0000);
}
