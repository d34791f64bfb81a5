/* SPDX-License-Identifier: GPL-2.0-only */
/* The domains that a command is about: all, or the one it names. */
#ifndef XL_LIVE_LIST_H
#define XL_LIVE_LIST_H

#include "xl/live/session.h"

struct domain_list {
	libxl_dominfo *v;
	int n;
	libxl_dominfo one;	/* .v of a single domain */
};

struct described;

/* Of the session's first word, or all. Returns 0 or an exit status. */
int domain_list_get(const struct session *s, struct domain_list *l);
void domain_list_free(struct domain_list *l);

/* Fetches every domain's config and has .print write them. */
int list_long(const struct session *s, const struct domain_list *l,
	      int (*print)(const struct session *s, const struct described *v,
			   size_t n));

/* The columns of every list of domains, and their heads. */
#define DOMAIN_COLUMNS \
	"Name                                        ID   Mem VCPUs\tState\tTime(s)"
void print_domain_columns(const struct session *s, const libxl_dominfo *d);

void print_uuid(FILE *out, const libxl_uuid *uuid);

#endif
