/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * libxl API: the machine, its schedulers, CPU pools and policies.
 *
 * Lists are malloc'ed and freed by the function that follows. Included by
 * libxl.h.
 */
#ifndef LIBXL_HOST_H
#define LIBXL_HOST_H

/* -- facts -------------------------------------------------------------- */
/* Belongs to the context; NULL when there is no hypervisor. */
const libxl_version_info *libxl_get_version_info(libxl_ctx *ctx);
int libxl_get_physinfo(libxl_ctx *ctx, libxl_physinfo *physinfo);
/* Counts, or a negative error. */
int libxl_get_max_cpus(libxl_ctx *ctx);
int libxl_get_online_cpus(libxl_ctx *ctx);
int libxl_get_max_nodes(libxl_ctx *ctx);
/* KiB that a new domain could have, without asking any domain for memory. */
int libxl_get_free_memory(libxl_ctx *ctx, uint64_t *memkb);
int libxl_get_free_memory_0x040700(libxl_ctx *ctx, uint32_t *memkb);

#define LIBXL_CPUTOPOLOGY_INVALID_ENTRY (~(uint32_t)0)
libxl_cputopology *libxl_get_cpu_topology(libxl_ctx *ctx, int *nb_cpu_out);
void libxl_cputopology_list_free(libxl_cputopology *, int nb_cpu);
#define LIBXL_PCITOPOLOGY_INVALID_ENTRY (~(uint32_t)0)
libxl_pcitopology *libxl_get_pci_topology(libxl_ctx *ctx, int *num_devs);
void libxl_pcitopology_list_free(libxl_pcitopology *, int num_devs);
#define LIBXL_NUMAINFO_INVALID_ENTRY (~(uint32_t)0)
libxl_numainfo *libxl_get_numainfo(libxl_ctx *ctx, int *nr);
void libxl_numainfo_list_free(libxl_numainfo *, int nr);

/* -- hypervisor ----------------------------------------------------------- */
/* The keys of the serial console's debug menu, one after the other. */
int libxl_send_debug_keys(libxl_ctx *ctx, char *keys);
/* Run-time parameters, spelled as on the hypervisor's command line. */
int libxl_set_parameters(libxl_ctx *ctx, char *params);

/* The hypervisor's console ring, line by line; clear empties it. */
typedef struct libxl__xen_console_reader libxl_xen_console_reader;
libxl_xen_console_reader *libxl_xen_console_read_start(libxl_ctx *ctx,
	int clear);
/* 1: *line_r is the next line, good until the next call; 0: the end. */
int libxl_xen_console_read_line(libxl_ctx *ctx, libxl_xen_console_reader *cr,
	char **line_r);
void libxl_xen_console_read_finish(libxl_ctx *ctx,
	libxl_xen_console_reader *cr);

/* Transcendent memory is gone from the hypervisor: these fail. */
char *libxl_tmem_list(libxl_ctx *ctx, uint32_t domid, int use_long);
int libxl_tmem_freeze(libxl_ctx *ctx, uint32_t domid);
int libxl_tmem_thaw(libxl_ctx *ctx, uint32_t domid);
int libxl_tmem_set(libxl_ctx *ctx, uint32_t domid, char *name, uint32_t set);
int libxl_tmem_shared_auth(libxl_ctx *ctx, uint32_t domid, char *uuid,
	int auth);
int libxl_tmem_freeable(libxl_ctx *ctx);

/* -- schedulers ----------------------------------------------------------- */
/* The default pool's libxl_scheduler, or a negative error. */
int libxl_get_scheduler(libxl_ctx *ctx);
int libxl_sched_credit_params_get(libxl_ctx *ctx, uint32_t poolid,
	libxl_sched_credit_params *scinfo);
int libxl_sched_credit_params_set(libxl_ctx *ctx, uint32_t poolid,
	libxl_sched_credit_params *scinfo);
int libxl_sched_credit2_params_get(libxl_ctx *ctx, uint32_t poolid,
	libxl_sched_credit2_params *scinfo);
int libxl_sched_credit2_params_set(libxl_ctx *ctx, uint32_t poolid,
	libxl_sched_credit2_params *scinfo);

/* "Leave it as it is" in the types that follow. */
#define LIBXL_DOMAIN_SCHED_PARAM_WEIGHT_DEFAULT -1
#define LIBXL_DOMAIN_SCHED_PARAM_CAP_DEFAULT -1
#define LIBXL_DOMAIN_SCHED_PARAM_PERIOD_DEFAULT -1
#define LIBXL_DOMAIN_SCHED_PARAM_SLICE_DEFAULT -1
#define LIBXL_DOMAIN_SCHED_PARAM_LATENCY_DEFAULT -1
#define LIBXL_DOMAIN_SCHED_PARAM_EXTRATIME_DEFAULT -1
#define LIBXL_DOMAIN_SCHED_PARAM_BUDGET_DEFAULT -1
#define LIBXL_SCHED_PARAM_VCPU_INDEX_DEFAULT -1
int libxl_domain_sched_params_get(libxl_ctx *ctx, uint32_t domid,
	libxl_domain_sched_params *params);
int libxl_domain_sched_params_set(libxl_ctx *ctx, uint32_t domid,
	const libxl_domain_sched_params *params);
/* params lists the vCPUs to ask for; *_all: every one. */
int libxl_vcpu_sched_params_get(libxl_ctx *ctx, uint32_t domid,
	libxl_vcpu_sched_params *params);
int libxl_vcpu_sched_params_get_all(libxl_ctx *ctx, uint32_t domid,
	libxl_vcpu_sched_params *params);
