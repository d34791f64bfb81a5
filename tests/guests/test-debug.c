/* SPDX-License-Identifier: GPL-2.0-only */
/* Debug registers by hypercall, breakpoints, watchpoints, what DR6 tells. */
#include "guest.h"

#define HOLE	0xffff830000000000UL
#define NONCANON 0x0000900000000000UL

static char line[128];

static const char *cat(const char *a, const char *b, unsigned int nr)
{
	char *p = line;

	while (*a)
		*p++ = *a++;
	*p++ = (char)('0' + nr / 10);
	*p++ = (char)('0' + nr % 10);
	while (*b)
		*p++ = *b++;
	*p = 0;
	return line;
}

static long set(unsigned long nr, uint64_t val)
{
	return hypercall(__HYPERVISOR_set_debugreg, nr, val);
}

static long get(unsigned long nr)
{
	return hypercall(__HYPERVISOR_get_debugreg, nr);
}

static void registers(void)
{
	static const uint64_t try[] = {
		0, 1, 0x5000, ~0UL, 0xffffffff, HOLE, NONCANON, 0x7fffffffffff,
		0x7ffffffffffc, 0xffff880000000000, 0xffff7fffffffffff,
		0x2000, 0x400, 0x155, 0x20001, 0x10001, 0x30001, 0x20000,
		0xf0001, 0x80001, 0xdfff0001, 0x300, 0xf00, 0x1000, 0x8000,
		0xc000, 0xffff0ff0, 0xe00f, 0x18000,
	};

	for (unsigned long nr = 0; nr < 10; nr++)
		for (unsigned int i = 0; i < sizeof(try) / sizeof(try[0]);
		     i++) {
			char reg[] = ": set register ?";

			reg[15] = (char)('0' + nr);
			answer(cat("value ", reg, i), set(nr, try[i]));
			reg[2] = 'g';
			answer(cat("value ", reg, i), get(nr));
		}
	set(7, 0);
	answer("set 2^32", set(1UL << 32, 0x5000));
	answer("get 2^32", get(1UL << 32));
}

/* Each bit on its own; one sum for a register says whether all agree. */
static void sums(void)
{
	for (unsigned long nr = 0; nr < 8; nr++) {
		uint64_t sum = 0;

		for (unsigned int b = 0; b < 64; b++) {
			long r = set(nr, 1UL << b);

			sum = sum * 31 + (uint64_t)r;
			sum = sum * 31 + (uint64_t)get(nr);
		}
		answer(cat("bits of register ", "", (unsigned int)nr),
		       (long)sum);
	}
	for (unsigned int i = 0; i < 8; i++)
		set(i, 0);
}

static uint64_t watched[4];
extern char break_here[], break_after[];

static void write_watched(void *p)
{
	*(volatile uint64_t *)p = 1;
}

static void read_watched(void *p)
{
	(void)*(volatile uint64_t *)p;
}

static void run_to_break(void *p)
{
	(void)p;
	__asm__ volatile("nop\nbreak_here: nop\nbreak_after: nop");
}

static void icebp(void *p)
{
	(void)p;
	__asm__ volatile(".byte 0xf1");
}

static void int1(void *p)
{
	(void)p;
	__asm__ volatile("int $1");
}

static void movss_watch(void *p)
{
	uint16_t ss;

	__asm__ volatile("mov %%ss, %0" : "=m"(ss));
	*(uint16_t *)p = ss;
	__asm__ volatile("mov %0, %%ss; nop; nop" : : "m"(*(uint16_t *)p));
}

static void step(void *p)
{
	(void)p;
	__asm__ volatile("pushfq; orq $0x100, (%rsp); popfq; nop; nop");
}

static void io_access(void *p)
{
	(void)p;
	__asm__ volatile("outb %%al, $0x80" : : "a"(0));
}

