/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * 32-bit code under a 64-bit kernel: exceptions, emulation, system calls from
 * compatibility mode, in the kernel's own mode and in the user's.
 */
#include "ask.h"

#include <xen/callback.h>

#define CODE	0x10000UL		/* where the pages are in low memory */
#define STACK	0x11000UL
#define DATA	0x12000UL
#define FLAGS	0x67UL
#define RO	0x65UL

static uint8_t code[4096] __attribute__((aligned(4096)));
static uint32_t stack[1024] __attribute__((aligned(4096)));
static uint32_t data[1024] __attribute__((aligned(4096)));
static uint64_t t1[512] __attribute__((aligned(4096)));
static uint64_t t2[512] __attribute__((aligned(4096)));
static uint64_t t3[512] __attribute__((aligned(4096)));

#define I(...) sizeof((uint8_t[]){ __VA_ARGS__ }), { __VA_ARGS__ }

/* ebx, esi, edi: data; ends at a ud2. */
static const struct compat_case {
	const char *name;
	uint8_t len, bytes[15];
	uint32_t rax, rcx, rdx, rflags;
} cases[] = {
	{ "nop", I(0x90), 0, 0, 0, 0 },
	{ "inc eax", I(0x40), 5, 0, 0, 0 },
	{ "ud2 xen cpuid", I(0x0f, 0x0b, 'x', 'e', 'n', 0x0f, 0xa2),
	  0x40000000, 0, 0, 0 },
	{ "cpuid", I(0x0f, 0xa2), 0x40000000, 0, 0, 0 },
	{ "int3", I(0xcc), 0, 0, 0, 0 },
	{ "int 3", I(0xcd, 3), 0, 0, 0, 0 },
	{ "icebp", I(0xf1), 0, 0, 0, 0 },
	{ "into, no overflow", I(0xce), 0, 0, 0, 0 },
	{ "into", I(0xce), 0, 0, 0, 0x800 },
	{ "int 4", I(0xcd, 4), 0, 0, 0, 0 },
	{ "int 0x20", I(0xcd, 0x20), 0, 0, 0, 0 },
	{ "int 0x80", I(0xcd, 0x80), 0, 0, 0, 0 },
	{ "int 0x82", I(0xcd, 0x82), 0, 0, 0, 0 },
	{ "int 0xff", I(0xcd, 0xff), 0, 0, 0, 0 },
	{ "syscall", I(0x0f, 0x05), 17, 0, 0, 0 },
	{ "sysenter", I(0x0f, 0x34), 17, 0, 0, 0 },
	{ "sysret", I(0x0f, 0x07), 0, 0, 0, 0 },
	{ "sysexit", I(0x0f, 0x35), 0, 0, 0, 0 },
	{ "bound, within", I(0x62, 0x03), 0, 0, 0, 0 },
	{ "bound, beyond", I(0x62, 0x03), 9, 0, 0, 0 },
	{ "aam 0", I(0xd4, 0), 9, 0, 0, 0 },
	{ "aam", I(0xd4, 10), 99, 0, 0, 0 },
	{ "daa", I(0x27), 0x1c, 0, 0, 0 },
	{ "salc", I(0xd6), 0x1c, 0, 0, 1 },
	{ "pusha popa", I(0x60, 0x61), 7, 0, 0, 0 },
	{ "push es, pop ds", I(0x06, 0x1f), 7, 0, 0, 0 },
	{ "mov ds, null", I(0x8e, 0xd8), 0, 0, 0, 0 },
	{ "read with null ds", I(0x8e, 0xd8, 0x8b, 0x03), 0, 0, 0, 0 },
	{ "fs read, null", I(0x8e, 0xe0, 0x64, 0x8b, 0x03), 0, 0, 0, 0 },
	{ "gs read, null", I(0x8e, 0xe8, 0x65, 0x8b, 0x03), 0, 0, 0, 0 },
	{ "mov ss, null", I(0x8e, 0xd0), 0, 0, 0, 0 },
	{ "mov ss, 3", I(0x8e, 0xd0), 3, 0, 0, 0 },
	{ "mov ss, ring 0", I(0x8e, 0xd0), 0xe010, 0, 0, 0 },
	{ "mov ds, code32", I(0x8e, 0xd8, 0x8b, 0x03), 0xe023, 0, 0, 0 },
	{ "write through code32", I(0x8e, 0xd8, 0x89, 0x03), 0xe023, 0, 0, 0 },
	{ "arpl", I(0x63, 0xc8), 0xe010, 3, 0, 0 },
	{ "lar", I(0x0f, 0x02, 0xc1), 7, 0xe023, 0, 0 },
	{ "read 0", I(0x8b, 0x00), 0, 0, 0, 0 },
	{ "read 0xfffff000", I(0x8b, 0x00), 0xfffff000, 0, 0, 0 },
	{ "read over the end", I(0x8b, 0x00), 0xfffffffe, 0, 0, 0 },
	{ "write 0x13000", I(0x89, 0x00), 0x13000, 0, 0, 0 },
	{ "write data", I(0x89, 0x03), 0x12345, 0, 0, 0 },
	{ "16-bit address", I(0x67, 0x8b, 0x07), 0, 0, 0, 0 },
	{ "jump to 0", I(0xff, 0xe0), 0, 0, 0, 0 },
	{ "jump to 4 GiB", I(0xff, 0xe0), 0xffffffff, 0, 0, 0 },
	{ "jump back over 0", I(0xe9, 0, 0, 0, 0x80), 0, 0, 0, 0 },
	{ "far jump to 64 bits", I(0xea, 0x00, 0x01, 1, 0, 0x33, 0xe0), 0, 0,
	  0, 0 },
	{ "far jump to ring 0", I(0xea, 0x00, 0x01, 1, 0, 0x08, 0xe0), 0, 0,
	  0, 0 },
	{ "far jump to data", I(0xea, 0x00, 0x01, 1, 0, 0x2b, 0xe0), 0, 0, 0,
	  0 },
	{ "far jump to null", I(0xea, 0x00, 0x01, 1, 0, 0, 0), 0, 0, 0, 0 },
	{ "far call to 64 bits", I(0x9a, 0x00, 0x01, 1, 0, 0x33, 0xe0), 0, 0,
	  0, 0 },
	{ "iret of zeroes", I(0xcf), 0, 0, 0, 0 },
	{ "cli", I(0xfa), 0, 0, 0, 0 },
	{ "sti", I(0xfb), 0, 0, 0, 0 },
	{ "hlt", I(0xf4), 0, 0, 0, 0 },
	{ "in al, 0x80", I(0xe4, 0x80), 0, 0, 0, 0 },
	{ "in al, dx", I(0xec), 0x1200, 0, 0x80, 0 },
	{ "in eax, dx 0xfff0", I(0xed), 0x1200, 0, 0xfff0, 0 },
	{ "in ax, dx 0xfff0", I(0x66, 0xed), 0x120000, 0, 0xfff0, 0 },
	{ "out 0x80, al", I(0xe6, 0x80), 0, 0, 0, 0 },
	{ "insb", I(0x6c), 0, 0, 0xfff0, 0 },
	{ "insd", I(0x6d), 0, 0, 0xfff0, 0 },
	{ "rep insb 3", I(0xf3, 0x6c), 0, 3, 0xfff0, 0 },
	{ "outsb", I(0x6e), 0, 0, 0x80, 0 },
	{ "rep outsb 3", I(0xf3, 0x6e), 0, 3, 0x80, 0 },
	{ "fs outsb, null", I(0x64, 0x6e), 0, 3, 0x80, 0 },
	{ "67 outsb", I(0x67, 0x6e), 0, 3, 0x80, 0 },
	{ "inc eax, cli", I(0x40, 0xfa), 0, 0, 0, 0 },
	{ "inc eax, in", I(0x40, 0xec), 0, 0, 0x80, 0 },
	{ "rdmsr", I(0x0f, 0x32), 0, 0xc0000080, 0, 0 },
	{ "rdtsc", I(0x0f, 0x31, 0x31, 0xc0, 0x31, 0xd2), 0, 0, 0, 0 },
	{ "wbinvd", I(0x0f, 0x09), 0, 0, 0, 0 },
	{ "clts", I(0x0f, 0x06), 0, 0, 0, 0 },
	{ "mov eax, cr0", I(0x0f, 0x20, 0xc0), 7, 0, 0, 0 },
	{ "mov eax, dr7", I(0x0f, 0x21, 0xf8), 7, 0, 0, 0 },
	{ "lgdt", I(0x0f, 0x01, 0x13), 7, 0, 0, 0 },
	{ "swapgs", I(0x0f, 0x01, 0xf8), 7, 0, 0, 0 },
	{ "xsetbv", I(0x0f, 0x01, 0xd1), 3, 0, 0, 0 },
	{ "vmcall", I(0x0f, 0x01, 0xc1), 3, 0, 0, 0 },
	{ "popf all", I(0x68, 0xd7, 0x7e, 0x24, 0, 0x9d, 0x9c, 0x58, 0x6a, 2,
			0x9d), 0, 0, 0, 0 },
	{ "lock inc eax", I(0xf0, 0x40), 0, 0, 0, 0 },
	{ "vex", I(0xc5, 0xf8, 0x77), 0, 0, 0, 0 },
	{ "fninit", I(0xdb, 0xe3), 0, 0, 0, 0 },
};

