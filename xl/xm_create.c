/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xm create: options and words from left to right, then the dry run as xm
 * printed it, or the domain itself (in the live module).
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "emit/emit.h"
#include "xl/common.h"
#include "xl/create.h"
#include "xl/live.h"
#include "xm/variable.h"

/* What xm reads when no config is named. */
#define DEFAULT_CONFIG "xmdefconfig"

enum {
	OPT_HELP_CONFIG = OPT_OWN,
	OPT_PATH,
	OPT_VIEWER,
	OPT_VIEWER_PASS,
};

const struct command_option xm_create_options_table[] = {
	{ 'h', "help", NULL, "this text" },
	{ OPT_HELP_CONFIG, "help_config", NULL,
	  "list the variables a config can set" },
	{ 'q', "quiet", NULL, "print nothing but errors" },
	{ OPT_PATH, "path", "PATH", "where configs are looked for" },
	{ 'f', "defconfig", "FILE", "the config (or a bare word)" },
	{ 'F', "config", "FILE", "an S-expression instead of a config" },
	{ 'n', "dryrun", NULL, "print the domain, create nothing" },
	{ 'x', "xmldryrun", NULL, "print it as XenAPI XML" },
	{ 's', "skipdtd", NULL, "do not validate the XML" },
	{ 'p', "paused", NULL, "leave the domain paused" },
	{ 'c', "console_autoconnect", NULL, "connect to its console" },
	{ OPT_VIEWER, "vncviewer", NULL, "start a VNC viewer" },
	{ OPT_VIEWER_PASS, "vncviewer-autopass", NULL,
	  "tell the viewer the password" },
	COMMON_OPTION_ROWS,
	{ 0 }
};

struct xm_create {
	struct common common;
	const char *defconfig;	/* the last of bare words and -f */
	const char *sxp;	/* -F */
	const char *path;	/* --path */
	char **words;		/* KEY=VALUE */
	size_t nwords;
	bool help_config;
	bool dry_run;
	bool xml;
	struct create_request request;
};

/* A declared variable can be set as an option, too: --vcpus=2. */
static bool take_word(struct xm_create *c, const char *word)
{
	if (!strchr(word, '='))
		return false;
	c->words[c->nwords++] = (char *)word;
	return true;
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
	case OPT_VIEWER:
		return r->vnc = true;
	case OPT_VIEWER_PASS:
		return r->vnc = r->vnc_password = true;
	default:
		return false;
	}
}

/* Returns -1: go on, else the exit status. */
static int take_option(struct xm_create *c, const struct invocation *inv,
		       int key, const char *arg)
{
	switch (key) {
	case OPTION_WORD:
		if (!take_word(c, arg))
			c->defconfig = arg;
		return -1;
	case OPTION_BAD:
		return usage_error(inv, "%s", arg);
	case 'f':
		c->defconfig = arg;
		return -1;
	case 'F':
		c->sxp = arg;
		return -1;
	case OPT_PATH:
		c->path = arg;
		return -1;
	case OPT_HELP_CONFIG:
		c->help_config = true;
		return -1;
	case 'n':
		c->dry_run = true;
		return -1;
	case 'x':
		c->xml = true;
		return -1;
	default:
		if (take_switch(&c->request, key))
			return -1;
		return common_option(&c->common, key, arg) < 0 ?
			inv->program->usage_status : -1;
	}
}

static int read_arguments(struct xm_create *c, const struct invocation *inv)
{
	struct option_parser p;
	int key, status;

	c->words = arena_calloc(c->common.arena, (size_t)inv->argc + 1,
				sizeof(*c->words));
	option_start(&p, xm_create_options_table, inv->argc, inv->argv);
	while ((key = option_next(&p)) != OPTION_END) {
		status = take_option(c, inv, key, p.arg);
		if (status >= 0)
			return status;
	}
	return -1;
}

