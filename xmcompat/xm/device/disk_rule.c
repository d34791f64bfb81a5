/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Disks in xl's syntax. xm named the back end in a prefix of the path; xl
 * wants the image's format and finds the back end itself.
 */
#include <string.h>

#include "base/arena.h"
#include "xlcfg/device.h"
#include "xm/device/rule.h"

/* A disk on its way to xl. */
struct disk_work {
	struct dev_context *ctx;
	const struct dev_item *item;
	struct xl_disk disk;
};

/* -- is it xl's syntax already? -------------------------------------------- */

static bool is_one_of(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(text, *words))
			return true;
	return false;
}

static const char *const formats[] = {
	"", "raw", "qcow", "qcow2", "vhd", "qed", "empty", NULL
};

static const char *const xl_keys[] = {
	"format", "vdev", "access", "devtype", "backend", "backendtype",
	"script", "target", "specification", "discard", "direct-io-safe",
	NULL
};

static const char *const flags[] = {
	"cdrom", "devtype=cdrom", "discard", "no-discard", "direct-io-safe",
	NULL
};

/* sd, hd, xvd and a letter: what only the third field of xl can be. */
static bool is_vdev(const char *text)
{
	if (!strncmp(text, "/dev/", 5))
		text += 5;
	if (!strncmp(text, "ioemu:", 6))
		text += 6;
	if (strncmp(text, "hd", 2) && strncmp(text, "sd", 2) &&
	    strncmp(text, "xvd", 3))
		return false;
	text += *text == 'x' ? 3 : 2;
	return *text >= 'a' && *text <= 'z';
}

static bool has_xl_key(struct arena *a, char *const *field, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *eq = strchr(field[i], '=');

		if (is_one_of(field[i], flags) && i > 1)
			return true;
		if (eq && is_one_of(dev_trim(a, field[i],
					     (size_t)(eq - field[i])),
				    xl_keys))
			return true;
	}
	return false;
}

/*
 * xl's positional fields are TARGET, FORMAT, VDEV, ACCESS, where xm had the
 * device second and the mode third: neither can be a format or a device.
 */
bool disk_is_xl(struct arena *a, const char *text)
{
	char **field;
	size_t n = dev_split(a, text, ',', &field);

	for (size_t i = 0; i < n; i++)
		field[i] = dev_trim(a, field[i], strlen(field[i]));
	if (has_xl_key(a, field, n))
		return true;
	return n >= 3 && is_one_of(field[1], formats) && is_vdev(field[2]);
}

static int keep_xl(struct disk_work *w)
{
	struct xl_reader r = {
		w->ctx->arena, w->ctx->diags, "disk", w->item->pos
	};
	char **field;

	if (xl_disk_parse(&r, w->item->text, &w->disk))
		return -1;
	dev_split(w->ctx->arena, w->item->text, ',', &field);
	if (!strchr(field[0], '='))
		diag_add(w->ctx->diags, DIAG_DISK_XL_SYNTAX, w->item->pos,
			 w->ctx->name,
			 "taken in xl's syntax; xm would have taken it for "
			 "nonsense");
	return 0;
}

/* -- where the data is ------------------------------------------------------ */

static void set_relative(struct disk_work *w, const char *path,
			 const char *below)
{
	if (*path != '/' && below)
		path = arena_printf(w->ctx->arena, "%s%s", below, path);
	else if (*path != '/' && *path)
		dev_warn(w->ctx, DIAG_DISK_RELATIVE, w->item,
			 "write the whole path",
			 "\"%s\" is relative: xend looked for it from /, xl "
			 "from where it is started", path);
	while (path[0] == '/' && path[1] == '/')
		path++;
	w->disk.target = path;
}

static const struct driver {
	const char *name;
	enum xl_disk_format format;
	const char *lost;	/* what xl cannot do, or NULL */
	const char *advice;
} drivers[] = {
	{ "aio", XL_DISK_RAW, NULL, NULL },
	{ "raw", XL_DISK_RAW, NULL, NULL },
	{ "ioemu", XL_DISK_RAW, NULL, NULL },
	{ "qcow", XL_DISK_QCOW, NULL, NULL },
	{ "qcow2", XL_DISK_QCOW2, NULL, NULL },
	{ "vhd", XL_DISK_VHD, NULL, NULL },
	{ "sync", XL_DISK_RAW, "does not write through at once",
	  "check that the guest flushes what it must not lose" },
	{ "ram", XL_DISK_RAW, "has no disks in memory",
	  "the file itself is used, and changed" },
	{ "vmdk", XL_DISK_RAW, "does not know VMDK images",
	  "convert the image before the first start: qemu-img convert -O raw" },
};

static const struct driver *find_driver(const char *text, size_t len)
{
	for (size_t i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++)
		if (strlen(drivers[i].name) == len &&
		    !strncmp(drivers[i].name, text, len))
			return &drivers[i];
	return NULL;
}

static bool take_prefix(const char **text, const char *prefix)
{
	size_t n = strlen(prefix);

	if (strncmp(*text, prefix, n))
		return false;
	*text += n;
	return true;
}

