/* SPDX-License-Identifier: GPL-2.0-only */
/* Command-line options from a table. */
#include "xl/option.h"

#include <string.h>

void option_start(struct option_parser *p, const struct command_option *options,
		  int argc, char **argv)
{
	*p = (struct option_parser){
		.options = options,
		.argc = argc,
		.argv = argv,
		.at = 1,
	};
}

static bool is_last(const struct command_option *o)
{
	return !o->key && !o->name;
}

static const struct command_option *find_letter(const struct command_option *o, char letter)
{
	for (; !is_last(o); o++)
		if (o->key == letter)
			return o;
	return NULL;
}

/* By its name or a unique abbreviation; *several if it is not unique. */
static const struct command_option *find_name(const struct command_option *o, const char *name,
				      size_t len, bool *several)
{
	const struct command_option *found = NULL;

	*several = false;
	for (; !is_last(o); o++) {
		if (!o->name || strncmp(o->name, name, len))
			continue;
		if (!o->name[len])
			return o;
		*several = found != NULL;
		found = o;
	}
	return *several ? NULL : found;
}

static int bad(struct option_parser *p, const char *fmt, const char *what,
	       int len)
{
	snprintf(p->trouble, sizeof(p->trouble), fmt, len, what);
	p->arg = p->trouble;
	return OPTION_BAD;
}

static int next_letter(struct option_parser *p)
{
	const struct command_option *o = find_letter(p->options, *p->cluster);
	const char *rest = p->cluster + 1;

	p->cluster = *rest ? rest : NULL;
	if (!o)
		return bad(p, "option -%.*s not recognized", rest - 1, 1);
	p->arg = NULL;
	if (!o->arg)
		return o->key;
	p->cluster = NULL;
	if (*rest)
		p->arg = rest;
	else if (p->at < p->argc)
		p->arg = p->argv[p->at++];
	else
		return bad(p, "option -%.*s requires argument", rest - 1, 1);
	return o->key;
}

static int next_long(struct option_parser *p, const char *name)
{
	size_t len = strcspn(name, "=");
	bool several;
	const struct command_option *o = find_name(p->options, name, len, &several);

	if (several)
		return bad(p, "option --%.*s not a unique prefix", name,
			   (int)len);
	if (!o)
		return bad(p, "option --%.*s not recognized", name, (int)len);
	p->arg = name[len] ? name + len + 1 : NULL;
	if (!o->arg)
		return p->arg ? bad(p, "option --%.*s must not have an "
				    "argument", name, (int)len) : o->key;
	if (!p->arg && p->at < p->argc)
		p->arg = p->argv[p->at++];
	if (!p->arg)
		return bad(p, "option --%.*s requires argument", name,
			   (int)len);
	return o->key;
}

int option_next(struct option_parser *p)
{
	const char *word;

	if (p->cluster)
		return next_letter(p);
	if (p->at >= p->argc)
		return OPTION_END;
	word = p->argv[p->at];
	if (p->only_words || word[0] != '-' || !word[1]) {
		if (p->stop_at_word)
			return OPTION_END;
		p->arg = word;
		p->at++;
		return OPTION_WORD;
	}
	p->at++;
	if (!strcmp(word, "--")) {
		p->only_words = true;
		return option_next(p);
	}
	if (word[1] == '-')
		return next_long(p, word + 2);
	p->cluster = word + 1;
	return next_letter(p);
}

const char *option_spelling(const struct command_option *o, char *buf, size_t room)
{
	char letter[8] = "";

	if (o->key < 256)
		snprintf(letter, sizeof(letter), "-%c", o->key);
	if (!o->name)
		snprintf(buf, room, "%s%s%s", letter, o->arg ? " " : "",
			 o->arg ? o->arg : "");
	else
		snprintf(buf, room, "%s%s--%s%s%s", letter,
			 *letter ? ", " : "", o->name, o->arg ? "=" : "",
			 o->arg ? o->arg : "");
	return buf;
}

void option_help(FILE *out, const struct command_option *options)
{
	char buf[96];

	for (const struct command_option *o = options; !is_last(o); o++)
		fprintf(out, "  %-30s %s\n",
			option_spelling(o, buf, sizeof(buf)), o->help);
}
