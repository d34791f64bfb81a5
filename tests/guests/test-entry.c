/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ways into the guest's kernel and back: the trap table, callbacks, iret with
 * frames good and odd, events, NMIs, the failsafe callback, the stack.
 */
#include "guest.h"

#include <xen/callback.h>

#define HOLE	0xffff830000000000UL
#define NONCANON 0x0000900000000000UL

static uint64_t stack[1024] __attribute__((aligned(16)));
static struct code_regs regs;
static uint8_t code[64] __attribute__((aligned(4096)));

static void trap_tables(void)
{
	static struct trap_info t[4];
	static const struct { const char *name; struct trap_info t; } one[] = {
		{ "trap table: handler in the hypervisor",
		  { 0x40, 0, FLAT_KERNEL_CS, HOLE } },
		{ "trap table: handler not canonical",
		  { 0x40, 0, FLAT_KERNEL_CS, NONCANON } },
		{ "trap table: selector 0", { 0x40, 0, 0, 0x5000 } },
		{ "trap table: selector of ring 0",
		  { 0x40, 0, 0xe008, 0x5000 } },
		{ "trap table: selector of the guest's",
		  { 0x40, 0, 0x18, 0x5000 } },
		{ "trap table: selector beyond", { 0x40, 0, 0xfff8, 0x5000 } },
		{ "trap table: flags 0xff", { 0x40, 0xff, FLAT_KERNEL_CS, 0x5000 } },
		{ "trap table: vector 0x80", { 0x80, 3, FLAT_KERNEL_CS, 0x5000 } },
		{ "trap table: vector 0x82", { 0x82, 3, FLAT_KERNEL_CS, 0x5000 } },
		{ "trap table: no address", { 0x40, 0, FLAT_KERNEL_CS, 0 } },
	};

	for (unsigned int i = 0; i < sizeof(one) / sizeof(one[0]); i++) {
		t[0] = one[i].t;
		t[1] = (struct trap_info){ 0 };
		answer(one[i].name, hypercall(__HYPERVISOR_set_trap_table, t));
	}
	answer("trap table: nowhere",
	       hypercall(__HYPERVISOR_set_trap_table, 0x1000UL));
	t[0] = (struct trap_info){ 0x20, 0, FLAT_KERNEL_CS,
				   (unsigned long)stub_vec20 };
	t[1] = (struct trap_info){ 0x80, 3, FLAT_KERNEL_CS,
				   (unsigned long)stub_vec80 };
	t[2] = (struct trap_info){ 0xff, 5, FLAT_KERNEL_CS,
				   (unsigned long)stub_vecff };
	answer("trap table: ours", hypercall(__HYPERVISOR_set_trap_table, t));
}

static long callback(unsigned int type, unsigned int flags, uint64_t rip)
{
	struct callback_register r = {
		.type = (uint16_t)type, .flags = (uint16_t)flags,
		.address = rip,
	};

	return hypercall(__HYPERVISOR_callback_op, CALLBACKOP_register, &r);
}

static char line[128];

static const char *cat(const char *a, unsigned int nr)
{
	char *p = line;

	while (*a)
		*p++ = *a++;
	if (nr >= 10)
		*p++ = (char)('0' + nr / 10);
	*p++ = (char)('0' + nr % 10);
	*p = 0;
	return line;
}

static void callbacks(void)
{
	for (unsigned int t = 0; t < 10; t++) {
		struct callback_unregister u = { .type = (uint16_t)t };

		answer(cat("callback type ", t),
		       callback(t, 0, (uint64_t)stub_event));
		answer(cat("callback flags 0xffff, type ", t),
		       callback(t, 0xffff, (uint64_t)stub_event));
		answer(cat("callback in the hypervisor, type ", t),
		       callback(t, 0, HOLE));
		answer(cat("callback not canonical, type ", t),
		       callback(t, 0, NONCANON));
		answer(cat("callback 0, type ", t), callback(t, 0, 0));
		answer(cat("callback unregister, type ", t),
		       hypercall(__HYPERVISOR_callback_op,
				 CALLBACKOP_unregister, &u));
	}
	for (unsigned int c = 0; c < 4; c++)
		answer(cat("callback_op nowhere ", c),
		       hypercall(__HYPERVISOR_callback_op, (unsigned long)c,
				 0x1000UL));
	answer("set_callbacks not canonical",
	       hypercall(__HYPERVISOR_set_callbacks, NONCANON, NONCANON,
			 NONCANON));
	answer("event", callback(CALLBACKTYPE_event, 0, (uint64_t)stub_event));
	answer("failsafe", callback(CALLBACKTYPE_failsafe, 0,
				    (uint64_t)stub_failsafe));
	answer("syscall", callback(CALLBACKTYPE_syscall, 0,
				   (uint64_t)user_syscall));
	answer("stack at 0", hypercall(__HYPERVISOR_stack_switch, 0UL, 0UL));
	answer("stack ss null", hypercall(__HYPERVISOR_stack_switch, 3UL, 0UL));
	answer("stack ss of ring 0",
	       hypercall(__HYPERVISOR_stack_switch, 0xe010UL, 0UL));
	answer("stack ss of 32 bits",
	       hypercall(__HYPERVISOR_stack_switch, 0x1e02bUL, 0UL));
	answer("stack in the hypervisor",
	       hypercall(__HYPERVISOR_stack_switch, 0xe02bUL, HOLE));
	answer("stack", hypercall(__HYPERVISOR_stack_switch, 0xe02bUL,
				  (uint64_t)(stack + 1023)));
	answer("user tables", mmuext1(MMUEXT_NEW_USER_BASEPTR,
				      va_to_mfn(l4_table()), 0));
}

