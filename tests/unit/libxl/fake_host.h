/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A hypervisor that only knows domains and pools, and a context on it that
 * keeps its messages. Link fake_host.c and fake_xs.c: they take the places of
 * libxenctrl's and libxenstore's functions.
 */
#ifndef TESTS_LIBXL_FAKE_HOST_H
#define TESTS_LIBXL_FAKE_HOST_H

#include <xenctrl.h>

#include "core/ctx.h"

/* A context on an empty host; everything else is forgotten. */
libxl_ctx *fake_host_open(void);
void fake_host_close(libxl_ctx *ctx);

/* Adds a domain; flags: XEN_DOMINF_*. Its entry may be changed by the test. */
xc_domaininfo_t *fake_host_domain(uint32_t domid, uint32_t flags);
void fake_host_remove(uint32_t domid);

/* What was logged since the last call, one line a message. */
const char *fake_host_log(void);

/* The scheduler of all pools, and credit's and credit2's parameters. */
extern int fake_host_scheduler;
extern struct xen_domctl_sched_credit fake_host_credit;

/* The last affinity that was set, one byte of CPUs. */
extern uint8_t fake_host_hard, fake_host_soft;

/* No connection to the hypervisor is opened with this logger. */
extern const xentoollog_logger *fake_host_forbidden_logger;

/* How often Flask, which is not there, was asked. */
extern int fake_host_flask_calls;

#endif
