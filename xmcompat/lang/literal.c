/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Literals: values from spellings. Most mean the same in both dialects and
 * are made at once; the others wait until the dialect is known.
 */
#include <string.h>

#include "base/arena.h"
#include "lang/number.h"
#include "lang/parse.h"
#include "lang/quote.h"

/* Python itself takes quadratic time for these; nobody writes them. */
#define LONG_DIGITS_MAX 4096
/* Larger dictionaries are left to Python: keys are compared each with each. */
#define DICT_KEYS_MAX 100
/* So many warnings about octal escapes are enough. */
#define OCTALS_MAX 20

static struct value *value_at(struct parse *p, enum value_type type,
			      const struct place *at)
{
	struct value *v = value_new(p->arena, type, place_pos(p, at));

	v->src_start = at->start;
	v->src_end = at->end;
	return v;
}

static struct pending *postpone(struct parse *p, struct value *v)
{
	struct pending *w = arena_alloc(p->arena, sizeof(*w));

	w->value = v;
	*p->pending_tail = w;
	p->pending_tail = &w->next;
	return w;
}

/* -- numbers --------------------------------------------------------------- */

/* 512M, 2GiB and the like. */
static bool has_unit(const char *s, size_t len)
{
	size_t digits = strspn(s, "0123456789");

	return digits < len && strchr("kKmMgGtT", s[digits]) &&
	       digits + 1 + strspn(s + digits + 1, "iIbB") >= len;
}

/* Notes which dialect the number belongs to; false: it is no data. */
static bool examine_number(struct parse *p, const struct place *at)
{
	const char *s = p->text + at->start;
	size_t len = at->end - at->start;
	struct number_form form = number_form(s, len);

	if (form.xm == NUMBER_IMAGINARY) {
		complain_program(p, at, "the imaginary number %s",
				 place_quote(p, at));
		return false;
	}
	if (!form.xl && form.xm == NUMBER_NONE) {
		complain(p, DIAG_NUMBER_INVALID, at, has_unit(s, len) ?
			 "write the number without its unit" :
			 "put text between quotes",
			 "%s is no number", place_quote(p, at));
		return false;
	}
	if (form.xm == NUMBER_NONE)
		dialect_strong(p, DIALECT_XL, at, "the bare word", at);
	else if (!form.xl)
		dialect_strong(p, DIALECT_XM, at, "the number", at);
	return true;
}

struct value *literal_number(struct parse *p, const struct place *at)
{
	return literal_signed(p, at, at, (struct signs){ 0 });
}

struct value *literal_signed(struct parse *p, const struct place *whole,
			     const struct place *number, struct signs signs)
{
	struct value *v = value_at(p, VALUE_INT, whole);
	const char *s = p->text + number->start;
	size_t len = number->end - number->start;
	struct pending *w;

	if (whole->start != number->start)
		dialect_strong(p, DIALECT_XM, whole, "the signed number",
			       whole);
	if (number_same(s, len)) {
		number_read(p->arena, v, s, len, signs.negative, false,
			    DIALECT_XM);
	} else if (examine_number(p, number)) {
		w = postpone(p, v);
		w->place = *number;
		w->signs = signs;
	}
	return v;
}

struct value *literal_constant(struct parse *p, const struct place *at)
{
	char first = p->text[at->start];
	struct value *v = value_at(p, first == 'N' ? VALUE_NONE : VALUE_BOOL,
				   at);

	if (first != 'N')
		v->b = first == 'T';
	dialect_strong(p, DIALECT_XM, at, "the value", at);
	return v;
}

/* -- strings: what they say about the dialect ------------------------------ */

void literal_quote(struct parse *p, struct quoting *q, const struct place *at)
{
	struct piece *piece = arena_alloc(p->arena, sizeof(*piece));

	piece->place = *at;
	if (q->last)
		q->last->next = piece;
	else
		q->first = piece;
	q->last = piece;
}

static struct quote split(const struct parse *p, const struct piece *piece)
{
	return quote_split(p->text + piece->place.start,
			   piece->place.end - piece->place.start);
}

