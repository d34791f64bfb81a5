/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How domains stop by themselves: shutdown, crash, watchdog; and resume.
 */
#include <hv/cmdline.h>
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/machine.h>
#include <hv/printk.h>
#include <hv/string.h>

bool opt_noreboot;

static const struct option options[] = {
	{ "noreboot", OPTION_BOOL, .dest = &opt_noreboot },
};

void shutdown_register_options(void)
{
	cmdline_register(options, ARRAY_SIZE(options));
}

/* What is said and done; the reference's words, which tools look for. */
static const struct {
	const char *text;
	enum machine_stop how;
} dom0_ends[] = {
	[SHUTDOWN_poweroff] = { "Dom0 halted: halting machine", MACHINE_HALT },
	[SHUTDOWN_reboot]   = { "Dom0 shutdown: rebooting machine",
				MACHINE_REBOOT },
	[SHUTDOWN_crash]    = { "Dom0 crashed: ", MACHINE_REBOOT_LATER },
	[SHUTDOWN_watchdog] = { "Dom0 shutdown: watchdog rebooting machine",
				MACHINE_REBOOT },
	[SHUTDOWN_soft_reset] = { "domain 0 did unsupported soft reset, "
				  "rebooting.", MACHINE_REBOOT },
};

static void __noreturn dom0_shutdown(uint32_t reason)
{
	enum machine_stop how = MACHINE_REBOOT_LATER;

	if (reason < ARRAY_SIZE(dom0_ends) && dom0_ends[reason].text) {
		how = dom0_ends[reason].how;
		printk(XL_ERR "Hardware %s", dom0_ends[reason].text);
	} else {
		printk(XL_ERR "Hardware Dom0 shutdown (unknown reason %u): ",
		       reason);
	}
	/* noreboot keeps what is on the screen, not what dom0 asked for. */
	if (how != MACHINE_REBOOT_LATER) {
		printk("\n");
	} else if (opt_noreboot) {
		printk("'noreboot' set - not rebooting.\n");
		how = MACHINE_HALT;
	} else {
		printk("rebooting machine in 5 seconds.\n");
	}
	arch_machine_stop(how);
}

static void finish_shutdown(struct domain *d)
{
	d->is_shut_down = true;
	if (d->shutdown_code == SHUTDOWN_suspend && d->suspend_evtchn)
		(void)evtchn_send(d, d->suspend_evtchn);
	else
		evtchn_send_virq_host(VIRQ_DOM_EXC);
}

void domain_shutdown(struct domain *d, uint32_t reason)
{
	unsigned int i;
	struct vcpu *v;

	spin_lock(&d->shutdown_lock);
	if (d->shutdown_code == SHUTDOWN_CODE_INVALID)
		d->shutdown_code = reason;
	reason = d->shutdown_code;
	if (d == dom0)
		dom0_shutdown(reason);
	if (d->is_shutting_down) {
		spin_unlock(&d->shutdown_lock);
		return;
	}
	d->is_shutting_down = true;
	for_each_vcpu(d, i, v) {
		vcpu_pause_nosync(v);
		v->paused_for_shutdown = true;
	}
	arch_domain_shutdown(d);
	finish_shutdown(d);
	spin_unlock(&d->shutdown_lock);
}

void domain_resume(struct domain *d)
{
	unsigned int i;
	struct vcpu *v;

	domain_pause(d);
	spin_lock(&d->shutdown_lock);
	d->is_shutting_down = d->is_shut_down = false;
	d->shutdown_code = SHUTDOWN_CODE_INVALID;
	for_each_vcpu(d, i, v) {
		if (v->paused_for_shutdown)
			vcpu_unpause(v);
		v->paused_for_shutdown = false;
	}
	spin_unlock(&d->shutdown_lock);
	domain_unpause(d);
}

void domain_crash(struct domain *d, const char *fmt, ...)
{
	struct vcpu *v = arch_current();
	char buf[160];
	va_list args;

	va_start(args, fmt);
	hv_vsnprintf(buf, sizeof(buf), fmt, args);
	va_end(args);
	if (!d->is_shutting_down) {
		printk(XLG_ERR "d%uv%u: domain crashed: %s\n", d->domid,
		       v->domain == d ? v->id : 0, buf);
		if (v->domain == d) {
			printk(XL_ERR "Domain %u (vcpu#%u) crashed on cpu#%u:"
			       "\n", d->domid, v->id, this_cpu());
			arch_dump_crash(v);
		}
	}
	domain_shutdown(d, SHUTDOWN_crash);
}

/* ---- watchdogs: SCHEDOP_watchdog ---- */

static long watchdog_new(struct domain *d, s_time_t when)
{
	for (unsigned int i = 0; i < DOMAIN_WATCHDOGS; i++) {
		if (d->watchdog_armed & (1U << i))
			continue;
		d->watchdog_armed |= 1U << i;
		timer_set(&d->watchdog[i], when);
		return i + 1;
	}
	return (uint32_t)-ENOSPC;	/* 32 bits, as the reference has it */
}

long domain_watchdog(struct domain *d, uint32_t id, uint32_t timeout)
{
	s_time_t when = arch_now() + SECONDS(timeout);
	long ret = 0;

	if (id > DOMAIN_WATCHDOGS)
		return -EINVAL;
	spin_lock(&d->lock);
	if (id == 0) {
		ret = watchdog_new(d, when);
	} else if (!(d->watchdog_armed & (1U << (id - 1)))) {
		ret = -EINVAL;
	} else if (timeout == 0) {
		d->watchdog_armed &= ~(1U << (id - 1));
		timer_stop(&d->watchdog[id - 1]);
	} else {
		timer_set(&d->watchdog[id - 1], when);
	}
	spin_unlock(&d->lock);
	return ret;
}
