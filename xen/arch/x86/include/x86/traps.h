/* SPDX-License-Identifier: GPL-2.0-only */
/* Exceptions and interrupts as they arrive from entry.S. */
#ifndef X86_TRAPS_H
#define X86_TRAPS_H

#include <hv/abi.h>

enum x86_trap {
	TRAP_DE = 0, TRAP_DB = 1, TRAP_NMI = 2, TRAP_BP = 3, TRAP_OF = 4,
	TRAP_BR = 5, TRAP_UD = 6, TRAP_NM = 7, TRAP_DF = 8, TRAP_TS = 10,
	TRAP_NP = 11, TRAP_SS = 12, TRAP_GP = 13, TRAP_PF = 14, TRAP_MF = 16,
	TRAP_AC = 17, TRAP_MC = 18, TRAP_XM = 19,
	TRAP_LEGACY_SYSCALL = 0x80,	/* int 0x80, open to guests */
};

#define PFEC_PRESENT	0x01U
#define PFEC_WRITE	0x02U
#define PFEC_USER	0x04U
#define PFEC_RESERVED	0x08U
#define PFEC_FETCH	0x10U

/* Where guests' exceptions go: registered by the kind of guests there is. */
struct guest_traps {
	/* An exception that came from the guest. */
	void (*trap)(struct cpu_user_regs *regs, unsigned int vec);
	/*
	 * The hypervisor's own page fault: true when it was at a guest's
	 * descriptors, which are there now, and the instruction goes on.
	 */
	bool (*descriptor_fault)(uint64_t addr, uint32_t error);
	/* The way out to the guest faulted; does not come back. */
	void (*return_fault)(struct cpu_user_regs *regs);
};

/* Before the first guest runs. */
void traps_register_guests(const struct guest_traps *g);
/* All entries but system calls end here. */
void handle_trap(struct cpu_user_regs *regs);
/* Name and address of the function that holds addr; NULL if none does. */
const char *symbol_of(uint64_t addr, uint64_t *offset, uint64_t *size);
void registers_print(const struct cpu_user_regs *regs);
/* The same for any CPU or vCPU: without the control registers of this one. */
void registers_print_any(const struct cpu_user_regs *regs);
void stack_print(const struct cpu_user_regs *regs);
/* Stops all other CPUs and this one's console locks, for panic(). */
void reset_stack_and_jump(void (*fn)(void)) __attribute__((noreturn));
void ret_to_guest(void) __attribute__((noreturn));

/* int load_seg_*(): 0, or -1 and a null selector after a fault. */
int load_seg_ds(unsigned int sel);
int load_seg_es(unsigned int sel);
int load_seg_fs(unsigned int sel);
int load_seg_gs(unsigned int sel);

/* A raw access; the address has been checked. */
int cmpxchg_user(uint64_t *p, uint64_t *old, uint64_t new_value);

#endif
