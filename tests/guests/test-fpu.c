/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The FPU as a guest drives it: TS by each of its ways, which instructions
 * it stops, exceptions of x87 and SSE, alignment checks; the bits of CR0, CR4
 * and EFLAGS one by one.
 */
#include "ask.h"

static uint8_t code[64] __attribute__((aligned(4096)));
static uint8_t data[4096] __attribute__((aligned(4096)));
static struct code_regs regs;

#define I(...) sizeof((uint8_t[]){ __VA_ARGS__ }), { __VA_ARGS__ }

/* rbx: data, see data_set(). */
static const struct fpu_case {
	const char *name;
	uint8_t len, bytes[24];
	uint64_t flags;
} cases[] = {
	{ "fwait", I(0x9b), 0 },
	{ "fnop", I(0xd9, 0xd0), 0 },
	{ "fninit", I(0xdb, 0xe3), 0 },
	{ "fnclex", I(0xdb, 0xe2), 0 },
	{ "fnstsw ax", I(0xdf, 0xe0), 0 },
	{ "fnstcw", I(0xd9, 0x7b, 0x20), 0 },
	{ "emms", I(0x0f, 0x77), 0 },
	{ "movq mm0", I(0x0f, 0x6f, 0x43, 0x08, 0x0f, 0x77), 0 },
	{ "movaps", I(0x0f, 0x28, 0x43, 0x40), 0 },
	{ "movd", I(0x66, 0x0f, 0x6e, 0xc0), 0 },
	{ "ldmxcsr", I(0x0f, 0xae, 0x53, 0x10), 0 },
	{ "stmxcsr", I(0x0f, 0xae, 0x5b, 0x20), 0 },
	{ "fxsave", I(0x0f, 0xae, 0x83, 0, 2, 0, 0), 0 },
	{ "fxrstor", I(0x0f, 0xae, 0x83, 0, 2, 0, 0,
		       0x0f, 0xae, 0x8b, 0, 2, 0, 0), 0 },
	{ "xgetbv", I(0x31, 0xc9, 0x0f, 0x01, 0xd0), 0 },
	{ "movnti", I(0x0f, 0xc3, 0x43, 0x20), 0 },
	{ "prefetcht0", I(0x0f, 0x18, 0x0b), 0 },
	{ "sfence", I(0x0f, 0xae, 0xf8), 0 },
	{ "lfence", I(0x0f, 0xae, 0xe8), 0 },
	{ "mfence", I(0x0f, 0xae, 0xf0), 0 },
	{ "pause", I(0xf3, 0x90), 0 },
	{ "popcnt", I(0xf3, 0x0f, 0xb8, 0xc0), 0 },
	{ "crc32", I(0xf2, 0x0f, 0x38, 0xf1, 0xc0), 0 },
	/* fninit; fldcw; fld1; fldz; fdivp; then one that looks */
	{ "x87 divide, fwait", I(0xdb, 0xe3, 0xd9, 0x2b, 0xd9, 0xe8, 0xd9, 0xee,
				 0xde, 0xf9, 0x9b), 0 },
	{ "x87 divide, fld1", I(0xdb, 0xe3, 0xd9, 0x2b, 0xd9, 0xe8, 0xd9, 0xee,
				0xde, 0xf9, 0xd9, 0xe8), 0 },
	{ "x87 divide, fnclex", I(0xdb, 0xe3, 0xd9, 0x2b, 0xd9, 0xe8, 0xd9,
				  0xee, 0xde, 0xf9, 0xdb, 0xe2, 0x9b), 0 },
	{ "x87 divide, masked", I(0xdb, 0xe3, 0xd9, 0xe8, 0xd9, 0xee, 0xde,
				  0xf9, 0x9b), 0 },
	{ "x87 divide, movq", I(0xdb, 0xe3, 0xd9, 0x2b, 0xd9, 0xe8, 0xd9, 0xee,
				0xde, 0xf9, 0x0f, 0x6f, 0x43, 0x08), 0 },
	{ "x87 pending, fninit", I(0xdb, 0xe3), 0 },
	/* ldmxcsr; movss xmm0, 1; divss xmm0, 0 */
	{ "SSE divide", I(0x0f, 0xae, 0x53, 0x14, 0xf3, 0x0f, 0x10, 0x43, 0x18,
			  0xf3, 0x0f, 0x5e, 0x43, 0x1c), 0 },
	{ "SSE divide, masked", I(0x0f, 0xae, 0x53, 0x10, 0xf3, 0x0f, 0x10,
				  0x43, 0x18, 0xf3, 0x0f, 0x5e, 0x43, 0x1c),
	  0 },
	{ "ldmxcsr reserved", I(0x0f, 0xae, 0x53, 0x24), 0 },
	{ "SSE back", I(0x0f, 0xae, 0x53, 0x10), 0 },
	{ "load, AC", I(0x8b, 0x43, 0x01), 0x40000 },
	{ "load aligned, AC", I(0x8b, 0x43, 0x04), 0x40000 },
	{ "store, AC", I(0x89, 0x43, 0x21), 0x40000 },
	{ "16-bit load, AC", I(0x66, 0x8b, 0x43, 0x01), 0x40000 },
	{ "load over a page, AC", I(0x8b, 0x83, 0xfe, 0x0f, 0, 0), 0x40000 },
	{ "movups, AC", I(0x0f, 0x10, 0x43, 0x01), 0x40000 },
	{ "push, AC", I(0x54, 0x58, 0x66, 0x50, 0x50, 0x58, 0x66, 0x58),
	  0x40000 },
	{ "hypercall, AC", I(0xb8, 17, 0, 0, 0, 0x31, 0xff, 0x0f, 0x05),
	  0x40000 },
};

