/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Part of fake_host.so (fake_host.c says what that is): CPU pools that are made
 * and changed, the hypervisor's options, QEMU's monitor.
 */
#include <libxl.h>
#include <libxl_utils.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static int called(const char *name, const char *fmt, ...)
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

static const char *cpus(const libxl_bitmap *map)
{
	static char text[100];
	size_t len = 0;

	text[0] = '\0';
	for (int i = 0; i < (int)map->size * 8; i++)
		if (libxl_bitmap_test(map, i))
			len += (size_t)snprintf(text + len, sizeof(text) - len,
						"%d ", i);
	return text;
}

int libxl_cpupool_create(libxl_ctx *ctx, const char *name,
			 libxl_scheduler sched, libxl_bitmap map,
			 libxl_uuid *uuid, uint32_t *poolid)
{
	(void)ctx, (void)uuid;
	return called("libxl_cpupool_create", "%s, %s, %s, %d", name,
		      libxl_scheduler_to_string(sched), cpus(&map),
		      (int)*poolid);
}

int libxl_cpupool_destroy(libxl_ctx *ctx, uint32_t poolid)
{
	(void)ctx;
	return called("libxl_cpupool_destroy", "%u", poolid);
}

int libxl_cpupool_rename(libxl_ctx *ctx, const char *name, uint32_t poolid)
{
	(void)ctx;
	return called("libxl_cpupool_rename", "%s, %u", name, poolid);
}

int libxl_cpupool_movedomain(libxl_ctx *ctx, uint32_t poolid, uint32_t domid)
{
	(void)ctx;
	return called("libxl_cpupool_movedomain", "%u, %u", poolid, domid);
}

int libxl_cpupool_cpuadd_cpumap(libxl_ctx *ctx, uint32_t poolid,
				const libxl_bitmap *map)
{
	(void)ctx;
	return called("libxl_cpupool_cpuadd_cpumap", "%u, %s", poolid,
		      cpus(map));
}

int libxl_cpupool_cpuremove_cpumap(libxl_ctx *ctx, uint32_t poolid,
				   const libxl_bitmap *map)
{
	(void)ctx;
	return called("libxl_cpupool_cpuremove_cpumap", "%u, %s", poolid,
		      cpus(map));
}

int libxl_cpupool_cpuadd_node(libxl_ctx *ctx, uint32_t poolid, int node,
			      int *nr)
{
	(void)ctx;
	*nr = getenv("FAKE_SMALL_NODE") ? 2 : 6;
	return called("libxl_cpupool_cpuadd_node", "%u, %d", poolid, node);
}

int libxl_cpupool_cpuremove_node(libxl_ctx *ctx, uint32_t poolid, int node,
				 int *nr)
{
	(void)ctx;
	*nr = getenv("FAKE_SMALL_NODE") ? 2 : 6;
	return called("libxl_cpupool_cpuremove_node", "%u, %d", poolid, node);
}

int libxl_set_parameters(libxl_ctx *ctx, char *params)
{
	(void)ctx;
	return called("libxl_set_parameters", "%s", params);
}

int libxl_qemu_monitor_command(libxl_ctx *ctx, uint32_t domid,
			       const char *command, char **output,
			       const libxl_asyncop_how *how)
{
	(void)ctx, (void)how;
	*output = strdup("7.2.0\nof Debian");
	return called("libxl_qemu_monitor_command", "%u, %s", domid, command);
}
