/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Any bytes as an S-expression. What can be read must survive printing and
 * reading again; a domain must survive being written as one again.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "emit/emit.h"
#include "read/read.h"
#include "read/sxp.h"
#include "xm/options.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz_sxp: %s\n", what);
	abort();
}

static void check_print(struct arena *a, const struct sxp *all)
{
	for (const struct sxp *e = all->first; e; e = e->next) {
		struct diags ds;
		struct sxp *again;
		char *text = NULL;
		size_t len;
		FILE *out = open_memstream(&text, &len);

		diags_init(&ds, a);
		sxp_print(out, e);
		fclose(out);
		again = sxp_parse(a, "printed", text, len, &ds);
		must(again && again->first, "what was printed cannot be read");
		must(sxp_equal(e, again->first), "it reads as something else");
		free(text);
	}
}

static void check_domain(struct arena *a, const char *text, size_t size)
{
	struct xm_cmdline cmd = { 0 };
	struct xm_options *o;
	struct diags ds;
	struct tree *t;
	char *again = NULL;
	size_t len;
	FILE *out;

	diags_init(&ds, a);
	t = read_sxp(a, "fuzz", text, size, NULL, &ds);
	must(t || diags_have_error(&ds), "refused without an error");
	o = t ? xm_options_build(a, t, &cmd, "fuzz", false, &ds) : NULL;
	if (!o)
		return;
	out = open_memstream(&again, &len);
	if (!emit_sxp(out, o, &ds)) {
		fflush(out);
		must(read_sxp(a, "again", again, len, NULL, &ds) != NULL,
		     "a domain we wrote cannot be read");
	}
	fclose(out);
	free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	char *text = arena_memdup0(a, (const char *)data, size);
	const char *why = NULL;
	struct diags ds;
	struct sxp *all;

	diags_init(&ds, a);
	if (input_recognise(a, "fuzz", text, size, &why) == INPUT_OTHER)
		must(why != NULL, "nothing, and no word why");
	all = sxp_parse(a, "fuzz", text, size, &ds);
	must(all || diags_have_error(&ds), "refused without an error");
	if (all) {
		check_print(a, all);
		check_domain(a, text, size);
	}
	arena_free(a);
	return 0;
}
