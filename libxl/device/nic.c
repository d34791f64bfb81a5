/* SPDX-License-Identifier: LGPL-2.1-only */
/* NICs: vif for the guest, served by netback and a hotplug script. */
#include "device/classes.h"

#include <stdlib.h>

#include <libxl_utils.h>

#include "core/log.h"
#include "device/script.h"
#include "idl/types.h"

#define DEFAULT_BRIDGE "xenbr0"
#define DEFAULT_SCRIPT "vif-bridge"
#define DEFAULT_MTU 1500

/* -- what the caller left open ------------------------------------------------ */
static bool is_zero(const libxl_mac *mac)
{
	static const libxl_mac zero;

	return !memcmp(mac, &zero, sizeof(zero));
}

/*
 * At random below 00:16:3e, which is Xen's. The upper half is left to whoever
 * gives addresses out by plan.
 */
static void choose_mac(libxl_mac *mac)
{
	libxl_uuid random;
	const uint8_t *bytes = libxl_uuid_bytearray(&random);

	libxl_uuid_generate(&random);
	(*mac)[0] = 0x00;
	(*mac)[1] = 0x16;
	(*mac)[2] = 0x3e;
	(*mac)[3] = bytes[0] & 0x7f;
	(*mac)[4] = bytes[1];
	(*mac)[5] = bytes[2];
}

static int domain_type(struct lx_scope *s, uint32_t domid,
		       const libxl_domain_config *c, libxl_domain_type *type)
{
	libxl_dominfo info;
	int rc = 0;

	if (c) {
		*type = c->c_info.type;
		return 0;
	}
	libxl_dominfo_init(&info);
	rc = libxl_domain_info(s->ctx, &info, domid);
	*type = info.domain_type;
	libxl_dominfo_dispose(&info);
	return rc;
}

static int choose_type(struct lx_scope *s, uint32_t domid,
		       libxl_device_nic *nic, const libxl_domain_config *c)
{
	libxl_domain_type type;
	int rc = domain_type(s, domid, c, &type);

	if (rc)
		return rc;
	if (!nic->nictype)
		nic->nictype = type == LIBXL_DOMAIN_TYPE_HVM
			? LIBXL_NIC_TYPE_VIF_IOEMU : LIBXL_NIC_TYPE_VIF;
	if (nic->nictype == LIBXL_NIC_TYPE_VIF_IOEMU &&
	    type != LIBXL_DOMAIN_TYPE_HVM)
		return lx_fail(s, ERROR_INVAL,
			       "vif %d: only HVM guests have emulated NICs (type=ioemu)",
			       nic->devid);
	return 0;
}

static int complete_nic(struct lx_scope *s, uint32_t domid, void *dev,
			const libxl_domain_config *c)
{
	libxl_device_nic *nic = dev;
	char *script;

	if (!nic->model)
		nic->model = lx_out_strdup("rtl8139");
	if (is_zero(&nic->mac))
		choose_mac(&nic->mac);
	if (!nic->bridge)
		nic->bridge = lx_out_strdup(DEFAULT_BRIDGE);
	script = lx_out_strdup(lx_script_path(s, nic->script ? nic->script
							     : DEFAULT_SCRIPT));
	free(nic->script);
	nic->script = script;
	libxl_defbool_setdefault(&nic->trusted, true);
	return choose_type(s, domid, nic, c);
}

/* -- to xenstore ------------------------------------------------------------------- */
static const char *mac_text(struct lx_scope *s, const uint8_t *mac)
{
	return lx_printf(s, LIBXL_MAC_FMT, LIBXL_MAC_BYTES(mac));
}

static const char *non_empty(const char *text)
{
	return text && *text ? text : NULL;
}

static int nic_to_xs(struct lx_scope *s, const struct lx_device *d,
		     const void *dev, struct lx_device_keys *k)
{
	const libxl_device_nic *nic = dev;
	const char *mac = mac_text(s, nic->mac);

	lx_keys_add(&k->back, "script", nic->script);
	lx_keys_add(&k->back, "vifname", non_empty(nic->ifname));
	lx_keys_add(&k->back, "mac", mac);
	lx_keys_add(&k->back, "ip", non_empty(nic->ip));
	lx_keys_add(&k->back, "gatewaydev", non_empty(nic->gatewaydev));
	if (nic->rate_interval_usecs)
		lx_keys_addf(&k->back, "rate", "%llu,%u",
			     (unsigned long long)nic->rate_bytes_per_interval,
			     nic->rate_interval_usecs);
	/* Without one, the script takes the bridge's, and tells the guest. */
	if (nic->mtu)
		lx_keys_addf(&k->back, "mtu", "%d", nic->mtu);
	lx_keys_add(&k->back, "bridge", nic->bridge);
	lx_keys_addf(&k->back, "handle", "%d", d->devid);
	lx_keys_add(&k->back, "type",
		    libxl_nic_type_to_string(nic->nictype));
	lx_keys_add(&k->back, "hotplug-status", "");

	lx_keys_addf(&k->front, "handle", "%d", d->devid);
	lx_keys_add(&k->front, "mac", mac);
	lx_keys_add(&k->front, "trusted",
		    libxl_defbool_val(nic->trusted) ? "1" : "0");
	lx_keys_addf(&k->front_fixed, "mtu", "%d",
		     nic->mtu ? nic->mtu : DEFAULT_MTU);
	return 0;
}

