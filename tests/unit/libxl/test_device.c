/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Disks and NICs: what is in xenstore, when scripts run, and that neither a
 * failure nor a removal leaves anything.
 *
 * The trees are those of the distribution's libxl 4.17, seen with xenstore-ls
 * beside a guest of its xl.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <linux/loop.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include <xenstore.h>

#include <libxl.h>
#include <libxl_utils.h>

#include "core/process.h"
#include "event/events.h"
#include "event/op.h"
#include "fake_builder.h"
#include "fake_host.h"
#include "fake_kernel.h"
#include "fake_xs.h"

static char dir[] = "/tmp/libxl-device-XXXXXX";
static char script[60], image[60];

/* -- time that a test can let pass -------------------------------------------- */
static int skipped;

int gettimeofday(struct timeval *restrict tv, void *restrict tz)
{
	struct timespec now;

	(void)tz;
	clock_gettime(CLOCK_REALTIME, &now);
	tv->tv_sec = now.tv_sec + skipped;
	tv->tv_usec = now.tv_nsec / 1000;
	return 0;
}

/* -- loop devices, as far as letting go of their files ---------------------------- */
static int let_go;		/* how often */

int ioctl(int fd, unsigned long request, ...)
{
	if (request == LOOP_CLR_FD)
		let_go++;
	return fd < 0 ? -1 : 0;
}

/* -- the host ------------------------------------------------------------------- */
/* What the forked destroyer does to the made-up host is lost: done here. */
static pid_t fork_and_destroy(void *user)
{
	pid_t pid = fork();

	(void)user;
	if (pid > 0 && !fake_xs_value("/local/domain/7"))
		fake_host_remove(7);
	return pid;
}

static const libxl_childproc_hooks hooks = {
	.chldowner = libxl_sigchld_owner_libxl,
	.fork_replacement = fork_and_destroy,
};

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	chmod(path, 0700);
}

/* Notes what it is told, and goes on with the given text. */
static void make_script(const char *more)
{
	char text[500];

	snprintf(text, sizeof(text),
		 "#!/bin/sh\n"
		 "echo \"$* $XENBUS_PATH $XENBUS_TYPE $XENBUS_BASE_PATH"
		 " ${vif-novif} ${netdev-nonetdev}\" >>%s/log\n%s\n",
		 dir, more);
	write_file(script, text);
}

static const char *script_log(void)
{
	static char text[2000];
	char path[60];
	size_t len = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/log", dir);
	f = fopen(path, "r");
	if (f) {
		len = fread(text, 1, sizeof(text) - 1, f);
		fclose(f);
	}
	text[len] = '\0';
	unlink(path);
	return text;
}

