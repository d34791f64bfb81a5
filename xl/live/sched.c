/* SPDX-License-Identifier: GPL-2.0-only */
/* sched-credit, sched-credit2: what schedulers and domains have. */
#include "xl/live/sched.h"

#include <stdlib.h>
#include <string.h>

#include "xl/live/commands.h"

/* -- what the two have of their own --------------------------------------- */

static int credit_print(const struct session *s, const libxl_cpupoolinfo *p)
{
	libxl_sched_credit_params c;

	if (libxl_sched_credit_params_get(s->ctx, p->poolid, &c))
		printf("Cpupool %s: [sched params unavailable]\n",
		       p->pool_name);
	else
		printf("Cpupool %s: tslice=%dms ratelimit=%dus "
		       "migration-delay=%dus\n", p->pool_name, c.tslice_ms,
		       c.ratelimit_us, c.vcpu_migr_delay_us);
	return 0;
}

static int credit2_print(const struct session *s, const libxl_cpupoolinfo *p)
{
	libxl_sched_credit2_params c;

	if (libxl_sched_credit2_params_get(s->ctx, p->poolid, &c))
		printf("Cpupool %s: [sched params unavailable]\n",
		       p->pool_name);
	else
		printf("Cpupool %s: ratelimit=%dus\n", p->pool_name,
		       c.ratelimit_us);
	return 0;
}

/* Options that were given replace what is set; -1 after a wrong number. */
static int take(const struct session *s, int key, int *field)
{
	const char *text = given_arg(s, key);
	long n;

	if (!text)
		return 0;
	if (read_number(text, 0, 1 << 30, &n)) {
		refuse(s, "-%c: \"%s\" is no number", key, text);
		return -1;
	}
	*field = (int)n;
	return 0;
}

static int credit_set(const struct session *s, uint32_t poolid)
{
	libxl_sched_credit_params c;

	if (libxl_sched_credit_params_get(s->ctx, poolid, &c))
		return -1;
	if (take(s, 't', &c.tslice_ms) || take(s, 'r', &c.ratelimit_us) ||
	    take(s, 'm', &c.vcpu_migr_delay_us))
		return -1;
	return libxl_sched_credit_params_set(s->ctx, poolid, &c);
}

static int credit2_set(const struct session *s, uint32_t poolid)
{
	libxl_sched_credit2_params c;

	if (libxl_sched_credit2_params_get(s->ctx, poolid, &c) ||
	    take(s, 'r', &c.ratelimit_us))
		return -1;
	return libxl_sched_credit2_params_set(s->ctx, poolid, &c);
}

const struct scheduler scheduler_credit = {
	LIBXL_SCHEDULER_CREDIT, "credit", "trm", credit_print, credit_set,
};
const struct scheduler scheduler_credit2 = {
	LIBXL_SCHEDULER_CREDIT2, "credit2", "r", credit2_print, credit2_set,
};

/* -- domains -------------------------------------------------------------- */

static int get_params(const struct session *s, const struct scheduler *k,
		      uint32_t domid, libxl_domain_sched_params *p)
{
	libxl_domain_sched_params_init(p);
	if (libxl_domain_sched_params_get(s->ctx, domid, p)) {
		fputs("libxl_domain_sched_params_get failed.\n", stderr);
		return 1;
	}
	if (p->sched == k->id)
		return 0;
	fprintf(stderr, "libxl_domain_sched_params_get returned %s not %s.\n",
		libxl_scheduler_to_string(p->sched), k->name);
	return 1;
}

int sched_print_domain(const struct session *s, const struct scheduler *k,
		       uint32_t domid)
{
	libxl_domain_sched_params p;
	int status = get_params(s, k, domid, &p);
	char *name;

	if (!status) {
		name = domain_name(s, domid);
		printf("%-33s %4d %6d %4d\n", name, (int)domid, p.weight,
		       p.cap);
		free(name);
	}
	libxl_domain_sched_params_dispose(&p);
	return status;
}

void sched_print_head(void)
{
	printf("%-33s %4s %6s %4s\n", "Name", "ID", "Weight", "Cap");
}

