/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The system's own parser of xl configs, where libxlutil 4.17 is installed,
 * and ours in xl's dialect must accept the same texts and read the same
 * values. The texts are made of pieces by a fixed random sequence.
 */
#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libxlutil.h>

#include "base/arena.h"
#include "reading.h"

#define LIBRARY "libxlutil.so.4.17"
#define TEXTS 20000

/* The library keeps some memory when it reports an error. */
void __lsan_disable(void) __attribute__((weak));
void __lsan_enable(void) __attribute__((weak));

static struct {
	__typeof__(&xlu_cfg_init) init;
	__typeof__(&xlu_cfg_readdata) readdata;
	__typeof__(&xlu_cfg_destroy) destroy;
	__typeof__(&xlu_cfg_get_string) get_string;
	__typeof__(&xlu_cfg_get_list) get_list;
	__typeof__(&xlu_cfg_get_listitem) get_listitem;
	FILE *messages;
} real;

static int load_library(void **state)
{
	void *lib = dlopen(LIBRARY, RTLD_NOW);

	(void)state;
	if (!lib)
		return 0;
	real.init = dlsym(lib, "xlu_cfg_init");
	real.readdata = dlsym(lib, "xlu_cfg_readdata");
	real.destroy = dlsym(lib, "xlu_cfg_destroy");
	real.get_string = dlsym(lib, "xlu_cfg_get_string");
	real.get_list = dlsym(lib, "xlu_cfg_get_list");
	real.get_listitem = dlsym(lib, "xlu_cfg_get_listitem");
	real.messages = fopen("/dev/null", "w");
	return real.messages && real.get_listitem ? 0 : -1;
}

/* -- texts ------------------------------------------------------------------- */

static uint32_t random_state = 20120917;

static uint32_t below(uint32_t n)
{
	random_state = random_state * 1664525 + 1013904223;
	return (random_state >> 8) % n;
}

static const char *const values[] = {
	"1", "0", "512", "0777", "08", "0x1f", "0x1F", "12abc", "1e3", "0b1",
	"99999999999999999999", "-1", "1.5", "10L", "True", "None", "foo",
	"''", "'x'", "\"y z\"", "'it\\'s'", "\"\\\\\\\"\"", "'\\n\\t\\a'",
	"'\\101x'", "'\\1'", "'\\q'", "'\\x41'", "'x' 'y'", "'''x'''", "'x",
	"u'x'", "r'x'", "'\xc3\xa9'", "[]", "['x']", "['x',]", "['x', 1]",
	"[\n]", "[\n'x',\n\n'y'\n]", "['x' # c\n, # d\n'y']", "[['x'], 1]",
	"[,]", "[1,,2]", "[1 2]", "[", "]", "('x')", "{}", "'x' % 1",
	"'x' + 'y'", "1 2", "", "=", "x.y", "['x'\n'y']", "\\\n1", "$",
};

static const char *const names[] = { "a", "b", "a", "b", "a", "b", "a1", "a.b",
				     "A", "_a", "if", "print", "a..", "1a" };
static const char *const between[] = { " = ", "=", " =\t", " += ", " + = ",
				       " ", " == ", ": " };
static const char *const ends[] = { "\n", "\n", "\n", "; ", ";;", " # c\n",
				    "\n\n", "\n  " };
static const char *const lines[] = { "# c\n", "\n", " \t\n", ";\n", "a\n",
				     "import os\n", "if 1: a = 2\n", "?\n" };

#define PICK(table) table[below(sizeof(table) / sizeof(*(table)))]

/* Mostly assignments; rarely used spellings must not drown the others. */
static void make_text(char *text)
{
	*text = '\0';
	for (uint32_t n = 1 + below(3); n; n--) {
		if (!below(6))
			strcat(text, PICK(lines));
		strcat(text, below(4) ? "a" : PICK(names));
		strcat(text, below(4) ? "=" : PICK(between));
		strcat(text, PICK(values));
		strcat(text, below(3) ? "\n" : PICK(ends));
	}
	strcat(text, "\n");
}

/* -- comparison ---------------------------------------------------------------- */

static const char *text_of(struct reading *r, const struct value *v)
{
	size_t len;
	const char *s;

	if (v->type != VALUE_INT)
		return v->str;
	s = tree_spelling(r->parsed.tree, v, &len);
	return arena_memdup0(r->arena, s, len);
}

static bool same_list(struct reading *r, const struct value *v,
		      XLU_ConfigList *list, int n)
{
	if (v->type != VALUE_LIST || v->items.n != (size_t)n)
		return false;
	for (int i = 0; i < n; i++) {
		const char *s = real.get_listitem(list, i);
		const struct value *item = v->items.v[i];

		if (s ? item->type == VALUE_LIST || strcmp(s, text_of(r, item)) :
			item->type != VALUE_LIST)
			return false;
	}
	return true;
}

static bool same_value(struct reading *r, XLU_Config *cfg, const char *name)
{
	const struct value *v = tree_get(r->parsed.tree, name);
	XLU_ConfigList *list;
	const char *s;
	int n;

	if (!real.get_list(cfg, name, &list, &n, 1))
		return v && same_list(r, v, list, n);
	if (!real.get_string(cfg, name, &s, 1))
		return v && v->type != VALUE_LIST && !strcmp(s, text_of(r, v));
	return !v;
}

static bool accepted(const char *text, XLU_Config *cfg)
{
	int err;

	if (__lsan_disable)
		__lsan_disable();
	err = real.readdata(cfg, text, (int)strlen(text));
	if (__lsan_enable)
		__lsan_enable();
	return !err;
}

static bool compare(const char *text)
{
	XLU_Config *cfg = real.init(real.messages, "t.cfg");
	struct reading *r = reading_of_string(text, DIALECT_XL);
	bool ok = accepted(text, cfg);

	if (ok != (r->result == LANG_OK))
		fail_msg("libxlutil %s, we say %s:\n%s",
			 ok ? "accepts" : "refuses", r->text, text);
	for (size_t i = 0; ok && i < sizeof(names) / sizeof(*names); i++)
		if (!same_value(r, cfg, names[i]))
			fail_msg("libxlutil has another %s than %s:\n%s",
				 names[i], r->text, text);
	real.destroy(cfg);
	reading_free(r);
	return ok;
}

static void libxlutil_and_we_read_the_same(void **state)
{
	char text[1024];
	int ok = 0;

	(void)state;
	if (!real.init) {
		print_message("# SKIPPED: no %s here (Debian: libxen-dev)\n",
			      LIBRARY);
		skip();
	}
	for (int i = 0; i < TEXTS; i++) {
		make_text(text);
		ok += compare(text);
	}
	print_message("# %d texts, %d of them good\n", TEXTS, ok);
	assert_in_range(ok, TEXTS / 20, TEXTS - TEXTS / 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(libxlutil_and_we_read_the_same),
	};

	return cmocka_run_group_tests(tests, load_library, NULL);
}
