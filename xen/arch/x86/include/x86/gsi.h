/* SPDX-License-Identifier: GPL-2.0-only */
/* I/O APIC lines: routing, the hypervisor's own users, guests' pirqs. */
#ifndef X86_GSI_H
#define X86_GSI_H

#include <hv/types.h>

/* A device vector arrived on this CPU. */
void gsi_interrupt(unsigned int vector);
/* Programs trigger and polarity: 0, -EEXIST if it is in use, -EINVAL. */
int gsi_setup(unsigned int gsi, bool level, bool low);
/* Level-triggered, as far as anyone said. */
bool gsi_is_level(unsigned int gsi);
/* The guest is done with a level-triggered line. */
void gsi_guest_eoi(unsigned int gsi);
uint32_t ioapic_guest_read(paddr_t base, unsigned int reg);

#endif
