/* SPDX-License-Identifier: LGPL-2.1-only */
/* xl's reading of whole files: what they become, are warned of, refused for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "lang/lang.h"
#include "lang/print.h"
#include "xlcfg/keys.h"

#define PV "name=\"g\"\nkernel=\"/k\"\n"
#define HVM "name=\"g\"\ntype=\"hvm\"\n"

static struct tree *read_tree(struct arena *a, const char *text,
			      struct diags *ds)
{
	struct lang_options opt = { .dialect = DIALECT_XL };
	struct lang_parsed p = { 0 };

	diags_init(ds, a);
	text = arena_strdup(a, text);
	assert_int_equal(lang_parse(a, "t.cfg", text, strlen(text), &opt, &p,
				    ds), LANG_OK);
	return p.tree;
}

static struct tree *canonical(struct arena *a, const char *text,
			      struct diags *ds)
{
	return xl_canonical(a, read_tree(a, text, ds), "t.cfg", ds);
}

static const char *printed(struct arena *a, const struct value *v)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	const char *copy;

	print_value(out, v, NULL);
	fclose(out);
	copy = arena_strdup(a, text);
	free(text);
	return copy;
}

static bool told(const struct diags *ds, enum diag_id id)
{
	for (size_t i = 0; i < ds->n; i++)
		if (ds->v[i].id == id)
			return true;
	return false;
}

static void values_become_what_xl_reads(void **state)
{
	static const struct {
		const char *text, *key, *value;	/* value NULL: not there */
	} rows[] = {
		{ PV "memory=\"0512\"", "memory", "330" },
		{ PV "memory=0x200", "memory", "512" },
		{ PV "memory=\"512 \"", "memory", "32" },
		{ PV "memory=08", "memory", "32" },
		{ PV "maxmem=64", "memory", "64" },
		{ PV "", "memory", "32" },
		{ PV "", "on_crash", "\"destroy\"" },
		{ PV "", "type", "\"pv\"" },
		{ PV "maxvcpus=4", "vcpus", "1" },
		{ PV "builder=\"g\"", "builder", NULL },
		{ PV "hap=5", "hap", "1" },
		{ PV "hap=\"no\"", "hap", NULL },
		{ PV "rtc_timeoffset=\"-3600\"", "rtc_timeoffset", "\"-3600\"" },
		{ PV "disk=\"phy:/x,xvda,w\"", "disk", NULL },
		{ PV "disk=[\"/x,,xvda\"]", "disk", "[\"format=raw, vdev=xvda, access=rw, target=/x\"]" },
		{ PV "pci=[\"7:0.0\"]", "pci_msitranslate", "0" },
		{ PV "bootloader_args=\"-q  a\"", "bootloader_args", "[\"-q\", \"a\"]" },
		{ PV "tsc_mode=2", "tsc_mode", "\"native\"" },
		{ PV "uuid=\"00112233-4455-6677-8899-AABBCCDDEEFF\"", "uuid", "\"00112233-4455-6677-8899-aabbccddeeff\"" },
		{ PV "cpus=\"1\"", "cpus", NULL },
		{ PV "vcpus=1\ncpus=\"1\"", "cpus", "\"1\"" },
		{ PV "vscsi=[\"/dev/sdx, 0:0:0:0\"]", "vscsi", "[\"/dev/sdx, 0:0:0:0\"]" },
		{ PV "cpu_cap=5", "cpu_cap", NULL },
		{ HVM "", "boot", "\"cda\"" }, { HVM "", "vnc", "1" },
		{ HVM "", "hpet", "1" },
		{ HVM "kernel=\"/x/hvmloader\"", "kernel", NULL },
		{ HVM "timer_mode=1", "timer_mode", "\"no_delay_for_missed_ticks\"" },
		{ HVM "gfx_passthru=\"default\"", "gfx_passthru", "1" },
		{ "name=0x10\nkernel=5", "name", "\"0x10\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena *a = arena_new();
		struct diags ds;
		struct tree *t = canonical(a, rows[i].text, &ds);
		const struct value *v;

		assert_non_null(t);
		v = tree_get(t, rows[i].key);
		if (!rows[i].value)
			assert_null(v);
		else
			assert_string_equal(printed(a, v), rows[i].value);
		arena_free(a);
	}
}

