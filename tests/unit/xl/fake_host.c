/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A host that is not there, preloaded under our xl and under the
 * distribution's alike: libxl's questions are answered from constants, and
 * what would change something prints a line "CALL function(arguments)". So the
 * two programs can be compared in what they print and in what they do.
 *
 * Other devices than disks and network interfaces are in fake_devices.c.
 *
 * FAKE_FAIL=function makes that function fail (-3); FAKE_ONE_POOL leaves one CPU
 * pool of the two, FAKE_SMALL_NODE the first node two CPUs.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <libxl.h>
#include <libxl_event.h>
#include <libxl_utils.h>
#include <xenctrl.h>
#include <xenstore.h>

#define CPUS 12
#define NODES 2

/* -- nothing below libxl -------------------------------------------------- */

xc_interface *xc_interface_open(xentoollog_logger *logger,
				xentoollog_logger *dombuild,
				unsigned int flags)
{
	(void)logger, (void)dombuild, (void)flags;
	return calloc(1, 64);
}

int xc_interface_close(xc_interface *xch)
{
	free(xch);
	return 0;
}

struct xs_handle *xs_open(unsigned long flags)
{
	(void)flags;
	return calloc(1, 64);
}

void xs_close(struct xs_handle *h)
{
	free(h);
}

void *xs_read(struct xs_handle *h, xs_transaction_t t, const char *path,
	      unsigned int *len)
{
	(void)h, (void)t, (void)path, (void)len;
	return NULL;
}

char **xs_directory(struct xs_handle *h, xs_transaction_t t, const char *path,
		    unsigned int *num)
{
	(void)h, (void)t, (void)path;
	*num = 0;
	return NULL;
}

int xc_get_max_cpus(xc_interface *xch)
{
	(void)xch;
	return CPUS;
}

int xc_get_max_nodes(xc_interface *xch)
{
	(void)xch;
	return NODES;
}

/* -- saying what is done -------------------------------------------------- */

static int call(const char *name, const char *fmt, ...)
{
	const char *fails = getenv("FAKE_FAIL");
	va_list ap;

	printf("CALL %s(", name);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	puts(")");
	fflush(stdout);
	return fails && !strcmp(fails, name) ? ERROR_FAIL : 0;
}

static int fails(const char *name)
{
	const char *which = getenv("FAKE_FAIL");

	return which && !strcmp(which, name);
}

/* -- domains -------------------------------------------------------------- */

struct domain {
	uint32_t id;
	const char *name, *label;
	const char *state;		/* of "rbpsd" */
	libxl_shutdown_reason reason;
	uint64_t memkb, outstanding, maxkb, ns;
	uint32_t vcpus, online, pool;
};

static const struct domain domains[] = {
	{ 0, "Domain-0", "system_u:system_r:dom0_t", "r", 0, 1048576, 0,
	  ~0ull, 123456789012345ull, 4, 4, 0 },
	{ 1, "web", NULL, "b", 0, 524287, 1, 524288, 98765432ull, 2, 1, 0 },
	{ 5, "paused-one", NULL, "p", 0, 131072, 0, 262144, 0, 1, 1, 1 },
	{ 7, "crashed", NULL, "s", LIBXL_SHUTDOWN_REASON_CRASH, 65536, 0,
	  65536, 1049999999ull, 1, 1, 0 },
	{ 9, "off", NULL, "sd", LIBXL_SHUTDOWN_REASON_POWEROFF, 32, 0, 65536,
	  1050000000ull, 1, 1, 0 },
	{ 12, "a-name-that-is-longer-than-the-forty-columns-it-has", NULL,
	  "rbs", LIBXL_SHUTDOWN_REASON_WATCHDOG, 99999999, 0, 1, 5, 3, 3, 0 },
	{ 32751, "last", NULL, "s", LIBXL_SHUTDOWN_REASON_SOFT_RESET, 4096, 0,
	  4096, 7, 1, 0, 0 },
};

#define COUNT (sizeof(domains) / sizeof(domains[0]))

static const struct domain *by_id(uint32_t id)
{
	for (size_t i = 0; i < COUNT; i++)
		if (domains[i].id == id)
			return &domains[i];
	return NULL;
}

static const struct domain *by_name(const char *name)
{
	for (size_t i = 0; i < COUNT; i++)
		if (!strcmp(domains[i].name, name))
			return &domains[i];
	return NULL;
}

/* vCPUs of domain 0 after libxl_set_vcpuonline(); 0: as in the table. */
static uint32_t kept_online;

