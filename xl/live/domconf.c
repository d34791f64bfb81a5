/* SPDX-License-Identifier: GPL-2.0-only */
/* From a canonical config to libxl's structure. */
#include "xl/live/domconf.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "emit/emit.h"
#include "xl/live/cpuset.h"
#include "xlcfg/device.h"
#include "xlcfg/keys.h"
#include "xlcfg/scalar.h"

/*
 * The JSON is the distribution's, which leaves out which device of the host it is
 * where its type is not given.
 */
static void complete_usbdevs(const struct session *s, const struct tree *tree,
			     libxl_domain_config *d)
{
	const struct value *list = tree_get(tree, "usbdev");

	for (int i = 0; list && i < d->num_usbdevs; i++) {
		libxl_device_usbdev *u = &d->usbdevs[i];
		struct xl_pairs p;

		if (u->type || i >= (int)list->items.n)
			continue;
		p = xl_pairs_split(s->arena, list->items.v[i]->str);
		libxl_device_usbdev_init_type(u, LIBXL_USBDEV_TYPE_HOSTDEV);
		u->u.hostdev.hostbus = (uint8_t)xl_pairs_number(&p, "hostbus");
		u->u.hostdev.hostaddr =
			(uint8_t)xl_pairs_number(&p, "hostaddr");
	}
}

static int take_json(const struct session *s, const struct tree *tree,
		     const char *text, libxl_domain_config *out)
{
	if (libxl_domain_config_from_json(s->ctx, out, text)) {
		refuse(s, "libxl does not take the domain as we write it; "
		       "please report this with the output of -n");
		return -1;
	}
	complete_usbdevs(s, tree, out);
	return 0;
}

/* Prints what of the tree is refused, or passed over as xl does. */
static int from_tree(const struct session *s, const struct tree *tree,
		     libxl_domain_config *out)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	struct diags ds;
	int err;

	if (!f)
		return -1;
	diags_init(&ds, s->arena);
	err = emit_json(f, tree, &ds);
	fclose(f);
	diags_print(stderr, &ds, DIAG_WARNING);
	if (!err)
		err = take_json(s, tree, text, out);
	free(text);
	return err;
}

/* -- what only the host knows --------------------------------------------- */

/* The text of the set for one vCPU; NULL: none is given. */
static const char *cpus_text(const struct session *s, const struct tree *t,
			     const struct value *v, int vcpu)
{
	if (v->type == VALUE_LIST)
		v = vcpu < (int)v->items.n ? v->items.v[vcpu] : NULL;
	return v ? xl_scalar_text(s->arena, t, v) : NULL;
}

/* Reads the sets once more, for the CPUs and nodes that there are. */
static int place(const struct session *s, const struct tree *t,
		 const char *key, libxl_bitmap *sets, int n)
{
	const struct value *v = tree_get(t, key);

	for (int i = 0; v && i < n; i++) {
		const char *text = cpus_text(s, t, v, i);
		libxl_bitmap set;

		if (!text)
			continue;
		if (cpuset_parse(s, text, &set)) {
			libxl_bitmap_dispose(&set);
			return -1;
		}
		if (libxl_bitmap_is_empty(&set)) {
			libxl_bitmap_dispose(&set);
			refuse(s, "%s: this host has none of the CPUs \"%s\"",
			       key, text);
			return -1;
		}
		libxl_bitmap_dispose(&sets[i]);
		sets[i] = set;
	}
	return 0;
}

/* One mask of xl.conf. */
static int apply_mask(const struct session *s, const char *text,
		      libxl_bitmap *sets, int n)
{
	libxl_bitmap mask;
	int err = 0;

	if (!text || !n)
		return 0;
	if (cpuset_parse(s, text, &mask)) {
		libxl_bitmap_dispose(&mask);
		return -1;
	}
	for (int i = 0; i < n && !err; i++) {
		for (int k = 0; k < (int)sets[i].size * 8; k++)
			if (!libxl_bitmap_test(&mask, k))
				libxl_bitmap_reset(&sets[i], k);
		if (!libxl_bitmap_is_empty(&sets[i]))
			continue;
		refuse(s, "the mask \"%s\" of xl.conf leaves vCPU %d no CPU; "
		       "--ignore-global-affinity-masks does without it", text,
		       i);
		err = -1;
	}
	libxl_bitmap_dispose(&mask);
	return err;
}

static int apply_masks(const struct session *s, libxl_domain_config *d)
{
	libxl_bitmap *sets = d->b_info.vcpu_hard_affinity;
	int n = d->b_info.num_vcpu_hard_affinity;
	bool pv = d->c_info.type == LIBXL_DOMAIN_TYPE_PV;

	if (apply_mask(s, s->conf.cpumask, sets, n))
		return -1;
	return apply_mask(s, pv ? s->conf.pv_cpumask : s->conf.hvm_cpumask,
			  sets, n);
}

static void default_text(char **field, const char *text)
{
	if (!*field && text)
		*field = strdup(text);
}

