/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Making a domain, and staying with it to its end: the steps of `create', and
 * the process in the background that does what on_poweroff, on_reboot,
 * on_crash, on_watchdog and on_soft_reset say.
 */
#ifndef XL_LIVE_MONITOR_H
#define XL_LIVE_MONITOR_H

#include "xl/live/session.h"

#define NO_DOMAIN ((uint32_t)-1)

struct console;

/* How a domain is made and what happens then. */
struct making {
	struct session *s;
	libxl_domain_config *config;
	uint32_t domid;			/* NO_DOMAIN: there is none */
	bool paused;
	struct console *console;	/* to be connected meanwhile, or NULL */
	libxl_domain_config *reset;	/* soft reset: .domid stays */
};

/*
 * Lock, room, create, unpause. Returns 0 or libxl's error number after
 * saying why; then there is no domain. ^C counts when the domain is made: it
 * is destroyed again, so that nothing is left.
 */
int make_domain(struct making *m);

/* Did a signal ask us to end while a domain was being made? */
bool interrupted(void);

/*
 * Waits for the domain's end, acts on it and makes it again as often as its
 * config says. Returns the exit status.
 */
int watch_domain(struct making *m);

/*
 * Goes on in the background with messages in /var/log/xen/xl-NAME.log. Returns
 * 0 in the child, the child's id in the parent, -1 after saying why.
 */
long go_to_background(struct session *s, const char *name);

/*
 * After fork(): a libxl of its own. .amid_operation: from within a callback of
 * libxl's. Returns 0, or -1.
 */
int session_after_fork(struct session *s, bool amid_operation);

/* A message with the time of day missing, as xl's logs have them. */
void note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
