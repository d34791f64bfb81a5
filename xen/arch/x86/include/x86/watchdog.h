/* SPDX-License-Identifier: GPL-2.0-only */
/* CPUs that watch each other; see cpu/watchdog.c. */
#ifndef X86_WATCHDOG_H
#define X86_WATCHDOG_H

/* Before the command line is parsed: watchdog, watchdog_timeout=. */
void watchdog_register_options(void);
/* All CPUs are up, and none is busy for long. */
void watchdog_start(void);

#endif
