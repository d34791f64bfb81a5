/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a fuzzing kernel does besides calling: instructions in the kernel and
 * in user mode, on plain memory and on registers of the machine that may only
 * be read; and code of 64, 32 and 16 bits behind selectors by chance.
 */
#ifndef TESTS_FUZZ_ACTS_H
#define TESTS_FUZZ_ACTS_H

#include "chance.h"

/* Where code and data are that 32 bits reach. */
#define LOW_CODE	0x10000UL
#define LOW_DATA	0x11000UL

static uint8_t act_code[4096] __attribute__((aligned(4096)));
static uint64_t act_data[512] __attribute__((aligned(4096)));
static uint64_t act_window[512] __attribute__((aligned(4096)));
static uint64_t act_l1[512] __attribute__((aligned(4096)));
static uint64_t act_l2[512] __attribute__((aligned(4096)));
static uint64_t act_l3[512] __attribute__((aligned(4096)));
static struct chance act_chance;
static bool act_privileged;

static void act_start(uint64_t seed, bool privileged)
{
	act_chance.state = seed ^ 0x9e3779b97f4a7c15UL;
	act_privileged = privileged;
	act_l1[LOW_CODE >> 12] = va_to_mfn(act_code) << 12 | 0x67;
	act_l1[LOW_DATA >> 12] = va_to_mfn(act_data) << 12 | 0x67;
	act_l2[0] = va_to_mfn(act_l1) << 12 | 0x67;
	act_l3[0] = va_to_mfn(act_l2) << 12 | 0x67;
	update_va(act_l1, va_to_mfn(act_l1) << 12 | 0x65, UVMF_INVLPG);
	update_va(act_l2, va_to_mfn(act_l2) << 12 | 0x65, UVMF_INVLPG);
	update_va(act_l3, va_to_mfn(act_l3) << 12 | 0x65, UVMF_INVLPG);
	check("low memory", mmu_update1(va_to_mfn(l4_table()) << 12,
					va_to_mfn(act_l3) << 12 | 0x67), 0);
}

static uint64_t act_msr(void)
{
	static const struct { uint32_t first, count; } ranges[] = {
		{ 0, 0x2000 }, { 0xc0000000, 0x400 }, { 0xc0010000, 0x300 },
		{ 0xc0011000, 0x100 }, { 0x40000000, 0x400 },
	};
	unsigned int i = (unsigned int)chance_of(&act_chance, 5);

	return ranges[i].first + chance_of(&act_chance, ranges[i].count);
}

/* HPET, I/O APIC, the last bus's configuration space, VGA, a far hole. */
static void *act_registers(void)
{
	static const uint64_t frames[] = {
		0xfed00, 0xfec00, 0xfee00, 0xbffff, 0xa0, 0x100000,
	};
	uint64_t f = frames[chance_of(&act_chance, 6)];

	if (!act_privileged ||
	    update_va(act_window, f << 12 | 0x65, UVMF_INVLPG))
		return act_data;
	return act_window;
}

static struct code_regs act_regs;

static void act_in_kernel(void *p)
{
	code_run(p);
}

static void act_in_user(void *p)
{
	user_enter((void (*)(void *))code_run, p);
}

/* Writing to ports at random is dom0's right, and the machine's end. */
static uint64_t act_port(const struct chance_insn *i)
{
	if (act_privileged && i->code[i->len - 1] & 2)
		return chance_ports[chance_of(&act_chance, 4)];
	return chance_bits(&act_chance) >> 40;
}

static void act_insn(void *unused)
{
	bool user = chance_of(&act_chance, 2);
	unsigned int at = chance_of(&act_chance, 4) ? 0 : 4081;
	struct chance_insn i;
	void *data;

	(void)unused;
	chance_make(&act_chance, &i, user);
	data = i.flags & C_ALU && chance_of(&act_chance, 2) ?
	       act_registers() : act_data;
	for (unsigned int k = 0; k < 15; k++)
		act_code[at + k] = k < i.len ? i.code[k] : 0xc3;
	act_regs = (struct code_regs){
		.rax = chance_value(&act_chance, data),
		.rbx = chance_value(&act_chance, data),
		.rcx = chance_value(&act_chance, data),
		.rdx = chance_value(&act_chance, data),
		.rsi = chance_value(&act_chance, data),
		.rdi = chance_value(&act_chance, data),
		.r8 = chance_value(&act_chance, data),
		.flags = chance_bits(&act_chance) & 0x8d5,
		.entry = act_code + at,
	};
	if (i.flags & C_STRING)
		act_regs.rcx = chance_of(&act_chance, 9);
	if (i.flags & C_MSR)
		act_regs.rcx = act_msr();
	if (i.flags & C_DX)
		act_regs.rdx = act_port(&i);
	(void)probe(user ? act_in_user : act_in_kernel, &act_regs);
}

/* User code behind any selector, with any flags; low code is all it has. */
static void act_far(void *unused)
{
	uint64_t bits = chance_bits(&act_chance);
	uint64_t f[] = {
		0, 0, 0, chance_of(&act_chance, 4) ? 0 : 0x100,
		LOW_CODE + chance_of(&act_chance, 64),
		(chance_of(&act_chance, 4) ? bits & 0x1fff : bits) | 3,
		chance_bits(&act_chance) & 0x3fffff,
		LOW_DATA + chance_of(&act_chance, 4096),
		(chance_of(&act_chance, 2) ? FLAT_USER_SS64 :
					    chance_bits(&act_chance)) | 3,
	};
	struct chance_insn i;

	(void)unused;
	if (chance_of(&act_chance, 3) == 0)
		f[5] = chance_of(&act_chance, 2) ? FLAT_USER_CS32 :
						   FLAT_USER_CS64;
	for (unsigned int at = 0; at < 128; at += i.len) {
		chance_make(&act_chance, &i, true);
		/*
		 * No iret: in 32-bit code QEMU 7.2 takes VM from the stack at
		 * any privilege, and is in virtual-8086 mode then, where it
		 * cannot be; the next exception looks like one of ours.
		 */
		for (unsigned int k = 0; k < i.len; k++)
			act_code[at + k] = i.code[k] == 0xcf ? 0x90 : i.code[k];
	}
	act_code[140] = 0x0f;
	act_code[141] = 0x0b;
	__asm__ volatile("mov %0, %%rsp; mov $23, %%eax; syscall; ud2"
			 : : "r"(f) : "memory");
}

#endif
