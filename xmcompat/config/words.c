/* SPDX-License-Identifier: LGPL-2.1-only */
/* Command-line words on top of a file's names. */
#include "config/words.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "xlcfg/keys.h"
#include "xm/variable.h"

static const struct pos word_pos = { .file = "command line" };

static struct value *concatenated(struct arena *a, const struct value *old,
				  const struct value *more)
{
	struct value *sum = value_new(a, old->type, more->pos);

	if (old->type == VALUE_LIST) {
		for (size_t i = 0; i < old->items.n; i++)
			value_push(a, sum, old->items.v[i]);
		for (size_t i = 0; i < more->items.n; i++)
			value_push(a, sum, more->items.v[i]);
		return sum;
	}
	sum->str = arena_printf(a, "%s%s", old->str, more->str);
	sum->len = old->len + more->len;
	return sum;
}

static bool can_concatenate(const struct value *old, const struct value *more)
{
	return old->type == more->type &&
	       (old->type == VALUE_LIST || old->type == VALUE_STRING);
}

static int overlay_one(struct tree *names, const struct stmt *s,
		       struct diags *ds)
{
	const struct value *old = tree_get(names, s->name);
	struct arena *a = names->arena;

	if (!s->append || !old) {
		tree_set(names, s->name, value_copy(a, s->value),
			 s->value->pos);
		return 0;
	}
	if (!can_concatenate(old, s->value)) {
		diag_advise(ds, diag_add(ds, DIAG_WORD_APPEND_KIND,
					 s->value->pos, s->name,
					 "%s += %s: kinds differ",
					 value_type_name(old->type),
					 value_type_name(s->value->type)),
			    "append a string to a string or a list to a list");
		return -1;
	}
	tree_set(names, s->name, concatenated(a, old, s->value),
		 s->value->pos);
	return 0;
}

int words_overlay(struct tree *names, const struct tree *lines,
		  struct diags *ds)
{
	for (size_t i = 0; i < lines->nstmts; i++) {
		const struct stmt *s = &lines->stmts[i];

		if (s->kind == STMT_ASSIGN && overlay_one(names, s, ds))
			return -1;
	}
	return 0;
}

/* A copy of len bytes without the blanks at both ends, as xm trims. */
static const char *trimmed(struct arena *a, const char *s, size_t len)
{
	while (len && isspace((unsigned char)*s)) {
		s++;
		len--;
	}
	while (len && isspace((unsigned char)s[len - 1]))
		len--;
	return arena_memdup0(a, s, len);
}

void words_as_script(struct arena *a, char *const *words, size_t n,
		     struct xm_cmdline *out)
{
	out->script = arena_calloc(a, n, sizeof(*out->script));
	for (size_t i = 0; i < n; i++) {
		const char *eq = strchr(words[i], '=');

		if (!eq)
			continue;
		out->script[out->nscript++] = (struct xm_word){
			.name = trimmed(a, words[i], (size_t)(eq - words[i])),
			.text = trimmed(a, eq + 1, strlen(eq + 1)),
		};
	}
}

void words_add_script(struct tree *names, const struct xm_cmdline *cmd)
{
	for (size_t i = 0; i < cmd->nscript; i++) {
		const struct xm_word *w = &cmd->script[i];

		if (!tree_find(names, w->name))
			tree_set(names, w->name,
				 value_string(names->arena, w->text, word_pos),
				 word_pos);
	}
}

static bool is_first_of(const struct xm_cmdline *cmd, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (!strcmp(cmd->declared[j].name, cmd->declared[i].name))
			return false;
	return true;
}

void words_add_declared(struct tree *names, const struct xm_cmdline *cmd)
{
	struct arena *a = names->arena;

	for (size_t i = 0; i < cmd->ndeclared; i++) {
		const struct xm_word *w = &cmd->declared[i];
		const struct xm_variable *var = xm_variable_find(w->name);
		struct value *v = value_copy(a, w->value);

		if (var && var->cli == XM_CLI_LIST) {
			struct binding *b = tree_find(names, w->name);
			struct value *list = b && !is_first_of(cmd, i) ?
				b->value : value_list(a, word_pos);

			value_push(a, list, v);
			v = list;
		}
		tree_set(names, w->name, v, word_pos);
	}
}

/* The text xm would have handed the script for this value. */
static const char *text_of(struct arena *a, const struct value *v)
{
	if (value_is_text(v) || v->type == VALUE_LONG)
		return v->str;
	if (v->type == VALUE_INT)
		return arena_printf(a, "%" PRId64, v->i);
	if (v->type == VALUE_FLOAT)
		return arena_printf(a, "%.12g", v->f);
	return NULL;
}

size_t words_take_script(struct tree *lines, struct xm_word **vars)
{
	struct arena *a = lines->arena;
	size_t n = 0, left = 0;

	*vars = arena_calloc(a, lines->nstmts, sizeof(**vars));
	for (size_t i = 0; i < lines->nstmts; i++) {
		const struct stmt *s = &lines->stmts[i];
		const char *text = NULL;

		if (s->kind == STMT_ASSIGN && !s->append &&
		    !xl_key_find(s->name) && !xm_variable_find(s->name))
			text = text_of(a, s->value);
		if (text)
			(*vars)[n++] = (struct xm_word){ .name = s->name,
							 .text = text };
		else
			lines->stmts[left++] = *s;
	}
	lines->nstmts = left;
	return n;
}