static int set_domain(const struct session *s, const struct scheduler *k,
		      uint32_t domid)
{
	libxl_domain_sched_params p;
	int status = 1;

	libxl_domain_sched_params_init(&p);
	p.sched = k->id;
	if (!take(s, 'w', &p.weight) && !take(s, 'c', &p.cap)) {
		status = libxl_domain_sched_params_set(s->ctx, domid, &p) ?
			1 : 0;
		if (status)
			fputs("libxl_domain_sched_params_set failed.\n",
			      stderr);
	}
	libxl_domain_sched_params_dispose(&p);
	return status;
}

int sched_domain(const struct session *s, const struct scheduler *k)
{
	uint32_t domid;
	int status = find_domain(s, given_arg(s, 'd'), &domid);

	if (status)
		return status;
	if (given(s, 'w') || given(s, 'c'))
		return set_domain(s, k, domid);
	sched_print_head();
	return sched_print_domain(s, k, domid);
}

/* -- pools ---------------------------------------------------------------- */

static int pool_domains(const struct session *s, const struct scheduler *k,
			uint32_t poolid)
{
	int n, status = 0;
	libxl_dominfo *list = libxl_list_domain(s->ctx, &n);

	if (!list) {
		fputs("libxl_list_domain failed.\n", stderr);
		return 1;
	}
	for (int i = 0; i < n && !status; i++)
		if (list[i].cpupool == poolid)
			status = sched_print_domain(s, k, list[i].domid);
	libxl_dominfo_list_free(list, n);
	return status;
}

/* The pools that the scheduler runs in, or the one that -p names. */
static int list_pools(const struct session *s, const struct scheduler *k,
		      bool one, uint32_t poolid)
{
	int n, status = 0;
	libxl_cpupoolinfo *v = libxl_list_cpupool(s->ctx, &n);

	if (!v)
		return refuse(s, "the CPU pools cannot be listed");
	for (int i = 0; i < n && !status; i++) {
		if (v[i].sched != k->id || (one && v[i].poolid != poolid))
			continue;
		k->print(s, &v[i]);
		sched_print_head();
		status = pool_domains(s, k, v[i].poolid);
	}
	libxl_cpupoolinfo_list_free(v, n);
	return status;
}

/* -s: the scheduler's own parameters, of pool 0 unless -p names another */
static int own_params(const struct session *s, const struct scheduler *k,
		      uint32_t poolid)
{
	libxl_cpupoolinfo p;
	int status = 0;
	bool set = false;

	for (const char *o = k->options; *o; o++)
		set |= given(s, *o);
	if (set)
		return k->set(s, poolid) ? 1 : 0;
	libxl_cpupoolinfo_init(&p);
	if (libxl_cpupool_info(s->ctx, &p, poolid))
		status = refuse(s, "CPU pool %u cannot be looked at", poolid);
	else
		k->print(s, &p);
	libxl_cpupoolinfo_dispose(&p);
	return status;
}

/* Options that do not go together; NULL: all well. */
static const char *conflict(const struct session *s, const struct scheduler *k)
{
	bool own = false;

	for (const char *o = k->options; *o; o++)
		own |= given(s, *o);
	if (given(s, 'd') && (given(s, 'p') || given(s, 's')))
		return "Specifying a cpupool or schedparam is not allowed "
		       "with domain options.";
	if (!given(s, 'd') && (given(s, 'w') || given(s, 'c')))
		return "Must specify a domain.";
	if (!given(s, 's') && own)
		return "Must specify schedparam to set schedule parameter "
		       "values.";
	return NULL;
}

static int schedule(struct session *s, const struct scheduler *k)
{
	const char *trouble = conflict(s, k), *pool = given_arg(s, 'p');
	uint32_t poolid = 0;

	if (trouble) {
		fprintf(stderr, "%s\n", trouble);
		return 1;
	}
	if (pool && (libxl_cpupool_qualifier_to_cpupoolid(s->ctx, pool,
							  &poolid, NULL) ||
		     !libxl_cpupoolid_is_valid(s->ctx, poolid))) {
		fprintf(stderr, "unknown cpupool '%s'\n", pool);
		return 1;
	}
	if (given(s, 's'))
		return own_params(s, k, poolid);
	if (given(s, 'd'))
		return sched_domain(s, k);
	return list_pools(s, k, pool != NULL, poolid);
}

int live_sched_credit(struct session *s)
{
	return schedule(s, &scheduler_credit);
}

int live_sched_credit2(struct session *s)
{
	return schedule(s, &scheduler_credit2);
}
