/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Disks: xl-disk-configuration(5), with the prefixes of xm's time.
 *
 * A disk is a row of parameters: key=value, flags, and words that take the
 * places target, format, vdev, access in turn. A prefix (phy:, tap:aio:,
 * drbd:, …) is stripped wherever a word may stand; after one there is no place
 * for a format.
 */
#include "xlcfg/device.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* The places a bare word can take, in this order. */
enum place { TARGET, FORMAT, VDEV, ACCESS, PLACES };

struct disk_parse {
	struct xl_reader *reader;
	struct xl_disk *disk;
	const char *places[PLACES];	/* NULL: not given yet */
	bool prefixed;
};

static const char *const format_names[] = {
	[XL_DISK_RAW] = "raw",
	[XL_DISK_QCOW] = "qcow",
	[XL_DISK_QCOW2] = "qcow2",
	[XL_DISK_VHD] = "vhd",
	[XL_DISK_QED] = "qed",
	[XL_DISK_EMPTY] = "empty",
};

#define FORMATS (sizeof(format_names) / sizeof(format_names[0]))

const char *xl_disk_format_name(enum xl_disk_format f)
{
	return format_names[f];
}

/* -- parameters ------------------------------------------------------------- */

/* Gives a place its text; a second text for it is an error, an empty one not. */
static int set_once(struct disk_parse *p, const char **field, const char *what,
		    const char *value)
{
	if (*field && **field && *value)
		return xl_refuse(p->reader, "%s is given twice (near \"%s\")",
				 what, value);
	if (!*field || *value)
		*field = value;
	return 0;
}

static int set_format(struct disk_parse *p, const char *value)
{
	if (p->places[FORMAT] && !strcmp(p->places[FORMAT], value))
		return 0;
	if (set_once(p, &p->places[FORMAT], "format", value))
		return -1;
	if (!*value)
		return 0;
	for (size_t i = 0; i < FORMATS; i++) {
		if (strcmp(format_names[i], value))
			continue;
		p->disk->format = (enum xl_disk_format)i;
		return 0;
	}
	return xl_refuse(p->reader, "\"%s\" is no disk format (raw, qcow, "
			 "qcow2, vhd, qed)", value);
}

static int set_access(struct disk_parse *p, const char *value)
{
	static const struct {
		const char *text;
		bool write;
	} words[] = {
		{ "rw", true }, { "w", true }, { "ro", false }, { "r", false },
		{ "", true },
	};

	p->places[ACCESS] = value;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].text, value))
			continue;
		if (*value)
			p->disk->write = words[i].write;
		return 0;
	}
	return xl_refuse(p->reader, "\"%s\" is no access mode (r, ro, w, rw)",
			 value);
}

static int set_target(struct disk_parse *p, const char *value)
{
	return set_once(p, &p->places[TARGET], "target", value);
}

static int set_vdev(struct disk_parse *p, const char *value)
{
	return set_once(p, &p->places[VDEV], "vdev", value);
}

static int set_devtype(struct disk_parse *p, const char *value)
{
	if (!strcmp(value, "cdrom")) {
		p->disk->cdrom = true;
		return 0;
	}
	if (!strcmp(value, "disk")) {
		p->disk->cdrom = false;
		return 0;
	}
	return xl_refuse(p->reader, "\"%s\" is no device type (cdrom, disk)",
			 value);
}

static int set_word(struct disk_parse *p, const char **field, const char *what,
		    const char *value, const char *const *words)
{
	for (; *words; words++) {
		if (strcmp(*words, value))
			continue;
		if (*field && strcmp(*field, value))
			break;
		*field = value;
		return 0;
	}
	return xl_refuse(p->reader, "\"%s\" is no %s, or not the first one",
			 value, what);
}

static int set_backendtype(struct disk_parse *p, const char *value)
{
	static const char *const words[] = {
		"phy", "tap", "qdisk", "standalone", NULL
	};

	return set_word(p, &p->disk->backendtype, "backendtype", value, words);
}

static int set_specification(struct disk_parse *p, const char *value)
{
	static const char *const words[] = { "xen", "virtio", NULL };

	return set_word(p, &p->disk->specification, "specification", value,
			words);
}

static int set_backend(struct disk_parse *p, const char *value)
{
	return set_once(p, &p->disk->backend, "backend", value);
}

static int set_script(struct disk_parse *p, const char *value)
{
	return set_once(p, &p->disk->script, "script", value);
}

static int set_colo_host(struct disk_parse *p, const char *value)
{
	return set_once(p, &p->disk->colo_host, "colo-host", value);
}

static int set_colo_port(struct disk_parse *p, const char *value)
{
	p->disk->colo_port = atoi(value);
	if (!p->disk->colo_port)
		return xl_refuse(p->reader, "\"%s\" is no colo-port", value);
	return 0;
}

static int set_colo_export(struct disk_parse *p, const char *value)
{
	return set_once(p, &p->disk->colo_export, "colo-export", value);
}

