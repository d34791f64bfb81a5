/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * XCR0: what XSETBV takes and refuses, in kernel and user mode. Without XSAVE
 * all of it is #UD; GUEST_CPU=max,-smap and --against ask the rest.
 */
#include "guest.h"

static struct code_regs regs;
static uint8_t code[64] __attribute__((aligned(4096)));
static uint8_t area[4096] __attribute__((aligned(64)));

static const struct { const char *name; uint64_t val; uint32_t nr; } sets[] = {
	{ "0=0", 0, 0 }, { "0=1", 1, 0 }, { "0=2", 2, 0 }, { "0=3", 3, 0 },
	{ "0=4", 4, 0 }, { "0=5", 5, 0 }, { "0=6", 6, 0 }, { "0=7", 7, 0 },
	{ "0=9", 9, 0 }, { "0=0xb", 0xb, 0 }, { "0=0x1f", 0x1f, 0 },
	{ "0=0x27", 0x27, 0 }, { "0=0x67", 0x67, 0 }, { "0=0xe7", 0xe7, 0 },
	{ "0=0xe3", 0xe3, 0 }, { "0=0x207", 0x207, 0 },
	{ "0=1<<32", 1UL << 32 | 3, 0 }, { "0=1<<62", 1UL << 62 | 3, 0 },
	{ "0=1<<63", 1UL << 63 | 3, 0 }, { "0=~0", ~0UL, 0 },
	{ "1=0", 0, 1 }, { "1=3", 3, 1 }, { "2=3", 3, 2 }, { "~0=3", 3, ~0U },
	{ "0=3 again", 3, 0 },
};

static void run_kernel(void *p)
{
	code_run(p);
}

static void run_user(void *p)
{
	user_enter((void (*)(void *))code_run, p);
}

static long insn(void (*run)(void *), const uint8_t *bytes, unsigned int n,
		 uint64_t rax, uint64_t rcx, uint64_t rdx)
{
	for (unsigned int i = 0; i < sizeof(code); i++)
		code[i] = i < n ? bytes[i] : 0xc3;
	regs = (struct code_regs){
		.flags = 2, .entry = code, .rax = rax, .rcx = rcx, .rdx = rdx,
		.rbx = (uint64_t)area,
	};
	return probe(run, &regs);
}

static char line[128];

static const char *cat(const char *a, const char *b, const char *c)
{
	char *p = line;

	while (*a)
		*p++ = *a++;
	while (*b)
		*p++ = *b++;
	while (*c)
		*p++ = *c++;
	*p = 0;
	return line;
}

static void all(const char *mode, void (*run)(void *))
{
	static const uint8_t xsetbv[] = { 0x0f, 0x01, 0xd1 };
	static const uint8_t xgetbv[] = { 0x0f, 0x01, 0xd0 };
	static const uint8_t xsave[] = { 0x0f, 0xae, 0x23 };
	static const uint8_t vmovaps[] = { 0xc5, 0xfc, 0x28, 0x03 };

	for (unsigned int i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		answer(cat(mode, sets[i].name, ""),
		       insn(run, xsetbv, 3, (uint32_t)sets[i].val, sets[i].nr,
			    sets[i].val >> 32));
		answer(cat(mode, sets[i].name, ": xgetbv"),
		       insn(run, xgetbv, 3, 0, 0, 0));
		answer(cat(mode, sets[i].name, ": value"), (long)regs.rax);
		answer(cat(mode, sets[i].name, ": vmovaps"),
		       insn(run, vmovaps, 4, 0, 0, 0));
		answer(cat(mode, sets[i].name, ": xsave"),
		       insn(run, xsave, 3, ~0UL, 0, ~0UL));
	}
}

static void cr4(const char *name, uint64_t v)
{
	static const uint8_t set[] = { 0x0f, 0x22, 0xe0 };
	static const uint8_t get[] = { 0x0f, 0x20, 0xe0 };

	answer(name, insn(run_kernel, set, 3, v, 0, 0));
	answer(cat(name, " reads", ""), insn(run_kernel, get, 3, 0, 0, 0));
	answer(cat(name, " value", ""), (long)regs.rax);
}

void test_main(void)
{
	hypercall(__HYPERVISOR_set_callbacks, stub_event, stub_failsafe,
		  user_syscall);
	hypercall(__HYPERVISOR_stack_switch, 0xe02bUL,
		  (uint64_t)user_stack + 2048);
	mmuext1(MMUEXT_NEW_USER_BASEPTR, va_to_mfn(l4_table()), 0);
	all("before: ", run_kernel);
	cr4("CR4.OSXSAVE", 0x660 | 1 << 18);
	all("kernel: ", run_kernel);
	all("user: ", run_user);
	cr4("CR4 plain", 0x660);
	all("after: ", run_kernel);
}
