/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Creating and destroying PV domains: what is asked of the hypervisor, what
 * is in xenstore, and that nothing stays behind after a failure anywhere.
 *
 * The figures and the tree are those of the distribution's libxl 4.17, seen
 * with xenstore-ls on a running host.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <dirent.h>
#include <errno.h>
#include <unistd.h>
#include <cmocka.h>

#include <libxl.h>

#include "domain/rename.h"
#include "event/events.h"
#include "event/op.h"
#include "fake_builder.h"
#include "fake_host.h"
#include "fake_xs.h"

#define UUID_TEXT "b049aadc-df3d-4ef3-b869-22df75b71613"

static char dir[] = "/tmp/libxl-create-XXXXXX";

/*
 * Destroying forks, and what the child does to the made-up host is lost: this
 * fork does it in the parent.
 */
static bool stays;		/* it is not destroyed */
static bool writes_late;	/* another tool, a file of the domain's */

static void write_late(void)
{
	char path[120];

	snprintf(path, sizeof(path), "%s/userdata-d.7." UUID_TEXT ".late", dir);
	fclose(fopen(path, "w"));
}

static pid_t fork_and_destroy(void *user)
{
	pid_t pid = fork();

	(void)user;
	if (pid > 0 && writes_late)
		write_late();
	if (pid > 0 && !stays)
		fake_host_remove(7);
	return pid;
}

static const libxl_childproc_hooks hooks = {
	.chldowner = libxl_sigchld_owner_libxl,
	.fork_replacement = fork_and_destroy,
};

