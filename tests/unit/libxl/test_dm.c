/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * QEMU beside a domain: its command line, its start and end, QMP. QEMU itself
 * is fake-qemu.py.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include <libxl_utils.h>

#include "core/ctx.h"
#include "core/xs.h"
#include "core/process.h"
#include "dm/dm.h"
#include "domain/config.h"
#include "domain/userdata.h"
#include "event/events.h"
#include "fake_host.h"
#include "fake_xs.h"

#define PID_PATH "/local/domain/7/image/device-model-pid"
#define START_PATH "/local/domain/7/image/device-model-start"
#define STATE_PATH "/local/domain/0/device-model/7/state"

static char dir[] = "/tmp/libxl-dm-XXXXXX";
static char fake_qemu[300];

static const char *in_dir(const char *name)
{
	static char path[4][200];
	static unsigned int at;
	char *p = path[at++ % 4];

	snprintf(p, 200, "%s/%s", dir, name);
	return p;
}

static bool there(const char *name)
{
	return !access(in_dir(name), F_OK);
}

static const char *contents(const char *name)
{
	static char text[2000];
	FILE *f = fopen(in_dir(name), "r");
	size_t n = f ? fread(text, 1, sizeof(text) - 1, f) : 0;

	text[n] = '\0';
	if (f)
		fclose(f);
	return text;
}

static int setup(void **state)
{
	const char *src = getenv("top_srcdir");
	libxl_ctx *ctx;

	strcpy(dir + strlen(dir) - 6, "XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	snprintf(fake_qemu, sizeof(fake_qemu), "%s/tests/unit/libxl/fake-qemu.py",
		 src ? src : ".");
	ctx = fake_host_open();
	ctx->run_dir = ctx->log_dir = dir;
	*state = ctx;
	return 0;
}

