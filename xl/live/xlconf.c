/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading xl.conf: one row per key. */
#include "xl/live/xlconf.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "lang/lang.h"

#define XL_CONF XMXL_XENCONFDIR "/xl.conf"
#define DEFAULT_LOCKFILE "/var/lock/xl"

enum kind {
	KEY_IGNORED,	/* known to xl, without meaning here */
	KEY_TEXT,
	KEY_SWITCH,
	KEY_NUMBER,
	KEY_AUTOBALLOON,
	KEY_FORMAT,
	KEY_DOMID,
};

struct key {
	const char *name;
	enum kind kind;
	size_t field;
};

#define CONF(f) offsetof(struct xlconf, f)

static const struct key keys[] = {
	{ "autoballoon", KEY_AUTOBALLOON, CONF(autoballoon) },
	{ "run_hotplug_scripts", KEY_SWITCH, CONF(run_hotplug_scripts) },
	{ "lockfile", KEY_TEXT, CONF(lockfile) },
	{ "vif.default.script", KEY_TEXT, CONF(vif_script) },
	{ "vifscript", KEY_TEXT, CONF(vif_script) },
	{ "vif.default.bridge", KEY_TEXT, CONF(vif_bridge) },
	{ "defaultbridge", KEY_TEXT, CONF(vif_bridge) },
	{ "vif.default.gatewaydev", KEY_TEXT, CONF(vif_gatewaydev) },
	{ "vif.default.backend", KEY_TEXT, CONF(vif_backend) },
	{ "output_format", KEY_FORMAT, CONF(sxp_output) },
	{ "claim_mode", KEY_SWITCH, CONF(claim_mode) },
	{ "vm.cpumask", KEY_TEXT, CONF(cpumask) },
	{ "vm.pv.cpumask", KEY_TEXT, CONF(pv_cpumask) },
	{ "vm.hvm.cpumask", KEY_TEXT, CONF(hvm_cpumask) },
	{ "max_grant_frames", KEY_NUMBER, CONF(max_grant_frames) },
	{ "max_maptrack_frames", KEY_NUMBER, CONF(max_maptrack_frames) },
	{ "blktap.tapdisk_driver", KEY_IGNORED, 0 },
	{ "blkdev_start", KEY_IGNORED, 0 },
	{ "remus.default.netbufscript", KEY_IGNORED, 0 },
	{ "colo.default.proxyscript", KEY_IGNORED, 0 },
	{ "domid_policy", KEY_DOMID, CONF(random_domid) },
	{ "xen_commandline", KEY_IGNORED, 0 },
};

/* xl reads numbers in any base, quoted or not. */
static bool number_of(const struct value *v, long *n)
{
	char *end;

	if (v->type == VALUE_INT) {
		*n = (long)v->i;
		return true;
	}
	if (!value_is_text(v) || !v->len)
		return false;
	*n = strtol(v->str, &end, 0);
	return !*end;
}

/* xl.conf(5): "on", "off", "auto", or a number. NULL, or what is right. */
static const char *set_autoballoon(const struct value *v,
				   enum autoballoon *out)
{
	long n;

	if (value_is_text(v) && !strcmp(v->str, "auto"))
		*out = AUTOBALLOON_AUTO;
	else if (value_is_text(v) && !strcmp(v->str, "on"))
		*out = AUTOBALLOON_ON;
	else if (value_is_text(v) && !strcmp(v->str, "off"))
		*out = AUTOBALLOON_OFF;
	else if (number_of(v, &n))
		*out = n ? AUTOBALLOON_ON : AUTOBALLOON_OFF;
	else
		return "\"on\", \"off\" or \"auto\"";
	return NULL;
}

/* One of two words. */
static bool set_word(const struct value *v, const char *off, const char *on,
		     bool *out)
{
	if (!value_is_text(v) || (strcmp(v->str, off) && strcmp(v->str, on)))
		return false;
	*out = !strcmp(v->str, on);
	return true;
}

/* NULL, or what the value should have been. */
static const char *set_key(struct xlconf *c, const struct key *k,
			   const struct value *v)
{
	char *field = (char *)c + k->field;
	long n;

	switch (k->kind) {
	case KEY_TEXT:
		if (!value_is_text(v))
			return "a quoted text";
		*(const char **)field = v->str;
		return NULL;
	case KEY_SWITCH:
		if (!number_of(v, &n))
			return "0 or 1";
		*(bool *)field = n != 0;
		return NULL;
	case KEY_NUMBER:
		if (!number_of(v, &n) || n < 0)
			return "a number";
		*(long *)field = n;
		return NULL;
	case KEY_AUTOBALLOON:
		return set_autoballoon(v, (enum autoballoon *)(void *)field);
	case KEY_FORMAT:
		return set_word(v, "json", "sxp", (bool *)field) ? NULL :
			"\"json\" or \"sxp\"";
	case KEY_DOMID:
		return set_word(v, "xen", "random", (bool *)field) ? NULL :
			"\"xen\" or \"random\"";
	default:
		return NULL;
	}
}

static int set_binding(struct xlconf *c, const struct binding *b)
{
	const char *want;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (strcmp(keys[i].name, b->name))
			continue;
		want = set_key(c, &keys[i], b->value);
		if (!want)
			return 0;
		fprintf(stderr, "%s:%u: %s: not a value for this setting; "
			"give %s\n", b->pos.file, b->pos.line, b->name, want);
		return -1;
	}
	return 0;	/* xl ignores what it does not know */
}

int xlconf_read(struct arena *a, const char *path, struct xlconf *out)
{
	struct lang_options opt = { .dialect = DIALECT_XL };
	struct lang_parsed p = { 0 };
	struct diags ds;
	char *text;
	size_t len;
	int err = 0;

	*out = (struct xlconf){
		.run_hotplug_scripts = true,
		.claim_mode = true,
		.lockfile = DEFAULT_LOCKFILE,
		.max_grant_frames = -1,
		.max_maptrack_frames = -1,
	};
	if (!path && access(XL_CONF, F_OK))
		return 0;
	if (!path)
		path = XL_CONF;
	diags_init(&ds, a);
	if (file_read(a, path, &text, &len, &ds) ||
	    lang_parse(a, path, text, len, &opt, &p, &ds) != LANG_OK) {
		diags_print(stderr, &ds, DIAG_ERROR);
		fprintf(stderr, "%s: cannot be read as settings; it holds "
			"NAME = VALUE lines\n", path);
		return -1;
	}
	for (size_t i = 0; i < p.tree->n; i++)
		err |= set_binding(out, &p.tree->v[i]);
	return err;
}