static int set_active_disk(struct disk_parse *p, const char *value)
{
	return set_once(p, &p->disk->active_disk, "active-disk", value);
}

static int set_hidden_disk(struct disk_parse *p, const char *value)
{
	return set_once(p, &p->disk->hidden_disk, "hidden-disk", value);
}

static const struct parameter {
	const char *key;
	int (*set)(struct disk_parse *p, const char *value);
} parameters[] = {
	{ "format", set_format },
	{ "vdev", set_vdev },
	{ "access", set_access },
	{ "devtype", set_devtype },
	{ "backend", set_backend },
	{ "backendtype", set_backendtype },
	{ "script", set_script },
	{ "specification", set_specification },
	{ "colo-host", set_colo_host },
	{ "colo-port", set_colo_port },
	{ "colo-export", set_colo_export },
	{ "active-disk", set_active_disk },
	{ "hidden-disk", set_hidden_disk },
};

static int set_parameter(struct disk_parse *p, const char *key,
			 const char *value)
{
	for (size_t i = 0; i < sizeof(parameters) / sizeof(parameters[0]); i++)
		if (!strcmp(parameters[i].key, key))
			return parameters[i].set(p, value);
	return xl_refuse(p->reader, "\"%s=\" is no disk parameter", key);
}

/* A word that is a flag: 1 if it was one. */
static int set_flag(struct xl_disk *d, const char *word)
{
	if (!strcmp(word, "cdrom"))
		d->cdrom = true;
	else if (!strcmp(word, "discard"))
		d->discard = XL_YES;
	else if (!strcmp(word, "no-discard"))
		d->discard = XL_NO;
	else if (!strcmp(word, "direct-io-safe"))
		d->direct_io_safe = true;
	else if (!strcmp(word, "colo"))
		d->colo = true;
	else
		return 0;
	return 1;
}

/* -- prefixes --------------------------------------------------------------- */

enum prefix_kind { PREFIX_IGNORED, PREFIX_FORMAT, PREFIX_SCRIPT };

static const struct prefix {
	const char *text;
	enum prefix_kind kind;
} prefixes[] = {
	{ "tapdisk:", PREFIX_IGNORED }, { "tap2:", PREFIX_IGNORED },
	{ "tap:", PREFIX_IGNORED },	{ "aio:", PREFIX_IGNORED },
	{ "ioemu:", PREFIX_IGNORED },	{ "file:", PREFIX_IGNORED },
	{ "phy:", PREFIX_IGNORED },	{ "raw:", PREFIX_FORMAT },
	{ "qcow:", PREFIX_FORMAT },	{ "qcow2:", PREFIX_FORMAT },
	{ "vhd:", PREFIX_FORMAT },	{ "iscsi:", PREFIX_SCRIPT },
	{ "nbd:", PREFIX_SCRIPT },	{ "enbd:", PREFIX_SCRIPT },
	{ "drbd:", PREFIX_SCRIPT },
};

static const char lower_digits[] = "abcdefghijklmnopqrstuvwxyz0123456789";

static int take_prefix(struct disk_parse *p, const struct prefix *x)
{
	struct arena *a = p->reader->arena;
	const char *word = arena_memdup0(a, x->text, strlen(x->text) - 1);

	p->prefixed = true;
	if (x->kind == PREFIX_FORMAT)
		return set_format(p, word);
	if (x->kind == PREFIX_SCRIPT)
		return set_script(p, arena_printf(a, "block-%s", word));
	return 0;
}

/* "word:" before anything but a lower-case letter or digit is one, too. */
static size_t unknown_prefix(const char *s)
{
	size_t len = strspn(s, lower_digits);

	if (*s < 'a' || *s > 'z' || s[len] != ':')
		return 0;
	if (s[len + 1] && strchr(lower_digits, s[len + 1]))
		return 0;
	return len + 1;
}

/* Strips one prefix off *s: 1 if there was one, -1 if xl refuses it. */
static int strip_prefix(struct disk_parse *p, const char **s)
{
	size_t len;

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		len = strlen(prefixes[i].text);
		if (strncmp(*s, prefixes[i].text, len))
			continue;
		*s += len;
		return take_prefix(p, &prefixes[i]) ? -1 : 1;
	}
	len = unknown_prefix(*s);
	if (!len)
		return 0;
	return xl_refuse(p->reader, "unknown disk prefix \"%.*s\"", (int)len,
			 *s);
}

/* -- words ------------------------------------------------------------------ */

/* "hdc:cdrom" where a device name stands. */
static int set_vdev_word(struct disk_parse *p, const char *word)
{
	const char *colon = strchr(word, ':');

	if (!colon)
		return set_vdev(p, word);
	if (set_vdev(p, arena_memdup0(p->reader->arena, word,
				      (size_t)(colon - word))))
		return -1;
	return set_devtype(p, colon + 1);
}

