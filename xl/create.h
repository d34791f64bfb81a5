/* SPDX-License-Identifier: GPL-2.0-only */
/* What a command line asked of `create', and the config it named. */
#ifndef XL_CREATE_H
#define XL_CREATE_H

#include "config/config.h"

struct create_request {
	struct config *config;		/* read without errors */
	bool quiet;			/* -q */
	bool paused;			/* -p */
	bool console;			/* -c */
	bool foreground;		/* -F */
	bool no_daemon;			/* -e */
	bool vnc, vnc_password;		/* -V, -A */
	bool print_json;		/* -d */
	bool ignore_masks;		/* --ignore-global-affinity-masks */
	bool say_started;		/* xm: "Started domain NAME (id=N)" */
};

#endif
