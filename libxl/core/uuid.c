/* SPDX-License-Identifier: LGPL-2.1-only */
/* UUIDs, with libuuid. */
#include <libxl.h>

#include <uuid/uuid.h>

int libxl_uuid_is_nil(const libxl_uuid *uuid)
{
	return uuid_is_null(uuid->uuid);
}

void libxl_uuid_generate(libxl_uuid *uuid)
{
	uuid_generate(uuid->uuid);
}

int libxl_uuid_from_string(libxl_uuid *uuid, const char *in)
{
	return uuid_parse(in, uuid->uuid);
}

void libxl_uuid_copy(libxl_ctx *ctx_opt, libxl_uuid *dst,
		     const libxl_uuid *src)
{
	*dst = *src;
}

void libxl_uuid_clear(libxl_uuid *uuid)
{
	uuid_clear(uuid->uuid);
}

int libxl_uuid_compare(const libxl_uuid *uuid1, const libxl_uuid *uuid2)
{
	return uuid_compare(uuid1->uuid, uuid2->uuid);
}

const uint8_t *libxl_uuid_bytearray_const(const libxl_uuid *uuid)
{
	return uuid->uuid;
}

uint8_t *libxl_uuid_bytearray(libxl_uuid *uuid)
{
	return uuid->uuid;
}