/* remus:HOST:PORT|DRIVER:PATH */
static void drop_remus(struct disk_work *w, const char **text)
{
	const char *bar = strchr(*text, '|');

	if (strncmp(*text, "remus:", 6) || !bar)
		return;
	dev_warn(w->ctx, DIAG_DISK_DRIVER_LOST, w->item,
		 "set up xl remus, or DRBD",
		 "xl has no disks that blktap keeps on two hosts");
	*text = bar + 1;
}

static int take_tap(struct disk_work *w, const char *text)
{
	const struct driver *d;
	const char *colon;

	while (take_prefix(&text, "tapdisk:") || take_prefix(&text, "ioemu:"))
		;
	drop_remus(w, &text);
	colon = strchr(text, ':');
	if (!colon && *text == '/') {
		w->disk.target = text;
		return 0;
	}
	d = colon ? find_driver(text, (size_t)(colon - text)) : NULL;
	if (!d)
		return dev_refuse(w->ctx, DIAG_DISK_DRIVER, w->item,
				  "name aio, qcow, qcow2 or vhd",
				  "\"%.*s\" is no driver of blktap",
				  (int)strcspn(text, ":"), text);
	if (d->lost)
		dev_warn(w->ctx, DIAG_DISK_DRIVER_LOST, w->item, d->advice,
			 "tap:%s: xl %s", d->name, d->lost);
	w->disk.format = d->format;
	set_relative(w, colon + 1, NULL);
	return 0;
}

/* TYPE:REST, where block-TYPE is a script. */
static int take_script(struct disk_work *w, const char *uname,
		       const char *colon)
{
	struct arena *a = w->ctx->arena;
	char *type = arena_memdup0(a, uname, (size_t)(colon - uname));
	const struct driver *d = find_driver(type, strlen(type));

	if (!*type || strspn(type, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP"
			     "QRSTUVWXYZ0123456789_-") != strlen(type))
		return dev_refuse(w->ctx, DIAG_DISK_UNAME, w->item,
				  "write phy:DEVICE or file:PATH",
				  "\"%s\" is no TYPE:PATH", uname);
	if (d) {	/* xl's own prefixes */
		w->disk.format = d->format;
		set_relative(w, colon + 1, NULL);
		return 0;
	}
	w->disk.script = arena_printf(a, "block-%s", type);
	w->disk.target = colon + 1;
	return 0;
}

static int take_uname(struct disk_work *w, const char *uname)
{
	const char *colon = strchr(uname, ':'), *text = uname;

	w->disk.format = XL_DISK_RAW;
	if (!*uname)
		return 0;
	if (take_prefix(&text, "phy:")) {
		if (*text)
			set_relative(w, text, "/dev/");
		return 0;
	}
	if (take_prefix(&text, "file:")) {
		set_relative(w, text, NULL);
		return 0;
	}
	if (take_prefix(&text, "tap:") || take_prefix(&text, "tap2:"))
		return take_tap(w, text);
	if (colon && *uname != '/')
		return take_script(w, uname, colon);
	dev_warn(w->ctx, DIAG_DISK_NO_TYPE, w->item,
		 "it is taken as the path of a device or raw image",
		 "\"%s\" names no type, which xend refused", uname);
	set_relative(w, uname, NULL);
	return 0;
}

/* -- the other fields ------------------------------------------------------- */

/* hd?, sd?, xvd? with a partition, or a number: what xl and xend both take. */
static bool vdev_is_known(const char *name)
{
	bool hex = !strncmp(name, "0x", 2);

	if (*name >= '0' && *name <= '9')
		return !name[strspn(name, hex ? "0123456789abcdefABCDEFx" :
						"0123456789")];
	if (!is_vdev(name))
		return false;
	name += *name == 'x' ? 3 : 2;
	name += strspn(name, "abcdefghijklmnopqrstuvwxyz");
	return !name[strspn(name, "0123456789")];
}

static int take_vdev(struct disk_work *w, const char *text)
{
	char *name = dev_trim(w->ctx->arena, text, strlen(text));
	const char *p = name;

	w->disk.cdrom = disk_cut_kind(name);
	take_prefix(&p, "ioemu:");
	take_prefix(&p, "/dev/");
	if (!*p)
		return dev_refuse(w->ctx, DIAG_DISK_VDEV, w->item,
				  "write TYPE:PATH,VDEV,MODE",
				  "the second field names no device");
	if (!vdev_is_known(p))
		dev_warn(w->ctx, DIAG_DISK_VDEV_UNKNOWN, w->item,
			 "name it hda, sda or xvda",
			 "\"%s\" is no name of a virtual disk", p);
	w->disk.vdev = p;
	return 0;
}

static const struct mode {
	const char *text;
	bool write;
	const char *said;	/* NULL: exact */
} modes[] = {
	{ "r", false, NULL },
	{ "w", true, NULL },
	{ "ro", false, NULL },
	{ "rw", true, NULL },
	{ "w!", true, "xl does not share a disk that is written to" },
	{ "r!", false, "xend knew no mode r!" },
};

