/* SPDX-License-Identifier: LGPL-2.1-only */
/* What becomes of each scalar variable in canonical XL. */
#include "config.h"	/* asprintf */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "load.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define PV "name = 'g'\nkernel = '/k'\n"
#define HVM "name = 'g'\nbuilder = 'hvm'\n"

struct rule_case {
	const char *text;
	const char *key;	/* of the canonical tree */
	const char *want;	/* its value; NULL: it is not there */
	const char *diag;	/* said of .about, or of .key */
	const char *about;
};

static void check(const char *base, const struct rule_case *c, bool meant)
{
	const char *about = c->about ? c->about : c->key;
	struct loaded l;
	const char *got;
	char *text;

	assert_true(asprintf(&text, "%s%s\n", base, c->text) >= 0);
	load(&l, text, NULL, meant);
	if (!l.xl) {
		diags_print(stderr, &l.diags, DIAG_ERROR);
		fail_msg("%s: refused", c->text);
	}
	got = loaded_key(&l, c->key);
	if (!got != !c->want || (got && strcmp(got, c->want)))
		fail_msg("%s: %s = %s, not %s", c->text, c->key,
			 got ? got : "(absent)",
			 c->want ? c->want : "(absent)");
	if (c->diag && !loaded_diag(&l, c->diag, about)) {
		diags_print(stderr, &l.diags, DIAG_NOTE);
		fail_msg("%s: no %s of %s", c->text, c->diag, about);
	}
	free(text);
	unload(&l);
}

static void check_all(const char *base, const struct rule_case *cases,
		      size_t n)
{
	for (size_t i = 0; i < n; i++)
		check(base, &cases[i], false);
}

static void identity(void **state)
{
	static const struct rule_case cases[] = {
		{ "kernel = '/k'", "name", "\"guest.cfg\"",
		  "default-explicit", NULL },
		{ "kernel = '/k'\nname = ''", "name", "\"guest.cfg\"",
		  "name-left-out", NULL },
		{ "kernel = '/k'\nname = 'a_b-c.d:e+1'", "name",
		  "\"a_b-c.d:e+1\"", "name-kept", NULL },
		{ "name = 7", "name", "\"7\"", "name-rewritten", NULL },
		{ "uuid = '01234567-89ab-cdef-0123-456789abcdef'", "uuid",
		  "\"01234567-89ab-cdef-0123-456789abcdef\"", "name-kept",
		  NULL },
		{ "uuid = '0123456789ABCDEF0123456789ABCDEF'", "uuid",
		  "\"01234567-89ab-cdef-0123-456789abcdef\"",
		  "name-rewritten", NULL },
		{ "uuid = ''", "uuid", NULL, "name-left-out", NULL },
		{ "", "uuid", NULL, NULL, NULL },
		{ "description = 'mine'", "description", "\"mine\"",
		  "key-of-ours", NULL },
		{ "", "type", "\"pv\"", "default-explicit", NULL },
		{ "builder = 'linux'", "type", "\"pv\"", "name-rewritten",
		  "builder" },
		{ "builder = 'generic'", "type", "\"pv\"", "name-rewritten",
		  "builder" },
		{ "builder = 'hvm'", "type", "\"hvm\"", "name-rewritten",
		  "builder" },
		{ "builder = 'vmx'", "type", "\"hvm\"", "name-rewritten",
		  "builder" },
		{ "builder = 'pv'", "type", "\"pv\"", "builder-pv",
		  "builder" },
		{ "builder = 'netbsd'", "type", "\"pv\"", "builder-pv",
		  "builder" },
		{ "builder = 'hvm'", "builder", NULL, NULL, NULL },
		{ "pool = 'p1'", "pool", "\"p1\"", "name-kept", NULL },
		{ "blkif = 1", "driver_domain", "1", "name-rewritten",
		  "blkif" },
		{ "netif = 1", "driver_domain", "1", "name-rewritten",
		  "netif" },
		{ "netif = 0", "driver_domain", NULL, "name-left-out",
		  "netif" },
		{ "tpmif = 1", "driver_domain", NULL, "setting-lost",
		  "tpmif" },
		{ "target = 3", "target", NULL, "stubdom-companion", NULL },
		{ "target = 0", "target", NULL, "name-left-out", NULL },
	};

	check_all("", cases, ARRAY_SIZE(cases));
}

