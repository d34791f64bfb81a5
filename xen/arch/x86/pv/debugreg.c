/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Debug registers of a PV guest. Breakpoints on the hypervisor's addresses
 * are refused: it would stop at its own doors.
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/hypercall.h>
#include <x86/asm.h>
#include <x86/hypercalls.h>
#include <x86/pv.h>
#include <x86/traps.h>

#define DR6_ONES	0xffff0ff0UL
#define DR6_STEP	0x4000U
#define DR6_BITS	0xffffefffUL
#define DR7_ONES	0x400UL
#define DR7_BITS	0xffff27ffUL
#define DR7_GD		0x2000UL
#define DR7_ACTIVE	0xffUL
#define DR7_RW_IO	2U

/* 4 and 5 are other names for 6 and 7 unless CR4.DE says they are not. */
static int dr_number(const struct vcpu *v, unsigned int nr)
{
	if (nr == 4 || nr == 5)
		return v->arch.cr4 & CR4_DE ? -ENODEV : (int)nr + 2;
	return nr > 7 ? -ENODEV : (int)nr;
}

/*
 * Checks DR7. *io gets the enable bits of I/O breakpoints: those we keep
 * from the processor, as ports are ours. 0 or -EPERM.
 */
static int dr7_check(const struct vcpu *v, uint64_t value, uint32_t *io)
{
	*io = 0;
	if (value & DR7_GD)
		return -EPERM;
	if (!(value & DR7_ACTIVE))
		return 0;
	for (unsigned int i = 0; i < 4; i++) {
		if ((value >> (16 + 4 * i) & 3) != DR7_RW_IO)
			continue;
		if (!(v->arch.cr4 & CR4_DE))
			return -EPERM;
		*io |= (uint32_t)value & 3U << (2 * i);
	}
	return 0;
}

int pv_dr_set(struct vcpu *v, unsigned int nr, uint64_t value)
{
	int n = dr_number(v, nr);
	uint32_t io;

	if (n < 0)
		return n;
	if (n < 4) {
		if (!guest_address(value))
			return -EPERM;
	} else if (value >> 32) {
		return -EINVAL;
	} else if (n == 6) {
		value = (value & DR6_BITS) | DR6_ONES;
	} else {
		value = (value & DR7_BITS) | DR7_ONES;
		if (dr7_check(v, value, &io))
			return -EPERM;
		v->arch.dr7_io = io;
		value &= ~(uint64_t)io;
	}
	v->arch.dr[n] = value;
	if (v == arch_current())
		pv_debug_load(v);
	return 0;
}

int pv_dr_get(const struct vcpu *v, unsigned int nr, uint64_t *value)
{
	int n = dr_number(v, nr);

	if (n < 0)
		return n;
	*value = v->arch.dr[n] | (n == 7 ? v->arch.dr7_io : 0);
	return 0;
}

unsigned int pv_io_breakpoints(const struct vcpu *v, uint16_t port,
			       unsigned int size)
{
	static const uint8_t width[4] = { 1, 2, 8, 4 };
	unsigned int hit = 0;

	for (unsigned int i = 0; i < 4; i++) {
		uint64_t at = v->arch.dr[i];
		unsigned int len = v->arch.dr[7] >> (18 + 4 * i) & 3;

		if ((v->arch.dr7_io & 3U << (2 * i)) && at < port + size &&
		    at + width[len] > port)
			hit |= 1U << i;
	}
	return hit;
}

void pv_insn_done(struct vcpu *v, struct cpu_user_regs *regs, unsigned int hit)
{
	regs->rflags &= ~EFLAGS_RF;
	if (regs->rflags & EFLAGS_TF)
		hit |= DR6_STEP;
	if (!hit)
		return;
	v->arch.dr[6] |= hit | DR6_ONES;
	pv_inject(v, TRAP_DB, 0);
}

/* Status is collected in debug traps; the processor's own starts clean. */
void pv_debug_load(const struct vcpu *v)
{
	if (v->arch.dr[7] & DR7_ACTIVE)
		for (unsigned int i = 0; i < 4; i++)
			write_dr(i, v->arch.dr[i]);
	write_dr(7, v->arch.dr[7]);
}

long hc_set_debugreg(struct hypercall *hc)
{
	unsigned int nr = (uint32_t)hc->arg[0];

	return pv_dr_set(arch_current(), nr, hc->arg[1]);
}

long hc_get_debugreg(struct hypercall *hc)
{
	uint64_t value;
	int err = pv_dr_get(arch_current(), (uint32_t)hc->arg[0], &value);

	return err ? err : (long)value;
}
