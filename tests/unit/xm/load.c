/* SPDX-License-Identifier: LGPL-2.1-only */
#include "load.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "lang/print.h"

#define WORDS_MAX 8

static void parse(struct loaded *l, const char *text)
{
	struct lang_options opt = { .dialect = DIALECT_XM };
	struct lang_parsed p = { 0 };

	assert_int_equal(lang_parse(l->arena, "dir/guest.cfg", text,
				    strlen(text), &opt, &p, &l->diags),
			 LANG_OK);
	l->names = p.tree;
}

void load(struct loaded *l, const char *text, const char *words,
	  bool as_meant)
{
	char *v[WORDS_MAX], *save = NULL, *line;
	struct xm_cmdline cmd = { 0 };
	size_t n = 0;

	*l = (struct loaded){ .arena = arena_new() };
	diags_init(&l->diags, l->arena);
	parse(l, text);
	line = arena_strdup(l->arena, words ? words : "");
	for (char *w = strtok_r(line, " ", &save); w && n < WORDS_MAX;
	     w = strtok_r(NULL, " ", &save))
		v[n++] = w;
	assert_int_equal(xm_cmdline_parse(l->arena, v, n, &cmd, &l->diags), 0);
	l->options = xm_options_build(l->arena, l->names, &cmd,
				      "dir/guest.cfg", as_meant, &l->diags);
	if (l->options)
		l->xl = xm_to_xl(l->arena, l->options, false, &l->diags);
}

void unload(struct loaded *l)
{
	arena_free(l->arena);
}

static const char *as_text(struct arena *a, const struct value *v)
{
	struct print_layout layout = { 0 };
	char *buffer = NULL, *text;
	size_t size;
	FILE *f;

	if (!v)
		return NULL;
	f = open_memstream(&buffer, &size);
	assert_non_null(f);
	assert_int_equal(print_value(f, v, &layout), 0);
	fclose(f);
	text = arena_strdup(a, buffer);
	free(buffer);
	return text;
}

const char *loaded_key(struct loaded *l, const char *key)
{
	return l->xl ? as_text(l->arena, tree_get(l->xl, key)) : NULL;
}

const char *loaded_option(struct loaded *l, const char *name)
{
	const struct value *v = xm_get(l->options, name);

	if (v && v->type == VALUE_FLOAT)
		return arena_printf(l->arena, "%g", v->f);
	return as_text(l->arena, v);
}

const struct diag *loaded_diag(const struct loaded *l, const char *id,
			       const char *name)
{
	for (size_t i = 0; i < l->diags.n; i++) {
		const struct diag *d = &l->diags.v[i];

		if (!strcmp(diag_infos[d->id].name, id) &&
		    (!name || (d->name && !strcmp(d->name, name))))
			return d;
	}
	return NULL;
}
