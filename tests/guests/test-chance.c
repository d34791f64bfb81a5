/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Instructions by chance, in the kernel and in user mode, at three I/O
 * privilege levels: what ends them and what they leave, one number for each.
 *
 * Command line: seed=N, count=N, and detail=1, which shows each in full.
 */
#include "ask.h"
#include "chance.h"

static uint8_t code[64] __attribute__((aligned(4096)));
static uint64_t data[512] __attribute__((aligned(4096)));
static uint64_t table[512] __attribute__((aligned(4096)));
static char stack[8192] __attribute__((aligned(4096)));

static struct code_regs regs, before;
static struct chance chance;
static uint64_t kept[6];		/* rcx, rdx, rsi, rdi, r8 at a trap */

static bool keep_regs(struct trap_frame *f)
{
	for (int i = 0; i < 5; i++)
		kept[i] = ((uint64_t *)f)[-2 - i];
	return false;
}

static uint64_t mix(uint64_t h, uint64_t v)
{
	for (unsigned int i = 0; i < 8; i++)
		h = (h ^ (v >> (8 * i) & 0xff)) * 0x100000001b3UL;
	return h;
}

static uint64_t sum_of(const uint64_t *p)
{
	uint64_t h = 0;

	for (unsigned int i = 0; i < 512; i++)
		h = mix(h, p[i]);
	return h;
}

static uint64_t an_operand(const struct chance_insn *i)
{
	return chance_value(&chance, i->flags & C_ALU &&
			    chance_of(&chance, 2) ? table : data);
}

static void prepare(const struct chance_insn *i)
{
	static const uint64_t flags[] = { 0x2, 0x8d7, 0x402, 0x3, 0x46, 0xc82 };

	for (unsigned int k = 0; k < sizeof(code); k++)
		code[k] = k < i->len ? i->code[k] : 0xc3;
	for (unsigned int k = 0; k < 512; k++)
		data[k] = chance_of(&chance, 4) ? 0 :
			  chance_value(&chance, data);
	regs = (struct code_regs){
		.rax = an_operand(i), .rbx = an_operand(i),
		.rcx = an_operand(i), .rdx = an_operand(i),
		.rsi = an_operand(i), .rdi = an_operand(i),
		.r8 = an_operand(i), .entry = code,
		.flags = flags[chance_of(&chance, 6)],
	};
	if (i->flags & C_STRING)
		regs.rcx = chance_of(&chance, 5);
	if (i->flags & C_DX)
		regs.rdx = chance_ports[chance_of(&chance,
			sizeof(chance_ports) / sizeof(*chance_ports))];
	if (i->flags & C_MSR)
		regs.rcx = chance_msrs[chance_of(&chance,
			sizeof(chance_msrs) / sizeof(*chance_msrs))];
	seen = (struct seen){ .vec = -1 };
	for (int k = 0; k < 5; k++)
		kept[k] = 0;
}

/* What an instruction may have left behind. */
static void restore(void)
{
	hypercall(__HYPERVISOR_fpu_taskswitch, 0UL);
	for (unsigned long k = 0; k < 8; k++)
		if (k != 4 && k != 5)
			hypercall(__HYPERVISOR_set_debugreg, k, 0UL);
	__asm__ volatile("xor %%eax, %%eax; mov %%eax, %%ds; mov %%eax, %%es;"
			 "mov %%eax, %%fs; mov %%eax, %%gs" : : : "rax");
	for (unsigned long k = 0; k < 3; k++)
		hypercall(__HYPERVISOR_set_segment_base, k, 0UL);
	__asm__ volatile("mov %0, %%cr4" : : "r"(0x620UL));
	vcpu0()->evtchn_upcall_mask = 1;
	vcpu0()->evtchn_upcall_pending = 0;
	for (unsigned int k = 0; k < 512; k++)
		if (table[k])
			mmu_update1((va_to_mfn(table) << 12) + k * 8, 0);
}

static void run_kernel(void *p)
{
	code_run(p);
}

static void run_user(void *p)
{
	user_enter((void (*)(void *))code_run, p);
}

/* One line of what goes in and what comes out. */
static void detail_before(const char *mode, unsigned int n,
			  const struct chance_insn *i)
{
	say("DETAIL %s %lx:", mode, (uint64_t)n);
	for (unsigned int k = 0; k < i->len; k++)
		say(" %lx", (uint64_t)i->code[k]);
	say(" in: %lx %lx %lx %lx %lx %lx", before.rax, before.rbx, before.rcx,
	    before.rdx, before.rsi, before.rdi);
	say(" r8 %lx fl %lx", before.r8, before.flags);
}

