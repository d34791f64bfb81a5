/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Sound cards: vsnd, served by a program of a backend domain. A card has PCM
 * devices, these have streams; what one leaves open is as in the one above.
 * All of it is at the guest's end: DIR/PCM/STREAM/KEY.
 */
#include "device/classes.h"

#include <stdlib.h>

#include <libxl_utils.h>

#include "core/log.h"
#include "idl/types.h"

/* -- parameters, of a card, a PCM device or a stream ---------------------------- */
static const char *join(struct lx_scope *s, const char *list, const char *word)
{
	return list ? lx_printf(s, "%s,%s", list, word) : word;
}

static void add_number(struct lx_keys *k, const char *dir, const char *key,
		       uint32_t value)
{
	if (value)
		lx_keys_addf(k, lx_printf(k->s, "%s%s", dir, key), "%u", value);
}

static void add_text(struct lx_keys *k, const char *dir, const char *key,
		     const char *value)
{
	lx_keys_add(k, lx_printf(k->s, "%s%s", dir, key), value);
}

/* dir is "" or ends with a slash. */
static void add_params(struct lx_keys *k, const char *dir,
		       const libxl_vsnd_params *p)
{
	const char *rates = NULL, *formats = NULL;

	for (int i = 0; i < p->num_sample_rates; i++)
		rates = join(k->s, rates, lx_printf(k->s, "%u",
						    p->sample_rates[i]));
	for (int i = 0; i < p->num_sample_formats; i++)
		formats = join(k->s, formats,
			libxl_vsnd_pcm_format_to_string(p->sample_formats[i]));
	add_text(k, dir, "sample-rates", rates);
	add_text(k, dir, "sample-formats", formats);
	add_number(k, dir, "channels-min", p->channels_min);
	add_number(k, dir, "channels-max", p->channels_max);
	add_number(k, dir, "buffer-size", p->buffer_size);
}

static void add_stream(struct lx_keys *k, const char *dir,
		       const libxl_vsnd_stream *stream)
{
	add_text(k, dir, "unique-id", stream->unique_id);
	add_text(k, dir, "type", libxl_vsnd_stream_type_to_string(stream->type));
	add_params(k, dir, &stream->params);
}

static void add_pcm(struct lx_keys *k, int number, const libxl_vsnd_pcm *pcm)
{
	const char *dir = lx_printf(k->s, "%d/", number);

	add_text(k, dir, "name", pcm->name);
	add_params(k, dir, &pcm->params);
	for (int i = 0; i < pcm->num_vsnd_streams; i++)
		add_stream(k, lx_printf(k->s, "%d/%d/", number, i),
			   &pcm->streams[i]);
}

static int vsnd_to_xs(struct lx_scope *s, const struct lx_device *d,
		      const void *dev, struct lx_device_keys *k)
{
	const libxl_device_vsnd *vsnd = dev;

	(void)s;
	(void)d;
	lx_keys_add(&k->front, "long-name", vsnd->long_name);
	lx_keys_add(&k->front, "short-name", vsnd->short_name);
	add_params(&k->front, "", &vsnd->params);
	for (int i = 0; i < vsnd->num_vsnd_pcms; i++)
		add_pcm(&k->front, i, &vsnd->pcms[i]);
	return 0;
}

/* -- and back ---------------------------------------------------------------------- */
struct place {
	struct lx_scope *s;
	xs_transaction_t t;
	const char *dir;
};

static const char *key(const struct place *p, const char *name)
{
	return lx_xs_getf(p->s, p->t, "%s/%s", p->dir, name);
}

static struct place below(const struct place *p, int number)
{
	return (struct place){ p->s, p->t,
			       lx_printf(p->s, "%s/%d", p->dir, number) };
}

/* They are numbered from 0, without a gap. */
static int count_below(const struct place *p)
{
	int n = 0;

	while (lx_xs_exists(p->s, p->t, below(p, n).dir))
		n++;
	return n;
}

static uint32_t number(const struct place *p, const char *name)
{
	const char *text = key(p, name);

	return text ? strtoul(text, NULL, 10) : 0;
}

static int count_words(const char *list)
{
	int n = list && *list ? 1 : 0;

	for (; list && *list; list++)
		n += *list == ',';
	return n;
}

/* The first word of a list, which is cut off. */
static const char *next_word(char **list)
{
	char *word = *list, *comma = strchr(word, ',');

	*list = comma ? comma + 1 : word + strlen(word);
	if (comma)
		*comma = '\0';
	return word;
}

static int read_formats(const struct place *p, libxl_vsnd_params *params)
{
	const char *text = key(p, "sample-formats");
	char *list = text ? lx_strdup(p->s, text) : NULL;
	int n = count_words(text);

	if (n)
		params->sample_formats =
			lx_out_calloc(n, sizeof(*params->sample_formats));
	for (int i = 0; i < n; i++) {
		const char *word = next_word(&list);

		if (libxl_vsnd_pcm_format_from_string(word,
				&params->sample_formats[i]))
			return lx_fail(p->s, ERROR_FAIL,
				       "xenstore: %s/sample-formats has \"%s\", which is none",
				       p->dir, word);
		params->num_sample_formats++;
	}
	return 0;
}

