/* SPDX-License-Identifier: LGPL-2.1-only */
/* What becomes of each device syntax in canonical XL, and what is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "unit/xm/load.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define PV "name = 'g'\nkernel = '/k'\n"
#define HVM "name = 'g'\nbuilder = 'hvm'\n"

/* One line of a config; key and what is under it, or an error's id. */
struct rule_case {
	const char *text;
	const char *key;
	const char *want;	/* NULL: refused */
	const char *diag;	/* an id that is said, or NULL */
};

static void check(const char *base, const struct rule_case *c, bool meant)
{
	struct arena *a = arena_new();
	struct loaded l;
	const char *got;

	load(&l, arena_printf(a, "%s%s\n", base, c->text), NULL, meant);
	got = loaded_key(&l, c->key);
	if (!c->want) {
		if (l.xl)
			fail_msg("%s: taken as %s", c->text, got);
	} else if (!l.xl || !got || strcmp(got, c->want)) {
		diags_print(stderr, &l.diags, DIAG_WARNING);
		fail_msg("%s:\n  %s\nnot %s", c->text,
			 l.xl ? got ? got : "(absent)" : "(refused)", c->want);
	}
	if (c->diag && !loaded_diag(&l, c->diag, NULL)) {
		diags_print(stderr, &l.diags, DIAG_NOTE);
		fail_msg("%s: no %s", c->text, c->diag);
	}
	if (c->want && !c->diag && diags_worst(&l.diags) > DIAG_NOTE) {
		diags_print(stderr, &l.diags, DIAG_WARNING);
		fail_msg("%s: not exact", c->text);
	}
	unload(&l);
	arena_free(a);
}

#define CHECK(base, cases) do_check(base, cases, ARRAY_SIZE(cases))

static void do_check(const char *base, const struct rule_case *c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		check(base, &c[i], false);
}

#define DISK(text, want, diag) \
	{ "disk = ['" text "']", "disk", "[\"" want "\"]", diag }
#define DISK_REFUSED(text, diag) { "disk = ['" text "']", "disk", NULL, diag }

