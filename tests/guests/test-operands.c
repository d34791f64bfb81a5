/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory that emulated instructions read, write and are fetched from: pages
 * that are not there, not writable, not executable; segments; directions;
 * code across the end of a page; single steps over them. And which caching
 * frames get that are no memory.
 */
#include "ask.h"

#define FLAGS	0x67UL
#define RO	0x65UL
#define NX	(1UL << 63)

static uint8_t pages[4][4096] __attribute__((aligned(4096)));
static uint8_t codes[2][4096] __attribute__((aligned(4096)));
static struct code_regs regs;

static void run_kernel(void *p)
{
	code_run(p);
}

static void run_user(void *p)
{
	user_enter((void (*)(void *))code_run, p);
}

#define I(...) sizeof((uint8_t[]){ __VA_ARGS__ }), { __VA_ARGS__ }

/* pages[0] is writable, [1] is not there, [2] to be read, [3] writable. */
static const struct operand_case {
	const char *name;
	uint8_t len, bytes[12];
	int64_t at;			/* from pages, for rsi and rdi */
	uint64_t rcx, rdx;
} cases[] = {
	{ "outsb", I(0x6e), 0, 3, 0x80 },
	{ "outsd over the end", I(0x6f), 4094, 3, 0x80 },
	{ "outsd missing", I(0x6f), 4096, 3, 0x80 },
	{ "outsd read-only", I(0x6f), 8192, 3, 0x80 },
	{ "rep outsb over the end", I(0xf3, 0x6e), 4094, 4, 0x80 },
	{ "rep outsw over the end", I(0xf3, 0x66, 0x6f), 4091, 4, 0x80 },
	{ "repnz outsb", I(0xf2, 0x6e), 0, 3, 0x80 },
	{ "std outsb", I(0xfd, 0x6e), 8, 3, 0x80 },
	{ "std rep outsw", I(0xfd, 0xf3, 0x66, 0x6f), 8192, 3, 0x80 },
	{ "fs outsb", I(0x64, 0x6e), 0, 3, 0x80 },
	{ "gs outsb", I(0x65, 0x6e), 0, 3, 0x80 },
	{ "es outsb", I(0x26, 0x6e), 0, 3, 0x80 },
	{ "67 outsb", I(0x67, 0x6e), 0, 3, 0x80 },
	{ "67 rep outsb", I(0x67, 0xf3, 0x6e), 0, 0, 0x80 },
	{ "rex.w outsd", I(0x48, 0x6f), 0, 3, 0x80 },
	{ "insb", I(0x6c), 0, 3, 0xfff0 },
	{ "insd", I(0x6d), 0, 3, 0xfff0 },
	{ "rex.w insd", I(0x48, 0x6d), 0, 3, 0xfff0 },
	{ "insd over the end", I(0x6d), 4094, 3, 0xfff0 },
	{ "insd into missing", I(0x6d), 4096, 3, 0xfff0 },
	{ "insd into read-only", I(0x6d), 8192, 3, 0xfff0 },
	{ "rep insb over the end", I(0xf3, 0x6c), 4094, 4, 0xfff0 },
	{ "rep insw 3", I(0xf3, 0x66, 0x6d), 0, 3, 0xfff0 },
	{ "std insb", I(0xfd, 0x6c), 8, 3, 0xfff0 },
	{ "fs insb", I(0x64, 0x6c), 0, 3, 0xfff0 },
	{ "67 insb", I(0x67, 0x6c), 0, 3, 0xfff0 },
	{ "in over 0xffff", I(0xed), 0, 3, 0xfffd },
	{ "in at 0xffff", I(0x66, 0xed), 0, 3, 0xffff },
};

static void where_it_ended(const char *name, long r)
{
	answer(name, r);
	answer(named(name, "rip", ~0UL),
	       r == -1 ? 0 : (long)(seen.rip - (uint64_t)codes));
	if (seen.vec == 14)
		answer(named(name, "cr2", ~0UL),
		       (long)(seen.cr2 - (uint64_t)pages));
	if (r == -1) {
		answer(named(name, "rsi", ~0UL),
		       (long)(regs.rsi - (uint64_t)pages));
		answer(named(name, "rdi", ~0UL),
		       (long)(regs.rdi - (uint64_t)pages));
		answer(named(name, "rcx", ~0UL), (long)regs.rcx);
	}
}

