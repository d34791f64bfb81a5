/* SPDX-License-Identifier: LGPL-2.1-only */
/* Which setting is a name a slip of? */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "xlcfg/keys.h"
#include "xm/others.h"
#include "xm/variable.h"

#define NAME_MAX_COMPARED 40

static unsigned int least(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/*
 * Insertions, deletions, replacements and swaps of neighbours that lead from
 * a to b, letters' case aside; more than 2 is not told apart.
 */
static unsigned int distance(const char *a, size_t na, const char *b, size_t nb)
{
	unsigned int d[3][NAME_MAX_COMPARED + 1];
	unsigned int *before = d[0], *above = d[1], *row = d[2], *spare;

	for (size_t j = 0; j <= nb; j++)
		above[j] = (unsigned int)j;
	for (size_t i = 1; i <= na; i++) {
		row[0] = (unsigned int)i;
		for (size_t j = 1; j <= nb; j++) {
			bool same = tolower(a[i - 1]) == tolower(b[j - 1]);

			row[j] = least(above[j - 1] + !same,
				       least(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		spare = before;
		before = above;
		above = row;
		row = spare;
	}
	return above[nb];
}

/* How many slips still are one name: short names are too close together. */
static unsigned int slips_allowed(size_t len, bool program)
{
	if (program)
		return len >= 6 ? 1 : 0;
	if (len < 4)
		return 0;
	return len >= 8 ? 2 : 1;
}

static bool is_near(const char *text, size_t len, const char *name,
		    unsigned int allowed)
{
	size_t n = strlen(name);

	if (n > NAME_MAX_COMPARED || n + allowed < len || len + allowed < n)
		return false;
	return distance(text, len, name, n) <= allowed;
}

const char *xm_spelling_near(const char *text, bool program)
{
	size_t len = strlen(text);
	unsigned int most = slips_allowed(len, program);

	if (len > NAME_MAX_COMPARED || isdigit((unsigned char)text[len - 1]))
		return NULL;
	/* The closest first, and case alone in any name. */
	for (unsigned int allowed = 0; allowed <= most; allowed++) {
		for (size_t i = 0; i < xm_variable_count; i++)
			if (is_near(text, len, xm_variables[i].name, allowed))
				return xm_variables[i].name;
		for (size_t i = 0; i < xl_key_count; i++)
			if (is_near(text, len, xl_keys[i].name, allowed))
				return xl_keys[i].name;
	}
	return NULL;
}