/* Most escapes need no remark; finding the place of one takes time. */
static bool remarkable(const struct parse *p, const struct escape *e)
{
	switch (e->kind) {
	case ESCAPE_CHAR:
	case ESCAPE_OCTAL:
		return false;
	case ESCAPE_CODE:
		return !p->stop && !p->errors &&
		       (e->code > 0x10ffff || (e->code & 0xfffff800) == 0xd800);
	case ESCAPE_NAME:
		return !p->stop && !p->errors;
	case ESCAPE_BROKEN:
		return !p->stop;
	default:
		return dialect_wanted(p, DIALECT_XM);
	}
}

static void examine_escape(struct parse *p, const struct piece *piece,
			   const struct quote *q, size_t i,
			   const struct escape *e)
{
	size_t offset = (size_t)(q->body - p->text) + i - piece->place.start;
	struct place at = place_within(p, &piece->place, offset);

	at.end += e->len;
	switch (e->kind) {
	case ESCAPE_BROKEN:
		complain(p, DIAG_ESCAPE_INVALID, &at,
			 "write \\\\ for a backslash",
			 "the escape %s lacks hexadecimal digits",
			 place_quote(p, &at));
		break;
	case ESCAPE_JOIN:
		dialect_strong(p, DIALECT_XM, &at,
			       "a string continued on the next line", NULL);
		break;
	case ESCAPE_SHORT:
	case ESCAPE_HEX:
	case ESCAPE_UNKNOWN:
		dialect_strong(p, DIALECT_XM, &at, "the escape", &at);
		break;
	default:
		complain_program(p, &at, "the escape %s of a unicode string",
				 place_quote(p, &at));
	}
}

static bool has_non_ascii(const struct quote *q)
{
	for (size_t i = 0; i < q->len; i++)
		if ((unsigned char)q->body[i] >= 0x80)
			return true;
	return false;
}

static bool utf8(const struct parse *p)
{
	return p->encoding && !strncmp(p->encoding, "utf", 3);
}

/* Decoding these is left to Python: mixtures, rare encodings, raw \u. */
static bool hard_unicode(const struct parse *p, const struct quote *q)
{
	if ((q->raw || !q->unicode) && memchr(q->body, '\\', q->len))
		return true;
	if (!has_non_ascii(q))
		return false;
	return !q->unicode || (p->encoding && !utf8(p) &&
			       strncmp(p->encoding, "latin", 5) &&
			       strcmp(p->encoding, "iso-8859-1"));
}

static void examine_piece(struct parse *p, const struct piece *piece)
{
	struct quote q = split(p, piece);
	const char *next;
	size_t i = 0;

	if (q.raw || q.unicode || q.bytes)
		dialect_strong(p, DIALECT_XM, &piece->place,
			       "a string with a prefix", NULL);
	if (q.triple)
		dialect_strong(p, DIALECT_XM, &piece->place,
			       "a string in triple quotes", NULL);
	while (!q.raw && (next = memchr(q.body + i, '\\', q.len - i))) {
		struct escape e;

		i = (size_t)(next - q.body);
		e = quote_escape(next, q.len - i, q.unicode);
		if (remarkable(p, &e))
			examine_escape(p, piece, &q, i, &e);
		i += e.len;
	}
}

static bool any_unicode(const struct parse *p, const struct piece *piece)
{
	for (; piece; piece = piece->next)
		if (split(p, piece).unicode)
			return true;
	return false;
}

/* Means the same in both dialects, and in any. */
static bool is_plain(const struct quote *q)
{
	return !q->raw && !q->unicode && !q->bytes && !q->triple &&
	       !memchr(q->body, '\\', q->len);
}

/*
 * Two lines of a list without a comma between them. Where the first ends or
 * the second begins with a separator, the author surely split one string.
 */