static void describe(const struct domain *d, libxl_dominfo *out)
{
	libxl_dominfo_init(out);
	out->domid = d->id;
	for (unsigned int i = 0; i < 16; i++)
		((uint8_t *)&out->uuid)[i] = (uint8_t)(d->id * 16 + i);
	out->ssid_label = d->label ? strdup(d->label) : NULL;
	out->running = strchr(d->state, 'r') != NULL;
	out->blocked = strchr(d->state, 'b') != NULL;
	out->paused = strchr(d->state, 'p') != NULL;
	out->shutdown = strchr(d->state, 's') != NULL;
	out->dying = strchr(d->state, 'd') != NULL;
	out->shutdown_reason = out->shutdown ? d->reason : (libxl_shutdown_reason)-1;
	out->current_memkb = d->memkb;
	out->outstanding_memkb = d->outstanding;
	out->max_memkb = d->maxkb;
	out->cpu_time = d->ns;
	out->vcpu_max_id = d->vcpus - 1;
	out->vcpu_online = d->id || !kept_online ? d->online : kept_online;
	out->cpupool = d->pool;
	out->shared_memkb = d->id * 1536;
	out->domain_type = LIBXL_DOMAIN_TYPE_PV;
}

libxl_dominfo *libxl_list_domain(libxl_ctx *ctx, int *n)
{
	libxl_dominfo *v = calloc(COUNT, sizeof(*v));

	(void)ctx;
	if (fails("libxl_list_domain")) {
		free(v);
		return NULL;
	}
	for (size_t i = 0; i < COUNT; i++)
		describe(&domains[i], &v[i]);
	*n = COUNT;
	return v;
}

int libxl_domain_info(libxl_ctx *ctx, libxl_dominfo *out, uint32_t domid)
{
	const struct domain *d = by_id(domid);

	(void)ctx;
	if (!d)
		return ERROR_DOMAIN_NOTFOUND;
	if (fails("libxl_domain_info"))
		return ERROR_FAIL;
	if (out)
		describe(d, out);
	return 0;
}

char *libxl_domid_to_name(libxl_ctx *ctx, uint32_t domid)
{
	const struct domain *d = by_id(domid);

	(void)ctx;
	return d ? strdup(d->name) : NULL;
}

int libxl_name_to_domid(libxl_ctx *ctx, const char *name, uint32_t *domid)
{
	const struct domain *d = by_name(name);

	(void)ctx;
	if (!d)
		return ERROR_INVAL;
	*domid = d->id;
	return 0;
}

int libxl_domain_qualifier_to_domid(libxl_ctx *ctx, const char *name,
				    uint32_t *domid)
{
	char *end;
	unsigned long n = strtoul(name, &end, 10);

	if (*name && !*end) {
		*domid = (uint32_t)n;
		return 0;
	}
	return libxl_name_to_domid(ctx, name, domid);
}

int libxl_is_stubdom(libxl_ctx *ctx, uint32_t domid, uint32_t *target)
{
	(void)ctx, (void)domid, (void)target;
	return 0;
}

int libxl_retrieve_domain_configuration(libxl_ctx *ctx, uint32_t domid,
					libxl_domain_config *c,
					const libxl_asyncop_how *how)
{
	const struct domain *d = by_id(domid);

	(void)ctx, (void)how;
	if (!d || domid == 5)
		return ERROR_FAIL;
	c->c_info.type = LIBXL_DOMAIN_TYPE_PV;
	c->c_info.name = strdup(d->name);
	libxl_domain_build_info_init(&c->b_info);
	libxl_domain_build_info_init_type(&c->b_info, LIBXL_DOMAIN_TYPE_PV);
	c->b_info.max_memkb = d->maxkb;
	c->b_info.max_vcpus = (int)d->vcpus;
	c->b_info.kernel = strdup("/boot/\"guest\"");
	return 0;
}

uint32_t libxl_vm_get_start_time(libxl_ctx *ctx, uint32_t domid)
{
	(void)ctx;
	/* 1, 2 and 40 days ago: whole days, so that a second does not show */
	return (uint32_t)time(NULL) - (domid % 3 == 2 ? 2 * 86400 + 3661 :
				       domid == 1 ? 86400 + 59 : 3600 * 5);
}

/* -- the host ------------------------------------------------------------- */

int libxl_get_max_cpus(libxl_ctx *ctx)
{
	(void)ctx;
	return CPUS;
}

int libxl_get_online_cpus(libxl_ctx *ctx)
{
	(void)ctx;
	return CPUS;
}

int libxl_get_max_nodes(libxl_ctx *ctx)
{
	(void)ctx;
	return NODES;
}

