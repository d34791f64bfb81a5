/* SPDX-License-Identifier: LGPL-2.1-only */
/* What a text is taken for. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "read/read.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	const char *text;
	enum input_kind kind;
	const char *why;	/* a part of it */
} cases[] = {
	{ "", INPUT_OTHER, "empty" },
	{ "\n \t\n", INPUT_OTHER, "blanks" },
	{ "# nothing\n# here\n", INPUT_OTHER, "comments" },
	{ "memory = 64\n", INPUT_CONFIG, NULL },
	{ "\xef\xbb\xbfkernel = '/k'\r\n", INPUT_CONFIG, NULL },
	{ "name = 'x'\n", INPUT_CONFIG, NULL },
	{ "  memory = 64\n  disk = [ 'phy:a,b,w' ]\n", INPUT_CONFIG, NULL },
	{ "# c\nimport os\nexecfile('base.cfg')\n", INPUT_CONFIG, NULL },
	{ "#!/usr/bin/python\nkernel = '/k'\n", INPUT_CONFIG, NULL },
	{ "def f():\n  return 1\nmemory = f()\n", INPUT_CONFIG, NULL },
	{ "memory = 64\nkernel = '/k'\nif __name__ == '__main__':\n"
	  "  print memory\n", INPUT_CONFIG, NULL },
	{ "import sys\ndef main():\n  return 0\nif __name__ == '__main__':\n"
	  "  sys.exit(main())\n", INPUT_OTHER, "program of its own" },
	{ "vm = dict(name='z')\nlocals().update(vm)\n", INPUT_CONFIG, NULL },
	{ "disk = [ 'unterminated\nmemory = 1 2\n", INPUT_CONFIG, NULL },
	{ "type = \"pvh\"\nkernel = \"/k\"\n", INPUT_CONFIG, NULL },
	{ "\"\"\"A guest of ours.\nIt serves mail.\nAsk Joe.\nHe knows.\n\"\"\"\n"
	  "memory = 64\n", INPUT_CONFIG, NULL },
	{ "(vm (name x))", INPUT_SXP, NULL },
	{ "# c\n(domain\n  (domid 1))", INPUT_SXP, NULL },
	{ "( vm\n(name x))", INPUT_SXP, NULL },
	{ "(xend-http-server no)\n(vif-script vif-bridge)\n", INPUT_OTHER,
	  "xend's own settings" },
	{ "(vnet (id 97))", INPUT_OTHER, "vnet" },
	{ "(foo bar)", INPUT_OTHER, "no domain" },
	{ "<?xml version='1.0'?>\n<!-- c --><xm><vm/></xm>", INPUT_XENAPI,
	  NULL },
	{ "<xm><server type='Xen-API'/></xm>", INPUT_OTHER, "xm-config.xml" },
	{ "<domain type='xen'/>", INPUT_OTHER, "libvirt" },
	{ "<html></html>", INPUT_OTHER, "HTML" },
	{ "{ \"c_info\": {} }", INPUT_OTHER, "JSON" },
	{ "#!/bin/sh\nmemory=5\n", INPUT_OTHER, "shell" },
	{ "kernel=/boot/vmlinuz\nif [ -f x ]; then\n  echo hi\nfi\n",
	  INPUT_OTHER, "shell" },
	{ "#!/usr/bin/perl\n$x = 1;\n", INPUT_OTHER, "Perl" },
	{ "autoballoon=\"off\"\nlockfile=\"/var/lock/xl\"\n", INPUT_OTHER,
	  "xl.conf" },
	{ "name=\"p\"\nsched=\"credit\"\ncpus=[\"1\"]\n", INPUT_OTHER,
	  "CPU pool" },
	{ "XENDOMAINS_AUTO=/etc/xen/auto\n", INPUT_OTHER, "xendomains" },
	{ "[Unit]\nDescription=x\n", INPUT_OTHER, "sections" },
	{ "Xen configs\n===========\nHere are the configs.\nCopy one of them.\n"
	  "Then set the memory.\nCall it what you like.\n", INPUT_OTHER,
	  "prose" },
	{ "diff --git a/x b/x\n", INPUT_OTHER, "patch" },
	{ "/* C */\nint memory = 5;\n", INPUT_OTHER, "source" },
	{ "LinuxGuestRecord....", INPUT_OTHER, "saved domain" },
	{ "\177ELF\1\1", INPUT_OTHER, "program" },
	{ "\1\2\3\4\5\6", INPUT_OTHER, "binary" },
	{ "foo = 1\nbar = 2\n", INPUT_OTHER, "nothing that xm or xl" },
};

static void texts_are_told_apart(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *why = "unset";
		enum input_kind k = input_recognise(a, "x",
						    cases[i].text,
						    strlen(cases[i].text),
						    &why);

		if (k != cases[i].kind)
			fail_msg("\"%s\" is taken for %d (%s)", cases[i].text,
				 k, why ? why : "");
		if (cases[i].why && (!why || !strstr(why, cases[i].why)))
			fail_msg("\"%s\": \"%s\"", cases[i].text,
				 why ? why : "");
	}
	arena_free(a);
}

/* The name decides only where the content leaves it open. */
static void a_name_breaks_a_tie(void **state)
{
	struct arena *a = arena_new();
	const char *why;

	(void)state;
	assert_int_equal(input_recognise(a, "d/x.cfg", "foo = 1\n", 8, &why),
			 INPUT_CONFIG);
	assert_int_equal(input_recognise(a, "d/x.cfg", "#!/bin/sh\n", 10,
					 &why), INPUT_OTHER);
	assert_int_equal(input_recognise(a, "d/run.sh", "memory = 5\n", 11,
					 &why), INPUT_CONFIG);
	arena_free(a);
}

static void nul_bytes_make_it_binary(void **state)
{
	struct arena *a = arena_new();
	const char *why;

	(void)state;
	assert_int_equal(input_recognise(a, "x", "ab\0\0\0\0", 6, &why),
			 INPUT_OTHER);
	assert_string_equal(why, "binary data");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_told_apart),
		cmocka_unit_test(a_name_breaks_a_tie),
		cmocka_unit_test(nul_bytes_make_it_binary),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