static void warn_joined(struct parse *p, const struct piece *first,
			const struct piece *second)
{
	struct quote x = split(p, first), y = split(p, second);
	/* The token behind the string was read and may have closed the list. */
	unsigned int depth = p->depth + p->matched;

	if (!depth || p->brackets[depth - 1].open != '[' ||
	    first->place.line == second->place.line || !x.len || !y.len ||
	    strchr(",:=/ ", x.body[x.len - 1]) || strchr(",:=/ ", y.body[0]))
		return;
	diag_advise(p->diags,
		    diag_add(p->diags, DIAG_STRINGS_JOINED,
			     place_pos(p, &second->place), NULL,
			     "this string and the one before it are joined to "
			     "one, as no comma is between them"),
		    "was a comma forgotten?");
}

struct value *literal_string(struct parse *p, const struct quoting *quoting)
{
	const struct piece *piece = quoting->first;
	struct place at = piece->place;
	struct quote q = split(p, piece);
	struct value *v;

	at.end = quoting->last->place.end;
	v = value_at(p, VALUE_STRING, &at);
	if (!piece->next && is_plain(&q)) {
		v->str = arena_memdup0(p->arena, q.body, q.len);
		v->len = q.len;
		return v;
	}
	if (piece->next)
		dialect_strong(p, DIALECT_XM, &piece->next->place,
			       "a string that continues the one before it",
			       NULL);
	v->type = any_unicode(p, piece) ? VALUE_UNICODE : VALUE_STRING;
	for (; piece; piece = piece->next) {
		q = split(p, piece);
		examine_piece(p, piece);
		if (piece->next && p->dialect != DIALECT_XL)
			warn_joined(p, piece, piece->next);
		if (v->type == VALUE_UNICODE && hard_unicode(p, &q))
			complain_program(p, &piece->place, "a unicode string "
					 "that Python must decode");
	}
	postpone(p, v)->pieces = quoting->first;
	return v;
}

/* -- strings: what they mean ----------------------------------------------- */

/* Room for the decoded text: no escape is shorter than what it stands for. */
struct decoded {
	char *s;
	size_t len;
	bool unicode;
	bool latin;	/* bytes from 0x80 are code points */
};

static void put(struct decoded *d, uint32_t code)
{
	if (d->unicode)
		d->len += quote_utf8(code, d->s + d->len);
	else
		d->s[d->len++] = (char)code;
}

/* A byte of the source; line ends in triple quotes are always \n. */
static size_t put_source(struct decoded *d, const char *s, size_t left)
{
	unsigned char c = (unsigned char)*s;

	if (c == '\r') {
		d->s[d->len++] = '\n';
		return left > 1 && s[1] == '\n' ? 2 : 1;
	}
	if (d->latin)
		put(d, c);
	else
		d->s[d->len++] = (char)c;
	return 1;
}

static void put_escape(struct decoded *d, const char *s, const struct escape *e)
{
	switch (e->kind) {
	case ESCAPE_CHAR:
	case ESCAPE_OCTAL:
	case ESCAPE_SHORT:
	case ESCAPE_HEX:
	case ESCAPE_CODE:
		put(d, e->code);
		break;
	case ESCAPE_JOIN:
		break;
	default:
		d->s[d->len++] = s[0];
		put_source(d, s + 1, 1);
	}
}

static void decode_xm(struct decoded *d, const struct quote *q)
{
	for (size_t i = 0; i < q->len;) {
		struct escape e;

		if (q->body[i] != '\\' || q->raw) {
			i += put_source(d, q->body + i, q->len - i);
			continue;
		}
		e = quote_escape(q->body + i, q->len - i, q->unicode);
		put_escape(d, q->body + i, &e);
		i += e.len;
	}
}

static void warn_octal(struct parse *p, const struct piece *piece,
		       size_t offset, size_t len)
{
	struct place at;

	if (p->octals++ >= OCTALS_MAX)
		return;
	at = place_within(p, &piece->place, offset);
	at.end += len;
	diag_advise(p->diags,
		    diag_add(p->diags, DIAG_XL_OCTAL_ESCAPE, place_pos(p, &at),
			     NULL, "xl drops the escape %s without putting a "
			     "character in its place", place_quote(p, &at)),
		    "write the character itself, or nothing");
}

