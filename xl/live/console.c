/* SPDX-License-Identifier: GPL-2.0-only */
/* xl console, vncviewer, and what `create -c' connects. */
#include "xl/live/console.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "xl/live/commands.h"
#include "xl/live/monitor.h"

void console_init(struct console *c, struct session *s)
{
	*c = (struct console){ .s = s, .ready = -1 };
}

/* In the child: becomes the client, or ends. */
static void become_client(struct console *c, uint32_t domid, int ready)
{
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	if (!session_after_fork(c->s, true))
		libxl_primary_console_exec(c->s->ctx, domid, ready);
	refuse(c->s, "the console client (xenconsole) cannot be run");
	_exit(1);
}

/* A boot loader's client ends with the boot loader; it gets a second for it. */
static void let_end(struct console *c)
{
	int status;

	for (int i = 0; c->client > 0 && i < 20; i++) {
		if (waitpid(c->client, &status, WNOHANG))
			return;
		usleep(50000);
	}
}

void console_ready(libxl_ctx *ctx, libxl_event *event, void *for_callback)
{
	struct console *c = for_callback;
	uint32_t domid = event->domid;
	int fds[2];

	libxl_event_free(ctx, event);
	let_end(c);
	if (pipe(fds))
		return;
	fflush(NULL);
	c->client = fork();
	if (!c->client) {
		close(fds[0]);
		become_client(c, domid, fds[1]);
	}
	close(fds[1]);
	if (c->client < 0) {
		refuse(c->s, "no process for the console client: %s",
		       strerror(errno));
		c->client = 0;
		close(fds[0]);
		return;
	}
	if (c->ready >= 0)
		close(c->ready);
	c->ready = fds[0];
}

int console_wait_ready(struct console *c)
{
	char byte;
	ssize_t n;

	if (c->ready < 0)
		return c->client ? -1 : 0;
	do
		n = read(c->ready, &byte, 1);
	while (n < 0 && errno == EINTR && !interrupted());
	close(c->ready);
	c->ready = -1;
	return n == 1 && !byte ? 0 : -1;
}

void console_wait(struct console *c)
{
	int status;

	if (c->ready >= 0)
		close(c->ready);
	c->ready = -1;
	while (c->client > 0 && waitpid(c->client, &status, 0) < 0 &&
	       errno == EINTR)
		;
	c->client = 0;
}

int viewer_start(struct session *s, uint32_t domid, bool password)
{
	pid_t child;

	fflush(NULL);
	child = fork();
	if (child < 0) {
		refuse(s, "no process for the viewer: %s", strerror(errno));
		return -1;
	}
	if (child)
		return 0;
	if (!session_after_fork(s, false))
		libxl_vncviewer_exec(s->ctx, domid, password);
	refuse(s, "the program vncviewer cannot be run");
	_exit(1);
}

/* -- commands ------------------------------------------------------------- */

static const struct {
	const char *name;
	libxl_console_type type;
} console_types[] = {
	{ "pv", LIBXL_CONSOLE_TYPE_PV },
	{ "serial", LIBXL_CONSOLE_TYPE_SERIAL },
	{ "vuart", LIBXL_CONSOLE_TYPE_VUART },
};

static int console_type(const char *name, libxl_console_type *type)
{
	for (size_t i = 0; i < 3; i++)
		if (!strcmp(console_types[i].name, name)) {
			*type = console_types[i].type;
			return 0;
		}
	return -1;
}

/* Only returns when there is no console. */
static int connect_numbered(struct session *s, uint32_t domid, long number,
			    libxl_console_type type)
{
	libxl_console_exec(s->ctx, domid, (int)number, type, -1);
	return refuse(s, "Unable to attach console");
}

int live_console(struct session *s)
{
	const char *number = given_arg(s, 'n'), *name = given_arg(s, 't');
	libxl_console_type type = LIBXL_CONSOLE_TYPE_PV;
	uint32_t domid;
	long n = 0;
	int status;

	if (number && read_number(number, 0, 1 << 16, &n))
		return usage_error(s->inv, "\"%s\" is no console number",
				   number);
	if (name && console_type(name, &type))
		return usage_error(s->inv, "\"%s\" is not one of pv, serial, "
				   "vuart", name);
	status = find_domain(s, s->words[0], &domid);
	if (status)
		return status;
	fflush(NULL);
	if (name || number)
		return connect_numbered(s, domid, n, type);
	libxl_primary_console_exec(s->ctx, domid, -1);
	return refuse(s, "Unable to attach console");
}

int live_vncviewer(struct session *s)
{
	uint32_t domid;
	int status = find_domain(s, s->words[0], &domid);

	if (status)
		return status;
	fflush(NULL);
	libxl_vncviewer_exec(s->ctx, domid, given(s, OPT_AUTOPASS) ||
			     given(s, OPT_VIEWER_AUTOPASS));
	return refuse(s, "the screen of domain %u cannot be shown", domid);
}
