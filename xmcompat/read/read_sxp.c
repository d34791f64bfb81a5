/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * S-expressions of domains: what `xm create -n` wrote, what `xm list -l`
 * shows, what xend kept of managed domains.
 *
 * xend's own files say many things twice, under Xen-API names and under the
 * old ones; the old ones win, as they did in xend.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "read/read.h"
#include "read/scalar.h"
#include "read/sxp_domain.h"
#include "xm/variable.h"

const char *sxp_value(const struct sxp *e)
{
	const struct sxp *v = e->kind == SXP_LIST && e->first ?
		e->first->next : NULL;

	return v && v->kind != SXP_LIST ? v->text : NULL;
}

static bool is_decimal(const char *text)
{
	size_t n = strspn(text, "0123456789");

	return n && n < 19 && !text[n] && (*text != '0' || n == 1);
}

/* A fraction, as old files have for cpu_weight. */
static bool is_fraction(const char *text)
{
	size_t n = strspn(text, "0123456789");

	return n && n < 19 && text[n] == '.' && text[n + 1] &&
	       !text[n + 1 + strspn(text + n + 1, "0123456789")];
}

struct value *read_scalar_value(struct arena *a, const char *name,
				const char *text, struct pos pos)
{
	const struct xm_variable *var = xm_variable_find(name);
	bool number = var && (var->kind == XM_KIND_INT ||
			      var->kind == XM_KIND_BOOL ||
			      var->cli == XM_CLI_INT ||
			      var->cli == XM_CLI_BOOL);
	struct value *v;

	if (number && is_decimal(text))
		return value_int(a, strtoll(text, NULL, 10), pos);
	if (!number || !is_fraction(text))
		return value_string(a, text, pos);
	v = value_new(a, VALUE_FLOAT, pos);
	v->f = strtod(text, NULL);
	return v;
}

void sxp_bind(struct sxp_domain *d, const char *name, const char *text,
	      struct pos pos)
{
	tree_set(d->tree, name, read_scalar_value(d->arena, name, text, pos),
		 pos);
}

bool is_device_list(const char *name)
{
	const struct xm_variable *var = xm_variable_find(name);

	return var && var->cli == XM_CLI_LIST;
}

struct value *bound_list(struct tree *t, const char *name, struct pos pos)
{
	struct binding *b = tree_find(t, name);

	if (!b || b->value->type != VALUE_LIST)
		b = tree_set(t, name, value_list(t->arena, pos), pos);
	return b->value;
}

void sxp_bind_item(struct sxp_domain *d, const char *name, const char *text,
		   struct pos pos)
{
	value_push(d->arena, bound_list(d->tree, name, pos),
		   value_string(d->arena, text, pos));
}

/* -- scalars ---------------------------------------------------------------- */

enum convert {
	AS_IS,
	BYTES,		/* Xen-API's bytes to MiB */
	HYPHENS,	/* coredump_and_restart to coredump-restart */
	NONZERO,	/* 0 is the same as not set */
};

static const struct scalar {
	const char *key;	/* in the expression */
	const char *api;	/* Xen-API's name, or NULL */
	const char *name;	/* xm's variable */
	enum convert how, api_how;
} scalars[] = {
	{ "name", "name_label", "name", AS_IS, AS_IS },
	{ "uuid", NULL, "uuid", AS_IS, AS_IS },
	{ "memory", "memory_dynamic_max", "memory", AS_IS, BYTES },
	{ "maxmem", "memory_static_max", "maxmem", AS_IS, BYTES },
	{ "shadow_memory", NULL, "shadow_memory", NONZERO, AS_IS },
	{ "restart", NULL, "restart", AS_IS, AS_IS },
	{ "on_poweroff", "actions_after_shutdown", "on_poweroff",
	  HYPHENS, HYPHENS },
	{ "on_reboot", "actions_after_reboot", "on_reboot", HYPHENS, HYPHENS },
	{ "on_crash", "actions_after_crash", "on_crash", HYPHENS, HYPHENS },
	{ "features", NULL, "features", AS_IS, AS_IS },
	{ "on_xend_start", NULL, "on_xend_start", AS_IS, AS_IS },
	{ "on_xend_stop", NULL, "on_xend_stop", AS_IS, AS_IS },
	{ "target", NULL, "target", NONZERO, AS_IS },
	{ "machine_address_size", NULL, "machine_address_size", AS_IS, AS_IS },
	{ "suppress_spurious_page_faults", NULL,
	  "suppress_spurious_page_faults", AS_IS, AS_IS },
	{ "description", "Description", "description", AS_IS, AS_IS },
	{ "pool_name", NULL, "pool", AS_IS, AS_IS },
	{ "localtime", NULL, "localtime", AS_IS, AS_IS },
	{ "rtc_timeoffset", NULL, "rtc_timeoffset", AS_IS, AS_IS },
	{ "oos", NULL, "oos", AS_IS, AS_IS },
	{ "tsc_mode", NULL, "tsc_mode", AS_IS, AS_IS },
	{ "nomigrate", NULL, "nomigrate", AS_IS, AS_IS },
	{ "bootloader", "PV_bootloader", "bootloader", AS_IS, AS_IS },
	{ "bootloader_args", "PV_bootloader_args", "bootargs", AS_IS, AS_IS },
	{ "s3_integrity", NULL, "s3_integrity", AS_IS, AS_IS },
	{ "superpages", NULL, "superpages", NONZERO, AS_IS },
	{ "memory_sharing", NULL, "memory_sharing", NONZERO, AS_IS },
};