/* The real one asks the hypervisor for the size. */
int libxl_cpu_bitmap_alloc(libxl_ctx *ctx, libxl_bitmap *map, int max)
{
	return libxl_bitmap_alloc(ctx, map, max ? max : CPUS);
}

int libxl_node_bitmap_alloc(libxl_ctx *ctx, libxl_bitmap *map, int max)
{
	return libxl_bitmap_alloc(ctx, map, max ? max : NODES);
}

int libxl_domain_get_nodeaffinity(libxl_ctx *ctx, uint32_t domid,
				  libxl_bitmap *map)
{
	(void)ctx;
	libxl_bitmap_set_none(map);
	libxl_bitmap_set(map, 0);
	if (domid != 1)
		libxl_bitmap_set(map, 1);
	if (domid == 5)
		libxl_bitmap_set_none(map);
	return 0;
}

int libxl_get_physinfo(libxl_ctx *ctx, libxl_physinfo *p)
{
	(void)ctx;
	if (fails("libxl_get_physinfo"))
		return ERROR_FAIL;
	libxl_physinfo_init(p);
	p->threads_per_core = 2;
	p->cores_per_socket = 3;
	p->max_cpu_id = 15;
	p->nr_cpus = CPUS;
	p->cpu_khz = 2399987;
	p->total_pages = 16777216;
	p->free_pages = 1234567;
	p->scrub_pages = 1024;
	p->outstanding_pages = 51200;
	p->sharing_freed_pages = 2560;
	p->sharing_used_frames = 5120;
	p->nr_nodes = NODES;
	for (unsigned int i = 0; i < 8; i++)
		p->hw_cap[i] = 0x01234567u * (i + 1);
	p->cap_hvm = p->cap_pv = p->cap_hap = p->cap_shadow = true;
	p->cap_gnttab_v1 = true;
	if (getenv("FAKE_ALL_CAPS"))
		p->cap_hvm_directio = p->cap_iommu_hap_pt_share =
			p->cap_vmtrace = p->cap_vpmu = p->cap_gnttab_v2 = true;
	return 0;
}

const libxl_version_info *libxl_get_version_info(libxl_ctx *ctx)
{
	static libxl_version_info v = {
		.xen_version_major = 4, .xen_version_minor = 17,
		.xen_version_extra = ".3-fake", .compiler = "cc 1",
		.compile_by = "someone", .compile_domain = "example.org",
		.compile_date = "Thu Jan  1 00:00:00 UTC 1970",
		.capabilities = "xen-3.0-x86_64 hvm-3.0-x86_64 ",
		.changeset = "cafe", .virt_start = 0xffff800000000000ull,
		.pagesize = 4096, .commandline = "dom0_mem=1G,max:1G",
		.build_id = "0123abcd",
	};

	(void)ctx;
	return fails("libxl_get_version_info") ? NULL : &v;
}

libxl_cputopology *libxl_get_cpu_topology(libxl_ctx *ctx, int *n)
{
	libxl_cputopology *v = calloc(CPUS, sizeof(*v));
	unsigned int first = getenv("FAKE_SMALL_NODE") ? 2 : 6;

	(void)ctx;
	for (unsigned int i = 0; i < CPUS; i++) {
		v[i].core = i / 2 % 3;
		v[i].socket = i / 6;
		v[i].node = i >= first;
	}
	v[CPUS - 1].core = LIBXL_CPUTOPOLOGY_INVALID_ENTRY;
	*n = CPUS;
	return v;
}

libxl_numainfo *libxl_get_numainfo(libxl_ctx *ctx, int *n)
{
	libxl_numainfo *v = calloc(NODES, sizeof(*v));

	(void)ctx;
	for (unsigned int i = 0; i < NODES; i++) {
		v[i].size = (32ull + i) << 30;
		v[i].free = (1ull + i) << 28;
		v[i].num_dists = NODES;
		v[i].dists = calloc(NODES, sizeof(uint32_t));
		v[i].dists[0] = i ? 21 : 10;
		v[i].dists[1] = i ? 10 : 21;
	}
	*n = NODES;
	return v;
}

libxl_pcitopology *libxl_get_pci_topology(libxl_ctx *ctx, int *n)
{
	libxl_pcitopology *v = calloc(3, sizeof(*v));

	(void)ctx;
	v[0] = (libxl_pcitopology){ 0, 3, 0x1a, 1 };
	v[1] = (libxl_pcitopology){ 1, 0, 0, 0 };
	v[2] = (libxl_pcitopology){ 0, 4, 0, LIBXL_PCITOPOLOGY_INVALID_ENTRY };
	*n = 3;
	return v;
}

