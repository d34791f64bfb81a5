/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Privileged instructions of a guest kernel, which runs in ring 3 and so
 * gets here by #GP: control and debug registers, MSRs, I/O, cpuid.
 */
#include <hv/domain.h>
#include <hv/guest.h>
#include <hv/machine.h>
#include <hv/printk.h>
#include <x86/asm.h>
#include <x86/decode.h>
#include <x86/hypercalls.h>
#include <x86/pv.h>
#include <x86/traps.h>


static unsigned int fetch(struct cpu_user_regs *regs, uint8_t *bytes)
{
	unsigned int n = INSN_MAX;

	if (!guest_read(bytes, (void *)regs->rip, n))
		return n;
	n = (unsigned int)(PAGE_SIZE - (regs->rip & ~PAGE_MASK));
	if (n >= INSN_MAX || guest_read(bytes, (void *)regs->rip, n))
		return 0;
	return n;
}

static bool cr_read(struct vcpu *v, unsigned int nr, uint64_t *val)
{
	switch (nr) {
	case 0:
		*val = v->arch.cr0;
		return true;
	case 2:
		*val = v->vcpu_info->arch.cr2;
		return true;
	case 3:
		*val = v->arch.cr3_kernel.n << PAGE_SHIFT;
		return true;
	case 4:
		*val = v->arch.cr4 & ~(CR4_SMEP | CR4_SMAP | CR4_PGE | 0x10UL);
		return true;
	}
	return false;
}

static bool cr_write(struct vcpu *v, unsigned int nr, uint64_t val)
{
	switch (nr) {
	case 0:
		if ((val ^ v->arch.cr0) & ~CR0_TS)
			gprintk(v->domain, XLG_DEBUG "attempt to change "
				"unmodifiable CR0 flags\n");
		v->arch.ts = val & CR0_TS;
		v->arch.cr0 = (v->arch.cr0 & ~CR0_TS) | (val & CR0_TS);
		ts_update(v);
		return true;
	case 2:
		v->vcpu_info->arch.cr2 = val;
		return true;
	case 3:
		return pv_new_cr3(v, MFN(val >> PAGE_SHIFT), false) == 0;
	case 4:
		/* What the guest turns on for itself has no effect. */
		return true;
	}
	return false;
}

static bool control_register(struct vcpu *v, struct cpu_user_regs *regs,
			     const struct insn *i)
{
	uint64_t *reg = insn_reg(regs, i->rm);

	if (i->opcode == 0x0f20)
		return cr_read(v, i->reg, reg);
	return cr_write(v, i->reg, *reg);
}

static bool debug_register(struct vcpu *v, struct cpu_user_regs *regs,
			   const struct insn *i)
{
	unsigned int nr = i->reg & 7;

	if (nr == 4 || nr == 5)
		nr += 2;
	if (i->opcode == 0x0f23)
		return pv_dr_set(v, nr, *insn_reg(regs, i->rm)) == 0;
	*insn_reg(regs, i->rm) = v->arch.dr[nr];
	return true;
}

static bool msr_access(struct vcpu *v, struct cpu_user_regs *regs, bool write)
{
	uint64_t val;

	if (write) {
		val = (uint32_t)regs->rax | regs->rdx << 32;
		return pv_wrmsr(v, (uint32_t)regs->rcx, val);
	}
	if (!pv_rdmsr(v, (uint32_t)regs->rcx, &val))
		return false;
	regs->rax = (uint32_t)val;
	regs->rdx = val >> 32;
	return true;
}

static bool port_access(struct vcpu *v, struct cpu_user_regs *regs,
			const struct insn *i)
{
	bool by_dx = i->opcode & 8, write = i->opcode & 2;
	unsigned int size = i->opcode & 1 ? (i->op16 ? 2 : 4) : 1;
	uint16_t port = by_dx ? (uint16_t)regs->rdx : (uint8_t)i->imm;
	uint32_t val = (uint32_t)regs->rax;

	if (!pv_io(v, port, size, write, &val))
		return false;
	if (write)
		return true;
	if (size == 4)
		regs->rax = val;
	else if (size == 2)
		regs->rax = (regs->rax & ~0xffffULL) | (val & 0xffff);
	else
		regs->rax = (regs->rax & ~0xffULL) | (val & 0xff);
	return true;
}