static int read_params(const struct place *p, libxl_vsnd_params *params)
{
	const char *text = key(p, "sample-rates");
	char *list = text ? lx_strdup(p->s, text) : NULL;
	int n = count_words(text);

	if (n)
		params->sample_rates =
			lx_out_calloc(n, sizeof(*params->sample_rates));
	for (; params->num_sample_rates < n; params->num_sample_rates++)
		params->sample_rates[params->num_sample_rates] =
			strtoul(next_word(&list), NULL, 10);
	params->channels_min = number(p, "channels-min");
	params->channels_max = number(p, "channels-max");
	params->buffer_size = number(p, "buffer-size");
	return read_formats(p, params);
}

static int read_stream(const struct place *p, libxl_vsnd_stream *stream)
{
	const char *type = key(p, "type");

	stream->unique_id = lx_out_strdup(key(p, "unique-id"));
	if (!type || libxl_vsnd_stream_type_from_string(type, &stream->type))
		return lx_fail(p->s, ERROR_FAIL,
			       "xenstore: %s/type is \"%s\", not p or c",
			       p->dir, type ? type : "");
	return read_params(p, &stream->params);
}

static int read_pcm(const struct place *p, libxl_vsnd_pcm *pcm)
{
	int n = count_below(p);
	int rc = read_params(p, &pcm->params);

	pcm->name = lx_out_strdup(key(p, "name"));
	if (n)
		pcm->streams = lx_out_calloc(n, sizeof(*pcm->streams));
	for (int i = 0; i < n && !rc; i++) {
		struct place at = below(p, i);

		libxl_vsnd_stream_init(&pcm->streams[i]);
		pcm->num_vsnd_streams++;
		rc = read_stream(&at, &pcm->streams[i]);
	}
	return rc;
}

static int vsnd_from_xs(struct lx_scope *s, xs_transaction_t t,
			const struct lx_device *d, void *dev)
{
	struct place p = { s, t, lx_device_front(s, d) };
	libxl_device_vsnd *vsnd = dev;
	int n = count_below(&p);
	int rc = read_params(&p, &vsnd->params);

	vsnd->long_name = lx_out_strdup(key(&p, "long-name"));
	vsnd->short_name = lx_out_strdup(key(&p, "short-name"));
	if (n)
		vsnd->pcms = lx_out_calloc(n, sizeof(*vsnd->pcms));
	for (int i = 0; i < n && !rc; i++) {
		struct place at = below(&p, i);

		libxl_vsnd_pcm_init(&vsnd->pcms[i]);
		vsnd->num_vsnd_pcms++;
		rc = read_pcm(&at, &vsnd->pcms[i]);
	}
	return rc;
}

static void stream_infos(struct lx_scope *s, const struct lx_device *d,
			 const struct place *pcm, int number,
			 libxl_pcminfo *info)
{
	int n = count_below(pcm);

	if (n)
		info->streams = lx_out_calloc(n, sizeof(*info->streams));
	for (int i = 0; i < n; i++) {
		info->streams[i].req_evtch = lx_device_front_number(s, d,
			lx_printf(s, "%d/%d/event-channel", number, i));
		info->streams[i].req_rref = lx_device_front_number(s, d,
			lx_printf(s, "%d/%d/ring-ref", number, i));
	}
	info->num_vsnd_streams = n;
}

static void pcm_infos(struct lx_scope *s, const struct lx_device *d,
		      libxl_vsndinfo *info)
{
	struct place p = { s, XBT_NULL, lx_device_front(s, d) };
	int n = count_below(&p);

	if (n)
		info->pcms = lx_out_calloc(n, sizeof(*info->pcms));
	for (int i = 0; i < n; i++) {
		struct place at = below(&p, i);

		stream_infos(s, d, &at, i, &info->pcms[i]);
	}
	info->num_vsnd_pcms = n;
}

static int tell_vsnd(struct lx_scope *s, const struct lx_device *d,
		     const void *dev, void *info)
{
	(void)dev;
	pcm_infos(s, d, info);
	return 0;
}

const struct lx_device_class lx_vsnd_class = {
	.name = "vsnd",
	.kind = "vsnd",
	.back_kind = "vsnd",
	.type = &lx_type_device_vsnd,
	.info = &lx_type_vsndinfo,
	.count_at = offsetof(libxl_domain_config, num_vsnds),
	.list_at = offsetof(libxl_domain_config, vsnds),
	.devid_at = offsetof(libxl_device_vsnd, devid),
	.back_domid_at = offsetof(libxl_device_vsnd, backend_domid),
	.back_domname_at = offsetof(libxl_device_vsnd, backend_domname),
	.to_xs = vsnd_to_xs,
	.from_xs = vsnd_from_xs,
	.tell = tell_vsnd,
};
