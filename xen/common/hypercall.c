/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypercall table, sub-operations, multicall.
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/event.h>
#include <hv/guest.h>
#include <hv/hypercall.h>
#include <hv/softirq.h>
#include <hv/string.h>

/* There are no virtual performance counters. */
static long hc_xenpmu_op(struct hypercall *hc)
{
	(void)hc;
	return -EOPNOTSUPP;
}

static const struct hypercall_row common_rows[NR_HYPERCALLS] = {
	[__HYPERVISOR_memory_op]        = { hc_memory_op, HC_PV | HC_HVM, 2 },
	[__HYPERVISOR_multicall]        = { hc_multicall, HC_PV | HC_HVM, 2 },
	[__HYPERVISOR_set_timer_op]     = { hc_set_timer_op, HC_PV | HC_HVM, 1 },
	[__HYPERVISOR_xen_version]      = { hc_xen_version, HC_PV | HC_HVM, 2 },
	[__HYPERVISOR_console_io]       = { hc_console_io, HC_PV | HC_HVM, 3 },
	[__HYPERVISOR_grant_table_op]   = { hc_grant_table_op, HC_PV | HC_HVM, 3 },
	[__HYPERVISOR_vm_assist]        = { hc_vm_assist, HC_PV | HC_HVM, 2 },
	[__HYPERVISOR_vcpu_op]          = { hc_vcpu_op, HC_PV | HC_HVM, 3 },
	[__HYPERVISOR_xsm_op]           = { hc_xsm_op, HC_PV | HC_HVM, 1 },
	[__HYPERVISOR_sched_op]         = { hc_sched_op, HC_PV | HC_HVM, 2 },
	[__HYPERVISOR_sched_op_compat]  = { hc_sched_op_compat, HC_PV, 2 },
	[__HYPERVISOR_event_channel_op] = { hc_event_channel_op, HC_PV | HC_HVM, 2 },
	[__HYPERVISOR_event_channel_op_compat] = { hc_event_channel_op_compat, HC_PV, 1 },
	[__HYPERVISOR_sysctl]           = { hc_sysctl, HC_PV | HC_HVM, 1 },
	[__HYPERVISOR_domctl]           = { hc_domctl, HC_PV | HC_HVM, 1 },
	[__HYPERVISOR_xenpmu_op]        = { hc_xenpmu_op, HC_PV | HC_HVM, 2 },
	[__HYPERVISOR_xenoprof_op]      = { hc_xenoprof_op, HC_PV, 2 },
	[__HYPERVISOR_hvm_op]           = { hc_hvm_op, HC_PV | HC_HVM, 2 },
	[__HYPERVISOR_kexec_op]         = { hc_kexec_op, HC_PV, 2 },
	[__HYPERVISOR_dm_op]            = { hc_dm_op, HC_PV | HC_HVM, 3 },
	[__HYPERVISOR_arch_1]           = { hc_paging_domctl_cont, HC_PV, 1 },
};

long hypercall_dispatch(struct hypercall *hc)
{
	const struct hypercall_row *row;
	uint8_t kind;

	if (unlikely(hc->nr >= NR_HYPERCALLS))
		return -ENOSYS;
	row = &common_rows[hc->nr];
	if (!row->run)
		row = &arch_hypercalls[hc->nr];
	kind = is_hvm(arch_current()->domain) ? HC_HVM : HC_PV;
	if (unlikely(!row->run || !(row->guests & kind)))
		return -ENOSYS;
	return row->run(hc);
}

bool hypercall_preempt(void)
{
	return softirq_pending() || vcpu_events_deliverable(arch_current());
}

long subop_run(const struct subop *table, unsigned int nr_rows,
	       unsigned int cmd, unsigned long guest_arg, void *arg)
{
	struct domain *curr = arch_current()->domain;
	const struct subop *op;
	long ret;

	if (cmd >= nr_rows || !table[cmd].run)
		return -ENOSYS;
	op = &table[cmd];
	ret = xsm_check(op->right, op->hook, curr, NULL);
	if (ret)
		return ret;
	if (op->size && guest_read(arg, (void *)guest_arg, op->size))
		return -EFAULT;
	ret = op->run(curr, arg);
	if (op->reply && (ret >= 0 || ret == -ERESTART) &&
	    guest_write((void *)guest_arg, arg, op->size))
		return -EFAULT;
	return ret;
}

/* ---- multicall ---- */

#define MULTICALL_LEFT	1

/* One entry: 0 done, LEFT by iret, -ERESTART to be repeated, -EFAULT. */
static long multicall_one(struct multicall_entry *guest)
{
	struct multicall_entry e;
	struct hypercall hc;
	long ret;

	if (guest_read(&e, guest, sizeof(e)))
		return -EFAULT;
	hc.nr = e.op < NR_HYPERCALLS ? (unsigned int)e.op : NR_HYPERCALLS;
	memcpy(hc.arg, e.args, sizeof(hc.arg));
	ret = hypercall_dispatch(&hc);
	/* The guest goes on elsewhere, and with what iret put in rax. */
	if (hc.nr == __HYPERVISOR_iret) {
		/* In user mode there may be no such place; nobody to tell. */
		ret = guest_write(&guest->result, &ret, sizeof(ret));
		return MULTICALL_LEFT;
	}
	if (ret != -ERESTART)
		return guest_write(&guest->result, &ret, sizeof(ret));
	/* The arguments to go on with, for the next time round. */
	if (guest_write(guest->args, hc.arg, sizeof(hc.arg)))
		return -EFAULT;
	return -ERESTART;
}

long hc_multicall(struct hypercall *hc)
{
	struct multicall_entry *e = (void *)hc->arg[0];
	uint32_t nr = (uint32_t)hc->arg[1], i;
	struct vcpu *v = arch_current();
	long ret = 0;

	if (v->in_multicall)
		return -EINVAL;
	if (!guest_range_ok(e, nr, sizeof(*e)))
		return -EFAULT;
	v->in_multicall = true;
	for (i = 0; i < nr && !ret; i++) {
		if (i && hypercall_preempt()) {
			ret = -ERESTART;
			break;
		}
		ret = multicall_one(e + i);
		if (ret == -ERESTART)
			break;
	}
	v->in_multicall = false;
	if (ret == MULTICALL_LEFT) {
		hc->nr = __HYPERVISOR_iret;
		return 0;
	}
	hc->arg[0] = (unsigned long)(e + i);
	hc->arg[1] = nr - i;
	return ret;
}

bool guest_range_ok(const void *p, uint64_t count, size_t size)
{
	if (size && count > UINT64_MAX / size)
		return false;
	return arch_guest_range_ok(p, count * size);
}

/* ---- vm_assist ---- */

long hc_vm_assist(struct hypercall *hc)
{
	struct domain *d = arch_current()->domain;
	unsigned int cmd = (unsigned int)hc->arg[0];
	unsigned int type = (unsigned int)hc->arg[1];

	if (type >= 64 || !((arch_vm_assist_valid(d) >> type) & 1))
		return -EINVAL;
	switch (cmd) {
	case VMASST_CMD_enable:
		__atomic_or_fetch(&d->vm_assist, 1ULL << type,
				  __ATOMIC_SEQ_CST);
		return 0;
	case VMASST_CMD_disable:
		__atomic_and_fetch(&d->vm_assist, ~(1ULL << type),
				   __ATOMIC_SEQ_CST);
		return 0;
	}
	return -ENOSYS;
}
