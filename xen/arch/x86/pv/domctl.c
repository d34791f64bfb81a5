/* SPDX-License-Identifier: GPL-2.0-only */
/* The machine's part of domctl. */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/machine.h>
#include <hv/string.h>
#include <xen/domctl.h>
#include <x86/hypercall_page.h>
#include <x86/policy.h>
#include <x86/pv.h>
#include <x86/time.h>

static long get_address_size(struct xen_domctl *op, struct domain *d)
{
	op->u.address_size.size = d->arch.is_32bit ? 32 : 64;
	return 0;
}

static long set_address_size(struct xen_domctl *op, struct domain *d)
{
	switch (op->u.address_size.size) {
	case 64:
		return d->arch.is_32bit ? -EBUSY : 0;
	case 32:
		return -EOPNOTSUPP;
	}
	return -EINVAL;
}

static uint32_t frame_type(const struct page_info *pg)
{
	uint64_t x = READ_ONCE(pg->type_info);
	uint32_t t = 0;

	if ((x & PGT_COUNT_MASK) || (x & PGT_VALIDATED))
		switch (x & PGT_TYPE_MASK) {
		case PGT_L1_TABLE:
			t = XEN_DOMCTL_PFINFO_L1TAB;
			break;
		case PGT_L2_TABLE:
			t = XEN_DOMCTL_PFINFO_L2TAB;
			break;
		case PGT_L3_TABLE:
			t = XEN_DOMCTL_PFINFO_L3TAB;
			break;
		case PGT_L4_TABLE:
			t = XEN_DOMCTL_PFINFO_L4TAB;
			break;
		}
	if (x & PGT_PINNED)
		t |= XEN_DOMCTL_PFINFO_LPINTAB;
	return t;
}

static long get_frame_info(struct xen_domctl *op, struct domain *d)
{
	struct xen_domctl_getpageframeinfo3 *g = &op->u.getpageframeinfo3;

	if (g->num > 1024)
		return -E2BIG;
	for (uint64_t i = 0; i < g->num; i++) {
		xen_pfn_t v;
		struct page_info *pg;

		if (guest_read(&v, g->array.p + i, sizeof(v)))
			return -EFAULT;
		pg = mfn_valid(MFN(v)) ? mfn_to_page(MFN(v)) : NULL;
		if (!pg || !page_get(pg, d)) {
			v = XEN_DOMCTL_PFINFO_XTAB;
		} else {
			v = frame_type(pg);
			page_put(pg);
		}
		if (guest_write(g->array.p + i, &v, sizeof(v)))
			return -EFAULT;
	}
	return 0;
}

static long tsc_info_set(struct xen_domctl *op, struct domain *d)
{
	struct xen_domctl_tsc_info *t = &op->u.tsc_info;

	d->arch.tsc_mode = t->tsc_mode;
	d->arch.tsc_khz = t->gtsc_khz ? t->gtsc_khz : tsc_khz();
	d->arch.tsc_incarnation = t->incarnation + 1;
	return 0;
}

static long tsc_info_get(struct xen_domctl *op, struct domain *d)
{
	struct xen_domctl_tsc_info *t = &op->u.tsc_info;

	t->tsc_mode = d->arch.tsc_mode;
	t->gtsc_khz = tsc_khz();
	t->incarnation = d->arch.tsc_incarnation;
	t->elapsed_nsec = (uint64_t)arch_now();
	return 0;
}

/* [first, first + nr): ports d may use. */
static long ioport_permission(struct xen_domctl *op, struct domain *d)
{
	unsigned int first = op->u.ioport_permission.first_port;
	unsigned int nr = op->u.ioport_permission.nr_ports;
	unsigned long *caps = (unsigned long *)d->arch.ioport_caps;

	if (!nr || first > 65535 || nr > 65536 - first)
		return -EINVAL;
	if (op->u.ioport_permission.allow_access)
		bitmap_set_range(caps, first, nr);
	else
		bitmap_clear_range(caps, first, nr);
	return 0;
}

