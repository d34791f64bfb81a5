/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Part of fake_host.so (fake_host.c says what that is): devices given to and
 * taken from domain 1, which has two of each class, numbers 0 and 1; and the
 * lists of displays and sound cards.
 */
#include <libxl.h>
#include <libxl_utils.h>
#include <stdlib.h>
#include <string.h>

static int called(const char *name, uint32_t domid, char *json)
{
	const char *fails = getenv("FAKE_FAIL");

	printf("CALL %s(%u, %s)\n", name, domid, json);
	fflush(stdout);
	free(json);
	return fails && !strcmp(fails, name) ? ERROR_FAIL : 0;
}

#define ADD_AND_REMOVE(kind)						\
int libxl_device_##kind##_add(libxl_ctx *ctx, uint32_t domid,		\
			      libxl_device_##kind *d,			\
			      const libxl_asyncop_how *how)		\
{									\
	(void)how;							\
	return called("libxl_device_" #kind "_add", domid,		\
		      libxl_device_##kind##_to_json(ctx, d));		\
}									\
									\
int libxl_device_##kind##_remove(libxl_ctx *ctx, uint32_t domid,	\
				 libxl_device_##kind *d,		\
				 const libxl_asyncop_how *how)		\
{									\
	(void)how;							\
	return called("libxl_device_" #kind "_remove", domid,		\
		      libxl_device_##kind##_to_json(ctx, d));		\
}

#define FIND(kind)							\
int libxl_devid_to_device_##kind(libxl_ctx *ctx, uint32_t domid, int devid, \
				 libxl_device_##kind *d)		\
{									\
	(void)ctx;							\
	if (domid != 1 || devid < 0 || devid > 1)			\
		return ERROR_INVAL;					\
	libxl_device_##kind##_init(d);					\
	d->devid = devid;						\
	return 0;							\
}

ADD_AND_REMOVE(vkb)
FIND(vkb)
ADD_AND_REMOVE(vsnd)
FIND(vsnd)
ADD_AND_REMOVE(vdispl)
FIND(vdispl)
ADD_AND_REMOVE(vtpm)
FIND(vtpm)
ADD_AND_REMOVE(usbctrl)
FIND(usbctrl)
ADD_AND_REMOVE(usbdev)

int libxl_uuid_to_device_vtpm(libxl_ctx *ctx, uint32_t domid, libxl_uuid *uuid,
			      libxl_device_vtpm *d)
{
	(void)ctx;
	if (domid != 1 || libxl_uuid_bytearray(uuid)[0] != 0x41)
		return ERROR_INVAL;
	libxl_device_vtpm_init(d);
	d->devid = 1;
	d->uuid = *uuid;
	return 0;
}

/* -- displays ------------------------------------------------------------- */

/* The first has no connector. */

libxl_device_vdispl *libxl_device_vdispl_list(libxl_ctx *ctx, uint32_t domid,
					      int *n)
{
	libxl_device_vdispl *v;

	(void)ctx;
	*n = domid == 1 ? 2 : 0;
	v = *n ? calloc(2, sizeof(*v)) : NULL;
	for (int i = 0; i < *n; i++) {
		libxl_device_vdispl_init(&v[i]);
		v[i].devid = i;
		v[i].be_alloc = i;
	}
	return v;
}

void libxl_device_vdispl_list_free(libxl_device_vdispl *v, int n)
{
	for (int i = 0; i < n; i++)
		libxl_device_vdispl_dispose(&v[i]);
	free(v);
}

int libxl_device_vdispl_getinfo(libxl_ctx *ctx, uint32_t domid,
				const libxl_device_vdispl *d,
				libxl_vdisplinfo *i)
{
	(void)ctx;
	libxl_vdisplinfo_init(i);
	i->backend = strdup("/local/domain/3/backend/vdispl/1/0");
	i->frontend = strdup("/local/domain/1/device/vdispl/0");
	i->backend_id = 3;
	i->frontend_id = domid;
	i->devid = d->devid;
	i->be_alloc = d->be_alloc;
	i->state = 4;
	if (!d->devid)
		return 0;
	i->num_connectors = 1;
	i->connectors = calloc(1, sizeof(*i->connectors));
	libxl_connectorinfo_init(&i->connectors[0]);
	i->connectors[0].unique_id = strdup("left");
	i->connectors[0].width = 1920;
	i->connectors[0].height = 1080;
	i->connectors[0].req_rref = 7;
	i->connectors[0].req_evtch = 8;
	i->connectors[0].evt_rref = -1;
	i->connectors[0].evt_evtch = -1;
	return 0;
}

/* -- sound cards ---------------------------------------------------------- */

/* The first has all there is, the second only what is needed. */
static void all_params(libxl_vsnd_params *p)
{
	p->channels_min = 1;
	p->channels_max = 2;
	p->buffer_size = 65536;
	p->num_sample_rates = p->num_sample_formats = 2;
	p->sample_rates = calloc(2, sizeof(*p->sample_rates));
	p->sample_rates[0] = 44100;
	p->sample_rates[1] = 48000;
	p->sample_formats = calloc(2, sizeof(*p->sample_formats));
	p->sample_formats[0] = LIBXL_VSND_PCM_FORMAT_S16_LE;
	p->sample_formats[1] = LIBXL_VSND_PCM_FORMAT_A_LAW;
}

static void a_card(libxl_device_vsnd *d, int devid)
{
	libxl_vsnd_pcm *pcm = calloc(1, sizeof(*pcm));
	libxl_vsnd_stream *st = calloc(2, sizeof(*st));

	libxl_device_vsnd_init(d);
	libxl_vsnd_pcm_init(pcm);
	d->devid = devid;
	d->num_vsnd_pcms = 1;
	d->pcms = pcm;
	pcm->num_vsnd_streams = 2;
	pcm->streams = st;
	for (int i = 0; i < 2; i++) {
		libxl_vsnd_stream_init(&st[i]);
		st[i].unique_id = strdup(i ? "b" : "a");
		st[i].type = i ? LIBXL_VSND_STREAM_TYPE_C :
				 LIBXL_VSND_STREAM_TYPE_P;
	}
	if (devid)
		return;
	d->short_name = strdup("Main");
	d->long_name = strdup("The main one");
	pcm->name = strdup("first");
	all_params(&d->params);
	all_params(&pcm->params);
	all_params(&st[0].params);
}

libxl_device_vsnd *libxl_device_vsnd_list(libxl_ctx *ctx, uint32_t domid,
					  int *n)
{
	libxl_device_vsnd *v;

	(void)ctx;
	*n = domid == 1 ? 2 : 0;
	v = *n ? calloc(2, sizeof(*v)) : NULL;
	for (int i = 0; i < *n; i++)
		a_card(&v[i], i);
	return v;
}

void libxl_device_vsnd_list_free(libxl_device_vsnd *v, int n)
{
	for (int i = 0; i < n; i++)
		libxl_device_vsnd_dispose(&v[i]);
	free(v);
}

int libxl_device_vsnd_getinfo(libxl_ctx *ctx, uint32_t domid,
			      const libxl_device_vsnd *d, libxl_vsndinfo *i)
{
	(void)ctx;
	libxl_vsndinfo_init(i);
	i->backend = strdup("/local/domain/0/backend/vsnd/1/0");
	i->frontend = strdup("/local/domain/1/device/vsnd/0");
	i->frontend_id = domid;
	i->devid = d->devid;
	i->state = 1;
	i->num_vsnd_pcms = 1;
	i->pcms = calloc(1, sizeof(*i->pcms));
	i->pcms[0].num_vsnd_streams = 2;
	i->pcms[0].streams = calloc(2, sizeof(*i->pcms[0].streams));
	i->pcms[0].streams[0].req_evtch = 11;
	i->pcms[0].streams[0].req_rref = 300;
	i->pcms[0].streams[1].req_evtch = -1;
	i->pcms[0].streams[1].req_rref = -1;
	return 0;
}
