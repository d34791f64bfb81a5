/* SPDX-License-Identifier: LGPL-2.1-only */
/* Helpers of the API that need no host. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <libxl_utils.h>

#include "core/ctx.h"
#include "core/log.h"

/*
 * Room for shadow page tables: for each MiB of guest memory 8 KiB for its
 * page tables and their back pointers, and 1 MiB for each vCPU.
 */
unsigned long libxl_get_required_shadow_memory(unsigned long maxmem_kb,
					       unsigned int smp_cpus)
{
	unsigned long mib = (maxmem_kb + 1023) / 1024;

	return 4 * (256 * smp_cpus + 2 * mib);
}

int libxl_string_to_backend(libxl_ctx *ctx, char *s,
			    libxl_disk_backend *backend)
{
	static const struct {
		const char *word;
		libxl_disk_backend backend;
	} words[] = {
		{ "phy", LIBXL_DISK_BACKEND_PHY },
		{ "file", LIBXL_DISK_BACKEND_TAP },
		{ "qdisk", LIBXL_DISK_BACKEND_QDISK },
	};
	struct lx_scope scope;
	int rc;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(s, words[i].word))
			continue;
		*backend = words[i].backend;
		return 0;
	}
	lx_scope_enter(&scope, ctx, LX_NO_DOMID);
	rc = lx_fail(&scope, ERROR_INVAL, "\"%s\" is no disk backend", s);
	lx_scope_leave(&scope);
	return rc;
}

void libxl_report_child_exitstatus(libxl_ctx *ctx, xentoollog_level level,
				   const char *what, pid_t pid, int status)
{
	struct lx_scope s;

	if (!status)
		return;
	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	if (WIFEXITED(status))
		lx_log(&s, level, "%s [%d] exited with error status %d", what,
		       (int)pid, WEXITSTATUS(status));
	else if (WIFSIGNALED(status))
		lx_log(&s, level, "%s [%d] died due to fatal signal %s%s", what,
		       (int)pid, strsignal(WTERMSIG(status)),
		       WCOREDUMP(status) ? " (core dumped)" : "");
	else
		lx_log(&s, level, "%s [%d] gave unexpected wait status %#x",
		       what, (int)pid, status);
	lx_scope_leave(&s);
}

/* -- VM generation id ----------------------------------------------------------- */

int libxl_ms_vm_genid_generate(libxl_ctx *ctx, libxl_ms_vm_genid *id)
{
	struct lx_scope s;
	int rc = 0;

	if (getrandom(id->bytes, sizeof(id->bytes), 0) !=
	    (ssize_t)sizeof(id->bytes)) {
		lx_scope_enter(&s, ctx, LX_NO_DOMID);
		rc = lx_fail_errno(&s, ERROR_FAIL, "no random numbers");
		lx_scope_leave(&s);
	}
	return rc;
}

bool libxl_ms_vm_genid_is_zero(const libxl_ms_vm_genid *id)
{
	for (int i = 0; i < LIBXL_MS_VM_GENID_LEN; i++)
		if (id->bytes[i])
			return false;
	return true;
}
