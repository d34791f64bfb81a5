/* SPDX-License-Identifier: GPL-2.0-only */
/* Finding and entering the module with the live commands. */
#include "xl/live.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "xl/common.h"

static int say(const struct invocation *inv, const char *what,
	       const char *advice)
{
	if (inv->program == &program_xm)
		fprintf(stderr, "Error: %s; %s\n", what, advice);
	else
		fprintf(stderr, "xl %s: %s; %s\n", inv->command->name, what,
			advice);
	return 1;
}

/* Beside the program (.libs is where a build tree has it), or installed. */
static void *open_module(void)
{
	static const char *const beside[] = {
		LIVE_MODULE, ".libs/" LIVE_MODULE,
	};
	char exe[PATH_MAX], path[PATH_MAX + 64];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	char *slash;

	exe[n > 0 ? n : 0] = '\0';
	slash = strrchr(exe, '/');
	for (size_t i = 0; slash && i < 2; i++) {
		snprintf(path, sizeof(path), "%.*s/%s", (int)(slash - exe),
			 exe, beside[i]);
		if (!access(path, R_OK))
			return dlopen(path, RTLD_LAZY | RTLD_LOCAL);
	}
	return dlopen(XMXL_PKGLIBDIR "/" LIVE_MODULE, RTLD_LAZY | RTLD_LOCAL);
}

/*
 * XMXL_FAKE_XEN is for tests, which preload a libxenlight of their own: then
 * there need be no hypervisor.
 */
bool live_is_possible(const struct invocation *inv, int *status)
{
	bool here = xen_is_here() || getenv("XMXL_FAKE_XEN");

	if (!here)
		*status = say(inv, "there is no Xen on this machine",
			      "a dry run (xl create -n) and `xl convert' "
			      "need none");
	else if (geteuid())
		*status = say(inv, "only root may talk to the hypervisor",
			      "run it as root");
	else
		return true;
	return false;
}

int cmd_live(const struct invocation *inv)
{
	live_entry *entry = NULL;
	int status;
	void *module;

	if (!live_is_possible(inv, &status))
		return status;
	module = open_module();
	if (module)
		*(void **)&entry = dlsym(module, LIVE_ENTRY);
	if (!entry)
		return say(inv, dlerror(),
			   "install libxenmisc (libxenlight.so) and the whole "
			   "of xmxl");
	return entry(inv);
}