int libxl_get_freecpus(libxl_ctx *ctx, libxl_bitmap *map)
{
	int err = libxl_bitmap_alloc(ctx, map, CPUS);

	libxl_bitmap_set(map, 10);
	libxl_bitmap_set(map, 11);
	return err;
}

int libxl_get_scheduler(libxl_ctx *ctx)
{
	(void)ctx;
	return LIBXL_SCHEDULER_CREDIT2;
}

/* -- pools and schedulers ------------------------------------------------- */

static void pool(libxl_ctx *ctx, uint32_t id, libxl_cpupoolinfo *p)
{
	libxl_cpupoolinfo_init(p);
	p->poolid = id;
	p->pool_name = strdup(id ? "side-pool-with-a-long-name" : "Pool-0");
	p->sched = id ? LIBXL_SCHEDULER_CREDIT : LIBXL_SCHEDULER_CREDIT2;
	p->n_dom = id ? 1 : 6;
	libxl_bitmap_alloc(ctx, &p->cpumap, CPUS);
	for (int i = id ? 8 : 0; i < (id ? 10 : 8); i++)
		if (i != 3)
			libxl_bitmap_set(&p->cpumap, i);
}

libxl_cpupoolinfo *libxl_list_cpupool(libxl_ctx *ctx, int *n)
{
	libxl_cpupoolinfo *v = calloc(2, sizeof(*v));

	*n = getenv("FAKE_ONE_POOL") ? 1 : 2;
	for (int i = 0; i < *n; i++)
		pool(ctx, (uint32_t)i, &v[i]);
	return v;
}

int libxl_cpupool_info(libxl_ctx *ctx, libxl_cpupoolinfo *p, uint32_t id)
{
	if (id > 1)
		return ERROR_FAIL;
	pool(ctx, id, p);
	return 0;
}

char *libxl_cpupoolid_to_name(libxl_ctx *ctx, uint32_t id)
{
	(void)ctx;
	return strdup(id ? "side-pool-with-a-long-name" : "Pool-0");
}

int libxl_name_to_cpupoolid(libxl_ctx *ctx, const char *name, uint32_t *id)
{
	(void)ctx;
	*id = strcmp(name, "Pool-0") != 0;
	return *id && strncmp(name, "side", 4) ? ERROR_INVAL : 0;
}

int libxl_cpupool_qualifier_to_cpupoolid(libxl_ctx *ctx, const char *name,
					 uint32_t *id, int *was_name)
{
	(void)was_name;
	if (!strcmp(name, "0") || !strcmp(name, "1")) {
		*id = (uint32_t)(*name - '0');
		return 0;
	}
	return libxl_name_to_cpupoolid(ctx, name, id);
}

int libxl_cpupoolid_is_valid(libxl_ctx *ctx, uint32_t id)
{
	(void)ctx;
	return id < 2;
}

int libxl_sched_credit_params_get(libxl_ctx *ctx, uint32_t id,
				  libxl_sched_credit_params *p)
{
	(void)ctx;
	*p = (libxl_sched_credit_params){ 30, 1000, (int)id };
	return 0;
}

int libxl_sched_credit_params_set(libxl_ctx *ctx, uint32_t id,
				  libxl_sched_credit_params *p)
{
	(void)ctx;
	return call("libxl_sched_credit_params_set", "%u, %d, %d, %d", id,
		    p->tslice_ms, p->ratelimit_us, p->vcpu_migr_delay_us);
}

int libxl_sched_credit2_params_get(libxl_ctx *ctx, uint32_t id,
				   libxl_sched_credit2_params *p)
{
	(void)ctx, (void)id;
	p->ratelimit_us = 1500;
	return 0;
}

int libxl_sched_credit2_params_set(libxl_ctx *ctx, uint32_t id,
				   libxl_sched_credit2_params *p)
{
	(void)ctx;
	return call("libxl_sched_credit2_params_set", "%u, %d", id,
		    p->ratelimit_us);
}

int libxl_domain_sched_params_get(libxl_ctx *ctx, uint32_t domid,
				  libxl_domain_sched_params *p)
{
	const struct domain *d = by_id(domid);

	(void)ctx;
	if (!d || fails("libxl_domain_sched_params_get"))
		return ERROR_FAIL;
	libxl_domain_sched_params_init(p);
	p->sched = d->pool ? LIBXL_SCHEDULER_CREDIT : LIBXL_SCHEDULER_CREDIT2;
	p->weight = 256 + (int)domid;
	p->cap = domid == 1 ? 150 : 0;
	return 0;
}

