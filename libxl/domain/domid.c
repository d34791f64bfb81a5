/* SPDX-License-Identifier: LGPL-2.1-only */
/* Ids that domains had lately. */
#include "domain/domid.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include <libxl_utils.h>

#include <xen/xen.h>

#include "core/log.h"

#ifndef LX_RUN_DIR
#define LX_RUN_DIR "/var/run/xen"
#endif
#define HISTORY LX_RUN_DIR "/domid-history"
#define REMEMBERED_SECONDS 60
#define RANDOM_TRIES 100

static long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* The file, locked until it is closed; NULL: errno tells. */
static FILE *open_locked(void)
{
	int fd = open(HISTORY, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	FILE *f;

	if (fd < 0)
		return NULL;
	while (flock(fd, LOCK_EX))
		if (errno != EINTR) {
			close(fd);
			return NULL;
		}
	f = fdopen(fd, "r+");
	if (!f)
		close(fd);
	return f;
}

/* The next entry that is not too old. */
static bool next_recent(FILE *f, long *when, unsigned int *domid)
{
	while (fscanf(f, "%ld %u\n", when, domid) == 2)
		if (*when + REMEMBERED_SECONDS > now())
			return true;
	return false;
}

void lx_domid_retire(struct lx_scope *s)
{
	FILE *f = open_locked();
	unsigned int domid;
	char *kept = lx_strdup(s, "");
	long when;

	if (!f) {
		lx_debug(s, "%s: %s", HISTORY, strerror(errno));
		return;
	}
	while (next_recent(f, &when, &domid))
		kept = lx_printf(s, "%s%ld %u\n", kept, when, domid);
	rewind(f);
	if (fprintf(f, "%s%ld %u\n", kept, now(), s->domid) < 0 || fflush(f) ||
	    ftruncate(fileno(f), ftell(f)))
		lx_warn(s, "%s cannot be written: %s", HISTORY,
			strerror(errno));
	fclose(f);
}

bool lx_domid_is_recent(struct lx_scope *s, uint32_t domid)
{
	FILE *f = open_locked();
	unsigned int other;
	bool found = false;
	long when;

	(void)s;
	if (!f)
		return false;
	while (!found && next_recent(f, &when, &other))
		found = other == domid;
	fclose(f);
	return found;
}

int lx_domid_random(struct lx_scope *s, uint32_t *domid)
{
	for (int i = 0; i < RANDOM_TRIES; i++) {
		uint16_t value;

		if (getrandom(&value, sizeof(value), 0) != sizeof(value))
			return lx_fail_errno(s, ERROR_FAIL, "no random number");
		*domid = value % DOMID_FIRST_RESERVED;
		if (*domid && !lx_domid_is_recent(s, *domid))
			return 0;
	}
	return lx_fail(s, ERROR_FAIL, "no id that is not recent was found");
}

int libxl_clear_domid_history(libxl_ctx *ctx)
{
	struct lx_scope s;
	int rc = 0;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	if (unlink(HISTORY) && errno != ENOENT)
		rc = lx_fail_errno(&s, ERROR_FAIL, "%s cannot be removed",
				   HISTORY);
	lx_scope_leave(&s);
	return rc;
}
