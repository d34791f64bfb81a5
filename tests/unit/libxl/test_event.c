/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * What libxl_event.h promises: one test per promise, on an in-memory xenstore
 * and made-up domains.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include <xenctrl.h>

#include "event/state.h"
#include "fake_xs.h"

/* -- a hypervisor with the domains that a test puts here -------------------- */
static xc_domaininfo_t domains[8];
static int nr_domains;

xc_interface *xc_interface_open(xentoollog_logger *logger,
				xentoollog_logger *dombuild_logger,
				unsigned open_flags)
{
	(void)logger;
	(void)dombuild_logger;
	(void)open_flags;
	return (xc_interface *)domains;
}

int xc_interface_close(xc_interface *xch)
{
	(void)xch;
	return 0;
}

int xc_domain_getinfolist(xc_interface *xch, uint32_t first,
			  unsigned int max, xc_domaininfo_t *info)
{
	unsigned int n = 0;

	(void)xch;
	for (int i = 0; i < nr_domains && n < max; i++)
		if (domains[i].domain >= first)
			info[n++] = domains[i];
	return n;
}

static xentoollog_logger *logger;

static int setup(void **state)
{
	libxl_ctx *ctx;

	fake_xs_reset();
	nr_domains = 0;
	if (libxl_ctx_alloc(&ctx, LIBXL_VERSION, 0, logger))
		return -1;
	*state = ctx;
	return 0;
}

static int teardown(void **state)
{
	libxl_ctx_free(*state);
	fake_xs_reset();
	return 0;
}

/* -- fds and timers through beforepoll and afterpoll ------------------------ */
static int fd_calls, timer_calls;

static void fd_read(struct lx_fd *f, short revents)
{
	char byte;

	assert_true(revents & POLLIN);
	assert_int_equal(read(f->fd, &byte, 1), 1);
	fd_calls++;
}

static void timer_count(struct lx_timer *t)
{
	assert_false(t->on);
	timer_calls++;
}

/* One turn of an application's loop; how many milliseconds poll had. */
static int turn(libxl_ctx *ctx, int limit)
{
	struct pollfd fds[16];
	struct timeval now;
	int n = 16, timeout = limit;

	gettimeofday(&now, NULL);
	assert_int_equal(libxl_osevent_beforepoll(ctx, &n, fds, &timeout, now),
			 0);
	poll(fds, n, timeout);
	gettimeofday(&now, NULL);
	libxl_osevent_afterpoll(ctx, n, fds, now);
	return timeout;
}

static void beforepoll_says_how_much_room_it_needs(void **state)
{
	libxl_ctx *ctx = *state;
	struct timeval now = { 0, 0 };
	struct lx_fd f = { 0 };
	int n = 0, timeout = -1, p[2];

	assert_int_equal(pipe(p), 0);
	lx_enter(ctx);
	assert_int_equal(lx_fd_start(ctx, &f, p[0], POLLIN, fd_read, NULL), 0);
	lx_leave(ctx);
	assert_int_equal(libxl_osevent_beforepoll(ctx, &n, NULL, &timeout, now),
			 ERROR_BUFFERFULL);
	assert_int_equal(n, 2);
	assert_int_equal(timeout, -1);
	lx_enter(ctx);
	lx_fd_stop(&f);
	lx_fd_stop(&f);			/* idle: nothing happens */
	lx_leave(ctx);
	close(p[0]);
	close(p[1]);
}

static void afterpoll_serves_ready_fds_once(void **state)
{
	libxl_ctx *ctx = *state;
	struct lx_fd f = { 0 };
	int p[2];

	fd_calls = 0;
	assert_int_equal(pipe(p), 0);
	assert_int_equal(write(p[1], "xy", 2), 2);
	lx_enter(ctx);
	lx_fd_start(ctx, &f, p[0], POLLIN, fd_read, NULL);
	lx_leave(ctx);
	turn(ctx, 1000);
	assert_int_equal(fd_calls, 1);
	turn(ctx, 1000);
	assert_int_equal(fd_calls, 2);
	turn(ctx, 0);
	assert_int_equal(fd_calls, 2);
	lx_enter(ctx);
	lx_fd_stop(&f);
	lx_leave(ctx);
	close(p[0]);
	close(p[1]);
}

static void a_hint_about_an_fd_that_is_not_ready_does_no_harm(void **state)
{
	libxl_ctx *ctx = *state;
	struct timeval now = { 0, 0 };
	struct lx_fd f = { 0 };
	struct pollfd lie;
	int p[2];

	fd_calls = 0;
	assert_int_equal(pipe(p), 0);
	lx_enter(ctx);
	lx_fd_start(ctx, &f, p[0], POLLIN, fd_read, NULL);
	lx_leave(ctx);
	lie = (struct pollfd){ p[0], POLLIN, POLLIN };
	libxl_osevent_afterpoll(ctx, 1, &lie, now);
	assert_int_equal(fd_calls, 0);
	lx_enter(ctx);
	lx_fd_stop(&f);
	lx_leave(ctx);
	close(p[0]);
	close(p[1]);
}

static void beforepoll_only_lowers_the_timeout(void **state)
{
	libxl_ctx *ctx = *state;
	struct lx_timer t = { 0 };

	timer_calls = 0;
	lx_enter(ctx);
	lx_timer_start(ctx, &t, 40, timer_count, NULL);
	lx_leave(ctx);
	assert_int_equal(turn(ctx, 0), 0);
	assert_int_equal(timer_calls, 0);
	assert_in_range(turn(ctx, 5000), 1, 40);
	assert_int_equal(timer_calls, 1);
	assert_int_equal(turn(ctx, 7), 7);
}

