/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * What building a domain asks of libxenctrl and libxenguest, each call of
 * which can be made to fail. Link fake_builder.c beside fake_host.c.
 */
#ifndef TESTS_LIBXL_FAKE_BUILDER_H
#define TESTS_LIBXL_FAKE_BUILDER_H

#include <stdint.h>

/* Forgets everything; the nth call from now on fails (0: none). */
void fake_builder_reset(int fail_at);
/* Which calls there were: "create(1) max_vcpus(2) ...". */
const char *fake_builder_calls(void);
/* How many could have been made to fail. */
int fake_builder_count(void);
/* Called before each call. */
void fake_builder_before_call(void (*fn)(void));
/* The last limit that was set, in KiB. */
extern uint64_t fake_builder_maxmem;
/* What the destruction of a domain fails with; 0: it does not. */
extern int fake_builder_destroy_errno;

#endif
