/* SPDX-License-Identifier: GPL-2.0-only */
/* pci-list, pci-assignable-list, usb-list, vtpm-list, channel-list, vkb-list. */
#include <stdlib.h>

#include "xl/live/commands.h"
#include "xl/live/each.h"

/* -- PCI ------------------------------------------------------------------ */

static void print_bdf(const libxl_device_pci *d)
{
	printf("%04x:%02x:%02x.%01x", (unsigned int)d->domain, d->bus, d->dev,
	       d->func);
}

/* Without devices there is no heading either: scripts count lines. */
int live_pci_list(struct session *s)
{
	libxl_device_pci *v;
	uint32_t domid;
	int n, status = find_domain(s, s->words[0], &domid);

	if (status)
		return status;
	v = libxl_device_pci_list(s->ctx, domid, &n);
	if (!v)
		return 0;
	puts("Vdev Device");
	for (int i = 0; i < n; i++) {
		printf("%02x.%01x ", v[i].vdevfn >> 3 & 0x1f, v[i].vdevfn & 7);
		print_bdf(&v[i]);
		putchar('\n');
	}
	libxl_device_pci_list_free(v, n);
	return 0;
}

int live_pci_assignable_list(struct session *s)
{
	int n;
	libxl_device_pci *v = libxl_device_pci_assignable_list(s->ctx, &n);

	for (int i = 0; v && i < n; i++) {
		print_bdf(&v[i]);
		if (!session_is_xm(s))
			printf(" %s", given(s, 'n') && v[i].name ? v[i].name : "");
		putchar('\n');
	}
	if (v)
		libxl_device_pci_assignable_list_free(v, n);
	return 0;
}

/* -- USB ------------------------------------------------------------------ */

static void print_ports(const struct session *s, uint32_t domid,
			const libxl_usbctrlinfo *c)
{
	for (int port = 1; port <= c->ports; port++) {
		libxl_device_usbdev d;

		libxl_device_usbdev_init(&d);
		printf("  Port %d:", port);
		if (!libxl_ctrlport_to_device_usbdev(s->ctx, domid, c->devid,
						     port, &d))
			printf(" Bus %03x Device %03x", d.u.hostdev.hostbus,
			       d.u.hostdev.hostaddr);
		putchar('\n');
		libxl_device_usbdev_dispose(&d);
	}
}

static void print_controller(const struct session *s, uint32_t domid,
			     const libxl_device_usbctrl *d)
{
	libxl_usbctrlinfo c;

	libxl_usbctrlinfo_init(&c);
	if (!libxl_device_usbctrl_getinfo(s->ctx, domid, d, &c)) {
		printf("%-6s %-12s %-3s %-5s %-7s %-5s\n", "Devid", "Type",
		       "BE", "state", "usb-ver", "ports");
		printf("%-6d %-12s %-3d %-5d %-7d %-5d\n", c.devid,
		       libxl_usbctrl_type_to_string(c.type),
		       (int)c.backend_id, c.state, c.version, c.ports);
		print_ports(s, domid, &c);
	}
	libxl_usbctrlinfo_dispose(&c);
}

int live_usb_list(struct session *s)
{
	libxl_device_usbctrl *v;
	uint32_t domid;
	int n, status = find_domain(s, s->words[0], &domid);

	if (status)
		return status;
	v = libxl_device_usbctrl_list(s->ctx, domid, &n);
	for (int i = 0; v && i < n; i++)
		print_controller(s, domid, &v[i]);
	if (v)
		libxl_device_usbctrl_list_free(v, n);
	return 0;
}

/* -- vTPM ----------------------------------------------------------------- */

/* xm had no UUIDs of them */
static void print_vtpm(const libxl_vtpminfo *i, bool xm)
{
	const uint8_t *u = libxl_uuid_bytearray_const(&i->uuid);

	printf("%-3d %-2d ", i->devid, (int)i->backend_id);
	if (!xm)
		printf("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
		       "%02x%02x%02x%02x%02x%02x ", u[0], u[1], u[2], u[3],
		       u[4], u[5], u[6], u[7], u[8], u[9], u[10], u[11], u[12],
		       u[13], u[14], u[15]);
	printf("%6d %5d %6d %8d %-30s\n", i->devid, i->state, i->evtch,
	       i->rref, i->backend);
}

