/* SPDX-License-Identifier: LGPL-2.1-only */
/* Lists that are handed to callers: malloc'ed arrays of one type. */
#ifndef LIBXL_HOST_LIST_H
#define LIBXL_HOST_LIST_H

#include "idl/types.h"

/* Disposes of nr values of type t and frees the array. */
void lx_list_free(const struct lx_type *t, void *list, int nr);

#endif
