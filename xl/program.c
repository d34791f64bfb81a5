/* SPDX-License-Identifier: GPL-2.0-only */
/* From the words of the command line to a command, and what help says. */
#include "xl/command.h"

#include <stdarg.h>
#include <string.h>

/* How well a name fits a word. */
enum fit {
	FIT_NOT,
	FIT_PREFIX,
	FIT_EXACT,
};

static enum fit fits(const struct program *p, const char *name,
		     const char *word)
{
	size_t len = strlen(word);

	if (!strcmp(name, word))
		return FIT_EXACT;
	return len >= p->prefix_min && !strncmp(name, word, len) ?
		FIT_PREFIX : FIT_NOT;
}

static const char *alias_meaning(const struct program *p, const char *word)
{
	for (size_t i = 0; i < p->naliases; i++)
		if (!strcmp(p->aliases[i].name, word))
			return p->aliases[i].meaning;
	return NULL;
}

/* Goes through commands and known names alike. */
struct search {
	const struct command *command;
	const char *name;
	size_t fitting;
	bool exact;
};

static void consider(struct search *s, const struct program *p,
		     const char *name, const struct command *command,
		     const char *word)
{
	enum fit fit = fits(p, name, word);

	if (fit == FIT_NOT || s->exact)
		return;
	s->exact = fit == FIT_EXACT;
	s->fitting = s->exact ? 1 : s->fitting + 1;
	s->name = name;
	s->command = command;
}

enum lookup program_lookup(const struct program *p, const char *word,
			   const struct command **command, const char **name)
{
	const char *meaning = alias_meaning(p, word);
	struct search s = { 0 };

	if (meaning)
		word = meaning;
	for (size_t i = 0; i < p->ncommands; i++)
		consider(&s, p, p->commands[i].name, &p->commands[i], word);
	for (size_t i = 0; i < p->nknown; i++)
		consider(&s, p, p->known[i], NULL, word);
	if (!s.fitting)
		return LOOKUP_UNKNOWN;
	if (s.fitting > 1)
		return LOOKUP_AMBIGUOUS;
	*command = s.command;
	*name = s.name;
	return s.command ? LOOKUP_FOUND : LOOKUP_KNOWN;
}

void command_usage(FILE *out, const struct program *p, const struct command *c)
{
	fprintf(out, "Usage: %s %s %s\n\n%s.\n", p->name, c->name,
		c->arguments, c->help);
	if (!c->options)
		return;
	fputs("\nOptions:\n", out);
	option_help(out, c->options);
}

void program_help(FILE *out, const struct program *p)
{
	fprintf(out, "Usage: %s %sCOMMAND [ARGUMENTS]\n\n%s\n\nCommands:\n",
		p->name, p->globals ? "[OPTIONS] " : "", p->about);
	for (size_t i = 0; i < p->ncommands; i++)
		fprintf(out, "  %-14s %s\n", p->commands[i].name,
			p->commands[i].help);
	if (p->globals) {
		fputs("\nOptions before the command:\n", out);
		option_help(out, p->globals);
	}
	fprintf(out, "\n`%s help COMMAND' says more about a command.\n",
		p->name);
}

int usage_error(const struct invocation *inv, const char *fmt, ...)
{
	const struct program *p = inv->program;
	va_list ap;

	if (p == &program_xm)
		fputs("Error: ", stderr);
	else
		fprintf(stderr, "%s %s: ", p->name, inv->command->name);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	if (p == &program_xm) {
		fputs("\n\n", stderr);
		command_usage(stderr, p, inv->command);
	} else {
		fprintf(stderr, "\n`%s help %s' says how it is used\n",
			p->name, inv->command->name);
	}
	return p->usage_status;
}

static int unknown_command(const struct program *p, const char *word,
			   const char *trouble)
{
	if (p == &program_xm)
		fprintf(stderr, "Error: Subcommand %s %s!\n\n", word, trouble);
	else
		fprintf(stderr, "%s: command \"%s\" %s\n", p->name, word,
			trouble);
	program_help(stderr, p);
	return 1;
}

static int not_here(const struct program *p, const char *name)
{
	fprintf(stderr, "%s%s: `%s %s' is not there yet; the manual page "
		"lists what is\n",
		p == &program_xm ? "Error: " : "", p->name, p->name, name);
	return 1;
}

static void note_alias(const struct program *p, const char *word)
{
	const char *meaning = alias_meaning(p, word);

	if (meaning)
		fprintf(stderr, "Warning: %s is deprecated, use %s %s\n",
			word, p->name, meaning);
}

static bool is_help(const char *word)
{
	return !strcmp(word, "--help") || !strcmp(word, "-h");
}

/* Asks the command's arguments, not its options' arguments, for --help. */
static bool asks_for_help(const struct invocation *inv)
{
	struct option_parser p;
	int key;

	option_start(&p, inv->command->options, inv->argc, inv->argv);
	while ((key = option_next(&p)) != OPTION_END)
		if (key == 'h')
			return true;
	return false;
}

static int run_command(struct invocation *inv)
{
	if (inv->command->options && asks_for_help(inv)) {
		command_usage(stdout, inv->program, inv->command);
		return inv->program->help_status;
	}
	return inv->command->run(inv);
}

/* xl's options before the command; -1: go on, else the exit status. */
static int read_globals(struct invocation *inv, struct option_parser *o)
{
	const struct program *p = inv->program;
	int key;

	while ((key = option_next(o)) != OPTION_END) {
		switch (key) {
		case 'v':
			inv->globals.verbose++;
			break;
		case 'N':
			inv->globals.dry_run = true;
			break;
		case 't':
			inv->globals.carriage = true;
			break;
		case 'T':
			inv->globals.stamps = true;
			break;
		case 'h':
			program_help(stdout, p);
			return 0;
		case OPTION_BAD:
			fprintf(stderr, "%s: %s\n", p->name, o->arg);
			program_help(stderr, p);
			return 1;
		}
	}
	return -1;
}

int program_run(const struct program *p, int argc, char **argv)
{
	struct invocation inv = { .program = p };
	static const struct command_option none[] = { { 0 } };
	struct option_parser o;
	const char *word, *name;
	int status;

	option_start(&o, p->globals ? p->globals : none, argc, argv);
	o.stop_at_word = true;
	status = p->globals ? read_globals(&inv, &o) : -1;
	if (status >= 0)
		return status;
	if (o.at >= argc) {
		program_help(stderr, p);
		return 1;
	}
	word = argv[o.at];
	inv.argc = argc - o.at;
	inv.argv = argv + o.at;
	if (is_help(word))
		word = "help";
	switch (program_lookup(p, word, &inv.command, &name)) {
	case LOOKUP_FOUND:
		note_alias(p, word);
		return run_command(&inv);
	case LOOKUP_KNOWN:
		note_alias(p, word);
		return not_here(p, name);
	case LOOKUP_AMBIGUOUS:
		return unknown_command(p, word, "is ambiguous");
	default:
		return unknown_command(p, word, p == &program_xm ?
				       "not found" : "is none of xl's");
	}
}
