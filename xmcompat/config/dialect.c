/* SPDX-License-Identifier: LGPL-2.1-only */
/* Whose a file is: evidence in its vocabulary. */
#include "config/dialect.h"

#include <string.h>

#include "xlcfg/keys.h"
#include "xm/device/device.h"

/* Names of xl's that many files of the XM era set, though xm read none. */
static const char *const often_in_xm_files[] = {
	"nx", "acpi_s3", "acpi_s4", "bios", "latency", "period", "slice",
	"extratime",
};

static bool is_xl_only_name(const struct tree *names, const char *name)
{
	const size_t n = sizeof(often_in_xm_files) /
			 sizeof(often_in_xm_files[0]);

	if (!xl_key_find(name) || xl_key_extended(name) ||
	    xm_variable_find(name))
		return false;
	/* type = "hvm" beside builder = "hvm" is a variable of the script. */
	if (!strcmp(name, "type") && tree_find(names, "builder"))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!strcmp(often_in_xm_files[i], name))
			return false;
	return true;
}

static bool has_item(struct arena *a, const struct value *list,
		     bool (*is_xl)(struct arena *a, const char *text))
{
	if (list->type != VALUE_LIST)
		return false;
	for (size_t i = 0; i < list->items.n; i++)
		if (list->items.v[i]->type == VALUE_STRING &&
		    is_xl(a, list->items.v[i]->str))
			return true;
	return false;
}

const struct binding *dialect_evidence_xl(struct arena *a,
					  const struct tree *names)
{
	for (size_t i = 0; i < names->n; i++) {
		const struct binding *b = &names->v[i];

		if (is_xl_only_name(names, b->name))
			return b;
		if (!strcmp(b->name, "disk") &&
		    has_item(a, b->value, disk_is_xl))
			return b;
		if (!strcmp(b->name, "pci") && has_item(a, b->value, pci_is_xl))
			return b;
	}
	return NULL;
}