/* -- and back ----------------------------------------------------------------------- */
static char *copy_key(struct lx_scope *s, xs_transaction_t t, const char *dir,
		      const char *key)
{
	return lx_out_strdup(lx_xs_getf(s, t, "%s/%s", dir, key));
}

static bool parse_mac(const char *text, libxl_mac *mac)
{
	unsigned int bytes[6];
	int end = 0;

	if (sscanf(text, "%2x:%2x:%2x:%2x:%2x:%2x%n", &bytes[0], &bytes[1],
		   &bytes[2], &bytes[3], &bytes[4], &bytes[5], &end) != 6 ||
	    text[end])
		return false;
	for (int i = 0; i < 6; i++)
		(*mac)[i] = bytes[i];
	return true;
}

static void take_rate(libxl_device_nic *nic, const char *text)
{
	unsigned long long bytes;
	unsigned int usecs;

	if (!text || sscanf(text, "%llu,%u", &bytes, &usecs) != 2)
		return;
	nic->rate_bytes_per_interval = bytes;
	nic->rate_interval_usecs = usecs;
}

static int nic_from_xs(struct lx_scope *s, xs_transaction_t t,
		       const struct lx_device *d, void *dev)
{
	libxl_device_nic *nic = dev;
	const char *note = lx_device_note(s, d);
	const char *mac = lx_xs_getf(s, t, "%s/mac", note);
	const char *type = lx_xs_getf(s, t, "%s/type", note);
	const char *mtu = lx_xs_getf(s, t, "%s/mtu", note);
	const char *trusted = lx_xs_getf(s, t, "%s/trusted",
					 lx_device_front(s, d));

	if (mac && !parse_mac(mac, &nic->mac))
		return lx_fail(s, ERROR_FAIL, "xenstore: %s/mac is \"%s\"",
			       note, mac);
	nic->mtu = mtu ? atoi(mtu) : 0;
	nic->ip = copy_key(s, t, note, "ip");
	nic->bridge = copy_key(s, t, note, "bridge");
	nic->script = copy_key(s, t, note, "script");
	nic->ifname = copy_key(s, t, note, "vifname");
	nic->gatewaydev = copy_key(s, t, note, "gatewaydev");
	take_rate(nic, lx_xs_getf(s, t, "%s/rate", note));
	if (!type || libxl_nic_type_from_string(type, &nic->nictype))
		nic->nictype = LIBXL_NIC_TYPE_VIF;
	libxl_defbool_set(&nic->trusted, !trusted || strcmp(trusted, "0"));
	return 0;
}

static void keep_nic(void *stored, const void *dev)
{
	libxl_device_nic *to = stored;
	const libxl_device_nic *from = dev;

	memcpy(&to->mac, &from->mac, sizeof(to->mac));
	to->nictype = from->nictype;
}

const struct lx_device_class lx_nic_class = {
	.name = "vif",
	.kind = "vif",
	.back_kind = "vif",
	.type = &lx_type_device_nic,
	.info = &lx_type_nicinfo,
	.count_at = offsetof(libxl_domain_config, num_nics),
	.list_at = offsetof(libxl_domain_config, nics),
	.devid_at = offsetof(libxl_device_nic, devid),
	.back_domid_at = offsetof(libxl_device_nic, backend_domid),
	.back_domname_at = offsetof(libxl_device_nic, backend_domname),
	.complete = complete_nic,
	.to_xs = nic_to_xs,
	.from_xs = nic_from_xs,
	.keep = keep_nic,
};

/* -- public --------------------------------------------------------------------------- */
int libxl_mac_to_device_nic(libxl_ctx *ctx, uint32_t domid, const char *mac,
			    libxl_device_nic *nic)
{
	libxl_device_nic *list;
	libxl_mac wanted;
	int nr, rc = ERROR_INVAL;

	libxl_device_nic_init(nic);
	if (!parse_mac(mac, &wanted))
		return ERROR_INVAL;
	list = libxl_device_nic_list(ctx, domid, &nr);
	for (int i = 0; i < nr && rc; i++) {
		if (memcmp(&list[i].mac, &wanted, sizeof(wanted)))
			continue;
		libxl_device_nic_copy(ctx, nic, &list[i]);
		rc = 0;
	}
	libxl_device_nic_list_free(list, nr);
	return rc;
}
