/* SPDX-License-Identifier: GPL-2.0-only */
/* What the test kernels share: hypercalls, checks, exceptions. */
#ifndef TESTS_GUEST_H
#define TESTS_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xen/xen.h>
#include <xen/event_channel.h>
#include <xen/memory.h>
#include <xen/sched.h>
#include <xen/vcpu.h>
#include <xen/version.h>
#include <xen/physdev.h>
#include <xen/grant_table.h>

#define PAGE_SIZE 4096UL

extern struct start_info *start_info;
/* rax, rbx, rcx, rdx, rsi, rdi, rbp, rsp, r8 to r15, flags at the entry. */
extern uint64_t entry_regs[17];
/* Where guest frame 0 is mapped: a symbol whose address it is. */
extern char virt_base[];

long hypercall(unsigned long nr, ...);

/* The test's own part. */
void test_main(void);

void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Prints PASS or FAIL with both values; counts. */
void check(const char *name, long got, long want);

/*
 * Prints an answer that `run` compares with the one recorded from the
 * distribution's hypervisor (answers/<test>.txt). Names are unique.
 */
void answer(const char *name, long got);

/* Error numbers of the ABI, negative as calls return them. */
#define E(name) (-(long)XEN_##name)
enum {
#define XEN_ERRNO(name, value) XEN_##name = value,
#include <xen/errno.h>
};

/* A number on the command line: name=N. */
uint64_t guest_option(const char *name, uint64_t fallback);

/* An exception as the handler saw it. */
struct seen {
	long vec, error, count;
	uint64_t rip, cs, rflags, rsp, ss, rax, cr2;
};
extern struct seen seen;

/* The frame the handler was given; rcx and r11 are gone from it. */
struct trap_frame {
	uint64_t vec, error, rip, cs, rflags, rsp, ss;
};
/* Asked first, when set: true resumes the frame as it left it. */
extern bool (*trap_hook)(struct trap_frame *f);

/* Sets the trap table (again). */
void guest_traps(void);

/*
 * Runs fn(arg): vector * 0x10000 + error code of the exception that ended
 * it, or -1 when there was none.
 */
long probe(void (*fn)(void *), void *arg);

/* Our vCPU's record in the shared page. */
struct vcpu_info *vcpu0(void);

/*
 * Intel's SYSENTER tells nobody its stack: in the kernel it pushes a frame at
 * address 0, which ends the domain. AMD's does not exist in long mode.
 */
static inline bool sysenter_is_fatal(bool kernel)
{
	uint32_t a = 0, b, c, d;

	__asm__("cpuid" : "+a"(a), "=b"(b), "=c"(c), "=d"(d));
	return kernel && b == 0x756e6547;
}

/* ---- user.S: code with chosen registers ---- */

struct code_regs {
	uint64_t rax, rbx, rcx, rdx, rsi, rdi, flags;
	const void *entry;
	uint64_t r8;
};
void code_run(struct code_regs *r);
void user_enter(void (*fn)(void *), void *arg);
extern char user_syscall[], user_stack[], user_stack_end[];
extern char stub_vec20[], stub_vec80[], stub_vecff[], stub_event[],
	stub_failsafe[], stub_sysenter[], stub_syscall32[];
extern uint64_t failsafe_segs[4];

/* Frames: pseudo-physical to machine, address of a pfn in our mapping. */
uint64_t pfn_to_mfn(uint64_t pfn);
static inline uint64_t va_to_pfn(const void *va)
{
	return ((uint64_t)va - (uint64_t)virt_base) >> 12;
}
static inline uint64_t va_to_mfn(const void *va)
{
	return pfn_to_mfn(va_to_pfn(va));
}
/* The L1 entry of one of our own addresses, as machine address. */
uint64_t l1_entry_ma(const void *va);
uint64_t *l4_table(void);

long update_va(void *va, uint64_t pte, unsigned long flags);
long mmu_update1(uint64_t ptr, uint64_t val);
long mmuext1(unsigned int cmd, uint64_t arg1, uint64_t arg2);

#endif
