/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A client of libxl that needs no Xen: what it calls answers anywhere, and it
 * prints the answers. test_clients.py compiles it for several versions of the
 * API against the system's headers and ours, and runs each on both libraries.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxl.h>
#include <libxl_event.h>
#include <libxl_json.h>
#include <libxl_utils.h>
#include <libxlutil.h>

static xentoollog_logger *quiet;
/*
 * What is called here wants a context only to say what is wrong, and both
 * libraries keep the logger in its first place.
 */
static libxl_ctx *ctx;

static void show(const char *what, char *text)
{
	printf("%s: %s\n", what, text ? text : "none");
	free(text);
}

/* -- contexts ---------------------------------------------------------------- */
static void try_ctx(void)
{
	libxl_ctx *none = (libxl_ctx *)quiet;
	int rc;

	rc = libxl_ctx_alloc(&none, LIBXL_VERSION + 1, 0, quiet);
	printf("another version: %d, %s\n", rc, none ? "one" : "none");
	none = (libxl_ctx *)quiet;
	rc = libxl_ctx_alloc(&none, LIBXL_VERSION, 0, quiet);
	printf("no Xen: %d, %s\n", rc, none ? "one" : "none");
	if (!rc)
		libxl_ctx_free(none);
	printf("freeing none: %d\n", libxl_ctx_free(NULL));
}

/* -- words -------------------------------------------------------------------- */
static void try_words(void)
{
	libxl_domain_type type = LIBXL_DOMAIN_TYPE_INVALID;
	libxl_disk_format format = LIBXL_DISK_FORMAT_UNKNOWN;
	libxl_action_on_shutdown action = 0;
	libxl_event_type event = 0;

	for (int i = -1; i < 8; i++)
		printf("%d: %s, %s, %s, %s\n", i,
		       libxl_domain_type_to_string(i),
		       libxl_disk_format_to_string(i),
		       libxl_shutdown_reason_to_string(i),
		       libxl_scheduler_to_string(i));
	printf("pv: %d", libxl_domain_type_from_string("PV", &type));
	printf(" %d; ", type);
	printf("qcow2: %d", libxl_disk_format_from_string("qcow2", &format));
	printf(" %d; ", format);
	printf("rename: %d", libxl_action_on_shutdown_from_string(
		       "rename-restart", &action));
	printf(" %d; ", action);
	printf("event: %d", libxl_event_type_from_string(
		       "operation_complete", &event));
	printf(" %d\n", event);
	printf("nonsense: %d\n", libxl_domain_type_from_string("xv", &type));
	printf("errors: %s, %s\n", libxl_error_to_string(ERROR_NOMEM),
	       libxl_error_to_string(ERROR_ABORTED));
}

/* -- values ---------------------------------------------------------------------- */
static void try_uuid_texts(void)
{
	static const char *const texts[] = {
		"11223344-5566-7788-99AA-BbCcDdEeFf00",
		"11223344-5566-7788-99aa-bbccddeeff0",
		"11223344-5566-7788-99aa-bbccddeeff000",
		" 1223344-5566-7788-99aa-bbccddeeff00",
		"1122334455-66-7788-99aa-bbccddeeff00",
		"11223344-5566-7788-99aa-bbccddeeff0g",
		"11223344-5566-7788-99aa--bccddeeff00",
		"11223344556677889900aabbccddeeff----", "",
	};
	libxl_uuid uuid, zero;

	memset(&zero, 0, sizeof(zero));
	for (unsigned int i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		uuid = zero;
		printf("uuid %u: %d", i,
		       libxl_uuid_from_string(&uuid, texts[i]));
		printf(" " LIBXL_UUID_FMT, LIBXL_UUID_BYTES(uuid));
		printf(" %d %d\n", libxl_uuid_compare(&uuid, &zero) > 0,
		       libxl_uuid_compare(&zero, &uuid) < 0);
	}
}

