/* SPDX-License-Identifier: LGPL-2.1-only */
/* xlu_cfg_*: reading a config file, and what is in it. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lang/lang.h"
#include "lang/tree.h"
#include "util/xlu.h"

void xlu_report(const XLU_Config *cfg, const char *fmt, ...)
{
	va_list ap;

	fprintf(cfg->report, "%s:", cfg->file);
	va_start(ap, fmt);
	vfprintf(cfg->report, fmt, ap);
	va_end(ap);
	fputc('\n', cfg->report);
}

XLU_Config *xlu_cfg_init(FILE *report, const char *report_filename)
{
	XLU_Config *cfg = calloc(1, sizeof(*cfg));

	if (!cfg)
		return NULL;
	cfg->arena = arena_new();
	cfg->report = report;
	cfg->file = arena_strdup(cfg->arena, report_filename);
	return cfg;
}

void xlu_cfg_destroy(XLU_Config *cfg)
{
	if (!cfg)
		return;
	arena_free(cfg->arena);
	free(cfg);
}

/* -- from a tree -------------------------------------------------------------- */

static void take_value(XLU_Config *cfg, const struct tree *t,
		       const struct value *v, struct XLU_ConfigValue *to);

static struct XLU_ConfigList *take_list(XLU_Config *cfg, const struct tree *t,
					const struct value *v)
{
	struct XLU_ConfigList *list = arena_alloc(cfg->arena, sizeof(*list));

	list->n = v->items.n;
	list->v = arena_calloc(cfg->arena, list->n, sizeof(*list->v));
	for (int i = 0; i < list->n; i++)
		take_value(cfg, t, v->items.v[i], &list->v[i]);
	return list;
}

/* A number is kept as it was written: 0x10 is not 16 for all readers. */
static const char *number_text(XLU_Config *cfg, const struct tree *t,
			       const struct value *v)
{
	size_t len;
	const char *text = tree_spelling(t, v, &len);

	if (text)
		return arena_memdup0(cfg->arena, text, len);
	return arena_printf(cfg->arena, "%lld", (long long)v->i);
}

static void take_value(XLU_Config *cfg, const struct tree *t,
		       const struct value *v, struct XLU_ConfigValue *to)
{
	to->line = v->pos.line;
	to->column = v->pos.column;
	to->type = v->type == VALUE_LIST ? XLU_LIST : XLU_STRING;
	if (v->type == VALUE_LIST)
		to->list = take_list(cfg, t, v);
	else if (value_is_text(v))
		to->text = arena_memdup0(cfg->arena, v->str, v->len);
	else
		to->text = number_text(cfg, t, v);
}

/* Was the last assignment to name a +=. */
static bool was_appended(const struct tree *t, const char *name)
{
	bool appended = false;

	for (size_t i = 0; i < t->nstmts; i++)
		if (t->stmts[i].name && !strcmp(t->stmts[i].name, name))
			appended = t->stmts[i].append;
	return appended;
}

static void take_tree(XLU_Config *cfg, const struct tree *t)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct binding *b = &t->v[i];
		struct xlu_setting *s = arena_alloc(cfg->arena, sizeof(*s));

		s->name = arena_strdup(cfg->arena, b->name);
		take_value(cfg, t, b->value, &s->value);
		s->appended = was_appended(t, b->name);
		s->value.line = b->pos.line;
		s->next = cfg->settings;
		cfg->settings = s;
	}
}

