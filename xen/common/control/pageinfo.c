/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * XEN_DOMCTL_getpageframeinfo3: what a domain's frames are, for saving it.
 */
#include "domctl.h"

#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/hypercall.h>
#include <hv/machine.h>

#define MAX_FRAMES	1024U

static uint64_t frame_type(struct domain *d, uint64_t gfn)
{
	static const uint64_t tables[] = {
		[PGT_L1_TABLE >> PGT_TYPE_SHIFT] = XEN_DOMCTL_PFINFO_L1TAB,
		[PGT_L2_TABLE >> PGT_TYPE_SHIFT] = XEN_DOMCTL_PFINFO_L2TAB,
		[PGT_L3_TABLE >> PGT_TYPE_SHIFT] = XEN_DOMCTL_PFINFO_L3TAB,
		[PGT_L4_TABLE >> PGT_TYPE_SHIFT] = XEN_DOMCTL_PFINFO_L4TAB,
	};
	mfn_t mfn = arch_gfn_to_mfn(d, GFN(gfn));
	struct page_info *pg;
	uint64_t word, kind, type = XEN_DOMCTL_PFINFO_NOTAB;

	if (!mfn_valid(mfn))
		return XEN_DOMCTL_PFINFO_XTAB;
	pg = mfn_to_page(mfn);
	if (!page_get(pg, d))
		return XEN_DOMCTL_PFINFO_XTAB;
	word = READ_ONCE(pg->type_info);
	kind = word >> PGT_TYPE_SHIFT;
	if (word & PGT_COUNT_MASK && kind < ARRAY_SIZE(tables))
		type = tables[kind];
	if (word & PGT_PINNED)
		type |= XEN_DOMCTL_PFINFO_LPINTAB;
	page_put(pg);
	return type;
}

long domctl_getpageframeinfo3(struct domain *d, struct xen_domctl *op)
{
	struct xen_domctl_getpageframeinfo3 *a = &op->u.getpageframeinfo3;
	xen_pfn_t x;

	if (a->num > MAX_FRAMES)
		return -E2BIG;
	for (uint64_t i = 0; i < a->num; i++) {
		if (guest_read_elem(&x, a->array, i))
			return -EFAULT;
		x = frame_type(d, x);
		if (guest_write_elem(a->array, i, &x))
			return -EFAULT;
	}
	return 0;
}
