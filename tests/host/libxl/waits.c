/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A client of libxl that waits in each way there is, with each owner of
 * SIGCHLD: operations that end in events, in callbacks or are waited for; in
 * libxl_event_wait() or in a loop of its own around beforepoll and afterpoll.
 *
 *	waits KERNEL DISK
 *
 * For each owner it creates a paused PV domain, attaches DISK for some (a file:
 * that takes a script), has it destroyed, and prints what it was told. Runs on
 * anybody's libxenlight.
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
#include <libxl_utils.h>
#include <xentoollog.h>

static xentoollog_logger *logger;
static libxl_ctx *ctx;
static int sigchld_pipe[2];
static int strangers;

static const struct mode {
	const char *name;
	libxl_sigchld_owner owner;
	bool own_loop;
	bool attach;		/* scripts take their time */
} modes[] = {
	{ "libxl", libxl_sigchld_owner_libxl, false, true },
	{ "main loop", libxl_sigchld_owner_mainloop, true, true },
	{ "always", libxl_sigchld_owner_libxl_always, true, false },
	{ "selective", libxl_sigchld_owner_libxl_always_selective_reap, false,
	  false },
};

static void must(const char *what, int rc)
{
	if (!rc)
		return;
	printf("%s: %d\n", what, rc);
	exit(1);
}

/* -- children ------------------------------------------------------------------ */
static void on_sigchld(int sig)
{
	int err = errno;

	(void)sig;
	if (write(sigchld_pipe[1], "", 1) < 0)
		err = errno;
	errno = err;
}

static int on_reaped(pid_t pid, int status, void *user)
{
	(void)pid;
	(void)user;
	printf("a child of mine ended with %d\n", WEXITSTATUS(status));
	strangers++;
	return 0;
}

static pid_t own_child(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(6);
	return pid;
}

/* Whose child it is decides who hears of its end. */
static void end_own_child(const struct mode *m, pid_t pid)
{
	int status = 0;

	if (m->owner == libxl_sigchld_owner_libxl_always) {
		printf("told of %d\n", strangers);
		return;
	}
	if (waitpid(pid, &status, 0) == pid)
		printf("waited for mine: %d\n", WEXITSTATUS(status));
	else
		printf("mine is gone\n");
}

/* -- waiting ----------------------------------------------------------------------- */
static void turn(void)
{
	struct pollfd fds[64];
	int n = 63, timeout = 1000;
	struct timeval now;
	char bytes[32];

	gettimeofday(&now, NULL);
	must("beforepoll", libxl_osevent_beforepoll(ctx, &n, fds, &timeout,
						    now));
	fds[n] = (struct pollfd){ sigchld_pipe[0], POLLIN, 0 };
	if (poll(fds, n + 1, timeout) < 0)
		return;
	if (fds[n].revents && read(sigchld_pipe[0], bytes, sizeof(bytes)) > 0)
		libxl_childproc_sigchld_occurred(ctx);
	gettimeofday(&now, NULL);
	libxl_osevent_afterpoll(ctx, n, fds, now);
}

static int is_of(const libxl_event *event, void *user)
{
	return event->for_user == *(libxl_ev_user *)user;
}

/* The next event with that number. */
static libxl_event *next_event(const struct mode *m, libxl_ev_user number)
{
	libxl_event *event = NULL;

	if (!m->own_loop) {
		must("wait", libxl_event_wait(ctx, &event, LIBXL_EVENTMASK_ALL,
					      is_of, &number));
		return event;
	}
	while (libxl_event_check(ctx, &event, LIBXL_EVENTMASK_ALL, is_of,
				 &number))
		turn();
	return event;
}

static void show_event(const struct mode *m, libxl_ev_user number)
{
	libxl_event *event = next_event(m, number);

	printf("%s", libxl_event_type_to_string(event->type));
	if (event->type == LIBXL_EVENT_TYPE_OPERATION_COMPLETE)
		printf(" %d", event->u.operation_complete.rc);
	printf("\n");
	libxl_event_free(ctx, event);
}

