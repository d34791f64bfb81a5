/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Basic types and the few macros every file uses. Freestanding headers only.
 */
#ifndef HV_TYPES_H
#define HV_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t paddr_t;		/* machine (physical) byte address */
typedef int64_t s_time_t;		/* nanoseconds since the machine started */

/* Frame numbers are one-member structs: mixing the kinds does not compile. */
typedef struct { uint64_t n; } mfn_t;	/* machine frame */
typedef struct { uint64_t n; } gfn_t;	/* guest's own frame */

#define MFN(x)		((mfn_t){ (x) })
#define GFN(x)		((gfn_t){ (x) })
#define INVALID_MFN	MFN(~0ULL)
#define INVALID_GFN	GFN(~0ULL)

static inline bool mfn_eq(mfn_t a, mfn_t b) { return a.n == b.n; }
static inline bool gfn_eq(gfn_t a, gfn_t b) { return a.n == b.n; }
static inline mfn_t mfn_add(mfn_t m, uint64_t i) { return MFN(m.n + i); }

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define DIV_ROUND_UP(n, d) (((n) + (d) - 1) / (d))
#define BITS_PER_LONG	64

#define container_of(ptr, type, member) \
	((type *)((char *)(ptr) - offsetof(type, member)))

static inline uint64_t min_u64(uint64_t a, uint64_t b) { return a < b ? a : b; }
static inline uint64_t max_u64(uint64_t a, uint64_t b) { return a > b ? a : b; }
static inline unsigned int min_u(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

#define __printf(fmt, args)	__attribute__((format(printf, fmt, args)))
#define __must_check		__attribute__((warn_unused_result))
#define __noreturn		__attribute__((noreturn))
#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)

#define MILLISECS(ms)		((s_time_t)(ms) * 1000000)
#define MICROSECS(us)		((s_time_t)(us) * 1000)
#define SECONDS(s)		((s_time_t)(s) * 1000000000)
#define STIME_MAX		INT64_MAX

/* Reads or writes a variable exactly once, whatever the compiler thinks. */
#define READ_ONCE(x)		(*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v)	(*(volatile __typeof__(x) *)&(x) = (v))

#endif