static int print_variables(void)
{
	static const char *const kinds[] = {
		[XM_KIND_TEXT] = "TEXT", [XM_KIND_INT] = "NUMBER",
		[XM_KIND_BOOL] = "0|1", [XM_KIND_LIST] = "[...]",
		[XM_KIND_OTHER] = "VALUE",
	};

	puts("Configuration variables:\n");
	for (size_t i = 0; i < xm_variable_count; i++) {
		const struct xm_variable *v = &xm_variables[i];

		printf("%s = %s\n\t%s\n", v->name, kinds[v->kind],
		       v->about ? v->about : "");
		printf("\tDefault: %s\n\n", v->def ? v->def : "None");
	}
	return 0;
}

/*
 * Prints what a program printed, then the domain. Notes and warnings are not
 * xm's, so they go to standard error.
 */
static int print_domain(const struct xm_create *c, struct config *config)
{
	int err;

	fwrite(config->output, 1, config->output_len, stdout);
	if (!config->xm) {
		fprintf(stderr, "Error: %s: an xl config, which xm could not "
			"read; --dialect xm reads it as xm would\n",
			config->path);
		return 1;
	}
	err = c->xml ? emit_xenapi(stdout, config->xm, &config->diags) :
		emit_sxp(stdout, config->xm, &config->diags);
	diags_print(stderr, &config->diags, DIAG_WARNING);
	return err ? 1 : 0;
}

static int explain(struct config *c, enum config_result res)
{
	fwrite(c->output, 1, c->output_len, stdout);
	fflush(stdout);
	if (res == CONFIG_EXIT)
		return c->exit_status;
	if (res == CONFIG_OTHER)
		fprintf(stderr, "Error: %s: no domain config: %s\n", c->path,
			c->why);
	diags_print(stderr, &c->diags, DIAG_WARNING);
	if (diags_have_error(&c->diags))
		fprintf(stderr, "Error: no domain can be made of %s\n",
			c->path);
	return 1;
}

static int not_found(const struct invocation *inv, const char *name)
{
	return usage_error(inv, "Unable to open config file: %s", name);
}

/* The path that is read, or NULL. */
static const char *find_config(const struct xm_create *c)
{
	const char *path = c->path ? c->path : c->common.settings.search_path;

	if (c->sxp)
		return access(c->sxp, F_OK) ? NULL : c->sxp;
	return xm_config_find(c->common.arena, c->defconfig, path);
}

static int make_domain(struct xm_create *c, const struct invocation *inv,
		       struct config *config)
{
	struct invocation live = *inv;

	fwrite(config->output, 1, config->output_len, stdout);
	diags_print(stderr, &config->diags, DIAG_WARNING);
	config->diags.n = 0;
	c->request.config = config;
	c->request.say_started = true;
	live.request = &c->request;
	return cmd_live(&live);
}

static int load_and_run(struct xm_create *c, const struct invocation *inv)
{
	struct config_options *opt = &c->common.config;
	const char *path = find_config(c);
	bool dry_run = c->dry_run || c->xml;
	enum config_result res;
	struct config *config;
	int status;

	if (!path)
		return not_found(inv, c->sxp ? c->sxp : c->defconfig);
	if (!c->request.quiet && !c->sxp) {
		printf("Using config file \"%s\".\n", path);
		fflush(stdout);
	}
	opt->words = c->words;
	opt->nwords = c->nwords;
	opt->force_sxp = c->sxp != NULL;
	opt->options_only = dry_run;
	opt->pool = python_pool_new();
	res = config_load(path, opt, &config);
	python_pool_free(opt->pool);
	opt->pool = NULL;
	if (res != CONFIG_OK)
		status = explain(config, res);
	else
		status = dry_run ? print_domain(c, config) :
			make_domain(c, inv, config);
	config_free(config);
	return status;
}

int cmd_xm_create(const struct invocation *inv)
{
	struct xm_create c = { .defconfig = DEFAULT_CONFIG };
	int status;

	if (common_start(&c.common, DIALECT_XM))
		return 1;
	status = read_arguments(&c, inv);
	if (status < 0 && c.help_config)
		status = print_variables();
	if (status < 0 &&
	    (c.dry_run || c.xml || live_is_possible(inv, &status)))
		status = load_and_run(&c, inv);
	common_end(&c.common);
	return status;
}
