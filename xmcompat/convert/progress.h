/* SPDX-License-Identifier: LGPL-2.1-only */
/* A line on a terminal that says how far a run has come. */
#ifndef XMCOMPAT_CONVERT_PROGRESS_H
#define XMCOMPAT_CONVERT_PROGRESS_H

#include <stdio.h>
#include <time.h>

#include "convert/totals.h"

struct progress {
	FILE *out;		/* NULL: nobody watches */
	unsigned long total;
	struct timespec started, shown;
};

/* out may be NULL. */
void progress_start(struct progress *p, FILE *out, unsigned long total);
/* Draws the line anew, some times per second at most. */
void progress_show(struct progress *p, const struct totals *t);
/* Takes the line away, so that other text can be written. */
void progress_clear(const struct progress *p);

#endif
