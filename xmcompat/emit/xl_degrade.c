/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * An older release of xl: keys it does not read, and values it reads
 * differently, become what it has for them, or are left out with a warning.
 */
#include <string.h>

#include "base/arena.h"
#include "emit/xl.h"
#include "xlcfg/domain.h"
#include "xlcfg/keys.h"
#include "xlcfg/scalar.h"

struct degrade {
	struct arena *arena;
	const struct tree *in;
	struct tree *out;
	unsigned int version;
	struct diags *diags;
	struct xl_domain d;
};

/* -- saying so -------------------------------------------------------------- */

static const char *author_name(const struct binding *b)
{
	return b->origin ? b->origin->name : b->name;
}

/* The diagnostic that holds the fate of the author's name, or NULL. */
static struct diag *fate_row(struct degrade *g, const struct binding *b)
{
	for (size_t i = 0; i < g->diags->n; i++) {
		struct diag *d = &g->diags->v[i];

		if (d->name && d->fate != FATE_NONE &&
		    !strcmp(d->name, author_name(b)))
			return d;
	}
	return NULL;
}

/* The release has nothing for it: the name's fate changes to lost. */
static void lose(struct degrade *g, const struct binding *b, const char *why,
		 const char *advice)
{
	struct diag *old = fate_row(g, b);
	struct diag *d = diag_add(g->diags, DIAG_XL_VERSION_LOST, b->pos,
				  author_name(b), "%s", why);

	if (advice)
		diag_advise(g->diags, d, "%s", advice);
	d->fate = FATE_LOST;
	if (old) {
		*fate_row(g, b) = *d;
		g->diags->n--;
	}
}

/* The release gets something like it. */
static void put_similar(struct degrade *g, const struct binding *b,
			const char *key, struct value *v, const char *what)
{
	tree_set(g->out, key, v, b->pos)->origin = b->origin;
	diag_add(g->diags, DIAG_XL_VERSION_CHANGED, b->pos, author_name(b),
		 "%s", what);
}

/* The release says the same in other words. */
static void put_same(struct degrade *g, const struct binding *b,
		     const char *key, struct value *v)
{
	tree_set(g->out, key, v, b->pos)->origin = b->origin;
	diag_add(g->diags, DIAG_XL_VERSION_RENAMED, b->pos, author_name(b),
		 "%s in xl %s", key, xl_version_name(g->version));
}

static void keep(struct degrade *g, const struct binding *b)
{
	tree_set(g->out, b->name, b->value, b->pos)->origin = b->origin;
}

static struct value *text_value(struct degrade *g, const struct binding *b,
				const char *text)
{
	return value_string(g->arena, text, b->value->pos);
}

/* -- keys that changed their names ------------------------------------------ */

static void old_type(struct degrade *g, const struct binding *b)
{
	if (g->d.guest == XL_PVH)
		lose(g, b, "there is no PVH before xl 4.10",
		     "use type=\"hvm\" or \"pv\"");
	else
		put_same(g, b, "builder",
			 text_value(g, b, g->d.guest == XL_HVM ? "hvm" :
				    "generic"));
}

static void old_cmdline(struct degrade *g, const struct binding *b)
{
	put_same(g, b, "extra", b->value);
}

static void old_firmware(struct degrade *g, const struct binding *b)
{
	const char *text = xl_domain_text(&g->d, "firmware");
	int bios = xl_word_find(xl_word_key_find("bios"), text);

	if (g->d.guest != XL_HVM)
		put_similar(g, b, "kernel",
			    text_value(g, b, arena_printf(g->arena,
				"/usr/lib/xen-%s/boot/%s.bin",
				xl_version_name(g->version), text)),
			    "now the kernel; check where that release has "
			    "its pvgrub");
	else if (bios >= 0)
		put_same(g, b, "bios", b->value);
	else if (!strcmp(text, "uefi"))
		put_same(g, b, "bios", text_value(g, b, "ovmf"));
	else if (strcmp(text, "bios"))
		put_same(g, b, "firmware_override", b->value);
}

static void old_vga(struct degrade *g, const struct binding *b)
{
	const char *text = xl_domain_text(&g->d, "vga");

	if (!strcmp(text, "stdvga") || !strcmp(text, "cirrus"))
		put_same(g, b, "stdvga",
			 value_int(g->arena, *text == 's', b->value->pos));
	else
		lose(g, b, "xl 4.2 has stdvga and cirrus only", NULL);
}