static void each_vtpm(const struct session *s, uint32_t domid)
{
	int n;
	libxl_device_vtpm *v = libxl_device_vtpm_list(s->ctx, domid, &n);

	for (int i = 0; v && i < n; i++) {
		libxl_vtpminfo info;

		libxl_vtpminfo_init(&info);
		if (!libxl_device_vtpm_getinfo(s->ctx, domid, &v[i], &info))
			print_vtpm(&info, session_is_xm(s));
		libxl_vtpminfo_dispose(&info);
	}
	if (v)
		libxl_device_vtpm_list_free(v, n);
}

/* As with the distribution's xl, what is unknown is said and passed over. */
int live_vtpm_list(struct session *s)
{
	printf("%-3s %-2s %-36s %-6s %-5s %-6s %-5s %-10s\n", "Idx", "BE",
	       "Uuid", "handle", "state", "evt-ch", "ring-ref", "BE-path");
	for (size_t i = 0; i < s->nwords; i++) {
		uint32_t domid;

		if (libxl_domain_qualifier_to_domid(s->ctx, s->words[i],
						    &domid))
			fprintf(stderr, "%s is an invalid domain identifier\n",
				s->words[i]);
		else
			each_vtpm(s, domid);
	}
	return 0;
}

int live_xm_vtpm_list(struct session *s)
{
	uint32_t domid;
	int status = find_domain(s, s->words[0], &domid);

	if (status)
		return status;
	puts("Idx  BE handle state evt-ch ring-ref BE-path");
	each_vtpm(s, domid);
	return 0;
}

/* -- channels ------------------------------------------------------------- */

static void print_channel(const libxl_device_channel *c,
			  const libxl_channelinfo *i)
{
	printf("%-3d %-2d %-5d %-6d %-8d %-10s ", i->devid,
	       (int)i->backend_id, i->state, i->evtch, i->rref,
	       libxl_channel_connection_to_string(c->connection));
	if (c->connection == LIBXL_CHANNEL_CONNECTION_PTY)
		printf("%-30s ", i->u.pty.path ? i->u.pty.path : "");
	putchar('\n');
}

static int channels_of(const struct session *s, uint32_t domid)
{
	int n;
	libxl_device_channel *v = libxl_device_channel_list(s->ctx, domid, &n);

	for (int i = 0; v && i < n; i++) {
		libxl_channelinfo info;

		libxl_channelinfo_init(&info);
		if (!libxl_device_channel_getinfo(s->ctx, domid, &v[i], &info))
			print_channel(&v[i], &info);
		libxl_channelinfo_dispose(&info);
		libxl_device_channel_dispose(&v[i]);
	}
	free(v);	/* the API has no function for this list */
	return 0;
}

int live_channel_list(struct session *s)
{
	printf("%-3s %-2s %-5s %-6s %-8s %-10s %-30s\n", "Idx", "BE", "state",
	       "evt-ch", "ring-ref", "connection", "");
	return each_domain(s, 0, channels_of);
}

/* -- keyboards and pointers ----------------------------------------------- */

/* "(null)" is what scripts know where there is no ID. */
static void print_vkb(const libxl_device_vkb *d, const libxl_vkbinfo *i)
{
	printf("%-3d %-2d %6d %5d %6d %6d %-10s %-10s %-30s\n", i->devid,
	       (int)i->backend_id, i->devid, i->state, i->evtch, i->rref,
	       d->unique_id ? d->unique_id : "(null)",
	       libxl_vkb_backend_to_string(d->backend_type), i->backend);
}

static int vkbs_of(const struct session *s, uint32_t domid)
{
	int n;
	libxl_device_vkb *v = libxl_device_vkb_list(s->ctx, domid, &n);

	for (int i = 0; v && i < n; i++) {
		libxl_vkbinfo info;

		libxl_vkbinfo_init(&info);
		if (!libxl_device_vkb_getinfo(s->ctx, domid, &v[i], &info))
			print_vkb(&v[i], &info);
		libxl_vkbinfo_dispose(&info);
	}
	if (v)
		libxl_device_vkb_list_free(v, n);
	return 0;
}

int live_vkb_list(struct session *s)
{
	printf("%-3s %-2s %-6s %-5s %-6s %6s %-10s %-10s %-30s\n", "Idx", "BE",
	       "handle", "state", "evt-ch", "ref", "ID", "BE-type", "BE-path");
	return each_domain(s, 0, vkbs_of);
}