/* One element of ins or outs; a repeated one comes back for the rest. */
static bool string_port_access(struct vcpu *v, struct cpu_user_regs *regs,
			       const struct insn *i, bool *again)
{
	bool write = i->opcode & 2;
	unsigned int size = i->opcode & 1 ? (i->op16 ? 2 : 4) : 1;
	uint64_t *ptr = write ? &regs->rsi : &regs->rdi;
	uint32_t val = 0;

	if (i->rep && !regs->rcx)
		return true;
	if (write && guest_read(&val, (void *)*ptr, size)) {
		pv_inject_page_fault(v, *ptr, 0);
		*again = true;
		return true;
	}
	if (!pv_io(v, (uint16_t)regs->rdx, size, write, &val))
		return false;
	if (!write && guest_write((void *)*ptr, &val, size)) {
		pv_inject_page_fault(v, *ptr, PFEC_WRITE);
		*again = true;
		return true;
	}
	*ptr += regs->rflags & EFLAGS_DF ? -(uint64_t)size : size;
	if (i->rep)
		*again = --regs->rcx != 0;
	return true;
}

static void cpuid_registers(struct vcpu *v, struct cpu_user_regs *regs)
{
	struct cpuid_regs r;

	pv_cpuid(v, (uint32_t)regs->rax, (uint32_t)regs->rcx, &r);
	regs->rax = r.a;
	regs->rbx = r.b;
	regs->rcx = r.c;
	regs->rdx = r.d;
}

static void rdtsc_registers(struct vcpu *v, struct cpu_user_regs *regs)
{
	uint64_t tsc = rdtsc() + v->domain->arch.tsc_offset;

	regs->rax = (uint32_t)tsc;
	regs->rdx = tsc >> 32;
}

static bool invlpg_group(struct vcpu *v, struct cpu_user_regs *regs,
			 const struct insn *i)
{
	uint64_t va;

	(void)v;
	if ((i->reg & 7) != 7 || !i->is_mem)
		return false;
	va = insn_address(i, regs);
	if (va < HYPER_START || va >= HYPER_END)
		invlpg(va);
	return true;
}

/* Instructions only the kernel may use: true when done. */
static bool kernel_insn(struct vcpu *v, struct cpu_user_regs *regs,
			const struct insn *i)
{
	switch (i->opcode) {
	case 0xfa:			/* cli and sti have no effect, but */
	case 0xfb:			/* are only for who has I/O privilege */
		return v->arch.iopl >= 1;
	case 0xf4:			/* hlt: wait for an event */
		v->vcpu_info->evtchn_upcall_mask = 0;
		vcpu_block();
		return true;
	case 0x0f06:			/* clts */
		v->arch.ts = false;
		v->arch.cr0 &= ~CR0_TS;
		ts_update(v);
		return true;
	case 0x0f08:			/* invd, wbinvd: caches are coherent */
	case 0x0f09:
		return true;
	case 0x0f01:
		return invlpg_group(v, regs, i);
	case 0x0f20: case 0x0f22:
		return control_register(v, regs, i);
	case 0x0f21: case 0x0f23:
		return debug_register(v, regs, i);
	case 0x0f30: case 0x0f32:
		return msr_access(v, regs, i->opcode == 0x0f30);
	}
	return false;
}

/* The decoder reads 64-bit code: does the selector name such a segment? */
static bool long_mode_code(uint16_t sel)
{
	uint64_t rights = 0;
	bool ok;

	if (sel == GUEST_CS64)
		return true;
	__asm__ volatile("lar %2, %1" : "=@ccz"(ok), "+r"(rights)
			 : "r"((uint64_t)sel));
	return ok && (rights >> 21 & 1);
}

bool pv_emulate_privileged(struct vcpu *v, struct cpu_user_regs *regs)
{
	uint8_t bytes[INSN_MAX];
	unsigned int n = fetch(regs, bytes);
	struct insn i;
	bool ok, again = false;

	if (!n || insn_decode(bytes, n, &i) ||
	    !long_mode_code(regs->cs))
		return false;
	switch (i.opcode) {
	case 0xe4 ... 0xe7: case 0xec ... 0xef:
		ok = port_access(v, regs, &i);
		break;
	case 0x6c ... 0x6f:
		ok = string_port_access(v, regs, &i, &again);
		break;
	case 0x0f31:
		rdtsc_registers(v, regs);
		ok = true;
		break;
	case 0x0fa2:
		cpuid_registers(v, regs);
		ok = true;
		break;
	default:
		ok = v->arch.kernel_mode && kernel_insn(v, regs, &i);
		break;
	}
	if (ok && !again) {
		regs->rip += i.len;
		regs->rflags &= ~EFLAGS_RF;
	}
	return ok;
}

bool pv_forced_emulation(struct vcpu *v, struct cpu_user_regs *regs)
{
	static const uint8_t prefix[7] = {
		0x0f, 0x0b, 'x', 'e', 'n', 0x0f, 0xa2,
	};
	uint8_t bytes[7];

	if (guest_read(bytes, (void *)regs->rip, sizeof(bytes)))
		return false;
	for (unsigned int i = 0; i < sizeof(prefix); i++)
		if (bytes[i] != prefix[i])
			return false;
	cpuid_registers(v, regs);
	regs->rip += sizeof(prefix);
	return true;
}
