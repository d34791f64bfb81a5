/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Command-line options from a table, in the order they stand in: xm's create
 * gives them meaning from left to right, words in between.
 */
#ifndef XL_OPTION_H
#define XL_OPTION_H

#include <stdbool.h>
#include <stdio.h>

struct command_option {
	int key;		/* the letter, or a number above 255 */
	const char *name;	/* long name without dashes, or NULL */
	/* Its argument ("FILE", or all it can be: "xl|json"), or NULL. */
	const char *arg;
	const char *help;
};

enum {
	OPTION_END = -1,
	OPTION_WORD = -2,	/* .arg is a word that is no option */
	OPTION_BAD = -3,	/* .arg says what is wrong */
};

struct option_parser {
	const struct command_option *options;
	int argc;
	char **argv;
	bool stop_at_word;	/* as getopt's "+" */
	int at;			/* next word; set to 1 by option_start() */
	const char *cluster;	/* rest of a word of letters, or NULL */
	bool only_words;	/* after -- */
	const char *arg;
	char trouble[128];
};

void option_start(struct option_parser *p, const struct command_option *options,
		  int argc, char **argv);
/* The key of the next option, or one of the above. */
int option_next(struct option_parser *p);

/* The rows as help text. */
void option_help(FILE *out, const struct command_option *options);
/* "-o, --output DIR" in buf. */
const char *option_spelling(const struct command_option *o, char *buf, size_t room);

#endif