int libxl_domain_sched_params_set(libxl_ctx *ctx, uint32_t domid,
				  const libxl_domain_sched_params *p)
{
	(void)ctx;
	return call("libxl_domain_sched_params_set", "%u, %s, %d, %d", domid,
		    libxl_scheduler_to_string(p->sched), p->weight, p->cap);
}

/* -- vCPUs and memory ----------------------------------------------------- */

libxl_vcpuinfo *libxl_list_vcpu(libxl_ctx *ctx, uint32_t domid, int *n,
				int *host)
{
	const struct domain *d = by_id(domid);
	libxl_vcpuinfo *v;

	if (!d || fails("libxl_list_vcpu"))
		return NULL;
	v = calloc(d->vcpus, sizeof(*v));
	for (uint32_t i = 0; i < d->vcpus; i++) {
		libxl_bitmap_alloc(ctx, &v[i].cpumap, CPUS);
		libxl_bitmap_alloc(ctx, &v[i].cpumap_soft, CPUS);
		libxl_bitmap_set_any(&v[i].cpumap);
		libxl_bitmap_set_any(&v[i].cpumap_soft);
		if (i == 1) {
			libxl_bitmap_set_none(&v[i].cpumap);
			for (int c = 0; c < CPUS; c++)
				if (c < 3 || c == 5 || c > 9)
					libxl_bitmap_set(&v[i].cpumap, c);
		}
		if (i == 2)
			libxl_bitmap_set_none(&v[i].cpumap_soft);
		v[i].vcpuid = i;
		v[i].cpu = i * 2;
		v[i].online = i < d->online;
		v[i].blocked = strchr(d->state, 'b') != NULL;
		v[i].running = strchr(d->state, 'r') != NULL;
		v[i].vcpu_time = d->ns / (i + 1);
	}
	*n = (int)d->vcpus;
	*host = CPUS;
	return v;
}

static const char *hex(const libxl_bitmap *map, char *buf)
{
	if (!map)
		return "-";
	for (uint32_t i = 0; i < map->size && i < 8; i++)
		sprintf(buf + 2 * i, "%02x", map->map[i]);
	return buf;
}

int libxl_set_vcpuaffinity(libxl_ctx *ctx, uint32_t domid, uint32_t vcpu,
			   const libxl_bitmap *hard, const libxl_bitmap *soft)
{
	char a[20] = "", b[20] = "";

	(void)ctx;
	return call("libxl_set_vcpuaffinity", "%u, %u, %s, %s", domid, vcpu,
		    hex(hard, a), hex(soft, b));
}

int libxl_set_vcpuaffinity_force(libxl_ctx *ctx, uint32_t domid, uint32_t vcpu,
				 const libxl_bitmap *hard,
				 const libxl_bitmap *soft)
{
	char a[20] = "", b[20] = "";

	(void)ctx;
	return call("libxl_set_vcpuaffinity_force", "%u, %u, %s, %s", domid,
		    vcpu, hex(hard, a), hex(soft, b));
}

int libxl_set_vcpuaffinity_all(libxl_ctx *ctx, uint32_t domid,
			       unsigned int max, const libxl_bitmap *hard,
			       const libxl_bitmap *soft)
{
	char a[20] = "", b[20] = "";

	(void)ctx;
	return call("libxl_set_vcpuaffinity_all", "%u, %u, %s, %s", domid, max,
		    hex(hard, a), hex(soft, b));
}

int libxl_set_vcpuonline(libxl_ctx *ctx, uint32_t domid, libxl_bitmap *map,
			 const libxl_asyncop_how *how)
{
	char a[20] = "";

	(void)ctx, (void)how;
	if (!domid)
		kept_online = (uint32_t)libxl_bitmap_count_set(map);
	return call("libxl_set_vcpuonline", "%u, %s", domid, hex(map, a));
}

int libxl_domain_setmaxmem(libxl_ctx *ctx, uint32_t domid, uint64_t kb)
{
	(void)ctx;
	return call("libxl_domain_setmaxmem", "%u, %llu", domid,
		    (unsigned long long)kb);
}

int libxl_set_memory_target(libxl_ctx *ctx, uint32_t domid, int64_t kb,
			    int relative, int enforce)
{
	(void)ctx;
	return call("libxl_set_memory_target", "%u, %lld, %d, %d", domid,
		    (long long)kb, relative, enforce);
}

/* -- life ----------------------------------------------------------------- */

int libxl_domain_pause(libxl_ctx *ctx, uint32_t domid,
		       const libxl_asyncop_how *how)
{
	(void)ctx, (void)how;
	return call("libxl_domain_pause", "%u", domid);
}

