/* SPDX-License-Identifier: LGPL-2.1-only */
/* What is refused in JSON, and what moves between fields of old and new APIs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <libxl_utils.h>

#include "core/scope.h"
#include "fake_host.h"
#include "idl/types.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static int setup(void **state)
{
	*state = fake_host_open();
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	fake_host_close(*state);
	return 0;
}

/* -- reading JSON ------------------------------------------------------------ */

static const struct {
	const struct lx_type *type;
	const char *text;
	int rc;
	const char *message;	/* a part of it; NULL: none */
} texts[] = {
	{ &lx_type_device_nic, "{\"bridge\": \"xenbr0\"}", 0, NULL },
	{ &lx_type_device_nic, "{\"bridge\": null}", 0, NULL },
	{ &lx_type_device_nic, "{} and more", 0, NULL },
	{ &lx_type_device_nic, "", ERROR_FAIL, "premature EOF" },
	{ &lx_type_device_nic, "{\"bridge\"", ERROR_FAIL, "premature EOF" },
	{ &lx_type_device_nic, "[]", ERROR_FAIL, "cannot be an array" },
	{ &lx_type_device_nic, "{\"bridge\": 5}", 0,
	  "bridge of device_nic cannot be an integer" },
	{ &lx_type_device_nic, "{\"mtu\": 1.5}", 0, "cannot be a fraction" },
	{ &lx_type_device_nic, "{\"mtu\": 5000000000}", ERROR_FAIL,
	  "mtu: 5000000000 is outside the range of int" },
	{ &lx_type_device_nic, "{\"rate_interval_usecs\": -1}", ERROR_FAIL,
	  "outside the range of uint32" },
	{ &lx_type_device_nic, "{\"mac\": \"00:16:3e:00:00\"}", ERROR_FAIL,
	  "is no MAC address" },
	{ &lx_type_device_nic, "{\"mac\": \"00:16:3e:00:00:01x\"}", ERROR_FAIL,
	  "is no MAC address" },
	{ &lx_type_device_nic, "{\"nictype\": \"token-ring\"}", ERROR_FAIL,
	  "\"token-ring\" is no nic_type" },
	{ &lx_type_device_nic, "{\"trusted\": \"maybe\"}", ERROR_FAIL,
	  "True, False or <default>" },
	{ &lx_type_device_pci, "{\"bus\": 256}", ERROR_FAIL, "of uint8" },
	{ &lx_type_vnode_info, "{\"distances\": [1, \"x\"]}", ERROR_FAIL,
	  "an entry of distances cannot be a string" },
	{ &lx_type_vnode_info, "{\"vcpus\": [-1]}", ERROR_FAIL,
	  "no bit's number" },
	{ &lx_type_vnode_info, "{\"vcpus\": [99999999999]}", ERROR_FAIL,
	  "no bit's number" },
	{ &lx_type_domain_create_info, "{\"uuid\": \"zz\"}", ERROR_FAIL,
	  "\"zz\" is no UUID" },
	{ &lx_type_domain_create_info, "{\"xsdata\": {\"a\": 1}}", ERROR_FAIL,
	  "a is an integer, not a string" },
	{ &lx_type_domain_build_info, "{\"extra\": [\"a\", null]}", ERROR_FAIL,
	  "entry 1 of extra is null" },
	{ &lx_type_domain_build_info, "{\"type.pv\": {}, \"type.hvm\": {}}",
	  ERROR_FAIL, "both type.hvm and type.pv" },
	{ &lx_type_domain_build_info,
	  "{\"type.hvm\": {\"ms_vm_genid\": [1, 2]}}", ERROR_FAIL,
	  "as its entry 2" },
	{ &lx_type_domain_build_info, "{\"cpuid\": [{\"leaf\": 1, \"eax\": \"x\"}]}",
	  ERROR_FAIL, "eax has 1 characters, 32 are needed" },
	{ &lx_type_domain_build_info, "{\"cpuid\": [{\"eax\": \"x\"}]}",
	  ERROR_FAIL, "has no leaf" },
	{ &lx_type_domain_build_info, "{\"cpuid\": [{\"leaf\": 4294967295}]}",
	  ERROR_FAIL, "no CPUID leaf 0xffffffff" },
	{ &lx_type_domain_build_info,
	  "{\"cpuid\": {\"msr\": [{\"index\": 1, \"policy\": \"1\"}]}}",
	  ERROR_FAIL, "64 characters" },
	{ &lx_type_physinfo, "{\"hw_cap\": [1, 2, 3]}", ERROR_FAIL,
	  "as its entry 3" },
};

