/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the boot loader, 32-bit protected mode without paging, to long mode
 * and C. The boot page tables map the first 4 GiB three times: one to one,
 * in the direct map, and the first GiB where the image is linked.
 */
#include <x86/layout.h>

#define PHYS(sym)	((sym) - XEN_VIRT_START)

#define MB1_MAGIC	0x1badb002
#define MB1_FLAGS	0x00000003	/* page-aligned modules, memory map */
#define MB2_MAGIC	0xe85250d6

	.section .note.GNU-stack, "", @progbits
	.section .head, "ax", @progbits
	.code32
	.globl	start
start:
	jmp	start32

	.balign	4
mb1_header:
	.long	MB1_MAGIC, MB1_FLAGS, -(MB1_MAGIC + MB1_FLAGS)

	.balign	8
mb2_header:
	.long	MB2_MAGIC, 0, mb2_end - mb2_header
	.long	-(MB2_MAGIC + 0 + (mb2_end - mb2_header))
	/* wanted: basic memory info and the memory map */
	.balign	8
	.short	1, 0
	.long	16, 4, 6
	/* modules on page borders */
	.balign	8
	.short	6, 0
	.long	8
	/* entry point */
	.balign	8
	.short	3, 0
	.long	12
	.long	0x200000
	.balign	8
	.short	0, 0
	.long	8
mb2_end:

start32:
	cli
	cld
	mov	%eax, PHYS(boot_magic)
	mov	%ebx, PHYS(boot_pointer)
	lgdt	PHYS(boot_gdtr)
	mov	$0x10, %ecx
	mov	%ecx, %ds
	mov	%ecx, %es
	mov	%ecx, %ss
	ljmp	$0x08, $PHYS(1f)
1:	mov	$PHYS(boot_stack_end), %esp

	/* Long mode is all we can run in. */
	mov	$0x80000000, %eax
	cpuid
	cmp	$0x80000001, %eax
	jb	no_long_mode
	mov	$0x80000001, %eax
	cpuid
	bt	$29, %edx
	jnc	no_long_mode
	mov	%edx, PHYS(boot_ext_features)

	/* 2 MiB entries for the first 4 GiB */
	mov	$PHYS(boot_l2), %edi
	mov	$0x83, %eax
	mov	$2048, %ecx
2:	mov	%eax, (%edi)
	movl	$0, 4(%edi)
	add	$0x200000, %eax
	add	$8, %edi
	loop	2b

	jmp	enter_long_mode

no_long_mode:
	mov	$PHYS(no_long_mode_text), %esi
	mov	$0x3f8, %edx
3:	lodsb
	test	%al, %al
	jz	4f
	outb	%al, %dx
	jmp	3b
4:	hlt
	jmp	4b

	/* Shared with the other CPUs' trampoline, which jumps here. */
	.globl	enter_long_mode
enter_long_mode:
	mov	$PHYS(boot_l4), %eax
	mov	%eax, %cr3
	mov	%cr4, %eax
	or	$0x6a0, %eax		/* PAE, PGE, OSFXSR, OSXMMEXCPT, DE off */
	mov	%eax, %cr4
	mov	$0xc0000080, %ecx
	rdmsr
	or	$0x101, %eax		/* LME, SCE */
	btl	$20, PHYS(boot_ext_features)
	jnc	5f
	bts	$11, %eax		/* NX */
5:	wrmsr
	mov	$0x80010033, %eax	/* PG WP NE ET MP PE */
	mov	%eax, %cr0
	ljmp	$0x18, $PHYS(start64_low)

	.code64
start64_low:
	movabs	$start64, %rax
	jmp	*%rax

	.globl	start64
start64:
	lgdt	boot_gdtr64(%rip)
	mov	$0x10, %ecx
	mov	%ecx, %ds
	mov	%ecx, %es
	mov	%ecx, %ss
	xor	%ecx, %ecx
	mov	%ecx, %fs
	mov	%ecx, %gs
	mov	ap_stack(%rip), %rax
	test	%rax, %rax
	jnz	start_ap

	lea	_edata(%rip), %rdi
	lea	_end(%rip), %rcx
	sub	%rdi, %rcx
	shr	$3, %rcx
	xor	%eax, %eax
	rep stosq

	lea	boot_cpu_stack + 4096 * 8 - 256(%rip), %rsp
	xor	%ebp, %ebp
	mov	boot_magic(%rip), %edi
	mov	boot_pointer(%rip), %esi
	call	start_hypervisor
	ud2

start_ap:
	mov	%rax, %rsp
	xor	%ebp, %ebp
	call	start_secondary
	ud2

	.section .rodata, "a", @progbits
no_long_mode_text:
	.asciz	"This hypervisor needs a 64-bit CPU.\r\n"

	.section .data, "aw", @progbits
	.balign	8
boot_gdt:
	.quad	0
	.quad	0x00cf9b000000ffff	/* 08: 32-bit code */
	.quad	0x00cf93000000ffff	/* 10: data */
	.quad	0x00af9b000000ffff	/* 18: 64-bit code */
boot_gdt_end:
	.globl	boot_gdtr
boot_gdtr:
	.word	boot_gdt_end - boot_gdt - 1
	.quad	PHYS(boot_gdt)
boot_gdtr64:
	.word	boot_gdt_end - boot_gdt - 1
	.quad	boot_gdt
	.balign	8
	.globl	ap_stack
ap_stack:
	.quad	0			/* top of a starting CPU's stack */
boot_magic:
	.long	0
boot_pointer:
	.long	0
	.globl	boot_ext_features
boot_ext_features:
	.long	0

	.balign	4096
	.globl	boot_l4
boot_l4:
	.quad	PHYS(boot_l3_low) + 3
	.fill	260, 8, 0
	.quad	PHYS(boot_l3_image) + 3		/* 261 */
	.quad	PHYS(boot_l3_low) + 3		/* 262 */
	.fill	249, 8, 0
boot_l3_low:
	.quad	PHYS(boot_l2) + 3
	.quad	PHYS(boot_l2) + 0x1003
	.quad	PHYS(boot_l2) + 0x2003
	.quad	PHYS(boot_l2) + 0x3003
	.fill	508, 8, 0
boot_l3_image:
	.fill	321, 8, 0
	.quad	PHYS(boot_l2) + 3		/* XEN_VIRT_START */
	.fill	190, 8, 0
boot_l2:
	.fill	2048, 8, 0
boot_stack:
	.fill	512, 8, 0
boot_stack_end:

	.section .bss, "aw", @nobits
	.balign	32768
	.globl	boot_cpu_stack
boot_cpu_stack:
	.skip	32768
