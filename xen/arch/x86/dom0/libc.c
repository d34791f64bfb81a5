/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the unpacking libraries want of a C library, and of the processor.
 *
 * They are the distribution's, built for user space: with SSE, with a stack
 * canary behind FS, and with a red zone below the stack pointer, which an
 * interrupt would overwrite. So they run at boot only, when no guest's FPU
 * state is loaded, with interrupts off. The interrupts that come all the same
 * (NMI, machine check) have stacks of their own.
 */
#include <hv/bug.h>
#include <hv/machine.h>
#include <hv/mm.h>
#include <hv/string.h>
#include <arch/cpu.h>
#include <x86/asm.h>
#include <x86/dom0.h>

static uint64_t fs_area[8];		/* the canary is the word at 0x28 */

void library_begin(struct library_state *s)
{
	s->flags = arch_irq_save();
	s->cr0 = read_cr0();
	write_cr0((s->cr0 | CR0_MP) & ~CR0_TS);
	fs_area[5] = rdtsc() << 8;
	s->fs_base = rdmsr(MSR_FS_BASE);
	wrmsr(MSR_FS_BASE, (uint64_t)fs_area);
}

void library_end(const struct library_state *s)
{
	wrmsr(MSR_FS_BASE, s->fs_base);
	write_cr0(s->cr0);
	arch_irq_restore(s->flags);
}

void *malloc(size_t size);
void *calloc(size_t nr, size_t size);
void free(void *p);
void __stack_chk_fail(void) __noreturn;
void no_files(void) __noreturn;
unsigned long long ZSTD_trace_decompress_begin(const void *ctx);
void ZSTD_trace_decompress_end(unsigned long long ctx, const void *trace);

void *malloc(size_t size)
{
	return hv_zalloc(size);
}

void *calloc(size_t nr, size_t size)
{
	return hv_zalloc_array(nr, size);
}

void free(void *p)
{
	hv_free(p);
}

void __stack_chk_fail(void)
{
	panic("stack overrun in a library that unpacks the dom0 kernel");
}

/* libzstd's hooks, weak there: 0 says that nobody wants to trace. */
unsigned long long ZSTD_trace_decompress_begin(const void *ctx)
{
	(void)ctx;
	return 0;
}

void ZSTD_trace_decompress_end(unsigned long long ctx, const void *trace)
{
	(void)ctx; (void)trace;
}

/* libbz2 comes with functions for files: they have to link, no more. */
void no_files(void)
{
	panic("a library that unpacks the dom0 kernel wanted a file");
}

#define NO_FILE(name)	__asm__(".globl " #name "; .set " #name ", no_files")

NO_FILE(fopen64);
NO_FILE(fdopen);
NO_FILE(fclose);
NO_FILE(fread);
NO_FILE(fwrite);
NO_FILE(fgetc);
NO_FILE(ungetc);
NO_FILE(fputc);
NO_FILE(fflush);
NO_FILE(ferror);
NO_FILE(exit);
NO_FILE(stdin);
NO_FILE(stdout);
NO_FILE(stderr);
NO_FILE(__fprintf_chk);
NO_FILE(__ctype_b_loc);