static void json_is_refused_with_the_reason(void **state)
{
	union {
		libxl_device_nic nic;
		libxl_domain_build_info build;
		libxl_physinfo physinfo;
	} value;

	for (size_t i = 0; i < COUNT(texts); i++) {
		const char *log;

		print_message("%s\n", texts[i].text);
		lx_type_init(texts[i].type, &value);
		assert_int_equal(lx_type_from_json(*state, texts[i].type,
						   &value, texts[i].text),
				 texts[i].rc);
		log = fake_host_log();
		if (texts[i].message)
			assert_non_null(strstr(log, texts[i].message));
		else
			assert_string_equal(log, "");
		lx_type_dispose(texts[i].type, &value);
	}
}

static void of_a_name_that_is_there_twice_the_first_counts(void **state)
{
	libxl_device_nic nic;

	libxl_device_nic_init(&nic);
	assert_int_equal(libxl_device_nic_from_json(
		*state, &nic, "{\"ip\": \"a\", \"ip\": \"b\"}"), 0);
	assert_string_equal(nic.ip, "a");
	libxl_device_nic_dispose(&nic);
}

/* The distribution's library loses what is above 2^63. */
static void numbers_of_64_bits_survive(void **state)
{
	libxl_device_nic a, b;
	char *text;

	libxl_device_nic_init(&a);
	libxl_device_nic_init(&b);
	a.rate_bytes_per_interval = UINT64_MAX - 1;
	text = libxl_device_nic_to_json(*state, &a);
	assert_int_equal(libxl_device_nic_from_json(*state, &b, text), 0);
	assert_true(b.rate_bytes_per_interval == UINT64_MAX - 1);
	free(text);
	libxl_device_nic_dispose(&a);
	libxl_device_nic_dispose(&b);
}

/* Found by fuzzing: 4.17 stores such a name and cannot read it again. */
static void latin_1_survives(void **state)
{
	libxl_domain_create_info a, b;
	char *text;

	libxl_domain_create_info_init(&a);
	libxl_domain_create_info_init(&b);
	a.name = strdup("B\xfcro");
	text = libxl_domain_create_info_to_json(*state, &a);
	assert_int_equal(libxl_domain_create_info_from_json(*state, &b, text),
			 0);
	assert_string_equal(b.name, a.name);
	free(text);
	libxl_domain_create_info_dispose(&a);
	libxl_domain_create_info_dispose(&b);
}

/* The number of all ones ends a list: what stands behind it would be lost. */
static void a_leaf_has_less_than_32_ones(void **state)
{
	static const char *const refused[] = { "4294967295", "4294967296", "-1",
					       "99999999999999999999" };
	libxl_cpuid_policy_list list = NULL;
	char text[80];

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		snprintf(text, sizeof(text), "%s:eax=%032d", refused[i], 0);
		assert_int_equal(libxl_cpuid_parse_config_xend(&list, text), 1);
		assert_int_equal(libxl_cpuid_policy_list_length(&list), 0);
	}
	snprintf(text, sizeof(text), "4294967294:eax=%032d", 0);
	assert_int_equal(libxl_cpuid_parse_config_xend(&list, text), 0);
	assert_int_equal(libxl_cpuid_policy_list_length(&list), 1);
	libxl_cpuid_dispose(&list);
}