int xlu_cfg_readdata(XLU_Config *cfg, const char *data, int length)
{
	static const struct lang_options options = {
		.dialect = DIALECT_XL, .ambiguous = DIALECT_XL,
	};
	struct arena *a = arena_new();
	struct lang_parsed parsed = { 0 };
	enum lang_result result;
	struct diags ds;
	char *text = arena_memdup0(a, data, length);

	diags_init(&ds, a);
	result = lang_parse(a, cfg->file, text, length, &options, &parsed, &ds);
	diags_print(cfg->report, &ds, DIAG_WARNING);
	if (result == LANG_OK)
		take_tree(cfg, parsed.tree);
	else if (result == LANG_PROGRAM)
		xlu_report(cfg, "%u: %s: this is a program; xl convert makes a config of it",
			   parsed.program_pos.line, parsed.program_text);
	arena_free(a);
	return result == LANG_OK ? 0 : EINVAL;
}

int xlu_cfg_readfile(XLU_Config *cfg, const char *real_filename)
{
	FILE *f = fopen(real_filename, "re");
	char *data = NULL;
	size_t room = 0;
	ssize_t len;
	int err;

	if (!f) {
		err = errno;
		xlu_report(cfg, " %s cannot be opened: %s", real_filename,
			   strerror(err));
		return err;
	}
	errno = 0;
	len = getdelim(&data, &room, EOF, f);
	err = ferror(f) ? EIO : 0;
	if (err)
		xlu_report(cfg, " %s cannot be read", real_filename);
	else
		err = xlu_cfg_readdata(cfg, len > 0 ? data : "",
				       len > 0 ? len : 0);
	free(data);
	fclose(f);
	return err;
}

/* -- values ----------------------------------------------------------------- */

static const struct xlu_setting *find(const XLU_Config *cfg, const char *n)
{
	for (const struct xlu_setting *s = cfg->settings; s; s = s->next)
		if (!strcmp(s->name, n))
			return s;
	return NULL;
}

/* The setting of that name and type. 0, ESRCH or EINVAL. */
static int find_typed(const XLU_Config *cfg, const char *n,
		      enum XLU_ConfigValueType type, int dont_warn,
		      const struct xlu_setting **found)
{
	*found = find(cfg, n);
	if (!*found)
		return ESRCH;
	if ((*found)->value.type == type)
		return 0;
	if (!dont_warn)
		xlu_report(cfg, "%u: warning: %s is %s; %s is needed",
			   (*found)->value.line, n,
			   type == XLU_STRING ? "a list" : "a single value",
			   type == XLU_STRING ? "a single value" : "a list");
	return EINVAL;
}

int xlu_cfg_get_string(const XLU_Config *cfg, const char *n,
		       const char **value_r, int dont_warn)
{
	const struct xlu_setting *s;
	int err = find_typed(cfg, n, XLU_STRING, dont_warn, &s);

	if (!err)
		*value_r = s->value.text;
	return err;
}

int xlu_cfg_replace_string(const XLU_Config *cfg, const char *n,
			   char **value_r, int dont_warn)
{
	const struct xlu_setting *s;
	int err = find_typed(cfg, n, XLU_STRING, dont_warn, &s);

	if (err)
		return err;
	free(*value_r);
	*value_r = strdup(s->value.text);
	return *value_r ? 0 : ENOMEM;
}

static int warn_of_number(const XLU_Config *cfg, const struct xlu_setting *s,
			  int err, int dont_warn)
{
	if (dont_warn)
		return err;
	if (s->appended)
		xlu_report(cfg, "%u: warning: %s is a number; += is for texts and lists",
			   s->value.line, s->name);
	else
		xlu_report(cfg, "%u: warning: %s: \"%s\" is no number that fits",
			   s->value.line, s->name, s->value.text);
	return err;
}

int xlu_cfg_get_long(const XLU_Config *cfg, const char *n, long *value_r,
		     int dont_warn)
{
	const struct xlu_setting *s;
	char *end;
	long value;
	int err = find_typed(cfg, n, XLU_STRING, dont_warn, &s);

	if (err)
		return err;
	if (s->appended)
		return warn_of_number(cfg, s, EINVAL, dont_warn);
	errno = 0;
	value = strtol(s->value.text, &end, 0);
	if (errno)
		return warn_of_number(cfg, s, errno, dont_warn);
	if (*end || end == s->value.text)
		return warn_of_number(cfg, s, EINVAL, dont_warn);
	*value_r = value;
	return 0;
}

