/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * libxl API: helpers around names, files, devices and bitmaps.
 *
 * 0 or a negative ERROR_* unless said otherwise; what is handed out is
 * malloc'ed and the caller's.
 */
#ifndef LIBXL_UTILS_H
#define LIBXL_UTILS_H

#include "libxl.h"

/* -- names -------------------------------------------------------------- */
/* What follows the last slash, malloc'ed. "" for a name that ends in one. */
#ifndef LIBXL_HAVE_NONCONST_LIBXL_BASENAME_RETURN_VALUE
const
#endif
char *libxl_basename(const char *name);
int libxl_name_to_domid(libxl_ctx *ctx, const char *name, uint32_t *domid);
/* A number is taken as a domid, anything else as a name. */
int libxl_domain_qualifier_to_domid(libxl_ctx *ctx, const char *name,
	uint32_t *domid);
/* NULL when there is no such domain. */
char *libxl_domid_to_name(libxl_ctx *ctx, uint32_t domid);
/* was_name_r may be NULL; it tells whether p was a name. */
int libxl_cpupool_qualifier_to_cpupoolid(libxl_ctx *ctx, const char *p,
	uint32_t *poolid_r, int *was_name_r);
int libxl_name_to_cpupoolid(libxl_ctx *ctx, const char *name, uint32_t *poolid);
char *libxl_cpupoolid_to_name(libxl_ctx *ctx, uint32_t poolid);
/* 1 or 0. */
int libxl_cpupoolid_is_valid(libxl_ctx *ctx, uint32_t poolid);
/* The stub domain that serves guest_domid, 0 when it has none. */
int libxl_get_stubdom_id(libxl_ctx *ctx, int guest_domid);
/* 1 when domid is a stub domain; target_domid may be NULL. */
int libxl_is_stubdom(libxl_ctx *ctx, uint32_t domid, uint32_t *target_domid);
/* Word of a disk backend ("phy", "qdisk", "file", ...). */
int libxl_string_to_backend(libxl_ctx *ctx, char *s,
	libxl_disk_backend *backend);
/* KiB that shadow or nested page tables need for such a guest. */
unsigned long libxl_get_required_shadow_memory(unsigned long maxmem_kb,
	unsigned int smp_cpus);

/* -- files -------------------------------------------------------------- */
/* A log file NAME.log, older ones rotated; *full_name is its path. */
int libxl_create_logfile(libxl_ctx *ctx, const char *name, char **full_name);
/* An errno value; 0 when all of the file was read. data_r may be NULL. */
int libxl_read_file_contents(libxl_ctx *ctx, const char *filename,
	void **data_r, int *datalen_r);
/* An errno value; filename and what are for the message. */
int libxl_read_exactly(libxl_ctx *ctx, int fd, void *data, ssize_t sz,
	const char *filename, const char *what);
int libxl_write_exactly(libxl_ctx *ctx, int fd, const void *data, ssize_t sz,
	const char *filename, const char *what);
int libxl_pipe(libxl_ctx *ctx, int pipes[2]);
/* Says how child pid ended; nothing when status is 0. */
void libxl_report_child_exitstatus(libxl_ctx *ctx, xentoollog_level,
	const char *what, pid_t pid, int status);

/* -- finding one device ----------------------------------------------------- */
int libxl_mac_to_device_nic(libxl_ctx *ctx, uint32_t domid, const char *mac,
	libxl_device_nic *nic);
int libxl_vdev_to_device_disk(libxl_ctx *ctx, uint32_t domid, const char *vdev,
	libxl_device_disk *disk);
int libxl_uuid_to_device_vtpm(libxl_ctx *ctx, uint32_t domid, libxl_uuid *uuid,
	libxl_device_vtpm *vtpm);
int libxl_ctrlport_to_device_usbdev(libxl_ctx *ctx, uint32_t domid, int ctrl,
	int port, libxl_device_usbdev *usbdev);

/* -- bitmaps ------------------------------------------------------------ */
/* Room for n_bits, all clear. */
int libxl_bitmap_alloc(libxl_ctx *ctx, libxl_bitmap *bitmap, int n_bits);
void libxl_bitmap_copy_alloc(libxl_ctx *ctx, libxl_bitmap *dptr,
	const libxl_bitmap *sptr);
