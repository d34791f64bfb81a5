/* SPDX-License-Identifier: LGPL-2.1-only */
/* Functions that always refuse: each says so, and libxl/refused.sym has all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "core/ctx.h"
#include "fake_host.h"

/* sysfs with one PCI device, which is assignable. */
static char dir[] = "/tmp/libxl-ni-XXXXXX";

static int setup(void **state)
{
	char command[600];
	libxl_ctx *ctx;

	if (!mkdtemp(dir))
		return -1;
	snprintf(command, sizeof(command),
		 "mkdir -p %s/bus/pci/drivers/pciback %s/bus/pci/devices/0000:00:00.0"
		 " && ln -s %s/bus/pci/drivers/pciback %s/bus/pci/devices/0000:00:00.0/driver",
		 dir, dir, dir, dir);
	if (system(command))
		return -1;
	ctx = fake_host_open();
	ctx->sys_dir = dir;
	*state = ctx;
	return 0;
}

static int teardown(void **state)
{
	char command[100];

	fake_host_close(*state);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

static int events_handler(libxl_ctx *ctx)
{
	return libxl_device_events_handler(ctx, NULL);
}

static int pci_add(libxl_ctx *ctx)
{
	libxl_device_pci pci = { 0 };

	return libxl_device_pci_add(ctx, 1, &pci, NULL);
}

static int pci_destroy(libxl_ctx *ctx)
{
	libxl_device_pci pci = { 0 };

	return libxl_device_pci_destroy(ctx, 1, &pci, NULL);
}

static int pci_remove(libxl_ctx *ctx)
{
	libxl_device_pci pci = { 0 };

	return libxl_device_pci_remove(ctx, 1, &pci, NULL);
}

static int create_restore(libxl_ctx *ctx)
{
	uint32_t domid;

	return libxl_domain_create_restore(ctx, NULL, &domid, -1, -1, NULL,
					   NULL, NULL);
}

static int remus_start(libxl_ctx *ctx)
{
	return libxl_domain_remus_start(ctx, NULL, 1, -1, -1, NULL);
}

static int soft_reset(libxl_ctx *ctx)
{
	return libxl_domain_soft_reset(ctx, NULL, 1, NULL, NULL);
}

static int suspend(libxl_ctx *ctx)
{
	return libxl_domain_suspend(ctx, 1, -1, 0, NULL);
}

static int suspend_only(libxl_ctx *ctx)
{
	return libxl_domain_suspend_only(ctx, 1, NULL);
}

static const struct {
	const char *name;
	int (*call)(libxl_ctx *ctx);
} functions[] = {
	{ "libxl_device_events_handler", events_handler },
	{ "libxl_device_pci_add", pci_add },
	{ "libxl_device_pci_destroy", pci_destroy },
	{ "libxl_device_pci_remove", pci_remove },
	{ "libxl_domain_create_restore", create_restore },
	{ "libxl_domain_remus_start", remus_start },
	{ "libxl_domain_soft_reset", soft_reset },
	{ "libxl_domain_suspend", suspend },
	{ "libxl_domain_suspend_only", suspend_only },
};

#define NR_FUNCTIONS (sizeof(functions) / sizeof(functions[0]))

static void each_refuses_with_a_message(void **state)
{
	for (size_t i = 0; i < NR_FUNCTIONS; i++) {
		const char *log;

		print_message("%s\n", functions[i].name);
		fake_host_log();
		assert_int_equal(functions[i].call(*state), ERROR_NI);
		log = fake_host_log();
		assert_true(strstr(log, "not there yet") ||
			    strstr(log, "not implemented yet"));
	}
}

static void the_list_has_all_of_them(void **state)
{
	const char *src = getenv("top_srcdir");
	char path[300], line[200];
	size_t n = 0;
	FILE *f;

	(void)state;
	snprintf(path, sizeof(path), "%s/libxl/refused.sym", src ? src : ".");
	f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		if (*line == '#')
			continue;
		assert_true(n < NR_FUNCTIONS);
		assert_string_equal(line, functions[n++].name);
	}
	fclose(f);
	assert_int_equal(n, NR_FUNCTIONS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_refuses_with_a_message),
		cmocka_unit_test(the_list_has_all_of_them),
	};

	return cmocka_run_group_tests_name("refused", tests, setup, teardown);
}
