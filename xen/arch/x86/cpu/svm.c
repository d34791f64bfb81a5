/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * AMD's virtualization extension. No guest uses it; it is on because a guest
 * can tell: in user mode its instructions fault with #GP then, and without it
 * with #UD. The distribution's hypervisor has it on.
 */
#include <x86/asm.h>
#include <x86/regs.h>
#include <x86/svm.h>

#define MSR_VM_CR	0xc0010114
#define VM_CR_SVMDIS	(1UL << 4)
#define EFER_SVME	(1UL << 12)

void svm_cpu_init(void)
{
	if (cpuid(0x80000000, 0).a < 0x80000001 ||
	    !(cpuid(0x80000001, 0).c >> 2 & 1) ||
	    (rdmsr(MSR_VM_CR) & VM_CR_SVMDIS))
		return;
	wrmsr(MSR_EFER, rdmsr(MSR_EFER) | EFER_SVME);
}
