/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Running a bootloader: a program in dom0 that looks into the guest's disk and
 * says which kernel, ramdisk and command line to boot; pygrub, or any other.
 *
 * It is started as
 *
 *	BOOTLOADER ARGS... [--kernel=K] [--ramdisk=R] [--args=CMDLINE]
 *		--output=FILE --output-format=simple0 --output-directory=DIR DISK
 *
 * on a terminal, which is the guest's console meanwhile, and writes into FILE
 * items that end with a NUL byte: "kernel PATH", "ramdisk PATH", "args TEXT".
 */
#ifndef LIBXL_DOMAIN_BOOTLOADER_H
#define LIBXL_DOMAIN_BOOTLOADER_H

#include "event/op.h"

struct lx_bootloader {
	/* -- set by the caller, in the scope of the operation -- */
	const char *program;
	char **args;			/* NULL-terminated, or NULL */
	const char *disk;		/* a path in dom0 */
	const char *kernel, *ramdisk, *cmdline;	/* hints; NULL: none */
	const char *run_dir;		/* NULL: /var/run/xen */
	const char *log_dir;		/* NULL: /var/log/xen */
	/* The console is at tty now; NULL: nobody cares. */
	void (*console)(struct lx_op *op, struct lx_bootloader *b);

	/* -- what came of it; files of our own, see lx_bootloader_clean() -- */
	const char *tty;
	const char *new_kernel, *new_ramdisk, *new_cmdline;

	/* -- private -- */
	struct lx_op *caller;
	const char *dir, *output;
	int master, slave, console_master, console_slave, log_fd;
	struct lx_copier *out, *in;
};

/* Runs b as a part of op, for op->s->domid; end the step with lx_op_join(). */
void lx_bootloader_run(struct lx_op *op, struct lx_bootloader *b);
/* Removes the files: when the guest is built, or will not be. */
void lx_bootloader_clean(struct lx_scope *s, struct lx_bootloader *b);

#endif