static void decode_xl(struct parse *p, const struct piece *piece,
		      struct decoded *d, const struct quote *q)
{
	bool warned = false;

	for (size_t i = 0; i < q->len;) {
		struct escape e;

		if (q->body[i] != '\\') {
			d->s[d->len++] = q->body[i++];
			continue;
		}
		e = quote_escape(q->body + i, q->len - i, false);
		if (e.kind == ESCAPE_CHAR) {
			put(d, e.code);
		} else if (e.kind == ESCAPE_OCTAL && !warned) {
			warn_octal(p, piece, (size_t)(q->body - p->text) + i -
				   piece->place.start, e.len);
			warned = true;
		}
		i += e.len;
	}
}

static void settle_string(struct parse *p, const struct pending *w)
{
	struct value *v = w->value;
	struct decoded d = { .unicode = v->type == VALUE_UNICODE };
	size_t room = 1;

	for (const struct piece *i = w->pieces; i; i = i->next)
		room += i->place.end - i->place.start;
	d.latin = d.unicode && !utf8(p);
	d.s = arena_alloc(p->arena, d.latin ? 2 * room : room);
	for (const struct piece *i = w->pieces; i; i = i->next) {
		struct quote q = split(p, i);

		if (p->dialect == DIALECT_XL)
			decode_xl(p, i, &d, &q);
		else
			decode_xm(&d, &q);
	}
	v->str = d.s;
	v->len = d.len;
}

/* -- dictionaries ---------------------------------------------------------- */

void literal_dict(struct parse *p, struct value *v, const struct place *at)
{
	struct pending *w = arena_alloc(p->arena, sizeof(*w));

	w->value = v;
	w->place = *at;
	w->next = p->dicts;
	p->dicts = w;
}

static bool hashable(const struct value *v)
{
	if (v->type == VALUE_LIST || v->type == VALUE_DICT)
		return false;
	if (v->type == VALUE_TUPLE)
		for (size_t i = 0; i < v->items.n; i++)
			if (!hashable(v->items.v[i]))
				return false;
	return true;
}

/* 1, 1.0 and True are one key, 'a' and u'a' too: those are left to Python. */
static bool may_be_equal(const struct value *x, const struct value *y)
{
	bool x_text = value_is_text(x), y_text = value_is_text(y);

	if (x_text && y_text)
		return x->len == y->len && !memcmp(x->str, y->str, x->len);
	if (x_text || y_text)
		return false;
	return x->type != y->type || x->type == VALUE_TUPLE ||
	       value_equal(x, y);
}

/* Keys that cannot be, or are there twice, are for Python to judge. */
static void examine_dict(struct parse *p, const struct pending *w)
{
	const struct value_items *it = &w->value->items;
	bool odd = it->n > 2 * DICT_KEYS_MAX;

	for (size_t i = 0; i < it->n && !odd; i += 2) {
		odd = !hashable(it->v[i]);
		for (size_t j = 0; j < i && !odd; j += 2)
			odd = may_be_equal(it->v[i], it->v[j]);
	}
	if (odd)
		complain_program(p, &w->place, "a dictionary with such keys");
}

static void settle_number(struct parse *p, const struct pending *w)
{
	const char *s = p->text + w->place.start;
	size_t len = w->place.end - w->place.start;

	if (p->dialect == DIALECT_XM && *s == '0' && len > LONG_DIGITS_MAX)
		complain_program(p, &w->place, "a number of %zu digits", len);
	else
		number_read(p->arena, w->value, s, len, w->signs.negative,
			    w->signs.folds, p->dialect);
}

void literal_settle(struct parse *p)
{
	for (const struct pending *w = p->pending; w; w = w->next)
		if (w->pieces)
			settle_string(p, w);
		else
			settle_number(p, w);
	for (const struct pending *w = p->dicts; w; w = w->next)
		examine_dict(p, w);
}
