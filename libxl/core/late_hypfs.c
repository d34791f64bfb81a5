/* SPDX-License-Identifier: LGPL-2.1-only */
/* What is used of libxenhypfs: see core/late.h. */
#include <stddef.h>

#include <xenhypfs.h>

#include "core/late.h"

#define HYPFS "libxenhypfs.so.1"

xenhypfs_handle *xenhypfs_open(struct xentoollog_logger *logger,
			       unsigned int flags)
{
	__typeof__(xenhypfs_open) *call = lx_late(HYPFS, __func__);

	return call ? call(logger, flags) : NULL;
}

int xenhypfs_close(xenhypfs_handle *fs)
{
	__typeof__(xenhypfs_close) *call = lx_late(HYPFS, __func__);

	return call ? call(fs) : -1;
}

int xenhypfs_write(xenhypfs_handle *fs, const char *path, const char *value)
{
	__typeof__(xenhypfs_write) *call = lx_late(HYPFS, __func__);

	return call ? call(fs, path, value) : -1;
}