static int setup(void **state)
{
	libxl_ctx *ctx = fake_host_open();

	if (!ctx)
		return -1;
	strcpy(dir + strlen(dir) - 6, "XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	snprintf(script, sizeof(script), "%s/script", dir);
	snprintf(image, sizeof(image), "%s/image", dir);
	make_script("");
	write_file(image, "");
	ctx->lib_dir = dir;
	ctx->run_dir = dir;
	ctx->log_dir = dir;
	libxl_childproc_setmode(ctx, &hooks, NULL);
	fake_builder_reset(0);
	fake_kernel_reset();
	skipped = let_go = 0;
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

/* -- calls to their end, with the kernel answering meanwhile ------------------------ */
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

static struct outcome outcome;
static libxl_asyncop_how how = { on_end, { .for_callback = &outcome } };
static int hurry;		/* seconds that pass between two looks */
static void (*meanwhile)(void);	/* what else happens, NULL: nothing */

static bool ended(void *arg)
{
	(void)arg;
	fake_kernel_run();
	if (meanwhile)
		meanwhile();
	skipped += hurry;
	return outcome.calls;
}

/* For `finish(ctx, libxl_...(ctx, ..., &how))`. */
static int finish(libxl_ctx *ctx, int rc)
{
	assert_int_equal(rc, 0);
	lx_enter(ctx);
	lx_wait_until(ctx, ended, NULL);
	lx_leave(ctx);
	assert_int_equal(outcome.calls, 1);
	outcome.calls = 0;
	if (getenv("TEST_LOG"))
		print_message("%s", fake_host_log());
	return outcome.rc;
}

/* -- a domain with a disk and a NIC --------------------------------------------------- */
static void make_disk(libxl_device_disk *disk, const char *vdev)
{
	libxl_device_disk_init(disk);
	disk->vdev = strdup(vdev);
	disk->pdev_path = strdup(image);
	disk->format = LIBXL_DISK_FORMAT_RAW;
	disk->readwrite = 1;
	disk->script = strdup(script);
}

static void make_nic(libxl_device_nic *nic)
{
	static const libxl_mac mac = { 0, 0x16, 0x3e, 0, 0, 1 };

	libxl_device_nic_init(nic);
	memcpy(nic->mac, mac, sizeof(mac));
	nic->bridge = strdup("br0");
	nic->script = strdup(script);
	nic->ip = strdup("10.0.0.2");
	nic->rate_bytes_per_interval = 50000;
	nic->rate_interval_usecs = 50000;
}

static void make_config(libxl_domain_config *c, bool devices)
{
	libxl_domain_config_init(c);
	c->c_info.type = LIBXL_DOMAIN_TYPE_PV;
	c->c_info.name = strdup("g1");
	c->c_info.domid = INVALID_DOMID;
	libxl_uuid_generate(&c->c_info.uuid);
	libxl_domain_build_info_init_type(&c->b_info, LIBXL_DOMAIN_TYPE_PV);
	c->b_info.max_vcpus = 1;
	c->b_info.max_memkb = 131072;
	c->b_info.target_memkb = 131072;
	c->b_info.kernel = strdup("/k");
	if (!devices)
		return;
	c->num_disks = 1;
	c->disks = calloc(1, sizeof(*c->disks));
	make_disk(c->disks, "xvda");
	c->num_nics = 1;
	c->nics = calloc(1, sizeof(*c->nics));
	make_nic(c->nics);
}

static int create(libxl_ctx *ctx, bool devices, uint32_t *domid)
{
	libxl_domain_config c;
	int rc;

	make_config(&c, devices);
	rc = finish(ctx, libxl_domain_create_new(ctx, &c, domid, &how, NULL));
	libxl_domain_config_dispose(&c);
	return rc;
}

static int destroy(libxl_ctx *ctx)
{
	return finish(ctx, libxl_domain_destroy(ctx, 7, &how));
}

/* The lines about devices, the folder's name as DIR, "" for none. */
static const char *device_tree(void)
{
	static char text[20000];
	char *dump = fake_xs_dump(), *rest;

	text[0] = '\0';
	for (char *line = strtok_r(dump, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		char *at = strstr(line, dir);

		if (!strstr(line, "/vbd") && !strstr(line, "/vif"))
			continue;
		if (at) {
			strcat(strncat(text, line, at - line), "DIR");
			line = at + strlen(dir);
		}
		strcat(strcat(text, line), "\n");
	}
	free(dump);
	return text;
}

static void no_trace(libxl_ctx *ctx)
{
	char *dump = fake_xs_dump();

	assert_string_equal(device_tree(), "");
	assert_null(strstr(dump, "/local/domain/7"));
	assert_null(strstr(dump, "/libxl/7"));
	assert_null(strstr(dump, "backend"));
	assert_null(strstr(dump, "/vm/"));
	free(dump);
	assert_int_equal(libxl_domain_info(ctx, NULL, 7),
			 ERROR_DOMAIN_NOTFOUND);
}

/* -- what is written --------------------------------------------------------------------- */
static const char disk_and_nic[] =
"/libxl/7/device/vbd = \"\"   (n0)\n"
"/libxl/7/device/vbd/51712 = \"\"   (n0)\n"
"/libxl/7/device/vbd/51712/backend = \"/local/domain/0/backend/vbd/7/51712\"   (n0)\n"
"/libxl/7/device/vbd/51712/bootable = \"1\"   (n0)\n"
"/libxl/7/device/vbd/51712/dev = \"xvda\"   (n0)\n"
"/libxl/7/device/vbd/51712/device-type = \"disk\"   (n0)\n"
"/libxl/7/device/vbd/51712/discard-enable = \"1\"   (n0)\n"
"/libxl/7/device/vbd/51712/frontend = \"/local/domain/7/device/vbd/51712\"   (n0)\n"
"/libxl/7/device/vbd/51712/frontend-id = \"7\"   (n0)\n"
"/libxl/7/device/vbd/51712/mode = \"w\"   (n0)\n"
"/libxl/7/device/vbd/51712/online = \"1\"   (n0)\n"
"/libxl/7/device/vbd/51712/params = \"DIR/image\"   (n0)\n"
"/libxl/7/device/vbd/51712/removable = \"0\"   (n0)\n"
"/libxl/7/device/vbd/51712/script = \"DIR/script\"   (n0)\n"
"/libxl/7/device/vbd/51712/specification = \"xen\"   (n0)\n"
"/libxl/7/device/vbd/51712/state = \"1\"   (n0)\n"
"/libxl/7/device/vbd/51712/type = \"phy\"   (n0)\n"
"/libxl/7/device/vif = \"\"   (n0)\n"
"/libxl/7/device/vif/0 = \"\"   (n0)\n"
"/libxl/7/device/vif/0/backend = \"/local/domain/0/backend/vif/7/0\"   (n0)\n"
"/libxl/7/device/vif/0/bridge = \"br0\"   (n0)\n"
"/libxl/7/device/vif/0/frontend = \"/local/domain/7/device/vif/0\"   (n0)\n"
"/libxl/7/device/vif/0/frontend-id = \"7\"   (n0)\n"
"/libxl/7/device/vif/0/handle = \"0\"   (n0)\n"
"/libxl/7/device/vif/0/hotplug-status = \"\"   (n0)\n"
"/libxl/7/device/vif/0/ip = \"10.0.0.2\"   (n0)\n"
"/libxl/7/device/vif/0/mac = \"00:16:3e:00:00:01\"   (n0)\n"
"/libxl/7/device/vif/0/online = \"1\"   (n0)\n"
"/libxl/7/device/vif/0/rate = \"50000,50000\"   (n0)\n"
"/libxl/7/device/vif/0/script = \"DIR/script\"   (n0)\n"
"/libxl/7/device/vif/0/state = \"1\"   (n0)\n"
"/libxl/7/device/vif/0/type = \"vif\"   (n0)\n"
"/local/domain/0/backend/vbd = \"\"   ()\n"
"/local/domain/0/backend/vbd/7 = \"\"   ()\n"
"/local/domain/0/backend/vbd/7/51712 = \"\"   (n0,r7)\n"
"/local/domain/0/backend/vbd/7/51712/bootable = \"1\"   (n0,r7)\n"
"/local/domain/0/backend/vbd/7/51712/dev = \"xvda\"   (n0,r7)\n"
"/local/domain/0/backend/vbd/7/51712/device-type = \"disk\"   (n0,r7)\n"
"/local/domain/0/backend/vbd/7/51712/discard-enable = \"1\"   (n0,r7)\n"
"/local/domain/0/backend/vbd/7/51712/frontend = \"/local/domain/7/device/vbd/51712\"   (n0,r7)\n"
"/local/domain/0/backend/vbd/7/51712/frontend-id = \"7\"   (n0,r7)\n"
"/local/domain/0/backend/vbd/7/51712/mode = \"w\"   (n0,r7)\n"
"/local/domain/0/backend/vbd/7/51712/online = \"1\"   (n0,r7)\n"
"/local/domain/0/backend/vbd/7/51712/params = \"DIR/image\"   (n0,r7)\n"
"/local/domain/0/backend/vbd/7/51712/removable = \"0\"   (n0,r7)\n"
"/local/domain/0/backend/vbd/7/51712/script = \"DIR/script\"   (n0,r7)\n"
"/local/domain/0/backend/vbd/7/51712/specification = \"xen\"   (n0,r7)\n"
"/local/domain/0/backend/vbd/7/51712/state = \"2\"   (n0,r7)\n"
"/local/domain/0/backend/vbd/7/51712/type = \"phy\"   (n0,r7)\n"
"/local/domain/0/backend/vif = \"\"   ()\n"
"/local/domain/0/backend/vif/7 = \"\"   ()\n"
"/local/domain/0/backend/vif/7/0 = \"\"   (n0,r7)\n"
"/local/domain/0/backend/vif/7/0/bridge = \"br0\"   (n0,r7)\n"
"/local/domain/0/backend/vif/7/0/frontend = \"/local/domain/7/device/vif/0\"   (n0,r7)\n"
"/local/domain/0/backend/vif/7/0/frontend-id = \"7\"   (n0,r7)\n"
"/local/domain/0/backend/vif/7/0/handle = \"0\"   (n0,r7)\n"
"/local/domain/0/backend/vif/7/0/hotplug-status = \"\"   (n0,r7)\n"
"/local/domain/0/backend/vif/7/0/ip = \"10.0.0.2\"   (n0,r7)\n"
"/local/domain/0/backend/vif/7/0/mac = \"00:16:3e:00:00:01\"   (n0,r7)\n"
"/local/domain/0/backend/vif/7/0/online = \"1\"   (n0,r7)\n"
"/local/domain/0/backend/vif/7/0/rate = \"50000,50000\"   (n0,r7)\n"
"/local/domain/0/backend/vif/7/0/script = \"DIR/script\"   (n0,r7)\n"
"/local/domain/0/backend/vif/7/0/state = \"2\"   (n0,r7)\n"
"/local/domain/0/backend/vif/7/0/type = \"vif\"   (n0,r7)\n"
"/local/domain/7/device/vbd = \"\"   (n0,r7)\n"
"/local/domain/7/device/vbd/51712 = \"\"   (n7,r0)\n"
"/local/domain/7/device/vbd/51712/backend = \"/local/domain/0/backend/vbd/7/51712\"   (n7,r0)\n"
"/local/domain/7/device/vbd/51712/backend-id = \"0\"   (n7,r0)\n"
"/local/domain/7/device/vbd/51712/device-type = \"disk\"   (n7,r0)\n"
"/local/domain/7/device/vbd/51712/protocol = \"x86_64-abi\"   (n7,r0)\n"
"/local/domain/7/device/vbd/51712/state = \"1\"   (n7,r0)\n"
"/local/domain/7/device/vbd/51712/trusted = \"1\"   (n7,r0)\n"
"/local/domain/7/device/vbd/51712/virtual-device = \"51712\"   (n7,r0)\n"
"/local/domain/7/device/vif = \"\"   (n0,r7)\n"
"/local/domain/7/device/vif/0 = \"\"   (n7,r0)\n"
"/local/domain/7/device/vif/0/backend = \"/local/domain/0/backend/vif/7/0\"   (n7,r0)\n"
"/local/domain/7/device/vif/0/backend-id = \"0\"   (n7,r0)\n"
"/local/domain/7/device/vif/0/handle = \"0\"   (n7,r0)\n"
"/local/domain/7/device/vif/0/mac = \"00:16:3e:00:00:01\"   (n7,r0)\n"
"/local/domain/7/device/vif/0/mtu = \"1500\"   (n0,r7)\n"
"/local/domain/7/device/vif/0/state = \"1\"   (n7,r0)\n"
"/local/domain/7/device/vif/0/trusted = \"1\"   (n7,r0)\n";

static void a_created_domain_has_its_devices(void **state)
{
	libxl_ctx *ctx = *state;
	uint32_t domid;

	assert_int_equal(create(ctx, true, &domid), 0);
	assert_string_equal(device_tree(), disk_and_nic);
	assert_string_equal(script_log(),
		"add backend/vbd/7/51712 vbd backend novif nonetdev\n"
		"online type_if=vif backend/vif/7/0 vif backend vif7.0 \n");
	assert_int_equal(destroy(ctx), 0);
	no_trace(ctx);
}

static void its_end_runs_the_scripts_again(void **state)
{
	libxl_ctx *ctx = *state;
	const char *log;
	uint32_t domid;

	assert_int_equal(create(ctx, true, &domid), 0);
	script_log();
	assert_int_equal(destroy(ctx), 0);
	log = script_log();
	assert_non_null(strstr(log,
		"remove backend/vbd/7/51712 vbd backend novif nonetdev\n"));
	assert_non_null(strstr(log,
		"offline type_if=vif backend/vif/7/0 vif backend vif7.0 \n"));
}

/* The name that libxl gave to a process. */
static void note_script(libxl_ctx *ctx, pid_t pid)
{
	struct lx_scope s;

	lx_scope_enter(&s, ctx, 7);
	fake_xs_set("/libxl/7/device/vbd/51712/script-process",
		    lx_process_name(&s, pid));
	lx_scope_leave(&s);
}

/* A script that goes on for ms after the tool that began it was killed. */
static pid_t orphaned_script(libxl_ctx *ctx, int ms)
{
	pid_t pid = fork();

	if (!pid) {
		char path[60];
		FILE *f;

		usleep(ms * 1000);
		snprintf(path, sizeof(path), "%s/log", dir);
		f = fopen(path, "a");
		fputs("the orphan ends\n", f);
		fclose(f);
		_exit(0);
	}
	note_script(ctx, pid);
	return pid;
}

/* Whoever waits for it: the library reaps what it finds. */
static bool comes_to_its_end(pid_t pid)
{
	for (int i = 0; i < 1000; i++) {
		if (waitpid(pid, NULL, WNOHANG) == pid || kill(pid, 0))
			return true;
		usleep(10000);
	}
	return false;
}

static void the_script_of_a_killed_tool_is_waited_for(void **state)
{
	libxl_ctx *ctx = *state;
	const char *log;
	uint32_t domid;
	pid_t pid;

	assert_int_equal(create(ctx, true, &domid), 0);
	script_log();
	pid = orphaned_script(ctx, 400);
	assert_int_equal(destroy(ctx), 0);
	assert_true(comes_to_its_end(pid));
	log = strstr(script_log(), "the orphan ends\n");
	assert_non_null(log);
	assert_non_null(strstr(log, "remove backend/vbd/7/51712"));
	no_trace(ctx);
}

static void one_that_does_not_end_is_killed(void **state)
{
	libxl_ctx *ctx = *state;
	uint32_t domid;
	pid_t pid;

	assert_int_equal(create(ctx, true, &domid), 0);
	pid = orphaned_script(ctx, 1000000);
	hurry = 60;
	assert_int_equal(destroy(ctx), 0);
	hurry = 0;
	assert_true(comes_to_its_end(pid));
	assert_non_null(strstr(fake_host_log(),
			       "does not end within 40 s and is killed"));
	no_trace(ctx);
}

static int attach(libxl_ctx *ctx, const char *vdev)
{
	libxl_device_disk disk;
	int rc;

	make_disk(&disk, vdev);
	rc = finish(ctx, libxl_device_disk_add(ctx, 7, &disk, &how));
	libxl_device_disk_dispose(&disk);
	return rc;
}

/* Another tool removes the disk when its backend has answered. */
static void forget_the_disk(void)
{
	static const char *const nodes[] = {
		"/local/domain/0/backend", "/local/domain/7/device",
		"/libxl/7/device",
	};
	const char *state =
		fake_xs_value("/local/domain/0/backend/vbd/7/51728/state");

	if (!state || strcmp(state, "2"))
		return;
	fake_xs_before_change(NULL);
	for (int i = 0; i < 3; i++)
		xs_rm(NULL, XBT_NULL, nodes[i]);
}

/* A script that begins when its device is gone would bring a node back. */
static void no_script_for_a_device_that_is_gone(void **state)
{
	libxl_ctx *ctx = *state;
	uint32_t domid;

	assert_int_equal(create(ctx, false, &domid), 0);
	fake_xs_before_change(forget_the_disk);
	assert_int_not_equal(attach(ctx, "xvdb"), 0);
	fake_xs_before_change(NULL);
	assert_non_null(strstr(fake_host_log(), "it was removed meanwhile"));
	assert_null(strstr(script_log(), "add "));
	assert_string_equal(device_tree(), "");
}

/* What loop7 serves, as sysfs says it. */
static void make_loop(libxl_ctx *ctx, const char *file)
{
	char path[100], text[200];

	ctx->sys_dir = dir;
	snprintf(path, sizeof(path), "mkdir -p %s/block/loop7/loop", dir);
	assert_int_equal(system(path), 0);
	snprintf(path, sizeof(path), "%s/block/loop7/loop/backing_file", dir);
	snprintf(text, sizeof(text), "%s\n", file);
	write_file(path, text);
	snprintf(path, sizeof(path), "%s/loop7", dir);
	write_file(path, "");
	fake_xs_set("/local/domain/0/backend/vbd/7/51712/node", path);
}

static void a_deleted_file_keeps_no_loop_device(void **state)
{
	static const struct {
		const char *serves;
		int let_go;
	} cases[] = {
		{ "/elsewhere/image (deleted)", 1 },	/* by a link */
		{ "/elsewhere/image", 0 },
		{ "/elsewhere/other (deleted)", 0 },
		{ "", 0 },
	};
	libxl_ctx *ctx = *state;
	uint32_t domid;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		let_go = 0;
		assert_int_equal(create(ctx, true, &domid), 0);
		make_loop(ctx, cases[i].serves);
		assert_int_equal(destroy(ctx), 0);
		assert_int_equal(let_go, cases[i].let_go);
	}
}

static void devices_come_and_go_while_it_runs(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_device_disk disk, found;
	libxl_device_nic nic;
	uint32_t domid;

	assert_int_equal(create(ctx, false, &domid), 0);
	make_disk(&disk, "xvda");
	make_nic(&nic);
	fake_xs_conflicts(3);		/* somebody else writes as well */
	assert_int_equal(finish(ctx, libxl_device_disk_add(ctx, 7, &disk,
							   &how)), 0);
	assert_int_equal(disk.backend, LIBXL_DISK_BACKEND_PHY);
	assert_int_equal(finish(ctx, libxl_device_nic_add(ctx, 7, &nic, &how)),
			 0);
	assert_int_equal(nic.devid, 0);
	assert_string_equal(device_tree(), disk_and_nic);
	assert_int_equal(libxl_vdev_to_device_disk(ctx, 7, "xvda", &found), 0);
	fake_xs_torn(2);	/* or removes what we are removing */
	assert_int_equal(finish(ctx, libxl_device_disk_remove(ctx, 7, &found,
							      &how)), 0);
	assert_int_equal(finish(ctx, libxl_device_nic_remove(ctx, 7, &nic,
							     &how)), 0);
	assert_string_equal(device_tree(), "");
	assert_int_equal(finish(ctx, libxl_device_disk_remove(ctx, 7, &found,
							      &how)),
			 ERROR_NOTFOUND);
	libxl_device_disk_dispose(&found);
	libxl_device_disk_dispose(&disk);
	libxl_device_nic_dispose(&nic);
}

/* -- failures -------------------------------------------------------------------------- */
static void a_device_is_there_once(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_device_disk disk;
	uint32_t domid;

	assert_int_equal(create(ctx, true, &domid), 0);
	make_disk(&disk, "d0");		/* another name of xvda */
	assert_int_equal(finish(ctx, libxl_device_disk_add(ctx, 7, &disk,
							   &how)),
			 ERROR_DEVICE_EXISTS);
	assert_non_null(strstr(fake_host_log(),
			       "it has a disk 51712 already"));
	assert_string_equal(device_tree(), disk_and_nic);
	libxl_device_disk_dispose(&disk);
}

/* Another tool's NIC, just before the first change of ours. */
static void attach_another(void)
{
	fake_xs_before_change(NULL);
	fake_xs_set("/libxl/7/device/vif/0/backend",
		    "/local/domain/0/backend/vif/7/0");
	fake_xs_set("/local/domain/0/backend/vif/7/0/state", "4");
}

static void tools_that_attach_at_once_take_different_numbers(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_domain_config stored;
	libxl_device_nic nic;
	uint32_t domid;

	assert_int_equal(create(ctx, false, &domid), 0);
	make_nic(&nic);
	fake_xs_before_change(attach_another);
	assert_int_equal(finish(ctx, libxl_device_nic_add(ctx, 7, &nic, &how)),
			 0);
	assert_int_equal(nic.devid, 1);
	assert_string_equal(fake_xs_value("/libxl/7/device/vif/1/backend"),
			    "/local/domain/0/backend/vif/7/1");
	assert_string_equal(fake_xs_value("/local/domain/0/backend/vif/7/1/handle"),
			    "1");
	libxl_domain_config_init(&stored);
	assert_int_equal(libxl_retrieve_domain_configuration(ctx, 7, &stored,
							     NULL), 0);
	assert_int_equal(stored.num_nics, 2);
	assert_int_equal(stored.nics[0].devid, 1);
	libxl_domain_config_dispose(&stored);
	/* a number that was asked for is another matter */
	assert_int_equal(finish(ctx, libxl_device_nic_add(ctx, 7, &nic, &how)),
			 ERROR_DEVICE_EXISTS);
	libxl_device_nic_dispose(&nic);
}

static void a_xenstored_in_trouble_is_named(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_device_disk disk;
	uint32_t domid;

	assert_int_equal(create(ctx, false, &domid), 0);
	assert_int_equal(attach(ctx, "xvdb"), 0);
	make_disk(&disk, "xvdb");
	fake_xs_torn(1000000);
	assert_int_equal(finish(ctx, libxl_device_disk_remove(ctx, 7, &disk,
							      &how)),
			 ERROR_FAIL);
	fake_xs_torn(0);
	assert_non_null(strstr(fake_host_log(), "a removal was refused"));
	/* It is there yet, and goes when the trouble is over. */
	assert_int_equal(finish(ctx, libxl_device_disk_remove(ctx, 7, &disk,
							      &how)), 0);
	assert_string_equal(device_tree(), "");
	libxl_device_disk_dispose(&disk);
}

static void an_attachment_that_fails_leaves_nothing(void **state)
{
	libxl_ctx *ctx = *state;
	const char *log;
	uint32_t domid;

	assert_int_equal(create(ctx, false, &domid), 0);
	make_script("exit 3");
	fake_host_log();
	assert_int_equal(attach(ctx, "xvdb"), ERROR_FAIL);
	log = fake_host_log();
	assert_non_null(strstr(log, "script add ["));
	assert_non_null(strstr(log, "status 3"));
	/* That there was nothing to remove is no news. */
	assert_null(strstr(log, "script remove ["));
	assert_string_equal(device_tree(), "");
	assert_string_equal(script_log(),
		"add backend/vbd/7/51728 vbd backend novif nonetdev\n"
		"remove backend/vbd/7/51728 vbd backend novif nonetdev\n");

	make_script("");
	fake_kernel.gives_up = true;
	assert_int_equal(attach(ctx, "xvdb"), ERROR_FAIL);
	assert_non_null(strstr(fake_host_log(), "its backend gave up"));
	assert_string_equal(device_tree(), "");

	fake_kernel.gives_up = false;
	fake_kernel.deaf = true;
	hurry = 6;
	assert_int_equal(attach(ctx, "xvdb"), ERROR_TIMEDOUT);
	hurry = 0;
	assert_non_null(strstr(fake_host_log(), "no backend answered at "
			       "/local/domain/0/backend/vbd/7/51728"));
	assert_string_equal(device_tree(), "");
	fake_kernel.deaf = false;
	assert_int_equal(attach(ctx, "xvdb"), 0);
}

/* QEMU for domain 7, as far as its command line tells. */
static pid_t pretend_qemu(void)
{
	pid_t pid = fork();
	char text[20], path[60];

	assert_true(pid >= 0);
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execl("/bin/sh", "sh", "-c", "while :; do sleep 1; done >&- 2>&-",
		      "-xen-domid", "7", NULL);
		_exit(1);
	}
	snprintf(text, sizeof(text), "%d", (int)pid);
	fake_xs_set("/local/domain/7/image/device-model-pid", text);
	snprintf(path, sizeof(path), "%s/qemu-dm-g1.log", dir);
	write_file(path, "xen be: hello\nImage is not in qcow2 format\n");
	return pid;
}

static bool is_executed(pid_t pid)
{
	char path[60], text[200] = "";
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/cmdline", (int)pid);
	f = fopen(path, "r");
	if (f) {
		if (!fread(text, 1, sizeof(text) - 1, f))
			text[0] = '\0';
		fclose(f);
	}
	return !strcmp(text, "sh");
}

static void qemu_refuses(void)
{
	if (fake_xs_value("/local/domain/0/backend/qdisk/7/51712/state"))
		fake_xs_remove("/local/domain/0/backend/qdisk/7/51712");
}

static void what_qemu_says_of_a_disk_is_told(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_device_disk disk;
	uint32_t domid;
	pid_t qemu;

	assert_int_equal(create(ctx, false, &domid), 0);
	qemu = pretend_qemu();
	while (!is_executed(qemu))
		usleep(10000);
	make_disk(&disk, "xvda");
	free(disk.script);
	disk.script = NULL;
	disk.format = LIBXL_DISK_FORMAT_QCOW2;
	meanwhile = qemu_refuses;
	assert_int_equal(finish(ctx, libxl_device_disk_add(ctx, 7, &disk,
							   &how)), ERROR_FAIL);
	meanwhile = NULL;
	kill(qemu, SIGKILL);
	waitpid(qemu, NULL, 0);
	assert_non_null(strstr(fake_host_log(),
			       "qemu-dm-g1.log: \"Image is not in qcow2 format\""));
	assert_string_equal(device_tree(), "");
	libxl_device_disk_dispose(&disk);
}

/* Another tool's QEMU is noted just before ours would be, which forked then. */
static pid_t others_qemu;

static void others_qemu_comes(void)
{
	char children[60], text[20] = "";
	FILE *f;

	snprintf(children, sizeof(children), "/proc/self/task/%d/children",
		 (int)getpid());
	f = fopen(children, "r");
	if (f) {
		if (!fgets(text, sizeof(text), f))
			text[0] = '\0';
		fclose(f);
	}
	if (!*text)
		return;
	fake_xs_before_change(NULL);
	others_qemu = pretend_qemu();
	while (!is_executed(others_qemu))
		usleep(10000);
}

static void others_qemu_serves(void)
{
	const char *pid = fake_xs_value("/local/domain/7/image/device-model-pid");

	if (!others_qemu)
		return;
	assert_int_equal(atoi(pid), others_qemu);
	fake_xs_set("/local/domain/0/device-model/7/state", "running");
	if (fake_xs_value("/local/domain/0/backend/qdisk/7/51712/state"))
		fake_xs_set("/local/domain/0/backend/qdisk/7/51712/state", "2");
}

static void tools_that_need_qemu_at_once_start_one(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_device_disk disk;
	libxl_domain_config c;
	uint32_t domid;

	make_config(&c, false);
	make_script("exit 9");
	c.b_info.device_model = strdup(script);
	assert_int_equal(finish(ctx, libxl_domain_create_new(ctx, &c, &domid,
							     &how, NULL)), 0);
	libxl_domain_config_dispose(&c);
	make_disk(&disk, "xvda");
	free(disk.script);
	disk.script = NULL;
	disk.format = LIBXL_DISK_FORMAT_QCOW2;
	others_qemu = 0;
	meanwhile = others_qemu_serves;
	fake_xs_before_change(others_qemu_comes);
	assert_int_equal(finish(ctx, libxl_device_disk_add(ctx, 7, &disk,
							   &how)), 0);
	meanwhile = NULL;
	assert_int_equal(atoi(fake_xs_value("/local/domain/7/image/device-model-pid")),
			 others_qemu);
	assert_string_equal(script_log(), "");
	kill(others_qemu, SIGKILL);
	waitpid(others_qemu, NULL, 0);
	libxl_device_disk_dispose(&disk);
}

static void no_device_for_a_domain_that_is_not_there(void **state)
{
	assert_int_equal(attach(*state, "xvdb"), ERROR_DOMAIN_NOTFOUND);
	assert_string_equal(device_tree(), "");
}

static void a_guest_may_refuse_only_to_be_asked(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_device_disk disk;
	uint32_t domid;

	assert_int_equal(create(ctx, true, &domid), 0);
	assert_int_equal(libxl_vdev_to_device_disk(ctx, 7, "xvda", &disk), 0);
	fake_xs_set("/local/domain/7/device/vbd/51712/state", "4");
	fake_kernel.guest_keeps = true;
	hurry = 6;
	fake_host_log();
	assert_int_equal(finish(ctx, libxl_device_disk_safe_remove(ctx, 7,
						&disk, &how)),
			 ERROR_TIMEDOUT);
	assert_non_null(strstr(fake_host_log(), "did not let go of it"));
	assert_non_null(fake_xs_value("/libxl/7/device/vbd/51712"));
	assert_int_equal(finish(ctx, libxl_device_disk_remove(ctx, 7, &disk,
							      &how)), 0);
	assert_null(fake_xs_value("/libxl/7/device/vbd/51712"));
	hurry = 0;
	libxl_device_disk_dispose(&disk);
}

static void a_guest_that_has_not_looked_yet_is_not_asked(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_device_disk disk;
	uint32_t domid;

	assert_int_equal(create(ctx, true, &domid), 0);
	assert_int_equal(libxl_vdev_to_device_disk(ctx, 7, "xvda", &disk), 0);
	fake_kernel.guest_keeps = true;
	hurry = 6;
	fake_host_log();
	assert_int_equal(finish(ctx, libxl_device_disk_safe_remove(ctx, 7,
						&disk, &how)), 0);
	assert_null(strstr(fake_host_log(), "did not"));
	assert_null(fake_xs_value("/libxl/7/device/vbd/51712"));
	hurry = 0;
	libxl_device_disk_dispose(&disk);
}

static void nothing_stops_a_destruction(void **state)
{
	libxl_ctx *ctx = *state;
	uint32_t domid;

	assert_int_equal(create(ctx, true, &domid), 0);
	make_script("exit 1");
	fake_kernel.stuck = true;
	hurry = 6;
	fake_host_log();
	assert_int_equal(destroy(ctx), 0);
	hurry = 0;
	assert_non_null(strstr(fake_host_log(), "did not close within"));
	no_trace(ctx);
}

static void a_note_that_makes_no_sense_keeps_no_device(void **state)
{
	libxl_ctx *ctx = *state;
	uint32_t domid;

	assert_int_equal(create(ctx, true, &domid), 0);
	fake_xs_set("/libxl/7/device/vbd/1/backend", "/somewhere");
	fake_host_log();
	assert_int_equal(destroy(ctx), ERROR_FAIL);
	assert_non_null(strstr(fake_host_log(),
			       "\"/somewhere\" is no path of a backend"));
	no_trace(ctx);
}

static void a_failing_script_makes_no_domain(void **state)
{
	libxl_ctx *ctx = *state;
	uint32_t domid;

	make_script("exit 3");
	assert_int_equal(create(ctx, true, &domid), ERROR_FAIL);
	no_trace(ctx);
}

static void scripts_may_be_left_to_udev(void **state)
{
	static const struct {
		const char *status;
		int rc;
		const char *says;
	} cases[] = {
		{ "connected", 0, "" },
		{ "busy", ERROR_FAIL, "its script says \"busy\"" },
		{ NULL, ERROR_TIMEDOUT, "no script was run by udev" },
	};
	libxl_ctx *ctx = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		libxl_domain_config c;
		uint32_t domid;

		make_config(&c, true);
		libxl_defbool_set(&c.c_info.run_hotplug_scripts, false);
		fake_kernel.udev = cases[i].status;
		hurry = 10;
		fake_builder_reset(0);
		fake_host_log();
		assert_int_equal(finish(ctx, libxl_domain_create_new(ctx, &c,
						&domid, &how, NULL)),
				 cases[i].rc);
		assert_non_null(strstr(fake_host_log(), cases[i].says));
		if (!cases[i].rc)
			assert_int_equal(destroy(ctx), 0);
		hurry = 0;
		no_trace(ctx);
		assert_string_equal(script_log(), "");
		libxl_domain_config_dispose(&c);
	}
}

