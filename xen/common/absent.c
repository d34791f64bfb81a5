/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hypercalls behind which there is nothing here, or nothing for a PV guest.
 * Their callers get the errors they would get where there is something.
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/hypercall.h>
#include <hv/machine.h>

#include <xen/domctl.h>
#include <xen/hvm/dm_op.h>
#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>
#include <xen/kexec.h>
#include <xen/trace.h>
#include <xen/xenoprof.h>

#define DM_MAX_BUFS	2U

/* The argument can be read, and is no good. */
static long refuse(const void *arg, long err)
{
	char first;

	return guest_read(&first, arg, sizeof(first)) ? -EFAULT : err;
}

/* Counters of the CPU are not given to anybody. */
long hc_xenoprof_op(struct hypercall *hc)
{
	uint32_t cmd = (uint32_t)hc->arg[0];

	if (cmd > XENOPROF_last_op)
		return -EINVAL;
	return cmd == XENOPROF_init ? refuse((void *)hc->arg[1], -ENODEV) :
				      -EPERM;
}

static long hvm_get_time(struct xen_hvm_get_time *guest)
{
	struct xen_hvm_get_time t;

	if (guest_read(&t, guest, sizeof(t)))
		return -EFAULT;
	t.now = (uint64_t)arch_now();
	return guest_write(guest, &t, sizeof(t));
}

/* The argument begins with a domain, and it is none with an HVM's. */
static long hvm_of_domain(void *arg)
{
	struct domain *d;
	domid_t id;

	if (guest_read(&id, arg, sizeof(id)))
		return -EFAULT;
	d = domain_get_by_id_or_self(id);
	if (!d)
		return -ESRCH;
	domain_put(d);
	return -EINVAL;
}

static long hvm_param(void *arg)
{
	struct xen_hvm_param p;

	if (guest_read(&p, arg, sizeof(p)))
		return -EFAULT;
	return p.index < HVM_NR_PARAMS ? hvm_of_domain(arg) : -EINVAL;
}

/* A record for the trace, which nobody keeps. */
static long hvm_trace(void *arg)
{
	struct xen_hvm_xentrace t;

	if (guest_read(&t, arg, sizeof(t)))
		return -EFAULT;
	return t.extra_bytes > sizeof(t.extra) ||
	       t.event >> TRC_SUBCLS_SHIFT ? -EINVAL : 0;
}

long hc_hvm_op(struct hypercall *hc)
{
	void *arg = (void *)hc->arg[1];

	switch (hc->arg[0]) {
	case HVMOP_set_param:
	case HVMOP_get_param:
		return hvm_param(arg);
	case HVMOP_pagetable_dying:
	case HVMOP_get_mem_type:
		return hvm_of_domain(arg);
	case HVMOP_xentrace:
		return hvm_trace(arg);
	case HVMOP_flush_tlbs:
	case HVMOP_set_evtchn_upcall_vector:
	case HVMOP_guest_request_vm_event:
		return -EINVAL;
	case HVMOP_altp2m:
		return -EOPNOTSUPP;
	case HVMOP_get_time:
		return hvm_get_time(arg);
	}
	return -ENOSYS;
}

/* The room for a crash kernel: none, at no address. */
static long kexec_range(void *arg)
{
	struct xen_kexec_range r;

	if (guest_read(&r, arg, sizeof(r)))
		return -EFAULT;
	if (r.range != KEXEC_RANGE_MA_CRASH)
		return -EINVAL;
	r.start = r.size = 0;
	return guest_write(arg, &r, sizeof(r)) ? -EFAULT : 0;
}

/* Of a kernel of either kind, that never was loaded. */
static long kexec_of_kind(void *arg, long ret)
{
	int kind;

	if (guest_read(&kind, arg, sizeof(kind)))
		return -EFAULT;
	return kind == KEXEC_TYPE_DEFAULT || kind == KEXEC_TYPE_CRASH ?
		       ret : -EINVAL;
}

/* No memory is set aside for a crash kernel, and none can be loaded. */
long hc_kexec_op(struct hypercall *hc)
{
	int err = xsm_check(XSM_PRIV, "kexec", arch_current()->domain, NULL);
	void *arg = (void *)hc->arg[1];

	if (err)
		return err;
	switch (hc->arg[0]) {
	case KEXEC_CMD_kexec:
		return kexec_of_kind(arg, -ENOENT);
	case KEXEC_CMD_kexec_unload_v1:
	case KEXEC_CMD_kexec_unload:
	case KEXEC_CMD_kexec_status:
		return kexec_of_kind(arg, 0);
	case KEXEC_CMD_kexec_get_range:
		return kexec_range(arg);
	case KEXEC_CMD_kexec_load_v1:
	case KEXEC_CMD_kexec_load:
		return refuse(arg, -EINVAL);
	}
	return 0;
}

/* Device models serve HVM guests. */
long hc_dm_op(struct hypercall *hc)
{
	struct domain *curr = arch_current()->domain, *d;
	uint32_t nr = (uint32_t)hc->arg[1];
	struct xen_dm_op_buf bufs[DM_MAX_BUFS];
	long err;

	if (nr > DM_MAX_BUFS)
		return -E2BIG;
	if (!nr)
		return -ENODATA;
	if (guest_read(bufs, (void *)hc->arg[2], nr * sizeof(*bufs)))
		return -EFAULT;
	d = domain_get_by_id((domid_t)hc->arg[0]);
	if (!d)
		return -ESRCH;
	err = d == curr ? -EPERM : xsm_check(XSM_TARGET, "dm_op", curr, d);
	domain_put(d);
	return err ? err : -EINVAL;
}

/* Shadow and log-dirty operations that are continued: none ever is. */
long hc_paging_domctl_cont(struct hypercall *hc)
{
	struct xen_domctl op;

	if (guest_read(&op, (void *)hc->arg[0], sizeof(op)))
		return -EFAULT;
	return -EOPNOTSUPP;
}
