/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The boot command line: words separated by blanks, "name", "no-name" or
 * "name=value". Underscore and dash in names mean the same.
 */
#include <hv/cmdline.h>
#include <hv/errno.h>
#include <hv/printk.h>
#include <hv/string.h>

#define MAX_TABLES	24
#define MAX_LINE	2048

static struct {
	const struct option *rows;
	unsigned int nr;
} tables[MAX_TABLES];
static unsigned int nr_tables;
static char text[MAX_LINE];

void cmdline_register(const struct option *table, unsigned int nr)
{
	if (nr_tables == MAX_TABLES) {
		printk(XL_ERR "command line: no room for the options of %s\n",
		       table[0].name);
		return;
	}
	tables[nr_tables].rows = table;
	tables[nr_tables++].nr = nr;
}

const char *cmdline_text(void)
{
	return text;
}

static const struct {
	const char *word;
	int value;
} bool_words[] = {
	{ "no", 0 }, { "off", 0 }, { "false", 0 }, { "disable", 0 }, { "0", 0 },
	{ "yes", 1 }, { "on", 1 }, { "true", 1 }, { "enable", 1 }, { "1", 1 },
};

int cmdline_bool(const char *value)
{
	for (size_t i = 0; i < ARRAY_SIZE(bool_words); i++)
		if (!strcmp(value, bool_words[i].word))
			return bool_words[i].value;
	return -1;
}

static bool same_name(const char *a, const char *b)
{
	for (; *a && *b; a++, b++) {
		char x = *a == '_' ? '-' : *a, y = *b == '_' ? '-' : *b;

		if (x != y)
			return false;
	}
	return *a == *b;
}

static const struct option *find(const char *name)
{
	for (unsigned int t = 0; t < nr_tables; t++)
		for (unsigned int i = 0; i < tables[t].nr; i++)
			if (same_name(tables[t].rows[i].name, name))
				return &tables[t].rows[i];
	return NULL;
}

static int set_number(const struct option *o, const char *value)
{
	const char *end;
	unsigned long long v;

	v = o->kind == OPTION_SIZE ? str_to_size(value, &end) :
				     str_to_ull(value, &end, 0);
	if (end == value || *end)
		return -EINVAL;
	if (o->kind == OPTION_SIZE)
		*(uint64_t *)o->dest = v;
	else if (v > UINT32_MAX)
		return -EINVAL;
	else
		*(unsigned int *)o->dest = (unsigned int)v;
	return 0;
}

static int set_bool(const struct option *o, const char *value, bool negated)
{
	int v = *value ? cmdline_bool(value) : 1;

	if (v < 0)
		return -EINVAL;
	*(bool *)o->dest = negated ? !v : v;
	return 0;
}

static int set(const struct option *o, const char *value, bool negated)
{
	switch (o->kind) {
	case OPTION_BOOL:
		return set_bool(o, value, negated);
	case OPTION_UINT:
	case OPTION_SIZE:
		return negated ? -EINVAL : set_number(o, value);
	case OPTION_STRING:
		if (negated || strlen(value) >= o->size)
			return -EINVAL;
		str_copy(o->dest, value, o->size);
		return 0;
	case OPTION_FUNC:
		return o->parse(negated ? "no" : value);
	}
	return -EINVAL;
}

/* One word, cut at its '='. 0, -ENOENT unknown, -EINVAL malformed. */
static int apply(char *word)
{
	char *value = strchr(word, '=');
	const struct option *o;
	bool negated = false;

	if (value)
		*value++ = '\0';
	o = find(word);
	if (!o && !strncmp(word, "no-", 3)) {
		negated = true;
		o = find(word + 3);
	}
	if (!o)
		return -ENOENT;
	return set(o, value ? value : "", negated);
}

static const char *next_word(const char *p, char *word, size_t size)
{
	size_t n = 0;
	bool quoted = false;

	while (*p == ' ' || *p == '\t')
		p++;
	if (!*p)
		return NULL;
	for (; *p && (quoted || (*p != ' ' && *p != '\t')); p++) {
		if (*p == '"')
			quoted = !quoted;
		else if (n + 1 < size)
			word[n++] = *p;
	}
	word[n] = '\0';
	return p;
}

static void walk(bool report)
{
	char word[256], copy[256];
	const char *p = text;
	int err;

	while ((p = next_word(p, word, sizeof(word))) != NULL) {
		str_copy(copy, word, sizeof(copy));
		err = apply(word);
		if (!report || !err)
			continue;
		if (err == -ENOENT)
			printk(XL_WARN "command line: %s: no such option, "
			       "ignored\n", copy);
		else
			printk(XL_WARN "command line: %s: the value is not "
			       "one this option takes, ignored\n", copy);
	}
}

void cmdline_parse(const char *line)
{
	str_copy(text, line, sizeof(text));
	walk(false);
}

void cmdline_report(void)
{
	walk(true);
}
