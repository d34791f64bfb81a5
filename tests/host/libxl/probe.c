/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Calls what libxl reads and sets on a host, for one domain, and prints what
 * comes back. Run with either library in LD_LIBRARY_PATH, it prints the same;
 * what differs from one moment to the next (times, free memory) is left out.
 *
 * usage: probe DOMID (a paused PV domain called "probe", with 3 vCPUs)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxl.h>
#include <libxl_utils.h>

#define NO_DOMAIN 77

static libxl_ctx *ctx;
static uint32_t domid;

static void show(const char *what, char *json)
{
	printf("%s %s", what, json ? json : "null\n");
	free(json);
}

static void show_rc(const char *what, int rc)
{
	printf("%s: %d\n", what, rc);
}

static void show_text(const char *what, char *text)
{
	printf("%s: %s\n", what, text ? text : "none");
	free(text);
}

static void show_map(const char *what, int rc, libxl_bitmap *map)
{
	char *hex = libxl_bitmap_to_hex_string(ctx, map);

	printf("%s: %d, %u bytes, %s\n", what, rc, map->size, hex);
	free(hex);
	libxl_bitmap_dispose(map);
}

/* -- the host --------------------------------------------------------------- */

static void try_host(void)
{
	libxl_physinfo info;
	uint64_t kib = 0;

	show("version", libxl_version_info_to_json(
		ctx, (libxl_version_info *)libxl_get_version_info(ctx)));
	libxl_physinfo_init(&info);
	show_rc("physinfo", libxl_get_physinfo(ctx, &info));
	info.free_pages = 0;
	show("physinfo", libxl_physinfo_to_json(ctx, &info));
	show_rc("max cpus", libxl_get_max_cpus(ctx));
	show_rc("online cpus", libxl_get_online_cpus(ctx));
	show_rc("max nodes", libxl_get_max_nodes(ctx));
	show_rc("free memory", libxl_get_free_memory(ctx, &kib));
	show_rc("scheduler", libxl_get_scheduler(ctx));
	show_rc("free memory is some", kib > 1024);
}

static void try_topology(void)
{
	libxl_cputopology *cpus;
	libxl_pcitopology *pcis;
	libxl_numainfo *nodes;
	int nr;

	cpus = libxl_get_cpu_topology(ctx, &nr);
	for (int i = 0; cpus && i < nr; i++)
		show("cpu", libxl_cputopology_to_json(ctx, &cpus[i]));
	libxl_cputopology_list_free(cpus, nr);
	pcis = libxl_get_pci_topology(ctx, &nr);
	for (int i = 0; pcis && i < nr; i++)
		show("pci", libxl_pcitopology_to_json(ctx, &pcis[i]));
	libxl_pcitopology_list_free(pcis, nr);
	nodes = libxl_get_numainfo(ctx, &nr);
	for (int i = 0; nodes && i < nr; i++) {
		nodes[i].free = 0;
		show("node", libxl_numainfo_to_json(ctx, &nodes[i]));
	}
	libxl_numainfo_list_free(nodes, nr);
}

static void try_maps(void)
{
	libxl_bitmap cpus = { 0 }, nodes = { 0 }, sockets = { 0 }, unused = { 0 };
	int rc;

	rc = libxl_cpu_bitmap_alloc(ctx, &cpus, 0);
	show_rc("cpu map", rc);
	show_rc("node map", libxl_node_bitmap_alloc(ctx, &nodes, 0));
	show_rc("socket map", libxl_socket_bitmap_alloc(ctx, &sockets, 0));
	rc = libxl_node_to_cpumap(ctx, 0, &cpus);
	show_rc("cpus of node 0", rc);
	rc = libxl_cpumap_to_nodemap(ctx, &cpus, &nodes);
	show_map("cpus of node 0", rc, &cpus);
	show_map("their nodes", rc, &nodes);
	show_map("sockets", libxl_get_online_socketmap(ctx, &sockets), &sockets);
	rc = libxl_get_freecpus(ctx, &unused);
	show_map("cpus of no pool", rc, &unused);
}

/* -- domains ---------------------------------------------------------------- */

