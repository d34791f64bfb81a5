/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copies from and to the guest that is loaded. A guest address is any below
 * the canonical hole or above the hypervisor's own area.
 */
#include <hv/errno.h>
#include <hv/guest.h>
#include <x86/asm.h>
#include <x86/layout.h>

bool arch_guest_range_ok(const void *p, uint64_t bytes)
{
	uint64_t start = (uint64_t)p, end = start + bytes;

	if (end < start)
		return false;
	return end <= 0x0000800000000000UL || start >= HYPER_END;
}

/*
 * Words (rcx of them), then the bytes that are left over. A fault ends it with
 * the number of bytes not done in rcx.
 */
#define BY_WORDS(insn)							\
	"1:	rep " insn "q\n"					\
	"	mov %k[over], %%ecx\n"					\
	"2:	rep " insn "b\n"					\
	"3:\n"								\
	".pushsection .text.fixup, \"ax\", @progbits\n"			\
	"4:	lea (%[over], %%rcx, 8), %%rcx\n"			\
	"	jmp 3b\n"						\
	".popsection\n"							\
	".pushsection .extable, \"a\", @progbits\n"			\
	"	.quad 1b, 4b\n"						\
	"	.quad 2b, 3b\n"						\
	".popsection"

static inline __attribute__((always_inline)) size_t
copy(void *dst, const void *src, size_t bytes)
{
	size_t left = bytes / 8;

	guest_access_begin();
	__asm__ volatile(BY_WORDS("movs")
			 : "+&c"(left), "+&D"(dst), "+&S"(src)
			 : [over] "r"(bytes % 8) : "memory");
	guest_access_end();
	return left;
}

static size_t clear(void *dst, size_t bytes)
{
	size_t left = bytes / 8;

	guest_access_begin();
	__asm__ volatile(BY_WORDS("stos")
			 : "+&c"(left), "+&D"(dst)
			 : [over] "r"(bytes % 8), "a"(0UL) : "memory");
	guest_access_end();
	return left;
}

int arch_copy_from_guest(void *dst, const void *src, size_t bytes)
{
	if (!arch_guest_range_ok(src, bytes) || copy(dst, src, bytes))
		return -EFAULT;
	return 0;
}

int arch_copy_to_guest(void *dst, const void *src, size_t bytes)
{
	if (!arch_guest_range_ok(dst, bytes) || copy(dst, src, bytes))
		return -EFAULT;
	return 0;
}

int arch_clear_guest(void *dst, size_t bytes)
{
	if (!arch_guest_range_ok(dst, bytes) || clear(dst, bytes))
		return -EFAULT;
	return 0;
}