static void old_altp2m(struct degrade *g, const struct binding *b)
{
	const char *text = xl_domain_text(&g->d, "altp2m");

	if (g->version >= 406 && !strcmp(text, "mixed"))
		put_same(g, b, "altp2mhvm",
			 value_int(g->arena, 1, b->value->pos));
	else if (strcmp(text, "disabled"))
		lose(g, b, "this release cannot set it", NULL);
}

/* -- values that changed ---------------------------------------------------- */

/* One device of a list is as much as the release takes. */
static void old_only_text(struct degrade *g, const struct binding *b)
{
	const struct value *v = b->value;

	if (v->type != VALUE_LIST) {
		keep(g, b);
		return;
	}
	if (!v->items.n)
		return;
	if (v->items.n == 1)
		put_same(g, b, b->name, v->items.v[0]);
	else
		put_similar(g, b, b->name, v->items.v[0],
			    "this release takes one only; the others are left "
			    "out");
}

static void old_viridian(struct degrade *g, const struct binding *b)
{
	if (b->value->type == VALUE_LIST)
		put_similar(g, b, b->name,
			    value_int(g->arena, b->value->items.n != 0,
				      b->value->pos),
			    "this release has no groups, only on or off");
	else
		keep(g, b);
}

static void old_gfx_passthru(struct degrade *g, const struct binding *b)
{
	if (b->value->type == VALUE_STRING)
		put_similar(g, b, b->name,
			    value_int(g->arena, 1, b->value->pos),
			    "this release cannot name the kind of card");
	else
		keep(g, b);
}

static void old_action(struct degrade *g, const struct binding *b)
{
	if (!strcmp(b->value->str, "soft-reset"))
		put_similar(g, b, b->name, text_value(g, b, "destroy"),
			    "this release has no soft-reset; now destroy");
	else
		keep(g, b);
}

static bool is_number(const char *s)
{
	return *s && !s[strspn(s, "0123456789")];
}

static bool names_nodes(const struct value *v)
{
	return value_is_text(v) && strstr(v->str, "node");
}

/* Something included again behind what was excluded, which 4.2 forgets. */
static bool includes_late(const char *s)
{
	const char *exclusion = strchr(s, '^');

	while (exclusion && (s = strchr(exclusion, ',')) != NULL) {
		s += strspn(s, ", \t");
		if (*s != '^')
			return true;
		exclusion = s;
	}
	return false;
}

static void old_cpus(struct degrade *g, const struct binding *b)
{
	const struct value *v = b->value;
	const char *why = NULL;

	if (g->version < 403 && names_nodes(v))
		why = "xl 4.2 knows no NUMA nodes here";
	if (v->type != VALUE_LIST && g->version < 403 &&
	    value_is_text(v) && includes_late(v->str))
		why = "xl 4.2 applies what is excluded last";
	for (size_t i = 0; v->type == VALUE_LIST && i < v->items.n; i++) {
		if (names_nodes(v->items.v[i]) && g->version < 404)
			why = "this release knows no NUMA nodes in a list";
		else if (!is_number(v->items.v[i]->str))
			why = "this release reads one number from each "
			      "element, not ranges";
	}
	if (why)
		lose(g, b, why, "pin the vCPUs with xl vcpu-pin");
	else
		keep(g, b);
}

/* -- devices ---------------------------------------------------------------- */

/* Parameters of devices that came later, by key of the list. */
static const struct {
	const char *list, *parameter;
	unsigned int since;
} parameters[] = {
	{ "disk", "backend", 403 },	   { "disk", "discard", 405 },
	{ "disk", "no-discard", 405 },	   { "disk", "direct-io-safe", 405 },
	{ "disk", "specification", 417 },  { "disk", "colo", 407 },
	{ "disk", "colo-host", 407 },	   { "disk", "colo-port", 407 },
	{ "disk", "colo-export", 407 },	   { "disk", "active-disk", 407 },
	{ "disk", "hidden-disk", 407 },	   { "vif", "gatewaydev", 403 },
	{ "vif", "devid", 410 },	   { "vif", "forwarddev", 407 },
	{ "vif", "mtu", 414 },		   { "vif", "trusted", 417 },
	{ "vif", "untrusted", 417 },	   { "pci", "permissive", 402 },
	{ "pci", "seize", 404 },	   { "pci", "rdm_policy", 406 },
};

static bool too_new(struct degrade *g, const char *list, const char *parameter)
{
	for (size_t i = 0; i < sizeof(parameters) / sizeof(*parameters); i++)
		if (!strcmp(parameters[i].list, list) &&
		    !strcmp(parameters[i].parameter, parameter))
			return parameters[i].since > g->version;
	return !strcmp(list, "vif") && !strncmp(parameter, "colo_", 5) &&
	       g->version < 407;
}