static void try_domains(void)
{
	libxl_dominfo *domains, one;
	libxl_vminfo *vms;
	int nr;

	domains = libxl_list_domain(ctx, &nr);
	for (int i = 0; domains && i < nr; i++) {
		domains[i].cpu_time = 0;
		domains[i].running = domains[i].blocked = false;
		show("domain", libxl_dominfo_to_json(ctx, &domains[i]));
	}
	libxl_dominfo_list_free(domains, nr);
	libxl_dominfo_init(&one);
	show_rc("info", libxl_domain_info(ctx, &one, domid));
	libxl_dominfo_dispose(&one);
	show_rc("info of no domain", libxl_domain_info(ctx, &one, NO_DOMAIN));
	show_rc("info, nothing wanted", libxl_domain_info(ctx, NULL, domid));
	vms = libxl_list_vm(ctx, &nr);
	for (int i = 0; vms && i < nr; i++)
		show("vm", libxl_vminfo_to_json(ctx, &vms[i]));
	libxl_vminfo_list_free(vms, nr);
	show_rc("stub domain", libxl_get_stubdom_id(ctx, domid));
	show_rc("is one", libxl_is_stubdom(ctx, domid, NULL));
	show_rc("has a start time", libxl_vm_get_start_time(ctx, domid) > 0);
}

static void try_names(void)
{
	static const char *const names[] = {
		"0", "Domain-0", "probe", "77", "nobody", "1x",
	};

	show_text("name", libxl_domid_to_name(ctx, domid));
	show_text("name of no domain", libxl_domid_to_name(ctx, NO_DOMAIN));
	for (int i = 0; i < 6; i++) {
		uint32_t id = 4242;
		int rc = libxl_name_to_domid(ctx, names[i], &id);

		printf("name %s: %d, %u", names[i], rc, id);
		id = 4242;
		rc = libxl_domain_qualifier_to_domid(ctx, names[i], &id);
		printf("; name or number: %d, %u\n", rc, id);
	}
}

static void try_vcpus(void)
{
	libxl_vcpuinfo *vcpus;
	libxl_bitmap map = { 0 };
	int nr, cpus;

	vcpus = libxl_list_vcpu(ctx, domid, &nr, &cpus);
	printf("%d vCPUs, %d CPUs\n", nr, cpus);
	for (int i = 0; vcpus && i < nr; i++) {
		vcpus[i].vcpu_time = vcpus[i].cpu = 0;
		show("vcpu", libxl_vcpuinfo_to_json(ctx, &vcpus[i]));
	}
	libxl_vcpuinfo_list_free(vcpus, nr);
	show_rc("vcpus of no domain",
		libxl_list_vcpu(ctx, NO_DOMAIN, &nr, &cpus) != NULL);
	libxl_cpu_bitmap_alloc(ctx, &map, 0);
	show_rc("pin to nothing",
		libxl_set_vcpuaffinity(ctx, domid, 0, &map, NULL));
	libxl_bitmap_set(&map, 0);
	show_rc("pin", libxl_set_vcpuaffinity(ctx, domid, 0, &map, NULL));
	show_rc("pin vcpu 9", libxl_set_vcpuaffinity(ctx, domid, 9, &map, NULL));
	libxl_bitmap_set_any(&map);
	show_rc("soft", libxl_set_vcpuaffinity(ctx, domid, 0, NULL, &map));
	show_rc("all", libxl_set_vcpuaffinity_all(ctx, domid, 2, &map, &map));
	show_rc("neither", libxl_set_vcpuaffinity(ctx, domid, 0, NULL, NULL));
	show_rc("too many online",
		libxl_set_vcpuonline(ctx, domid, &map, NULL));
	libxl_bitmap_set_none(&map);
	libxl_bitmap_set(&map, 0);
	libxl_bitmap_set(&map, 1);
	show_rc("online", libxl_set_vcpuonline(ctx, domid, &map, NULL));
	show_rc("online, no domain",
		libxl_set_vcpuonline(ctx, NO_DOMAIN, &map, NULL));
	show_rc("node affinity", libxl_domain_get_nodeaffinity(ctx, domid, &map));
	libxl_bitmap_dispose(&map);
}

static void try_keys(void)
{
	show_rc("sysrq", libxl_send_sysrq(ctx, domid, 's'));
	show_rc("power", libxl_send_trigger(ctx, domid, LIBXL_TRIGGER_POWER, 0,
					    NULL));
	show_rc("unknown", libxl_send_trigger(ctx, domid, LIBXL_TRIGGER_UNKNOWN,
					      0, NULL));
	show_rc("s3resume", libxl_send_trigger(
		ctx, domid, LIBXL_TRIGGER_S3RESUME, 0, NULL));
}

/* -- schedulers and pools ------------------------------------------------------- */