/* Both maps have the same size. */
void libxl_bitmap_copy(libxl_ctx *ctx, libxl_bitmap *dptr,
	const libxl_bitmap *sptr);
int libxl_bitmap_is_full(const libxl_bitmap *bitmap);
int libxl_bitmap_is_empty(const libxl_bitmap *bitmap);
/* A bit beyond the map is clear; setting it changes nothing. */
int libxl_bitmap_test(const libxl_bitmap *bitmap, int bit);
void libxl_bitmap_set(libxl_bitmap *bitmap, int bit);
void libxl_bitmap_reset(libxl_bitmap *bitmap, int bit);
int libxl_bitmap_count_set(const libxl_bitmap *bitmap);
/* The result is allocated, as long as the longer (or) or shorter (and). */
int libxl_bitmap_or(libxl_ctx *ctx, libxl_bitmap *or_map,
	const libxl_bitmap *map1, const libxl_bitmap *map2);
int libxl_bitmap_and(libxl_ctx *ctx, libxl_bitmap *and_map,
	const libxl_bitmap *map1, const libxl_bitmap *map2);
char *libxl_bitmap_to_hex_string(libxl_ctx *ctx, const libxl_bitmap *bitmap);

static inline void libxl_bitmap_set_any(libxl_bitmap *bitmap)
{
	memset(bitmap->map, 0xff, bitmap->size);
}

static inline void libxl_bitmap_set_none(libxl_bitmap *bitmap)
{
	memset(bitmap->map, 0, bitmap->size);
}

static inline int libxl_bitmap_cpu_valid(libxl_bitmap *bitmap, int bit)
{
	return bit >= 0 && (uint32_t)bit < bitmap->size * 8;
}

/* Loops over all bits, and over those that are set. */
#define libxl_for_each_bit(var, map) \
	for (var = 0; var < (map).size * 8; var++)
#define libxl_for_each_set_bit(v, m) \
	for (v = 0; v < (m).size * 8; v++) \
		if (libxl_bitmap_test(&(m), v))

/* Are the first nr_bits equal; 0: all bits of the longer map. */
static inline int libxl_bitmap_equal(const libxl_bitmap *ba,
				     const libxl_bitmap *bb, int nr_bits)
{
	uint32_t longer = ba->size > bb->size ? ba->size : bb->size;
	int end = nr_bits ? nr_bits : (int)longer * 8;

	for (int bit = 0; bit < end; bit++)
		if (!libxl_bitmap_test(ba, bit) != !libxl_bitmap_test(bb, bit))
			return 0;
	return 1;
}

/* Maps of CPUs, NUMA nodes, sockets. 0: as many as the host has. */
int libxl_cpu_bitmap_alloc(libxl_ctx *ctx, libxl_bitmap *cpumap, int max_cpus);
int libxl_node_bitmap_alloc(libxl_ctx *ctx, libxl_bitmap *nodemap,
	int max_nodes);
int libxl_socket_bitmap_alloc(libxl_ctx *ctx, libxl_bitmap *socketmap,
	int max_sockets);
int libxl_get_online_socketmap(libxl_ctx *ctx, libxl_bitmap *socketmap);
/* Which CPUs belong to nodes, which nodes hold CPUs; results allocated. */
int libxl_nodemap_to_cpumap(libxl_ctx *ctx, const libxl_bitmap *nodemap,
	libxl_bitmap *cpumap);
int libxl_node_to_cpumap(libxl_ctx *ctx, int node, libxl_bitmap *cpumap);
int libxl_cpumap_to_nodemap(libxl_ctx *ctx, const libxl_bitmap *cpumap,
	libxl_bitmap *nodemap);

static inline uint32_t libxl__sizekb_to_mb(uint32_t s)
{
	return (s + 1023) / 1024;
}

/* *dst gets a copy of *src, NULL when that is NULL. */
void libxl_string_copy(libxl_ctx *ctx, char **dst, char * const *src);

#define LIBXL_FILLZERO(object) (memset(&(object), 0, sizeof((object))))

#endif
