/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dom0 with a second vCPU, on one CPU: what vcpu_op says of it from its making
 * to its end, registers over switches, segments that are gone when it comes
 * back (the failsafe callback), NMIs and events from one to the other.
 *
 * `run` gives it dom0_max_vcpus=2.
 */
#include "ask.h"

#define RO	0x65UL
#define FLAGS	0x67UL

static struct vcpu_guest_context ctxt;
static uint64_t stack1[512] __attribute__((aligned(4096)));
static uint64_t ldt[512] __attribute__((aligned(4096)));
static struct vcpu_info *infos;
static char shared[PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));

static long vcpu_op(int cmd, unsigned long v, void *arg)
{
	return hypercall(__HYPERVISOR_vcpu_op, (long)cmd, v, arg);
}

static void yield(void)
{
	hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield);
}

static void clear(void *p, unsigned long n)
{
	for (uint8_t *c = p; n; n--)
		*c++ = 0;
}

/* ---- the second vCPU's part: asked for by number, answers by turns ---- */

static volatile unsigned int wanted, done;
static volatile uint64_t other[8];
static volatile bool other_trap;
static volatile uint64_t other_vec, other_error, other_segs[4];

enum { NOTHING, FILL, LOOK, SEGMENTS, GO_DOWN, BLOCK, UNMASK };

static void fill(uint64_t x)
{
	uint64_t v[2] __attribute__((aligned(16))) = { x, ~x };

	__asm__ volatile("movups %0, %%xmm3; movups %0, %%xmm12"
			 : : "m"(*(char (*)[16])v));
	hypercall(__HYPERVISOR_set_segment_base, SEGBASE_FS, x);
	hypercall(__HYPERVISOR_set_segment_base, SEGBASE_GS_USER, x + 1);
	hypercall(__HYPERVISOR_set_segment_base, SEGBASE_GS_KERNEL, x + 2);
	hypercall(__HYPERVISOR_set_debugreg, 0UL, x & ~7UL);
	hypercall(__HYPERVISOR_set_debugreg, 7UL, 0x400UL | (x & 1));
}

static uint64_t msr(uint32_t nr)
{
	uint32_t lo, hi;

	__asm__ volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(nr));
	return lo | (uint64_t)hi << 32;
}

static void look(volatile uint64_t *to)
{
	uint64_t v[2] __attribute__((aligned(16)));

	__asm__ volatile("movups %%xmm3, %0" : "=m"(*(char (*)[16])v));
	to[0] = v[0];
	to[1] = v[1];
	__asm__ volatile("movups %%xmm12, %0" : "=m"(*(char (*)[16])v));
	to[2] = v[1];
	to[3] = msr(0xc0000100);
	to[4] = msr(0xc0000101);
	to[5] = msr(0xc0000102);
	to[6] = (uint64_t)hypercall(__HYPERVISOR_get_debugreg, 0UL);
	to[7] = (uint64_t)hypercall(__HYPERVISOR_get_debugreg, 7UL);
}

/* Selectors of the LDT, which goes away while it waits. */
static volatile uint32_t sel_ds, sel_fs;
static volatile bool ldt_gone;

static void segments_gone(void)
{
	ldt_gone = false;
	mmuext1(MMUEXT_SET_LDT, (uint64_t)ldt, 512);
	__asm__ volatile("mov %0, %%ds; mov %0, %%es; mov %1, %%fs"
			 : : "r"(sel_ds), "r"(sel_fs));
	mmuext1(MMUEXT_SET_LDT, 0, 0);
	ldt_gone = true;
	/* The other one runs in between. */
	for (unsigned int i = 0; i < 100 && !other_trap; i++)
		yield();
	__asm__ volatile("xor %%eax, %%eax; mov %%eax, %%ds; mov %%eax, %%es;"
			 "mov %%eax, %%fs" : : : "rax");
}

static void second_main(void)
{
	for (;;) {
		unsigned int w = wanted;

		if (w == done) {
			yield();
			continue;
		}
		switch (w & 0xff) {
		case FILL:
			fill(0x222000);
			break;
		case LOOK:
			look(other);
			break;
		case SEGMENTS:
			segments_gone();
			break;
		case BLOCK:
			hypercall(__HYPERVISOR_sched_op, SCHEDOP_block);
			break;
		case UNMASK:
			infos[1].evtchn_upcall_mask = 0;
			hypercall(__HYPERVISOR_xen_version, 0UL, 0UL);
			break;
		case GO_DOWN:
			done = w;
			vcpu_op(VCPUOP_down, 1, NULL);
			break;
		}
		done = w;
	}
}

/* Asks it, and waits until it has: how many turns do not matter. */
static bool ask_other(unsigned int what)
{
	unsigned int n = (wanted & ~0xffU) + 0x100;

	wanted = n | what;
	for (unsigned int i = 0; i < 1000; i++) {
		if (done == wanted)
			return true;
		yield();
	}
	return false;
}

