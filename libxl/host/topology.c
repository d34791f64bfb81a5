/* SPDX-License-Identifier: LGPL-2.1-only */
/* Where CPUs, memory and PCI devices sit. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include <xenctrl.h>

#include "core/ctx.h"
#include "core/log.h"
#include "host/list.h"

#define PCI_DEVICES "/sys/bus/pci/devices"

void lx_list_free(const struct lx_type *t, void *list, int nr)
{
	for (int i = 0; i < nr; i++)
		lx_type_dispose(t, (char *)list + i * t->size);
	free(list);
}

/* -- CPUs ------------------------------------------------------------------- */

static libxl_cputopology *cpu_topology(struct lx_scope *s, int *nr)
{
	libxl_cputopology *list;
	xc_cputopo_t *xc;
	unsigned int n = 0;

	if (xc_cputopoinfo(s->ctx->xc, &n, NULL)) {
		lx_fail_errno(s, 0, "the number of CPUs cannot be told");
		return NULL;
	}
	xc = lx_calloc(s, n, sizeof(*xc));
	if (xc_cputopoinfo(s->ctx->xc, &n, xc)) {
		lx_fail_errno(s, 0, "the CPUs' topology cannot be told");
		return NULL;
	}
	list = lx_out_calloc(n, sizeof(*list));
	for (unsigned int i = 0; i < n; i++) {
		list[i].core = xc[i].core == XEN_INVALID_CORE_ID ?
			LIBXL_CPUTOPOLOGY_INVALID_ENTRY : xc[i].core;
		list[i].socket = xc[i].socket == XEN_INVALID_SOCKET_ID ?
			LIBXL_CPUTOPOLOGY_INVALID_ENTRY : xc[i].socket;
		list[i].node = xc[i].node == XEN_INVALID_NODE_ID ?
			LIBXL_CPUTOPOLOGY_INVALID_ENTRY : xc[i].node;
	}
	*nr = n;
	return list;
}

libxl_cputopology *libxl_get_cpu_topology(libxl_ctx *ctx, int *nb_cpu_out)
{
	libxl_cputopology *list;
	struct lx_scope s;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	list = cpu_topology(&s, nb_cpu_out);
	lx_scope_leave(&s);
	return list;
}

void libxl_cputopology_list_free(libxl_cputopology *list, int nb_cpu)
{
	lx_list_free(&lx_type_cputopology, list, nb_cpu);
}

/* -- NUMA ------------------------------------------------------------------- */

static void take_node(libxl_numainfo *to, const xc_meminfo_t *from,
		      const uint32_t *distances, unsigned int nr)
{
	bool known = from->memsize != XEN_INVALID_MEM_SZ;

	to->size = known ? from->memsize : LIBXL_NUMAINFO_INVALID_ENTRY;
	to->free = known ? from->memfree : LIBXL_NUMAINFO_INVALID_ENTRY;
	to->num_dists = nr;
	to->dists = lx_out_calloc(nr, sizeof(*to->dists));
	for (unsigned int i = 0; i < nr; i++)
		to->dists[i] = distances[i] == XEN_INVALID_NODE_DIST ?
			LIBXL_NUMAINFO_INVALID_ENTRY : distances[i];
}

static libxl_numainfo *numainfo(struct lx_scope *s, int *nr)
{
	libxl_numainfo *list;
	xc_meminfo_t *memory;
	uint32_t *distances;
	unsigned int n = 0;

	if (xc_numainfo(s->ctx->xc, &n, NULL, NULL)) {
		lx_fail_errno(s, 0, "the number of NUMA nodes cannot be told");
		return NULL;
	}
	memory = lx_calloc(s, n, sizeof(*memory));
	distances = lx_calloc(s, (size_t)n * n, sizeof(*distances));
	if (xc_numainfo(s->ctx->xc, &n, memory, distances)) {
		lx_fail_errno(s, 0, "the NUMA nodes cannot be told");
		return NULL;
	}
	list = lx_out_calloc(n, sizeof(*list));
	for (unsigned int i = 0; i < n; i++)
		take_node(&list[i], &memory[i], &distances[i * n], n);
	*nr = n;
	return list;
}

libxl_numainfo *libxl_get_numainfo(libxl_ctx *ctx, int *nr)
{
	libxl_numainfo *list;
	struct lx_scope s;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	list = numainfo(&s, nr);
	lx_scope_leave(&s);
	return list;
}

void libxl_numainfo_list_free(libxl_numainfo *list, int nr)
{
	lx_list_free(&lx_type_numainfo, list, nr);
}

/* -- PCI -------------------------------------------------------------------- */

static bool parse_bdf(const char *name, physdev_pci_device_t *d)
{
	unsigned int seg, bus, dev, func;

	if (sscanf(name, "%x:%x:%x.%u", &seg, &bus, &dev, &func) != 4)
		return false;
	d->seg = seg;
	d->bus = bus;
	d->devfn = (dev & 0x1f) << 3 | (func & 7);
	return true;
}

/* The devices that Linux knows, in the order of its directory. */
static physdev_pci_device_t *pci_devices(struct lx_scope *s, unsigned int *nr)
{
	physdev_pci_device_t *list = NULL;
	DIR *dir = opendir(PCI_DEVICES);
	unsigned int n = 0;

	if (!dir) {
		lx_fail_errno(s, 0, "%s cannot be read", PCI_DEVICES);
		return NULL;
	}
	for (struct dirent *e; (e = readdir(dir)); ) {
		physdev_pci_device_t d = { 0 };

		if (!parse_bdf(e->d_name, &d))
			continue;
		list = arena_grow(s->mem, list, n * sizeof(d),
				  (n + 1) * sizeof(d));
		list[n++] = d;
	}
	closedir(dir);
	*nr = n;
	return list;
}

static libxl_pcitopology *pci_topology(struct lx_scope *s, int *nr)
{
	physdev_pci_device_t *devices;
	libxl_pcitopology *list;
	unsigned int n = 0;
	uint32_t *nodes;

	devices = pci_devices(s, &n);
	if (!devices)
		return NULL;
	nodes = lx_calloc(s, n, sizeof(*nodes));
	if (xc_pcitopoinfo(s->ctx->xc, n, devices, nodes)) {
		lx_fail_errno(s, 0, "the PCI devices' nodes cannot be told");
		return NULL;
	}
	list = lx_out_calloc(n, sizeof(*list));
	for (unsigned int i = 0; i < n; i++) {
		list[i].seg = devices[i].seg;
		list[i].bus = devices[i].bus;
		list[i].devfn = devices[i].devfn;
		list[i].node = nodes[i] == XEN_INVALID_NODE_ID ||
			       nodes[i] == XEN_INVALID_DEV ?
			LIBXL_PCITOPOLOGY_INVALID_ENTRY : nodes[i];
	}
	*nr = n;
	return list;
}

libxl_pcitopology *libxl_get_pci_topology(libxl_ctx *ctx, int *num_devs)
{
	libxl_pcitopology *list;
	struct lx_scope s;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	list = pci_topology(&s, num_devs);
	lx_scope_leave(&s);
	return list;
}

void libxl_pcitopology_list_free(libxl_pcitopology *list, int num_devs)
{
	lx_list_free(&lx_type_pcitopology, list, num_devs);
}
