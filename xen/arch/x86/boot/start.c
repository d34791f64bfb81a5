/* SPDX-License-Identifier: GPL-2.0-only */
/* From the boot loader's hand-over to dom0's first instruction, in order. */
#include <hv/bug.h>
#include <hv/cmdline.h>
#include <hv/console.h>
#include <hv/domain.h>
#include <hv/event.h>
#include <hv/grant.h>
#include <hv/machine.h>
#include <hv/printk.h>
#include <hv/softirq.h>
#include <hv/string.h>
#include <x86/acpi.h>
#include <x86/apic.h>
#include <x86/asm.h>
#include <x86/boot.h>
#include <x86/console.h>
#include <x86/cpu_info.h>
#include <x86/desc.h>
#include <x86/dom0.h>
#include <x86/irq.h>
#include <x86/numa.h>
#include <x86/options.h>
#include <x86/paging.h>
#include <x86/policy.h>
#include <x86/pv.h>
#include <x86/smp.h>
#include <x86/spec.h>
#include <x86/svm.h>
#include <x86/time.h>
#include <x86/traps.h>
#include <x86/watchdog.h>

extern char boot_cpu_stack[];

static const char *const e820_names[] = {
	"type 0", "usable", "reserved", "ACPI data", "ACPI NVS", "unusable",
};

static void memory_map_print(void)
{
	uint64_t ram = 0;

	printk(XL_WARN "Xen-e820 RAM map:\n");
	for (unsigned int i = 0; i < boot_info.nr_e820; i++) {
		const struct e820_entry *e = &boot_info.e820[i];

		printk(XL_WARN " [%016llx, %016llx] (%s)\n",
		       (unsigned long long)e->addr,
		       (unsigned long long)(e->addr + e->size - 1),
		       e->type < ARRAY_SIZE(e820_names) ?
		       e820_names[e->type] : "unknown");
		if (e->type == E820_RAM)
			ram += e->size;
	}
	printk(XL_WARN "System RAM: %lluMB (%llukB)\n",
	       (unsigned long long)ram >> 20, (unsigned long long)ram >> 10);
}

static void console_start(uint32_t magic, uint32_t pointer)
{
	int err = multiboot_parse(magic, pointer, &boot_info);

	console_init();
	sched_register_options();
	shutdown_register_options();
	grant_register_options();
	options_register();
	spec_register_options();
	console_devices_register_options();
	dom0_register_options();
	cmdline_parse(boot_arguments(&boot_info, boot_info.cmdline));
	options_settle();
	console_devices_init();
	printk(XL_ERR "Xen version 4.17%s (%s) %s\n", XEN_EXTRAVERSION,
	       __VERSION__, "x86-64");
	if (err)
		panic("boot magic %#x is neither multiboot 1 nor 2", magic);
	printk(XL_ERR "Bootloader: %s\n", boot_info.loader);
	printk(XL_ERR "Command line: %s\n", cmdline_text());
	cmdline_report();
	console_devices_report();
	memory_map_print();
}

static void memory_start(void)
{
	bootmem_init(&boot_info);
	paging_init(&boot_info);
	if (!opt_acpi || !acpi_init(boot_info.rsdp_len ? boot_info.rsdp : NULL))
		printk(XL_ERR "no ACPI tables: one CPU, no I/O APIC\n");
	numa_init();
	bootmem_to_heap();
	console_init_ring();
}

static void boot_cpu_start(void)
{
	struct pcpu *cpu;

	if (pcpu_create(0, 0))
		panic("no memory for the boot CPU");
	cpu = pcpu_of(0);
	cpu->arch.stack = boot_cpu_stack;
	cpu->arch.cr3 = read_cr3();
	if (desc_cpu_prepare(cpu))
		panic("no memory for descriptor tables");
	idt_init();
	desc_cpu_load(cpu);
	bit_set(cpu_online_map, 0);
	paging_cpu_init();
	spec_report();
	spec_cpu_init();
	svm_cpu_init();
}

static void scheduling_start(void)
{
	sched_init();
	if (!idle_vcpu_create(0) || sched_cpu_up(pcpu_of(0)))
		panic("no memory for the idle vCPU");
	this_cpu_info()->vcpu = pcpu_of(0)->idle;
}

void start_hypervisor(uint32_t magic, uint32_t pointer);
void start_hypervisor(uint32_t magic, uint32_t pointer)
{
	nr_cpu_ids = 1;
	idt_init();
	console_start(magic, pointer);
	spec_init();
	memory_start();
	/* CPU masks get their size here: before anyone allocates one. */
	apic_init();
	topology_init();
	nr_cpu_ids = smp_enumerate();
	keyhandlers_init();
	evtchn_register_key();
	grant_register_key();
	heap_register_key();
	domain_init_system();
	timers_init();
	tasklet_init_subsystem();
	boot_cpu_start();
	policy_init();
	pv_traps_init();
	apic_cpu_init();
	irq_init();
	time_init();
	apic_timer_calibrate();
	scheduling_start();
	arch_irq_enable();
	console_devices_start();
	smp_start_all();
	dom0_create();
	/* Unpacking a kernel takes long, with interrupts off: only now. */
	watchdog_start();
	reset_stack_and_jump(idle_loop);
}
