/* SPDX-License-Identifier: GPL-2.0-only */
/* xl create: what is read and printed here, what is made in the live module. */
#include <string.h>

#include "base/arena.h"
#include "emit/emit.h"
#include "xl/common.h"
#include "xl/create.h"
#include "xl/live.h"

enum {
	OPT_NO_AFFINITY = OPT_OWN,
};

/* xl create ends with libxl's error numbers, turned positive. */
enum {
	STATUS_FAILED = 3,	/* ERROR_FAIL: the file cannot be read */
	STATUS_INVALID = 6,	/* ERROR_INVAL: there is none */
};

const struct command_option create_options_table[] = {
	{ 'n', "dryrun", NULL, "print the domain as JSON, create nothing" },
	{ 'f', "defconfig", "FILE", "the config (or the first word)" },
	{ 'q', "quiet", NULL, "do not say which file is read" },
	{ 'p', NULL, NULL, "leave the domain paused" },
	{ 'c', NULL, NULL, "connect to its console" },
	{ 'F', NULL, NULL, "stay in the foreground" },
	{ 'e', NULL, NULL, "do not wait for the domain's end" },
	{ 'V', "vncviewer", NULL, "start a VNC viewer" },
	{ 'A', "vncviewer-autopass", NULL, "tell the viewer the password" },
	{ 'd', NULL, NULL, "print the domain as JSON before creating it" },
	{ OPT_NO_AFFINITY, "ignore-global-affinity-masks", NULL,
	  "do not apply the masks of xl.conf" },
	COMMON_OPTION_ROWS,
	{ 'h', "help", NULL, "this text" },
	{ 0 }
};

struct create {
	struct common common;
	const char *file;
	char *lines;		/* in the arena; config lines of the words */
	bool dry_run;
	struct create_request request;
};

static void add_line(struct create *c, const char *line)
{
	c->lines = arena_printf(c->common.arena, "%s%s\n",
				c->lines ? c->lines : "", line);
}

static bool take_switch(struct create_request *r, int key)
{
	switch (key) {
	case 'q':
		return r->quiet = true;
	case 'p':
		return r->paused = true;
	case 'c':
		return r->console = true;
	case 'F':
		return r->foreground = true;
	case 'e':
		return r->no_daemon = true;
	case 'V':
		return r->vnc = true;
	case 'A':
		return r->vnc = r->vnc_password = true;
	case 'd':
		return r->print_json = true;
	case OPT_NO_AFFINITY:
		return r->ignore_masks = true;
	default:
		return false;
	}
}

/* Returns -1: go on, else the exit status. */
static int take_option(struct create *c, const struct invocation *inv, int key,
		       const char *arg)
{
	switch (key) {
	case OPTION_WORD:
		if (!c->file && !strchr(arg, '='))
			c->file = arg;
		else
			add_line(c, arg);
		return -1;
	case OPTION_BAD:
		return usage_error(inv, "%s", arg);
	case 'n':
		c->dry_run = true;
		return -1;
	case 'f':
		c->file = arg;
		return -1;
	default:
		if (take_switch(&c->request, key))
			return -1;
		return common_option(&c->common, key, arg) < 0 ?
			inv->program->usage_status : -1;
	}
}

static int read_arguments(struct create *c, const struct invocation *inv)
{
	struct option_parser p;
	int key, status;

	option_start(&p, create_options_table, inv->argc, inv->argv);
	while ((key = option_next(&p)) != OPTION_END) {
		status = take_option(c, inv, key, p.arg);
		if (status >= 0)
			return status;
	}
	if (c->file)
		return -1;
	usage_error(inv, "no config file is named");
	return STATUS_INVALID;
}

static void say_dialect(struct config *c, const struct config_options *opt)
{
	const char *names = config_would_differ(c, opt);

	if (names)
		fprintf(stderr, "%s: read as xl does; xm would have meant "
			"something else by: %s (--dialect xm reads it so)\n",
			c->path, names);
}

/* What was said while reading, and what one should know of it. */
static void say_reading(struct config *c, const struct config_options *opt)
{
	fwrite(c->output, 1, c->output_len, stderr);
	diags_print(stderr, &c->diags, DIAG_WARNING);
	say_dialect(c, opt);
	c->diags.n = 0;
}

static int print_domain(struct config *c)
{
	int err = emit_json_as_said(stdout, c->xl, &c->diags);

	diags_print(stderr, &c->diags, DIAG_WARNING);
	return err ? 1 : 0;
}

static int make_domain(struct create *c, const struct invocation *inv,
		       struct config *config)
{
	struct invocation live = *inv;

	c->request.config = config;
	live.request = &c->request;
	return cmd_live(&live);
}

static bool was_read(const struct config *c)
{
	for (size_t i = 0; i < c->diags.n; i++)
		if (c->diags.v[i].id == DIAG_FILE_UNREADABLE)
			return false;
	return true;
}

/* Why there is no domain; the exit status. */
static int explain(const struct config *c, enum config_result res)
{
	fwrite(c->output, 1, c->output_len, stderr);
	diags_print(stderr, &c->diags, DIAG_WARNING);
	if (res == CONFIG_OTHER)
		fprintf(stderr, "%s: no domain config: %s\n", c->path, c->why);
	if (res != CONFIG_EXIT)
		return was_read(c) ? 1 : STATUS_FAILED;
	fprintf(stderr, "%s: the program ended with sys.exit(%d), no domain "
		"is made\n", c->path, c->exit_status);
	return c->exit_status;
}

static int load_and_run(struct create *c, const struct invocation *inv)
{
	struct config_options *opt = &c->common.config;
	enum config_result res;
	struct config *config;
	int status;

	opt->xl_lines = c->lines;
	opt->pool = python_pool_new();
	if (!c->request.quiet)
		fprintf(stderr, "Parsing config from %s\n", c->file);
	res = config_load(c->file, opt, &config);
	if (res == CONFIG_OK)
		say_reading(config, opt);
	/* the evaluator is not needed while a domain runs */
	python_pool_free(opt->pool);
	opt->pool = NULL;
	if (res != CONFIG_OK)
		status = explain(config, res);
	else
		status = c->dry_run ? print_domain(config) :
			make_domain(c, inv, config);
	config_free(config);
	return status;
}

int cmd_create(const struct invocation *inv)
{
	struct create c = { .dry_run = inv->globals.dry_run };
	int status;

	if (common_start(&c.common, DIALECT_XL))
		return 1;
	status = read_arguments(&c, inv);
	if (status < 0 && (c.dry_run || live_is_possible(inv, &status)))
		status = load_and_run(&c, inv);
	common_end(&c.common);
	return status;
}