static void timers_expire_in_the_order_of_their_times(void **state)
{
	libxl_ctx *ctx = *state;
	struct lx_timer late = { 0 }, early = { 0 }, stopped = { 0 };
	struct timeval tomorrow;

	timer_calls = 0;
	lx_enter(ctx);
	lx_timer_start(ctx, &late, 60000, timer_count, NULL);
	lx_timer_start(ctx, &early, 1000, timer_count, NULL);
	lx_timer_start(ctx, &stopped, 10, timer_count, NULL);
	lx_timer_stop(&stopped);
	lx_leave(ctx);
	gettimeofday(&tomorrow, NULL);
	tomorrow.tv_sec += 2;
	libxl_osevent_afterpoll(ctx, 0, NULL, tomorrow);
	assert_int_equal(timer_calls, 1);
	assert_false(early.on);
	tomorrow.tv_sec += 86400;
	libxl_osevent_afterpoll(ctx, 0, NULL, tomorrow);
	assert_int_equal(timer_calls, 2);
}

/* -- hooks into the application's loop -------------------------------------- */
static struct {
	int registered, modified, deregistered, fail;
	short events;
	void *for_libxl;
	struct timeval abs;
	bool asap;
} app;

static int app_fd_register(void *user, int fd, void **out, short events,
			   void *for_libxl)
{
	assert_ptr_equal(user, &app);
	assert_true(fd >= 0);
	assert_null(*out);
	if (app.fail)
		return app.fail;
	*out = &app.events;
	app.registered++;
	app.events = events;
	app.for_libxl = for_libxl;
	return 0;
}

static int app_fd_modify(void *user, int fd, void **update, short events)
{
	(void)user;
	(void)fd;
	assert_ptr_equal(*update, &app.events);
	app.modified++;
	app.events = events;
	return 0;
}

static void app_fd_deregister(void *user, int fd, void *for_app)
{
	(void)user;
	(void)fd;
	assert_ptr_equal(for_app, &app.events);
	app.deregistered++;
}

static int app_timeout_register(void *user, void **out, struct timeval abs,
				void *for_libxl)
{
	(void)user;
	if (app.fail)
		return app.fail;
	*out = &app.abs;
	app.registered++;
	app.abs = abs;
	app.for_libxl = for_libxl;
	return 0;
}

static int app_timeout_modify(void *user, void **update, struct timeval abs)
{
	(void)user;
	assert_ptr_equal(*update, &app.abs);
	assert_int_equal(abs.tv_sec, 0);
	assert_int_equal(abs.tv_usec, 0);
	app.modified++;
	app.asap = true;
	return 0;
}

static void app_timeout_deregister(void *user, void *for_app)
{
	(void)user;
	(void)for_app;
	fail_msg("timeouts are never deregistered");
}

static const libxl_osevent_hooks app_hooks = {
	app_fd_register, app_fd_modify, app_fd_deregister,
	app_timeout_register, app_timeout_modify, app_timeout_deregister,
};

static void hooked(libxl_ctx *ctx)
{
	memset(&app, 0, sizeof(app));
	libxl_osevent_register_hooks(ctx, &app_hooks, &app);
}

static void hooks_hear_of_fds(void **state)
{
	libxl_ctx *ctx = *state;
	struct lx_fd f = { 0 };
	int p[2];

	hooked(ctx);
	fd_calls = 0;
	assert_int_equal(pipe(p), 0);
	lx_enter(ctx);
	lx_fd_start(ctx, &f, p[0], 0, fd_read, NULL);
	assert_int_equal(app.registered, 1);
	assert_int_equal(app.events, 0);
	lx_fd_modify(&f, POLLIN);
	lx_leave(ctx);
	assert_int_equal(app.events, POLLIN);
	assert_int_equal(write(p[1], "x", 1), 1);
	libxl_osevent_occurred_fd(ctx, app.for_libxl, p[0], POLLIN, POLLIN);
	assert_int_equal(fd_calls, 1);
	lx_enter(ctx);
	lx_fd_stop(&f);
	lx_leave(ctx);
	assert_int_equal(app.deregistered, 1);
	/* a report that was under way */
	assert_int_equal(write(p[1], "x", 1), 1);
	libxl_osevent_occurred_fd(ctx, app.for_libxl, p[0], POLLIN, POLLIN);
	assert_int_equal(fd_calls, 1);
	close(p[0]);
	close(p[1]);
}

static void a_hook_that_fails_fails_the_call(void **state)
{
	libxl_ctx *ctx = *state;
	struct lx_fd f = { 0 };
	struct lx_timer t = { 0 };

	hooked(ctx);
	app.fail = 77;
	lx_enter(ctx);
	assert_int_equal(lx_fd_start(ctx, &f, 0, POLLIN, fd_read, NULL), 77);
	assert_false(f.on);
	assert_int_equal(lx_timer_start(ctx, &t, 1, timer_count, NULL), 77);
	assert_false(t.on);
	lx_leave(ctx);
}

static void a_stopped_timer_is_asked_to_expire_at_once(void **state)
{
	libxl_ctx *ctx = *state;
	struct lx_timer t = { 0 };

	hooked(ctx);
	timer_calls = 0;
	lx_enter(ctx);
	lx_timer_start(ctx, &t, 5000, timer_count, NULL);
	lx_leave(ctx);
	assert_int_equal(app.registered, 1);
	assert_true(app.abs.tv_sec > 0);
	lx_enter(ctx);
	lx_timer_stop(&t);
	lx_leave(ctx);
	assert_true(app.asap);
	libxl_osevent_occurred_timeout(ctx, app.for_libxl);
	assert_int_equal(timer_calls, 0);
}

static void a_hooked_timer_expires_when_the_application_says_so(void **state)
{
	libxl_ctx *ctx = *state;
	struct lx_timer t = { 0 };

	hooked(ctx);
	timer_calls = 0;
	lx_enter(ctx);
	lx_timer_start(ctx, &t, 5000, timer_count, NULL);
	lx_leave(ctx);
	libxl_osevent_occurred_timeout(ctx, app.for_libxl);
	assert_int_equal(timer_calls, 1);
	assert_int_equal(app.modified, 0);
}

