/* SPDX-License-Identifier: LGPL-2.1-only */
/* libxenstore's functions on a sorted list of nodes. */
#include "fake_xs.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xenstore.h>

struct node {
	struct node *next;
	char *path;
	char *value;
	char perms[64];
};

struct watch {
	struct watch *next;
	char *path, *token;
};

struct firing {
	struct firing *next;
	char *path, *token;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct node *nodes;
static struct node *before;		/* when the transaction began */
static int fail_at, calls;
static struct watch *watches;
static struct firing *firings, **last_firing = &firings;
static int pipe_fds[2] = { -1, -1 };
static int conflicts, torn;
static void (*before_change)(void);
static int handle;			/* something to point to */

static struct node **find(const char *path)
{
	struct node **at = &nodes;

	while (*at && strcmp((*at)->path, path) < 0)
		at = &(*at)->next;
	return at;
}

static struct node *node_at(const char *path)
{
	struct node *n = *find(path);

	return n && !strcmp(n->path, path) ? n : NULL;
}

static bool below(const char *path, const char *top)
{
	size_t len = strlen(top);

	return !strncmp(path, top, len) && (!path[len] || path[len] == '/');
}

static void fire(const char *path, const struct watch *w)
{
	struct firing *f = malloc(sizeof(*f));

	f->next = NULL;
	f->path = strdup(path);
	f->token = strdup(w->token);
	*last_firing = f;
	last_firing = &f->next;
	if (write(pipe_fds[1], "", 1) != 1)
		abort();
}

static void changed(const char *path)
{
	for (struct watch *w = watches; w; w = w->next)
		if (below(path, w->path) || below(w->path, path))
			fire(path, w);
}

static void put(const char *path, const char *value, size_t len)
{
	struct node **at = find(path), *n = *at;

	if (!n || strcmp(n->path, path)) {
		char *parent = strdup(path);
		char *slash = strrchr(parent, '/');

		n = calloc(1, sizeof(*n));
		n->path = strdup(path);
		n->next = *at;
		*at = n;
		if (slash && slash != parent) {
			*slash = '\0';
			if (!node_at(parent))
				put(parent, "", 0);
			/* a new node has its parent's permissions */
			strcpy(n->perms, node_at(parent)->perms);
		}
		free(parent);
	}
	free(n->value);
	n->value = strndup(value, len);
}

static bool drop(const char *path)
{
	struct node **at = &nodes, *n;
	bool any = false;

	while ((n = *at)) {
		if (!below(n->path, path)) {
			at = &n->next;
			continue;
		}
		*at = n->next;
		free(n->path);
		free(n->value);
		free(n);
		any = true;
	}
	return any;
}

static void forget(struct node *list)
{
	while (list) {
		struct node *next = list->next;

		free(list->path);
		free(list->value);
		free(list);
		list = next;
	}
}

static struct node *copy(const struct node *list)
{
	struct node *all = NULL, **last = &all;