static int take_mode(struct disk_work *w, const char *text)
{
	const char *mode = dev_trim(w->ctx->arena, text, strlen(text));
	const struct mode *m = modes;

	while (m < modes + 6 && strcmp(m->text, mode))
		m++;
	if (m == modes + 6)
		return dev_refuse(w->ctx, DIAG_DISK_MODE, w->item,
				  "write r, w or w!",
				  "\"%s\" is no mode of a disk; xend refuses "
				  "it", mode);
	if (m->said)
		dev_warn(w->ctx, DIAG_DISK_SHARED, w->item,
			 "make sure that no other guest writes to it, or that "
			 "its file system is for clusters", "%s: %s", mode,
			 m->said);
	w->disk.write = m->write;
	return 0;
}

static void take_backend(struct disk_work *w, const struct disk_fields *f)
{
	const char *dom = f->backend ?
		dev_trim(w->ctx->arena, f->backend, strlen(f->backend)) : "";

	if (*dom && strcmp(dom, "0") && strcmp(dom, "Domain-0"))
		w->disk.backend = dom;
	if (f->protocol && *f->protocol)
		diag_add(w->ctx->diags, DIAG_DISK_PROTOCOL, w->item->pos,
			 w->ctx->name, "the protocol \"%s\" is left out: front "
			 "end and back end agree on it by themselves",
			 f->protocol);
}

static int check_medium(struct disk_work *w)
{
	bool empty = !w->disk.target || !*w->disk.target;

	if (!empty && !w->disk.cdrom)
		return 0;
	if (empty && !w->disk.cdrom)
		return dev_refuse(w->ctx, DIAG_DISK_UNAME, w->item,
				  "name a device or image; only a drive "
				  "VDEV:cdrom may be empty",
				  "the disk has no TYPE:PATH");
	if (empty) {
		w->disk.target = NULL;
		w->disk.script = NULL;
		w->disk.format = XL_DISK_EMPTY;
	}
	if (w->disk.write)
		diag_add(w->ctx->diags, DIAG_DISK_CDROM_MODE, w->item->pos,
			 w->ctx->name,
			 "a CD-ROM is read-only, whatever its mode says");
	w->disk.write = false;
	return 0;
}

/* xm did not trim: " w" was no mode to xend, "phy:/dev/a " no device. */
static void check_blanks(struct disk_work *w, const struct disk_fields *f)
{
	const char *const field[] = { f->uname, f->vdev, f->mode };

	for (size_t i = 0; i < sizeof(field) / sizeof(field[0]); i++) {
		size_t n = strlen(field[i]);

		if (strlen(dev_trim(w->ctx->arena, field[i], n)) == n)
			continue;
		dev_warn(w->ctx, DIAG_DISK_BLANKS, w->item, "remove them",
			 "the blanks in \"%s\" are left out; xend took them "
			 "for a part of it, and found no such thing",
			 field[i]);
		return;
	}
}

static int convert(struct disk_work *w)
{
	struct disk_fields f;
	const char *text = w->item->text;

	w->disk = (struct xl_disk){ 0 };
	if (disk_is_xl(w->ctx->arena, text))
		return keep_xl(w);
	if (disk_split(w->ctx, w->item, &f))
		return -1;
	check_blanks(w, &f);
	f.uname = dev_trim(w->ctx->arena, f.uname, strlen(f.uname));
	take_backend(w, &f);
	if (take_uname(w, f.uname) || take_vdev(w, f.vdev) ||
	    take_mode(w, f.mode))
		return -1;
	return check_medium(w);
}

/* xend refused a device or an image that is there twice. */
static void check_twice(struct disk_work *w, const struct xl_disk *others,
			size_t n)
{
	const struct xl_disk *d = &w->disk;

	for (size_t i = 0; i < n; i++) {
		if (d->vdev && others[i].vdev &&
		    !strcmp(d->vdev, others[i].vdev))
			dev_warn(w->ctx, DIAG_DISK_TWICE, w->item,
				 "give each disk its own device",
				 "%s is there twice, which xend refused",
				 d->vdev);
		else if (d->target && others[i].target &&
			 !strcmp(d->target, others[i].target))
			dev_warn(w->ctx, DIAG_DISK_TWICE, w->item,
				 "give each disk its own image",
				 "%s is used twice, which xend refused",
				 d->target);
	}
}

void rule_disk(struct xm_rule_context *ctx, const struct xm_variable *var)
{
	struct dev_context dev;
	struct dev_list list;
	struct dev_output out;
	struct xl_disk *done;

	if (!dev_rule_start(ctx, var, &dev, &list, &out))
		return;
	done = arena_calloc(ctx->arena, list.n, sizeof(*done));
	for (size_t i = 0; i < list.n; i++) {
		struct disk_work w = { .ctx = &dev, .item = &list.v[i] };

		if (convert(&w))
			return;
		check_twice(&w, done, i);
		done[i] = w.disk;
		dev_output_add(&dev, &out, w.item,
			       xl_disk_text(ctx->arena, &w.disk));
	}
	dev_output_set(ctx, var, "disk", &out);
}
