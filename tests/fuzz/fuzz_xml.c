/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Any bytes as XenAPI XML. What was refused has an error; what was read and
 * written again must be readable.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "emit/emit.h"
#include "read/read.h"
#include "xm/options.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz_xml: %s\n", what);
	abort();
}

static void check_again(struct arena *a, const struct tree *t)
{
	struct xm_cmdline cmd = { 0 };
	struct xm_options *o;
	struct diags ds;
	char *text = NULL;
	size_t len;
	FILE *out;

	diags_init(&ds, a);
	o = xm_options_build(a, t, &cmd, "fuzz", false, &ds);
	if (!o)
		return;
	out = open_memstream(&text, &len);
	if (!emit_xenapi(out, o, &ds)) {
		fflush(out);
		if (!read_xenapi(a, "again", text, len, NULL, &ds)) {
			fputs(text, stderr);
			diags_print(stderr, &ds, DIAG_ERROR);
			must(false, "what we wrote cannot be read");
		}
	}
	fclose(out);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	char *text = arena_memdup0(a, (const char *)data, size);
	const char *why = NULL;
	struct diags ds;
	struct tree *t;

	diags_init(&ds, a);
	input_recognise(a, "fuzz", text, size, &why);
	t = read_xenapi(a, "fuzz", text, size, NULL, &ds);
	must(t || diags_have_error(&ds), "refused without an error");
	if (t)
		check_again(a, t);
	arena_free(a);
	return 0;
}