static int teardown(void **state)
{
	char command[100];

	fake_host_close(*state);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

/* -- configs ------------------------------------------------------------------- */
static void config_init(libxl_domain_config *c)
{
	libxl_domain_config_init(c);
	libxl_domain_build_info_init_type(&c->b_info, LIBXL_DOMAIN_TYPE_PV);
	c->c_info.name = strdup("g1");
	c->b_info.max_memkb = 128 * 1024;
}

/* A domain with a screen, whose QEMU is the fake one and misbehaves so. */
static void config_fake(libxl_domain_config *c, const char *how)
{
	config_init(c);
	c->b_info.device_model = strdup(fake_qemu);
	if (how) {
		c->b_info.extra = calloc(3, sizeof(char *));
		c->b_info.extra[0] = strdup("-fake");
		c->b_info.extra[1] = strdup(how);
	}
	c->num_vfbs = 1;
	c->vfbs = calloc(1, sizeof(*c->vfbs));
	libxl_device_vfb_init(c->vfbs);
	libxl_defbool_set(&c->vfbs->vnc.enable, true);
	libxl_defbool_set(&c->vfbs->vnc.findunused, true);
	libxl_defbool_set(&c->vfbs->sdl.enable, false);
	c->vfbs->vnc.listen = strdup("127.0.0.1");
	c->vfbs->vnc.display = 3;
}

/* -- which configs need it ------------------------------------------------------- */
static void who_needs_it(void **state)
{
	libxl_device_disk disk;
	libxl_device_vkb vkb;
	libxl_domain_config c;

	(void)state;
	config_init(&c);
	assert_false(lx_dm_needed(&c));
	libxl_device_disk_init(&disk);
	c.disks = &disk;
	c.num_disks = 1;
	disk.backend = LIBXL_DISK_BACKEND_PHY;
	assert_false(lx_dm_needed(&c));
	disk.backend = LIBXL_DISK_BACKEND_QDISK;
	assert_true(lx_dm_needed(&c));
	disk.backend_domid = 3;
	assert_false(lx_dm_needed(&c));
	libxl_device_vkb_init(&vkb);
	c.vkbs = &vkb;
	c.num_vkbs = 1;
	vkb.backend_type = LIBXL_VKB_BACKEND_LINUX;
	assert_false(lx_dm_needed(&c));
	vkb.backend_type = LIBXL_VKB_BACKEND_QEMU;
	assert_true(lx_dm_needed(&c));
	c.num_disks = c.num_vkbs = 0;
	c.disks = NULL;
	c.vkbs = NULL;
	libxl_domain_config_dispose(&c);
}

/* -- the command line --------------------------------------------------------------- */
/* What comes after -xen-attach; as seen of Debian's libxl where it says so. */
static const struct screen_case {
	const char *name;
	bool vfb, vnc, search, sdl, opengl;
	const char *listen;
	int display;
	const char *password, *keymap, *user;
	const char *line;
} screens[] = {
	{ .name = "no screen",
	  .line = "-vnc none -display none -machine xenpv -m 128" },
	/* recorded in Debian 12's dom0 */
	{ .name = "VNC at the first free display", .vfb = true, .vnc = true,
	  .search = true, .listen = "127.0.0.1", .keymap = "de",
	  .line = "-vnc 127.0.0.1:0,to=99 -display none -k de -machine xenpv -m 128" },
	/* the same with a password is 127.0.0.1:0,password=on,to=99 */
	{ .name = "VNC with a password", .vfb = true, .vnc = true,
	  .search = true, .listen = "127.0.0.1", .password = "secret",
	  .line = "-vnc 127.0.0.1:0,password=on,to=99 -display none -machine xenpv -m 128" },
	{ .name = "VNC at a fixed display", .vfb = true, .vnc = true,
	  .listen = "0.0.0.0", .display = 7, .password = "",
	  .line = "-vnc 0.0.0.0:7 -display none -machine xenpv -m 128" },
	{ .name = "an address with the display in it", .vfb = true, .vnc = true,
	  .listen = "0.0.0.0:4",
	  .line = "-vnc 0.0.0.0:4 -display none -machine xenpv -m 128" },
	{ .name = "an IPv6 address", .vfb = true, .vnc = true,
	  .listen = "[::1]", .display = 2,
	  .line = "-vnc [::1]:2 -display none -machine xenpv -m 128" },
	{ .name = "SDL", .vfb = true, .sdl = true,
	  .line = "-vnc none -display sdl -machine xenpv -m 128" },
	{ .name = "SDL and OpenGL", .vfb = true, .sdl = true, .opengl = true,
	  .line = "-vnc none -display sdl,gl=on -machine xenpv -m 128" },
	{ .name = "a user", .user = "nobody",
	  .line = "-vnc none -display none -machine xenpv -runas nobody -m 128" },
};

static void config_screen(libxl_domain_config *c, const struct screen_case *sc)
{
	libxl_device_vfb *vfb;

	config_init(c);
	c->b_info.device_model_user = sc->user ? strdup(sc->user) : NULL;
	if (!sc->vfb)
		return;
	vfb = c->vfbs = calloc(1, sizeof(*vfb));
	c->num_vfbs = 1;
	libxl_device_vfb_init(vfb);
	libxl_defbool_set(&vfb->vnc.enable, sc->vnc);
	libxl_defbool_set(&vfb->vnc.findunused, sc->search);
	libxl_defbool_set(&vfb->sdl.enable, sc->sdl);
	libxl_defbool_set(&vfb->sdl.opengl, sc->opengl);
	vfb->vnc.listen = sc->listen ? strdup(sc->listen) : NULL;
	vfb->vnc.passwd = sc->password ? strdup(sc->password) : NULL;
	vfb->vnc.display = sc->display;
	vfb->keymap = sc->keymap ? strdup(sc->keymap) : NULL;
}

static void join(char *text, const char *const *words)
{
	*text = '\0';
	for (; *words; words++)
		sprintf(text + strlen(text), "%s%s", *text ? " " : "", *words);
}

static void its_command_line(void **state)
{
	libxl_ctx *ctx = *state;
	char text[2000], expected[2000];
	struct lx_scope s;

	ctx->run_dir = "/var/run/xen";
	for (size_t i = 0; i < sizeof(screens) / sizeof(screens[0]); i++) {
		libxl_domain_config c;

		print_message("case %s\n", screens[i].name);
		lx_scope_enter(&s, ctx, 1);
		config_screen(&c, &screens[i]);
		join(text, lx_dm_argv(&s, "qemu", &c));
		snprintf(expected, sizeof(expected),
			 "qemu -xen-domid 1 -no-shutdown"
			 " -chardev socket,id=libxl-cmd,path=/var/run/xen/qmp-libxl-1,server=on,wait=off"
			 " -mon chardev=libxl-cmd,mode=control"
			 " -chardev socket,id=libxenstat-cmd,path=/var/run/xen/qmp-libxenstat-1,server=on,wait=off"
			 " -mon chardev=libxenstat-cmd,mode=control"
			 " -nodefaults -no-user-config -xen-attach -name g1 %s",
			 screens[i].line);
		assert_string_equal(text, expected);
		libxl_domain_config_dispose(&c);
		lx_scope_leave(&s);
	}
}

static void add_channels(libxl_domain_config *c)
{
	c->num_channels = 3;
	c->channels = calloc(3, sizeof(*c->channels));
	for (int i = 0; i < 3; i++) {
		libxl_device_channel_init(&c->channels[i]);
		c->channels[i].devid = i + 1;
	}
	libxl_device_channel_init_connection(&c->channels[0],
					     LIBXL_CHANNEL_CONNECTION_PTY);
	libxl_device_channel_init_connection(&c->channels[1],
					     LIBXL_CHANNEL_CONNECTION_SOCKET);
	c->channels[1].u.socket.path = strdup("/run/a,b,c");
	libxl_device_channel_init_connection(&c->channels[2],
					     LIBXL_CHANNEL_CONNECTION_PTY);
	c->channels[2].backend_domid = 5;
}

static void its_channels(void **state)
{
	struct screen_case sc = { .vfb = false };
	libxl_domain_config c;
	struct lx_scope s;
	char text[2000];

	lx_scope_enter(&s, *state, 1);
	config_screen(&c, &sc);
	free(c.c_info.name);
	c.c_info.name = strdup("one,two");
	add_channels(&c);
	assert_true(lx_dm_needed(&c));
	join(text, lx_dm_argv(&s, "qemu", &c));
	assert_non_null(strstr(text, " -name one,,two"
			       " -chardev pty,id=libxl-channel1"
			       " -chardev socket,id=libxl-channel2,path=/run/a,,b,,c,server=on,wait=off"
			       " -vnc none"));
	libxl_domain_config_dispose(&c);
	lx_scope_leave(&s);
}

static void its_environment(void **state)
{
	struct screen_case sc = { .vfb = true, .sdl = true };
	libxl_domain_config c;
	struct lx_scope s;
	char text[500];

	lx_scope_enter(&s, *state, 1);
	config_screen(&c, &sc);
	join(text, lx_dm_env(&s, &c));
	assert_string_equal(text, "XEN_QEMU_CONSOLE_LIMIT 1048576");
	c.vfbs->sdl.display = strdup(":1");
	c.vfbs->sdl.xauthority = strdup("/root/.Xauthority");
	join(text, lx_dm_env(&s, &c));
	assert_string_equal(text, "XEN_QEMU_CONSOLE_LIMIT 1048576 DISPLAY :1 XAUTHORITY /root/.Xauthority");
	libxl_domain_config_dispose(&c);
	lx_scope_leave(&s);
}

/* -- a QEMU that runs ------------------------------------------------------------------ */
/* Says in xenstore that the fake QEMU runs, as a real one does itself. */
static pthread_t announcer;
static volatile bool announcing;

static void *announce(void *arg)
{
	(void)arg;
	while (announcing) {
		if (there("qemu-7")) {
			fake_xs_set(STATE_PATH, "running");
			break;
		}
		usleep(2000);
	}
	return NULL;
}

static void announce_begin(void)
{
	announcing = true;
	assert_int_equal(pthread_create(&announcer, NULL, announce, NULL), 0);
}

static void announce_end(void)
{
	announcing = false;
	pthread_join(announcer, NULL);
}

static void start(struct lx_op *op)
{
	lx_dm_run(op, *(libxl_domain_config **)op->data);
	lx_op_join(op);
}

static void stop(struct lx_op *op)
{
	lx_dm_stop_run(op, 7);
	lx_op_join(op);
}

static const struct lx_step start_steps[] = {
	{ "start", start, NULL },
	{ NULL, NULL, NULL },
};
static const struct lx_step stop_steps[] = {
	{ "stop", stop, NULL },
	{ NULL, NULL, NULL },
};

static int run_start(libxl_ctx *ctx, libxl_domain_config *c,
		     const libxl_asyncop_how *how)
{
	struct lx_op *op = lx_op_new(ctx, 7, how, start_steps, sizeof(c));

	*(libxl_domain_config **)op->data = c;
	return lx_op_run(op);
}

static int run_stop(libxl_ctx *ctx)
{
	return lx_op_run(lx_op_new(ctx, 7, NULL, stop_steps, 0));
}

static int start_fake(libxl_ctx *ctx, const char *how, const char *password)
{
	libxl_domain_config c;
	int rc;

	config_fake(&c, how);
	c.vfbs->vnc.passwd = password ? strdup(password) : NULL;
	announce_begin();
	rc = run_start(ctx, &c, NULL);
	announce_end();
	libxl_domain_config_dispose(&c);
	return rc;
}

static bool alive(libxl_ctx *ctx)
{
	struct lx_scope s;
	bool yes;

	lx_scope_enter(&s, ctx, 7);
	yes = lx_dm_alive(&s, 7);
	lx_scope_leave(&s);
	return yes;
}

static void assert_nothing_left(libxl_ctx *ctx)
{
	assert_false(alive(ctx));
	assert_null(fake_xs_value(PID_PATH));
	assert_null(fake_xs_value("/local/domain/0/device-model"));
	assert_false(there("qmp-libxl-7"));
	assert_int_equal(fake_xs_watches(), 0);
}

static void it_is_started_and_ended(void **state)
{
	libxl_ctx *ctx = *state;
	int pid, session;

	assert_int_equal(start_fake(ctx, NULL, NULL), 0);
	assert_true(alive(ctx));
	assert_int_equal(sscanf(contents("qemu-7"), "pid %d session %d", &pid,
				&session), 2);
	assert_int_equal(pid, session);
	assert_int_equal(atoi(fake_xs_value(PID_PATH)), pid);
	assert_non_null(strstr(contents("qemu-dm-g1.log"), "-xen-domid 7"));
	/* Nobody's child: whoever started it may end. */
	assert_int_equal(waitpid(pid, NULL, WNOHANG), -1);
	assert_int_equal(run_stop(ctx), 0);
	assert_false(there("qemu-7"));
	assert_nothing_left(ctx);
	/* Once more is fine. */
	assert_int_equal(run_stop(ctx), 0);
}

static void its_screen_is_published(void **state)
{
	libxl_ctx *ctx = *state;

	assert_int_equal(start_fake(ctx, "slow", "pass\"word"), 0);
	assert_string_equal(fake_xs_value("/local/domain/7/console/vnc-listen"),
			    "127.0.0.1");
	assert_string_equal(fake_xs_value("/local/domain/7/console/vnc-port"),
			    "5903");
	assert_string_equal(fake_xs_value("/local/domain/7/console/vnc-pass"),
			    "pass\"word");
	assert_string_equal(fake_xs_perms("/local/domain/7/console/vnc-pass"),
			    "n0");
	assert_non_null(strstr(contents("qemu-7"), "password pass\"word"));
	assert_int_equal(run_stop(ctx), 0);
}

/* -- for a domain that runs already ------------------------------------------------- */
static void ensure(struct lx_op *op)
{
	int rc = lx_dm_ensure_run(op, *(uint32_t *)op->data);

	if (rc)
		lx_op_fail(op, rc);
	else
		lx_op_join(op);
}

static const struct lx_step ensure_steps[] = {
	{ "ensure", ensure, NULL },
	{ NULL, NULL, NULL },
};

static int run_ensure(libxl_ctx *ctx, uint32_t domid)
{
	struct lx_op *op = lx_op_new(ctx, 3, NULL, ensure_steps,
				     sizeof(domid));

	*(uint32_t *)op->data = domid;
	return lx_op_run(op);
}

/* As it is stored: what was asked for, without defaults. */
static void store_config(libxl_ctx *ctx)
{
	struct lx_userdata_lock lock;
	libxl_domain_config c;
	struct lx_scope s;

	config_fake(&c, NULL);
	libxl_device_vfb_dispose(c.vfbs);
	libxl_device_vfb_init(c.vfbs);
	c.vfbs->vnc.display = 4;
	lx_scope_enter(&s, ctx, 7);
	assert_int_equal(lx_userdata_lock(&s, &lock), 0);
	assert_int_equal(lx_config_store(&s, &c), 0);
	lx_userdata_unlock(&s, &lock);
	lx_scope_leave(&s);
	libxl_domain_config_dispose(&c);
}

static void it_is_started_later_from_the_stored_config(void **state)
{
	libxl_ctx *ctx = *state;
	int pid;

	ctx->lib_dir = dir;
	fake_host_domain(7, 0);
	store_config(ctx);
	announce_begin();
	assert_int_equal(run_ensure(ctx, 7), 0);
	announce_end();
	assert_true(alive(ctx));
	assert_string_equal(fake_xs_value("/local/domain/7/console/vnc-port"),
			    "5904");
	assert_non_null(strstr(contents("qemu-dm-g1.log"),
			       "-vnc 127.0.0.1:4,to=99"));
	/* One is enough. */
	pid = atoi(fake_xs_value(PID_PATH));
	assert_int_equal(run_ensure(ctx, 7), 0);
	assert_int_equal(atoi(fake_xs_value(PID_PATH)), pid);
	assert_int_equal(run_stop(ctx), 0);
}

static void without_a_stored_config_it_cannot(void **state)
{
	libxl_ctx *ctx = *state;

	ctx->lib_dir = dir;
	fake_host_domain(7, 0);
	assert_int_equal(run_ensure(ctx, 7), ERROR_JSON_CONFIG_EMPTY);
	assert_non_null(strstr(fake_host_log(),
			       "Domain 7: QEMU cannot be started: nothing is stored"));
}

/* Whoever started dom0's tells no pid. */
static void dom0s_may_be_the_systems(void **state)
{
	fake_xs_set("/local/domain/0/device-model/0/state", "running");
	assert_int_equal(run_ensure(*state, 0), 0);
	assert_null(fake_xs_value("/local/domain/0/image/device-model-pid"));
}

static void the_terminals_of_channels_are_published(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_domain_config c;

	config_fake(&c, NULL);
	add_channels(&c);
	fake_xs_set("/local/domain/7/device/console/1/tty", "");
	announce_begin();
	assert_int_equal(run_start(ctx, &c, NULL), 0);
	announce_end();
	/* the monitors' two sockets come first */
	assert_string_equal(fake_xs_value("/local/domain/7/device/console/1/tty"),
			    "/dev/pts/2");
	assert_null(fake_xs_value("/local/domain/7/device/console/2/tty"));
	libxl_domain_config_dispose(&c);
	assert_int_equal(run_stop(ctx), 0);
}

/* -- one that does not -------------------------------------------------------------------- */
static const struct {
	const char *how;
	const char *password;
	int rc;
	const char *message;
} failures[] = {
	{ "die", NULL, ERROR_FAIL, "with status 3; in " },
	{ "die", NULL, ERROR_FAIL, "\"fake qemu: there is no screen\"" },
	{ "junk", NULL, ERROR_PROTOCOL_ERROR_QMP, "no JSON" },
	{ "hangup", NULL, ERROR_PROTOCOL_ERROR_QMP, "closed the connection" },
	{ "noscreen", NULL, ERROR_PROTOCOL_ERROR_QMP,
	  "\"fake qemu: the port is in use\"" },
	{ "refuse", "x", ERROR_QMP_GENERIC_ERROR,
	  "QEMU refuses change-vnc-password: not today" },
};

static void failures_leave_nothing(void **state)
{
	libxl_ctx *ctx = *state;

	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		const char *log;

		print_message("case %s\n", failures[i].how);
		fake_host_log();
		assert_int_equal(start_fake(ctx, failures[i].how,
					    failures[i].password),
				 failures[i].rc);
		log = fake_host_log();
		if (!strstr(log, failures[i].message))
			fail_msg("not said: %s; but: %s", failures[i].message,
				 log);
		/* once is enough */
		log = strstr(log, failures[i].message) + 1;
		assert_null(strstr(log, failures[i].message));
		assert_nothing_left(ctx);
	}
}

