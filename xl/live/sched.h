/* SPDX-License-Identifier: GPL-2.0-only */
/* What the commands about schedulers have in common. */
#ifndef XL_LIVE_SCHED_H
#define XL_LIVE_SCHED_H

#include "xl/live/session.h"

struct scheduler {
	libxl_scheduler id;
	const char *name;
	const char *options;	/* letters that set its own parameters */
	int (*print)(const struct session *s, const libxl_cpupoolinfo *p);
	int (*set)(const struct session *s, uint32_t poolid);
};

extern const struct scheduler scheduler_credit, scheduler_credit2;

void sched_print_head(void);
/* One row; 0, or 1 if the domain has another scheduler. */
int sched_print_domain(const struct session *s, const struct scheduler *k,
		       uint32_t domid);
/* Option -d: shows or sets one domain; the exit status. */
int sched_domain(const struct session *s, const struct scheduler *k);

#endif