static void cpuid_of_older_versions_is_an_array(void **state)
{
	libxl_domain_build_info b;

	libxl_domain_build_info_init(&b);
	assert_int_equal(libxl_domain_build_info_from_json(
		*state, &b, "{\"cpuid\": [{\"leaf\": 1, \"ebx\": "
		"\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx1\"}]}"), 0);
	assert_int_equal(libxl_cpuid_policy_list_length(&b.cpuid), 1);
	libxl_domain_build_info_dispose(&b);
}

/* -- copies, dispose ------------------------------------------------------------ */

static void copies_share_nothing(void **state)
{
	libxl_domain_config a, b;
	char *text, *again;

	libxl_domain_config_init(&a);
	assert_int_equal(libxl_domain_config_from_json(
		*state, &a, "{\"c_info\": {\"name\": \"x\"}, \"b_info\": "
		"{\"type.hvm\": {\"serial_list\": [\"pty\"]}}, \"disks\": "
		"[{\"vdev\": \"xvda\"}, {}]}"), 0);
	libxl_domain_config_copy(*state, &b, &a);
	text = libxl_domain_config_to_json(*state, &a);
	libxl_domain_config_dispose(&a);
	again = libxl_domain_config_to_json(*state, &b);
	assert_string_equal(text, again);
	libxl_domain_config_dispose(&b);
	libxl_domain_config_dispose(&b);
	free(text);
	free(again);
}

/* -- fields that moved ------------------------------------------------------------ */

static int move(libxl_ctx *ctx, libxl_domain_build_info *b)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	rc = lx_move_fields(&s, lx_domain_build_info_moves, b->type, b);
	lx_scope_leave(&s);
	return rc;
}

static void fields_of_older_apis_move(void **state)
{
	libxl_domain_build_info b;

	libxl_domain_build_info_init(&b);
	libxl_domain_build_info_init_type(&b, LIBXL_DOMAIN_TYPE_PV);
	b.u.pv.kernel = strdup("/vmlinuz");
	assert_int_equal(move(*state, &b), 0);
	assert_string_equal(b.kernel, "/vmlinuz");
	assert_null(b.u.pv.kernel);
	libxl_domain_build_info_dispose(&b);

	libxl_domain_build_info_init(&b);
	libxl_domain_build_info_init_type(&b, LIBXL_DOMAIN_TYPE_HVM);
	libxl_defbool_set(&b.u.hvm.acpi, false);
	b.u.hvm.timer_mode = LIBXL_TIMER_MODE_ONE_MISSED_TICK_PENDING;
	assert_int_equal(move(*state, &b), 0);
	assert_false(libxl_defbool_val(b.acpi));
	assert_int_equal(b.timer_mode, LIBXL_TIMER_MODE_ONE_MISSED_TICK_PENDING);
	assert_int_equal(b.u.hvm.timer_mode, LIBXL_TIMER_MODE_UNKNOWN);
	libxl_domain_build_info_dispose(&b);
}

static void a_field_set_at_both_places_is_refused(void **state)
{
	libxl_domain_build_info b;

	libxl_domain_build_info_init(&b);
	libxl_domain_build_info_init_type(&b, LIBXL_DOMAIN_TYPE_PV);
	b.kernel = strdup("a");
	b.u.pv.kernel = strdup("b");
	assert_int_equal(move(*state, &b), ERROR_INVAL);
	assert_non_null(strstr(fake_host_log(), "u.pv.kernel"));
	libxl_domain_build_info_dispose(&b);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			json_is_refused_with_the_reason, setup, teardown),
		cmocka_unit_test_setup_teardown(
			of_a_name_that_is_there_twice_the_first_counts, setup,
			teardown),
		cmocka_unit_test_setup_teardown(numbers_of_64_bits_survive,
						setup, teardown),
		cmocka_unit_test_setup_teardown(latin_1_survives, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
			cpuid_of_older_versions_is_an_array, setup, teardown),
		cmocka_unit_test(a_leaf_has_less_than_32_ones),
		cmocka_unit_test_setup_teardown(copies_share_nothing, setup,
						teardown),
		cmocka_unit_test_setup_teardown(fields_of_older_apis_move,
						setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_field_set_at_both_places_is_refused, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
