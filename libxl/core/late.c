/* SPDX-License-Identifier: LGPL-2.1-only */
/* Loading a library and finding its functions. */
#include "core/late.h"

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>

/* A library that is loaded stays; opening it again only counts. */
void *lx_late(const char *soname, const char *function)
{
	void *library = dlopen(soname, RTLD_LAZY | RTLD_LOCAL);
	void *address = library ? dlsym(library, function) : NULL;

	if (!address)
		errno = ELIBACC;
	return address;
}
