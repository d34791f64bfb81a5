/* SPDX-License-Identifier: LGPL-2.1-only */
/* Inside the library: limits in effect, and refusing a program outright. */
#ifndef XMCOMPAT_PYTHON_POLICY_H
#define XMCOMPAT_PYTHON_POLICY_H

#include "python/evaluate.h"

/* The request's limits with the defaults filled in; 0 is then "none". */
struct python_limits python_limits_for(const struct python_request *req);

/* Adds "X is Python code, WHY" where the program begins; PYTHON_REFUSED. */
enum python_result python_refuse(const struct python_request *req,
				 const char *why, const char *advice,
				 struct diags *ds);

#endif
