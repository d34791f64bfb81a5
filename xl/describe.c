/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Prints what manual pages and shells need to know of the commands, out of
 * their tables: at build time only.
 *
 * usage: describe completion
 *        describe page FILE	copies a page; a line "@options xl convert",
 *				"@commands xm", "@details xm" or "@globals xl"
 *				becomes that list
 */
#include <string.h>

#include "xl/command.h"
#include "xl/live.h"

static bool is_last(const struct command_option *o)
{
	return !o->key && !o->name;
}

/* scdoc gives these characters a meaning. */
static void put_scd(const char *s)
{
	for (; *s; s++) {
		if (strchr("_*\\#", *s))
			putchar('\\');
		putchar(*s);
	}
}

static void describe_options(const struct command_option *o)
{
	for (; o && !is_last(o); o++) {
		if (o->key < 256)
			printf("*-%c*", o->key);
		if (o->name) {
			printf("%s*--", o->key < 256 ? ", " : "");
			put_scd(o->name);
			putchar('*');
		}
		if (o->arg) {
			fputs(" _", stdout);
			put_scd(o->arg);
			putchar('_');
		}
		fputs("\n\t", stdout);
		put_scd(o->help);
		fputs("\n\n", stdout);
	}
}

static void describe_commands(const struct program *p)
{
	for (size_t i = 0; i < p->ncommands; i++) {
		const struct command *c = &p->commands[i];

		printf("*%s %s* ", p->name, c->name);
		put_scd(c->arguments);
		fputs("\n\t", stdout);
		put_scd(c->help);
		fputs("\n\n", stdout);
	}
}

/* A section for each command that has options of its own and no page. */
static void describe_details(const struct program *p)
{
	for (size_t i = 0; i < p->ncommands; i++) {
		const struct command *c = &p->commands[i];

		if (!c->options || c->options == no_options_table ||
		    c->run != cmd_live)
			continue;
		printf("## %s %s\n\n", p->name, c->name);
		describe_options(c->options);
	}
}

/* -- completion --------------------------------------------------------------- */

static void complete_words(const struct command_option *o)
{
	for (; o && !is_last(o); o++) {
		if (o->key < 256)
			printf("-%c ", o->key);
		if (o->name)
			printf("--%s ", o->name);
	}
}

/* How a shell completes the argument of an option. */
static void complete_argument(const char *arg)
{
	if (strchr(arg, '|'))
		printf("words='%s'; words=${words//|/ }", arg);
	else if (!strcmp(arg, "DIR"))
		fputs("kind=-d", stdout);
	else if (!strcmp(arg, "FILE"))
		fputs("kind=-f", stdout);
	else
		fputs("kind=none", stdout);
}

/* One case per option that takes an argument. */
static void complete_arguments(const struct command_option *o)
{
	for (; !is_last(o); o++) {
		if (!o->arg)
			continue;
		fputs("\t\t", stdout);
		if (o->name)
			printf("--%s", o->name);
		if (o->key < 256)
			printf("%s-%c", o->name ? "|" : "", o->key);
		fputs(") ", stdout);
		complete_argument(o->arg);
		fputs(" ;;\n", stdout);
	}
}

static void complete_command(const struct program *p, const struct command *c)
{
	printf("\t%s/%s)\n\t\toptions='", p->name, c->name);
	complete_words(c->options);
	fputs("'\n", stdout);
	if (!c->options) {
		fputs("\t\twords=$commands ;;\n", stdout);
		return;
	}
	fputs("\t\tcase $previous in\n", stdout);
	complete_arguments(c->options);
	fputs("\t\tesac ;;\n", stdout);
}

static void complete_program(const struct program *p)
{
	printf("\t%s/)\n\t\toptions='", p->name);
	complete_words(p->globals);
	fputs("' ;;\n", stdout);
	for (size_t i = 0; i < p->ncommands; i++)
		complete_command(p, &p->commands[i]);
}

static void list_commands(const struct program *p)
{
	printf("\t%s) commands='", p->name);
	for (size_t i = 0; i < p->ncommands; i++)
		printf("%s%s", i ? " " : "", p->commands[i].name);
	puts("' ;;");
}

static void complete(void)
{
	puts("# bash completion for xl and xm; made from the commands' own "
	     "tables\n"
	     "_xmxl()\n{\n"
	     "\tlocal current=${COMP_WORDS[COMP_CWORD]} "
	     "previous=${COMP_WORDS[COMP_CWORD-1]}\n"
	     "\tlocal program=${COMP_WORDS[0]##*/} command= word\n"
	     "\tlocal words= options= commands= kind=-f\n"
	     "\tfor word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
	     "\t\tcase $word in -*) ;; *) command=$word; break ;; esac\n"
	     "\tdone\n"
	     "\tif [ \"$previous\" = = ]; then\n"
	     "\t\tprevious=${COMP_WORDS[COMP_CWORD-2]}\n"
	     "\telif [ \"$current\" = = ]; then\n"
	     "\t\tcurrent=\n"
	     "\tfi\n"
	     "\tcase $program in");
	list_commands(&program_xl);
	list_commands(&program_xm);
	puts("\tesac\n"
	     "\tcase $program/$command in");
	complete_program(&program_xl);
	complete_program(&program_xm);
	puts("\tesac\n"
	     "\tif [ -z \"$command\" ]; then words=$commands; fi\n"
	     "\tif [[ $current = -* ]]; then words=$options; fi\n"
	     "\tif [ -n \"$words\" ]; then\n"
	     "\t\tCOMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
	     "\telif [ \"$kind\" != none ]; then\n"
	     "\t\tcompopt -o filenames 2>/dev/null\n"
	     "\t\tCOMPREPLY=($(compgen $kind -- \"$current\"))\n"
	     "\tfi\n"
	     "}\n"
	     "complete -F _xmxl xl xm");
}

static const struct command *command_named(const struct program *p,
					   const char *name)
{
	for (size_t i = 0; i < p->ncommands; i++)
		if (!strcmp(p->commands[i].name, name))
			return &p->commands[i];
	return NULL;
}

static const struct program *program_called(const char *name)
{
	return name && !strcmp(name, "xm") ? &program_xm : &program_xl;
}

/* "globals xl", "commands xm", "options xl convert"; 0 or -1. */
static int describe_list(const char *what, const char *program,
			 const char *command)
{
	const struct program *p = program_called(program);
	const struct command *c = command ? command_named(p, command) : NULL;

	if (!strcmp(what, "globals"))
		describe_options(p->globals);
	else if (!strcmp(what, "commands"))
		describe_commands(p);
	else if (!strcmp(what, "details"))
		describe_details(p);
	else if (!strcmp(what, "options") && c)
		describe_options(c->options);
	else
		return -1;
	return 0;
}

/* Copies a page; its lines that begin with @ are lists to be filled in. */
static int fill_page(const char *path)
{
	char line[1024];
	int err = 0;
	FILE *f = fopen(path, "re");

	if (!f) {
		perror(path);
		return 1;
	}
	while (fgets(line, sizeof(line), f)) {
		const char *what, *program, *command;

		if (line[0] != '@') {
			fputs(line, stdout);
			continue;
		}
		what = strtok(line + 1, " \n");
		program = strtok(NULL, " \n");
		command = strtok(NULL, " \n");
		err |= describe_list(what ? what : "", program, command);
	}
	fclose(f);
	return err ? 1 : 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "completion")) {
		complete();
		return 0;
	}
	if (argc == 3 && !strcmp(argv[1], "page"))
		return fill_page(argv[2]);
	fprintf(stderr, "usage: describe completion | describe page FILE\n");
	return 2;
}