/* One that is refused, and one that is taken up a little later. */
static void *serve_disks(void *arg)
{
	(void)arg;
	while (!fake_xs_value(STATE_PATH))
		usleep(2000);
	usleep(50000);
	fake_xs_remove("/local/domain/0/backend/qdisk/7/51712");
	fake_xs_set("/local/domain/0/backend/qdisk/7/51728/state", "2");
	return NULL;
}

static void disks_that_it_refuses_are_named(void **state)
{
	libxl_ctx *ctx = *state;
	pthread_t thread;
	const char *log;

	for (int i = 51712; i <= 51728; i += 16) {
		char path[80], back[80];

		snprintf(path, sizeof(path), "/libxl/7/device/vbd/%d/backend", i);
		snprintf(back, sizeof(back), "/local/domain/0/backend/qdisk/7/%d", i);
		fake_xs_set(path, back);
		strcat(back, "/state");
		fake_xs_set(back, "1");
	}
	pthread_create(&thread, NULL, serve_disks, NULL);
	assert_int_equal(start_fake(ctx, NULL, NULL), 0);
	pthread_join(thread, NULL);
	log = fake_host_log();
	assert_non_null(strstr(log, "disk 51712: QEMU does not serve it"));
	assert_null(strstr(log, "disk 51728: QEMU"));
	assert_int_equal(run_stop(ctx), 0);
}

