/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Prints what libxlutil makes of texts; test_xlutil.py runs it on the system's
 * library and on ours. What a refused text left behind is not printed. With
 * files as arguments it prints what is set in them.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxlutil.h>

static FILE *sink;

static void print_json(const char *what, const char *text, int rc, char *json)
{
	printf("%s \"%s\": %s\n", what, text, rc ? "refused" : json);
	free(json);
}

/* -- config files --------------------------------------------------------------- */

static const char *const configs[] = {
	"a=1\nb='x'\nl=['p','q',['r']]\nm=[]\n",
	"a=\n",
	"a='x\nb=2\n",
	"a=1;b=2 # c\nl=['x',]\n a=3\n",
	"b+='y'\nl=['1']\nl+=['2']\na='p'\na+='q'\n",
	"",
	"a=99\nb=\"\"\nl='nolist'\nm=['']",
	"a=99999999999999999999\nb=5x\n",
	"a=True\n",
	"a=08\nb= 7\nl=0x1F\n",
	"a='it\\'s'\nb=\"q\\\"q\"\nl=[1,\n2,\n # c\n3]\n",
};

static void print_items(const XLU_Config *cfg, XLU_ConfigList *list, int n)
{
	for (int i = -1; i <= n; i++) {
		XLU_ConfigValue *v = xlu_cfg_get_listitem2(list, i);
		const char *text = xlu_cfg_get_listitem(list, i);
		XLU_ConfigList *inner;
		char *s;

		printf("  [%d] %s", i, text ? text : "-");
		if (v)
			printf(" type %d string %d list %d",
			       xlu_cfg_value_type(v),
			       xlu_cfg_value_get_string(cfg, v, &s, 0),
			       xlu_cfg_value_get_list(cfg, v, &inner, 0));
		printf("\n");
	}
}

static void print_setting(const XLU_Config *cfg, const char *name)
{
	char *copy = strdup("old");
	const char *text = "unset";
	libxl_string_list strings = NULL;
	XLU_ConfigList *list = NULL;
	libxl_defbool b = { 0 };
	long n = 99, bounded = 99;
	int rc[7], entries = -7;

	rc[0] = xlu_cfg_get_string(cfg, name, &text, 0);
	rc[1] = xlu_cfg_get_long(cfg, name, &n, 0);
	rc[2] = xlu_cfg_get_bounded_long(cfg, name, 0, 10, &bounded, 0);
	rc[3] = xlu_cfg_get_defbool(cfg, name, &b, 0);
	rc[4] = xlu_cfg_get_list(cfg, name, &list, &entries, 0);
	rc[5] = xlu_cfg_get_list_as_string_list(cfg, name, &strings, 0);
	rc[6] = xlu_cfg_replace_string(cfg, name, &copy, 1);
	printf("%s: %d %s, %d %ld, %d %ld, %d %s, %d %d, %d, %d %s\n", name,
	       rc[0], text, rc[1], n, rc[2], bounded, rc[3],
	       libxl_defbool_to_string(b), rc[4], entries, rc[5], rc[6], copy);
	if (list)
		print_items(cfg, list, entries);
	libxl_string_list_dispose(&strings);
	free(copy);
}

static void try_config(const char *text)
{
	static const char *const names[] = { "a", "b", "l", "m", "none" };
	XLU_Config *cfg = xlu_cfg_init(sink, "file");
	int rc = xlu_cfg_readdata(cfg, text, strlen(text));

	printf("config: %d\n", rc);
	for (int i = 0; !rc && i < 5; i++)
		print_setting(cfg, names[i]);
	xlu_cfg_destroy(cfg);
}

/* -- devices ---------------------------------------------------------------- */

static const char *const disks[] = {
	"/dev/vg/x,raw,xvda,rw", "phy:/dev/x,xvda,w", "file:/a,hda:cdrom,r",
	",empty,hdc,r,devtype=cdrom", "vdev=hda,target=/a", "/a,xvda", "/a", "",
	"format=qcow2, vdev=hda, access=rw, target=/a,b,c", "iscsi:foo,xvda,w",
	"tap:qcow:/a,xvda,w", "/a,raw,xvda,rw,script=foo,discard", "/a,,xvda,,",
	"/a,raw,xvda,no-discard,direct-io-safe", "/a,foo,xvda", "fd0,x",
	"/a,raw,xvda,zz", "backendtype=qdisk,vdev=a,target=b",
	"backendtype=zz,vdev=a,target=b", "vdev=a,target=b,backend=dom1",
	"vdev=xvda,access=zz,target=/x", "trusted,vdev=a,target=b",
	"/a,vhd,xvda,ro,specification=virtio", "/a,xvda:disk,!",
	"backend=dom1,/a,raw,xvda,r",
	"/a,raw,xvda,r,colo,colo-host=h,colo-port=7,colo-export=e,active-disk=x,hidden-disk=y",
};

static void try_disk(XLU_Config *cfg, int n, const char *const *texts)
{
	libxl_device_disk d;
	int rc;

	libxl_device_disk_init(&d);
	rc = xlu_disk_parse(cfg, n, texts, &d);
	print_json("disk", texts[0], rc, libxl_device_disk_to_json(NULL, &d));
	libxl_device_disk_dispose(&d);
}

