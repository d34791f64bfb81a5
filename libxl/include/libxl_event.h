/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * libxl API: events, the caller's event loop, child processes.
 *
 * A caller learns of events in one of two ways: it asks (libxl_event_check,
 * libxl_event_wait) or it registers hooks. Likewise libxl's descriptors and
 * timers are watched either by the caller's poll loop (beforepoll, afterpoll)
 * or by hooks into the caller's event loop.
 */
#ifndef LIBXL_EVENT_H
#define LIBXL_EVENT_H

#include <libxl.h>

#include <poll.h>
#include <sys/time.h>

/* -- asking for events ---------------------------------------------------- */
/* typemask: 1 << libxl_event_type of the types wanted. */
#define LIBXL_EVENTMASK_ALL (~(unsigned long)0)

/* Non-zero: this is the event I want. */
typedef int libxl_event_predicate(const libxl_event *event, void *user);

/* ERROR_NOT_READY when no such event has happened. Free with event_free. */
int libxl_event_check(libxl_ctx *ctx, libxl_event **event_r, uint64_t typemask,
		      libxl_event_predicate *predicate, void *predicate_user);
/* Waits until there is one. */
int libxl_event_wait(libxl_ctx *ctx, libxl_event **event_r, uint64_t typemask,
		     libxl_event_predicate *predicate, void *predicate_user);
void libxl_event_free(libxl_ctx *ctx, libxl_event *event);

/* -- being told ------------------------------------------------------------- */
typedef struct libxl_event_hooks {
	/* The types that event_occurs wants; the others are queued. */
	uint64_t event_occurs_mask;
	/* The callee frees the event. */
	void (*event_occurs)(void *user,
#ifndef LIBXL_HAVE_NONCONST_EVENT_OCCURS_EVENT_ARG
			     const
#endif
			     libxl_event *event);
	/* Events of this type (0: all) may have been lost. */
	void (*disaster)(void *user, libxl_event_type type, const char *msg,
			 int errnoval);
} libxl_event_hooks;

/* hooks stay the caller's and in force until the context is freed. */
void libxl_event_register_callbacks(libxl_ctx *ctx,
				    const libxl_event_hooks *hooks, void *user);

/* -- which events are wanted ------------------------------------------------ */
typedef struct libxl__evgen_domain_death libxl_evgen_domain_death;
/* DOMAIN_SHUTDOWN once, then DOMAIN_DEATH once, for this domain. */
int libxl_evenable_domain_death(libxl_ctx *ctx, uint32_t domid,
				libxl_ev_user user,
				libxl_evgen_domain_death **evgen_out);
void libxl_evdisable_domain_death(libxl_ctx *ctx,
				  libxl_evgen_domain_death *evgen);

typedef struct libxl__evgen_disk_eject libxl_evgen_disk_eject;
/* DISK_EJECT each time the guest ejects the medium of vdev. */
int libxl_evenable_disk_eject(libxl_ctx *ctx, uint32_t domid, const char *vdev,
			      libxl_ev_user user,
			      libxl_evgen_disk_eject **evgen_out);
void libxl_evdisable_disk_eject(libxl_ctx *ctx, libxl_evgen_disk_eject *evgen);

/* -- a caller's poll loop --------------------------------------------------- */
struct pollfd;

/*
 * Adds to fds what libxl waits for. *nfds_io: room, then entries used; when
 * the room is too small ERROR_BUFFERFULL and the number needed. *timeout_upd
 * is poll's timeout in ms (-1: none), lowered if need be. now: the wall clock.
 */
int libxl_osevent_beforepoll(libxl_ctx *ctx, int *nfds_io, struct pollfd *fds,
			     int *timeout_upd, struct timeval now);
/* Serves what happened; fds as filled in by poll. */
void libxl_osevent_afterpoll(libxl_ctx *ctx, int nfds,
			     const struct pollfd *fds, struct timeval now);

/* -- hooks into a caller's event loop ----------------------------------------- */
/*
 * Called with libxl's lock held; they must not call libxl. register may store
 * a value of its own, which it gets back in modify and deregister. Non-zero:
 * it did not work, the call that needed it ends with ERROR_OSEVENT_REG_FAIL.
 * timeout_modify is always given a time in the past.
 */
typedef struct libxl_osevent_hooks {
	int (*fd_register)(void *user, int fd, void **for_app_registration_out,
			   short events, void *for_libxl);
	int (*fd_modify)(void *user, int fd, void **for_app_registration_update,
			 short events);
	void (*fd_deregister)(void *user, int fd, void *for_app_registration);
	int (*timeout_register)(void *user, void **for_app_registration_out,
				struct timeval abs, void *for_libxl);
	int (*timeout_modify)(void *user, void **for_app_registration_update,
			      struct timeval abs);
	void (*timeout_deregister)(void *user, void *for_app_registration);
} libxl_osevent_hooks;

/* Once per context, before anything that waits. */
void libxl_osevent_register_hooks(libxl_ctx *ctx,
				  const libxl_osevent_hooks *hooks, void *user);
/* The caller's loop saw revents on fd; for_libxl from fd_register. */
void libxl_osevent_occurred_fd(libxl_ctx *ctx, void *for_libxl, int fd,
			       short events, short revents);
/* A registered time came; it is then no longer registered. */
void libxl_osevent_occurred_timeout(libxl_ctx *ctx, void *for_libxl);

/* -- child processes ------------------------------------------------------- */
typedef enum {
	/* libxl owns SIGCHLD while it has children; the default. */
	libxl_sigchld_owner_libxl,
	/* The caller owns SIGCHLD and tells libxl of its children's end. */
	libxl_sigchld_owner_mainloop,
	/* libxl owns SIGCHLD all the time and reaps every child there is. */
	libxl_sigchld_owner_libxl_always,
	/* The same, but only libxl's own children are reaped. */
	libxl_sigchld_owner_libxl_always_selective_reap,
} libxl_sigchld_owner;

typedef struct {
	libxl_sigchld_owner chldowner;
	/* NULL, or called for fork(); -1: failed, errno tells. */
	pid_t (*fork_replacement)(void *user);
	/* NULL, or told of a reaped child that is not libxl's: 0 if its own. */
	int (*reaped_callback)(pid_t pid, int status, void *user);
} libxl_childproc_hooks;

/* hooks NULL: back to the default. Not while libxl has children. */
void libxl_childproc_setmode(libxl_ctx *ctx, const libxl_childproc_hooks *hooks,
			     void *user);
/* The caller reaped pid: 0 when it was libxl's, ERROR_UNKNOWN_CHILD if not. */
int libxl_childproc_reaped(libxl_ctx *ctx, pid_t pid, int status);
/* SIGCHLD came; for callers that share it with libxl. */
void libxl_childproc_sigchld_occurred(libxl_ctx *ctx);
/* To be called in a child that will go on without exec. ctx may be NULL. */
void libxl_postfork_child_noexec(libxl_ctx *ctx);

#endif
