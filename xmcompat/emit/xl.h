/* SPDX-License-Identifier: LGPL-2.1-only */
/* Inside emit_xl(). Not for others. */
#ifndef XMCOMPAT_EMIT_XL_H
#define XMCOMPAT_EMIT_XL_H

#include <stdio.h>

#include "lang/print.h"

/* Every comment that conversion itself writes begins so. */
#define XL_MARK "# xl convert: "

struct xl_text {
	struct arena *arena;
	FILE *out;
	const struct tree *names;	/* as read */
	const struct tree *xl;		/* for the release asked for */
	struct diags *diags;
	const struct tree *fates;	/* xl_literal.c: by name, a row of diags */
	const bool *last;	/* xl_literal.c: which statements count */
};

/*
 * xl_degrade.c: what of a canonical tree a release can say. The result is a
 * new tree in a; each difference is a diagnostic.
 */
struct tree *xl_degrade(struct arena *a, const struct tree *xl,
			unsigned int version, struct diags *ds);

/* xl_header.c: the block that records what was dropped or approximated. */
void xl_write_header(struct xl_text *t);
/* Must this comment stay near its end of the file (shebang, mode line)? */
bool xl_is_anchored(const char *line, size_t len);

/* The diagnostic's text without the name it may begin with. */
const char *xl_reason(const struct diag *d);
/* A comment of ours, on as many lines as it takes. */
void xl_write_comment(struct xl_text *t, const char *text);

/* xl_literal.c: the author's own layout. */
void xl_write_literal(struct xl_text *t);
/* xl_grouped.c: canonical order under headings. */
void xl_write_grouped(struct xl_text *t);

/* xl_plain.c: is this spelling of a value one that every xl reads alike? */
bool xl_spelling_plain(const char *s, size_t len);

/* A number, text or list; text with line breaks is spelled with escapes. */
void xl_print(FILE *out, const struct value *v,
	      const struct print_layout *layout);
/*
 * NAME = VALUE, on as many lines as it takes; between is " = " or the like.
 * comment (with the blanks before it; NULL: none) stands behind one line,
 * before several.
 */
void xl_write_assignment(struct xl_text *t, const struct binding *b,
			 const char *between, const char *comment);

#endif
