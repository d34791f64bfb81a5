/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * 16-bit code: segments of the guest's GDT and LDT with other sizes, bases
 * and limits; exceptions, emulation and the ways back from them.
 */
#include "ask.h"

#define CODE	0x10000UL
#define STACK	0x11000UL
#define DATA	0x12000UL
#define FLAGS	0x67UL
#define RO	0x65UL

static uint8_t code[4096] __attribute__((aligned(4096)));
static uint16_t stack[2048] __attribute__((aligned(4096)));
static uint16_t data[2048] __attribute__((aligned(4096)));
static uint64_t t1[512] __attribute__((aligned(4096)));
static uint64_t t2[512] __attribute__((aligned(4096)));
static uint64_t t3[512] __attribute__((aligned(4096)));
static uint64_t gdt[512] __attribute__((aligned(4096)));
static uint64_t ldt[512] __attribute__((aligned(4096)));

#define I(...) sizeof((uint8_t[]){ __VA_ARGS__ }), { __VA_ARGS__ }
/* access, flags (G D L AVL), base, limit */
#define SEG(access, flags, base, limit)					\
	((uint64_t)(access) << 40 | (uint64_t)(flags) << 52 |		\
	 ((uint64_t)(limit) & 0xffff) |					\
	 ((uint64_t)(limit) & 0xf0000) << 32 |				\
	 ((uint64_t)(base) & 0xffffff) << 16 |				\
	 ((uint64_t)(base) & 0xff000000) << 32)

enum { CODE16 = 1, CODE32, DATA16, STACK16, CODE16_FLAT, CODE32_SHORT,
	DATA_DOWN, CODE64, NR_SEGS };

static const uint64_t segs[NR_SEGS] = {
	[CODE16] = SEG(0xfb, 0, CODE, 0xfff),
	[CODE32] = SEG(0xfb, 4, CODE, 0xfff),
	[DATA16] = SEG(0xf3, 0, DATA, 0xfff),
	[STACK16] = SEG(0xf3, 0, STACK, 0xfff),
	[CODE16_FLAT] = SEG(0xfb, 8, 0, 0xfffff),
	[CODE32_SHORT] = SEG(0xfb, 4, CODE, 0x0f),
	[DATA_DOWN] = SEG(0xf7, 4, DATA, 0x7ff),
	[CODE64] = SEG(0xfb, 0xa, 0, 0xfffff),
};

