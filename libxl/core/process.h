/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Which process it is. A pid alone comes back; with the time at which it began
 * it names one process for good, from its fork on and through each exec.
 */
#ifndef LIBXL_CORE_PROCESS_H
#define LIBXL_CORE_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "core/scope.h"

/* The start of /proc/PID/NAME, with a 0 behind it; 0: no such process. */
size_t lx_process_read(struct lx_scope *s, pid_t pid, const char *name,
		       char *text, size_t room);
/*
 * When a process began, in clock ticks since the host did (proc(5)). 0: it has
 * ended, or is a zombie.
 */
unsigned long long lx_process_start(struct lx_scope *s, pid_t pid);
/*
 * Has it let go of its memory, the first thing of its end: its files may be open
 * yet. Also true if there is no such process.
 */
bool lx_process_exits(struct lx_scope *s, pid_t pid);

/* Its name for later: "PID START". */
const char *lx_process_name(struct lx_scope *s, pid_t pid);
/* The pid of the process of that name; 0: it has ended. name may be NULL. */
pid_t lx_process_named(struct lx_scope *s, const char *name);

#endif
