/* SPDX-License-Identifier: GPL-2.0-only */
/* platform_op: what dom0 tells and asks about the machine as a whole. */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/machine.h>
#include <hv/printk.h>
#include <hv/xsm.h>
#include <xen/platform.h>
#include <x86/acpi.h>
#include <x86/asm.h>
#include <x86/console.h>
#include <x86/hypercalls.h>
#include <x86/smp.h>

#define SLP_EN	0x2000U

static long settime(uint64_t sec, uint32_t nsec, uint64_t system_time)
{
	/* The record is wall clock at system time zero. */
	uint64_t ns = sec * 1000000000ULL + nsec - system_time;
	struct domain *d;
	domid_t from = 0;

	arch_set_wallclock(ns / 1000000000ULL, (uint32_t)(ns % 1000000000ULL));
	while ((d = domain_get_next(from)) != NULL) {
		from = d->domid + 1;
		arch_update_wallclock(d);
		domain_put(d);
	}
	return 0;
}

/* Boot loaders of the multiboot kind leave no BIOS data behind. */
static long firmware_info(struct xenpf_firmware_info *f)
{
	switch (f->type) {
	case XEN_FW_DISK_INFO:
	case XEN_FW_DISK_MBR_SIGNATURE:
	case XEN_FW_VBEDDC_INFO:
		return -ESRCH;
	case XEN_FW_EFI_INFO:
		return -ENOSYS;
	case XEN_FW_KBD_SHIFT_FLAGS:
		if (f->index)
			return -ESRCH;
		f->u.kbd_shift_flags = 0;
		return 0;
	}
	return -EINVAL;
}

static void sleep_call(void *arg)
{
	const struct xenpf_enter_acpi_sleep *s = arg;

	printk(XL_WARN "Entering ACPI S%u state.\n", s->sleep_state);
	console_devices_sync();
	outw(acpi_info.pm1a_cnt, (uint16_t)(s->val_a | SLP_EN));
	if (acpi_info.pm1b_cnt)
		outw(acpi_info.pm1b_cnt, (uint16_t)(s->val_b | SLP_EN));
}

static long acpi_sleep(struct xenpf_enter_acpi_sleep *s)
{
	if (s->sleep_state != 3 && s->sleep_state != 5)
		return -EINVAL;
	if (s->sleep_state != 5 || (s->flags & XENPF_ACPI_SLEEP_EXTENDED) ||
	    !acpi_info.pm1a_cnt)
		return -EOPNOTSUPP;
	sleep_call(s);
	arch_machine_stop(MACHINE_HALT);
}

static long run(struct xen_platform_op *op)
{
	switch (op->cmd) {
	case XENPF_settime32:
		return settime(op->u.settime32.secs, op->u.settime32.nsecs,
			       op->u.settime32.system_time);
	case XENPF_settime64:
		if (op->u.settime64.mbz)
			return -EINVAL;
		return settime(op->u.settime64.secs, op->u.settime64.nsecs,
			       op->u.settime64.system_time);
	case XENPF_firmware_info:
		return firmware_info(&op->u.firmware_info);
	case XENPF_enter_acpi_sleep:
		return acpi_sleep(&op->u.enter_acpi_sleep);
	case XENPF_getidletime:
		return -ENOSYS;		/* for who sets frequencies: not dom0 */
	}
	return platform_cpu_op(op);
}

long hc_platform_op(struct hypercall *hc)
{
	struct xen_platform_op op;
	struct xen_platform_op *guest = (void *)hc->arg[0];
	long err;

	if (guest_read(&op, guest, sizeof(op)))
		return -EFAULT;
	if (op.interface_version != XENPF_INTERFACE_VERSION)
		return -EACCES;
	err = xsm_check(XSM_PRIV, "platform_op", arch_current()->domain, NULL);
	if (err)
		return err;
	err = run(&op);
	if (!err && guest_write(guest, &op, sizeof(op)))
		err = -EFAULT;
	return err;
}
