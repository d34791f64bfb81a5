/* SPDX-License-Identifier: LGPL-2.1-only */
/* Inside the library and its tests: pools of a given evaluator. */
#ifndef XMCOMPAT_PYTHON_POOL_H
#define XMCOMPAT_PYTHON_POOL_H

#include <sys/types.h>

struct python_pool;

/* A pool of the evaluator at path; NULL: the one of this build. */
struct python_pool *python_pool_at(const char *path);
/* The evaluator's process, or 0. */
pid_t python_pool_pid(const struct python_pool *p);

#endif
