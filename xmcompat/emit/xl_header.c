/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The block at the top: one entry for each name that conversion dropped or
 * could only approximate. An entry that a former conversion already wrote
 * stands in the file as a comment and is not written again.
 */
#include <string.h>

#include "base/arena.h"
#include "emit/xl.h"

#define WIDTH 78

static bool is_recorded(const struct diag *d)
{
	if (!d->name || d->level == DIAG_ERROR)
		return false;
	return d->fate == FATE_LOST || d->level == DIAG_WARNING;
}

/* Did a former conversion write an entry of that name? */
static bool is_written(const struct tree *t, const char *entry)
{
	size_t len = strlen(entry);
	const char *s = t->source;

	if (!s)
		return false;
	for (size_t at = 0; at + len <= t->source_len; at++)
		if ((!at || s[at - 1] == '\n') && !memcmp(s + at, entry, len))
			return true;
	return false;
}

const char *xl_reason(const struct diag *d)
{
	size_t len = strlen(d->name);

	if (!strncmp(d->text, d->name, len) && d->text[len] == ':')
		return d->text + len + 1 + strspn(d->text + len + 1, " ");
	return d->text;
}

/* Python 2 reads no other bytes than ASCII, in comments neither. */
static const char *ascii(struct arena *a, const char *text)
{
	char *out = arena_strdup(a, text);

	for (char *s = out; *s; s++)
		if ((unsigned char)*s >= 0x80)
			*s = '?';
	return out;
}

/*
 * Words on lines of at most WIDTH columns, each a comment; column is where
 * the first line stands, 0: at its beginning.
 */
static void write_wrapped(struct xl_text *t, const char *text, size_t column)
{
	text = ascii(t->arena, text);
	while (*text) {
		size_t len;

		text += strspn(text, " \t\r\n");
		len = strcspn(text, " \t\r\n");
		if (!len)
			break;
		if (column && column + 1 + len > WIDTH) {
			fputs("\n", t->out);
			column = 0;
		}
		if (!column)
			column = (size_t)fprintf(t->out, "#  ");
		column += (size_t)fprintf(t->out, " %.*s", (int)len, text);
		text += len;
	}
	fputs("\n", t->out);
}

static bool seen_before(const struct diags *ds, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (is_recorded(&ds->v[k]) &&
		    !strcmp(ds->v[k].name, ds->v[i].name) &&
		    !strcmp(ds->v[k].text, ds->v[i].text))
			return true;
	return false;
}

static void write_entry(struct xl_text *t, const struct diag *d)
{
	const char *text = xl_reason(d);

	fprintf(t->out, XL_MARK "%s: %s\n", d->name,
		d->fate == FATE_LOST ? "not kept" : "please check");
	if (d->advice)
		text = arena_printf(t->arena, "%s; %s", text, d->advice);
	write_wrapped(t, text, 0);
}

void xl_write_comment(struct xl_text *t, const char *text)
{
	fputs("# xl convert:", t->out);
	write_wrapped(t, text, strlen(XL_MARK) - 1);
}

bool xl_is_anchored(const char *line, size_t len)
{
	static const char *const marks[] = { "-*-", "coding", "xmxl:" };

	if (len > 1 && line[0] == '#' && line[1] == '!')
		return true;
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		const char *at = strstr(line, marks[i]);

		if (at && at < line + len)
			return true;
	}
	return false;
}

void xl_write_header(struct xl_text *t)
{
	const struct diags *ds = t->diags;
	bool any = false;

	for (size_t i = 0; i < ds->n; i++) {
		const struct diag *d = &ds->v[i];

		if (!is_recorded(d) || seen_before(ds, i) ||
		    is_written(t->names,
			       arena_printf(t->arena, XL_MARK "%s: ",
					    d->name)))
			continue;
		write_entry(t, d);
		any = true;
	}
	if (any)
		fputs("\n", t->out);
}
