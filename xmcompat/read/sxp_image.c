/* SPDX-License-Identifier: LGPL-2.1-only */
/* The (image …) of an S-expression, or what xend kept in its place. */
#include <string.h>

#include "base/arena.h"
#include "read/scalar.h"
#include "read/sxp_domain.h"

/* Not settings: facts about the kernel, copies of what stands elsewhere. */
static bool is_derived(const char *key)
{
	static const char *const words[] = {
		"notes", "pci", "vcpus", "cpuid", "cpuid_check", "kernel",
		"ramdisk", "loader", "args", "ip", "root", "image_type",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(words[i], key))
			return true;
	return false;
}

/* A list of texts (serial ports) becomes a list. */
static void bind_list(struct sxp_domain *d, const char *name,
		      const struct sxp *list)
{
	for (const struct sxp *s = list->first; s; s = s->next)
		if (s->kind != SXP_LIST)
			sxp_bind_item(d, name, s->text, s->pos);
}

/*
 * DISPLAY and its key belonged to whoever ran xm. Without a window of SDL
 * they mean nothing.
 */
static bool is_of_user(const struct sxp *list, const char *key)
{
	const char *sdl = sxp_text(list, "sdl");

	return (!strcmp(key, "xauthority") || !strcmp(key, "display")) &&
	       (!sdl || !*sdl || !strcmp(sdl, "0"));
}

static void read_platform(struct sxp_domain *d, const struct sxp *list)
{
	for (const struct sxp *e = list->first; e; e = e->next) {
		const char *key = sxp_head(e), *text;

		if (!key)
			continue;
		if (!strncmp(key, "platform_", 9))
			key += 9;
		if (is_derived(key) || is_device_list(key) || is_of_user(list, key) ||
		    tree_find(d->tree, key))
			continue;
		text = sxp_value(e);
		if (e->first->next && !text)
			bind_list(d, key, e->first->next);
		/* xend dropped empty values; xm writes them as defaults. */
		else if (text && (*text || !d->state))
			sxp_bind(d, key, text, e->pos);
	}
}

/* Seven fields as xm joins them: see the manual's table for ip. */
static void read_ip(struct sxp_domain *d, const struct sxp *e)
{
	static const char *const names[] = {
		"ip", "nfs_server", "gateway", "netmask", "hostname",
		"interface", "dhcp",
	};
	const char *text = sxp_value(e);

	for (size_t i = 0; text && i < 7; i++) {
		size_t n = i < 6 ? strcspn(text, ":") : strlen(text);
		const char *field = arena_memdup0(d->arena, text, n);
		bool dummy = i == 1 && (!strcmp(field, "127.0.255.255") ||
					!strcmp(field, "1.2.3.4"));

		if (!dummy && (n || i > 4))
			sxp_bind(d, names[i], field, e->pos);
		text = text[n] ? text + n + 1 : NULL;
	}
}

/*
 * A boot loader leaves copies of kernel and ramdisk behind, which are gone
 * by the time anyone reads the file.
 */
static bool from_boot_loader(const struct sxp_domain *d, const char *path)
{
	static const char *const places[] = {
		"/var/lib/xen/", "/var/run/xend/", "/var/run/xen/",
		"/var/lib/xend/boot", "/tmp/",
	};

	if (!d->state || !tree_find(d->tree, "bootloader"))
		return false;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (!strncmp(path, places[i], strlen(places[i])))
			return true;
	return false;
}

static void read_file(struct sxp_domain *d, const char *key, const char *api)
{
	const struct sxp *e = d->image ? sxp_find(d->image, key) : NULL;
	const char *text = e ? sxp_value(e) : NULL;

	if (!text || !*text) {
		e = api ? sxp_find(d->root, api) : NULL;
		text = e ? sxp_value(e) : NULL;
	}
	if (!text || !*text)
		return;
	if (from_boot_loader(d, text)) {
		diag_add(d->ds, DIAG_SXP_BOOT_FILE, e->pos, key,
			 "%s is the boot loader's copy: left out, as are the "
			 "arguments that came with it", text);
		return;
	}
	if (!strncmp(text, "data:", 5)) {
		diag_add(d->ds, DIAG_SXP_INLINE_IMAGE, e->pos, key,
			 "the image itself is in the file, not its path")
			->advice = "write it to a file and name that";
		return;
	}
	if (!strncmp(text, "file:", 5))
		text += 5;
	sxp_bind(d, key, text, e->pos);
}

static void read_args(struct sxp_domain *d)
{
	const struct sxp *e = d->image ? sxp_find(d->image, "args") : NULL;
	const struct sxp *kernel = d->image ?
		sxp_find(d->image, "kernel") : NULL;
	const char *path = kernel ? sxp_value(kernel) : NULL;

	if (!e || !sxp_value(e))
		e = sxp_find(d->root, "PV_args");
	if (!e || !sxp_value(e) || !*sxp_value(e))
		return;
	/* With the boot loader's kernel came the boot loader's arguments. */
	if (path && from_boot_loader(d, path))
		return;
	sxp_bind(d, "extra", sxp_value(e), e->pos);
}

static void read_builder(struct sxp_domain *d)
{
	const struct sxp *e = sxp_find(d->root, "image");
	const struct sxp *image = e ? e->first->next : NULL;
	const char *policy = sxp_text(d->root, "HVM_boot_policy");

	if (image && image->kind != SXP_LIST) {
		sxp_bind(d, "builder", "", e->pos);	/* 'None' */
		return;
	}
	d->image = image;
	if (image && sxp_head(image) && strcmp(sxp_head(image), "linux"))
		sxp_bind(d, "builder", sxp_head(image), image->pos);
	else if (policy && *policy)
		sxp_bind(d, "builder", "hvm", d->root->pos);
	d->hvm = tree_find(d->tree, "builder") != NULL;
}

/* HVM_boot_params ((order cd)) */
static void read_boot(struct sxp_domain *d)
{
	const struct sxp *e = sxp_find(d->root, "HVM_boot_params");
	const struct sxp *list = e ? e->first->next : NULL;
	const char *order = list && list->kind == SXP_LIST ?
		sxp_text(list, "order") : NULL;
	const char *old = sxp_text(d->root, "HVM_boot");

	if (!order)
		order = old;
	if (order && *order && !tree_find(d->tree, "boot"))
		sxp_bind(d, "boot", order, d->root->pos);
}

void sxp_read_image(struct sxp_domain *d)
{
	const struct sxp *e;

	read_builder(d);
	read_file(d, "kernel", "PV_kernel");
	read_file(d, "ramdisk", "PV_ramdisk");
	read_file(d, "loader", NULL);
	read_args(d);
	if (d->image) {
		e = sxp_find(d->image, "ip");
		if (e)
			read_ip(d, e);
		e = sxp_find(d->image, "root");
		if (e && sxp_value(e))
			sxp_bind(d, "root", sxp_value(e), e->pos);
		read_platform(d, d->image);
	}
	e = sxp_find(d->root, "platform");
	if (e && e->first->next && e->first->next->kind == SXP_LIST)
		read_platform(d, e->first->next);
	for (e = d->root->first; e; e = e->next)
		if (sxp_head(e) && !strncmp(sxp_head(e), "platform_", 9) &&
		    !is_device_list(sxp_head(e) + 9) &&
		    !tree_find(d->tree, sxp_head(e) + 9) && sxp_value(e))
			sxp_bind(d, sxp_head(e) + 9, sxp_value(e), e->pos);
	read_boot(d);
}
