/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * emit_sxp against what the real xm 4.1 printed: every run of the corpus whose
 * names are recorded (EXPECT/NAME.json) and that xm made an S-expression of
 * (SXP/NAME.sxp) is one TAP test. The evaluator takes no part in it.
 *
 * The corpus is looked for in $XMXL_CORPUS, then beside the source tree.
 */
#include <dirent.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <yajl/yajl_tree.h>

#include "base/arena.h"
#include "base/file.h"
#include "emit/emit.h"
#include "read/sxp.h"
#include "xm/options.h"

static char root[PATH_MAX];	/* …/corpus/xm, made real */
static unsigned int tests;

static void result(bool ok, const char *name)
{
	printf("%sok %u - %s\n", ok ? "" : "not ", ++tests, name);
}

/* -- EXPECT ----------------------------------------------------------------- */

static const char *type_of(yajl_val run, const char *name)
{
	const char *path[] = { "types", name, NULL };
	yajl_val v = yajl_tree_get(run, path, yajl_t_string);

	return v ? YAJL_GET_STRING(v) : "";
}

static struct value *to_value(struct arena *a, yajl_val j, const char *type)
{
	struct pos pos = { "EXPECT", 0, 0 };
	struct value *v;

	if (YAJL_IS_STRING(j)) {
		v = value_string(a, YAJL_GET_STRING(j), pos);
		if (!strcmp(type, "unicode"))
			v->type = VALUE_UNICODE;
		else if (!strcmp(type, "long"))
			v->type = VALUE_LONG;
		return v;
	}
	if (YAJL_IS_TRUE(j) || YAJL_IS_FALSE(j)) {
		v = value_new(a, VALUE_BOOL, pos);
		v->b = YAJL_IS_TRUE(j);
		return v;
	}
	if (YAJL_IS_INTEGER(j) && strcmp(type, "float")) {
		if (!strcmp(type, "long")) {
			v = value_string(a, YAJL_GET_NUMBER(j), pos);
			v->type = VALUE_LONG;
			return v;
		}
		return value_int(a, YAJL_GET_INTEGER(j), pos);
	}
	if (YAJL_IS_NUMBER(j)) {
		v = value_new(a, VALUE_FLOAT, pos);
		v->f = YAJL_GET_DOUBLE(j);
		return v;
	}
	if (YAJL_IS_ARRAY(j)) {
		v = value_list(a, pos);
		if (!strcmp(type, "tuple"))
			v->type = VALUE_TUPLE;
		for (size_t i = 0; i < YAJL_GET_ARRAY(j)->len; i++)
			value_push(a, v, to_value(a, YAJL_GET_ARRAY(j)->
						  values[i], ""));
		return v;
	}
	return value_new(a, YAJL_IS_OBJECT(j) ? VALUE_DICT : VALUE_NONE, pos);
}

static void add_names(struct tree *t, yajl_val run, const char **path)
{
	yajl_val o = yajl_tree_get(run, path, yajl_t_object);

	for (size_t i = 0; o && i < YAJL_GET_OBJECT(o)->len; i++) {
		const char *name = YAJL_GET_OBJECT(o)->keys[i];

		tree_set(t, name, to_value(t->arena,
					   YAJL_GET_OBJECT(o)->values[i],
					   type_of(run, name)),
			 (struct pos){ 0 });
	}
}

static size_t add_words(struct arena *a, yajl_val run, char **words, size_t max)
{
	const char *path[] = { "params", NULL };
	yajl_val o = yajl_tree_get(run, path, yajl_t_object);
	size_t n = 0;

	for (; o && n < YAJL_GET_OBJECT(o)->len && n < max; n++)
		words[n] = arena_printf(a, "%s=%s",
					YAJL_GET_OBJECT(o)->keys[n],
					YAJL_GET_STRING(YAJL_GET_OBJECT(o)->
							values[n]));
	return n;
}

/* -- SXP -------------------------------------------------------------------- */

/* @CWD@ at the start of an atom is the folder; what goes up is resolved. */
static void resolve(struct arena *a, struct sxp *e)
{
	char buffer[PATH_MAX], *out = buffer;
	char *text, *part, *save = NULL;

	for (struct sxp *s = e->first; s; s = s->next)
		resolve(a, s);
	if (e->kind == SXP_LIST || strncmp(e->text, "@CWD@", 5))
		return;
	text = arena_printf(a, "%s%s", root, e->text + 5);
	*out = '\0';
	for (part = strtok_r(text, "/", &save); part;
	     part = strtok_r(NULL, "/", &save)) {
		char *up = strrchr(buffer, '/');

		if (!strcmp(part, "..") && up)
			*(out = up) = '\0';
		else
			out += sprintf(out, "/%s", part);
	}
	e->text = arena_strdup(a, buffer);
	e->len = strlen(buffer);
}