static void disks(void **state)
{
	static const struct rule_case cases[] = {
		DISK("phy:/dev/vg/a,xvda,w",
		     "format=raw, vdev=xvda, access=rw, target=/dev/vg/a", NULL),
		DISK("phy:vg/a,xvda,r",
		     "format=raw, vdev=xvda, access=r, target=/dev/vg/a", NULL),
		DISK("file:/a,hda,w",
		     "format=raw, vdev=hda, access=rw, target=/a", NULL),
		DISK("file:///a,hda,w",
		     "format=raw, vdev=hda, access=rw, target=/a", NULL),
		DISK("file:a.img,hda,w",
		     "format=raw, vdev=hda, access=rw, target=a.img",
		     "disk-relative"),
		DISK("tap:aio:/a,xvda,w",
		     "format=raw, vdev=xvda, access=rw, target=/a", NULL),
		DISK("tap:tapdisk:aio:/a,xvda,w",
		     "format=raw, vdev=xvda, access=rw, target=/a", NULL),
		DISK("tap:qcow2:/a,xvda,w",
		     "format=qcow2, vdev=xvda, access=rw, target=/a", NULL),
		DISK("tap2:vhd:/a,xvda,w",
		     "format=vhd, vdev=xvda, access=rw, target=/a", NULL),
		DISK("tap:vmdk:/a,xvda,w",
		     "format=raw, vdev=xvda, access=rw, target=/a",
		     "disk-driver-lost"),
		DISK("tap:remus:h:9|aio:/a,xvda,w",
		     "format=raw, vdev=xvda, access=rw, target=/a",
		     "disk-driver-lost"),
		DISK_REFUSED("tap:bogus:/a,xvda,w", "disk-driver"),
		DISK("drbd:res,xvda,w",
		     "format=raw, vdev=xvda, access=rw, script=block-drbd, "
		     "target=res", NULL),
		DISK("npiv:1-2,xvda,w",
		     "format=raw, vdev=xvda, access=rw, script=block-npiv, "
		     "target=1-2", NULL),
		DISK("phy:/dev/a,ioemu:hda,w",
		     "format=raw, vdev=hda, access=rw, target=/dev/a", NULL),
		DISK("phy:/dev/a,/dev/hda1,w",
		     "format=raw, vdev=hda1, access=rw, target=/dev/a", NULL),
		DISK("phy:/dev/a,hda:disk,w",
		     "format=raw, vdev=hda, access=rw, target=/dev/a", NULL),
		DISK("phy:/dev/a,0x301,w",
		     "format=raw, vdev=0x301, access=rw, target=/dev/a", NULL),
		DISK("phy:/dev/a,vda,w",
		     "format=raw, vdev=vda, access=rw, target=/dev/a",
		     "disk-vdev-unknown"),
		DISK("file:/c.iso,hdc:cdrom,r",
		     "format=raw, vdev=hdc, access=r, devtype=cdrom, "
		     "target=/c.iso", NULL),
		DISK("file:/c.iso,hdc:cdrom,w",
		     "format=raw, vdev=hdc, access=r, devtype=cdrom, "
		     "target=/c.iso", "disk-cdrom-mode"),
		DISK(",hdc:cdrom,r",
		     "format=raw, vdev=hdc, access=r, devtype=cdrom", NULL),
		DISK("phy:,hdc:cdrom,r",
		     "format=raw, vdev=hdc, access=r, devtype=cdrom", NULL),
		DISK_REFUSED(",hda,w", "disk-uname"),
		DISK("phy:/dev/a,xvda,w!",
		     "format=raw, vdev=xvda, access=rw, target=/dev/a",
		     "disk-shared"),
		DISK("phy:/dev/a,xvda,ro",
		     "format=raw, vdev=xvda, access=r, target=/dev/a", NULL),
		DISK_REFUSED("phy:/dev/a,xvda,x", "disk-mode"),
		DISK("phy:/dev/a,xvda,w,dom2",
		     "format=raw, vdev=xvda, access=rw, backend=dom2, "
		     "target=/dev/a", NULL),
		DISK("phy:/dev/a,xvda,w,0",
		     "format=raw, vdev=xvda, access=rw, target=/dev/a", NULL),
		DISK("phy:/dev/a,xvda,w,,x86_32-abi",
		     "format=raw, vdev=xvda, access=rw, target=/dev/a",
		     "disk-protocol"),
		DISK("file:/a=b,xvda,w",
		     "format=raw, vdev=xvda, access=rw, target=/a=b", NULL),
		DISK("/dev/a,xvda,w",
		     "format=raw, vdev=xvda, access=rw, target=/dev/a",
		     "disk-no-type"),
		DISK("phy:/dev/a, xvda,w ",
		     "format=raw, vdev=xvda, access=rw, target=/dev/a",
		     "disk-blanks"),
		DISK_REFUSED("phy:/dev/a,xvda", "disk-fields"),
		DISK_REFUSED("phy:/dev/a,xvda,w,0,p,q", "disk-fields"),
		DISK_REFUSED("", "disk-fields"),
		{ "disk = ['phy:/dev/a,xvda,w', 'phy:/dev/b,xvda,w']", "disk",
		  "[\"format=raw, vdev=xvda, access=rw, target=/dev/a\", "
		  "\"format=raw, vdev=xvda, access=rw, target=/dev/b\"]",
		  "disk-twice" },
		{ "disk = ['phy:/dev/a,xvda,r', 'phy:/dev/a,xvdb,r']", "disk",
		  "[\"format=raw, vdev=xvda, access=r, target=/dev/a\", "
		  "\"format=raw, vdev=xvdb, access=r, target=/dev/a\"]",
		  "disk-twice" },
		{ "disk = 'phy:/dev/a,xvda,w'", "disk", NULL,
		  "device-not-list" },
		{ "disk = 5", "disk", NULL, "device-not-list" },
		{ "disk = [5]", "disk", NULL, "device-element-type" },
		{ "disk = ['phy:/dev/a,xvda,w', None]", "disk", NULL,
		  "device-element-type" },
	};

	(void)state;
	CHECK(PV, cases);
}