static void boot_of_a_pv_guest(void **state)
{
	static const struct rule_case cases[] = {
		{ "kernel = '/k'", "kernel", "\"/k\"", "name-kept", NULL },
		{ "kernel = 'k'", "kernel", "\"k\"", "path-relative", NULL },
		{ "kernel = '/k'", "bootloader", NULL, NULL, NULL },
		{ "", "bootloader", "\"pygrub\"", "default-explicit", NULL },
		{ "", "bootloader_args", "[\"-q\"]", "default-explicit",
		  NULL },
		{ "kernel = ''", "bootloader", "\"pygrub\"",
		  "name-left-out", "kernel" },
		{ "bootloader = 'pygrub'", "bootloader", "\"pygrub\"",
		  "name-kept", NULL },
		{ "bootloader = '/usr/bin/pygrub'", "bootloader",
		  "\"pygrub\"", "name-rewritten", NULL },
		{ "bootloader = '/usr/lib/xen-4.0/bin/pygrub'", "bootloader",
		  "\"pygrub\"", "name-rewritten", NULL },
		{ "bootloader = '/opt/own/pygrub'", "bootloader",
		  "\"/opt/own/pygrub\"", "name-kept", NULL },
		{ "bootloader = '/usr/bin/domUloader.py'", "bootloader",
		  "\"/usr/bin/domUloader.py\"", "name-kept", NULL },
		{ "bootloader = ''\nkernel = '/k'", "bootloader", NULL,
		  "name-left-out", NULL },
		/* a path inside the guest */
		{ "bootloader = 'pygrub'\nkernel = 'vmlinuz'", "kernel",
		  "\"vmlinuz\"", "name-kept", NULL },
		{ "bootloader = 'pygrub'\nbootargs = '--entry=xvda1:/a,/b'",
		  "bootloader_args", "[\"--entry=xvda1:/a,/b\"]",
		  "name-rewritten", "bootargs" },
		{ "bootloader = 'pygrub'\nbootargs = '-q \"a b\"  c'",
		  "bootloader_args", "[\"-q\", \"a b\", \"c\"]",
		  "name-rewritten", "bootargs" },
		{ "bootloader = 'pygrub'\nbootargs = ''", "bootloader_args",
		  "[\"-q\"]", "name-left-out", "bootargs" },
		/* xm never told the pygrub of its own choice */
		{ "bootargs = '-x'", "bootloader_args", "[\"-q\"]",
		  "bootargs-unheard", "bootargs" },
		{ "bootargs = '-x'\nkernel = '/k'", "bootloader_args", NULL,
		  "name-left-out", "bootargs" },
		{ "bootloader_args = ['-x']", "bootloader_args", "[\"-x\"]",
		  "xl-key-kept", NULL },
		{ "bootentry = 'x'", "bootentry", NULL, "name-left-out",
		  NULL },
		{ "kernel = '/k'\nramdisk = '/r'", "ramdisk", "\"/r\"",
		  "name-kept", NULL },
		{ "kernel = '/k'\nramdisk = ''", "ramdisk", NULL,
		  "name-left-out", NULL },
		{ "features = 'a|!b'", "features", NULL, "setting-lost",
		  NULL },
		{ "loader = '/l'", "firmware_override", NULL,
		  "name-left-out", "loader" },
		{ "device_model = '/x'", "device_model_override", NULL,
		  "name-left-out", "device_model" },
	};

	check_all("name = 'g'\n", cases, ARRAY_SIZE(cases));
}

static void boot_of_an_hvm_guest(void **state)
{
	static const struct rule_case cases[] = {
		{ "kernel = 'hvmloader'", "kernel", NULL, "name-left-out",
		  NULL },
		{ "kernel = '/usr/lib/xen/boot/hvmloader'", "kernel", NULL,
		  "name-left-out", NULL },
		{ "kernel = '/fw'", "firmware_override", "\"/fw\"",
		  "name-renamed", "kernel" },
		{ "kernel = '/fw'", "kernel", NULL, NULL, NULL },
		{ "loader = 'hvmloader'\nkernel = '/k'", "kernel", "\"/k\"",
		  "name-kept", NULL },
		{ "loader = '/fw'\nkernel = '/k'", "firmware_override",
		  "\"/fw\"", "name-renamed", "loader" },
		{ "loader = 'hvmloader'", "loader", NULL, "name-left-out",
		  NULL },
		{ "kernel = 'hvmloader'\nramdisk = '/r'", "ramdisk", NULL,
		  "name-left-out", NULL },
		{ "loader = 'hvmloader'\nkernel = '/k'\nramdisk = '/r'",
		  "ramdisk", "\"/r\"", "name-kept", NULL },
		{ "extra = 'x'\nroot = '/r'", "extra", NULL,
		  "name-left-out", NULL },
		{ "extra = 'x'\nroot = '/r'", "root", NULL, "name-left-out",
		  NULL },
		{ "loader = 'hvmloader'\nkernel = '/k'\nextra = 'x'",
		  "extra", "\"x\"", "name-kept", NULL },
		{ "bootloader = 'pygrub'", "bootloader", NULL,
		  "name-left-out", NULL },
		{ "bootargs = '-q'", "bootloader_args", NULL,
		  "name-left-out", "bootargs" },
		{ "ip = '1.2.3.4'", "extra", NULL, "name-left-out", "ip" },
		{ "device_model = '/usr/lib/xen/bin/qemu-dm'",
		  "device_model_override", NULL, "name-left-out",
		  "device_model" },
		{ "device_model = '/usr/lib/xen/bin/stubdom-dm'",
		  "device_model_stubdomain_override", "1", "name-rewritten",
		  "device_model" },
		{ "device_model = '/x/dm'", "device_model_override",
		  "\"/x/dm\"", "device-model-custom", "device_model" },
		{ "device_model = '/x/dm'", "device_model_version",
		  "\"qemu-xen-traditional\"", NULL, NULL },
		{ "device_model = '/x/qemu-system-i386'",
		  "device_model_version", "\"qemu-xen\"", NULL, NULL },
		{ "device_model = '/x/dm'\ndevice_model_version = 'qemu-xen'",
		  "device_model_version", "\"qemu-xen\"", "xl-key-kept",
		  NULL },
	};

	check_all(HVM, cases, ARRAY_SIZE(cases));
	check("name = 'g'\nbuilder = 'vmx'\n",
	      &(struct rule_case){ "kernel = '/boot/vmlinuz'", "kernel",
				   "\"/boot/vmlinuz\"", "name-kept", NULL },
	      false);
}

