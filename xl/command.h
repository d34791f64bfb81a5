/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Commands are rows: dispatch, help, usage, manual pages and shell completion
 * are made of nothing else.
 */
#ifndef XL_COMMAND_H
#define XL_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "xl/option.h"

enum command_flags {
	COMMAND_DRY_RUN = 1,	/* has one, which needs no Xen */
	COMMAND_NEEDS_XEN = 2,	/* (but for a dry run) */
	COMMAND_NEEDS_ROOT = 4,	/* (but for a dry run) */
	COMMAND_JSON = 8,	/* can print JSON */
};

struct invocation;

struct command {
	const char *name;
	/* Returns the exit status. */
	int (*run)(const struct invocation *inv);
	const char *arguments;	/* "[OPTIONS] FILE [LINE...]" */
	const struct command_option *options;	/* ends with a row without names */
	const char *help;	/* one line, no full stop */
	unsigned int flags;	/* enum command_flags */
	/* Words that are no options; live commands have them checked. */
	unsigned int min_words, max_words;
};

/* A name that xm still understood but asked not to use. */
struct alias {
	const char *name;
	const char *meaning;
};

struct program {
	const char *name;	/* "xl" or "xm" */
	const char *about;
	const struct command *commands;	/* sorted by name */
	size_t ncommands;
	/*
	 * Names of commands that the old tool has and this one does not yet,
	 * sorted: abbreviations are unique over these too.
	 */
	const char *const *known;
	size_t nknown;
	const struct alias *aliases;
	size_t naliases;
	const struct command_option *globals;	/* options before the command */
	size_t prefix_min;	/* shortest abbreviation */
	int help_status;	/* exit status of COMMAND --help */
	int usage_status;	/* exit status of a wrong call */
};

/* Options that stand before the command (xl only). */
struct globals {
	bool dry_run;		/* -N */
	unsigned int verbose;	/* -v */
	bool carriage;		/* -t */
	bool stamps;		/* -T */
};

struct invocation {
	const struct program *program;
	const struct command *command;
	struct globals globals;
	int argc;
	char **argv;		/* [0] is the command's name */
	const void *request;	/* what the command has read already, or NULL */
};

#define WORDS_ANY 9999u

/* Keys of live commands' options that have no letter. */
enum live_option {
	OPT_MASKS = 512,
	OPT_AUTOPASS,
	OPT_VIEWER_AUTOPASS,
	OPT_LABEL,
	OPT_STATE,
	OPT_POOL,
};

extern const struct program program_xl;
extern const struct program program_xm;

/* Runs a program; returns the exit status. */
int program_run(const struct program *p, int argc, char **argv);

enum lookup {
	LOOKUP_FOUND,
	LOOKUP_KNOWN,		/* a name of the old tool's: *name is set */
	LOOKUP_UNKNOWN,
	LOOKUP_AMBIGUOUS,
};

/* Finds a command by name, abbreviation or alias. */
enum lookup program_lookup(const struct program *p, const char *word,
			   const struct command **command, const char **name);

/* "Usage: …" and the options of a command. */
void command_usage(FILE *out, const struct program *p,
		   const struct command *c);
/* All commands with their one-line help. */
void program_help(FILE *out, const struct program *p);
/* A wrong call: says what is wrong and how it is meant; the exit status. */
int usage_error(const struct invocation *inv, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

int cmd_convert(const struct invocation *inv);
int cmd_create(const struct invocation *inv);
int cmd_help(const struct invocation *inv);
int cmd_xm_create(const struct invocation *inv);

extern const struct command_option convert_options_table[];
extern const struct command_option create_options_table[];
extern const struct command_option xm_create_options_table[];

/* options_live.c: -h alone, and the tables of live commands. */
extern const struct command_option no_options_table[];
extern const struct command_option list_options_table[];
extern const struct command_option info_options_table[];
extern const struct command_option pci_assignable_list_options_table[];
extern const struct command_option dmesg_options_table[];
extern const struct command_option console_options_table[];
extern const struct command_option vncviewer_options_table[];
extern const struct command_option shutdown_options_table[];
extern const struct command_option destroy_options_table[];
extern const struct command_option vcpu_pin_options_table[];
extern const struct command_option vcpu_set_options_table[];
extern const struct command_option sched_credit_options_table[];
extern const struct command_option sched_credit2_options_table[];
extern const struct command_option detach_options_table[];
extern const struct command_option uptime_options_table[];
extern const struct command_option cpupool_create_options_table[];
extern const struct command_option cpupool_list_options_table[];
extern const struct command_option config_update_options_table[];
extern const struct command_option xm_list_options_table[];
extern const struct command_option xm_info_options_table[];
extern const struct command_option xm_console_options_table[];
extern const struct command_option xm_shutdown_options_table[];
extern const struct command_option xm_reboot_options_table[];
extern const struct command_option xm_dump_core_options_table[];
extern const struct command_option xm_long_options_table[];
extern const struct command_option xm_sched_credit_options_table[];
extern const struct command_option xm_sched_credit2_options_table[];
extern const struct command_option xm_cpupool_list_options_table[];

#endif
