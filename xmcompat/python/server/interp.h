/* SPDX-License-Identifier: LGPL-2.1-only */
/* The embedded interpreter and the semantics layer in it. */
#ifndef XMXL_PYTHON_INTERP_H
#define XMXL_PYTHON_INTERP_H

#include <stdbool.h>
#include <stddef.h>

/* One module of the layer, compiled at build time (layer_data.c). */
struct layer_module {
	const char *name;
	const unsigned char *code;
	int size;
};

extern const struct layer_module layer_modules[];
extern const int layer_module_count;

/* Starts the interpreter and loads the layer; 0, or -1 with a text on stderr. */
int interp_start(void);

/* Runs one request in this process; the status to exit with. */
int interp_run(const char *request, size_t len, bool sandbox);

/*
 * Worth its few milliseconds before a second program: what all programs use
 * has been run then. 0 or -1.
 */
int interp_rehearse(void);

#endif
