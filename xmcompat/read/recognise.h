/* SPDX-License-Identifier: LGPL-2.1-only */
/* What the lines of a text look like; private to read/. */
#ifndef XMCOMPAT_READ_RECOGNISE_H
#define XMCOMPAT_READ_RECOGNISE_H

#include <stdbool.h>

struct recognised_lines {
	unsigned int strong;	/* sets what only a domain has */
	unsigned int indented;	/* the same, but inside a block or a column */
	unsigned int weak;	/* sets name, root, … that others have too */
	unsigned int assigned;	/* sets anything */
	unsigned int shell_values;	/* key=value without quotes */
	unsigned int python;	/* statements of Python */
	unsigned int defs;	/* functions and classes */
	unsigned int shell;	/* statements of a shell */
	unsigned int code;	/* lines that could be a program's */
	unsigned int lists;	/* values that begin with '[' */
	unsigned int prose;	/* lines that could not */
	unsigned int sections;	/* [word] alone on a line */
	bool pool;		/* sched= or nodes= */
	bool xl_conf, xendomains, own_conf;
	bool main;		/* if __name__ == "__main__" */
};

void recognise_lines(const char *text, struct recognised_lines *out);

#endif
