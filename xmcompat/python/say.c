/* SPDX-License-Identifier: LGPL-2.1-only */
/* How a run that did not end well is told. */
#include "config.h"

#include "python/say.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "python/policy.h"

static struct pos whole_file(const struct python_request *req)
{
	return (struct pos){ .file = req->path };
}

void say_killed(const struct python_request *req, uint32_t sig,
		struct diags *ds)
{
	struct python_limits l = python_limits_for(req);
	struct diag *d;

	if (sig == SIGXCPU || sig == SIGKILL) {
		d = diag_add(ds, DIAG_PYTHON_LIMIT, whole_file(req), NULL,
			     "the program was stopped: it computed for more "
			     "than %u second%s", l.cpu_seconds,
			     l.cpu_seconds == 1 ? "" : "s");
		diag_advise(ds, d, "look for a loop that never ends, or raise "
			    "python_cpu in xmxl.conf");
	} else if (sig == SIGSYS) {
		d = diag_add(ds, DIAG_PYTHON_REFUSED_ACTION, whole_file(req),
			     NULL, "the sandbox ended the program: it made a "
			     "system call that no config needs");
		diag_advise(ds, d, "do not use this file unless you know why "
			    "it does that; --python=trusted would allow it");
	} else {
		d = diag_add(ds, DIAG_PYTHON_CRASH, whole_file(req), NULL,
			     "the program's process died of signal %u (%s)",
			     sig, strsignal(sig));
		diag_advise(ds, d, "it may have run out of memory or stack; "
			    "python_memory in xmxl.conf sets the limit");
	}
}

void say_timeout(const struct python_request *req, struct diags *ds)
{
	struct python_limits l = python_limits_for(req);
	struct diag *d;

	d = diag_add(ds, DIAG_PYTHON_LIMIT, whole_file(req), NULL,
		     "the program was stopped: it did not end within "
		     "%u second%s", l.wall_seconds,
		     l.wall_seconds == 1 ? "" : "s");
	diag_advise(ds, d, "look for a loop or a wait that never ends, or "
		    "raise python_wall in xmxl.conf");
}

void say_too_much(const struct channel *c, const struct python_request *req,
		  struct diags *ds)
{
	bool printed = c->output.over || c->errors.over;

	diag_add(ds, DIAG_PYTHON_LIMIT, whole_file(req), NULL,
		 printed ? "the program was stopped: it printed more than "
			   "%u MiB"
			 : "the program was stopped: its values take more than "
			   "%u MiB",
		 (printed ? WIRE_OUTPUT_MAX : WIRE_RESULT_MAX) >> 20);
}

void say_broken(const char *path, const struct python_request *req, int err,
		struct diags *ds)
{
	struct diag *d;

	d = diag_add(ds, DIAG_PYTHON_EVALUATOR, whole_file(req), NULL,
		     "the evaluator %s cannot be used: %s", path,
		     err == EPIPE ? "it ended unexpectedly" : strerror(err));
	diag_advise(ds, d, "check the installation and the limits of this "
		    "session (ulimit -a)");
}

void say_failed(const struct reply *r, const struct python_request *req,
		struct diags *ds)
{
	struct diag *d;

	if (r->failure == WIRE_SYNTAX) {
		diag_add(ds, DIAG_PYTHON_SYNTAX, r->pos, NULL, "%s",
			 r->message);
	} else if (r->failure == WIRE_MEMORY) {
		d = diag_add(ds, DIAG_PYTHON_LIMIT, r->pos, NULL,
			     "the program ran out of memory (limit %u MiB)",
			     python_limits_for(req).memory_mib);
		diag_advise(ds, d, "raise python_memory in xmxl.conf if it "
			    "needs that much");
	} else if (r->failure == WIRE_INTERNAL) {
		d = diag_add(ds, DIAG_PYTHON_EVALUATOR, r->pos, NULL,
			     "the evaluator itself failed: %s: %s", r->type,
			     r->message);
		diag_advise(ds, d, "this is a bug; please report it with the "
			    "file");
	} else {
		d = diag_add(ds, DIAG_PYTHON_EXCEPTION, r->pos, NULL, "%s%s%s",
			     r->type, *r->message ? ": " : "", r->message);
		if (*r->advice)
			diag_advise(ds, d, "%s", r->advice);
	}
}

void say_nothing_came(const struct python_request *req, struct diags *ds)
{
	diag_add(ds, DIAG_PYTHON_CRASH, whole_file(req), NULL,
		 "the program's process ended without handing its values back");
}
