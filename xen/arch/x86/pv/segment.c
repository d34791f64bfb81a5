/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the memory operand of an emulated string instruction is: 64-bit code
 * knows bases of FS and GS only, 32-bit code has whole segments.
 */
#include <hv/domain.h>
#include <x86/asm.h>
#include <x86/desc.h>
#include <x86/pv.h>
#include <x86/segment.h>

#define RIGHTS_D	(1U << 22)
#define RIGHTS_L	(1U << 21)
#define RIGHTS_P	(1U << 15)
#define RIGHTS_S	(1U << 12)
#define RIGHTS_CODE	(1U << 11)
#define RIGHTS_RW	(1U << 9)	/* data: writable, code: readable */
#define DESC_G		(1UL << 55)

bool pv_code64(uint16_t sel)
{
	return sel == GUEST_CS64 || (segment_rights(sel) >> 21 & 1);
}

/* LAR has read it: it is there, also in an LDT mapped lazily. */
static uint64_t descriptor(const struct vcpu *v, uint16_t sel)
{
	return *(const uint64_t *)((sel & 4 ? LDT_VA(v->id) : GDT_VA(v->id)) +
				   (sel & ~7UL));
}

static uint32_t desc_base(uint64_t d)
{
	return (uint32_t)((d >> 16 & 0xffffff) | (d >> 32 & 0xff000000));
}

static uint64_t desc_limit(uint64_t d)
{
	uint64_t limit = (d & 0xffff) | (d >> 32 & 0xf0000);

	return d & DESC_G ? limit << 12 | 0xfff : limit;
}

struct code_segment pv_code_segment(const struct vcpu *v, uint16_t sel)
{
	struct code_segment s = { CODE_NONE, 0, ~0UL };
	uint64_t rights, d;

	if (sel == GUEST_CS64 || sel == GUEST_CS32) {
		s.kind = sel == GUEST_CS64 ? CODE_64 : CODE_32;
		return s;
	}
	rights = sel & ~3 ? segment_rights(sel) : 0;
	if (!(rights & RIGHTS_P) || !(rights & RIGHTS_S) ||
	    !(rights & RIGHTS_CODE))
		return s;
	if (rights & RIGHTS_L) {
		s.kind = CODE_64;
		return s;
	}
	d = descriptor(v, sel);
	s.kind = rights & RIGHTS_D ? CODE_32 : CODE_16;
	s.base = desc_base(d);
	s.limit = desc_limit(d);
	return s;
}

/* es is written to whatever the prefix; outs may read elsewhere. */
static unsigned int register_of(const struct insn *i, bool store)
{
	if (store)
		return SEG_ES;
	switch (i->seg) {
	case 0x26:
		return SEG_ES;
	case 0x2e:
		return SEG_CS;
	case 0x36:
		return SEG_SS;
	case 0x64:
		return SEG_FS;
	case 0x65:
		return SEG_GS;
	}
	return SEG_DS;
}

static bool usable(uint64_t rights, bool store)
{
	if (!(rights & RIGHTS_P) || !(rights & RIGHTS_S))
		return false;
	if (rights & RIGHTS_CODE)
		return !store && (rights & RIGHTS_RW);
	return !store || (rights & RIGHTS_RW);
}

/* The distribution's hypervisor takes those that expand down like others. */
static bool within(uint64_t d, uint64_t offset, unsigned int size)
{
	return offset + size - 1 <= desc_limit(d);
}

/* A segment of 32-bit code: present, of the right kind, large enough. */
static bool segment_address(struct vcpu *v, uint16_t sel, uint64_t offset,
			    unsigned int size, bool store, uint64_t *addr)
{
	uint64_t rights = sel & ~3 ? segment_rights(sel) : 0, d;

	if (!usable(rights, store))
		return false;
	d = descriptor(v, sel);
	if (!within(d, offset, size))
		return false;
	*addr = (uint32_t)(offset + desc_base(d));
	return true;
}

bool pv_data_address(struct vcpu *v, const struct cpu_user_regs *regs,
		     const struct insn *i, uint64_t offset, bool store,
		     unsigned int size, uint64_t *addr)
{
	unsigned int nr = register_of(i, store);
	uint16_t sel;

	if (!i->code32) {
		*addr = i->addr32 ? (uint32_t)offset : offset;
		if (nr == SEG_FS || nr == SEG_GS)
			*addr += rdmsr(nr == SEG_FS ? MSR_FS_BASE :
						      MSR_GS_BASE);
		/* Elsewhere is #GP, not the #PF of what is not there. */
		return guest_address(*addr);
	}
	offset = i->addr32 ? (uint16_t)offset : (uint32_t)offset;
	sel = nr == SEG_CS ? regs->cs : nr == SEG_SS ? regs->ss :
	      segment_register(nr);
	return segment_address(v, sel, offset, size, store, addr);
}
