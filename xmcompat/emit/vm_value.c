/* SPDX-License-Identifier: LGPL-2.1-only */
/* Values in an S-expression as xend's writer shows them. */
#include <inttypes.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "emit/vm.h"

char *vm_repr(struct arena *a, const char *s)
{
	char quote = strchr(s, '\'') && !strchr(s, '"') ? '"' : '\'';
	char *out = arena_alloc(a, 4 * strlen(s) + 3), *p = out;

	*p++ = quote;
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		const char *named = strchr("\tt\nn\rr", c);

		if (c < 0x20 && named)
			p += sprintf(p, "\\%c", named[1]);
		else if (c == '\\' || c == (unsigned char)quote)
			p += sprintf(p, "\\%c", c);
		else if (c < 0x20 || c >= 0x7f)
			p += sprintf(p, "\\x%02x", c);
		else
			*p++ = (char)c;
	}
	*p++ = quote;
	return out;
}

static char *repr_value(struct arena *a, const struct value *v);

/* Inner part of a list, tuple or dict. */
static char *repr_items(struct arena *a, const struct value *v)
{
	char *text = arena_strdup(a, "");

	for (size_t i = 0; i < v->items.n; i++) {
		bool after_key = v->type == VALUE_DICT && i % 2;

		text = arena_printf(a, "%s%s%s", text,
				    !i ? "" : after_key ? ": " : ", ",
				    repr_value(a, v->items.v[i]));
	}
	return text;
}

/* str() of a float: twelve digits, and always recognisable as one. */
static char *float_text(struct arena *a, double f)
{
	char *text = arena_printf(a, "%.12g", f);

	return strpbrk(text, ".en") ? text : arena_printf(a, "%s.0", text);
}

static char *repr_value(struct arena *a, const struct value *v)
{
	switch (v->type) {
	case VALUE_NONE:
		return arena_strdup(a, "None");
	case VALUE_BOOL:
		return arena_strdup(a, v->b ? "True" : "False");
	case VALUE_INT:
		return arena_printf(a, "%" PRId64, v->i);
	case VALUE_LONG:
		return arena_printf(a, "%sL", v->str);
	case VALUE_FLOAT:
		return float_text(a, v->f);
	case VALUE_STRING:
	case VALUE_WORD:
		return vm_repr(a, v->str);
	case VALUE_UNICODE:
		return arena_printf(a, "u%s", vm_repr(a, v->str));
	case VALUE_LIST:
		return arena_printf(a, "[%s]", repr_items(a, v));
	case VALUE_TUPLE:
		return arena_printf(a, v->items.n == 1 ? "(%s,)" : "(%s)",
				    repr_items(a, v));
	case VALUE_DICT:
		return arena_printf(a, "{%s}", repr_items(a, v));
	case VALUE_OBJECT:
		return arena_printf(a, "<%s>", v->str);
	}
	return arena_strdup(a, "");
}

static struct sxp *list_value(struct vm_writer *w, const struct value *v)
{
	struct sxp *list = sxp_list(w->arena);

	for (size_t i = 0; i < v->items.n; i++)
		sxp_push(list, vm_value(w, v->items.v[i]));
	return list;
}

struct sxp *vm_value(struct vm_writer *w, const struct value *v)
{
	enum sxp_kind kind = SXP_QUOTED;
	const char *text;

	if (v->type == VALUE_LIST || v->type == VALUE_TUPLE)
		return list_value(w, v);
	if (v->type == VALUE_STRING || v->type == VALUE_WORD)
		return sxp_atom(w->arena, SXP_ATOM, v->str, v->len);
	if (v->type == VALUE_UNICODE || v->type == VALUE_LONG)
		return sxp_atom(w->arena, SXP_QUOTED, v->str, v->len);
	if (v->type == VALUE_INT || v->type == VALUE_FLOAT ||
	    v->type == VALUE_BOOL)
		kind = SXP_BARE;
	text = repr_value(w->arena, v);
	return sxp_atom(w->arena, kind, text, strlen(text));
}

void vm_pair(struct vm_writer *w, struct sxp *parent, const char *key,
	     const struct value *v)
{
	sxp_push(sxp_sub(w->arena, parent, key), vm_value(w, v));
}

const char *vm_display(void)
{
	const char *text = getenv("DISPLAY");

	return text && *text ? text : NULL;
}

const char *vm_xauthority(struct arena *a)
{
	const char *path = getenv("XAUTHORITY");
	const char *home = getenv("HOME");
	struct passwd *pw;

	if (path && *path)
		return path;
	if (!home) {
		pw = getpwuid(getuid());
		home = pw ? pw->pw_dir : "/";
	}
	return arena_printf(a, "%s/.Xauthority", home);
}

/* Drops the last component of the len bytes at out. */
static size_t parent_of(const char *out, size_t len)
{
	while (len && out[len - 1] != '/')
		len--;
	return len ? len - 1 : 0;
}

const char *vm_abspath(struct arena *a, const char *path)
{
	char cwd[PATH_MAX] = "/";
	char *out;
	size_t len = 0;

	if (*path != '/' && getcwd(cwd, sizeof(cwd)))
		path = arena_printf(a, "%s/%s", cwd, path);
	out = arena_alloc(a, strlen(path) + 2);
	while (*path) {
		size_t n = strcspn(path, "/");

		if (n == 2 && path[0] == '.' && path[1] == '.') {
			len = parent_of(out, len);
		} else if (n && !(n == 1 && path[0] == '.')) {
			out[len++] = '/';
			memcpy(out + len, path, n);
			len += n;
		}
		path += n + (path[n] == '/');
	}
	if (!len)
		out[len++] = '/';
	out[len] = '\0';
	return out;
}
