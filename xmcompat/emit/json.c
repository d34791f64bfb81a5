/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A domain as `xl -N create` of xl 4.17 prints it: libxl's configuration
 * structure as JSON, members in the structure's order, defaults left out.
 *
 * Two things that xl draws at random are left out instead: the uuid of a file
 * that gives none, and the value of ms_vm_genid="generate". Sets of host CPUs
 * are written for a host of XL_HOST_CPUS; NUMA nodes of a host that is not
 * here cannot be written.
 */
#include "emit/json.h"

#include <string.h>

#include "base/arena.h"
#include "emit/emit.h"
#include "xlcfg/scalar.h"

/* -- writing ---------------------------------------------------------------- */

void json_string(struct json *j, const char *s)
{
	yajl_gen_string(j->gen, (const unsigned char *)s, strlen(s));
}

void json_number(struct json *j, int64_t n)
{
	yajl_gen_integer(j->gen, n);
}

void json_unsigned(struct json *j, uint64_t n)
{
	char text[24];
	int len = snprintf(text, sizeof(text), "%llu", (unsigned long long)n);

	yajl_gen_number(j->gen, text, (size_t)len);
}

void json_member_string(struct json *j, const char *name, const char *s)
{
	json_string(j, name);
	json_string(j, s);
}

void json_member_number(struct json *j, const char *name, int64_t n)
{
	json_string(j, name);
	json_number(j, n);
}

void json_member_choice(struct json *j, const char *name, bool on)
{
	json_member_string(j, name, on ? "True" : "False");
}

void json_member_bool(struct json *j, const char *name, bool on)
{
	json_string(j, name);
	yajl_gen_bool(j->gen, on);
}

void json_open(struct json *j, const char *name)
{
	json_string(j, name);
	yajl_gen_map_open(j->gen);
}

void json_open_list(struct json *j, const char *name)
{
	json_string(j, name);
	yajl_gen_array_open(j->gen);
}

void json_close(struct json *j)
{
	yajl_gen_map_close(j->gen);
}

void json_close_list(struct json *j)
{
	yajl_gen_array_close(j->gen);
}

void json_strings(struct json *j, const char *name, const struct value *list)
{
	if (!list || !list->items.n)
		return;
	json_open_list(j, name);
	for (size_t i = 0; i < list->items.n; i++)
		json_string(j, xl_scalar_text(j->d->arena, j->d->tree,
					      list->items.v[i]));
	json_close_list(j);
}

bool json_wanted(const struct json *j, const char *key)
{
	return !j->as_said || xl_domain_said(j->d, key);
}

/* -- rows ------------------------------------------------------------------- */

#define DEPTH_MAX 8

struct stack {
	const char *names[DEPTH_MAX];
	size_t lens[DEPTH_MAX];
	size_t depth;
};

/* Closes and opens objects until those of path are open; its last name. */
static const char *enter(struct json *j, struct stack *s, const char *path)
{
	const char *slash;
	size_t level = 0;

	for (; (slash = strchr(path, '/')) != NULL; path = slash + 1) {
		size_t len = (size_t)(slash - path);
		bool open = level < s->depth && s->lens[level] == len &&
			    !strncmp(s->names[level], path, len);

		if (!open) {
			for (; s->depth > level; s->depth--)
				json_close(j);
			json_open(j, arena_memdup0(j->d->arena, path, len));
			s->names[level] = path;
			s->lens[level] = len;
			s->depth++;
		}
		level++;
	}
	for (; s->depth > level; s->depth--)
		json_close(j);
	return path;
}

static void row_object(struct json *j, struct stack *s, const char *name)
{
	json_open(j, name);
	s->names[s->depth] = name;
	s->lens[s->depth] = strlen(name);
	s->depth++;
}

static void row_word(struct json *j, const char *name, const char *key)
{
	const struct xl_word_key *k = xl_word_key_find(key);
	const char *text = xl_domain_text(j->d, key);
	int word = text ? xl_word_find(k, text) : -1;

	if (word >= 0 && k->words[word].libxl)
		json_member_string(j, name, k->words[word].libxl);
}

static void row_number(struct json *j, const char *name,
		       const struct json_row *row)
{
	int64_t n;

	if (!xl_domain_number(j->d, row->key, &n))
		return;
	switch (row->kind) {
	case JSON_CHOICE:
		json_member_choice(j, name, n != 0);
		break;
	case JSON_INT:
		if ((int32_t)n)
			json_member_number(j, name, (int32_t)n);
		break;
	case JSON_UINT:
		if ((uint32_t)n)
			json_member_number(j, name, (uint32_t)n);
		break;
	case JSON_SET_INT:
		if ((int32_t)n != -1)
			json_member_number(j, name, (int32_t)n);
		break;
	case JSON_SET_UINT:
		json_member_number(j, name, (uint32_t)n);
		break;
	case JSON_KB:
		json_string(j, name);
		json_unsigned(j, (uint64_t)n * 1024);
		break;
	default:
		break;
	}
}