static void code_set(uint8_t *at, const uint8_t *bytes, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		at[i] = bytes[i];
	at[n] = 0xc3;
}

static long run_at(uint8_t *at, bool user, int64_t data, uint64_t rcx,
		   uint64_t rdx, uint64_t flags)
{
	regs = (struct code_regs){
		.flags = 2 | flags, .entry = at, .rcx = rcx, .rdx = rdx,
		.rsi = (uint64_t)pages + (uint64_t)data,
		.rdi = (uint64_t)pages + (uint64_t)data,
	};
	seen = (struct seen){ .vec = -1 };
	return probe(user ? run_user : run_kernel, &regs);
}

static void operands(const char *mode, bool user)
{
	for (unsigned int i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct operand_case *c = &cases[i];
		char name[64];
		const char *n = named(mode, c->name, ~0UL);

		for (unsigned int k = 0; k < sizeof(name); k++)
			if (!(name[k] = n[k]))
				break;
		code_set(codes[0], c->bytes, c->len);
		for (unsigned int k = 0; k < 16; k++)
			pages[0][k] = 0;
		where_it_ended(name, run_at(codes[0], user, c->at, c->rcx,
					    c->rdx, 0));
		answer(named(name, "data", ~0UL), (long)*(uint64_t *)pages[0]);
		__asm__ volatile("cld");
	}
}

/* ---- where the instruction itself is ---- */

static void fetches(void)
{
	static const struct { const char *name; uint8_t len, bytes[4]; } i[] = {
		{ "in", I(0xec) }, { "cpuid", I(0x0f, 0xa2) },
		{ "rdmsr", I(0x0f, 0x32) }, { "mov cr0", I(0x0f, 0x20, 0xc0) },
		{ "out imm", I(0xe6, 0x80) }, { "hlt", I(0xf4) },
		{ "lgdt", I(0x0f, 0x01, 0x17) },
	};

	for (unsigned int k = 0; k < sizeof(i) / sizeof(*i); k++) {
		uint8_t *end = codes[0] + 4096 - i[k].len;

		/* Ends with its page; what comes next is not there. */
		code_set(end, i[k].bytes, i[k].len);
		update_va(codes[1], 0, UVMF_INVLPG);
		answer(named(i[k].name, "at the end", ~0UL),
		       run_at(end, false, 0, 0xc0000080, 0x80, 0));
		answer(named(i[k].name, "cr2", ~0UL),
		       (long)(seen.cr2 - (uint64_t)codes));
		/* The next page may not be executed. */
		update_va(codes[1], va_to_mfn(codes[1]) << 12 | FLAGS | NX,
			  UVMF_INVLPG);
		answer(named(i[k].name, "before NX", ~0UL),
		       run_at(end, false, 0, 0xc0000080, 0x80, 0));
		update_va(codes[1], va_to_mfn(codes[1]) << 12 | FLAGS,
			  UVMF_INVLPG);
		if (i[k].len < 2)
			continue;
		code_set(end + 1, i[k].bytes, i[k].len);
		update_va(codes[1], 0, UVMF_INVLPG);
		answer(named(i[k].name, "across the end", ~0UL),
		       run_at(end + 1, false, 0, 0xc0000080, 0x80, 0));
		answer(named(i[k].name, "across: cr2", ~0UL),
		       (long)(seen.cr2 - (uint64_t)codes));
		update_va(codes[1], va_to_mfn(codes[1]) << 12 | FLAGS,
			  UVMF_INVLPG);
		code_set(end + 1, i[k].bytes, i[k].len);
		answer(named(i[k].name, "across two pages", ~0UL),
		       run_at(end + 1, false, 0, 0xc0000080, 0x80, 0));
	}
}

/* ---- single steps ---- */

static unsigned int steps;

static bool count_steps(struct trap_frame *f)
{
	if (f->vec != 1)
		return false;
	if (f->rip - (uint64_t)codes < sizeof(codes))
		steps = steps * 16 + (unsigned int)(f->rip & 15);
	if (f->rip - (uint64_t)codes >= sizeof(codes) && steps)
		f->rflags &= ~0x100UL;
	return true;
}

