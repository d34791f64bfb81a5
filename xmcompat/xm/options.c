/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * xm's option table of one domain.
 *
 * Declared variables stand first, at the index of their row in
 * xm_variables[]; names that xm does not declare follow in file order.
 */
#include "xm/options.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "xlcfg/keys.h"
#include "xm/check.h"
#include "xm/value.h"

/* xm's default of a variable out of the literal in its row. */
static const struct value *default_value(struct arena *a,
					 const struct xm_variable *var,
					 const char *file)
{
	struct pos pos = { .file = file };
	const char *def = var->def;

	if (!def)
		return NULL;
	if (*def == '[')
		return value_list(a, pos);
	if (*def == '"')
		return value_stringn(a, def + 1, strlen(def) - 2, pos);
	return value_int(a, strtoll(def, NULL, 10), pos);
}

static void add_defaults(struct xm_options *o)
{
	for (size_t i = 0; i < xm_variable_count; i++)
		o->v[o->n++] = (struct xm_option){
			.var = &xm_variables[i],
			.source = XM_FROM_DEFAULT,
			.value = default_value(o->arena, &xm_variables[i],
					       o->file),
		};
}

/* How to say the same so that xm takes it. */
static const char *how_to_write(struct arena *a, const struct value *v)
{
	switch (v->type) {
	case VALUE_BOOL:
		return v->b ? "write 1" : "write 0";
	case VALUE_LONG:
		return arena_printf(a, "write %s", v->str);
	case VALUE_UNICODE:
		return "leave out the u before the quote";
	case VALUE_TUPLE:
		return "write [ ] instead of ( )";
	default:
		return "write a string, a number or a list";
	}
}

/* Is what xm used instead what the author meant, or of no effect anyway? */
static bool nothing_lost(const struct xm_options *o,
			 const struct xm_option *opt)
{
	const struct value *written = opt->binding->value;
	struct value *meant = xm_value_meant(o->arena, written);

	if (opt->var &&
	    !(opt->var->guests & (xm_is_hvm(o) ? XM_HVM : XM_PV)))
		return true;
	if (!meant)
		return written->type == VALUE_NONE;
	return opt->value ? value_equal(meant, opt->value) : !xm_true(meant);
}

static void say_dropped(struct xm_options *o, const struct xm_option *opt,
			struct diags *ds)
{
	const struct binding *b = opt->binding;
	const char *spelled = xm_value_shown(o->arena, b->name, b->value);
	struct pos pos = b->value->pos.line ? b->value->pos : b->pos;
	bool lost = !nothing_lost(o, opt);
	enum diag_id id = lost ? DIAG_TYPE_DROPPED : DIAG_TYPE_DROPPED_SAME;
	enum fate fate = lost ? FATE_LOST : FATE_REWRITTEN;
	struct diag *d;

	if (opt->value)
		d = diag_fate(ds, id, fate, pos, b->name,
			      "xm drops a value of type %s: %s had no effect, "
			      "xm used %s",
			      value_type_name(b->value->type), spelled,
			      xm_value_shown(o->arena, b->name, opt->value));
	else
		d = diag_fate(ds, id, fate, pos, b->name,
			      "xm drops a value of type %s: %s had no effect, "
			      "%s stayed unset",
			      value_type_name(b->value->type), spelled,
			      b->name);
	if (lost)
		diag_advise(ds, d, "%s, or convert with --as-meant",
			    how_to_write(o->arena, b->value));
}

static void say_as_meant(struct xm_options *o, const struct binding *b,
			 const struct value *meant, struct diags *ds)
{
	struct pos pos = b->value->pos.line ? b->value->pos : b->pos;

	diag_add(ds, DIAG_TYPE_AS_MEANT, pos, b->name,
		 "%s counts as %s, which xm would have dropped",
		 xm_value_shown(o->arena, b->name, b->value),
		 xm_value_shown(o->arena, b->name, meant));
}

/* Does it matter that a name's value is dropped? Only if it is a setting. */
static bool is_setting(const struct xm_option *opt)
{
	return opt->var || xl_key_find(opt->binding->name);
}

/* Takes what the file bound, by xm's rule of which types count. */
static void take(struct xm_options *o, struct xm_option *opt,
		 const struct binding *b, struct diags *ds)
{
	const struct value *v = b->value;

	opt->binding = b;
	if (xm_type_counts(v->type)) {
		opt->value = v;
		opt->source = XM_FROM_FILE;
		return;
	}
	if (o->as_meant && v->type != VALUE_OBJECT && v->type != VALUE_DICT) {
		const struct value *meant = xm_value_meant(o->arena, v);

		if (meant) {
			if (is_setting(opt))
				say_as_meant(o, b, meant, ds);
			opt->value = meant;
			opt->source = XM_FROM_FILE;
			return;
		}
	}
	opt->dropped = true;
}

