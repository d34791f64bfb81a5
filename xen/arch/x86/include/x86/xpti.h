/* SPDX-License-Identifier: GPL-2.0-only */
/* Page tables guests run on where the processor has Meltdown; mm/xpti.c. */
#ifndef X86_XPTI_H
#define X86_XPTI_H

#include <x86/paging.h>

struct pcpu;
struct vcpu;
struct domain;

/* This CPU's root, once its descriptor tables are loaded. -ENOMEM. */
int xpti_cpu_init(struct pcpu *cpu);
/* v's registers are being loaded: which root it runs on. */
void xpti_load(const struct vcpu *v);
/*
 * The loaded root's slots to the one the guest runs on, if they are not there
 * yet; from entry.S.
 */
void xpti_root_copy(void);
/*
 * A frame became a root of d's, or one of its entries changed: copies of it
 * are not used again after the next flush or load of a root.
 */
void xpti_root_written(const struct domain *d);
/* The same, with that flush: no CPU may go on with the old entry. */
void xpti_root_changed(const struct domain *d);
/*
 * Makes [va, va + size) of `from` seen in the tables under root too: -ENOMEM,
 * -EFAULT where `from` has nothing. New tables are the hypervisor's pages.
 */
int xpti_clone(pte_t *root, const pte_t *from, uint64_t va, uint64_t size);

#endif
