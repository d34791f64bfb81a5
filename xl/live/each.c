/* SPDX-License-Identifier: GPL-2.0-only */
/* One thing for each domain. */
#include "xl/live/each.h"

#include <stdlib.h>

static int every_domain(const struct session *s, domain_function *f)
{
	int n, status = 0;
	libxl_dominfo *list = libxl_list_domain(s->ctx, &n);

	if (!list)
		return refuse(s, "the hypervisor does not list its domains");
	for (int i = 0; i < n; i++)
		status |= f(s, list[i].domid);
	libxl_dominfo_list_free(list, n);
	return status;
}

int each_domain(const struct session *s, size_t from, domain_function *f)
{
	uint32_t domid;
	int status = 0;

	if (from >= s->nwords)
		return every_domain(s, f);
	for (size_t i = from; i < s->nwords && !status; i++) {
		status = find_domain(s, s->words[i], &domid);
		if (!status)
			status = f(s, domid);
	}
	return status;
}

void each_vcpu(const struct session *s, uint32_t domid, vcpu_function *f)
{
	int n, host;
	libxl_vcpuinfo *v = libxl_list_vcpu(s->ctx, domid, &n, &host);
	char *name;

	if (!v)
		return;
	name = domain_name(s, domid);
	for (int i = 0; i < n; i++)
		f(domid, name, &v[i], host);
	free(name);
	libxl_vcpuinfo_list_free(v, n);
}
