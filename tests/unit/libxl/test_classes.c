/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Classes of devices: what each tells its two ends, and reads back. The keys
 * were recorded in Debian 12's dom0 with the distribution's xl.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include <libxl_utils.h>

#include "core/ctx.h"
#include "core/type_json.h"
#include "device/classes.h"
#include "device/pci.h"
#include "fake_host.h"
#include "fake_xs.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static char dir[] = "/tmp/libxl-sys-XXXXXX";

static int setup(void **state)
{
	libxl_ctx *ctx;

	strcpy(dir + strlen(dir) - 6, "XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	ctx = fake_host_open();
	ctx->sys_dir = ctx->lib_dir = dir;
	*state = ctx;
	return 0;
}

/* -- the hypervisor's part, which fake_host.c leaves out --------------------------- */
static uint32_t quarantined;
static int assign_errno;

int xc_assign_device(xc_interface *xch, uint32_t domid, uint32_t address,
		     uint32_t flags)
{
	(void)xch;
	(void)flags;
	assert_int_equal(domid, DOMID_IO);
	errno = assign_errno;
	quarantined = errno ? 0 : address;
	return errno ? -1 : 0;
}

int xc_deassign_device(xc_interface *xch, uint32_t domid, uint32_t address)
{
	(void)xch;
	assert_int_equal(domid, DOMID_IO);
	assert_int_equal(address, 2 << 3);
	quarantined = 0;
	return 0;
}

static int teardown(void **state)
{
	char command[100];

	fake_host_close(*state);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

/* -- keys ------------------------------------------------------------------------ */
static const struct {
	const struct lx_device_class *class;
	const char *json;		/* as the caller gives it */
	const char *back_kind;
	const char *back, *front, *fixed;	/* "key=value key=value" */
	const char *completed;		/* what is read back; NULL: json */
} classes[] = {
	{ &lx_vfb_class,
	  "{\"devid\":0,\"vnc\":{\"enable\":\"True\",\"listen\":\"127.0.0.1\"},\"keymap\":\"de\"}",
	  "vfb", "vnc=1 vnclisten=127.0.0.1 vncdisplay=0 vncunused=1 sdl=0 opengl=0",
	  "", "", NULL },
	{ &lx_vfb_class,
	  "{\"devid\":1,\"vnc\":{\"enable\":\"False\"},\"sdl\":{\"enable\":\"True\",\"display\":\":1\",\"xauthority\":\"/x\"}}",
	  "vfb", "vnc=0 vncdisplay=0 vncunused=0 sdl=1 opengl=0 xauthority=/x display=:1",
	  "", "", NULL },
	{ &lx_vfb_class, "{\"devid\":2}",
	  "vfb", "vnc=1 vnclisten=127.0.0.1 vncdisplay=0 vncunused=1 sdl=0 opengl=0",
	  "", "", NULL },
	{ &lx_vkb_class, "{\"devid\":0}", "vkbd", "", "", "",
	  "{\"devid\":0,\"backend_type\":\"qemu\"}" },
	{ &lx_vkb_class,
	  "{\"devid\":0,\"backend_type\":\"qemu\",\"feature_disable_pointer\":true}",
	  "vkbd", "feature-disable-pointer=1", "", "", NULL },
	{ &lx_vkb_class,
	  "{\"devid\":0,\"backend_type\":\"linux\",\"unique_id\":\"kbd0\",\"feature_abs_pointer\":true,\"feature_multi_touch\":true,\"width\":800,\"height\":600,\"multi_touch_width\":10,\"multi_touch_height\":20,\"multi_touch_num_contacts\":5}",
	  "vinput", "unique-id=kbd0 feature-abs-pointer=1 feature-multi-touch=1 multi-touch-width=10 multi-touch-height=20 multi-touch-num-contacts=5 width=800 height=600",
	  "", "", NULL },
	{ &lx_p9_class,
	  "{\"tag\":\"share\",\"path\":\"/tmp\",\"security_model\":\"none\",\"devid\":0}",
	  "9pfs", "path=/tmp security_model=none", "tag=share", "", NULL },
	{ &lx_pvcalls_class, "{\"devid\":0}", "pvcalls", "", "", "", NULL },
	{ &lx_vtpm_class,
	  "{\"devid\":0,\"uuid\":\"12345678-1234-1234-1234-123456789abc\"}",
	  "vtpm", "handle=0 uuid=12345678-1234-1234-1234-123456789abc resume=False",
	  "handle=0", "", NULL },
	{ &lx_vdispl_class,
	  "{\"devid\":0,\"be_alloc\":true,\"connectors\":[{\"unique_id\":\"id0\",\"width\":1920,\"height\":1080},{\"unique_id\":\"id1\",\"width\":800,\"height\":600}]}",
	  "vdispl", "", "",
	  "be-alloc=1 0/resolution=1920x1080 0/unique-id=id0 1/resolution=800x600 1/unique-id=id1",
	  NULL },
	{ &lx_vsnd_class,
	  "{\"devid\":0,\"short_name\":\"Card\",\"long_name\":\"Mine\",\"params\":{\"sample_rates\":[48000,44100],\"sample_formats\":[\"s16_le\",\"u8\"],\"buffer_size\":65536},\"pcms\":[{\"name\":\"dev1\",\"streams\":[{\"unique_id\":\"0\",\"type\":\"p\"},{\"unique_id\":\"1\",\"type\":\"c\",\"params\":{\"channels_max\":2}}]}]}",
	  "vsnd", "",
	  "long-name=Mine short-name=Card sample-rates=48000,44100 sample-formats=s16_le,u8 buffer-size=65536 0/name=dev1 0/0/unique-id=0 0/0/type=p 0/1/unique-id=1 0/1/type=c 0/1/channels-max=2",
	  "", NULL },
	{ &lx_usbctrl_class, "{\"devid\":0,\"type\":\"qusb\",\"ports\":4}",
	  "qusb", "type=qusb usb-ver=2 num-ports=4 port/1= port/2= port/3= port/4=",
	  "", "", "{\"devid\":0,\"type\":\"qusb\",\"version\":2,\"ports\":4}" },
	{ &lx_usbctrl_class,
	  "{\"devid\":0,\"type\":\"pv\",\"version\":1,\"ports\":2}",
	  "vusb", "type=pv usb-ver=1 num-ports=2 port/1= port/2=", "", "", NULL },
};

static void *device_from(libxl_ctx *ctx, const struct lx_device_class *class,
			 const char *json)
{
	void *dev = calloc(1, class->type->size);
	struct lx_scope s;

	lx_scope_enter(&s, ctx, 1);
	lx_type_init(class->type, dev);
	assert_int_equal(lx_type_read(class->type, &s, lx_json_parse(&s, json),
				      dev), 0);
	lx_scope_leave(&s);
	return dev;
}

static void device_free(const struct lx_device_class *class, void *dev)
{
	lx_type_dispose(class->type, dev);
	free(dev);
}

static const char *keys_text(const struct lx_keys *k)
{
	static char text[3][1000];
	static unsigned int at;
	char *p = text[at++ % 3];

	*p = '\0';
	for (unsigned int i = 0; i < k->nr; i += 2)
		sprintf(p + strlen(p), "%s%s=%s", i ? " " : "", k->list[i],
			k->list[i + 1]);
	return p;
}

static void write_keys(struct lx_scope *s, const char *top,
		       const struct lx_keys *k)
{
	for (unsigned int i = 0; i < k->nr; i += 2)
		assert_int_equal(lx_xs_writef(s, XBT_NULL,
			lx_printf(s, "%s/%s", top, k->list[i]), "%s",
			k->list[i + 1]), 0);
}

/* Writes what the machine would, reads it back, and compares. */
static void check_way_back(struct lx_scope *s, const struct lx_device *d,
			   const struct lx_device_keys *keys,
			   const char *expected)
{
	const struct lx_device_class *class = d->class;
	void *wanted = device_from(s->ctx, class, expected), *list;
	char *ours, *theirs;
	int nr;

	fake_xs_set(lx_printf(s, "%s/backend", lx_device_note(s, d)),
		    lx_device_back(s, d));
	write_keys(s, lx_device_note(s, d), &keys->back);
	write_keys(s, lx_device_back(s, d), &keys->back);
	write_keys(s, lx_device_front(s, d), &keys->front);
	write_keys(s, lx_device_front(s, d), &keys->front_fixed);
	list = lx_device_list(s->ctx, 1, class, &nr);
	assert_int_equal(nr, 1);
	ours = lx_type_to_json(class->type, list);
	theirs = lx_type_to_json(class->type, wanted);
	assert_string_equal(ours, theirs);
	free(ours);
	free(theirs);
	lx_device_list_free(class, list, nr);
	device_free(class, wanted);
	fake_xs_remove("/libxl/1");
	fake_xs_remove("/local/domain/1");
}

static void keys_are_those_of_the_distribution(void **state)
{
	struct lx_scope s;

	for (size_t i = 0; i < ARRAY_SIZE(classes); i++) {
		const struct lx_device_class *class = classes[i].class;
		void *dev = device_from(*state, class, classes[i].json);
		struct lx_device_keys keys = { 0 };
		struct lx_device d;

		print_message("case %zu: %s %s\n", i, class->name,
			      classes[i].json);
		lx_scope_enter(&s, *state, 1);
		keys.back.s = keys.front.s = keys.front_fixed.s = &s;
		if (class->complete)
			assert_int_equal(class->complete(&s, 1, dev, NULL), 0);
		assert_int_equal(lx_device_locate(&s, 1, class, dev, &d), 0);
		assert_string_equal(d.back_kind, classes[i].back_kind);
		if (class->to_xs)
			assert_int_equal(class->to_xs(&s, &d, dev, &keys), 0);
		assert_string_equal(keys_text(&keys.back), classes[i].back);
		assert_string_equal(keys_text(&keys.front), classes[i].front);
		assert_string_equal(keys_text(&keys.front_fixed),
				    classes[i].fixed);
		if (class->from_xs)
			check_way_back(&s, &d, &keys, classes[i].completed
				       ? classes[i].completed
				       : classes[i].json);
		lx_scope_leave(&s);
		device_free(class, dev);
	}
}

/* -- refused ---------------------------------------------------------------------- */
static const struct {
	const struct lx_device_class *class;
	const char *json;
	const char *message;
} refused[] = {
	{ &lx_vfb_class,
	  "{\"devid\":3,\"vnc\":{\"listen\":\"0.0.0.0:2\",\"display\":4}}",
	  "vfb 3: vnclisten=0.0.0.0:2 names a display, and so does vncdisplay=4" },
	{ &lx_vfb_class, "{\"devid\":3,\"vnc\":{\"display\":-1}}",
	  "vncdisplay=-1 is outside 0-59635" },
	{ &lx_usbctrl_class, "{\"devid\":1,\"type\":\"devicemodel\"}",
	  "usbctrl 1: only HVM guests" },
	{ &lx_usbctrl_class, "{\"devid\":1,\"version\":3}",
	  "version=3: PV controllers are 1 or 2" },
	{ &lx_usbctrl_class, "{\"devid\":1,\"ports\":99}",
	  "ports=99 is outside 1-31" },
};

static void what_makes_no_sense_is_refused(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		const struct lx_device_class *class = refused[i].class;
		void *dev = device_from(*state, class, refused[i].json);
		struct lx_scope s;

		fake_host_log();
		lx_scope_enter(&s, *state, 1);
		assert_int_equal(class->complete(&s, 1, dev, NULL), ERROR_INVAL);
		lx_scope_leave(&s);
		assert_non_null(strstr(fake_host_log(), refused[i].message));
		device_free(class, dev);
	}
}

/* -- a vTPM by its uuid, displays' and cards' infos ------------------------------------ */
static void put_ends(const char *kind, const char *back_kind)
{
	char path[100], value[100];

	snprintf(path, sizeof(path), "/libxl/1/device/%s/0/backend", kind);
	snprintf(value, sizeof(value), "/local/domain/0/backend/%s/1/0",
		 back_kind);
	fake_xs_set(path, value);
	snprintf(path, sizeof(path), "/local/domain/1/device/%s/0/state", kind);
	fake_xs_set(path, "4");
}

static void a_vtpm_is_found_by_its_uuid(void **state)
{
	libxl_device_vtpm vtpm;
	libxl_vtpminfo info;
	libxl_uuid uuid;

	put_ends("vtpm", "vtpm");
	fake_xs_set("/libxl/1/device/vtpm/0/uuid",
		    "12345678-1234-1234-1234-123456789abc");
	fake_xs_set("/local/domain/1/device/vtpm/0/event-channel", "7");
	libxl_uuid_from_string(&uuid, "12345678-1234-1234-1234-123456789abc");
	assert_int_equal(libxl_uuid_to_device_vtpm(*state, 1, &uuid, &vtpm), 0);
	assert_int_equal(libxl_device_vtpm_getinfo(*state, 1, &vtpm, &info), 0);
	assert_int_equal(info.evtch, 7);
	assert_int_equal(info.state, 4);
	assert_int_equal(libxl_uuid_compare(&info.uuid, &uuid), 0);
	libxl_vtpminfo_dispose(&info);
	libxl_device_vtpm_dispose(&vtpm);
	libxl_uuid_generate(&uuid);
	assert_int_equal(libxl_uuid_to_device_vtpm(*state, 1, &uuid, &vtpm),
			 ERROR_INVAL);
	libxl_device_vtpm_dispose(&vtpm);
}

static void connectors_and_streams_have_infos(void **state)
{
	libxl_device_vdispl displ;
	libxl_device_vsnd card;
	libxl_vdisplinfo shown;
	libxl_vsndinfo heard;

	put_ends("vdispl", "vdispl");
	fake_xs_set("/local/domain/1/device/vdispl/0/be-alloc", "1");
	fake_xs_set("/local/domain/1/device/vdispl/0/0/unique-id", "a");
	fake_xs_set("/local/domain/1/device/vdispl/0/0/resolution", "8x6");
	fake_xs_set("/local/domain/1/device/vdispl/0/0/evt-ring-ref", "12");
	assert_int_equal(libxl_devid_to_device_vdispl(*state, 1, 0, &displ), 0);
	assert_int_equal(libxl_device_vdispl_getinfo(*state, 1, &displ, &shown), 0);
	assert_true(shown.be_alloc);
	assert_int_equal(shown.num_connectors, 1);
	assert_int_equal(shown.connectors->width, 8);
	assert_int_equal(shown.connectors->evt_rref, 12);
	assert_int_equal(shown.connectors->req_rref, -1);
	libxl_vdisplinfo_dispose(&shown);
	libxl_device_vdispl_dispose(&displ);

	put_ends("vsnd", "vsnd");
	fake_xs_set("/local/domain/1/device/vsnd/0/0/name", "p");
	fake_xs_set("/local/domain/1/device/vsnd/0/0/0/type", "p");
	fake_xs_set("/local/domain/1/device/vsnd/0/0/1/type", "c");
	fake_xs_set("/local/domain/1/device/vsnd/0/0/1/ring-ref", "9");
	assert_int_equal(libxl_devid_to_device_vsnd(*state, 1, 0, &card), 0);
	assert_int_equal(libxl_device_vsnd_getinfo(*state, 1, &card, &heard), 0);
	assert_int_equal(heard.num_vsnd_pcms, 1);
	assert_int_equal(heard.pcms->num_vsnd_streams, 2);
	assert_int_equal(heard.pcms->streams[1].req_rref, 9);
	assert_int_equal(heard.pcms->streams[0].req_rref, -1);
	libxl_vsndinfo_dispose(&heard);
	libxl_device_vsnd_dispose(&card);
}

/* A frontend is the guest's: what it may have put there is checked. */
static void a_broken_stream_is_an_error(void **state)
{
	libxl_device_vsnd card;

	put_ends("vsnd", "vsnd");
	fake_xs_set("/local/domain/1/device/vsnd/0/0/0/type", "both");
	assert_int_equal(libxl_devid_to_device_vsnd(*state, 1, 0, &card),
			 ERROR_FAIL);
	libxl_device_vsnd_dispose(&card);
	assert_non_null(strstr(fake_host_log(), "type is \"both\", not p or c"));
}

/* -- a host's sysfs ------------------------------------------------------------------ */
static void put_file(const char *path, const char *text)
{
	char full[300], command[400];
	FILE *f;

	snprintf(full, sizeof(full), "%s/%s", dir, path);
	snprintf(command, sizeof(command), "mkdir -p $(dirname %s)", full);
	assert_int_equal(system(command), 0);
	f = fopen(full, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static const char *file_text(const char *path)
{
	static char text[200];
	char full[300];
	FILE *f;
	size_t n;

	snprintf(full, sizeof(full), "%s/%s", dir, path);
	f = fopen(full, "r");
	n = f ? fread(text, 1, sizeof(text) - 1, f) : 0;
	if (f)
		fclose(f);
	text[n] = '\0';
	return text;
}

static void make_link(const char *from, const char *to)
{
	char a[300], b[300];

	snprintf(a, sizeof(a), "%s/%s", dir, from);
	snprintf(b, sizeof(b), "%s/%s", dir, to);
	assert_int_equal(symlink(b, a), 0);
}

static void usb_host(void)
{
	put_file("bus/usb/devices/usb1/busnum", "1\n");
	put_file("bus/usb/devices/usb1/devnum", "1\n");
	put_file("bus/usb/devices/1-2/busnum", "1\n");
	put_file("bus/usb/devices/1-2/devnum", "5\n");
	put_file("bus/usb/devices/1-2:1.0/busnum", "1\n");
	fake_xs_set("/libxl/1/device/vusb/0/backend",
		    "/local/domain/0/backend/qusb/1/0");
	fake_xs_set("/libxl/1/device/vusb/0/num-ports", "2");
	fake_xs_set("/local/domain/0/backend/qusb/1/0/port/1", "");
	fake_xs_set("/local/domain/0/backend/qusb/1/0/port/2", "");
}

static void a_usb_device(libxl_device_usbdev *dev, int bus, int address)
{
	libxl_device_usbdev_init(dev);
	libxl_device_usbdev_init_type(dev, LIBXL_USBDEV_TYPE_HOSTDEV);
	dev->u.hostdev.hostbus = bus;
	dev->u.hostdev.hostaddr = address;
}

static void usb_devices_are_at_ports(void **state)
{
	libxl_device_usbdev dev, found, *list;
	int nr;

	fake_host_domain(1, 0);
	usb_host();
	a_usb_device(&dev, 1, 5);
	dev.port = 2;
	assert_int_equal(libxl_device_usbdev_add(*state, 1, &dev, NULL), 0);
	assert_int_equal(dev.ctrl, 0);
	assert_string_equal(fake_xs_value("/local/domain/0/backend/qusb/1/0/port/2"),
			    "1-2");
	list = libxl_device_usbdev_list(*state, 1, &nr);
	assert_int_equal(nr, 1);
	assert_int_equal(list->port, 2);
	assert_int_equal(list->u.hostdev.hostaddr, 5);
	libxl_device_usbdev_list_free(list, nr);
	assert_int_equal(libxl_ctrlport_to_device_usbdev(*state, 1, 0, 2,
							 &found), 0);
	assert_int_equal(found.u.hostdev.hostbus, 1);
	libxl_device_usbdev_dispose(&found);
	/* once only */
	dev.ctrl = -1;
	dev.port = 0;
	assert_int_equal(libxl_device_usbdev_add(*state, 1, &dev, NULL),
			 ERROR_INVAL);
	assert_non_null(strstr(fake_host_log(), "USB device 1-2 is in use by domain 1"));
	assert_int_equal(libxl_device_usbdev_remove(*state, 1, &dev, NULL), 0);
	assert_string_equal(fake_xs_value("/local/domain/0/backend/qusb/1/0/port/2"),
			    "");
	assert_int_equal(libxl_device_usbdev_remove(*state, 1, &dev, NULL),
			 ERROR_INVAL);
	libxl_device_usbdev_dispose(&dev);
}

static void usb_devices_that_cannot_be(void **state)
{
	libxl_device_usbdev dev;

	usb_host();
	a_usb_device(&dev, 1, 6);
	assert_int_equal(libxl_device_usbdev_add(*state, 1, &dev, NULL),
			 ERROR_INVAL);
	assert_non_null(strstr(fake_host_log(), "none at bus 1, address 6"));
	dev.u.hostdev.hostaddr = 5;
	dev.ctrl = 3;
	dev.port = 1;
	assert_int_equal(libxl_device_usbdev_add(*state, 1, &dev, NULL),
			 ERROR_INVAL);
	assert_non_null(strstr(fake_host_log(), "USB controller 3, port 1: not there"));
	libxl_device_usbdev_dispose(&dev);
}

static void pci_host(void)
{
	put_file("bus/pci/devices/0000:00:02.0/class", "0x020000\n");
	put_file("bus/pci/drivers/e1000e/unbind", "");
	put_file("bus/pci/drivers/e1000e/bind", "");
	put_file("bus/pci/drivers/pciback/slots", "0000:00:01.0\n");
	put_file("bus/pci/drivers/pciback/new_slot", "");
	put_file("bus/pci/drivers/pciback/remove_slot", "");
	put_file("bus/pci/drivers/pciback/bind", "");
	put_file("bus/pci/drivers/pciback/unbind", "");
	make_link("bus/pci/devices/0000:00:02.0/driver",
		  "bus/pci/drivers/e1000e");
}

static void a_pci_device_becomes_assignable(void **state)
{
	libxl_device_pci pci;
	char expected[200];

	pci_host();
	libxl_device_pci_init(&pci);
	assert_true(lx_pci_parse("0000:00:02.0", &pci));
	pci.name = strdup("lan");
	assert_int_equal(libxl_device_pci_assignable_add(*state, &pci, 1), 0);
	assert_string_equal(file_text("bus/pci/drivers/e1000e/unbind"),
			    "0000:00:02.0");
	assert_string_equal(file_text("bus/pci/drivers/pciback/new_slot"),
			    "0000:00:02.0");
	assert_string_equal(file_text("bus/pci/drivers/pciback/bind"),
			    "0000:00:02.0");
	snprintf(expected, sizeof(expected), "%s/bus/pci/drivers/e1000e", dir);
	assert_string_equal(fake_xs_value("/libxl/pciback/0000-00-02-0/driver_path"),
			    expected);
	assert_string_equal(fake_xs_value("/libxl/pciback/0000-00-02-0/name"),
			    "lan");
	assert_int_equal(quarantined, 2 << 3);
	/* Without an IOMMU there is no quarantine, and no need of one. */
	assign_errno = ENODEV;
	assert_int_equal(libxl_device_pci_assignable_add(*state, &pci, 0), 0);
	assign_errno = EBUSY;
	assert_int_equal(libxl_device_pci_assignable_add(*state, &pci, 0),
			 ERROR_FAIL);
	assign_errno = 0;
	libxl_device_pci_dispose(&pci);
}

static void it_goes_back_by_its_name(void **state)
{
	char path[200];
	libxl_device_pci pci, *list;
	int nr;

	pci_host();
	snprintf(path, sizeof(path), "%s/bus/pci/devices/0000:00:02.0/driver",
		 dir);
	unlink(path);
	make_link("bus/pci/devices/0000:00:02.0/driver",
		  "bus/pci/drivers/pciback");
	make_link("bus/pci/drivers/pciback/0000:00:02.0",
		  "bus/pci/devices/0000:00:02.0");
	put_file("bus/pci/drivers/pciback/slots", "0000:00:02.0\n");
	snprintf(path, sizeof(path), "%s/bus/pci/drivers/e1000e", dir);
	fake_xs_set("/libxl/pciback/0000-00-02-0/driver_path", path);
	fake_xs_set("/libxl/pciback/0000-00-02-0/name", "lan");
	list = libxl_device_pci_assignable_list(*state, &nr);
	assert_int_equal(nr, 1);
	assert_int_equal(list->dev, 2);
	assert_string_equal(list->name, "lan");
	libxl_device_pci_assignable_list_free(list, nr);

	libxl_device_pci_init(&pci);
	pci.name = strdup("lan");
	assert_int_equal(libxl_device_pci_assignable_remove(*state, &pci, 1), 0);
	assert_string_equal(file_text("bus/pci/drivers/pciback/unbind"),
			    "0000:00:02.0");
	assert_string_equal(file_text("bus/pci/drivers/pciback/remove_slot"),
			    "0000:00:02.0");
	assert_string_equal(file_text("bus/pci/drivers/e1000e/bind"),
			    "0000:00:02.0");
	assert_null(fake_xs_value("/libxl/pciback/0000-00-02-0/driver_path"));
	/* now nothing has that name */
	assert_int_equal(libxl_device_pci_assignable_remove(*state, &pci, 1),
			 ERROR_INVAL);
	libxl_device_pci_dispose(&pci);
}

static void pci_troubles_are_said(void **state)
{
	libxl_device_pci pci;
	int nr;

	libxl_device_pci_init(&pci);
	assert_true(lx_pci_parse("0000:00:09.1", &pci));
	assert_int_equal(libxl_device_pci_assignable_add(*state, &pci, 0),
			 ERROR_FAIL);
	assert_non_null(strstr(fake_host_log(), "0000:00:09.1: the host has no such"));
	assert_null(libxl_device_pci_assignable_list(*state, &nr));
	assert_int_equal(nr, 0);
	assert_non_null(strstr(fake_host_log(), "modprobe xen-pciback"));
	assert_int_equal(libxl_device_pci_add(*state, 1, &pci, NULL), ERROR_FAIL);
	assert_non_null(strstr(fake_host_log(), "is not assignable; make it so"));
}

static void pci_devices_of_a_domain_are_listed(void **state)
{
	libxl_device_pci *list;
	int nr;

	fake_xs_set("/libxl/1/device/pci/0/backend",
		    "/local/domain/0/backend/pci/1/0");
	fake_xs_set("/local/domain/0/backend/pci/1/0/num_devs", "2");
	fake_xs_set("/local/domain/0/backend/pci/1/0/dev-0", "0000:00:1f.2");
	fake_xs_set("/local/domain/0/backend/pci/1/0/opts-0",
		    "msitranslate=0,power_mgmt=1,permissive=0");
	fake_xs_set("/local/domain/0/backend/pci/1/0/dev-1", "0001:02:03.4");
	fake_xs_set("/local/domain/0/backend/pci/1/0/vdevfn-1", "28");
	list = libxl_device_pci_list(*state, 1, &nr);
	assert_int_equal(nr, 2);
	assert_int_equal(list[0].func, 2);
	assert_true(list[0].power_mgmt);
	assert_false(list[0].permissive);
	assert_int_equal(list[1].domain, 1);
	assert_int_equal(list[1].vdevfn, 0x28);
	libxl_device_pci_list_free(list, nr);
	fake_xs_set("/local/domain/0/backend/pci/1/0/dev-1", "nothing");
	assert_null(libxl_device_pci_list(*state, 1, &nr));
	assert_int_equal(nr, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(keys_are_those_of_the_distribution, setup, teardown),
		cmocka_unit_test_setup_teardown(what_makes_no_sense_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(a_vtpm_is_found_by_its_uuid, setup, teardown),
		cmocka_unit_test_setup_teardown(connectors_and_streams_have_infos, setup, teardown),
		cmocka_unit_test_setup_teardown(a_broken_stream_is_an_error, setup, teardown),
		cmocka_unit_test_setup_teardown(usb_devices_are_at_ports, setup, teardown),
		cmocka_unit_test_setup_teardown(usb_devices_that_cannot_be, setup, teardown),
		cmocka_unit_test_setup_teardown(a_pci_device_becomes_assignable, setup, teardown),
		cmocka_unit_test_setup_teardown(it_goes_back_by_its_name, setup, teardown),
		cmocka_unit_test_setup_teardown(pci_troubles_are_said, setup, teardown),
		cmocka_unit_test_setup_teardown(pci_devices_of_a_domain_are_listed, setup, teardown),
	};

	return cmocka_run_group_tests_name("classes", tests, NULL, NULL);
}
