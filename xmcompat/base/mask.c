/* SPDX-License-Identifier: LGPL-2.1-only */
/* What of a text must not be shown. */
#include "base/mask.h"

#include <string.h>

#include "base/arena.h"

#define SECRET "passwd"

bool mask_is_secret(const char *name)
{
	size_t n = name ? strlen(name) : 0, m = strlen(SECRET);

	return n >= m && !strcmp(name + n - m, SECRET);
}

static const char *skip_blanks(const char *p)
{
	return p + strspn(p, " \t");
}

/* The end of a string of this quote that begins at p, or of its line. */
static const char *string_end(const char *p, char quote)
{
	while (*p && *p != quote && *p != '\n')
		p += *p == '\\' && p[1] && p[1] != '\n' ? 2 : 1;
	return p;
}

/* Behind = or :, the first byte of the value and the one after its last. */
static const char *assigned_end(const char **value)
{
	const char *p = skip_blanks(*value);
	size_t prefix = strspn(p, "uUbBrR");

	if (p[prefix] == '"' || p[prefix] == '\'') {
		*value = p + prefix + 1;
		return string_end(*value, p[prefix]);
	}
	*value = p;
	return p + strcspn(p, ",;'\"#)]}\n");
}

/* Behind a password's name: the same, or NULL when no value follows. */
static const char *value_end(const char **value)
{
	static const char xml[] = "\" value=\"";
	const char *p = *value;

	if (!strncmp(p, xml, strlen(xml))) {
		*value = p + strlen(xml);
		return string_end(*value, '"');
	}
	p += *p == '"' || *p == '\'';
	p = skip_blanks(p);
	p += *p == '+';
	if (*p != '=' && *p != ':')
		return NULL;
	*value = p + 1;
	return assigned_end(value);
}

/* (vncpasswd …): the name begins the list. */
static const char *listed_end(const char *text, const char *name_end,
			      const char **value)
{
	const char *p = name_end;

	while (p > text && p[-1] != '(' && p[-1] != ' ')
		p--;
	if (p == text || p[-1] != '(' || *name_end != ' ')
		return NULL;
	*value = name_end;
	return assigned_end(value);
}

const char *mask_passwords(struct arena *a, const char *text)
{
	const char *from = text, *p = text;
	const char *out = "";

	while ((p = strstr(p, SECRET))) {
		const char *value = p += strlen(SECRET);
		const char *end = value_end(&value);

		if (!end)
			end = listed_end(text, p, &value);
		if (!end || end == value)
			continue;
		out = arena_printf(a, "%s%.*s" MASKED, out,
				   (int)(value - from), from);
		from = p = end;
	}
	return from == text ? text : arena_printf(a, "%s%s", out, from);
}
