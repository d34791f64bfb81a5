/* SPDX-License-Identifier: LGPL-2.1-only */
/* Diagnostics: collecting and printing them. */
#include "base/diag.h"

#include <stdarg.h>
#include <string.h>

#include "base/arena.h"
#include "base/mask.h"

const struct diag_info diag_infos[DIAG_ID_COUNT] = {
#define DIAG(symbol, name, level, about) \
	[DIAG_##symbol] = { name, level, about },
#include "base/diag_list.h"
#undef DIAG
};

static const char *const fate_names[] = {
	[FATE_NONE] = "none",
	[FATE_KEPT] = "kept",
	[FATE_RENAMED] = "renamed",
	[FATE_REWRITTEN] = "rewritten",
	[FATE_EXPLICIT] = "made explicit",
	[FATE_LOST] = "lost",
	[FATE_HELPER] = "helper",
};

static const char *const level_names[] = {
	[DIAG_NOTE] = "note",
	[DIAG_WARNING] = "warning",
	[DIAG_ERROR] = "error",
};

const char *fate_name(enum fate fate)
{
	return fate_names[fate];
}

const char *diag_level_name(enum diag_level level)
{
	return level_names[level];
}

void diags_init(struct diags *ds, struct arena *a)
{
	*ds = (struct diags){ .arena = a };
}

static void make_room(struct diags *ds, size_t more)
{
	size_t room = ds->room ? ds->room : 8;

	if (ds->n + more <= ds->room)
		return;
	while (room < ds->n + more)
		room *= 2;
	ds->v = arena_grow(ds->arena, ds->v, ds->n * sizeof(*ds->v),
			   room * sizeof(*ds->v));
	ds->room = room;
}

void diags_append(struct diags *ds, const struct diags *more)
{
	if (!more->n)
		return;
	make_room(ds, more->n);
	memcpy(ds->v + ds->n, more->v, more->n * sizeof(*ds->v));
	ds->n += more->n;
}

static struct diag *diag_vadd(struct diags *ds, enum diag_id id,
			      struct pos pos, const char *name,
			      const char *fmt, va_list ap)
{
	struct diag *d;

	make_room(ds, 1);
	d = &ds->v[ds->n++];
	*d = (struct diag){
		.id = id,
		.level = diag_infos[id].level,
		.pos = pos,
		.name = name ? arena_strdup(ds->arena, name) : NULL,
		.text = mask_passwords(ds->arena,
				       arena_vprintf(ds->arena, fmt, ap)),
	};
	return d;
}

struct diag *diag_add(struct diags *ds, enum diag_id id, struct pos pos,
		      const char *name, const char *fmt, ...)
{
	struct diag *d;
	va_list ap;

	va_start(ap, fmt);
	d = diag_vadd(ds, id, pos, name, fmt, ap);
	va_end(ap);
	return d;
}

struct diag *diag_fate(struct diags *ds, enum diag_id id, enum fate fate,
		       struct pos pos, const char *name, const char *fmt, ...)
{
	struct diag *d;
	va_list ap;

	va_start(ap, fmt);
	d = diag_vadd(ds, id, pos, name, fmt, ap);
	va_end(ap);
	d->fate = fate;
	return d;
}

struct diag *diag_advise(struct diags *ds, struct diag *d, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	d->advice = arena_vprintf(ds->arena, fmt, ap);
	va_end(ap);
	return d;
}

int diags_worst(const struct diags *ds)
{
	int worst = -1;

	for (size_t i = 0; i < ds->n; i++)
		if ((int)ds->v[i].level > worst)
			worst = ds->v[i].level;
	return worst;
}

bool diags_have_error(const struct diags *ds)
{
	return diags_worst(ds) == DIAG_ERROR;
}

void diag_print(FILE *out, const struct diag *d)
{
	if (d->pos.file)
		fprintf(out, "%s:", d->pos.file);
	if (d->pos.line)
		fprintf(out, "%u:", d->pos.line);
	if (d->pos.line && d->pos.column)
		fprintf(out, "%u:", d->pos.column);
	if (d->pos.file)
		fputc(' ', out);
	fprintf(out, "%s: ", level_names[d->level]);
	if (d->name)
		fprintf(out, "%s: ", d->name);
	fputs(d->text, out);
	if (d->advice)
		fprintf(out, "; %s", d->advice);
	fprintf(out, " [%s]\n", diag_infos[d->id].name);
}

void diags_print(FILE *out, const struct diags *ds, enum diag_level from)
{
	for (size_t i = 0; i < ds->n; i++)
		if (ds->v[i].level >= from)
			diag_print(out, &ds->v[i]);
}
