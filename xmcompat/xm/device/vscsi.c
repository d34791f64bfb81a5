/* SPDX-License-Identifier: LGPL-2.1-only */
/* SCSI devices: PDEV, VDEV[, BACKEND], blanks trimmed. */
#include <string.h>

#include "base/arena.h"
#include "xm/device/device.h"

bool vscsi_is_address(const char *text)
{
	for (int i = 0; i < 4; i++) {
		size_t n = strspn(text, "0123456789");

		if (!n || n > 9 || text[n] != (i < 3 ? ':' : '\0'))
			return false;
		text += n + 1;
	}
	return true;
}

int vscsi_parse(struct dev_context *ctx, const struct dev_item *item,
		struct vscsi_spec *out)
{
	char **f;
	size_t n = dev_split(ctx->arena, item->text, ',', &f);

	if (n != 2 && n != 3)
		return dev_refuse(ctx, DIAG_VSCSI_FIELDS, item,
				  "write PDEV, VDEV[, BACKEND]",
				  "invalid vscsi specifier \"%s\": %zu field%s, "
				  "xm takes 2 or 3", item->text, n,
				  n == 1 ? "" : "s");
	for (size_t i = 0; i < n; i++)
		f[i] = dev_trim(ctx->arena, f[i], strlen(f[i]));
	*out = (struct vscsi_spec){
		.pdev = f[0], .vdev = f[1],
		.backend = n > 2 && *f[2] ? f[2] : NULL,
		.host = !strcmp(f[1], "host"),
	};
	if (!out->host && !vscsi_is_address(out->vdev))
		return dev_refuse(ctx, DIAG_VSCSI_FIELDS, item,
				  "write HOST:CHANNEL:TARGET:LUN, or host",
				  "\"%s\" is no virtual SCSI address",
				  out->vdev);
	return 0;
}
