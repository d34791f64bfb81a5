/* SPDX-License-Identifier: GPL-2.0-only */
/* cpupool-create, -destroy, -rename, -migrate, -cpu-add, -cpu-remove, -numa-split. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "lang/lang.h"
#include "xl/live/commands.h"
#include "xl/live/cpuset.h"

/* How long domain 0 may take to give up vCPUs: 5 s. */
#define SHRINK_TRIES 25
#define SHRINK_US 200000

static int find_pool(const struct session *s, const char *word, uint32_t *id)
{
	if (!libxl_cpupool_qualifier_to_cpupoolid(s->ctx, word, id, NULL) &&
	    libxl_cpupoolid_is_valid(s->ctx, *id))
		return 0;
	fprintf(stderr, "unknown cpupool '%s'\n`xl cpupool-list' shows those that there are\n",
		word);
	return 1;
}

/* -- small ones ----------------------------------------------------------- */

int live_cpupool_destroy(struct session *s)
{
	uint32_t id;
	int status = find_pool(s, s->words[0], &id);

	if (status)
		return status;
	return finish(s, libxl_cpupool_destroy(s->ctx, id),
		      "the pool '%s' stays", s->words[0]);
}

int live_cpupool_rename(struct session *s)
{
	uint32_t id;
	int status = find_pool(s, s->words[0], &id);

	if (status)
		return status;
	return finish(s, libxl_cpupool_rename(s->ctx, s->words[1], id),
		      "the pool '%s' keeps its name", s->words[0]);
}

int live_cpupool_migrate(struct session *s)
{
	uint32_t domid, id;
	int status = find_domain(s, s->words[0], &domid);

	if (!status)
		status = find_pool(s, s->words[1], &id);
	if (status)
		return status;
	return finish(s, libxl_cpupool_movedomain(s->ctx, id, domid),
		      "%s does not go to the pool '%s'", s->words[0],
		      s->words[1]);
}

/* What several CPUs at once come to is in libxl's messages only. */
static int change_cpus(struct session *s, bool add)
{
	libxl_bitmap cpus;
	uint32_t id;
	int rc, status = 1;

	if (cpuset_parse(s, s->words[1], &cpus))
		goto out;
	if (libxl_bitmap_is_empty(&cpus)) {
		refuse(s, "this host has none of the CPUs \"%s\"", s->words[1]);
		goto out;
	}
	status = find_pool(s, s->words[0], &id);
	if (status)
		goto out;
	rc = add ? libxl_cpupool_cpuadd_cpumap(s->ctx, id, &cpus) :
		   libxl_cpupool_cpuremove_cpumap(s->ctx, id, &cpus);
	status = finish(s, rc, add ?
			"some CPUs may not have been added to '%s'" :
			"some CPUs may still belong to '%s'; what no other pool takes can be added to it again",
			s->words[0]);
out:
	libxl_bitmap_dispose(&cpus);
	return status;
}

int live_cpupool_cpu_add(struct session *s) { return change_cpus(s, true); }
int live_cpupool_cpu_remove(struct session *s) { return change_cpus(s, false); }

/* -- create --------------------------------------------------------------- */

struct new_pool {
	const char *file;	/* NULL: all is on the command line */
	const char *name;
	libxl_scheduler sched;
	libxl_bitmap cpus;
};

/* The file, then the words with a "=", as one text in xl's language. */
static int read_config(const struct session *s, struct new_pool *pool,
		       struct tree **tree)
{
	struct lang_options opt = { .dialect = DIALECT_XL };
	struct lang_parsed p = { 0 };
	char *text = arena_strdup(s->arena, "");
	struct diags ds;
	size_t len;
	int err = 0;

	pool->file = given_arg(s, 'f');
	diags_init(&ds, s->arena);
	for (size_t i = 0; i < s->nwords; i++)
		if (!strchr(s->words[i], '='))
			pool->file = s->words[i];
	if (pool->file)
		err = file_read(s->arena, pool->file, &text, &len, &ds);
	for (size_t i = 0; i < s->nwords; i++)
		if (strchr(s->words[i], '='))
			text = arena_printf(s->arena, "%s\n%s\n", text,
					    s->words[i]);
	if (!err && lang_parse(s->arena, pool->file ? pool->file :
			       "command line", text, strlen(text), &opt, &p,
			       &ds) != LANG_OK)
		err = -1;
	if (err)
		diags_print(stderr, &ds, DIAG_ERROR);
	*tree = p.tree;
	return err;
}

static const char *text_of(const struct tree *t, const char *key)
{
	const struct value *v = tree_get(t, key);

	return v && value_is_text(v) ? v->str : NULL;
}