static void stepping(void)
{
	static const struct { const char *name; uint8_t len, bytes[8]; } i[] = {
		{ "nop", I(0x90) }, { "in", I(0xec) }, { "out", I(0xee) },
		{ "rep outsb", I(0xf3, 0x6e) }, { "insb", I(0x6c) },
		{ "rdmsr", I(0x0f, 0x32) }, { "mov cr0", I(0x0f, 0x20, 0xc0) },
		{ "forced cpuid", I(0x0f, 0x0b, 'x', 'e', 'n', 0x0f, 0xa2) },
		{ "cli", I(0xfa) }, { "clts", I(0x0f, 0x06) },
		{ "wbinvd", I(0x0f, 0x09) }, { "int3", I(0xcc) },
		{ "pushf", I(0x9c, 0x58) },
	};

	for (unsigned int k = 0; k < sizeof(i) / sizeof(*i); k++) {
		code_set(codes[0], i[k].bytes, i[k].len);
		codes[0][i[k].len] = 0x90;
		codes[0][i[k].len + 1] = 0xc3;
		steps = 0;
		trap_hook = count_steps;
		answer(named("stepping over", i[k].name, ~0UL),
		       run_at(codes[0], false, 0, 3, 0x80, 0x100));
		trap_hook = NULL;
		answer(named("steps of", i[k].name, ~0UL), steps);
	}
}

/* ---- frames that are no memory ---- */

static void caching(void)
{
	static const struct { const char *name; uint64_t frame; } frames[] = {
		{ "frame 0", 0 }, { "frame 1", 1 }, { "VGA", 0xb8 },
		{ "BIOS", 0xf0 }, { "HPET", 0xfed00 }, { "ECAM", 0xb0000 },
		{ "hole", 0xc0000 }, { "far", 0x3ffffff },
	};
	static const uint64_t cache[] = {
		0, 8, 0x10, 0x18, 0x80, 0x88, 0x90, 0x98,
	};
	uint64_t *l1 = (uint64_t *)codes[1];
	uint64_t own = va_to_mfn(codes[1]) << 12;

	for (unsigned int i = 0; i < 512; i++)
		l1[i] = 0;
	answer("table to read", update_va(l1, own | RO, UVMF_INVLPG));
	answer("table", mmuext1(MMUEXT_PIN_L1_TABLE, own >> 12, 0));
	for (unsigned int f = 0; f < sizeof(frames) / sizeof(*frames); f++)
		for (unsigned int c = 0; c < 8; c++) {
			uint64_t e = frames[f].frame << 12 | FLAGS | cache[c];

			mmu_update1(own, 0);
			answer(named(frames[f].name, "cached", cache[c]),
			       mmu_update1(own, e));
			answer(named(frames[f].name, "entry", cache[c]),
			       (long)(l1[0] & 0xfff));
		}
	for (unsigned int c = 0; c < 8; c++) {
		mmu_update1(own, 0);
		answer(named("memory", "cached", cache[c]),
		       mmu_update1(own, va_to_mfn(pages[3]) << 12 | FLAGS |
					cache[c]));
		answer(named("memory", "entry", cache[c]),
		       (long)(l1[0] & 0xfff));
	}
	mmu_update1(own, 0);
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
		  &(struct physdev_set_iopl){ 3 });
	update_va(pages[1], 0, UVMF_INVLPG);
	update_va(pages[2], va_to_mfn(pages[2]) << 12 | RO, UVMF_INVLPG);
	hypercall(__HYPERVISOR_set_segment_base, SEGBASE_FS, 4096UL);
	hypercall(__HYPERVISOR_set_segment_base, SEGBASE_GS_KERNEL, 8192UL);
	hypercall(__HYPERVISOR_set_segment_base, SEGBASE_GS_USER, 4096UL);
	operands("kernel,", false);
	operands("user,", true);
	hypercall(__HYPERVISOR_set_segment_base, SEGBASE_FS, 0UL);
	fetches();
	stepping();
	caching();
}
