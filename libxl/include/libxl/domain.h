/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * libxl API: the life of a domain, its memory, CPUs, consoles and files.
 *
 * domid names the domain; ao_how says how the end is told (context.h).
 * Included by libxl.h.
 */
#ifndef LIBXL_DOMAIN_H
#define LIBXL_DOMAIN_H

#define INVALID_DOMID ~0
/* As c_info.domid: an id that no domain had lately, chosen at random. */
#define RANDOM_DOMID (INVALID_DOMID - 1)

/* -- create ------------------------------------------------------------- */
/* Makes the domain, paused; *domid gets its id. d_config is completed. */
int libxl_domain_create_new(libxl_ctx *ctx, libxl_domain_config *d_config,
	uint32_t *domid, const libxl_asyncop_how *ao_how,
	const libxl_asyncprogress_how *aop_console_how);
/* The same from a saved image; send_back_fd is -1 or talks to the sender. */
int libxl_domain_create_restore(libxl_ctx *ctx, libxl_domain_config *d_config,
	uint32_t *domid, int restore_fd, int send_back_fd,
	const libxl_domain_restore_params *params,
	const libxl_asyncop_how *ao_how,
	const libxl_asyncprogress_how *aop_console_how);
int libxl_domain_soft_reset(libxl_ctx *ctx, libxl_domain_config *d_config,
	uint32_t domid, const libxl_asyncop_how *ao_how,
	const libxl_asyncprogress_how *aop_console_how);
void libxl_domain_config_init(libxl_domain_config *d_config);
void libxl_domain_config_dispose(libxl_domain_config *d_config);
/* The domain's config as it is now; d_config is initialised by the caller. */
int libxl_retrieve_domain_configuration(libxl_ctx *ctx, uint32_t domid,
	libxl_domain_config *d_config, const libxl_asyncop_how *ao_how);

/* -- end ---------------------------------------------------------------- */
int libxl_domain_shutdown(libxl_ctx *ctx, uint32_t domid,
	const libxl_asyncop_how *ao_how);
int libxl_domain_reboot(libxl_ctx *ctx, uint32_t domid,
	const libxl_asyncop_how *ao_how);
int libxl_domain_destroy(libxl_ctx *ctx, uint32_t domid,
	const libxl_asyncop_how *ao_how);
/* Renames a dead domain to NAMEsuffix with a new uuid, to keep it. */
int libxl_domain_preserve(libxl_ctx *ctx, uint32_t domid,
	libxl_domain_create_info *info, const char *name_suffix,
	libxl_uuid new_uuid);

/* -- suspend, migrate --------------------------------------------------- */
#define LIBXL_SUSPEND_DEBUG 1
#define LIBXL_SUSPEND_LIVE 2
/* flags: LIBXL_SUSPEND_*; the image goes to fd. */
int libxl_domain_suspend(libxl_ctx *ctx, uint32_t domid, int fd, int flags,
	const libxl_asyncop_how *ao_how);
/* Suspends the guest where it is, nothing is saved. */
int libxl_domain_suspend_only(libxl_ctx *ctx, uint32_t domid,
	const libxl_asyncop_how *ao_how);
int libxl_domain_resume(libxl_ctx *ctx, uint32_t domid, int suspend_cancel,
	const libxl_asyncop_how *ao_how);
int libxl_domain_remus_start(libxl_ctx *ctx, libxl_domain_remus_info *info,
	uint32_t domid, int send_fd, int recv_fd,
	const libxl_asyncop_how *ao_how);

/* -- state -------------------------------------------------------------- */
int libxl_domain_pause(libxl_ctx *ctx, uint32_t domid,
	const libxl_asyncop_how *ao_how);
int libxl_domain_unpause(libxl_ctx *ctx, uint32_t domid,
	const libxl_asyncop_how *ao_how);
/* old_name NULL: whatever it was called. */
int libxl_domain_rename(libxl_ctx *ctx, uint32_t domid, const char *old_name,
	const char *new_name);
int libxl_domain_core_dump(libxl_ctx *ctx, uint32_t domid, const char *filename,
	const libxl_asyncop_how *ao_how);
int libxl_send_trigger(libxl_ctx *ctx, uint32_t domid, libxl_trigger trigger,
	uint32_t vcpuid, const libxl_asyncop_how *ao_how);
int libxl_send_sysrq(libxl_ctx *ctx, uint32_t domid, char sysrq);

/* -- lists; free them with the function that follows ---------------------- */
/* ERROR_DOMAIN_NOTFOUND without a complaint when there is no such domain. */
int libxl_domain_info(libxl_ctx *, libxl_dominfo *info_r, uint32_t domid);
libxl_dominfo *libxl_list_domain(libxl_ctx *, int *nb_domain_out);
void libxl_dominfo_list_free(libxl_dominfo *list, int nb_domain);
libxl_vminfo *libxl_list_vm(libxl_ctx *ctx, int *nb_vm_out);
void libxl_vminfo_list_free(libxl_vminfo *list, int nb_vm);
/* nr_cpus_out: how many CPUs the maps speak of. */
libxl_vcpuinfo *libxl_list_vcpu(libxl_ctx *ctx, uint32_t domid, int *nb_vcpu,
	int *nr_cpus_out);