static const char *to_mib(struct arena *a, const char *bytes)
{
	return arena_printf(a, "%llu", strtoull(bytes, NULL, 10) >> 20);
}

/* coredump_and_restart -> coredump-restart */
static const char *hyphens(struct arena *a, const char *text)
{
	char *out = arena_strdup(a, text);
	char *and = strstr(out, "_and_");

	if (and)
		memmove(and + 1, and + 5, strlen(and + 5) + 1), *and = '-';
	for (char *p = out; *p; p++)
		if (*p == '_')
			*p = '-';
	return out;
}

static void read_scalar(struct sxp_domain *d, const struct scalar *s)
{
	const struct sxp *e = sxp_find(d->root, s->key);
	enum convert how = s->how;
	const char *text = e ? sxp_value(e) : NULL;

	if (s->api && (!text || !*text)) {
		e = sxp_find(d->root, s->api);
		text = e ? sxp_value(e) : NULL;
		how = s->api_how;
	}
	if (!text || !*text)
		return;
	if (how == BYTES)
		text = to_mib(d->arena, text);
	else if (how == HYPHENS)
		text = hyphens(d->arena, text);
	else if (how == NONZERO && !strcmp(text, "0"))
		return;
	sxp_bind(d, s->name, text, e->pos);
}

/* (backend (blkif)) */
static void read_backends(struct sxp_domain *d)
{
	for (const struct sxp *e = d->root->first; e; e = e->next) {
		const char *head = sxp_head(e), *what;

		if (!head || strcmp(head, "backend") || !e->first->next)
			continue;
		what = sxp_head(e->first->next);
		if (what && (!strcmp(what, "blkif") || !strcmp(what, "netif") ||
			     !strcmp(what, "tpmif")))
			sxp_bind(d, what, "1", e->pos);
	}
}

/* xend's managed domains started by either of two settings. */
static void read_autostart(struct sxp_domain *d)
{
	const char *on = sxp_text(d->root, "auto_power_on");
	const struct value *start = tree_get(d->tree, "on_xend_start");

	if (!on || (strcmp(on, "True") && strcmp(on, "1")))
		return;
	if (!start || start->type != VALUE_STRING ||
	    strcmp(start->str, "start"))
		sxp_bind(d, "on_xend_start", "start", d->root->pos);
}

/* (security ((access_control (policy P) (label L)))) */
static void read_security(struct sxp_domain *d)
{
	const struct sxp *e = sxp_find(d->root, "security"), *ac;
	const char *policy, *label;

	e = e && e->first->next && e->first->next->kind == SXP_LIST ?
		e->first->next : NULL;
	ac = e ? sxp_find(e, "access_control") : NULL;
	if (!ac)
		return;
	policy = sxp_text(ac, "policy");
	label = sxp_text(ac, "label");
	sxp_bind_item(d, "access_control",
		      arena_printf(d->arena, "policy=%s,label=%s",
				   policy ? policy : "", label ? label : ""),
		      e->pos);
}

static struct tree *read_domain(struct sxp_domain *d, const char *file)
{
	d->tree = tree_new(d->arena, file);
	d->state = !strcmp(sxp_head(d->root), "domain");
	for (size_t i = 0; i < sizeof(scalars) / sizeof(scalars[0]); i++)
		read_scalar(d, &scalars[i]);
	sxp_read_cpus(d);
	read_backends(d);
	read_autostart(d);
	sxp_read_image(d);
	sxp_read_cpuid(d, "cpuid");
	sxp_read_cpuid(d, "cpuid_check");
	read_security(d);
	return sxp_read_devices(d) ? NULL : d->tree;
}

/* -- which one -------------------------------------------------------------- */

static bool is_domain(const struct sxp *e)
{
	const char *head = sxp_head(e);

	return head && (!strcmp(head, "vm") || !strcmp(head, "domain"));
}

static bool is_dom0(const struct sxp *e)
{
	const char *id = sxp_text(e, "domid"), *name = sxp_text(e, "name");

	return (id && !strcmp(id, "0")) || (name && !strcmp(name, "Domain-0"));
}

/*
 * xend took the first list, whatever its head. Of `xm list -l` that is
 * Domain-0, which nobody means.
 */
static const struct sxp *choose(const struct sxp *all,
				struct read_which *which, struct diags *ds)
{
	unsigned int index = which ? which->index : 0;
	const struct sxp *one = NULL;
	unsigned int n = 0;
	const char *name;

	for (const struct sxp *e = all->first; e; e = e->next) {
		if (!is_domain(e) || is_dom0(e))
			continue;
		if (n++ == index)
			one = e;
	}
	if (which)
		which->found = n;
	else if (n > 1) {
		name = sxp_text(one, "name");
		diag_add(ds, DIAG_SXP_SEVERAL, one->pos, NULL,
			 "%u domains are in the file, only \"%s\" is read", n,
			 name ? name : "the first")->advice =
			"write each (domain ...) to a file of its own";
	}
	return one;
}

struct tree *read_sxp(struct arena *a, const char *file, const char *text,
		      size_t len, struct read_which *which, struct diags *ds)
{
	struct sxp *all = sxp_parse(a, file, text, len, ds);
	struct sxp_domain d = { .arena = a, .ds = ds };

	if (!all)
		return NULL;
	d.root = choose(all, which, ds);
	if (!d.root) {
		diag_add(ds, DIAG_SXP_NO_DOMAIN, all->pos, NULL,
			 "no (vm ...) or (domain ...) but Domain-0's is in the "
			 "file")->advice = "give the S-expression of a domain";
		return NULL;
	}
	return read_domain(&d, file);
}
