/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Printing values. Only what every reader takes alike is written: strings in
 * double quotes with \\ and \" escaped (xl's other escapes differ from
 * Python's), integers in decimal without a sign (xl has none), lists.
 */
#include "lang/print.h"

#include <string.h>

#define INDENT 4u	/* of the items of a list, one per line */

static bool text_printable(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!s[i] || s[i] == '\n' || s[i] == '\r')
			return false;
	return true;
}

bool value_printable(const struct value *v)
{
	switch (v->type) {
	case VALUE_INT:
		return true;
	case VALUE_STRING:
	case VALUE_UNICODE:
	case VALUE_WORD:
		return text_printable(v->str, v->len);
	case VALUE_LIST:
		for (size_t i = 0; i < v->items.n; i++)
			if (!value_printable(v->items.v[i]))
				return false;
		return true;
	default:
		return false;
	}
}

static void print_text(FILE *out, const char *s, size_t len)
{
	putc('"', out);
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '"' || s[i] == '\\')
			putc('\\', out);
		putc(s[i], out);
	}
	putc('"', out);
}

static void print_any(FILE *out, const struct value *v);

static void print_flat(FILE *out, const struct value_items *items)
{
	putc('[', out);
	for (size_t i = 0; i < items->n; i++) {
		if (i)
			fputs(", ", out);
		print_any(out, items->v[i]);
	}
	putc(']', out);
}

static void print_lines(FILE *out, const struct value_items *items,
			unsigned int indent)
{
	fputs("[\n", out);
	for (size_t i = 0; i < items->n; i++) {
		fprintf(out, "%*s", (int)(indent + INDENT), "");
		print_any(out, items->v[i]);
		fputs(",\n", out);
	}
	fprintf(out, "%*s]", (int)indent, "");
}

static void print_any(FILE *out, const struct value *v)
{
	/* A sign is no part of xl's numbers; quoted, xl and xend read it. */
	if (v->type == VALUE_INT)
		fprintf(out, v->i < 0 ? "\"%lld\"" : "%lld", (long long)v->i);
	else if (v->type == VALUE_LIST)
		print_flat(out, &v->items);
	else
		print_text(out, v->str, v->len);
}

int print_value(FILE *out, const struct value *v,
		const struct print_layout *layout)
{
	if (!value_printable(v))
		return -1;
	if (v->type == VALUE_LIST && v->items.n && layout && layout->multiline)
		print_lines(out, &v->items, layout->indent);
	else
		print_any(out, v);
	return 0;
}
