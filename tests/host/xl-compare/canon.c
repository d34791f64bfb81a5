/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * canon DIALECT [NAME=VALUE] FILE…: writes FILE.json, FILE.said.json, FILE.xl
 * and FILE.libvirt, or FILE.error, beside each file. Test tool of compare.py and
 * libvirt.py; the whole way of xl create -n in one process.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "config/config.h"
#include "emit/emit.h"

static FILE *open_beside(const char *path, const char *suffix)
{
	char name[4096];

	snprintf(name, sizeof(name), "%s%s", path, suffix);
	return fopen(name, "w");
}

static int write_forms(struct config *c, const char *path)
{
	FILE *json = open_beside(path, ".json");
	FILE *said = open_beside(path, ".said.json");
	FILE *xl = open_beside(path, ".xl");
	FILE *libvirt = open_beside(path, ".libvirt");
	int ret = -1;

	if (json && said && xl && libvirt)
		ret = emit_json(json, c->xl, &c->diags) |
		      emit_json_as_said(said, c->xl, &c->diags) |
		      emit_libvirt(libvirt, c->xl, &c->diags) |
		      emit_xl(xl, c->names, c->xl, 417, &c->diags);
	if (libvirt)
		fclose(libvirt);
	if (json)
		fclose(json);
	if (said)
		fclose(said);
	if (xl)
		fclose(xl);
	return ret;
}

static void convert(const char *path, const struct config_options *opt)
{
	struct config *c;
	FILE *out;

	if (config_load(path, opt, &c) != CONFIG_OK || write_forms(c, path)) {
		out = open_beside(path, ".error");
		if (out) {
			diags_print(out, &c->diags, DIAG_WARNING);
			fclose(out);
		}
	}
	config_free(c);
}

int main(int argc, char **argv)
{
	struct config_options opt = { .ambiguous = DIALECT_XL };

	if (argc < 2)
		return 2;
	opt.dialect = !strcmp(argv[1], "xl") ? DIALECT_XL :
		      !strcmp(argv[1], "xm") ? DIALECT_XM : DIALECT_AUTO;
	/* "create" reads as xl create does: what both take is xl's. */
	if (opt.dialect != DIALECT_XL && strcmp(argv[1], "create") != 0)
		opt.ambiguous = DIALECT_XM;
	opt.pool = python_pool_new();
	if (argc > 2 && strchr(argv[2], '=')) {
		opt.words = &argv[2];
		opt.nwords = 1;
	}
	for (int i = 2 + (int)opt.nwords; i < argc; i++)
		convert(argv[i], &opt);
	python_pool_free(opt.pool);
	return 0;
}