/* In a file of xm's: what no xm disk can be is xl's, and stays. */
static void disks_in_xl_syntax_are_kept(void **state)
{
	static const struct rule_case cases[] = {
		DISK("/dev/vg/x,raw,xvda,rw",
		     "format=raw, vdev=xvda, access=rw, target=/dev/vg/x",
		     "disk-xl-syntax"),
		DISK("/a.img,,hda,w",
		     "format=raw, vdev=hda, access=rw, target=/a.img",
		     "disk-xl-syntax"),
		DISK("/a.qcow2, qcow2, hda, r",
		     "format=qcow2, vdev=hda, access=r, target=/a.qcow2",
		     "disk-xl-syntax"),
		DISK("vdev=xvda, target=/dev/x",
		     "format=raw, vdev=xvda, access=rw, target=/dev/x", NULL),
		DISK("format=raw, vdev=xvda, access=rw, target=/a,b=c",
		     "format=raw, vdev=xvda, access=rw, target=/a,b=c", NULL),
		DISK("format=raw, vdev=hdc, access=r, devtype=cdrom",
		     "format=raw, vdev=hdc, access=r, devtype=cdrom", NULL),
		DISK_REFUSED("vdev=xvda, access=z, target=/dev/x", NULL),
	};

	(void)state;
	CHECK(PV, cases);
}

static void vifs_of_pv_guests(void **state)
{
	static const struct rule_case cases[] = {
		{ "vif = ['']", "vif", "[\"\"]", NULL },
		{ "vif = ['mac=00:16:3e:00:00:01, bridge = br0 ']", "vif",
		  "[\"mac=00:16:3e:00:00:01,bridge=br0\"]", NULL },
		{ "vif = ['type=ioemu,bridge=b']", "vif", "[\"bridge=b\"]",
		  NULL },
		{ "vif = ['bridge=']", "vif", "[\"\"]", NULL },
		{ "vif = ['rate=10Mb/s@50ms']", "vif",
		  "[\"rate=10Mb/s@50ms\"]", NULL },
		{ "vif = ['rate=much']", "vif", "[\"\"]", "vif-rate" },
		{ "vif = ['policy=p,label=l']", "vif", "[\"\"]",
		  "vif-key-lost" },
		{ "vif = ['mtu=1400']", "vif", "[\"mtu=1400\"]", NULL },
		{ "vif = ['bogus=1']", "vif", NULL, "device-unknown-key" },
		{ "vif = ['bridge=b,']", "vif", NULL, "device-not-pair" },
		{ "vif = ['bridge']", "vif", NULL, "device-not-pair" },
		{ "vif = 'bridge=b'", "vif", NULL, "device-not-list" },
		{ "vif = ['mac=00:16:3e:00:00:01', 'mac=00:16:3e:00:00:01']",
		  "vif", "[\"mac=00:16:3e:00:00:01\", "
		  "\"mac=00:16:3e:00:00:01\"]", "vif-mac-twice" },
		{ "vif = ['bridge=a\\rb']", "vif", NULL, "device-value" },
		{ "vif2 = ['bridge=a\\rb']", "vif", NULL, "device-value" },
		{ "nics = 2", "vif", "[\"\", \"\"]", NULL },
		{ "nics = 2\nvif = ['bridge=b']", "vif",
		  "[\"bridge=b\", \"\"]", NULL },
		{ "vif2 = ['front_mac=00:16:3e:00:00:02,bridge=b']", "vif",
		  "[\"mac=00:16:3e:00:00:02,bridge=b\"]", "vif2-plain" },
	};

	(void)state;
	CHECK(PV, cases);
}

