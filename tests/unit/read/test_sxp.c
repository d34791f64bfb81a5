/* SPDX-License-Identifier: LGPL-2.1-only */
/* S-expressions: the reader, the printer, and domains out of them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "lang/print.h"
#include "read/read.h"
#include "read/sxp.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* Runs f on a stream and returns what it wrote, in a. */
static char *printed(struct arena *a, const struct sxp *e)
{
	char *text = NULL, *copy;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	sxp_print(out, e);
	fclose(out);
	copy = arena_memdup0(a, text, len ? len - 1 : 0);
	free(text);
	return copy;
}

static void atoms_read_and_print(void **state)
{
	static const struct {
		const char *text;
		const char *want;	/* printed; NULL: malformed */
	} cases[] = {
		{ "(a b)", "(a b)" },
		{ "( a\n\tb # comment )\n)", "(a b)" },
		{ "(a 'x y' \"it's\")", "(a 'x y' \"it's\")" },
		{ "(a '')", "(a '')" },
		{ "(a @ a@b)", "(a @ 'a@b')" },
		{ "(a /dev/x:1.2_3~-)", "(a /dev/x:1.2_3~-)" },
		{ "(a 'x\\ty\\n\\\\')", "(a 'x\\ty\\n\\\\')" },
		{ "(a '\\101\\x42')", "(a AB)" },
		{ "(a 'x\\qy')", "(a 'x\\\\qy')" },
		{ "(a 'one\\\ntwo')", "(a onetwo)" },
		{ "(a\\\nb)", "(a b)" },
		{ "(a \"\xc3\xa4\")", "(a '\\xc3\\xa4')" },
		{ "(a (b ()))", "(a (b ()))" },
		{ "(a", NULL },
		{ "(a 'b", NULL },
		{ ")", NULL },
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct arena *a = arena_new();
		struct diags ds;
		struct sxp *all;

		diags_init(&ds, a);
		all = sxp_parse(a, "t", cases[i].text, strlen(cases[i].text),
				&ds);
		if (!all != !cases[i].want)
			fail_msg("%s: %s", cases[i].text,
				 all ? "taken" : "refused");
		if (all)
			assert_string_equal(printed(a, all->first),
					    cases[i].want);
		else
			assert_true(diags_have_error(&ds));
		arena_free(a);
	}
}

static void nesting_is_limited(void **state)
{
	struct arena *a = arena_new();
	char *text = arena_alloc(a, 200001);
	struct diags ds;

	(void)state;
	diags_init(&ds, a);
	memset(text, '(', 200000);
	assert_null(sxp_parse(a, "t", text, 200000, &ds));
	assert_string_equal(ds.v[0].text, "lists are nested too deep");
	arena_free(a);
}

static void positions_are_of_the_element(void **state)
{
	struct arena *a = arena_new();
	struct diags ds;
	struct sxp *all;

	(void)state;
	diags_init(&ds, a);
	all = sxp_parse(a, "t", "(a\n  (b c))", 11, &ds);
	assert_non_null(all);
	assert_int_equal(all->first->first->next->pos.line, 2);
	assert_int_equal(all->first->first->next->pos.column, 3);
	arena_free(a);
}

/* -- domains ---------------------------------------------------------------- */

static const char *name_text(struct arena *a, const struct tree *t,
			     const char *name)
{
	struct print_layout layout = { 0 };
	const struct value *v = tree_get(t, name);
	char *text = NULL;
	const char *copy;
	size_t len;
	FILE *out;

	if (!v)
		return "(absent)";
	out = open_memstream(&text, &len);
	assert_int_equal(print_value(out, v, &layout), 0);
	fclose(out);
	copy = arena_strdup(a, text);
	free(text);
	return copy;
}

