/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * QEMU beside a PV domain: who serves its qdisks, screen, keyboard, channels.
 *
 * One process for each domain that needs it, in a session of its own, so that
 * it outlives the tool that started it. Of it xenstore and dom0 know
 *
 *	/local/domain/D/image/device-model-pid	its process
 *	/local/domain/D/image/device-model-start	when that began
 *	/local/domain/0/device-model/D/state	"running" once it serves
 *	RUN_DIR/qmp-libxl-D			its QMP socket, for us
 *	RUN_DIR/qmp-libxenstat-D		and for libxenstat
 *	LOG_DIR/qemu-dm-NAME.log		what it says
 *
 * The process waits with becoming QEMU until its pid is noted: a tool that
 * dies at any moment leaves no QEMU that the domain's end would not find.
 *
 * Domain 0 may have one too, for disk images that dom0 itself looks into.
 */
#ifndef LIBXL_DM_DM_H
#define LIBXL_DM_DM_H

#include "event/op.h"

/* Has this config, which is complete, devices that only QEMU serves. */
bool lx_dm_needed(const libxl_domain_config *c);
/* Does QEMU run for domid. */
bool lx_dm_alive(struct lx_scope *s, uint32_t domid);

/*
 * Starts QEMU for c's domain, op->s->domid, as a part of op, and waits until
 * it serves; c lives as long. End the step with lx_op_join().
 */
void lx_dm_run(struct lx_op *op, const libxl_domain_config *c);
/*
 * The same for a domain that runs already, from its stored config; nothing to
 * do is fine. domid 0: dom0's own. 0: begun or nothing to do, or ERROR_*.
 */
int lx_dm_ensure_run(struct lx_op *op, uint32_t domid);
/*
 * Ends, as a part of op, whatever runs for domid, waits until its files are
 * closed, and removes its traces; nothing to do is fine.
 */
void lx_dm_stop_run(struct lx_op *op, uint32_t domid);

/* -- inside dm/ ------------------------------------------------------------- */
/* args.c: the command line; c NULL: dom0's. NULL with a message: no QEMU. */
const char *lx_dm_program(struct lx_scope *s, const libxl_domain_config *c);
const char *const *lx_dm_argv(struct lx_scope *s, const char *program,
			      const libxl_domain_config *c);
/* Names and values by turns, NULL-terminated. */
const char *const *lx_dm_env(struct lx_scope *s, const libxl_domain_config *c);
/* The config's screen that is shown by VNC, NULL: none. */
const libxl_vnc_info *lx_dm_vnc(const libxl_domain_config *c);

/* process.c: its process, as xenstore notes it. */
const char *lx_dm_pid_path(struct lx_scope *s, uint32_t domid);
/* When that process began, as lx_process_start() tells; not there if unknown. */
const char *lx_dm_start_path(struct lx_scope *s, uint32_t domid);
const char *lx_dm_state_path(struct lx_scope *s, uint32_t domid);
/* 0: none is noted, or that process is not QEMU for domid (any more). */
pid_t lx_dm_pid(struct lx_scope *s, uint32_t domid);
const char *lx_dm_qmp_path(struct lx_scope *s, const char *who,
			   uint32_t domid);

/* start.c: the operation that lx_dm_run() runs; c NULL: for dom0. */
struct lx_op *lx_dm_new_start(struct lx_op *op, const libxl_domain_config *c);

/*
 * disks.c: waits, as a part of op, until QEMU has taken up the domain's qdisks,
 * and warns of those that it refuses. log is the file it writes to.
 */
int lx_dm_disks_run(struct lx_op *op, const char *log);
/* The last line of QEMU's log: why it ended says it better than we could. */
const char *lx_dm_last_words(struct lx_scope *s, const char *log);

/* The name of a channel's character device in QEMU, with its devid. */
#define LX_DM_CHANNEL "libxl-channel%d"
/* channels.c: publishes the terminals of channels, as a part of op. */
void lx_dm_channels_run(struct lx_op *op, const libxl_domain_config *c);

/* vnc.c: the password and the port, as a part of op; c's domain runs. */
void lx_dm_vnc_run(struct lx_op *op, const libxl_domain_config *c);

#endif