static void nic_defaults(const struct session *s, libxl_device_nic *nic)
{
	default_text(&nic->script, s->conf.vif_script);
	default_text(&nic->bridge, s->conf.vif_bridge);
	default_text(&nic->gatewaydev, s->conf.vif_gatewaydev);
	default_text(&nic->backend_domname, s->conf.vif_backend);
}

static void host_defaults(const struct session *s, libxl_domain_config *d)
{
	for (int i = 0; i < d->num_nics; i++)
		nic_defaults(s, &d->nics[i]);
	libxl_defbool_set(&d->c_info.run_hotplug_scripts,
			  s->conf.run_hotplug_scripts);
	libxl_defbool_set(&d->b_info.claim_mode, s->conf.claim_mode);
	d->c_info.domid = s->conf.random_domid ? RANDOM_DOMID : INVALID_DOMID;
}

/* Limits that the config leaves to xl.conf. */
static void grant_defaults(const struct session *s, const struct tree *t,
			   libxl_domain_config *d)
{
	if (s->conf.max_grant_frames >= 0 && !tree_find(t, "max_grant_frames"))
		d->b_info.max_grant_frames =
			(uint32_t)s->conf.max_grant_frames;
	if (s->conf.max_maptrack_frames >= 0 &&
	    !tree_find(t, "max_maptrack_frames"))
		d->b_info.max_maptrack_frames =
			(uint32_t)s->conf.max_maptrack_frames;
}

static int random_ids(const struct session *s, const struct tree *t,
		      libxl_domain_config *d)
{
	const struct value *id = tree_get(t, "ms_vm_genid");

	if (libxl_uuid_is_nil(&d->c_info.uuid))
		libxl_uuid_generate(&d->c_info.uuid);
	if (d->c_info.type != LIBXL_DOMAIN_TYPE_HVM || !id ||
	    !value_is_text(id) || strcmp(id->str, "generate"))
		return 0;
	return libxl_ms_vm_genid_generate(s->ctx,
					  &d->b_info.u.hvm.ms_vm_genid);
}

static int add_host(const struct session *s, const struct tree *t,
		    bool ignore_masks, libxl_domain_config *d)
{
	libxl_domain_build_info *b = &d->b_info;

	host_defaults(s, d);
	grant_defaults(s, t, d);
	if (random_ids(s, t, d) ||
	    place(s, t, "cpus", b->vcpu_hard_affinity,
		  b->num_vcpu_hard_affinity) ||
	    place(s, t, "cpus_soft", b->vcpu_soft_affinity,
		  b->num_vcpu_soft_affinity))
		return -1;
	return ignore_masks ? 0 : apply_masks(s, d);
}

int domconf_make(const struct session *s, struct config *config,
		 bool ignore_masks, libxl_domain_config *out)
{
	libxl_domain_config_init(out);
	if (from_tree(s, config->xl, out))
		return -1;
	return add_host(s, config->xl, ignore_masks, out);
}

/* -- single devices ------------------------------------------------------- */

/* In a file a bad part of a device is passed over; here it is all there is. */
static bool left_out(const struct diags *ds)
{
	for (size_t i = 0; i < ds->n; i++)
		if (ds->v[i].id == DIAG_XL_LEFT_OUT)
			return true;
	return false;
}

/* Devices that a command attaches by itself. */
static int device_count(const libxl_domain_config *c)
{
	return c->num_disks + c->num_nics + c->num_vkbs + c->num_vsnds +
		c->num_vdispls + c->num_vtpms + c->num_usbctrls +
		c->num_usbdevs;
}

int domconf_device(const struct session *s, const char *key, const char *text,
		   libxl_domain_config *out)
{
	struct pos pos = { .file = key, .line = 1 };

	return domconf_device_value(s, key, value_string(s->arena, text, pos),
				    out);
}

int domconf_device_value(const struct session *s, const char *key,
			 struct value *item, libxl_domain_config *out)
{
	struct tree *t = tree_new(s->arena, key);
	struct value *list = value_list(s->arena, (struct pos){ .file = key });
	struct pos pos = { .file = key, .line = 1 };
	struct diags ds;
	int err;

	diags_init(&ds, s->arena);
	libxl_domain_config_init(out);
	tree_set(t, "name", value_string(s->arena, "device", pos), pos);
	tree_set(t, "kernel", value_string(s->arena, "none", pos), pos);
	value_push(s->arena, list, item);
	tree_set(t, key, list, pos);
	t = xl_canonical(s->arena, t, key, &ds);
	err = !t || diags_have_error(&ds) || left_out(&ds);
	if (err)
		diags_print(stderr, &ds, DIAG_WARNING);
	if (err || from_tree(s, t, out))
		return -1;
	if (!device_count(out)) {
		diags_print(stderr, &ds, DIAG_WARNING);
		refuse(s, "\"%s\" describes no device",
		       value_is_text(item) ? item->str : key);
		return -1;
	}
	for (int i = 0; i < out->num_nics; i++)
		nic_defaults(s, &out->nics[i]);
	return 0;
}
