/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Instructions that write to a page table the guest may only read: which are
 * carried out for it, and what they leave in the entry, in registers and
 * flags. Entries are not present, so that any value may stand in them.
 */
#include "ask.h"

#define OLD	0x00123456789abc10UL
#define NEXT	0x00000000feedf000UL

static uint64_t t1[512] __attribute__((aligned(4096)));
static uint64_t page[512] __attribute__((aligned(4096)));
static uint8_t code[64] __attribute__((aligned(4096)));
static struct code_regs regs;

/* rbx and rdi point to the entry, rsi to zeroes, rcx is 5 unless said. */
#define FLAGS	1			/* flags are defined */
#define USER	2
#define PORTS	4

#define I(...) sizeof((uint8_t[]){ __VA_ARGS__ }), { __VA_ARGS__ }

static const struct store_case {
	const char *name;
	uint8_t len, bytes[15];
	uint64_t rax, rcx, rdx;
	uint8_t what;
} cases[] = {
	{ "mov8", I(0x88, 0x03), 0x22, 5, 0, FLAGS },
	{ "mov8 ah", I(0x88, 0x23), 0x4422, 5, 0, FLAGS },
	{ "mov16", I(0x66, 0x89, 0x03), 0x2222, 5, 0, FLAGS },
	{ "mov32", I(0x89, 0x03), 0x22222222, 5, 0, FLAGS },
	{ "mov64", I(0x48, 0x89, 0x03), 0x2222222222222222, 5, 0, FLAGS },
	{ "mov64 forged", I(0x48, 0x89, 0x03), 0xfee00067, 5, 0, 0 },
	{ "mov64 reserved", I(0x48, 0x89, 0x03), 0x7ff0000000000001, 5, 0, 0 },
	{ "mov8 forges", I(0x80, 0x0b, 1), 0, 5, 0, 0 },
	{ "mov64 at +4", I(0x48, 0x89, 0x43, 4), 2, 5, 0, 0 },
	{ "mov32 at +6", I(0x89, 0x43, 6), 2, 5, 0, 0 },
	{ "mov16 at +7", I(0x66, 0x89, 0x43, 7), 2, 5, 0, 0 },
	{ "mov8 at +7", I(0x88, 0x43, 7), 2, 5, 0, 0 },
	{ "mov64 imm", I(0x48, 0xc7, 0x03, 0, 0, 0, 0x80), 0, 5, 0, 0 },
	{ "mov8 imm", I(0xc6, 0x03, 0x42), 0, 5, 0, 0 },
	{ "mov moffs", I(0x48, 0xa3, 0, 0, 0, 0, 0, 0, 0, 0), 2, 5, 0, 0 },
	{ "fs mov64", I(0x64, 0x48, 0x89, 0x03), 0x222, 5, 0, 0 },
	{ "rep mov64", I(0xf3, 0x48, 0x89, 0x03), 0x222, 5, 0, 0 },
	{ "mov seg", I(0x8c, 0x1b), 0, 5, 0, 0 },
	{ "mov64 seg", I(0x48, 0x8c, 0x13), 0, 5, 0, 0 },
	{ "xchg64", I(0x48, 0x87, 0x03), 0x2222, 5, 0, FLAGS },
	{ "xchg32", I(0x87, 0x03), ~1UL, 5, 0, FLAGS },
	{ "xchg8 ah", I(0x86, 0x23), 0x1234, 5, 0, FLAGS },
	{ "add64", I(0x48, 0x01, 0x03), 0x10, 5, 0, FLAGS },
	{ "add32 wraps", I(0x01, 0x03), 0x87654400, 5, 0, FLAGS },
	{ "or8", I(0x08, 0x03), 0x82, 5, 0, 0 },
	{ "or64", I(0x48, 0x09, 0x03), 0x82, 5, 0, 0 },
	{ "adc64", I(0xf9, 0x48, 0x11, 0x03), 1, 5, 0, FLAGS },
	{ "sbb64", I(0xf9, 0x48, 0x19, 0x03), 1, 5, 0, FLAGS },
	{ "and64", I(0x48, 0x21, 0x03), 0xff0, 5, 0, 0 },
	{ "sub64", I(0x48, 0x29, 0x03), 0x10, 5, 0, FLAGS },
	{ "sub64 below 0", I(0x48, 0x29, 0x03), ~1UL, 5, 0, FLAGS },
	{ "xor64", I(0x48, 0x31, 0x03), 0xf0, 5, 0, 0 },
	{ "lock xor64", I(0xf0, 0x48, 0x31, 0x03), 0xf0, 5, 0, 0 },
	{ "cmp64", I(0x48, 0x39, 0x03), 0xf0, 5, 0, FLAGS },
	{ "test64", I(0x48, 0x85, 0x03), 0xf0, 5, 0, 0 },
	{ "add imm8", I(0x48, 0x83, 0x03, 0x10), 0, 5, 0, FLAGS },
	{ "and imm32", I(0x48, 0x81, 0x23, 0, 0, 0, 0xff), 0, 5, 0, 0 },
	{ "or8 imm", I(0x80, 0x0b, 0x02), 0, 5, 0, 0 },
	{ "or8 imm, 82", I(0x82, 0x0b, 0x02), 0, 5, 0, 0 },
	{ "inc64", I(0x48, 0xff, 0x03), 0, 5, 0, FLAGS },
	{ "dec64", I(0x48, 0xff, 0x0b), 0, 5, 0, FLAGS },
	{ "inc8", I(0xfe, 0x03), 0, 5, 0, FLAGS },
	{ "lock dec16", I(0xf0, 0x66, 0xff, 0x0b), 0, 5, 0, FLAGS },
	{ "not64", I(0x48, 0xf7, 0x13), 0, 5, 0, FLAGS },
	{ "not32", I(0xf7, 0x13), 0, 5, 0, FLAGS },
	{ "neg64", I(0x48, 0xf7, 0x1b), 0, 5, 0, FLAGS },
	{ "shl64 1", I(0x48, 0xd1, 0x23), 0, 5, 0, 0 },
	{ "shl64 cl", I(0x48, 0xd3, 0x23), 0, 5, 0, 0 },
	{ "shr64 imm", I(0x48, 0xc1, 0x2b, 4), 0, 5, 0, 0 },
	{ "sar64 imm", I(0x48, 0xc1, 0x3b, 3), 0, 5, 0, 0 },
	{ "sal64, 6", I(0x48, 0xc1, 0x33, 3), 0, 5, 0, 0 },
	{ "shr8 imm", I(0xc0, 0x2b, 4), 0, 5, 0, 0 },
	{ "rol64 imm", I(0x48, 0xc1, 0x03, 4), 0, 5, 0, 0 },
	{ "ror64 cl", I(0x48, 0xd3, 0x0b), 0, 4, 0, 0 },
	{ "ror32 1", I(0xd1, 0x0b), 0, 4, 0, 0 },
	{ "rcl64 1", I(0xf9, 0x48, 0xd1, 0x13), 0, 4, 0, 0 },
	{ "rcr64 cl", I(0xf8, 0x48, 0xd3, 0x1b), 0, 3, 0, 0 },
	{ "shl64 by 0", I(0x48, 0xd3, 0x23), 0, 0, 0, FLAGS },
	{ "shld imm", I(0x48, 0x0f, 0xa4, 0x03, 8), 0xf0UL << 56, 5, 0, 0 },
	{ "shrd cl", I(0x48, 0x0f, 0xad, 0x03), 0xf0, 4, 0, 0 },
	{ "bts reg", I(0x48, 0x0f, 0xab, 0x0b), 0, 1, 0, 0 },
	{ "btr reg", I(0x48, 0x0f, 0xb3, 0x0b), 0, 4, 0, 0 },
	{ "btc reg", I(0x48, 0x0f, 0xbb, 0x0b), 0, 4, 0, 0 },
	{ "bts reg in next", I(0x48, 0x0f, 0xab, 0x0b), 0, 65, 0, 0 },
	{ "btr32 reg upper", I(0x0f, 0xb3, 0x0b), 0, 36, 0, 0 },
	{ "bts16 reg far", I(0x66, 0x0f, 0xab, 0x0b), 0, 17, 0, 0 },
	{ "bt reg", I(0x48, 0x0f, 0xa3, 0x0b), 0, 4, 0, 0 },
	{ "bts imm", I(0x48, 0x0f, 0xba, 0x2b, 0x41), 0, 4, 0, 0 },
	{ "lock btr imm", I(0xf0, 0x48, 0x0f, 0xba, 0x33, 4), 0, 4, 0, 0 },
	{ "btc32 imm", I(0x0f, 0xba, 0x3b, 0x24), 0, 4, 0, 0 },
	{ "cmpxchg64 same", I(0x48, 0x0f, 0xb1, 0x0b), OLD, 0x222, 0, FLAGS },
	{ "cmpxchg64 other", I(0x48, 0x0f, 0xb1, 0x0b), 1, 0x222, 0, FLAGS },
	{ "lock cmpxchg32", I(0xf0, 0x0f, 0xb1, 0x0b), (uint32_t)OLD, 0x222, 0,
	  FLAGS },
	{ "lock cmpxchg32 other", I(0xf0, 0x0f, 0xb1, 0x0b), ~0UL, 0x222, 0,
	  FLAGS },
	{ "cmpxchg8 same", I(0x0f, 0xb0, 0x0b), 0x10, 0x22, 0, FLAGS },
	{ "xadd64", I(0x48, 0x0f, 0xc1, 0x03), 0x30, 5, 0, FLAGS },
	{ "lock xadd8", I(0xf0, 0x0f, 0xc0, 0x03), 0x30, 5, 0, FLAGS },
	/* rbx is the address: the new value's lower half is its. */
	{ "cmpxchg8b same", I(0xf0, 0x0f, 0xc7, 0x0f), (uint32_t)OLD, 0x12,
	  OLD >> 32, FLAGS },
	{ "cmpxchg8b other", I(0x0f, 0xc7, 0x0f), 4, 0x12, 4, FLAGS },
	{ "66 cmpxchg8b other", I(0x66, 0x0f, 0xc7, 0x0f), 4, 0x12, 4, FLAGS },
	{ "f3 cmpxchg8b other", I(0xf3, 0x0f, 0xc7, 0x0f), 4, 0x12, 4, FLAGS },
	{ "cmpxchg16b", I(0x48, 0x0f, 0xc7, 0x0f), OLD, 0x12, NEXT, 0 },
	{ "cmpxchg16b other", I(0x48, 0x0f, 0xc7, 0x0f), 4, 0x12, 4, 0 },
	{ "rdrand of memory", I(0x0f, 0xc7, 0x37), 4, 0x12, 4, 0 },
	{ "sete", I(0x39, 0xc0, 0x0f, 0x94, 0x03), 5, 5, 0, 0 },
	{ "setne", I(0x39, 0xc0, 0x0f, 0x95, 0x03), 5, 5, 0, 0 },
	{ "movnti", I(0x48, 0x0f, 0xc3, 0x03), 0x222, 5, 0, 0 },
	{ "movbe", I(0x48, 0x0f, 0x38, 0xf1, 0x03), 0x22000000, 5, 0, 0 },
	{ "movdiri", I(0x48, 0x0f, 0x38, 0xf9, 0x03), 0x222, 5, 0, 0 },
	{ "movq xmm", I(0x66, 0x0f, 0xd6, 0x03), 0, 5, 0, 0 },
	{ "movq xmm, 7e", I(0x66, 0x48, 0x0f, 0x7e, 0x03), 0, 5, 0, 0 },
	{ "movd xmm", I(0x66, 0x0f, 0x7e, 0x03), 0, 5, 0, 0 },
	{ "movss", I(0xf3, 0x0f, 0x11, 0x03), 0, 5, 0, 0 },
	{ "movsd", I(0xf2, 0x0f, 0x11, 0x03), 0, 5, 0, 0 },
	{ "movlps", I(0x0f, 0x13, 0x03), 0, 5, 0, 0 },
	{ "movhps", I(0x0f, 0x17, 0x03), 0, 5, 0, 0 },
	{ "movaps", I(0x0f, 0x29, 0x03), 0, 5, 0, 0 },
	{ "movups", I(0x0f, 0x11, 0x03), 0, 5, 0, 0 },
	{ "movntps", I(0x0f, 0x2b, 0x03), 0, 5, 0, 0 },
	{ "movq mm", I(0x0f, 0x7f, 0x03), 0, 5, 0, 0 },
	{ "pextrq", I(0x66, 0x48, 0x0f, 0x3a, 0x16, 0x03, 0), 0, 5, 0, 0 },
	{ "stmxcsr", I(0x0f, 0xae, 0x1b), 0, 5, 0, 0 },
	{ "fxsave", I(0x0f, 0xae, 0x03), 0, 5, 0, 0 },
	/* No x87 stores: the distribution's hypervisor does not live on. */
	{ "sldt", I(0x0f, 0x00, 0x03), 0, 5, 0, 0 },
	{ "str", I(0x0f, 0x00, 0x0b), 0, 5, 0, 0 },
	{ "smsw", I(0x0f, 0x01, 0x23), 0, 5, 0, 0 },
	{ "sgdt", I(0x0f, 0x01, 0x03), 0, 5, 0, 0 },
	{ "stosb", I(0xaa), 0x42, 5, 0, 0 },
	{ "stosw", I(0x66, 0xab), 0x4242, 5, 0, 0 },
	{ "stosd", I(0xab), 0x42424242, 5, 0, 0 },
	{ "stosq", I(0x48, 0xab), 0x42424242, 5, 0, 0 },
	{ "std stosq", I(0xfd, 0x48, 0xab), 0x42424242, 5, 0, 0 },
	{ "rep stosq 2", I(0xf3, 0x48, 0xab), 0x42424242, 2, 0, 0 },
	{ "repnz stosd 3", I(0xf2, 0xab), 0x42424242, 3, 0, 0 },
	{ "rep stosq 0", I(0xf3, 0x48, 0xab), 0x42424242, 0, 0, 0 },
	{ "movsq", I(0x48, 0xa5), 0, 5, 0, 0 },
	{ "rep movsq 2", I(0xf3, 0x48, 0xa5), 0, 2, 0, 0 },
	{ "rep movsd 3", I(0xf3, 0xa5), 0, 3, 0, 0 },
	{ "insb", I(0x6c), 0, 5, 0xffff, PORTS },
	{ "insd", I(0x6d), 0, 5, 0xfff0, PORTS },
	{ "pop m", I(0x6a, 0x42, 0x8f, 0x03), 0, 5, 0, 0 },
	{ "pop16 m", I(0x66, 0x6a, 0x42, 0x66, 0x8f, 0x03), 0, 5, 0, 0 },
	{ "prefetchw", I(0x0f, 0x0d, 0x0b), 0, 5, 0, 0 },
	{ "clflush", I(0x0f, 0xae, 0x3b), 0, 5, 0, 0 },
	{ "ud2 in between", I(0x0f, 0x0b), 0, 5, 0, 0 },
	{ "user: mov64", I(0x48, 0x89, 0x03), 0x2222, 5, 0, USER },
	{ "user: stosq", I(0x48, 0xab), 0x2222, 5, 0, USER },
};

