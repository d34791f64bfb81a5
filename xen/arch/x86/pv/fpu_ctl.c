/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Extended state of a vCPU for the toolstack: XCR0, all components it ever
 * had, and its XSAVE area (domctl.h: vcpuextstate).
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/mm.h>
#include <hv/sched.h>
#include <xen/domctl.h>
#include <x86/fpu.h>
#include <x86/pv.h>

/* What the buffer starts with. */
struct extstate_head { uint64_t xcr0, xcr0_accum; };

long vcpu_extstate_get(struct xen_domctl *op, struct domain *d)
{
	struct xen_domctl_vcpuextstate *e = &op->u.vcpuextstate;
	struct vcpu *v = domain_vcpu(d, e->vcpu);
	struct extstate_head head;
	unsigned int size = 0;
	long err = 0;

	if (!v || v == arch_current())
		return v ? -EINVAL : -ESRCH;
	if (xstate_mask())
		size = (unsigned int)sizeof(head) +
		       xstate_size(v->arch.xcr0_accum);
	if (!e->size && !e->xfeature_mask) {
		e->xfeature_mask = xstate_mask();
		e->size = size;
		return 0;
	}
	if (e->size != size || e->xfeature_mask != xstate_mask())
		return -EINVAL;
	if (!size)
		return 0;
	vcpu_pause(v);
	head = (struct extstate_head){ v->arch.xcr0, v->arch.xcr0_accum };
	if (guest_write(e->buffer.p, &head, sizeof(head)) ||
	    guest_write((char *)e->buffer.p + sizeof(head), v->arch.fpu,
			size - sizeof(head)))
		err = -EFAULT;
	vcpu_unpause(v);
	return err;
}

static long extstate_load(struct vcpu *v, const uint8_t *buf,
			  unsigned int size)
{
	const struct extstate_head *head = (const void *)buf;
	long err = -EINVAL;

	if (size < sizeof(*head) || !xcr0_valid(head->xcr0) ||
	    !xcr0_valid(head->xcr0_accum) ||
	    (head->xcr0 & ~head->xcr0_accum))
		return -EINVAL;
	/* Nothing but the two registers: a vCPU that never used any. */
	if (size == sizeof(*head))
		return 0;
	vcpu_pause(v);
	err = fpu_set_xsave(v, buf + sizeof(*head),
			    size - (unsigned int)sizeof(*head));
	if (!err) {
		v->arch.xcr0 = head->xcr0;
		v->arch.xcr0_accum = head->xcr0_accum;
	}
	vcpu_unpause(v);
	return err;
}

long vcpu_extstate_set(struct xen_domctl *op, struct domain *d)
{
	struct xen_domctl_vcpuextstate *e = &op->u.vcpuextstate;
	struct vcpu *v = domain_vcpu(d, e->vcpu);
	uint8_t *buf;
	long err;

	if (!v || v == arch_current())
		return v ? -EINVAL : -ESRCH;
	if (!xstate_mask() || e->size > PAGE_SIZE)
		return -EINVAL;
	buf = hv_zalloc(PAGE_SIZE);
	if (!buf)
		return -ENOMEM;
	err = guest_read(buf, e->buffer.p, e->size) ? -EFAULT :
	      extstate_load(v, buf, (unsigned int)e->size);
	hv_free(buf);
	return err;
}
