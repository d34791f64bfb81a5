/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The watchdog (watchdog, watchdog_timeout=): a CPU that has not got to its
 * timers for that many seconds is shown, and the machine ends in a panic.
 *
 * Without performance counters there is no interrupt that gets through to a
 * CPU with interrupts off, so each CPU looks after the next one and asks it by
 * NMI where it is. With one CPU there is nobody to look.
 */
#include <hv/bug.h>
#include <hv/cmdline.h>
#include <hv/console.h>
#include <hv/errno.h>
#include <hv/machine.h>
#include <hv/mm.h>
#include <hv/percpu.h>
#include <hv/printk.h>
#include <hv/string.h>
#include <x86/console.h>
#include <x86/cpu_info.h>
#include <x86/dump.h>
#include <x86/traps.h>
#include <x86/watchdog.h>

#define PERIOD	SECONDS(1)

struct watch {
	struct timer beat;
	uint32_t beats;			/* of this CPU */
	unsigned int next;		/* whom it looks after */
	uint32_t next_beats;		/* and what it saw last */
	s_time_t next_seen;		/* when that changed */
};

static bool enabled;
static unsigned int timeout_s = 5;
static struct watch *watches;

/* "watchdog", "watchdog=force" or a boolean. */
static int parse_watchdog(const char *s)
{
	int on = !*s || !strcmp(s, "force") ? 1 : cmdline_bool(s);

	if (on < 0)
		return -EINVAL;
	enabled = on;
	return 0;
}

static const struct option options[] = {
	{ .name = "watchdog", .kind = OPTION_FUNC, .parse = parse_watchdog },
	{ .name = "watchdog_timeout", .kind = OPTION_UINT,
	  .dest = &timeout_s },
};

void watchdog_register_options(void)
{
	cmdline_register(options, ARRAY_SIZE(options));
}

static void __noreturn stuck(unsigned int cpu)
{
	struct cpu_user_regs regs;
	bool known = cpu_snapshot(cpu, &regs);

	/* It may hold the console's lock. */
	console_force_unlock();
	printk(XL_ERR "Watchdog timer detects that CPU%u is stuck!\n", cpu);
	if (known) {
		registers_print_any(&regs);
		stack_print(&regs);
	}
	panic("CPU%u is stuck", cpu);
}

static void look_after(struct watch *w, unsigned int cpu, s_time_t now)
{
	unsigned int next = cpumask_cycle(cpu_online_map, cpu);
	uint32_t beats = READ_ONCE(watches[next].beats);

	if (next == cpu)
		return;
	if (next != w->next || beats != w->next_beats) {
		w->next = next;
		w->next_beats = beats;
		w->next_seen = now;
	} else if (now - w->next_seen > SECONDS((s_time_t)timeout_s)) {
		stuck(next);
	}
}

static void beat(void *data)
{
	struct watch *w = data;
	s_time_t now = arch_now();

	WRITE_ONCE(w->beats, w->beats + 1);
	look_after(w, (unsigned int)(w - watches), now);
	timer_set(&w->beat, now + PERIOD);
}

#ifndef NDEBUG
/* To see the watchdog at work: whoever runs the key never comes back. */
static void key_hang(char key)
{
	printk(XL_ERR "'%c' pressed -> CPU%u stands still\n", key,
	       this_cpu());
	console_devices_sync();
	arch_irq_disable();
	for (;;)
		arch_cpu_relax();
}
#endif

void watchdog_start(void)
{
	unsigned int cpu;

#ifndef NDEBUG
	keyhandler_register('W', "stop this CPU", key_hang);
#endif

	if (!enabled || !timeout_s)
		return;
	watches = hv_zalloc_array(nr_cpu_ids, sizeof(*watches));
	if (!watches) {
		printk(XL_ERR "watchdog: no memory, not started\n");
		return;
	}
	cpumask_for_each(cpu, cpu_online_map)
		timer_init(&watches[cpu].beat, beat, &watches[cpu], cpu);
	/* All are there before the first one looks at another. */
	cpumask_for_each(cpu, cpu_online_map)
		timer_set(&watches[cpu].beat, arch_now() + PERIOD);
	if (cpumask_weight(cpu_online_map) == 1)
		printk(XL_WARN "watchdog: one CPU alone cannot be watched\n");
	else
		printk(XL_INFO "watchdog: CPUs watch each other, %u s\n",
		       timeout_s);
}