static void run_kernel(void *p)
{
	code_run(p);
}

static void run_user(void *p)
{
	user_enter((void (*)(void *))code_run, p);
}

static void entry(unsigned int i, uint64_t val)
{
	mmu_update1((va_to_mfn(t1) << 12) + i * 8, val);
}

static void xmm0(uint64_t v)
{
	__asm__ volatile("fninit; movq %0, %%xmm0; movlhps %%xmm0, %%xmm0;"
			 "movq %0, %%mm0" : : "m"(v));
}

static void prepare(const struct store_case *c)
{
	for (unsigned int i = 0; i < sizeof(code); i++)
		code[i] = 0xc3;
	for (unsigned int i = 0; i < c->len; i++)
		code[i] = c->bytes[i];
	if (c->bytes[1] == 0xa3 && c->len == 10)
		*(uint64_t *)(code + 2) = (uint64_t)&t1[20];
	entry(19, NEXT);
	entry(20, OLD);
	entry(21, NEXT);
	page[0] = page[1] = 0x77770;
	xmm0(0x3333333333333330);
	__asm__ volatile("fninit");
	regs = (struct code_regs){
		.rax = c->rax, .rbx = (uint64_t)&t1[20], .rcx = c->rcx,
		.rdx = c->rdx, .rsi = (uint64_t)page,
		.rdi = (uint64_t)&t1[20], .flags = 2, .entry = code,
	};
}

