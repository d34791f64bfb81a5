/* SPDX-License-Identifier: GPL-2.0-only */
/* Exceptions that come back to the kernel, and instructions that are emulated. */
#include "bench.h"

#include <xen/callback.h>

static bool (*usual_hook)(struct trap_frame *f);
static uint64_t resume_at;	/* where an exception goes on; 0: behind it */

static bool on_trap(struct trap_frame *f)
{
	if (f->vec == 0x100)
		return usual_hook(f);
	if (resume_at)
		f->rip = resume_at;
	return true;
}

static long breakpoint(void)
{
	resume_at = 0;
	__asm__ volatile("int3");
	return 0;
}

#define TO_LABEL(insn, ...)						\
	__asm__ volatile("lea 1f(%%rip), %%rax\n\t"			\
			 "mov %%rax, %0\n\t" insn "\n1:"		\
			 : "=m"(resume_at) : __VA_ARGS__ : "rax", "memory")

static long undefined(void)
{
	TO_LABEL("ud2", "m"(usual_hook));
	return 0;
}

static long page_fault(void)
{
	TO_LABEL("movb $0, (%1)", "r"(0x1000UL));
	return 0;
}

static long protection(void)
{
	TO_LABEL("movb $0, (%1)", "r"(0x0000900000000000UL));
	return 0;
}

static long cpuid_forced(void)
{
	uint32_t a = 0, b, c = 0, d;

	__asm__ volatile("ud2a; .ascii \"xen\"; cpuid"
			 : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
	return 0;
}

static long read_msr(void)
{
	uint32_t lo, hi;

	__asm__ volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(0xc0000080));
	return 0;
}

static long read_cr0(void)
{
	uint64_t cr0;

	__asm__ volatile("mov %%cr0, %0" : "=r"(cr0));
	return 0;
}

static long port_in(void)
{
	uint8_t value;

	__asm__ volatile("inb $0x61, %0" : "=a"(value));
	return 0;
}

static long port_out(void)
{
	__asm__ volatile("outb %0, $0x80" : : "a"((uint8_t)0));
	return 0;
}

static void back_at_once(void *arg)
{
	(void)arg;
}

/* By iret to user mode, and by its system call back. */
static long user_and_back(void)
{
	user_enter(back_at_once, NULL);
	return 0;
}

static void user_init(void)
{
	static char stack[4096] __attribute__((aligned(16)));
	struct callback_register r = {
		.type = CALLBACKTYPE_syscall,
		.address = (unsigned long)user_syscall,
	};

	bench_need("kernel stack",
		   hypercall(__HYPERVISOR_stack_switch, (long)FLAT_KERNEL_SS,
			     stack + sizeof(stack)));
	bench_need("system call", hypercall(__HYPERVISOR_callback_op,
					    CALLBACKOP_register, &r));
	bench_need("user tables", mmuext1(MMUEXT_NEW_USER_BASEPTR,
					  va_to_mfn(l4_table()), 0));
}

void traps_bench(void)
{
	static const struct bench list[] = {
		{ "int3 to the kernel and back", breakpoint, 1 },
		{ "#UD to the kernel and back", undefined, 1 },
		{ "#PF to the kernel and back", page_fault, 1 },
		{ "#GP to the kernel and back", protection, 1 },
		{ "to user mode and back by syscall", user_and_back, 1 },
		{ "cpuid, emulated", cpuid_forced, 1 },
		{ "rdmsr, emulated", read_msr, 1 },
		{ "mov from cr0, emulated", read_cr0, 1 },
		{ "in from a port, emulated", port_in, 1 },
		{ "out to a port, emulated", port_out, 1 },
	};

	usual_hook = trap_hook;
	trap_hook = on_trap;
	user_init();
	BENCH_RUN(list);
	trap_hook = usual_hook;
}