static void data_set(void)
{
	static const uint32_t words[] = {
		0x033b,			/* x87: division by zero unmasked */
		0, 0, 0, 0x1f80,	/* 0x10: MXCSR plain, */
		0x1d80,			/* 0x14: division unmasked */
		0x3f800000, 0,		/* 0x18: 1.0, 0x1c: 0.0 */
		0, 0x10000,		/* 0x24: a reserved bit */
	};

	for (unsigned int i = 0; i < 1024; i++)
		((uint32_t *)data)[i] = i < sizeof(words) / 4 ? words[i] : 0;
}

static void run_kernel(void *p)
{
	code_run(p);
}

static void run_user(void *p)
{
	user_enter((void (*)(void *))code_run, p);
}

static long run(bool user, const uint8_t *bytes, unsigned int len,
		uint64_t flags, uint64_t rax)
{
	long r;

	for (unsigned int i = 0; i < sizeof(code); i++)
		code[i] = i < len ? bytes[i] : 0xc3;
	regs = (struct code_regs){ .flags = 2 | flags, .entry = code,
				   .rbx = (uint64_t)data, .rax = rax };
	seen = (struct seen){ .vec = -1 };
	r = probe(user ? run_user : run_kernel, &regs);
	/* AC stays set otherwise. */
	__asm__ volatile("pushq $2; popfq" : : : "memory", "cc");
	return r;
}

static uint64_t cr0(void)
{
	uint64_t v;

	__asm__ volatile("mov %%cr0, %0" : "=r"(v));
	return v;
}

/* ---- TS ---- */

static void ts_none(void) { }

static void ts_hypercall(void)
{
	hypercall(__HYPERVISOR_fpu_taskswitch, 1UL);
}

static void ts_cr0(void)
{
	__asm__ volatile("mov %0, %%cr0" : : "r"(cr0() | 8));
}

static const struct { const char *name; void (*set)(void); } ways[] = {
	{ "plain,", ts_none }, { "TS by hypercall,", ts_hypercall },
	{ "TS by CR0,", ts_cr0 },
};

static void copy(char *to, const char *from, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		if (!(to[i] = from[i]))
			break;
}

static void one(const char *way, bool user, const struct fpu_case *c,
		void (*set)(void))
{
	char name[80];

	copy(name, named(named(way, user ? "user," : "kernel,", ~0UL), c->name,
			 ~0UL), sizeof(name));
	data_set();
	set();
	answer(name, run(user, c->bytes, c->len, c->flags, 0));
	answer(named(name, "rip", ~0UL),
	       seen.vec < 0 ? 0 : (long)(seen.rip - (uint64_t)code));
	answer(named(name, "CR0", ~0UL), (long)(cr0() & 8));
	/* Once more, as a handler that does nothing goes on. */
	if (set == ts_none)
		return;
	answer(named(name, "again", ~0UL), run(user, c->bytes, c->len,
					       c->flags, 0));
	hypercall(__HYPERVISOR_fpu_taskswitch, 0UL);
}

static void all(void)
{
	for (unsigned int w = 0; w < 3; w++)
		for (unsigned int user = 0; user < 2; user++)
			for (unsigned int i = 0;
			     i < sizeof(cases) / sizeof(*cases); i++)
				one(ways[w].name, user, &cases[i],
				    ways[w].set);
	/* Off by each way, from each. */
	for (unsigned int w = 1; w < 3; w++) {
		ways[w].set();
		answer(named(ways[w].name, "is set", ~0UL), (long)cr0() & 8);
		__asm__ volatile("clts");
		answer(named(ways[w].name, "after clts", ~0UL),
		       (long)cr0() & 8);
		ways[w].set();
		hypercall(__HYPERVISOR_fpu_taskswitch, 0UL);
		answer(named(ways[w].name, "after hypercall", ~0UL),
		       (long)cr0() & 8);
		ways[w].set();
		__asm__ volatile("mov %0, %%cr0" : : "r"(cr0() & ~8UL));
		answer(named(ways[w].name, "after CR0", ~0UL),
		       (long)cr0() & 8);
	}
	answer("taskswitch 2", hypercall(__HYPERVISOR_fpu_taskswitch, 2UL));
	answer("taskswitch 2: CR0", (long)cr0() & 8);
	answer("taskswitch 2^32",
	       hypercall(__HYPERVISOR_fpu_taskswitch, 1UL << 32));
	answer("taskswitch 2^32: CR0", (long)cr0() & 8);
	hypercall(__HYPERVISOR_fpu_taskswitch, 0UL);
}

