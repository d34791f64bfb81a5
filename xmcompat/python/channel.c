/* SPDX-License-Identifier: LGPL-2.1-only */
/* The pipes of one run: collecting what comes back, within limits. */
#include "config.h"

#include "python/channel.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static long long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static void stream_end(struct stream *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

static void make_room(struct stream *s)
{
	size_t room = s->room ? s->room * 2 : 8192;
	char *data;

	if (s->room - s->len >= 4096)
		return;
	data = realloc(s->data, room);
	if (!data)
		abort();	/* as the arena does: nothing could be saved */
	s->data = data;
	s->room = room;
}

/* Reads what is there now (the descriptor does not block). */
static void stream_read(struct stream *s)
{
	while (s->fd >= 0) {
		ssize_t n;

		make_room(s);
		n = read(s->fd, s->data + s->len, s->room - s->len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			stream_end(s);
			return;
		}
		s->len += n;
		if (s->len > s->max) {
			s->over = true;
			stream_end(s);
		}
	}
}

static int read_end(struct channel *c)
{
	ssize_t n;

	do
		n = recv(c->control, &c->end, sizeof(c->end), MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno == EAGAIN)
		return 0;
	if (n != sizeof(c->end))
		return EPIPE;
	c->ended = true;
	return 0;
}

static int read_ready(struct channel *c, const struct pollfd *fds)
{
	struct stream *streams[] = { &c->result, &c->output, &c->errors };

	for (int i = 0; i < 3; i++) {
		if (fds[i].revents)
			stream_read(streams[i]);
		if (streams[i]->over)
			return EMSGSIZE;
	}
	return fds[3].revents ? read_end(c) : 0;
}

int channel_collect(struct channel *c, int wait_ms)
{
	long long deadline = now_ms() + wait_ms;
	int rc = 0;

	while (!c->ended && !rc) {
		struct pollfd fds[] = {
			{ .fd = c->result.fd, .events = POLLIN },
			{ .fd = c->output.fd, .events = POLLIN },
			{ .fd = c->errors.fd, .events = POLLIN },
			{ .fd = c->control, .events = POLLIN },
		};
		long long left = wait_ms < 0 ? -1 : deadline - now_ms();

		if (wait_ms >= 0 && left <= 0)
			return ETIMEDOUT;
		if (poll(fds, 4, (int)left) < 0 && errno != EINTR)
			return errno;
		rc = read_ready(c, fds);
	}
	/* What was written before the end is in the pipes by now. */
	stream_read(&c->result);
	stream_read(&c->output);
	stream_read(&c->errors);
	if (!rc && (c->result.over || c->output.over || c->errors.over))
		rc = EMSGSIZE;
	return rc;
}

void channel_close(struct channel *c)
{
	struct stream *streams[] = { &c->result, &c->output, &c->errors };

	for (int i = 0; i < 3; i++) {
		stream_end(streams[i]);
		free(streams[i]->data);
		streams[i]->data = NULL;
	}
}
