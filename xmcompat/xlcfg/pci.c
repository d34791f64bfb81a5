/* SPDX-License-Identifier: LGPL-2.1-only */
/* PCI devices passed through: xl-pci-configuration(5). */
#include "xlcfg/device.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* A hexadecimal number of at most max at *s, which is moved behind it. */
static bool take_hex(const char **s, unsigned long max, unsigned int *out)
{
	char *end;
	unsigned long n;

	if (!isxdigit((unsigned char)**s))
		return false;
	n = strtoul(*s, &end, 16);
	if (n > max)
		return false;
	*s = end;
	*out = (unsigned int)n;
	return true;
}

/* [DDDD:]BB:SS.F, and what follows it. */
static bool read_address(const char **s, struct xl_pci *p)
{
	unsigned int first, second;

	if (!take_hex(s, 0xffff, &first) || *(*s)++ != ':' ||
	    !take_hex(s, 0xff, &second))
		return false;
	if (**s == ':') {
		(*s)++;
		p->domain = first;
		p->bus = second;
		if (!take_hex(s, 0x1f, &p->dev))
			return false;
	} else {
		p->bus = first;
		p->dev = second;
	}
	if (p->bus > 0xff || p->dev > 0x1f || **s != '.')
		return false;
	(*s)++;
	if (**s == '*') {
		(*s)++;
		p->whole = true;
		return true;
	}
	return take_hex(s, 7, &p->func);
}

static int set_address(struct xl_reader *r, struct xl_pci *p,
		       const char *text, bool slot_allowed)
{
	const char *s = text;
	bool ok = read_address(&s, p);

	if (ok && *s == '@' && !slot_allowed) {
		xl_leave_out(r, "the slot in bdf=%s is ignored; use vslot=",
			     text);
		return 0;
	}
	if (ok && *s == '@') {
		s++;
		ok = take_hex(&s, 0x1f, &p->vslot);
	}
	if (ok && !*s)
		return 0;
	return xl_refuse(r, "\"%s\" is no PCI address ([DDDD:]BB:SS.F, F 0 to "
			 "7 or *)", text);
}

static int set_option(struct xl_reader *r, struct xl_pci *p,
		      const struct xl_pair *o)
{
	const struct {
		const char *key;
		enum xl_choice *choice;
	} choices[] = {
		{ "msitranslate", &p->msitranslate },
		{ "power_mgmt", &p->power_mgmt },
		{ "permissive", &p->permissive },
		{ "seize", &p->seize },
	};

	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
		if (strcmp(choices[i].key, o->key))
			continue;
		*choices[i].choice = atoi(o->value) ? XL_YES : XL_NO;
		if (!isdigit((unsigned char)*o->value))
			xl_leave_out(r, "%s=%s is no number; xl reads 0",
				     o->key, o->value);
		return 0;
	}
	if (strcmp(o->key, "rdm_policy"))
		return xl_refuse(r, "\"%s=\" is no PCI option", o->key);
	p->rdm_policy = o->value;
	if (!strcmp(o->value, "strict") || !strcmp(o->value, "relaxed"))
		return 0;
	return xl_refuse(r, "\"%s\" is no rdm_policy (strict, relaxed)",
			 o->value);
}

static int set_key(struct xl_reader *r, struct xl_pci *p,
		   const struct xl_pair *o, bool *addressed)
{
	const char *s = o->value;

	if (!strcmp(o->key, "bdf")) {
		*addressed = true;
		return set_address(r, p, o->value, false);
	}
	if (!strcmp(o->key, "name")) {
		p->name = o->value;
		return 0;
	}
	if (strcmp(o->key, "vslot"))
		return set_option(r, p, o);
	if (take_hex(&s, 0x1f, &p->vslot) && !*s)
		return 0;
	return xl_refuse(r, "\"%s\" is no slot (hexadecimal, up to 1f)",
			 o->value);
}

int xl_pci_parse(struct xl_reader *r, const char *text, struct xl_pci *p)
{
	struct xl_pairs all = xl_pairs_split(r->arena, text);
	bool addressed = false;

	*p = (struct xl_pci){ 0 };
	if (strpbrk(text, " \t"))
		return xl_refuse(r, "\"%s\" holds a blank", text);
	for (size_t i = 0; i < all.n; i++) {
		const struct xl_pair *o = &all.v[i];

		if (!o->value && i)
			return xl_refuse(r, "\"%s\" has no \"=\"", o->key);
		if (!o->value) {
			addressed = true;
			if (set_address(r, p, o->key, true))
				return -1;
		} else if (set_key(r, p, o, &addressed)) {
			return -1;
		}
	}
	if (addressed == (p->name != NULL))
		return xl_refuse(r, "\"%s\" needs either an address or name=",
				 text);
	return 0;
}

static const char *add(struct arena *a, const char *text, const char *key,
		       enum xl_choice choice)
{
	if (choice == XL_UNSET)
		return text;
	return arena_printf(a, "%s,%s=%d", text, key, choice == XL_YES);
}

const char *xl_pci_text(struct arena *a, const struct xl_pci *p)
{
	const char *t;

	if (p->name)
		t = arena_printf(a, "name=%s", p->name);
	else if (p->whole)
		t = arena_printf(a, "%04x:%02x:%02x.*", p->domain, p->bus,
				 p->dev);
	else
		t = arena_printf(a, "%04x:%02x:%02x.%x", p->domain, p->bus,
				 p->dev, p->func);
	if (p->vslot)
		t = arena_printf(a, "%s%s%02x", t, p->name ? ",vslot=" : "@",
				 p->vslot);
	t = add(a, t, "msitranslate", p->msitranslate);
	t = add(a, t, "power_mgmt", p->power_mgmt);
	t = add(a, t, "permissive", p->permissive);
	t = add(a, t, "seize", p->seize);
	if (p->rdm_policy)
		t = arena_printf(a, "%s,rdm_policy=%s", t, p->rdm_policy);
	return t;
}
