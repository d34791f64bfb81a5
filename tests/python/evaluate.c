/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Test tool: evaluates one program and prints what came of it as JSON.
 *
 * evaluate [--evaluator=PATH] [--policy=WORD] [--cpu=N] [--wall=N]
 *          [--memory=MIB] [--repeat=N] FILE [NAME=VALUE...]
 *
 * FILE is also xm_file; "-" reads standard input under the name "stdin".
 */
#include "config.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_gen.h>

#include "base/arena.h"
#include "base/file.h"
#include "python/evaluate.h"
#include "python/pool.h"

static void put(yajl_gen g, const char *s, size_t len)
{
	/* Bytes as Latin-1, so that every one of them can be told. */
	unsigned char *utf8 = malloc(2 * len + 1);
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = s[i];

		if (c >= 0x80)
			utf8[n++] = 0xc0 | c >> 6;
		utf8[n++] = c >= 0x80 ? 0x80 | (c & 0x3f) : c;
	}
	yajl_gen_string(g, utf8, n);
	free(utf8);
}

static void put_text(yajl_gen g, const char *s)
{
	put(g, s, strlen(s));
}

static void put_key(yajl_gen g, const char *key, const char *value)
{
	put_text(g, key);
	put_text(g, value);
}

static void put_value(yajl_gen g, const struct value *v);

static void put_items(yajl_gen g, const struct value *v)
{
	size_t n = v->items.n;

	yajl_gen_array_open(g);
	for (size_t i = 0; i < n; i++)
		put_value(g, v->items.v[i]);
	yajl_gen_array_close(g);
}

static void put_value(yajl_gen g, const struct value *v)
{
	char text[40];

	yajl_gen_map_open(g);
	put_key(g, "type", value_type_name(v->type));
	put_text(g, "value");
	switch (v->type) {
	case VALUE_NONE:
		yajl_gen_null(g);
		break;
	case VALUE_BOOL:
		yajl_gen_bool(g, v->b);
		break;
	case VALUE_INT:
		yajl_gen_integer(g, v->i);
		break;
	case VALUE_FLOAT:
		snprintf(text, sizeof(text), "%.17g", v->f);
		put_text(g, text);
		break;
	case VALUE_LIST:
	case VALUE_TUPLE:
	case VALUE_DICT:
		put_items(g, v);
		break;
	default:
		put(g, v->str, v->len);
	}
	yajl_gen_map_close(g);
}

static void put_names(yajl_gen g, const struct tree *t)
{
	put_text(g, "names");
	yajl_gen_array_open(g);
	for (size_t i = 0; i < t->n; i++) {
		yajl_gen_map_open(g);
		put_key(g, "name", t->v[i].name);
		put_key(g, "file", t->v[i].pos.file);
		put_text(g, "line");
		yajl_gen_integer(g, t->v[i].pos.line);
		put_text(g, "is");
		put_value(g, t->v[i].value);
		yajl_gen_map_close(g);
	}
	yajl_gen_array_close(g);
}

static void put_diags(yajl_gen g, const struct diags *ds)
{
	put_text(g, "diags");
	yajl_gen_array_open(g);
	for (size_t i = 0; i < ds->n; i++) {
		const struct diag *d = &ds->v[i];

		yajl_gen_map_open(g);
		put_key(g, "id", diag_infos[d->id].name);
		put_key(g, "file", d->pos.file ? d->pos.file : "");
		put_text(g, "line");
		yajl_gen_integer(g, d->pos.line);
		put_key(g, "text", d->text);
		put_key(g, "advice", d->advice ? d->advice : "");
		yajl_gen_map_close(g);
	}
	yajl_gen_array_close(g);
}

static void print(enum python_result res, const struct python_outcome *out,
		  const struct diags *ds)
{
	static const char *const words[] = { "ok", "error", "exit", "refused" };
	yajl_gen g = yajl_gen_alloc(NULL);
	const unsigned char *json;
	size_t len;

	yajl_gen_map_open(g);
	put_key(g, "result", words[res]);
	put_text(g, "status");
	yajl_gen_integer(g, out->exit_status);
	put_text(g, "output");
	put(g, out->output, out->output_len);
	put_text(g, "errors");
	put(g, out->errors, out->errors_len);
	if (out->tree)
		put_names(g, out->tree);
	put_diags(g, ds);
	yajl_gen_map_close(g);
	yajl_gen_get_buf(g, &json, &len);
	fwrite(json, 1, len, stdout);
	putchar('\n');
	yajl_gen_free(g);
}

static const struct option longopts[] = {
	{ "evaluator", required_argument, NULL, 'e' },
	{ "policy", required_argument, NULL, 'p' },
	{ "cpu", required_argument, NULL, 'c' },
	{ "wall", required_argument, NULL, 'w' },
	{ "memory", required_argument, NULL, 'm' },
	{ "repeat", required_argument, NULL, 'r' },
	{ 0 },
};

struct job {
	const char *evaluator;
	unsigned int repeat;
	struct python_request req;
};

static void read_options(int argc, char **argv, struct job *job)
{
	int c;

	while ((c = getopt_long(argc, argv, "+", longopts, NULL)) != -1) {
		if (c == 'e')
			job->evaluator = optarg;
		else if (c == 'p' &&
			 !python_policy_parse(optarg, &job->req.policy))
			continue;
		else if (c == 'c')
			job->req.limits.cpu_seconds = atoi(optarg);
		else if (c == 'w')
			job->req.limits.wall_seconds = atoi(optarg);
		else if (c == 'm')
			job->req.limits.memory_mib = atoi(optarg);
		else if (c == 'r')
			job->repeat = atoi(optarg);
		else
			exit(64);
	}
}

static void read_vars(struct job *job, struct arena *a, char **words, int n)
{
	struct python_var *vars = arena_calloc(a, n + 1, sizeof(*vars));

	for (int i = 0; i < n; i++) {
		char *name = arena_strdup(a, words[i]), *eq = strchr(name, '=');

		if (!eq)
			exit(64);
		*eq = 0;
		vars[i] = (struct python_var){ name, eq + 1 };
	}
	job->req.vars = vars;
	job->req.nvars = n;
}

int main(int argc, char **argv)
{
	struct job job = { .repeat = 1 };
	struct arena *a = arena_new();
	struct python_pool *pool;
	struct diags ds;
	char *text;

	read_options(argc, argv, &job);
	if (optind >= argc)
		return 64;
	diags_init(&ds, a);
	if (file_read(a, argv[optind], &text, &job.req.len, &ds)) {
		diags_print(stderr, &ds, DIAG_ERROR);
		return 66;
	}
	job.req.text = text;
	job.req.path = strcmp(argv[optind], "-") ? argv[optind] : "stdin";
	read_vars(&job, a, argv + optind + 1, argc - optind - 1);
	pool = python_pool_at(job.evaluator);
	for (unsigned int i = 0; i < job.repeat; i++) {
		struct arena *run = arena_new();
		struct python_outcome out;
		enum python_result res;
		struct diags said;

		diags_init(&said, run);
		res = python_evaluate(pool, run, &job.req, &out, &said);
		if (i + 1 == job.repeat)
			print(res, &out, &said);
		arena_free(run);
	}
	python_pool_free(pool);
	arena_free(a);
	return 0;
}
