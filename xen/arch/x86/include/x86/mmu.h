/* SPDX-License-Identifier: GPL-2.0-only */
/* What mmu_update and mmuext_op share. */
#ifndef X86_MMU_H
#define X86_MMU_H

#include <hv/types.h>

struct domain;

/* In the count argument of a call that is continued. */
#define PREEMPTED	0x80000000UL

/*
 * The domain a foreign domain id stands for, with a reference: the caller
 * for DOMID_SELF, dom_io for DOMID_IO. -ESRCH, -EPERM.
 */
int pv_foreign_get(domid_t id, struct domain **out);
/* Tells how many were done, if the guest has a place for it. */
void pv_done_write(unsigned int *to, unsigned int done);
/* Can the guest's bitmap of d's vCPUs be read? */
bool pv_vcpus_readable(const struct domain *d, const void *bitmap);

#endif