/* "a" or "1" or a list of them, as one text "a,b"; NULL: not there. */
static const char *set_text(const struct session *s, const struct tree *t,
			    const char *key, const char *prefix)
{
	const struct value *v = tree_get(t, key);
	const char *text = NULL;
	size_t n = v && v->type == VALUE_LIST ? v->items.n : v != NULL;

	for (size_t i = 0; i < n; i++) {
		const struct value *e = v->type == VALUE_LIST ?
			v->items.v[i] : v;
		const char *one = e->type == VALUE_INT ?
			arena_printf(s->arena, "%lld", (long long)e->i) :
			value_is_text(e) ? e->str : "?";

		text = text ? arena_printf(s->arena, "%s,%s%s", text, prefix,
					   one) :
			arena_printf(s->arena, "%s%s", prefix, one);
	}
	return text;
}

/*
 * The CPUs that are asked for must be free; of nodes the free ones count. Without
 * either the pool has none yet.
 */
static int choose_cpus(const struct session *s, const struct tree *t,
		       struct new_pool *pool)
{
	const char *cpus = set_text(s, t, "cpus", "");
	const char *nodes = set_text(s, t, "nodes", "node:");
	libxl_bitmap available;
	int err = 0;

	libxl_bitmap_init(&available);
	if (libxl_get_freecpus(s->ctx, &available))
		err = refuse(s, "the hypervisor does not say which CPUs are free");
	else if (cpus || nodes)
		err = cpuset_parse(s, cpus ? cpus : nodes, &pool->cpus);
	else
		err = libxl_cpu_bitmap_alloc(s->ctx, &pool->cpus, 0);
	for (int n = 0; !err && n < (int)pool->cpus.size * 8; n++) {
		if (!libxl_bitmap_test(&pool->cpus, n) ||
		    libxl_bitmap_test(&available, n))
			continue;
		if (cpus)
			err = refuse(s, "CPU %d belongs to a pool; xl cpupool-cpu-remove frees it",
				     n);
		libxl_bitmap_reset(&pool->cpus, n);
	}
	libxl_bitmap_dispose(&available);
	return err ? -1 : 0;
}

static int complete(const struct session *s, const struct tree *t,
		    struct new_pool *pool)
{
	const char *slash = pool->file ? strrchr(pool->file, '/') : NULL;
	const char *sched = text_of(t, "sched");
	uint32_t id;

	pool->name = text_of(t, "name");
	if (!pool->name)
		pool->name = slash ? slash + 1 : pool->file;
	if (!pool->name) {
		refuse(s, "the pool has no name; add 'name=\"NAME\"'");
		return -1;
	}
	if (!libxl_name_to_cpupoolid(s->ctx, pool->name, &id)) {
		refuse(s, "there is a pool '%s' already", pool->name);
		return -1;
	}
	if (!sched)
		pool->sched = libxl_get_scheduler(s->ctx);
	else if (libxl_scheduler_from_string(sched, &pool->sched)) {
		refuse(s, "\"%s\" is no scheduler", sched);
		return -1;
	}
	return choose_cpus(s, t, pool);
}

static int make(const struct session *s, const struct new_pool *pool)
{
	uint32_t id = LIBXL_CPUPOOL_POOLID_ANY;
	libxl_uuid uuid;

	printf("Using config file \"%s\"\n"
	       "cpupool name:   %s\n"
	       "scheduler:      %s\n"
	       "number of cpus: %d\n", pool->file ? pool->file :
	       "command line", pool->name,
	       libxl_scheduler_to_string(pool->sched),
	       libxl_bitmap_count_set(&pool->cpus));
	if (s->inv->globals.dry_run || given(s, 'n'))
		return 0;
	libxl_uuid_generate(&uuid);
	return finish(s, libxl_cpupool_create(s->ctx, pool->name, pool->sched,
					      pool->cpus, &uuid, &id),
		      "the pool '%s' is not made", pool->name);
}

int live_cpupool_create(struct session *s)
{
	struct new_pool pool = { 0 };
	struct tree *tree;
	int status = 1;

	libxl_bitmap_init(&pool.cpus);
	if (!read_config(s, &pool, &tree) && !complete(s, tree, &pool))
		status = make(s, &pool);
	libxl_bitmap_dispose(&pool.cpus);
	return status;
}

/* -- one pool for each node ----------------------------------------------- */