int libxl_vcpu_sched_params_set(libxl_ctx *ctx, uint32_t domid,
	const libxl_vcpu_sched_params *params);
int libxl_vcpu_sched_params_set_all(libxl_ctx *ctx, uint32_t domid,
	const libxl_vcpu_sched_params *params);

/* -- CPU pools ------------------------------------------------------------ */
#define LIBXL_CPUPOOL_POOLID_ANY 0xFFFFFFFF
libxl_cpupoolinfo *libxl_list_cpupool(libxl_ctx *, int *nb_pool_out);
void libxl_cpupoolinfo_list_free(libxl_cpupoolinfo *list, int nb_pool);
int libxl_get_freecpus(libxl_ctx *ctx, libxl_bitmap *cpumap);
int libxl_cpupool_create(libxl_ctx *ctx, const char *name,
	libxl_scheduler sched, libxl_bitmap cpumap, libxl_uuid *uuid,
	uint32_t *poolid);
int libxl_cpupool_destroy(libxl_ctx *ctx, uint32_t poolid);
int libxl_cpupool_rename(libxl_ctx *ctx, const char *name, uint32_t poolid);
int libxl_cpupool_cpuadd(libxl_ctx *ctx, uint32_t poolid, int cpu);
int libxl_cpupool_cpuadd_node(libxl_ctx *ctx, uint32_t poolid, int node,
	int *cpus);
int libxl_cpupool_cpuadd_cpumap(libxl_ctx *ctx, uint32_t poolid,
	const libxl_bitmap *cpumap);
int libxl_cpupool_cpuremove(libxl_ctx *ctx, uint32_t poolid, int cpu);
int libxl_cpupool_cpuremove_node(libxl_ctx *ctx, uint32_t poolid, int node,
	int *cpus);
int libxl_cpupool_cpuremove_cpumap(libxl_ctx *ctx, uint32_t poolid,
	const libxl_bitmap *cpumap);
int libxl_cpupool_movedomain(libxl_ctx *ctx, uint32_t poolid, uint32_t domid);
int libxl_cpupool_info(libxl_ctx *ctx, libxl_cpupoolinfo *info,
	uint32_t poolid);

/* -- Flask: -1 and errno on failure, ENOSYS when it is not there -------------------------------------------------------------- */
int libxl_flask_context_to_sid(libxl_ctx *ctx, char *buf, size_t len,
	uint32_t *ssidref);
int libxl_flask_sid_to_context(libxl_ctx *ctx, uint32_t ssidref, char **buf,
	size_t *len);
int libxl_flask_getenforce(libxl_ctx *ctx);
int libxl_flask_setenforce(libxl_ctx *ctx, int mode);
int libxl_flask_loadpolicy(libxl_ctx *ctx, void *policy, uint32_t size);

#if defined(__i386__) || defined(__x86_64__)
/* -- cache and bandwidth monitoring and allocation (PSR) -------------------- */
int libxl_psr_cmt_attach(libxl_ctx *ctx, uint32_t domid);
int libxl_psr_cmt_detach(libxl_ctx *ctx, uint32_t domid);
int libxl_psr_cmt_domain_attached(libxl_ctx *ctx, uint32_t domid);
int libxl_psr_cmt_enabled(libxl_ctx *ctx);
int libxl_psr_cmt_get_total_rmid(libxl_ctx *ctx, uint32_t *total_rmid);
int libxl_psr_cmt_get_l3_cache_size(libxl_ctx *ctx, uint32_t socketid,
	uint32_t *l3_cache_size);
int libxl_psr_cmt_get_cache_occupancy(libxl_ctx *ctx, uint32_t domid,
	uint32_t socketid, uint32_t *l3_cache_occupancy);
int libxl_psr_cmt_type_supported(libxl_ctx *ctx, libxl_psr_cmt_type type);
int libxl_psr_cmt_get_sample(libxl_ctx *ctx, uint32_t domid,
	libxl_psr_cmt_type type, uint64_t scope, uint64_t *sample_r,
	uint64_t *tsc_r);
int libxl_psr_cat_set_cbm(libxl_ctx *ctx, uint32_t domid,
	libxl_psr_cbm_type type, libxl_bitmap *target_map, uint64_t cbm);
int libxl_psr_cat_get_cbm(libxl_ctx *ctx, uint32_t domid,
	libxl_psr_cbm_type type, uint32_t target, uint64_t *cbm_r);
int libxl_psr_cat_get_info(libxl_ctx *ctx, libxl_psr_cat_info **info,
	unsigned int *nr, unsigned int lvl);
int libxl_psr_cat_get_l3_info(libxl_ctx *ctx, libxl_psr_cat_info **info,
	int *nr);
void libxl_psr_cat_info_list_free(libxl_psr_cat_info *list, int nr);
typedef enum libxl_psr_cbm_type libxl_psr_type;
int libxl_psr_set_val(libxl_ctx *ctx, uint32_t domid, libxl_psr_type type,
	libxl_bitmap *target_map, uint64_t val);
int libxl_psr_get_val(libxl_ctx *ctx, uint32_t domid, libxl_psr_type type,
	unsigned int target, uint64_t *val);
int libxl_psr_get_hw_info(libxl_ctx *ctx, libxl_psr_feat_type type,
	unsigned int lvl, unsigned int *nr, libxl_psr_hw_info **info);
void libxl_psr_hw_info_list_free(libxl_psr_hw_info *list, unsigned int nr);
#endif

#endif
