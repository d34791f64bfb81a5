/* SPDX-License-Identifier: LGPL-2.1-only */
/* PV USB controllers: usbver=1|2,numports=1..16,port_1=BUSID,… */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "xm/device/device.h"

/* A decimal number from min to max under key; 0 or -1 with an ERROR. */
static int number(struct dev_context *ctx, const struct dev_item *item,
		  const struct dev_pairs *p, const char *key,
		  unsigned int min, unsigned int max, unsigned int *out)
{
	const char *text = dev_pair(p, key);
	char *end;
	unsigned long n;

	if (!text)
		return 0;
	n = strtoul(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end || n < min || n > max)
		return dev_refuse(ctx, DIAG_VUSB_OPTION, item,
				  "give a number in that range",
				  "invalid vusb option %s=%s: xm takes %u to "
				  "%u", key, text, min, max);
	*out = (unsigned int)n;
	return 0;
}

int vusb_parse(struct dev_context *ctx, const struct dev_item *item,
	       struct vusb_spec *out)
{
	struct dev_pairs p;

	*out = (struct vusb_spec){ .version = 2, .ports = 8 };
	if (dev_pairs_parse(ctx, item, &p) ||
	    number(ctx, item, &p, "usbver", 1, 2, &out->version) ||
	    number(ctx, item, &p, "numports", 1, VUSB_PORTS_MAX, &out->ports))
		return -1;
	for (unsigned int i = 1; i <= out->ports; i++) {
		const char *id = dev_pair(&p, arena_printf(ctx->arena,
							   "port_%u", i));

		out->busid[i] = id ? id : "";
	}
	return 0;
}
