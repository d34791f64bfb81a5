/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef X86_HYPERCALL_PAGE_H
#define X86_HYPERCALL_PAGE_H

/* Fills the page of hypercall entries (xen.h: 32 bytes each). */
void hypercall_page_fill(void *page);

#endif
