/* SPDX-License-Identifier: GPL-2.0-only */
/* CPU policies as the toolstack reads them, and other shared odds. */
#ifndef X86_POLICY_H
#define X86_POLICY_H

#include <hv/types.h>

struct xen_sysctl;

long cpu_featureset_get(struct xen_sysctl *op, bool *copyback);
long cpu_policy_get(struct xen_sysctl *op, bool *copyback);

/* Fills the page of hypercall entries (xen.h: 32 bytes each). */
void hypercall_page_fill(void *page);
/* Frame of the M2P's n-th 2 MiB, 0 if that part does not exist. */
uint64_t m2p_chunk_mfn(unsigned int n);

#endif