static void take_file(struct xm_options *o, struct diags *ds)
{
	for (size_t i = 0; i < o->names->n; i++) {
		const struct binding *b = &o->names->v[i];
		const struct xm_variable *var = xm_variable_find(b->name);
		struct xm_option *opt = var ? &o->v[var - xm_variables] :
					      &o->v[o->n++];

		take(o, opt, b, ds);
	}
}

static void take_word(struct xm_options *o, const struct xm_word *w)
{
	const struct xm_variable *var = xm_variable_find(w->name);
	struct xm_option *opt = &o->v[var - xm_variables];
	struct value *list;

	if (var->cli != XM_CLI_LIST) {
		opt->value = w->value;
		opt->source = XM_FROM_CMDLINE;
		return;
	}
	list = opt->source == XM_FROM_CMDLINE ?
		value_copy(o->arena, opt->value) :
		value_list(o->arena, w->value->pos);
	value_push(o->arena, list, value_copy(o->arena, w->value));
	opt->value = list;
	opt->source = XM_FROM_CMDLINE;
}

/* Names that were dropped, unless the command line sets them. */
static void say_all_dropped(struct xm_options *o, struct diags *ds)
{
	for (size_t i = 0; i < o->n; i++)
		if (o->v[i].dropped && o->v[i].source == XM_FROM_DEFAULT &&
		    is_setting(&o->v[i]))
			say_dropped(o, &o->v[i], ds);
}

struct xm_options *xm_options_build(struct arena *a, const struct tree *names,
				    const struct xm_cmdline *cmd,
				    const char *path, bool as_meant,
				    struct diags *ds)
{
	struct xm_options *o = arena_alloc(a, sizeof(*o));

	*o = (struct xm_options){
		.arena = a,
		.names = names,
		.as_meant = as_meant,
		.file = path,
	};
	o->v = arena_calloc(a, xm_variable_count + names->n, sizeof(*o->v));
	add_defaults(o);
	take_file(o, ds);
	for (size_t i = 0; cmd && i < cmd->ndeclared; i++)
		take_word(o, &cmd->declared[i]);
	say_all_dropped(o, ds);
	return xm_check(o, ds) ? NULL : o;
}

const struct xm_option *xm_option_of(const struct xm_options *o,
				     const struct xm_variable *var)
{
	return &o->v[var - xm_variables];
}

const struct xm_option *xm_option(const struct xm_options *o, const char *name)
{
	const struct xm_variable *var = xm_variable_find(name);

	if (var)
		return xm_option_of(o, var);
	for (size_t i = xm_variable_count; i < o->n; i++)
		if (!strcmp(o->v[i].binding->name, name))
			return &o->v[i];
	return NULL;
}

struct pos xm_option_pos(const struct xm_options *o,
			 const struct xm_option *opt)
{
	if (opt->source == XM_FROM_CMDLINE)
		return opt->value->pos;
	if (!opt->binding)
		return (struct pos){ .file = o->file };
	return opt->binding->value->pos.line ? opt->binding->value->pos :
					       opt->binding->pos;
}

const struct value *xm_get(const struct xm_options *o, const char *name)
{
	const struct xm_option *opt = xm_option(o, name);

	return opt ? opt->value : NULL;
}

int xm_get_int(const struct xm_options *o, const char *name, int64_t *out)
{
	return xm_int(xm_get(o, name), out);
}

const char *xm_text(const struct xm_options *o, const char *name)
{
	const struct value *v = xm_get(o, name);

	return v && v->type == VALUE_STRING ? v->str : NULL;
}

bool xm_is_hvm(const struct xm_options *o)
{
	const char *builder = xm_text(o, "builder");

	return builder &&
	       (!strcmp(builder, "hvm") || !strcmp(builder, "vmx"));
}

const char *xm_domain_name(const struct xm_options *o)
{
	const struct value *v = xm_get(o, "name");
	const char *text = xm_true(v) ? xm_value_text(o->arena, v) : NULL;
	const char *slash;

	if (text)
		return text;
	slash = strrchr(o->file, '/');
	return slash ? slash + 1 : o->file;
}
