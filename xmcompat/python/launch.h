/* SPDX-License-Identifier: LGPL-2.1-only */
/* Starting the evaluator process. */
#ifndef XMCOMPAT_PYTHON_LAUNCH_H
#define XMCOMPAT_PYTHON_LAUNCH_H

#include <sys/types.h>

struct evaluator {
	pid_t pid;
	int control;		/* our end of the control socket */
};

/*
 * The evaluator's path, to be freed: in the build tree when the running
 * program is in it, else the installed place. The environment has no say.
 */
char *evaluator_path(void);

/* Starts it; 0 or an errno value. */
int evaluator_start(struct evaluator *e, const char *path);
/* Closes the control socket, upon which it ends, and reaps it. */
void evaluator_stop(struct evaluator *e);
/* The same for one that no longer answers. */
void evaluator_kill(struct evaluator *e);

#endif
