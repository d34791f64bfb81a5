/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What CPUs and vCPUs are doing, for debug keys and crash reports.
 *
 * Another CPU's registers come by NMI, which gets through when it spins with
 * interrupts off. Its handler only copies; who asked prints.
 */
#include <hv/console.h>
#include <hv/domain.h>
#include <hv/machine.h>
#include <hv/printk.h>
#include <x86/apic.h>
#include <x86/asm.h>
#include <x86/cpu_info.h>
#include <x86/dump.h>
#include <x86/smp.h>
#include <x86/time.h>
#include <x86/traps.h>

typedef unsigned long long ull;

static spinlock_t lock = SPINLOCK_INIT;		/* one request at a time */
static struct cpu_user_regs snapshot;		/* [lock] */
static uint32_t wanted = ~0U;			/* CPU asked, atomic */

bool dump_nmi(const struct cpu_user_regs *regs)
{
	if (__atomic_load_n(&wanted, __ATOMIC_ACQUIRE) != this_cpu())
		return false;
	snapshot = *regs;
	__atomic_store_n(&wanted, ~0U, __ATOMIC_RELEASE);
	return true;
}

bool cpu_snapshot(unsigned int cpu, struct cpu_user_regs *regs)
{
	unsigned long flags = spin_lock_irqsave(&lock);
	bool done = false;

	__atomic_store_n(&wanted, cpu, __ATOMIC_SEQ_CST);
	apic_send_nmi(cpu_apic_id(cpu));
	for (unsigned int ms = 0; !done && ms < 200; ms++) {
		delay_us(1000);
		done = __atomic_load_n(&wanted, __ATOMIC_ACQUIRE) != cpu;
	}
	if (done)
		*regs = snapshot;
	__atomic_store_n(&wanted, ~0U, __ATOMIC_SEQ_CST);
	spin_unlock_irqrestore(&lock, flags);
	return done;
}

static void cpu_dump(unsigned int cpu)
{
	const struct vcpu *v = READ_ONCE(pcpu_of(cpu)->sched.curr);
	struct cpu_user_regs regs;

	if (v->is_idle)
		printk(XL_ERR "*** CPU%u: idle\n", cpu);
	else
		printk(XL_ERR "*** CPU%u: d%uv%u\n", cpu, v->domain->domid,
		       v->id);
	if (cpu == this_cpu()) {
		printk(XL_ERR "this CPU, asked by its last guest from\n");
		regs = *guest_regs();
	} else if (!cpu_snapshot(cpu, &regs)) {
		printk(XL_ERR "does not answer an NMI\n");
		return;
	}
	registers_print_any(&regs);
	stack_print(&regs);
}

static void key_registers(char key)
{
	unsigned int cpu;

	printk(XL_ERR "'%c' pressed -> registers\n", key);
	cpumask_for_each(cpu, cpu_online_map)
		cpu_dump(cpu);
}

/* ---- vCPUs ---- */

/* A vCPU's registers; false: it runs and cannot be asked. */
static bool vcpu_registers(const struct vcpu *v, struct cpu_user_regs *regs)
{
	unsigned int cpu = READ_ONCE(v->processor);

	if (v == arch_current()) {
		*regs = *guest_regs();
		return true;
	}
	if (!READ_ONCE(v->sched.is_running)) {
		*regs = v->arch.regs;
		return true;
	}
	if (cpu == this_cpu() || !cpu_snapshot(cpu, regs))
		return false;
	if (regs_from_guest(regs))
		return true;
	printk(XL_ERR "    in the hypervisor:\n");
	registers_print_any(regs);
	stack_print(regs);
	*regs = cpu_info_of_stack(pcpu_of(cpu)->arch.stack)->regs;
	return true;
}

static void events_print(const struct vcpu *v)
{
	const struct vcpu_info *info = v->vcpu_info;

	printk(XL_ERR "    upcall: pending %u, masked %u, selector %#llx; "
	       "polls for %d\n", info->evtchn_upcall_pending,
	       info->evtchn_upcall_mask, (ull)info->evtchn_pending_sel,
	       v->evtchn.poll_port);
}

/* What lies on the stack of the vCPU that runs here, as far as it is mapped. */
static void guest_stack_print(uint64_t sp)
{
	uint64_t words[4];

	printk(XL_ERR "Guest stack trace from rsp=%016llx:\n", (ull)sp);
	for (unsigned int line = 0; line < 20; line++, sp += sizeof(words)) {
		if (arch_copy_from_guest(words, (void *)sp, sizeof(words))) {
			printk(XL_ERR "   nothing at %016llx\n", (ull)sp);
			return;
		}
		printk(XL_ERR "   %016llx %016llx %016llx %016llx\n",
		       (ull)words[0], (ull)words[1], (ull)words[2],
		       (ull)words[3]);
	}
}

void arch_dump_crash(struct vcpu *v)
{
	arch_dump_vcpu(v);
	guest_stack_print(guest_regs()->rsp);
}

void arch_dump_vcpu(struct vcpu *v)
{
	struct cpu_user_regs regs;

	printk(XL_ERR "  d%uv%u on CPU%u: %s mode, cr3 %#llx/%#llx\n",
	       v->domain->domid, v->id, v->processor,
	       v->arch.kernel_mode ? "kernel" : "user",
	       (ull)v->arch.cr3_kernel.n << PAGE_SHIFT,
	       (ull)v->arch.cr3_user.n << PAGE_SHIFT);
	if (v->is_idle)
		return;
	events_print(v);
	if (vcpu_registers(v, &regs))
		registers_print_any(&regs);
	else
		printk(XL_ERR "    it runs, and its CPU does not answer\n");
}

static void key_dom0(char key)
{
	unsigned int i;
	struct vcpu *v;

	printk(XL_ERR "'%c' pressed -> dom0's registers\n", key);
	if (!dom0)
		return;
	for_each_vcpu(dom0, i, v)
		arch_dump_vcpu(v);
}

/* ---- clocks ---- */

static void key_clock(char key)
{
	s_time_t now = arch_now();
	uint32_t ns;

	printk(XL_ERR "'%c' pressed -> system time %lld ns, TSC %llu at %u "
	       "kHz, booted at %llu s\n", key, (long long)now, (ull)rdtsc(),
	       tsc_khz(), (ull)wallclock_boot(&ns));
}

void dump_init(void)
{
	keyhandler_register('d', "dump registers", key_registers);
	keyhandler_register('0', "dump Dom0 registers", key_dom0);
	keyhandler_register('t', "display multi-cpu clock info", key_clock);
}