static void add_disk(libxl_ctx *ctx, const char *vdev)
{
	libxl_device_disk disk;

	make_disk(&disk, vdev);
	assert_int_equal(finish(ctx, libxl_device_disk_add(ctx, 7, &disk,
							   &how)), 0);
	libxl_device_disk_dispose(&disk);
}

/* Each call of the store in turn: what cannot be listed is not empty. */
static void a_store_that_fails_takes_no_other_device_along(void **state)
{
	libxl_ctx *ctx = *state;
	int at = 0, calls;
	uint32_t domid;

	snprintf(script, sizeof(script), "/bin/true");
	hurry = 1;
	do {
		libxl_device_disk disk;

		fake_builder_reset(0);
		assert_int_equal(create(ctx, false, &domid), 0);
		add_disk(ctx, "xvda");
		add_disk(ctx, "xvdb");
		make_disk(&disk, "xvda");
		fake_xs_fail_at(++at);
		if (!libxl_device_disk_remove(ctx, 7, &disk, &how))
			finish(ctx, 0);
		calls = fake_xs_calls();
		fake_xs_fail_at(0);
		libxl_device_disk_dispose(&disk);
		print_message("call %d of %d\n", at, calls);
		assert_non_null(fake_xs_value("/libxl/7/device/vbd/51728/backend"));
		assert_non_null(fake_xs_value("/local/domain/7/device/vbd/51728/backend"));
		assert_non_null(fake_xs_value("/local/domain/0/backend/vbd/7/51728/frontend"));
		assert_int_equal(destroy(ctx), 0);
		no_trace(ctx);
		fake_host_log();
	} while (at <= calls);
	hurry = 0;
	assert_in_range(at, 10, 1000);
}

