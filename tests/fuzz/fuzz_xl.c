/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Any text as an xl config: read, made canonical, written in every form. What
 * is written must read back as the same domain in xl's dialect, and writing it
 * once more must change nothing.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "emit/emit.h"
#include "lang/lang.h"
#include "xlcfg/keys.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what, const char *text)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz_xl: %s\n%s\n", what, text);
	abort();
}

static struct tree *read_xl(struct arena *a, const char *text, size_t len,
			    struct tree **names, struct diags *ds)
{
	struct lang_options opt = { .dialect = DIALECT_XL };
	struct lang_parsed p = { 0 };

	diags_init(ds, a);
	if (lang_parse(a, "f.cfg", text, len, &opt, &p, ds) != LANG_OK)
		return NULL;
	*names = p.tree;
	return xl_canonical(a, p.tree, "f.cfg", ds);
}

static char *written(const struct tree *names, const struct tree *xl,
		     unsigned int version, struct diags *ds)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	emit_xl(out, names, xl, version, ds);
	fclose(out);
	return text;
}

static void emit_all(const struct tree *names, const struct tree *xl,
		     struct diags *ds)
{
	FILE *out = fopen("/dev/null", "w");

	must(out != NULL, "no /dev/null", "");
	emit_json(out, xl, ds);
	emit_libvirt(out, xl, ds);
	emit_names(out, names, ds);
	fclose(out);
	for (unsigned int v = XL_OLDEST; v < XL_NEWEST; v += 3)
		free(written(names, xl, v, ds));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	const char *text = arena_memdup0(a, (const char *)data, size);
	struct tree *names, *again;
	struct tree *xl, *xl_again;
	char *once, *twice;
	struct diags ds;

	xl = read_xl(a, text, size, &names, &ds);
	if (!xl) {
		arena_free(a);
		return 0;
	}
	once = written(names, xl, XL_NEWEST, &ds);
	emit_all(names, xl, &ds);
	xl_again = read_xl(a, once, strlen(once), &again, &ds);
	must(xl_again != NULL, "what was written is refused", once);
	must(tree_equal(xl, xl_again), "what was written reads otherwise",
	     once);
	twice = written(again, xl_again, XL_NEWEST, &ds);
	must(!strcmp(once, twice), "writing again changes it", twice);
	free(once);
	free(twice);
	arena_free(a);
	return 0;
}
