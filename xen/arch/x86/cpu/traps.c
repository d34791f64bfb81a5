/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where entries that are not system calls go: interrupts to irq/, exceptions
 * of guests to pv/, our own to the fixup table or to the end.
 */
#include <hv/bug.h>
#include <hv/console.h>
#include <hv/domain.h>
#include <hv/printk.h>
#include <x86/asm.h>
#include <x86/cpu_info.h>
#include <x86/irq.h>
#include <x86/smp.h>
#include <x86/traps.h>

extern const struct { uint64_t at, to; } _extable[], _eextable[];
extern const char restore_iret[];

static const char *const names[] = {
	"divide error", "debug", "NMI", "breakpoint", "overflow", "bounds",
	"invalid opcode", "no FPU", "double fault", "?", "invalid TSS",
	"no segment", "stack fault", "general protection", "page fault", "?",
	"FPU error", "alignment", "machine check", "SIMD error",
};

static const struct guest_traps *guests;	/* set once, at boot */

void traps_register_guests(const struct guest_traps *g)
{
	guests = g;
}

static bool fixup(struct cpu_user_regs *regs)
{
	for (unsigned int i = 0; &_extable[i] < _eextable; i++) {
		if (_extable[i].at != regs->rip)
			continue;
		regs->rip = _extable[i].to;
		return true;
	}
	return false;
}

static void fatal_trap(struct cpu_user_regs *regs, unsigned int vec)
{
	const char *name = vec < ARRAY_SIZE(names) ? names[vec] : "?";

	console_force_unlock();
	printk(XL_ERR "*** fatal trap in the hypervisor: %s\n", name);
	registers_print(regs);
	stack_print(regs);
	panic("%s, error code %#x", name, regs->error_code);
}

static void hypervisor_trap(struct cpu_user_regs *regs, unsigned int vec)
{
	if (vec == TRAP_NMI) {
		smp_nmi(regs);
		return;
	}
	/* A selector of a guest's, loaded for it by us or by our iret. */
	if (vec == TRAP_PF && guests &&
	    guests->descriptor_fault(read_cr2(), regs->error_code))
		return;
	if (regs->rip == (uint64_t)restore_iret)
		guests->return_fault(regs);	/* does not come back */
	/* MOV SS ; SYSCALL under a watchpoint stops at our first insn. */
	if (vec == TRAP_DB) {
		regs->rflags &= ~EFLAGS_TF;
		return;
	}
	if (!fixup(regs))
		fatal_trap(regs, vec);
}

/* Interrupts do not nest: they are off throughout. */
static void interrupt(struct cpu_user_regs *regs, unsigned int vec)
{
#ifndef NDEBUG
	arch_this_pcpu()->locks.in_irq = true;
#endif
	irq_dispatch(regs, vec);
#ifndef NDEBUG
	arch_this_pcpu()->locks.in_irq = false;
#endif
}

void handle_trap(struct cpu_user_regs *regs)
{
	unsigned int vec = regs->entry_vector & 0xff;
	bool guest = regs_from_guest(regs);

	if (vec >= 32 && vec != TRAP_LEGACY_SYSCALL)
		interrupt(regs, vec);
	else if (!guest)
		hypervisor_trap(regs, vec);
	else if (vec == TRAP_NMI)
		smp_nmi(regs);
	else
		guests->trap(regs, vec);
}
