/* SPDX-License-Identifier: LGPL-2.1-only */
/* Running a bootloader between two terminals. */
#include "domain/bootloader.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <libxl_utils.h>

#include "core/ctx.h"
#include "core/log.h"
#include "core/xs.h"
#include "event/copier.h"

#ifndef LX_PRIVATE_BIN_DIR
#define LX_PRIVATE_BIN_DIR "/usr/lib/xen-4.17/bin"
#endif
#define RUN_DIR "/var/run/xen"
#define LOG_DIR "/var/log/xen"

/* -- its directory ------------------------------------------------------------- */
static void remove_dir(struct lx_scope *s, const char *path)
{
	DIR *d = opendir(path);
	struct dirent *e;

	while (d && (e = readdir(d)))
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
			unlink(lx_printf(s, "%s/%s", path, e->d_name));
	if (d)
		closedir(d);
	if (rmdir(path) && errno != ENOENT)
		lx_warn(s, "%s cannot be removed: %s", path, strerror(errno));
}

void lx_bootloader_clean(struct lx_scope *s, struct lx_bootloader *b)
{
	if (!b->dir)
		return;
	unlink(b->output);
	remove_dir(s, b->dir);
	b->dir = NULL;
}

static int make_dir(struct lx_scope *s, struct lx_bootloader *b)
{
	const char *run = b->run_dir ? b->run_dir : RUN_DIR;
	int fd;

	b->dir = lx_printf(s, "%s/bootloader.%u.d", run, s->domid);
	b->output = lx_printf(s, "%s/bootloader.%u.out", run, s->domid);
	unlink(b->output);
	remove_dir(s, b->dir);		/* of one that was killed */
	if (mkdir(b->dir, 0700))
		return lx_fail_errno(s, ERROR_FAIL, "%s cannot be made",
				     b->dir);
	/* pygrub opens it without making it */
	fd = open(b->output, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return lx_fail_errno(s, ERROR_FAIL, "%s cannot be made",
				     b->output);
	close(fd);
	return 0;
}

/* -- terminals ------------------------------------------------------------------ */
static int open_pty(struct lx_scope *s, int *master, int *slave)
{
	struct termios raw;

	if (openpty(master, slave, NULL, NULL, NULL))
		return lx_fail_errno(s, ERROR_FAIL,
				     "no terminal for the bootloader");
	if (tcgetattr(*slave, &raw))
		return lx_fail_errno(s, ERROR_FAIL,
				     "the bootloader's terminal cannot be set up");
	cfmakeraw(&raw);
	if (tcsetattr(*slave, TCSANOW, &raw) ||
	    libxl_fd_set_nonblock(s->ctx, *master, 1) ||
	    libxl_fd_set_cloexec(s->ctx, *master, 1) ||
	    libxl_fd_set_cloexec(s->ctx, *slave, 1))
		return lx_fail_errno(s, ERROR_FAIL,
				     "the bootloader's terminal cannot be set up");
	return 0;
}

static void open_log(struct lx_scope *s, struct lx_bootloader *b)
{
	const char *path = lx_printf(s, "%s/bootloader.%u.log",
				     b->log_dir ? b->log_dir : LOG_DIR,
				     s->domid);

	b->log_fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (b->log_fd < 0)
		lx_warn(s, "%s cannot be written, the bootloader's output is not kept: %s",
			path, strerror(errno));
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void close_all(struct lx_bootloader *b)
{
	lx_copier_stop(b->out);
	lx_copier_stop(b->in);
	close_fd(&b->master);
	close_fd(&b->slave);
	close_fd(&b->console_master);
	close_fd(&b->console_slave);
	close_fd(&b->log_fd);
}

/*
 * Our copy of the console's slave stays open: without anybody at that side
 * its master would be at its end before a client comes.
 */
static int connect_console(struct lx_scope *s, struct lx_bootloader *b)
{
	char name[64];
	int rc = open_pty(s, &b->master, &b->slave);

	if (!rc)
		rc = open_pty(s, &b->console_master, &b->console_slave);
	if (rc)
		return rc;
	if (ttyname_r(b->console_slave, name, sizeof(name)))
		return lx_fail_errno(s, ERROR_FAIL,
				     "the bootloader's terminal has no name");
	b->tty = lx_strdup(s, name);
	open_log(s, b);
	rc = lx_copier_start(s->ctx, b->out, b->master, b->console_master,
			     b->log_fd);
	return rc ? rc : lx_copier_start(s->ctx, b->in, b->console_master,
					 b->master, -1);
}

static int publish_tty(struct lx_scope *s, const struct lx_bootloader *b)
{
	return lx_xs_write(s, XBT_NULL, lx_printf(s, "%s/console/tty",
						  lx_xs_dompath(s, s->domid)),
			   b->tty);
}

/* -- steps ------------------------------------------------------------------------ */
static struct lx_bootloader *bootloader_of(struct lx_op *op)
{
	return *(struct lx_bootloader **)op->data;
}

static void set_up(struct lx_op *op)
{
	struct lx_bootloader *b = bootloader_of(op);
	int rc = make_dir(op->s, b);

	if (!rc)
		rc = connect_console(op->s, b);
	if (!rc)
		rc = publish_tty(op->s, b);
	if (!rc && b->console)
		b->console(b->caller, b);
	lx_op_end_step(op, rc);
}

static void tear_down(struct lx_op *op)
{
	struct lx_bootloader *b = bootloader_of(op);

	close_all(b);
	lx_bootloader_clean(op->s, b);
	lx_op_next(op);
}

/* Names without a folder are those of the programs that come with Xen. */
static const char *find_program(struct lx_scope *s, const char *name)
{
	const char *ours;

	if (!strcmp(name, "/usr/bin/pygrub"))
		name = "pygrub";	/* where it was long ago */
	if (strchr(name, '/'))
		return name;
	ours = lx_printf(s, LX_PRIVATE_BIN_DIR "/%s", name);
	return access(ours, X_OK) ? name : ours;
}

static const char **make_argv(struct lx_scope *s,
			      const struct lx_bootloader *b)
{
	unsigned int n = 0;
	const char **argv;

	while (b->args && b->args[n])
		n++;
	argv = lx_calloc(s, n + 9, sizeof(*argv));
	n = 0;
	argv[n++] = find_program(s, b->program);
	for (char **a = b->args; a && *a; a++)
		argv[n++] = *a;
	if (b->kernel)
		argv[n++] = lx_printf(s, "--kernel=%s", b->kernel);
	if (b->ramdisk)
		argv[n++] = lx_printf(s, "--ramdisk=%s", b->ramdisk);
	if (b->cmdline && *b->cmdline)
		argv[n++] = lx_printf(s, "--args=%s", b->cmdline);
	argv[n++] = lx_printf(s, "--output=%s", b->output);
	argv[n++] = "--output-format=simple0";
	argv[n++] = lx_printf(s, "--output-directory=%s", b->dir);
	argv[n++] = b->disk;
	return argv;
}

static void it_ended(struct lx_op *op, int rc, int status)
{
	struct lx_bootloader *b = bootloader_of(op);

	/* What it said last is what explains its failure. */
	lx_copier_finish(b->out);
	if (!rc && lx_child_report(op->s, lx_printf(op->s, "bootloader %s",
						    b->program),
				   op->wait.child.pid, status))
		rc = ERROR_FAIL;
	lx_op_end_step(op, rc);
}

static void run_it(struct lx_op *op)
{
	struct lx_bootloader *b = bootloader_of(op);
	static const char *const env[] = { "TERM", "vt100", NULL };
	struct lx_exec e = {
		.argv = make_argv(op->s, b), .env = env,
		.fds = { b->slave, b->slave, b->slave }, .session = true,
	};
	int rc = lx_op_wait_exec(op, &e, -1, it_ended);

	/* Only the bootloader keeps its side open. */
	close_fd(&b->slave);
	if (rc)
		lx_op_fail(op, rc);
}

/* -- what it wrote --------------------------------------------------------------- */
static void take_item(struct lx_scope *s, struct lx_bootloader *b,
		     const char *item)
{
	const struct {
		const char *key;
		const char **value;
	} keys[] = {
		{ "kernel ", &b->new_kernel },
		{ "ramdisk ", &b->new_ramdisk },
		{ "args ", &b->new_cmdline },
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		size_t len = strlen(keys[i].key);

		if (strncmp(item, keys[i].key, len))
			continue;
		*keys[i].value = lx_strdup(s, item + len);
		return;
	}
	if (*item)
		lx_warn(s, "bootloader %s: its output has \"%s\", which means nothing here",
			b->program, item);
}

static void read_output(struct lx_op *op)
{
	struct lx_bootloader *b = bootloader_of(op);
	void *raw = NULL;
	int len = 0, rc = 0;
	char *text;

	close_all(b);
	if (libxl_read_file_contents(op->ctx, b->output, &raw, &len)) {
		lx_op_fail(op, lx_fail(op->s, ERROR_FAIL,
				       "bootloader %s: its output file is gone",
				       b->program));
		return;
	}
	if (!len) {
		lx_op_fail(op, lx_fail(op->s, ERROR_FAIL,
				       "bootloader %s: it wrote nothing into its output file",
				       b->program));
		return;
	}
	text = arena_memdup0(op->s->mem, raw ? raw : "", len);
	free(raw);
	for (char *at = text; at < text + len; at += strlen(at) + 1)
		take_item(op->s, b, at);
	if (!b->new_kernel)
		rc = lx_fail(op->s, ERROR_FAIL,
			     "bootloader %s: it named no kernel", b->program);
	lx_op_end_step(op, rc);
}

static const struct lx_step bootloader_steps[] = {
	{ "set up the bootloader",	set_up,		tear_down },
	{ "run the bootloader",		run_it,		NULL },
	{ "read what it chose",		read_output,	NULL },
	{ NULL, NULL, NULL },
};

void lx_bootloader_run(struct lx_op *op, struct lx_bootloader *b)
{
	struct lx_op *sub = lx_op_sub(op, bootloader_steps, sizeof(b));

	*(struct lx_bootloader **)sub->data = b;
	b->caller = op;
	b->master = b->slave = b->log_fd = -1;
	b->console_master = b->console_slave = -1;
	b->out = lx_alloc(op->s, sizeof(*b->out));
	b->in = lx_alloc(op->s, sizeof(*b->in));
	lx_op_sub_run(sub);
}
