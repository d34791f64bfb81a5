/* SPDX-License-Identifier: GPL-2.0-only */
/* mem-max, mem-set, claims: the memory of domains. */
#include "xl/live/memory.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "xl/live/commands.h"
#include "xl/live/list.h"

static const struct {
	char letter;
	int shift;		/* to KiB; negative: to the right */
} units[] = {
	{ 'b', -10 }, { 'k', 0 }, { 'm', 10 }, { 'g', 20 }, { 't', 30 },
};

/* -1: no such unit */
static int to_kb(unsigned long long n, char letter, uint64_t *kb)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		int shift = units[i].shift;

		if (units[i].letter != tolower((unsigned char)letter))
			continue;
		if (shift > 0 && n >> (63 - shift))
			return -1;
		*kb = shift < 0 ? n >> -shift : n << shift;
		return 0;
	}
	return -1;
}

/* Digits and at most one letter ('\0': none); 0, or -1. */
static int split(const char *text, unsigned long long *n, char *letter)
{
	char *end;

	if (!isdigit((unsigned char)*text))
		return -1;
	*n = strtoull(text, &end, 10);
	*letter = *end;
	return *end && end[1] ? -1 : 0;
}

int memory_parse(const char *text, uint64_t *kb)
{
	unsigned long long n;
	char letter;

	if (split(text, &n, &letter))
		return -1;
	return to_kb(n, letter ? letter : 'm', kb);
}

int memory_parse_xm(const char *text, uint64_t *kb)
{
	unsigned long long n;
	char letter;

	if (split(text, &n, &letter))
		return -1;
	if (letter && !strchr("gmkGMK", letter)) {
		fprintf(stderr, "ignoring unknown unit %c\n", letter);
		letter = 'b';
	}
	if (to_kb(n, letter ? letter : 'm', kb))
		return -1;
	*kb &= ~(uint64_t)1023;
	return 0;
}

static int read_size(struct session *s, uint64_t *kb)
{
	const char *text = s->words[1];

	if (session_is_xm(s)) {
		if (!memory_parse_xm(text, kb))
			return 0;
		return usage_error(s->inv, "Invalid argument: %s", text);
	}
	if (!memory_parse(text, kb))
		return 0;
	fprintf(stderr, "invalid memory size: %s\n", text);
	return 1;
}

/* DOMAIN SIZE */
static int read_target(struct session *s, uint32_t *domid, uint64_t *kb)
{
	int status = find_domain(s, s->words[0], domid);

	return status ? status : read_size(s, kb);
}

int live_mem_max(struct session *s)
{
	uint64_t kb;
	uint32_t domid;
	int status = read_target(s, &domid, &kb);

	if (status)
		return status;
	if (!libxl_domain_setmaxmem(s->ctx, domid, kb))
		return 0;
	fprintf(stderr, "cannot set domid %u static max memory to : %s\n",
		domid, s->words[1]);
	return 1;
}

int live_mem_set(struct session *s)
{
	uint64_t kb;
	uint32_t domid;
	int status = read_target(s, &domid, &kb);

	if (status)
		return status;
	if (!libxl_set_memory_target(s->ctx, domid, (int64_t)kb, 0, 1))
		return 0;
	fprintf(stderr, "cannot set domid %u dynamic max memory to : %s\n",
		domid, s->words[1]);
	return 1;
}

int live_claims(struct session *s)
{
	struct domain_list l;
	int status;

	if (!s->conf.claim_mode)
		fputs("claim_mode not enabled (see man xl.conf).\n", stderr);
	status = domain_list_get(s, &l);
	if (status)
		return status;
	puts(DOMAIN_COLUMNS "  Claimed");
	for (int i = 0; i < l.n; i++) {
		print_domain_columns(s, &l.v[i]);
		printf(" %5lu\n",
		       (unsigned long)(l.v[i].outstanding_memkb / 1024));
	}
	domain_list_free(&l);
	return 0;
}