static struct { uint64_t rax, r11, rcx, flags, rip, cs, rflags, rsp, ss; } f;

static uint64_t iret_ss = 0xe02b;
static uint64_t lost_ds;	/* a selector whose table goes away */

static void lose_ds(void)
{
	__asm__ volatile("mov %0, %%ds" : : "r"((uint32_t)lost_ds));
	mmuext1(MMUEXT_SET_LDT, 0x1000, 1024);
}

static void enter(void *p)
{
	const struct compat_case *c = p;
	uint64_t eax = c->rax, ecx = c->rcx;

	f.rax = eax;
	f.rcx = ecx;
	f.r11 = 0;
	__asm__ volatile("mov %0, %%rsp; mov $23, %%eax; syscall"
			 : : "r"(&f), "b"(DATA), "S"(DATA), "D"(DATA),
			 "d"((uint64_t)c->rdx));
}

static void segments_null(void)
{
	__asm__ volatile("mov %0, %%ds; mov %0, %%es" : : "r"(0xe02b));
	__asm__ volatile("xor %%eax, %%eax; mov %%eax, %%fs; mov %%eax, %%gs"
			 : : : "rax");
}

static void one(const char *who, const struct compat_case *c, uint64_t cs)
{
	char mode[64];
	long r;

	if (c->bytes[0] == 0x0f && c->bytes[1] == 0x34 &&
	    sysenter_is_fatal((cs & 3) != 3))
		return;
	/* who may be one of named()'s own. */
	for (unsigned int i = 0; i < sizeof(mode); i++) {
		mode[i] = who[i];
		if (!who[i])
			break;
	}

	for (unsigned int i = 0; i < sizeof(code); i += 2) {
		code[i] = 0x0f;
		code[i + 1] = 0x0b;
	}
	for (unsigned int i = 0; i < c->len; i++)
		code[i] = c->bytes[i];
	code[c->len] = 0x0f;
	code[c->len + 1] = 0x0b;
	for (unsigned int i = 0; i < 64; i++)
		data[i] = 0;
	data[1] = 5;
	for (unsigned int i = 0; i < 1024; i++)
		stack[i] = 0;
	f.flags = 0;
	f.rip = CODE;
	f.cs = cs;
	f.rflags = 0x202 | c->rflags;
	f.rsp = STACK + 2048;
	f.ss = iret_ss;
	segments_null();
	if (lost_ds)
		lose_ds();
	seen = (struct seen){ .vec = -1 };
	r = probe(enter, (void *)c);
	__asm__ volatile("xor %%eax, %%eax; mov %%eax, %%ds; mov %%eax, %%es;"
			 "cld" : : : "rax");
	answer(named(mode, c->name, ~0UL), r);
	answer(named(named(mode, c->name, ~0UL), "rip", ~0UL), (long)seen.rip);
	answer(named(named(mode, c->name, ~0UL), "cs, ss", ~0UL),
	       (long)((seen.cs & 0xffffffff) | seen.ss << 32));
	answer(named(named(mode, c->name, ~0UL), "rflags", ~0UL),
	       (long)seen.rflags);
	answer(named(named(mode, c->name, ~0UL), "rax", ~0UL), (long)seen.rax);
	answer(named(named(mode, c->name, ~0UL), "rsp", ~0UL), (long)seen.rsp);
	answer(named(named(mode, c->name, ~0UL), "data", ~0UL), data[0]);
	if (seen.vec == 14)
		answer(named(named(mode, c->name, ~0UL), "cr2", ~0UL),
		       (long)seen.cr2);
	vcpu0()->evtchn_upcall_mask = 1;
}

