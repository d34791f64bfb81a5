/* SPDX-License-Identifier: LGPL-2.1-only */
/* A line on a terminal that says how far a run has come. */
#include "convert/progress.h"

#include <string.h>

#define WIDTH 30
#define INTERVAL 0.1	/* seconds between two drawings */

static double between(const struct timespec *from, const struct timespec *to)
{
	return (double)(to->tv_sec - from->tv_sec) +
	       (double)(to->tv_nsec - from->tv_nsec) / 1e9;
}

void progress_start(struct progress *p, FILE *out, unsigned long total)
{
	*p = (struct progress){ .out = out, .total = total };
	clock_gettime(CLOCK_MONOTONIC, &p->started);
}

void progress_show(struct progress *p, const struct totals *t)
{
	char bar[WIDTH + 1];
	struct timespec now;
	double seconds;
	size_t full;

	if (!p->out)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (between(&p->shown, &now) < INTERVAL)
		return;
	p->shown = now;
	seconds = between(&p->started, &now);
	full = p->total ? t->files * WIDTH / p->total : 0;
	memset(bar, '.', WIDTH);
	memset(bar, '#', full < WIDTH ? full : WIDTH);
	bar[WIDTH] = '\0';
	fprintf(p->out, "\r[%s] %lu/%lu  %lu to look at, %lu failed  %.0f/s "
		"\033[K", bar, t->files, p->total,
		t->outcome[OUTCOME_ATTENTION], t->outcome[OUTCOME_FAILED],
		seconds > 0 ? (double)t->files / seconds : 0.0);
	fflush(p->out);
}

void progress_clear(const struct progress *p)
{
	if (p->out && p->shown.tv_sec) {
		fputs("\r\033[K", p->out);
		fflush(p->out);
	}
}