/* -- watches ------------------------------------------------------------------ */
static int watch_calls;
static char watch_path[100];

static void watch_count(struct lx_watch *w, const char *path)
{
	watch_calls++;
	snprintf(watch_path, sizeof(watch_path), "%s", path);
	if (w->arg)
		lx_watch_stop(w);
}

static void watches_share_the_connection(void **state)
{
	libxl_ctx *ctx = *state;
	struct lx_watch a = { 0 }, b = { 0 };

	watch_calls = 0;
	lx_enter(ctx);
	assert_int_equal(lx_watch_start(ctx, &a, "/a", watch_count, NULL), 0);
	assert_int_equal(lx_watch_start(ctx, &b, "/b", watch_count, NULL), 0);
	lx_leave(ctx);
	turn(ctx, 100);
	assert_int_equal(watch_calls, 2);	/* each fires once at first */
	fake_xs_set("/b/c", "1");
	turn(ctx, 100);
	assert_int_equal(watch_calls, 3);
	assert_string_equal(watch_path, "/b/c");
	lx_enter(ctx);
	lx_watch_stop(&a);
	lx_watch_stop(&b);
	lx_leave(ctx);
	assert_int_equal(fake_xs_watches(), 0);
}

static void an_event_of_a_stopped_watch_is_dropped(void **state)
{
	libxl_ctx *ctx = *state;
	struct lx_watch a = { 0 }, b = { 0 }, self = { 0 };

	watch_calls = 0;
	lx_enter(ctx);
	lx_watch_start(ctx, &a, "/a", watch_count, NULL);
	lx_watch_stop(&a);
	lx_watch_start(ctx, &b, "/b", watch_count, NULL);	/* same slot */
	lx_leave(ctx);
	turn(ctx, 100);
	assert_int_equal(watch_calls, 1);
	assert_string_equal(watch_path, "/b");
	lx_enter(ctx);
	lx_watch_start(ctx, &self, "/s", watch_count, "stop");
	lx_leave(ctx);
	turn(ctx, 100);
	assert_false(self.on);
	lx_enter(ctx);
	lx_watch_stop(&b);
	lx_leave(ctx);
}

static void a_flood_of_events_is_served_in_rounds(void **state)
{
	libxl_ctx *ctx = *state;
	struct lx_watch w = { 0 };

	watch_calls = 0;
	lx_enter(ctx);
	lx_watch_start(ctx, &w, "/f", watch_count, NULL);
	lx_leave(ctx);
	for (int i = 0; i < 99; i++)
		fake_xs_set("/f", "x");
	turn(ctx, 100);
	assert_int_equal(watch_calls, 64);
	turn(ctx, 100);
	assert_int_equal(watch_calls, 100);
	lx_enter(ctx);
	lx_watch_stop(&w);
	lx_leave(ctx);
}

/* -- domain events -------------------------------------------------------------- */
static void domain(uint16_t domid, uint32_t flags)
{
	for (int i = 0; i < nr_domains; i++)
		if (domains[i].domain == domid) {
			domains[i].flags = flags;
			return;
		}
	domains[nr_domains].domain = domid;
	domains[nr_domains++].flags = flags;
}

static void shutdown_then_death_each_once(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_evgen_domain_death *gen;
	libxl_event *event;

	domain(3, XEN_DOMINF_running);
	assert_int_equal(libxl_evenable_domain_death(ctx, 3, 42, &gen), 0);
	turn(ctx, 100);
	assert_int_equal(libxl_event_check(ctx, &event, LIBXL_EVENTMASK_ALL,
					   NULL, NULL), ERROR_NOT_READY);
	domain(3, XEN_DOMINF_shutdown | SHUTDOWN_reboot <<
						XEN_DOMINF_shutdownshift);
	fake_xs_fire("@releaseDomain");
	fake_xs_fire("@releaseDomain");
	assert_int_equal(libxl_event_wait(ctx, &event, LIBXL_EVENTMASK_ALL,
					  NULL, NULL), 0);
	assert_int_equal(event->type, LIBXL_EVENT_TYPE_DOMAIN_SHUTDOWN);
	assert_int_equal(event->domid, 3);
	assert_int_equal(event->for_user, 42);
	assert_int_equal(event->u.domain_shutdown.shutdown_reason,
			 LIBXL_SHUTDOWN_REASON_REBOOT);
	libxl_event_free(ctx, event);
	nr_domains = 0;
	fake_xs_fire("@releaseDomain");
	assert_int_equal(libxl_event_wait(ctx, &event, LIBXL_EVENTMASK_ALL,
					  NULL, NULL), 0);
	assert_int_equal(event->type, LIBXL_EVENT_TYPE_DOMAIN_DEATH);
	libxl_event_free(ctx, event);
	fake_xs_fire("@releaseDomain");
	turn(ctx, 0);
	assert_int_equal(libxl_event_check(ctx, &event, LIBXL_EVENTMASK_ALL,
					   NULL, NULL), ERROR_NOT_READY);
	libxl_evdisable_domain_death(ctx, gen);
	assert_int_equal(fake_xs_watches(), 0);
}

static void two_requests_get_two_events_and_masks_choose(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_evgen_domain_death *a, *b;
	libxl_event *event;

	domain(3, XEN_DOMINF_dying);
	libxl_evenable_domain_death(ctx, 3, 1, &a);
	libxl_evenable_domain_death(ctx, 3, 2, &b);
	assert_int_equal(libxl_event_check(ctx, &event,
			1 << LIBXL_EVENT_TYPE_DISK_EJECT, NULL, NULL),
			 ERROR_NOT_READY);
	for (int i = 1; i <= 2; i++) {
		assert_int_equal(libxl_event_check(ctx, &event,
				1 << LIBXL_EVENT_TYPE_DOMAIN_DEATH, NULL,
				NULL), 0);
		assert_int_equal(event->for_user, i);
		libxl_event_free(ctx, event);
	}
	libxl_evdisable_domain_death(ctx, a);
	libxl_evdisable_domain_death(ctx, b);
}

