/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The interpreter's small objects, in memory that a forked process copies in
 * one go.
 *
 * A program writes reference counts all over the objects it shares with its
 * parent. Left to copy-on-write that is half of what a program costs: some
 * 700 faults. In huge pages the whole heap is copied in a fifth of the time,
 * and fork and exit have next to nothing to do for it.
 *
 * Where the kernel gives no huge pages, all this does nothing and pages are
 * copied one by one as they are written to.
 */
#ifndef XMXL_PYTHON_HEAP_H
#define XMXL_PYTHON_HEAP_H

/* Before the interpreter starts. */
void heap_install(void);

/* In a forked process, before the interpreter runs: makes the copy. */
void heap_unshare(void);

#endif