/* bx, si, di: 0x100; ends at a ud2. */
static const struct code_case {
	const char *name;
	uint8_t len, bytes[15];
	uint64_t rax, rcx, rdx, rflags;
} cases[] = {
	{ "nop", I(0x90), 0, 0, 0, 0 },
	{ "inc ax", I(0x40), 0x1ffff, 0, 0, 0 },
	{ "read", I(0x8b, 0x07), 0, 0, 0, 0 },
	{ "write", I(0x89, 0x07), 0x1234, 0, 0, 0 },
	{ "read beyond", I(0x8b, 0x87, 0x00, 0x20), 0, 0, 0, 0 },
	{ "read at the end", I(0x8b, 0x87, 0xff, 0x0e), 0, 0, 0, 0 },
	{ "push", I(0x50), 0x55aa, 0, 0, 0 },
	{ "push 32", I(0x66, 0x50), 0x55aa, 0, 0, 0 },
	{ "push beyond", I(0x31, 0xe4, 0x50), 0x55aa, 0, 0, 0 },
	{ "int3", I(0xcc), 0, 0, 0, 0 },
	{ "icebp", I(0xf1), 0, 0, 0, 0 },
	{ "int 0x20", I(0xcd, 0x20), 0, 0, 0, 0 },
	{ "int 0x80", I(0xcd, 0x80), 0, 0, 0, 0 },
	{ "into", I(0xce), 0, 0, 0, 0x800 },
	{ "bound", I(0x62, 0x07), 9, 0, 0, 0 },
	{ "div by zero", I(0xf7, 0xf1), 9, 0, 0, 0 },
	{ "cli", I(0xfa), 0, 0, 0, 0 },
	{ "in", I(0xec), 0, 0, 0x80, 0 },
	{ "in ax", I(0xed), 0, 0, 0x80, 0 },
	{ "in eax", I(0x66, 0xed), 0, 0, 0x80, 0 },
	{ "in imm", I(0xe4, 0x80), 0, 0, 0, 0 },
	{ "out", I(0xee), 0, 0, 0x80, 0 },
	{ "outsb", I(0x6e), 0, 3, 0x80, 0 },
	{ "rep outsb", I(0xf3, 0x6e), 0, 3, 0x80, 0 },
	{ "insb", I(0x6c), 0, 3, 0xfff0, 0 },
	{ "rep insw", I(0xf3, 0x6d), 0, 3, 0xfff0, 0 },
	{ "67 insw", I(0x67, 0x6d), 0, 3, 0xfff0, 0 },
	{ "66 insd", I(0x66, 0x6d), 0, 3, 0xfff0, 0 },
	{ "rdmsr", I(0x0f, 0x32), 0, 0xc0000080, 0, 0 },
	{ "rdtsc", I(0x0f, 0x31, 0x31, 0xc0, 0x66, 0x31, 0xc0), 0, 0, 0, 0 },
	{ "cpuid", I(0x0f, 0xa2), 0x40000000, 0, 0, 0 },
	{ "ud2 xen cpuid", I(0x0f, 0x0b, 'x', 'e', 'n', 0x0f, 0xa2),
	  0x40000000, 0, 0, 0 },
	{ "mov cr0", I(0x0f, 0x20, 0xc0), 7, 0, 0, 0 },
	{ "clts", I(0x0f, 0x06), 0, 0, 0, 0 },
	{ "wbinvd", I(0x0f, 0x09), 0, 0, 0, 0 },
	{ "hlt", I(0xf4), 0, 0, 0, 0 },
	{ "lgdt", I(0x0f, 0x01, 0x17), 0, 0, 0, 0 },
	{ "sgdt", I(0x0f, 0x01, 0x07, 0x31, 0xc0, 0x89, 0x07, 0x89, 0x47, 2,
		    0x89, 0x47, 4), 0, 0, 0, 0 },
	{ "syscall", I(0x0f, 0x05), 17, 0, 0, 0 },
	{ "jump beyond", I(0xe9, 0x00, 0x20), 0, 0, 0, 0 },
	{ "far jump to 64", I(0xea, 0x00, 0x00, 0x43, 0x00), 0, 0, 0, 0 },
	{ "iret", I(0xcf), 0, 0, 0, 0 },
	{ "popf", I(0x68, 0xd7, 0x7e, 0x9d, 0x9c, 0x58), 0, 0, 0, 0 },
	{ "step", I(0x90, 0x90), 0, 0, 0, 0x100 },
	{ "stack from ss", I(0x89, 0xe5, 0x8b, 0x46, 0x00), 0, 0, 0, 0 },
	{ "lods", I(0xad), 0, 0, 0, 0 },
	{ "stos", I(0xab), 0x77, 0, 0, 0 },
};

static struct { uint64_t rax, r11, rcx, flags, rip, cs, rflags, rsp, ss; } f;

static bool kernel_stack;
static uint64_t operand = 0x100;

struct how { uint64_t cs, ss, ds, rip; };

static void enter(void *p)
{
	const struct code_case *c = p;

	f.rax = c->rax;
	f.rcx = c->rcx;
	f.r11 = 0;
	__asm__ volatile("mov %0, %%rsp; mov $23, %%eax; syscall"
			 : : "r"(&f), "b"(operand), "S"(operand),
			 "D"(operand), "d"(c->rdx));
}