static int setup(void **state)
{
	libxl_ctx *ctx = fake_host_open();

	if (!ctx)
		return -1;
	strcpy(dir + strlen(dir) - 6, "XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	ctx->lib_dir = dir;
	libxl_childproc_setmode(ctx, &hooks, NULL);
	fake_builder_reset(0);
	*state = ctx;
	return 0;
}

static int files_in_dir(void)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	int n = 0;

	while ((e = readdir(d)))
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

static int teardown(void **state)
{
	char command[100];

	fake_host_close(*state);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

static void make_config(libxl_domain_config *c)
{
	libxl_domain_config_init(c);
	c->c_info.type = LIBXL_DOMAIN_TYPE_PV;
	c->c_info.name = strdup("g1");
	c->c_info.domid = INVALID_DOMID;
	libxl_uuid_from_string(&c->c_info.uuid, UUID_TEXT);
	libxl_domain_build_info_init_type(&c->b_info, LIBXL_DOMAIN_TYPE_PV);
	c->b_info.max_vcpus = 2;
	c->b_info.max_memkb = 262144;
	c->b_info.target_memkb = 131072;
	c->b_info.kernel = strdup("/k");
	c->b_info.ramdisk = strdup("/r");
	c->b_info.cmdline = strdup("quiet");
}

/* Plays xenconsoled: writes the terminal as soon as somebody waits for it. */
static void console_available(libxl_ctx *ctx, libxl_event *event, void *arg)
{
	assert_int_equal(event->type,
			 LIBXL_EVENT_TYPE_DOMAIN_CREATE_CONSOLE_AVAILABLE);
	assert_int_equal(event->domid, 7);
	++*(int *)arg;
	libxl_event_free(ctx, event);
}

struct outcome {
	int rc, calls;
};

static void on_end(libxl_ctx *ctx, int rc, void *arg)
{
	struct outcome *o = arg;

	(void)ctx;
	o->rc = rc;
	o->calls++;
}

static bool ended(void *arg)
{
	struct outcome *o = arg;

	if (!o->calls && fake_xs_value("/local/domain/7/console/tty") &&
	    !*fake_xs_value("/local/domain/7/console/tty"))
		fake_xs_set("/local/domain/7/console/tty", "/dev/pts/0");
	return o->calls;
}

static int create(libxl_ctx *ctx, libxl_domain_config *c, uint32_t *domid,
		  int *consoles)
{
	struct outcome o = { 0, 0 };
	libxl_asyncop_how how = { on_end, { .for_callback = &o } };
	libxl_asyncprogress_how progress = { console_available, 0, consoles };
	int rc = libxl_domain_create_new(ctx, c, domid, &how, &progress);

	assert_int_equal(rc, 0);
	lx_enter(ctx);
	lx_wait_until(ctx, ended, &o);
	lx_leave(ctx);
	assert_int_equal(o.calls, 1);
	return o.rc;
}

/* -- tests --------------------------------------------------------------------- */
static const char expected_tree[] =
"/libxl = \"\"   ()\n"
"/libxl/7 = \"\"   (n0)\n"
"/libxl/7/device = \"\"   (n0)\n"
"/libxl/7/device/console = \"\"   (n0)\n"
"/libxl/7/device/console/0 = \"\"   (n0)\n"
"/libxl/7/device/console/0/backend = \"/local/domain/0/backend/console/7/0\"   (n0)\n"
"/libxl/7/device/console/0/frontend = \"/local/domain/7/console\"   (n0)\n"
"/libxl/7/device/console/0/frontend-id = \"7\"   (n0)\n"
"/libxl/7/device/console/0/online = \"1\"   (n0)\n"
"/libxl/7/device/console/0/protocol = \"vt100\"   (n0)\n"
"/libxl/7/device/console/0/state = \"1\"   (n0)\n"
"/libxl/7/dm-version = \"qemu_xen\"   (n0)\n"
"/libxl/7/type = \"pv\"   (n0)\n"
"/local = \"\"   ()\n"
"/local/domain = \"\"   ()\n"
"/local/domain/0 = \"\"   ()\n"
"/local/domain/0/backend = \"\"   ()\n"
"/local/domain/0/backend/console = \"\"   ()\n"
"/local/domain/0/backend/console/7 = \"\"   ()\n"
"/local/domain/0/backend/console/7/0 = \"\"   (n0,r7)\n"
"/local/domain/0/backend/console/7/0/frontend = \"/local/domain/7/console\"   (n0,r7)\n"
"/local/domain/0/backend/console/7/0/frontend-id = \"7\"   (n0,r7)\n"
"/local/domain/0/backend/console/7/0/online = \"1\"   (n0,r7)\n"
"/local/domain/0/backend/console/7/0/protocol = \"vt100\"   (n0,r7)\n"
"/local/domain/0/backend/console/7/0/state = \"1\"   (n0,r7)\n"
"/local/domain/7 = \"\"   (n0,r7)\n"
"/local/domain/7/attr = \"\"   (n7)\n"
"/local/domain/7/console = \"\"   (n0,r7)\n"
"/local/domain/7/console/backend = \"/local/domain/0/backend/console/7/0\"   (n0,r7)\n"
"/local/domain/7/console/backend-id = \"0\"   (n7,r0)\n"
"/local/domain/7/console/limit = \"1048576\"   (n0,r7)\n"
"/local/domain/7/console/output = \"pty\"   (n0,r7)\n"
"/local/domain/7/console/port = \"2\"   (n0,r7)\n"
"/local/domain/7/console/ring-ref = \"456706\"   (n0,r7)\n"
"/local/domain/7/console/tty = \"/dev/pts/0\"   (n0,r7)\n"
"/local/domain/7/console/type = \"xenconsoled\"   (n0,r7)\n"
"/local/domain/7/control = \"\"   (n0,r7)\n"
"/local/domain/7/control/feature-poweroff = \"\"   (n7)\n"
"/local/domain/7/control/feature-reboot = \"\"   (n7)\n"
"/local/domain/7/control/feature-suspend = \"\"   (n7)\n"
"/local/domain/7/control/platform-feature-multiprocessor-suspend = \"1\"   (n0,r7)\n"
"/local/domain/7/control/platform-feature-xs_reset_watches = \"1\"   (n0,r7)\n"
"/local/domain/7/control/shutdown = \"\"   (n7)\n"
"/local/domain/7/control/sysrq = \"\"   (n7)\n"
"/local/domain/7/cpu = \"\"   (n0,r7)\n"
"/local/domain/7/cpu/0 = \"\"   (n0,r7)\n"
"/local/domain/7/cpu/0/availability = \"online\"   (n0,r7)\n"
"/local/domain/7/cpu/1 = \"\"   (n0,r7)\n"
"/local/domain/7/cpu/1/availability = \"offline\"   (n0,r7)\n"
"/local/domain/7/data = \"\"   (n7)\n"
"/local/domain/7/device = \"\"   (n0,r7)\n"
"/local/domain/7/device/suspend = \"\"   (n0,r7)\n"
"/local/domain/7/device/suspend/event-channel = \"\"   (n7)\n"
"/local/domain/7/domid = \"7\"   (n0,r7)\n"
"/local/domain/7/drivers = \"\"   (n7)\n"
"/local/domain/7/error = \"\"   (n7)\n"
"/local/domain/7/feature = \"\"   (n7)\n"
"/local/domain/7/memory = \"\"   (n0,r7)\n"
"/local/domain/7/memory/static-max = \"262144\"   (n0,r7)\n"
"/local/domain/7/memory/target = \"131072\"   (n0,r7)\n"
"/local/domain/7/memory/videoram = \"0\"   (n0,r7)\n"
"/local/domain/7/name = \"g1\"   (n0,r7)\n"
"/local/domain/7/store = \"\"   (n0,r7)\n"
"/local/domain/7/store/port = \"1\"   (n0,r7)\n"
"/local/domain/7/store/ring-ref = \"456705\"   (n0,r7)\n"
"/local/domain/7/vm = \"/vm/" UUID_TEXT "\"   (n0,r7)\n"
"/vm = \"\"   ()\n"
"/vm/" UUID_TEXT " = \"\"   (n0,r7)\n"
"/vm/" UUID_TEXT "/image = \"\"   (n0,r7)\n"
"/vm/" UUID_TEXT "/image/cmdline = \"quiet\"   (n0,r7)\n"
"/vm/" UUID_TEXT "/image/kernel = \"/k\"   (n0,r7)\n"
"/vm/" UUID_TEXT "/image/ostype = \"linux\"   (n0,r7)\n"
"/vm/" UUID_TEXT "/image/ramdisk = \"/r\"   (n0,r7)\n"
"/vm/" UUID_TEXT "/name = \"g1\"   (n0,r7)\n"
"/vm/" UUID_TEXT "/start_time = \"T\"   (n0,r7)\n"
"/vm/" UUID_TEXT "/uuid = \"" UUID_TEXT "\"   (n0,r7)\n";

static void the_tree_is_libxls(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_domain_config c;
	uint32_t domid;
	int consoles = 0;
	char *tree;

	make_config(&c);
	assert_int_equal(create(ctx, &c, &domid, &consoles), 0);
	assert_int_equal(domid, 7);
	assert_int_equal(consoles, 1);
	assert_int_equal(strspn(fake_xs_value("/vm/" UUID_TEXT "/start_time"),
				"0123456789."),
			 strlen(fake_xs_value("/vm/" UUID_TEXT "/start_time")));
	fake_xs_set("/vm/" UUID_TEXT "/start_time", "T");
	tree = fake_xs_dump();
	assert_string_equal(tree, expected_tree);
	free(tree);
	assert_int_equal(files_in_dir(), 1);
	assert_int_equal(libxl_domain_destroy(ctx, 7, NULL), 0);
	libxl_domain_config_dispose(&c);
}

static void the_hypervisor_is_asked_as_by_libxl(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_domain_config c;
	uint32_t domid;
	int consoles;

	make_config(&c);
	assert_int_equal(create(ctx, &c, &domid, &consoles), 0);
	assert_string_equal(fake_builder_calls(),
		"create(max_vcpus=2,evtchn=1023,grant=2,ssid=12) "
		"max_vcpus(2) maxmem(132096) memmap(262144) tsc(0) "
		"cpuid(restore=0,pae=1,itsc=0) evtchn evtchn allocate(quiet) "
		"kernel(/k) ramdisk(/r) xen_init(7) parse mem_init(128) "
		"boot_mem_init build_image boot_image gnttab credit2(0) "
		"introduce(7,456705,1)");
	libxl_domain_config_dispose(&c);
}

/* What a destroyed domain leaves in xenstore: nothing of its own. */
static const char empty_tree[] =
"/libxl = \"\"   ()\n"
"/local = \"\"   ()\n"
"/local/domain = \"\"   ()\n"
"/local/domain/0 = \"\"   ()\n"
"/vm = \"\"   ()\n";

static void a_destroyed_domain_leaves_nothing(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_domain_config c;
	uint32_t domid;
	int consoles;
	char *tree;

	make_config(&c);
	assert_int_equal(create(ctx, &c, &domid, &consoles), 0);
	assert_int_equal(libxl_domain_destroy(ctx, 7, NULL), 0);
	tree = fake_xs_dump();
	assert_string_equal(tree, empty_tree);
	free(tree);
	assert_int_equal(files_in_dir(), 0);
	assert_int_equal(libxl_domain_info(ctx, NULL, 7),
			 ERROR_DOMAIN_NOTFOUND);
	assert_int_equal(libxl_domain_destroy(ctx, 7, NULL),
			 ERROR_DOMAIN_NOTFOUND);
	libxl_domain_config_dispose(&c);
}

static void what_is_written_while_it_is_destroyed_goes_too(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_domain_config c;
	uint32_t domid;
	int consoles;

	make_config(&c);
	assert_int_equal(create(ctx, &c, &domid, &consoles), 0);
	writes_late = true;
	assert_int_equal(libxl_domain_destroy(ctx, 7, NULL), 0);
	writes_late = false;
	assert_int_equal(files_in_dir(), 0);
	libxl_domain_config_dispose(&c);
}

static void a_failure_anywhere_leaves_nothing(void **state)
{
	libxl_ctx *ctx = *state;
	int at = 0, rc = ERROR_FAIL;

	while (rc) {
		libxl_domain_config c;
		uint32_t domid = 1234;
		int consoles;

		make_config(&c);
		fake_builder_reset(++at);
		fake_host_log();
		rc = create(ctx, &c, &domid, &consoles);
		libxl_domain_config_dispose(&c);
		if (!rc)
			break;
		print_message("failed at: %s\n", fake_builder_calls());
		assert_int_equal(domid, (uint32_t)INVALID_DOMID);
		assert_int_equal(files_in_dir(), 0);
		assert_null(fake_xs_value("/local/domain/7"));
		assert_null(fake_xs_value("/vm/" UUID_TEXT));
		assert_null(fake_xs_value("/libxl/7"));
		assert_null(fake_xs_value("/local/domain/0/backend"));
		assert_int_equal(libxl_domain_info(ctx, NULL, 7),
				 ERROR_DOMAIN_NOTFOUND);
		assert_non_null(strstr(fake_host_log(), "error: "));
	}
	assert_int_equal(at, fake_builder_count() + 1);
}

static void a_creation_that_cannot_be_undone_is_told(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_domain_config c;
	uint32_t domid;
	int consoles;

	make_config(&c);
	fake_builder_reset(5);
	fake_builder_destroy_errno = EBUSY;
	stays = true;
	assert_int_not_equal(create(ctx, &c, &domid, &consoles), 0);
	assert_int_equal(domid, 7);
	assert_non_null(strstr(fake_host_log(),
			       "the hypervisor does not destroy it"));
	fake_builder_destroy_errno = 0;
	stays = false;
	assert_int_equal(libxl_domain_destroy(ctx, 7, NULL), 0);
	libxl_domain_config_dispose(&c);
}

static void a_name_is_not_free_where_names_cannot_be_read(void **state)
{
	libxl_ctx *ctx = *state;
	struct lx_scope s;

	fake_xs_set("/local/domain/3/name", "g1");
	fake_host_domain(3, XEN_DOMINF_running);
	lx_scope_enter(&s, ctx, 7);
	fake_xs_fail_at(1);
	assert_int_equal(lx_name_is_free(&s, XBT_NULL, "g1"), ERROR_FAIL);
	assert_non_null(strstr(fake_host_log(), "cannot be listed"));
	assert_int_equal(lx_name_is_free(&s, XBT_NULL, "other"), 0);
	lx_scope_leave(&s);
}

/* A thread may have been in it, and hold its lock, when the child was made. */
static void a_child_leaves_the_applications_logger_alone(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_domain_config c;
	uint32_t domid;
	int consoles;

	make_config(&c);
	assert_int_equal(create(ctx, &c, &domid, &consoles), 0);
	fake_host_forbidden_logger = ctx->logger;
	assert_int_equal(libxl_domain_destroy(ctx, 7, NULL), 0);
	fake_host_forbidden_logger = NULL;
	libxl_domain_config_dispose(&c);
}

/* -- death: the tool is gone between two changes, its traces are there -------------- */
static jmp_buf death;
static int steps_to_live;

static void perhaps_die(void)
{
	if (!--steps_to_live)
		longjmp(death, 1);
}

static void live_for(int steps)
{
	steps_to_live = steps;
	fake_xs_before_change(perhaps_die);
	fake_builder_before_call(perhaps_die);
}

enum verdict { CLEAN, NOT_DESTROYED, LISTED, IN_XENSTORE, FILES, SURVIVED };

/* What the next tool, with a context of its own, makes of the rest. */
static enum verdict clear_up(libxl_ctx *dead)
{
	libxl_ctx *ctx;

	steps_to_live = -1;		/* for ever */
	if (libxl_ctx_alloc(&ctx, LIBXL_VERSION, 0, dead->logger))
		return NOT_DESTROYED;
	ctx->lib_dir = dir;
	libxl_childproc_setmode(ctx, &hooks, NULL);
	if (!libxl_domain_info(ctx, NULL, 7) &&
	    libxl_domain_destroy(ctx, 7, NULL))
		return NOT_DESTROYED;
	if (!libxl_domain_info(ctx, NULL, 7))
		return LISTED;
	if (fake_xs_value("/local/domain/7") || fake_xs_value("/libxl/7") ||
	    fake_xs_value("/vm/" UUID_TEXT) ||
	    fake_xs_value("/local/domain/0/backend"))
		return IN_XENSTORE;
	return files_in_dir() ? FILES : CLEAN;
}

static enum verdict die_creating(libxl_ctx *ctx, int steps)
{
	libxl_domain_config c;
	uint32_t domid;
	int consoles;

	make_config(&c);
	if (setjmp(death))
		return clear_up(ctx);
	live_for(steps);
	create(ctx, &c, &domid, &consoles);
	return SURVIVED;
}

static enum verdict die_destroying(libxl_ctx *ctx, int steps)
{
	libxl_domain_config c;
	uint32_t domid;
	int consoles;

	make_config(&c);
	create(ctx, &c, &domid, &consoles);
	if (setjmp(death))
		return clear_up(ctx);
	live_for(steps);
	libxl_domain_destroy(ctx, 7, NULL);
	return SURVIVED;
}

/* In a process of its own: what a dead tool left in memory is no leak. */
static enum verdict try_death(libxl_ctx *ctx, int steps,
			      enum verdict (*die)(libxl_ctx *ctx, int steps))
{
	pid_t pid = fork();
	int status;

	if (!pid)
		_exit(die(ctx, steps));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int deaths(libxl_ctx *ctx, enum verdict (*die)(libxl_ctx *ctx, int steps))
{
	enum verdict v;
	int steps = 0;
	char command[100];

	while ((v = try_death(ctx, ++steps, die)) != SURVIVED) {
		print_message("dead before change %d\n", steps);
		assert_int_equal(v, CLEAN);
	}
	/* the survivor's domain is gone with its process, its files are not */
	snprintf(command, sizeof(command), "rm -f %s/*", dir);
	assert_int_equal(system(command), 0);
	return steps - 1;
}

static void a_tool_that_dies_anywhere_leaves_what_can_be_destroyed(void **state)
{
	/* each hypercall, and at least three transactions */
	assert_in_range(deaths(*state, die_creating), 23, 40);
	assert_in_range(deaths(*state, die_destroying), 2, 10);
}

static void what_a_dead_tool_left_is_destroyed(void **state)
{
	static const char *const keep[] = {
		"/nothing", "/local/domain/7", "/libxl/7", ("/vm/" UUID_TEXT),
		"/local/domain/0/backend/console/7",
	};
	libxl_ctx *ctx = *state;

	for (size_t i = 0; i < sizeof(keep) / sizeof(keep[0]); i++) {
		libxl_domain_config c;
		uint32_t domid;
		int consoles;

		make_config(&c);
		assert_int_equal(create(ctx, &c, &domid, &consoles), 0);
		fake_xs_remove(keep[i]);
		assert_int_equal(libxl_domain_destroy(ctx, 7, NULL), 0);
		assert_null(fake_xs_value("/local/domain/7"));
		assert_null(fake_xs_value("/libxl/7"));
		assert_int_equal(files_in_dir(), 0);
		libxl_domain_config_dispose(&c);
		fake_xs_remove("/vm/" UUID_TEXT);
		fake_xs_remove("/local/domain/0/backend");
	}
}

static void a_name_is_given_once(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_domain_config c;
	uint32_t domid;
	int consoles;

	fake_xs_set("/local/domain/2/name", "g1");	/* nobody's any more */
	make_config(&c);
	assert_int_equal(create(ctx, &c, &domid, &consoles), 0);
	assert_int_equal(libxl_domain_destroy(ctx, 7, NULL), 0);
	libxl_domain_config_dispose(&c);
	fake_xs_set("/local/domain/3/name", "g1");
	fake_host_domain(3, XEN_DOMINF_running);
	make_config(&c);
	assert_int_equal(create(ctx, &c, &domid, &consoles), ERROR_INVAL);
	assert_non_null(strstr(fake_host_log(),
			       "domain 3 is called \"g1\" already"));
	assert_string_equal(fake_xs_value("/local/domain/3/name"), "g1");
	libxl_domain_config_dispose(&c);
}

static void refusals_say_why(void **state)
{
	static const struct {
		size_t offset;
		int value;
		int rc;
		const char *words;
	} cases[] = {
		{ offsetof(libxl_domain_config, c_info.type),
		  LIBXL_DOMAIN_TYPE_HVM, ERROR_NI, "\"hvm\" guests" },
		{ offsetof(libxl_domain_config, num_pcidevs), 1, ERROR_NI,
		  "pci: " },
		{ offsetof(libxl_domain_config, b_info.max_vcpus), -1,
		  ERROR_INVAL, "maxvcpus: -1" },
		{ offsetof(libxl_domain_config, b_info.num_vnuma_nodes), 1,
		  ERROR_NI, "vnuma: " },
		{ offsetof(libxl_domain_config, b_info.tsc_mode),
		  LIBXL_TSC_MODE_NATIVE_PARAVIRT, ERROR_INVAL, "tsc_mode: " },
		{ offsetof(libxl_domain_config, b_info.timer_mode),
		  LIBXL_TIMER_MODE_NO_DELAY_FOR_MISSED_TICKS, ERROR_INVAL,
		  "timer_mode: " },
	};
	libxl_ctx *ctx = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		libxl_domain_config c;
		uint32_t domid;
		int consoles, *field, old;

		make_config(&c);
		field = (int *)((char *)&c + cases[i].offset);
		old = *field;
		if (cases[i].offset ==
		    offsetof(libxl_domain_config, num_pcidevs))
			c.pcidevs = calloc(1, sizeof(*c.pcidevs));
		if (cases[i].offset ==
		    offsetof(libxl_domain_config, b_info.num_vnuma_nodes))
			c.b_info.vnuma_nodes =
				calloc(1, sizeof(*c.b_info.vnuma_nodes));
		*field = cases[i].value;
		fake_builder_reset(0);
		fake_host_log();
		assert_int_equal(create(ctx, &c, &domid, &consoles),
				 cases[i].rc);
		assert_non_null(strstr(fake_host_log(), cases[i].words));
		assert_string_equal(fake_builder_calls(), "");
		if (cases[i].offset ==
		    offsetof(libxl_domain_config, c_info.type))
			*field = old;
		libxl_domain_config_dispose(&c);
	}
}

/* libxl_domain_need_memory()'s values in the distribution's libxl. */
static void a_domains_need_is_known(void **state)
{
	static const struct {
		libxl_domain_type type;
		uint64_t max, target;
		int vcpus;
		uint64_t need;
	} cases[] = {
		{ LIBXL_DOMAIN_TYPE_PV, 131072, 131072, 1, 135168 },
		{ LIBXL_DOMAIN_TYPE_PV, 262144, 131072, 2, 135168 },
		{ LIBXL_DOMAIN_TYPE_PVH, 262144, 131072, 2, 137216 },
		{ LIBXL_DOMAIN_TYPE_PV, 33000, 33000, 1, 36864 },
		{ LIBXL_DOMAIN_TYPE_PV, 1048576, 1048576, 8, 1062912 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		libxl_domain_config c;
		uint64_t kb = 0;

		libxl_domain_config_init(&c);
		c.c_info.type = cases[i].type;
		libxl_domain_build_info_init_type(&c.b_info, cases[i].type);
		c.b_info.max_memkb = cases[i].max;
		c.b_info.target_memkb = cases[i].target;
		c.b_info.max_vcpus = cases[i].vcpus;
		assert_int_equal(libxl_domain_need_memory(*state, &c, 0, &kb),
				 0);
		assert_int_equal(kb, cases[i].need);
		libxl_domain_config_dispose(&c);
	}
}

static void targets_and_limits_keep_their_order(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_domain_config c;
	uint64_t target;
	uint32_t domid;
	int consoles;

	make_config(&c);
	assert_int_equal(create(ctx, &c, &domid, &consoles), 0);
	assert_int_equal(libxl_set_memory_target(ctx, 7, 102400, 0, 1), 0);
	assert_int_equal(fake_builder_maxmem, 103424);
	assert_string_equal(fake_xs_value("/local/domain/7/memory/target"),
			    "102400");
	assert_string_equal(fake_xs_value("/vm/" UUID_TEXT "/memory"), "100");
	assert_int_equal(libxl_set_memory_target(ctx, 7, -2400, 1, 0), 0);
	assert_int_equal(libxl_get_memory_target(ctx, 7, &target), 0);
	assert_int_equal(target, 100000);
	assert_int_equal(libxl_set_memory_target(ctx, 7, 300000, 0, 1),
			 ERROR_INVAL);
	assert_int_equal(libxl_domain_setmaxmem(ctx, 7, 204800), 0);
	assert_int_equal(fake_builder_maxmem, 205824);
	assert_string_equal(fake_xs_value("/local/domain/7/memory/static-max"),
			    "204800");
	assert_int_equal(libxl_domain_setmaxmem(ctx, 7, 20480), ERROR_INVAL);
	assert_int_equal(libxl_set_memory_target(ctx, 9, 1, 0, 0), ERROR_FAIL);
	libxl_domain_config_dispose(&c);
}

static void dom0_learns_its_own_figures(void **state)
{
	libxl_ctx *ctx = *state;
	xc_domaininfo_t *d = fake_host_domain(0, XEN_DOMINF_running);
	uint64_t target;

	d->tot_pages = 786432 / 4;
	d->max_pages = ~0ULL >> 12;
	assert_int_equal(libxl_get_memory_target(ctx, 0, &target), 0);
	assert_int_equal(target, 786432);
	assert_string_equal(fake_xs_value("/local/domain/0/memory/static-max"),
			    "4194304");
	assert_int_equal(libxl_set_memory_target(ctx, 0, 1024, 0, 0),
			 ERROR_INVAL);
}

static void a_rename_reaches_both_places(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_domain_create_info info;
	libxl_domain_config c;
	libxl_uuid uuid;
	uint32_t domid;
	int consoles;

	fake_host_domain(3, XEN_DOMINF_running);
	make_config(&c);
	assert_int_equal(create(ctx, &c, &domid, &consoles), 0);
	fake_xs_set("/local/domain/3/name", "other");
	assert_int_equal(libxl_domain_rename(ctx, 7, "g1", "gg1"), 0);
	assert_string_equal(fake_xs_value("/local/domain/7/name"), "gg1");
	assert_string_equal(fake_xs_value("/vm/" UUID_TEXT "/name"), "gg1");
	assert_int_equal(libxl_domain_rename(ctx, 7, "g1", "x"), ERROR_FAIL);
	assert_int_equal(libxl_domain_rename(ctx, 7, NULL, "other"),
			 ERROR_INVAL);
	assert_int_equal(libxl_domain_rename(ctx, 8, NULL, "x"),
			 ERROR_DOMAIN_NOTFOUND);
	libxl_domain_create_info_init(&info);
	info.name = strdup("gg1");
	libxl_uuid_generate(&uuid);
	assert_int_equal(libxl_domain_preserve(ctx, 7, &info, "-1", uuid), 0);
	assert_string_equal(fake_xs_value("/local/domain/7/name"), "gg1-1");
	assert_string_equal(fake_xs_value("/vm/" UUID_TEXT "/name"), "gg1");
	/* destroying it leaves its successor's path alone */
	assert_int_equal(libxl_domain_destroy(ctx, 7, NULL), 0);
	assert_string_equal(fake_xs_value("/vm/" UUID_TEXT "/name"), "gg1");
	libxl_domain_create_info_dispose(&info);
	libxl_domain_config_dispose(&c);
}

#define on_a_host(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		on_a_host(the_tree_is_libxls),
		on_a_host(the_hypervisor_is_asked_as_by_libxl),
		on_a_host(a_destroyed_domain_leaves_nothing),
		on_a_host(what_is_written_while_it_is_destroyed_goes_too),
		on_a_host(a_failure_anywhere_leaves_nothing),
		on_a_host(a_tool_that_dies_anywhere_leaves_what_can_be_destroyed),
		on_a_host(what_a_dead_tool_left_is_destroyed),
		on_a_host(a_creation_that_cannot_be_undone_is_told),
		on_a_host(a_child_leaves_the_applications_logger_alone),
		on_a_host(a_name_is_given_once),
		on_a_host(a_name_is_not_free_where_names_cannot_be_read),
		on_a_host(refusals_say_why),
		on_a_host(a_domains_need_is_known),
		on_a_host(targets_and_limits_keep_their_order),
		on_a_host(dom0_learns_its_own_figures),
		on_a_host(a_rename_reaches_both_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