static void all(const char *mode, uint64_t cs, unsigned int iopl)
{
	hypercall(__HYPERVISOR_physdev_op, PHYSDEVOP_set_iopl,
		  &(struct physdev_set_iopl){ iopl });
	for (unsigned int i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		one(mode, &cases[i], cs);
}

static void low_memory(void)
{
	uint64_t *tables[] = { t1, t2, t3 };

	t1[CODE >> 12] = va_to_mfn(code) << 12 | FLAGS;
	t1[STACK >> 12] = va_to_mfn(stack) << 12 | FLAGS;
	t1[DATA >> 12] = va_to_mfn(data) << 12 | FLAGS;
	t2[0] = va_to_mfn(t1) << 12 | FLAGS;
	t3[0] = va_to_mfn(t2) << 12 | FLAGS;
	for (int i = 0; i < 3; i++)
		update_va(tables[i], va_to_mfn(tables[i]) << 12 | RO,
			  UVMF_INVLPG);
	answer("low memory", mmu_update1(va_to_mfn(l4_table()) << 12,
					 va_to_mfn(t3) << 12 | FLAGS));
}

static long callback(unsigned int type, uint64_t rip, unsigned int flags)
{
	struct callback_register r = {
		.type = (uint16_t)type, .flags = (uint16_t)flags,
		.address = rip,
	};

	return hypercall(__HYPERVISOR_callback_op, CALLBACKOP_register, &r);
}

static void system_calls(const char *mode)
{
	static const struct compat_case some[] = {
		{ "syscall", I(0x0f, 0x05), 17, 0, 0, 0 },
		{ "syscall, odd flags", I(0x0f, 0x05), 17, 0, 0, 0x4cd5 },
		{ "sysenter", I(0x0f, 0x34), 17, 0, 0, 0 },
		{ "sysenter, odd flags", I(0x0f, 0x34), 17, 0, 0, 0x4cd5 },
		{ "int 0x80", I(0xcd, 0x80), 17, 0, 0, 0 },
	};

	for (unsigned int i = 0; i < sizeof(some) / sizeof(*some); i++) {
		vcpu0()->evtchn_upcall_mask = 0;
		one(named(mode, "user32,", ~0UL), &some[i], 0xe023);
		one(named(mode, "kernel32,", ~0UL), &some[i], 0xe020);
	}
}

/* ---- segments in an LDT whose page nobody has looked at yet ---- */

static uint64_t ldt[1024] __attribute__((aligned(4096)));

static void ldt_set(uint64_t at, unsigned long entries)
{
	mmuext1(MMUEXT_SET_LDT, 0, 0);
	mmuext1(MMUEXT_SET_LDT, at, entries);
}

/* A string instruction with a segment that is loaded, but nowhere to be read. */
static void lost_segment(void)
{
	static const struct compat_case some[] = {
		{ "outsb", I(0x6e), 0, 3, 0x80, 0 },
		{ "insb", I(0x6c), 0, 3, 0xfff0, 0 },
		{ "read", I(0x8b, 0x03), 0, 3, 0xfff0, 0 },
	};

	hypercall(__HYPERVISOR_physdev_op, PHYSDEVOP_set_iopl,
		  &(struct physdev_set_iopl){ 3 });
	lost_ds = 5 * 8 + 7;
	for (unsigned int i = 0; i < sizeof(some) / sizeof(*some); i++) {
		ldt_set((uint64_t)ldt, 1024);
		one("ds lost, user,", &some[i], 0xe023);
		ldt_set((uint64_t)ldt, 1024);
		one("ds lost, kernel,", &some[i], 0xe020);
	}
	lost_ds = 0;
}

static void ldt_segments(void)
{
	static const struct compat_case out = { "nop", I(0x90), 0, 0, 0, 0 };
	static const struct { const char *name; uint16_t cs; } ways[] = {
		{ "ldt code32 user,", 4 * 8 + 7 },
		{ "ldt code32 kernel,", 4 * 8 + 4 },
				{ "ldt not present,", 6 * 8 + 7 },
		{ "ldt second page,", 516 * 8 + 7 },
		{ "ldt beyond,", 1024 * 8 + 7 },
	};

	ldt[4] = ldt[516] = 0x00cffb000000ffff;
	ldt[5] = 0x00cff3000000ffff;
	ldt[6] = 0x00cf7b000000ffff;
	update_va(ldt, va_to_mfn(ldt) << 12 | RO, UVMF_INVLPG);
	for (unsigned int i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		ldt_set((uint64_t)ldt, 1024);
		one(ways[i].name, &out, ways[i].cs);
		/* One that is not to be had at all. */
		ldt_set(0x1000, 1024);
		one(named("nowhere,", ways[i].name, ~0UL), &out, ways[i].cs);
	}
	ldt_set((uint64_t)ldt, 1024);
	iret_ss = 5 * 8 + 7;
	one("ldt ss,", &out, 0xe023);
	ldt_set((uint64_t)ldt, 1024);
	one("ldt ss in kernel,", &out, 0xe030);
	iret_ss = 4 * 8 + 7;
	one("ldt code ss,", &out, 0xe023);
	iret_ss = 0xe02b;
	lost_segment();
	mmuext1(MMUEXT_SET_LDT, 0, 0);
}

void test_main(void)
{
	static struct trap_info t[3];

	hypercall(__HYPERVISOR_set_callbacks, stub_event, stub_failsafe,
		  user_syscall);
	hypercall(__HYPERVISOR_stack_switch, 0xe02bUL,
		  (uint64_t)user_stack + 2048);
	mmuext1(MMUEXT_NEW_USER_BASEPTR, va_to_mfn(l4_table()), 0);
	vcpu0()->evtchn_upcall_mask = 1;
	low_memory();
	all("kernel32,", 0xe020, 0);
	all("user32,", 0xe023, 0);
	t[0] = (struct trap_info){ 0x80, 3, FLAT_KERNEL_CS,
				   (unsigned long)stub_vec80 };
	t[1] = (struct trap_info){ 0x20, 0, FLAT_KERNEL_CS,
				   (unsigned long)stub_vec20 };
	hypercall(__HYPERVISOR_set_trap_table, t);
	all("kernel32, iopl 1,", 0xe020, 1);
	all("user32, iopl 3,", 0xe023, 3);
	answer("syscall32", callback(CALLBACKTYPE_syscall32,
				     (uint64_t)stub_syscall32, 0));
	answer("sysenter", callback(CALLBACKTYPE_sysenter,
				    (uint64_t)stub_sysenter, 0));
	system_calls("registered,");
	callback(CALLBACKTYPE_syscall32, (uint64_t)stub_syscall32,
		 CALLBACKF_mask_events);
	callback(CALLBACKTYPE_sysenter, (uint64_t)stub_sysenter,
		 CALLBACKF_mask_events);
	system_calls("masked,");
	callback(CALLBACKTYPE_syscall32, 0, 0);
	callback(CALLBACKTYPE_sysenter, 0, 0);
	system_calls("taken back,");
	ldt_segments();
}