static void a_domain_that_another_tool_destroys_first_is_destroyed(void **state)
{
	uint32_t domid;

	fake_builder_reset(0);
	assert_int_equal(create(*state, false, &domid), 0);
	fake_builder_destroy_errno = ESRCH;
	assert_int_equal(destroy(*state), 0);
	fake_builder_destroy_errno = 0;
	no_trace(*state);
}

/* Each call of the store in turn, of a domain with a disk and a NIC. */
static void a_store_that_fails_anywhere_leaves_nothing(void **state)
{
	libxl_ctx *ctx = *state;
	int at = 0, failed = 0, calls;
	uint32_t domid;

	snprintf(script, sizeof(script), "/bin/true");
	hurry = 1;
	do {
		int rc;

		fake_builder_reset(0);
		fake_xs_fail_at(++at);
		rc = create(ctx, true, &domid);
		calls = fake_xs_calls();
		fake_xs_fail_at(0);
		if (rc) {
			failed++;
			assert_int_equal(domid, (uint32_t)INVALID_DOMID);
		} else {
			assert_int_equal(destroy(ctx), 0);
		}
		print_message("call %d: %d\n", at, rc);
		no_trace(ctx);
		fake_host_log();
	} while (at <= calls);
	hurry = 0;
	assert_in_range(failed, 150, 1000);
}

