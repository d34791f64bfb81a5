/* SPDX-License-Identifier: LGPL-2.1-only */
/* JSON of enums and structs: entries of lx_enum_ops and lx_struct_ops. */
#ifndef LIBXL_CORE_TYPE_JSON_H
#define LIBXL_CORE_TYPE_JSON_H

#include "core/type.h"

yajl_gen_status lx_enum_write(const struct lx_type *t, yajl_gen gen,
			      const void *p);
int lx_enum_read(const struct lx_type *t, struct lx_scope *s,
		 const struct lx_json *j, void *p);

/* Never: a nested struct is written even when all of it is left out. */
bool lx_struct_is_default(const struct lx_type *t, const void *p);
yajl_gen_status lx_struct_write(const struct lx_type *t, yajl_gen gen,
				const void *p);
int lx_struct_read(const struct lx_type *t, struct lx_scope *s,
		   const struct lx_json *j, void *p);

/* A C string, null for NULL. */
yajl_gen_status lx_write_string(yajl_gen gen, const char *text);

#endif
