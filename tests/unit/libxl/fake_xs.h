/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A xenstore in memory: link fake_xs.c and it takes libxenstore's place.
 *
 * One store per process, for all handles. Watches fire through a pipe, as the
 * real library's do. Transactions write through, are taken back when they are
 * not committed, and never conflict unless a test says how many are to.
 */
#ifndef TESTS_LIBXL_FAKE_XS_H
#define TESTS_LIBXL_FAKE_XS_H

/* Forgets everything. */
void fake_xs_reset(void);
/* The value at path, or NULL; belongs to the store. */
const char *fake_xs_value(const char *path);
/* As somebody else would write or remove it. */
void fake_xs_set(const char *path, const char *value);
void fake_xs_remove(const char *path);
/* Fires watches on a special path such as "@releaseDomain". */
void fake_xs_fire(const char *special);
/* Permissions as text, "n0,r1", or "" when none were set. */
const char *fake_xs_perms(const char *path);
/* How many watches there are. */
int fake_xs_watches(void);
/* The next n commits fail with EAGAIN. */
void fake_xs_conflicts(int n);
/* The next n removals in a transaction fail with EIO, as after a conflict. */
void fake_xs_torn(int n);
/* The nth call from now on fails with EIO (0: none); how many there were. */
void fake_xs_fail_at(int n);
int fake_xs_calls(void);
/* Called before each change outside a transaction and before each transaction. */
void fake_xs_before_change(void (*fn)(void));
/* All nodes as "PATH = \"VALUE\"   (PERMS)\n", in the order of their names. */
char *fake_xs_dump(void);

#endif