/* -- death: the tool is gone between two changes, its traces are there -------------- */
static jmp_buf death;
static int steps_to_live;

static void perhaps_die(void)
{
	if (!--steps_to_live)
		longjmp(death, 1);
}

static void die_creating(libxl_ctx *ctx)
{
	uint32_t domid;

	create(ctx, true, &domid);
}

static void die_attaching(libxl_ctx *ctx)
{
	attach(ctx, "xvdb");
}

static void die_detaching(libxl_ctx *ctx)
{
	libxl_device_nic nic;

	libxl_device_nic_init(&nic);
	nic.devid = 0;
	finish(ctx, libxl_device_nic_remove(ctx, 7, &nic, &how));
}

static void die_destroying(libxl_ctx *ctx)
{
	destroy(ctx);
}

/* Of all ways, with and without a domain made before. */
static const struct {
	void (*die)(libxl_ctx *ctx);
	bool made;
	int least;		/* changes that it takes */
} deaths[] = {
	{ die_creating, false, 20 },
	{ die_attaching, true, 2 },
	{ die_detaching, true, 3 },
	{ die_destroying, true, 6 },
};

/* What the next tool, with a context of its own, makes of the rest. */
static int clear_up(libxl_ctx *dead)
{
	libxl_ctx *ctx;
	bool found;
	char *dump;

	steps_to_live = -1;		/* for ever */
	outcome.calls = 0;
	if (libxl_ctx_alloc(&ctx, LIBXL_VERSION, 0, dead->logger))
		return 1;
	ctx->lib_dir = ctx->run_dir = ctx->log_dir = dir;
	libxl_childproc_setmode(ctx, &hooks, NULL);
	if (!libxl_domain_info(ctx, NULL, 7) && destroy(ctx))
		return 2;
	dump = fake_xs_dump();
	found = *device_tree() || strstr(dump, "/local/domain/7") ||
		strstr(dump, "/libxl/7") || strstr(dump, "backend");
	free(dump);
	return found ? 3 : 0;
}

/* 0: died, and all could be cleared up; 100: it lived. */
static int live_for(libxl_ctx *ctx, size_t way, int steps)
{
	uint32_t domid;

	if (deaths[way].made && create(ctx, true, &domid))
		return 4;
	if (setjmp(death))
		return clear_up(ctx);
	steps_to_live = steps;
	fake_xs_before_change(perhaps_die);
	fake_builder_before_call(perhaps_die);
	deaths[way].die(ctx);
	return 100;
}

