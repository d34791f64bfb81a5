/* SPDX-License-Identifier: LGPL-2.1-only */
/* Writing a request down for the evaluator. */
#ifndef XMCOMPAT_PYTHON_REQUEST_H
#define XMCOMPAT_PYTHON_REQUEST_H

#include "python/evaluate.h"

/* An anonymous file with the request in it, or -1 with errno. */
int request_file(struct arena *a, const struct python_request *req);

#endif