/* Exceptions and callbacks of either. */
static bool on_trap(struct trap_frame *f)
{
	uint64_t sp = (uint64_t)__builtin_frame_address(0);

	if (sp < (uint64_t)stack1 || sp > (uint64_t)(stack1 + 512))
		return false;
	other_vec = f->vec;
	other_error = f->error;
	for (unsigned int i = 0; i < 4; i++)
		other_segs[i] = failsafe_segs[i];
	other_trap = true;
	infos[1].evtchn_upcall_pending = 0;
	__asm__ volatile("xor %%eax, %%eax; mov %%eax, %%ds; mov %%eax, %%es;"
			 "mov %%eax, %%fs" : : : "rax");
	return true;
}

/* ---- making it ---- */

static void context(void)
{
	clear(&ctxt, sizeof(ctxt));
	ctxt.flags = VGCF_in_kernel;
	ctxt.user_regs.rip = (uint64_t)second_main;
	ctxt.user_regs.rsp = (uint64_t)(stack1 + 400);
	ctxt.user_regs.rflags = 0x200;
	ctxt.user_regs.cs = FLAT_KERNEL_CS;
	ctxt.user_regs.ss = FLAT_KERNEL_SS;
	ctxt.kernel_ss = FLAT_KERNEL_SS;
	ctxt.kernel_sp = (uint64_t)(stack1 + 500);
	ctxt.ctrlreg[3] = va_to_mfn(l4_table()) << 12;
	ctxt.event_callback_eip = (uint64_t)stub_event;
	ctxt.failsafe_callback_eip = (uint64_t)stub_failsafe;
	ctxt.syscall_callback_eip = (uint64_t)user_syscall;
	for (unsigned int i = 0; i < 32; i++) {
		extern char stub_table[];

		ctxt.trap_ctxt[i] = (struct trap_info){
			(uint8_t)i, 0, FLAT_KERNEL_CS,
			(unsigned long)stub_table + i * 16,
		};
	}
}

static const struct { const char *name; unsigned long *at; } addresses[] = {
	{ "fs base", &ctxt.fs_base }, { "gs base", &ctxt.gs_base_kernel },
	{ "user's gs base", &ctxt.gs_base_user },
	{ "rip", &ctxt.user_regs.rip }, { "rsp", &ctxt.user_regs.rsp },
	{ "kernel's stack", &ctxt.kernel_sp }, { "LDT", &ctxt.ldt_base },
	{ "event callback", &ctxt.event_callback_eip },
	{ "failsafe callback", &ctxt.failsafe_callback_eip },
	{ "syscall callback", &ctxt.syscall_callback_eip },
	{ "a handler", &ctxt.trap_ctxt[13].address },
	{ "the last handler", &ctxt.trap_ctxt[255].address },
};

/* Contexts with one thing wrong. */
static void bad_contexts(void)
{
	context();
	ctxt.ctrlreg[3] = 0;
	answer("initialise, no tables", vcpu_op(VCPUOP_initialise, 1, &ctxt));
	context();
	ctxt.ctrlreg[3] = va_to_mfn(stack1) << 12;
	answer("initialise, tables in a page",
	       vcpu_op(VCPUOP_initialise, 1, &ctxt));
	context();
	ctxt.ctrlreg[3] = ~0UL;
	answer("initialise, tables nowhere",
	       vcpu_op(VCPUOP_initialise, 1, &ctxt));
	context();
	ctxt.gdt_ents = 10000;
	answer("initialise, GDT too long",
	       vcpu_op(VCPUOP_initialise, 1, &ctxt));
	context();
	ctxt.gdt_ents = 512;
	answer("initialise, GDT of frame 0",
	       vcpu_op(VCPUOP_initialise, 1, &ctxt));
	context();
	ctxt.ldt_ents = 9000;
	answer("initialise, LDT too long",
	       vcpu_op(VCPUOP_initialise, 1, &ctxt));
	/* Addresses that cannot be, one at a time. */
	for (unsigned int i = 0; i < sizeof(addresses) / sizeof(*addresses);
	     i++) {
		context();
		*addresses[i].at = 0x0000900000000000;
		if (addresses[i].at == &ctxt.ldt_base)
			ctxt.ldt_ents = 8;
		answer(named("initialise,", addresses[i].name, ~0UL),
		       vcpu_op(VCPUOP_initialise, 1, &ctxt));
	}
}

static void making(void)
{
	struct vcpu_runstate_info rs = { 0 };

	answer("is up, 1", vcpu_op(VCPUOP_is_up, 1, NULL));
	answer("is up, 2", vcpu_op(VCPUOP_is_up, 2, NULL));
	answer("up before it is made", vcpu_op(VCPUOP_up, 1, NULL));
	answer("down before it is made", vcpu_op(VCPUOP_down, 1, NULL));
	answer("runstate before", vcpu_op(VCPUOP_get_runstate_info, 1, &rs));
	answer("runstate before is", rs.state);
	answer("nmi before", vcpu_op(VCPUOP_send_nmi, 1, NULL));
	answer("initialise nowhere",
	       vcpu_op(VCPUOP_initialise, 1, (void *)0x1000));
	answer("initialise 2", vcpu_op(VCPUOP_initialise, 2, &ctxt));
	bad_contexts();
	context();
	answer("initialise", vcpu_op(VCPUOP_initialise, 1, &ctxt));
	answer("initialise again", vcpu_op(VCPUOP_initialise, 1, &ctxt));
	answer("is up then", vcpu_op(VCPUOP_is_up, 1, NULL));
	answer("up", vcpu_op(VCPUOP_up, 1, NULL));
	answer("up again", vcpu_op(VCPUOP_up, 1, NULL));
	answer("is up now", vcpu_op(VCPUOP_is_up, 1, NULL));
	answer("initialise when up", vcpu_op(VCPUOP_initialise, 1, &ctxt));
	answer("it runs", ask_other(NOTHING));
	answer("runstate", vcpu_op(VCPUOP_get_runstate_info, 1, &rs));
	answer("runstate is", rs.state);
}

