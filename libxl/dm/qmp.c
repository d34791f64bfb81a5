/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The QMP client: connect, hear the greeting, agree on no capabilities, ask.
 *
 * QEMU serves one client at a time; who comes second waits for its greeting.
 * Events that QEMU sends in between are passed over.
 */
#include "dm/qmp.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <yajl/yajl_gen.h>

#include "core/ctx.h"
#include "core/log.h"
#include "dm/dm.h"

#define ANSWER_MS 10000
#define RETRY_MS 50
#define LONGEST_LINE (16 << 20)

static const struct {
	const char *class;
	int rc;
} errors[] = {
	{ "CommandNotFound", ERROR_QMP_COMMAND_NOT_FOUND },
	{ "DeviceNotActive", ERROR_QMP_DEVICE_NOT_ACTIVE },
	{ "DeviceNotFound", ERROR_QMP_DEVICE_NOT_FOUND },
	{ "GenericError", ERROR_QMP_GENERIC_ERROR },
};

const char *lx_qmp_args(struct lx_scope *s, const char *name,
			const char *value)
{
	yajl_gen gen = yajl_gen_alloc(NULL);
	const unsigned char *text;
	const char *copy;
	size_t len;

	yajl_gen_map_open(gen);
	yajl_gen_string(gen, (const unsigned char *)name, strlen(name));
	yajl_gen_string(gen, (const unsigned char *)value, strlen(value));
	yajl_gen_map_close(gen);
	yajl_gen_get_buf(gen, &text, &len);
	copy = arena_memdup0(s->mem, (const char *)text, len);
	yajl_gen_free(gen);
	return copy;
}

void lx_qmp_close(struct lx_qmp *q)
{
	if (q->state == LX_QMP_CLOSED)
		return;
	lx_fd_stop(&q->event);
	close(q->fd);
	free(q->in);
	q->in = NULL;
	q->in_len = q->in_room = 0;
	q->state = LX_QMP_CLOSED;
}

/* -- the end of a command ----------------------------------------------------- */
static void end(struct lx_qmp *q, int rc, const struct lx_json *answer)
{
	lx_op_wait_done(q->op);
	if (rc)
		lx_qmp_close(q);
	else
		q->state = LX_QMP_READY;
	q->done(q->op, rc, answer);
}

static void broken(struct lx_qmp *q, const char *why)
{
	end(q, lx_fail(q->op->s, ERROR_PROTOCOL_ERROR_QMP,
		       "QMP command %s: %s", q->command, why), NULL);
}

/* -- sending ------------------------------------------------------------------- */
static int send_text(struct lx_qmp *q, const char *text)
{
	q->out = text;
	return lx_fd_modify(&q->event, POLLIN | POLLOUT);
}

