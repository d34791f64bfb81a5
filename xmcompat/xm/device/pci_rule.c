/* SPDX-License-Identifier: LGPL-2.1-only */
/* PCI devices in xl's syntax: one entry for each function. */
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "xm/device/rule.h"

/* Options that only xl has, and its key for an address: the text is xl's. */
bool pci_is_xl(struct arena *a, const char *text)
{
	static const char *const keys[] = {
		"permissive", "seize", "rdm_policy", "bdf", "vslot", "name",
	};
	char **part;
	size_t n = dev_split(a, text, ',', &part);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++) {
			char *p = dev_trim(a, part[i], strlen(part[i]));
			size_t len = strlen(keys[k]);

			if (!strncmp(p, keys[k], len) && p[len] == '=')
				return true;
		}
	return false;
}

static char *options_text(struct arena *a, const struct pci_spec *p)
{
	char *text = arena_strdup(a, "");

	for (size_t i = 0; i < p->opts.n; i++) {
		const char *value = p->opts.v[i].value;
		bool on = *value == '1' || !strcasecmp(value, "yes");

		text = arena_printf(a, "%s,%s=%d", text, p->opts.v[i].key, on);
	}
	return text;
}

static char *address_text(struct arena *a, const struct pci_spec *p,
			  bool domain)
{
	return domain || p->domain ?
		arena_printf(a, "%04x:%02x:%02x", p->domain, p->bus, p->slot) :
		arena_printf(a, "%02x:%02x", p->bus, p->slot);
}

/* Did the author write the domain, DDDD:BB:SS? */
static bool has_domain(const char *text)
{
	const char *colon = strchr(text, ':');

	return colon && strchr(colon + 1, ':');
}

static void add_functions(struct dev_context *dev, struct dev_output *out,
			  const struct dev_item *item,
			  const struct pci_spec *p)
{
	struct arena *a = dev->arena;
	char *address = address_text(a, p, has_domain(item->text));
	char *options = options_text(a, p);

	for (size_t i = 0; i < p->nfuncs; i++) {
		/* Only one function can have the slot in the guest. */
		const char *slot = p->vslot < 0 || p->vfunc[i] ? "" :
			arena_printf(a, "@%02x", (unsigned int)p->vslot);

		dev_output_add(dev, out, item,
			       arena_printf(a, "%s.%u%s%s", address,
					    p->func[i], slot, options));
	}
	if (p->nfuncs > 1)
		dev_warn(dev, DIAG_PCI_TOPOLOGY, item,
			 "write .* if the whole device is passed",
			 "xm made one device of %zu functions of it, xl makes "
			 "a device of each", p->nfuncs);
}

static int convert(struct dev_context *dev, struct dev_output *out,
		   const struct dev_item *item)
{
	struct arena *a = dev->arena;
	struct pci_spec p;
	const char *slot = "";

	if (pci_is_xl(a, item->text)) {
		dev_output_add(dev, out, item,
			       dev_trim(a, item->text, strlen(item->text)));
		return 0;
	}
	if (pci_parse(dev, item, &p))
		return -1;
	if (!p.all) {
		add_functions(dev, out, item, &p);
		return 0;
	}
	if (p.vslot >= 0)
		slot = arena_printf(a, "@%02x", (unsigned int)p.vslot);
	dev_output_add(dev, out, item,
		       arena_printf(a, "%s.*%s%s",
				    address_text(a, &p,
						 has_domain(item->text)),
				    slot, options_text(a, &p)));
	return 0;
}

void rule_pci(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	struct dev_context dev;
	struct dev_list list;
	struct dev_output out;

	if (!dev_rule_start(ctx, var, &dev, &list, &out))
		return;
	for (size_t i = 0; i < list.n; i++)
		if (convert(&dev, &out, &list.v[i]))
			return;
	dev_output_set(ctx, var, "pci", &out);
}
