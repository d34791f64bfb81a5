/* SPDX-License-Identifier: LGPL-2.1-only */
/* A converted config is its own conversion, and means the same to xl. */
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
#include "load.h"
#include "xlcfg/keys.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define PV "name = 'g'\nkernel = '/k'\n"
#define HVM "name = 'g'\nbuilder = 'hvm'\n"
#define XL_HVM "name = 'g'\ntype = 'hvm'\n"

static const char *const configs[] = {
	PV,
	HVM,
	"name = 'g'\nvcpus = 2\nmaxvcpus = 4\ncpus = '0-3,^1'\n",
	"name = 'g'\nbootloader = '/x/loader'\nkernel = '/boot/inside'\n",
	PV "bootargs = 'x'\ncpu_cap = 50\ncpu_weight = 300\n",
	PV "vcpus = 2\ncpus = ['0', '2-3']\ntsc_mode = 2\nnomigrate = 1\n",
	PV "root = '/dev/xvda1'\nextra = '4'\nip = '10.0.0.2'\n",
	PV "nfs_server = '10.0.0.1'\nnfs_root = '/r'\nroot = '/dev/nfs'\n",
	PV "memory = '64'\nmaxmem = 128\nuuid = '0123456789ABCDEF"
	   "0123456789abcdef'\ndescription = 'x'\non_xend_start = 'start'\n",
	PV "disk = ['phy:vg/a,xvda,w', 'file:/s,xvdb,w!', "
	   "'tap:qcow2:/q,xvdc,r', 'drbd:res,xvdd,w', "
	   "'phy:/dev/x,xvde,w,backend1']\n",
	PV "vif = ['', 'mac=00:16:3e:00:00:01, bridge=br0', "
	   "'ip=10.0.0.2, rate=10Mb/s']\nnics = 4\n",
	PV "vfb = ['type=vnc,vncunused=1,keymap=de']\nkeymap = 'fr'\n",
	PV "pci = ['07:00.0-1,msitranslate=yes', '0000:08:1f.*@1a']\n",
	PV "vscsi = ['/dev/sdc, 0:0:0:0', '2:0:0:0,host']\n",
	PV "vusb = ['usbver=1,numports=2,port_1=1-1.2', '']\n",
	PV "irq = [7, 8]\nioports = ['2f8-2ff', '3f8']\n",
	HVM "cpuid = ['1:ecx=xxxxxxxxxxx00xxxxxxxxxxxxxxxxxxx,eax=0x3']\n",
	HVM "disk = ['file:/a,hda,w', ',hdc:cdrom,r']\n"
	    "vif = ['', 'type=netfront', 'type=ioemu,model=e1000']\n"
	    "cdrom = '/c.iso'\nne2000 = 1\nnics = 5\n",
	HVM "vnc = 1\nsdl = 1\nvncpasswd = ''\nvncdisplay = 3\n"
	    "keymap = 'de'\n",
	HVM "vfb = ['type=vnc,vncunused=1']\n",
	HVM "nographic = 1\nvnc = 1\nserial = ['pty', 'file:/x']\n",
	HVM "kernel = '/fw.bin'\nrtc_timeoffset = -3600\nlocaltime = 1\n",
	HVM "loader = 'hvmloader'\nkernel = '/k'\nramdisk = '/r'\n"
	    "extra = 'x'\nroot = '/dev/sda'\n",
	HVM "fda = '/f'\nmonitor = 1\nparallel = 'pty'\n"
	    "device_model = '/x/stubdom-dm'\n",
	HVM "timer_mode = 3\nviridian = 1\nhpet = 1\nacpi = '0'\n"
	    "apic = 2\nusb = 1\nusbdevice = 'tablet'\nvideoram = 16\n"
	    "stdvga = 1\nsoundhw = 'sb16'\npci = ['00:1b.0']\n"
	    "gfx_passthru = 1\nxen_platform_pci = 0\nboot = 'dc'\n",
	HVM "device_model = '/x/dm'\nrestart = 'always'\nnetif = 1\n",
	/* xl's keys in a file that is xm's otherwise */
	HVM "bios = 'ovmf'\nusbdevice = ['tablet', 'mouse']\n"
	    "viridian = ['base']\nspice = 1\ncap = 10\n"
	    "device_model_args_hvm = ['-x']\nfda = '/f'\n",
	PV "bootloader_args = '-a -b'\nnx = 1\n",
	/* xl's own text */
	"type = 'hvm'\nname = 'g'\n",
	"type = 'pvh'\nname = 'g'\nkernel = '/k'\ncmdline = 'x'\n",
	"type = 'pv'\nname = 'g'\nkernel = '/k'\nvnc = 1\nacpi = 1\n",
	XL_HVM "kernel = '/boot/vmlinuz'\nmemory = 5\n"
	       "disk = ['/x,raw,hda,rw']\nvif = ['mac=00:16:3e:00:00:01']\n",
};