static void detail_after(long r)
{
	if (r != -1) {
		say(" trap %lx rip %lx cs %lx ss %lx fl %lx", (uint64_t)r,
		    seen.rip - (uint64_t)code, seen.cs, seen.ss, seen.rflags);
		say(" rsp %lx cr2 %lx", seen.rsp, seen.cr2);
		say(" regs %lx %lx %lx %lx %lx %lx", seen.rax, kept[0],
		    kept[1], kept[2], kept[3], kept[4]);
	} else {
		say(" out: %lx %lx %lx %lx %lx %lx", regs.rax, regs.rbx,
		    regs.rcx, regs.rdx, regs.rsi, regs.rdi);
		say(" r8 %lx fl %lx", regs.r8, regs.flags);
	}
	for (unsigned int k = 0; k < 512; k++)
		if (table[k])
			say(" table[%lx] %lx", (uint64_t)k, table[k]);
	say(" data %lx\n", sum_of(data));
}

static uint64_t outcome(const struct chance_insn *i, long r)
{
	uint64_t h = mix(0xcbf29ce484222325UL, (uint64_t)r);

	if (r != -1) {
		h = mix(mix(h, seen.rip), seen.cs | seen.ss << 32);
		h = mix(h, seen.rflags);
		if (seen.vec == 14)
			h = mix(h, seen.cr2);
	}
	if (i->flags & C_VAGUE)
		return h;
	if (r == -1) {
		h = mix(mix(mix(h, regs.rax), regs.rbx), regs.rcx);
		h = mix(mix(mix(h, regs.rdx), regs.rsi), regs.rdi);
		h = mix(mix(h, regs.r8), regs.flags);
	} else {
		h = mix(mix(h, seen.rax), seen.rsp);
		for (int k = 0; k < 5; k++)
			h = mix(h, kept[k]);
	}
	return mix(mix(h, sum_of(data)), sum_of(table));
}

static void round(const char *mode, bool user, unsigned int count)
{
	bool show = guest_option("detail", 0);
	struct chance_insn i;
	long r;

	for (unsigned int n = 0; n < count; n++) {
		chance_make(&chance, &i, user);
		prepare(&i);
		before = regs;
		if (show)
			detail_before(mode, n, &i);
		r = probe(user ? run_user : run_kernel, &regs);
		if (show)
			detail_after(r);
		answer(named(mode, "", n), (long)outcome(&i, r));
		restore();
	}
}

static void iopl(unsigned int level)
{
	hypercall(__HYPERVISOR_physdev_op, PHYSDEVOP_set_iopl,
		  &(struct physdev_set_iopl){ level });
}

void test_main(void)
{
	static struct trap_info more[] = {
		{ 0x20, 0, FLAT_KERNEL_CS, 0 }, { 0x80, 3, FLAT_KERNEL_CS, 0 },
		{ 0xff, 5, FLAT_KERNEL_CS, 0 }, { 0, 0, 0, 0 },
	};
	unsigned int count = (unsigned int)guest_option("count", 400);

	chance.state = guest_option("seed", 1) * 0x9e3779b97f4a7c15UL | 1;
	more[0].address = (unsigned long)stub_vec20;
	more[1].address = (unsigned long)stub_vec80;
	more[2].address = (unsigned long)stub_vecff;
	hypercall(__HYPERVISOR_set_trap_table, more);
	hypercall(__HYPERVISOR_set_callbacks, stub_event, stub_failsafe,
		  user_syscall);
	hypercall(__HYPERVISOR_stack_switch, 0xe02bUL, stack + sizeof(stack));
	mmuext1(MMUEXT_NEW_USER_BASEPTR, va_to_mfn(l4_table()), 0);
	update_va(table, va_to_mfn(table) << 12 | 0x65, UVMF_INVLPG);
	check("table", mmuext1(MMUEXT_PIN_L1_TABLE, va_to_mfn(table), 0), 0);
	trap_hook = keep_regs;
	round("kernel", false, count);
	round("user", true, count);
	iopl(1);
	round("kernel, iopl 1", false, count);
	round("user, iopl 1", true, count);
	iopl(3);
	round("user, iopl 3", true, count);
}
