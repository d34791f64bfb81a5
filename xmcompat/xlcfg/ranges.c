/* SPDX-License-Identifier: LGPL-2.1-only */
/* Host resources by number: ioports, irqs, iomem, and sets of CPUs. */
#include "xlcfg/device.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

static bool take(const char **s, int base, uint64_t *out)
{
	char *end;

	*out = strtoull(*s, &end, base);
	if (end == *s)
		return false;
	*s = end;
	return true;
}

/* -- ioports, irqs, iomem --------------------------------------------------- */

int xl_ioport_parse(struct xl_reader *r, const char *text, struct xl_range *x)
{
	const char *s = text;
	uint64_t end;
	bool ok = take(&s, 16, &x->start);

	*x = (struct xl_range){ .start = x->start };
	end = x->start;
	if (ok && *s == '-') {
		s++;
		ok = take(&s, 16, &end) && !*s;
	}
	if (!ok)
		return xl_refuse(r, "\"%s\" is no I/O port or range of them "
				 "(hexadecimal: \"2f8-2ff\")", text);
	if (*s)
		xl_leave_out(r, "\"%s\": what follows the number is ignored",
			     text);
	if (x->start > UINT32_MAX || end > UINT32_MAX)
		return xl_refuse(r, "I/O port in \"%s\" is too big", text);
	x->count = (uint32_t)(end - x->start + 1);
	return 0;
}

int xl_irq_parse(struct xl_reader *r, const char *text, struct xl_range *x)
{
	const char *s = text;
	bool ok;

	*x = (struct xl_range){ .count = 1 };
	ok = take(&s, 10, &x->start) && !*s;
	if (!ok)
		return xl_refuse(r, "\"%s\" is no interrupt (decimal)", text);
	if (x->start > UINT32_MAX)
		return xl_refuse(r, "interrupt %s is too big", text);
	return 0;
}

int xl_iomem_parse(struct xl_reader *r, const char *text, struct xl_range *x)
{
	const char *s = text;
	bool ok;

	*x = (struct xl_range){ 0 };
	ok = take(&s, 16, &x->start) && *s++ == ',' && take(&s, 16, &x->count);
	if (ok && *s == '@') {
		s++;
		x->has_gfn = true;
		ok = take(&s, 16, &x->gfn);
	}
	if (!ok || *s)
		return xl_refuse(r, "\"%s\" is not START,PAGES[@GFN] "
				 "(hexadecimal page numbers)", text);
	return 0;
}

/* -- sets of CPUs ----------------------------------------------------------- */

/* N or N-M, decimal. */
static bool read_range(const char *s, uint64_t *from, uint64_t *to)
{
	s += strspn(s, " \t");
	if (!isdigit((unsigned char)*s) || !take(&s, 10, from))
		return false;
	*to = *from;
	if (!*s)
		return true;
	if (*s++ != '-' || !isdigit((unsigned char)*s) || !take(&s, 10, to))
		return false;
	return !*s && *from <= *to;
}

static void change(struct xl_cpus *c, uint64_t from, uint64_t to, bool on)
{
	if (to >= XL_HOST_CPUS) {
		c->beyond = true;
		to = XL_HOST_CPUS - 1;
	}
	for (uint64_t i = from; i <= to; i++)
		c->set[i] = on;
}

static int cpus_item(struct xl_reader *r, const char *item, struct xl_cpus *c)
{
	const char *s = item + (*item == '^');
	bool on = s == item;
	uint64_t from, to;

	if (!strcmp(s, "all")) {
		if (!on)
			return xl_refuse(r, "\"^all\" would leave no CPU");
		change(c, 0, XL_HOST_CPUS - 1, true);
		return 0;
	}
	if (!strncmp(s, "node:", 5) || !strncmp(s, "nodes:", 6)) {
		s = strchr(s, ':') + 1;
		c->nodes = true;
		if (!strcmp(s, "all") || read_range(s, &from, &to))
			return 0;
	} else if (read_range(s, &from, &to)) {
		change(c, from, to, on);
		return 0;
	}
	return xl_refuse(r, "\"%s\" is no range of CPUs", item);
}

static bool is_empty(const struct xl_cpus *c)
{
	for (size_t i = 0; i < XL_HOST_CPUS; i++)
		if (c->set[i])
			return false;
	return !c->nodes && !c->beyond;
}

int xl_cpus_parse(struct xl_reader *r, const char *text, struct xl_cpus *c)
{
	*c = (struct xl_cpus){ 0 };
	c->set = arena_calloc(r->arena, XL_HOST_CPUS, sizeof(*c->set));
	for (const char *s = text; *s;) {
		size_t len;

		s += strspn(s, " \t");
		len = strcspn(s, ",");
		if (len && cpus_item(r, arena_memdup0(r->arena, s, len), c))
			return -1;
		s += len + (s[len] == ',');
	}
	if (is_empty(c))
		return xl_refuse(r, "\"%s\" leaves no CPU to run on", text);
	return 0;
}
