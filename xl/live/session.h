/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One run of a live command: the connection to libxl, the host's settings and
 * what stands on the command line.
 */
#ifndef XL_LIVE_SESSION_H
#define XL_LIVE_SESSION_H

#include <libxl.h>
#include <libxl_utils.h>

#include "xl/command.h"
#include "xl/live/xlconf.h"

struct given_option {
	int key;
	const char *arg;
};

struct session {
	const struct invocation *inv;
	struct arena *arena;
	xentoollog_logger_stdiostream *logger;
	libxl_ctx *ctx;
	struct xlconf conf;
	const struct given_option *options;	/* in their order */
	size_t noptions;
	const char *const *words;		/* NULL behind the last */
	size_t nwords;
};

/* Returns -1: go on, else the exit status. session_close() in any case. */
int session_open(struct session *s, const struct invocation *inv);
void session_close(struct session *s);

bool session_is_xm(const struct session *s);
/* Was this option given, and with what (the last time)? */
bool given(const struct session *s, int key);
const char *given_arg(const struct session *s, int key);

/*
 * A refusal on standard error, as each program words it ("xl list: …",
 * "Error: …"); returns the exit status of failures, 1.
 */
int refuse(const struct session *s, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* What libxl's error number means, in a word or two. */
const char *error_text(int rc);
/* The status of a call of libxl's: 0, or what .refuse() made of "TEXT: why". */
int finish(const struct session *s, int rc, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * The domain that a word names. xl: a number is an id, else it is a name; xm:
 * name, number, UUID. Returns 0, or the exit status after saying why.
 */
int find_domain(const struct session *s, const char *word, uint32_t *domid);
/* Its name, never NULL; free() it. */
char *domain_name(const struct session *s, uint32_t domid);

/* A domain's name as a part of a file's: a slash becomes "_". */
char *file_name_of(const struct session *s, const char *name);

/* A whole number in base 10; 0, or -1. */
int read_number(const char *text, long low, long high, long *out);

#endif