static void kernel_command_line(void **state)
{
	static const struct rule_case cases[] = {
		{ "extra = '4'", "extra", "\"4\"", "name-kept", NULL },
		{ "extra = 'a\\n\\tb'", "extra", "\"a  b\"",
		  "name-rewritten", NULL },
		{ "extra = 'a\\nb'\nip = '1.2.3.4'", "extra",
		  "\"ip=1.2.3.4:127.0.255.255::::eth0:off a b\"",
		  "name-rewritten", NULL },
		{ "description = 'a\\nb'", "description", "\"a b\"",
		  "name-rewritten", NULL },
		{ "extra = ''", "extra", NULL, "name-left-out", NULL },
		{ "root = '/dev/xvda1 ro'", "root", "\"/dev/xvda1 ro\"",
		  "name-kept", NULL },
		{ "root = 'root=/dev/sda1'", "root", "\"/dev/sda1\"",
		  "name-rewritten", NULL },
		{ "root = '/dev/nfs'\nextra = 'nfsroot=10.0.0.9:/srv ip=::::::dhcp'",
		  "root", "\"/dev/nfs\"", "name-kept", NULL },
		{ "root = '/a'\nextra = 'root=/b'", "root", NULL,
		  "name-left-out", NULL },
		{ "root = '/a'\nextra = 'quiet root=/b'", "root", NULL,
		  "name-left-out", NULL },
		{ "root = '/a'\nextra = 'quiet root=/b'", "extra",
		  "\"quiet root=/b\"", "name-kept", NULL },
		{ "ip = '10.0.0.2'", "extra",
		  "\"ip=10.0.0.2:127.0.255.255::::eth0:off \"",
		  "name-rewritten", "ip" },
		{ "dhcp = 'dhcp'\nextra = '4'", "extra",
		  "\"ip=:127.0.255.255::::eth0:dhcp 4\"", "name-rewritten",
		  NULL },
		{ "ip = '10.0.0.2'\nnetmask = '255.0.0.0'\n"
		  "gateway = '10.0.0.1'\nhostname = 'h'\ninterface = 'eth1'\n"
		  "nfs_server = '10.0.0.9'\nnfs_root = '/srv/h'\n"
		  "extra = '4'\nroot = '/dev/nfs'", "extra",
		  "\"ip=10.0.0.2:10.0.0.9:10.0.0.1:255.0.0.0:h:eth1:off "
		  "nfsroot=10.0.0.9:/srv/h 4\"", "name-rewritten",
		  "nfs_root" },
		{ "nfs_server = '10.0.0.9'\nnfs_root = '/srv/h'\n"
		  "root = '/dev/nfs'", "root", "\"/dev/nfs\"", "name-kept",
		  NULL },
		{ "ip = '10.0.0.2'\nextra = 'ip=dhcp'", "extra",
		  "\"ip=dhcp\"", "name-left-out", "ip" },
		{ "netmask = '255.0.0.0'", "extra", NULL, "name-left-out",
		  "netmask" },
		{ "nfs_server = '10.0.0.9'", "extra", NULL, "name-left-out",
		  "nfs_server" },
		{ "dhcp = 'off'", "extra", NULL, "name-left-out", "dhcp" },
	};

	check_all(PV, cases, ARRAY_SIZE(cases));
}

static void memory(void **state)
{
	static const struct rule_case cases[] = {
		{ "", "memory", "128", "default-explicit", NULL },
		{ "memory = 64", "memory", "64", "name-kept", NULL },
		{ "memory = '64'", "memory", "64", "name-rewritten", NULL },
		{ "memory = '0512'", "memory", "512", "name-rewritten",
		  NULL },
		{ "memory = 0512", "memory", "330", "name-kept", NULL },
		{ "memory = 128.7", "memory", "128", "name-rewritten",
		  NULL },
		{ "memory = 64\nmaxmem = 128", "maxmem", "128", "name-kept",
		  NULL },
		{ "memory = 64\nmaxmem = '64'", "maxmem", "64",
		  "name-rewritten", NULL },
		{ "maxmem = 0", "maxmem", NULL, "name-left-out", NULL },
		{ "", "maxmem", NULL, NULL, NULL },
	};
	/* 4 KiB x (256 x 2 + 2 x 1024) = 10 MiB */
	static const struct rule_case shadow[] = {
		{ "shadow_memory = 8", "shadow_memory", NULL,
		  "name-left-out", NULL },
		{ "shadow_memory = 10", "shadow_memory", NULL,
		  "name-left-out", NULL },
		{ "shadow_memory = 11", "shadow_memory", "11", "name-kept",
		  NULL },
		{ "shadow_memory = '11'", "shadow_memory", "11",
		  "name-rewritten", NULL },
		{ "shadow_memory = 0", "shadow_memory", NULL,
		  "name-left-out", NULL },
		{ "shadow_memory = 11\nmaxmem = 2048", "shadow_memory",
		  NULL, "name-left-out", NULL },
		{ "shadow_memory = 11\nmaxvcpus = 8", "shadow_memory",
		  NULL, "name-left-out", NULL },
		{ "memory_sharing = 1", "memory_sharing", NULL,
		  "setting-lost", NULL },
		{ "memory_sharing = 0", "memory_sharing", NULL,
		  "name-left-out", NULL },
	};

	check_all(PV, cases, ARRAY_SIZE(cases));
	check_all(HVM "memory = 1024\nvcpus = 2\n", shadow,
		  ARRAY_SIZE(shadow));
}

static void virtual_cpus(void **state)
{
	static const struct rule_case cases[] = {
		{ "", "vcpus", "1", "default-explicit", NULL },
		{ "vcpus = 4", "vcpus", "4", "name-kept", NULL },
		{ "vcpus = '4'", "vcpus", "4", "name-rewritten", NULL },
		{ "vcpus = 0x2", "vcpus", "2", "name-kept", NULL },
		{ "maxvcpus = 4", "vcpus", "1", "default-explicit", NULL },
		{ "maxvcpus = 4", "maxvcpus", "4", "name-kept", NULL },
		{ "vcpus = 2\nmaxvcpus = 4", "vcpus", "2", "name-kept",
		  NULL },
		{ "vcpus = 4\nmaxvcpus = 2", "vcpus", "2", "name-rewritten",
		  NULL },
		{ "vcpus = 4\nmaxvcpus = 2", "maxvcpus", "2", "name-kept",
		  NULL },
		{ "vcpus = 2\nmaxvcpus = 0", "maxvcpus", NULL,
		  "name-left-out", NULL },
		{ "vcpus = 4\nvcpu_avail = 1", "vcpus", "4", "only-old-xm",
		  "vcpu_avail" },
		{ "vcpus = 4\nvcpu_avail = 15", "vcpus", "4",
		  "name-left-out", "vcpu_avail" },
	};
	static const struct rule_case meant[] = {
		{ "vcpus = 4\nvcpu_avail = 3", "vcpus", "2",
		  "name-rewritten", NULL },
		{ "vcpus = 4\nvcpu_avail = 3", "maxvcpus", "4",
		  "name-rewritten", "vcpu_avail" },
		{ "vcpus = 4\nvcpu_avail = 5", "vcpus", "4", "only-old-xm",
		  "vcpu_avail" },
		{ "vcpus = '2'\nmaxvcpus = '4'", "vcpus", "2",
		  "name-rewritten", NULL },
	};

	check_all(PV, cases, ARRAY_SIZE(cases));
	for (size_t i = 0; i < ARRAY_SIZE(meant); i++)
		check(PV, &meant[i], true);
}

