/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Libraries that few calls need: loaded by the first of them.
 *
 * libxenguest brings three libraries to decompress kernels with, which every
 * `xl list' would have to load. late_*.c have a function for each one that is
 * used of such a library, with its name, which passes the call on; who calls
 * includes the library's header and knows nothing of it.
 */
#ifndef LIBXL_CORE_LATE_H
#define LIBXL_CORE_LATE_H

/* NULL, with ELIBACC in errno, when the library or the function is missing. */
void *lx_late(const char *soname, const char *function);

#endif