static void one(const char *mode, const struct code_case *c,
		const struct how *h)
{
	char name[96];
	const char *n = named(mode, c->name, ~0UL);
	long r;

	for (unsigned int i = 0; i < sizeof(name); i++)
		if (!(name[i] = n[i]))
			break;
	for (unsigned int i = 0; i < sizeof(code); i += 2) {
		code[i] = 0x0f;
		code[i + 1] = 0x0b;
	}
	for (unsigned int i = 0; i < c->len; i++)
		code[i] = c->bytes[i];
	code[c->len] = 0x0f;
	code[c->len + 1] = 0x0b;
	for (unsigned int i = 0; i < 2048; i++)
		stack[i] = data[i] = 0;
	f.flags = 0;
	f.rip = h->rip;
	f.cs = h->cs;
	f.rflags = 0x202 | c->rflags;
	f.rsp = kernel_stack ? STACK + 0x800 : 0x800;
	f.ss = h->ss;
	__asm__ volatile("mov %0, %%ds; mov %0, %%es" : : "r"((uint32_t)h->ds));
	seen = (struct seen){ .vec = -1 };
	r = probe(enter, (void *)c);
	__asm__ volatile("xor %%eax, %%eax; mov %%eax, %%ds; mov %%eax, %%es;"
			 "cld" : : : "rax");
	answer(name, r);
	answer(named(name, "rip", ~0UL), (long)seen.rip);
	answer(named(name, "cs, ss", ~0UL),
	       (long)((seen.cs & 0xffffffff) | seen.ss << 32));
	answer(named(name, "rflags", ~0UL), (long)seen.rflags);
	answer(named(name, "rax", ~0UL), (long)seen.rax);
	/* The rest is the hypervisor's: an iret changes 16 bits of it. */
	answer(named(name, "sp", ~0UL), (long)(seen.rsp & 0xffff));
	answer(named(name, "data", ~0UL), data[0x80]);
	if (seen.vec == 14)
		answer(named(name, "cr2", ~0UL), (long)seen.cr2);
	vcpu0()->evtchn_upcall_mask = 1;
}

static void all(const char *mode, struct how h, unsigned int iopl)
{
	hypercall(__HYPERVISOR_physdev_op, PHYSDEVOP_set_iopl,
		  &(struct physdev_set_iopl){ iopl });
	for (unsigned int i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		/* It leaves the kernel without a stack, which ends it. */
		if (kernel_stack && cases[i].bytes[1] == 0xe4)
			continue;
		one(mode, &cases[i], &h);
	}
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

static void tables(void)
{
	uint64_t frame = va_to_mfn(gdt);

	for (unsigned int i = 1; i < NR_SEGS; i++)
		gdt[i] = ldt[i] = segs[i];
	update_va(gdt, va_to_mfn(gdt) << 12 | RO, UVMF_INVLPG);
	update_va(ldt, va_to_mfn(ldt) << 12 | RO, UVMF_INVLPG);
	answer("gdt", hypercall(__HYPERVISOR_set_gdt, &frame, 512UL));
	answer("ldt", mmuext1(MMUEXT_SET_LDT, (uint64_t)ldt, 512));
}

static void handlers(void)
{
	static struct trap_info t[3];

	t[0] = (struct trap_info){ 0x20, 3, FLAT_KERNEL_CS,
				   (unsigned long)stub_vec20 };
	t[1] = (struct trap_info){ 0x80, 3, FLAT_KERNEL_CS,
				   (unsigned long)stub_vec80 };
	hypercall(__HYPERVISOR_set_trap_table, t);
}

void test_main(void)
{
	const struct how plain = { CODE16 * 8 + 3, STACK16 * 8 + 3,
				   DATA16 * 8 + 3, 0 };
	struct how h = plain;

	hypercall(__HYPERVISOR_set_callbacks, stub_event, stub_failsafe,
		  user_syscall);
	hypercall(__HYPERVISOR_stack_switch, 0xe02bUL,
		  (uint64_t)user_stack + 2048);
	mmuext1(MMUEXT_NEW_USER_BASEPTR, va_to_mfn(l4_table()), 0);
	vcpu0()->evtchn_upcall_mask = 1;
	handlers();
	low_memory();
	tables();
	all("user16,", plain, 0);
	all("user16, iopl 3,", plain, 3);
	/* A kernel's frame needs a stack of 64 bits. */
	h.cs = CODE16 * 8;
	h.ss = 0xe02b;
	kernel_stack = true;
	all("kernel16,", h, 1);
	kernel_stack = false;
	h = (struct how){ CODE16 * 8 + 7, STACK16 * 8 + 7, DATA16 * 8 + 7, 0 };
	all("ldt16,", h, 3);
	h = plain;
	h.cs = CODE32 * 8 + 3;
	all("code32 with base,", h, 3);
	h.cs = CODE32_SHORT * 8 + 3;
	all("code32 cut short,", h, 3);
	h = plain;
	h.ds = DATA_DOWN * 8 + 3;
	all("data down,", h, 3);
	operand = 0x900;
	all("data down, above,", h, 3);
	operand = 0x100;
	h.ds = 0;
	all("no data,", h, 3);
	h = (struct how){ CODE64 * 8 + 3, STACK16 * 8 + 3, DATA16 * 8 + 3,
			  CODE };
	one("own code64, nop", &cases[0], &h);
	one("own code64, in", &cases[17], &h);
}
