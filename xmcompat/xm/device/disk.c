/* SPDX-License-Identifier: LGPL-2.1-only */
/* Disks: the fields of xm's text, split as xm does. */
#include <string.h>

#include "base/arena.h"
#include "xm/device/device.h"

int disk_split(struct dev_context *ctx, const struct dev_item *item,
	       struct disk_fields *out)
{
	char **f;
	size_t n = dev_split(ctx->arena, item->text, ',', &f);

	if (n < 3 || n > 5)
		return dev_refuse(ctx, DIAG_DISK_FIELDS, item,
				  "write TYPE:PATH,VDEV,MODE",
				  "invalid disk specifier \"%s\": %zu field%s, "
				  "xm takes 3 to 5", item->text, n,
				  n == 1 ? "" : "s");
	*out = (struct disk_fields){
		.uname = f[0], .vdev = f[1], .mode = f[2],
		.backend = n > 3 ? f[3] : NULL,
		.protocol = n > 4 ? f[4] : NULL,
	};
	return 0;
}

static bool cut_suffix(char *text, const char *suffix)
{
	size_t n = strlen(text), m = strlen(suffix);

	if (n < m || strcmp(text + n - m, suffix))
		return false;
	text[n - m] = '\0';
	return true;
}

bool disk_cut_kind(char *vdev)
{
	bool cdrom = cut_suffix(vdev, ":cdrom");

	cut_suffix(vdev, ":disk");
	return cdrom;
}

const char *disk_class(const char *uname)
{
	if (!strncmp(uname, "tap:", 4))
		return "tap";
	return strncmp(uname, "tap2:", 5) ? "vbd" : "tap2";
}