/* ---- switches ---- */

static void switches(void)
{
	uint64_t mine[8];

	answer("fill", ask_other(FILL));
	fill(0x111000);
	yield();
	answer("look", ask_other(LOOK));
	look(mine);
	for (unsigned long i = 0; i < 8; i++) {
		answer(named("mine", "", i), (long)mine[i]);
		answer(named("its", "", i), (long)other[i]);
	}
	hypercall(__HYPERVISOR_set_segment_base, SEGBASE_FS, 0UL);
	hypercall(__HYPERVISOR_set_segment_base, SEGBASE_GS_KERNEL, 0UL);
	hypercall(__HYPERVISOR_set_debugreg, 7UL, 0UL);
}

static void failsafe(void)
{
	static const struct { const char *name; uint32_t ds, fs; } cases[] = {
		{ "plain", 0xe02b, 0xe02b }, { "null", 0, 3 },
		{ "ds gone", 0xf, 0 }, { "fs gone", 0, 0xf },
		{ "both gone", 0xf, 0x17 },
	};

	ldt[1] = ldt[2] = 0x00cff3000000ffff;
	update_va(ldt, va_to_mfn(ldt) << 12 | RO, UVMF_INVLPG);
	for (unsigned int i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		sel_ds = cases[i].ds;
		sel_fs = cases[i].fs;
		other_trap = false;
		other_vec = 0;
		for (unsigned int k = 0; k < 4; k++)
			failsafe_segs[k] = 0x7777;
		answer(named("segments", cases[i].name, ~0UL),
		       ask_other(SEGMENTS));
		answer(named("trap", cases[i].name, ~0UL), (long)other_vec);
		if (!other_trap)
			continue;
		for (unsigned long k = 0; k < 4; k++)
			answer(named(cases[i].name, "segment", k),
			       (long)other_segs[k]);
	}
}

static void signals(void)
{
	struct evtchn_bind_ipi ipi = { .vcpu = 1 };
	struct evtchn_send send;

	/* It has no handler of its own for NMIs but the table's. */
	other_trap = false;
	answer("nmi", vcpu_op(VCPUOP_send_nmi, 1, NULL));
	for (unsigned int i = 0; i < 100 && !other_trap; i++)
		yield();
	answer("nmi came", other_trap);
	answer("nmi vector", (long)other_vec);
	answer("ipi", hypercall(__HYPERVISOR_event_channel_op,
				EVTCHNOP_bind_ipi, &ipi));
	send.port = ipi.port;
	other_trap = false;
	answer("block", (wanted += 0x100, wanted = (wanted & ~0xffU) | BLOCK,
			 yield(), 1));
	for (unsigned int i = 0; i < 20; i++)
		yield();
	answer("asleep", done != wanted);
	answer("send", hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_send,
				 &send));
	for (unsigned int i = 0; i < 100 && done != wanted; i++)
		yield();
	answer("awake", done == wanted);
	answer("event came", other_trap);
	answer("event is", (long)other_vec);
}

static void end(void)
{
	struct vcpu_runstate_info rs = { 0 };

	answer("go down", ask_other(GO_DOWN));
	for (unsigned int i = 0; i < 20; i++)
		yield();
	answer("is up, down", vcpu_op(VCPUOP_is_up, 1, NULL));
	answer("runstate, down", vcpu_op(VCPUOP_get_runstate_info, 1, &rs));
	answer("runstate, down is", rs.state);
	answer("initialise, down", vcpu_op(VCPUOP_initialise, 1, &ctxt));
	answer("down again", vcpu_op(VCPUOP_down, 1, NULL));
	answer("up from down", vcpu_op(VCPUOP_up, 1, NULL));
	answer("runs on", ask_other(NOTHING));
	answer("down from here", vcpu_op(VCPUOP_down, 1, NULL));
	answer("stands", ask_other(NOTHING));
	answer("down, 2", vcpu_op(VCPUOP_down, 2, NULL));
}

void test_main(void)
{
	update_va(shared, start_info->shared_info | FLAGS, UVMF_INVLPG);
	infos = ((struct shared_info *)shared)->vcpu_info;
	hypercall(__HYPERVISOR_set_callbacks, stub_event, stub_failsafe,
		  user_syscall);
	infos[0].evtchn_upcall_mask = 1;
	trap_hook = on_trap;
	making();
	switches();
	failsafe();
	signals();
	end();
}