static bool write_out(struct lx_qmp *q)
{
	ssize_t n = send(q->fd, q->out, strlen(q->out),
			 MSG_NOSIGNAL | MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return true;
	if (n < 0) {
		broken(q, strerror(errno));
		return false;
	}
	q->out += n;
	if (!*q->out)
		lx_fd_modify(&q->event, POLLIN);
	return true;
}

/* -- receiving ------------------------------------------------------------------ */
static void refused(struct lx_qmp *q, const struct lx_json *error)
{
	const struct lx_json *class = lx_json_get(error, "class",
						  LX_JSON_STRING);
	const struct lx_json *desc = lx_json_get(error, "desc",
						 LX_JSON_STRING);
	int rc = ERROR_PROTOCOL_ERROR_QMP;

	for (size_t i = 0; class && i < sizeof(errors) / sizeof(errors[0]); i++)
		if (!strcmp(class->text, errors[i].class))
			rc = errors[i].rc;
	end(q, lx_fail(q->op->s, rc, "QEMU refuses %s: %s", q->command,
		       desc ? desc->text : "it does not say why"), NULL);
}

static bool is_answer(const struct lx_qmp *q, const struct lx_json *message)
{
	const struct lx_json *id = lx_json_get(message, "id", LX_JSON_INTEGER);
	uint64_t n;

	return id && lx_json_u64(id, &n) && n == q->id;
}

static int agree(struct lx_qmp *q)
{
	q->state = LX_QMP_AGREEING;
	q->id++;
	return send_text(q, lx_printf(q->op->s,
				      "{\"execute\":\"qmp_capabilities\",\"id\":%u}\r\n",
				      q->id));
}

static int ask(struct lx_qmp *q)
{
	q->state = LX_QMP_ASKED;
	q->id++;
	return send_text(q, lx_printf(q->op->s, "{%s,\"id\":%u}\r\n", q->text,
				      q->id));
}

/* Says the next thing; false: that did not work, and q is closed. */
static bool say(struct lx_qmp *q, int (*next)(struct lx_qmp *q))
{
	if (!next(q))
		return true;
	broken(q, "the socket cannot be polled");
	return false;
}

/* false: the command is over, and q may be in other hands. */
static bool take_message(struct lx_qmp *q, const struct lx_json *message)
{
	const struct lx_json *error = lx_json_get(message, "error",
						  LX_JSON_OBJECT);
	const struct lx_json *answer = lx_json_get(message, "return", ~0u);

	if (q->state == LX_QMP_GREETING) {
		if (lx_json_get(message, "QMP", LX_JSON_OBJECT))
			return say(q, agree);
		broken(q, "QEMU does not begin with a greeting");
		return false;
	}
	if (!is_answer(q, message))
		return true;
	if (answer && q->state == LX_QMP_AGREEING)
		return say(q, ask);
	if (error)
		refused(q, error);
	else if (answer)
		end(q, 0, answer);
	else
		broken(q, "QEMU's answer has neither result nor error");
	return false;
}

static bool take_line(struct lx_qmp *q, const char *line, size_t len)
{
	const struct lx_json *message = lx_json_parse_n(q->op->s, line, len);

	if (message && message->kind == LX_JSON_OBJECT)
		return take_message(q, message);
	broken(q, "QEMU sent something that is no JSON object");
	return false;
}

/*
 * The first line that is complete is taken off before it is looked at: what it
 * leads to may close the connection.
 */
static void take_lines(struct lx_qmp *q)
{
	char *newline;

	while ((newline = memchr(q->in, '\n', q->in_len))) {
		size_t len = newline - q->in;
		const char *line = arena_memdup0(q->op->s->mem, q->in, len);

		q->in_len -= len + 1;
		memmove(q->in, newline + 1, q->in_len);
		if (!take_line(q, line, len))
			return;
	}
}

static bool read_in(struct lx_qmp *q)
{
	ssize_t n;

	if (q->in_len >= LONGEST_LINE) {
		broken(q, "QEMU's answer has no end");
		return false;
	}
	if (q->in_room - q->in_len < 4096) {
		q->in_room = 2 * q->in_room + 4096;
		q->in = lx_out_realloc(q->in, q->in_room);
	}
	n = recv(q->fd, q->in + q->in_len, q->in_room - q->in_len,
		 MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n <= 0) {
		broken(q, n ? strerror(errno)
			    : "QEMU closed the connection; its log may say why");
		return false;
	}
	q->in_len += n;
	return true;
}

static void ready(struct lx_fd *f, short revents)
{
	struct lx_qmp *q = f->arg;

	if (q->state == LX_QMP_READY) {
		/* Nobody waits: an event, or the end. */
		if (recv(q->fd, (char[4096]){ 0 }, 4096, MSG_DONTWAIT) <= 0)
			lx_qmp_close(q);
		return;
	}
	if ((revents & POLLOUT) && !write_out(q))
		return;
	if ((revents & ~POLLOUT) && read_in(q))
		take_lines(q);
}

/* -- beginning ------------------------------------------------------------------- */
/*
 * Where too many clients wait for QEMU already, connect() would wait, too, with
 * the context locked: it is tried again later.
 */
static int connect_to(struct lx_qmp *q)
{
	struct lx_scope *s = q->op->s;
	const char *path = lx_dm_qmp_path(s, "libxl", s->domid);
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (strlen(path) >= sizeof(address.sun_path))
		return lx_fail(s, ERROR_FAIL, "%s: too long for a socket", path);
	strcpy(address.sun_path, path);
	if (!connect(q->fd, (struct sockaddr *)&address, sizeof(address))) {
		q->state = LX_QMP_GREETING;
		return lx_fd_start(q->op->ctx, &q->event, q->fd, POLLIN, ready,
				   q);
	}
	if (errno == EAGAIN)
		return 0;
	return lx_fail_errno(s, ERROR_FAIL,
			     "%s: QEMU cannot be reached; does it run for this domain?",
			     path);
}

static int open_socket(struct lx_qmp *q)
{
	q->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (q->fd < 0)
		return lx_fail_errno(q->op->s, ERROR_FAIL, "no socket for QMP");
	q->state = LX_QMP_CONNECTING;
	q->waited = 0;
	return connect_to(q);
}

/* The step in hand waits for one command, which is found by the timer's op. */
static void late(struct lx_op *op, int rc)
{
	struct lx_qmp *q = op->wait.arg;

	if (rc)
		end(q, rc, NULL);
	else
		end(q, lx_fail(op->s, ERROR_TIMEDOUT,
			       "QEMU did not answer to %s within %d s",
			       q->command, ANSWER_MS / 1000), NULL);
}

static int begin_wait(struct lx_qmp *q);

static void try_again(struct lx_op *op, int rc)
{
	struct lx_qmp *q = op->wait.arg;

	q->waited += RETRY_MS;
	if (!rc && q->waited >= ANSWER_MS)
		rc = lx_fail(op->s, ERROR_TIMEDOUT,
			     "QEMU did not take a connection for %s within %d s: too many wait for it already",
			     q->command, ANSWER_MS / 1000);
	if (!rc)
		rc = connect_to(q);
	if (!rc)
		rc = begin_wait(q);
	if (rc)
		end(q, rc, NULL);
}

static int begin_wait(struct lx_qmp *q)
{
	return q->state == LX_QMP_CONNECTING
		? lx_op_wait_ms(q->op, RETRY_MS, try_again)
		: lx_op_wait_ms(q->op, ANSWER_MS, late);
}

int lx_qmp_command(struct lx_op *op, struct lx_qmp *q, const char *command,
		   const char *args,
		   void (*done)(struct lx_op *op, int rc,
				const struct lx_json *answer))
{
	int rc;

	q->op = op;
	q->command = command;
	q->done = done;
	q->text = args ? lx_printf(op->s, "\"execute\":\"%s\",\"arguments\":%s",
				   command, args)
		       : lx_printf(op->s, "\"execute\":\"%s\"", command);
	op->wait.arg = q;
	rc = q->state == LX_QMP_CLOSED ? open_socket(q) : ask(q);
	if (!rc)
		rc = begin_wait(q);
	if (rc)
		lx_qmp_close(q);
	return rc;
}