struct end {
	bool over;
	int rc;
};

static void on_end(libxl_ctx *c, int rc, void *arg)
{
	struct end *end = arg;

	(void)c;
	end->rc = rc;
	end->over = true;
}

/* -- a domain's life --------------------------------------------------------------- */
static uint32_t create(const struct mode *m, const char *kernel)
{
	libxl_asyncop_how how = { NULL, { .for_event = 11 } };
	libxl_domain_config c;
	uint32_t domid;

	libxl_domain_config_init(&c);
	c.c_info.type = LIBXL_DOMAIN_TYPE_PV;
	c.c_info.name = strdup("waits");
	c.c_info.domid = INVALID_DOMID;
	libxl_uuid_generate(&c.c_info.uuid);
	libxl_domain_build_info_init_type(&c.b_info, LIBXL_DOMAIN_TYPE_PV);
	c.b_info.max_vcpus = 1;
	c.b_info.max_memkb = c.b_info.target_memkb = 32 * 1024;
	c.b_info.kernel = strdup(kernel);
	must("create", libxl_domain_create_new(ctx, &c, &domid, &how, NULL));
	show_event(m, 11);
	libxl_domain_config_dispose(&c);
	return domid;
}

static void attach(const struct mode *m, uint32_t domid, const char *file)
{
	libxl_asyncop_how how = { NULL, { .for_event = 12 } };
	libxl_device_disk disk;

	libxl_device_disk_init(&disk);
	disk.backend = LIBXL_DISK_BACKEND_PHY;
	disk.format = LIBXL_DISK_FORMAT_RAW;
	disk.pdev_path = strdup(file);
	disk.vdev = strdup("xvda");
	disk.readwrite = 1;
	must("attach", libxl_device_disk_add(ctx, domid, &disk, &how));
	show_event(m, 12);
	/* the second time it is waited for, and refused */
	printf("again: %d\n", libxl_device_disk_add(ctx, domid, &disk, NULL));
	libxl_device_disk_dispose(&disk);
}

static void end(const struct mode *m, uint32_t domid)
{
	struct end destroy = { false, 0 };
	libxl_asyncop_how how = { on_end, { .for_callback = &destroy } };
	libxl_evgen_domain_death *death;

	must("evenable", libxl_evenable_domain_death(ctx, domid, 13, &death));
	must("destroy", libxl_domain_destroy(ctx, domid, &how));
	show_event(m, 13);
	while (!destroy.over)
		turn();
	printf("callback %d\n", destroy.rc);
	libxl_evdisable_domain_death(ctx, death);
}

static void live(const struct mode *m, char **argv)
{
	libxl_childproc_hooks hooks = { .chldowner = m->owner };
	pid_t mine = 0;
	uint32_t domid;

	printf("-- %s\n", m->name);
	strangers = 0;
	if (m->owner == libxl_sigchld_owner_libxl_always)
		hooks.reaped_callback = on_reaped;
	must("ctx", libxl_ctx_alloc(&ctx, LIBXL_VERSION, 0, logger));
	signal(SIGCHLD, m->owner == libxl_sigchld_owner_mainloop ? on_sigchld
								 : SIG_DFL);
	libxl_childproc_setmode(ctx, &hooks, NULL);
	if (m->owner != libxl_sigchld_owner_libxl)
		mine = own_child();
	domid = create(m, argv[1]);
	if (m->attach)
		attach(m, domid, argv[2]);
	end(m, domid);
	if (mine)
		end_own_child(m, mine);
	libxl_ctx_free(ctx);
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	logger = (xentoollog_logger *)
		xtl_createlogger_stdiostream(stderr, XTL_CRITICAL, 0);
	if (argc < 3 || pipe(sigchld_pipe))
		return 2;
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		live(&modes[i], argv);
	xtl_logger_destroy(logger);
	return 0;
}
