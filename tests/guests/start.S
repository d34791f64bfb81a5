/* SPDX-License-Identifier: GPL-2.0-only */
/* Entry, notes and exception stubs of the test kernels. */
	.section .note.GNU-stack, "", @progbits

	.macro	NOTE type, bytes:vararg
	.balign	4
	.long	4, 2f - 1f, \type
	.asciz	"Xen"
1:	\bytes
2:	.balign	4
	.endm

	.section .note.Xen, "a", @note
	NOTE	6, .asciz "xmxl-test"
	NOTE	5, .asciz "xen-3.0"
	NOTE	1, .quad _start
	NOTE	2, .quad hypercall_page
	NOTE	3, .quad virt_base
	NOTE	4, .quad 0
	NOTE	8, .asciz "generic"
	NOTE	9, .asciz "yes"

	.text
	.globl	_start
_start:
	pushfq				/* there is room on the boot stack */
	popq	entry_regs+128(%rip)
	cld
	mov	%rax, entry_regs(%rip)
	mov	%rbx, entry_regs+8(%rip)
	mov	%rcx, entry_regs+16(%rip)
	mov	%rdx, entry_regs+24(%rip)
	mov	%rsi, entry_regs+32(%rip)
	mov	%rdi, entry_regs+40(%rip)
	mov	%rbp, entry_regs+48(%rip)
	mov	%rsp, entry_regs+56(%rip)
	mov	%r8, entry_regs+64(%rip)
	mov	%r9, entry_regs+72(%rip)
	mov	%r10, entry_regs+80(%rip)
	mov	%r11, entry_regs+88(%rip)
	mov	%r12, entry_regs+96(%rip)
	mov	%r13, entry_regs+104(%rip)
	mov	%r14, entry_regs+112(%rip)
	mov	%r15, entry_regs+120(%rip)
	mov	%rsi, start_info(%rip)
	lea	stack_end(%rip), %rsp
	xor	%ebp, %ebp
	call	guest_main
	ud2

	.balign	4096
	.globl	hypercall_page
hypercall_page:
	.skip	4096

	/* rdi: number; then up to 5 arguments */
	.globl	hypercall
hypercall:
	mov	%rdi, %rax
	mov	%rsi, %rdi
	mov	%rdx, %rsi
	mov	%rcx, %rdx
	mov	%r8, %r10
	mov	%r9, %r8
	syscall
	ret

	/* What compilers call by themselves. */
	.globl	memset, memcpy
memset:
	mov	%rdi, %r9
	mov	%esi, %eax
	mov	%rdx, %rcx
	rep stosb
	mov	%r9, %rax
	ret
memcpy:
	mov	%rdi, %rax
	mov	%rdx, %rcx
	rep movsb
	ret

	/*
	 * Stubs for vectors 0 to 31 and the failsafe callback. The frame has
	 * rcx, r11, then an error code for some vectors.
	 */
	.macro	STUB vec
	.balign	16
stub_\vec:
	pop	%rcx
	pop	%r11
	.if !(\vec == 8 || (\vec >= 10 && \vec <= 14) || \vec == 17)
	pushq	$0
	.endif
	pushq	$\vec
	jmp	trap_common
	.endm

	.altmacro
	.set	vec, 0
	.rept	32
	STUB	%vec
	.set	vec, vec + 1
	.endr
	.balign	16
	.globl	stub_table
stub_table = stub_0

	/* vector, error, rip, cs, rflags, rsp, ss */
	.globl	trap_common
trap_common:
	push	%rax
	push	%rcx
	push	%rdx
	push	%rsi
	push	%rdi
	push	%r8
	push	%r9
	push	%r10
	push	%r11
	lea	72(%rsp), %rdi
	call	trap_handler
	pop	%r11
	pop	%r10
	pop	%r9
	pop	%r8
	pop	%rdi
	pop	%rsi
	pop	%rdx
	pop	%rcx
	pop	%rax
	add	$16, %rsp
	/* rip, cs, rflags, rsp, ss: back by the hypercall */
	pushq	$0			/* flags */
	push	%rcx
	push	%r11
	push	%rax
	mov	$23, %eax
	syscall
	ud2

	/* int probe(fn, arg): runs fn(arg); the handler may skip to 1. */
	.globl	probe_call, probe_fault
probe_call:
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rsp, probe_sp(%rip)
	mov	%rdi, %rax
	mov	%rsi, %rdi
	call	*%rax
	xor	%eax, %eax
	jmp	1f
probe_fault:
	mov	probe_sp(%rip), %rsp
	mov	$1, %eax
1:	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	ret

	.bss
	.balign	4096
	.skip	16384
stack_end:
	.globl	start_info
start_info:
	.quad	0
	.globl	entry_regs
entry_regs:
	.skip	17 * 8
probe_sp:
	.quad	0
