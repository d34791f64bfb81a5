/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the other CPUs wake up: copied to a page below 1 MiB, entered in
 * real mode with CS = page >> 4. It goes to 32 bits and joins head.S.
 */
#include <x86/layout.h>

#define PHYS(sym)	((sym) - XEN_VIRT_START)

	.section .note.GNU-stack, "", @progbits
	.section .rodata, "a", @progbits
	.code16
	.balign	16
	.globl	trampoline_start, trampoline_end
trampoline_start:
	cli
	cld
	mov	%cs, %ax
	mov	%ax, %ds
	lgdtl	trampoline_gdtr - trampoline_start
	mov	%cr0, %eax
	or	$1, %al
	mov	%eax, %cr0
	ljmpl	$0x08, $PHYS(trampoline_32)
	.balign	4
trampoline_gdtr:
	.word	31
	.long	PHYS(boot_gdt_copy)
trampoline_end:

	.section .data, "aw", @progbits
	.balign	8
boot_gdt_copy:
	.quad	0
	.quad	0x00cf9b000000ffff
	.quad	0x00cf93000000ffff
	.quad	0x00af9b000000ffff

	.section .head, "ax", @progbits
	.code32
trampoline_32:
	mov	$0x10, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %ss
	jmp	enter_long_mode
