/* SPDX-License-Identifier: LGPL-2.1-only */
/* SCSI devices: those of one virtual host are one device of many targets. */
#include <string.h>

#include "base/arena.h"
#include "emit/vm.h"

static void add_target(struct vm_writer *w, struct sxp *dev,
		       const struct vscsi_spec *s)
{
	bool address = vscsi_is_address(s->pdev);
	struct sxp *target = sxp_sub(w->arena, dev, "dev");

	sxp_pair(w->arena, target, "state", "1");
	sxp_pair(w->arena, target, "devid", vscsi_host_id(w->arena, s));
	sxp_pair(w->arena, target, "p-dev", address ? s->pdev : "");
	sxp_pair(w->arena, target, "p-devname", address ? "" : s->pdev);
	sxp_pair(w->arena, target, "v-dev", s->host ? s->pdev : s->vdev);
}

/* The device of s[at] with all that belong to it; nothing if it came before. */
static void add_host(struct vm_writer *w, struct sxp *vm,
		     const struct vscsi_spec *s, size_t n, size_t at)
{
	struct sxp *dev;

	for (size_t i = 0; i < at; i++)
		if (vscsi_same_host(&s[i], &s[at]))
			return;
	dev = sxp_sub(w->arena, sxp_sub(w->arena, vm, "device"), "vscsi");
	sxp_pair(w->arena, dev, "feature-host", s[at].host ? "1" : "0");
	for (size_t i = at; i < n; i++)
		if (vscsi_same_host(&s[at], &s[i]))
			add_target(w, dev, &s[i]);
	if (s[at].backend)
		sxp_pair(w->arena, dev, "backend", s[at].backend);
}

int vm_vscsi(struct vm_writer *w, struct sxp *vm)
{
	struct dev_context ctx = dev_context(w->o, "vscsi", w->ds);
	struct vscsi_spec *s;
	struct dev_list list;

	if (dev_items(&ctx, w->o, &list) || vscsi_items(&ctx, &list, &s))
		return -1;
	for (size_t i = 0; i < list.n; i++) {
		dev_warn(&ctx, DIAG_VSCSI_UNRESOLVED, &list.v[i],
			 "run it on the host that has the device",
			 "xm looks \"%s\" up on the host, a dry run does not",
			 s[i].pdev);
		add_host(w, vm, s, list.n, i);
	}
	return 0;
}
