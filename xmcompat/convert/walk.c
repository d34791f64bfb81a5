/* SPDX-License-Identifier: LGPL-2.1-only */
/* From the paths of the command line to files. */
#include "config.h"

#include "convert/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"

/* A directory that is being read: its names, sorted. */
struct level {
	struct arena *arena;	/* of the names */
	char **names;
	size_t n, next;
	size_t path_len;	/* length of the directory's own path */
	struct level *up;
};

struct dir_id {
	dev_t dev;
	ino_t ino;
};

struct walk {
	char *const *paths;
	size_t n, next;
	struct walk_options opt;
	struct level *level;	/* innermost open directory, or NULL */
	const char *top;	/* path of the outermost */
	char *path;		/* of the current item */
	size_t room;
	struct dir_id *seen;	/* directories entered */
	size_t nseen, seen_room;
};

static void *grown(void *p, size_t size)
{
	p = realloc(p, size);
	if (!p)
		abort();
	return p;
}

/* The same names that editors, dpkg, rpm and this program leave behind. */
static const struct {
	const char *pattern;
	const char *why;
} passed_over[] = {
	{ ".*",         "hidden" },
	{ "*~",         "an editor's backup" },
	{ "#*#",        "an editor's backup" },
	{ "*.sw[nop]",  "an editor's swap file" },
	{ "*.orig",     "a backup" },
	{ "*.orig.[0-9]*", "a backup" },
	{ "*.bak",      "a backup" },
	{ "*.old",      "a backup" },
	{ "*.save",     "a backup" },
	{ "*.rej",      "left behind by patch" },
	{ "*.dpkg-*",   "left behind by dpkg" },
	{ "*.ucf-*",    "left behind by dpkg" },
	{ "*.rpm[nos]*", "left behind by rpm" },
	{ "*,v",        "revision history" },
};

const char *walk_skips_name(const char *name)
{
	for (size_t i = 0; i < sizeof(passed_over) / sizeof(passed_over[0]);
	     i++)
		if (!fnmatch(passed_over[i].pattern, name, 0))
			return passed_over[i].why;
	return NULL;
}

struct walk *walk_new(char *const *paths, size_t n,
		      const struct walk_options *opt)
{
	struct walk *w = calloc(1, sizeof(*w));

	if (!w)
		abort();
	w->paths = paths;
	w->n = n;
	w->opt = *opt;
	return w;
}

static void leave(struct walk *w)
{
	struct level *l = w->level;

	w->level = l->up;
	arena_free(l->arena);
	free(l);
}

void walk_free(struct walk *w)
{
	if (!w)
		return;
	while (w->level)
		leave(w);
	free(w->seen);
	free(w->path);
	free(w);
}

static int by_name(const void *x, const void *y)
{
	return strcmp(*(char *const *)x, *(char *const *)y);
}

/* Reads all names of a directory; -1 with errno if that cannot be done. */
static int read_names(struct level *l, const char *path)
{
	DIR *d = opendir(path);
	size_t room = 0;
	struct dirent *e;

	if (!d)
		return -1;
	for (;;) {
		errno = 0;
		e = readdir(d);
		if (!e)
			break;
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		if (l->n == room) {
			room = room ? 2 * room : 64;
			l->names = arena_grow(l->arena, l->names,
					      l->n * sizeof(*l->names),
					      room * sizeof(*l->names));
		}
		l->names[l->n++] = arena_strdup(l->arena, e->d_name);
	}
	if (errno) {
		closedir(d);
		return -1;
	}
	closedir(d);
	if (l->n)
		qsort(l->names, l->n, sizeof(*l->names), by_name);
	return 0;
}

