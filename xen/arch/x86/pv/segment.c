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

#define RIGHTS_P	(1U << 15)
#define RIGHTS_S	(1U << 12)
#define RIGHTS_CODE	(1U << 11)
#define RIGHTS_DOWN	(1U << 10)
#define RIGHTS_RW	(1U << 9)	/* data: writable, code: readable */
#define DESC_G		(1UL << 55)

bool pv_code64(uint16_t sel)
{
	return sel == GUEST_CS64 || (segment_rights(sel) >> 21 & 1);
}

bool pv_code32(uint16_t sel)
{
	return sel == GUEST_CS32 || (segment_rights(sel) >> 21 & 3) == 2;
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

static bool within(uint64_t d, uint64_t rights, uint64_t offset,
		   unsigned int size)
{
	uint64_t limit = (d & 0xffff) | (d >> 32 & 0xf0000);

	if (d & DESC_G)
		limit = limit << 12 | 0xfff;
	if ((rights & (RIGHTS_CODE | RIGHTS_DOWN)) == RIGHTS_DOWN)
		return offset > limit;
	return offset + size - 1 <= limit;
}

/* A segment of 32-bit code: present, of the right kind, large enough. */
static bool segment_address(struct vcpu *v, uint16_t sel, uint64_t offset,
			    unsigned int size, bool store, uint64_t *addr)
{
	uint64_t rights = sel & ~3 ? segment_rights(sel) : 0, d;

	if (!usable(rights, store))
		return false;
	/* LAR has read it: it is there, also in an LDT mapped lazily. */
	d = *(const uint64_t *)((sel & 4 ? LDT_VA(v->id) : GDT_VA(v->id)) +
				(sel & ~7UL));
	if (!within(d, rights, offset, size))
		return false;
	*addr = (uint32_t)(offset + (d >> 16 & 0xffffff) +
			   (d >> 32 & 0xff000000));
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
		return canonical(*addr);
	}
	offset = i->addr32 ? (uint16_t)offset : (uint32_t)offset;
	sel = nr == SEG_CS ? regs->cs : nr == SEG_SS ? regs->ss :
	      segment_register(nr);
	return segment_address(v, sel, offset, size, store, addr);
}
