/* SPDX-License-Identifier: GPL-2.0-only */
/* Command-line options of the machine's side, after cmdline_parse(). */
#ifndef X86_OPTIONS_H
#define X86_OPTIONS_H

#include <hv/types.h>

extern bool opt_noreboot, opt_smep, opt_smap, opt_x2apic, opt_numa;
extern unsigned int opt_maxcpus, opt_dom0_max_vcpus;
/* Bytes; 0: not given. */
extern uint64_t opt_dom0_mem, opt_dom0_mem_min, opt_dom0_mem_max;
extern char opt_com1[64], opt_console[64];

void options_register(void);

#endif
