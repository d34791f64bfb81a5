/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Long lists, of which only what stands out is named: MSRs by the thousand,
 * I/O ports, selectors, segment bases by each of their ways.
 */
#include "ask.h"

/* ---- MSRs: those test-msrs.c does not ask one by one ---- */

struct msr_access { uint32_t msr; uint64_t val; };

static void rdmsr(void *p)
{
	struct msr_access *a = p;
	uint32_t lo, hi;

	__asm__ volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(a->msr));
	a->val = lo | (uint64_t)hi << 32;
}

static void wrmsr(void *p)
{
	struct msr_access *a = p;

	__asm__ volatile("wrmsr" : : "c"(a->msr), "a"((uint32_t)a->val),
			 "d"((uint32_t)(a->val >> 32)));
}

static void msrs(void)
{
	static const struct { uint32_t first, last; } ranges[] = {
		{ 0x500, 0x55f }, { 0x701, 0x7ff }, { 0x841, 0xc7f },
		{ 0xda1, 0x1fff }, { 0x3fffff00, 0x3fffffff },
		{ 0x40000001, 0x40000fff }, { 0xbfffff00, 0xc000007f },
		{ 0xc0000111, 0xc0000fff }, { 0xc0010081, 0xc00100ff },
		{ 0xc0010121, 0xc001013f }, { 0xc0010151, 0xc00101ff },
		{ 0xc0010211, 0xc0010fff }, { 0xc0011041, 0xc00111ff },
		{ 0xc0020000, 0xc00200ff }, { 0xffffff00, 0xffffffff },
	};

	for (unsigned int i = 0; i < sizeof(ranges) / sizeof(*ranges); i++) {
		unsigned long faults = 0, n = ranges[i].last - ranges[i].first;

		for (unsigned long k = 0; k <= n; k++) {
			struct msr_access a = {
				ranges[i].first + (uint32_t)k, 0 };
			long r = probe(rdmsr, &a), w;

			if (r == -1)
				answer(named("MSR", "", a.msr), (long)a.val);
			w = probe(wrmsr, &a);
			if (w == -1)
				answer(named("MSR write", "", a.msr), w);
			faults += r == 0xd0000 && w == 0xd0000;
		}
		answer(named("faults from MSR", "", ranges[i].first),
		       (long)faults);
	}
}

/* ---- ports ---- */

struct port_access { uint16_t port; uint8_t size; uint32_t val; };

static void port_in(void *p)
{
	struct port_access *a = p;

	a->val = ~0U;
	if (a->size == 1)
		__asm__ volatile("inb %1, %b0" : "+a"(a->val) : "d"(a->port));
	else if (a->size == 2)
		__asm__ volatile("inw %1, %w0" : "+a"(a->val) : "d"(a->port));
	else
		__asm__ volatile("inl %1, %0" : "+a"(a->val) : "d"(a->port));
}

/* Counters and what reading changes. */
static bool port_moves(unsigned int port)
{
	return (port >= 0x40 && port <= 0x43) || port == 0x61 ||
	       (port >= 0x70 && port <= 0x77) ||
	       (port >= 0x600 && port <= 0x67f);
}

static bool some_move(unsigned int port, unsigned int size)
{
	for (unsigned int i = 0; i < size; i++)
		if (port_moves(port + i))
			return true;
	return false;
}

static void ports(void)
{
	unsigned int ones = 0, faults = 0;

	for (unsigned int port = 0; port < 0x10000; port++) {
		struct port_access a = { (uint16_t)port, 1, 0 };
		long r = probe(port_in, &a);

		if (r != -1)
			faults++;
		else if (a.val == ~0U)
			ones++;
		else if (!port_moves(port))
			answer(named("port", "", port), a.val & 0xff);
	}
	answer("ports with ones", ones);
	answer("ports that fault", faults);
	for (unsigned int size = 2; size < 5; size += 2)
		for (unsigned int port = 0; port < 0x1000; port++) {
			struct port_access a = { (uint16_t)port,
						 (uint8_t)size, 0 };

			if (some_move(port, size))
				continue;
			if (probe(port_in, &a) != -1)
				answer(named(size == 2 ? "word" : "long",
					     "port faults", port), seen.error);
			else if (a.val != ~0U)
				answer(named(size == 2 ? "word" : "long",
					     "port", port), a.val);
		}
}

