/* SPDX-License-Identifier: GPL-2.0-only */
/* A guest's console on this terminal: a client in a process of its own. */
#ifndef XL_LIVE_CONSOLE_H
#define XL_LIVE_CONSOLE_H

#include <sys/types.h>

#include "xl/live/session.h"

struct console {
	struct session *s;
	pid_t client;		/* 0: none */
	int ready;		/* what the client writes to once it is there */
};

void console_init(struct console *c, struct session *s);
/* libxl's callback: the domain .for_callback has a console now. */
void console_ready(libxl_ctx *ctx, libxl_event *event, void *for_callback);
/* Waits until the client is connected. Returns 0, or -1. */
int console_wait_ready(struct console *c);
/* Waits until the user leaves the console. */
void console_wait(struct console *c);

/* A VNC viewer beside us; -1 if there can be none. */
int viewer_start(struct session *s, uint32_t domid, bool password);

#endif