static void a_missing_program_is_named(void **state)
{
	libxl_domain_config c;

	config_fake(&c, NULL);
	free(c.b_info.device_model);
	c.b_info.device_model = strdup("/nonexistent/qemu");
	assert_int_equal(run_start(*state, &c, NULL), ERROR_NOT_READY);
	assert_non_null(strstr(fake_host_log(),
			       "device_model_override: /nonexistent/qemu cannot be run"));
	libxl_domain_config_dispose(&c);
	assert_nothing_left(*state);
}

static void one_that_cannot_be_executed_says_so(void **state)
{
	libxl_domain_config c;
	FILE *f = fopen(in_dir("broken"), "w");

	fputs("#!/nonexistent/interpreter\n", f);
	fclose(f);
	chmod(in_dir("broken"), 0700);
	config_fake(&c, NULL);
	free(c.b_info.device_model);
	c.b_info.device_model = strdup(in_dir("broken"));
	assert_int_equal(run_start(*state, &c, NULL), ERROR_FAIL);
	assert_non_null(strstr(fake_host_log(), "cannot be run: No such file"));
	libxl_domain_config_dispose(&c);
	assert_nothing_left(*state);
}

static void a_deaf_one_is_killed(void **state)
{
	libxl_ctx *ctx = *state;

	assert_int_equal(start_fake(ctx, "deaf", NULL), 0);
	assert_int_equal(run_stop(ctx), 0);
	assert_non_null(strstr(fake_host_log(), "does not end after 5 s and is killed"));
	assert_nothing_left(ctx);
}

