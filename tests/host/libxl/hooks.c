/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A client of libxl with an event loop of its own, as libvirt's driver is one:
 * fds and timers through osevent hooks, operations with callbacks, domain
 * events through a hook, children reaped by its main loop.
 *
 *	hooks KERNEL [RAMDISK]
 *
 * creates a PV domain, shuts it down or destroys it after a while, and prints
 * what it was told. Runs on anybody's libxenlight.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libxl.h>
#include <libxl_event.h>
#include <xentoollog.h>

#define MAX 64

static struct watched {
	bool used, timer;
	int fd;
	short events;
	struct timeval at;
	void *for_libxl;
} watched[MAX];

static libxl_ctx *ctx;
static int sigchld_pipe[2];
static volatile bool created, destroyed, died;
static int create_rc, destroy_rc;

/* -- hooks --------------------------------------------------------------------- */
static struct watched *take(void)
{
	for (int i = 0; i < MAX; i++)
		if (!watched[i].used) {
			watched[i].used = true;
			return &watched[i];
		}
	abort();
}

static int fd_register(void *user, int fd, void **out, short events,
		       void *for_libxl)
{
	struct watched *w = take();

	(void)user;
	w->timer = false;
	w->fd = fd;
	w->events = events;
	w->for_libxl = for_libxl;
	*out = w;
	return 0;
}

static int fd_modify(void *user, int fd, void **update, short events)
{
	struct watched *w = *update;

	(void)user;
	(void)fd;
	w->events = events;
	return 0;
}

static void fd_deregister(void *user, int fd, void *for_app)
{
	struct watched *w = for_app;

	(void)user;
	(void)fd;
	w->used = false;
}

static int timeout_register(void *user, void **out, struct timeval at,
			    void *for_libxl)
{
	struct watched *w = take();

	(void)user;
	w->timer = true;
	w->at = at;
	w->for_libxl = for_libxl;
	*out = w;
	return 0;
}

static int timeout_modify(void *user, void **update, struct timeval at)
{
	struct watched *w = *update;

	(void)user;
	w->at = at;
	return 0;
}

static void timeout_deregister(void *user, void *for_app)
{
	(void)user;
	(void)for_app;
	abort();
}

static const libxl_osevent_hooks hooks = {
	fd_register, fd_modify, fd_deregister,
	timeout_register, timeout_modify, timeout_deregister,
};

/* -- what we are told ------------------------------------------------------------ */
static void on_event(void *user, libxl_event *event)
{
	(void)user;
	printf("event %s of domain %u\n",
	       libxl_event_type_to_string(event->type), event->domid);
	if (event->type == LIBXL_EVENT_TYPE_DOMAIN_DEATH)
		died = true;
	libxl_event_free(ctx, event);
}

static void on_disaster(void *user, libxl_event_type type, const char *msg,
			int errnoval)
{
	(void)user;
	printf("disaster %d: %s: %s\n", type, msg, strerror(errnoval));
	exit(1);
}

static const libxl_event_hooks event_hooks = {
	.event_occurs_mask = LIBXL_EVENTMASK_ALL,
	.event_occurs = on_event, .disaster = on_disaster,
};

static void on_created(libxl_ctx *c, int rc, void *arg)
{
	(void)c;
	(void)arg;
	create_rc = rc;
	created = true;
}

static void on_destroyed(libxl_ctx *c, int rc, void *arg)
{
	(void)c;
	(void)arg;
	destroy_rc = rc;
	destroyed = true;
}

static void on_console(libxl_ctx *c, libxl_event *event, void *arg)
{
	char *tty = NULL;

	(void)arg;
	/* the library may be called from here */
	if (!libxl_primary_console_get_tty(c, event->domid, &tty))
		printf("console is %s\n", *tty ? "there" : "empty");
	free(tty);
	libxl_event_free(c, event);
}

/* -- the loop ---------------------------------------------------------------------- */
static void on_sigchld(int sig)
{
	int err = errno;

	(void)sig;
	if (write(sigchld_pipe[1], "", 1) < 0)
		err = errno;
	errno = err;
}

