/* SPDX-License-Identifier: GPL-2.0-only */
/* create: from a config to a running domain. */
#include <config.h>	/* _GNU_SOURCE */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "xl/create.h"
#include "xl/live/commands.h"
#include "xl/live/console.h"
#include "xl/live/domconf.h"
#include "xl/live/json.h"
#include "xl/live/monitor.h"

int session_after_fork(struct session *s, bool amid_operation)
{
	libxl_postfork_child_noexec(s->ctx);
	/* libxl bears no freeing while it waits for something */
	if (!amid_operation)
		libxl_ctx_free(s->ctx);
	s->ctx = NULL;
	if (libxl_ctx_alloc(&s->ctx, LIBXL_VERSION, 0,
			    (xentoollog_logger *)s->logger)) {
		s->ctx = NULL;
		return -1;
	}
	return 0;
}

/* -- the background ------------------------------------------------------- */

static int open_log(struct session *s, const char *name)
{
	char *base, *path = NULL;
	int fd = -1;

	if (asprintf(&base, "xl-%s", file_name_of(s, name)) < 0)
		return -1;
	if (!libxl_create_logfile(s->ctx, base, &path))
		fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
			  0644);
	if (fd < 0)
		refuse(s, "%s: the log cannot be opened: %s\n"
		       "The domain runs, but nobody watches it: nothing restarts it or cleans up at its end",
		       path ? path : base, strerror(errno));
	free(path);
	free(base);
	return fd;
}

/* In the child: no terminal any more. */
static int detach(struct session *s, int log)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (setsid() < 0 || chdir("/") || null < 0 || dup2(null, 0) < 0 ||
	    dup2(log, 1) < 0 || dup2(log, 2) < 0)
		return -1;
	close(null);
	close(log);
	return session_after_fork(s, false);
}

long go_to_background(struct session *s, const char *name)
{
	int log = open_log(s, name);
	pid_t child;

	if (log < 0)
		return -1;
	fflush(NULL);
	child = fork();
	if (!child) {
		if (!detach(s, log))
			return 0;
		_exit(1);
	}
	close(log);
	if (child < 0)
		refuse(s, "no process to watch the domain: %s",
		       strerror(errno));
	return child;
}

/* -- the command ---------------------------------------------------------- */

/* A client or viewer that libxl has reaped: ours, and of no more interest. */
static int reaped(pid_t pid, int status, void *user)
{
	return 0;
}

static void hooks(struct session *s)
{
	static const libxl_childproc_hooks mine = {
		.chldowner = libxl_sigchld_owner_libxl,
		.reaped_callback = reaped,
	};

	libxl_childproc_setmode(s->ctx, &mine, NULL);
}

static int stay(struct making *m, const struct create_request *r)
{
	if (r->foreground)
		return watch_domain(m);
	if (r->no_daemon)
		return 0;
	switch (go_to_background(m->s, m->config->c_info.name)) {
	case -1:
		return 1;
	case 0:
		hooks(m->s);
		return watch_domain(m);
	default:
		return 0;
	}
}

/* xl ends with libxl's error number, xm with 1. */
static int failed(const struct session *s, int rc)
{
	if (interrupted())
		return 130;
	return session_is_xm(s) ? 1 : -rc;
}

static int create(struct session *s, const struct create_request *r,
		  libxl_domain_config *config)
{
	struct console console;
	struct making m = {
		.s = s, .config = config, .paused = r->paused,
		.console = r->console ? &console : NULL,
		.domid = NO_DOMAIN,
	};
	int rc, status;

	console_init(&console, s);
	hooks(s);
	rc = make_domain(&m);
	if (rc) {
		console_wait(&console);
		return failed(s, rc);
	}
	if (r->say_started && !r->quiet)
		printf("Started domain %s (id=%u)\n", config->c_info.name,
		       m.domid);
	fflush(stdout);
	if (r->vnc)
		viewer_start(s, m.domid, r->vnc_password);
	status = stay(&m, r);
	console_wait(&console);	/* the watching child has no such child */
	return status;
}

int live_create(struct session *s)
{
	const struct create_request *r = s->inv->request;
	libxl_domain_config config;
	int status = 0;

	if (domconf_make(s, r->config, r->ignore_masks, &config)) {
		libxl_domain_config_dispose(&config);
		return failed(s, ERROR_FAIL);
	}
	if (r->print_json)
		status = print_config_json(s, &config);
	if (!status)
		status = create(s, r, &config);
	libxl_domain_config_dispose(&config);
	return status;
}