static char *printed(const struct tree *t)
{
	struct print_layout layout = { 0 };
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	assert_non_null(f);
	for (size_t i = 0; i < t->n; i++) {
		fprintf(f, "%s = ", t->v[i].name);
		assert_int_equal(print_value(f, t->v[i].value, &layout), 0);
		fputc('\n', f);
	}
	fclose(f);
	return text;
}

static struct tree *read_by_xl(struct loaded *l, const char *text)
{
	struct lang_options opt = { .dialect = DIALECT_XL };
	struct lang_parsed p = { 0 };

	assert_int_equal(lang_parse(l->arena, "again.cfg", text, strlen(text),
				    &opt, &p, &l->diags), LANG_OK);
	return xl_canonical(l->arena, p.tree, "again.cfg", &l->diags);
}

static void check_equal(struct loaded *l, const struct tree *again,
			const char *config, const char *text, const char *how)
{
	if (again && tree_equal(l->xl, again))
		return;
	diags_print(stderr, &l->diags, DIAG_WARNING);
	fail_msg("%s\nbecomes\n%s\nwhich %s becomes\n%s", config, text, how,
		 again ? printed(again) : "nothing");
}

static void converts_to_itself_in_both_dialects(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(configs); i++) {
		struct loaded first, again;
		char *text;

		load(&first, configs[i], NULL, false);
		if (!first.xl) {
			diags_print(stderr, &first.diags, DIAG_ERROR);
			fail_msg("%s\nis refused", configs[i]);
		}
		text = printed(first.xl);
		load(&again, text, NULL, false);
		check_equal(&first, again.xl, configs[i], text, "in xm");
		unload(&again);
		check_equal(&first, read_by_xl(&first, text), configs[i],
			    text, "in xl");
		free(text);
		unload(&first);
	}
}

/* What a file of xl's leaves out has xl's default, not xm's. */
static void text_of_xl_keeps_its_meaning(void **state)
{
	static const struct {
		const char *text, *key, *want;
	} cases[] = {
		{ "type = 'hvm'\nname = 'g'", "vnc", "1" },
		{ "type = 'hvm'\nname = 'g'", "hpet", "1" },
		{ "type = 'hvm'\nname = 'g'", "on_crash", "\"destroy\"" },
		{ "type = 'pvh'\nname = 'g'\nkernel = '/k'", "type",
		  "\"pvh\"" },
		{ "type = 'pv'\nname = 'g'\nkernel = '/k'", "memory", "32" },
		/* with xm's word for it the file is xm's */
		{ "type = 'hvm'\nbuilder = 'hvm'\nname = 'g'", "vnc", "0" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct loaded l;

		load(&l, cases[i].text, NULL, false);
		assert_non_null(l.xl);
		assert_string_equal(loaded_key(&l, cases[i].key),
				    cases[i].want);
		unload(&l);
	}
}

/* Each key of the result knows the name in the file that it came from. */
static void origins_lead_to_the_file(void **state)
{
	static const struct {
		const char *key, *name;
	} cases[] = {
		{ "name", "name" }, { "type", "builder" }, { "cap", "cpu_cap" },
		{ "memory", "memory" }, { "disk", "disk" },
		{ "on_crash", NULL }, { "vcpus", NULL },
	};
	struct loaded l;

	load(&l, HVM "cpu_cap = 5\nmemory = '64'\n"
	     "disk = ['phy:/dev/a,hda,w']\n", NULL, false);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct binding *b = tree_find(l.xl, cases[i].key);

		assert_non_null(b);
		assert_ptr_equal(b->origin, cases[i].name ?
				 tree_find(l.names, cases[i].name) : NULL);
	}
	unload(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(converts_to_itself_in_both_dialects),
		cmocka_unit_test(text_of_xl_keeps_its_meaning),
		cmocka_unit_test(origins_lead_to_the_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