static void try_uuid(void)
{
	libxl_uuid a, b;

	printf("uuid: %d", libxl_uuid_from_string(
		       &a, "11223344-5566-7788-99aa-bbccddeeff00"));
	printf(" " LIBXL_UUID_FMT "\n", LIBXL_UUID_BYTES(a));
	printf("no uuid: %d\n", libxl_uuid_from_string(&b, "11223344"));
	memset(&b, 0, sizeof(b));
	printf("nil: %d, %d\n", libxl_uuid_is_nil(&b), libxl_uuid_is_nil(&a));
#if defined(LIBXL_API_VERSION) && LIBXL_API_VERSION < 0x040500
	libxl_uuid_copy(&b, &a);
#else
	libxl_uuid_copy(ctx, &b, &a);
#endif
	printf("copied: %d, %02x\n", libxl_uuid_compare(&a, &b),
	       libxl_uuid_bytearray(&b)[1]);
	libxl_uuid_generate(&b);
	printf("new: %d\n", libxl_uuid_compare(&a, &b) != 0);
	libxl_uuid_clear(&b);
	printf("clear: %d\n", libxl_uuid_is_nil(&b));
	try_uuid_texts();
}

static void try_bitmap(void)
{
	libxl_bitmap a, b, c;
	int n = 0;

	libxl_bitmap_init(&a);
	libxl_bitmap_init(&b);
	libxl_bitmap_init(&c);
	printf("bitmap: %d", libxl_bitmap_alloc(ctx, &a, 21));
	printf(" of %u bytes\n", a.size);
	libxl_bitmap_set(&a, 3);
	libxl_bitmap_set(&a, 17);
	libxl_bitmap_set(&a, 99);
	libxl_bitmap_copy_alloc(ctx, &b, &a);
	libxl_bitmap_reset(&b, 3);
	libxl_for_each_set_bit(n, a)
		printf("bit %d, there too: %d\n", n, libxl_bitmap_test(&b, n));
	printf("%d bits, equal %d, full %d, empty %d\n",
	       libxl_bitmap_count_set(&a),
	       libxl_bitmap_equal(&a, &b, 0), libxl_bitmap_is_full(&a),
	       libxl_bitmap_is_empty(&b));
	show("hex", libxl_bitmap_to_hex_string(ctx, &a));
	printf("or: %d", libxl_bitmap_or(ctx, &c, &a, &b));
	printf(" %d\n", libxl_bitmap_count_set(&c));
	libxl_bitmap_set_any(&b);
	printf("any: %d\n", libxl_bitmap_is_full(&b));
	libxl_bitmap_dispose(&a);
	libxl_bitmap_dispose(&b);
	libxl_bitmap_dispose(&c);
}

static void try_defbool(void)
{
	libxl_defbool b = { 0 };

	printf("defbool: %d %s", libxl_defbool_is_default(b),
	       libxl_defbool_to_string(b));
	libxl_defbool_setdefault(&b, true);
	printf(", %d %s", libxl_defbool_val(b), libxl_defbool_to_string(b));
	libxl_defbool_unset(&b);
	printf(", %d\n", libxl_defbool_is_default(b));
}

static void try_lists(void)
{
	libxl_string_list list = calloc(3, sizeof(char *)), copy = NULL;
	libxl_cpuid_policy_list cpuid = NULL;
	libxl_mac mac = { 0, 0x16, 0x3e, 1, 2, 3 };

	list[0] = strdup("one");
	list[1] = strdup("two");
	libxl_string_list_copy(ctx, &copy, &list);
	printf("list: %d, %s\n", libxl_string_list_length(&copy), copy[1]);
	libxl_string_list_dispose(&list);
	libxl_string_list_dispose(&copy);
	printf("mac: " LIBXL_MAC_FMT "\n", LIBXL_MAC_BYTES(mac));
	printf("cpuid: %d", libxl_cpuid_parse_config(&cpuid, "maxleaf=5"));
	printf(" %d\n", libxl_cpuid_parse_config(&cpuid, "nothing=1"));
	libxl_cpuid_dispose(&cpuid);
}

/* -- types ------------------------------------------------------------------------- */
static void fill(libxl_domain_config *c)
{
	libxl_device_disk *d;

	libxl_domain_config_init(c);
	c->c_info.type = LIBXL_DOMAIN_TYPE_PV;
	c->c_info.name = strdup("client");
	c->on_reboot = LIBXL_ACTION_ON_SHUTDOWN_RESTART;
	libxl_domain_build_info_init(&c->b_info);
	libxl_domain_build_info_init_type(&c->b_info, LIBXL_DOMAIN_TYPE_PV);
	c->b_info.max_vcpus = 3;
	c->b_info.max_memkb = 256 * 1024;
	libxl_defbool_set(&c->b_info.localtime, true);
	c->num_disks = 1;
	c->disks = calloc(1, sizeof(*c->disks));
	d = &c->disks[0];
	libxl_device_disk_init(d);
	d->vdev = strdup("xvda");
	d->pdev_path = strdup("/dev/vg/root");
	d->format = LIBXL_DISK_FORMAT_RAW;
	c->num_nics = 1;
	c->nics = calloc(1, sizeof(*c->nics));
	libxl_device_nic_init(&c->nics[0]);
	c->nics[0].bridge = strdup("xenbr0");
}