/* A process that has nothing of QEMU yet, or never will. */
static pid_t some_process(void)
{
	char text[20];
	pid_t pid = fork();

	if (!pid) {
		pause();
		_exit(0);
	}
	snprintf(text, sizeof(text), "%d", (int)pid);
	fake_xs_set(PID_PATH, text);
	return pid;
}

static void note_start(libxl_ctx *ctx, pid_t pid, int off)
{
	struct lx_scope s;
	char text[30];

	lx_scope_enter(&s, ctx, 7);
	snprintf(text, sizeof(text), "%llu", lx_process_start(&s, pid) + off);
	lx_scope_leave(&s);
	fake_xs_set(START_PATH, text);
}

static void assert_left_alone(libxl_ctx *ctx, pid_t pid)
{
	int status;

	assert_false(alive(ctx));
	assert_int_equal(run_stop(ctx), 0);
	assert_int_equal(waitpid(pid, NULL, WNOHANG), 0);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	assert_true(WTERMSIG(status) == SIGKILL);
}

/* Whoever has its pid by now is left alone. */
static void another_process_is_not_ended(void **state)
{
	libxl_ctx *ctx = *state;
	pid_t pid = some_process();

	assert_left_alone(ctx, pid);
	pid = some_process();
	note_start(ctx, pid, -1);
	assert_left_alone(ctx, pid);
}