int libxl_domain_unpause(libxl_ctx *ctx, uint32_t domid,
			 const libxl_asyncop_how *how)
{
	(void)ctx, (void)how;
	return call("libxl_domain_unpause", "%u", domid);
}

int libxl_domain_destroy(libxl_ctx *ctx, uint32_t domid,
			 const libxl_asyncop_how *how)
{
	(void)ctx, (void)how;
	return call("libxl_domain_destroy", "%u", domid);
}

int libxl_domain_shutdown(libxl_ctx *ctx, uint32_t domid,
			  const libxl_asyncop_how *how)
{
	(void)ctx, (void)how;
	return domid == 5 ? ERROR_NOPARAVIRT :
		call("libxl_domain_shutdown", "%u", domid);
}

int libxl_domain_reboot(libxl_ctx *ctx, uint32_t domid,
			const libxl_asyncop_how *how)
{
	(void)ctx, (void)how;
	return domid == 5 ? ERROR_NOPARAVIRT :
		call("libxl_domain_reboot", "%u", domid);
}

int libxl_domain_rename(libxl_ctx *ctx, uint32_t domid, const char *old,
			const char *new)
{
	(void)ctx;
	return call("libxl_domain_rename", "%u, %s, %s", domid, old, new);
}

int libxl_domain_core_dump(libxl_ctx *ctx, uint32_t domid, const char *path,
			   const libxl_asyncop_how *how)
{
	(void)ctx, (void)how;
	return call("libxl_domain_core_dump", "%u, %s", domid, path);
}

int libxl_send_sysrq(libxl_ctx *ctx, uint32_t domid, char key)
{
	(void)ctx;
	return call("libxl_send_sysrq", "%u, %c", domid, key);
}

int libxl_send_trigger(libxl_ctx *ctx, uint32_t domid, libxl_trigger trigger,
		       uint32_t vcpu, const libxl_asyncop_how *how)
{
	(void)ctx, (void)how;
	return call("libxl_send_trigger", "%u, %s, %u", domid,
		    libxl_trigger_to_string(trigger), vcpu);
}

int libxl_send_debug_keys(libxl_ctx *ctx, char *keys)
{
	(void)ctx;
	return call("libxl_send_debug_keys", "%s", keys);
}

int libxl_primary_console_exec(libxl_ctx *ctx, uint32_t domid, int fd)
{
	(void)ctx;
	call("libxl_primary_console_exec", "%u", domid);
	/* the client is connected, then the user leaves it */
	if (fd >= 0 && write(fd, "", 1) == 1)
		_exit(0);
	return ERROR_FAIL;
}

int libxl_console_exec(libxl_ctx *ctx, uint32_t domid, int number,
		       libxl_console_type type, int fd)
{
	(void)ctx, (void)fd;
	call("libxl_console_exec", "%u, %d, %s", domid, number,
	     libxl_console_type_to_string(type));
	return ERROR_FAIL;
}

int libxl_vncviewer_exec(libxl_ctx *ctx, uint32_t domid, int autopass)
{
	(void)ctx;
	call("libxl_vncviewer_exec", "%u, %d", domid, autopass);
	return ERROR_FAIL;
}

/* The domain has a console now. */
static void tell(libxl_ctx *ctx, const libxl_asyncprogress_how *how,
		 uint32_t domid)
{
	libxl_event *event = calloc(1, sizeof(*event));

	event->type = LIBXL_EVENT_TYPE_DOMAIN_CREATE_CONSOLE_AVAILABLE;
	event->domid = domid;
	how->callback(ctx, event, how->for_callback);
}

/* The domain as it would be made, all of it. */
int libxl_domain_create_new(libxl_ctx *ctx, libxl_domain_config *c,
			    uint32_t *domid, const libxl_asyncop_how *how,
			    const libxl_asyncprogress_how *console)
{
	char *json = libxl_domain_config_to_json(ctx, c);
	int rc = call("libxl_domain_create_new", "%s, %s", json,
		      console ? "console" : "no console");

	free(json);
	if (!rc)
		*domid = 42;
	if (!rc && console)
		tell(ctx, console, *domid);
	if (!how)
		return rc;
	how->callback(ctx, rc, how->u.for_callback);
	return 0;
}

/* Nobody stays behind to watch it. */
int libxl_evenable_domain_death(libxl_ctx *ctx, uint32_t domid,
				libxl_ev_user user,
				libxl_evgen_domain_death **out)
{
	(void)ctx, (void)user, (void)out;
	call("libxl_evenable_domain_death", "%u", domid);
	return ERROR_FAIL;
}