static void what_xl_drops_is_warned_of(void **state)
{
	static const struct {
		const char *text;
		enum diag_id id;
		const char *advice;	/* part of it, or NULL */
	} rows[] = {
		{ PV "memory=\"512MB\"", DIAG_XL_NOT_A_NUMBER, NULL },
		{ PV "vif=\"bridge=br0\"", DIAG_XL_WRONG_KIND, "brackets" },
		{ PV "memroy=64", DIAG_XL_UNKNOWN_KEY, "mean memory" },
		{ PV "irq=[7]", DIAG_XL_UNKNOWN_KEY, "irqs" },
		{ PV "vif=[\"bogus=1\"]", DIAG_XL_LEFT_OUT, NULL },
		{ PV "vncviewer=1", DIAG_XL_NO_EFFECT, "-V" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena *a = arena_new();
		struct diags ds;
		bool found = false;

		assert_non_null(canonical(a, rows[i].text, &ds));
		for (size_t k = 0; k < ds.n; k++)
			found |= ds.v[k].id == rows[i].id &&
				 ds.v[k].pos.line == 3 &&
				 (!rows[i].advice ||
				  strstr(ds.v[k].advice, rows[i].advice));
		assert_true(found);
		arena_free(a);
	}
}

static void what_xl_refuses_is_refused(void **state)
{
	static const struct {
		const char *text;
		enum diag_id id;
	} rows[] = {
		{ "kernel=\"/k\"", DIAG_XL_MISSING_KEY },
		{ "name=\"g\"", DIAG_XL_MISSING_KEY },
		{ PV "builder=\"linux\"", DIAG_XL_REFUSED },
		{ HVM "builder=\"generic\"", DIAG_XL_CONFLICT },
		{ PV "timer_mode=1", DIAG_XL_CONFLICT },
		{ PV "vcpus=4\nmaxvcpus=2", DIAG_XL_CONFLICT },
		{ PV "on_crash=\"coredump_restart\"", DIAG_XL_REFUSED },
		{ PV "disk=[\"phy:/x,xvda,w!\"]", DIAG_XL_REFUSED },
		{ PV "uuid=\"zz\"", DIAG_XL_REFUSED },
		{ PV "vcpus=1\ncpus=\"x\"", DIAG_XL_REFUSED },
		{ HVM "vga=\"x\"", DIAG_XL_REFUSED },
		{ HVM "device_model_args=\"a\"", DIAG_XL_REFUSED },
		{ HVM "vnclisten=\"1.2.3.4:5\"\nvncdisplay=2", DIAG_XL_CONFLICT },
		{ HVM "mmio_hole=10", DIAG_XL_REFUSED },
		{ PV "firmware=\"pvgrub64\"", DIAG_XL_CONFLICT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena *a = arena_new();
		struct diags ds;

		assert_null(canonical(a, rows[i].text, &ds));
		assert_true(told(&ds, rows[i].id));
		assert_true(diags_have_error(&ds));
		arena_free(a);
	}
}

static void reading_the_result_changes_nothing(void **state)
{
	struct arena *a = arena_new();
	struct diags ds;
	struct tree *once, *twice;

	(void)state;
	once = canonical(a, HVM "disk=['phy:/x,hda,w',',hdc:cdrom,r']\n"
			 "vif=['mac=0:16:3e:0:0:1, type=ioemu']\n"
			 "pci=['7:0.0']\nmemory='0512'\nusb=2\nvcpus=3\n"
			 "cpus=['0','1-2']\nrtc_timeoffset='-5'\n", &ds);
	assert_non_null(once);
	twice = xl_canonical(a, once, "t.cfg", &ds);
	assert_non_null(twice);
	assert_true(tree_equal(once, twice));
	arena_free(a);
}

static void every_name_has_one_fate_and_its_origin(void **state)
{
	struct arena *a = arena_new();
	struct diags ds;
	struct tree *in = read_tree(a, PV "memory=08\nvcpus=\"2\"\nfoo=1\n",
				    &ds);
	struct tree *out = xl_canonical(a, in, "t.cfg", &ds);

	(void)state;
	assert_non_null(out);
	for (size_t i = 0; i < in->n; i++) {
		size_t fates = 0;

		for (size_t k = 0; k < ds.n; k++)
			fates += ds.v[k].fate != FATE_NONE &&
				 !strcmp(ds.v[k].name, in->v[i].name);
		assert_int_equal(fates, 1);
	}
	assert_ptr_equal(tree_find(out, "vcpus")->origin,
			 tree_find(in, "vcpus"));
	assert_null(tree_find(out, "memory")->origin);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_become_what_xl_reads),
		cmocka_unit_test(what_xl_drops_is_warned_of),
		cmocka_unit_test(what_xl_refuses_is_refused),
		cmocka_unit_test(reading_the_result_changes_nothing),
		cmocka_unit_test(every_name_has_one_fate_and_its_origin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
