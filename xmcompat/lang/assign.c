/* SPDX-License-Identifier: LGPL-2.1-only */
/* Assignments: names get their values, += included. */
#include <string.h>

#include "base/arena.h"
#include "lang/parse.h"

void assign_target(struct parse *p, const struct place *name)
{
	const char *s = p->text + name->start;
	size_t len = name->end - name->start;

	if (p->ntargets == p->targets_room) {
		size_t room = p->targets_room ? 2 * p->targets_room : 8;

		p->targets = arena_grow(p->arena, p->targets,
					p->ntargets * sizeof(*p->targets),
					room * sizeof(*p->targets));
		p->targets_room = room;
	}
	p->targets[p->ntargets++] = *name;
	for (size_t i = 0; i < len; i++)
		if (s[i] >= 'A' && s[i] <= 'Z') {
			dialect_strong(p, DIALECT_XM, name,
				       "the capital letters of", name);
			break;
		}
	if (*s == '_')
		dialect_strong(p, DIALECT_XM, name, "the name", name);
	if (token_is_keyword(s, len))
		dialect_strong(p, DIALECT_XL, name,
			       "as a name, Python's keyword", name);
	if (memchr(s, '.', len))
		dialect_names(p, name, "the name %s with a dot",
			      place_quote(p, name));
}

static struct assignment *add(struct parse *p)
{
	if (p->nassigns == p->assigns_room) {
		size_t room = p->assigns_room ? 2 * p->assigns_room : 32;

		p->assigns = arena_grow(p->arena, p->assigns,
					p->nassigns * sizeof(*p->assigns),
					room * sizeof(*p->assigns));
		p->assigns_room = room;
	}
	return &p->assigns[p->nassigns++];
}

void assign_value(struct parse *p, struct value *v, bool append)
{
	/* Then += through one name would change the other's list too. */
	p->lists_shared |= p->ntargets > 1 && v->type == VALUE_LIST;
	for (size_t i = 0; i < p->ntargets; i++) {
		const struct place *at = &p->targets[i];
		struct assignment *a = add(p);

		*a = (struct assignment){
			.name = arena_memdup0(p->arena, p->text + at->start,
					      at->end - at->start),
			.place = *at,
			.value = v,
			.append = append,
		};
		layout_statement(p, STMT_ASSIGN, a->name, v, append);
	}
	p->ntargets = 0;
}

static void bind(struct parse *p, const struct assignment *a, struct value *v)
{
	tree_set(p->tree, a->name, v, place_pos(p, &a->place));
}

void assign_examine(struct parse *p)
{
	struct tree *seen = tree_new(p->arena, p->file);
	bool appends = false;

	for (size_t i = 0; i < p->nassigns; i++)
		appends |= p->assigns[i].append;
	if (!appends)
		return;
	for (size_t i = 0; i < p->nassigns; i++) {
		const struct assignment *a = &p->assigns[i];

		if (a->append && !tree_find(seen, a->name))
			dialect_names(p, &a->place, "+= of %s, which was not "
				      "set before", a->name);
		tree_set(seen, a->name, a->value, place_pos(p, &a->place));
	}
}

/* Made by joining, so that nothing else has it: it may grow in place. */
static bool is_joined(const struct value *v)
{
	return v->src_start == v->src_end;
}

/* Room for len bytes and a NUL is a power of two, so it needs no field. */
static size_t text_room(size_t len)
{
	size_t room = 64;

	while (room <= len)
		room *= 2;
	return room;
}

static struct value *join_text(struct parse *p, struct value *x,
			       const struct value *y)
{
	size_t len = x->len + y->len;
	struct value *v = x;
	char *s = (char *)x->str;

	if (!is_joined(x))
		v = value_new(p->arena, VALUE_STRING, x->pos);
	if (v != x || text_room(len) != text_room(x->len))
		s = arena_grow(p->arena, x->str, x->len, text_room(len));
	memcpy(s + x->len, y->str, y->len);
	v->str = s;
	v->len = len;
	return v;
}

static struct value *join_lists(struct parse *p, struct value *x,
				const struct value *y)
{
	struct value *v = x;

	if (!is_joined(x)) {
		v = value_list(p->arena, x->pos);
		for (size_t i = 0; i < x->items.n; i++)
			value_push(p->arena, v, x->items.v[i]);
	}
	for (size_t i = 0; i < y->items.n; i++)
		value_push(p->arena, v, y->items.v[i]);
	return v;
}

/* Python's += has many meanings; those of one type with itself are data. */
static void append_xm(struct parse *p, const struct assignment *a)
{
	struct binding *b = tree_find(p->tree, a->name);
	struct value *x = b ? b->value : NULL;
	const struct value *y = a->value;

	if (x && x->type == VALUE_STRING && y->type == VALUE_STRING)
		bind(p, a, join_text(p, x, y));
	else if (x && x->type == VALUE_LIST && y->type == VALUE_LIST &&
		 !p->lists_shared)
		bind(p, a, join_lists(p, x, y));
	else
		complain_program(p, &a->place, "+= of %s", a->name);
}

/* xl's numbers are text until they are used. */
static struct value *xl_text(struct parse *p, struct value *v)
{
	struct value *text;

	if (v->type != VALUE_INT)
		return v;
	text = value_stringn(p->arena, p->text + v->src_start,
			     v->src_end - v->src_start, v->pos);
	text->src_start = v->src_start;
	text->src_end = v->src_end;
	return text;
}

static void append_xl(struct parse *p, const struct assignment *a)
{
	struct binding *b = tree_find(p->tree, a->name);
	struct value *x = b ? b->value : NULL, *y = a->value;

	if (y->type == VALUE_INT || (x && x->type == VALUE_INT))
		diag_advise(p->diags,
			    diag_add(p->diags, DIAG_APPEND_NUMBER,
				     place_pos(p, &a->place), a->name,
				     "+= joins numbers as text; xl does not "
				     "read the result as a number"),
			    "write the whole value with =");
	if (!x) {
		bind(p, a, a->value);
	} else if (x->type == VALUE_LIST && y->type == VALUE_LIST) {
		bind(p, a, join_lists(p, x, y));
	} else if (x->type != VALUE_LIST && y->type != VALUE_LIST) {
		bind(p, a, join_text(p, xl_text(p, x), xl_text(p, y)));
	} else {
		complain(p, DIAG_APPEND_KIND, &a->place,
			 "append a list to a list, text to text",
			 "+= of %s joins a list with what is none", a->name);
	}
}

void assign_bind(struct parse *p)
{
	for (size_t i = 0; i < p->nassigns && !p->stop; i++) {
		const struct assignment *a = &p->assigns[i];

		if (!a->append)
			bind(p, a, a->value);
		else if (p->dialect == DIALECT_XL)
			append_xl(p, a);
		else
			append_xm(p, a);
	}
}