void libxl_vcpuinfo_list_free(libxl_vcpuinfo *, int nr_vcpus);
/* Seconds since 1970, 0 when it is not known. */
uint32_t libxl_vm_get_start_time(libxl_ctx *ctx, uint32_t domid);
/* Can this be a guest's id: dom0 yes, the reserved ids no. */
int libxl_domid_valid_guest(uint32_t domid);
int libxl_clear_domid_history(libxl_ctx *ctx);

/* -- memory, in KiB ----------------------------------------------------- */
int libxl_domain_setmaxmem(libxl_ctx *ctx, uint32_t domid,
	uint64_t target_memkb);
/* relative: target_memkb is added to the target; enforce: the limit too. */
int libxl_set_memory_target(libxl_ctx *ctx, uint32_t domid,
	int64_t target_memkb, int relative, int enforce);
int libxl_get_memory_target(libxl_ctx *ctx, uint32_t domid,
	uint64_t *out_target);
int libxl_get_memory_target_0x040700(libxl_ctx *ctx, uint32_t domid,
	uint32_t *out_target);
/* What creating config will take of the host's memory. */
int libxl_domain_need_memory(libxl_ctx *ctx, libxl_domain_config *config,
	uint32_t domid_for_logging, uint64_t *need_memkb);
int libxl_domain_need_memory_0x041200(libxl_ctx *ctx,
	const libxl_domain_build_info *b_info_in, uint64_t *need_memkb);
int libxl_domain_need_memory_0x040700(libxl_ctx *ctx,
	const libxl_domain_build_info *b_info_in, uint32_t *need_memkb);
int libxl_wait_for_free_memory(libxl_ctx *ctx, uint32_t domid,
	uint64_t memory_kb, int wait_secs);
int libxl_wait_for_memory_target(libxl_ctx *ctx, uint32_t domid, int wait_secs);

/* -- vCPUs -------------------------------------------------------------- */
/* Either map may be NULL: that affinity stays. */
int libxl_set_vcpuaffinity(libxl_ctx *ctx, uint32_t domid, uint32_t vcpuid,
	const libxl_bitmap *cpumap_hard, const libxl_bitmap *cpumap_soft);
/* Even over the temporary pinning that dom0 may have put there. */
int libxl_set_vcpuaffinity_force(libxl_ctx *ctx, uint32_t domid,
	uint32_t vcpuid, const libxl_bitmap *cpumap_hard,
	const libxl_bitmap *cpumap_soft);
int libxl_set_vcpuaffinity_all(libxl_ctx *ctx, uint32_t domid,
	unsigned int max_vcpus, const libxl_bitmap *cpumap_hard,
	const libxl_bitmap *cpumap_soft);
int libxl_domain_set_nodeaffinity(libxl_ctx *ctx, uint32_t domid,
	libxl_bitmap *nodemap);
int libxl_domain_get_nodeaffinity(libxl_ctx *ctx, uint32_t domid,
	libxl_bitmap *nodemap);
int libxl_set_vcpuonline(libxl_ctx *ctx, uint32_t domid, libxl_bitmap *cpumap,
	const libxl_asyncop_how *ao_how);

/* -- CPUID policy --------------------------------------------------------- */
/* One entry in xl's or in xend's syntax. 0, or 1..5 for what is wrong. */
int libxl_cpuid_parse_config(libxl_cpuid_policy_list *cpuid, const char *str);
int libxl_cpuid_parse_config_xend(libxl_cpuid_policy_list *cpuid,
	const char *str);

/* -- consoles ----------------------------------------------------------- */
/* The *_exec functions replace the process and return only on failure. */
int libxl_vncviewer_exec(libxl_ctx *ctx, uint32_t domid, int autopass);
/* notify_fd: -1, or told when the client is connected. */
int libxl_console_exec(libxl_ctx *ctx, uint32_t domid, int cons_num,
	libxl_console_type type, int notify_fd);
int libxl_primary_console_exec(libxl_ctx *ctx, uint32_t domid_vm,
	int notify_fd);
int libxl_console_get_tty(libxl_ctx *ctx, uint32_t domid, int cons_num,
	libxl_console_type type, char **path);
int libxl_primary_console_get_tty(libxl_ctx *ctx, uint32_t domid_vm,
	char **path);

/* -- files kept for a domain ---------------------------------------------- */
/* datalen 0 removes the file. userid names its owner, e.g. "xl". */
int libxl_userdata_store(libxl_ctx *ctx, uint32_t domid,
	const char *userdata_userid, const uint8_t *data, int datalen);
/* data_r gets NULL and datalen_r 0 when there is none. */
int libxl_userdata_retrieve(libxl_ctx *ctx, uint32_t domid,
	const char *userdata_userid, uint8_t **data_r, int *datalen_r);
int libxl_userdata_unlink(libxl_ctx *ctx, uint32_t domid,
	const char *userdata_userid);

int libxl_ms_vm_genid_generate(libxl_ctx *ctx, libxl_ms_vm_genid *id);
bool libxl_ms_vm_genid_is_zero(const libxl_ms_vm_genid *id);
void libxl_ms_vm_genid_copy(libxl_ctx *ctx, libxl_ms_vm_genid *dst,
	const libxl_ms_vm_genid *src);

/* Sends line to the domain's QEMU monitor; *output is malloc'ed. */
int libxl_qemu_monitor_command(libxl_ctx *ctx, uint32_t domid,
	const char *command_line, char **output,
	const libxl_asyncop_how *ao_how);

#endif