static const struct {
	const char *name;
	uint64_t dr7, at;
	void (*run)(void *);
} cases[] = {
	{ "write", 0x10001, 0, write_watched },
	{ "write, global", 0x10002, 0, write_watched },
	{ "write, 8 bytes", 0x90001, 0, write_watched },
	{ "write, 4 bytes", 0xd0001, 0, write_watched },
	{ "read under write watch", 0x10001, 0, read_watched },
	{ "read", 0x30001, 0, read_watched },
	{ "disabled", 0x30000, 0, read_watched },
	{ "execute", 0x1, 1, run_to_break },
	{ "icebp", 0, 0, icebp },
	{ "int 1", 0, 0, int1 },
	{ "step", 0, 0, step },
	{ "step over a watch", 0x10001, 0, step },
	{ "mov ss watched", 0x30001, 0, movss_watch },
	{ "I/O without DE", 0x20001, 2, io_access },
};

static void one(unsigned int i)
{
	seen = (struct seen){ .vec = -1 };
	set(6, 0);
	set(0, cases[i].at == 1 ? (uint64_t)break_here :
	       cases[i].at == 2 ? 0x80 : (uint64_t)watched);
	answer(cat("", ": dr7", i), set(7, cases[i].dr7));
	answer(cases[i].name, probe(cases[i].run, watched));
	answer(cat("", ": dr6", i), get(6));
	answer(cat("", ": dr7 afterwards", i), get(7));
	answer(cat("", ": rflags", i), (long)seen.rflags);
	if (cases[i].at == 1)
		answer(cat("", ": rip", i),
		       (long)(seen.rip - (uint64_t)break_here));
	set(7, 0);
}

/* DR6 keeps what it had until the guest clears it. */
static void sticky(void)
{
	set(6, 0);
	set(0, (uint64_t)watched);
	set(1, (uint64_t)(watched + 1));
	set(7, 0x110005);
	probe(write_watched, watched);
	answer("first watch: dr6", get(6));
	probe(write_watched, watched + 1);
	answer("second watch: dr6", get(6));
	set(6, 0xffff4ff0);
	answer("BS written: dr6", get(6));
	probe(write_watched, watched);
	answer("then a watch: dr6", get(6));
	set(7, 0);
}

/* With CR4.DE: registers 4 and 5 are gone, I/O breakpoints are there. */
static void set_cr4(void *p)
{
	__asm__ volatile("mov %0, %%cr4" : : "r"(*(uint64_t *)p));
}

static void read_dr4(void *p)
{
	__asm__ volatile("mov %%dr4, %0" : "=r"(*(uint64_t *)p));
}

static void write_dr5(void *p)
{
	__asm__ volatile("mov %0, %%dr5" : : "r"(*(uint64_t *)p));
}

static void debug_extensions(void)
{
	uint64_t cr4 = 0x668, v = 0;

	answer("CR4.DE", probe(set_cr4, &cr4));
	answer("DE: read dr4", probe(read_dr4, &v));
	answer("DE: write dr5", probe(write_dr5, &v));
	answer("DE: set 4", set(4, 0));
	answer("DE: set 5", set(5, 0));
	answer("DE: get 4", get(4));
	answer("DE: get 5", get(5));
	hypercall(__HYPERVISOR_physdev_op, PHYSDEVOP_set_iopl,
		  &(struct physdev_set_iopl){ 1 });
	set(6, 0);
	answer("DE: I/O address", set(0, 0x80));
	answer("DE: I/O breakpoint", set(7, 0x20001));
	answer("DE: dr7", get(7));
	answer("DE: I/O", probe(io_access, NULL));
	answer("DE: rip past it", (long)(seen.vec == 1));
	answer("DE: dr6", get(6));
	set(7, 0);
	cr4 = 0x660;
	probe(set_cr4, &cr4);
}

void test_main(void)
{
	registers();
	sums();
	for (unsigned int i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		one(i);
	sticky();
	debug_extensions();
}
