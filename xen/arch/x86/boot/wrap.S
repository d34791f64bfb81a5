/* SPDX-License-Identifier: GPL-2.0-only */
/* The 64-bit image as the contents of a 32-bit ELF file. */
	.section .note.GNU-stack, "", @progbits
	.section .image, "awx", @progbits
	.globl	image
image:
	.incbin	IMAGE
	.section .bss, "aw", @nobits
	.skip	BSS
