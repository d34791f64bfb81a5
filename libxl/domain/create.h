/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Creating a domain: what the steps hand on to each other.
 *
 * The order of the steps is such that a tool that dies between any two of them
 * leaves a domain that libxl_domain_destroy() removes with all its traces.
 */
#ifndef LIBXL_DOMAIN_CREATE_H
#define LIBXL_DOMAIN_CREATE_H

#include "device/local.h"
#include "domain/bootloader.h"
#include "event/op.h"

/* What the builder made; what the bootloader chose is set before. */
struct lx_built {
	uint32_t store_port, console_port;	/* the guest's event channels */
	unsigned long store_mfn, console_mfn;
	const char *kernel, *ramdisk, *cmdline;	/* as used */
};

struct lx_create {
	libxl_domain_config *config;	/* the caller's, completed */
	uint32_t *domid_out;
	uint32_t domid;			/* INVALID_DOMID until it exists */
	libxl_asyncprogress_how console_how;
	bool has_console_how;
	libxl_domain_config *stored;	/* what to keep: before completion */
	struct lx_local_disk boot_disk;
	struct lx_bootloader bootloader;
	struct lx_built built;
};

/* -- defaults.c ---------------------------------------------------------------- */
/*
 * Fills in what the caller left open, and refuses what cannot be made, with a
 * message each. ERROR_INVAL, ERROR_NI for what is not there yet.
 */
int lx_config_complete(struct lx_scope *s, libxl_domain_config *c);
/* The part of it that the needed memory depends on. */
int lx_build_info_complete(struct lx_scope *s, libxl_domain_build_info *b);

/* -- make.c -------------------------------------------------------------------- */
/* Makes an empty, paused domain; c_info.domid may wish for an id. */
int lx_domain_make(struct lx_scope *s, const libxl_domain_config *c,
		   uint32_t *domid);
/* Its place in xenstore, of s->domid, all at once. */
int lx_domain_introduce(struct lx_scope *s, const libxl_domain_config *c);

/* -- build_pv.c ---------------------------------------------------------------- */
/* vCPUs, limits, CPU policy, event channels: before there is memory. */
int lx_domain_prepare(struct lx_scope *s, const libxl_domain_config *c,
		      struct lx_built *built);
/* Memory, kernel, ramdisk, first vCPU. */
int lx_domain_build_pv(struct lx_scope *s, const libxl_domain_config *c,
		       struct lx_built *built);
/* What the guest and others learn of it through xenstore. */
int lx_domain_publish(struct lx_scope *s, const libxl_domain_config *c,
		      const struct lx_built *built);

/* -- console.c ----------------------------------------------------------------- */
/* The primary console, served by xenconsoled. */
int lx_console_add_primary(struct lx_scope *s, const struct lx_built *built);

#endif
