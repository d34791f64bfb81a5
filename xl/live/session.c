/* SPDX-License-Identifier: GPL-2.0-only */
/* One run of a live command. */
#include "xl/live/session.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

bool session_is_xm(const struct session *s)
{
	return !strcmp(s->inv->program->name, "xm");
}

/* -- the command line ----------------------------------------------------- */

bool given(const struct session *s, int key)
{
	for (size_t i = 0; i < s->noptions; i++)
		if (s->options[i].key == key)
			return true;
	return false;
}

const char *given_arg(const struct session *s, int key)
{
	for (size_t i = s->noptions; i > 0; i--)
		if (s->options[i - 1].key == key)
			return s->options[i - 1].arg;
	return NULL;
}

static int check_count(const struct session *s)
{
	const struct command *c = s->inv->command;

	if (s->nwords < c->min_words)
		return usage_error(s->inv, "%u argument%s needed",
				   c->min_words,
				   c->min_words == 1 ? " is" : "s are");
	if (s->nwords > c->max_words)
		return usage_error(s->inv, "\"%s\" is one argument too many",
				   s->words[c->max_words]);
	return -1;
}

static int read_words(struct session *s)
{
	const struct invocation *inv = s->inv;
	size_t room = (size_t)inv->argc + 1;
	struct given_option *options;
	struct option_parser p;
	const char **words;
	int key;

	/* a word may be a cluster of letters */
	for (int i = 1; i < inv->argc; i++)
		room += strlen(inv->argv[i]);
	options = arena_calloc(s->arena, room, sizeof(*options));
	words = arena_calloc(s->arena, (size_t)inv->argc + 1, sizeof(*words));
	s->options = options;
	s->words = words;
	option_start(&p, inv->command->options, inv->argc, inv->argv);
	while ((key = option_next(&p)) != OPTION_END) {
		if (key == OPTION_BAD)
			return usage_error(inv, "%s", p.arg);
		if (key == OPTION_WORD)
			words[s->nwords++] = p.arg;
		else
			options[s->noptions++] =
				(struct given_option){ key, p.arg };
	}
	return check_count(s);
}

/* -- the connection ------------------------------------------------------- */

static int connect_libxl(struct session *s)
{
	unsigned int quieter = s->inv->globals.verbose;
	int level = XTL_PROGRESS - (int)(quieter < 3 ? quieter : 3);
	unsigned int flags = 0;

	if (s->inv->globals.carriage)
		flags |= XTL_STDIOSTREAM_PROGRESS_USE_CR;
	if (s->inv->globals.stamps)
		flags |= XTL_STDIOSTREAM_SHOW_DATE | XTL_STDIOSTREAM_SHOW_PID;
	s->logger = xtl_createlogger_stdiostream(stderr,
						 (xentoollog_level)level, flags);
	if (!s->logger)
		return refuse(s, "no memory for messages");
	if (libxl_ctx_alloc(&s->ctx, LIBXL_VERSION, 0,
			    (xentoollog_logger *)s->logger)) {
		s->ctx = NULL;
		return refuse(s, "no connection to the hypervisor and to "
			      "xenstore; is xenstored running?");
	}
	return -1;
}

int session_open(struct session *s, const struct invocation *inv)
{
	int status;

	*s = (struct session){ .inv = inv, .arena = arena_new() };
	if (!inv->request) {
		status = read_words(s);
		if (status >= 0)
			return status;
	}
	if (xlconf_read(s->arena, NULL, &s->conf))
		return 1;
	return connect_libxl(s);
}

void session_close(struct session *s)
{
	if (s->ctx)
		libxl_ctx_free(s->ctx);
	if (s->logger)
		xtl_logger_destroy((xentoollog_logger *)s->logger);
	arena_free(s->arena);
}

/* -- refusals ------------------------------------------------------------- */

static void refuse_v(const struct session *s, const char *fmt, va_list ap,
		     const char *why)
{
	fflush(stdout);
	if (session_is_xm(s))
		fputs("Error: ", stderr);
	else
		fprintf(stderr, "xl %s: ", s->inv->command->name);
	vfprintf(stderr, fmt, ap);
	fprintf(stderr, "%s%s\n", why ? ": " : "", why ? why : "");
}

