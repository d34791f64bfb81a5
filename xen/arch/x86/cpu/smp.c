/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CPUs: numbering, starting (Intel's INIT and startup IPIs), calling.
 *
 * Calls: one at a time, by call_lock. Who waits, for the lock or for others
 * to finish, runs calls meant for itself, so two CPUs that call each other
 * with interrupts off do not wait for ever.
 */
#include <hv/bug.h>
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/machine.h>
#include <hv/printk.h>
#include <hv/softirq.h>
#include <hv/string.h>
#include <x86/acpi.h>
#include <x86/apic.h>
#include <x86/asm.h>
#include <x86/cpu_info.h>
#include <x86/desc.h>
#include <x86/dump.h>
#include <x86/numa.h>
#include <x86/options.h>
#include <x86/paging.h>
#include <x86/smp.h>
#include <x86/spec.h>
#include <x86/svm.h>
#include <x86/time.h>
#include <x86/traps.h>

#define TRAMPOLINE_PAGE	0x8U		/* physical 0x8000 */

extern const char trampoline_start[], trampoline_end[];
extern uint64_t ap_stack;
extern pte_t boot_l4[];

static uint32_t apic_ids[NR_CPUS_MAX], acpi_ids[NR_CPUS_MAX];
static struct pcpu *starting;
static volatile bool started;

/* ---- calls ---- */

static spinlock_t call_lock = SPINLOCK_INIT;
static void (*call_fn)(void *);
static void *call_arg;
static uint32_t call_left;				/* atomic */
static unsigned long call_wanted[BITS_TO_LONGS(NR_CPUS_MAX)];
static volatile bool halting;

void smp_call_run(void)
{
	if (!bit_test_and_clear_atomic(call_wanted, this_cpu()))
		return;
	call_fn(call_arg);
	__atomic_fetch_sub(&call_left, 1, __ATOMIC_RELEASE);
}

void smp_call_poll(void)
{
	struct pcpu *me = arch_this_pcpu();
	unsigned long flags;

	if (likely(!me || !bit_test(call_wanted, me->id)))
		return;
	/* The interrupt itself must not come in between. */
	flags = arch_irq_save();
	smp_call_run();
	arch_irq_restore(flags);
}

void arch_on_cpus(const unsigned long *mask, void (*fn)(void *), void *arg)
{
	unsigned int cpu, me = this_cpu();
	unsigned long flags = arch_irq_save();

	while (!spin_trylock(&call_lock))
		arch_cpu_relax();
	call_fn = fn;
	call_arg = arg;
	/* Counted as they are asked: CPUs may come online meanwhile. */
	__atomic_store_n(&call_left, 1, __ATOMIC_SEQ_CST);
	cpumask_for_each(cpu, mask)
		if (cpu != me && cpu_online(cpu)) {
			__atomic_fetch_add(&call_left, 1, __ATOMIC_SEQ_CST);
			bit_set_atomic(call_wanted, cpu);
			apic_send_ipi(apic_ids[cpu], VECTOR_CALL);
		}
	if (cpumask_test(mask, me))
		fn(arg);
	__atomic_fetch_sub(&call_left, 1, __ATOMIC_RELEASE);
	while (__atomic_load_n(&call_left, __ATOMIC_ACQUIRE))
		arch_cpu_relax();
	spin_unlock(&call_lock);
	arch_irq_restore(flags);
}

void arch_cpu_kick(unsigned int cpu)
{
	if (cpu != this_cpu())
		apic_send_ipi(apic_ids[cpu], VECTOR_KICK);
}

void smp_halt(unsigned int cpu)
{
	halting = true;
	apic_send_nmi(apic_ids[cpu]);
}

void smp_nmi(const struct cpu_user_regs *regs)
{
	if (dump_nmi(regs))
		return;
	while (halting)
		__asm__ volatile("cli; hlt");
}

/* ---- numbering ---- */

uint32_t cpu_apic_id(unsigned int cpu) { return apic_ids[cpu]; }
uint32_t cpu_acpi_id(unsigned int cpu) { return acpi_ids[cpu]; }

static void number(unsigned int cpu, const struct acpi_cpu *c)
{
	apic_ids[cpu] = c->apic_id;
	acpi_ids[cpu] = c->acpi_id;
	cpumask_set(cpu_present_map, cpu);
}

unsigned int smp_enumerate(void)
{
	uint32_t me = apic_id();
	unsigned int n = 1;

	apic_ids[0] = me;
	bit_set(cpu_present_map, 0);
	for (unsigned int i = 0; i < acpi_info.nr_cpus; i++) {
		const struct acpi_cpu *c = &acpi_info.cpu[i];

		if (c->apic_id == me)
			number(0, c);
		else if (n < opt_maxcpus && n < NR_CPUS_MAX)
			number(n++, c);
	}
	return n;
}

/* ---- starting ---- */

void start_secondary(void);
void start_secondary(void)
{
	struct pcpu *cpu = starting;

	write_cr3(arch_virt_to_mfn(hyper_l4).n << PAGE_SHIFT);
	cpu_info_of_stack(cpu->arch.stack)->vcpu = cpu->idle;
	desc_cpu_load(cpu);
	paging_cpu_init();
	spec_cpu_init();
	svm_cpu_init();
	apic_cpu_init();
	cpu->arch.cr3 = read_cr3();
	/* Online from here on: it answers calls as soon as it is idle. */
	if (sched_cpu_up(cpu))
		panic("CPU%u has no idle vCPU", cpu->id);
	started = true;
	reset_stack_and_jump(idle_loop);
}

static int prepare(unsigned int id)
{
	struct pcpu *cpu;
	int err = pcpu_create(id, numa_node_of_cpu(id));

	if (err)
		return err;
	cpu = pcpu_of(id);
	err = desc_cpu_prepare(cpu);
	if (!err && !idle_vcpu_create(id))
		err = -ENOMEM;
	if (!err)
		starting = cpu;
	return err;
}

static bool wait_started(unsigned int ms)
{
	s_time_t end = arch_now() + MILLISECS(ms);

	while (!started && arch_now() < end)
		arch_cpu_relax();
	return started;
}

static int start_one(unsigned int id)
{
	int err = prepare(id);

	if (err)
		return err;
	ap_stack = (uint64_t)cpu_info_of_stack(starting->arch.stack);
	started = false;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	apic_send_init(apic_ids[id]);
	delay_us(10000);
	apic_send_startup(apic_ids[id], TRAMPOLINE_PAGE);
	if (wait_started(20))
		return 0;
	apic_send_startup(apic_ids[id], TRAMPOLINE_PAGE);
	/* An emulated one may be slow, when its host has much to do. */
	return wait_started(10000) ? 0 : -EIO;
}

void smp_start_all(void)
{
	unsigned int cpu, up = 1;

	dump_init();
	tlb_init();
	memcpy(arch_paddr_to_virt(TRAMPOLINE_PAGE << PAGE_SHIFT),
	       trampoline_start, (size_t)(trampoline_end - trampoline_start));
	for (cpu = 1; cpu < nr_cpu_ids; cpu++) {
		int err = start_one(cpu);

		if (!err) {
			up++;
			continue;
		}
		/* If it comes late, it must find what was made for it. */
		printk(XL_ERR "CPU%u (APIC %#x) did not start: %d; no more "
		       "are started\n", cpu, apic_ids[cpu], err);
		break;
	}
	printk(XL_WARN "Brought up %u CPU%s\n", up, up == 1 ? "" : "s");
}

/* ---- idle ---- */

void idle_loop(void)
{
	unsigned int node = arch_this_pcpu()->node;

	for (;;) {
		arch_irq_enable();
		/* Freed memory is cleaned when there is nothing better to do. */
		while (!softirq_pending() && heap_scrub_some(node))
			;
		arch_irq_disable();
		if (softirq_pending())
			arch_irq_enable();
		else
			__asm__ volatile("sti; hlt" ::: "memory");
		softirq_run();
	}
}
