/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Single instructions in the guest's kernel, with I/O privilege, and in user
 * mode: which exception, where it points, what the registers hold.
 */
#include "guest.h"

static uint8_t code[64] __attribute__((aligned(4096)));
static uint64_t data[512] __attribute__((aligned(4096)));

struct insn_case {
	const char *name;
	uint8_t len, bytes[15];
	uint64_t rax, rcx, rdx;
	uint8_t what;			/* SHOW, USER */
};

#define SHOW	1			/* rax afterwards, too */
#define USER	2			/* would end a kernel */

#define HOLE	0xffff830000000000UL	/* the hypervisor's space */
#define NONCANON 0x0000900000000000UL
#define NONE	0x1000UL		/* nothing there */

#define I(...) sizeof((uint8_t[]){ __VA_ARGS__ }), { __VA_ARGS__ }

/* rbx, rsi and rdi point to zeroed data. */
static const struct insn_case cases[] = {
	{ "nop", I(0x90), 0, 0, 0, 0 },
	{ "ud2", I(0x0f, 0x0b), 0, 0, 0, 0 },
	{ "ud1", I(0x0f, 0xb9, 0xc0), 0, 0, 0, 0 },
	{ "ud0", I(0x0f, 0xff, 0xc0), 0, 0, 0, 0 },
	{ "ud2 xen cpuid 0x40000000", I(0x0f, 0x0b, 'x', 'e', 'n', 0x0f, 0xa2),
	  0x40000000, 0, 0, SHOW },
	{ "ud2 xen nop", I(0x0f, 0x0b, 'x', 'e', 'n', 0x90), 0, 0, 0, 0 },
	{ "ud2 xen rdtsc", I(0x0f, 0x0b, 'x', 'e', 'n', 0x0f, 0x31), 0, 0, 0,
	  0 },
	{ "ud2 xen rep cpuid", I(0x0f, 0x0b, 'x', 'e', 'n', 0xf3, 0x0f, 0xa2),
	  0, 0, 0, 0 },
	{ "int3", I(0xcc), 0, 0, 0, 0 },
	{ "int 3", I(0xcd, 3), 0, 0, 0, 0 },
	{ "int 4", I(0xcd, 4), 0, 0, 0, 0 },
	{ "int1", I(0xf1), 0, 0, 0, 0 },
	{ "into", I(0xce), 0, 0, 0, 0 },
	{ "int 0", I(0xcd, 0), 0, 0, 0, 0 },
	{ "int 1", I(0xcd, 1), 0, 0, 0, 0 },
	{ "int 2", I(0xcd, 2), 0, 0, 0, 0 },
	{ "int 6", I(0xcd, 6), 0, 0, 0, 0 },
	{ "int 8", I(0xcd, 8), 0, 0, 0, 0 },
	{ "int 0x0d", I(0xcd, 0x0d), 0, 0, 0, 0 },
	{ "int 0x20", I(0xcd, 0x20), 0, 0, 0, 0 },
	{ "int 0x21", I(0xcd, 0x21), 0, 0, 0, 0 },
	{ "int 0x80", I(0xcd, 0x80), 0, 0, 0, 0 },
	{ "int 0x82", I(0xcd, 0x82), 0, 0, 0, 0 },
	{ "int 0xff", I(0xcd, 0xff), 0, 0, 0, 0 },
	{ "hlt with an event pending", I(0x90), 0, 0, 0, 0 },
	{ "cli", I(0xfa), 0, 0, 0, 0 },
	{ "sti", I(0xfb), 0, 0, 0, 0 },
	{ "clts", I(0x0f, 0x06), 0, 0, 0, 0 },
	{ "invd", I(0x0f, 0x08), 0, 0, 0, 0 },
	{ "wbinvd", I(0x0f, 0x09), 0, 0, 0, 0 },
	{ "wbnoinvd", I(0xf3, 0x0f, 0x09), 0, 0, 0, 0 },
	{ "lock wbinvd", I(0xf0, 0x0f, 0x09), 0, 0, 0, 0 },
	{ "invlpg", I(0x0f, 0x01, 0x3b), 0, 0, 0, 0 },
	{ "invlpg hole", I(0x0f, 0x01, 0x38), HOLE, 0, 0, 0 },
	{ "invlpg non-canonical", I(0x0f, 0x01, 0x38), NONCANON, 0, 0, 0 },
	{ "sgdt", I(0x0f, 0x01, 0x03), 0, 0, 0, 0 },
	{ "sidt", I(0x0f, 0x01, 0x0b), 0, 0, 0, 0 },
	{ "lgdt", I(0x0f, 0x01, 0x13), 0, 0, 0, 0 },
	{ "lidt", I(0x0f, 0x01, 0x1b), 0, 0, 0, 0 },
	{ "smsw", I(0x0f, 0x01, 0xe0), 0, 0, 0, SHOW },
	{ "lmsw", I(0x0f, 0x01, 0xf0), 0x33, 0, 0, 0 },
	{ "swapgs", I(0x0f, 0x01, 0xf8), 0, 0, 0, 0 },
	{ "rdtscp", I(0x0f, 0x01, 0xf9), 0, 0, 0, 0 },
	{ "monitor", I(0x0f, 0x01, 0xc8), 0, 0, 0, 0 },
	{ "mwait", I(0x0f, 0x01, 0xc9), 0, 0, 0, 0 },
	{ "clac", I(0x0f, 0x01, 0xca), 0, 0, 0, 0 },
	{ "stac", I(0x0f, 0x01, 0xcb), 0, 0, 0, 0 },
	{ "xgetbv 0", I(0x0f, 0x01, 0xd0), 0, 0, 0, SHOW },
	{ "xgetbv 1", I(0x0f, 0x01, 0xd0), 0, 1, 0, 0 },
	{ "xgetbv 2", I(0x0f, 0x01, 0xd0), 0, 2, 0, 0 },
	{ "xsetbv 0=0", I(0x0f, 0x01, 0xd1), 0, 0, 0, 0 },
	{ "xsetbv 0=1", I(0x0f, 0x01, 0xd1), 1, 0, 0, 0 },
	{ "xsetbv 0=3", I(0x0f, 0x01, 0xd1), 3, 0, 0, 0 },
	{ "xsetbv 0=5", I(0x0f, 0x01, 0xd1), 5, 0, 0, 0 },
	{ "xsetbv 0=7", I(0x0f, 0x01, 0xd1), 7, 0, 0, 0 },
	{ "xsetbv 0=0xf", I(0x0f, 0x01, 0xd1), 0xf, 0, 0, 0 },
	{ "xsetbv 0=1<<32", I(0x0f, 0x01, 0xd1), 3, 0, 1, 0 },
	{ "xsetbv 0=1<<62", I(0x0f, 0x01, 0xd1), 3, 0, 0x40000000, 0 },
	{ "xsetbv 0=1<<63", I(0x0f, 0x01, 0xd1), 3, 0, 0x80000000, 0 },
	{ "xsetbv 1=0", I(0x0f, 0x01, 0xd1), 0, 1, 0, 0 },
	{ "xsetbv 0=3 again", I(0x0f, 0x01, 0xd1), 3, 0, 0, 0 },
	{ "vmcall", I(0x0f, 0x01, 0xc1), 0, 0, 0, 0 },
	{ "vmlaunch", I(0x0f, 0x01, 0xc2), 0, 0, 0, 0 },
	{ "vmmcall", I(0x0f, 0x01, 0xd9), 0, 0, 0, 0 },
	{ "vmrun", I(0x0f, 0x01, 0xd8), 0, 0, 0, 0 },
	{ "clgi", I(0x0f, 0x01, 0xdd), 0, 0, 0, 0 },
	{ "stgi", I(0x0f, 0x01, 0xdc), 0, 0, 0, 0 },
	{ "skinit", I(0x0f, 0x01, 0xde), 0, 0, 0, 0 },
	{ "invlpga", I(0x0f, 0x01, 0xdf), 0, 0, 0, 0 },
	{ "rdpkru", I(0x0f, 0x01, 0xee), 0, 0, 0, 0 },
	{ "sldt", I(0x0f, 0x00, 0xc0), 0, 0, 0, SHOW },
	{ "str", I(0x0f, 0x00, 0xc8), 0, 0, 0, SHOW },
	{ "lldt", I(0x0f, 0x00, 0xd0), 0, 0, 0, 0 },
	{ "ltr", I(0x0f, 0x00, 0xd8), 0xe040, 0, 0, 0 },
	{ "lar null", I(0x0f, 0x02, 0xc1), 7, 0, 0, SHOW },
	{ "lar cs64", I(0x0f, 0x02, 0xc1), 7, 0xe033, 0, SHOW },
	{ "lar cs32", I(0x0f, 0x02, 0xc1), 7, 0xe023, 0, SHOW },
	{ "lar ds", I(0x0f, 0x02, 0xc1), 7, 0xe02b, 0, SHOW },
	{ "lar ring 0 cs", I(0x0f, 0x02, 0xc1), 7, 0xe008, 0, SHOW },
	{ "lar tss", I(0x0f, 0x02, 0xc1), 7, 0xe040, 0, SHOW },
	{ "lar guest gdt", I(0x0f, 0x02, 0xc1), 7, 0x10, 0, SHOW },
	{ "lar beyond", I(0x0f, 0x02, 0xc1), 7, 0xfff8, 0, SHOW },
	{ "lsl cs64", I(0x0f, 0x03, 0xc1), 7, 0xe033, 0, SHOW },
	{ "lsl per-cpu", I(0x0f, 0x03, 0xc1), 7, 0xe078, 0, SHOW },
	{ "lsl 0xe060", I(0x0f, 0x03, 0xc1), 7, 0xe063, 0, SHOW },
	{ "lsl 0xe068", I(0x0f, 0x03, 0xc1), 7, 0xe06b, 0, SHOW },
	{ "syscall in kernel 63", I(0x0f, 0x05), 63, 0, 0, SHOW },
	{ "sysret", I(0x0f, 0x07), 0, 0xffffffff80100000, 0, 0 },
	{ "rdpmc 0", I(0x0f, 0x33), 0, 0, 0, 0 },
	{ "rsm", I(0x0f, 0xaa), 0, 0, 0, 0 },
	{ "getsec", I(0x0f, 0x37), 0, 0, 0, 0 },
	{ "mov cr0,rax", I(0x0f, 0x20, 0xc0), 0, 0, 0, SHOW },
	{ "mov cr1,rax", I(0x0f, 0x20, 0xc8), 0, 0, 0, 0 },
	{ "mov cr2,rax", I(0x0f, 0x20, 0xd0), 0, 0, 0, 0 },
	{ "mov cr4,rax", I(0x0f, 0x20, 0xe0), 0, 0, 0, SHOW },
	{ "mov cr5,rax", I(0x0f, 0x20, 0xe8), 0, 0, 0, 0 },
	{ "mov cr8,rax", I(0x44, 0x0f, 0x20, 0xc0), 0, 0, 0, 0 },
	{ "mov rax,cr8", I(0x44, 0x0f, 0x22, 0xc0), 0, 0, 0, 0 },
	{ "mov cr0 with mod 0", I(0x0f, 0x20, 0x00), 0, 0, 0, SHOW },
	{ "mov rax,cr0 zero", I(0x0f, 0x22, 0xc0), 0, 0, 0, 0 },
	{ "mov rax,cr0 ~0", I(0x0f, 0x22, 0xc0), ~0UL, 0, 0, 0 },
	{ "mov cr0,rax after", I(0x0f, 0x20, 0xc0), 0, 0, 0, SHOW },
	{ "mov rax,cr0 no TS", I(0x0f, 0x22, 0xc0), 0x80050033, 0, 0, 0 },
	{ "mov rax,cr2", I(0x0f, 0x22, 0xd0), 0x123456789, 0, 0, 0 },
	{ "mov cr2,rax after", I(0x0f, 0x20, 0xd0), 0, 0, 0, SHOW },
	{ "mov rax,cr2 non-canonical", I(0x0f, 0x22, 0xd0), NONCANON, 0, 0,
	  0 },
	{ "mov rax,cr3 zero", I(0x0f, 0x22, 0xd8), 0, 0, 0, 0 },
	{ "mov rax,cr3 high", I(0x0f, 0x22, 0xd8), 0xfffffffff000, 0, 0,
	  0 },
	{ "mov rax,cr4 zero", I(0x0f, 0x22, 0xe0), 0, 0, 0, 0 },
	{ "mov rax,cr4 ~0", I(0x0f, 0x22, 0xe0), ~0UL, 0, 0, 0 },
	{ "mov rax,cr4 bit 31", I(0x0f, 0x22, 0xe0), 0x80000000, 0, 0, 0 },
	{ "mov rax,cr4 tsd", I(0x0f, 0x22, 0xe0), 4, 0, 0, 0 },
	{ "mov rax,cr4 de", I(0x0f, 0x22, 0xe0), 8, 0, 0, 0 },
	{ "mov rax,cr4 pae|fxsr", I(0x0f, 0x22, 0xe0), 0x620, 0, 0, 0 },
	{ "mov cr4,rax after", I(0x0f, 0x20, 0xe0), 0, 0, 0, SHOW },
	{ "mov rax,cr1", I(0x0f, 0x22, 0xc8), 0, 0, 0, 0 },
	{ "mov dr0,rax", I(0x0f, 0x21, 0xc0), 7, 0, 0, SHOW },
	{ "mov dr4,rax", I(0x0f, 0x21, 0xe0), 7, 0, 0, SHOW },
	{ "mov dr5,rax", I(0x0f, 0x21, 0xe8), 7, 0, 0, SHOW },
	{ "mov dr6,rax", I(0x0f, 0x21, 0xf0), 7, 0, 0, SHOW },
	{ "mov dr7,rax", I(0x0f, 0x21, 0xf8), 7, 0, 0, SHOW },
	{ "mov rax,dr6 ~0", I(0x0f, 0x23, 0xf0), ~0UL, 0, 0, 0 },
	{ "mov rax,dr6 ~0u", I(0x0f, 0x23, 0xf0), 0xffffffff, 0, 0, 0 },
	{ "mov dr6,rax after", I(0x0f, 0x21, 0xf0), 7, 0, 0, SHOW },
	{ "mov rax,dr6 0", I(0x0f, 0x23, 0xf0), 0, 0, 0, 0 },
	{ "mov dr6,rax after 0", I(0x0f, 0x21, 0xf0), 7, 0, 0, SHOW },
	{ "mov rax,dr7 ~0", I(0x0f, 0x23, 0xf8), ~0UL, 0, 0, 0 },
	{ "mov rax,dr7 gd", I(0x0f, 0x23, 0xf8), 0x2400, 0, 0, 0 },
	{ "mov dr7,rax after", I(0x0f, 0x21, 0xf8), 7, 0, 0, SHOW },
	{ "mov rax,dr7 0", I(0x0f, 0x23, 0xf8), 0, 0, 0, 0 },
	{ "mov dr7,rax after 0", I(0x0f, 0x21, 0xf8), 7, 0, 0, SHOW },
	{ "mov rax,dr0 hole", I(0x0f, 0x23, 0xc0), HOLE, 0, 0, 0 },
	{ "mov rax,dr0 non-canonical", I(0x0f, 0x23, 0xc0), NONCANON, 0, 0,
	  0 },
	{ "mov rax,dr0", I(0x0f, 0x23, 0xc0), 0x5000, 0, 0, 0 },
	{ "mov dr0,rax after", I(0x0f, 0x21, 0xc0), 7, 0, 0, SHOW },
	{ "mov rax,dr0 0", I(0x0f, 0x23, 0xc0), 0, 0, 0, 0 },
	{ "mov dr8,rax", I(0x44, 0x0f, 0x21, 0xc0), 7, 0, 0, SHOW },
	{ "in al,0x80", I(0xe4, 0x80), 0, 0, 0, 0 },
	{ "in al,dx", I(0xec), 0, 0, 0x80, 0 },
	{ "in eax,dx", I(0xed), ~0UL, 0, 0xcf8, SHOW },
	{ "in ax,dx", I(0x66, 0xed), ~0UL, 0, 0xcfa, SHOW },
	{ "in al,dx cmos", I(0xec), ~0UL, 0, 0x70, 0 },
	{ "in al,dx pit", I(0xec), ~0UL, 0, 0x42, 0 },
	{ "in al,dx pic", I(0xec), ~0UL, 0, 0x21, SHOW },
	{ "in al,dx 0x61", I(0xec), ~0UL, 0, 0x61, 0 },
	{ "in al,dx com1", I(0xec), ~0UL, 0, 0x3fd, SHOW },
	{ "in al,dx 0x92", I(0xec), ~0UL, 0, 0x92, SHOW },
	{ "in eax,dx 0xffff", I(0xed), ~0UL, 0, 0xffff, 0 },
	{ "in ax,dx 0xffff", I(0x66, 0xed), ~0UL, 0, 0xffff, 0 },
	{ "in al,dx 0xffff", I(0xec), ~0UL, 0, 0xffff, SHOW },
	{ "in eax,dx pci data", I(0xed), 0, 0, 0xcfc, 0 },
	{ "out al,0x80", I(0xe6, 0x80), 0, 0, 0, 0 },
	{ "out eax,dx cf8", I(0xef), 0x80000000, 0, 0xcf8, 0 },
	{ "in eax,dx cf8 after", I(0xed), ~0UL, 0, 0xcf8, SHOW },
	{ "in eax,dx cfc host bridge", I(0xed), ~0UL, 0, 0xcfc, SHOW },
	{ "in ax,dx cfe host bridge", I(0x66, 0xed), ~0UL, 0, 0xcfe, SHOW },
	{ "in al,dx cf9", I(0xec), ~0UL, 0, 0xcf9, SHOW },
	{ "insb", I(0x6c), 0, 0, 0x80, 0 },
	{ "outsb", I(0x6e), 0, 0, 0x80, 0 },
	{ "rep outsb 0", I(0xf3, 0x6e), 0, 0, 0x80, 0 },
	{ "rep outsb 5", I(0xf3, 0x6e), 0, 5, 0x80, 0 },
	{ "rep insw 5", I(0xf3, 0x66, 0x6d), 0, 5, 0x80, 0 },
	{ "lock outsb", I(0xf0, 0x6e), 0, 0, 0x80, 0 },
	{ "lock cli", I(0xf0, 0xfa), 0, 0, 0, 0 },
	{ "lock mov cr0,rax", I(0xf0, 0x0f, 0x20, 0xc0), 0, 0, 0, 0 },
	{ "rep in al,dx", I(0xf3, 0xec), 0, 0, 0x80, 0 },
	{ "rep clts", I(0xf3, 0x0f, 0x06), 0, 0, 0, 0 },
	{ "66 clts", I(0x66, 0x0f, 0x06), 0, 0, 0, 0 },
	{ "fs clts", I(0x64, 0x0f, 0x06), 0, 0, 0, 0 },
	{ "rex clts", I(0x48, 0x0f, 0x06), 0, 0, 0, 0 },
	{ "rex 66 clts", I(0x48, 0x66, 0x0f, 0x06), 0, 0, 0, 0 },
	{ "repnz rdmsr", I(0xf2, 0x0f, 0x32), 0, 0xc0000100, 0, 0 },
	{ "rdmsr fs base", I(0x0f, 0x32), 7, 0xc0000100, 0, SHOW },
	{ "rdmsr efer", I(0x0f, 0x32), 7, 0xc0000080, 0, SHOW },
	{ "rdtsc", I(0x0f, 0x31), 7, 0, 0, 0 },
	{ "rdfsbase", I(0xf3, 0x48, 0x0f, 0xae, 0xc0), 7, 0, 0, SHOW },
	{ "rdgsbase", I(0xf3, 0x48, 0x0f, 0xae, 0xc8), 7, 0, 0, SHOW },
	{ "wrfsbase", I(0xf3, 0x48, 0x0f, 0xae, 0xd0), 0, 0, 0, 0 },
	{ "cpuid 0x40000000", I(0x0f, 0xa2), 0x40000000, 0, 0, 0 },
	{ "popf all", I(0x68, 0xd7, 0x7f, 0x24, 0x00, 0x9d, 0x9c, 0x58,
		       0x6a, 2, 0x9d), 0, 0, 0, SHOW },
	{ "pushf", I(0x9c, 0x58), 0, 0, 0, SHOW },
	{ "read null", I(0x48, 0x8b, 0x00), 0, 0, 0, 0 },
	{ "read nothing", I(0x48, 0x8b, 0x00), NONE, 0, 0, 0 },
	{ "write nothing", I(0x48, 0x89, 0x00), NONE, 0, 0, 0 },
	{ "read non-canonical", I(0x48, 0x8b, 0x00), NONCANON, 0, 0, 0 },
	{ "read hole", I(0x48, 0x8b, 0x00), HOLE, 0, 0, 0 },
	{ "write hole", I(0x48, 0x89, 0x00), HOLE, 0, 0, 0 },
	{ "read hole with nothing", I(0x48, 0x8b, 0x00),
	  0xffff81ffff000000, 0, 0, 0 },
	{ "read hypervisor text", I(0x48, 0x8b, 0x00), 0xffff82d040200000, 0,
	  0, 0 },
	{ "read own gdt", I(0x48, 0x8b, 0x00), 0xffff820000000000, 0, 0,
	  0 },
	{ "read linear table", I(0x48, 0x8b, 0x00), 0xffff810000000000, 0, 0,
	  0 },
	{ "read m2p", I(0x48, 0x8b, 0x00), 0xffff800000000000, 0, 0, 0 },
	{ "write m2p", I(0x48, 0x89, 0x00), 0xffff800000000000, 0, 0, 0 },
	{ "read m2p end", I(0x48, 0x8b, 0x00), 0xffff800ffffff000, 0, 0,
	  0 },
	{ "jump nothing", I(0xff, 0xe0), NONE, 0, 0, 0 },
	{ "jump non-canonical", I(0xff, 0xe0), NONCANON, 0, 0, 0 },
	{ "jump hole", I(0xff, 0xe0), HOLE, 0, 0, 0 },
	{ "call gate far", I(0xff, 0x1b), 0, 0, 0, 0 },
	{ "jmp far null", I(0xff, 0x2b), 0, 0, 0, 0 },
	{ "push stack non-canonical", I(0x48, 0x89, 0xc4, 0x50), NONCANON, 0, 0,
	  USER },
	{ "pop stack non-canonical", I(0x48, 0x89, 0xc4, 0x58), NONCANON, 0, 0,
	  USER },
	{ "rbp non-canonical", I(0x48, 0x89, 0xc5, 0x48, 0x8b, 0x45, 0),
	  NONCANON, 0, 0, 0 },
	{ "push stack nothing", I(0x48, 0x89, 0xc4, 0x50), NONE, 0, 0, USER },
	{ "divide", I(0x48, 0xf7, 0xf1), 1, 0, 0, 0 },
	{ "mov ds null", I(0x8e, 0xd8), 0, 0, 0, 0 },
	{ "mov ds 3", I(0x8e, 0xd8), 3, 0, 0, 0 },
	{ "mov ss null", I(0x8e, 0xd0), 0, 0, 0, 0 },
	{ "mov ss 3", I(0x8e, 0xd0), 3, 0, 0, 0 },
	{ "mov ss ring 0", I(0x8e, 0xd0), 0xe010, 0, 0, 0 },
	{ "mov ss rpl 0", I(0x8e, 0xd0), 0xe028, 0, 0, 0 },
	{ "mov ss code", I(0x8e, 0xd0), 0xe033, 0, 0, 0 },
	{ "mov ds ring 0", I(0x8e, 0xd8), 0xe010, 0, 0, 0 },
	{ "mov ds ring 0 rpl 3", I(0x8e, 0xd8), 0xe013, 0, 0, 0 },
	{ "mov ds code", I(0x8e, 0xd8), 0xe033, 0, 0, 0 },
	{ "mov ds tss", I(0x8e, 0xd8), 0xe043, 0, 0, 0 },
	{ "mov ds ldt", I(0x8e, 0xd8), 0x0f, 0, 0, 0 },
	{ "mov ds gdt empty", I(0x8e, 0xd8), 0x13, 0, 0, 0 },
	{ "mov ds gdt page 1", I(0x8e, 0xd8), 0x1013, 0, 0, 0 },
	{ "mov ds beyond", I(0x8e, 0xd8), 0xfffb, 0, 0, 0 },
	{ "mov fs ldt", I(0x8e, 0xe0), 0x0f, 0, 0, 0 },
	{ "mov gs gdt", I(0x8e, 0xe8), 0x1013, 0, 0, 0 },
	{ "lss", I(0x0f, 0xb2, 0x03), 0, 0, 0, 0 },
	{ "lfs null", I(0x0f, 0xb4, 0x03), 0, 0, 0, 0 },
	{ "xlat", I(0xd7), 0, 0, 0, 0 },
	{ "fninit", I(0xdb, 0xe3), 0, 0, 0, 0 },
	{ "movaps", I(0x0f, 0x28, 0x03), 0, 0, 0, 0 },
	{ "movaps misaligned", I(0x0f, 0x28, 0x43, 1), 0, 0, 0, 0 },
	{ "vmovaps", I(0xc5, 0xfc, 0x28, 0x03), 0, 0, 0, 0 },
	{ "fxsave misaligned", I(0x0f, 0xae, 0x43, 1), 0, 0, 0, 0 },
	{ "ldmxcsr bad", I(0xc7, 0x03, 0, 0, 0xff, 0xff, 0x0f, 0xae, 0x13),
	  0, 0, 0, 0 },
	{ "clflush", I(0x0f, 0xae, 0x3b), 0, 0, 0, 0 },
	{ "sysenter", I(0x0f, 0x34), 0, 0, 0, 0 },
	{ "sysexit", I(0x0f, 0x35), 0, 0, 0, 0 },
	{ "push fs pop", I(0x0f, 0xa0, 0x0f, 0xa1), 0, 0, 0, 0 },
	{ "aad (invalid)", I(0xd5, 0), 0, 0, 0, 0 },
	{ "15 prefixes", I(0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
			   0x66, 0x66, 0x66, 0x66, 0x66, 0x66), 0, 0, 0,
	  0 },
	{ "lock nop", I(0xf0, 0x90), 0, 0, 0, 0 },
	{ "hint nop", I(0x0f, 0x1f, 0x00), 0, 0, 0, 0 },
	{ "xsave", I(0x0f, 0xae, 0x23), 0, 0, 0, 0 },
	{ "iretq", I(0x48, 0xcf), 0, 0, 0, 0 },
};

