/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The context: what libxl_ctx is inside.
 *
 * Locking: lock guards `version` and all of the event state. It is recursive,
 * so a public function may call another. It is not held while a call waits,
 * nor across callbacks into the application other than the osevent hooks.
 * logger, xc and xs are set once and safe to use from any thread.
 */
#ifndef LIBXL_CORE_CTX_H
#define LIBXL_CORE_CTX_H

#include <pthread.h>

#include <libxl.h>

struct lx_events;			/* event/, made by lx_events_init() */
struct lx_scope;
struct xc_interface_core;
struct xs_handle;

struct libxl__ctx {
	xentoollog_logger *logger;
	struct xc_interface_core *xc;	/* xc_interface of libxenctrl */
	struct xs_handle *xs;
	const char *lib_dir;		/* userdata's folder, /var/lib/xen */
	const char *run_dir;		/* sockets, /var/run/xen */
	const char *log_dir;		/* /var/log/xen */
	const char *sys_dir;		/* sysfs, /sys */
	pthread_mutex_t lock;
	struct lx_events *events;	/* [lock] */
	libxl_version_info version;	/* [lock] asked once */
	bool version_known;		/* [lock] */
};

void lx_lock(libxl_ctx *ctx);
void lx_unlock(libxl_ctx *ctx);

#endif