static void write_row(struct json *j, struct stack *s,
		      const struct json_row *row)
{
	const char *name = enter(j, s, row->path);
	const char *text;

	if (row->key && row->kind != JSON_WORD && !json_wanted(j, row->key))
		return;
	switch (row->kind) {
	case JSON_OBJECT:
		row_object(j, s, name);
		break;
	case JSON_STRING:
		text = xl_domain_text(j->d, row->key);
		if (text)
			json_member_string(j, name, text);
		break;
	case JSON_STRINGS:
		json_strings(j, name, xl_domain_list(j->d, row->key));
		break;
	case JSON_WORD:
		row_word(j, name, row->key);
		break;
	case JSON_CALL:
		row->call(j, name);
		break;
	default:
		row_number(j, name, row);
		break;
	}
}

void json_rows(struct json *j, const struct json_row *rows, size_t n)
{
	struct stack s = { .depth = 0 };

	for (size_t i = 0; i < n; i++)
		if (!rows[i].guests || (rows[i].guests & j->d->guest))
			write_row(j, &s, &rows[i]);
	for (; s.depth; s.depth--)
		json_close(j);
}

/* -- the document ----------------------------------------------------------- */

static const struct json_row action_rows[] = {
	{ "on_poweroff", JSON_WORD, "on_poweroff", 0, NULL },
	{ "on_reboot", JSON_WORD, "on_reboot", 0, NULL },
	{ "on_watchdog", JSON_WORD, "on_watchdog", 0, NULL },
	{ "on_crash", JSON_WORD, "on_crash", 0, NULL },
	{ "on_soft_reset", JSON_WORD, "on_soft_reset", 0, NULL },
};

/* What xl does when the file says nothing. */
static void write_actions(struct json *j)
{
	for (size_t i = 0; i < 5; i++) {
		const struct json_row *row = &action_rows[i];

		if (tree_find(j->d->tree, row->key))
			json_rows(j, row, 1);
		else if (!strcmp(row->key, "on_reboot"))
			json_member_string(j, row->path, "restart");
		else if (!strcmp(row->key, "on_soft_reset"))
			json_member_string(j, row->path, "soft_reset");
	}
}

static void print(void *out, const char *text, size_t len)
{
	fwrite(text, 1, len, out);
}

/* Says what a document for no particular host cannot hold. */
static void note_nodes(const struct xl_domain *d, struct diags *ds)
{
	bool nodes = false;

	for (size_t i = 0; i < d->ncpus; i++)
		nodes |= d->cpus[i].nodes;
	for (size_t i = 0; i < d->ncpus_soft; i++)
		nodes |= d->cpus_soft[i].nodes;
	if (nodes)
		diag_add(ds, DIAG_JSON_NODES,
			 (struct pos){ .file = d->tree->file }, "cpus",
			 "only the host knows the CPUs of its NUMA "
			 "nodes; the document leaves them out");
}

/*
 * Takes over what is refused or left out; the notes were given when it was read.
 * What xl's language leaves out of devices is gone from a canonical tree: it is
 * not said twice.
 */
static void copy_findings(struct diags *to, const struct diags *from)
{
	for (size_t i = 0; i < from->n; i++)
		if (from->v[i].level >= DIAG_WARNING)
			diag_add(to, from->v[i].id, from->v[i].pos,
				 from->v[i].name, "%s", from->v[i].text);
}

static int emit(FILE *out, const struct tree *xl, bool as_said,
		struct diags *ds)
{
	struct arena *a = arena_new();
	struct xl_domain d;
	struct json j = { .d = &d, .as_said = as_said };
	struct diags quiet;
	int ret;

	diags_init(&quiet, a);
	ret = xl_domain_read(a, xl, &d, &quiet);
	copy_findings(ds, &quiet);
	if (!ret) {
		j.gen = yajl_gen_alloc(NULL);
		yajl_gen_config(j.gen, yajl_gen_beautify, 1);
		yajl_gen_config(j.gen, yajl_gen_print_callback, print, out);
		yajl_gen_map_open(j.gen);
		json_rows(&j, json_domain_rows, json_domain_row_count);
		json_devices(&j);
		write_actions(&j);
		yajl_gen_map_close(j.gen);
		yajl_gen_free(j.gen);
		note_nodes(&d, ds);
	}
	arena_free(a);
	return ret;
}

int emit_json(FILE *out, const struct tree *xl, struct diags *ds)
{
	return emit(out, xl, false, ds);
}

int emit_json_as_said(FILE *out, const struct tree *xl, struct diags *ds)
{
	return emit(out, xl, true, ds);
}