/* ---- iret ---- */

static struct iret_frame {
	uint64_t rax, r11, rcx, flags, rip, cs, rflags, rsp, ss;
} frame;

static void iret(void *p)
{
	__asm__ volatile("mov %0, %%rsp; mov $23, %%eax; syscall" : : "r"(p));
}

/* Where an iret goes: an instruction that says so by its exception. */
extern char landing[];
__asm__(".text\nlanding: ud2");

static const struct iret_case {
	const char *name;
	uint64_t cs, ss, rflags, flags, rip, rsp;
} irets[] = {
	{ "kernel", 0xe030, 0xe02b, 0x202, 0, 0, 0 },
	{ "kernel, 0xe033 is user", 0xe033, 0xe02b, 0x202, 0, 0, 0 },
	{ "in syscall", 0xe030, 0xe02b, 0x202, VGCF_in_syscall, 0, 0 },
	{ "user in syscall", 0xe033, 0xe02b, 0x202, VGCF_in_syscall, 0, 0 },
	{ "null ss", 0xe030, 0, 0x202, 0, 0, 0 },
	{ "ss rpl 0", 0xe030, 0xe028, 0x202, 0, 0, 0 },
	{ "ss ring 0", 0xe030, 0xe010, 0x202, 0, 0, 0 },
	{ "ss code", 0xe030, 0xe033, 0x202, 0, 0, 0 },
	{ "null cs", 0, 0xe02b, 0x202, 0, 0, 0 },
	{ "cs rpl 1", 0xe031, 0xe02b, 0x202, 0, 0, 0 },
	{ "cs data", 0xe028, 0xe02b, 0x202, 0, 0, 0 },
	{ "cs ring 0", 0xe008, 0xe02b, 0x202, 0, 0, 0 },
	{ "cs beyond", 0xfff8, 0xe02b, 0x202, 0, 0, 0 },
	{ "cs empty", 0x10, 0xe02b, 0x202, 0, 0, 0 },
	{ "upper half of cs", 0x10000e030, 0xe02b, 0x202, 0, 0, 0 },
	{ "rflags IF off", 0xe030, 0xe02b, 2, 0, 0, 0 },
	{ "rflags NT", 0xe030, 0xe02b, 0x4202, 0, 0, 0 },
	{ "rflags IOPL", 0xe030, 0xe02b, 0x3202, 0, 0, 0 },
	{ "rflags VM", 0xe030, 0xe02b, 0x20202, 0, 0, 0 },
	{ "rflags VIF VIP", 0xe030, 0xe02b, 0x180202, 0, 0, 0 },
	{ "rflags AC ID", 0xe030, 0xe02b, 0x240202, 0, 0, 0 },
	{ "rflags RF", 0xe030, 0xe02b, 0x10202, 0, 0, 0 },
	{ "rflags TF", 0xe030, 0xe02b, 0x302, 0, 0, 0 },
	{ "rflags zero", 0xe030, 0xe02b, 0, 0, 0, 0 },
	{ "rflags high", 0xe030, 0xe02b, 0x100000202, 0, 0, 0 },
	{ "rip not canonical", 0xe030, 0xe02b, 0x202, 0, NONCANON, 0 },
	{ "rip not canonical, in syscall", 0xe030, 0xe02b, 0x202,
	  VGCF_in_syscall, NONCANON, 0 },
	{ "rip in the hypervisor", 0xe030, 0xe02b, 0x202, 0, HOLE, 0 },
	{ "user, rsp not canonical", 0xe033, 0xe02b, 0x202, 0, 0, NONCANON },
	{ "user, null ss", 0xe033, 0, 0x202, 0, 0, 0 },
	{ "user, cs32", 0xe023, 0xe02b, 0x202, 0, 0, 0 },
	{ "user, rflags IF off", 0xe033, 0xe02b, 2, 0, 0, 0 },
	{ "user, rip not canonical", 0xe033, 0xe02b, 0x202, 0, NONCANON, 0 },
};

static char name[128];

static const char *with(const char *a, const char *b)
{
	char *p = name;

	for (const char *q = "iret "; *q; )
		*p++ = *q++;
	while (*a)
		*p++ = *a++;
	while (*b)
		*p++ = *b++;
	*p = 0;
	return name;
}

