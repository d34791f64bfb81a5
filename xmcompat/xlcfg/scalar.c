/* SPDX-License-Identifier: LGPL-2.1-only */
/* Single values as xl reads them: any of them is text first. */
#include "xlcfg/scalar.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* The number as it is spelled in the source, if that is what xl would read. */
static const char *spelling(struct arena *a, const struct tree *t,
			    const struct value *v)
{
	size_t len = v->src_end - v->src_start;
	const char *s;

	if (!t->source || !len || v->src_end > t->source_len)
		return NULL;
	s = t->source + v->src_start;
	for (size_t i = 0; i < len; i++)
		if (!strchr("0123456789abcdefx", s[i]))
			return NULL;
	return arena_memdup0(a, s, len);
}

const char *xl_scalar_text(struct arena *a, const struct tree *t,
			   const struct value *v)
{
	const char *s;

	switch (v->type) {
	case VALUE_STRING:
	case VALUE_UNICODE:
	case VALUE_WORD:
	case VALUE_LONG:
		return v->str;
	case VALUE_INT:
		s = spelling(a, t, v);
		return s ? s : arena_printf(a, "%" PRId64, v->i);
	default:
		return NULL;
	}
}

enum xl_number xl_scalar_number(const char *text, int64_t *n)
{
	char *end;

	errno = 0;
	*n = strtoll(text, &end, 0);
	if (errno == ERANGE)
		return XL_NUMBER_RANGE;
	return end == text || *end ? XL_NUMBER_NONE : XL_NUMBER;
}

struct value *xl_scalar_value(struct arena *a, int64_t n, struct pos pos)
{
	if (n >= 0)
		return value_int(a, n, pos);
	return value_string(a, arena_printf(a, "%" PRId64, n), pos);
}
