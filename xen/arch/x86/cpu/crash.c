/* SPDX-License-Identifier: GPL-2.0-only */
/* What is printed when something is badly wrong, and how the machine stops. */
#include <hv/cmdline.h>
#include <hv/console.h>
#include <hv/domain.h>
#include <hv/machine.h>
#include <hv/printk.h>
#include <x86/acpi.h>
#include <x86/asm.h>
#include <x86/console.h>
#include <x86/cpu_info.h>
#include <x86/options.h>
#include <x86/smp.h>
#include <x86/time.h>
#include <x86/traps.h>

extern const char _text[], _etext[];

static void frame_print(uint64_t addr)
{
	uint64_t off, size;
	const char *name = symbol_of(addr, &off, &size);

	if (name)
		printk(XL_ERR "   [<%016llx>] %s+%#llx/%#llx\n",
		       (unsigned long long)addr, name,
		       (unsigned long long)off, (unsigned long long)size);
}

typedef unsigned long long ull;

void registers_print_any(const struct cpu_user_regs *r)
{
	printk(XL_ERR "RIP: %04x:%016llx RFLAGS: %016llx\n", r->cs,
	       (ull)r->rip, (ull)r->rflags);
	if (!regs_from_guest(r))
		frame_print(r->rip);
	printk(XL_ERR "rax: %016llx rbx: %016llx rcx: %016llx\n",
	       (ull)r->rax, (ull)r->rbx, (ull)r->rcx);
	printk(XL_ERR "rdx: %016llx rsi: %016llx rdi: %016llx\n",
	       (ull)r->rdx, (ull)r->rsi, (ull)r->rdi);
	printk(XL_ERR "rbp: %016llx rsp: %016llx r8:  %016llx\n",
	       (ull)r->rbp, (ull)r->rsp, (ull)r->r8);
	printk(XL_ERR "r9:  %016llx r10: %016llx r11: %016llx\n",
	       (ull)r->r9, (ull)r->r10, (ull)r->r11);
	printk(XL_ERR "r12: %016llx r13: %016llx r14: %016llx\n",
	       (ull)r->r12, (ull)r->r13, (ull)r->r14);
	printk(XL_ERR "r15: %016llx ss: %04x\n", (ull)r->r15, r->ss);
}

void registers_print(const struct cpu_user_regs *r)
{
	printk(XL_ERR "CPU: %u  vector %u  error code %04x\n",
	       arch_this_pcpu() ? this_cpu() : 0, r->entry_vector & 0xff,
	       r->error_code);
	registers_print_any(r);
	printk(XL_ERR "cr0: %016llx cr4: %016llx\n", (ull)read_cr0(),
	       (ull)read_cr4());
	printk(XL_ERR "cr3: %016llx cr2: %016llx\n", (ull)read_cr3(),
	       (ull)read_cr2());
}

static bool is_stack(uint64_t base)
{
	if (base == arch_stack_base())
		return true;
	for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++)
		if (cpu_online(cpu) && (uint64_t)pcpu_of(cpu)->arch.stack == base)
			return true;
	return false;
}

/*
 * Everything on the stack, of this or another CPU, that points into code;
 * exact frames need no CFI.
 */
void stack_print(const struct cpu_user_regs *r)
{
	uint64_t sp = r->rsp & ~7UL, end = (sp | (STACK_SIZE - 1)) - 7;
	unsigned int printed = 0;

	if (regs_from_guest(r) || !is_stack(sp & ~(STACK_SIZE - 1)))
		return;
	printk(XL_ERR "Call trace:\n");
	for (; sp < end && printed < 24; sp += 8) {
		uint64_t v = *(uint64_t *)sp;

		if (v < (uint64_t)_text || v >= (uint64_t)_etext)
			continue;
		frame_print(v);
		printed++;
	}
}

static void stop_others(void)
{
	for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++)
		if (cpu_online(cpu) && cpu != this_cpu())
			smp_halt(cpu);
}

/* With interrupts off until something pulls the plug. */
static void __noreturn halt_forever(void)
{
	for (;;)
		__asm__ volatile("cli; hlt");
}

static void reset_acpi(void)
{
	if (!acpi_info.reset_port)
		return;
	printk(XL_ERR "Resetting with ACPI MEMORY or I/O RESET_REG.\n");
	console_devices_sync();
	outb(acpi_info.reset_port, acpi_info.reset_value);
}

static void reset_keyboard(void) { outb(0x64, 0xfe); }
static void reset_pci(void) { outb(0xcf9, 0x02); outb(0xcf9, 0x06); }
static void reset_power(void) { outb(0xcf9, 0x0a); outb(0xcf9, 0x0e); }

static void reset_triple_fault(void)
{
	struct { uint16_t limit; uint64_t base; }
		__attribute__((packed)) none = { 0, 0 };

	__asm__ volatile("lidt %0; int3" : : "m"(none));
}

/* reboot= says which is tried first; then the others, the last works. */
static void (*const resets[])(void) = {
	[REBOOT_ACPI] = reset_acpi,
	[REBOOT_KEYBOARD] = reset_keyboard,
	[REBOOT_PCI] = reset_pci,
	[REBOOT_POWER] = reset_power,
	[REBOOT_TRIPLE] = reset_triple_fault,
};

static void reboot_now(void)
{
	if (opt_reboot == REBOOT_NEVER)
		return;
	resets[opt_reboot]();
	for (unsigned int i = 0; i < ARRAY_SIZE(resets); i++) {
		delay_us(100000);
		resets[i]();
	}
}

void arch_machine_stop(enum machine_stop how)
{
	arch_irq_disable();
	if (arch_this_pcpu())
		stop_others();
	console_devices_sync();
	if (how == MACHINE_REBOOT_LATER)
		delay_us(5000000);
	if (how != MACHINE_HALT)
		reboot_now();
	halt_forever();
}

void arch_fatal(void)
{
	struct cpu_user_regs regs = { .cs = 0xe008 };

	arch_irq_disable();
	__asm__ volatile("mov %%rsp, %0; lea (%%rip), %1"
			 : "=m"(regs.rsp), "=r"(regs.rip));
	stack_print(&regs);
	if (opt_noreboot) {
		printk(XL_ERR "Manual reset required ('noreboot' specified)\n");
		arch_machine_stop(MACHINE_HALT);
	}
	printk(XL_ERR "Reboot in five seconds...\n");
	arch_machine_stop(MACHINE_REBOOT_LATER);
}
