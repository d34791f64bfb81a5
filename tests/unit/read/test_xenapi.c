/* SPDX-License-Identifier: LGPL-2.1-only */
/* XenAPI XML: what is read of it, and what is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "read/read.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static struct tree *read_text(struct arena *a, const char *text,
			      struct diags *ds)
{
	diags_init(ds, a);
	return read_xenapi(a, "t.xml", text, strlen(text), NULL, ds);
}

static const char *item(const struct tree *t, const char *name, size_t i)
{
	const struct value *v = tree_get(t, name);

	assert_non_null(v);
	assert_int_equal(v->type, VALUE_LIST);
	assert_true(i < v->items.n);
	return v->items.v[i]->str;
}

static void a_domain_becomes_names(void **state)
{
	static const char text[] =
		"<!DOCTYPE xm SYSTEM 'create.dtd'>\n"
		"<xm><vm vcpus_max='4' vcpus_at_startup='2' pool_name='p'\n"
		" actions_after_crash='coredump_and_restart'>\n"
		"<name><label> g </label><description/></name>\n"
		"<hvm boot_policy='BIOS order'>"
		"<boot_param key='order' value='dc'/></hvm>\n"
		"<memory static_max='134217728' dynamic_max='67108864'/>\n"
		"<vbd vdi='d' device='hda' mode='RW' type='disk'/>\n"
		"<vbd vdi='none' device='hdc' mode='RO' type='CD'/>\n"
		"<vif mac='00:16:3e:00:00:01' network='n'/>\n"
		"<pci domain='0x0' bus='0x7' slot='0x0' func='0x1' "
		"vdevfn='0x100'><pci_opt key='msitranslate' value='1'/></pci>\n"
		"<console protocol='rfb'>"
		"<other_config key='vnc' value='1'/></console>\n"
		"<platform key='acpi' value='1'/>\n"
		"<platform key='disk' value='no list'/>\n"
		"<vcpu_param key='weight' value='512'/>\n"
		"</vm>\n"
		"<vdi name='d' src='phy:/dev/a' sharable='true'/>\n"
		"<network name='n'>"
		"<other_config key='bridge' value='br0'/></network></xm>";
	struct arena *a = arena_new();
	struct diags ds;
	struct tree *t = read_text(a, text, &ds);

	(void)state;
	assert_non_null(t);
	assert_string_equal(tree_get(t, "name")->str, "g");
	assert_string_equal(tree_get(t, "builder")->str, "hvm");
	assert_string_equal(tree_get(t, "boot")->str, "dc");
	assert_string_equal(tree_get(t, "on_crash")->str, "coredump-restart");
	assert_int_equal(tree_get(t, "memory")->i, 64);
	assert_int_equal(tree_get(t, "maxmem")->i, 128);
	assert_int_equal(tree_get(t, "vcpus")->i, 2);
	assert_int_equal(tree_get(t, "acpi")->i, 1);
	assert_int_equal(tree_get(t, "cpu_weight")->i, 512);
	assert_string_equal(item(t, "disk", 0), "phy:/dev/a,hda,w!");
	assert_string_equal(item(t, "disk", 1), ",hdc:cdrom,r");
	assert_string_equal(item(t, "vif", 0),
			    "bridge=br0,mac=00:16:3e:00:00:01");
	assert_string_equal(item(t, "pci", 0), "0000:07:00.1,msitranslate=1");
	assert_string_equal(item(t, "vfb", 0), "vnc=1");
	assert_int_equal(ds.n, 0);
	arena_free(a);
}

static void what_is_unsafe_or_broken_is_refused(void **state)
{
	static const char *const texts[] = {
		"<xm><vm>",
		"<xm/>",
		"<vm/>",
		"",
		("<!DOCTYPE xm [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"
		"<xm><vm><name><label>&e;</label></name></vm></xm>"),
		("<!DOCTYPE xm [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>]>"
		"<xm><vm><name><label>&b;</label></name></vm></xm>"),
		"<xm><vm><vbd vdi='x' type='disk'/></vm></xm>",
		("<xm><vm><vbd vdi='d' type='disk' device='hda'/></vm>"
		 "<vdi name='d' src='phy:a,b'/></xm>"),
		"<xm><vm><memory dynamic_max='much'/></vm></xm>",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct arena *a = arena_new();
		struct diags ds;

		if (read_text(a, texts[i], &ds))
			fail_msg("taken: %s", texts[i]);
		assert_int_equal(ds.n, 1);
		assert_string_equal(diag_infos[ds.v[0].id].name,
				    "xenapi-syntax");
		arena_free(a);
	}
}

static void a_maximum_of_repeated_digits_is_not_believed(void **state)
{
	struct arena *a = arena_new();
	struct diags ds;
	struct tree *t = read_text(a, "<xm><vm><memory dynamic_max='67108864' "
				   "static_max='512512512512512512512512'/>"
				   "</vm></xm>", &ds);

	(void)state;
	assert_non_null(t);
	assert_null(tree_get(t, "maxmem"));
	assert_string_equal(diag_infos[ds.v[0].id].name, "xenapi-maxmem");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_domain_becomes_names),
		cmocka_unit_test(what_is_unsafe_or_broken_is_refused),
		cmocka_unit_test(a_maximum_of_repeated_digits_is_not_believed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
