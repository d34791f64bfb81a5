/* SPDX-License-Identifier: GPL-2.0-only */
/* Running code with chosen registers, in kernel and in user mode. */
	.section .note.GNU-stack, "", @progbits
	.text

	/*
	 * void code_run(struct code_regs *r): loads the registers, calls
	 * r->entry, stores them again.
	 */
	.globl	code_run
code_run:
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	push	%rdi
	mov	%rsp, code_sp(%rip)
	pushq	48(%rdi)		/* flags */
	popfq
	mov	(%rdi), %rax
	mov	8(%rdi), %rbx
	mov	16(%rdi), %rcx
	mov	24(%rdi), %rdx
	mov	32(%rdi), %rsi
	mov	64(%rdi), %r8
	mov	%rdi, %r15
	mov	40(%rdi), %rdi
	call	*56(%r15)
	.globl	code_return
code_return:
	mov	code_sp(%rip), %rsp
	push	%r15
	mov	8(%rsp), %r15
	pushfq
	popq	48(%r15)
	cld
	mov	%rax, (%r15)
	mov	%rbx, 8(%r15)
	mov	%rcx, 16(%r15)
	mov	%rdx, 24(%r15)
	mov	%rsi, 32(%r15)
	mov	%rdi, 40(%r15)
	mov	%r8, 64(%r15)
	pop	%r15
	pop	%rdi
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	ret

	/*
	 * void user_enter(void (*fn)(void *), void *arg): fn in user mode.
	 * Comes back by its system call, or by a trap that the handler
	 * turns into probe_fault.
	 */
	.globl	user_enter
user_enter:
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rsp, user_kernel_sp(%rip)
	mov	%rdi, %r12
	mov	%rsi, %r13
	/* rax, r11, rcx, flags, rip, cs, rflags, rsp, ss */
	pushq	$0xe02b
	lea	user_stack_end(%rip), %rax
	push	%rax
	pushq	$0x202
	pushq	$0xe033
	lea	user_start(%rip), %rax
	push	%rax
	pushq	$0
	pushq	$0
	pushq	$0
	pushq	$0
	mov	$23, %eax
	syscall
	ud2
user_start:
	mov	%r13, %rdi
	call	*%r12
	syscall
	ud2

	/* The syscall callback: rcx, r11, then the frame. */
	.globl	user_syscall
user_syscall:
	mov	user_kernel_sp(%rip), %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	ret

	/* Stubs for 0x20, 0x80 and callbacks; trap_handler sees the number. */
	.macro	CALLBACK name, nr
	.balign	16
	.globl	\name
\name:
	pop	%rcx
	pop	%r11
	pushq	$0
	pushq	$\nr
	jmp	trap_common
	.endm
	CALLBACK stub_vec20, 0x20
	CALLBACK stub_vec80, 0x80
	CALLBACK stub_vecff, 0xff
	CALLBACK stub_event, 0x100
	CALLBACK stub_sysenter, 0x102
	CALLBACK stub_syscall32, 0x103

	/* rcx, r11, ds, es, fs, gs, then the frame */
	.balign	16
	.globl	stub_failsafe
stub_failsafe:
	pop	%rcx
	pop	%r11
	popq	failsafe_segs(%rip)
	popq	failsafe_segs+8(%rip)
	popq	failsafe_segs+16(%rip)
	popq	failsafe_segs+24(%rip)
	pushq	$0
	pushq	$0x101
	jmp	trap_common

	.bss
	.balign	4096
	.globl	user_stack
user_stack:
	.skip	4096
user_stack_end:
	.globl	user_stack_end, user_kernel_sp, failsafe_segs
code_sp:
	.quad	0
user_kernel_sp:
	.quad	0
failsafe_segs:
	.skip	32
