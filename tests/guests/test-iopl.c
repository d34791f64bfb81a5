/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ports and the interrupt flag by I/O privilege level, set by hypercall and,
 * with the vm_assist, in EFLAGS; the port bitmap; CR4's TSD and FSGSBASE.
 */
#include "guest.h"

static struct code_regs regs;
static uint8_t code[64] __attribute__((aligned(4096)));
static uint8_t bitmap[8192 + 1] __attribute__((aligned(4096)));

static char line[128];

static const char *cat(const char *a, unsigned int nr, const char *b)
{
	char *p = line;

	while (*a)
		*p++ = *a++;
	*p++ = (char)('0' + nr / 10);
	*p++ = (char)('0' + nr % 10);
	while (*b)
		*p++ = *b++;
	*p = 0;
	return line;
}

static void run_kernel(void *p)
{
	code_run(p);
}

static void run_user(void *p)
{
	user_enter((void (*)(void *))code_run, p);
}

static long insn(bool user, uint8_t b0, uint8_t b1, uint64_t dx)
{
	code[0] = b0;
	code[1] = b1;
	code[2] = 0xc3;
	regs = (struct code_regs){ .flags = 2, .entry = code, .rdx = dx };
	return probe(user ? run_user : run_kernel, &regs);
}

static void both(const char *what, unsigned int nr)
{
	answer(cat(what, nr, " kernel: cli"), insn(false, 0xfa, 0x90, 0));
	answer(cat(what, nr, " kernel: in"), insn(false, 0xec, 0x90, 0x80));
	answer(cat(what, nr, " user: cli"), insn(true, 0xfa, 0x90, 0));
	answer(cat(what, nr, " user: in"), insn(true, 0xec, 0x90, 0x80));
	insn(false, 0x9c, 0x58, 0);
	answer(cat(what, nr, " kernel: pushf"), (long)regs.rax);
	insn(false, 0x0f, 0x0b, 0);
	answer(cat(what, nr, " kernel: frame"), (long)seen.rflags);
	insn(true, 0x0f, 0x0b, 0);
	answer(cat(what, nr, " user: frame"), (long)seen.rflags);
}

static void by_hypercall(const char *what)
{
	for (unsigned int i = 0; i < 6; i++) {
		answer(cat(what, i, ": set"),
		       hypercall(__HYPERVISOR_physdev_op, PHYSDEVOP_set_iopl,
				 &(struct physdev_set_iopl){ i }));
		both(what, i);
	}
	hypercall(__HYPERVISOR_physdev_op, PHYSDEVOP_set_iopl,
		  &(struct physdev_set_iopl){ 0 });
}

/* An iret to `landing` with an IOPL, then what a frame shows. */
static struct { uint64_t rax, r11, rcx, flags, rip, cs, rflags, rsp, ss; } f;
static uint64_t area[512];

static void iret(void *p)
{
	__asm__ volatile("mov %0, %%rsp; mov $23, %%eax; syscall" : : "r"(p));
}

extern char landing[];
__asm__(".text\nlanding: cli; ud2");

static void by_iret(const char *how)
{
	for (unsigned int i = 0; i < 4; i++) {
		f = (typeof(f)){ 0, 0, 0, 0, (uint64_t)landing, 0xe030,
				 0x202 | i << 12, (uint64_t)(area + 500),
				 0xe02b };
		answer(cat(how, i, ""), probe(iret, &f));
		answer(cat(how, i, ": frame"),
		       (long)seen.rflags);
	}
}

static void set_bitmap(const char *name, void *at, unsigned int ports)
{
	struct physdev_set_iobitmap b = { .nr_ports = ports };

	set_xen_guest_handle(b.bitmap, (uint8_t *)at);
	answer(name, hypercall(__HYPERVISOR_physdev_op,
			       PHYSDEVOP_set_iobitmap, &b));
}

static void port_bitmap(void)
{
	for (unsigned int i = 0; i < sizeof(bitmap); i++)
		bitmap[i] = 0xff;
	bitmap[0x80 / 8] = 0xfc;
	set_bitmap("bitmap", bitmap, 65536);
	answer("bitmap: 0x80", insn(true, 0xec, 0x90, 0x80));
	answer("bitmap: 0x81", insn(true, 0xec, 0x90, 0x81));
	answer("bitmap: 0x82", insn(true, 0xec, 0x90, 0x82));
	answer("bitmap: 0x80, 2 bytes", insn(true, 0x66, 0xed, 0x80));
	answer("bitmap: 0x80, 4 bytes", insn(true, 0xed, 0x90, 0x80));
	answer("bitmap: kernel 0x80", insn(false, 0xec, 0x90, 0x80));
	answer("bitmap: 0xffff", insn(true, 0xec, 0x90, 0xffff));
	set_bitmap("bitmap of 0x80 ports", bitmap, 0x80);
	answer("bitmap of 0x80: 0x80", insn(true, 0xec, 0x90, 0x80));
	set_bitmap("bitmap of 0x81 ports", bitmap, 0x81);
	answer("bitmap of 0x81: 0x80", insn(true, 0xec, 0x90, 0x80));
	set_bitmap("bitmap too long", bitmap, 65537);
	set_bitmap("bitmap nowhere", (void *)0x1000, 65536);
	answer("bitmap nowhere: 0x80", insn(true, 0xec, 0x90, 0x80));
	set_bitmap("bitmap in the hypervisor", (void *)0xffff830000000000,
		   65536);
	set_bitmap("bitmap off", NULL, 0);
	answer("bitmap off: 0x80", insn(true, 0xec, 0x90, 0x80));
}

