/* SPDX-License-Identifier: GPL-2.0-only */
/* Interrupt vectors and who gets them. */
#ifndef X86_IRQ_H
#define X86_IRQ_H

#include <hv/abi.h>

void irq_dispatch(struct cpu_user_regs *regs, unsigned int vector);
/* Masks the legacy controllers and sets the I/O APICs up, all masked. */
void irq_init(void);
/* The hypervisor's own use of an interrupt line. */
int irq_request(unsigned int gsi, void (*handler)(void));
unsigned int irq_nr_gsis(void);
/* ISA line to GSI, by ACPI's overrides, and its trigger mode and polarity. */
unsigned int isa_to_gsi(unsigned int irq, bool *level, bool *low);

#endif
