/* SPDX-License-Identifier: LGPL-2.1-only */
/* libxl API: UUIDs (RFC 4122), 16 bytes in the order they are written. */
#ifndef LIBXL_UUID_H
#define LIBXL_UUID_H

#include <stdint.h>

/* For printf with LIBXL_UUID_BYTES(); FMTLEN characters without the NUL. */
#define LIBXL_UUID_FMT \
	"%02hhx%02hhx%02hhx%02hhx-%02hhx%02hhx-%02hhx%02hhx-" \
	"%02hhx%02hhx-%02hhx%02hhx%02hhx%02hhx%02hhx%02hhx"
#define LIBXL_UUID_FMTLEN ((2 * 16) + 4)
#define LIBXL__UUID_BYTES(u) \
	u[0], u[1], u[2], u[3], u[4], u[5], u[6], u[7], \
	u[8], u[9], u[10], u[11], u[12], u[13], u[14], u[15]
#define LIBXL_UUID_BYTES(arg) LIBXL__UUID_BYTES((arg).uuid)

typedef struct {
	unsigned char uuid[16];
} libxl_uuid;

/* Until 4.7 this header brought the system's one with it. */
#if defined(LIBXL_API_VERSION) && LIBXL_API_VERSION < 0x040700
#include <uuid/uuid.h>
#endif

int libxl_uuid_is_nil(const libxl_uuid *uuid);
/* A random one. */
void libxl_uuid_generate(libxl_uuid *uuid);
/* 36 characters with dashes. 0, or -1 when they are no UUID. */
int libxl_uuid_from_string(libxl_uuid *uuid, const char *in);
/* ctx_opt may be NULL. */
void libxl_uuid_copy(libxl_ctx *ctx_opt, libxl_uuid *dst,
		     const libxl_uuid *src);
void libxl_uuid_clear(libxl_uuid *uuid);
/* Like memcmp(). */
int libxl_uuid_compare(const libxl_uuid *uuid1, const libxl_uuid *uuid2);
/* The 16 bytes themselves. */
const uint8_t *libxl_uuid_bytearray_const(const libxl_uuid *uuid);
uint8_t *libxl_uuid_bytearray(libxl_uuid *uuid);

#if defined(LIBXL_API_VERSION) && LIBXL_API_VERSION < 0x040500
static inline void libxl_uuid_copy_0x040400(libxl_uuid *dst,
					    const libxl_uuid *src)
{
	libxl_uuid_copy(NULL, dst, src);
}
#define libxl_uuid_copy libxl_uuid_copy_0x040400
#endif

#endif
