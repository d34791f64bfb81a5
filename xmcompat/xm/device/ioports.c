/* SPDX-License-Identifier: LGPL-2.1-only */
/* I/O ports: A[-B] in hexadecimal, without 0x. */
#include <string.h>

#include "base/arena.h"
#include "xm/device/device.h"

int ioports_parse(struct dev_context *ctx, const struct dev_item *item,
		  struct ioports_spec *out)
{
	char **f;
	size_t n = dev_split(ctx->arena, item->text, '-', &f);

	if (n > 2)
		return dev_refuse(ctx, DIAG_IOPORTS_RANGE, item,
				  "write A or A-B",
				  "invalid I/O port range \"%s\"",
				  item->text);
	*out = (struct ioports_spec){ f[0], f[n - 1] };
	return 0;
}
