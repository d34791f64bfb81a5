/* SPDX-License-Identifier: GPL-2.0-only */
/* info: the host, one line for each thing that is known of it. */
#include "xl/live/info.h"

#include <stddef.h>
#include <sys/utsname.h>

#include "xl/live/commands.h"

struct facts {
	const struct session *s;
	struct utsname uname;
	libxl_physinfo phys;
	libxl_version_info version;
	int free_cpus;		/* -1: not known */
};

enum kind {
	FACT_WORDS,	/* an array of characters */
	FACT_TEXT,	/* a pointer to them */
	FACT_NUMBER,
	FACT_MIB,	/* a number of pages */
	FACT_CALL,
};

enum { XL = 1, XM = 2, BOTH = XL | XM, NUMA = 4 };

struct fact {
	const char *name;
	unsigned int who;
	enum kind kind;
	size_t field;
	void (*print)(const struct facts *f);
};

/* -- lines that are more than a number or a text -------------------------- */

static void print_mhz(const struct facts *f)
{
	uint32_t khz = f->phys.cpu_khz;

	if (session_is_xm(f->s))
		printf("%u", khz / 1000);
	else
		printf("%u.%03u", khz / 1000, khz % 1000);
}

static void print_hw_caps(const struct facts *f)
{
	for (int i = 0; i < 8; i++)
		printf("%s%08x", i ? ":" : "", f->phys.hw_cap[i]);
}

static void print_virt_caps(const struct facts *f)
{
	const libxl_physinfo *p = &f->phys;
	const struct {
		bool has;
		const char *name;
		unsigned int who;
	} caps[] = {
		{ p->cap_pv, "pv", XL },
		{ p->cap_hvm, "hvm", BOTH },
		{ p->cap_hvm && p->cap_hvm_directio, "hvm_directio", BOTH },
		{ p->cap_pv && p->cap_hvm_directio, "pv_directio", XL },
		{ p->cap_hap, "hap", XL },
		{ p->cap_shadow, "shadow", XL },
		{ p->cap_iommu_hap_pt_share, "iommu_hap_pt_share", XL },
		{ p->cap_vmtrace, "vmtrace", XL },
		{ p->cap_vpmu, "vpmu", XL },
		{ p->cap_gnttab_v1, "gnttab-v1", XL },
		{ p->cap_gnttab_v2, "gnttab-v2", XL },
	};
	unsigned int who = session_is_xm(f->s) ? XM : XL;
	const char *gap = "";

	for (size_t i = 0; i < sizeof(caps) / sizeof(caps[0]); i++) {
		if (!caps[i].has || !(caps[i].who & who))
			continue;
		printf("%s%s", gap, caps[i].name);
		gap = " ";
	}
}

static void print_version(const struct facts *f)
{
	printf("%d.%d%s", f->version.xen_version_major,
	       f->version.xen_version_minor, f->version.xen_version_extra);
}

static void print_scheduler(const struct facts *f)
{
	const char *name =
		libxl_scheduler_to_string(libxl_get_scheduler(f->s->ctx));

	fputs(name ? name : "unknown", stdout);
}

static void print_params(const struct facts *f)
{
	printf("virt_start=0x%lx", (unsigned long)f->version.virt_start);
}

static void print_format(const struct facts *f)
{
	putchar('4');
}

/* -- the lines ------------------------------------------------------------ */

#define HOST(f) offsetof(struct facts, uname.f)
#define PHYS(f) offsetof(struct facts, phys.f)
#define VERSION(f) offsetof(struct facts, version.f)

