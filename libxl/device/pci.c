/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * PCI devices in guests. They share one pair of ends, number 0; the backend's
 * num_devs says how many there are, and dev-I, vdevfn-I, opts-I describe each.
 *
 * Listing them is here. Giving them to guests is not there yet, and says so.
 */
#include "device/pci.h"

#include <stdlib.h>

#include "core/log.h"
#include "core/xs.h"
#include "event/op.h"

/* -- list ---------------------------------------------------------------------- */
static void take_option(libxl_device_pci *pci, const char *word)
{
	const struct {
		const char *key;
		bool *value;
	} options[] = {
		{ "msitranslate=", &pci->msitranslate },
		{ "power_mgmt=", &pci->power_mgmt },
		{ "permissive=", &pci->permissive },
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		size_t len = strlen(options[i].key);

		if (!strncmp(word, options[i].key, len))
			*options[i].value = atoi(word + len);
	}
}

/* "msitranslate=0,power_mgmt=0,permissive=0" */
static void take_options(struct lx_scope *s, libxl_device_pci *pci,
			 const char *text)
{
	char *list = lx_strdup(s, text), *rest = NULL;

	for (char *word = strtok_r(list, ",", &rest); word;
	     word = strtok_r(NULL, ",", &rest))
		take_option(pci, word);
}

static int read_device(struct lx_scope *s, const char *back, int i,
		       libxl_device_pci *pci)
{
	const char *address = lx_xs_getf(s, XBT_NULL, "%s/dev-%d", back, i);
	const char *slot = lx_xs_getf(s, XBT_NULL, "%s/vdevfn-%d", back, i);
	const char *options = lx_xs_getf(s, XBT_NULL, "%s/opts-%d", back, i);

	libxl_device_pci_init(pci);
	if (!address || !lx_pci_parse(address, pci))
		return lx_fail(s, ERROR_FAIL,
			       "xenstore: %s/dev-%d is \"%s\", no PCI address",
			       back, i, address ? address : "");
	if (slot)
		pci->vdevfn = strtol(slot, NULL, 16);
	if (options)
		take_options(s, pci, options);
	return 0;
}

static int read_all(struct lx_scope *s, libxl_device_pci **list, int *nr)
{
	const char *back = lx_xs_getf(s, XBT_NULL, "/libxl/%u/device/pci/0/backend",
				      s->domid);
	const char *count = back ? lx_xs_getf(s, XBT_NULL, "%s/num_devs", back)
				 : NULL;
	int wanted = count ? atoi(count) : 0;
	int rc = 0;

	if (wanted <= 0)
		return 0;
	*list = lx_out_calloc(wanted, sizeof(**list));
	for (int i = 0; i < wanted && !rc; i++) {
		rc = read_device(s, back, i, &(*list)[i]);
		++*nr;
	}
	return rc;
}

libxl_device_pci *libxl_device_pci_list(libxl_ctx *ctx, uint32_t domid,
					int *num)
{
	libxl_device_pci *list = NULL;
	struct lx_scope s;

	*num = 0;
	lx_scope_enter(&s, ctx, domid);
	if (read_all(&s, &list, num)) {
		libxl_device_pci_list_free(list, *num);
		list = NULL;
		*num = 0;
	}
	lx_scope_leave(&s);
	return list;
}

void libxl_device_pci_list_free(libxl_device_pci *list, int num)
{
	libxl_device_pci_assignable_list_free(list, num);
}

/* -- refused so far ------------------------------------------------------------------ */
static int refuse_attach(struct lx_scope *s, libxl_device_pci *pci)
{
	int rc = lx_pci_resolve(s, pci);

	if (rc)
		return rc;
	if (!lx_pci_is_assignable(s, pci))
		return lx_fail(s, ERROR_FAIL,
			       "PCI device %s is not assignable; make it so with xl pci-assignable-add",
			       lx_pci_text(s, pci));
	return lx_fail(s, ERROR_NI,
		       "PCI device %s: passing PCI devices through to guests is not there yet",
		       lx_pci_text(s, pci));
}

static int refuse_detach(struct lx_scope *s, libxl_device_pci *pci)
{
	int rc = lx_pci_resolve(s, pci);

	return rc ? rc : lx_fail(s, ERROR_NI,
				 "PCI device %s: taking PCI devices from guests is not there yet",
				 lx_pci_text(s, pci));
}

static int refuse(libxl_ctx *ctx, uint32_t domid, libxl_device_pci *pci,
		  int (*why)(struct lx_scope *s, libxl_device_pci *pci),
		  const libxl_asyncop_how *how)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	rc = why(&s, pci);
	lx_scope_leave(&s);
	return lx_op_instant(ctx, domid, how, rc);
}

int libxl_device_pci_add(libxl_ctx *ctx, uint32_t domid, libxl_device_pci *pci,
			 const libxl_asyncop_how *ao_how)
{
	return refuse(ctx, domid, pci, refuse_attach, ao_how);
}

int libxl_device_pci_remove(libxl_ctx *ctx, uint32_t domid,
			    libxl_device_pci *pci,
			    const libxl_asyncop_how *ao_how)
{
	return refuse(ctx, domid, pci, refuse_detach, ao_how);
}

int libxl_device_pci_destroy(libxl_ctx *ctx, uint32_t domid,
			     libxl_device_pci *pci,
			     const libxl_asyncop_how *ao_how)
{
	return refuse(ctx, domid, pci, refuse_detach, ao_how);
}
