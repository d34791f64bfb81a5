/* SPDX-License-Identifier: LGPL-2.1-only */
/* Giving a domain another name, and putting a dead one aside. */
#include "domain/rename.h"

#include <stdlib.h>

#include "core/ctx.h"
#include "core/log.h"

static bool lives(libxl_ctx *ctx, uint32_t domid)
{
	libxl_dominfo info;
	int rc;

	libxl_dominfo_init(&info);
	rc = libxl_domain_info(ctx, &info, domid);
	libxl_dominfo_dispose(&info);
	return rc != ERROR_DOMAIN_NOTFOUND;
}

int lx_name_is_free(struct lx_scope *s, xs_transaction_t t, const char *name)
{
	unsigned int nr;
	char **ids = lx_xs_list(s, t, "/local/domain", &nr);

	if (!ids)
		return ERROR_FAIL;
	for (unsigned int i = 0; i < nr; i++) {
		const char *other = lx_xs_getf(s, t, "/local/domain/%s/name",
					       ids[i]);

		uint32_t id = strtoul(ids[i], NULL, 10);

		/* Nodes may outlive a domain; its name does not. */
		if (id != s->domid && other && !strcmp(other, name) &&
		    lives(s->ctx, id))
			return lx_fail(s, ERROR_INVAL,
				       "domain %s is called \"%s\" already",
				       ids[i], name);
	}
	return 0;
}

struct renaming {
	const char *old_name;		/* NULL: whatever it was */
	const char *new_name;
	const char *vm;			/* NULL: the domain's, which stays */
	const char *uuid;
};

static int check_old_name(struct lx_scope *s, xs_transaction_t t,
			  const char *dompath, const char *expected)
{
	const char *name = lx_xs_getf(s, t, "%s/name", dompath);

	if (!expected || (name && !strcmp(name, expected)))
		return 0;
	return lx_fail(s, ERROR_FAIL, "it is called \"%s\", not \"%s\"",
		       name ? name : "", expected);
}

static int make_vm(struct lx_scope *s, xs_transaction_t t,
		   const char *dompath, const struct renaming *r)
{
	struct xs_permissions perms[] = {
		{ .id = 0, .perms = XS_PERM_NONE },
		{ .id = s->domid, .perms = XS_PERM_READ },
	};
	int rc = lx_xs_mkdir(s, t, r->vm, perms, 2);

	if (!rc)
		rc = lx_xs_write(s, t, lx_printf(s, "%s/uuid", r->vm), r->uuid);
	if (!rc)
		rc = lx_xs_write(s, t, lx_printf(s, "%s/vm", dompath), r->vm);
	return rc;
}

static int rename_body(struct lx_scope *s, xs_transaction_t t, void *arg)
{
	const struct renaming *r = arg;
	const char *dompath = lx_xs_dompath(s, s->domid);
	const char *vm;
	int rc = check_old_name(s, t, dompath, r->old_name);

	if (!rc)
		rc = lx_name_is_free(s, t, r->new_name);
	if (!rc && r->vm)
		rc = make_vm(s, t, dompath, r);
	if (!rc)
		rc = lx_xs_write(s, t, lx_printf(s, "%s/name", dompath),
				 r->new_name);
	vm = lx_xs_getf(s, t, "%s/vm", dompath);
	if (!rc && vm && *vm)
		rc = lx_xs_write(s, t, lx_printf(s, "%s/name", vm),
				 r->new_name);
	return rc;
}

static int rename_domain(libxl_ctx *ctx, uint32_t domid, struct renaming *r)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	if (!*r->new_name)
		rc = lx_fail(&s, ERROR_INVAL, "the new name is empty");
	else if (!lx_xs_exists(&s, XBT_NULL, lx_xs_dompath(&s, domid)))
		rc = lx_fail(&s, ERROR_DOMAIN_NOTFOUND,
			     "there is no such domain");
	else
		rc = lx_xs_transaction(&s, rename_body, r);
	lx_scope_leave(&s);
	return rc;
}

int libxl_domain_rename(libxl_ctx *ctx, uint32_t domid, const char *old_name,
			const char *new_name)
{
	struct renaming r = { old_name, new_name, NULL, NULL };

	return rename_domain(ctx, domid, &r);
}

int libxl_domain_preserve(libxl_ctx *ctx, uint32_t domid,
			  libxl_domain_create_info *info,
			  const char *name_suffix, libxl_uuid new_uuid)
{
	char *name = lx_out_printf("%s%s", info->name, name_suffix);
	char *uuid = lx_out_printf(LIBXL_UUID_FMT, LIBXL_UUID_BYTES(new_uuid));
	char *vm = lx_out_printf("/vm/%s", uuid);
	struct renaming r = { info->name, name, vm, uuid };
	int rc = rename_domain(ctx, domid, &r);

	free(name);
	free(uuid);
	free(vm);
	return rc;
}