static struct code_regs regs;

static void run_kernel(void *p)
{
	code_run(p);
}

static void run_user(void *p)
{
	user_enter((void (*)(void *))code_run, p);
}

static void text_add(char **p, const char *s)
{
	while (*s)
		*(*p)++ = *s++;
	**p = 0;
}

static void show(const char *mode, const char *name, const char *what,
		 long value)
{
	char line[128], *p = line;

	text_add(&p, mode);
	text_add(&p, name);
	text_add(&p, what);
	answer(line, value);
}

static void one(const char *mode, const struct insn_case *c,
		void (*run)(void *))
{
	long r;

	if (c->bytes[0] == 0x0f && c->bytes[1] == 0x34 &&
	    sysenter_is_fatal(run != run_user))
		return;
	for (unsigned int i = 0; i < sizeof(code); i++)
		code[i] = 0xc3;
	for (unsigned int i = 0; i < c->len; i++)
		code[i] = c->bytes[i];
	for (unsigned int i = 0; i < 64; i++)
		data[i] = 0;
	regs = (struct code_regs){
		.rax = c->rax, .rbx = (uint64_t)data, .rcx = c->rcx,
		.rdx = c->rdx, .rsi = (uint64_t)data, .rdi = (uint64_t)data,
		.flags = 2, .entry = code,
	};
	seen = (struct seen){ .vec = -1 };
	r = probe(run, &regs);
	show(mode, c->name, "", r);
	if (r != -1) {
		show(mode, c->name, ": rip", (long)(seen.rip - (uint64_t)code));
		show(mode, c->name, ": cs, ss",
		     (long)((seen.cs & 0xffffffff) | seen.ss << 32));
		show(mode, c->name, ": rflags", (long)seen.rflags);
		if (seen.vec == 14)
			show(mode, c->name, ": cr2", (long)seen.cr2);
	} else if ((c->what & SHOW)) {
		show(mode, c->name, ": rax", (long)regs.rax);
	}
	/* What a row may have left behind. */
	hypercall(__HYPERVISOR_fpu_taskswitch, 0UL);
	__asm__ volatile("xor %%eax, %%eax; mov %%eax, %%ds; mov %%eax, %%es;"
			 "mov %%eax, %%fs; mov %%eax, %%gs" : : : "rax");
}

static void all(const char *mode, void (*run)(void *))
{
	for (unsigned int i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (!(cases[i].what & USER) || run == run_user)
			one(mode, &cases[i], run);
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

	more[0].address = (unsigned long)stub_vec20;
	more[1].address = (unsigned long)stub_vec80;
	more[2].address = (unsigned long)stub_vecff;
	check("more vectors", hypercall(__HYPERVISOR_set_trap_table, more), 0);
	check("callbacks", hypercall(__HYPERVISOR_set_callbacks, stub_event,
				     stub_failsafe, user_syscall), 0);
	check("kernel stack", hypercall(__HYPERVISOR_stack_switch, 0xe02bUL,
					(uint64_t)data + 4096), 0);
	check("user tables", mmuext1(MMUEXT_NEW_USER_BASEPTR,
				     va_to_mfn(l4_table()), 0), 0);
	all("kernel: ", run_kernel);
	all("user: ", run_user);
	iopl(1);
	all("kernel, iopl 1: ", run_kernel);
	all("user, iopl 1: ", run_user);
	iopl(3);
	all("user, iopl 3: ", run_user);
}
