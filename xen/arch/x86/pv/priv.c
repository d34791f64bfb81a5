/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Privileged instructions of a guest kernel, which runs in ring 3 and so
 * gets here by #GP: control and debug registers, MSRs, I/O, cpuid.
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/string.h>
#include <x86/asm.h>
#include <x86/decode.h>
#include <x86/fpu.h>
#include <x86/hypercalls.h>
#include <x86/pv.h>
#include <x86/segment.h>
#include <x86/traps.h>

/* What there is to be read of n bytes of code: up to the page's end. */
static unsigned int bytes_at(uint8_t *bytes, uint64_t at, unsigned int n)
{
	unsigned int first = (unsigned int)(PAGE_SIZE - (at & ~PAGE_MASK));

	if (!guest_read(bytes, (void *)at, n))
		return n;
	return first >= n || guest_read(bytes, (void *)at, first) ? 0 : first;
}

/* The instruction at rip, as far as segment and pages go. */
static unsigned int fetch(const struct cpu_user_regs *regs,
			  const struct code_segment *s, uint8_t *bytes)
{
	uint64_t ip = s->kind == CODE_64 ? regs->rip : (uint32_t)regs->rip;
	unsigned int n = INSN_MAX;

	if (ip > s->limit)
		return 0;
	if (s->limit - ip < n - 1)
		n = (unsigned int)(s->limit - ip) + 1;
	return bytes_at(bytes, s->kind == CODE_64 ? ip :
				(uint32_t)(s->base + ip), n);
}

/* How an emulated instruction ended. */
enum emul {
	EMUL_DONE,
	EMUL_AGAIN,		/* the guest has to come back to it */
	EMUL_GP,
	EMUL_UD,
};

static enum emul done_if(bool ok)
{
	return ok ? EMUL_DONE : EMUL_GP;
}

static enum emul cr3_write(struct vcpu *v, uint64_t val)
{
	int err = pv_table_put_finish(v, true);

	if (!err)
		err = pv_new_cr3(v, MFN((val & PTE_ADDR) >> PAGE_SHIFT), false);
	/* The same again does nothing but to go on with the old one. */
	if (err == -ERESTART || v->arch.unpinning)
		return EMUL_AGAIN;
	return done_if(!err);
}

static enum emul control_register(struct vcpu *v, struct cpu_user_regs *regs,
				  const struct insn *i)
{
	uint64_t *reg = insn_reg(regs, i->rm);

	if (i->opcode == 0x0f20)
		return done_if(pv_cr_read(v, i->reg, reg));
	if (i->reg == 3)
		return cr3_write(v, *reg);
	return done_if(pv_cr_write(v, i->reg, *reg));
}

