/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The report as one page for a browser: no network, no other files. It can be
 * read without its script too, which only sorts and filters.
 */
#include "config.h"

#include "base/arena.h"
#include "base/mask.h"
#include "convert/report.h"

#include <stdlib.h>
#include <string.h>

#include "convert/page_css.h"
#include "convert/page_js.h"
#include "convert/utf8.h"

#define FIRST_LINE "<!DOCTYPE html><!-- xl convert report -->"

struct html {
	FILE *out;
};

/* Text in an element or an attribute; bytes that are no UTF-8 as Latin-1. */
static void put_text(FILE *out, const char *s, size_t len)
{
	while (len) {
		size_t n = utf8_length(s, len);
		unsigned char c = (unsigned char)*s;

		if (n > 1)
			fwrite(s, 1, n, out);
		else if (!n || (c < 0x20 && c != '\n' && c != '\t'))
			fprintf(out, n ? "&#xfffd;" : "&#%u;", c);
		else if (strchr("<>&\"'", c))
			fprintf(out, "&#%u;", c);
		else
			fputc(c, out);
		n = n ? n : 1;
		s += n;
		len -= n;
	}
}

static void put(FILE *out, const char *s)
{
	if (s)
		put_text(out, s, strlen(s));
}

static void *begin(FILE *out, const struct convert_options *opt)
{
	static const struct {
		const char *title;
		bool number;
	} columns[] = {
		{ "Outcome", false }, { "File", false }, { "Form", false },
		{ "Warnings", true }, { "Notes", true }, { "Lines", true },
		{ "Output", false },
	};
	struct html *h = calloc(1, sizeof(*h));

	if (!h)
		abort();
	h->out = out;
	fputs(FIRST_LINE "\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\""
	      "default-src 'none'; style-src 'unsafe-inline'; "
	      "script-src 'unsafe-inline'\">\n"
	      "<title>xl convert report</title>\n<style>\n", out);
	fputs(page_css, out);
	fputs("</style>\n<h1>xl convert report</h1>\n"
	      "<div id=\"tools\" hidden>\n"
	      "<label>Find <input id=\"search\" type=\"search\" "
	      "placeholder=\"path or diagnostic (press /)\"></label>\n", out);
	for (int i = 0; i < OUTCOME_COUNT; i++)
		fprintf(out, "<label><input type=\"checkbox\" checked "
			"value=\"%s\"> %s</label>\n",
			outcome_name((enum outcome)i),
			outcome_name((enum outcome)i));
	fputs("<button id=\"open\" type=\"button\">Open or close all</button>\n"
	      "<span id=\"shown\" class=\"dim\" role=\"status\"></span>\n"
	      "</div>\n<main>\n<div class=\"row head\">", out);
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		fprintf(out, "<span%s><button type=\"button\" "
			"aria-pressed=\"false\">%s</button></span>",
			columns[i].number ? " class=\"num\"" : "",
			columns[i].title);
	fputs("</div>\n", out);
	return h;
}

static size_t count_level(const struct result *r, enum diag_level from,
			  enum diag_level to)
{
	size_t n = 0;

	for (size_t i = 0; i < r->ndiags; i++)
		n += r->diags[i].level >= from && r->diags[i].level <= to;
	return n;
}

/* The identifiers of warnings and errors, to be searched for. */
static void put_ids(FILE *out, const struct result *r)
{
	for (size_t i = 0; i < r->ndiags; i++)
		if (r->diags[i].level > DIAG_NOTE)
			fprintf(out, "%s ", diag_infos[r->diags[i].id].name);
}

static void put_summary(FILE *out, const struct result *r)
{
	size_t warnings = count_level(r, DIAG_WARNING, DIAG_ERROR);
	size_t notes = count_level(r, DIAG_NOTE, DIAG_NOTE);

	fprintf(out, "<summary class=\"row\"><span class=\"outcome\">%s</span>"
		"<span class=\"path\">", outcome_name(r->outcome));
	put(out, r->path);
	if (r->domain) {
		fputs(": ", out);
		put(out, r->domain);
	}
	fprintf(out, "</span><span>%s</span>", r->form ? r->form : "");
	fprintf(out, "<span class=\"num\">%zu</span>"
		"<span class=\"num\">%zu</span><span class=\"num\">",
		warnings, notes);
	if (r->diff)
		fprintf(out, "+%u &minus;%u", r->added, r->removed);
	fputs("</span><span>", out);
	put(out, r->outcome == OUTCOME_SKIPPED ? r->why :
	    r->action == ACTION_SAME ? "unchanged" :
	    r->action == ACTION_WRITTEN ? r->output : "not written");
	fputs("</span></summary>\n", out);
}

