/* SPDX-License-Identifier: GPL-2.0-only */
/* The debug key 'g': which grants are in use. */
#include "grant.h"

#include <hv/console.h>
#include <hv/printk.h>

static void dump_entry(const struct entry *e)
{
	const struct active *a = e->act;

	printk(XL_ERR "    %5u flags %#06x for d%u, used by d%u: %u+%u mapped "
	       "to read+write, %u+%u for devices, ", e->ref, e->hdr->flags,
	       e->hdr->domid, a->domid, a->host_r, a->host_w, a->dev_r,
	       a->dev_w);
	if (a->is_transitive)
		printk("stands for %u of d%u\n", a->trans_ref, a->trans_domid);
	else
		printk("frame %#llx bytes %u+%u\n", (unsigned long long)a->mfn,
		       a->start, a->length);
}

static void dump_domain(struct domain *d)
{
	struct grant_table *gt = d->grant;
	struct entry e;

	spin_lock(&gt->lock);
	printk(XL_ERR "Grant table of d%u: version %u, %u of %u frames, "
	       "%u of %u maptrack frames\n", d->domid, gt->version,
	       gt->nr_frames, gt->max_frames, gt->nr_map_pages,
	       gt->max_maptrack);
	for (uint32_t ref = 0; grant_entry(gt, ref, &e); ref++) {
		if (!grant_pinned(e.act))
			continue;
		dump_entry(&e);
	}
	spin_unlock(&gt->lock);
}

static void dump_all(char key)
{
	struct domain *d;
	domid_t next = 0;

	(void)key;
	while ((d = domain_get_next(next)) != NULL) {
		next = (domid_t)(d->domid + 1);
		if (d->grant)
			dump_domain(d);
		domain_put(d);
	}
}

void grant_register_key(void)
{
	keyhandler_register('g', "dump grant tables", dump_all);
}
