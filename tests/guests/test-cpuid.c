/* SPDX-License-Identifier: GPL-2.0-only */
/* CPUID through the hypervisor, as the kernel and as user code ask. */
#include "guest.h"

struct leaf { uint32_t leaf, sub, a, b, c, d; };

static void forced(void *p)
{
	struct leaf *l = p;

	l->a = l->leaf;
	l->c = l->sub;
	__asm__ volatile("ud2; .ascii \"xen\"; cpuid"
			 : "+a"(l->a), "=b"(l->b), "+c"(l->c), "=d"(l->d));
}

static void forced_user(void *p)
{
	user_enter(forced, p);
}

static char name[64];

static const char *title(const char *mode, uint32_t leaf, uint32_t sub,
			 const char *what)
{
	static const char digits[] = "0123456789abcdef";
	char *p = name;

	while (*mode)
		*p++ = *mode++;
	for (int i = 28; i >= 0; i -= 4)
		*p++ = digits[leaf >> i & 15];
	*p++ = '.';
	*p++ = digits[sub >> 4 & 15];
	*p++ = digits[sub & 15];
	*p++ = ' ';
	while (*what)
		*p++ = *what++;
	*p = 0;
	return name;
}

static void show(const char *mode, void (*ask)(void *), uint32_t leaf,
		 uint32_t sub)
{
	struct leaf l = { leaf, sub, 0, 0, 0, 0 };

	answer(title(mode, leaf, sub, "fault"), probe(ask, &l));
	answer(title(mode, leaf, sub, "eax, ebx"),
	       (long)((uint64_t)l.b << 32 | l.a));
	answer(title(mode, leaf, sub, "ecx, edx"),
	       (long)((uint64_t)l.d << 32 | l.c));
}

static void all(const char *mode, void (*ask)(void *))
{
	for (uint32_t i = 0; i < 0x20; i++)
		show(mode, ask, i, 0);
	for (uint32_t s = 1; s < 4; s++) {
		show(mode, ask, 4, s);
		show(mode, ask, 7, s);
		show(mode, ask, 0xb, s);
		show(mode, ask, 0xd, s);
	}
	show(mode, ask, 0xd, 62);
	show(mode, ask, 0xd, 63);
	show(mode, ask, 0xd, 64);
	show(mode, ask, 1, 5);
	for (uint32_t i = 0x80000000; i < 0x80000024; i++)
		show(mode, ask, i, 0);
	for (uint32_t i = 0x40000000; i < 0x40000008; i++)
		if (i != 0x40000001 && i != 0x40000003)
			show(mode, ask, i, 0);
	show(mode, ask, 0x40000100, 0);
	show(mode, ask, 0x4000ffff, 0);
	show(mode, ask, 0x40010000, 0);
	show(mode, ask, 0x7fffffff, 0);
	show(mode, ask, 0xc0000000, 0);
	show(mode, ask, 0xffffffff, 0);
}

static void set_cr4(void *p)
{
	__asm__ volatile("mov %0, %%cr4" : : "r"(*(uint64_t *)p));
}

void test_main(void)
{
	uint64_t cr4 = 0x660 | 1UL << 18;

	hypercall(__HYPERVISOR_set_callbacks, stub_event, stub_failsafe,
		  user_syscall);
	hypercall(__HYPERVISOR_stack_switch, 0xe02bUL,
		  (uint64_t)user_stack + 2048);
	mmuext1(MMUEXT_NEW_USER_BASEPTR, va_to_mfn(l4_table()), 0);
	all("", forced);
	all("user ", forced_user);
	answer("CR4.OSXSAVE", probe(set_cr4, &cr4));
	show("with OSXSAVE: ", forced, 1, 0);
	show("with OSXSAVE: ", forced, 0xd, 0);
	show("with OSXSAVE: user ", forced_user, 1, 0);
}
