/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Preloaded under the distribution's xl so that its dry run works where no
 * hypervisor is: handles that open without a device, and a host that is
 * described by constants. Built and used by compare.py only.
 *
 * The host: 256 CPUs in 64 NUMA nodes of 4, 4 GiB. xl asks for its version to
 * see whether dom0's memory is fixed, and for its size and CPUs to read cpus,
 * vnuma and the grant limits.
 */
#include <stdlib.h>
#include <string.h>

#include <xenctrl.h>
#include <xenstore.h>

#define HOST_CPUS 256
#define HOST_NODES 64

xc_interface *xc_interface_open(xentoollog_logger *logger,
				xentoollog_logger *dombuild,
				unsigned int flags)
{
	(void)logger, (void)dombuild, (void)flags;
	return calloc(1, 64);
}

int xc_interface_close(xc_interface *xch)
{
	free(xch);
	return 0;
}

struct xs_handle *xs_open(unsigned long flags)
{
	(void)flags;
	return calloc(1, 64);
}

void xs_close(struct xs_handle *h)
{
	free(h);
}

int xc_get_max_cpus(xc_interface *xch)
{
	(void)xch;
	return HOST_CPUS;
}

int xc_get_max_nodes(xc_interface *xch)
{
	(void)xch;
	return HOST_NODES;
}

int xc_version(xc_interface *xch, int cmd, void *arg)
{
	(void)xch;
	switch (cmd) {
	case 0:				/* XENVER_version */
		return (4 << 16) | 17;
	case 2: {			/* compile_info: texts, left empty */
		return 0;
	}
	case 3:				/* capabilities */
		strcpy(arg, "xen-3.0-x86_64 hvm-3.0-x86_64");
		return 0;
	case 7:				/* pagesize */
		return 4096;
	case 9:				/* commandline */
		strcpy(arg, "dom0_mem=1G");
		return 0;
	default:
		return 0;
	}
}

int xc_physinfo(xc_interface *xch, xc_physinfo_t *info)
{
	(void)xch;
	memset(info, 0, sizeof(*info));
	info->total_pages = 1 << 20;
	info->nr_cpus = HOST_CPUS;
	info->max_cpu_id = HOST_CPUS - 1;
	info->nr_nodes = HOST_NODES;
	info->threads_per_core = 1;
	info->cores_per_socket = 4;
	return 0;
}

long xc_sharing_freed_pages(xc_interface *xch)
{
	(void)xch;
	return 0;
}

long xc_sharing_used_frames(xc_interface *xch)
{
	(void)xch;
	return 0;
}

int xc_cputopoinfo(xc_interface *xch, unsigned *max, xc_cputopo_t *cpus)
{
	(void)xch;
	if (!cpus) {
		*max = HOST_CPUS;
		return 0;
	}
	for (unsigned i = 0; i < *max && i < HOST_CPUS; i++) {
		cpus[i].core = i;
		cpus[i].socket = i / 4;
		cpus[i].node = i / 4;
	}
	return 0;
}