static long cr4(uint64_t v)
{
	code[0] = 0x0f;
	code[1] = 0x22;
	code[2] = 0xe0;
	code[3] = 0xc3;
	regs = (struct code_regs){ .flags = 2, .entry = code, .rax = v };
	return probe(run_kernel, &regs);
}

static long bases(bool user, uint8_t op)
{
	static const uint8_t pre[] = { 0xf3, 0x48, 0x0f, 0xae };

	for (unsigned int i = 0; i < 4; i++)
		code[i] = pre[i];
	code[4] = op;
	code[5] = 0xc3;
	regs = (struct code_regs){ .flags = 2, .entry = code, .rax = 0x5000 };
	return probe(user ? run_user : run_kernel, &regs);
}

static void cr4_features(void)
{
	answer("CR4.TSD", cr4(0x664));
	answer("TSD: kernel rdtsc", insn(false, 0x0f, 0x31, 0));
	answer("TSD: user rdtsc", insn(true, 0x0f, 0x31, 0));
	answer("CR4.FSGSBASE", cr4(0x660 | 1 << 16));
	answer("no TSD: user rdtsc", insn(true, 0x0f, 0x31, 0));
	for (unsigned int user = 0; user < 2; user++) {
		answer(cat("user ", user, ": rdfsbase"), bases(user, 0xc0));
		answer(cat("user ", user, ": wrfsbase"), bases(user, 0xd0));
		answer(cat("user ", user, ": rdfsbase after"),
		       bases(user, 0xc0));
		answer(cat("user ", user, ": fs base"), (long)regs.rax);
		answer(cat("user ", user, ": rdgsbase"), bases(user, 0xc8));
		answer(cat("user ", user, ": gs base"), (long)regs.rax);
		answer(cat("user ", user, ": wrgsbase"), bases(user, 0xd8));
		answer(cat("user ", user, ": rdgsbase after"),
		       bases(user, 0xc8));
		answer(cat("user ", user, ": gs base after"), (long)regs.rax);
	}
	answer("CR4 plain", cr4(0x660));
	answer("rdfsbase again", bases(false, 0xc0));
}

static void fpu(void)
{
	answer("TS on", hypercall(__HYPERVISOR_fpu_taskswitch, 1UL));
	answer("fninit with TS", insn(false, 0xdb, 0xe3, 0));
	answer("fninit afterwards", insn(false, 0xdb, 0xe3, 0));
	answer("TS on 2", hypercall(__HYPERVISOR_fpu_taskswitch, 2UL));
	answer("user fninit with TS", insn(true, 0xdb, 0xe3, 0));
	answer("user fninit afterwards", insn(true, 0xdb, 0xe3, 0));
	answer("TS on again", hypercall(__HYPERVISOR_fpu_taskswitch, 1UL));
	answer("fwait with TS", insn(false, 0x9b, 0x90, 0));
	answer("TS off", hypercall(__HYPERVISOR_fpu_taskswitch, 0UL));
	answer("fwait", insn(false, 0x9b, 0x90, 0));
}

void test_main(void)
{
	hypercall(__HYPERVISOR_set_callbacks, stub_event, stub_failsafe,
		  user_syscall);
	hypercall(__HYPERVISOR_stack_switch, 0xe02bUL,
		  (uint64_t)user_stack + 2048);
	mmuext1(MMUEXT_NEW_USER_BASEPTR, va_to_mfn(l4_table()), 0);
	by_hypercall("iopl ");
	by_iret("iret with IOPL ");
	port_bitmap();
	cr4_features();
	fpu();
	answer("vm_assist architectural_iopl",
	       hypercall(__HYPERVISOR_vm_assist, (unsigned long)VMASST_CMD_enable,
			 (unsigned long)VMASST_TYPE_architectural_iopl));
	by_hypercall("architectural iopl ");
	by_iret("assisted iret with IOPL ");
	for (unsigned long i = 0; i < 40; i++)
		answer(cat("vm_assist ", (unsigned int)i, ""),
		       hypercall(__HYPERVISOR_vm_assist,
				 (unsigned long)VMASST_CMD_enable, i));
	answer("vm_assist command 2",
	       hypercall(__HYPERVISOR_vm_assist, 2UL, 0UL));
}