static void an_eject_is_answered_and_told(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_evgen_disk_eject *gen;
	libxl_event *event;

	fake_xs_set("/local/domain/5/device/vbd/51712/backend",
		    "/local/domain/7/backend/vbd/5/51712");
	assert_int_equal(libxl_evenable_disk_eject(ctx, 5, "xvda", 9, &gen), 0);
	turn(ctx, 0);
	fake_xs_set("/local/domain/5/device/vbd/51712/eject", "eject");
	libxl_event_wait(ctx, &event, LIBXL_EVENTMASK_ALL, NULL, NULL);
	assert_int_equal(event->type, LIBXL_EVENT_TYPE_DISK_EJECT);
	assert_string_equal(event->u.disk_eject.vdev, "xvda");
	assert_int_equal(event->u.disk_eject.disk.backend_domid, 7);
	assert_string_equal(
		fake_xs_value("/local/domain/5/device/vbd/51712/eject"), "");
	libxl_event_free(ctx, event);
	libxl_evdisable_disk_eject(ctx, gen);
	assert_int_equal(libxl_evenable_disk_eject(ctx, 5, "floppy", 9, &gen),
			 ERROR_INVAL);
}

/* -- the event hook: told without the lock, may call the library ---------------- */
static int hook_calls;

static void *lock_in_other_thread(void *arg)
{
	libxl_event *event;

	libxl_event_check(arg, &event, 0, NULL, NULL);
	return NULL;
}

static void on_event(void *user, libxl_event *event)
{
	pthread_t other;
	libxl_event *none;

	hook_calls++;
	assert_int_equal(libxl_event_check(user, &none, LIBXL_EVENTMASK_ALL,
					   NULL, NULL), ERROR_NOT_READY);
	/* It would wait for ever if this thread held the lock. */
	pthread_create(&other, NULL, lock_in_other_thread, user);
	pthread_join(other, NULL);
	libxl_event_free(user, event);
}

static void the_event_hook_may_call_the_library(void **state)
{
	static const libxl_event_hooks hooks = {
		1 << LIBXL_EVENT_TYPE_DOMAIN_DEATH, on_event, NULL,
	};
	libxl_ctx *ctx = *state;
	libxl_evgen_domain_death *gen;

	hook_calls = 0;
	libxl_event_register_callbacks(ctx, &hooks, ctx);
	libxl_evenable_domain_death(ctx, 3, 0, &gen);
	assert_int_equal(hook_calls, 1);
	libxl_evdisable_domain_death(ctx, gen);
}

/* -- children ------------------------------------------------------------------- */
static int child_status, child_calls;

static void child_count(struct lx_child *c, int status)
{
	assert_false(c->on);
	child_calls++;
	child_status = status;
}

static bool child_was_called(void *arg)
{
	(void)arg;
	return child_calls;
}

static pid_t start_child(libxl_ctx *ctx, struct lx_child *c, int status)
{
	struct lx_scope s;
	pid_t pid;

	child_calls = 0;
	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	pid = lx_child_fork(&s, c, child_count, NULL);
	if (!pid)
		_exit(status);
	assert_true(pid > 0);
	lx_scope_leave(&s);
	return pid;
}

static bool handler_is_ours(void)
{
	struct sigaction now;

	sigaction(SIGCHLD, NULL, &now);
	return now.sa_handler != SIG_DFL;
}

static int strangers;

static int on_stranger(pid_t pid, int status, void *user)
{
	(void)user;
	assert_true(pid > 0);
	assert_int_equal(WEXITSTATUS(status), 9);
	strangers++;
	return 0;
}

static void libxl_owns_sigchld_while_it_has_children(void **state)
{
	libxl_ctx *ctx = *state;
	struct lx_child c = { 0 };

	assert_false(handler_is_ours());
	lx_enter(ctx);
	start_child(ctx, &c, 3);
	assert_true(handler_is_ours());
	assert_int_equal(lx_wait_until(ctx, child_was_called, NULL), 0);
	lx_leave(ctx);
	assert_int_equal(WEXITSTATUS(child_status), 3);
	assert_false(handler_is_ours());
}

static bool stranger_came(void *arg)
{
	(void)arg;
	return strangers;
}

static void always_reaps_strangers_and_tells(void **state)
{
	static const libxl_childproc_hooks hooks = {
		libxl_sigchld_owner_libxl_always, NULL, on_stranger,
	};
	libxl_ctx *ctx = *state;

	strangers = 0;
	libxl_childproc_setmode(ctx, &hooks, NULL);
	assert_true(handler_is_ours());
	if (!fork())
		_exit(9);
	lx_enter(ctx);
	lx_wait_until(ctx, stranger_came, NULL);
	lx_leave(ctx);
	assert_int_equal(strangers, 1);
	libxl_childproc_setmode(ctx, NULL, NULL);
	assert_false(handler_is_ours());
}

static void selective_leaves_strangers_alone(void **state)
{
	static const libxl_childproc_hooks hooks = {
		libxl_sigchld_owner_libxl_always_selective_reap, NULL, NULL,
	};
	libxl_ctx *ctx = *state, *second;
	struct lx_child c = { 0 }, c2 = { 0 };
	int status;
	pid_t mine;

	assert_int_equal(libxl_ctx_alloc(&second, LIBXL_VERSION, 0, logger), 0);
	libxl_childproc_setmode(ctx, &hooks, NULL);
	libxl_childproc_setmode(second, &hooks, NULL);
	mine = fork();
	if (!mine)
		_exit(4);
	lx_enter(ctx);
	start_child(ctx, &c, 5);
	lx_wait_until(ctx, child_was_called, NULL);
	lx_leave(ctx);
	lx_enter(second);
	start_child(second, &c2, 6);
	lx_wait_until(second, child_was_called, NULL);
	lx_leave(second);
	assert_int_equal(WEXITSTATUS(child_status), 6);
	assert_int_equal(waitpid(mine, &status, 0), mine);
	libxl_ctx_free(second);
	assert_true(handler_is_ours());
	libxl_childproc_setmode(ctx, NULL, NULL);
	assert_false(handler_is_ours());
}

