/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * CPUID policies: xl.cfg(5), cpuid. Two forms: a text "host,NAME=VALUE,…",
 * and xend's list of "LEAF[,SUBLEAF]:REG=BITS,…". What is wrong in either, xl
 * complains about and goes on without.
 */
#include "xlcfg/cpuid.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "xlcfg/domain.h"
#include "xlcfg/scalar.h"

/* The entry of a leaf or MSR; a new one if it was not named before. */
static struct xl_cpuid_leaf *leaf_get(struct arena *a, struct xl_cpuid *c,
				      bool msr, uint32_t leaf, int subleaf)
{
	struct xl_cpuid_leaf *l;

	for (size_t i = 0; i < c->n; i++) {
		l = &c->v[i];
		if (l->msr == msr && l->leaf == leaf && l->subleaf == subleaf)
			return l;
	}
	c->v = arena_grow(a, c->v, c->n * sizeof(*c->v),
			  (c->n + 1) * sizeof(*c->v));
	l = &c->v[c->n++];
	*l = (struct xl_cpuid_leaf){ .msr = msr, .leaf = leaf,
				     .subleaf = subleaf };
	return l;
}

/* -- "host,NAME=VALUE" ------------------------------------------------------ */

/* Where the bits of a feature stand, highest bit first; all x at the start. */
static char *feature_bits(struct arena *a, struct xl_cpuid *c,
			  const struct xl_cpu_feature *f)
{
	bool msr = f->reg == XL_MSR;
	size_t bits = msr ? XL_MSR_BITS : XL_CPUID_BITS;
	struct xl_cpuid_leaf *l = leaf_get(a, c, msr, f->leaf, f->subleaf);
	char **reg = &l->regs[msr ? 0 : f->reg];

	if (!*reg) {
		*reg = arena_alloc(a, bits + 1);
		memset(*reg, 'x', bits);
	}
	return *reg + bits - f->bit - f->width;
}

static void set_number(char *bits, unsigned int width, unsigned long n)
{
	for (unsigned int i = 0; i < width; i++)
		bits[width - 1 - i] = n >> i & 1 ? '1' : '0';
}

/* The family beyond 15 goes to the extended family, the model's high half too. */
static void set_feature_number(struct arena *a, struct xl_cpuid *c,
			       const struct xl_cpu_feature *f, unsigned long n)
{
	char *bits = feature_bits(a, c, f);

	if (!strcmp(f->name, "family")) {
		unsigned long extended = n > 15 ? n - 15 : 0;

		set_number(bits - 16, 8, extended);
		n = n > 15 ? 15 : n;
	} else if (!strcmp(f->name, "model")) {
		set_number(bits - 12, 4, n >> 4);
	}
	set_number(bits, f->width, n);
}

static void set_feature_same(struct arena *a, struct xl_cpuid *c,
			     const struct xl_cpu_feature *f, char value)
{
	char *bits = feature_bits(a, c, f);

	memset(bits, value, f->width);
	if (!strcmp(f->name, "family"))
		set_number(bits - 16, 8, 0);
	else if (!strcmp(f->name, "model"))
		memset(bits - 12, value, 4);
}

static void host_pair(struct xl_reader *r, const struct xl_pair *p,
		      struct xl_cpuid *c)
{
	const struct xl_cpu_feature *f = xl_cpu_feature_find(p->key);
	struct arena *a = r->arena;
	char *end;
	unsigned long n;

	if (!p->value || !f) {
		xl_leave_out(r, p->value ? "xl knows no CPU feature \"%s\"" :
					   "\"%s\" has no \"=\"", p->key);
		return;
	}
	n = strtoul(p->value, &end, 0);
	if (end != p->value) {
		if (f->width == 1)
			n &= 1;
		set_feature_number(a, c, f, n);
		return;
	}
	if (*p->value && strchr("xks", *p->value)) {
		set_feature_same(a, c, f, *p->value);
		return;
	}
	leaf_get(a, c, f->reg == XL_MSR, f->leaf, f->subleaf);
	xl_leave_out(r, "%s=%s: the value is none of 0 1 x k s", p->key,
		     p->value);
}

