/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Debug exceptions in detail: which way they come (int3, int 3, icebp, int 1,
 * steps, breakpoints), over which instruction, in the kernel and in user mode,
 * with which DR6, and what the frame says; flags at the ways into the kernel;
 * memory the hypervisor touches for a guest that watches it.
 */
#include "ask.h"

static uint8_t code[64] __attribute__((aligned(4096)));
static uint64_t data[512] __attribute__((aligned(4096)));
static struct code_regs regs;

#define I(...) sizeof((uint8_t[]){ __VA_ARGS__ }), { __VA_ARGS__ }

/* rbx: data; rax: as given */
static const struct step_case {
	const char *name;
	uint8_t len, bytes[14];
	uint64_t rax;
} cases[] = {
	{ "nop", I(0x90), 0 },
	{ "int3", I(0xcc), 0 }, { "int 3", I(0xcd, 3), 0 },
	{ "int 1", I(0xcd, 1), 0 }, { "icebp", I(0xf1), 0 },
	{ "int 4", I(0xcd, 4), 0 }, { "int 0x20", I(0xcd, 0x20), 0 },
	{ "int 0x80", I(0xcd, 0x80), 0 }, { "int 0xff", I(0xcd, 0xff), 0 },
	{ "ud2", I(0x0f, 0x0b), 0 }, { "hlt", I(0xf4), 0 },
	{ "syscall", I(0x0f, 0x05), 17 },
	{ "syscall, bad number", I(0x0f, 0x05), 1000 },
	{ "pushf pop", I(0x9c, 0x58), 0 },
	{ "popf", I(0x6a, 2, 0x9d), 0 },
	{ "mov ss", I(0x8c, 0xd0, 0x8e, 0xd0), 0 },
	{ "mov ss, int3", I(0x8c, 0xd0, 0x8e, 0xd0, 0xcc), 0 },
	{ "mov ss, syscall", I(0x8c, 0xd1, 0x8e, 0xd1, 0x0f, 0x05), 17 },
	{ "mov ss, int 0x80", I(0x8c, 0xd0, 0x8e, 0xd0, 0xcd, 0x80), 0 },
	{ "mov ss, ud2", I(0x8c, 0xd0, 0x8e, 0xd0, 0x0f, 0x0b), 0 },
	{ "mov ss, cli", I(0x8c, 0xd0, 0x8e, 0xd0, 0xfa), 0 },
	{ "rdmsr", I(0xb9, 0x80, 0, 0, 0xc0, 0x0f, 0x32), 0 },
	{ "rdmsr, none", I(0xb9, 0xef, 0xbe, 0, 0, 0x0f, 0x32), 0 },
	{ "forced cpuid", I(0x0f, 0x0b, 'x', 'e', 'n', 0x0f, 0xa2), 0 },
	{ "mov from dr7", I(0x0f, 0x21, 0xf8), 0 },
	{ "mov from dr6", I(0x0f, 0x21, 0xf0), 0 },
	{ "mov to dr7", I(0x0f, 0x23, 0xf8), 0x400 },
	{ "load", I(0x48, 0x8b, 0x03), 0 },
	{ "store", I(0x48, 0x89, 0x03), 0 },
	{ "rep stosb", I(0x48, 0x89, 0xdf, 0xb9, 3, 0, 0, 0, 0xf3, 0xaa), 0 },
	{ "div by zero", I(0x31, 0xd2, 0x31, 0xc9, 0xf7, 0xf1), 5 },
	{ "read nothing", I(0x48, 0x8b, 0x04, 0x25, 0, 0x10, 0, 0), 0 },
	{ "lock nop", I(0xf0, 0x90), 0 },
};

static long get_dr(unsigned long nr)
{
	return hypercall(__HYPERVISOR_get_debugreg, nr);
}

static void set_dr(unsigned long nr, uint64_t v)
{
	hypercall(__HYPERVISOR_set_debugreg, nr, v);
}

static void run_kernel(void *p)
{
	code_run(p);
}

static void run_user(void *p)
{
	user_enter((void (*)(void *))code_run, p);
}

/* Every debug exception within the code; the first other one ends it. */
static unsigned int traps;
static uint64_t rips, flags_seen, stopped;

