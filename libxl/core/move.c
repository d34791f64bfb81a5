/* SPDX-License-Identifier: LGPL-2.1-only */
/* Fields of older APIs into the ones that took their place. */
#include "core/move.h"

#include "core/log.h"

static bool is_set(const struct lx_move *m, const void *p)
{
	if (m->type->ops->number)
		return !lx_number_is(m->type, p, m->initial);
	return !lx_type_is_default(m->type, p);
}

int lx_move_fields(struct lx_scope *s, const struct lx_move *moves, int key,
		   void *p)
{
	for (const struct lx_move *m = moves; m->name; m++) {
		char *from = (char *)p + m->from_offset;
		char *to = (char *)p + m->to_offset;

		if (m->key != key || !is_set(m, from))
			continue;
		if (is_set(m, to))
			return lx_fail(s, ERROR_INVAL,
				       "build info: %s and the field that replaces it are both set; set one",
				       m->name);
		memcpy(to, from, m->type->size);
		memset(from, 0, m->type->size);
		if (m->type->ops->number)
			lx_number_set(m->type, from, m->initial);
	}
	return 0;
}
