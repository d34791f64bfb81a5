/* SPDX-License-Identifier: GPL-2.0-only */
/* Names for addresses, from the table the build makes out of nm's list. */
#include <hv/string.h>
#include <x86/traps.h>

extern const uint64_t symbol_count;
extern const uint64_t symbol_addrs[];
extern const char symbol_names[];
extern const char _text[], _etext[];

const char *symbol_of(uint64_t addr, uint64_t *offset, uint64_t *size)
{
	const char *name = symbol_names;
	uint64_t i;

	if (addr < (uint64_t)_text || addr >= (uint64_t)_etext ||
	    !symbol_count || addr < symbol_addrs[0])
		return NULL;
	for (i = 0; i + 1 < symbol_count && symbol_addrs[i + 1] <= addr; i++)
		name += strlen(name) + 1;
	*offset = addr - symbol_addrs[i];
	*size = (i + 1 < symbol_count ? symbol_addrs[i + 1] :
		 (uint64_t)_etext) - symbol_addrs[i];
	return name;
}
