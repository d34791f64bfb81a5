/* SPDX-License-Identifier: LGPL-2.1-only */
/* What CPUID shows: LEAF[,SUBLEAF]:REG=BITS[,REG=BITS]. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "xm/device/device.h"

/*
 * One number of the leaf, decimal or 0x, as decimal text; NULL if neither. That
 * of all ones is none: it stands for "any".
 */
static const char *leaf_number(struct arena *a, const char *text)
{
	int base = !strncmp(text, "0x", 2) ? 16 : 10;
	unsigned long long n;
	char *end;

	if (base == 16)
		text += 2;
	if (!strchr("0123456789abcdefABCDEF", *text) || !*text)
		return NULL;
	errno = 0;
	n = strtoull(text, &end, base);
	if (*end || errno || n > UINT32_MAX - 1)
		return NULL;
	return arena_printf(a, "%llu", n);
}

static const char *read_leaf(struct arena *a, const char *text, size_t len)
{
	char **parts;
	size_t n = dev_split(a, arena_memdup0(a, text, len), ',', &parts);
	const char *leaf = leaf_number(a, parts[0]);
	const char *sub = n > 1 ? leaf_number(a, parts[1]) : NULL;

	if (!leaf || n > 2 || (n == 2 && !sub))
		return NULL;
	return sub ? arena_printf(a, "%s,%s", leaf, sub) : leaf;
}

/* 0xHEX as 32 characters, most significant first; NULL if it is none. */
static const char *hex_bits(struct arena *a, const char *text)
{
	char *bits = arena_alloc(a, 33), *end;
	unsigned long n;

	if (!text[2] || strspn(text + 2, "0123456789abcdefABCDEF") > 8)
		return NULL;
	n = strtoul(text + 2, &end, 16);
	if (*end)
		return NULL;
	for (int i = 0; i < 32; i++)
		bits[i] = n >> (31 - i) & 1 ? '1' : '0';
	return bits;
}

static int read_reg(struct dev_context *ctx, const struct dev_item *item,
		    struct cpuid_leaf *leaf, char *text)
{
	static const char names[] = "eax ebx ecx edx";
	char *eq = strchr(text, '=');
	const char *bits;

	if (!eq || eq - text != 3 || text[0] != 'e' ||
	    !strstr(names, arena_memdup0(ctx->arena, text, 3)))
		return dev_refuse(ctx, DIAG_CPUID_SYNTAX, item,
				  "write eax, ebx, ecx or edx, then =BITS",
				  "\"%s\" sets no register", text);
	*eq = '\0';
	bits = strncmp(eq + 1, "0x", 2) ? eq + 1 :
		hex_bits(ctx->arena, eq + 1);
	if (!bits || strlen(bits) != 32 || bits[strspn(bits, "10xks")])
		return dev_refuse(ctx, DIAG_CPUID_SYNTAX, item,
				  "give 32 of 1, 0, x, k, s, or 0x and up to "
				  "8 digits",
				  "\"%s\" is no value for %s", eq + 1, text);
	dev_pair_set(ctx->arena, &leaf->regs, text, bits);
	return 0;
}

static struct cpuid_leaf *leaf_slot(struct arena *a, struct cpuid_spec *t,
				    const char *leaf)
{
	size_t i = 0;

	while (i < t->n && strcmp(t->v[i].leaf, leaf))
		i++;
	if (i == t->n) {
		t->v = arena_grow(a, t->v, t->n * sizeof(*t->v),
				  (t->n + 1) * sizeof(*t->v));
		t->n++;
	}
	t->v[i] = (struct cpuid_leaf){ .leaf = leaf };
	return &t->v[i];
}

int cpuid_parse(struct dev_context *ctx, const struct dev_item *item,
		struct cpuid_spec *table)
{
	const char *colon = strchr(item->text, ':');
	const char *leaf = colon ? read_leaf(ctx->arena, item->text,
					     (size_t)(colon - item->text)) :
		NULL;
	struct cpuid_leaf *slot;
	size_t n;
	char **regs;

	if (!leaf)
		return dev_refuse(ctx, DIAG_CPUID_SYNTAX, item,
				  "write LEAF[,SUBLEAF]:REG=BITS[,REG=BITS]",
				  "\"%s\" names no leaf", item->text);
	slot = leaf_slot(ctx->arena, table, leaf);
	n = dev_split(ctx->arena, colon + 1, ',', &regs);
	for (size_t i = 0; i < n; i++)
		if (read_reg(ctx, item, slot, regs[i]))
			return -1;
	return 0;
}
