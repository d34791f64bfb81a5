/* SPDX-License-Identifier: LGPL-2.1-only */
/* The JSON and XML forms; that JSON is xl's own is compare.py's business. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libxml/parser.h>
#include <yajl/yajl_tree.h>

#include "base/arena.h"
#include "emit/emit.h"

static const struct pos here = { "t.cfg", 7, 1 };

static struct tree *guest(struct arena *a, const char *type)
{
	struct tree *t = tree_new(a, "t.cfg");

	tree_set(t, "name", value_string(a, "g", here), here);
	tree_set(t, "type", value_string(a, type, here), here);
	tree_set(t, "kernel", value_string(a, "/k", here), here);
	tree_set(t, "memory", value_int(a, 64, here), here);
	tree_set(t, "vcpus", value_int(a, 2, here), here);
	return t;
}

static void set_list(struct arena *a, struct tree *t, const char *key,
		     const char *item)
{
	struct value *list = value_list(a, here);

	value_push(a, list, value_string(a, item, here));
	tree_set(t, key, list, here);
}

static char *text_of(int (*emit)(FILE *, const struct tree *, struct diags *),
		     const struct tree *t, struct diags *ds, int *ret)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	*ret = emit(out, t, ds);
	fclose(out);
	return text;
}

/* The string or number at a path of names in one member of the document. */
static const char *at(yajl_val doc, const char **path)
{
	yajl_val v = yajl_tree_get(doc, path, yajl_t_any);

	if (!v)
		return NULL;
	return YAJL_IS_STRING(v) ? YAJL_GET_STRING(v) :
	       YAJL_IS_NUMBER(v) ? YAJL_GET_NUMBER(v) : "?";
}

static void json_says_where_each_key_goes(void **state)
{
	struct arena *a = arena_new();
	struct tree *t = guest(a, "pv");
	struct diags ds;
	char err[200] = "";
	char *text;
	yajl_val doc;
	int ret;

	(void)state;
	diags_init(&ds, a);
	tree_set(t, "root", value_string(a, "/dev/xvda", here), here);
	tree_set(t, "extra", value_string(a, "ro", here), here);
	tree_set(t, "rtc_timeoffset", value_string(a, "-1", here), here);
	text = text_of(emit_json, t, &ds, &ret);
	assert_int_equal(ret, 0);
	doc = yajl_tree_parse(text, err, sizeof(err));
	assert_non_null(doc);
	assert_string_equal(at(doc, (const char *[]){ "c_info", "name", NULL }),
			    "g");
	assert_string_equal(at(doc, (const char *[]){ "b_info", "cmdline",
						      NULL }),
			    "root=/dev/xvda ro");
	assert_string_equal(at(doc, (const char *[]){ "b_info", "max_memkb",
						      NULL }), "65536");
	assert_string_equal(at(doc, (const char *[]){ "b_info",
						      "rtc_timeoffset", NULL }),
			    "4294967295");
	assert_null(at(doc, (const char *[]){ "c_info", "uuid", NULL }));
	assert_non_null(at(doc, (const char *[]){ "b_info", "type.pv", NULL }));
	yajl_tree_free(doc);
	free(text);
	arena_free(a);
}

static void a_dry_run_leaves_out_what_the_file_leaves_to_xl(void **state)
{
	struct arena *a = arena_new();
	struct tree *t = guest(a, "pv");
	struct diags ds;
	char *whole, *said;
	int ret;

	(void)state;
	diags_init(&ds, a);
	tree_find(t, "vcpus")->implied = true;
	tree_find(t, "memory")->implied = true;
	whole = text_of(emit_json, t, &ds, &ret);
	assert_int_equal(ret, 0);
	said = text_of(emit_json_as_said, t, &ds, &ret);
	assert_int_equal(ret, 0);
	for (const char *const *name = (const char *const[]){
		     "max_vcpus", "avail_vcpus", "max_memkb", "target_memkb",
		     NULL }; *name; name++) {
		assert_non_null(strstr(whole, *name));
		assert_null(strstr(said, *name));
	}
	free(whole);
	free(said);
	arena_free(a);
}

static void json_of_what_xl_refuses_is_an_error_at_its_place(void **state)
{
	struct arena *a = arena_new();
	struct tree *t = guest(a, "pv");
	struct diags ds;
	char *text;
	int ret;

	(void)state;
	diags_init(&ds, a);
	set_list(a, t, "disk", "phy:/x,xvda,w!");
	text = text_of(emit_json, t, &ds, &ret);
	assert_int_equal(ret, -1);
	assert_string_equal(text, "");
	assert_int_equal(ds.v[0].level, DIAG_ERROR);
	assert_int_equal(ds.v[0].pos.line, 7);
	free(text);
	arena_free(a);
}

static void libvirt_xml_is_well_formed_whatever_the_text(void **state)
{
	struct arena *a = arena_new();
	struct tree *t = guest(a, "hvm");
	struct diags ds;
	xmlDocPtr doc;
	char *text;
	int ret;

	(void)state;
	diags_init(&ds, a);
	tree_set(t, "cmdline", value_string(a, "a<b & \"c\"", here), here);
	set_list(a, t, "disk", "vdev=hda, target=/a&b<c>");
	set_list(a, t, "vscsi", "/dev/sdx, 0:0:0:0");
	text = text_of(emit_libvirt, t, &ds, &ret);
	assert_int_equal(ret, 0);
	doc = xmlReadMemory(text, (int)strlen(text), "t.xml", NULL, 0);
	assert_non_null(doc);
	assert_non_null(strstr(text, "/a&amp;b&lt;c&gt;"));
	xmlFreeDoc(doc);
	assert_int_equal(ds.v[0].id, DIAG_LIBVIRT_NONE);
	assert_string_equal(ds.v[0].name, "vscsi");
	free(text);
	arena_free(a);
}

static void names_keep_values_types_and_places(void **state)
{
	struct arena *a = arena_new();
	struct tree *t = tree_new(a, "t.cfg");
	struct value *list = value_list(a, here);
	struct diags ds;
	char err[200] = "";
	char *text;
	yajl_val doc;
	int ret;

	(void)state;
	diags_init(&ds, a);
	value_push(a, list, value_int(a, 5, here));
	tree_set(t, "l", list, here);
	tree_set(t, "s", value_stringn(a, "caf\xe9\0x", 6, here), here);
	tree_set(t, "n", value_new(a, VALUE_NONE, here), here);
	text = text_of(emit_names, t, &ds, &ret);
	assert_int_equal(ret, 0);
	doc = yajl_tree_parse(text, err, sizeof(err));
	assert_non_null(doc);
	assert_string_equal(at(doc, (const char *[]){ "l", "type", NULL }),
			    "list");
	assert_string_equal(at(doc, (const char *[]){ "l", "line", NULL }),
			    "7");
	assert_string_equal(at(doc, (const char *[]){ "s", "file", NULL }),
			    "t.cfg");
	assert_string_equal(at(doc, (const char *[]){ "n", "type", NULL }),
			    "NoneType");
	assert_non_null(strstr(text, "caf\xc3\xa9\\u0000x"));
	yajl_tree_free(doc);
	free(text);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_says_where_each_key_goes),
		cmocka_unit_test(a_dry_run_leaves_out_what_the_file_leaves_to_xl),
		cmocka_unit_test(json_of_what_xl_refuses_is_an_error_at_its_place),
		cmocka_unit_test(libvirt_xml_is_well_formed_whatever_the_text),
		cmocka_unit_test(names_keep_values_types_and_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