static enum emul debug_register(struct vcpu *v, struct cpu_user_regs *regs,
				const struct insn *i)
{
	uint64_t *reg = insn_reg(regs, i->rm);
	int err;

	if (i->opcode == 0x0f21)
		err = pv_dr_get(v, i->reg, reg);
	else if (i->reg < 8 && i->reg >= 4 && *reg >> 32)
		return EMUL_GP;
	else
		err = pv_dr_set(v, i->reg, *reg);
	return err == -ENODEV ? EMUL_UD : done_if(!err);
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

/* In 32-bit code the upper halves of registers do not count. */
static void pointer_step(uint64_t *ptr, const struct insn *i, int64_t by)
{
	uint64_t mask = ~0ULL;

	if (i->code32)
		mask = i->addr32 ? 0xffff : 0xffffffff;
	else if (i->addr32)
		mask = 0xffffffff;
	*ptr = mask == 0xffff ? (*ptr & ~mask) | ((*ptr + (uint64_t)by) & mask) :
				(*ptr + (uint64_t)by) & mask;
}

static uint64_t repeats_left(const struct insn *i, uint64_t rcx)
{
	if (i->code32)
		return i->addr32 ? (uint16_t)rcx : (uint32_t)rcx;
	return i->addr32 ? (uint32_t)rcx : rcx;
}

/* Of an access that failed: when its first page is there, the second's. */
static uint64_t first_fault(uint64_t at, unsigned int size, uint32_t *val,
			    bool store)
{
	unsigned int first = (unsigned int)(PAGE_SIZE - (at & ~PAGE_MASK));

	if (first >= size)
		return at;
	if (store ? guest_write((void *)at, val, first) :
		    guest_read(val, (void *)at, first))
		return at;
	return at + first;
}

/* One element of ins or outs; a repeated one comes back for the rest. */
static enum emul string_port_access(struct vcpu *v,
				    struct cpu_user_regs *regs,
				    const struct insn *i)
{
	bool write = i->opcode & 2;
	unsigned int size = i->opcode & 1 ? (i->op16 ? 2 : 4) : 1;
	uint64_t *ptr = write ? &regs->rsi : &regs->rdi, at;
	uint32_t val = 0;

	if (i->rep && !repeats_left(i, regs->rcx)) {
		pointer_step(ptr, i, 0);
		pointer_step(&regs->rcx, i, 0);
		return EMUL_DONE;
	}
	if (!pv_io_allowed(v, (uint16_t)regs->rdx, size) ||
	    !pv_data_address(v, regs, i, *ptr, !write, size, &at))
		return EMUL_GP;
	if (write && guest_read(&val, (void *)at, size)) {
		pv_inject_page_fault(v, first_fault(at, size, &val, false), 0);
		return EMUL_AGAIN;
	}
	if (!pv_io(v, (uint16_t)regs->rdx, size, write, &val))
		return EMUL_GP;
	if (!write && guest_write((void *)at, &val, size)) {
		pv_inject_page_fault(v, first_fault(at, size, &val, true),
				     PFEC_WRITE);
		return EMUL_AGAIN;
	}
	pointer_step(ptr, i, regs->rflags & EFLAGS_DF ? -(int64_t)size :
							(int64_t)size);
	if (!i->rep)
		return EMUL_DONE;
	pointer_step(&regs->rcx, i, -1);
	return repeats_left(i, regs->rcx) ? EMUL_AGAIN : EMUL_DONE;
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

static enum emul rdtsc_registers(struct vcpu *v, struct cpu_user_regs *regs)
{
	uint64_t tsc = rdtsc() + v->domain->arch.tsc_offset;

	if (!v->arch.kernel_mode && (v->arch.cr4 & CR4_TSD))
		return EMUL_GP;
	regs->rax = (uint32_t)tsc;
	regs->rdx = tsc >> 32;
	return EMUL_DONE;
}

/* 0f 01 with a register form: xsetbv and rdtscp. */
static enum emul group7(struct vcpu *v, struct cpu_user_regs *regs,
			const struct insn *i)
{
	uint64_t value = (uint32_t)regs->rax | regs->rdx << 32;
	enum emul ret;

	switch (i->modrm) {
	case 0xd1:
		if (!(v->arch.cr4 & CR4_OSXSAVE) || i->op16 || i->rep)
			return EMUL_UD;
		return done_if(v->arch.kernel_mode && !(uint32_t)regs->rcx &&
			       fpu_set_xcr0(v, value));
	case 0xf9:
		ret = rdtsc_registers(v, regs);
		if (ret == EMUL_DONE)
			regs->rcx = v->arch.tsc_aux;
		return ret;
	}
	return EMUL_GP;
}

/* Instructions only the kernel may use. */
static enum emul kernel_insn(struct vcpu *v, struct cpu_user_regs *regs,
			     const struct insn *i)
{
	if (!v->arch.kernel_mode)
		return EMUL_GP;
	switch (i->opcode) {
	case 0x0f06:			/* clts */
		v->arch.ts = false;
		ts_update(v);
		return EMUL_DONE;
	case 0x0f09:			/* wbinvd: caches are coherent */
		return EMUL_DONE;
	case 0x0f20: case 0x0f22:
		return control_register(v, regs, i);
	case 0x0f21: case 0x0f23:
		return debug_register(v, regs, i);
	}
	return done_if(msr_access(v, regs, i->opcode == 0x0f30));
}

/* Those that the guest may not have, and gets as if it had. */
static bool is_emulated(const struct insn *i)
{
	switch (i->opcode) {
	case 0xe4 ... 0xe7: case 0xec ... 0xef: case 0x6c ... 0x6f:
	case 0x0f06: case 0x0f09: case 0x0f20 ... 0x0f23:
	case 0x0f30 ... 0x0f32: case 0x0fa2:
		return true;
	case 0x0f01:
		return i->modrm == 0xd1 || i->modrm == 0xf9;
	}
	return false;
}

static enum emul emulate(struct vcpu *v, struct cpu_user_regs *regs,
			 const struct insn *i)
{
	/* cli, sti: no effect, but only for who has I/O privilege. */
	if (i->opcode == 0xfa || i->opcode == 0xfb)
		return done_if(pv_iopl_ok(v));
	if (!is_emulated(i))
		return EMUL_GP;
	if (i->lock)
		return EMUL_UD;
	switch (i->opcode) {
	case 0xe4 ... 0xe7: case 0xec ... 0xef:
		return done_if(port_access(v, regs, i));
	case 0x6c ... 0x6f:
		return string_port_access(v, regs, i);
	case 0x0f01:
		return group7(v, regs, i);
	case 0x0f31:
		return rdtsc_registers(v, regs);
	case 0x0fa2:
		cpuid_registers(v, regs);
		return EMUL_DONE;
	case 0x0f06: case 0x0f09: case 0x0f20 ... 0x0f23: case 0x0f30:
	case 0x0f32:
		return kernel_insn(v, regs, i);
	}
	return EMUL_GP;
}

/* Of an instruction that was carried out with these registers. */
static unsigned int port_breakpoints(const struct vcpu *v,
				     const struct cpu_user_regs *regs,
				     const struct insn *i)
{
	unsigned int size = i->opcode & 1 ? (i->op16 ? 2 : 4) : 1;

	switch (i->opcode) {
	case 0xe4 ... 0xe7:
		return pv_io_breakpoints(v, (uint8_t)i->imm, size);
	case 0xec ... 0xef: case 0x6c ... 0x6f:
		return pv_io_breakpoints(v, (uint16_t)regs->rdx, size);
	}
	return 0;
}

/* The distribution's hypervisor makes one step of these and the next. */
static bool unstepped(const struct insn *i)
{
	switch (i->opcode) {
	case 0xe4 ... 0xe7: case 0xec ... 0xef: case 0xfa: case 0xfb:
		return true;
	}
	return false;
}

static int decode(const struct code_segment *s, const uint8_t *bytes,
		  unsigned int n, struct insn *i)
{
	switch (s->kind) {
	case CODE_64:
		return insn_decode(bytes, n, i);
	case CODE_32:
		return insn_decode32(bytes, n, i);
	case CODE_16:
		return insn_decode16(bytes, n, i);
	default:
		*i = (struct insn){ .cut = false };
		return -1;
	}
}

bool pv_emulate_privileged(struct vcpu *v, struct cpu_user_regs *regs)
{
	const struct code_segment s = pv_code_segment(v, regs->cs);
	const struct cpu_user_regs before = *regs;
	uint8_t bytes[INSN_MAX];
	unsigned int n = fetch(regs, &s, bytes);
	unsigned int hit;
	struct insn i;

	if (!n)
		return false;
	if (decode(&s, bytes, n, &i)) {
		uint64_t next = s.base + regs->rip + n;

		/* The rest of it is on a page that cannot be read. */
		if (!i.cut || (next & ~PAGE_MASK))
			return false;
		pv_inject_page_fault(v, s.kind == CODE_64 ? next :
					(uint32_t)next, 0);
		return true;
	}
	switch (emulate(v, regs, &i)) {
	case EMUL_DONE:
		regs->rip += i.len;
		hit = port_breakpoints(v, &before, &i);
		if (hit || !unstepped(&i))
			pv_insn_done(v, regs, hit);
		return true;
	case EMUL_AGAIN:
		return true;
	case EMUL_UD:
		pv_inject(v, TRAP_UD, 0);
		return true;
	default:
		return false;
	}
}

/* False: there they are. Else the guest was told where they are not. */
static bool missing(struct vcpu *v, uint8_t *bytes, uint64_t at, unsigned int n)
{
	unsigned int got = bytes_at(bytes, at, n);

	if (got == n)
		return false;
	pv_inject_page_fault(v, at + got, 0);
	return true;
}

bool pv_forced_emulation(struct vcpu *v, struct cpu_user_regs *regs)
{
	static const uint8_t prefix[] = { 0x0f, 0x0b, 'x', 'e', 'n' };
	uint8_t bytes[sizeof(prefix)];

	if (missing(v, bytes, regs->rip, sizeof(prefix)))
		return true;
	if (memcmp(bytes, prefix, sizeof(prefix)))
		return false;
	if (missing(v, bytes, regs->rip + sizeof(prefix), 2))
		return true;
	if (bytes[0] != 0x0f || bytes[1] != 0xa2)
		return false;
	cpuid_registers(v, regs);
	regs->rip += sizeof(prefix) + 2;
	pv_insn_done(v, regs, 0);
	return true;
}