int libxl_create_logfile(libxl_ctx *ctx, const char *name, char **path)
{
	(void)ctx;
	/* there are no folders among the logs */
	*path = strdup(strchr(name, '/') ? "/nonexistent/log" : "/dev/null");
	return 0;
}

int libxl_domain_need_memory(libxl_ctx *ctx, libxl_domain_config *c,
			     uint32_t domid, uint64_t *kb)
{
	(void)ctx, (void)c, (void)domid;
	*kb = 1024;
	return 0;
}

int libxl_get_free_memory(libxl_ctx *ctx, uint64_t *kb)
{
	(void)ctx;
	*kb = 1 << 20;
	return 0;
}

/* -- the hypervisor's messages -------------------------------------------- */

struct libxl__xen_console_reader {
	int line;
};

libxl_xen_console_reader *libxl_xen_console_read_start(libxl_ctx *ctx,
						       int clear)
{
	static libxl_xen_console_reader reader;

	(void)ctx;
	call("libxl_xen_console_read_start", "%d", clear);
	reader.line = 0;
	return &reader;
}

int libxl_xen_console_read_line(libxl_ctx *ctx, libxl_xen_console_reader *r,
				char **line)
{
	static char *lines[] = { "(XEN) one\n", "(XEN) two\n(XEN) thr", "ee\n" };

	(void)ctx;
	*line = NULL;
	if (r->line == 3)
		return 0;
	*line = lines[r->line++];
	return 1;
}

void libxl_xen_console_read_finish(libxl_ctx *ctx, libxl_xen_console_reader *r)
{
	(void)ctx, (void)r;
}

/* -- devices -------------------------------------------------------------- */

static const char *text(const char *s)
{
	return s ? s : "-";
}

static int disk_call(const char *name, uint32_t domid, libxl_device_disk *d)
{
	return call(name, "%u, %s, %s, %s, %s, %s, %d, %d, %d, %s", domid,
		    text(d->pdev_path), text(d->vdev), text(d->script),
		    libxl_disk_backend_to_string(d->backend),
		    libxl_disk_format_to_string(d->format), d->readwrite,
		    d->removable, d->is_cdrom, text(d->backend_domname));
}

int libxl_device_disk_add(libxl_ctx *ctx, uint32_t domid,
			  libxl_device_disk *d, const libxl_asyncop_how *how)
{
	(void)ctx, (void)how;
	return disk_call("libxl_device_disk_add", domid, d);
}

int libxl_device_disk_remove(libxl_ctx *ctx, uint32_t domid,
			     libxl_device_disk *d,
			     const libxl_asyncop_how *how)
{
	(void)ctx, (void)how;
	return disk_call("libxl_device_disk_remove", domid, d);
}

int libxl_device_disk_safe_remove(libxl_ctx *ctx, uint32_t domid,
				  libxl_device_disk *d,
				  const libxl_asyncop_how *how)
{
	(void)ctx, (void)how;
	return disk_call("libxl_device_disk_safe_remove", domid, d);
}

int libxl_device_disk_destroy(libxl_ctx *ctx, uint32_t domid,
			      libxl_device_disk *d,
			      const libxl_asyncop_how *how)
{
	(void)ctx, (void)how;
	return disk_call("libxl_device_disk_destroy", domid, d);
}

static void a_disk(libxl_device_disk *d, const char *vdev, const char *path)
{
	libxl_device_disk_init(d);
	d->vdev = strdup(vdev);
	d->pdev_path = strdup(path);
	d->backend = LIBXL_DISK_BACKEND_PHY;
	d->format = LIBXL_DISK_FORMAT_RAW;
	d->readwrite = 1;
}

libxl_device_disk *libxl_device_disk_list(libxl_ctx *ctx, uint32_t domid,
					  int *n)
{
	libxl_device_disk *v;

	(void)ctx;
	*n = 0;
	if (domid != 1)
		return NULL;
	v = calloc(2, sizeof(*v));
	a_disk(&v[0], "xvda", "/dev/vg/web");
	a_disk(&v[1], "xvdb", "/srv/data.img");
	*n = 2;
	return v;
}

void libxl_device_disk_list_free(libxl_device_disk *v, int n)
{
	for (int i = 0; i < n; i++)
		libxl_device_disk_dispose(&v[i]);
	free(v);
}