static void try_domain_params(void)
{
	libxl_domain_sched_params p;
	libxl_vcpu_sched_params v;

	libxl_domain_sched_params_init(&p);
	show_rc("domain", libxl_domain_sched_params_get(ctx, domid, &p));
	show("domain", libxl_domain_sched_params_to_json(ctx, &p));
	show_rc("no domain",
		libxl_domain_sched_params_get(ctx, NO_DOMAIN, &p));
	libxl_domain_sched_params_init(&p);
	p.weight = 512;
	show_rc("weight", libxl_domain_sched_params_set(ctx, domid, &p));
	p.weight = 70000;
	show_rc("bad weight", libxl_domain_sched_params_set(ctx, domid, &p));
	p.weight = 256;
	p.cap = 1000;
	show_rc("bad cap", libxl_domain_sched_params_set(ctx, domid, &p));
	p.cap = 0;
	show_rc("cap", libxl_domain_sched_params_set(ctx, domid, &p));
	p.sched = LIBXL_SCHEDULER_RTDS;
	show_rc("rtds", libxl_domain_sched_params_set(ctx, domid, &p));
	libxl_vcpu_sched_params_init(&v);
	show_rc("vcpus", libxl_vcpu_sched_params_get_all(ctx, domid, &v));
	libxl_vcpu_sched_params_dispose(&v);
}

static void try_pool_params(uint32_t pool)
{
	libxl_sched_credit_params credit;
	libxl_sched_credit2_params credit2;

	libxl_sched_credit2_params_init(&credit2);
	show_rc("credit2", libxl_sched_credit2_params_get(ctx, 0, &credit2));
	credit2.ratelimit_us = 50;
	show_rc("bad ratelimit",
		libxl_sched_credit2_params_set(ctx, 0, &credit2));
	libxl_sched_credit_params_init(&credit);
	show_rc("credit of pool 0",
		libxl_sched_credit_params_get(ctx, 0, &credit));
	show_rc("credit", libxl_sched_credit_params_get(ctx, pool, &credit));
	show("credit", libxl_sched_credit_params_to_json(ctx, &credit));
	credit.tslice_ms = 5000;
	show_rc("bad slice", libxl_sched_credit_params_set(ctx, pool, &credit));
	credit.tslice_ms = 40;
	show_rc("slice", libxl_sched_credit_params_set(ctx, pool, &credit));
}

static void try_pool_names(void)
{
	static const char *const names[] = { "0", "Pool-0", "7", "x1", "" };

	for (int i = 0; i < 5; i++) {
		uint32_t id = 99;
		int was_name = 55;
		int rc = libxl_cpupool_qualifier_to_cpupoolid(ctx, names[i],
							      &id, &was_name);

		printf("pool %s: %d, %u, %d\n", names[i], rc, id, was_name);
	}
	show_text("pool 0", libxl_cpupoolid_to_name(ctx, 0));
	show_text("pool 9", libxl_cpupoolid_to_name(ctx, 9));
	show_rc("pool 0 is valid", libxl_cpupoolid_is_valid(ctx, 0));
	show_rc("pool 9 is valid", libxl_cpupoolid_is_valid(ctx, 9));
}

static void try_pools(void)
{
	uint32_t id = LIBXL_CPUPOOL_POOLID_ANY;
	libxl_cpupoolinfo *pools, one;
	libxl_bitmap none = { 0 };
	libxl_uuid uuid;
	int nr;

	memset(&uuid, 1, sizeof(uuid));
	libxl_cpu_bitmap_alloc(ctx, &none, 0);
	show_rc("create", libxl_cpupool_create(
		ctx, "p1", LIBXL_SCHEDULER_CREDIT, none, &uuid, &id));
	show_rc("take a cpu", libxl_cpupool_cpuremove(ctx, 0, 1));
	show_rc("give it", libxl_cpupool_cpuadd(ctx, id, 1));
	show_rc("give one in use", libxl_cpupool_cpuadd(ctx, id, 0));
	show_rc("rename", libxl_cpupool_rename(ctx, "p2", id));
	pools = libxl_list_cpupool(ctx, &nr);
	for (int i = 0; pools && i < nr; i++)
		show("pool", libxl_cpupoolinfo_to_json(ctx, &pools[i]));
	libxl_cpupoolinfo_list_free(pools, nr);
	libxl_cpupoolinfo_init(&one);
	show_rc("no pool", libxl_cpupool_info(ctx, &one, 9));
	try_pool_params(id);
	show_rc("move", libxl_cpupool_movedomain(ctx, id, domid));
	show_rc("destroy in use", libxl_cpupool_destroy(ctx, id));
	show_rc("move back", libxl_cpupool_movedomain(ctx, 0, domid));
	show_rc("destroy", libxl_cpupool_destroy(ctx, id));
	show_rc("destroy again", libxl_cpupool_destroy(ctx, id));
	show_rc("cpus of a node", libxl_cpupool_cpuadd_node(ctx, 0, 0, &nr));
	printf("%d added\n", nr);
	libxl_bitmap_dispose(&none);
}

