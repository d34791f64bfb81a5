/* SPDX-License-Identifier: LGPL-2.1-only */
/* The evaluator's interface where it was not built (--without-python). */
#include "python/policy.h"

#include <stdlib.h>

struct python_pool {
	char unused;
};

struct python_pool *python_pool_new(void)
{
	struct python_pool *p = calloc(1, sizeof(*p));

	if (!p)
		abort();
	return p;
}

void python_pool_free(struct python_pool *p)
{
	free(p);
}

bool python_available(void)
{
	return false;
}

enum python_result python_evaluate(struct python_pool *p, struct arena *a,
				   const struct python_request *req,
				   struct python_outcome *out,
				   struct diags *ds)
{
	*out = (struct python_outcome){ .output = "", .errors = "" };
	return python_refuse(req, "which this build cannot run",
			     "it was configured --without-python, so configs "
			     "that compute their values are refused; build with "
			     "Python 3 (Debian: python3-dev, libseccomp-dev) or "
			     "convert the file where that is installed", ds);
}