struct port_write { uint16_t port; uint8_t val; };

static void port_out(void *p)
{
	struct port_write *w = p;

	__asm__ volatile("outb %b0, %1" : : "a"(w->val), "d"(w->port));
}

static long in8(uint16_t port)
{
	struct port_access a = { port, 1, 0 };
	long r = probe(port_in, &a);

	return r == -1 ? (long)(a.val & 0xff) : r;
}

static long out8(uint16_t port, uint8_t val)
{
	struct port_write w = { port, val };

	return probe(port_out, &w);
}

/* What is served for dom0: speaker, CMOS; timers that are kept from it. */
static void served_ports(void)
{
	static const uint8_t cmos[] = { 0x0d, 0x10, 0x14, 0x15, 0x16, 0x8d };

	for (uint16_t p = 0x40; p < 0x44; p++) {
		bool ones = true;

		for (unsigned int i = 0; i < 50; i++)
			ones &= in8(p) == 0xff;
		answer(named("timer port is ones", "", p), ones);
	}
	answer("speaker", in8(0x61) & 3);
	answer("speaker write", out8(0x61, 0x03));
	answer("speaker now", in8(0x61) & 0xf);
	answer("speaker write more", out8(0x61, 0x0e));
	answer("speaker now", in8(0x61) & 0xf);
	out8(0x61, 0);
	/* Channel 2: one byte each way, then latched. */
	answer("channel 2 mode", out8(0x43, 0xb0));
	answer("channel 2 low", out8(0x42, 0x34));
	answer("channel 2 high", out8(0x42, 0x12));
	answer("channel 2 latch", out8(0x43, 0x80));
	in8(0x42);			/* it counts */
	answer("channel 2 reads high", in8(0x42));
	answer("channel 0 latch", out8(0x43, 0x00));
	answer("mode port reads", in8(0x43));
	for (unsigned int i = 0; i < sizeof(cmos); i++) {
		answer(named("CMOS index", "", cmos[i]), out8(0x70, cmos[i]));
		answer(named("CMOS index reads", "", cmos[i]), in8(0x70));
		answer(named("CMOS", "", cmos[i]), in8(0x71));
		answer(named("CMOS again", "", cmos[i]), in8(0x71));
	}
	out8(0x70, 0x10);
	for (unsigned int size = 2; size < 5; size += 2)
		for (uint16_t p = 0x6f; p < 0x72; p++) {
			struct port_access a = { p, (uint8_t)size, 0 };

			answer(named("CMOS wide", "", p * 16UL + size),
			       probe(port_in, &a));
			answer(named("CMOS wide is", "", p * 16UL + size),
			       a.val);
		}
	answer("CMOS write, index", out8(0x70, 0x40));
	answer("CMOS write", out8(0x71, 0x5a));
	answer("CMOS written", in8(0x71));
	for (uint16_t p = 0x600; p < 0x610; p++) {
		long first = in8(p), same = 1;

		for (unsigned int i = 0; i < 50; i++)
			same &= in8(p) == first;
		answer(named("ACPI port is ones", "", p), first == 0xff && same);
	}
}

/* ---- selectors ---- */

static void load_ds(void *p)
{
	__asm__ volatile("mov %w0, %%ds" : : "r"(*(uint64_t *)p));
}

static void load_es(void *p)
{
	__asm__ volatile("mov %w0, %%es" : : "r"(*(uint64_t *)p));
}

static void load_fs(void *p)
{
	__asm__ volatile("mov %w0, %%fs" : : "r"(*(uint64_t *)p));
}

static void load_gs(void *p)
{
	__asm__ volatile("mov %w0, %%gs" : : "r"(*(uint64_t *)p));
}

static void load_ss(void *p)
{
	__asm__ volatile("mov %%ss, %%ecx; mov %w0, %%ss; mov %%ecx, %%ss"
			 : : "r"(*(uint64_t *)p) : "ecx");
}

static void verify(void *p)
{
	uint64_t sel = *(uint64_t *)p;
	bool r, w;

	__asm__ volatile("verr %w2; setz %0; verw %w2; setz %1"
			 : "=q"(r), "=q"(w) : "r"(sel));
	if (r || w)
		answer(named("verr, verw", "", sel), r | w << 1);
}

