/* SPDX-License-Identifier: LGPL-2.1-only */
/* The system call filter of the sandbox. */
#ifndef XMXL_PYTHON_FILTER_H
#define XMXL_PYTHON_FILTER_H

#include <linux/filter.h>

/* Compiles the filter; its memory lives as long as the process. 0 or errno. */
int filter_build(struct sock_fprog *out);

#endif
