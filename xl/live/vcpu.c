/* SPDX-License-Identifier: GPL-2.0-only */
/* vcpu-list, vcpu-pin, vcpu-set. */
#include <stdlib.h>
#include <string.h>

#include "xl/live/commands.h"
#include "xl/live/cpuset.h"
#include "xl/live/each.h"

/* -- vcpu-list ------------------------------------------------------------ */

static void print_vcpu(uint32_t domid, const char *name,
		       const libxl_vcpuinfo *v, int host)
{
	printf("%-32s %5u %5u", name, domid, v->vcpuid);
	if (v->online)
		printf("%5u %3c%c- ", v->cpu, v->running ? 'r' : '-',
		       v->blocked ? 'b' : '-');
	else
		printf("%5c %3c%cp ", '-', '-', '-');
	printf("%9.1f  ", (float)v->vcpu_time / 1e9);
	cpuset_print(stdout, &v->cpumap, host);
	fputs(" / ", stdout);
	cpuset_print(stdout, &v->cpumap_soft, host);
	putchar('\n');
}

static int list_vcpus(const struct session *s, uint32_t domid)
{
	each_vcpu(s, domid, print_vcpu);
	return 0;
}

int live_vcpu_list(struct session *s)
{
	printf("%-32s %5s %5s %5s %5s %9s %s\n", "Name", "ID", "VCPU", "CPU",
	       "State", "Time(s)", "Affinity (Hard / Soft)");
	return each_domain(s, 0, list_vcpus);
}

/* -- vcpu-pin ------------------------------------------------------------- */

struct pinning {
	uint32_t domid;
	bool all;
	long vcpu;
	libxl_bitmap hard, soft;
	const libxl_bitmap *use_hard, *use_soft;	/* NULL: as they are */
};

/* "-" leaves a set as it is. */
static int read_set(const struct session *s, size_t word, libxl_bitmap *set,
		    const libxl_bitmap **use)
{
	*use = NULL;
	if (word >= s->nwords || !strcmp(s->words[word], "-"))
		return 0;
	if (cpuset_parse(s, s->words[word], set))
		return -1;
	if (libxl_bitmap_is_empty(set)) {
		refuse(s, "\"%s\" names no CPU of this host", s->words[word]);
		return -1;
	}
	*use = set;
	return 0;
}

static int pin_one(const struct session *s, const struct pinning *p,
		   uint32_t vcpu)
{
	int rc = given(s, 'f') ?
		libxl_set_vcpuaffinity_force(s->ctx, p->domid, vcpu,
					     p->use_hard, p->use_soft) :
		libxl_set_vcpuaffinity(s->ctx, p->domid, vcpu, p->use_hard,
				       p->use_soft);

	if (!rc)
		return 0;
	fprintf(stderr, "Could not set affinity for vcpu `%u'.\n", vcpu);
	return 1;
}

static int pin_all(const struct session *s, const struct pinning *p)
{
	int n, host, status = 0;
	libxl_vcpuinfo *v = libxl_list_vcpu(s->ctx, p->domid, &n, &host);

	if (!v)
		return refuse(s, "the vCPUs of domain %u cannot be listed",
			      p->domid);
	if (given(s, 'f'))
		for (int i = 0; i < n && !status; i++)
			status = pin_one(s, p, v[i].vcpuid);
	else if (libxl_set_vcpuaffinity_all(s->ctx, p->domid, (unsigned int)n,
					    p->use_hard, p->use_soft))
		status = refuse(s, "the CPUs of domain %u's vCPUs stay as "
				"they are", p->domid);
	libxl_vcpuinfo_list_free(v, n);
	return status;
}

static int print_pinning(const struct session *s, const struct pinning *p)
{
	int host = libxl_get_max_cpus(s->ctx);

	if (p->use_hard) {
		fputs("cpumap: ", stdout);
		cpuset_print(stdout, p->use_hard, host);
		putchar('\n');
	}
	if (p->use_soft) {
		fputs("soft cpumap: ", stdout);
		cpuset_print(stdout, p->use_soft, host);
		putchar('\n');
	}
	return 0;
}

static int pin(const struct session *s, struct pinning *p)
{
	if (read_set(s, 2, &p->hard, &p->use_hard) ||
	    read_set(s, 3, &p->soft, &p->use_soft))
		return 1;
	if (s->inv->globals.dry_run)
		return print_pinning(s, p);
	return p->all ? pin_all(s, p) : pin_one(s, p, (uint32_t)p->vcpu);
}

int live_vcpu_pin(struct session *s)
{
	struct pinning p = { .all = !strcmp(s->words[1], "all") };
	int status = find_domain(s, s->words[0], &p.domid);

	if (status)
		return status;
	if (!p.all && read_number(s->words[1], 0, 8191, &p.vcpu)) {
		fprintf(stderr, "Error: Invalid argument %s as VCPU.\n",
			s->words[1]);
		return 1;
	}
	libxl_bitmap_init(&p.hard);
	libxl_bitmap_init(&p.soft);
	status = pin(s, &p);
	libxl_bitmap_dispose(&p.hard);
	libxl_bitmap_dispose(&p.soft);
	return status;
}

/* -- vcpu-set ------------------------------------------------------------- */

static int set_online(const struct session *s, uint32_t domid, long count)
{
	libxl_bitmap set;
	int rc;

	libxl_bitmap_init(&set);
	rc = libxl_cpu_bitmap_alloc(s->ctx, &set, (int)count);
	for (int i = 0; !rc && i < count; i++)
		libxl_bitmap_set(&set, i);
	if (!rc)
		rc = libxl_set_vcpuonline(s->ctx, domid, &set, NULL);
	libxl_bitmap_dispose(&set);
	return finish(s, rc, "domain %u keeps its number of vCPUs", domid);
}

int live_vcpu_set(struct session *s)
{
	uint32_t domid;
	long count;
	int host, status = find_domain(s, s->words[0], &domid);

	if (status)
		return status;
	if (read_number(s->words[1], 1, 8192, &count)) {
		fputs("Error: Invalid argument.\n", stderr);
		return 1;
	}
	host = libxl_get_max_cpus(s->ctx);
	if (!session_is_xm(s) && !given(s, 'i') && count > host) {
		fprintf(stderr, "You are overcommmitting! You have %d physical "
			"CPUs and want %ld vCPUs! Aborting, use --ignore-host "
			"to continue\n", host, count);
		return 1;
	}
	return set_online(s, domid, count);
}