static const struct {
	const char *text;
	const char *name, *want;
} domains[] = {
	{ "(vm (name g) (memory 64))", "memory", "64" },
	{ "(vm (name g) (memory '64'))", "memory", "64" },
	{ "(vm (image (linux (kernel /k) (args 'a b') (root '/dev/x ro'))))",
	  "extra", "\"a b\"" },
	{ "(vm (image (linux (root '/dev/x ro'))))", "root", "\"/dev/x ro\"" },
	{ "(vm (image (linux (ip 1.2.3.4:127.0.255.255:g:m:h:eth0:off))))",
	  "ip", "\"1.2.3.4\"" },
	{ "(vm (image (linux (ip 1.2.3.4:127.0.255.255:g:m:h:eth0:off))))",
	  "nfs_server", "(absent)" },
	{ "(vm (image (linux (ip ::g:m:h:eth1:dhcp))))", "interface",
	  "\"eth1\"" },
	{ "(vm (image (hvm (acpi 1))))", "builder", "\"hvm\"" },
	{ "(vm (image 'None'))", "builder", "\"\"" },
	{ "(vm (image (hvm (serial (/dev/ttyS0 /dev/ttyS1)))))", "serial",
	  "[\"/dev/ttyS0\", \"/dev/ttyS1\"]" },
	{ "(vm (vcpus 4) (vcpu_avail 3))", "vcpus", "2" },
	{ "(vm (vcpus 4) (vcpu_avail 3))", "maxvcpus", "4" },
	{ "(domain (name g) (vcpus 2) (vcpu_avail '3'))", "maxvcpus",
	  "(absent)" },
	{ "(domain (name_label a) (name b))", "name", "\"b\"" },
	{ "(domain (name_label a))", "name", "\"a\"" },
	{ "(domain (memory_dynamic_max 1073741824))", "memory", "1024" },
	{ "(domain (memory_static_max 2147483648) (maxmem 1024))", "maxmem",
	  "1024" },
	{ "(domain (actions_after_crash coredump_and_restart))", "on_crash",
	  "\"coredump-restart\"" },
	{ "(domain (on_crash rename_restart))", "on_crash",
	  "\"rename-restart\"" },
	{ "(domain (vcpus_params ((cap 50) (weight 512))))", "cpu_weight",
	  "512" },
	{ "(domain (cpus (() ())))", "cpus", "(absent)" },
	{ "(domain (cpus ((0 1) (0 1))))", "cpus", "\"0,1\"" },
	{ "(domain (cpus ((0) (2))))", "cpus", "[\"0\", \"2\"]" },
	{ "(domain (bootloader ) (features ))", "bootloader", "(absent)" },
	{ "(domain (auto_power_on True))", "on_xend_start", "\"start\"" },
	{ "(domain (HVM_boot_policy 'BIOS order') "
	  "(HVM_boot_params ((order cd))))", "boot", "\"cd\"" },
	{ "(domain (platform ((vnc 1) (usbdevice ))))", "vnc", "1" },
	{ "(domain (platform ((vnc 1) (usbdevice ))))", "usbdevice",
	  "(absent)" },
	{ "(domain (bootloader /usr/bin/pygrub) (image (linux "
	  "(kernel /var/lib/xen/vmlinuz.x) (args 'ro'))))", "kernel",
	  "(absent)" },
	{ "(domain (bootloader /usr/bin/pygrub) (image (linux "
	  "(kernel /var/lib/xen/vmlinuz.x) (args 'ro'))))", "extra",
	  "(absent)" },
	{ "(domain (bootloader /usr/bin/pygrub) (image (linux (args 'ro'))))",
	  "extra", "\"ro\"" },
	{ "(domain (device (vbd (uname phy:a) (dev xvda:disk) (mode w) "
	  "(backend 0) (uuid x))))", "disk", "[\"phy:a,xvda,w\"]" },
	{ "(domain (device (vbd (dev hdc:cdrom) (mode r))))", "disk",
	  "[\",hdc:cdrom,r\"]" },
	{ "(domain (device (vbd (uname phy:a) (dev hda) (mode w))) "
	  "(device (tap (uname tap:aio:b) (dev hdb) (mode w) (bootable 1))))",
	  "disk", "[\"tap:aio:b,hdb,w\", \"phy:a,hda,w\"]" },
	{ "(vm (device (vbd (uname phy:a) (dev hda) (mode w) (backend d))))",
	  "disk", "[\"phy:a,hda,w,d\"]" },
	{ "(domain (device (vif (mac m) (bridge b) (backend 0) (uuid u))))",
	  "vif", "[\"mac=m,bridge=b\"]" },
	{ "(domain (device (vfb (type vnc) (uuid u) (location l:1))))", "vfb",
	  "[\"type=vnc\"]" },
	{ "(domain (image (hvm (vnc 1))) (device (vfb (vnc 1))))", "vfb",
	  "(absent)" },
	{ "(vm (device (pci (dev (domain 0x0000) (bus 0x07) (slot 0x00) "
	  "(func 0x1) (vdevfn 0x100) (key 07:00.1)))))", "pci",
	  "[\"07:00.1\"]" },
	{ "(domain (device (pci (dev (domain 0x1) (bus 0x07) (slot 0x00) "
	  "(func 0x1) (vdevfn 0x28) (opts (msitranslate 1))))))", "pci",
	  "[\"0001:07:00.1@05,msitranslate=1\"]" },
	{ "(domain (device (pci (dev (bus 7) (slot 0) (func 0) (key 7:0.0-1)) "
	  "(dev (bus 7) (slot 0) (func 1) (key 7:0.0-1)))))", "pci",
	  "[\"7:0.0-1\"]" },
	{ "(vm (device (pci (bus 0x1) (dev 0x2) (func 0x3))))", "pci",
	  "[\"0000:01:02.3\"]" },
	{ "(vm (device (vusb (usb-ver 1) (num-ports 2) (port (1 1-1) (2 '')))))",
	  "vusb", "[\"usbver=1,numports=2,port_1=1-1\"]" },
	{ "(vm (device (irq (irq 7))))", "irq", "[7]" },
	{ "(vm (device (ioports (from 0x2f8) (to 0x2ff))))", "ioports",
	  "[\"2f8-2ff\"]" },
	{ "(vm (cpuid \"{'1': {'ecx': '01', 'eax': '10'}}\"))", "cpuid",
	  "[\"1:ecx=01,eax=10\"]" },
	{ "(domain (cpuid ((1 \"{'ecx': '01'}\"))) (cpuid ((1 ((ecx 01))))))",
	  "cpuid", "[\"1:ecx=01\"]" },
	{ "(vm (security ((access_control (policy p) (label l)))))",
	  "access_control", "[\"policy=p,label=l\"]" },
	{ "(domain (domid 0) (name Domain-0)) (domain (name a))", "name",
	  "\"a\"" },
};

