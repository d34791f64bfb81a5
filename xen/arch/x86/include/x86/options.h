/* SPDX-License-Identifier: GPL-2.0-only */
/* Command-line options of the machine's side, after cmdline_parse(). */
#ifndef X86_OPTIONS_H
#define X86_OPTIONS_H

#include <hv/types.h>

extern bool opt_smep, opt_smap, opt_x2apic, opt_numa, opt_acpi;
extern unsigned int opt_maxcpus;
/* Bytes; 0: not given. RAM below this address, and this much of it. */
extern uint64_t opt_mem, opt_availmem;
/* hpet, acpi, pit, or empty: the first there is. */
extern char opt_clocksource[8];

enum reboot_way {
	REBOOT_ACPI, REBOOT_KEYBOARD, REBOOT_PCI, REBOOT_POWER, REBOOT_TRIPLE,
	REBOOT_NEVER,
};
extern enum reboot_way opt_reboot;

void options_register(void);
/* What follows from several of them. */
void options_settle(void);

#endif
