/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What keeps several xl from spending the same memory: a lock around "make
 * room, then create", which the distribution's xl takes, too (fcntl on the
 * lockfile of xl.conf).
 */
#ifndef XL_LIVE_HOSTLOCK_H
#define XL_LIVE_HOSTLOCK_H

#include "xl/live/session.h"

/* Waits for the lock. Returns its descriptor, or -1 after saying why. */
int hostlock_take(const struct session *s);
void hostlock_give(int fd);

/*
 * Makes domain 0 smaller until the domain fits, if xl.conf says so. Returns 0,
 * or -1 after saying what is short.
 */
int make_room(const struct session *s, libxl_domain_config *config);

#endif
