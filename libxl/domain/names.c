/* SPDX-License-Identifier: LGPL-2.1-only */
/* Domains by name, and stub domains: all in xenstore. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

#include <xenctrl.h>

#include <libxl_utils.h>

#include "core/ctx.h"
#include "core/log.h"
#include "core/xs.h"

char *libxl_domid_to_name(libxl_ctx *ctx, uint32_t domid)
{
	struct lx_scope s;
	char *name;

	lx_scope_enter(&s, ctx, domid);
	name = lx_out_strdup(lx_xs_getf(&s, XBT_NULL, "/local/domain/%u/name",
					domid));
	lx_scope_leave(&s);
	return name;
}

/* Names are looked up of living domains only: entries may outlive one. */
static int find_name(struct lx_scope *s, const char *name, uint32_t *domid)
{
	libxl_dominfo *list;
	int nr, rc = ERROR_INVAL;

	list = libxl_list_domain(s->ctx, &nr);
	if (!list)
		return ERROR_NOMEM;
	for (int i = 0; rc && i < nr; i++) {
		const char *one = lx_xs_getf(s, XBT_NULL,
					     "/local/domain/%u/name",
					     list[i].domid);

		if (!one || strcmp(one, name))
			continue;
		*domid = list[i].domid;
		rc = 0;
	}
	libxl_dominfo_list_free(list, nr);
	return rc;
}

int libxl_name_to_domid(libxl_ctx *ctx, const char *name, uint32_t *domid)
{
	struct lx_scope s;
	int rc;

	if (!name)
		return ERROR_INVAL;
	lx_scope_enter(&s, ctx, LX_NO_DOMID);
	rc = find_name(&s, name, domid);
	lx_scope_leave(&s);
	return rc;
}

int libxl_domain_qualifier_to_domid(libxl_ctx *ctx, const char *name,
				    uint32_t *domid)
{
	const char *at = name;

	while (isdigit((unsigned char)*at))
		at++;
	if (at == name || *at)
		return libxl_name_to_domid(ctx, name, domid);
	*domid = strtoul(name, NULL, 10);
	return 0;
}

int libxl_get_stubdom_id(libxl_ctx *ctx, int guest_domid)
{
	struct lx_scope s;
	const char *id;
	int result;

	lx_scope_enter(&s, ctx, guest_domid);
	id = lx_xs_getf(&s, XBT_NULL, "/local/domain/%d/image/device-model-domid",
			guest_domid);
	result = id ? atoi(id) : 0;
	lx_scope_leave(&s);
	return result;
}

/* A stub domain's target is under its vm path, and points back to it. */
static bool find_target(struct lx_scope *s, uint32_t domid, uint32_t *target)
{
	const char *text = lx_xs_getf(s, XBT_NULL, "/local/domain/%u/target",
				      domid);
	unsigned long id;
	char *end;

	if (!text)
		return false;
	errno = 0;
	id = strtoul(text, &end, 0);
	if (errno || end == text || *end || id >= DOMID_FIRST_RESERVED)
		return false;
	if (target)
		*target = id;
	return true;
}

int libxl_is_stubdom(libxl_ctx *ctx, uint32_t domid, uint32_t *target_domid)
{
	struct lx_scope s;
	int result;

	lx_scope_enter(&s, ctx, domid);
	result = find_target(&s, domid, target_domid);
	lx_scope_leave(&s);
	return result;
}
