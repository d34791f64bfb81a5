/* SPDX-License-Identifier: LGPL-2.1-only */
/* What xm refuses before it asks xend. */
#include "xm/check.h"

#include "base/arena.h"
#include "xm/value.h"

static int refuse(const struct xm_options *o, const char *name,
		  const char *text, const char *advice, struct diags *ds)
{
	struct diag *d = diag_add(ds, DIAG_XM_REFUSES,
				  xm_option_pos(o, xm_option(o, name)), name,
				  "%s", text);

	diag_advise(ds, d, "%s", advice);
	return -1;
}

static int check_nfs(const struct xm_options *o, struct diags *ds)
{
	if (!xm_true(xm_get(o, "nfs_root")) ||
	    xm_true(xm_get(o, "nfs_server")))
		return 0;
	return refuse(o, "nfs_root", "an NFS root needs a server, and "
		      "nfs_server is not set",
		      "set nfs_server, or remove nfs_root", ds);
}

/* xm shifts 1 by vcpus, which only an int allows. */
static int check_vcpus(const struct xm_options *o, struct diags *ds)
{
	const struct value *v = xm_get(o, "vcpus");

	if (!xm_true(xm_get(o, "maxvcpus")) || o->as_meant ||
	    (v && v->type == VALUE_INT && v->i >= 0))
		return 0;
	return refuse(o, "vcpus", "with maxvcpus, xm takes nothing but an "
		      "int", "write the number without quotes, or convert "
		      "with --as-meant", ds);
}

int xm_check(const struct xm_options *o, struct diags *ds)
{
	int nfs = check_nfs(o, ds);

	return check_vcpus(o, ds) || nfs ? -1 : 0;
}
