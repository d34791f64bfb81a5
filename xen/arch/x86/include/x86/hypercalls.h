/* SPDX-License-Identifier: GPL-2.0-only */
/* Entries of the machine's hypercalls; the rows are in pv/hypercalls.c. */
#ifndef X86_HYPERCALLS_H
#define X86_HYPERCALLS_H

#include <hv/hypercall.h>

long hc_iret(struct hypercall *hc);
long hc_set_trap_table(struct hypercall *hc);
long hc_callback_op(struct hypercall *hc);
long hc_set_callbacks(struct hypercall *hc);
long hc_stack_switch(struct hypercall *hc);
long hc_set_segment_base(struct hypercall *hc);
long hc_fpu_taskswitch(struct hypercall *hc);
long hc_set_debugreg(struct hypercall *hc);
long hc_get_debugreg(struct hypercall *hc);
long hc_physdev_op(struct hypercall *hc);
long hc_physdev_op_compat(struct hypercall *hc);
long hc_mca(struct hypercall *hc);
long hc_platform_op(struct hypercall *hc);
/* The part of it that is about processors and memory types. */
struct xen_platform_op;
long platform_cpu_op(struct xen_platform_op *op);
long hc_nmi_op(struct hypercall *hc);

#endif
