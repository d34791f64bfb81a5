/* SPDX-License-Identifier: GPL-2.0-only */
/* Between the files that make up memory_op. */
#ifndef COMMON_MM_MEMORY_H
#define COMMON_MM_MEMORY_H

#include <hv/domain.h>
#include <hv/hypercall.h>

/* A continued call carries its progress above the sub-operation. */
#define MEMOP_EXTENT_SHIFT	6
#define MEMOP_CMD_MASK		((1U << MEMOP_EXTENT_SHIFT) - 1)

long memory_reservation(struct hypercall *hc, unsigned int cmd,
			uint64_t start);
long memory_exchange(struct hypercall *hc);
long memory_acquire_resource(struct hypercall *hc, uint64_t start);
long memory_add_to_physmap(void *arg, uint64_t start);
long memory_add_to_physmap_batch(void *arg, uint64_t start);
long memory_remove_from_physmap(void *arg);

#endif
