/* SPDX-License-Identifier: GPL-2.0-only */
/* vsnd-list, vdispl-list; words and "(null)" are what scripts know. */
#include <stdlib.h>

#include "xl/live/commands.h"
#include "xl/live/each.h"

static const char *or_null(const char *text)
{
	return text ? text : "(null)";
}

/* As with the distribution's xl, what is unknown is said and passed over. */
static int each_known(const struct session *s,
		      void (*f)(const struct session *s, uint32_t domid))
{
	for (size_t i = 0; i < s->nwords; i++) {
		uint32_t domid;

		if (libxl_domain_qualifier_to_domid(s->ctx, s->words[i],
						    &domid))
			fprintf(stderr, "%s is an invalid domain identifier\n",
				s->words[i]);
		else
			f(s, domid);
	}
	return 0;
}

/* -- displays ------------------------------------------------------------- */

static void print_vdispl(const libxl_device_vdispl *d,
			 const libxl_vdisplinfo *i)
{
	printf("DevId: %d, BE: %u, handle: %u, state: %d, be-alloc: %d, "
	       "BE-path: %s, FE-path: %s\n", d->devid, i->backend_id,
	       i->frontend_id, i->state, i->be_alloc, or_null(i->backend),
	       or_null(i->frontend));
	for (int n = 0; n < i->num_connectors; n++) {
		const libxl_connectorinfo *c = &i->connectors[n];

		printf("\tConnector: %d, id: %s, width: %u, height: %u, "
		       "req-rref: %d, req-evtch: %d, evt-rref: %d, "
		       "evt-evtch: %d\n", n, or_null(c->unique_id), c->width,
		       c->height, c->req_rref, c->req_evtch, c->evt_rref,
		       c->evt_evtch);
	}
}

static void vdispls_of(const struct session *s, uint32_t domid)
{
	int n;
	libxl_device_vdispl *v = libxl_device_vdispl_list(s->ctx, domid, &n);

	for (int i = 0; v && i < n; i++) {
		libxl_vdisplinfo info;

		libxl_vdisplinfo_init(&info);
		if (!libxl_device_vdispl_getinfo(s->ctx, domid, &v[i], &info))
			print_vdispl(&v[i], &info);
		libxl_vdisplinfo_dispose(&info);
	}
	if (v)
		libxl_device_vdispl_list_free(v, n);
}

int live_vdispl_list(struct session *s)
{
	return each_known(s, vdispls_of);
}

/* -- sound cards ---------------------------------------------------------- */

/* The formats stand under the name of the rates. */
static void print_params(const libxl_vsnd_params *p)
{
	if (p->channels_min)
		printf(", channels-min: %u", p->channels_min);
	if (p->channels_max)
		printf(", channels-max: %u", p->channels_max);
	if (p->buffer_size)
		printf(", buffer-size: %u", p->buffer_size);
	for (int i = 0; i < p->num_sample_rates; i++)
		printf("%s%u", i ? ";" : ", sample-rates: ", p->sample_rates[i]);
	for (int i = 0; i < p->num_sample_formats; i++)
		printf("%s%s", i ? ";" : ", sample-rates: ",
		       libxl_vsnd_pcm_format_to_string(p->sample_formats[i]));
	putchar('\n');
}

static void print_pcm(int n, const libxl_vsnd_pcm *pcm,
		      const libxl_pcminfo *info)
{
	printf("\tpcm: %d, name: \"%s\"", n, or_null(pcm->name));
	print_params(&pcm->params);
	for (int i = 0; i < pcm->num_vsnd_streams; i++) {
		const libxl_vsnd_stream *st = &pcm->streams[i];
		bool known = info && i < info->num_vsnd_streams;

		printf("\t\tstream: %d, unique-id: \"%s\", type: %s", i,
		       or_null(st->unique_id),
		       libxl_vsnd_stream_type_to_string(st->type));
		print_params(&st->params);
		if (known)
			printf("\t\t\tevent-channel: %d, ring-ref: %d\n",
			       info->streams[i].req_evtch,
			       info->streams[i].req_rref);
	}
}

static void print_vsnd(const libxl_device_vsnd *d, const libxl_vsndinfo *i)
{
	printf("\ndevid: %d, be-domid: %u, handle: %u, state: %d, be-path: %s, "
	       "fe-path: %s\n", i->devid, i->backend_id, i->frontend_id,
	       i->state, or_null(i->backend), or_null(i->frontend));
	printf("short-name: \"%s\", long-name: \"%s\"", or_null(d->short_name),
	       or_null(d->long_name));
	print_params(&d->params);
	for (int n = 0; n < d->num_vsnd_pcms; n++)
		print_pcm(n, &d->pcms[n],
			  n < i->num_vsnd_pcms ? &i->pcms[n] : NULL);
}

static void vsnds_of(const struct session *s, uint32_t domid)
{
	int n;
	libxl_device_vsnd *v = libxl_device_vsnd_list(s->ctx, domid, &n);

	for (int i = 0; v && i < n; i++) {
		libxl_vsndinfo info;

		libxl_vsndinfo_init(&info);
		if (!libxl_device_vsnd_getinfo(s->ctx, domid, &v[i], &info))
			print_vsnd(&v[i], &info);
		libxl_vsndinfo_dispose(&info);
	}
	if (v)
		libxl_device_vsnd_list_free(v, n);
}

int live_vsnd_list(struct session *s)
{
	return each_known(s, vsnds_of);
}
