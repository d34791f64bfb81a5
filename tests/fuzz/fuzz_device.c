/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Any text as an element of each device variable: the first byte picks the
 * variable and the kind of guest, lines are the elements. A refusal has an
 * error; canonical XL read again as xm's must be the same.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "emit/emit.h"
#include "xm/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const variables[] = {
	"disk", "vif", "vif2", "vfb", "pci", "vscsi", "vusb", "vtpm", "irq",
	"ioports", "cpuid", "cpuid_check", "access_control", "usbdevice",
};

#define VARIABLES (sizeof(variables) / sizeof(variables[0]))

static void must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz_device: %s\n", what);
	abort();
}

static struct tree *names(struct arena *a, unsigned int pick, const char *text)
{
	struct tree *t = tree_new(a, "fuzz");
	struct pos pos = { "fuzz", 1, 1 };
	struct value *list = value_list(a, pos);
	bool hvm = pick & 0x80, lone = pick & 0x40;

	tree_set(t, "name", value_string(a, "g", pos), pos);
	tree_set(t, "kernel", value_string(a, "/k", pos), pos);
	if (hvm)
		tree_set(t, "builder", value_string(a, "hvm", pos), pos);
	while (*text && !lone) {
		size_t n = strcspn(text, "\n");

		value_push(a, list, value_stringn(a, text, n, pos));
		text += n + (text[n] == '\n');
	}
	tree_set(t, variables[pick % 64 % VARIABLES],
		 lone ? value_string(a, text, pos) : list, pos);
	return t;
}

static void check_sxp(const struct xm_options *o, struct diags *ds)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	int r = emit_sxp(out, o, ds);

	fclose(out);
	free(text);
	must(!r || diags_have_error(ds), "no S-expression and no error");
}

static void check_fixed(struct arena *a, struct tree *xl)
{
	struct xm_cmdline cmd = { 0 };
	struct xm_options *o;
	struct tree *again;
	struct diags ds;

	diags_init(&ds, a);
	o = xm_options_build(a, xl, &cmd, "fuzz", false, &ds);
	again = o ? xm_to_xl(a, o, false, &ds) : NULL;
	if (!again)
		diags_print(stderr, &ds, DIAG_ERROR);
	must(again != NULL, "canonical XL is refused");
	must(tree_equal(xl, again), "canonical XL is not a fixed point");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct xm_cmdline cmd = { 0 };
	struct xm_options *o;
	struct diags ds, sxp;
	struct tree *xl;

	if (!size)
		goto out;
	diags_init(&ds, a);
	o = xm_options_build(a, names(a, data[0],
				      arena_memdup0(a, (const char *)data + 1,
						    size - 1)),
			     &cmd, "fuzz", data[0] & 0x20, &ds);
	if (!o)
		goto out;
	diags_init(&sxp, a);
	check_sxp(o, &sxp);
	xl = xm_to_xl(a, o, false, &ds);
	must(xl || diags_have_error(&ds), "refused without an error");
	if (xl)
		check_fixed(a, xl);
out:
	arena_free(a);
	return 0;
}
