/* SPDX-License-Identifier: LGPL-2.1-only */
/* From an S-expression of a domain to names; private to read/. */
#ifndef XMCOMPAT_READ_SXP_DOMAIN_H
#define XMCOMPAT_READ_SXP_DOMAIN_H

#include "lang/tree.h"
#include "read/sxp.h"

struct sxp_domain {
	struct arena *arena;
	struct diags *ds;
	const struct sxp *root;		/* (vm …) or (domain …) */
	const struct sxp *image;	/* (linux …), (hvm …), or NULL */
	bool state;			/* head "domain": as xend kept it */
	bool hvm;
	struct tree *tree;
};

/* Binds name to text: an int where the variable is one and the text too. */
void sxp_bind(struct sxp_domain *d, const char *name, const char *text,
	      struct pos pos);
/* Appends text to the list of that name. */
void sxp_bind_item(struct sxp_domain *d, const char *name, const char *text,
		   struct pos pos);
/* The second element of e as text, NULL if it is none or a list. */
const char *sxp_value(const struct sxp *e);

/* cpus, cpu_weight, vcpus and their kin. */
void sxp_read_cpus(struct sxp_domain *d);
void sxp_read_image(struct sxp_domain *d);
void sxp_read_cpuid(struct sxp_domain *d, const char *key);
/* Every (device …). Returns 0, or -1 with an ERROR. */
int sxp_read_devices(struct sxp_domain *d);

#endif
