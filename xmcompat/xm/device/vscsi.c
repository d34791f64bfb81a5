/* SPDX-License-Identifier: LGPL-2.1-only */
/* SCSI devices: PDEV, VDEV[, BACKEND], blanks trimmed. */
#include <stdlib.h>
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

/* The address in the guest, NULL if only the real host knows it. */
static const char *address_of(const struct vscsi_spec *s)
{
	if (!s->host)
		return s->vdev;
	return vscsi_is_address(s->pdev) ? s->pdev : NULL;
}

const char *vscsi_host_id(struct arena *a, const struct vscsi_spec *s)
{
	const char *address = address_of(s);

	return address ? arena_memdup0(a, address, strcspn(address, ":")) :
			 "0";
}

bool vscsi_same_host(const struct vscsi_spec *x, const struct vscsi_spec *y)
{
	const char *ax = address_of(x), *ay = address_of(y);

	if (!ax || !ay)
		return x == y;
	return strtoul(ax, NULL, 10) == strtoul(ay, NULL, 10);
}

static bool same_backend(const struct vscsi_spec *x, const struct vscsi_spec *y)
{
	return !strcmp(x->backend ? x->backend : "0",
		       y->backend ? y->backend : "0");
}

/* What xend asks of two of one list. */
static int check_two(struct dev_context *ctx, const struct dev_item *item,
		     const struct vscsi_spec *x, const struct vscsi_spec *y)
{
	const char *ax = address_of(x), *ay = address_of(y);

	if (!strcmp(x->pdev, y->pdev))
		return dev_refuse(ctx, DIAG_VSCSI_CONFLICT, item,
				  "name each device once",
				  "\"%s\" is there twice", y->pdev);
	if (ax && ay && !strcmp(ax, ay))
		return dev_refuse(ctx, DIAG_VSCSI_CONFLICT, item,
				  "give each device its own address",
				  "the address %s is there twice", ay);
	if (!vscsi_same_host(x, y))
		return 0;
	if (x->host != y->host)
		return dev_refuse(ctx, DIAG_VSCSI_CONFLICT, item,
				  "give the others another virtual host",
				  "the virtual host of %s is a whole adapter",
				  ay);
	if (!same_backend(x, y))
		return dev_refuse(ctx, DIAG_VSCSI_CONFLICT, item,
				  "give it another virtual host",
				  "the virtual host of %s has another back end",
				  ay);
	return 0;
}

int vscsi_items(struct dev_context *ctx, const struct dev_list *list,
		struct vscsi_spec **out)
{
	struct vscsi_spec *s = arena_calloc(ctx->arena, list->n, sizeof(*s));

	for (size_t i = 0; i < list->n; i++) {
		if (vscsi_parse(ctx, &list->v[i], &s[i]))
			return -1;
		for (size_t j = 0; j < i; j++)
			if (check_two(ctx, &list->v[i], &s[j], &s[i]))
				return -1;
	}
	*out = s;
	return 0;
}
