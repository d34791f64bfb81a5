/* SPDX-License-Identifier: LGPL-2.1-only */
/* The words for the policies, and what is used where a limit is 0. */
#include "python/policy.h"

#include <string.h>

static const char *const policy_words[] = {
	[PYTHON_SANDBOX] = "sandbox",
	[PYTHON_TRUSTED] = "trusted",
	[PYTHON_NEVER] = "never",
};

int python_policy_parse(const char *word, enum python_policy *policy)
{
	size_t n = sizeof(policy_words) / sizeof(policy_words[0]);

	for (size_t i = 0; i < n; i++) {
		if (strcmp(word, policy_words[i]))
			continue;
		*policy = (enum python_policy)i;
		return 0;
	}
	return -1;
}

/* A config takes milliseconds; these stop one that never ends. */
static const struct python_limits sandbox_limits = {
	.cpu_seconds = 5,
	.wall_seconds = 10,
	.memory_mib = 256,
};

struct python_limits python_limits_for(const struct python_request *req)
{
	struct python_limits l = req->limits;

	/* Trusted programs may wait for a person or a slow command. */
	if (req->policy != PYTHON_SANDBOX)
		return l;
	if (!l.cpu_seconds)
		l.cpu_seconds = sandbox_limits.cpu_seconds;
	if (!l.wall_seconds)
		l.wall_seconds = sandbox_limits.wall_seconds;
	if (!l.memory_mib)
		l.memory_mib = sandbox_limits.memory_mib;
	return l;
}

enum python_result python_refuse(const struct python_request *req,
				 const char *why, const char *advice,
				 struct diags *ds)
{
	struct pos pos = { .file = req->path };
	struct diag *d;

	if (req->program_pos.line)
		pos = req->program_pos;
	d = diag_add(ds, DIAG_PROGRAM_REFUSED, pos, NULL,
		     "%s%sis Python code, %s",
		     req->program_text ? req->program_text : "this",
		     req->program_text ? " " : " ", why);
	diag_advise(ds, d, "%s", advice);
	return PYTHON_REFUSED;
}
