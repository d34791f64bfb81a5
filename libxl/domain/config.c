/* SPDX-License-Identifier: LGPL-2.1-only */
/* The stored config, and the config as it is now. */
#include "domain/config.h"

#include <stdlib.h>

#include <libxl_utils.h>

#include "core/ctx.h"
#include "core/log.h"
#include "core/xs.h"
#include "device/stored.h"
#include "domain/userdata.h"
#include "event/op.h"
#include "idl/types.h"

#define OWNER "libxl-json"

/* -- stored ----------------------------------------------------------------- */

int lx_config_load(struct lx_scope *s, libxl_domain_config *c)
{
	const struct lx_json *j;
	size_t len;
	char *text;
	int rc = lx_userdata_read(s, OWNER, &text, &len);

	if (rc)
		return rc;
	if (!text)
		return ERROR_JSON_CONFIG_EMPTY;
	j = lx_json_parse(s, text);
	return j ? lx_type_read(&lx_type_domain_config, s, j, c) : ERROR_FAIL;
}

int lx_config_store(struct lx_scope *s, const libxl_domain_config *c)
{
	char *text = lx_type_to_json(&lx_type_domain_config, c);
	int rc;

	if (!text)
		return lx_fail(s, ERROR_FAIL, "its config gives no JSON");
	/* With the NUL, as the distribution's libxl has it. */
	rc = lx_userdata_write(s, OWNER, text, strlen(text) + 1);
	free(text);
	return rc;
}

int lx_config_change(struct lx_scope *s, lx_config_change_fn *change,
		     void *arg)
{
	struct lx_userdata_lock lock;
	libxl_domain_config c;
	int rc = lx_userdata_lock(s, &lock);

	if (rc)
		return rc;
	libxl_domain_config_init(&c);
	rc = lx_config_load(s, &c);
	if (!rc)
		rc = change(s, &c, arg);
	if (!rc)
		rc = lx_config_store(s, &c);
	libxl_domain_config_dispose(&c);
	lx_userdata_unlock(s, &lock);
	return rc;
}

/* -- as it is now --------------------------------------------------------------- */

static void replace(char **old, const char *text)
{
	free(*old);
	*old = lx_out_strdup(text);
}

/* A name that cannot be read leaves the stored one. */
static void take_name(struct lx_scope *s, libxl_domain_config *c)
{
	const char *name = lx_xs_getf(s, XBT_NULL, "/local/domain/%u/name",
				      s->domid);

	if (name)
		replace(&c->c_info.name, name);
}

static int take_memory(struct lx_scope *s, libxl_domain_build_info *b)
{
	const char *dir = lx_printf(s, "%s/memory", lx_xs_dompath(s, s->domid));
	uint64_t target, max;
	const char *video;
	int rc = lx_xs_read_u64(s, XBT_NULL, lx_printf(s, "%s/target", dir),
				&target);

	/* dom0's are not written unless somebody balloons it. */
	if (rc)
		return rc == ERROR_NOTFOUND ? 0 : rc;
	rc = lx_xs_read_u64(s, XBT_NULL, lx_printf(s, "%s/static-max", dir),
			    &max);
	if (rc)
		return rc == ERROR_NOTFOUND ? 0 : rc;
	/* The target is without video memory; unwritten, as dom0's, it is -1. */
	video = lx_xs_getf(s, XBT_NULL, "%s/videoram", dir);
	b->target_memkb = target + (video ? atoll(video) : -1);
	b->max_memkb = max;
	return 0;
}

/* The vCPUs whose availability is "online". */
static int take_vcpus(struct lx_scope *s, libxl_domain_build_info *b)
{
	unsigned int nr;
	const char *dir = lx_printf(s, "%s/cpu", lx_xs_dompath(s, s->domid));
	char **names = lx_xs_list(s, XBT_NULL, dir, &nr);

	if (!names)
		return ERROR_FAIL;
	if (!nr || b->max_vcpus <= 0)
		return 0;
	libxl_bitmap_dispose(&b->avail_vcpus);
	libxl_bitmap_alloc(s->ctx, &b->avail_vcpus, b->max_vcpus);
	for (unsigned int i = 0; i < nr; i++) {
		const char *state = lx_xs_getf(s, XBT_NULL,
					       "%s/%s/availability", dir,
					       names[i]);

		if (state && !strcmp(state, "online"))
			libxl_bitmap_set(&b->avail_vcpus, atoi(names[i]));
	}
	return 0;
}

static int take_scheduler(struct lx_scope *s, libxl_domain_build_info *b)
{
	libxl_domain_sched_params_dispose(&b->sched_params);
	return libxl_domain_sched_params_get(s->ctx, s->domid,
					     &b->sched_params);
}

static int take_state(struct lx_scope *s, libxl_domain_config *c)
{
	libxl_dominfo info;
	int rc;

	libxl_dominfo_init(&info);
	rc = libxl_domain_info(s->ctx, &info, s->domid);
	if (!rc)
		c->c_info.uuid = info.uuid;
	libxl_dominfo_dispose(&info);
	if (!rc)
		take_name(s, c);
	if (!rc)
		rc = take_vcpus(s, &c->b_info);
	if (!rc)
		rc = take_memory(s, &c->b_info);
	if (!rc)
		rc = take_scheduler(s, &c->b_info);
	if (!rc)
		rc = lx_stored_refresh(s, c);
	return rc;
}

static int retrieve(struct lx_scope *s, libxl_domain_config *c)
{
	struct lx_userdata_lock lock;
	int rc = lx_userdata_lock(s, &lock);

	if (rc)
		return rc;
	rc = lx_config_load(s, c);
	if (rc)
		lx_fail(s, rc, "it has no stored config (%s)",
			libxl_error_to_string(rc));
	else
		rc = take_state(s, c);
	lx_userdata_unlock(s, &lock);
	return rc;
}

struct retrieval {
	libxl_domain_config *into;
};

static void start_retrieve(struct lx_op *op)
{
	struct retrieval *r = op->data;

	lx_op_end_step(op, retrieve(op->s, r->into));
}

static const struct lx_step steps[] = {
	{ .name = "retrieve the config", .start = start_retrieve },
	{ .name = NULL },
};

int libxl_retrieve_domain_configuration(libxl_ctx *ctx, uint32_t domid,
					libxl_domain_config *d_config,
					const libxl_asyncop_how *ao_how)
{
	struct lx_op *op = lx_op_new(ctx, domid, ao_how, steps,
				     sizeof(struct retrieval));
	struct retrieval *r = op->data;

	r->into = d_config;
	return lx_op_run(op);
}
