/* SPDX-License-Identifier: LGPL-2.1-only */
/* Names that xl never reads: what the author may have meant. */
#include <string.h>

#include "base/arena.h"
#include "xlcfg/canonical.h"

/* Names of xm's that xl has not, and what takes their place. */
static const struct {
	const char *name, *advice;
} successors[] = {
	{ "access_control", "use seclabel with a Flask policy" },
	{ "blkif", "use driver_domain" },
	{ "bootargs", "use bootloader_args" },
	{ "cpu", "use cpus" },
	{ "cpu_cap", "use cap" },
	{ "fda", "use device_model_args_hvm=[\"-fda\", PATH]" },
	{ "fdb", "use device_model_args_hvm=[\"-fdb\", PATH]" },
	{ "features", "nothing in xl replaces it" },
	{ "irq", "use irqs" },
	{ "loader", "use firmware_override" },
	{ "netif", "use driver_domain" },
	{ "parallel", "use device_model_args_hvm=[\"-parallel\", DEVICE]" },
	{ "restart", "use on_poweroff, on_reboot and on_crash" },
	{ "vcpu_avail", "use vcpus with maxvcpus" },
};

#define NAME_MAX_LEN 63

static size_t least(size_t x, size_t y)
{
	return x < y ? x : y;
}

/* Letters to change, add or leave out to make one of the other. */
static size_t distance(const char *x, const char *y)
{
	size_t row[NAME_MAX_LEN + 1];
	size_t ny = strlen(y);

	for (size_t j = 0; j <= ny; j++)
		row[j] = j;
	for (size_t i = 0; x[i]; i++) {
		size_t diagonal = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < ny; j++) {
			size_t above = row[j + 1];

			row[j + 1] = least(diagonal + (x[i] != y[j]),
					   least(above, row[j]) + 1);
			diagonal = above;
		}
	}
	return row[ny];
}

static const char *nearest(const char *name)
{
	const char *best = NULL;
	size_t best_distance = strlen(name) > 5 ? 3 : 2;

	if (strlen(name) < 3 || strlen(name) > NAME_MAX_LEN)
		return NULL;
	for (size_t i = 0; i < xl_key_count; i++) {
		size_t d = distance(name, xl_keys[i].name);

		if (d < best_distance) {
			best = xl_keys[i].name;
			best_distance = d;
		}
	}
	return best;
}

void canonical_unknown(struct canonical *c, const struct binding *b)
{
	const char *advice = NULL;
	const char *near = nearest(b->name);

	for (size_t i = 0; i < sizeof(successors) / sizeof(*successors); i++)
		if (!strcmp(successors[i].name, b->name))
			advice = successors[i].advice;
	if (!advice && near)
		advice = arena_printf(c->arena, "did you mean %s?", near);
	canonical_drop(c, b, DIAG_XL_UNKNOWN_KEY,
		       "xl has no such key and ignores it", advice);
}
