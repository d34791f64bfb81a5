/* SPDX-License-Identifier: LGPL-2.1-only */
/* How a run that did not end well is told: each adds one diagnostic. */
#ifndef XMCOMPAT_PYTHON_SAY_H
#define XMCOMPAT_PYTHON_SAY_H

#include <stdint.h>

#include "python/channel.h"
#include "python/reply.h"

/* The program's process died of a signal. */
void say_killed(const struct python_request *req, uint32_t sig,
		struct diags *ds);
/* Its time was over. */
void say_timeout(const struct python_request *req, struct diags *ds);
/* It wrote more than is allowed. */
void say_too_much(const struct channel *c, const struct python_request *req,
		  struct diags *ds);
/* The evaluator at path cannot be used; err is an errno value. */
void say_broken(const char *path, const struct python_request *req, int err,
		struct diags *ds);
/* It failed by itself. */
void say_failed(const struct reply *r, const struct python_request *req,
		struct diags *ds);
/* It ended without a proper reply. */
void say_nothing_came(const struct python_request *req, struct diags *ds);

#endif