int libxl_device_disk_getinfo(libxl_ctx *ctx, uint32_t domid,
			      const libxl_device_disk *d, libxl_diskinfo *i)
{
	(void)ctx;
	libxl_diskinfo_init(i);
	i->backend = strdup("/local/domain/0/backend/vbd/1/51712");
	i->backend_id = 0;
	i->frontend = strdup("/local/domain/1/device/vbd/51712");
	i->frontend_id = domid;
	i->devid = d->vdev[3] == 'a' ? 51712 : 51728;
	i->state = d->vdev[3] == 'a' ? 4 : 1;
	i->evtch = 17;
	i->rref = 8;
	return 0;
}

int libxl_vdev_to_device_disk(libxl_ctx *ctx, uint32_t domid, const char *vdev,
			      libxl_device_disk *d)
{
	(void)ctx;
	if (domid != 1 || (strcmp(vdev, "xvda") && strcmp(vdev, "51712")))
		return ERROR_INVAL;
	a_disk(d, "xvda", "/dev/vg/web");
	return 0;
}

static int nic_call(const char *name, uint32_t domid, libxl_device_nic *n)
{
	return call(name, "%u, %d, %02x:%02x:%02x, %s, %s, %s, %s, %s, %s, "
		    "%s, %d, %llu", domid, n->devid, n->mac[3], n->mac[4],
		    n->mac[5], text(n->bridge), text(n->script), text(n->ip),
		    text(n->ifname), text(n->model),
		    libxl_nic_type_to_string(n->nictype),
		    text(n->backend_domname), n->mtu,
		    (unsigned long long)n->rate_bytes_per_interval);
}

int libxl_device_nic_add(libxl_ctx *ctx, uint32_t domid, libxl_device_nic *n,
			 const libxl_asyncop_how *how)
{
	(void)ctx, (void)how;
	return nic_call("libxl_device_nic_add", domid, n);
}

int libxl_device_nic_remove(libxl_ctx *ctx, uint32_t domid,
			    libxl_device_nic *n, const libxl_asyncop_how *how)
{
	(void)ctx, (void)how;
	return nic_call("libxl_device_nic_remove", domid, n);
}

int libxl_device_nic_destroy(libxl_ctx *ctx, uint32_t domid,
			     libxl_device_nic *n, const libxl_asyncop_how *how)
{
	(void)ctx, (void)how;
	return nic_call("libxl_device_nic_destroy", domid, n);
}

static void a_nic(libxl_device_nic *n, int devid)
{
	libxl_device_nic_init(n);
	n->devid = devid;
	n->mac[0] = 0;
	n->mac[1] = 0x16;
	n->mac[2] = 0x3e;
	n->mac[5] = (uint8_t)devid;
}

libxl_device_nic *libxl_device_nic_list(libxl_ctx *ctx, uint32_t domid, int *n)
{
	libxl_device_nic *v;

	(void)ctx;
	*n = 0;
	if (domid != 1)
		return NULL;
	v = calloc(2, sizeof(*v));
	a_nic(&v[0], 0);
	a_nic(&v[1], 11);
	*n = 2;
	return v;
}

void libxl_device_nic_list_free(libxl_device_nic *v, int n)
{
	for (int i = 0; i < n; i++)
		libxl_device_nic_dispose(&v[i]);
	free(v);
}

int libxl_device_nic_getinfo(libxl_ctx *ctx, uint32_t domid,
			     const libxl_device_nic *n, libxl_nicinfo *i)
{
	(void)ctx;
	libxl_nicinfo_init(i);
	i->backend = strdup("/local/domain/0/backend/vif/1/0");
	i->frontend = strdup("/local/domain/1/device/vif/0");
	i->frontend_id = domid;
	i->devid = n->devid;
	i->state = 4;
	i->evtch = 21;
	i->rref_tx = 768;
	i->rref_rx = 769;
	return 0;
}

int libxl_devid_to_device_nic(libxl_ctx *ctx, uint32_t domid, int devid,
			      libxl_device_nic *n)
{
	(void)ctx;
	if (domid != 1 || (devid != 0 && devid != 11))
		return ERROR_INVAL;
	a_nic(n, devid);
	return 0;
}

int libxl_mac_to_device_nic(libxl_ctx *ctx, uint32_t domid, const char *mac,
			    libxl_device_nic *n)
{
	(void)ctx;
	if (domid != 1 || strcmp(mac, "00:16:3e:00:00:0b"))
		return ERROR_INVAL;
	a_nic(n, 11);
	return 0;
}

/* -- configs -------------------------------------------------------------- */

int libxl_userdata_store(libxl_ctx *ctx, uint32_t domid, const char *user,
			 const uint8_t *data, int len)
{
	(void)ctx, (void)data;
	return call("libxl_userdata_store", "%u, %s, %s", domid, user,
		    len ? "data" : "nothing");
}