static pid_t forked;

static pid_t my_fork(void *user)
{
	assert_ptr_equal(user, &forked);
	return forked = fork();
}

static void the_main_loop_may_reap(void **state)
{
	static const libxl_childproc_hooks hooks = {
		libxl_sigchld_owner_mainloop, my_fork, NULL,
	};
	libxl_ctx *ctx = *state;
	struct lx_child c = { 0 };
	siginfo_t info;
	int status;
	pid_t pid;

	libxl_childproc_setmode(ctx, &hooks, &forked);
	pid = start_child(ctx, &c, 7);
	assert_int_equal(pid, forked);
	assert_false(handler_is_ours());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(libxl_childproc_reaped(ctx, pid, status), 0);
	assert_int_equal(child_calls, 1);
	assert_int_equal(libxl_childproc_reaped(ctx, pid, status),
			 ERROR_UNKNOWN_CHILD);
	pid = start_child(ctx, &c, 8);
	waitid(P_PID, pid, &info, WEXITED | WNOWAIT);
	libxl_childproc_sigchld_occurred(ctx);
	assert_int_equal(child_calls, 1);
	assert_int_equal(WEXITSTATUS(child_status), 8);
}

/* -- operations --------------------------------------------------------------------- */
static char trace[200];

static void note(const char *text)
{
	strcat(trace, text);
}

struct plan {
	int fail_at;
	int waits;
	const char *path;
};

static void step_a(struct lx_op *op)
{
	note("a");
	lx_op_next(op);
}

static void undo_a(struct lx_op *op)
{
	note("A");
	lx_op_next(op);
}

static void waited(struct lx_op *op, int rc)
{
	note(rc ? "!" : ".");
	lx_op_end_step(op, rc);
}

static void step_wait(struct lx_op *op)
{
	struct plan *plan = op->data;

	note("w");
	assert_int_equal(lx_op_wait_ms(op, plan->waits, waited), 0);
}

static void undo_wait(struct lx_op *op)
{
	note("W");
	lx_op_wait_ms(op, 1, waited);
}

static void step_c(struct lx_op *op)
{
	const struct plan *plan = op->data;

	note("c");
	if (plan->fail_at)
		lx_op_fail(op, plan->fail_at);
	else
		lx_op_next(op);
}

static void undo_c(struct lx_op *op)
{
	note("C");
	lx_op_fail(op, ERROR_BADFAIL);	/* the first failure counts */
}

static const struct lx_step abc[] = {
	{ "a", step_a, undo_a },
	{ "wait", step_wait, undo_wait },
	{ "no undo", step_a, NULL },
	{ "c", step_c, undo_c },
	{ NULL, NULL, NULL },
};

static struct lx_op *abc_op(libxl_ctx *ctx, const libxl_asyncop_how *how,
			    int ms, int fail_at)
{
	struct lx_op *op = lx_op_new(ctx, 1, how, abc, sizeof(struct plan));
	struct plan *plan = op->data;

	trace[0] = '\0';
	plan->waits = ms;
	plan->fail_at = fail_at;
	return op;
}

static void steps_run_in_order(void **state)
{
	assert_int_equal(lx_op_run(abc_op(*state, NULL, 5, 0)), 0);
	assert_string_equal(trace, "aw.ac");
}

static void a_failure_undoes_backwards_and_stays_the_result(void **state)
{
	assert_int_equal(lx_op_run(abc_op(*state, NULL, 1, ERROR_NOMEM)),
			 ERROR_NOMEM);
	assert_string_equal(trace, "aw.acCW.A");
}

static int ended_calls, ended_rc;

static void on_end(libxl_ctx *ctx, int rc, void *for_callback)
{
	libxl_event *none;

	assert_ptr_equal(for_callback, &ended_rc);
	ended_calls++;
	ended_rc = rc;
	libxl_event_check(ctx, &none, 0, NULL, NULL);
}

static void the_end_is_told_by_callback(void **state)
{
	libxl_asyncop_how how = { on_end, { .for_callback = &ended_rc } };
	libxl_ctx *ctx = *state;

	ended_calls = 0;
	assert_int_equal(lx_op_run(abc_op(ctx, &how, 10, ERROR_FAIL)), 0);
	assert_int_equal(ended_calls, 0);
	while (!ended_calls)
		turn(ctx, 1000);
	assert_int_equal(ended_rc, ERROR_FAIL);
	/* one that ends within the call is told within it, and returns 0 */
	assert_int_equal(lx_op_instant(ctx, 1, &how, ERROR_INVAL), 0);
	assert_int_equal(ended_calls, 2);
	assert_int_equal(ended_rc, ERROR_INVAL);
	assert_int_equal(lx_op_instant(ctx, 1, NULL, ERROR_INVAL), ERROR_INVAL);
}

static void the_end_is_told_by_event(void **state)
{
	libxl_asyncop_how how = { NULL, { .for_event = 77 } };
	libxl_ctx *ctx = *state;
	libxl_event *event;

	assert_int_equal(lx_op_run(abc_op(ctx, &how, 5, ERROR_FAIL)), 0);
	assert_int_equal(libxl_event_wait(ctx, &event, LIBXL_EVENTMASK_ALL,
					  NULL, NULL), 0);
	assert_int_equal(event->type, LIBXL_EVENT_TYPE_OPERATION_COMPLETE);
	assert_int_equal(event->for_user, 77);
	assert_int_equal(event->domid, 1);
	assert_int_equal(event->u.operation_complete.rc, ERROR_FAIL);
	libxl_event_free(ctx, event);
}

