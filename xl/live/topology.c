/* SPDX-License-Identifier: GPL-2.0-only */
/* CPUs, devices and memory by NUMA node. */
#include "xl/live/info.h"

void topology_print_cpus(const struct session *s)
{
	int n;
	libxl_cputopology *v = libxl_get_cpu_topology(s->ctx, &n);

	if (!v) {
		fputs("libxl_get_cpu_topology failed.\n", stderr);
		return;
	}
	puts("cpu_topology           :\n"
	     "cpu:    core    socket     node");
	for (int i = 0; i < n; i++)
		if (v[i].core != LIBXL_CPUTOPOLOGY_INVALID_ENTRY)
			printf("%3d:    %4d     %4d     %4d\n", i,
			       (int)v[i].core, (int)v[i].socket,
			       (int)v[i].node);
	libxl_cputopology_list_free(v, n);
}

void topology_print_devices(const struct session *s)
{
	int n, known = 0;
	libxl_pcitopology *v = libxl_get_pci_topology(s->ctx, &n);

	if (!v) {
		fputs("libxl_get_pci_topology failed.\n", stderr);
		return;
	}
	puts("device topology        :\n"
	     "device           node");
	for (int i = 0; i < n; i++) {
		if (v[i].node == LIBXL_PCITOPOLOGY_INVALID_ENTRY)
			continue;
		known++;
		printf("%04x:%02x:%02x.%01x      %d\n", v[i].seg, v[i].bus,
		       v[i].devfn >> 3, v[i].devfn & 7, (int)v[i].node);
	}
	if (!known)
		puts("No device topology data available");
	libxl_pcitopology_list_free(v, n);
}

void topology_print_nodes(const struct session *s)
{
	int n;
	libxl_numainfo *v = libxl_get_numainfo(s->ctx, &n);

	if (!v) {
		fputs("libxl_get_numainfo failed.\n", stderr);
		return;
	}
	puts("numa_info              :\n"
	     "node:    memsize    memfree    distances");
	for (int i = 0; i < n; i++) {
		if (v[i].size == LIBXL_NUMAINFO_INVALID_ENTRY)
			continue;
		printf("%4d:    %6lu     %6lu      %d", i,
		       (unsigned long)(v[i].size >> 20),
		       (unsigned long)(v[i].free >> 20),
		       (int)v[i].dists[0]);
		for (int k = 1; k < v[i].num_dists; k++)
			printf(",%d", (int)v[i].dists[k]);
		putchar('\n');
	}
	libxl_numainfo_list_free(v, n);
}