static void domains_become_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(domains); i++) {
		struct arena *a = arena_new();
		struct diags ds;
		struct tree *t;
		const char *got;

		diags_init(&ds, a);
		t = read_sxp(a, "t", domains[i].text, strlen(domains[i].text),
			     NULL, &ds);
		if (!t)
			fail_msg("%s: refused", domains[i].text);
		got = name_text(a, t, domains[i].name);
		if (strcmp(got, domains[i].want))
			fail_msg("%s: %s = %s, not %s", domains[i].text,
				 domains[i].name, got, domains[i].want);
		arena_free(a);
	}
}

static void what_is_no_domain_is_refused(void **state)
{
	static const struct {
		const char *text;
		const char *diag;
	} cases[] = {
		{ "(foo)", "sxp-no-domain" },
		{ "(domain (domid 0) (name Domain-0))", "sxp-no-domain" },
		{ "(vm (device (vbd (uname 'phy:a,b') (dev c) (mode w))))",
		  "sxp-comma" },
		{ "(vm (name", "sxp-syntax" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct arena *a = arena_new();
		struct diags ds;

		diags_init(&ds, a);
		assert_null(read_sxp(a, "t", cases[i].text,
				     strlen(cases[i].text), NULL, &ds));
		assert_string_equal(diag_infos[ds.v[0].id].name,
				    cases[i].diag);
		arena_free(a);
	}
}

static void keys_that_no_config_could_hold_are_said(void **state)
{
	static const char text[] =
		"(vm (name v) (device (vbd (uname phy:sda) (dev xvda) (mode w) "
		"(uuid 1-2) (discard-enable 1))))";
	struct arena *a = arena_new();
	struct diags ds;

	(void)state;
	diags_init(&ds, a);
	assert_non_null(read_sxp(a, "t", text, strlen(text), NULL, &ds));
	assert_int_equal(ds.n, 1);
	assert_int_equal(ds.v[0].id, DIAG_SXP_DEVICE_KEY);
	assert_non_null(strstr(ds.v[0].text, "discard-enable"));
	assert_int_equal(ds.v[0].pos.line, 1);
	arena_free(a);
}

static void several_domains_are_said(void **state)
{
	static const char text[] = "(domain (name a)) (domain (name b))";
	struct arena *a = arena_new();
	struct diags ds;

	(void)state;
	diags_init(&ds, a);
	assert_non_null(read_sxp(a, "t", text, strlen(text), NULL, &ds));
	assert_int_equal(ds.n, 1);
	assert_string_equal(diag_infos[ds.v[0].id].name, "sxp-several");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(atoms_read_and_print),
		cmocka_unit_test(nesting_is_limited),
		cmocka_unit_test(positions_are_of_the_element),
		cmocka_unit_test(domains_become_names),
		cmocka_unit_test(what_is_no_domain_is_refused),
		cmocka_unit_test(keys_that_no_config_could_hold_are_said),
		cmocka_unit_test(several_domains_are_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