/* -- the hypervisor --------------------------------------------------------------- */

static void try_hypervisor(void)
{
	char parameter[] = "ept=exec-sp=off", unknown[] = "nope=1", key[] = "h";
	libxl_psr_hw_info *info;
	uint32_t sid;
	char *text;
	size_t len;
	unsigned int nr;

	show_rc("keys", libxl_send_debug_keys(ctx, key));
	show_rc("parameter", libxl_set_parameters(ctx, parameter));
	show_rc("unknown parameter", libxl_set_parameters(ctx, unknown));
	show_rc("getenforce", libxl_flask_getenforce(ctx));
	show_rc("setenforce", libxl_flask_setenforce(ctx, 1));
	show_rc("sid", libxl_flask_sid_to_context(ctx, 1, &text, &len));
	show_rc("context", libxl_flask_context_to_sid(ctx, key, 1, &sid));
	show_rc("policy", libxl_flask_loadpolicy(ctx, key, 1));
	show_rc("monitoring", libxl_psr_cmt_enabled(ctx));
	show_rc("attach", libxl_psr_cmt_attach(ctx, domid));
	show_rc("allocation", libxl_psr_get_hw_info(
		ctx, LIBXL_PSR_FEAT_TYPE_CAT, 3, &nr, &info));
	show_rc("tmem", libxl_tmem_freeable(ctx));
}

static void try_console(void)
{
	libxl_xen_console_reader *reader = libxl_xen_console_read_start(ctx, 0);
	size_t total = 0;
	char *text;
	int rc;

	while ((rc = libxl_xen_console_read_line(ctx, reader, &text)) > 0) {
		if (!total)
			printf("console begins: %.40s\n", text);
		total += strlen(text);
	}
	printf("console ends: %d, %d\n", rc, total > 1000);
	libxl_xen_console_read_finish(ctx, reader);
}

/* -- files and configs -------------------------------------------------------------- */

static void try_userdata_of(uint32_t id)
{
	uint8_t *data = NULL;
	int len = -7;
	int rc = libxl_userdata_retrieve(ctx, id, "mine", &data, &len);

	printf("retrieve: %d, %d, %.*s\n", rc, len, rc ? 0 : len,
	       data ? (char *)data : "");
	free(data);
}

static void try_userdata(void)
{
	uint8_t hello[] = "hello";

	try_userdata_of(domid);
	show_rc("store", libxl_userdata_store(ctx, domid, "mine", hello, 5));
	try_userdata_of(domid);
	show_rc("store nothing",
		libxl_userdata_store(ctx, domid, "mine", hello, 0));
	try_userdata_of(domid);
	show_rc("unlink nothing", libxl_userdata_unlink(ctx, domid, "mine"));
	show_rc("store", libxl_userdata_store(ctx, domid, "mine", hello, 5));
	show_rc("unlink", libxl_userdata_unlink(ctx, domid, "mine"));
	show_rc("no domain",
		libxl_userdata_store(ctx, NO_DOMAIN, "mine", hello, 5));
	try_userdata_of(NO_DOMAIN);
}

static void try_config(uint32_t id)
{
	libxl_domain_config config;

	libxl_domain_config_init(&config);
	show_rc("config", libxl_retrieve_domain_configuration(ctx, id, &config,
							      NULL));
	show("config", libxl_domain_config_to_json(ctx, &config));
	libxl_domain_config_dispose(&config);
}

int main(int argc, char **argv)
{
	xentoollog_logger *logger;

	if (argc != 2)
		return 2;
	domid = atoi(argv[1]);
	setvbuf(stdout, NULL, _IOLBF, 0);
	logger = (xentoollog_logger *)xtl_createlogger_stdiostream(
		stderr, XTL_WARN, 0);
	if (libxl_ctx_alloc(&ctx, LIBXL_VERSION, 0, logger))
		return 1;
	try_host();
	try_topology();
	try_maps();
	try_domains();
	try_names();
	try_vcpus();
	try_keys();
	try_domain_params();
	try_pool_names();
	try_pools();
	try_hypervisor();
	try_console();
	try_userdata();
	try_config(domid);
	try_config(0);
	try_config(NO_DOMAIN);
	libxl_ctx_free(ctx);
	xtl_logger_destroy(logger);
	return 0;
}