static int parse_host(struct xl_reader *r, const char *text,
		      struct xl_cpuid *c)
{
	size_t len = strcspn(text, ",");

	if (!*text)
		return 0;
	if (len != 4 || strncmp(text, "host", 4)) {
		xl_leave_out(r, "the first word of \"%s\" must be \"host\"; xl "
			     "ignores it all", text);
		return 0;
	}
	for (text += len; *text; text += len) {
		struct xl_pairs one;

		text += *text == ',';
		len = strcspn(text, ",");
		one = xl_pairs_split(r->arena,
				     arena_memdup0(r->arena, text, len));
		if (len && (*text == ' ' || *text == '\t'))
			xl_leave_out(r, "xl knows no CPU feature \"%.*s\"",
				     (int)len, text);
		else if (one.n)
			host_pair(r, one.v, c);
	}
	return 0;
}

/* -- "LEAF[,SUBLEAF]:REG=BITS" ---------------------------------------------- */

/* LEAF[,SUBLEAF]: at *s. */
static struct xl_cpuid_leaf *take_leaf(struct xl_reader *r, const char **s,
				       struct xl_cpuid *c)
{
	const char *text = *s;
	int subleaf = -1;
	unsigned long leaf;
	char *end;

	leaf = strtoul(*s, &end, 0);
	if (end == *s) {
		xl_leave_out(r, "\"%s\" begins with no leaf number", text);
		return NULL;
	}
	if (leaf >= UINT32_MAX) {
		xl_leave_out(r, "\"%s\": leaves are less than 0xffffffff",
			     text);
		return NULL;
	}
	*s = end;
	if (**s == ',') {
		subleaf = (int)strtoul(++*s, &end, 0);
		if (end == *s) {
			xl_leave_out(r, "\"%s\" has no subleaf number", text);
			return NULL;
		}
		*s = end;
	}
	if (**s != ':') {
		xl_leave_out(r, "\"%s\" has no colon behind the leaf", text);
		return NULL;
	}
	++*s;
	return leaf_get(r->arena, c, false, (uint32_t)leaf, subleaf);
}

/* REG=BITS at *s; false where xl stops reading the line. */
static bool take_register(struct xl_reader *r, const char **s,
			  struct xl_cpuid_leaf *l)
{
	static const char *const names[] = { "eax", "ebx", "ecx", "edx" };
	size_t len = strcspn(*s, ",");

	for (size_t i = 0; i < 4; i++) {
		if (strncmp(*s, names[i], 3) || (*s)[3] != '=')
			continue;
		if (len != 4 + XL_CPUID_BITS) {
			xl_leave_out(r, "%s= needs exactly %d characters",
				     names[i], XL_CPUID_BITS);
			return false;
		}
		l->regs[i] = arena_memdup0(r->arena, *s + 4, XL_CPUID_BITS);
		*s += len + ((*s)[len] == ',');
		return true;
	}
	xl_leave_out(r, "\"%s\" begins with no register (eax, ebx, ecx, edx)",
		     *s);
	return false;
}

static void parse_line(struct xl_reader *r, const char *s, struct xl_cpuid *c)
{
	struct xl_cpuid_leaf *l = take_leaf(r, &s, c);

	while (l && *s && take_register(r, &s, l))
		;
}

int xl_cpuid_parse(struct xl_reader *r, const struct value *v,
		   struct xl_cpuid *out)
{
	struct pos whole = r->pos;

	*out = (struct xl_cpuid){ 0 };
	if (value_is_text(v))
		return parse_host(r, v->str, out);
	if (v->type != VALUE_LIST)
		return 0;
	for (size_t i = 0; i < v->items.n; i++) {
		const struct value *item = v->items.v[i];

		r->pos = item->pos.line ? item->pos : whole;
		if (value_is_text(item))
			parse_line(r, item->str, out);
	}
	return 0;
}
