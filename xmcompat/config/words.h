/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Command-line words on top of a file's names. xm's words are KEY=VALUE with
 * raw text, xl's are further config lines.
 */
#ifndef XMCOMPAT_CONFIG_WORDS_H
#define XMCOMPAT_CONFIG_WORDS_H

#include "lang/tree.h"
#include "xm/cmdline.h"

struct arena;

/*
 * Lays statements over names as if they stood at the file's end: plain ones
 * replace, += concatenates strings or lists. Returns 0, or -1 with a
 * diagnostic when += mixes kinds.
 */
int words_overlay(struct tree *names, const struct tree *lines,
		  struct diags *ds);

/* All KEY=VALUE words as variables of the script, whatever xm declares. */
void words_as_script(struct arena *a, char *const *words, size_t n,
		     struct xm_cmdline *out);

/*
 * xm's undeclared words are variables that stand before the file's own names:
 * those that the file does not set are added to names as strings.
 */
void words_add_script(struct tree *names, const struct xm_cmdline *cmd);

/*
 * xm's declared words for a file in xl's dialect, which has no option table:
 * scalars replace the file's value, elements of lists replace its list.
 */
void words_add_declared(struct tree *names, const struct xm_cmdline *cmd);

/*
 * For a program run under xl: lines that set a name neither tool declares are
 * variables of the script, as in xm. Moves them from lines to *vars (each a
 * name and its text); returns their number.
 */
size_t words_take_script(struct tree *lines, struct xm_word **vars);

#endif
