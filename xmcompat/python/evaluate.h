/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Running a config that is a program.
 *
 * The program runs in a child of a separate interpreter process (never in the
 * caller) with Python 2's meaning, locked down unless the policy is TRUSTED.
 * A pool keeps interpreters ready, so that a batch pays for start-up once.
 */
#ifndef XMCOMPAT_PYTHON_EVALUATE_H
#define XMCOMPAT_PYTHON_EVALUATE_H

#include <stdbool.h>

#include "lang/tree.h"

enum python_policy {
	PYTHON_SANDBOX,
	PYTHON_TRUSTED,
	PYTHON_NEVER,
};

struct python_limits {
	unsigned int cpu_seconds;
	unsigned int wall_seconds;
	unsigned int memory_mib;
};

/* A variable that stands in the script's names before it runs. */
struct python_var {
	const char *name;
	const char *value;
};

/* What one run needs to know. Strings are borrowed for the call. */
struct python_request {
	const char *path;	/* xm_file, and the name in messages */
	const char *text;	/* the program; read by the caller */
	size_t len;
	/* Undeclared command-line variables, strings in the script's names. */
	const struct python_var *vars;
	size_t nvars;
	enum python_policy policy;
	struct python_limits limits;	/* 0 in a field: the default */
	/* Where lang found the first thing that is no data, and what; or 0. */
	struct pos program_pos;
	const char *program_text;
};

enum python_result {
	PYTHON_OK,
	PYTHON_ERROR,		/* the program failed; diagnostics say where */
	PYTHON_EXIT,		/* it called sys.exit: .exit_status */
	PYTHON_REFUSED,		/* policy NEVER, or built without Python */
};

struct python_outcome {
	struct tree *tree;	/* OK: all local names, OBJECTs included */
	const char *output;	/* what it printed; may be empty, never NULL */
	size_t output_len;
	const char *errors;	/* the same for its standard error */
	size_t errors_len;
	int exit_status;	/* EXIT */
};

struct python_pool;

/* Starts nothing yet: the interpreter is started by the first evaluation. */
struct python_pool *python_pool_new(void);
/* Ends the interpreter, if one runs. */
void python_pool_free(struct python_pool *p);

/* Evaluates one program; the outcome's memory is in a. */
enum python_result python_evaluate(struct python_pool *p, struct arena *a,
				   const struct python_request *req,
				   struct python_outcome *out,
				   struct diags *ds);

/* false: configured --without-python. */
bool python_available(void);
/* "sandbox", "trusted", "never"; returns 0 or -1. */
int python_policy_parse(const char *word, enum python_policy *policy);

#endif
