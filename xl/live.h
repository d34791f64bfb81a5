/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Commands that need a running Xen live in a module of their own, xl-live.so,
 * which alone is linked to libxenlight: converting and dry-running work on a
 * machine without any of Xen's libraries. Rows of the command tables name
 * cmd_live; the module finds its function by program and command.
 */
#ifndef XL_LIVE_H
#define XL_LIVE_H

#include "xl/command.h"

#define LIVE_MODULE "xl-live.so"
/* The one function the module has for us, of type live_entry. */
#define LIVE_ENTRY "xl_live_run"
typedef int live_entry(const struct invocation *inv);

/*
 * Is there a Xen, and may we talk to it? If not, says so in one sentence and
 * sets the exit status: to be asked before work is done in vain.
 */
bool live_is_possible(const struct invocation *inv, int *status);

/*
 * Runs a command in the module; returns its exit status. Without Xen on the
 * machine, or without the module, says so in one sentence and returns 1.
 */
int cmd_live(const struct invocation *inv);

#endif
