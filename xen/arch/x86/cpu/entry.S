/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every way into the hypervisor and back out.
 *
 * All entries build a struct cpu_user_regs and call C with its address and
 * interrupts off. From a guest the frame is at the top of the stack, and the
 * way out is ret_to_guest, also for whoever put another vCPU there.
 */
#include <x86/layout.h>

#define R_ERROR		120
#define R_VECTOR	124
#define R_RIP		128
#define R_CS		136
#define R_RFLAGS	144
#define R_RSP		152
#define R_SS		160
#define R_RCX		88
#define R_R11		48

	.section .note.GNU-stack, "", @progbits
	.section .text.entry, "ax", @progbits

	.macro	SAVE_ALL
	cld
	push	%rdi
	push	%rsi
	push	%rdx
	push	%rcx
	push	%rax
	push	%r8
	push	%r9
	push	%r10
	push	%r11
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	/* Nothing of the guest's may steer speculation or leak. */
	xor	%ebp, %ebp
	xor	%ebx, %ebx
	xor	%r8d, %r8d
	xor	%r9d, %r9d
	xor	%r10d, %r10d
	xor	%r11d, %r11d
	xor	%r12d, %r12d
	xor	%r13d, %r13d
	xor	%r14d, %r14d
	xor	%r15d, %r15d
	.endm

	.macro	RESTORE_ALL
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	pop	%r11
	pop	%r10
	pop	%r9
	pop	%r8
	pop	%rax
	pop	%rcx
	pop	%rdx
	pop	%rsi
	pop	%rdi
	.endm

	/*
	 * Nothing, or a call that cpu/spec.c puts there at boot where the
	 * processor needs it; see spec_entry.S.
	 */
	.macro	SPEC_SITE routine
77:	.byte	0x0f, 0x1f, 0x44, 0x00, 0x00
	.section .spec_sites, "a", @progbits
	.quad	77b, \routine
	.section .text.entry
	.endm

	/* Three bytes of nothing, or clac: see guest_access_begin(). */
	.macro	CLEAR_AC
77:	.byte	0x0f, 0x1f, 0x00
	.section .smap_sites, "a", @progbits
	.quad	77b
78:	clac
	.skip	8 - (. - 78b)
	.section .text.entry
	.endm

	.globl	lstar_enter
lstar_enter:
	/* rsp is at the rsp slot; the guest's rax waits in the ss slot. */
	mov	8(%rsp), %rax
	movq	$GUEST_DS, 8(%rsp)
	push	%r11
	pushq	$GUEST_CS64
	push	%rcx
	pushq	$0
	movl	$TRAP_SYSCALL, 4(%rsp)
	SAVE_ALL
	SPEC_SITE spec_entry
	CLEAR_AC
	mov	%rsp, %rdi
	call	handle_syscall
	jmp	frame_to_guest

	.globl	cstar_enter
cstar_enter:
	mov	8(%rsp), %rax
	movq	$GUEST_DS, 8(%rsp)
	push	%r11
	pushq	$GUEST_CS32
	push	%rcx
	pushq	$0
	movl	$TRAP_SYSCALL, 4(%rsp)
	SAVE_ALL
	SPEC_SITE spec_entry
	CLEAR_AC
	mov	%rsp, %rdi
	call	handle_syscall32
	jmp	frame_to_guest

	/*
	 * SYSENTER (Intel's) tells neither where it was nor with which stack,
	 * and leaves TF, NT and AC as they were.
	 */
	.globl	sysenter_enter
sysenter_enter:
	pushq	$GUEST_DS
	pushq	$0
	pushfq
	pushq	$3
	pushq	$0
	pushq	$0
	movl	$TRAP_SYSCALL, 4(%rsp)
	SAVE_ALL
	pushq	$2
	popfq
	SPEC_SITE spec_entry
	mov	%rsp, %rdi
	call	handle_sysenter
	jmp	frame_to_guest

common_entry:
	SAVE_ALL
	testb	$3, R_CS(%rsp)
	jz	from_hypervisor
	SPEC_SITE spec_entry
	CLEAR_AC
	mov	%rsp, %rdi
	call	handle_trap
	jmp	frame_to_guest

	/* rsp may be anywhere on this CPU's stack. */
	.globl	ret_to_guest
ret_to_guest:
	or	$(8 * 4096 - 1), %rsp
	sub	$(CI_SIZE - 1), %rsp
	/* rsp is at the guest's frame. */
frame_to_guest:
	cli
	mov	%rsp, %rdi
	call	prepare_return
	SPEC_SITE spec_exit
	test	%eax, %eax
	jnz	1f
	RESTORE_ALL
	add	$8, %rsp
	.globl	restore_iret
restore_iret:
	iretq