static void vifs_of_hvm_guests_say_their_type(void **state)
{
	static const struct rule_case cases[] = {
		{ "vif = ['']", "vif", "[\"type=ioemu\"]", NULL },
		{ "vif = ['bridge=b, type=ioemu']", "vif",
		  "[\"type=ioemu,bridge=b\"]", NULL },
		{ "vif = ['type=netfront,model=e1000']", "vif",
		  "[\"type=vif,model=e1000\"]", NULL },
		{ "vif = ['type=vif']", "vif", "[\"type=vif\"]", NULL },
		{ "vif = ['type=e1000']", "vif", "[\"type=vif\"]",
		  "vif-type-card" },
	};
	static const struct rule_case meant = {
		"vif = ['type=e1000']", "vif", "[\"type=ioemu,model=e1000\"]",
		NULL
	};

	(void)state;
	CHECK(HVM, cases);
	check(HVM, &meant, true);
}

static void a_lone_string_counts_as_meant(void **state)
{
	static const struct rule_case disk = {
		"disk = 'phy:/dev/a,xvda,w'", "disk",
		"[\"format=raw, vdev=xvda, access=rw, target=/dev/a\"]", NULL
	};

	(void)state;
	check(PV, &disk, true);
}

static void vfbs(void **state)
{
	static const struct rule_case pv[] = {
		{ "vfb = ['type=vnc,vncunused=1']", "vfb",
		  "[\"vncunused=1,vnc=1\"]", NULL },
		{ "vfb = ['type=sdl']", "vfb", "[\"sdl=1,vnc=0,opengl=1\"]",
		  NULL },
		{ "vfb = ['vnc=1']\nkeymap = 'de'", "vfb",
		  "[\"vnc=1,keymap=de\"]", NULL },
		{ "vfb = ['']", "vfb", "[\"vnc=0\"]", NULL },
		{ "vfb = ['vnc=1,videoram=8']", "vfb", "[\"vnc=1\"]",
		  "vfb-key-lost" },
		{ "vfb = ['vnc=yes']", "vfb", NULL, "device-value" },
		{ "vfb = ['bogus=1']", "vfb", NULL, "device-unknown-key" },
	};
	static const struct rule_case hvm[] = {
		{ "vfb = ['type=vnc,vncdisplay=3']", "vncdisplay", "3", NULL },
		{ "vfb = ['type=vnc,vncdisplay=3']", "vnc", "1", NULL },
		{ "vfb = ['type=sdl']", "vnc", "0", NULL },
		{ "vfb = ['type=sdl']", "opengl", "1", NULL },
		{ "vfb = ['vncpasswd=a\\rb']", "vnc", NULL, "device-value" },
		{ "vfb = ['vnc=1', 'sdl=1']", "vnc", "1", "vfb-second" },
	};

	(void)state;
	CHECK(PV, pv);
	CHECK(HVM, hvm);
}