static void physical_cpus(void **state)
{
	static const struct rule_case cases[] = {
		{ "cpus = '0-3,^1'", "cpus", "\"0-3,^1\"", "name-kept",
		  NULL },
		{ "cpus = '0-3, ^ 1 ,1'", "cpus", "\"0-3,^1,1\"",
		  "name-rewritten", NULL },
		{ "cpus = ''", "cpus", NULL, "name-left-out", NULL },
		{ "cpus = []", "cpus", NULL, "name-left-out", NULL },
		{ "cpus = 'all'", "cpus", "\"all\"", "cpus-xl-word", NULL },
		{ "cpus = 'all'", "cpus", "\"all\"", "name-kept", NULL },
		{ "cpus = 'node:0'", "cpus", "\"node:0\"", "name-kept",
		  NULL },
		{ "vcpus = 2\ncpus = ['0', '1-2']", "cpus",
		  "[\"0\", \"1-2\"]", "name-kept", NULL },
		{ "maxvcpus = 2\ncpus = ['0', '1']", "cpus",
		  "[\"0\", \"1\"]", "name-kept", NULL },
		{ "cpu = 2", "cpus", "\"2\"", "name-rewritten", "cpu" },
		{ "cpu = 2\ncpus = '0-1'", "cpus", "\"2,0-1\"",
		  "name-rewritten", "cpu" },
		{ "cpu = -1", "cpus", NULL, "name-left-out", "cpu" },
		{ "cpu = '3'", "cpus", "\"3\"", "name-rewritten", "cpu" },
		{ "cpu = 2\nvcpus = 2\ncpus = ['0', '1']", "cpus",
		  "[\"0\", \"1\"]", "setting-lost", "cpu" },
		{ "cpu_weight = 512", "cpu_weight", "512", "name-kept",
		  NULL },
		{ "cpu_weight = '512'", "cpu_weight", "512",
		  "name-rewritten", NULL },
		{ "cpu_weight = 0", "cpu_weight", NULL, "cpu-weight-zero",
		  NULL },
		{ "cpu_cap = 50", "cap", "50", "name-renamed", "cpu_cap" },
		{ "cpu_cap = 50.5", "cap", "50", "name-rewritten",
		  "cpu_cap" },
		{ "vcpus = 2\ncpu_cap = 200", "cap", "200", "name-renamed",
		  "cpu_cap" },
		{ "cap = 60", "cap", "60", "xl-key-kept", NULL },
		{ "cap = 60\ncpu_cap = 50", "cap", "50",
		  "xl-key-overruled", NULL },
		{ "cap = 50\ncpu_cap = 50", "cap", "50", "name-kept", NULL },
	};
	static const struct rule_case meant[] = {
		{ "cpus = 2", "cpus", "\"2\"", "name-rewritten", NULL },
		{ "vcpus = 2\ncpus = [0, 1]", "cpus", "[\"0\", \"1\"]",
		  "name-rewritten", NULL },
	};

	check_all(PV, cases, ARRAY_SIZE(cases));
	for (size_t i = 0; i < ARRAY_SIZE(meant); i++)
		check(PV, &meant[i], true);
}

static void switches_of_any_guest(void **state)
{
	static const struct rule_case cases[] = {
		{ "tsc_mode = 0", "tsc_mode", "\"default\"",
		  "name-rewritten", NULL },
		{ "tsc_mode = 1", "tsc_mode", "\"always_emulate\"",
		  "name-rewritten", NULL },
		{ "tsc_mode = '2'", "tsc_mode", "\"native\"",
		  "name-rewritten", NULL },
		{ "tsc_mode = 3", "tsc_mode", "\"native_paravirt\"",
		  "name-rewritten", NULL },
		{ "tsc_mode = 'native'", "tsc_mode", "\"native\"",
		  "name-kept", NULL },
		{ "nomigrate = 1", "nomigrate", "1", "name-kept", NULL },
		{ "nomigrate = '2'", "nomigrate", "1", "name-rewritten",
		  NULL },
		{ "oos = 0", "oos", "0", "name-kept", NULL },
		{ "superpages = 1", "superpages", NULL, "setting-lost",
		  NULL },
		{ "machine_address_size = 32", "machine_address_size", NULL,
		  "setting-lost", NULL },
		{ "suppress_spurious_page_faults = 1",
		  "suppress_spurious_page_faults", NULL, "setting-lost",
		  NULL },
		{ "s3_integrity = 1", "s3_integrity", NULL,
		  "name-left-out", NULL },
		{ "vhpt = 1", "vhpt", NULL, "name-left-out", NULL },
		{ "localtime = 1", "localtime", "1", "name-kept", NULL },
	};

	check_all(PV, cases, ARRAY_SIZE(cases));
}

