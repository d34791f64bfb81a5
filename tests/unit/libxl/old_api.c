/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Calls as sources of older API versions write them; test_abi.py compiles it
 * for each version against the system's headers and ours, never runs it, and
 * compares which symbols it needs.
 */
#include <libxl.h>
#include <libxl_utils.h>

int calls_up_to_4_12(libxl_ctx *ctx, libxl_bitmap *map, libxl_domain_config *c);
int calls_up_to_4_7(libxl_ctx *ctx, libxl_domain_build_info *b, uint32_t *kib);
int calls_up_to_4_6(libxl_ctx *ctx, libxl_domain_config *c, uint32_t *domid,
		    libxl_domain_restore_params *p);
int calls_up_to_4_4(libxl_ctx *ctx, libxl_bitmap *map, libxl_uuid *uuid);
int calls_of_any(libxl_ctx *ctx, libxl_cpuid_policy_list policy);

#if LIBXL_API_VERSION < 0x041300
int calls_up_to_4_12(libxl_ctx *ctx, libxl_bitmap *map, libxl_domain_config *c)
{
	char *output;

	return libxl_domain_pause(ctx, 1) | libxl_domain_unpause(ctx, 1) |
		libxl_domain_shutdown(ctx, 1) | libxl_domain_reboot(ctx, 1) |
		libxl_send_trigger(ctx, 1, LIBXL_TRIGGER_POWER, 0) |
		libxl_set_vcpuonline(ctx, 1, map) |
		libxl_qemu_monitor_command(ctx, 1, "info", &output) |
		libxl_retrieve_domain_configuration(ctx, 1, c);
}
#endif

#if LIBXL_API_VERSION < 0x040800
int calls_up_to_4_7(libxl_ctx *ctx, libxl_domain_build_info *b, uint32_t *kib)
{
	return libxl_get_free_memory(ctx, kib) |
		libxl_get_memory_target(ctx, 1, kib) |
		libxl_domain_need_memory(ctx, b, kib) |
		libxl_console_exec(ctx, 1, 0, LIBXL_CONSOLE_TYPE_PV) |
		libxl_primary_console_exec(ctx, 1);
}
#endif

#if LIBXL_API_VERSION < 0x040400
int calls_up_to_4_6(libxl_ctx *ctx, libxl_domain_config *c, uint32_t *domid,
		    libxl_domain_restore_params *p)
{
	(void)p;
	return libxl_domain_create_restore(ctx, c, domid, 0, NULL, NULL);
}
#elif LIBXL_API_VERSION < 0x040700
int calls_up_to_4_6(libxl_ctx *ctx, libxl_domain_config *c, uint32_t *domid,
		    libxl_domain_restore_params *p)
{
	return libxl_domain_create_restore(ctx, c, domid, 0, p, NULL, NULL);
}
#endif

#if LIBXL_API_VERSION < 0x040500
int calls_up_to_4_4(libxl_ctx *ctx, libxl_bitmap *map, libxl_uuid *uuid)
{
	libxl_uuid copy;
	const char *name = libxl_basename("a/b");

	libxl_uuid_copy(&copy, uuid);
	return libxl_set_vcpuaffinity(ctx, 1, 0, map) |
		libxl_set_vcpuaffinity_all(ctx, 1, 2, map) |
		(name == NULL);
}
#endif

int calls_of_any(libxl_ctx *ctx, libxl_cpuid_policy_list policy)
{
#if LIBXL_API_VERSION < 0x041400
	libxl_cpuid_apply_policy(ctx, 1);
	libxl_cpuid_set(ctx, 1, policy);
#endif
	(void)policy;
	return libxl_domain_rename(ctx, 1, "a", "b");
}