static bool seen_before(struct walk *w, const struct stat *st)
{
	for (size_t i = 0; i < w->nseen; i++)
		if (w->seen[i].dev == st->st_dev &&
		    w->seen[i].ino == st->st_ino)
			return true;
	if (w->nseen == w->seen_room) {
		w->seen_room = w->seen_room ? 2 * w->seen_room : 64;
		w->seen = grown(w->seen, w->seen_room * sizeof(*w->seen));
	}
	w->seen[w->nseen++] = (struct dir_id){ st->st_dev, st->st_ino };
	return false;
}

static bool is_excepted(const struct walk *w, const struct stat *st)
{
	struct stat out;

	return w->opt.except && !stat(w->opt.except, &out) &&
	       out.st_dev == st->st_dev && out.st_ino == st->st_ino;
}

static void set_path(struct walk *w, size_t dir_len, const char *name)
{
	size_t len = strlen(name);

	if (dir_len + len + 2 > w->room) {
		w->room = dir_len + len + 256;
		w->path = grown(w->path, w->room);
	}
	if (dir_len && w->path[dir_len - 1] != '/')
		w->path[dir_len++] = '/';
	memcpy(w->path + dir_len, name, len + 1);
}

/* Enters the directory w->path. true: item says why it was not entered. */
static bool enter(struct walk *w, const struct stat *st, struct walk_item *item)
{
	struct level *l;

	if (is_excepted(w, st)) {
		item->skip = "the output directory";
		return true;
	}
	if (seen_before(w, st)) {
		item->skip = "a directory that was read before";
		return true;
	}
	l = calloc(1, sizeof(*l));
	if (!l)
		abort();
	l->arena = arena_new();
	l->path_len = strlen(w->path);
	l->up = w->level;
	if (read_names(l, w->path)) {
		item->error = strerror(errno);
		arena_free(l->arena);
		free(l);
		return true;
	}
	if (!w->level)
		w->top = item->path;
	w->level = l;
	return false;
}

static const char *special(mode_t mode)
{
	if (S_ISFIFO(mode))
		return "a pipe";
	if (S_ISSOCK(mode))
		return "a socket";
	return "a device";
}

/* The next path of the command line. true: item is filled in. */
static bool next_named(struct walk *w, struct walk_item *item)
{
	const char *path = w->paths[w->next++];
	const char *slash = strrchr(path, '/');
	struct stat st;

	*item = (struct walk_item){
		.path = path,
		.rel = slash && slash[1] ? slash + 1 : path,
		.named = true,
	};
	if (!strcmp(path, "-") || stat(path, &st) || !S_ISDIR(st.st_mode))
		return true;	/* reading it says what is wrong, if anything */
	if (!w->opt.recurse) {
		item->error = "a directory";
		item->advice = "-r converts what is in it";
		return true;
	}
	set_path(w, 0, path);
	return enter(w, &st, item);
}

/* The part of w->path below the named directory. */
static const char *below_top(const struct walk *w)
{
	const char *rel = w->path + strlen(w->top);

	return rel + strspn(rel, "/");
}

/* The next name of the innermost directory. true: item is filled in. */
static bool next_below(struct walk *w, struct walk_item *item)
{
	struct level *l = w->level;
	const char *name = l->names[l->next++];
	struct stat st;

	set_path(w, l->path_len, name);
	*item = (struct walk_item){
		.path = w->path,
		.rel = below_top(w),
		.top = w->top,
		.skip = walk_skips_name(name),
	};
	if (item->skip)
		return true;
	if (stat(w->path, &st)) {
		item->error = errno == ENOENT ? "a link to nothing" :
			strerror(errno);
		return true;
	}
	if (S_ISDIR(st.st_mode))
		return enter(w, &st, item);
	if (!S_ISREG(st.st_mode))
		item->skip = special(st.st_mode);
	return true;
}

bool walk_next(struct walk *w, struct walk_item *item)
{
	for (;;) {
		while (w->level && w->level->next == w->level->n)
			leave(w);
		if (w->level) {
			if (next_below(w, item))
				return true;
		} else if (w->next < w->n) {
			if (next_named(w, item))
				return true;
		} else {
			return false;
		}
	}
}