static struct sxp *read_file(struct arena *a, const char *path,
			     struct diags *ds)
{
	char *text;
	size_t len;
	struct sxp *all;

	if (file_read(a, path, &text, &len, ds))
		return NULL;
	all = sxp_parse(a, path, text, len, ds);
	if (all)
		resolve(a, all);
	return all;
}

static char *emit(const struct xm_options *o, struct diags *ds)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	int r = emit_sxp(out, o, ds);

	fclose(out);
	if (r) {
		free(text);
		return NULL;
	}
	return text;
}

static void compare(struct arena *a, yajl_val run, const char *config,
		    const char *expected, struct diags *ds)
{
	static const char *const places[][3] = {
		{ "bindings", NULL }, { "apart", "helpers", NULL },
		{ "apart", "underscore", NULL },
	};
	struct tree *names = tree_new(a, config);
	struct xm_cmdline cmd = { 0 };
	struct xm_options *o;
	struct sxp *want, *have;
	char *words[32], *text = NULL;

	for (size_t i = 0; i < 3; i++)
		add_names(names, run, (const char **)places[i]);
	want = read_file(a, expected, ds);
	if (!want || xm_cmdline_parse(a, words, add_words(a, run, words, 32),
				      &cmd, ds))
		goto out;
	o = xm_options_build(a, names, &cmd, config, false, ds);
	text = o ? emit(o, ds) : NULL;
	have = text ? sxp_parse(a, "ours", text, strlen(text), ds) : NULL;
	if (have && sxp_equal(want, have)) {
		result(true, expected);
		free(text);
		return;
	}
out:
	result(false, expected);
	diags_print(stdout, ds, DIAG_WARNING);
	for (char *line = text ? strtok(text, "\n") : NULL; line;
	     line = strtok(NULL, "\n"))
		printf("# %s\n", line);
	free(text);
}

static void one_run(yajl_val run, const char *config, const char *expected)
{
	struct arena *a;
	struct diags ds;

	if (access(expected, R_OK))
		return;
	a = arena_new();
	diags_init(&ds, a);
	compare(a, run, config, expected, &ds);
	arena_free(a);
}

/* One EXPECT file: its run, and the alternatives. */
static void one_file(const char *name)
{
	static const char *const alt[] = { "alternatives", NULL };
	struct arena *a = arena_new();
	char message[200], *text, *path;
	struct diags ds;
	yajl_val j, list;
	size_t len;

	diags_init(&ds, a);
	path = arena_printf(a, "EXPECT/%s.json", name);
	if (file_read(a, path, &text, &len, &ds) ||
	    !(j = yajl_tree_parse(text, message, sizeof(message)))) {
		result(false, path);
		arena_free(a);
		return;
	}
	path = arena_printf(a, "%s.cfg", name);
	one_run(j, path, arena_printf(a, "SXP/%s.sxp", name));
	list = yajl_tree_get(j, (const char **)alt, yajl_t_array);
	for (size_t i = 0; list && i < YAJL_GET_ARRAY(list)->len; i++)
		one_run(YAJL_GET_ARRAY(list)->values[i], path,
			arena_printf(a, "SXP/%s.alt%zu.sxp", name, i + 1));
	yajl_tree_free(j);
	arena_free(a);
}

static int is_json(const struct dirent *d)
{
	size_t n = strlen(d->d_name);

	return n > 5 && !strcmp(d->d_name + n - 5, ".json");
}

static void one_folder(const char *path)
{
	struct dirent **names;
	int n;

	if (chdir(path) || !getcwd(root, sizeof(root)))
		return;
	n = scandir("EXPECT", &names, is_json, alphasort);
	for (int i = 0; i < n; i++) {
		names[i]->d_name[strlen(names[i]->d_name) - 5] = '\0';
		one_file(names[i]->d_name);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
}

int main(void)
{
	const char *corpus = getenv("XMXL_CORPUS");
	const char *source = getenv("top_srcdir");
	struct arena *a = arena_new();
	char *path = corpus ? arena_printf(a, "%s/xm", corpus) :
		arena_printf(a, "%s/../shared/corpus/xm",
			     source ? source : ".");
	char *real = realpath(path, NULL);

	if (!real) {
		puts("1..0 # SKIP no corpus (XMXL_CORPUS names its folder)");
		arena_free(a);
		return 0;
	}
	setenv("HOME", "/root", 1);
	unsetenv("DISPLAY");
	unsetenv("XAUTHORITY");
	one_folder(real);
	one_folder(arena_printf(a, "%s/libvirt", real));
	printf("1..%u\n", tests);
	free(real);
	arena_free(a);
	return 0;
}