/* ---- control registers and flags, bit by bit ---- */

static void control_bits(void)
{
	static const uint8_t set0[] = { 0x0f, 0x22, 0xc0 };
	static const uint8_t get0[] = { 0x0f, 0x20, 0xc0 };
	static const uint8_t set4[] = { 0x0f, 0x22, 0xe0 };
	static const uint8_t get4[] = { 0x0f, 0x20, 0xe0 };
	uint64_t plain;

	run(false, get0, 3, 0, 0);
	plain = regs.rax;
	for (unsigned long b = 0; b < 64; b++) {
		answer(named("CR0 without or with bit", "", b),
		       run(false, set0, 3, 0, plain ^ 1UL << b));
		run(false, get0, 3, 0, 0);
		answer(named("CR0 now, bit", "", b),
		       (long)(regs.rax ^ plain));
		run(false, set0, 3, 0, plain);
	}
	run(false, get4, 3, 0, 0);
	plain = regs.rax;
	answer("CR4", (long)plain);
	for (unsigned long b = 0; b < 64; b++) {
		answer(named("CR4 without or with bit", "", b),
		       run(false, set4, 3, 0, plain ^ 1UL << b));
		run(false, get4, 3, 0, 0);
		answer(named("CR4 now, bit", "", b),
		       (long)(regs.rax ^ plain));
		run(false, set4, 3, 0, plain);
	}
}

/* popf of rax, then pushf */
static void flag_bits(void)
{
	static const uint8_t popf[] = {
		0x50, 0x9d, 0x9c, 0x58, 0x6a, 0x02, 0x9d,
	};

	for (unsigned int user = 0; user < 2; user++)
		for (unsigned long b = 0; b < 64; b++) {
			/* a step is another matter */
			if (b == 8)
				continue;
			answer(named(user ? "user popf" : "popf", "bit", b),
			       run(user, popf, sizeof(popf), 0, 1UL << b));
			answer(named(user ? "user flags" : "flags", "bit", b),
			       (long)regs.rax);
		}
}

/* ---- registers that survive ---- */

static void survive(void)
{
	static uint64_t in[2] __attribute__((aligned(16))) = { 0x1122, 0x3344 };
	static uint64_t out[2] __attribute__((aligned(16)));
	static const struct { const char *name; unsigned int nr; uint64_t a; }
	calls[] = {
		{ "yield", __HYPERVISOR_sched_op, SCHEDOP_yield },
		{ "version", __HYPERVISOR_xen_version, XENVER_version },
		{ "taskswitch off", __HYPERVISOR_fpu_taskswitch, 0 },
		{ "taskswitch on", __HYPERVISOR_fpu_taskswitch, 1 },
	};

	for (unsigned int i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		__asm__ volatile("movaps %0, %%xmm7; movaps %0, %%xmm15"
				 : : "m"(in[0]));
		hypercall(calls[i].nr, calls[i].a);
		__asm__ volatile("clts; movaps %%xmm7, %0" : "=m"(out[0]));
		answer(named("after", calls[i].name, ~0UL),
		       out[0] == in[0] && out[1] == in[1]);
		__asm__ volatile("movaps %%xmm15, %0" : "=m"(out[0]));
		answer(named("after, xmm15", calls[i].name, ~0UL),
		       out[0] == in[0] && out[1] == in[1]);
	}
}

/* What the registers are at the start. */
static void initial(void)
{
	static uint8_t area[512] __attribute__((aligned(16)));

	__asm__ volatile("fxsave64 %0" : "=m"(area));
	answer("initial FCW, FSW, FTW, FOP", (long)*(uint64_t *)area);
	answer("initial FIP", (long)*(uint64_t *)(area + 8));
	answer("initial FDP", (long)*(uint64_t *)(area + 16));
	answer("initial MXCSR and mask", (long)*(uint64_t *)(area + 24));
	for (unsigned long i = 4; i < 52; i++)
		answer(named("initial word", "", i),
		       (long)((uint64_t *)area)[i]);
}

void test_main(void)
{
	initial();
	hypercall(__HYPERVISOR_set_callbacks, stub_event, stub_failsafe,
		  user_syscall);
	hypercall(__HYPERVISOR_stack_switch, 0xe02bUL,
		  (uint64_t)user_stack + 2048);
	mmuext1(MMUEXT_NEW_USER_BASEPTR, va_to_mfn(l4_table()), 0);
	vcpu0()->evtchn_upcall_mask = 1;
	all();
	control_bits();
	flag_bits();
	survive();
}
