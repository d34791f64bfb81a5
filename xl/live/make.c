/* SPDX-License-Identifier: GPL-2.0-only */
/* Making a domain: lock, room, create, console, unpause. */
#include "xl/live/monitor.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>

#include "xl/live/console.h"
#include "xl/live/hostlock.h"

static volatile sig_atomic_t got_signal;

static void on_signal(int number)
{
	got_signal = number;
}

bool interrupted(void)
{
	return got_signal != 0;
}

static const int ending[] = { SIGINT, SIGTERM, SIGHUP };

struct held_signals {
	struct sigaction old[sizeof(ending) / sizeof(ending[0])];
};

/* From here on they are only noted: libxl is asked to take the domain back. */
static void hold_signals(struct held_signals *h)
{
	struct sigaction note_it = { .sa_handler = on_signal };

	got_signal = 0;
	sigemptyset(&note_it.sa_mask);
	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++)
		sigaction(ending[i], &note_it, &h->old[i]);
}

static void release_signals(const struct held_signals *h)
{
	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++)
		sigaction(ending[i], &h->old[i], NULL);
}

/* -- waiting for libxl, and breaking off ----------------------------------- */
/* How often a signal is looked for that came just before poll(). */
#define LOOK_MS 200

struct wait {
	libxl_ctx *ctx;
	struct pollfd *fds;
	int room;
	bool over;
	int rc;
};

static void is_over(libxl_ctx *ctx, int rc, void *for_callback)
{
	struct wait *w = for_callback;

	w->over = true;
	w->rc = rc;
}

/* The fds that libxl waits for; -1: it cannot say. */
static int ask_fds(struct wait *w, int *timeout)
{
	struct timeval now;

	for (;;) {
		struct pollfd *more;
		int n = w->room;
		int rc;

		gettimeofday(&now, NULL);
		rc = libxl_osevent_beforepoll(w->ctx, &n, w->fds, timeout,
					      now);
		if (rc != ERROR_BUFFERFULL)
			return rc ? -1 : n;
		more = realloc(w->fds, n * sizeof(*more));
		if (!more)
			return -1;
		w->fds = more;
		w->room = n;
	}
}

/* Lets libxl do what there is to do, and waits a little for more. */
static void serve(struct wait *w)
{
	struct timeval now;
	int timeout = LOOK_MS;
	int n = ask_fds(w, &timeout);

	if (poll(w->fds, n < 0 ? 0 : n,
		 timeout >= 0 && timeout < LOOK_MS ? timeout : LOOK_MS) < 0)
		n = 0;		/* a signal */
	if (n < 0)
		return;
	gettimeofday(&now, NULL);
	libxl_osevent_afterpoll(w->ctx, n, w->fds, now);
}

/*
 * Creates as libxl_domain_create_new() does by itself, but a signal breaks it
 * off: libxl then takes back what it has begun.
 */
static int create_or_abort(struct making *m,
			   const libxl_asyncprogress_how *console)
{
	struct wait w = { .ctx = m->s->ctx };
	libxl_asyncop_how how = { .callback = is_over, .u.for_callback = &w };
	bool aborted = false;
	int rc = libxl_domain_create_new(m->s->ctx, m->config, &m->domid, &how,
					 console);

	if (rc)
		return rc;
	while (!w.over) {
		if (interrupted() && !aborted) {
			aborted = true;
			libxl_ao_abort(m->s->ctx, &how);
		}
		if (!w.over)
			serve(&w);
	}
	free(w.fds);
	return w.rc;
}

static int create_locked(struct making *m)
{
	libxl_asyncprogress_how how = { .callback = console_ready,
					.for_callback = m->console };
	const libxl_asyncprogress_how *console = m->console ? &how : NULL;
	int rc, lock = hostlock_take(m->s);

	if (lock < 0)
		return ERROR_LOCK_FAIL;
	if (m->reset)
		rc = libxl_domain_soft_reset(m->s->ctx, m->config, m->domid,
					     NULL, console);
	else if (make_room(m->s, m->config))
		rc = ERROR_NOMEM;
	else
		rc = create_or_abort(m, console);
	hostlock_give(lock);
	return rc;
}

/* Takes back a domain that nobody wants any more; false: it could not. */
static bool undo(struct making *m)
{
	uint32_t domid = m->domid;
	int rc;

	m->domid = NO_DOMAIN;
	/* libxl has destroyed what it could not finish, unless it said why not */
	if (domid == NO_DOMAIN || !libxl_domid_valid_guest(domid))
		return true;
	rc = libxl_domain_destroy(m->s->ctx, domid, NULL);
	if (!rc || rc == ERROR_DOMAIN_NOTFOUND)
		return true;
	refuse(m->s, "domain %u cannot be destroyed and is left; try xl destroy %u",
	       domid, domid);
	return false;
}

int make_domain(struct making *m)
{
	struct held_signals held;
	bool gone = true;
	int rc;

	hold_signals(&held);
	if (!m->reset)
		m->domid = NO_DOMAIN;
	rc = create_locked(m);
	if (!rc && m->console && console_wait_ready(m->console))
		refuse(m->s, "the console client does not connect");
	if (!rc && !m->paused && !interrupted())
		rc = libxl_domain_unpause(m->s->ctx, m->domid, NULL);
	if (!rc && interrupted())
		rc = ERROR_ABORTED;
	if (rc)
		gone = undo(m);
	release_signals(&held);
	if (interrupted())
		refuse(m->s, gone ? "interrupted; the domain is gone again" :
		       "interrupted");
	return rc;
}