static void pci_devices(void **state)
{
	static const struct rule_case cases[] = {
		{ "pci = ['07:00.0']", "pci", "[\"0000:07:00.0\"]", NULL },
		{ "pci = ['0001:0C:1b.2']", "pci", "[\"0001:0c:1b.2\"]", NULL },
		{ "pci = ['1,2,3']", "pci", "[\"0000:01:02.3\"]", NULL },
		{ "pci = ['03:0.0,']", "pci", "[\"0000:03:00.0\"]", NULL },
		{ "pci = ['07:00.0@1a,msitranslate=YES,power_mgmt=0']", "pci",
		  "[\"0000:07:00.0@1a,msitranslate=1,power_mgmt=0\"]", NULL },
		{ "pci = ['07:00.*']", "pci", "[\"0000:07:00.*\"]", NULL },
		{ "pci = ['07:00.0-2']", "pci", "[\"0000:07:00.0\", "
		  "\"0000:07:00.1\", \"0000:07:00.2\"]", "pci-topology" },
		{ "pci = ['07:00.0,2']", "pci", "[\"0000:07:00.0\", "
		  "\"0000:07:00.2\"]", "pci-topology" },
		{ "pci = ['07:00.3=0,0=1@05']", "pci", "[\"0000:07:00.3@05\", "
		  "\"0000:07:00.0\"]", "pci-topology" },
		{ "pci = ['07:00.0,permissive=1']", "pci",
		  "[\"0000:07:00.0,permissive=1\"]", NULL },
		{ "pci = ['07:00.1-2']", "pci", NULL, "pci-functions" },
		{ "pci = ['07:00.0,0']", "pci", NULL, "pci-functions" },
		{ "pci = ['07:00.1=3']", "pci", NULL, "pci-functions" },
		{ "pci = ['07:00.0,bogus=1']", "pci", NULL, "pci-option" },
		{ "pci = ['07:00.0,msitranslate=2']", "pci", NULL,
		  "pci-option" },
		{ "pci = ['07:00.8']", "pci", NULL, "pci-address" },
		{ "pci = ['07:00.0@20']", "pci", NULL, "pci-address" },
		{ "pci = ['']", "pci", NULL, "pci-address" },
	};

	(void)state;
	CHECK(HVM, cases);
}

static void usb_devices(void **state)
{
	static const struct rule_case cases[] = {
		{ "vusb = ['']", "usbctrl",
		  "[\"type=pv,version=2,ports=8\"]", NULL },
		{ "vusb = ['']", "vusb", "[\"usbver=2,numports=8\"]", NULL },
		{ "vusb = ['usbver=1,numports=2, port_1=1-1.2,port_9=3-1']",
		  "vusb", "[\"usbver=1,numports=2,port_1=1-1.2\"]",
		  "vusb-devices" },
		{ "vusb = ['numports=17']", "vusb", NULL, "vusb-option" },
		{ "vusb = ['usbver=3']", "vusb", NULL, "vusb-option" },
		{ "usbctrl = ['type=pv,version=1,ports=4']\nvusb = ['']",
		  "usbctrl", "[\"type=pv,version=1,ports=4\"]", NULL },
	};

	(void)state;
	CHECK(PV, cases);
}

