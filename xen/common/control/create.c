/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * XEN_DOMCTL_createdomain.
 */
#include "domctl.h"

#include <hv/errno.h>
#include <hv/machine.h>
#include <hv/printk.h>

static domid_t rover;		/* [domctl lock] the last number given */

static bool is_free(domid_t id)
{
	return !domain_by_id_nolock(id);
}

/* The next number in turn: one just freed is not taken again soon. */
static bool next_free(domid_t *id)
{
	domid_t n = rover;

	for (unsigned int i = 1; i < DOMID_FIRST_RESERVED; i++) {
		n = (domid_t)(n + 1U < DOMID_FIRST_RESERVED ? n + 1U : 1U);
		if (is_free(n)) {
			rover = *id = n;
			return true;
		}
	}
	return false;
}

static int check_config(struct xen_domctl_createdomain *c)
{
	uint32_t known = XEN_DOMCTL_CDF_MAX * 2 - 1;
	bool hvm = c->flags & XEN_DOMCTL_CDF_hvm;

	if (c->flags & ~known)
		return -EINVAL;
	if (hvm)
		return -EOPNOTSUPP;	/* PV only */
	if (c->flags & (XEN_DOMCTL_CDF_hap | XEN_DOMCTL_CDF_s3_integrity |
			XEN_DOMCTL_CDF_nested_virt | XEN_DOMCTL_CDF_vpmu))
		return -EINVAL;
	if (c->flags & XEN_DOMCTL_CDF_iommu) {
		printk(XL_INFO "createdomain: an IOMMU is asked for and there "
		       "is none\n");
		return -EINVAL;
	}
	if (c->iommu_opts || c->max_vcpus < 1 || c->vmtrace_size ||
	    c->grant_opts & ~XEN_DOMCTL_GRANT_version_mask)
		return -EINVAL;
	return arch_domain_config_check(c);
}

long domctl_createdomain(struct domain *unused, struct xen_domctl *op)
{
	struct xen_domctl_createdomain *c = &op->u.createdomain;
	domid_t id = op->domain;
	struct domain *d;
	int err;

	(void)unused;
	if (id > 0 && id < DOMID_FIRST_RESERVED) {
		if (!is_free(id))
			return -EEXIST;
	} else if (!next_free(&id)) {
		return -ENOMEM;
	}
	err = check_config(c);
	if (err)
		return err;
	d = domain_create(id, c, false, &err);
	if (!d)
		return err;
	op->domain = d->domid;
	return 0;
}