static void one(const struct store_case *c)
{
	const char *name = c->name;
	long r;

	prepare(c);
	seen = (struct seen){ .vec = -1 };
	r = probe(c->what & USER ? run_user : run_kernel, &regs);
	answer(name, r);
	if (r != -1) {
		answer(named(name, "rip", ~0UL),
		       (long)(seen.rip - (uint64_t)code));
		if (seen.vec == 14)
			answer(named(name, "cr2", ~0UL),
			       (long)(seen.cr2 - (uint64_t)t1));
	} else {
		answer(named(name, "rax", ~0UL),
		       (long)regs.rax);
		answer(named(name, "rcx", ~0UL),
		       (long)regs.rcx);
		answer(named(name, "rdx", ~0UL),
		       (long)regs.rdx);
		answer(named(name, "rdi", ~0UL),
		       (long)(regs.rdi - (uint64_t)t1));
		answer(named(name, "rsi", ~0UL),
		       (long)(regs.rsi - (uint64_t)page));
		if (c->what & FLAGS)
			answer(named(name, "flags", ~0UL),
			       (long)(regs.flags & 0xcd5));
		else
			answer(named(name, "CF", ~0UL),
			       (long)(regs.flags & 0x401));
	}
	answer(named(name, "entry", ~0UL),
	       (long)(name[0] == 's' && name[1] == 'g' ? 0 : t1[20]));
	answer(named(name, "after", ~0UL),
	       (long)(name[0] == 's' && name[1] == 'g' ? 0 : t1[21]));
	answer(named(name, "before", ~0UL), (long)t1[19]);
	__asm__ volatile("cld; fninit");
}