static const char *const pcis[] = {
	"07:00.0", "0000:07:00.1", "07:00.*", "07:00.0@1a", "zz", "07:00.9",
	"07:00.0,msitranslate=1,power_mgmt=0", "10000:07:00.0", "07:00.0@zz",
	"07:00.0,permissive=1,seize=0,rdm_policy=strict", "07:00.0,foo=1",
	"07:00.0,msitranslate", "0:7:0.0", "07:1f.7=0-3@5", "07:00.*@2",
	"07:00.2=1@2", "bdf=07:00.0,vslot=1a", "name=foo", "07:00.0,name=foo",
	"bdf=07:00.0,permissive=1,rdm_policy=relaxed", "permissive=1",
	"foo=1", "bdf=07:00.0,vslot=zz", "foo,permissive=1",
};

static void try_pci(XLU_Config *cfg, const char *text)
{
	libxl_device_pci p;
	int rc;

	libxl_device_pci_init(&p);
	rc = xlu_pci_parse_spec_string(cfg, &p, text);
	print_json("pci", text, rc, libxl_device_pci_to_json(NULL, &p));
	libxl_device_pci_dispose(&p);
	libxl_device_pci_init(&p);
	rc = xlu_pci_parse_bdf(cfg, &p, text);
	print_json("bdf", text, rc, libxl_device_pci_to_json(NULL, &p));
	libxl_device_pci_dispose(&p);
}

/* The system's refuses any policy=... it knows and takes those it does not. */
static const char *const rdms[] = {
	"strategy=host", "strategy=foo", "foo", "", "strategy=host,reserve=x",
	"strategy = host",
};

static void try_rdm(XLU_Config *cfg, const char *text)
{
	libxl_rdm_reserve r;
	int rc;

	libxl_rdm_reserve_init(&r);
	rc = xlu_rdm_parse(cfg, &r, text);
	print_json("rdm", text, rc, libxl_rdm_reserve_to_json(NULL, &r));
	libxl_rdm_reserve_dispose(&r);
}

static const char *const rates[] = {
	"10MB/s", "1Mb/s@50ms", "10GB/s@20s", "100Kb/s", "5b/s", "7B/s@100us",
	"foo", "10MB", "10MB/s@0", "10MB/s@", "10MB/s@100s", "-1MB/s", "1.5MB/s",
	"10mb/s", "4294967295GB/s", "10MB/s@4294967295us", "0MB/s", "",
};

static void try_rate(XLU_Config *cfg, const char *text)
{
	libxl_device_nic n;
	int rc;

	libxl_device_nic_init(&n);
	rc = xlu_vif_parse_rate(cfg, text, &n);
	print_json("rate", text, rc, libxl_device_nic_to_json(NULL, &n));
	libxl_device_nic_dispose(&n);
}

/* -- files ------------------------------------------------------------------ */

static void print_value(const XLU_Config *cfg, XLU_ConfigValue *v)
{
	XLU_ConfigList *list;
	XLU_ConfigValue *item;
	char *text;

	if (!xlu_cfg_value_get_string(cfg, v, &text, 1)) {
		printf("<%s>", text);
		return;
	}
	xlu_cfg_value_get_list(cfg, v, &list, 1);
	printf("[");
	for (int i = 0; (item = xlu_cfg_get_listitem2(list, i)); i++)
		print_value(cfg, item);
	printf("]");
}

static void print_name(const XLU_Config *cfg, const char *name)
{
	const char *text = "-";
	XLU_ConfigList *list = NULL;
	XLU_ConfigValue *item;
	long n = -1;
	int rc = xlu_cfg_get_string(cfg, name, &text, 1);

	printf("%s: %d %s", name, rc, text);
	rc = xlu_cfg_get_long(cfg, name, &n, 1);
	printf(", %d %ld, ", rc, n);
	xlu_cfg_get_list(cfg, name, &list, NULL, 1);
	for (int i = 0; list && (item = xlu_cfg_get_listitem2(list, i)); i++)
		print_value(cfg, item);
	printf("\n");
}

/* Each word that a line begins with and a = follows. */
static void print_names(const XLU_Config *cfg, FILE *f)
{
	char line[4096];

	while (fgets(line, sizeof(line), f)) {
		char *name = line + strspn(line, " \t"), *end = name;

		while (isalnum((unsigned char)*end) || *end == '_')
			end++;
		if (end == name || !strpbrk(end, "="))
			continue;
		*end = '\0';
		print_name(cfg, name);
	}
}

static void try_file(const char *path)
{
	XLU_Config *cfg = xlu_cfg_init(sink, "file");
	int rc = xlu_cfg_readfile(cfg, path);
	FILE *f = rc ? NULL : fopen(path, "r");

	printf("file %s %s\n", path, rc ? "refused" : "read");
	if (f) {
		print_names(cfg, f);
		fclose(f);
	}
	xlu_cfg_destroy(cfg);
}

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

int main(int argc, char **argv)
{
	static const char *const two[] = { "/a,raw,xvda", "access=ro" };
	XLU_Config *cfg;

	sink = fopen("/dev/null", "w");
	for (int i = 1; i < argc; i++)
		try_file(argv[i]);
	if (argc > 1) {
		fclose(sink);
		return 0;
	}
	cfg = xlu_cfg_init(sink, "command line");
	for (size_t i = 0; i < COUNT(configs); i++)
		try_config(configs[i]);
	for (size_t i = 0; i < COUNT(disks); i++)
		try_disk(cfg, 1, &disks[i]);
	try_disk(cfg, 2, two);
	for (size_t i = 0; i < COUNT(pcis); i++)
		try_pci(cfg, pcis[i]);
	for (size_t i = 0; i < COUNT(rdms); i++)
		try_rdm(cfg, rdms[i]);
	for (size_t i = 0; i < COUNT(rates); i++)
		try_rate(cfg, rates[i]);
	xlu_cfg_destroy(cfg);
	fclose(sink);
	return 0;
}