static void put_diag(FILE *out, const struct diag *d)
{
	const char *level = diag_level_name(d->level);

	fprintf(out, "<li class=\"%s\"><b>%s</b> ", level, level);
	if (d->pos.line)
		fprintf(out, "<span class=\"dim\">line %u</span> ",
			d->pos.line);
	if (d->name) {
		fputs("<code>", out);
		put(out, d->name);
		fputs("</code> ", out);
	}
	put(out, d->text);
	fprintf(out, " <span class=\"dim\">[%s]</span>",
		diag_infos[d->id].name);
	if (d->advice) {
		fputs("<span class=\"advice\">", out);
		put(out, d->advice);
		fputs("</span>", out);
	}
	fputs("</li>\n", out);
}

static void put_diags(FILE *out, const struct result *r)
{
	size_t kept = 0;

	fputs("<ul>\n", out);
	for (int level = DIAG_ERROR; level >= DIAG_NOTE; level--)
		for (size_t i = 0; i < r->ndiags; i++)
			if ((int)r->diags[i].level == level &&
			    r->diags[i].fate != FATE_KEPT)
				put_diag(out, &r->diags[i]);
	for (size_t i = 0; i < r->ndiags; i++) {
		if (r->diags[i].fate != FATE_KEPT || !r->diags[i].name)
			continue;
		fputs(kept++ ? ", " : "<li class=\"dim\">kept as they are: ",
		      out);
		put(out, r->diags[i].name);
	}
	fputs(kept ? "</li>\n</ul>\n" : "</ul>\n", out);
}

static const char *line_class(const char *line)
{
	switch (*line) {
	case '+':
		return "add";
	case '-':
		return "del";
	case '@':
	case '\\':
		return "hunk";
	default:
		return "same";
	}
}

static void put_lines(FILE *out, const char *s, size_t len)
{
	int header = 2;	/* lines: --- and +++ */

	fputs("<pre tabindex=\"0\" aria-label=\"differences\">", out);
	while (len) {
		const char *nl = memchr(s, '\n', len);
		size_t n = nl ? (size_t)(nl - s) : len;

		fprintf(out, "<span class=\"%s\">",
			header-- > 0 ? "hunk" : line_class(s));
		put_text(out, s, n);
		fputs("</span>", out);
		n += nl != NULL;
		s += n;
		len -= n;
	}
	fputs("</pre>\n", out);
}

static void put_diff(FILE *out, const char *s, size_t len)
{
	struct arena *a = arena_new();
	const char *masked = mask_passwords(a, s);

	put_lines(out, masked, masked == s ? len : strlen(masked));
	arena_free(a);
}

static void file(void *ctx, const struct result *r)
{
	FILE *out = ((struct html *)ctx)->out;
	const char *name = outcome_name(r->outcome);

	fprintf(out, "<details class=\"file %s\" data-outcome=\"%s\" "
		"data-changed=\"%lu\" data-ids=\"", name, name,
		(unsigned long)r->added + r->removed);
	put_ids(out, r);
	fputs("\">", out);
	put_summary(out, r);
	fputs("<div class=\"body\">\n", out);
	if (r->why) {
		fputs("<p>Skipped: ", out);
		put(out, r->why);
		fputs("</p>\n", out);
	}
	if (r->backup) {
		fputs("<p>The file as it was: <code>", out);
		put(out, r->backup);
		fputs("</code></p>\n", out);
	}
	if (r->ndiags)
		put_diags(out, r);
	if (r->diff_len)
		put_diff(out, r->diff, r->diff_len);
	fputs("</div></details>\n", out);
}

static void end(void *ctx, const struct totals *t)
{
	struct html *h = ctx;

	fprintf(h->out, "<p id=\"none\" class=\"none\"%s>No file to show.</p>\n"
		"</main>\n<p id=\"summary\">%lu file%s: %lu exact, "
		"%lu need attention, %lu failed, %lu skipped; %lu written.%s"
		"</p>\n<script>\n", t->files ? " hidden" : "", t->files,
		t->files == 1 ? "" : "s", t->outcome[OUTCOME_EXACT],
		t->outcome[OUTCOME_ATTENTION], t->outcome[OUTCOME_FAILED],
		t->outcome[OUTCOME_SKIPPED], t->written,
		t->interrupted ? " Interrupted: there were more files." : "");
	fputs(page_js, h->out);
	fputs("</script>\n</html>\n", h->out);
	free(h);
}

const struct report_writer report_html = { begin, file, end, FIRST_LINE };