1:
	RESTORE_ALL
	mov	R_RIP - R_ERROR(%rsp), %rcx
	mov	R_RFLAGS - R_ERROR(%rsp), %r11
	mov	R_RSP - R_ERROR(%rsp), %rsp
	sysretq

from_hypervisor:
	SPEC_SITE spec_entry_hv
	CLEAR_AC
	mov	%rsp, %rdi
	call	handle_trap
	SPEC_SITE spec_exit_hv
	RESTORE_ALL
	add	$8, %rsp
	iretq

	/*
	 * Entries with a stack of their own. From a guest they go on as any
	 * other entry; the frame moves to the ordinary stack.
	 */
ist_entry:
	SAVE_ALL
	testb	$3, R_CS(%rsp)
	jz	from_hypervisor
	mov	%rsp, %rsi
	or	$(8 * 4096 - 1), %rsp
	sub	$(CI_SIZE - 1), %rsp
	mov	%rsp, %rdi
	mov	$21, %ecx		/* r15 to ss */
	rep movsq
	SPEC_SITE spec_entry
	CLEAR_AC
	mov	%rsp, %rdi
	call	handle_trap
	jmp	frame_to_guest

	.macro	ENTRY_POINT vec
	.balign	16
entry_\vec:
	.if !(\vec == 8 || (\vec >= 10 && \vec <= 14) || \vec == 17 || \
	      \vec == 21 || \vec == 29 || \vec == 30)
	pushq	$0
	.endif
	movl	$\vec, 4(%rsp)
	.if \vec == 1 || \vec == 2 || \vec == 8 || \vec == 18
	jmp	ist_entry
	.else
	jmp	common_entry
	.endif
	.section .rodata
	.quad	entry_\vec
	.section .text.entry
	.endm

	.section .rodata
	.balign	8
	.globl	entry_points
entry_points:
	.section .text.entry
	.altmacro
	.set	vec, 0
	.rept	256
	ENTRY_POINT %vec
	.set	vec, vec + 1
	.endr
	.noaltmacro

	.section .text, "ax", @progbits
	/* int rdmsr_safe(uint32_t msr, uint64_t *v) */
	.globl	rdmsr_safe
rdmsr_safe:
	mov	%edi, %ecx
1:	rdmsr
	shl	$32, %rdx
	or	%rdx, %rax
	mov	%rax, (%rsi)
	xor	%eax, %eax
	ret
2:	mov	$-1, %eax
	ret
	.section .extable, "a", @progbits
	.quad	1b, 2b
	.text
	/* int wrmsr_safe(uint32_t msr, uint64_t v) */
	.globl	wrmsr_safe
wrmsr_safe:
	mov	%edi, %ecx
	mov	%esi, %eax
	mov	%rsi, %rdx
	shr	$32, %rdx
1:	wrmsr
	xor	%eax, %eax
	ret
2:	mov	$-1, %eax
	ret
	.section .extable, "a", @progbits
	.quad	1b, 2b
	.text

	/*
	 * int cmpxchg_user(uint64_t *p, uint64_t *old, uint64_t new)
	 * 0: exchanged; 1: *old holds what was there; -1: fault
	 */
	.globl	cmpxchg_user
cmpxchg_user:
	mov	(%rsi), %rax
1:	lock cmpxchg %rdx, (%rdi)
	mov	%rax, (%rsi)
	setne	%al
	movzbl	%al, %eax
	ret
2:	mov	$-1, %eax
	ret
	.section .extable, "a", @progbits
	.quad	1b, 2b
	.text

	/* int load_seg_XX(unsigned int sel): 0, or -1 after a fault */
	.macro	LOAD_SEG name
	.globl	load_seg_\name
load_seg_\name:
1:	mov	%edi, %\name
	xor	%eax, %eax
	ret
2:	xor	%eax, %eax
	mov	%eax, %\name
	dec	%eax
	ret
	.section .extable, "a", @progbits
	.quad	1b, 2b
	.text
	.endm
	LOAD_SEG ds
	LOAD_SEG es
	LOAD_SEG fs
	/* The user's GS: loaded between two swapgs, so ours is not lost. */
	.globl	load_seg_gs
load_seg_gs:
	swapgs
1:	mov	%edi, %gs
	mfence
	swapgs
	xor	%eax, %eax
	ret
2:	xor	%eax, %eax
	mov	%eax, %gs
	swapgs
	dec	%eax
	ret
	.section .extable, "a", @progbits
	.quad	1b, 2b
	.text

	/* Leaves whatever runs here: stack from the top, then fn. */
	.globl	reset_stack_and_jump
reset_stack_and_jump:
	or	$(8 * 4096 - 1), %rsp
	sub	$(CI_SIZE - 1), %rsp
	xor	%ebp, %ebp
	jmp	__x86_indirect_thunk_rdi
