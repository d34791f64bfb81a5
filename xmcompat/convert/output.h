/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Output files: written aside, made durable, then put in place in one step,
 * so that nothing is ever half written and nothing is overwritten unasked.
 *
 * In steps, so that a batch pays for the disk once: output_stage() writes to a
 * file without a name (or a hidden one, where the file system has no nameless
 * files), outputs_sync() waits for the disk, output_commit() gives the file
 * its name.
 */
#ifndef XMCOMPAT_CONVERT_OUTPUT_H
#define XMCOMPAT_CONVERT_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/diag.h"

struct output_request {
	const char *path;	/* where the file is to stand */
	const char *source;	/* whose owner, mode, attributes it gets, or NULL */
	struct stat source_stat;	/* of source when it was read */
	bool in_place;		/* path is source itself */
	bool replace;		/* overwrite what stands at path */
	mode_t mode;		/* without a source */
};

struct output {
	struct output_request req;
	int fd;			/* -1: nothing staged */
	char *temp;		/* name of the hidden file, or NULL */
	char *backup;		/* in_place: where the old file went */
	bool durable;		/* what is staged is on the disk */
};

/* What stage and commit say. */
enum output_result {
	OUTPUT_FAILED = -1,	/* a diagnostic was added */
	OUTPUT_DONE,
	OUTPUT_SAME,		/* stage: path holds this very text already */
};

/*
 * Writes text aside. The strings of req must live until output_commit() or
 * output_abandon(), of which one must follow OUTPUT_DONE.
 */
enum output_result output_stage(struct output *o,
				const struct output_request *req,
				const char *text, size_t len,
				struct diags *ds);
/*
 * The same for text that is yet to be made: opens o->fd, into which the caller
 * writes. What stands at the path is looked at only by output_commit().
 */
enum output_result output_open(struct output *o,
			       const struct output_request *req,
			       struct diags *ds);
/*
 * Puts the file in place. With in_place the old file stays beside it as
 * .backup (path.orig, or path.orig.N: older backups are never touched).
 */
enum output_result output_commit(struct output *o, struct diags *ds);
/*
 * Waits until staged outputs are on the disk. Many are synced together, with
 * their file system as a whole; output_commit() sees to those that are left.
 */
void outputs_sync(struct output *const *v, size_t n);
/* Takes back what was staged. */
void output_abandon(struct output *o);
/* Frees what the output holds. */
void output_free(struct output *o);

/*
 * Makes the directories of dest below out_dir like those of source below top
 * (same modes). Returns 0, or -1 with a diagnostic.
 */
int output_make_dirs(const char *out_dir, const char *rel, const char *top,
		     struct diags *ds);

#endif
