/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * QMP: commands to a running QEMU, as JSON over a unix socket.
 *
 * A client belongs to one step of an operation and is zeroed before its first
 * use; it connects by itself. While a command is under way it uses the
 * operation's timer, so an abort ends it. QEMU is not trusted: what it sends
 * is limited in length and checked.
 */
#ifndef LIBXL_DM_QMP_H
#define LIBXL_DM_QMP_H

#include "core/json.h"
#include "event/op.h"

enum lx_qmp_state {
	LX_QMP_CLOSED,
	LX_QMP_CONNECTING,	/* QEMU has too many clients yet */
	LX_QMP_GREETING,	/* connected; QEMU speaks first */
	LX_QMP_AGREEING,	/* qmp_capabilities was sent */
	LX_QMP_READY,
	LX_QMP_ASKED,		/* a command was sent */
};

struct lx_qmp {
	struct lx_op *op;
	enum lx_qmp_state state;
	int fd;
	int waited;		/* ms, while connecting */
	struct lx_fd event;
	char *in;		/* malloc'ed; not yet a whole line */
	size_t in_len, in_room;
	const char *out;	/* what is still to be sent */
	const char *command;
	const char *text;	/* its whole message */
	unsigned int id;
	void (*done)(struct lx_op *op, int rc, const struct lx_json *answer);
};

/*
 * Sends a command to the QEMU of op->s->domid; args is the text of a JSON
 * object, NULL: none. done(op, rc, answer) is called once, never from within
 * this function: rc 0 and what QEMU returned; ERROR_QMP_* when it refused, or
 * another error, with a message. ERROR_*: it is not called.
 */
int lx_qmp_command(struct lx_op *op, struct lx_qmp *q, const char *command,
		   const char *args,
		   void (*done)(struct lx_op *op, int rc,
				const struct lx_json *answer));
/* Closes the connection; a closed one stays closed. */
void lx_qmp_close(struct lx_qmp *q);

/* The text of an object with one string member. */
const char *lx_qmp_args(struct lx_scope *s, const char *name,
			const char *value);

#endif
