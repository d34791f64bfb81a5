/* SPDX-License-Identifier: GPL-2.0-only */
/* Segments of a guest's code, for who carries out an instruction of it. */
#ifndef X86_SEGMENT_H
#define X86_SEGMENT_H

#include <hv/abi.h>
#include <x86/decode.h>

struct vcpu;

/* What kind of code a selector is for; neither: 16 bits, or none. */
bool pv_code64(uint16_t sel);
bool pv_code32(uint16_t sel);
/*
 * The linear address of size bytes at an offset: [es:] when they are stored,
 * ds or the prefix's segment otherwise. False: the segment does not allow it,
 * or the address is not canonical.
 */
bool pv_data_address(struct vcpu *v, const struct cpu_user_regs *regs,
		     const struct insn *i, uint64_t offset, bool store,
		     unsigned int size, uint64_t *addr);

#endif