static bool on_trap(struct trap_frame *f)
{
	if (f->vec != 1)
		return false;
	if (f->rip - (uint64_t)code < sizeof(code)) {
		traps++;
		rips = rips << 8 | (f->rip - (uint64_t)code);
		flags_seen = f->rflags;
		/* A breakpoint on an instruction would come again. */
		if (stopped)
			f->rflags |= 0x10000;
	} else if (traps) {
		f->rflags &= ~0x100UL;
	}
	return true;
}

static void one(const char *how, bool user, const struct step_case *c,
		uint64_t dr7, uint64_t at, uint64_t flags)
{
	char name[80];
	const char *n = named(named(how, user ? "user," : "kernel,", ~0UL),
			      c->name, ~0UL);

	for (unsigned int i = 0; i < sizeof(name); i++)
		if (!(name[i] = n[i]))
			break;
	for (unsigned int i = 0; i < sizeof(code); i++)
		code[i] = i < c->len ? c->bytes[i] : i == c->len ? 0x90 : 0xc3;
	set_dr(6, 0);
	set_dr(0, at);
	set_dr(7, dr7);
	traps = 0;
	rips = flags_seen = 0;
	stopped = at == (uint64_t)code;
	regs = (struct code_regs){ .flags = 2 | flags, .entry = code,
				   .rax = c->rax, .rbx = (uint64_t)data };
	seen = (struct seen){ .vec = -1 };
	trap_hook = on_trap;
	answer(name, probe(user ? run_user : run_kernel, &regs));
	trap_hook = NULL;
	/* At the last of them, whatever it was. */
	answer(named(name, "rflags", ~0UL), (long)seen.rflags & 0x10fff);
	answer(named(name, "traps at", ~0UL), (long)rips);
	answer(named(name, "trap flags", ~0UL), (long)flags_seen);
	answer(named(name, "DR6", ~0UL), get_dr(6));
	answer(named(name, "DR7", ~0UL), get_dr(7));
	set_dr(7, 0);
	vcpu0()->evtchn_upcall_mask = 1;
}

static void all(const char *how, uint64_t dr7, uint64_t at, uint64_t flags)
{
	for (unsigned int user = 0; user < 2; user++)
		for (unsigned int i = 0; i < sizeof(cases) / sizeof(*cases);
		     i++)
			one(how, user, &cases[i], dr7, at, flags);
}

/* ---- flags at the ways in: what the frame has, what the handler has ---- */

static uint64_t inside;

static bool note_flags(struct trap_frame *f)
{
	(void)f;
	__asm__ volatile("pushfq; popq %0" : "=m"(inside));
	return false;
}

static void entry_flags(void)
{
	static const struct step_case ways[] = {
		{ "int3", I(0xcc), 0 }, { "int 0x80", I(0xcd, 0x80), 0 },
		{ "ud2", I(0x0f, 0x0b), 0 }, { "cli", I(0xfa), 0 },
		{ "read nothing", I(0x48, 0x8b, 0x04, 0x25, 0, 0x10, 0, 0), 0 },
	};
	static const uint64_t bits[] = {
		1, 0x10, 0x400, 0x800, 0x1000, 0x4000, 0x10000, 0x20000,
		0x40000, 0x80000, 0x100000, 0x200000, 0x240cd5,
	};

	for (unsigned int user = 0; user < 2; user++)
		for (unsigned int w = 0; w < sizeof(ways) / sizeof(*ways); w++)
			for (unsigned int b = 0; b < sizeof(bits) / 8; b++) {
				const char *n = named(named(
					user ? "user flags," : "flags,",
					ways[w].name, ~0UL), "", bits[b]);

				for (unsigned int i = 0; i < 16; i++)
					code[i] = i < ways[w].len ?
						  ways[w].bytes[i] : 0xc3;
				regs = (struct code_regs){
					.flags = 2 | bits[b], .entry = code };
				seen = (struct seen){ .vec = -1 };
				inside = 0;
				trap_hook = note_flags;
				answer(n, probe(user ? run_user : run_kernel,
						&regs));
				trap_hook = NULL;
				answer(named(n, "frame", ~0UL),
				       (long)seen.rflags);
				answer(named(n, "inside", ~0UL),
				       (long)inside & ~0x8d5);
				__asm__ volatile("cld; pushq $2; popfq"
						 : : : "memory", "cc");
				vcpu0()->evtchn_upcall_mask = 1;
			}
}