static void life_cycle(void **state)
{
	static const struct rule_case cases[] = {
		{ "", "on_poweroff", "\"destroy\"", "default-explicit",
		  NULL },
		{ "", "on_reboot", "\"restart\"", "default-explicit", NULL },
		{ "", "on_crash", "\"restart\"", "default-explicit", NULL },
		{ "on_crash = 'preserve'", "on_crash", "\"preserve\"",
		  "name-kept", NULL },
		{ "on_crash = 'rename_restart'", "on_crash",
		  "\"rename-restart\"", "name-rewritten", NULL },
		{ "on_crash = 'coredump_and_destroy'", "on_crash",
		  "\"coredump-destroy\"", "name-rewritten", NULL },
		{ "on_crash = 'coredump_and_restart'", "on_crash",
		  "\"coredump-restart\"", "name-rewritten", NULL },
		{ "on_crash = ''", "on_crash", "\"restart\"",
		  "name-left-out", NULL },
		{ "restart = 'onreboot'", "on_crash", "\"destroy\"",
		  "name-rewritten", "restart" },
		{ "restart = 'onreboot'", "on_reboot", "\"restart\"", NULL,
		  NULL },
		{ "restart = 'always'", "on_poweroff", "\"restart\"",
		  "name-rewritten", "restart" },
		{ "restart = 'never'", "on_reboot", "\"destroy\"",
		  "restart-never", "restart" },
		{ "restart = 'never'\non_reboot = 'restart'", "on_reboot",
		  "\"restart\"", "name-kept", NULL },
		{ "on_xend_start = 'start'", "on_xend_start", "\"start\"",
		  "key-of-ours", NULL },
		{ "on_xend_stop = 'suspend'", "on_xend_stop",
		  "\"suspend\"", "key-of-ours", NULL },
		{ "on_xend_stop = 'start'", "on_xend_stop", NULL,
		  "setting-lost", NULL },
	};

	check_all(PV, cases, ARRAY_SIZE(cases));
}

static void platform_of_an_hvm_guest(void **state)
{
	static const struct rule_case cases[] = {
		{ "", "hpet", "0", "default-explicit", NULL },
		{ "hpet = 1", "hpet", "1", "name-kept", NULL },
		{ "hpet = ''", "hpet", "0", "name-left-out", NULL },
		{ "", "acpi", NULL, NULL, NULL },
		{ "acpi = 0", "acpi", "0", "name-kept", NULL },
		{ "acpi = '0'", "acpi", "0", "name-rewritten", NULL },
		{ "apic = 2", "apic", "1", "name-rewritten", NULL },
		{ "pae = 1", "pae", "1", "name-kept", NULL },
		{ "hap = 0", "hap", "0", "name-kept", NULL },
		{ "nestedhvm = 1", "nestedhvm", "1", "name-kept", NULL },
		{ "viridian = 1", "viridian", "1", "name-kept", NULL },
		{ "viridian = ['base', 'freq']", "viridian",
		  "[\"base\", \"freq\"]", "name-kept", NULL },
		{ "timer_mode = 0", "timer_mode",
		  "\"delay_for_missed_ticks\"", "name-rewritten", NULL },
		{ "timer_mode = '3'", "timer_mode",
		  "\"one_missed_tick_pending\"", "name-rewritten", NULL },
		{ "timer_mode = 'no_missed_ticks_pending'", "timer_mode",
		  "\"no_missed_ticks_pending\"", "name-kept", NULL },
		{ "vpt_align = 0", "vpt_align", "0", "name-kept", NULL },
		{ "xen_platform_pci = 0", "xen_platform_pci", "0",
		  "name-kept", NULL },
		{ "xen_extended_power_mgmt = 1", "xen_extended_power_mgmt",
		  NULL, "setting-lost", NULL },
		{ "xen_extended_power_mgmt = 0", "xen_extended_power_mgmt",
		  NULL, "name-left-out", NULL },
		{ "", "pci_msitranslate", NULL, NULL, NULL },
		{ "pci = ['01:00.0']", "pci_msitranslate", "1",
		  "default-explicit", NULL },
		{ "pci = ['01:00.0']\npci_msitranslate = 0",
		  "pci_msitranslate", "0", "name-kept", NULL },
		{ "gfx_passthru = 1", "gfx_passthru", "1", "name-kept",
		  NULL },
		{ "gfx_passthru = '1'", "gfx_passthru", "1",
		  "name-rewritten", NULL },
		{ "gfx_passthru = 'igd'", "gfx_passthru", "\"igd\"",
		  "name-kept", NULL },
		{ "rtc_timeoffset = 3600", "rtc_timeoffset", "3600",
		  "name-kept", NULL },
		{ "rtc_timeoffset = -3600", "rtc_timeoffset", "\"-3600\"",
		  "name-rewritten", NULL },
		{ "", "boot", "\"c\"", "default-explicit", NULL },
		{ "boot = 'dc'", "boot", "\"dc\"", "name-kept", NULL },
		{ "boot = ''", "boot", "\"c\"", "name-left-out", NULL },
		{ "soundhw = 'sb16'", "soundhw", "\"sb16\"", "name-kept",
		  NULL },
		{ "soundhw = ''", "soundhw", NULL, "name-left-out", NULL },
		{ "stdvga = 1", "stdvga", "1", "name-kept", NULL },
		{ "videoram = 4", "videoram", NULL, "name-left-out", NULL },
		{ "videoram = 8", "videoram", "8", "name-kept", NULL },
		{ "stdvga = 1\nvideoram = 8", "videoram", NULL,
		  "name-left-out", NULL },
		{ "stdvga = 1\nvideoram = '16'", "videoram", "16",
		  "name-rewritten", NULL },
		{ "isa = 1", "isa", NULL, "setting-lost", NULL },
		{ "isa = 0", "isa", NULL, "name-left-out", NULL },
		{ "guest_os_type = 'linux'", "guest_os_type", NULL,
		  "name-left-out", NULL },
		{ "lapic = 0", "apic", "0", "old-variable", "lapic" },
		{ "lapic = 1", "apic", NULL, "name-left-out", "lapic" },
		{ "lapic = 0\napic = 1", "apic", "1", "name-left-out",
		  "lapic" },
		{ "ssidref = 5", "ssidref", NULL, "setting-lost", NULL },
		{ "ssidref = 0", "ssidref", NULL, "name-left-out", NULL },
	};

	check_all(HVM, cases, ARRAY_SIZE(cases));
}

