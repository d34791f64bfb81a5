/* SPDX-License-Identifier: LGPL-2.1-only */
/* What the device parsers share: complaints, and key=value pairs. */
#include "xlcfg/device.h"

#include <stdarg.h>
#include <string.h>

#include "base/arena.h"

int xl_refuse(struct xl_reader *r, const char *fmt, ...)
{
	const char *text;
	va_list ap;

	va_start(ap, fmt);
	text = arena_vprintf(r->arena, fmt, ap);
	va_end(ap);
	diag_add(r->diags, DIAG_XL_REFUSED, r->pos, r->key, "%s: %s", r->key,
		 text);
	return -1;
}

void xl_leave_out(struct xl_reader *r, const char *fmt, ...)
{
	const char *text;
	va_list ap;

	va_start(ap, fmt);
	text = arena_vprintf(r->arena, fmt, ap);
	va_end(ap);
	diag_add(r->diags, DIAG_XL_LEFT_OUT, r->pos, r->key, "%s: %s", r->key,
		 text);
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