/* All 65536 for one register, those near the hypervisor's for all. */
static void selectors(void)
{
	static const struct { const char *name; void (*fn)(void *); } regs[] = {
		{ "ds", load_ds }, { "es", load_es }, { "fs", load_fs },
		{ "gs", load_gs }, { "ss", load_ss },
	};

	for (unsigned int i = 0; i < 5; i++) {
		unsigned int faults = 0;

		for (uint64_t sel = 0; sel < 0x10000; sel++) {
			long r;

			if (i && sel == 0x40)
				sel = 0xdff0;
			r = probe(regs[i].fn, &sel);
			if (r == 0xd0000 + (long)(sel & ~3UL))
				faults++;
			else
				answer(named(regs[i].name, "", sel), r);
		}
		answer(named(regs[i].name, "faults", ~0UL), faults);
		__asm__ volatile("xor %%eax, %%eax; mov %%eax, %%ds;"
				 "mov %%eax, %%es; mov %%eax, %%fs;"
				 "mov %%eax, %%gs" : : : "rax");
	}
	for (uint64_t sel = 0; sel < 0x10000; sel++)
		verify(&sel);
}

/* ---- bases ---- */

static uint64_t base_of(uint32_t msr)
{
	struct msr_access a = { msr, 0 };

	probe(rdmsr, &a);
	return a.val;
}

static void show_bases(const char *how)
{
	for (uint32_t i = 0; i < 3; i++)
		answer(named(how, "base", i), (long)base_of(0xc0000100 + i));
}

/* Each way to set one, followed by a selector, by a visit to user mode. */
static void user_nothing(void *p)
{
	(void)p;
}

static void as_user(void *p)
{
	user_enter(user_nothing, p);
}

static void bases(void)
{
	static const char *const names[] = { "FS", "GS user", "GS kernel" };
	uint64_t sel;

	show_bases("initial,");
	for (unsigned long w = 0; w < 3; w++) {
		hypercall(__HYPERVISOR_set_segment_base, w, 0x7000UL + w);
		show_bases(named("hypercall,", names[w], ~0UL));
	}
	probe(as_user, NULL);
	show_bases("after user mode,");
	for (uint32_t i = 0; i < 3; i++) {
		struct msr_access a = { 0xc0000100 + i, 0x9000 + i };

		probe(wrmsr, &a);
		show_bases(named("MSR,", "", a.msr));
	}
	probe(as_user, NULL);
	show_bases("after user mode again,");
	for (unsigned int i = 0; i < 6; i++) {
		static const uint16_t sels[] = { 0, 3, 0xe02b, 0xe033, 0xe023,
						 0x1230 };

		for (uint32_t m = 0; m < 3; m++) {
			struct msr_access a = { 0xc0000100 + m, 0xa000 + m };

			probe(wrmsr, &a);
		}
		sel = sels[i];
		answer(named("fs loaded", "", sel), probe(load_fs, &sel));
		show_bases(named("fs,", "", sel));
		answer(named("gs loaded", "", sel), probe(load_gs, &sel));
		show_bases(named("gs,", "", sel));
		answer(named("user gs loaded", "", sel),
		       hypercall(__HYPERVISOR_set_segment_base,
				 (long)SEGBASE_GS_USER_SEL, sel));
		show_bases(named("user gs,", "", sel));
	}
	hypercall(__HYPERVISOR_set_segment_base, (long)SEGBASE_GS_USER_SEL,
		  0UL);
}

void test_main(void)
{
	hypercall(__HYPERVISOR_set_callbacks, stub_event, stub_failsafe,
		  user_syscall);
	hypercall(__HYPERVISOR_stack_switch, 0xe02bUL,
		  (uint64_t)user_stack + 2048);
	mmuext1(MMUEXT_NEW_USER_BASEPTR, va_to_mfn(l4_table()), 0);
	vcpu0()->evtchn_upcall_mask = 1;
	hypercall(__HYPERVISOR_physdev_op, PHYSDEVOP_set_iopl,
		  &(struct physdev_set_iopl){ 1 });
	bases();
	selectors();
	msrs();
	ports();
	served_ports();
}
