/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The public interface, from the system's headers, as the hypervisor sees it.
 */
#ifndef HV_ABI_H
#define HV_ABI_H

#include <hv/types.h>

#ifndef __XEN__
#error "compile with -D__XEN__"
#endif

#include <xen/xen.h>
#include <xen/vcpu.h>
#include <xen/sched.h>
#include <xen/memory.h>
#include <xen/event_channel.h>
#include <xen/grant_table.h>
#include <xen/version.h>
#include <xen/features.h>


#endif