/* The element without what is too new, which is named in *lost. */
static const char *old_element(struct degrade *g, const char *list,
			       const char *text, const char **lost)
{
	const char *target = NULL, *out = "";
	const char *sep = !strcmp(list, "disk") ? ", " : ",";

	if (!strcmp(list, "disk"))
		target = strstr(text, "target=");
	while (*text && text != target) {
		size_t len = strcspn(text, ",");
		const char *part = arena_memdup0(g->arena, text, len);
		const char *key = arena_memdup0(g->arena, part,
						strcspn(part, "="));

		if (too_new(g, list, key))
			*lost = *lost ? arena_printf(g->arena, "%s, %s", *lost,
						     key) : key;
		else
			out = arena_printf(g->arena, "%s%s%s", out,
					   *out ? sep : "", part);
		text += len;
		text += strspn(text, ", ");
	}
	if (!target)
		return out;
	return arena_printf(g->arena, "%s%s%s", out, *out ? sep : "", target);
}

static void old_devices(struct degrade *g, const struct binding *b)
{
	struct value *list = value_list(g->arena, b->value->pos);
	const char *lost = NULL;

	for (size_t i = 0; i < b->value->items.n; i++) {
		struct value *item = b->value->items.v[i];
		const char *text = old_element(g, b->name, item->str, &lost);

		if (strcmp(text, item->str))
			item = value_string(g->arena, text, item->pos);
		value_push(g->arena, list, item);
	}
	if (lost)
		put_similar(g, b, b->name, list,
			    arena_printf(g->arena, "xl %s has no %s there; "
					 "left out",
					 xl_version_name(g->version), lost));
	else
		keep(g, b);
}

/* Devices found by name= came with xl 4.16. */
static void old_pci(struct degrade *g, const struct binding *b)
{
	for (size_t i = 0; i < b->value->items.n; i++)
		if (!strncmp(b->value->items.v[i]->str, "name=", 5) &&
		    g->version < 416) {
			lose(g, b, "this release finds devices by address "
			     "only", "write DDDD:BB:SS.F");
			return;
		}
	old_devices(g, b);
}

/* HVM guests boot a kernel of the host's since 4.5. */
static void old_kernel(struct degrade *g, const struct binding *b)
{
	if (g->d.guest == XL_HVM)
		lose(g, b, "before xl 4.5 an HVM guest cannot boot a kernel of "
		     "the host's", "boot from the guest's own disk");
	else
		keep(g, b);
}

/* -- the table -------------------------------------------------------------- */

/* Below the release, the key goes another way. */
static const struct {
	const char *key;
	unsigned int below;
	void (*put)(struct degrade *g, const struct binding *b);
} rows[] = {
	{ "altp2m", 410, old_altp2m },
	{ "cmdline", 405, old_cmdline },
	{ "cpus", 405, old_cpus },
	{ "disk", 417, old_devices },
	{ "extra", 405, old_kernel },
	{ "firmware", 410, old_firmware },
	{ "gfx_passthru", 406, old_gfx_passthru },
	{ "kernel", 405, old_kernel },
	{ "on_crash", 407, old_action },
	{ "on_poweroff", 407, old_action },
	{ "on_reboot", 407, old_action },
	{ "on_watchdog", 407, old_action },
	{ "pci", 416, old_pci },
	{ "ramdisk", 405, old_kernel },
	{ "root", 405, old_kernel },
	{ "serial", 406, old_only_text },
	{ "type", 410, old_type },
	{ "usbdevice", 403, old_only_text },
	{ "vga", 403, old_vga },
	{ "vif", 417, old_devices },
	{ "viridian", 406, old_viridian },
};

static void put(struct degrade *g, const struct binding *b)
{
	const struct xl_key *key = xl_key_find(b->name);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (strcmp(rows[i].key, b->name) ||
		    g->version >= rows[i].below)
			continue;
		rows[i].put(g, b);
		return;
	}
	if (key && key->since > g->version)
		lose(g, b, arena_printf(g->arena, "xl %s does not read it; "
					"it came with %s",
					xl_version_name(g->version),
					xl_version_name(key->since)), NULL);
	else
		keep(g, b);
}

struct tree *xl_degrade(struct arena *a, const struct tree *xl,
			unsigned int version, struct diags *ds)
{
	struct degrade g = {
		.arena = a, .in = xl, .version = version, .diags = ds,
	};
	struct diags quiet;

	g.out = tree_new(a, xl->file);
	diags_init(&quiet, a);
	if (version < XL_NEWEST)
		xl_domain_read(a, xl, &g.d, &quiet);
	for (size_t i = 0; i < xl->n; i++)
		put(&g, &xl->v[i]);
	return g.out;
}