static void an_abort_cuts_the_wait_short_and_undoes(void **state)
{
	libxl_asyncop_how how = { on_end, { .for_callback = &ended_rc } };
	libxl_asyncop_how other = { on_end, { .for_callback = &ended_calls } };
	libxl_ctx *ctx = *state;

	ended_calls = 0;
	assert_int_equal(lx_op_run(abc_op(ctx, &how, 100000, 0)), 0);
	assert_int_equal(libxl_ao_abort(ctx, &other), ERROR_NOTFOUND);
	assert_int_equal(libxl_ao_abort(ctx, &how), 0);
	assert_int_equal(libxl_ao_abort(ctx, &how), ERROR_ABORTED);
	while (!ended_calls)
		turn(ctx, 1000);
	assert_int_equal(ended_rc, ERROR_ABORTED);
	assert_string_equal(trace, "aw!W.A");
	assert_int_equal(libxl_ao_abort(ctx, &how), ERROR_NOTFOUND);
}

static void *abort_soon(void *arg)
{
	while (libxl_ao_abort(arg, NULL))
		usleep(1000);
	return NULL;
}

static void another_thread_may_abort_a_waiting_call(void **state)
{
	libxl_ctx *ctx = *state;
	struct lx_op *op = abc_op(ctx, NULL, 100000, 0);
	pthread_t other;

	pthread_create(&other, NULL, abort_soon, ctx);
	assert_int_equal(lx_op_run(op), ERROR_ABORTED);
	pthread_join(other, NULL);
}

/* -- waits of operations --------------------------------------------------------- */
static void saw_value(struct lx_op *op, int rc, const char *value)
{
	note(rc == ERROR_TIMEDOUT ? "late" : value ? value : "-");
	if (rc || value)
		lx_op_end_step(op, rc);
}

static void step_path(struct lx_op *op)
{
	lx_op_end_step(op, 0);
}

static void step_wait_path(struct lx_op *op)
{
	const struct plan *plan = op->data;

	assert_int_equal(lx_op_wait_path(op, "/ready", plan->waits, saw_value),
			 0);
}

static void child_over(struct lx_op *op, int rc, int status)
{
	note(rc ? "killed" : "exit");
	lx_op_end_step(op, rc ? rc : WEXITSTATUS(status) == 5 ? 0 : ERROR_FAIL);
}

static int sleep_or_exit(struct lx_op *op)
{
	const struct plan *plan = op->data;

	if (plan->fail_at)
		sleep(100);
	return 5;
}

static void step_child(struct lx_op *op)
{
	const struct plan *plan = op->data;

	if (lx_op_wait_fork(op, sleep_or_exit, plan->waits, child_over))
		lx_op_fail(op, ERROR_FAIL);
}

static void step_exec(struct lx_op *op)
{
	static const char *const argv[] = { "sh", "-c", "exit $CODE", NULL };
	static const char *const env[] = { "CODE", "5", NULL };
	static const struct lx_exec sh = {
		.argv = argv, .env = env, .fds = { -1, 1, 2 },
	};

	if (lx_op_wait_exec(op, &sh, -1, child_over))
		lx_op_fail(op, ERROR_FAIL);
}

static const struct lx_step wait_steps[] = {
	{ "child", step_child, NULL },
	{ "exec", step_exec, NULL },
	{ "path", step_wait_path, NULL },
	{ NULL, NULL, NULL },
};

static int wait_op(libxl_ctx *ctx, int ms, int fail_at)
{
	struct lx_op *op = lx_op_new(ctx, 1, NULL, wait_steps,
				     sizeof(struct plan));
	struct plan *plan = op->data;

	trace[0] = '\0';
	plan->waits = ms;
	plan->fail_at = fail_at;
	return lx_op_run(op);
}

static void steps_wait_for_children_and_paths(void **state)
{
	libxl_ctx *ctx = *state;

	assert_int_equal(wait_op(ctx, 300, 0), ERROR_TIMEDOUT);
	assert_string_equal(trace, "exitexit-late");
	assert_int_equal(fake_xs_watches(), 0);
	assert_int_equal(wait_op(ctx, 10, 1), ERROR_TIMEDOUT);
	assert_string_equal(trace, "killed");
	fake_xs_set("/ready", "yes");
	assert_int_equal(wait_op(ctx, -1, 0), 0);
	assert_string_equal(trace, "exitexityes");
}

/* -- suboperations ------------------------------------------------------------------- */
static void step_subs(struct lx_op *op)
{
	const struct plan *plan = op->data;

	for (int i = 0; i < 3; i++) {
		struct lx_op *sub = lx_op_sub(op, abc, sizeof(struct plan));
		struct plan *part = sub->data;

		part->waits = plan->waits;
		part->fail_at = i == 1 ? plan->fail_at : 0;
		lx_op_sub_run(sub);
	}
	lx_op_join(op);
}

static void step_none(struct lx_op *op)
{
	lx_op_join(op);
}

static const struct lx_step sub_steps[] = {
	{ "no parts", step_none, NULL },
	{ "three parts", step_subs, undo_a },
	{ "after", step_path, NULL },
	{ NULL, NULL, NULL },
};

static struct lx_op *sub_op(libxl_ctx *ctx, const libxl_asyncop_how *how,
			    int ms, int fail_at)
{
	struct lx_op *op = lx_op_new(ctx, 1, how, sub_steps,
				     sizeof(struct plan));
	struct plan *plan = op->data;

	trace[0] = '\0';
	plan->waits = ms;
	plan->fail_at = fail_at;
	return op;
}

static void suboperations_run_side_by_side(void **state)
{
	assert_int_equal(lx_op_run(sub_op(*state, NULL, 5, 0)), 0);
	assert_memory_equal(trace, "awawaw", 6);
	assert_int_equal(lx_op_run(sub_op(*state, NULL, 1, ERROR_NI)),
			 ERROR_NI);
}