static void other_devices(void **state)
{
	static const struct rule_case cases[] = {
		{ "vscsi = ['/dev/sdc, 0:0:0:0', ' 2:0:0:1,1:0:0:1, dom']",
		  "vscsi", "[\"/dev/sdc,0:0:0:0\", \"2:0:0:1,1:0:0:1,dom\"]",
		  "vscsi-kept" },
		{ "vscsi = ['/dev/sdc,0:0:0:0', '/dev/sdc,0:0:0:1']", "vscsi",
		  NULL, "vscsi-conflict" },
		{ "vscsi = ['/dev/sdc,0:0:0:0', '/dev/sdd,0:0:0:0']", "vscsi",
		  NULL, "vscsi-conflict" },
		{ "vscsi = ['/dev/sdc,0:0:0:0,a', '/dev/sdd,0:0:0:1,b']",
		  "vscsi", NULL, "vscsi-conflict" },
		{ "vscsi = ['2:0:0:0,host', '/dev/sdd,2:0:0:1']", "vscsi",
		  NULL, "vscsi-conflict" },
		{ "vscsi = ['/dev/sdc']", "vscsi", NULL, "vscsi-fields" },
		{ "vscsi = ['/dev/sdc,0:0:0']", "vscsi", NULL,
		  "vscsi-fields" },
		{ "vtpm = ['backend=dom']", "vtpm", "[\"backend=dom\"]",
		  NULL },
		{ "vtpm = ['instance=1,backend=dom']", "vtpm",
		  "[\"backend=dom\"]", "vtpm-instance-lost" },
		{ "vtpm = ['instance=0,backend=dom']", "vtpm", NULL,
		  "vtpm-instance" },
		{ "vtpm = ['type=x']", "vtpm", NULL, "device-unknown-key" },
		{ "irq = [7, 12]", "irqs", "[\"7\", \"12\"]", NULL },
		{ "irq = ['7']", "irqs", "[\"7\"]", "irq-text" },
		{ "irq = ['x']", "irqs", NULL, "device-value" },
		{ "ioports = ['2f8-2ff', '3f8']", "ioports",
		  "[\"2f8-2ff\", \"3f8\"]", NULL },
		{ "ioports = ['2f8-2ff-300']", "ioports", NULL,
		  "ioports-range" },
		{ "ioports = [760]", "ioports", NULL, "device-element-type" },
		{ "cpuid = ['1:ecx=xxxxxxxxxxx00xxxxxxxxxxxxxxxxxxx']",
		  "cpuid", "[\"1:ecx=xxxxxxxxxxx00xxxxxxxxxxxxxxxxxxx\"]",
		  NULL },
		{ "cpuid = ['0xb,1:eax=0x3']", "cpuid",
		  "[\"11,1:eax=00000000000000000000000000000011\"]", NULL },
		{ "cpuid = ['1:eax=0x1', '1:ebx=0x1']", "cpuid",
		  "[\"1:ebx=00000000000000000000000000000001\"]",
		  "cpuid-twice" },
		{ "cpuid = ['1:eax=101']", "cpuid", NULL, "cpuid-syntax" },
		{ "cpuid = ['0xffffffff:eax=0x1']", "cpuid", NULL,
		  "cpuid-syntax" },
		{ "cpuid = ['1:foo=0x1']", "cpuid", NULL, "cpuid-syntax" },
		{ "cpuid = ['eax=0x1']", "cpuid", NULL, "cpuid-syntax" },
		{ "cpuid = 'host,tm=0'", "cpuid", "\"host,tm=0\"", NULL },
		{ "cpuid = 'host,tm=0\\n'", "cpuid", NULL, "device-value" },
	};
	static const struct rule_case lost[] = {
		{ "access_control = ['policy=p,label=l']", "name", "\"g\"",
		  "acm-lost" },
		{ "access_control = ['a=b', 'c=d']", "name", NULL,
		  "acm-syntax" },
		{ "cpuid = ['1:eax=0x1']\ncpuid_check = ['1:eax=0x1']",
		  "name", "\"g\"", "cpuid-check-lost" },
		{ "cpuid_check = ['1:eax=0x1']", "name", "\"g\"", NULL },
		{ "vtpm = ['instance=1']", "name", "\"g\"",
		  "vtpm-instance-lost" },
	};

	(void)state;
	CHECK(PV, cases);
	CHECK(PV, lost);
}

/* An error stands where the element stands. */
static void errors_have_the_position_of_the_element(void **state)
{
	struct loaded l;
	const struct diag *d;

	(void)state;
	load(&l, PV "disk = [\n  'phy:/dev/a,xvda,w',\n  'oops',\n]\n", NULL,
	     false);
	d = loaded_diag(&l, "disk-fields", "disk");
	assert_non_null(d);
	assert_int_equal(d->pos.line, 5);
	assert_int_equal(d->pos.column, 3);
	unload(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(disks),
		cmocka_unit_test(disks_in_xl_syntax_are_kept),
		cmocka_unit_test(vifs_of_pv_guests),
		cmocka_unit_test(vifs_of_hvm_guests_say_their_type),
		cmocka_unit_test(a_lone_string_counts_as_meant),
		cmocka_unit_test(vfbs),
		cmocka_unit_test(pci_devices),
		cmocka_unit_test(usb_devices),
		cmocka_unit_test(other_devices),
		cmocka_unit_test(errors_have_the_position_of_the_element),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
