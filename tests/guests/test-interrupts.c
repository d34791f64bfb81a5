/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * "int n" for every n, in the kernel and in user mode: without a handler,
 * with one for each privilege, handlers that mask events.
 */
#include "ask.h"

static uint8_t code[64] __attribute__((aligned(4096)));
static struct code_regs regs;

static void run_kernel(void *p)
{
	code_run(p);
}

static void run_user(void *p)
{
	user_enter((void (*)(void *))code_run, p);
}

static long interrupt(bool user, unsigned int n)
{
	for (unsigned int i = 0; i < sizeof(code); i++)
		code[i] = 0xc3;
	code[0] = 0xcd;
	code[1] = (uint8_t)n;
	regs = (struct code_regs){ .flags = 2, .entry = code };
	seen = (struct seen){ .vec = -1 };
	return probe(user ? run_user : run_kernel, &regs);
}

static const char *const modes[] = { "kernel int", "user int" };

/* Only what is not "#GP with the vector" is named; the rest is counted. */
static void all(const char *how)
{
	for (unsigned int user = 0; user < 2; user++) {
		unsigned int plain = 0;

		for (unsigned int n = 0; n < 256; n++) {
			long r = interrupt(user, n);

			if (r == 0xd0000 + (long)(n * 8 + 2) &&
			    seen.rip == (uint64_t)code) {
				plain++;
				continue;
			}
			answer(named(how, modes[user], n), r);
			answer(named(named(how, modes[user], n), "rip", ~0UL),
			       (long)(seen.rip - (uint64_t)code));
			answer(named(named(how, modes[user], n), "rflags",
				     ~0UL), (long)seen.rflags);
		}
		answer(named(how, modes[user], ~0UL), plain);
	}
}

/* Four vectors of each kind, one for each ring that may use it. */
static void with_handlers(void)
{
	static const uint8_t first[] = { 0x20, 0x30, 0x7c, 0x80, 0x84, 0xf8 };
	static struct trap_info t[2];

	for (unsigned int i = 0; i < sizeof(first); i++)
		for (unsigned int ring = 0; ring < 4; ring++)
			for (unsigned int mask = 0; mask < 8; mask += 4) {
				unsigned int n = first[i] + ring;

				t[0] = (struct trap_info){
					(uint8_t)n, (uint8_t)(ring | mask),
					FLAT_KERNEL_CS,
					(unsigned long)stub_vec80,
				};
				hypercall(__HYPERVISOR_set_trap_table, t);
				for (unsigned int user = 0; user < 2; user++) {
					const char *what = mask ?
						"masking" : "plain";

					vcpu0()->evtchn_upcall_mask = 0;
					answer(named(what, modes[user], n),
					       interrupt(user, n));
					answer(named(named(what, modes[user],
							   n), "rip", ~0UL),
					       (long)(seen.rip -
						      (uint64_t)code));
					answer(named(named(what, modes[user],
							   n), "rflags", ~0UL),
					       (long)seen.rflags);
					answer(named(named(what, modes[user],
							   n), "mask", ~0UL),
					       vcpu0()->evtchn_upcall_mask);
				}
			}
	vcpu0()->evtchn_upcall_mask = 1;
}

/* The exceptions' own vectors, open to all. */
static void exceptions_open(void)
{
	static struct trap_info t[2];
	extern char stub_table[];

	for (unsigned int n = 0; n < 32; n++) {
		/* With an error code: the frame would not have one. */
		if (n == 8 || (n >= 10 && n <= 14) || n == 17)
			continue;
		t[0] = (struct trap_info){
			(uint8_t)n, 3, FLAT_KERNEL_CS,
			(unsigned long)stub_table + n * 16,
		};
		hypercall(__HYPERVISOR_set_trap_table, t);
	}
	for (unsigned int user = 0; user < 2; user++)
		for (unsigned int n = 0; n < 32; n++) {
			if (n == 8 || (n >= 10 && n <= 14) || n == 17)
				continue;
			answer(named("open", modes[user], n),
			       interrupt(user, n));
			answer(named(named("open", modes[user], n), "rip",
				     ~0UL), (long)(seen.rip - (uint64_t)code));
		}
}

void test_main(void)
{
	hypercall(__HYPERVISOR_set_callbacks, stub_event, stub_failsafe,
		  user_syscall);
	hypercall(__HYPERVISOR_stack_switch, 0xe02bUL,
		  (uint64_t)user_stack + 2048);
	mmuext1(MMUEXT_NEW_USER_BASEPTR, va_to_mfn(l4_table()), 0);
	vcpu0()->evtchn_upcall_mask = 1;
	all("no handler,");
	with_handlers();
	exceptions_open();
}