static const struct fact facts[] = {
	{ "host", BOTH, FACT_WORDS, HOST(nodename), NULL },
	{ "release", BOTH, FACT_WORDS, HOST(release), NULL },
	{ "version", BOTH, FACT_WORDS, HOST(version), NULL },
	{ "machine", BOTH, FACT_WORDS, HOST(machine), NULL },
	{ "nr_cpus", BOTH, FACT_NUMBER, PHYS(nr_cpus), NULL },
	{ "max_cpu_id", XL, FACT_NUMBER, PHYS(max_cpu_id), NULL },
	{ "nr_nodes", BOTH, FACT_NUMBER, PHYS(nr_nodes), NULL },
	{ "cores_per_socket", BOTH, FACT_NUMBER, PHYS(cores_per_socket), NULL },
	{ "threads_per_core", BOTH, FACT_NUMBER, PHYS(threads_per_core), NULL },
	{ "cpu_mhz", BOTH, FACT_CALL, 0, print_mhz },
	{ "hw_caps", BOTH, FACT_CALL, 0, print_hw_caps },
	{ "virt_caps", BOTH, FACT_CALL, 0, print_virt_caps },
	{ "total_memory", BOTH, FACT_MIB, PHYS(total_pages), NULL },
	{ "free_memory", BOTH, FACT_MIB, PHYS(free_pages), NULL },
	{ "sharing_freed_memory", XL, FACT_MIB, PHYS(sharing_freed_pages), NULL },
	{ "sharing_used_memory", XL, FACT_MIB, PHYS(sharing_used_frames), NULL },
	{ "outstanding_claims", XL, FACT_MIB, PHYS(outstanding_pages), NULL },
	{ "free_cpus", BOTH, FACT_NUMBER, offsetof(struct facts, free_cpus), NULL },
	{ NULL, BOTH | NUMA, FACT_CALL, 0, NULL },
	{ "xen_major", BOTH, FACT_NUMBER, VERSION(xen_version_major), NULL },
	{ "xen_minor", BOTH, FACT_NUMBER, VERSION(xen_version_minor), NULL },
	{ "xen_extra", BOTH, FACT_TEXT, VERSION(xen_version_extra), NULL },
	{ "xen_version", XL, FACT_CALL, 0, print_version },
	{ "xen_caps", BOTH, FACT_TEXT, VERSION(capabilities), NULL },
	{ "xen_scheduler", BOTH, FACT_CALL, 0, print_scheduler },
	{ "xen_pagesize", BOTH, FACT_NUMBER, VERSION(pagesize), NULL },
	{ "platform_params", BOTH, FACT_CALL, 0, print_params },
	{ "xen_changeset", BOTH, FACT_TEXT, VERSION(changeset), NULL },
	{ "xen_commandline", BOTH, FACT_TEXT, VERSION(commandline), NULL },
	{ "cc_compiler", BOTH, FACT_TEXT, VERSION(compiler), NULL },
	{ "cc_compile_by", BOTH, FACT_TEXT, VERSION(compile_by), NULL },
	{ "cc_compile_domain", BOTH, FACT_TEXT, VERSION(compile_domain), NULL },
	{ "cc_compile_date", BOTH, FACT_TEXT, VERSION(compile_date), NULL },
	{ "build_id", XL, FACT_TEXT, VERSION(build_id), NULL },
	{ "xend_config_format", BOTH, FACT_CALL, 0, print_format },
};

static void print_fact(const struct fact *row, const struct facts *f)
{
	const char *field = (const char *)f + row->field;
	const char *text;

	printf("%-23s: ", row->name);
	switch (row->kind) {
	case FACT_WORDS:
		fputs(field, stdout);
		break;
	case FACT_TEXT:
		text = *(const char *const *)(const void *)field;
		fputs(text ? text : "", stdout);
		break;
	case FACT_NUMBER:
		printf("%d", *(const int *)(const void *)field);
		break;
	case FACT_MIB:
		printf("%lu", (unsigned long)
		       (*(const uint64_t *)(const void *)field /
			((1 << 20) / (uint64_t)f->version.pagesize)));
		break;
	case FACT_CALL:
		row->print(f);
		break;
	}
	putchar('\n');
}

static void print_topology(const struct session *s)
{
	topology_print_cpus(s);
	if (!session_is_xm(s))
		topology_print_devices(s);
	topology_print_nodes(s);
}

static void print_facts(const struct facts *f)
{
	unsigned int who = session_is_xm(f->s) ? XM : XL;

	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		if (!(facts[i].who & who))
			continue;
		if (!(facts[i].who & NUMA))
			print_fact(&facts[i], f);
		else if (given(f->s, 'n'))
			print_topology(f->s);
	}
}

static int free_cpus(const struct session *s)
{
	libxl_bitmap cpus;
	int n = 0;

	libxl_bitmap_init(&cpus);
	if (!libxl_get_freecpus(s->ctx, &cpus))
		n = libxl_bitmap_count_set(&cpus);
	libxl_bitmap_dispose(&cpus);
	return n;
}

int live_info(struct session *s)
{
	const libxl_version_info *v = libxl_get_version_info(s->ctx);
	struct facts f = { .s = s };

	if (!v || v->pagesize <= 0)
		return refuse(s, "the hypervisor does not say its version");
	f.version = *v;
	libxl_physinfo_init(&f.phys);
	if (uname(&f.uname) || libxl_get_physinfo(s->ctx, &f.phys)) {
		libxl_physinfo_dispose(&f.phys);
		return refuse(s, "the hypervisor does not describe the host");
	}
	/* what is promised to a domain that is being made is not free */
	f.phys.free_pages -= f.phys.outstanding_pages;
	f.free_cpus = free_cpus(s);
	print_facts(&f);
	libxl_physinfo_dispose(&f.phys);
	return 0;
}
