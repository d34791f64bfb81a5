/* SPDX-License-Identifier: LGPL-2.1-only */
/* The system-wide settings file. */
#include <config.h>	/* _GNU_SOURCE for secure_getenv; not our config/config.h */

#include "config/settings.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "xlcfg/keys.h"

#define SETTINGS_FILE XMXL_XENCONFDIR "/xmxl.conf"

/* Sets one field from a value; returns NULL, or what would have been right. */
typedef const char *setter(struct settings *s, const struct value *v,
			   size_t offset);

struct setting {
	const char *name;
	setter *set;
	size_t offset;
};

static const char *set_dialect(struct settings *s, const struct value *v,
			       size_t offset)
{
	if (v->type == VALUE_STRING && !dialect_parse(v->str, &s->dialect))
		return NULL;
	return "\"auto\", \"xm\" or \"xl\"";
}

static const char *set_python(struct settings *s, const struct value *v,
			      size_t offset)
{
	if (v->type == VALUE_STRING &&
	    !python_policy_parse(v->str, &s->python))
		return NULL;
	return "\"sandbox\", \"trusted\" or \"never\"";
}

static const char *set_uint(struct settings *s, const struct value *v,
			    size_t offset)
{
	if (v->type != VALUE_INT || v->i < 1 || v->i > 1 << 20)
		return "a number from 1 to 1048576";
	*(unsigned int *)((char *)s + offset) = (unsigned int)v->i;
	return NULL;
}

static const char *set_version(struct settings *s, const struct value *v,
			       size_t offset)
{
	unsigned int version = v->type == VALUE_STRING ?
		xl_version_parse(v->str) : 0;

	if (!version)
		return "a quoted release from \"4.2\" to \"4.17\"";
	s->xl_version = version;
	return NULL;
}

static const char *set_string(struct settings *s, const struct value *v,
			      size_t offset)
{
	if (v->type != VALUE_STRING)
		return "a quoted string";
	*(const char **)((char *)s + offset) = v->str;
	return NULL;
}

static const struct setting settings_known[] = {
	{ "dialect", set_dialect, 0 },
	{ "python", set_python, 0 },
	{ "python_cpu", set_uint,
	  offsetof(struct settings, limits.cpu_seconds) },
	{ "python_wall", set_uint,
	  offsetof(struct settings, limits.wall_seconds) },
	{ "python_memory", set_uint,
	  offsetof(struct settings, limits.memory_mib) },
	{ "xl_version", set_version, 0 },
	{ "config_path", set_string, offsetof(struct settings, search_path) },
};

static const struct setting *setting_find(const char *name)
{
	for (size_t i = 0;
	     i < sizeof(settings_known) / sizeof(settings_known[0]); i++)
		if (!strcmp(settings_known[i].name, name))
			return &settings_known[i];
	return NULL;
}

static void set_one(struct settings *s, const struct binding *b,
		    struct diags *ds)
{
	const struct setting *known = setting_find(b->name);
	const char *want;
	struct diag *d;

	if (!known) {
		d = diag_add(ds, DIAG_SETTING_UNKNOWN, b->pos, b->name,
			     "no such setting");
		diag_advise(ds, d, "xl-convert(1) lists the settings");
		return;
	}
	want = known->set(s, b->value, known->offset);
	if (want)
		diag_advise(ds, diag_add(ds, DIAG_SETTING_INVALID,
					 b->value->pos, b->name,
					 "not a value for this setting"),
			    "give %s", want);
}

static const char *default_path(void)
{
	const char *env = secure_getenv("XMXL_CONF");

	return env ? env : SETTINGS_FILE;
}

int settings_read(struct arena *a, const char *path, struct settings *s,
		  struct diags *ds)
{
	struct lang_options opt = { .dialect = DIALECT_XL };
	struct lang_parsed p = { 0 };
	bool asked = path || secure_getenv("XMXL_CONF");
	char *text;
	size_t len;

	*s = (struct settings){
		.python = PYTHON_SANDBOX,
		.xl_version = XL_NEWEST,
	};
	if (!path)
		path = arena_strdup(a, default_path());
	if (!asked && access(path, F_OK))
		return 0;
	if (file_read(a, path, &text, &len, ds))
		return -1;
	switch (lang_parse(a, path, text, len, &opt, &p, ds)) {
	case LANG_OK:
		break;
	case LANG_PROGRAM:
		diag_add(ds, DIAG_SETTING_INVALID, p.program_pos, NULL,
			 "%s: settings are plain NAME = VALUE lines",
			 p.program_text);
		return -1;
	default:
		return -1;
	}
	for (size_t i = 0; i < p.tree->n; i++)
		set_one(s, &p.tree->v[i], ds);
	return diags_have_error(ds) ? -1 : 0;
}
