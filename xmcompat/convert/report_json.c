/* SPDX-License-Identifier: LGPL-2.1-only */
/* The report for programs; xl-convert(1) documents its shape. */
#include "config.h"

#include "convert/report.h"

#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_gen.h>

#include "convert/utf8.h"

#define FIRST_LINE "{\"report\": \"xl convert\","

struct json {
	FILE *out;
	yajl_gen gen;		/* the value being written, one file at a time */
	bool any;
	char *clean;
	size_t room;
};

static void put_string(struct json *j, const char *s)
{
	size_t len = s ? strlen(s) : 0;

	if (!s) {
		yajl_gen_null(j->gen);
		return;
	}
	if (2 * len + 1 > j->room) {
		j->room = 2 * len + 1024;
		j->clean = realloc(j->clean, j->room);
		if (!j->clean)
			abort();
	}
	len = utf8_clean(j->clean, s, len);
	yajl_gen_string(j->gen, (unsigned char *)j->clean, len);
}

static void key_string(struct json *j, const char *key, const char *s)
{
	put_string(j, key);
	put_string(j, s);
}

static void key_int(struct json *j, const char *key, long long i)
{
	put_string(j, key);
	yajl_gen_integer(j->gen, i);
}

static void start_value(struct json *j)
{
	j->gen = yajl_gen_alloc(NULL);
	if (!j->gen)
		abort();
}

static void end_value(struct json *j)
{
	const unsigned char *buf;
	size_t len;

	yajl_gen_get_buf(j->gen, &buf, &len);
	fwrite(buf, 1, len, j->out);
	yajl_gen_free(j->gen);
	j->gen = NULL;
}

static void *begin(FILE *out, const struct convert_options *opt)
{
	struct json *j = calloc(1, sizeof(*j));

	if (!j)
		abort();
	j->out = out;
	fprintf(out, FIRST_LINE " \"version\": 1, \"tool\": \"%s\",\n"
		"\"files\": [", PACKAGE_STRING);
	return j;
}

static void put_diag(struct json *j, const struct diag *d)
{
	yajl_gen_map_open(j->gen);
	key_string(j, "id", diag_infos[d->id].name);
	key_string(j, "level", diag_level_name(d->level));
	key_string(j, "fate",
		   d->fate == FATE_NONE ? NULL : fate_name(d->fate));
	key_string(j, "file", d->pos.file);
	key_int(j, "line", d->pos.line);
	key_int(j, "column", d->pos.column);
	key_string(j, "name", d->name);
	key_string(j, "text", d->text);
	key_string(j, "advice", d->advice);
	yajl_gen_map_close(j->gen);
}

static void file(void *ctx, const struct result *r)
{
	struct json *j = ctx;

	fputs(j->any ? ",\n" : "\n", j->out);
	j->any = true;
	start_value(j);
	yajl_gen_map_open(j->gen);
	key_string(j, "path", r->path);
	key_string(j, "domain", r->domain);
	key_string(j, "outcome", outcome_name(r->outcome));
	key_string(j, "action", action_name(r->action));
	key_string(j, "output", r->output);
	key_string(j, "backup", r->backup);
	key_string(j, "why", r->why);
	key_string(j, "dialect", r->dialect);
	key_string(j, "form", r->form);
	put_string(j, "diagnostics");
	yajl_gen_array_open(j->gen);
	for (size_t i = 0; i < r->ndiags; i++)
		put_diag(j, &r->diags[i]);
	yajl_gen_array_close(j->gen);
	yajl_gen_map_close(j->gen);
	end_value(j);
}

static void end(void *ctx, const struct totals *t)
{
	struct json *j = ctx;

	fputs("\n],\n\"summary\": ", j->out);
	start_value(j);
	yajl_gen_map_open(j->gen);
	key_int(j, "files", (long long)t->files);
	for (int i = 0; i < OUTCOME_COUNT; i++)
		key_int(j, outcome_name((enum outcome)i),
			(long long)t->outcome[i]);
	key_int(j, "written", (long long)t->written);
	put_string(j, "interrupted");
	yajl_gen_bool(j->gen, t->interrupted);
	yajl_gen_map_close(j->gen);
	end_value(j);
	fputs("}\n", j->out);
	free(j->clean);
	free(j);
}

const struct report_writer report_json = { begin, file, end, FIRST_LINE };
