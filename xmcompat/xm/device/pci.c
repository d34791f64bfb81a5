/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * PCI devices: [DDDD:]BB:SS.F[@VV][,opt=val…]. A comma may stand for each
 * colon and for the dot; F is a function, '*', or ranges, lists and mappings.
 */
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "xm/device/device.h"

/* Reads 1 to max hexadecimal digits; 0, or -1 if there are none. */
static int read_hex(const char **p, unsigned int max, unsigned int *out)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	unsigned int n = 0;

	for (*out = 0; n < max && **p; n++, (*p)++) {
		const char *d = strchr(digits, **p);
		unsigned int v;

		if (!d)
			break;
		v = (unsigned int)(d - digits);
		*out = *out * 16 + (v > 15 ? v - 6 : v);
	}
	return n ? 0 : -1;
}

static int one_of(const char **p, const char *set)
{
	if (!**p || !strchr(set, **p))
		return -1;
	(*p)++;
	return 0;
}

static bool is_func(char c)
{
	return c >= '0' && c <= '7';
}

/* The length of '*' or [0-7]([,-=][0-7])* at p. */
static size_t func_len(const char *p)
{
	size_t n = 1;

	if (*p == '*')
		return 1;
	if (!is_func(*p))
		return 0;
	while (p[n] && strchr(",-=", p[n]) && is_func(p[n + 1]))
		n += 2;
	return n;
}

struct pci_text {
	const char *func;
	size_t func_len;
	const char *opts;
};

/* Matches the whole text, with a domain or without; 0 or -1. */
static int match(const char *p, bool domain, struct pci_spec *out,
		 struct pci_text *t)
{
	unsigned int slot;

	*out = (struct pci_spec){ .vslot = -1 };
	if (domain && (read_hex(&p, 4, &out->domain) || one_of(&p, ":,")))
		return -1;
	if (read_hex(&p, 2, &out->bus) || one_of(&p, ":,") ||
	    read_hex(&p, 2, &out->slot) || one_of(&p, ".,"))
		return -1;
	t->func = p;
	t->func_len = func_len(p);
	if (!t->func_len)
		return -1;
	p += t->func_len;
	if (*p == '@') {
		p++;
		if (read_hex(&p, 2, &slot) || slot > 0x1f)
			return -1;
		out->vslot = (int)slot;
	}
	t->opts = *p == ',' ? p + 1 : "";
	return *p && *p != ',' ? -1 : 0;
}

static int add_func(struct pci_spec *out, unsigned int p, unsigned int v)
{
	for (size_t i = 0; i < out->nfuncs; i++)
		if (out->func[i] == p || out->vfunc[i] == v)
			return -1;
	out->func[out->nfuncs] = p;
	out->vfunc[out->nfuncs++] = v;
	return 0;
}

/* One part between commas: N, A-B, P=V; *mapped if it said where. */
static int read_part(struct pci_spec *out, const char *p, size_t len,
		     bool *mapped)
{
	unsigned int a = (unsigned int)(p[0] - '0');
	unsigned int b = len > 2 ? (unsigned int)(p[2] - '0') : a;

	if (len > 3)
		return -1;
	if (len == 3 && p[1] == '=') {
		*mapped = true;
		return add_func(out, a, b);
	}
	for (; a <= b; a++)
		if (add_func(out, a, a))
			return -1;
	return 0;
}

/* A guest finds a device by its function 0, so a lone function becomes it. */
static int read_funcs(struct dev_context *ctx, const struct dev_item *item,
		      struct pci_spec *out, const struct pci_text *t)
{
	const char *p = t->func, *end = p + t->func_len;
	bool mapped = false;

	if (*p == '*') {
		out->all = true;
		return 0;
	}
	while (p < end) {
		const char *comma = memchr(p, ',', (size_t)(end - p));
		size_t len = (size_t)((comma ? comma : end) - p);

		if (read_part(out, p, len, &mapped))
			return dev_refuse(ctx, DIAG_PCI_FUNCTIONS, item,
					  "name each function once",
					  "\"%.*s\" is no list of functions, "
					  "or has one twice",
					  (int)t->func_len, t->func);
		p += len + 1;
	}
	if (out->nfuncs == 1 && !mapped)
		out->vfunc[0] = 0;
	for (size_t i = 0; i < out->nfuncs; i++)
		if (!out->vfunc[i])
			return 0;
	return dev_refuse(ctx, DIAG_PCI_FUNCTIONS, item,
			  "map one of them to 0: P=0",
			  "no function of \"%s\" would be function 0 in the "
			  "guest", item->text);
}

static int read_opts(struct dev_context *ctx, const struct dev_item *item,
		     struct pci_spec *out, const char *text)
{
	static const char *const words[] = { "0", "1", "yes", "no" };
	size_t n, j;
	char **parts;

	if (!*text)
		return 0;
	n = dev_split(ctx->arena, text, ',', &parts);
	for (size_t i = 0; i < n; i++) {
		char *eq = strchr(parts[i], '=');

		for (j = 0; eq && j < 4 && strcasecmp(eq + 1, words[j]); j++)
			;
		if (!eq || j == 4)
			goto invalid;
		*eq = '\0';
		if (strcmp(parts[i], "msitranslate") &&
		    strcmp(parts[i], "power_mgmt")) {
			*eq = '=';
			goto invalid;
		}
		dev_pair_set(ctx->arena, &out->opts, parts[i], eq + 1);
		continue;
invalid:
		return dev_refuse(ctx, DIAG_PCI_OPTION, item,
				  "write msitranslate=0|1 or power_mgmt=0|1",
				  "invalid pci option \"%s\"", parts[i]);
	}
	return 0;
}

int pci_parse(struct dev_context *ctx, const struct dev_item *item,
	      struct pci_spec *out)
{
	struct pci_text t;

	if (match(item->text, true, out, &t) &&
	    match(item->text, false, out, &t))
		return dev_refuse(ctx, DIAG_PCI_ADDRESS, item,
				  "write [DDDD:]BB:SS.F[@VV][,OPTION=VALUE]",
				  "\"%s\" is no PCI device", item->text);
	if (read_funcs(ctx, item, out, &t))
		return -1;
	return read_opts(ctx, item, out, t.opts);
}

unsigned int pci_vdevfn(const struct pci_spec *p, size_t i)
{
	if (p->vslot < 0)
		return PCI_VDEVFN_AUTO | p->vfunc[i];
	return (unsigned int)p->vslot << 3 | p->vfunc[i];
}