static void an_abort_reaches_suboperations(void **state)
{
	libxl_asyncop_how how = { NULL, { .for_event = 5 } };
	libxl_ctx *ctx = *state;
	libxl_event *event;

	assert_int_equal(lx_op_run(sub_op(ctx, &how, 100000, 0)), 0);
	assert_int_equal(libxl_ao_abort(ctx, &how), 0);
	libxl_event_wait(ctx, &event, LIBXL_EVENTMASK_ALL, NULL, NULL);
	assert_int_equal(event->u.operation_complete.rc, ERROR_ABORTED);
	libxl_event_free(ctx, event);
}

static void a_context_may_go_while_operations_wait(void **state)
{
	libxl_asyncop_how how = { on_end, { .for_callback = &ended_rc } };
	libxl_ctx *ctx;

	(void)state;
	ended_calls = 0;
	libxl_ctx_alloc(&ctx, LIBXL_VERSION, 0, logger);
	lx_op_run(sub_op(ctx, &how, 100000, 0));
	libxl_ctx_free(ctx);
	assert_int_equal(ended_calls, 0);
}

/* -- progress ---------------------------------------------------------------------------- */
static void on_progress(libxl_ctx *ctx, libxl_event *event, void *arg)
{
	assert_ptr_equal(arg, trace);
	note("p");
	libxl_event_free(ctx, event);
}

static void on_end_note(libxl_ctx *ctx, int rc, void *arg)
{
	(void)ctx;
	(void)rc;
	(void)arg;
	note("e");
}

static libxl_asyncprogress_how progress = { on_progress, 0, trace };

static void step_report(struct lx_op *op)
{
	lx_op_progress(op, &progress,
		lx_event_new(LIBXL_EVENT_TYPE_DOMAIN_CREATE_CONSOLE_AVAILABLE,
			     1, 0));
	lx_op_progress(op, NULL,
		lx_event_new(LIBXL_EVENT_TYPE_DOMAIN_CREATE_CONSOLE_AVAILABLE,
			     1, 0));
	lx_op_next(op);
}

static void progress_is_told_before_the_end(void **state)
{
	static const struct lx_step steps[] = {
		{ "report", step_report, NULL },
		{ NULL, NULL, NULL },
	};
	libxl_asyncop_how how = { on_end_note, { .for_callback = NULL } };

	trace[0] = '\0';
	assert_int_equal(lx_op_run(lx_op_new(*state, 1, &how, steps, 0)), 0);
	assert_string_equal(trace, "pe");
}

/* -- threads ------------------------------------------------------------------------------ */
static void *run_ops(void *arg)
{
	static const struct lx_step steps[] = {
		{ "wait", step_wait_path, NULL },
		{ NULL, NULL, NULL },
	};

	for (int i = 0; i < 20; i++) {
		struct lx_op *op = lx_op_new(arg, 1, NULL, steps,
					     sizeof(struct plan));
		struct plan *plan = op->data;

		trace[0] = '\0';
		plan->waits = 1000;
		assert_int_equal(lx_op_run(op), 0);
	}
	return NULL;
}

static void threads_wait_side_by_side(void **state)
{
	pthread_t threads[4];

	fake_xs_set("/ready", "y");
	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, run_ops, *state);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(fake_xs_watches(), 0);
}

static void *wait_for_ready(void *arg)
{
	static const struct lx_step steps[] = {
		{ "wait", step_wait_path, NULL },
		{ NULL, NULL, NULL },
	};
	struct lx_op *op = lx_op_new(arg, 1, NULL, steps, sizeof(struct plan));
	struct plan *plan = op->data;

	plan->waits = 100000;
	assert_int_equal(lx_op_run(op), ERROR_ABORTED);
	return NULL;
}

static bool somebody_polls(libxl_ctx *ctx)
{
	struct lx_poller *p;
	bool polls;

	lx_lock(ctx);
	p = XEN_TAILQ_FIRST(&ctx->events->busy);
	polls = p && p->polling;
	lx_unlock(ctx);
	return polls;
}

static void a_waiting_thread_is_not_in_the_way_of_others(void **state)
{
	libxl_asyncop_how how = { on_end, { .for_callback = &ended_rc } };
	libxl_ctx *ctx = *state;
	pthread_t other;

	pthread_create(&other, NULL, wait_for_ready, ctx);
	while (!somebody_polls(ctx))
		usleep(1000);
	ended_calls = 0;
	assert_int_equal(lx_op_instant(ctx, 1, &how, ERROR_INVAL), 0);
	assert_int_equal(ended_calls, 1);
	assert_int_equal(wait_op(ctx, 5, 0), ERROR_TIMEDOUT);
	assert_int_equal(libxl_ao_abort(ctx, NULL), 0);
	pthread_join(other, NULL);
}

static atomic_bool enough;

static void *change_environment(void *arg)
{
	(void)arg;
	while (!atomic_load(&enough)) {
		setenv("XMXL_TEST", "one", 1);
		setenv("XMXL_TEST", "another", 1);
	}
	return NULL;
}

static void step_sh(struct lx_op *op)
{
	static const char *const argv[] = { "sh", "-c", "exit $CODE", NULL };
	static const char *const env[] = { "CODE", "5", NULL };
	static const struct lx_exec sh = {
		.argv = argv, .env = env, .fds = { -1, 1, 2 },
	};

	if (lx_op_wait_exec(op, &sh, 20000, child_over))
		lx_op_fail(op, ERROR_FAIL);
}

