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
#include "lang/lang.h"
#include "lang/print.h"
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

/* The canonical tree as the text of a config. */
static char *to_text(const struct tree *t)
{
	struct print_layout layout = { 0 };
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	for (size_t i = 0; i < t->n; i++) {
		fprintf(out, "%s = ", t->v[i].name);
		must(!print_value(out, t->v[i].value, &layout),
		     "a canonical value cannot be printed");
		fputc('\n', out);
	}
	fclose(out);
	return text;
}

/* Only usbdevice may hold what no config can: it is kept as it is. */
static bool printable(const struct tree *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (!value_printable(t->v[i].value)) {
			must(!strcmp(t->v[i].name, "usbdevice"),
			     "a device text that no config can hold");
			return false;
		}
	return true;
}

static void check_fixed(struct arena *a, struct tree *xl)
{
	struct lang_options opt = { .dialect = DIALECT_XM };
	struct lang_parsed p = { 0 };
	struct xm_cmdline cmd = { 0 };
	char *text = to_text(xl), *second = NULL;
	struct xm_options *o = NULL;
	struct tree *again = NULL;
	struct diags ds;

	diags_init(&ds, a);
	if (lang_parse(a, "fuzz", text, strlen(text), &opt, &p, &ds) == LANG_OK)
		o = xm_options_build(a, p.tree, &cmd, "fuzz", false, &ds);
	if (o)
		again = xm_to_xl(a, o, false, &ds);
	if (again)
		second = to_text(again);
	if (!again || !tree_equal(xl, again)) {
		fprintf(stderr, "%s\n%s\n", text, second ? second : "");
		diags_print(stderr, &ds, DIAG_WARNING);
	}
	must(again != NULL, "canonical XL is refused");
	must(tree_equal(xl, again), "canonical XL is not a fixed point");
	free(text);
	free(second);
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
	if (xl && printable(xl))
		check_fixed(a, xl);
out:
	arena_free(a);
	return 0;
}