static void iret_cases(void)
{
	static uint64_t area[512];

	for (unsigned int i = 0; i < sizeof(irets) / sizeof(irets[0]); i++) {
		const struct iret_case *c = &irets[i];
		long r;

		frame = (struct iret_frame){
			0x1111, 0x2222, 0x3333, c->flags,
			c->rip ? c->rip : (uint64_t)landing, c->cs, c->rflags,
			c->rsp ? c->rsp : (uint64_t)(area + 500), c->ss,
		};
		seen = (struct seen){ .vec = -1 };
		failsafe_segs[0] = failsafe_segs[3] = 0x7777;
		r = probe(iret, &frame);
		answer(with(c->name, ""), r);
		answer(with(c->name, ": rip"),
		       (long)(seen.rip - (uint64_t)landing));
		answer(with(c->name, ": cs"), (long)seen.cs);
		answer(with(c->name, ": ss"), (long)seen.ss);
		answer(with(c->name, ": rflags"), (long)seen.rflags);
		answer(with(c->name, ": rax"), (long)seen.rax);
		answer(with(c->name, ": rsp"),
		       (long)(seen.rsp - (uint64_t)(area + 500)));
		answer(with(c->name, ": segments"),
		       (long)(failsafe_segs[0] | failsafe_segs[3] << 16));
		vcpu0()->evtchn_upcall_mask = 0;
	}
}

/* ---- events and NMIs ---- */

static unsigned int nr_seen;
static struct trap_frame last;
static uint8_t mask_seen;

static bool count_event(struct trap_frame *f)
{
	if (f->vec != 0x100 && f->vec != 2)
		return false;
	nr_seen++;
	last = *f;
	mask_seen = vcpu0()->evtchn_upcall_mask;
	vcpu0()->evtchn_upcall_pending = 0;
	return true;
}

static void raise(void)
{
	vcpu0()->evtchn_upcall_pending = 1;
	hypercall(__HYPERVISOR_xen_version, XENVER_version, 0UL);
}

static void events(void)
{
	trap_hook = count_event;
	nr_seen = 0;
	vcpu0()->evtchn_upcall_mask = 0;
	raise();
	answer("event: came", nr_seen);
	answer("event: cs in the frame", (long)last.cs);
	answer("event: rflags", (long)last.rflags);
	answer("event: mask inside", mask_seen);
	answer("event: mask afterwards", vcpu0()->evtchn_upcall_mask);
	vcpu0()->evtchn_upcall_mask = 1;
	nr_seen = 0;
	raise();
	answer("event masked: came", nr_seen);
	vcpu0()->evtchn_upcall_pending = 0;
	vcpu0()->evtchn_upcall_mask = 0;
	answer("nmi without handler set: register",
	       callback(CALLBACKTYPE_nmi, 0, (uint64_t)stub_event));
	nr_seen = 0;
	answer("nmi: send", hypercall(__HYPERVISOR_vcpu_op, VCPUOP_send_nmi,
				      0UL, 0UL));
	answer("nmi: came", nr_seen);
	answer("nmi: mask inside", mask_seen);
	nr_seen = 0;
	vcpu0()->evtchn_upcall_mask = 1;
	answer("nmi, masked: send",
	       hypercall(__HYPERVISOR_vcpu_op, VCPUOP_send_nmi, 0UL, 0UL));
	answer("nmi, masked: came", nr_seen);
	answer("nmi, masked: cs in the frame", (long)last.cs);
	answer("nmi, masked: rflags", (long)last.rflags);
	vcpu0()->evtchn_upcall_mask = 0;
	answer("nmi: argument",
	       hypercall(__HYPERVISOR_vcpu_op, VCPUOP_send_nmi, 0UL, &last));
	answer("nmi: vCPU 1",
	       hypercall(__HYPERVISOR_vcpu_op, VCPUOP_send_nmi, 1UL, 0UL));
	trap_hook = NULL;
}

/* ---- single steps and system calls from user code ---- */

static unsigned int steps;

static bool count_steps(struct trap_frame *f)
{
	if (f->vec != 1)
		return false;
	if (++steps >= 3)
		f->rflags &= ~0x100UL;
	return true;
}

static void run_kernel(void *p)
{
	code_run(p);
}

static void run_user(void *p)
{
	user_enter((void (*)(void *))code_run, p);
}

static void stepping(void)
{
	for (unsigned int i = 0; i < sizeof(code); i++)
		code[i] = i < 40 ? 0x90 : 0xc3;
	for (unsigned int user = 0; user < 2; user++) {
		regs = (struct code_regs){ .flags = 0x102, .entry = code };
		steps = 0;
		trap_hook = count_steps;
		answer(cat("stepping, user ", user),
		       probe(user ? run_user : run_kernel, &regs));
		trap_hook = NULL;
		answer(cat("steps, user ", user), steps);
	}
	/* A system call while stepping. */
	code[0] = 0x0f;
	code[1] = 0x05;
	regs = (struct code_regs){ .flags = 0x102, .entry = code, .rax = 17 };
	steps = 0;
	trap_hook = count_steps;
	answer("stepping over a hypercall", probe(run_kernel, &regs));
	trap_hook = NULL;
	answer("steps over a hypercall", steps);
}

void test_main(void)
{
	trap_tables();
	callbacks();
	iret_cases();
	events();
	stepping();
}