int xlu_cfg_get_bounded_long(const XLU_Config *cfg, const char *n, long min,
			     long max, long *value_r, int dont_warn)
{
	long value;
	int err = xlu_cfg_get_long(cfg, n, &value, dont_warn);

	if (err)
		return err;
	if (value >= min && value <= max) {
		*value_r = value;
		return 0;
	}
	if (!dont_warn)
		xlu_report(cfg, "%u: warning: %s: %ld is outside %ld-%ld",
			   find(cfg, n)->value.line, n, value, min, max);
	return EINVAL;
}

int xlu_cfg_get_defbool(const XLU_Config *cfg, const char *n,
			libxl_defbool *b, int dont_warn)
{
	long value;
	int err = xlu_cfg_get_long(cfg, n, &value, dont_warn);

	if (!err)
		libxl_defbool_set(b, value);
	return err;
}

/* -- lists ------------------------------------------------------------------ */

int xlu_cfg_get_list(const XLU_Config *cfg, const char *n,
		     XLU_ConfigList **list_r, int *entries_r, int dont_warn)
{
	const struct xlu_setting *s;
	int err = find_typed(cfg, n, XLU_LIST, dont_warn, &s);

	if (err)
		return err;
	if (list_r)
		*list_r = s->value.list;
	if (entries_r)
		*entries_r = s->value.list->n;
	return 0;
}

/* Entries that are lists themselves are left out. */
int xlu_cfg_get_list_as_string_list(const XLU_Config *cfg, const char *n,
				    libxl_string_list *sl, int dont_warn)
{
	XLU_ConfigList *list;
	int nr, at = 0, err = xlu_cfg_get_list(cfg, n, &list, &nr, dont_warn);

	if (err)
		return err;
	*sl = calloc(nr + 1, sizeof(**sl));
	if (!*sl)
		return ENOMEM;
	for (int i = 0; i < nr; i++) {
		const char *text = xlu_cfg_get_listitem(list, i);

		if (text && !((*sl)[at++] = strdup(text)))
			return ENOMEM;
	}
	return 0;
}

XLU_ConfigValue *xlu_cfg_get_listitem2(const XLU_ConfigList *list, int entry)
{
	if (entry < 0 || entry >= list->n)
		return NULL;
	return &list->v[entry];
}

const char *xlu_cfg_get_listitem(const XLU_ConfigList *list, int entry)
{
	const XLU_ConfigValue *v = xlu_cfg_get_listitem2(list, entry);

	return v && v->type == XLU_STRING ? v->text : NULL;
}

enum XLU_ConfigValueType xlu_cfg_value_type(const XLU_ConfigValue *value)
{
	return value->type;
}

/* 0, or EINVAL with a warning. */
static int check_type(const XLU_Config *cfg, const XLU_ConfigValue *value,
		      enum XLU_ConfigValueType type, int dont_warn)
{
	if (value->type == type)
		return 0;
	if (!dont_warn)
		xlu_report(cfg, "%u:%u: warning: this entry is no %s",
			   value->line, value->column,
			   type == XLU_STRING ? "text" : "list");
	return EINVAL;
}

int xlu_cfg_value_get_string(const XLU_Config *cfg, XLU_ConfigValue *value,
			     char **value_r, int dont_warn)
{
	int err = check_type(cfg, value, XLU_STRING, dont_warn);

	*value_r = err ? NULL : (char *)value->text;
	return err;
}

int xlu_cfg_value_get_list(const XLU_Config *cfg, XLU_ConfigValue *value,
			   XLU_ConfigList **value_r, int dont_warn)
{
	int err = check_type(cfg, value, XLU_LIST, dont_warn);

	if (!err)
		*value_r = value->list;
	return err;
}
