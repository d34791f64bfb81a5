/* SPDX-License-Identifier: LGPL-2.1-only */
/* What became of one path, and its form on the way between processes. */
#include "convert/result.h"

#include <string.h>

#include "base/arena.h"

static const char *const outcome_names[OUTCOME_COUNT] = {
	"exact", "attention", "failed", "skipped",
};

const char *outcome_name(enum outcome o)
{
	return outcome_names[o];
}

const char *action_name(enum action a)
{
	static const char *const names[] = { "none", "written", "same" };

	return names[a];
}

enum outcome outcome_of(const struct diags *ds)
{
	switch (diags_worst(ds)) {
	case DIAG_ERROR:
		return OUTCOME_FAILED;
	case DIAG_WARNING:
		return OUTCOME_ATTENTION;
	default:
		return OUTCOME_EXACT;
	}
}

/* -- packing -------------------------------------------------------------- */

/*
 * Numbers are 32 bits in the machine's order, strings a length (with their
 * NUL; 0 is NULL) and bytes: both ends are the same program.
 */
struct packer {
	struct arena *arena;
	char *v;
	size_t n, room;
};

static void put(struct packer *p, const void *bytes, size_t len)
{
	if (p->n + len > p->room) {
		size_t room = 2 * p->room + len + 1024;

		p->v = arena_grow(p->arena, p->v, p->n, room);
		p->room = room;
	}
	memcpy(p->v + p->n, bytes, len);
	p->n += len;
}

static void put_int(struct packer *p, uint32_t i)
{
	put(p, &i, sizeof(i));
}

static void put_bytes(struct packer *p, const char *s, size_t len)
{
	if (!s) {
		put_int(p, 0);
		return;
	}
	put_int(p, (uint32_t)len + 1);
	put(p, s, len);
	put(p, "", 1);
}

static void put_string(struct packer *p, const char *s)
{
	put_bytes(p, s, s ? strlen(s) : 0);
}

static void put_diag(struct packer *p, const struct diag *d)
{
	put_int(p, d->id);
	put_int(p, d->level);
	put_int(p, d->fate);
	put_string(p, d->pos.file);
	put_int(p, d->pos.line);
	put_int(p, d->pos.column);
	put_string(p, d->name);
	put_string(p, d->text);
	put_string(p, d->advice);
}

size_t result_pack(struct arena *a, const struct result *r, char **bytes)
{
	struct packer p = { .arena = a };

	put_int(&p, r->domains);
	put_int(&p, r->outcome);
	put_int(&p, r->action);
	put_string(&p, r->domain);
	put_string(&p, r->path);
	put_string(&p, r->output);
	put_string(&p, r->backup);
	put_string(&p, r->why);
	put_string(&p, r->dialect);
	put_string(&p, r->form);
	put_int(&p, r->private);
	put_bytes(&p, r->text, r->text_len);
	put_bytes(&p, r->diff, r->diff_len);
	put_int(&p, r->added);
	put_int(&p, r->removed);
	put_int(&p, (uint32_t)r->ndiags);
	for (size_t i = 0; i < r->ndiags; i++)
		put_diag(&p, &r->diags[i]);
	*bytes = p.v;
	return p.n;
}

/* -- unpacking ------------------------------------------------------------ */

struct unpacker {
	const char *at, *end;
	bool bad;
};

static uint32_t get_int(struct unpacker *u)
{
	uint32_t i = 0;

	if ((size_t)(u->end - u->at) < sizeof(i)) {
		u->bad = true;
		return 0;
	}
	memcpy(&i, u->at, sizeof(i));
	u->at += sizeof(i);
	return i;
}

/* A number below limit; anything else damages the block. */
static uint32_t get_below(struct unpacker *u, uint32_t limit)
{
	uint32_t i = get_int(u);

	if (i < limit)
		return i;
	u->bad = true;
	return 0;
}

static const char *get_bytes(struct unpacker *u, size_t *len)
{
	size_t n = get_int(u);
	const char *s = u->at;

	*len = 0;
	if (!n)
		return NULL;
	if ((size_t)(u->end - u->at) < n || s[n - 1]) {
		u->bad = true;
		return NULL;
	}
	u->at += n;
	*len = n - 1;
	return s;
}

static const char *get_string(struct unpacker *u)
{
	size_t len;

	return get_bytes(u, &len);
}

static void get_diag(struct unpacker *u, struct diag *d)
{
	d->id = get_below(u, DIAG_ID_COUNT);
	d->level = get_below(u, DIAG_ERROR + 1);
	d->fate = get_below(u, FATE_HELPER + 1);
	d->pos.file = get_string(u);
	d->pos.line = get_int(u);
	d->pos.column = get_int(u);
	d->name = get_string(u);
	d->text = get_string(u);
	d->advice = get_string(u);
}

uint32_t result_domains(const char *bytes, size_t len)
{
	struct unpacker u = { .at = bytes, .end = bytes + len };

	return get_int(&u);
}

int result_unpack(struct arena *a, const char *bytes, size_t len,
		  struct result *r)
{
	struct unpacker u = { .at = bytes, .end = bytes + len };
	struct diag *diags;

	*r = (struct result){ 0 };
	r->domains = get_int(&u);
	r->outcome = get_below(&u, OUTCOME_COUNT);
	r->action = get_below(&u, ACTION_SAME + 1);
	r->domain = get_string(&u);
	r->path = get_string(&u);
	r->output = get_string(&u);
	r->backup = get_string(&u);
	r->why = get_string(&u);
	r->dialect = get_string(&u);
	r->form = get_string(&u);
	r->private = get_int(&u);
	r->text = get_bytes(&u, &r->text_len);
	r->diff = get_bytes(&u, &r->diff_len);
	r->added = get_int(&u);
	r->removed = get_int(&u);
	r->ndiags = get_below(&u, (uint32_t)len + 1);
	diags = arena_calloc(a, r->ndiags + 1, sizeof(*diags));
	for (size_t i = 0; i < r->ndiags; i++)
		get_diag(&u, &diags[i]);
	r->diags = diags;
	return u.bad || !r->path ? -1 : 0;
}