/* A single step over each: one trap behind it. */
static unsigned int steps;
static uint64_t first_step;

static bool count_steps(struct trap_frame *f)
{
	if (f->vec != 1)
		return false;
	if (f->rip >= (uint64_t)code && f->rip < (uint64_t)code + 64) {
		if (!steps++)
			first_step = f->rip - (uint64_t)code;
	}
	if (steps >= 5 || f->rip < (uint64_t)code ||
	    f->rip >= (uint64_t)code + 64)
		f->rflags &= ~0x100UL;
	return true;
}

static void stepping(void)
{
	static const char *const which[] = {
		"mov64", "xchg64", "rep stosq 2", "cmpxchg8b other", "pop m",
		"rep movsd 3", "cmpxchg64 other",
	};

	for (unsigned int w = 0; w < sizeof(which) / sizeof(*which); w++)
		for (unsigned int i = 0; i < sizeof(cases) / sizeof(*cases);
		     i++) {
			const char *a = cases[i].name, *b = which[w];

			while (*a && *a == *b)
				a++, b++;
			if (*a != *b)
				continue;
			steps = 0;
			first_step = 99;
			prepare(&cases[i]);
			regs.flags = 0x102;
			trap_hook = count_steps;
			answer(named("stepping over", cases[i].name, ~0UL),
			       probe(run_kernel, &regs));
			trap_hook = NULL;
			answer(named("steps over", cases[i].name, ~0UL),
			       steps);
			answer(named("first step of", cases[i].name, ~0UL),
			       (long)first_step);
		}
}

void test_main(void)
{
	hypercall(__HYPERVISOR_set_callbacks, stub_event, stub_failsafe,
		  user_syscall);
	hypercall(__HYPERVISOR_stack_switch, 0xe02bUL,
		  (uint64_t)user_stack + 2048);
	mmuext1(MMUEXT_NEW_USER_BASEPTR, va_to_mfn(l4_table()), 0);
	hypercall(__HYPERVISOR_physdev_op, PHYSDEVOP_set_iopl,
		  &(struct physdev_set_iopl){ 1 });
	answer("read-only", update_va(t1, va_to_mfn(t1) << 12 | 0x65,
				      UVMF_INVLPG));
	answer("pin", mmuext1(MMUEXT_PIN_L1_TABLE, va_to_mfn(t1), 0));
	for (unsigned int i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		one(&cases[i]);
	stepping();
}
