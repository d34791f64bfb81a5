/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdarg.h>

#include "guest.h"

#include <xen/io/console.h>

static uint64_t mfn_to_va(uint64_t mfn);

struct seen seen;
static bool probing;
static unsigned int passed, failed;

extern char stub_table[], probe_fault[];
int probe_call(void (*fn)(void *), void *arg);

bool (*trap_hook)(struct trap_frame *f);

struct vcpu_info *vcpu0(void)
{
	static struct vcpu_info *info;
	static char page[PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));

	if (!info && !update_va(page, start_info->shared_info | 0x67,
				UVMF_INVLPG))
		info = ((struct shared_info *)page)->vcpu_info;
	return info;
}

/* ---- output ---- */

/* An unprivileged guest's console; what does not fit in time is lost. */
static void ring_out(const char *s, size_t n)
{
	struct xencons_interface *r =
		(void *)mfn_to_va(start_info->console.domU.mfn);
	struct evtchn_send send = { start_info->console.domU.evtchn };

	for (unsigned int tries = 0; n && tries < 100000; tries++) {
		uint32_t prod = r->out_prod;

		if (prod - *(volatile uint32_t *)&r->out_cons >=
		    sizeof(r->out)) {
			hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield);
			continue;
		}
		r->out[MASK_XENCONS_IDX(prod, r->out)] = *s++;
		__asm__ volatile("" ::: "memory");
		r->out_prod = prod + 1;
		n--;
	}
	hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_send, &send);
}

static void out(const char *s, size_t n)
{
	if (!(start_info->flags & SIF_PRIVILEGED)) {
		ring_out(s, n);
		return;
	}
	hypercall(__HYPERVISOR_console_io, CONSOLEIO_write, n, s);
}

static char *number(char *p, uint64_t v, unsigned int base)
{
	char buf[24];
	unsigned int n = 0;

	do {
		buf[n++] = "0123456789abcdef"[v % base];
	} while (v /= base);
	while (n)
		*p++ = buf[--n];
	return p;
}

void say(const char *fmt, ...)
{
	char line[256], *p = line;
	const char *s;
	va_list ap;
	long v;

	va_start(ap, fmt);
	for (; *fmt && p < line + 200; fmt++) {
		if (*fmt != '%') {
			*p++ = *fmt;
			continue;
		}
		if (*++fmt == 'l')
			fmt++;
		switch (*fmt) {
		case 's':
			for (s = va_arg(ap, const char *); *s; )
				*p++ = *s++;
			break;
		case 'u':
			p = number(p, va_arg(ap, unsigned int), 10);
			break;
		case 'd':
			v = va_arg(ap, long);
			if (v < 0)
				*p++ = '-';
			p = number(p, v < 0 ? -(uint64_t)v : (uint64_t)v, 10);
			break;
		case 'x':
			p = number(p, va_arg(ap, unsigned long), 16);
			break;
		}
	}
	va_end(ap);
	out(line, (size_t)(p - line));
}

void check(const char *name, long got, long want)
{
	if (got == want) {
		passed++;
		say("PASS %s\n", name);
		return;
	}
	failed++;
	say("FAIL %s: got %ld (0x%lx), expected %ld (0x%lx)\n", name, got,
	    (unsigned long)got, want, (unsigned long)want);
}

void answer(const char *name, long got)
{
	say("ANSWER %s = 0x%lx\n", name, (unsigned long)got);
}

uint64_t guest_option(const char *name, uint64_t fallback)
{
	const char *s = (const char *)start_info->cmd_line, *n;
	uint64_t v = 0;

	for (; *s; s++) {
		const char *p = s;

		for (n = name; *n && *n == *p; n++)
			p++;
		if (*n || *p++ != '=')
			continue;
		for (; *p >= '0' && *p <= '9'; p++)
			v = v * 10 + (uint64_t)(*p - '0');
		return v;
	}
	return fallback;
}

/* ---- exceptions ---- */

void trap_handler(struct trap_frame *f);
void trap_handler(struct trap_frame *f)
{
	seen.vec = (long)f->vec;
	seen.error = (long)f->error;
	seen.rip = f->rip;
	seen.cs = f->cs;
	seen.rflags = f->rflags;
	seen.rsp = f->rsp;
	seen.ss = f->ss;
	seen.rax = ((uint64_t *)f)[-1];
	seen.cr2 = vcpu0()->arch.cr2;
	seen.count++;
	if (trap_hook && trap_hook(f))
		return;
	if (!probing) {
		say("FAIL unexpected trap %ld error 0x%lx rip 0x%lx cr2 0x%lx\n",
		    seen.vec, f->error, f->rip, seen.cr2);
		for (;;)
			hypercall(__HYPERVISOR_sched_op, SCHEDOP_shutdown,
				  &(struct sched_shutdown){ SHUTDOWN_crash });
	}
	f->rip = (uint64_t)probe_fault;
	f->cs = FLAT_KERNEL_CS & ~3;
	f->ss = FLAT_KERNEL_SS;
	f->rflags = 0x202;
}

long probe(void (*fn)(void *), void *arg)
{
	int faulted;

	probing = true;
	faulted = probe_call(fn, arg);
	probing = false;
	return faulted ? seen.vec * 0x10000 + seen.error : -1;
}

void guest_traps(void)
{
	static struct trap_info t[33];

	for (unsigned int i = 0; i < 32; i++) {
		t[i].vector = (uint8_t)i;
		t[i].cs = FLAT_KERNEL_CS;
		t[i].address = (unsigned long)stub_table + i * 16;
	}
	hypercall(__HYPERVISOR_set_trap_table, t);
}

/* ---- memory ---- */

uint64_t pfn_to_mfn(uint64_t pfn)
{
	return ((uint64_t *)start_info->mfn_list)[pfn];
}

static uint64_t mfn_to_va(uint64_t mfn)
{
	return (uint64_t)virt_base +
	       (((uint64_t *)MACH2PHYS_VIRT_START)[mfn] << 12);
}

uint64_t *l4_table(void)
{
	return (uint64_t *)start_info->pt_base;
}

uint64_t l1_entry_ma(const void *va)
{
	uint64_t a = (uint64_t)va, *t = l4_table(), mfn = 0;

	for (unsigned int shift = 39; shift > 12; shift -= 9) {
		mfn = t[a >> shift & 511] >> 12 & 0xffffffffffUL;
		t = (uint64_t *)mfn_to_va(mfn);
	}
	return mfn << 12 | (a >> 12 & 511) * 8;
}

long update_va(void *va, uint64_t pte, unsigned long flags)
{
	return hypercall(__HYPERVISOR_update_va_mapping, va, pte, flags);
}

long mmu_update1(uint64_t ptr, uint64_t val)
{
	struct mmu_update u = { ptr, val };

	return hypercall(__HYPERVISOR_mmu_update, &u, 1UL, 0UL, DOMID_SELF);
}

long mmuext1(unsigned int cmd, uint64_t arg1, uint64_t arg2)
{
	struct mmuext_op op = { .cmd = cmd };

	op.arg1.mfn = arg1;
	op.arg2.src_mfn = arg2;
	return hypercall(__HYPERVISOR_mmuext_op, &op, 1UL, 0UL, DOMID_SELF);
}

void guest_main(void);
void guest_main(void)
{
	struct sched_shutdown off = { SHUTDOWN_poweroff };

	guest_traps();
	vcpu0();
	say("TEST begin\n");
	test_main();
	say("TEST end: %u passed, %u failed\n", passed, failed);
	for (;;)
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_shutdown, &off);
}
