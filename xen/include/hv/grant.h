/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Grant tables.
 */
#ifndef HV_GRANT_H
#define HV_GRANT_H

#include <hv/types.h>
#include <hv/abi.h>

struct domain;
struct grant_table;

/* Registers gnttab_max_frames= and its like. */
void grant_register_options(void);
/* The debug key 'g'. */
void grant_register_key(void);

/* Limits from gnttab_max_frames=, gnttab_max_maptrack_frames=. */
extern unsigned int grant_max_frames, grant_max_maptrack_frames;

/* max_* < 0: the defaults above. */
int grant_domain_init(struct domain *d, int32_t max_frames,
		      int32_t max_maptrack, unsigned int max_version);
/* Unmaps what d has mapped of others: 0 or -ERESTART. */
int grant_domain_release_mappings(struct domain *d);
void grant_domain_exit(struct domain *d);

/* Frame idx of d's shared (or status) table, growing it; for physmaps. */
int grant_frame(struct domain *d, unsigned int idx, bool status, mfn_t *mfn);
/* XENMEM_acquire_resource on a grant table. */
int grant_acquire(struct domain *d, unsigned int id, unsigned int first,
		  unsigned int nr, uint64_t *mfns);
/* Frames a resource of d has at most; 0: no such resource. */
unsigned int grant_resource_size(struct domain *d, unsigned int id);
unsigned int grant_nr_frames(const struct domain *d);

#endif
