/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Files kept for a domain: /var/lib/xen/userdata-CLASS.DOMID.UUID.OWNER.
 *
 * The names, and the lock's, are those of the distribution's libxl, so that
 * both may work on one host. Data has class d, the lock class l.
 */
#ifndef LIBXL_DOMAIN_USERDATA_H
#define LIBXL_DOMAIN_USERDATA_H

#include "core/scope.h"

/*
 * Held while a domain's files are changed, also against other processes. The
 * lock's file goes with the last holder.
 */
struct lx_userdata_lock {
	const char *path;	/* in the scope that took it */
	int fd;
};

/* Waits for the lock of s->domid. ERROR_LOCK_FAIL: also when it is gone. */
int lx_userdata_lock(struct lx_scope *s, struct lx_userdata_lock *lock);
void lx_userdata_unlock(struct lx_scope *s, struct lx_userdata_lock *lock);

/* Of s->domid; the caller holds the lock. Data is in the scope, NULL: none. */
int lx_userdata_read(struct lx_scope *s, const char *owner, char **data,
		     size_t *len);
/* Replaces the file at once and durably; len 0 removes it. */
int lx_userdata_write(struct lx_scope *s, const char *owner, const void *data,
		      size_t len);

/*
 * Removes, under the lock, all files of a domain that is gone or going; uuid is
 * its own. 0 or ERROR_*, with a message for each file that stays.
 */
int lx_userdata_remove_all(struct lx_scope *s, const libxl_uuid *uuid);

#endif
