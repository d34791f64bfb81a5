/* SPDX-License-Identifier: LGPL-2.1-only */
/* UUIDs: random ones (RFC 4122, version 4), and their text. */
#include <libxl.h>

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define TEXT_LENGTH 36

int libxl_uuid_is_nil(const libxl_uuid *uuid)
{
	static const libxl_uuid nil;

	return !memcmp(uuid, &nil, sizeof(nil));
}

/*
 * So few bytes come all at once. There is no way to report an error, and two
 * domains with one UUID are worse than the end of the program.
 */
void libxl_uuid_generate(libxl_uuid *uuid)
{
	while (getrandom(uuid->uuid, sizeof(uuid->uuid), 0) !=
	       sizeof(uuid->uuid))
		if (errno != EINTR)
			abort();
	uuid->uuid[6] = (uuid->uuid[6] & 0x0f) | 0x40;
	uuid->uuid[8] = (uuid->uuid[8] & 0x3f) | 0x80;
}

static bool is_dash(int at)
{
	return at == 8 || at == 13 || at == 18 || at == 23;
}

static uint8_t digit_value(char digit)
{
	return isdigit((unsigned char)digit) ? digit - '0' :
		tolower((unsigned char)digit) - 'a' + 10;
}

int libxl_uuid_from_string(libxl_uuid *uuid, const char *in)
{
	libxl_uuid read = { { 0 } };
	int digits = 0;

	if (strlen(in) != TEXT_LENGTH)
		return -1;
	for (int i = 0; i < TEXT_LENGTH; i++) {
		if (is_dash(i) && in[i] == '-')
			continue;
		if (is_dash(i) || !isxdigit((unsigned char)in[i]))
			return -1;
		read.uuid[digits / 2] |= digit_value(in[i]) <<
			(digits % 2 ? 0 : 4);
		digits++;
	}
	*uuid = read;
	return 0;
}

void libxl_uuid_copy(libxl_ctx *ctx_opt, libxl_uuid *dst,
		     const libxl_uuid *src)
{
	*dst = *src;
}

void libxl_uuid_clear(libxl_uuid *uuid)
{
	memset(uuid, 0, sizeof(*uuid));
}

int libxl_uuid_compare(const libxl_uuid *uuid1, const libxl_uuid *uuid2)
{
	int order = memcmp(uuid1, uuid2, sizeof(*uuid1));

	return (order > 0) - (order < 0);
}

const uint8_t *libxl_uuid_bytearray_const(const libxl_uuid *uuid)
{
	return uuid->uuid;
}

uint8_t *libxl_uuid_bytearray(libxl_uuid *uuid)
{
	return uuid->uuid;
}
