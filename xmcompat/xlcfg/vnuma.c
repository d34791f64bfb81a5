/* SPDX-License-Identifier: LGPL-2.1-only */
/* Virtual NUMA: a list of lists of "option=value". */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "xlcfg/domain.h"

#define VCPUS_MAX 4096

static int take_number(struct xl_reader *r, const char *text, unsigned long *n)
{
	if (!isdigit((unsigned char)*text))
		return xl_refuse(r, "\"%s\" is no number", text);
	*n = strtoul(text, NULL, 10);
	return 0;
}

static void add_vcpu(struct xl_reader *r, struct xl_vnode *n, unsigned long cpu)
{
	if (cpu >= n->nvcpus) {
		n->vcpus = arena_grow(r->arena, n->vcpus, n->nvcpus, cpu + 1);
		n->nvcpus = cpu + 1;
	}
	n->vcpus[cpu] = true;
}

/* "0-3,5" */
static int set_vcpus(struct xl_reader *r, const char *text, struct xl_vnode *n)
{
	const char *s = text;

	while (*s) {
		char *end;
		unsigned long from, to;

		s += strspn(s, " \t");
		if (!isdigit((unsigned char)*s))
			return xl_refuse(r, "\"%s\" is no set of vCPUs", text);
		from = to = strtoul(s, &end, 10);
		s = end;
		if (*s == '-' && isdigit((unsigned char)s[1])) {
			to = strtoul(s + 1, &end, 10);
			s = end;
		}
		if ((*s && *s != ',') || to < from || to >= VCPUS_MAX)
			return xl_refuse(r, "\"%s\" is no set of vCPUs", text);
		for (; from <= to; from++)
			add_vcpu(r, n, from);
		s += *s == ',';
	}
	return 0;
}

/* One distance to each node; what is missing is 0, what is beyond ignored. */
static int set_distances(struct xl_reader *r, const char *text,
			 struct xl_vnode *n)
{
	struct xl_pairs all = xl_pairs_split(r->arena, text);

	for (size_t i = 0; i < all.n; i++) {
		unsigned long distance;

		if (take_number(r, all.v[i].key, &distance))
			return -1;
		if (i < n->ndistances)
			n->distances[i] = (uint32_t)distance;
	}
	return 0;
}

static const char *trimmed(struct arena *a, const char *s, size_t len)
{
	while (len && strchr(" \t", *s)) {
		s++;
		len--;
	}
	while (len && strchr(" \t", s[len - 1]))
		len--;
	return arena_memdup0(a, s, len);
}

static int set_option(struct xl_reader *r, const char *text,
		      struct xl_vnode *n)
{
	const char *eq = strchr(text, '=');
	const char *key, *value;
	unsigned long number;

	if (!eq || !eq[1])
		return xl_refuse(r, "\"%s\" is not OPTION=VALUE", text);
	key = trimmed(r->arena, text, (size_t)(eq - text));
	value = trimmed(r->arena, eq + 1, strlen(eq + 1));
	if (!strcmp(key, "vcpus"))
		return set_vcpus(r, value, n);
	if (!strcmp(key, "vdistances"))
		return set_distances(r, value, n);
	if (strcmp(key, "pnode") && strcmp(key, "size")) {
		xl_leave_out(r, "xl ignores \"%s\"", text);
		return 0;
	}
	if (take_number(r, value, &number))
		return -1;
	if (*key == 'p') {
		n->has_pnode = true;
		n->pnode = (uint32_t)number;
	} else {
		n->size_mb = number;
	}
	return 0;
}

int xl_vnuma_parse(struct xl_reader *r, const struct value *v,
		   struct xl_domain *d)
{
	struct pos whole = r->pos;
	size_t nodes = v->items.n;

	d->vnodes = arena_calloc(r->arena, nodes + 1, sizeof(*d->vnodes));
	for (size_t i = 0; i < nodes; i++) {
		const struct value *node = v->items.v[i];
		struct xl_vnode *n = &d->vnodes[d->nvnodes++];

		r->pos = node->pos.line ? node->pos : whole;
		n->ndistances = nodes;
		n->distances = arena_calloc(r->arena, nodes,
					    sizeof(*n->distances));
		if (node->type != VALUE_LIST)
			return xl_refuse(r, "each node is a list of "
					 "\"OPTION=VALUE\"");
		for (size_t j = 0; j < node->items.n; j++) {
			const struct value *o = node->items.v[j];

			if (value_is_text(o) && set_option(r, o->str, n))
				return -1;
		}
	}
	return 0;
}
