/* SPDX-License-Identifier: LGPL-2.1-only */
/* The process that runs one program: from fork to _exit. */
#include "config.h"

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "python/server/child.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "python/server/heap.h"
#include "python/server/interp.h"

/*
 * Puts the six descriptors where they belong. They are moved out of the way
 * first, because some may stand on each other's places.
 */
static int place_fds(const struct run *r, int broker_fd)
{
	const int from[CHILD_FDS] = {
		r->fds[WIRE_FD_INPUT], r->fds[WIRE_FD_OUTPUT],
		r->fds[WIRE_FD_ERRORS], r->fds[WIRE_FD_RESULT], broker_fd,
	};
	int up[CHILD_FDS];

	for (int i = 0; i < CHILD_FDS; i++) {
		up[i] = from[i] < 0 ? -1 : fcntl(from[i], F_DUPFD, 64);
		if (from[i] >= 0 && up[i] < 0)
			return errno;
	}
	for (int i = 0; i < CHILD_FDS; i++) {
		if (up[i] < 0) {
			close(i);
			continue;
		}
		/* Commands of a trusted program get 0 to 2 only. */
		if (dup3(up[i], i, i > 2 ? O_CLOEXEC : 0) < 0 &&
		    errno != EINVAL)
			return errno;
	}
	return close_range(CHILD_FDS, ~0u, 0) ? errno : 0;
}

static int lock_down(const struct run *r)
{
	if (!r->start.sandbox) {
		setpgid(0, 0);
		return limits_enter(&r->start);
	}
	return sandbox_enter(r->sandbox, &r->start);
}

void child_run(const struct run *r, int broker_fd)
{
	int rc;

	heap_unshare();
	rc = place_fds(r, broker_fd);
	PyOS_AfterFork_Child();
	/* With the caller's rights still: root may stand where nobody cannot. */
	if (!rc && chdir(r->request.cwd) && chdir("/"))
		rc = errno;
	if (!rc)
		rc = lock_down(r);
	if (rc)
		_exit(CHILD_NO_SANDBOX);
	_exit(interp_run(r->request.data, r->request.len, r->start.sandbox));
}