static int cpus_of_node(const struct session *s, int node)
{
	int n, found = 0;
	libxl_cputopology *t = libxl_get_cpu_topology(s->ctx, &n);

	for (int i = 0; t && i < n; i++)
		found += t[i].core != LIBXL_CPUTOPOLOGY_INVALID_ENTRY &&
			(int)t[i].node == node;
	if (t)
		libxl_cputopology_list_free(t, n);
	return found;
}

/* Which nodes have CPUs, the first CPU's first; how many, or -1. */
static int nodes_with_cpus(const struct session *s, int **nodes)
{
	int n, found = 0;
	libxl_cputopology *t = libxl_get_cpu_topology(s->ctx, &n);

	if (!t)
		return -1;
	*nodes = arena_alloc(s->arena, (size_t)n * sizeof(**nodes));
	for (int i = 0; i < n; i++) {
		bool known = t[i].core == LIBXL_CPUTOPOLOGY_INVALID_ENTRY;

		for (int k = 0; k < found && !known; k++)
			known = (*nodes)[k] == (int)t[i].node;
		if (!known)
			(*nodes)[found++] = (int)t[i].node;
	}
	libxl_cputopology_list_free(t, n);
	return found;
}

/* From pool 0 into one of its own, with the same scheduler. */
static int split_off(const struct session *s, int node, libxl_scheduler sched)
{
	uint32_t id = 0;	/* any */
	libxl_bitmap none;
	libxl_uuid uuid;
	int rc, n;

	libxl_bitmap_init(&none);
	libxl_uuid_generate(&uuid);
	rc = libxl_cpupool_cpuremove_node(s->ctx, 0, node, &n);
	if (!rc)
		rc = libxl_cpu_bitmap_alloc(s->ctx, &none, 0);
	if (!rc)
		rc = libxl_cpupool_create(s->ctx, arena_printf(
			s->arena, "Pool-node%d", node), sched, none, &uuid,
			&id);
	if (!rc)
		rc = libxl_cpupool_cpuadd_node(s->ctx, id, node, &n);
	libxl_bitmap_dispose(&none);
	return rc;
}

/* vCPUs of domain 0 that are online; -1: the hypervisor does not say. */
static int dom0_vcpus(const struct session *s)
{
	libxl_dominfo info;
	int n = -1;

	libxl_dominfo_init(&info);
	if (!libxl_domain_info(s->ctx, &info, 0))
		n = (int)info.vcpu_online;
	libxl_dominfo_dispose(&info);
	return n;
}

/* Domain 0 keeps no more vCPUs than it has CPUs; it needs a while for that. */
static int shrink_dom0(const struct session *s, int cpus)
{
	libxl_bitmap map;
	int rc;

	if (dom0_vcpus(s) <= cpus)
		return 0;
	libxl_bitmap_init(&map);
	rc = libxl_cpu_bitmap_alloc(s->ctx, &map, 0);
	for (int i = 0; !rc && i < cpus; i++)
		libxl_bitmap_set(&map, i);
	if (!rc)
		rc = libxl_set_vcpuonline(s->ctx, 0, &map, NULL);
	libxl_bitmap_dispose(&map);
	for (int i = 0; !rc && i < SHRINK_TRIES; i++) {
		if (dom0_vcpus(s) <= cpus)
			return 0;
		usleep(SHRINK_US);
	}
	refuse(s, "domain 0 does not let go of vCPUs; it may have %d", cpus);
	return rc ? rc : ERROR_TIMEDOUT;
}

static int split(const struct session *s, const int *nodes, int count,
		 libxl_scheduler sched)
{
	int n, rc = libxl_cpupool_cpuadd_node(s->ctx, 0, nodes[0], &n);

	if (!rc)
		rc = libxl_cpupool_rename(s->ctx, arena_printf(
			s->arena, "Pool-node%d", nodes[0]), 0);
	if (!rc && count > 1)
		rc = shrink_dom0(s, cpus_of_node(s, nodes[0]));
	for (int i = 1; !rc && i < count; i++)
		rc = split_off(s, nodes[i], sched);
	return finish(s, rc, "not all nodes got a pool of their own");
}

int live_cpupool_numa_split(struct session *s)
{
	int n, count, *nodes;
	libxl_cpupoolinfo *pools = libxl_list_cpupool(s->ctx, &n);
	libxl_scheduler sched;

	if (!pools)
		return refuse(s, "the CPU pools cannot be listed");
	sched = pools[0].sched;
	libxl_cpupoolinfo_list_free(pools, n);
	if (n > 1)
		return refuse(s, "there are pools already; xl cpupool-destroy ends them");
	count = nodes_with_cpus(s, &nodes);
	if (count < 1)
		return refuse(s, "the hypervisor does not tell of its nodes");
	return split(s, nodes, count, sched);
}
