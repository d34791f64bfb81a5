/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The string functions used here. On the host they are libc's; freestanding
 * lib/string.c and the machine provide them.
 */
#ifndef HV_STRING_H
#define HV_STRING_H

#include <stdarg.h>

#include <hv/types.h>

#if __STDC_HOSTED__
#include <string.h>
#else
void *memset(void *dst, int c, size_t n);
void *memcpy(void *dst, const void *src, size_t n);
void *memmove(void *dst, const void *src, size_t n);
int memcmp(const void *a, const void *b, size_t n);
void *memchr(const void *s, int c, size_t n);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
char *strchr(const char *s, int c);
char *strstr(const char *s, const char *what);
/*
 * Short ones of known length become a few moves. Not memcpy: out of memory
 * that a guest writes, too, it has to copy, once.
 */
#define memset(dst, c, n)	__builtin_memset(dst, c, n)
#define memcmp(a, b, n)		__builtin_memcmp(a, b, n)
#endif

/* Copies at most size - 1 bytes, always terminates; returns strlen(src). */
size_t str_copy(char *dst, const char *src, size_t size);

/*
 * Number with an optional 0x or 0 prefix (base 0) or of the given base.
 * *end is set behind it, as strtoull does; overflow saturates.
 */
unsigned long long str_to_ull(const char *s, const char **end,
			      unsigned int base);
/* Size with an optional suffix B K M G T; without one, KiB (Xen's rule). */
unsigned long long str_to_size(const char *s, const char **end);

/*
 * C's snprintf: flags - 0 + space #, width, precision, * and the lengths
 * hh h l ll z t; d i u x X o c s p %. Floats are not known.
 */
int hv_snprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
int hv_vsnprintf(char *buf, size_t size, const char *fmt, va_list args);

#endif