/* Noted, but the tool died before it became QEMU, or it is just about to. */
static void one_that_is_not_yet_qemu_is_ended(void **state)
{
	libxl_ctx *ctx = *state;
	pid_t pid = some_process();
	int status;

	note_start(ctx, pid, 0);
	assert_true(alive(ctx));
	assert_int_equal(run_stop(ctx), 0);
	assert_int_equal(waitpid(pid, &status, WNOHANG), pid);
	assert_true(WTERMSIG(status) == SIGHUP);
	assert_null(fake_xs_value(START_PATH));
	assert_nothing_left(ctx);
}

/* -- interrupted -------------------------------------------------------------------------- */
/* What happens within 20 ms. */
static void serve(libxl_ctx *ctx)
{
	struct pollfd fds[20];
	struct timeval now;
	int nr = 20, ms = 20;

	gettimeofday(&now, NULL);
	assert_int_equal(libxl_osevent_beforepoll(ctx, &nr, fds, &ms, now), 0);
	poll(fds, nr, ms < 0 || ms > 20 ? 20 : ms);
	gettimeofday(&now, NULL);
	libxl_osevent_afterpoll(ctx, nr, fds, now);
}

/* Until the pid of QEMU is noted, a minute at most. */
static bool serve_until_pid(libxl_ctx *ctx)
{
	time_t end = time(NULL) + 60;

	while (!fake_xs_value(PID_PATH) && time(NULL) < end)
		serve(ctx);
	return fake_xs_value(PID_PATH);
}

/* A zombie, which has no command line, does not. */
static bool runs(int pid)
{
	char path[40], c;
	FILE *f;
	bool yes;

	snprintf(path, sizeof(path), "/proc/%d/cmdline", pid);
	f = fopen(path, "r");
	yes = f && fread(&c, 1, 1, f) == 1;
	if (f)
		fclose(f);
	return yes;
}

