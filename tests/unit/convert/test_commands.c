/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands' tables, the lookup by name, and options. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "xl/command.h"

static void assert_sorted(const char *before, const char *name)
{
	assert_true(!before || strcmp(before, name) < 0);
}

static void tables_are_sorted_and_explained(void **state)
{
	const struct program *const both[] = { &program_xl, &program_xm };

	for (size_t i = 0; i < 2; i++) {
		const struct program *p = both[i];

		for (size_t j = 0; j < p->ncommands; j++) {
			const struct command *c = &p->commands[j];

			assert_sorted(j ? c[-1].name : NULL, c->name);
			assert_non_null(c->run);
			assert_true(*c->help && c->help[strlen(c->help) - 1]
				    != '.');
		}
	}
}

static const struct {
	const struct program *program;
	const char *word;
	enum lookup want;
	const char *name;
} lookups[] = {
	{ &program_xl, "convert", LOOKUP_FOUND, "convert" },
	{ &program_xl, "conv", LOOKUP_FOUND, "convert" },
	{ &program_xl, "h", LOOKUP_FOUND, "help" },
	{ &program_xl, "con", LOOKUP_AMBIGUOUS, NULL },
	{ &program_xl, "c", LOOKUP_AMBIGUOUS, NULL },
	{ &program_xl, "list", LOOKUP_FOUND, "list" },
	{ &program_xl, "li", LOOKUP_FOUND, "list" },
	{ &program_xl, "migrate", LOOKUP_KNOWN, "migrate" },
	{ &program_xl, "addlabel", LOOKUP_UNKNOWN, NULL },
	{ &program_xm, "cr", LOOKUP_FOUND, "create" },
	{ &program_xm, "h", LOOKUP_UNKNOWN, NULL },
	{ &program_xm, "add", LOOKUP_KNOWN, "addlabel" },
	{ &program_xm, "balloon", LOOKUP_FOUND, "mem-set" },
	{ &program_xm, "ballo", LOOKUP_UNKNOWN, NULL },
	{ &program_xm, "convert", LOOKUP_UNKNOWN, NULL },
};

static void commands_are_found_by_name(void **state)
{
	for (size_t i = 0; i < sizeof(lookups) / sizeof(lookups[0]); i++) {
		const struct command *c = NULL;
		const char *name = NULL;

		print_message("%s %s\n", lookups[i].program->name,
			      lookups[i].word);
		assert_int_equal(program_lookup(lookups[i].program,
						lookups[i].word, &c, &name),
				 lookups[i].want);
		if (lookups[i].name)
			assert_string_equal(name, lookups[i].name);
	}
}

static const struct command_option options[] = {
	{ 'a', "all", NULL, "" },
	{ 'f', "file", "FILE", "" },
	{ 300, "fast", NULL, "" },
	{ 0 }
};

static const struct {
	const char *words[6];
	int keys[6];
	const char *last;	/* argument of the last one */
} parses[] = {
	{ { "x", "-a" }, { 'a', OPTION_END }, NULL },
	{ { "x", "-af", "g" }, { 'a', 'f', OPTION_END }, "g" },
	{ { "x", "-fg", "w" }, { 'f', OPTION_WORD, OPTION_END }, "w" },
	{ { "x", "--file=g" }, { 'f', OPTION_END }, "g" },
	{ { "x", "--fil", "g" }, { 'f', OPTION_END }, "g" },
	{ { "x", "--fas", "w" }, { 300, OPTION_WORD, OPTION_END }, "w" },
	{ { "x", "w", "-a", "k=v" },
	  { OPTION_WORD, 'a', OPTION_WORD, OPTION_END }, "k=v" },
	{ { "x", "--", "-a" }, { OPTION_WORD, OPTION_END }, "-a" },
	{ { "x", "-" }, { OPTION_WORD, OPTION_END }, "-" },
	{ { "x", "--fast=3" }, { OPTION_BAD, OPTION_END },
	  "option --fast must not have an argument" },
	{ { "x", "--f" }, { OPTION_BAD, OPTION_END },
	  "option --f not a unique prefix" },
	{ { "x", "-f" }, { OPTION_BAD, OPTION_END },
	  "option -f requires argument" },
	{ { "x", "--none" }, { OPTION_BAD, OPTION_END },
	  "option --none not recognized" },
	{ { "x", "-z" }, { OPTION_BAD, OPTION_END },
	  "option -z not recognized" },
};

static void options_are_read_from_left_to_right(void **state)
{
	for (size_t i = 0; i < sizeof(parses) / sizeof(parses[0]); i++) {
		struct option_parser p;
		int argc = 0, key;
		size_t n = 0;
		const char *last = NULL;

		while (argc < 6 && parses[i].words[argc])
			argc++;
		option_start(&p, options, argc, (char **)parses[i].words);
		do {
			key = option_next(&p);
			assert_int_equal(key, parses[i].keys[n++]);
			last = key == OPTION_END ? last : p.arg;
		} while (key != OPTION_END);
		if (parses[i].last)
			assert_string_equal(last, parses[i].last);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_are_sorted_and_explained),
		cmocka_unit_test(commands_are_found_by_name),
		cmocka_unit_test(options_are_read_from_left_to_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
