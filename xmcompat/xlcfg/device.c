/* SPDX-License-Identifier: LGPL-2.1-only */
/* What the device parsers share: complaints, and key=value pairs. */
#include "xlcfg/device.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"

int xl_refuse(struct xl_reader *r, const char *fmt, ...)
{
	const char *text;
	va_list ap;

	va_start(ap, fmt);
	text = arena_vprintf(r->arena, fmt, ap);
	va_end(ap);
	diag_add(r->diags, DIAG_XL_REFUSED, r->pos, r->key, "%s", text);
	return -1;
}

void xl_leave_out(struct xl_reader *r, const char *fmt, ...)
{
	const char *text;
	va_list ap;

	va_start(ap, fmt);
	text = arena_vprintf(r->arena, fmt, ap);
	va_end(ap);
	diag_add(r->diags, DIAG_XL_LEFT_OUT, r->pos, r->key, "%s", text);
}

static struct xl_pair pair_read(struct arena *a, const char *text, size_t len)
{
	const char *eq = memchr(text, '=', len);
	struct xl_pair p = { 0 };

	if (!eq) {
		p.key = arena_memdup0(a, text, len);
		return p;
	}
	p.key = arena_memdup0(a, text, (size_t)(eq - text));
	p.value = arena_memdup0(a, eq + 1, len - (size_t)(eq + 1 - text));
	return p;
}

struct xl_pairs xl_pairs_split(struct arena *a, const char *text)
{
	struct xl_pairs p = { 0 };
	size_t room = 1;

	for (const char *s = text; *s; s++)
		room += *s == ',';
	p.v = arena_calloc(a, room, sizeof(*p.v));
	for (;;) {
		size_t len;

		text += strspn(text, " \t");
		len = strcspn(text, ",");
		if (len)
			p.v[p.n++] = pair_read(a, text, len);
		if (!text[len])
			return p;
		text += len + 1;
	}
}

const char *xl_pairs_get(const struct xl_pairs *p, const char *key)
{
	for (size_t i = p->n; i-- > 0;)
		if (p->v[i].value && !strcmp(p->v[i].key, key))
			return p->v[i].value;
	return NULL;
}

long xl_pairs_number(const struct xl_pairs *p, const char *key)
{
	const char *value = xl_pairs_get(p, key);

	return value ? strtol(value, NULL, 10) : 0;
}

const char *xl_pairs_text(struct arena *a, const struct xl_pairs *p)
{
	const char *text = "";

	for (size_t i = 0; i < p->n; i++) {
		const struct xl_pair *v = &p->v[i];

		text = arena_printf(a, "%s%s%s%s%s", text, i ? "," : "", v->key,
				    v->value ? "=" : "",
				    v->value ? v->value : "");
	}
	return text;
}

/* -- pairs by a table ------------------------------------------------------- */

/* s without the blanks around it. */
static const char *trimmed(struct arena *a, const char *s)
{
	size_t len;

	s += strspn(s, " \t");
	len = strlen(s);
	while (len && strchr(" \t", s[len - 1]))
		len--;
	return arena_memdup0(a, s, len);
}

static const struct xl_pair_rule *rule_find(const struct xl_syntax *s,
					    const char *key)
{
	for (const struct xl_pair_rule *rule = s->rules; rule->key; rule++)
		if (!strcmp(rule->key, key))
			return rule;
	return NULL;
}

/* Where value stands in "a|b|c", whatever its case; NULL: nowhere. */
static const char *in_words(const char *words, const char *value)
{
	size_t len = strlen(value);

	for (;;) {
		size_t n = strcspn(words, "|");

		if (n == len && !strncasecmp(words, value, n))
			return words;
		if (!words[n])
			return NULL;
		words += n + 1;
	}
}

static const char *lowered(struct arena *a, const char *s)
{
	char *lower = arena_strdup(a, s);

	for (char *c = lower; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return lower;
}

/* One pair: 1 keep, 0 drop, -1 refused. */
static int pair_check(struct xl_reader *r, const struct xl_syntax *s,
		      struct xl_pair *p)
{
	const struct xl_pair_rule *rule = rule_find(s, p->key);
	const char *word;

	if (!rule && s->unknown == XL_UNKNOWN_REFUSED)
		return xl_refuse(r, "\"%s=\" is not known here", p->key);
	if (!rule) {
		xl_leave_out(r, "xl ignores \"%s=\"", p->key);
		return 0;
	}
	if (!strcmp(p->key, "uuid"))
		p->value = lowered(r->arena, p->value);
	if (!rule->words)
		return 1;
	word = in_words(rule->words, p->value);
	if (!word || (s->exact && strncmp(word, p->value, strlen(p->value))))
		return xl_refuse(r, "\"%s\" is no %s (%s)", p->value, p->key,
				 rule->words);
	p->value = lowered(r->arena, p->value);
	return 1;
}

int xl_pairs_parse(struct xl_reader *r, const struct xl_syntax *s,
		   const char *text, struct xl_pairs *out)
{
	struct xl_pairs all = xl_pairs_split(r->arena, text);

	out->n = 0;
	out->v = arena_calloc(r->arena, all.n + 1, sizeof(*all.v));
	for (size_t i = 0; i < all.n; i++) {
		struct xl_pair *p = &all.v[i];
		int keep;

		if (s->trim) {
			p->key = trimmed(r->arena, p->key);
			p->value = p->value ? trimmed(r->arena, p->value) :
					      NULL;
		}
		if (!p->value && s->bare == XL_BARE_REFUSED)
			return xl_refuse(r, "\"%s\" has no \"=\"", p->key);
		if (!p->value) {
			xl_leave_out(r, "xl stops reading at \"%s\", which has "
				     "no \"=\"", p->key);
			break;
		}
		keep = pair_check(r, s, p);
		if (keep < 0)
			return -1;
		if (keep)
			out->v[out->n++] = *p;
	}
	return s->check ? s->check(r, out) : 0;
}