static void ports_of_an_hvm_guest(void **state)
{
	static const char args[] = "device_model_args_hvm";
	const struct rule_case cases[] = {
		{ "serial = 'pty'", "serial", "\"pty\"", "name-kept", NULL },
		{ "serial = ''", "serial", NULL, "name-left-out", NULL },
		{ "serial = ['pty', 'file:/x']", "serial",
		  "[\"pty\", \"file:/x\"]", "name-kept", NULL },
		{ "fda = '/f'", args, "[\"-fda\", \"/f\"]",
		  "name-rewritten", "fda" },
		{ "fda = ''", args, NULL, "name-left-out", "fda" },
		{ "fda = '/f'\nfdb = '/g'\nparallel = 'pty'", args,
		  "[\"-fda\", \"/f\", \"-fdb\", \"/g\", \"-parallel\", "
		  "\"pty\"]", "name-rewritten", "parallel" },
		{ "monitor = 1", args, "[\"-monitor\", \"vc\"]",
		  "name-rewritten", "monitor" },
		{ "monitor = 0", args, NULL, "name-left-out", "monitor" },
		{ "monitor = 1\nmonitor_path = 'pty'", args,
		  "[\"-monitor\", \"pty\"]", "name-left-out", "monitor" },
		{ "monitor_path = 'pty'", args,
		  "[\"-monitor\", \"pty\"]", "name-rewritten",
		  "monitor_path" },
		/* xl's own list is kept in front */
		{ "device_model_args_hvm = ['-a']\nfda = '/f'", args,
		  "[\"-a\", \"-fda\", \"/f\"]", "name-rewritten", "fda" },
	};

	check_all(HVM, cases, ARRAY_SIZE(cases));
}

static void screen_of_an_hvm_guest(void **state)
{
	static const struct rule_case cases[] = {
		{ "", "vnc", "0", "default-explicit", NULL },
		{ "vnc = 1", "vnc", "1", "name-kept", NULL },
		{ "vnc = '1'", "vnc", "1", "name-rewritten", NULL },
		{ "vnc = 0", "vnc", "0", "name-kept", NULL },
		{ "vnc = ''", "vnc", "0", NULL, NULL },
		{ "nographic = 1\nvnc = 1", "vnc", "0", "name-left-out",
		  NULL },
		{ "nographic = 1\nsdl = 1", "sdl", NULL, "name-left-out",
		  NULL },
		{ "nographic = 1", "nographic", "1", "name-kept", NULL },
		{ "vnc = 1\nvncdisplay = 3", "vncdisplay", "3", "name-kept",
		  NULL },
		{ "vnc = 1\nvncdisplay = '3'", "vncdisplay", "3",
		  "name-rewritten", NULL },
		{ "vnclisten = '0.0.0.0'", "vnclisten", "\"0.0.0.0\"",
		  "name-kept", NULL },
		{ "vncunused = 0", "vncunused", "0", "name-kept", NULL },
		{ "vncpasswd = ''", "vncpasswd", "\"\"", "name-kept",
		  NULL },
		{ "sdl = 1", "opengl", "1", "default-explicit", NULL },
		{ "sdl = 0", "opengl", NULL, NULL, NULL },
		{ "sdl = 1\nopengl = 0", "opengl", "0", "name-kept", NULL },
		{ "keymap = 'de'", "keymap", "\"de\"", "name-kept", NULL },
		{ "vncconsole = 1", "vncconsole", NULL, "run-control-lost",
		  NULL },
		{ "vncviewer = 0", "vncviewer", NULL, "name-left-out",
		  NULL },
		{ "paused = 1", "paused", NULL, "run-control-lost", NULL },
		{ "vfb = ['type=vnc']\nvncpasswd = 'x'", "vncpasswd", NULL,
		  "name-left-out", NULL },
	};

	check_all(HVM, cases, ARRAY_SIZE(cases));
}

static void what_has_no_effect_on_a_pv_guest(void **state)
{
	static const struct rule_case cases[] = {
		{ "acpi = 0", "acpi", NULL, "name-left-out", NULL },
		{ "vnc = 1", "vnc", NULL, "name-left-out", NULL },
		{ "boot = 'c'", "boot", NULL, "name-left-out", NULL },
		{ "timer_mode = 1", "timer_mode", NULL, "name-left-out",
		  NULL },
		{ "rtc_timeoffset = 5", "rtc_timeoffset", NULL,
		  "name-left-out", NULL },
		{ "serial = 'pty'", "serial", NULL, "name-left-out", NULL },
		{ "keymap = 'de'", "keymap", NULL, "name-left-out", NULL },
		{ "", "hpet", NULL, NULL, NULL },
		{ "", "boot", NULL, NULL, NULL },
		/* not even a mistake counts */
		{ "boot = 'x'\nacpi = 'yes'", "boot", NULL,
		  "name-left-out", NULL },
	};

	check_all(PV, cases, ARRAY_SIZE(cases));
}

/* What xm/device/ has no part in: lists that other variables add to. */
static void devices_of_old_variables(void **state)
{
	static const struct rule_case hvm[] = {
		{ "nics = 2", "vif", "[\"type=ioemu\", \"type=ioemu\"]",
		  "name-rewritten", "nics" },
		{ "vif = ['mac=00:16:3e:00:00:01']\nnics = 2", "vif",
		  "[\"type=ioemu,mac=00:16:3e:00:00:01\", \"type=ioemu\"]",
		  "name-rewritten", "nics" },
		{ "vif = ['', '']\nnics = 1", "vif",
		  "[\"type=ioemu\", \"type=ioemu\"]", "name-left-out",
		  "nics" },
		{ "nics = -1", "vif", NULL, "name-left-out", "nics" },
		{ "cdrom = '/c.iso'", "disk",
		  "[\"format=raw, vdev=hdc, access=r, devtype=cdrom, "
		  "target=/c.iso\"]", "old-variable", "cdrom" },
		{ "cdrom = '/c.iso'\ndisk = [',hdc:cdrom,r']", "disk",
		  "[\"format=raw, vdev=hdc, access=r, devtype=cdrom\"]",
		  "name-left-out", "cdrom" },
		{ "vif = ['', 'type=netfront', 'model=e1000']\nne2000 = 1",
		  "vif", "[\"type=ioemu,model=ne2k_pci\", \"type=vif\", "
		  "\"type=ioemu,model=e1000\"]", "old-variable", "ne2000" },
		{ "vif = ['']\nne2000 = 0", "vif", "[\"type=ioemu\"]",
		  "name-left-out", "ne2000" },
		{ "usbport = ['1']", "usbport", NULL, "setting-lost", NULL },
	};
	static const struct rule_case pv[] = {
		{ "nics = 2", "vif", "[\"\", \"\"]", "name-rewritten",
		  "nics" },
		{ "cdrom = '/c.iso'", "disk", NULL, "name-left-out",
		  "cdrom" },
	};

	check_all(HVM, hvm, ARRAY_SIZE(hvm));
	check_all(PV, pv, ARRAY_SIZE(pv));
}

