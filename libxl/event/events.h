/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The event state of a context, and the way in and out of the library.
 *
 * Everything that waits or is called back is served with ctx->lock held: fd,
 * timer, watch and child functions, and the steps of operations. What the
 * application gets to hear (its event hook, the ends of operations) is put
 * into an outbox and told when the thread that filled it leaves the library,
 * without the lock, so it may call any function of the library from there.
 */
#ifndef LIBXL_EVENT_EVENTS_H
#define LIBXL_EVENT_EVENTS_H

#include <libxl.h>

/* Sets ctx->events. 0 or ERROR_*. */
int lx_events_init(libxl_ctx *ctx);
/* Deregisters everything and frees ctx->events; NULL is allowed. */
void lx_events_exit(libxl_ctx *ctx);

/*
 * A public function that starts operations, registers anything, or changes
 * what is registered, runs between these two. They nest; the last leave tells
 * the application what is in the outbox. lx_lock() does not do for that.
 */
void lx_enter(libxl_ctx *ctx);
void lx_leave(libxl_ctx *ctx);

/* -- events for the application; caller holds the lock -------------------- */
libxl_event *lx_event_new(libxl_event_type type, uint32_t domid,
			  libxl_ev_user user);
/* Takes the event over: queued, or told to the application's hook. */
void lx_event_occurred(libxl_ctx *ctx, libxl_event *event);

/*
 * Events of type (0: any) are lost and that cannot be helped. Tells the
 * application, or ends the program when it did not ask to be told.
 */
void lx_disaster(libxl_ctx *ctx, libxl_event_type type, int errnoval,
		 const char *what);

#endif
