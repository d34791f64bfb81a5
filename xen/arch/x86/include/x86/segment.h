/* SPDX-License-Identifier: GPL-2.0-only */
/* Segments of a guest's code, for who carries out an instruction of it. */
#ifndef X86_SEGMENT_H
#define X86_SEGMENT_H

#include <hv/abi.h>
#include <x86/decode.h>

struct vcpu;

/* Is it 64-bit code that a selector is for? */
bool pv_code64(uint16_t sel);
/* Code that a selector is for: where it lies, and how far it goes. */
struct code_segment {
	enum { CODE_NONE, CODE_64, CODE_32, CODE_16 } kind;
	uint64_t base, limit;
};
struct code_segment pv_code_segment(const struct vcpu *v, uint16_t sel);
/*
 * The linear address of size bytes at an offset: [es:] when they are stored,
 * ds or the prefix's segment otherwise. False: the segment does not allow it,
 * or the address is not canonical.
 */
bool pv_data_address(struct vcpu *v, const struct cpu_user_regs *regs,
		     const struct insn *i, uint64_t offset, bool store,
		     unsigned int size, uint64_t *addr);

#endif