static void names_that_xm_does_not_declare(void **state)
{
	static const struct rule_case cases[] = {
		{ "bios = 'seabios'", "bios", "\"seabios\"", "xl-key-kept",
		  NULL },
		{ "vmid = 5", "vmid", NULL, "helper-variable", NULL },
		{ "memroy = 5", "memroy", NULL, "name-misspelt", NULL },
		{ "Memory = 5", "Memory", NULL, "name-misspelt", NULL },
		{ "vcpu = 5", "vcpu", NULL, "name-misspelt", NULL },
		{ "maxcpus = 5", "maxcpus", NULL, "name-misspelt", NULL },
		{ "on_reboots = 5", "on_reboots", NULL, "name-misspelt",
		  NULL },
		{ "vif1 = 'x'", "vif1", NULL, "helper-variable", NULL },
		{ "mac = 'x'", "mac", NULL, "helper-variable", NULL },
		{ "on_shutdown = 'x'", "on_shutdown", NULL,
		  "name-never-read", NULL },
		{ "nx = True", "nx", NULL, "type-dropped", NULL },
		{ "flag = True", "flag", NULL, "helper-variable", NULL },
	};

	check_all(PV, cases, ARRAY_SIZE(cases));
}

static void what_xend_refuses(void **state)
{
	static const struct {
		const char *text, *about;
	} cases[] = {
		{ PV "memory = '512MB'", "memory" },
		{ PV "memory = 0", "memory" },
		{ PV "memory = ''", "memory" },
		{ PV "memory = -5", "memory" },
		{ PV "memory = '5.5'", "memory" },
		{ PV "memory = [64]", "memory" },
		{ PV "memory = 64\nmaxmem = 32", "maxmem" },
		{ PV "vcpus = 0", "vcpus" },
		{ PV "vcpus = 'two'", "vcpus" },
		{ PV "cpus = 2", "cpus" },
		{ PV "cpus = ['0']\nvcpus = 2", "cpus" },
		{ PV "cpus = [0]", "cpus" },
		{ PV "cpus = 'x'", "cpus" },
		{ PV "cpus = '0,,1'", "cpus" },
		{ PV "cpus = '^1-2'", "cpus" },
		{ PV "cpus = '1-'", "cpus" },
		{ PV "cpu_weight = -1", "cpu_weight" },
		{ PV "cpu_weight = 65536", "cpu_weight" },
		{ PV "cpu_cap = 101", "cpu_cap" },
		{ PV "on_crash = 'restrat'", "on_crash" },
		{ PV "on_reboot = 1", "on_reboot" },
		{ PV "restart = 'sometimes'", "restart" },
		{ PV "tsc_mode = 4", "tsc_mode" },
		{ PV "uuid = 'x'", "uuid" },
		{ PV "uuid = '0123456789abcdef'", "uuid" },
		{ PV "uuid = '0123456789ABCDEF0123456789ABCDEF0'", "uuid" },
		{ "name = 'a/b'\nkernel = '/k'", "name" },
		{ "builder = 'xen'\nname = 'g'", "builder" },
		{ "builder = ''\nname = 'g'", "builder" },
		{ "name = 'g'\nbootloader = 'pygrub'\nbootargs = '\"a'", "bootargs" },
		{ HVM "acpi = 'yes'", "acpi" },
		{ HVM "vnc = 'yes'", "vnc" },
		{ HVM "timer_mode = 9", "timer_mode" },
		{ HVM "boot = 'x'", "boot" },
		{ HVM "serial = [1]", "serial" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct diag *d;
		struct loaded l;

		load(&l, cases[i].text, NULL, false);
		if (l.xl)
			fail_msg("%s: taken", cases[i].text);
		d = loaded_diag(&l, "xend-refuses", cases[i].about);
		if (!d)
			fail_msg("%s: no word on %s", cases[i].text,
				 cases[i].about);
		assert_true(d->pos.line > 0);
		assert_non_null(d->advice);
		unload(&l);
	}
}

static void a_name_that_only_xl_takes_is_kept_and_said(void **state)
{
	struct loaded l;

	load(&l, "name = 'a b'\nkernel = '/k'", NULL, false);
	assert_non_null(l.xl);
	assert_string_equal(tree_get(l.xl, "name")->str, "a b");
	assert_non_null(loaded_diag(&l, "name-odd", "name"));
	unload(&l);
}

static void units_count_when_meant(void **state)
{
	static const struct rule_case cases[] = {
		{ "memory = '512MB'", "memory", "512", NULL, NULL },
		{ "memory = '512 M'", "memory", "512", NULL, NULL },
		{ "memory = '2G'", "memory", "2048", NULL, NULL },
		{ "memory = '2GiB'\nmaxmem = '4gb'", "maxmem", "4096", NULL,
		  NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		check(PV, &cases[i], true);
}

/* Every name that the file sets has exactly one fate. */
static void each_name_has_one_fate(void **state)
{
	static const char text[] =
		"name = 'g'\nbuilder = 'hvm'\nkernel = 'hvmloader'\n"
		"memory = 256L\nmaxmem = '512'\nvcpus = 2\nmaxvcpus = 4\n"
		"hap = False\nhpet = True\nacpi = None\nboot = ''\n"
		"vnc = ''\nvncpasswd = ''\nsdl = 1\nfda = '/f'\n"
		"monitor = 1\nmonitor_path = 'pty'\nroot = '/r'\n"
		"extra = 'x'\nip = '1.2.3.4'\nrestart = 'always'\n"
		"on_crash = ''\ncpu = 1\ncpus = '2'\ncap = 5\ncpu_cap = 6\n"
		"bios = 'ovmf'\nhelper = 1\nmemroy = 1\nnx = True\n"
		"flag = False\nname_too = u'x'\npaused = 1\nblkif = 1\n"
		"netif = 1\nonce = {}\ndevice_model = '/x/dm'\n"
		"loader = ''\ncpuid = []\ndisk = []\nvif = []\nvfb = []\n"
		"pci = []\nusb = 1\nusbdevice = 'tablet'\nnics = 0\n"
		"device_model_args_hvm = ['-a']\nlapic = 0\napic = 1\n"
		"cdrom = ''\nne2000 = 0\nvtpm = []\nirq = []\n"
		"ioports = []\naccess_control = []\nvscsi = []\nvusb = []\n"
		"vif2 = []\ncpuid_check = []\n";
	struct loaded l;

	load(&l, text, NULL, false);
	diags_print(stderr, &l.diags, DIAG_ERROR);
	assert_non_null(l.xl);
	for (size_t i = 0; i < l.names->n; i++) {
		const char *name = l.names->v[i].name;
		unsigned int fates = 0;

		for (size_t j = 0; j < l.diags.n; j++)
			fates += l.diags.v[j].fate != FATE_NONE &&
				 !strcmp(l.diags.v[j].name, name);
		if (fates != 1)
			fail_msg("%s has %u fates", name, fates);
	}
	unload(&l);
}

/* Values of every kind, most of them wrong for most variables. */
static const char *const values[] = {
	"''", "' '", "'x'", "'1'", "'-1'", "'0'", "0", "1", "2", "-1",
	"65536", "9223372036854775807", "-9223372036854775807", "1.5", "1e300",
	"1e999", "[]", "['']", "['x']", "[1]", "[[1], ['x']]", "[None]",
	"('x',)", "{}", "None", "True", "False", "3L",
	"99999999999999999999", "u'x'", "'a\\nb'", "'a\\x00b'",
	"'\\xff\\xfe'", "'\\\\'", "'=,=,'", "[',,,,,', ':=:']",
};

static void check_fate(const struct loaded *l, const char *name,
		       const char *text)
{
	unsigned int fates = 0;

	for (size_t i = 0; i < l->diags.n; i++)
		fates += l->diags.v[i].fate != FATE_NONE &&
			 !strcmp(l->diags.v[i].name, name);
	if (fates != 1) {
		diags_print(stderr, &l->diags, DIAG_NOTE);
		fail_msg("%s: %s has %u fates", text, name, fates);
	}
}

/* A refusal speaks of the variable, or of one that it does not go with. */
static void check_error(const struct loaded *l, const char *text)
{
	for (size_t i = 0; i < l->diags.n; i++) {
		const struct diag *d = &l->diags.v[i];

		if (d->level == DIAG_ERROR && d->pos.line && d->name)
			return;
	}
	diags_print(stderr, &l->diags, DIAG_NOTE);
	fail_msg("%s: refused without a word on where", text);
}

static void check_value(const char *base, const char *name, const char *value,
			bool meant)
{
	struct loaded l;
	char *text;

	assert_true(asprintf(&text, "%s%s = %s\n", base, name, value) >= 0);
	load(&l, text, NULL, meant);
	if (l.xl)
		check_fate(&l, name, text);
	else
		check_error(&l, text);
	free(text);
	unload(&l);
}

static void numbers_at_the_edge_do_not_overflow(void **state)
{
	struct loaded l;

	load(&l, HVM "vcpus = 9223372036854775807\n"
	     "shadow_memory = 9223372036854775807\n"
	     "maxmem = 9223372036854775807\ncpu_cap = 9223372036854775807\n"
	     "vcpu_avail = 9223372036854775807\n", NULL, false);
	assert_non_null(loaded_diag(&l, "xend-refuses", "cpu_cap"));
	unload(&l);
}

static void any_value_of_any_variable_has_a_fate_or_an_error(void **state)
{
	static const char *const bases[] = {
		"kernel = '/k'\n", "builder = 'hvm'\n",
		"builder = 'hvm'\nvfb = ['vnc=1']\npci = ['01:00.0']\n",
	};

	for (size_t i = 0; i < xm_variable_count; i++)
		for (size_t j = 0; j < ARRAY_SIZE(values); j++)
			for (size_t k = 0; k < 2 * ARRAY_SIZE(bases); k++)
				check_value(bases[k / 2],
					    xm_variables[i].name, values[j],
					    k % 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(identity),
		cmocka_unit_test(boot_of_a_pv_guest),
		cmocka_unit_test(boot_of_an_hvm_guest),
		cmocka_unit_test(kernel_command_line),
		cmocka_unit_test(memory),
		cmocka_unit_test(virtual_cpus),
		cmocka_unit_test(physical_cpus),
		cmocka_unit_test(switches_of_any_guest),
		cmocka_unit_test(life_cycle),
		cmocka_unit_test(platform_of_an_hvm_guest),
		cmocka_unit_test(ports_of_an_hvm_guest),
		cmocka_unit_test(screen_of_an_hvm_guest),
		cmocka_unit_test(what_has_no_effect_on_a_pv_guest),
		cmocka_unit_test(devices_of_old_variables),
		cmocka_unit_test(names_that_xm_does_not_declare),
		cmocka_unit_test(what_xend_refuses),
		cmocka_unit_test(a_name_that_only_xl_takes_is_kept_and_said),
		cmocka_unit_test(units_count_when_meant),
		cmocka_unit_test(each_name_has_one_fate),
		cmocka_unit_test(numbers_at_the_edge_do_not_overflow),
		cmocka_unit_test(
			any_value_of_any_variable_has_a_fate_or_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