/* What a thread holds while another forks stays held in the child. */
static void programs_start_whatever_other_threads_do(void **state)
{
	static const struct lx_step steps[] = {
		{ "sh", step_sh, NULL },
		{ NULL, NULL, NULL },
	};
	pthread_t other;

	setenv("XMXL_TEST", "first", 1);
	atomic_store(&enough, false);
	pthread_create(&other, NULL, change_environment, NULL);
	for (int i = 0; i < 50; i++) {
		trace[0] = '\0';
		assert_int_equal(lx_op_run(lx_op_new(*state, 1, NULL, steps, 0)),
				 0);
	}
	atomic_store(&enough, true);
	pthread_join(other, NULL);
	unsetenv("XMXL_TEST");
}

/* -- many at once ------------------------------------------------------------------------- */
static atomic_uint told;

static void on_told(libxl_ctx *ctx, int rc, void *arg)
{
	(void)ctx;
	(void)arg;
	assert_true(rc == 0 || rc == ERROR_ABORTED);
	atomic_fetch_add(&told, 1);
}

static int is_mine(const libxl_event *event, void *user)
{
	return event->for_user == (uintptr_t)user;
}

static void quick_wait_over(struct lx_op *op, int rc)
{
	lx_op_end_step(op, rc);
}

static void step_quick_wait(struct lx_op *op)
{
	if (lx_op_wait_ms(op, 1, quick_wait_over))
		lx_op_fail(op, ERROR_FAIL);
}

static void quick_child_over(struct lx_op *op, int rc, int status)
{
	lx_op_end_step(op, rc ? rc : WEXITSTATUS(status) == 5 ? 0 : ERROR_FAIL);
}

static int exit_5(struct lx_op *op)
{
	(void)op;
	return 5;
}

static void step_quick_child(struct lx_op *op)
{
	if (lx_op_wait_fork(op, exit_5, -1, quick_child_over))
		lx_op_fail(op, ERROR_FAIL);
}

static const struct lx_step quick_steps[] = {
	{ "time", step_quick_wait, NULL },
	{ "child", step_quick_child, NULL },
	{ "time again", step_quick_wait, NULL },
	{ NULL, NULL, NULL },
};

/* By event, by callback (aborted or not) and waited for, in turns. */
static void *work(void *arg)
{
	libxl_ctx *ctx = arg;
	libxl_asyncop_how by_event = { NULL, { .for_event = 0 } };
	libxl_asyncop_how by_call = { on_told, { .for_callback = &by_call } };

	by_event.u.for_event = (uintptr_t)&by_event;
	for (int i = 0; i < 10; i++) {
		libxl_event *event;

		assert_int_equal(lx_op_run(lx_op_new(ctx, 1, &by_event,
						     quick_steps, 0)), 0);
		assert_int_equal(lx_op_run(lx_op_new(ctx, 1, &by_call,
						     quick_steps, 0)), 0);
		if (i & 1)
			libxl_ao_abort(ctx, &by_call);
		assert_int_equal(lx_op_run(lx_op_new(ctx, 1, NULL,
						     quick_steps, 0)), 0);
		assert_int_equal(libxl_event_wait(ctx, &event,
						  LIBXL_EVENTMASK_ALL, is_mine,
						  &by_event), 0);
		assert_int_equal(event->u.operation_complete.rc, 0);
		libxl_event_free(ctx, event);
	}
	return NULL;
}

static bool all_told(void *arg)
{
	return atomic_load(&told) == *(unsigned int *)arg;
}

static void threads_do_all_of_it_at_once(void **state)
{
	unsigned int wanted = 4 * 10;
	libxl_ctx *ctx = *state;
	pthread_t threads[4];

	atomic_store(&told, 0);
	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, work, ctx);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	lx_enter(ctx);
	assert_int_equal(lx_wait_until(ctx, all_told, &wanted), 0);
	lx_leave(ctx);
	assert_true(XEN_TAILQ_EMPTY(&ctx->events->ops));
	assert_true(XEN_TAILQ_EMPTY(&ctx->events->children));
}

#define promise(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		promise(beforepoll_says_how_much_room_it_needs),
		promise(afterpoll_serves_ready_fds_once),
		promise(a_hint_about_an_fd_that_is_not_ready_does_no_harm),
		promise(beforepoll_only_lowers_the_timeout),
		promise(timers_expire_in_the_order_of_their_times),
		promise(hooks_hear_of_fds),
		promise(a_hook_that_fails_fails_the_call),
		promise(a_stopped_timer_is_asked_to_expire_at_once),
		promise(a_hooked_timer_expires_when_the_application_says_so),
		promise(watches_share_the_connection),
		promise(an_event_of_a_stopped_watch_is_dropped),
		promise(a_flood_of_events_is_served_in_rounds),
		promise(shutdown_then_death_each_once),
		promise(two_requests_get_two_events_and_masks_choose),
		promise(an_eject_is_answered_and_told),
		promise(the_event_hook_may_call_the_library),
		promise(libxl_owns_sigchld_while_it_has_children),
		promise(always_reaps_strangers_and_tells),
		promise(selective_leaves_strangers_alone),
		promise(the_main_loop_may_reap),
		promise(steps_run_in_order),
		promise(a_failure_undoes_backwards_and_stays_the_result),
		promise(the_end_is_told_by_callback),
		promise(the_end_is_told_by_event),
		promise(an_abort_cuts_the_wait_short_and_undoes),
		promise(another_thread_may_abort_a_waiting_call),
		promise(steps_wait_for_children_and_paths),
		promise(suboperations_run_side_by_side),
		promise(an_abort_reaches_suboperations),
		promise(a_context_may_go_while_operations_wait),
		promise(progress_is_told_before_the_end),
		promise(threads_wait_side_by_side),
		promise(a_waiting_thread_is_not_in_the_way_of_others),
		promise(programs_start_whatever_other_threads_do),
		promise(threads_do_all_of_it_at_once),
	};

	int failed;

	/* Errors are part of the tests: only disasters are shown. */
	logger = (xentoollog_logger *)
		xtl_createlogger_stdiostream(stderr, XTL_CRITICAL, 0);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	xtl_logger_destroy(logger);
	return failed;
}
