/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What entry.S calls on processors whose speculation needs it. The sites are
 * five bytes of nothing elsewhere.
 *
 * Until the CR3 is ours (mm/xpti.c) there is nothing but this code, the stack
 * and the descriptor tables.
 */
#include <x86/layout.h>

	.section .note.GNU-stack, "", @progbits
	.section .text.entry, "ax", @progbits

	/*
	 * From a guest, on the ordinary stack: the caller's rsp is struct
	 * cpu_info. The guest's registers are saved.
	 */
	.globl	spec_entry
spec_entry:
	cmpq	$0, 8 + CI_GUEST_CR3(%rsp)
	je	1f
	mov	8 + CI_FULL_CR3(%rsp), %rax
	mov	%rax, %cr3
1:	testl	$SPEC_RSB, 8 + CI_SPEC(%rsp)
	jz	3f
	/* 32 calls that nobody returns from. */
	mov	%rsp, %rdx
	mov	$4, %ecx
2:	.rept	8
	call	5f
4:	pause
	lfence
	jmp	4b
5:
	.endr
	dec	%ecx
	jnz	2b
	mov	%rdx, %rsp
	/* The jumps above may have been guessed: not beyond here. */
3:	lfence
	ret

	/* To the guest, on the ordinary stack. Keeps eax. */
	.globl	spec_exit
spec_exit:
	mov	8 + CI_GUEST_CR3(%rsp), %rcx
	test	%rcx, %rcx
	jz	2f
	cmpb	$0, 8 + CI_ROOT_STALE(%rsp)
	jne	4f
1:	mov	%rcx, %cr3
2:	testl	$SPEC_VERW, 8 + CI_SPEC(%rsp)
	jz	3f
	verw	8 + CI_VERW_SEL(%rsp)
3:	ret
4:	mov	%eax, %ebx
	call	xpti_root_copy
	mov	%ebx, %eax
	mov	8 + CI_GUEST_CR3(%rsp), %rcx
	jmp	1b

	/*
	 * From the hypervisor, which may be on its way out with the guest's
	 * root loaded. rbx: what spec_exit_hv puts back, or 0.
	 */
	.globl	spec_entry_hv
spec_entry_hv:
	mov	%cr3, %rbx
	mov	%rsp, %rcx
	or	$(8 * 4096 - 1), %rcx
	cmp	CI_GUEST_CR3 - CI_SIZE + 1(%rcx), %rbx
	jne	1f
	mov	CI_FULL_CR3 - CI_SIZE + 1(%rcx), %rax
	mov	%rax, %cr3
	ret
1:	xor	%ebx, %ebx
	ret

	.globl	spec_exit_hv
spec_exit_hv:
	test	%rbx, %rbx
	jz	1f
	mov	%rbx, %cr3
1:	ret

	/*
	 * Indirect jumps, as the compiler makes them: guesses at the target go
	 * round in circles. cpu/spec.c puts the plain jump there where it is
	 * good enough.
	 */
	.section .text, "ax", @progbits
	.macro	THUNK reg
	.balign	32
	.globl	__x86_indirect_thunk_\reg
__x86_indirect_thunk_\reg:
	call	2f
1:	pause
	lfence
	jmp	1b
2:	mov	%\reg, (%rsp)
	ret
	.section .thunks, "a", @progbits
	.quad	__x86_indirect_thunk_\reg
	.balign	8, 0xcc
	lfence
	jmp	*%\reg
	.balign	8, 0xcc
	.text
	.endm
	THUNK	rax
	THUNK	rbx
	THUNK	rcx
	THUNK	rdx
	THUNK	rsi
	THUNK	rdi
	THUNK	rbp
	THUNK	r8
	THUNK	r9
	THUNK	r10
	THUNK	r11
	THUNK	r12
	THUNK	r13
	THUNK	r14
	THUNK	r15
