/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Registers of the machine that dom0 may read only: what an entry to them
 * becomes, what stores of each kind and size to them do.
 */
#include "ask.h"

#define FLAGS	0x67UL

static uint8_t page[4096] __attribute__((aligned(4096)));
static uint8_t code[64] __attribute__((aligned(4096)));
static struct code_regs regs;

static const struct { const char *name; uint64_t frame; } places[] = {
	{ "HPET", 0xfed00 }, { "ECAM bus 0", 0xb0000 },
	{ "ECAM LPC", 0xb00f8 }, { "ECAM bus 255", 0xbffff },
	{ "I/O APIC", 0xfec00 }, { "local APIC", 0xfee00 },
	{ "behind HPET", 0xfed01 }, { "before ECAM", 0xaffff },
	{ "behind ECAM", 0xc0000 }, { "TPM", 0xfed40 },
};

static uint64_t *entry(void)
{
	uint64_t ma = l1_entry_ma(page);

	return (uint64_t *)((uint64_t)virt_base + (ma & 0xfff) +
			    (((uint64_t *)MACH2PHYS_VIRT_START)[ma >> 12]
			     << 12));
}

static void maps(void)
{
	for (unsigned int i = 0; i < sizeof(places) / sizeof(*places); i++)
		for (unsigned int rw = 0; rw < 2; rw++) {
			const char *n = named(places[i].name,
					      rw ? "to write" : "to read",
					      ~0UL);
			long r = update_va(page, places[i].frame << 12 | 0x65 |
					   rw << 1, UVMF_INVLPG);

			answer(n, r);
			if (!r)
				answer(named(n, "entry", ~0UL),
				       (long)(*entry() & 0xfff));
		}
}

#define I(...) sizeof((uint8_t[]){ __VA_ARGS__ }), { __VA_ARGS__ }

/* rbx: the place; rdi, too; rax: the value */
static const struct { const char *name; uint8_t len, bytes[12]; } stores[] = {
	{ "mov 4", I(0x89, 0x03) }, { "mov 1", I(0x88, 0x03) },
	{ "mov 2", I(0x66, 0x89, 0x03) }, { "mov 8", I(0x48, 0x89, 0x03) },
	{ "mov imm", I(0xc7, 0x03, 0x78, 0x56, 0x34, 0x12) },
	{ "mov imm 1", I(0xc6, 0x03, 0x78) },
	{ "mov 4 odd", I(0x89, 0x43, 0x01) },
	{ "mov 4 by 2", I(0x89, 0x43, 0x02) },
	{ "mov 2 odd", I(0x66, 0x89, 0x43, 0x01) },
	{ "mov 8 by 4", I(0x48, 0x89, 0x43, 0x04) },
	{ "stosd", I(0xab) }, { "stosb", I(0xaa) },
	{ "rep stosd 3", I(0xb9, 3, 0, 0, 0, 0xf3, 0xab) },
	{ "movsd", I(0xa5) },
	{ "movnti", I(0x0f, 0xc3, 0x03) },
	{ "xchg", I(0x87, 0x03) }, { "or", I(0x09, 0x03) },
	{ "add", I(0x01, 0x03) }, { "inc", I(0xff, 0x03) },
	{ "lock or", I(0xf0, 0x09, 0x03) },
	{ "bts", I(0x0f, 0xba, 0x2b, 0x01) },
	{ "cmpxchg", I(0x0f, 0xb1, 0x03) },
	{ "xadd", I(0x0f, 0xc1, 0x03) },
	{ "setz", I(0x0f, 0x94, 0x03) },
	{ "movbe", I(0x0f, 0x38, 0xf1, 0x03) },
	{ "pop", I(0x54, 0x8f, 0x03) },
	{ "movaps", I(0x0f, 0x29, 0x03) }, { "movq xmm", I(0x66, 0x0f, 0xd6, 0x03) },
	/* No x87 store: the distribution's Xen 4.17.7 panics at one. */
	{ "sldt", I(0x0f, 0x00, 0x03) },
};

static void run_kernel(void *p)
{
	code_run(p);
}

static void run_user(void *p)
{
	user_enter((void (*)(void *))code_run, p);
}

static long store(unsigned int i, bool user, uint64_t offset, uint64_t value)
{
	for (unsigned int k = 0; k < sizeof(code); k++)
		code[k] = k < stores[i].len ? stores[i].bytes[k] : 0xc3;
	regs = (struct code_regs){
		.flags = 2, .entry = code, .rax = value,
		.rbx = (uint64_t)page + offset, .rdi = (uint64_t)page + offset,
		.rsi = (uint64_t)code,
	};
	seen = (struct seen){ .vec = -1 };
	return probe(user ? run_user : run_kernel, &regs);
}

static uint32_t read32(uint64_t offset)
{
	return *(volatile uint32_t *)(page + offset);
}

/* In the LPC bridge: a scratch byte, its neighbours, one beyond 256. */
static void ecam(void)
{
	update_va(page, 0xb00f8UL << 12 | FLAGS, UVMF_INVLPG);
	answer("LPC is", read32(0));
	for (unsigned int i = 0; i < sizeof(stores) / sizeof(*stores); i++) {
		answer(named("ECAM,", stores[i].name, ~0UL),
		       store(i, false, 0x3c, 0x11223344));
		answer(named("ECAM cr2,", stores[i].name, ~0UL),
		       seen.vec == 14 ?
		       (long)(seen.cr2 - (uint64_t)page) : -1);
		answer(named("ECAM now,", stores[i].name, ~0UL), read32(0x3c));
		answer(named("ECAM rdi,", stores[i].name, ~0UL),
		       (long)(regs.rdi - (uint64_t)page));
		store(0, false, 0x3c, 0);
	}
	answer("ECAM, user", store(0, true, 0x3c, 0x55));
	answer("ECAM now, user", read32(0x3c));
	answer("ECAM, extended", store(0, false, 0x104, 0x55));
	answer("ECAM now, extended", read32(0x104));
	answer("ECAM, id", store(0, false, 0, 0x55));
	answer("ECAM now, id", read32(0));
}

static void hpet(void)
{
	update_va(page, 0xfed00UL << 12 | FLAGS, UVMF_INVLPG);
	answer("HPET is", read32(0));
	for (unsigned int i = 0; i < sizeof(stores) / sizeof(*stores); i++) {
		answer(named("HPET,", stores[i].name, ~0UL),
		       store(i, false, 0x100, 0x11223344));
		answer(named("HPET rdi,", stores[i].name, ~0UL),
		       (long)(regs.rdi - (uint64_t)page));
	}
	answer("HPET, user", store(0, true, 0x100, 0x55));
	answer("HPET, step", (regs.flags = 0, store(0, false, 0xff8, 0)));
	update_va(page, 0xfec00UL << 12 | FLAGS, UVMF_INVLPG);
	answer("I/O APIC, mov", store(0, false, 0, 0));
	answer("I/O APIC, mov 8", store(3, false, 0, 0));
}

void test_main(void)
{
	hypercall(__HYPERVISOR_set_callbacks, stub_event, stub_failsafe,
		  user_syscall);
	hypercall(__HYPERVISOR_stack_switch, 0xe02bUL,
		  (uint64_t)user_stack + 2048);
	mmuext1(MMUEXT_NEW_USER_BASEPTR, va_to_mfn(l4_table()), 0);
	vcpu0()->evtchn_upcall_mask = 1;
	maps();
	ecam();
	hpet();
}
