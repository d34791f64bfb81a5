/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The one way through: a path becomes a domain's canonical XL.
 *
 * recognise -> read (lang, SXP, XML) -> evaluate if it is a program ->
 * decide the dialect -> xm rules or xl's reading -> canonical tree.
 * Running, dry-running and converting a file all come through here, so a
 * converted file makes the very domain that the file itself makes.
 */
#ifndef XMCOMPAT_CONFIG_CONFIG_H
#define XMCOMPAT_CONFIG_CONFIG_H

#include "lang/lang.h"
#include "python/evaluate.h"
#include "read/read.h"
#include "xm/options.h"

struct config_options {
	enum dialect dialect;		/* --dialect */
	enum dialect ambiguous;		/* XM for xm and convert, XL for xl create */
	enum python_policy python;
	struct python_limits limits;
	bool as_meant;
	bool check_host;
	bool force_sxp;			/* xm -F */
	/*
	 * Which of the file's domains, from 0; said when the caller reads the
	 * others too. Otherwise it is the first, and more are warned of.
	 */
	unsigned int domain_index;
	bool each_domain;
	bool options_only;		/* stop at xm's option table: SXP needs no XL */
	char *const *words;		/* KEY=VALUE words in xm's meaning */
	size_t nwords;
	/*
	 * Words are variables of the script even where xm declares the key and
	 * hides it from the script: to look at what a script makes of values.
	 */
	bool words_to_script;
	const char *xl_lines;		/* extra config lines in xl's meaning, or NULL */
	struct python_pool *pool;	/* may be NULL when python is NEVER */
};

enum config_result {
	CONFIG_OK,
	CONFIG_ERROR,	/* refused; .diags says why */
	CONFIG_EXIT,	/* the program called sys.exit(.exit_status) */
	CONFIG_OTHER,	/* no domain config: .why */
};

struct config {
	struct arena *arena;
	const char *path;
	enum input_kind kind;
	bool program;			/* went through the evaluator */
	enum dialect dialect;
	bool dialect_certain;		/* forced, or evidence in the text */
	unsigned int domains;		/* in the file, with .each_domain */
	struct tree *names;		/* what the file evaluates to */
	struct xm_options *xm;		/* NULL when the dialect is xl */
	struct tree *xl;		/* canonical */
	const char *output;		/* what a program printed */
	size_t output_len;
	int exit_status;
	const char *why;		/* OTHER */
	struct diags diags;
};

/* Reads path ("-": standard input). *out is always set; config_free() it. */
enum config_result config_load(const char *path,
			       const struct config_options *opt,
			       struct config **out);
/* The same for a text in memory, which is copied. */
enum config_result config_load_text(const char *path, const char *text,
				    size_t len,
				    const struct config_options *opt,
				    struct config **out);
void config_free(struct config *c);

/*
 * For a file that both dialects could have written and was read as xl's: the
 * names whose canonical value would differ in xm, comma separated, or NULL.
 */
const char *config_would_differ(struct config *c,
				const struct config_options *opt);

#endif