static const libxl_childproc_hooks child_hooks = {
	.chldowner = libxl_sigchld_owner_mainloop,
};

static void serve(const struct pollfd *fds, struct watched *const *of, int n)
{
	struct timeval now;
	char bytes[32];

	if (fds[0].revents && read(sigchld_pipe[0], bytes, sizeof(bytes)) > 0)
		libxl_childproc_sigchld_occurred(ctx);
	for (int i = 1; i < n; i++)
		if (fds[i].revents && of[i]->used)
			libxl_osevent_occurred_fd(ctx, of[i]->for_libxl,
						  fds[i].fd, fds[i].events,
						  fds[i].revents);
	gettimeofday(&now, NULL);
	for (int i = 0; i < MAX; i++)
		if (watched[i].used && watched[i].timer &&
		    !timercmp(&watched[i].at, &now, >)) {
			watched[i].used = false;
			libxl_osevent_occurred_timeout(ctx,
						       watched[i].for_libxl);
		}
}

static void turn(void)
{
	struct pollfd fds[MAX + 1] = { { sigchld_pipe[0], POLLIN, 0 } };
	struct watched *of[MAX + 1];
	int n = 1;

	for (int i = 0; i < MAX; i++) {
		if (!watched[i].used || watched[i].timer)
			continue;
		fds[n] = (struct pollfd){ watched[i].fd, watched[i].events, 0 };
		of[n++] = &watched[i];
	}
	poll(fds, n, 100);
	serve(fds, of, n);
}

/* -- the domain --------------------------------------------------------------------- */
static void configure(libxl_domain_config *c, char **argv)
{
	libxl_domain_config_init(c);
	c->c_info.type = LIBXL_DOMAIN_TYPE_PV;
	c->c_info.name = strdup("hooked");
	c->c_info.domid = INVALID_DOMID;
	libxl_uuid_generate(&c->c_info.uuid);
	libxl_domain_build_info_init_type(&c->b_info, LIBXL_DOMAIN_TYPE_PV);
	c->b_info.max_vcpus = 1;
	c->b_info.max_memkb = c->b_info.target_memkb = 128 * 1024;
	c->b_info.kernel = strdup(argv[1]);
	if (argv[2])
		c->b_info.ramdisk = strdup(argv[2]);
}

static int open_ctx(void)
{
	xentoollog_logger *log = (xentoollog_logger *)
		xtl_createlogger_stdiostream(stderr, XTL_WARN, 0);

	if (pipe(sigchld_pipe) ||
	    libxl_ctx_alloc(&ctx, LIBXL_VERSION, 0, log))
		return 1;
	signal(SIGCHLD, on_sigchld);
	libxl_event_register_callbacks(ctx, &event_hooks, NULL);
	libxl_childproc_setmode(ctx, &child_hooks, NULL);
	libxl_osevent_register_hooks(ctx, &hooks, NULL);
	return 0;
}

static int live(libxl_domain_config *c)
{
	libxl_asyncop_how how = { on_created, { .for_callback = NULL } };
	libxl_asyncprogress_how console = { on_console, 0, NULL };
	libxl_evgen_domain_death *death;
	uint32_t domid;

	if (libxl_domain_create_new(ctx, c, &domid, &how, &console))
		return 1;
	while (!created)
		turn();
	printf("create: %d\n", create_rc);
	if (create_rc || libxl_evenable_domain_death(ctx, domid, 0, &death))
		return 1;
	printf("unpause: %d\n", libxl_domain_unpause(ctx, domid, NULL));
	how.callback = on_destroyed;
	if (libxl_domain_destroy(ctx, domid, &how))
		return 1;
	while (!destroyed || !died)
		turn();
	printf("destroy: %d\n", destroy_rc);
	libxl_evdisable_domain_death(ctx, death);
	return destroy_rc;
}

int main(int argc, char **argv)
{
	libxl_domain_config c;
	int failed;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc < 2 || open_ctx())
		return 1;
	configure(&c, argv);
	failed = live(&c);
	libxl_domain_config_dispose(&c);
	libxl_ctx_free(ctx);
	return failed;
}