static void an_abort_ends_it(void **state)
{
	libxl_asyncop_how how = { .u.for_event = 5 };
	libxl_ctx *ctx = *state;
	libxl_domain_config c;
	libxl_event *event;
	int pid;

	config_fake(&c, "mute");
	assert_int_equal(run_start(ctx, &c, &how), 0);
	/* So that the abort meets the wait. */
	if (!serve_until_pid(ctx))
		fail_msg("it does not start: %s", fake_host_log());
	pid = atoi(fake_xs_value(PID_PATH));
	assert_int_equal(libxl_ao_abort(ctx, &how), 0);
	assert_int_equal(libxl_event_wait(ctx, &event, LIBXL_EVENTMASK_ALL,
					  NULL, NULL), 0);
	assert_int_equal(event->u.operation_complete.rc, ERROR_ABORTED);
	libxl_event_free(ctx, event);
	libxl_domain_config_dispose(&c);
	assert_nothing_left(ctx);
	/* It was killed; the kernel may take its time. */
	for (int i = 0; i < 1000 && runs(pid); i++)
		usleep(10000);
	assert_false(runs(pid));
}

/*
 * The tool dies when it is about to note the pid: then nobody would ever find
 * that QEMU, so it must not come to be.
 */
static void die_at_the_pid(void)
{
	if (there("die-now"))
		kill(getpid(), SIGKILL);
}

static void no_qemu_without_a_noted_pid(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_domain_config c;
	int status;
	pid_t pid;

	config_fake(&c, NULL);
	pid = fork();
	if (!pid) {
		/* The first change clears old traces, the next notes the pid. */
		libxl_asyncop_how how = { .u.for_event = 5 };

		run_start(ctx, &c, &how);
		fclose(fopen(in_dir("die-now"), "w"));
		fake_xs_before_change(die_at_the_pid);
		_exit(serve_until_pid(ctx));
	}
	waitpid(pid, &status, 0);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	/* Time enough for one that would come to be. */
	usleep(500000);
	assert_true(there("die-now"));
	assert_false(there("qemu-7"));
	assert_string_equal(contents("qemu-dm-g1.log"), "");
	libxl_domain_config_dispose(&c);
}

/* -- its monitor ----------------------------------------------------------------------------- */
static void the_monitor_answers(void **state)
{
	libxl_ctx *ctx = *state;
	char *output = NULL;

	assert_int_equal(start_fake(ctx, "slow", NULL), 0);
	assert_int_equal(libxl_qemu_monitor_command(ctx, 7, "info \"x\"",
						    &output, NULL), 0);
	assert_string_equal(output, "you said: info \"x\"\r\n");
	free(output);
	assert_int_equal(run_stop(ctx), 0);
	assert_int_equal(libxl_qemu_monitor_command(ctx, 7, "info", &output,
						    NULL), ERROR_FAIL);
	assert_non_null(strstr(fake_host_log(), "does it run for this domain?"));
}

#define MOST_CLIENTS 8192

/* Connects until QEMU's queue is full; how many did, 0: it does not fill. */
static int fill_queue(int *fds)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int n = 0;

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/qmp-libxl-7",
		 dir);
	while (n < MOST_CLIENTS) {
		int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

		if (fd < 0)
			break;
		if (connect(fd, (struct sockaddr *)&address, sizeof(address))) {
			close(fd);
			return n;
		}
		fds[n++] = fd;
	}
	while (n > 0)
		close(fds[--n]);
	return 0;
}

/* A QEMU that is stopped would stop the whole program, and its other threads. */
static void a_queue_of_clients_holds_nobody_up(void **state)
{
	static int fds[MOST_CLIENTS];
	libxl_asyncop_how how = { .u.for_event = 5 };
	libxl_ctx *ctx = *state;
	libxl_event *event;
	char *output = NULL;
	int n, pid;

	assert_int_equal(start_fake(ctx, NULL, NULL), 0);
	pid = atoi(fake_xs_value(PID_PATH));
	assert_int_equal(kill(pid, SIGSTOP), 0);
	n = fill_queue(fds);
	assert_int_not_equal(n, 0);
	alarm(300);
	assert_int_equal(libxl_qemu_monitor_command(ctx, 7, "info", &output,
						    &how), 0);
	while (n > 0)
		close(fds[--n]);
	kill(pid, SIGCONT);
	assert_int_equal(libxl_event_wait(ctx, &event, LIBXL_EVENTMASK_ALL,
					  NULL, NULL), 0);
	alarm(0);
	assert_int_equal(event->u.operation_complete.rc, 0);
	assert_string_equal(output, "you said: info\r\n");
	libxl_event_free(ctx, event);
	free(output);
	assert_int_equal(run_stop(ctx), 0);
}

/* -- its viewer ------------------------------------------------------------------------------ */
static const struct {
	const char *listen, *password;
	int autopass;
	const char *said;		/* arguments and standard input */
} viewers[] = {
	{ NULL, NULL, 0, "localhost:3\n" },
	{ "1.2.3.4", "secret", 1, "1.2.3.4:3 -autopass\nsecret" },
	{ "1.2.3.4", "secret", 0, "1.2.3.4:3\n" },
	{ NULL, NULL, 1, "localhost:3\n" },
};

