/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Reading what a program's process sent. It ran the config, so every byte
 * may be a lie: lengths, counts, depth and sizes are checked against what is
 * there and against wire.h's limits.
 */
#ifndef XMCOMPAT_PYTHON_REPLY_H
#define XMCOMPAT_PYTHON_REPLY_H

#include <stdint.h>

#include "python/evaluate.h"
#include "python/wire.h"

struct reply {
	enum {
		REPLY_NONE,	/* no last frame came */
		REPLY_TREE,
		REPLY_FAILED,
		REPLY_EXIT,
		REPLY_BAD,	/* the bytes are no reply */
	} kind;
	struct tree *tree;
	uint32_t exit_status;
	enum wire_failure failure;
	const char *type;	/* FAILED: the exception's, as Python 2 says */
	const char *message;
	const char *advice;	/* may be empty */
	struct pos pos;
	size_t nrefused;	/* actions; their diagnostics were added */
};

/* Memory is in a; path is the config's, for positions without a file. */
void reply_parse(struct reply *r, struct arena *a, const char *path,
		 const void *data, size_t len, struct diags *ds);

#endif
