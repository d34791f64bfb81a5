/* SPDX-License-Identifier: GPL-2.0-only */
/* The toolstack's settings on a host: xl.conf(5), the distribution's file. */
#ifndef XL_LIVE_XLCONF_H
#define XL_LIVE_XLCONF_H

#include <stdbool.h>

struct arena;

enum autoballoon {
	AUTOBALLOON_AUTO,	/* unless dom0's size is fixed at boot */
	AUTOBALLOON_OFF,
	AUTOBALLOON_ON,
};

/* Texts live in the arena; NULL: not set. */
struct xlconf {
	enum autoballoon autoballoon;
	bool run_hotplug_scripts;
	bool claim_mode;
	bool random_domid;		/* domid_policy = "random" */
	bool sxp_output;		/* output_format = "sxp" */
	const char *lockfile;		/* never NULL */
	const char *vif_script, *vif_bridge, *vif_backend, *vif_gatewaydev;
	const char *cpumask, *pv_cpumask, *hvm_cpumask;
	long max_grant_frames, max_maptrack_frames;	/* -1: not set */
};

/*
 * Reads path (NULL: /etc/xen/xl.conf, which need not be there). Returns 0, or
 * -1 after saying on stderr what is wrong where.
 */
int xlconf_read(struct arena *a, const char *path, struct xlconf *out);

#endif
