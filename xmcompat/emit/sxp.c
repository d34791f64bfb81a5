/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The S-expression that `xm create --dryrun` prints: scalars here, the image
 * in vm_image.c, devices in vm_device.c.
 */
#include <string.h>

#include "base/arena.h"
#include "emit/emit.h"
#include "emit/vm.h"

/* Written when true, before the vcpus. */
static const char *const first_keys[] = {
	"memory", "maxmem", "shadow_memory", "restart", "on_poweroff",
	"on_reboot", "on_crash", "tsc_mode", "nomigrate", "features",
	"on_xend_start", "on_xend_stop", "target", "cpuid", "cpuid_check",
	"machine_address_size", "suppress_spurious_page_faults",
	"description",
};

/* Written unless None, under the name xend has for them. */
static const struct {
	const char *name, *key;
} plain_keys[] = {
	{ "uuid", "uuid" },
	{ "cpu", "cpu" },
	{ "cpus", "cpus" },
	{ "cpu_cap", "cpu_cap" },
	{ "cpu_weight", "cpu_weight" },
	{ "pool", "pool_name" },
};

static const char *const backends[] = { "blkif", "netif", "tpmif" };

/* Written when true, before the image. */
static const char *const last_keys[] = { "localtime", "oos" };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void add_name(struct vm_writer *w)
{
	const struct value *v = xm_get(w->o, "name");

	if (xm_true(v))
		vm_pair(w, w->vm, "name", v);
	else
		sxp_pair(w->arena, w->vm, "name", xm_domain_name(w->o));
}

static int add_first(struct vm_writer *w)
{
	add_name(w);
	for (size_t i = 0; i < COUNT(first_keys); i++) {
		const struct value *v = xm_get(w->o, first_keys[i]);

		if (!xm_true(v))
			continue;
		if (strncmp(first_keys[i], "cpuid", 5))
			vm_pair(w, w->vm, first_keys[i], v);
		else if (vm_cpuid(w, w->vm, first_keys[i]))
			return -1;
	}
	return 0;
}

/*
 * maxvcpus turns vcpus into a mask of those that are online; the mask is
 * computed by xm, so vcpus has to be a number then.
 */
static int add_vcpus(struct vm_writer *w)
{
	const struct value *max = xm_get(w->o, "maxvcpus");
	const struct value *n = xm_get(w->o, "vcpus");
	int64_t mask;

	if (!max) {
		if (n)
			vm_pair(w, w->vm, "vcpus", n);
		return 0;
	}
	if (!n || n->type != VALUE_INT || n->i < 0 || n->i > 62) {
		diag_add(w->ds, DIAG_SXP_VCPUS_NUMBER,
			 n ? n->pos : max->pos, "vcpus",
			 "with maxvcpus, xm takes vcpus only as a plain "
			 "number from 0 to 62")->advice =
			"write the number without quotes";
		return -1;
	}
	mask = ((int64_t)1 << n->i) - 1;
	vm_pair(w, w->vm, "vcpu_avail", value_int(w->arena, mask, n->pos));
	vm_pair(w, w->vm, "vcpus", max);
	return 0;
}

static void add_plain(struct vm_writer *w)
{
	for (size_t i = 0; i < COUNT(plain_keys); i++) {
		const struct value *v = xm_get(w->o, plain_keys[i].name);

		if (v)
			vm_pair(w, w->vm, plain_keys[i].key, v);
	}
	for (size_t i = 0; i < COUNT(backends); i++)
		if (xm_true(xm_get(w->o, backends[i])))
			sxp_push(sxp_sub(w->arena, w->vm, "backend"),
				 sxp_sub(w->arena, NULL, backends[i]));
	for (size_t i = 0; i < COUNT(last_keys); i++)
		if (xm_true(xm_get(w->o, last_keys[i])))
			vm_pair(w, w->vm, last_keys[i],
				xm_get(w->o, last_keys[i]));
}

/* xm replaced the bare word pygrub by where its build had installed it. */
#define PYGRUB_PATH "/usr/bin/pygrub"

static void add_bootloader(struct vm_writer *w)
{
	const struct value *loader = xm_get(w->o, "bootloader");
	const struct value *args = xm_get(w->o, "bootargs");
	bool console = xm_true(xm_get(w->o, "console_autoconnect"));

	if (!xm_true(loader))
		return;
	if (value_is_text(loader) && !strcmp(loader->str, "pygrub"))
		sxp_pair(w->arena, w->vm, "bootloader", PYGRUB_PATH);
	else
		vm_pair(w, w->vm, "bootloader", loader);
	if (xm_true(args))
		vm_pair(w, w->vm, "bootloader_args", args);
	else
		sxp_pair(w->arena, w->vm, "bootloader_args",
			 console ? "" : "-q");
}

static struct sxp *build(struct vm_writer *w)
{
	const struct value *s3 = xm_get(w->o, "s3_integrity");

	w->vm = sxp_sub(w->arena, NULL, "vm");
	if (add_first(w) || add_vcpus(w))
		return NULL;
	add_plain(w);
	add_bootloader(w);
	if (vm_image(w, w->vm))
		return NULL;
	if (xm_true(s3))
		vm_pair(w, w->vm, "s3_integrity", s3);
	return vm_devices(w, w->vm) ? NULL : w->vm;
}

struct sxp *vm_build(const struct xm_options *o, struct diags *ds)
{
	struct vm_writer w = { .arena = o->arena, .o = o, .ds = ds };

	return build(&w);
}

int emit_sxp(FILE *out, const struct xm_options *o, struct diags *ds)
{
	struct sxp *vm = vm_build(o, ds);

	if (!vm)
		return -1;
	sxp_print(out, vm);
	return 0;
}