/* A bare word takes the first place that is free. */
static int set_place(struct disk_parse *p, const char *word)
{
	const char **at = p->places;

	if (!at[TARGET])
		return set_target(p, word);
	if (!*at[TARGET] && strchr(word, ':'))
		p->prefixed = true;	/* ",hdc:cdrom,r" has no format, too */
	if (!at[FORMAT] && !p->prefixed)
		return set_format(p, word);
	if (!at[VDEV])
		return set_vdev_word(p, word);
	if (!at[ACCESS])
		return set_access(p, word);
	return xl_refuse(p->reader, "more than target, format, vdev and access "
			 "(near \"%s\")", word);
}

/* One parameter at *s, which is moved behind it and its comma. */
static int parse_parameter(struct disk_parse *p, const char **s)
{
	static const char key_chars[] =
		"abcdefghijklmnopqrstuvwxyz0123456789-";
	struct arena *a = p->reader->arena;
	const char *text = *s;
	size_t len = strcspn(text, ",=");
	const char *word;
	int stripped;

	if (text[len] == '=' && len && strspn(text, key_chars) == len &&
	    *text >= 'a') {
		const char *value = text + len + 1;
		const char *key = arena_memdup0(a, text, len);

		if (!strcmp(key, "target")) {
			*s = value + strlen(value);
			return set_target(p, value);
		}
		len = strcspn(value, ",");
		*s = value + len + (value[len] == ',');
		return set_parameter(p, key, arena_memdup0(a, value, len));
	}
	stripped = strip_prefix(p, s);
	if (stripped)
		return stripped < 0 ? -1 : 0;
	word = arena_memdup0(a, text, len);
	if (text[len] == '=')
		return xl_refuse(p->reader, "\"=\" behind \"%s\"; a path that "
				 "holds one goes last, as target=PATH", word);
	*s = text + len + (text[len] == ',');
	return set_flag(p->disk, word) ? 0 : set_place(p, word);
}

/* A prefix's rest may be empty, as in "phy:,hdc:cdrom,r". */
static int parse_parameters(struct disk_parse *p, const char *s)
{
	for (;;) {
		s += strspn(s, " \t\n");
		if (!*s)
			return 0;
		if (parse_parameter(p, &s))
			return -1;
	}
}

int xl_disk_parse(struct xl_reader *r, const char *text, struct xl_disk *d)
{
	struct disk_parse p = { .reader = r, .disk = d };

	*d = (struct xl_disk){ .format = XL_DISK_RAW, .write = true };
	if (parse_parameters(&p, text))
		return -1;
	d->target = p.places[TARGET];
	d->vdev = p.places[VDEV];
	if (!d->vdev)
		return xl_refuse(r, "no vdev in \"%s\"", text);
	if (!d->target && !d->cdrom && d->format != XL_DISK_EMPTY)
		return xl_refuse(r, "no target in \"%s\", and it is no cdrom",
				 text);
	if (d->cdrom)
		d->write = false;
	if (d->cdrom && (!d->target || !*d->target))
		d->format = XL_DISK_EMPTY;
	return 0;
}

/* -- writing ---------------------------------------------------------------- */

static const char *add(struct arena *a, const char *text, const char *key,
		       const char *value)
{
	return value ? arena_printf(a, "%s%s=%s, ", text, key, value) : text;
}

static const char *add_colo(struct arena *a, const char *t,
			    const struct xl_disk *d)
{
	if (d->colo)
		t = arena_printf(a, "%scolo, ", t);
	t = add(a, t, "colo-host", d->colo_host);
	if (d->colo_port)
		t = arena_printf(a, "%scolo-port=%d, ", t, d->colo_port);
	t = add(a, t, "colo-export", d->colo_export);
	t = add(a, t, "active-disk", d->active_disk);
	return add(a, t, "hidden-disk", d->hidden_disk);
}

const char *xl_disk_text(struct arena *a, const struct xl_disk *d)
{
	bool empty = d->cdrom && d->format == XL_DISK_EMPTY;
	const char *t;

	t = arena_printf(a, "format=%s, vdev=%s, access=%s, ",
			 empty ? "raw" : format_names[d->format], d->vdev,
			 d->write ? "rw" : "r");
	t = add(a, t, "devtype", d->cdrom ? "cdrom" : NULL);
	t = add(a, t, "backend", d->backend);
	t = add(a, t, "backendtype", d->backendtype);
	t = add(a, t, "script", d->script);
	t = add(a, t, "specification", d->specification);
	if (d->discard)
		t = arena_printf(a, "%s%s, ", t, d->discard == XL_YES ?
				 "discard" : "no-discard");
	if (d->direct_io_safe)
		t = arena_printf(a, "%sdirect-io-safe, ", t);
	t = add_colo(a, t, d);
	if (d->target && (*d->target || !empty))
		return arena_printf(a, "%starget=%s", t, d->target);
	return arena_memdup0(a, t, strlen(t) - 2);
}
