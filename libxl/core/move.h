/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Fields that moved: what callers of an older API set inside the union (say
 * u.pv.kernel) belongs to the outer struct now (kernel).
 */
#ifndef LIBXL_CORE_MOVE_H
#define LIBXL_CORE_MOVE_H

#include "core/type.h"

struct lx_move {
	int key;		/* the union's key under which the old field is */
	const char *name;	/* of the old field; NULL ends the table */
	const struct lx_type *type;
	size_t from_offset;
	size_t to_offset;
	int64_t initial;	/* of numbers */
};

/*
 * Moves what is set; key is the union's. ERROR_INVAL when the old and the
 * new field are both set.
 */
int lx_move_fields(struct lx_scope *s, const struct lx_move *moves, int key,
		   void *p);

#endif