static void run_viewer(libxl_ctx *ctx, int autopass)
{
	pid_t pid = fork();

	if (!pid) {
		close(0);
		open("/dev/null", O_RDONLY);
		libxl_vncviewer_exec(ctx, 7, autopass);
		_exit(1);
	}
	waitpid(pid, NULL, 0);
}

static void the_viewer_is_told_where_to_look(void **state)
{
	FILE *f = fopen(in_dir("viewer"), "w");

	fprintf(f, "#!/bin/sh\n(echo \"$*\"; cat) >%s/said\n", dir);
	fclose(f);
	chmod(in_dir("viewer"), 0700);
	setenv("VNCVIEWER", in_dir("viewer"), 1);
	for (size_t i = 0; i < sizeof(viewers) / sizeof(viewers[0]); i++) {
		fake_xs_set("/local/domain/7/console/vnc-port", "5903");
		if (viewers[i].listen)
			fake_xs_set("/local/domain/7/console/vnc-listen",
				    viewers[i].listen);
		if (viewers[i].password)
			fake_xs_set("/local/domain/7/console/vnc-pass",
				    viewers[i].password);
		run_viewer(*state, viewers[i].autopass);
		assert_string_equal(contents("said"), viewers[i].said);
		fake_xs_remove("/local/domain/7/console");
	}
	setenv("VNCVIEWER", "/nonexistent/viewer", 1);
	fake_xs_set("/local/domain/7/console/vnc-port", "5903");
	assert_int_equal(libxl_vncviewer_exec(*state, 7, 0), ERROR_FAIL);
	assert_non_null(strstr(fake_host_log(),
			       "/nonexistent/viewer cannot be run; install a VNC viewer"));
	fake_xs_remove("/local/domain/7/console");
	assert_int_equal(libxl_vncviewer_exec(*state, 7, 0), ERROR_FAIL);
	assert_non_null(strstr(fake_host_log(), "it has no VNC port"));
	unsetenv("VNCVIEWER");
}

static void a_slash_in_a_name_makes_no_folder_of_its_log(void **state)
{
	char expected[60], *path;

	snprintf(expected, sizeof(expected), "%s/qemu-a_.._b.log", dir);
	assert_int_equal(libxl_create_logfile(*state, "qemu-a/../b", &path),
			 0);
	assert_string_equal(path, expected);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_slash_in_a_name_makes_no_folder_of_its_log, setup, teardown),
		cmocka_unit_test_setup_teardown(who_needs_it, setup, teardown),
		cmocka_unit_test_setup_teardown(its_command_line, setup, teardown),
		cmocka_unit_test_setup_teardown(its_channels, setup, teardown),
		cmocka_unit_test_setup_teardown(its_environment, setup, teardown),
		cmocka_unit_test_setup_teardown(the_terminals_of_channels_are_published, setup, teardown),
		cmocka_unit_test_setup_teardown(it_is_started_later_from_the_stored_config, setup, teardown),
		cmocka_unit_test_setup_teardown(without_a_stored_config_it_cannot, setup, teardown),
		cmocka_unit_test_setup_teardown(dom0s_may_be_the_systems, setup, teardown),
		cmocka_unit_test_setup_teardown(it_is_started_and_ended, setup, teardown),
		cmocka_unit_test_setup_teardown(its_screen_is_published, setup, teardown),
		cmocka_unit_test_setup_teardown(failures_leave_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(disks_that_it_refuses_are_named, setup, teardown),
		cmocka_unit_test_setup_teardown(a_missing_program_is_named, setup, teardown),
		cmocka_unit_test_setup_teardown(one_that_cannot_be_executed_says_so, setup, teardown),
		cmocka_unit_test_setup_teardown(a_deaf_one_is_killed, setup, teardown),
		cmocka_unit_test_setup_teardown(another_process_is_not_ended, setup, teardown),
		cmocka_unit_test_setup_teardown(one_that_is_not_yet_qemu_is_ended, setup, teardown),
		cmocka_unit_test_setup_teardown(an_abort_ends_it, setup, teardown),
		cmocka_unit_test_setup_teardown(no_qemu_without_a_noted_pid, setup, teardown),
		cmocka_unit_test_setup_teardown(the_monitor_answers, setup, teardown),
		cmocka_unit_test_setup_teardown(a_queue_of_clients_holds_nobody_up, setup, teardown),
		cmocka_unit_test_setup_teardown(the_viewer_is_told_where_to_look, setup, teardown),
	};

	return cmocka_run_group_tests_name("qemu", tests, NULL, NULL);
}
