/* SPDX-License-Identifier: GPL-2.0-only */
/* Starting CPUs and making them do things. */
#ifndef X86_SMP_H
#define X86_SMP_H

#include <hv/abi.h>
#include <hv/types.h>

/* Number of CPUs ACPI lists; gives them numbers, boot CPU first. */
unsigned int smp_enumerate(void);
/* Brings all of them up to their idle loops. */
void smp_start_all(void);
/* Runs what another CPU asked for; from VECTOR_CALL and while waiting. */
void smp_call_run(void);
/* Stops a CPU for good (panic, reboot). */
void smp_halt(unsigned int cpu);
/* An NMI has come: stop, or show the registers. */
void smp_nmi(const struct cpu_user_regs *regs);
uint32_t cpu_apic_id(unsigned int cpu);
uint32_t cpu_acpi_id(unsigned int cpu);
/* Never returns; the stack is the CPU's own. */
void idle_loop(void) __attribute__((noreturn));

#endif