static void try_config(void)
{
	libxl_domain_config c, read;
	char *json, *again;

	fill(&c);
	json = libxl_domain_config_to_json(ctx, &c);
	libxl_domain_config_init(&read);
	printf("read: %d\n", libxl_domain_config_from_json(ctx, &read, json));
	again = libxl_domain_config_to_json(ctx, &read);
	printf("the same: %d, disk %s\n", !strcmp(json, again),
	       read.num_disks ? read.disks[0].vdev : "none");
	show("config", json);
	free(again);
	libxl_domain_config_dispose(&c);
	libxl_domain_config_dispose(&read);
	libxl_domain_config_init(&read);
	printf("no JSON: %d\n",
	       libxl_domain_config_from_json(ctx, &read, "{ \"c_info\": 7 }"));
	libxl_domain_config_dispose(&read);
}

static void try_devices(void)
{
	libxl_device_disk disk;
	libxl_device_vfb vfb;
	libxl_device_pci pci;
	libxl_dominfo info;

	libxl_device_disk_init(&disk);
	show("disk", libxl_device_disk_to_json(ctx, &disk));
	libxl_device_disk_dispose(&disk);
	libxl_device_vfb_init(&vfb);
	vfb.vnc.listen = strdup("::1");
	show("vfb", libxl_device_vfb_to_json(ctx, &vfb));
	libxl_device_vfb_dispose(&vfb);
	libxl_device_pci_init(&pci);
	pci.dev = 4;
	show("pci", libxl_device_pci_to_json(ctx, &pci));
	libxl_device_pci_dispose(&pci);
	libxl_dominfo_init(&info);
	show("info", libxl_dominfo_to_json(ctx, &info));
	libxl_dominfo_dispose(&info);
}

/* -- libxlutil ------------------------------------------------------------------------ */
static void try_settings(const char *text)
{
	XLU_Config *cfg = xlu_cfg_init(stdout, "text");
	const char *word = "-";
	XLU_ConfigList *list;
	long number = -1;
	int n = -1;

	printf("reading: %d\n", xlu_cfg_readdata(cfg, text, strlen(text)));
	printf("name %d", xlu_cfg_get_string(cfg, "name", &word, 0));
	printf(" %s, memory %d", word,
	       xlu_cfg_get_long(cfg, "memory", &number, 0));
	printf(" %ld, disk %d", number,
	       xlu_cfg_get_list(cfg, "disk", &list, &n, 0));
	printf(" %d\n", n);
	for (int i = 0; i < n; i++)
		printf("disk %s\n", xlu_cfg_get_listitem(list, i));
	xlu_cfg_destroy(cfg);
}

static void try_xlutil(void)
{
	static const char *const specs[] = {
		"/dev/vg/a,raw,xvda,w", "format=qcow2,vdev=hdb,target=/b",
		"phy:/dev/c,xvdc,r", "vdev=xvdd,cdrom,target=/d.iso",
	};
	XLU_Config *cfg = xlu_cfg_init(stdout, "spec");
	libxl_device_disk disk;

	for (int i = 0; i < 4; i++) {
		libxl_device_disk_init(&disk);
		printf("%s: %d\n", specs[i],
		       xlu_disk_parse(cfg, 1, &specs[i], &disk));
		show("disk", libxl_device_disk_to_json(ctx, &disk));
		libxl_device_disk_dispose(&disk);
	}
	xlu_cfg_destroy(cfg);
	try_settings("name='x'\nmemory=64\ndisk=['a','b']\n");
	try_settings("name=\"y\"\ndisk=[]\n");
}

int main(void)
{
	void **block = calloc(1, 65536);

	quiet = (xentoollog_logger *)xtl_createlogger_stdiostream(
		stderr, XTL_CRITICAL, 0);
	block[0] = quiet;
	ctx = (libxl_ctx *)block;
	try_ctx();
	try_words();
	try_uuid();
	try_bitmap();
	try_defbool();
	try_lists();
	try_config();
	try_devices();
	try_xlutil();
	xtl_logger_destroy(quiet);
	free(block);
	return 0;
}
