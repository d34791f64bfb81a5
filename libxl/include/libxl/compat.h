/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * libxl API: functions as older API versions had them, for sources that set
 * LIBXL_API_VERSION. NAME_0xVERSION is NAME as it was up to that version.
 * Included by libxl.h, after everything that is wrapped here.
 */
#ifndef LIBXL_COMPAT_H
#define LIBXL_COMPAT_H

#if LIBXL_API_VERSION < 0x041400
/* Until 4.14 callers applied CPUID policies; creating a domain does it now. */
static inline void
libxl_cpuid_apply_policy(libxl_ctx *ctx __attribute__((unused)),
			 uint32_t domid __attribute__((unused)))
{
}

static inline void
libxl_cpuid_set(libxl_ctx *ctx __attribute__((unused)),
		uint32_t domid __attribute__((unused)),
		libxl_cpuid_policy_list cpuid __attribute__((unused)))
{
}
#endif

#ifdef LIBXL_API_VERSION

#if LIBXL_API_VERSION < 0x041300
/* Up to 4.12 these always waited. */
static inline int
libxl_retrieve_domain_configuration_0x041200(libxl_ctx *ctx, uint32_t domid,
					     libxl_domain_config *d_config)
{
	return libxl_retrieve_domain_configuration(ctx, domid, d_config, NULL);
}
#define libxl_retrieve_domain_configuration \
	libxl_retrieve_domain_configuration_0x041200

static inline int libxl_domain_shutdown_0x041200(libxl_ctx *ctx, uint32_t domid)
{
	return libxl_domain_shutdown(ctx, domid, NULL);
}
#define libxl_domain_shutdown libxl_domain_shutdown_0x041200

static inline int libxl_domain_reboot_0x041200(libxl_ctx *ctx, uint32_t domid)
{
	return libxl_domain_reboot(ctx, domid, NULL);
}
#define libxl_domain_reboot libxl_domain_reboot_0x041200

static inline int libxl_domain_pause_0x041200(libxl_ctx *ctx, uint32_t domid)
{
	return libxl_domain_pause(ctx, domid, NULL);
}
#define libxl_domain_pause libxl_domain_pause_0x041200

static inline int libxl_domain_unpause_0x041200(libxl_ctx *ctx, uint32_t domid)
{
	return libxl_domain_unpause(ctx, domid, NULL);
}
#define libxl_domain_unpause libxl_domain_unpause_0x041200

static inline int libxl_set_vcpuonline_0x041200(libxl_ctx *ctx, uint32_t domid,
						libxl_bitmap *cpumap)
{
	return libxl_set_vcpuonline(ctx, domid, cpumap, NULL);
}
#define libxl_set_vcpuonline libxl_set_vcpuonline_0x041200

static inline int libxl_send_trigger_0x041200(libxl_ctx *ctx, uint32_t domid,
					      libxl_trigger trigger,
					      uint32_t vcpuid)
{
	return libxl_send_trigger(ctx, domid, trigger, vcpuid, NULL);
}
#define libxl_send_trigger libxl_send_trigger_0x041200

static inline int
libxl_qemu_monitor_command_0x041200(libxl_ctx *ctx, uint32_t domid,
				    const char *command_line, char **output)
{
	return libxl_qemu_monitor_command(ctx, domid, command_line, output,
					  NULL);
}
#define libxl_qemu_monitor_command libxl_qemu_monitor_command_0x041200
#endif

#if LIBXL_API_VERSION < 0x040800
/* Up to 4.7 sizes had 32 bits and no one was told of a console's client. */
#define libxl_get_memory_target libxl_get_memory_target_0x040700
#define libxl_domain_need_memory libxl_domain_need_memory_0x040700
#define libxl_get_free_memory libxl_get_free_memory_0x040700

static inline int libxl_console_exec_0x040700(libxl_ctx *ctx, uint32_t domid,
					      int cons_num,
					      libxl_console_type type)
{
	return libxl_console_exec(ctx, domid, cons_num, type, -1);
}
#define libxl_console_exec libxl_console_exec_0x040700

static inline int libxl_primary_console_exec_0x040700(libxl_ctx *ctx,
						      uint32_t domid_vm)
{
	return libxl_primary_console_exec(ctx, domid_vm, -1);
}
#define libxl_primary_console_exec libxl_primary_console_exec_0x040700
#elif LIBXL_API_VERSION < 0x041300
/* Up to 4.12 it was told the build info alone. */
#define libxl_domain_need_memory libxl_domain_need_memory_0x041200
#endif

#if LIBXL_API_VERSION >= 0x040500 && LIBXL_API_VERSION < 0x040700
/* Names that 4.5 had for what is no longer Remus' alone. */
#define ERROR_REMUS_DEVOPS_DOES_NOT_MATCH \
	ERROR_CHECKPOINT_DEVOPS_DOES_NOT_MATCH
#define ERROR_REMUS_DEVICE_NOT_SUPPORTED \
	ERROR_CHECKPOINT_DEVICE_NOT_SUPPORTED
#endif

#if LIBXL_API_VERSION < 0x040500
/* Up to 4.4 a vCPU had one affinity, the hard one. */
#define libxl_set_vcpuaffinity(ctx, domid, vcpuid, map) \
	libxl_set_vcpuaffinity((ctx), (domid), (vcpuid), (map), NULL)
#define libxl_set_vcpuaffinity_all(ctx, domid, max_vcpus, map) \
	libxl_set_vcpuaffinity_all((ctx), (domid), (max_vcpus), (map), NULL)
#endif

#if LIBXL_API_VERSION < 0x040400
/* Up to 4.3 a restore had no parameters. */
static inline int
libxl_domain_create_restore_0x040200(libxl_ctx *ctx,
				     libxl_domain_config *d_config,
				     uint32_t *domid, int restore_fd,
				     const libxl_asyncop_how *ao_how,
				     const libxl_asyncprogress_how *aop_console_how)
{
	libxl_domain_restore_params none;
	int rc;

	libxl_domain_restore_params_init(&none);
	rc = libxl_domain_create_restore(ctx, d_config, domid, restore_fd, -1,
					 &none, ao_how, aop_console_how);
	libxl_domain_restore_params_dispose(&none);
	return rc;
}
#define libxl_domain_create_restore libxl_domain_create_restore_0x040200
#elif LIBXL_API_VERSION < 0x040700
/* Up to 4.6 nothing was sent back to the sender. */
static inline int
libxl_domain_create_restore_0x040400(libxl_ctx *ctx,
				     libxl_domain_config *d_config,
				     uint32_t *domid, int restore_fd,
				     const libxl_domain_restore_params *params,
				     const libxl_asyncop_how *ao_how,
				     const libxl_asyncprogress_how *aop_console_how)
{
	return libxl_domain_create_restore(ctx, d_config, domid, restore_fd,
					   -1, params, ao_how, aop_console_how);
}
#define libxl_domain_create_restore libxl_domain_create_restore_0x040400
#endif

#endif /* LIBXL_API_VERSION */

#endif