/* ---- watched memory that a call reads or writes ---- */

static void watched_calls(void)
{
	static uint64_t words[64] __attribute__((aligned(64)));
	static const struct { const char *name; uint64_t dr7; } how[] = {
		{ "write watch", 0x90001 }, { "access watch", 0xb0001 },
		{ "global watch", 0x90002 },
	};

	for (unsigned int i = 0; i < 3; i++) {
		struct xen_feature_info *f = (void *)words;

		set_dr(6, 0);
		set_dr(0, (uint64_t)words);
		set_dr(7, how[i].dr7);
		trap_hook = NULL;
		seen = (struct seen){ .vec = -1 };
		traps = 0;
		trap_hook = on_trap;
		hypercall(__HYPERVISOR_xen_version,
			  (long)XENVER_get_features, f);
		trap_hook = NULL;
		answer(named(how[i].name, "vector", ~0UL), seen.vec);
		answer(named(how[i].name, "DR6", ~0UL), get_dr(6));
		set_dr(7, 0);
	}
}

/* ---- NMIs: one in the middle of another waits for its end ---- */

static unsigned int nmis, depth, deepest, order;

static bool on_nmi(struct trap_frame *f)
{
	if (f->vec != 2)
		return false;
	depth++;
	deepest = depth > deepest ? depth : deepest;
	order = order * 16 + 1;
	if (!nmis++) {
		hypercall(__HYPERVISOR_vcpu_op, (long)VCPUOP_send_nmi, 0UL,
			  0UL);
		hypercall(__HYPERVISOR_vcpu_op, (long)VCPUOP_send_nmi, 0UL,
			  0UL);
		order = order * 16 + 2;
	}
	depth--;
	return true;
}

static void nmi_in_nmi(void)
{
	for (unsigned int masked = 0; masked < 2; masked++) {
		nmis = depth = deepest = order = 0;
		vcpu0()->evtchn_upcall_mask = (uint8_t)masked;
		trap_hook = on_nmi;
		hypercall(__HYPERVISOR_vcpu_op, (long)VCPUOP_send_nmi, 0UL,
			  0UL);
		trap_hook = NULL;
		answer(named("NMIs, masked", "", masked), nmis);
		answer(named("NMIs deep, masked", "", masked), deepest);
		answer(named("NMIs in order, masked", "", masked), order);
		answer(named("NMIs leave mask", "", masked),
		       vcpu0()->evtchn_upcall_mask);
	}
	vcpu0()->evtchn_upcall_mask = 1;
}

void test_main(void)
{
	static struct trap_info more[4];

	more[0] = (struct trap_info){ 0x20, 0, FLAT_KERNEL_CS,
				      (unsigned long)stub_vec20 };
	more[1] = (struct trap_info){ 0x80, 3, FLAT_KERNEL_CS,
				      (unsigned long)stub_vec80 };
	more[2] = (struct trap_info){ 0xff, 7, FLAT_KERNEL_CS,
				      (unsigned long)stub_vecff };
	hypercall(__HYPERVISOR_set_trap_table, more);
	hypercall(__HYPERVISOR_set_callbacks, stub_event, stub_failsafe,
		  user_syscall);
	hypercall(__HYPERVISOR_stack_switch, 0xe02bUL,
		  (uint64_t)user_stack + 2048);
	mmuext1(MMUEXT_NEW_USER_BASEPTR, va_to_mfn(l4_table()), 0);
	vcpu0()->evtchn_upcall_mask = 1;
	all("plain,", 0x400, 0, 0);
	all("stepping,", 0x400, 0, 0x100);
	all("watched,", 0xb0001, (uint64_t)data, 0);
	all("breakpoint,", 0x1, (uint64_t)code, 0);
	entry_flags();
	watched_calls();
	nmi_in_nmi();
}
