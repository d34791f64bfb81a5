/* SPDX-License-Identifier: LGPL-2.1-only */
/* xm's KEY=VALUE words, and where xm looks for a config. */
#include "xm/cmdline.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "xm/value.h"
#include "xm/variable.h"

#define SEARCH_PATH ".:" XMXL_XENCONFDIR

static const struct pos word_pos = { .file = "command line" };

static char *trimmed(struct arena *a, const char *s, size_t len)
{
	while (len && isspace((unsigned char)*s))
		s++, len--;
	while (len && isspace((unsigned char)s[len - 1]))
		len--;
	return arena_memdup0(a, s, len);
}

static struct value *read_int(struct arena *a, const char *text)
{
	int64_t i;

	if (xm_int_text(text, strlen(text), &i))
		return NULL;
	return value_int(a, i, word_pos);
}

static struct value *read_bool(struct arena *a, const char *text)
{
	if (!strcmp(text, "yes") || !strcmp(text, "y"))
		return value_int(a, 1, word_pos);
	if (!strcmp(text, "no") || !strcmp(text, "n"))
		return value_int(a, 0, word_pos);
	return NULL;
}

static struct value *read_float(struct arena *a, const char *text)
{
	struct value *v;
	char *end;
	double f;

	errno = 0;
	f = strtod(text, &end);
	if (errno || end == text || *end)
		return NULL;
	v = value_new(a, VALUE_FLOAT, word_pos);
	v->f = f;
	return v;
}

static struct value *read_as(struct arena *a, enum xm_cli cli,
			     const char *text)
{
	switch (cli) {
	case XM_CLI_INT:
		return read_int(a, text);
	case XM_CLI_BOOL:
		return read_bool(a, text);
	case XM_CLI_FLOAT:
		return read_float(a, text);
	default:
		return value_string(a, text, word_pos);
	}
}

static const char *what_fits(enum xm_cli cli)
{
	switch (cli) {
	case XM_CLI_INT:
		return "give a decimal number";
	case XM_CLI_BOOL:
		return "give yes, y, no or n";
	default:
		return "give a number";
	}
}

static int add_declared(struct arena *a, const struct xm_variable *var,
			const char *text, struct xm_cmdline *out,
			struct diags *ds)
{
	struct value *v = read_as(a, var->cli, text);

	if (!v) {
		diag_advise(ds, diag_add(ds, DIAG_WORD_INVALID, word_pos,
					 var->name, "Invalid value: %s", text),
			    "%s", what_fits(var->cli));
		return -1;
	}
	out->declared[out->ndeclared++] = (struct xm_word){
		.name = var->name,
		.text = arena_strdup(a, text),
		.value = v,
	};
	return 0;
}

/* The name of a declared variable is taken as it stands, blanks and all. */
static int add_word(struct arena *a, const char *word,
		    struct xm_cmdline *out, struct diags *ds)
{
	const char *eq = strchr(word, '=');
	const char *name = arena_memdup0(a, word, (size_t)(eq - word));
	const struct xm_variable *var = xm_variable_find(name);

	if (var && var->cli != XM_CLI_NONE)
		return add_declared(a, var, eq + 1, out, ds);
	out->script[out->nscript++] = (struct xm_word){
		.name = trimmed(a, name, strlen(name)),
		.text = trimmed(a, eq + 1, strlen(eq + 1)),
	};
	return 0;
}

int xm_cmdline_parse(struct arena *a, char *const *words, size_t n,
		     struct xm_cmdline *out, struct diags *ds)
{
	*out = (struct xm_cmdline){
		.declared = arena_calloc(a, n, sizeof(*out->declared)),
		.script = arena_calloc(a, n, sizeof(*out->script)),
	};
	for (size_t i = 0; i < n; i++)
		if (strchr(words[i], '=') && add_word(a, words[i], out, ds))
			return -1;
	return 0;
}

/* dir/name as xm joins and shows it: never without a leading / or ./ */
static const char *joined(struct arena *a, const char *dir, size_t len,
			  const char *name)
{
	const char *path = name;

	if (len && *name != '/')
		path = arena_printf(a, "%.*s%s%s", (int)len, dir,
				    dir[len - 1] == '/' ? "" : "/", name);
	if (*path == '/' || (len && *dir == '.'))
		return path;
	return arena_printf(a, "./%s", path);
}

const char *xm_config_find(struct arena *a, const char *name,
			   const char *search_path)
{
	const char *dir = search_path ? search_path : SEARCH_PATH;
	const char *path = joined(a, "", 0, name);

	while (access(path, F_OK)) {
		size_t len = strcspn(dir, ":");

		if (*name == '/' || !*dir)
			return NULL;
		path = joined(a, dir, len, name);
		dir += len + (dir[len] == ':');
	}
	return path;
}