int refuse(const struct session *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	refuse_v(s, fmt, ap, NULL);
	va_end(ap);
	return 1;
}

const char *error_text(int rc)
{
	switch (rc) {
	case ERROR_INVAL:
		return "not valid for this domain";
	case ERROR_NOMEM:
		return "not enough memory";
	case ERROR_TIMEDOUT:
		return "timed out";
	case ERROR_BADFAIL:
		return "left half done; look at the messages above";
	case ERROR_GUEST_TIMEDOUT:
		return "the guest did not answer in time";
	case ERROR_NOPARAVIRT:
		return "the guest has no PV drivers";
	case ERROR_NOT_READY:
		return "not ready";
	case ERROR_DOMAIN_NOTFOUND:
		return "there is no such domain";
	case ERROR_ABORTED:
		return "aborted";
	case ERROR_NOTFOUND:
		return "not found";
	case ERROR_DEVICE_EXISTS:
		return "there is such a device already";
	default:
		return "libxl refuses; look at the messages above";
	}
}

int finish(const struct session *s, int rc, const char *fmt, ...)
{
	va_list ap;

	if (!rc)
		return 0;
	va_start(ap, fmt);
	refuse_v(s, fmt, ap, error_text(rc));
	va_end(ap);
	return 1;
}

/* -- domains -------------------------------------------------------------- */

static bool domain_is_there(const struct session *s, uint32_t domid)
{
	libxl_dominfo info;
	int rc;

	libxl_dominfo_init(&info);
	rc = libxl_domain_info(s->ctx, &info, domid);
	libxl_dominfo_dispose(&info);
	return !rc;
}

static int by_uuid(const struct session *s, const char *word, uint32_t *domid)
{
	libxl_dominfo *list;
	libxl_uuid uuid;
	int n, found = -1;

	if (libxl_uuid_from_string(&uuid, word))
		return -1;
	list = libxl_list_domain(s->ctx, &n);
	if (!list)
		return -1;
	for (int i = 0; i < n; i++) {
		if (memcmp(&list[i].uuid, &uuid, sizeof(uuid)))
			continue;
		*domid = list[i].domid;
		found = 0;
	}
	libxl_dominfo_list_free(list, n);
	return found;
}

/* xm: whatever it is that the word names. */
static int find_as_xm(const struct session *s, const char *word,
		      uint32_t *domid)
{
	long number;

	if (!libxl_name_to_domid(s->ctx, word, domid))
		return 0;
	if (!read_number(word, 0, 0x7fef, &number)) {
		*domid = (uint32_t)number;
		if (domain_is_there(s, *domid))
			return 0;
	}
	if (!by_uuid(s, word, domid))
		return 0;
	refuse(s, "Domain '%s' does not exist.", word);
	return 3;
}

int find_domain(const struct session *s, const char *word, uint32_t *domid)
{
	int rc;

	if (session_is_xm(s))
		return find_as_xm(s, word, domid);
	rc = libxl_domain_qualifier_to_domid(s->ctx, word, domid);
	if (!rc)
		return 0;
	fflush(stdout);
	/* The beginning is what scripts look for. */
	fprintf(stderr, "%s is an invalid domain identifier (rc=%d): no domain has this name or number; `xl list' shows them\n",
		word, rc);
	return 1;
}

char *domain_name(const struct session *s, uint32_t domid)
{
	char *name = libxl_domid_to_name(s->ctx, domid);

	return name ? name : strdup("");
}

char *file_name_of(const struct session *s, const char *name)
{
	char *text = arena_strdup(s->arena, name);

	for (char *p = text; *p; p++)
		if (*p == '/')
			*p = '_';
	return text;
}

int read_number(const char *text, long low, long high, long *out)
{
	char *end;

	errno = 0;
	*out = strtol(text, &end, 10);
	return end == text || *end || errno || *out < low || *out > high ?
		-1 : 0;
}