/* In a process of its own: what a dead tool left in memory is no leak. */
static int try_to_live(libxl_ctx *ctx, size_t way, int steps)
{
	pid_t pid = fork();
	int status;

	if (!pid)
		_exit(live_for(ctx, way, steps));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void a_tool_that_dies_anywhere_leaves_what_can_be_destroyed(void **state)
{
	for (size_t way = 0; way < sizeof(deaths) / sizeof(deaths[0]); way++) {
		int steps = 0, verdict;

		while ((verdict = try_to_live(*state, way, ++steps)) != 100) {
			print_message("way %zu, dead before change %d\n", way,
				      steps);
			assert_int_equal(verdict, 0);
		}
		assert_in_range(steps, deaths[way].least, 100);
	}
}

/* -- choices -------------------------------------------------------------------------- */
static void the_backend_follows_from_the_image(void **state)
{
	static const struct {
		libxl_disk_format format;
		libxl_disk_backend asked;
		bool script, cdrom;
		const char *path;
		int rc;
		const char *says;
		libxl_disk_backend got;
	} cases[] = {
		{ LIBXL_DISK_FORMAT_RAW, 0, false, false, "FILE", 0, NULL,
		  LIBXL_DISK_BACKEND_PHY },
		{ LIBXL_DISK_FORMAT_RAW, LIBXL_DISK_BACKEND_QDISK, false, false,
		  "FILE", 0, NULL, LIBXL_DISK_BACKEND_QDISK },
		{ LIBXL_DISK_FORMAT_QCOW2, 0, false, false, "FILE", 0, NULL,
		  LIBXL_DISK_BACKEND_QDISK },
		{ LIBXL_DISK_FORMAT_EMPTY, 0, false, true, NULL, 0, NULL,
		  LIBXL_DISK_BACKEND_QDISK },
		{ LIBXL_DISK_FORMAT_RAW, 0, true, false, "iscsi:nowhere", 0,
		  NULL, LIBXL_DISK_BACKEND_PHY },
		{ LIBXL_DISK_FORMAT_RAW, 0, false, false, "/nowhere",
		  ERROR_INVAL, "/nowhere", 0 },
		{ LIBXL_DISK_FORMAT_RAW, LIBXL_DISK_BACKEND_PHY, false, false,
		  "/tmp", ERROR_INVAL, "neither a block device nor a file", 0 },
		{ LIBXL_DISK_FORMAT_QCOW2, LIBXL_DISK_BACKEND_PHY, false, false,
		  "FILE", ERROR_INVAL, "raw images only", 0 },
		{ LIBXL_DISK_FORMAT_QCOW2, 0, true, false, "FILE", ERROR_INVAL,
		  "no backend can serve", 0 },
		{ LIBXL_DISK_FORMAT_RAW, LIBXL_DISK_BACKEND_TAP, false, false,
		  "FILE", ERROR_INVAL, "blktap2", 0 },
		{ LIBXL_DISK_FORMAT_EMPTY, 0, false, false, NULL, ERROR_INVAL,
		  "only a CD-ROM drive may be empty", 0 },
		{ LIBXL_DISK_FORMAT_RAW, 0, false, false, NULL, ERROR_INVAL,
		  "it has no target", 0 },
	};
	libxl_ctx *ctx = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		libxl_domain_config c;
		const char *path = cases[i].path;
		uint32_t domid;
		int rc;

		print_message("case %zu\n", i);
		make_config(&c, false);
		c.b_info.max_vcpus = 0;	/* never made: completing is enough */
		c.num_disks = 1;
		c.disks = calloc(1, sizeof(*c.disks));
		libxl_device_disk_init(c.disks);
		c.disks->vdev = strdup("xvda");
		c.disks->format = cases[i].format;
		c.disks->backend = cases[i].asked;
		c.disks->is_cdrom = cases[i].cdrom;
		c.disks->script = cases[i].script ? strdup(script) : NULL;
		if (path)
			c.disks->pdev_path = strdup(strcmp(path, "FILE") ? path
									 : image);
		fake_host_log();
		fake_builder_reset(1);
		rc = finish(ctx, libxl_domain_create_new(ctx, &c, &domid, &how,
							 NULL));
		if (cases[i].rc) {
			assert_int_equal(rc, cases[i].rc);
			assert_non_null(strstr(fake_host_log(), cases[i].says));
			assert_int_equal(fake_builder_count(), 0);
		} else {
			assert_int_equal(c.disks->backend, cases[i].got);
		}
		libxl_domain_config_dispose(&c);
	}
}

static void nics_are_numbered_and_get_addresses_of_xens(void **state)
{
	static const struct {
		int asked[3], got[3];
	} cases[] = {
		{ { -1, -1, -1 }, { 0, 1, 2 } },
		{ { 3, -1, -1 }, { 3, 1, 2 } },
		{ { 1, -1, -1 }, { 1, 2, 3 } },
		{ { -1, 0, -1 }, { 1, 0, 2 } },
	};
	libxl_ctx *ctx = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		libxl_domain_config c;
		uint32_t domid;

		make_config(&c, false);
		c.num_nics = 3;
		c.nics = calloc(3, sizeof(*c.nics));
		for (int n = 0; n < 3; n++) {
			libxl_device_nic_init(&c.nics[n]);
			c.nics[n].devid = cases[i].asked[n];
			c.nics[n].script = strdup("/bin/true");
		}
		fake_builder_reset(0);
		assert_int_equal(finish(ctx, libxl_domain_create_new(ctx, &c,
						&domid, &how, NULL)), 0);
		for (int n = 0; n < 3; n++) {
			assert_int_equal(c.nics[n].devid, cases[i].got[n]);
			assert_memory_equal(c.nics[n].mac, "\0\x16\x3e", 3);
			assert_in_range(c.nics[n].mac[3], 0, 0x7f);
			assert_string_equal(c.nics[n].bridge, "xenbr0");
		}
		assert_memory_not_equal(c.nics[0].mac, c.nics[1].mac, 6);
		assert_int_equal(destroy(ctx), 0);
		libxl_domain_config_dispose(&c);
	}
}

/* -- channels --------------------------------------------------------------------------- */
static const char one_channel[] =
"/libxl/7/device/console/1 = \"\"   (n0)\n"
"/libxl/7/device/console/1/backend = \"/local/domain/2/backend/console/7/1\"   (n0)\n"
"/libxl/7/device/console/1/connection = \"socket\"   (n0)\n"
"/libxl/7/device/console/1/frontend = \"/local/domain/7/device/console/1\"   (n0)\n"
"/libxl/7/device/console/1/frontend-id = \"7\"   (n0)\n"
"/libxl/7/device/console/1/name = \"org.a\"   (n0)\n"
"/libxl/7/device/console/1/online = \"1\"   (n0)\n"
"/libxl/7/device/console/1/path = \"/run/chan\"   (n0)\n"
"/libxl/7/device/console/1/protocol = \"vt100\"   (n0)\n"
"/libxl/7/device/console/1/state = \"1\"   (n0)\n"
"/local/domain/2/backend/console/7/1 = \"\"   (n2,r7)\n"
"/local/domain/2/backend/console/7/1/connection = \"socket\"   (n2,r7)\n"
"/local/domain/2/backend/console/7/1/frontend = \"/local/domain/7/device/console/1\"   (n2,r7)\n"
"/local/domain/2/backend/console/7/1/frontend-id = \"7\"   (n2,r7)\n"
"/local/domain/2/backend/console/7/1/name = \"org.a\"   (n2,r7)\n"
"/local/domain/2/backend/console/7/1/online = \"1\"   (n2,r7)\n"
"/local/domain/2/backend/console/7/1/path = \"/run/chan\"   (n2,r7)\n"
"/local/domain/2/backend/console/7/1/protocol = \"vt100\"   (n2,r7)\n"
"/local/domain/2/backend/console/7/1/state = \"1\"   (n2,r7)\n"
"/local/domain/7/device/console/1 = \"\"   (n7,r2)\n"
"/local/domain/7/device/console/1/backend = \"/local/domain/2/backend/console/7/1\"   (n7,r2)\n"
"/local/domain/7/device/console/1/backend-id = \"2\"   (n7,r2)\n"
"/local/domain/7/device/console/1/limit = \"1048576\"   (n2,r7)\n"
"/local/domain/7/device/console/1/name = \"org.a\"   (n2,r7)\n"
"/local/domain/7/device/console/1/output = \"chardev:libxl-channel1\"   (n2,r7)\n"
"/local/domain/7/device/console/1/protocol = \"vt100\"   (n7,r2)\n"
"/local/domain/7/device/console/1/state = \"1\"   (n7,r2)\n"
"/local/domain/7/device/console/1/tty = \"\"   (n2,r7)\n"
"/local/domain/7/device/console/1/type = \"ioemu\"   (n2,r7)\n";