static long hypercall_page_init(struct xen_domctl *op, struct domain *d)
{
	mfn_t m = MFN(op->u.hypercall_init.gmfn);
	struct page_info *pg;

	if (!mfn_valid(m))
		return -EINVAL;
	pg = mfn_to_page(m);
	if (page_get_and_type(pg, d, PGT_WRITABLE))
		return -EINVAL;
	hypercall_page_fill(page_to_virt(pg));
	page_put_and_type(pg);
	return 0;
}

static long ext_context(struct xen_domctl *op, struct domain *d, bool set)
{
	struct xen_domctl_ext_vcpucontext *e = &op->u.ext_vcpucontext;
	struct vcpu *v = domain_vcpu(d, e->vcpu);

	if (!v)
		return -ESRCH;
	if (set) {
		v->arch.cb.sysenter = e->sysenter_callback_eip;
		v->arch.cb.sysenter_cs = e->sysenter_callback_cs;
		v->arch.cb.syscall32 = e->syscall32_callback_eip;
		v->arch.cb.syscall32_cs = e->syscall32_callback_cs;
		return 0;
	}
	memset((char *)e + sizeof(e->vcpu), 0, sizeof(*e) - sizeof(e->vcpu));
	e->size = sizeof(*e);
	e->sysenter_callback_eip = v->arch.cb.sysenter;
	e->sysenter_callback_cs = v->arch.cb.sysenter_cs;
	e->sysenter_disables_events = v->arch.cb.sysenter_masks;
	e->syscall32_callback_eip = v->arch.cb.syscall32;
	e->syscall32_callback_cs = v->arch.cb.syscall32_cs;
	e->syscall32_disables_events = v->arch.cb.syscall32_masks;
	return 0;
}

/* Buttons are for HVM guests; an NMI any guest can be sent. */
static long send_trigger(struct xen_domctl *op, struct domain *d)
{
	struct vcpu *v = domain_vcpu(d, op->u.sendtrigger.vcpu);

	if (!v)
		return -ESRCH;
	if (op->u.sendtrigger.trigger != XEN_DOMCTL_SENDTRIGGER_NMI)
		return -ENOSYS;
	return arch_vcpu_send_nmi(v);
}

long arch_domctl(struct xen_domctl *op, struct domain *d, bool *copyback)
{
	*copyback = true;
	switch (op->cmd) {
	case XEN_DOMCTL_get_address_size:
		return get_address_size(op, d);
	case XEN_DOMCTL_set_address_size:
		return set_address_size(op, d);
	case XEN_DOMCTL_getpageframeinfo3:
		return get_frame_info(op, d);
	case XEN_DOMCTL_settscinfo:
		return tsc_info_set(op, d);
	case XEN_DOMCTL_gettscinfo:
		return tsc_info_get(op, d);
	case XEN_DOMCTL_ioport_permission:
		return ioport_permission(op, d);
	case XEN_DOMCTL_hypercall_init:
		return hypercall_page_init(op, d);
	case XEN_DOMCTL_get_cpu_policy:
		return domain_policy_get(op, d);
	case XEN_DOMCTL_set_cpu_policy:
		return domain_policy_set(op, d);
	case XEN_DOMCTL_getvcpuextstate:
		return vcpu_extstate_get(op, d);
	case XEN_DOMCTL_setvcpuextstate:
		return vcpu_extstate_set(op, d);
	case XEN_DOMCTL_get_ext_vcpucontext:
		return ext_context(op, d, false);
	case XEN_DOMCTL_set_ext_vcpucontext:
		return ext_context(op, d, true);
	case XEN_DOMCTL_sendtrigger:
		return send_trigger(op, d);
	case XEN_DOMCTL_shadow_op:
		/* No log-dirty for PV: it can neither be used nor ended. */
		return d == arch_current()->domain ||
		       op->u.shadow_op.op == XEN_DOMCTL_SHADOW_OP_OFF ?
			-EINVAL : -EOPNOTSUPP;
	}
	return -ENOSYS;
}

void arch_domain_info(struct domain *d, struct xen_domctl_getdomaininfo *i)
{
	/* Machine frames are what PV deals in: the page has no number. */
	if (d->shared_info)
		i->shared_info_frame = arch_virt_to_mfn(d->shared_info).n;
	i->arch_config.emulation_flags = 0;
}