	for (; list; list = list->next) {
		struct node *n = calloc(1, sizeof(*n));

		*n = *list;
		n->path = strdup(list->path);
		n->value = strdup(list->value);
		*last = n;
		last = &n->next;
	}
	*last = NULL;
	return all;
}

/* The call that was to fail. */
static bool fails(void)
{
	if (++calls != fail_at)
		return false;
	errno = EIO;
	return true;
}

/* -- for tests -------------------------------------------------------------- */
void fake_xs_reset(void)
{
	struct firing *f;
	struct watch *w;

	pthread_mutex_lock(&lock);
	drop("");
	while ((w = watches)) {
		watches = w->next;
		free(w->path);
		free(w->token);
		free(w);
	}
	while ((f = firings)) {
		firings = f->next;
		free(f->path);
		free(f->token);
		free(f);
	}
	last_firing = &firings;
	if (pipe_fds[0] >= 0) {
		close(pipe_fds[0]);
		close(pipe_fds[1]);
		pipe_fds[0] = -1;
	}
	conflicts = torn = 0;
	fail_at = 0;
	calls = 0;
	before_change = NULL;
	forget(before);
	before = NULL;
	pthread_mutex_unlock(&lock);
}

const char *fake_xs_value(const char *path)
{
	struct node *n = node_at(path);

	return n ? n->value : NULL;
}

void fake_xs_set(const char *path, const char *value)
{
	pthread_mutex_lock(&lock);
	put(path, value, strlen(value));
	changed(path);
	pthread_mutex_unlock(&lock);
}

void fake_xs_remove(const char *path)
{
	pthread_mutex_lock(&lock);
	if (drop(path))
		changed(path);
	pthread_mutex_unlock(&lock);
}

void fake_xs_fire(const char *special)
{
	pthread_mutex_lock(&lock);
	changed(special);
	pthread_mutex_unlock(&lock);
}

const char *fake_xs_perms(const char *path)
{
	struct node *n = node_at(path);

	return n ? n->perms : NULL;
}

int fake_xs_watches(void)
{
	int n = 0;

	for (struct watch *w = watches; w; w = w->next)
		n++;
	return n;
}

void fake_xs_torn(int n)
{
	torn = n;
}

void fake_xs_conflicts(int n)
{
	conflicts = n;
}

void fake_xs_before_change(void (*fn)(void))
{
	before_change = fn;
}

void fake_xs_fail_at(int n)
{
	fail_at = n;
	calls = 0;
}

int fake_xs_calls(void)
{
	return calls;
}

static void changing(xs_transaction_t t)
{
	if (!t && before_change)
		before_change();
}

char *fake_xs_dump(void)
{
	size_t size;
	char *text;
	FILE *out = open_memstream(&text, &size);

	for (struct node *n = nodes; n; n = n->next)
		fprintf(out, "%s = \"%s\"   (%s)\n", n->path, n->value,
			n->perms);
	fclose(out);
	return text;
}

/* -- libxenstore's ------------------------------------------------------------ */
struct xs_handle *xs_open(unsigned long flags)
{
	(void)flags;
	pthread_mutex_lock(&lock);
	if (pipe_fds[0] < 0 && pipe2(pipe_fds, O_NONBLOCK | O_CLOEXEC))
		abort();
	pthread_mutex_unlock(&lock);
	return (struct xs_handle *)&handle;
}

void xs_close(struct xs_handle *h)
{
	(void)h;
}

void *xs_read(struct xs_handle *h, xs_transaction_t t, const char *path,
	      unsigned int *len)
{
	struct node *n;
	char *value = NULL;

	(void)h;
	(void)t;
	if (fails())
		return NULL;
	pthread_mutex_lock(&lock);
	n = node_at(path);
	if (n) {
		value = strdup(n->value);
		*len = strlen(value);
	}
	pthread_mutex_unlock(&lock);
	if (!value)
		errno = ENOENT;
	return value;
}

bool xs_write(struct xs_handle *h, xs_transaction_t t, const char *path,
	      const void *data, unsigned int len)
{
	(void)h;
	changing(t);
	if (fails())
		return false;
	pthread_mutex_lock(&lock);
	put(path, data, len);
	changed(path);
	pthread_mutex_unlock(&lock);
	return true;
}

bool xs_mkdir(struct xs_handle *h, xs_transaction_t t, const char *path)
{
	return node_at(path) ? true : xs_write(h, t, path, "", 0);
}

bool xs_rm(struct xs_handle *h, xs_transaction_t t, const char *path)
{
	bool was;

	(void)h;
	changing(t);
	if (fails())
		return false;
	if (t != XBT_NULL && torn) {
		torn--;
		errno = EIO;
		return false;
	}
	pthread_mutex_lock(&lock);
	was = drop(path);
	if (was)
		changed(path);
	pthread_mutex_unlock(&lock);
	if (!was)
		errno = ENOENT;
	return was;
}

static bool is_child(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	return below(path, dir) && path[len] == '/' &&
	       !strchr(path + len + 1, '/');
}

char **xs_directory(struct xs_handle *h, xs_transaction_t t, const char *path,
		    unsigned int *num)
{
	size_t room = 0;
	char **names, *text;

	(void)h;
	(void)t;
	*num = 0;
	if (fails())
		return NULL;
	if (!node_at(path)) {
		errno = ENOENT;
		return NULL;
	}
	for (struct node *n = nodes; n; n = n->next) {
		if (!is_child(n->path, path))
			continue;
		++*num;
		room += sizeof(*names) + strlen(n->path);
	}
	names = malloc(room + sizeof(*names));
	text = (char *)(names + *num);
	*num = 0;
	for (struct node *n = nodes; n; n = n->next) {
		if (!is_child(n->path, path))
			continue;
		names[(*num)++] = text;
		text = stpcpy(text, n->path + strlen(path) + 1) + 1;
	}
	return names;
}

bool xs_set_permissions(struct xs_handle *h, xs_transaction_t t,
			const char *path, struct xs_permissions *perms,
			unsigned int num)
{
	struct node *n = node_at(path);
	char *at;

	(void)h;
	(void)t;
	if (fails())
		return false;
	if (!n) {
		errno = ENOENT;
		return false;
	}
	at = n->perms;
	for (unsigned int i = 0; i < num; i++)
		at += sprintf(at, "%s%c%u", i ? "," : "",
			      "nrwb"[perms[i].perms & 3], perms[i].id);
	return true;
}

xs_transaction_t xs_transaction_start(struct xs_handle *h)
{
	(void)h;
	changing(XBT_NULL);
	if (fails())
		return XBT_NULL;
	forget(before);
	before = copy(nodes);
	return 1;
}

static void take_back(void)
{
	struct node *now = nodes;

	pthread_mutex_lock(&lock);
	nodes = before;
	before = NULL;
	forget(now);
	pthread_mutex_unlock(&lock);
}

bool xs_transaction_end(struct xs_handle *h, xs_transaction_t t, bool abort)
{
	(void)h;
	(void)t;
	if (abort) {
		take_back();
		return true;
	}
	if (conflicts) {
		conflicts--;
		take_back();
		errno = EAGAIN;
		return false;
	}
	if (fails()) {
		take_back();
		return false;
	}
	return true;
}

bool xs_watch(struct xs_handle *h, const char *path, const char *token)
{
	struct watch *w;

	(void)h;
	if (fails())
		return false;
	w = malloc(sizeof(*w));
	pthread_mutex_lock(&lock);
	w->path = strdup(path);
	w->token = strdup(token);
	w->next = watches;
	watches = w;
	fire(path, w);
	pthread_mutex_unlock(&lock);
	return true;
}

bool xs_unwatch(struct xs_handle *h, const char *path, const char *token)
{
	struct watch **at = &watches, *w;

	(void)h;
	pthread_mutex_lock(&lock);
	while ((w = *at) && (strcmp(w->path, path) || strcmp(w->token, token)))
		at = &w->next;
	if (w) {
		*at = w->next;
		free(w->path);
		free(w->token);
		free(w);
	}
	pthread_mutex_unlock(&lock);
	return w;
}

int xs_fileno(struct xs_handle *h)
{
	(void)h;
	return pipe_fds[0];
}

char **xs_check_watch(struct xs_handle *h)
{
	struct firing *f;
	char **event = NULL, byte;

	(void)h;
	pthread_mutex_lock(&lock);
	f = firings;
	if (f) {
		if (read(pipe_fds[0], &byte, 1) != 1)
			abort();
		firings = f->next;
		if (!firings)
			last_firing = &firings;
		event = malloc(2 * sizeof(*event) + strlen(f->path) +
			       strlen(f->token) + 2);
		event[XS_WATCH_PATH] = (char *)(event + 2);
		event[XS_WATCH_TOKEN] =
			stpcpy(event[XS_WATCH_PATH], f->path) + 1;
		strcpy(event[XS_WATCH_TOKEN], f->token);
		free(f->path);
		free(f->token);
		free(f);
	}
	pthread_mutex_unlock(&lock);
	if (!event)
		errno = EAGAIN;
	return event;
}