/* The lines of the dump that are about console 1. */
static const char *channel_tree(void)
{
	static char text[5000];
	char *dump = fake_xs_dump(), *rest;

	text[0] = '\0';
	for (char *line = strtok_r(dump, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		if (strstr(line, "/console/1") || strstr(line, "console/7/1"))
			strcat(strcat(text, line), "\n");
	free(dump);
	return text;
}

/* Another domain serves it, so that no QEMU is needed. */
static void a_channel_is_a_console_after_the_primary_one(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_device_channel *list;
	libxl_domain_config c;
	uint32_t domid;
	int nr;

	make_config(&c, false);
	c.num_channels = 1;
	c.channels = calloc(1, sizeof(*c.channels));
	libxl_device_channel_init(c.channels);
	c.channels->devid = 0;		/* as xl numbers them */
	c.channels->backend_domid = 2;
	c.channels->name = strdup("org.a");
	libxl_device_channel_init_connection(c.channels,
					     LIBXL_CHANNEL_CONNECTION_SOCKET);
	c.channels->u.socket.path = strdup("/run/chan");
	assert_int_equal(finish(ctx, libxl_domain_create_new(ctx, &c, &domid,
							     &how, NULL)), 0);
	libxl_domain_config_dispose(&c);
	assert_string_equal(channel_tree(), one_channel);
	list = libxl_device_channel_list(ctx, 7, &nr);
	assert_int_equal(nr, 1);
	assert_int_equal(list->devid, 1);
	assert_string_equal(list->name, "org.a");
	assert_int_equal(list->connection, LIBXL_CHANNEL_CONNECTION_SOCKET);
	assert_string_equal(list->u.socket.path, "/run/chan");
	libxl_device_channel_dispose(list);
	free(list);
	assert_int_equal(destroy(ctx), 0);
	assert_null(fake_xs_value("/local/domain/2/backend"));
	no_trace(ctx);
}

/* -- bootloaders --------------------------------------------------------------------------- */
/* A disk that only its script can make readable, and who reads it. */
static void make_boot_config(libxl_domain_config *c, const char *how_it_ends)
{
	char loader[60], text[400];

	make_config(c, true);
	snprintf(loader, sizeof(loader), "%s/loader", dir);
	snprintf(text, sizeof(text),
		 "#!/bin/sh\n"
		 "for a; do case $a in --output=*) OUT=${a#--output=};; esac;"
		 " DISK=$a; done\n"
		 "echo \"loader $DISK\" >>%s/log\n"
		 "printf 'kernel /k\\0' >$OUT\n%s\n", dir, how_it_ends);
	write_file(loader, text);
	free(c->disks->pdev_path);
	c->disks->pdev_path = strdup("iscsi:something");
	c->b_info.bootloader = strdup(loader);
}

static void a_bootloader_reads_a_disk_of_dom0s(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_domain_config c;
	uint32_t domid;

	make_boot_config(&c, "");
	/* the first name is taken */
	fake_xs_set("/libxl/0/device/vbd/51712/backend",
		    "/local/domain/0/backend/vbd/0/51712");
	assert_int_equal(finish(ctx, libxl_domain_create_new(ctx, &c, &domid,
							     &how, NULL)), 0);
	libxl_domain_config_dispose(&c);
	assert_string_equal(script_log(),
		"add backend/vbd/0/51728 vbd backend novif nonetdev\n"
		"loader /dev/xvdb\n"
		"remove backend/vbd/0/51728 vbd backend novif nonetdev\n"
		"add backend/vbd/7/51712 vbd backend novif nonetdev\n"
		"online type_if=vif backend/vif/7/0 vif backend vif7.0 \n");
	assert_null(fake_xs_value("/libxl/0/device/vbd/51728"));
	assert_null(fake_xs_value("/local/domain/0/device"));
	assert_null(fake_xs_value("/libxl/7/local-disk"));
	fake_xs_remove("/libxl/0");
	assert_int_equal(destroy(ctx), 0);
	no_trace(ctx);
}

static void a_bootloader_that_fails_leaves_dom0_no_disk(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_domain_config c;
	uint32_t domid;

	make_boot_config(&c, "exit 1");
	assert_int_equal(finish(ctx, libxl_domain_create_new(ctx, &c, &domid,
							     &how, NULL)),
			 ERROR_FAIL);
	libxl_domain_config_dispose(&c);
	assert_null(fake_xs_value("/libxl/0"));
	assert_null(fake_xs_value("/local/domain/0/device"));
	no_trace(ctx);
}

static void a_disk_that_a_dead_tool_left_to_dom0_goes_with_the_domain(
								void **state)
{
	libxl_ctx *ctx = *state;
	uint32_t domid;

	assert_int_equal(create(ctx, false, &domid), 0);
	fake_xs_set("/libxl/7/local-disk", "51728");
	fake_xs_set("/libxl/0/device/vbd/51728/backend",
		    "/local/domain/0/backend/vbd/0/51728");
	fake_xs_set("/local/domain/0/backend/vbd/0/51728/state", "4");
	fake_xs_set("/local/domain/0/device/vbd/51728/state", "4");
	assert_int_equal(destroy(ctx), 0);
	assert_null(fake_xs_value("/libxl/0"));
	assert_null(fake_xs_value("/local/domain/0/device"));
	no_trace(ctx);
}

/* -- lists and configs ------------------------------------------------------------------- */
static void lists_tell_what_there_is(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_device_disk *disks;
	libxl_device_nic *nics, nic;
	libxl_diskinfo info;
	libxl_nicinfo nicinfo;
	uint32_t domid;
	int nr;

	assert_null(libxl_device_disk_list(ctx, 7, &nr));
	assert_int_equal(nr, 0);
	assert_int_equal(create(ctx, true, &domid), 0);
	disks = libxl_device_disk_list(ctx, 7, &nr);
	assert_int_equal(nr, 1);
	assert_string_equal(disks->vdev, "xvda");
	assert_string_equal(disks->pdev_path, image);
	assert_string_equal(disks->script, script);
	assert_int_equal(disks->backend, LIBXL_DISK_BACKEND_PHY);
	assert_int_equal(disks->format, LIBXL_DISK_FORMAT_RAW);
	assert_int_equal(disks->readwrite, 1);
	fake_xs_set("/local/domain/7/device/vbd/51712/state", "4");
	fake_xs_set("/local/domain/7/device/vbd/51712/ring-ref", "8");
	assert_int_equal(libxl_device_disk_getinfo(ctx, 7, disks, &info), 0);
	assert_string_equal(info.backend, "/local/domain/0/backend/vbd/7/51712");
	assert_string_equal(info.frontend, "/local/domain/7/device/vbd/51712");
	assert_int_equal(info.devid, 51712);
	assert_int_equal(info.state, 4);
	assert_int_equal(info.rref, 8);
	assert_int_equal(info.evtch, -1);
	libxl_diskinfo_dispose(&info);
	libxl_device_disk_list_free(disks, nr);

	nics = libxl_device_nic_list(ctx, 7, &nr);
	assert_int_equal(nr, 1);
	assert_memory_equal(nics->mac, "\0\x16\x3e\0\0\1", 6);
	assert_string_equal(nics->bridge, "br0");
	assert_string_equal(nics->ip, "10.0.0.2");
	assert_int_equal(nics->rate_interval_usecs, 50000);
	assert_int_equal(libxl_device_nic_getinfo(ctx, 7, nics, &nicinfo), 0);
	assert_int_equal(nicinfo.state, 1);
	assert_int_equal(nicinfo.rref_tx, -1);
	libxl_nicinfo_dispose(&nicinfo);
	libxl_device_nic_list_free(nics, nr);

	assert_int_equal(libxl_mac_to_device_nic(ctx, 7, "00:16:3E:00:00:01",
						 &nic), 0);
	assert_int_equal(nic.devid, 0);
	libxl_device_nic_dispose(&nic);
	assert_int_equal(libxl_mac_to_device_nic(ctx, 7, "00:16:3e:00:00:02",
						 &nic), ERROR_INVAL);
	assert_int_equal(libxl_devid_to_device_nic(ctx, 7, 1, &nic),
			 ERROR_INVAL);
	assert_null(libxl_device_channel_list(ctx, 7, &nr));
	assert_int_equal(nr, 0);
}

static void the_config_follows_the_devices(void **state)
{
	libxl_ctx *ctx = *state;
	libxl_domain_config c;
	libxl_device_nic nic;
	uint32_t domid;

	assert_int_equal(create(ctx, true, &domid), 0);
	assert_int_equal(attach(ctx, "xvdb"), 0);
	assert_int_equal(libxl_devid_to_device_nic(ctx, 7, 0, &nic), 0);
	assert_int_equal(finish(ctx, libxl_device_nic_remove(ctx, 7, &nic,
							     &how)), 0);
	libxl_device_nic_dispose(&nic);
	libxl_domain_config_init(&c);
	assert_int_equal(libxl_retrieve_domain_configuration(ctx, 7, &c, NULL),
			 0);
	assert_int_equal(c.num_disks, 2);
	assert_int_equal(c.num_nics, 0);
	assert_string_equal(c.disks[1].vdev, "xvdb");
	/* what was left open stays open */
	assert_int_equal(c.disks[1].backend, LIBXL_DISK_BACKEND_UNKNOWN);
	libxl_domain_config_dispose(&c);

	/* somebody else's device, and one that somebody else took away */
	fake_xs_remove("/libxl/7/device/vbd/51712");
	fake_xs_set("/libxl/7/device/vif/4/backend",
		    "/local/domain/0/backend/vif/7/4");
	fake_xs_set("/libxl/7/device/vif/4/mac", "00:16:3e:00:00:09");
	libxl_domain_config_init(&c);
	assert_int_equal(libxl_retrieve_domain_configuration(ctx, 7, &c, NULL),
			 0);
	assert_int_equal(c.num_disks, 1);
	assert_string_equal(c.disks[0].vdev, "xvdb");
	assert_int_equal(c.num_nics, 1);
	assert_int_equal(c.nics[0].devid, 4);
	assert_int_equal(c.nics[0].mac[5], 9);
	libxl_domain_config_dispose(&c);
}

/* -- backends that are programs of the host --------------------------------------------- */
static int closings;		/* how often the program was asked to close */

static void program(const char *state)
{
	const char *value = fake_xs_value(state);

	if (!value)
		return;
	if (!strcmp(value, "1")) {
		fake_xs_set(state, "2");
	} else if (!strcmp(value, "5")) {
		closings++;
		fake_xs_set(state, "6");
	}
}

static void sound_program(void)
{
	program("/local/domain/0/backend/vsnd/7/0/state");
}

static void keyboard_program(void)
{
	program("/local/domain/0/backend/vinput/7/0/state");
}

static void a_keyboard(libxl_device_vkb *vkb)
{
	libxl_device_vkb_init(vkb);
	vkb->backend_type = LIBXL_VKB_BACKEND_LINUX;
}

static void some_programs_may_begin_after_the_guest(void **state)
{
	libxl_domain_config c;
	uint32_t domid;

	make_config(&c, false);
	c.num_vkbs = 1;
	c.vkbs = calloc(1, sizeof(*c.vkbs));
	a_keyboard(c.vkbs);
	c.num_pvcallsifs = 1;
	c.pvcallsifs = calloc(1, sizeof(*c.pvcallsifs));
	libxl_device_pvcallsif_init(c.pvcallsifs);
	hurry = 20;
	assert_int_equal(finish(*state, libxl_domain_create_new(
		*state, &c, &domid, &how, NULL)), 0);
	assert_non_null(fake_xs_value("/libxl/7/device/vkbd/0/state"));
	assert_non_null(fake_xs_value("/libxl/7/device/pvcalls/0/state"));
	libxl_domain_config_dispose(&c);

	/* One that never answered need not close. */
	assert_int_equal(destroy(*state), 0);
	assert_null(strstr(fake_host_log(), "did not close"));
	no_trace(*state);
	hurry = 0;
}

static void a_program_that_answered_is_asked_to_close(void **state)
{
	libxl_device_vkb vkb;
	uint32_t domid;

	assert_int_equal(create(*state, false, &domid), 0);
	a_keyboard(&vkb);
	closings = 0;
	meanwhile = keyboard_program;
	assert_int_equal(finish(*state, libxl_device_vkb_add(
		*state, 7, &vkb, &how)), 0);
	keyboard_program();
	assert_int_equal(finish(*state, libxl_device_vkb_remove(
		*state, 7, &vkb, &how)), 0);
	assert_int_equal(closings, 1);
	meanwhile = NULL;
	libxl_device_vkb_dispose(&vkb);
	assert_int_equal(destroy(*state), 0);
	no_trace(*state);
}

static void a_sound_card_needs_its_program(void **state)
{
	libxl_device_vsnd vsnd;
	uint32_t domid;

	assert_int_equal(create(*state, false, &domid), 0);
	libxl_device_vsnd_init(&vsnd);
	hurry = 20;
	assert_int_equal(finish(*state, libxl_device_vsnd_add(
		*state, 7, &vsnd, &how)), ERROR_TIMEDOUT);
	assert_null(fake_xs_value("/libxl/7/device/vsnd/0/state"));
	assert_null(strstr(fake_host_log(), "did not close"));
	hurry = 0;

	closings = 0;
	meanwhile = sound_program;
	vsnd.devid = -1;
	assert_int_equal(finish(*state, libxl_device_vsnd_add(
		*state, 7, &vsnd, &how)), 0);
	assert_int_equal(finish(*state, libxl_device_vsnd_remove(
		*state, 7, &vsnd, &how)), 0);
	assert_int_equal(closings, 1);
	meanwhile = NULL;
	libxl_device_vsnd_dispose(&vsnd);
	assert_int_equal(destroy(*state), 0);
	no_trace(*state);
}

#define on_a_host(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		on_a_host(a_created_domain_has_its_devices),
		on_a_host(its_end_runs_the_scripts_again),
		on_a_host(the_script_of_a_killed_tool_is_waited_for),
		on_a_host(one_that_does_not_end_is_killed),
		on_a_host(no_script_for_a_device_that_is_gone),
		on_a_host(devices_come_and_go_while_it_runs),
		on_a_host(a_deleted_file_keeps_no_loop_device),
		on_a_host(what_qemu_says_of_a_disk_is_told),
		on_a_host(tools_that_need_qemu_at_once_start_one),
		on_a_host(a_device_is_there_once),
		on_a_host(tools_that_attach_at_once_take_different_numbers),
		on_a_host(a_xenstored_in_trouble_is_named),
		on_a_host(an_attachment_that_fails_leaves_nothing),
		on_a_host(no_device_for_a_domain_that_is_not_there),
		on_a_host(a_guest_may_refuse_only_to_be_asked),
		on_a_host(a_guest_that_has_not_looked_yet_is_not_asked),
		on_a_host(nothing_stops_a_destruction),
		on_a_host(a_note_that_makes_no_sense_keeps_no_device),
		on_a_host(a_failing_script_makes_no_domain),
		on_a_host(scripts_may_be_left_to_udev),
		on_a_host(a_store_that_fails_anywhere_leaves_nothing),
		on_a_host(a_store_that_fails_takes_no_other_device_along),
		on_a_host(a_domain_that_another_tool_destroys_first_is_destroyed),
		on_a_host(a_tool_that_dies_anywhere_leaves_what_can_be_destroyed),
		on_a_host(the_backend_follows_from_the_image),
		on_a_host(nics_are_numbered_and_get_addresses_of_xens),
		on_a_host(a_channel_is_a_console_after_the_primary_one),
		on_a_host(a_bootloader_reads_a_disk_of_dom0s),
		on_a_host(a_bootloader_that_fails_leaves_dom0_no_disk),
		on_a_host(a_disk_that_a_dead_tool_left_to_dom0_goes_with_the_domain),
		on_a_host(lists_tell_what_there_is),
		on_a_host(the_config_follows_the_devices),
		on_a_host(some_programs_may_begin_after_the_guest),
		on_a_host(a_program_that_answered_is_asked_to_close),
		on_a_host(a_sound_card_needs_its_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
