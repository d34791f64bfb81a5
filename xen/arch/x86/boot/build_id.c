/* SPDX-License-Identifier: GPL-2.0-only */
/* The note in which the linker left the identity of this image. */
#include <hv/machine.h>
#include <hv/string.h>

#define NT_GNU_BUILD_ID	3U

struct note {
	uint32_t name_size, size, type;
	char name[4];
	uint8_t bytes[];
};

extern const struct note _build_id;
extern const char _build_id_end[];

unsigned int arch_build_id(const uint8_t **id)
{
	const struct note *n = &_build_id;
	size_t room = (size_t)(_build_id_end - (const char *)n);

	if (room < sizeof(*n) || n->type != NT_GNU_BUILD_ID ||
	    n->name_size != sizeof(n->name) || memcmp(n->name, "GNU", 4) ||
	    n->size > room - sizeof(*n))
		return 0;
	*id = n->bytes;
	return n->size;
}
