/* SPDX-License-Identifier: GPL-2.0-only */
/* xl config-update, and what a restart makes of it. */
#include "xl/live/override.h"

#include <stdlib.h>
#include <string.h>

#include "emit/emit.h"
#include "xl/common.h"
#include "xl/live/commands.h"
#include "xl/live/domconf.h"
#include "xl/live/json.h"
#include "xl/live/monitor.h"
#include "xlcfg/keys.h"

#define USERDATA_XL "xl"

/* Texts that xl wrote hold no programs. */
static int read_text(struct session *s, const char *text, size_t len,
		     libxl_domain_config *out)
{
	struct config_options opt = { .dialect = DIALECT_XL,
				      .python = PYTHON_NEVER };
	struct config *c;
	int err = -1;

	if (config_load_text("config-update", text, len, &opt, &c) ==
	    CONFIG_OK)
		err = domconf_make(s, c, false, out);
	else
		diags_print(stderr, &c->diags, DIAG_WARNING);
	config_free(c);
	return err;
}

void override_apply(struct session *s, uint32_t domid,
		    libxl_domain_config *config)
{
	libxl_domain_config replaced;
	uint8_t *text = NULL;
	int len = 0;

	if (libxl_userdata_retrieve(s->ctx, domid, USERDATA_XL, &text, &len) ||
	    len <= 0) {
		free(text);
		return;
	}
	libxl_domain_config_init(&replaced);
	if (read_text(s, (const char *)text, (size_t)len, &replaced)) {
		note("\"xl\" configuration found but failed to load");
		libxl_domain_config_dispose(&replaced);
		free(text);
		return;
	}
	note("\"xl\" configuration found, using it");
	libxl_uuid_copy(s->ctx, &replaced.c_info.uuid, &config->c_info.uuid);
	libxl_domain_config_dispose(config);
	*config = replaced;
	libxl_userdata_unlink(s->ctx, domid, USERDATA_XL);
	free(text);
}

/* -- the command ---------------------------------------------------------- */

static int store(struct session *s, uint32_t domid, struct config *c)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	int rc;

	if (!f)
		return refuse(s, "no memory for the config");
	rc = emit_xl(f, c->names, c->xl, XL_NEWEST, &c->diags);
	fclose(f);
	if (!rc)
		rc = libxl_userdata_store(s->ctx, domid, USERDATA_XL,
					  (const uint8_t *)text, (int)len);
	free(text);
	return finish(s, rc, "the config of domain %u is not stored", domid);
}

/* Checks that libxl takes it before it is kept. */
static int update(struct session *s, uint32_t domid, struct config *c)
{
	libxl_domain_config config;
	int status;

	status = domconf_make(s, c, false, &config) ? 1 : 0;
	if (!status && (given(s, 'd') || s->inv->globals.dry_run))
		status = print_config_json(s, &config);
	if (!status && !s->inv->globals.dry_run) {
		fprintf(stderr, "setting dom%u configuration\n", domid);
		status = store(s, domid, c);
	}
	libxl_domain_config_dispose(&config);
	return status;
}

/* The words behind the file are config lines. */
static char *config_lines(struct session *s, size_t from)
{
	char *lines = NULL;
	size_t len;
	FILE *f = open_memstream(&lines, &len);

	if (!f)
		return NULL;
	for (size_t i = from; i < s->nwords; i++)
		fprintf(f, "%s\n", s->words[i]);
	fclose(f);
	return lines;
}

static int load_and_update(struct session *s, uint32_t domid,
			   const char *path, size_t lines_from)
{
	char *lines = config_lines(s, lines_from);
	struct common common;
	struct config *c;
	int status = 1;

	if (common_start(&common, DIALECT_XL)) {
		free(lines);
		return 1;
	}
	common.config.xl_lines = lines;
	common.config.pool = python_pool_new();
	fprintf(stderr, "Parsing config from %s\n", path);
	if (config_load(path, &common.config, &c) == CONFIG_OK)
		status = update(s, domid, c);
	else
		diags_print(stderr, &c->diags, DIAG_WARNING);
	config_free(c);
	python_pool_free(common.config.pool);
	common_end(&common);
	free(lines);
	return status;
}

int live_config_update(struct session *s)
{
	const char *path = given_arg(s, 'f');
	size_t lines_from = 1;
	uint32_t domid;
	int status = find_domain(s, s->words[0], &domid);

	if (status)
		return status;
	fputs("WARNING: xl now has better capability to manage domain "
	      "configuration, avoid using this command when possible\n",
	      stderr);
	if (!path && s->nwords > 1) {
		path = s->words[1];
		lines_from = 2;
	}
	if (!path)
		return usage_error(s->inv, "no config file is named");
	return load_and_update(s, domid, path, lines_from);
}
