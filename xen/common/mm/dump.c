/* SPDX-License-Identifier: GPL-2.0-only */
/* Debug key 'H': how many pages are free, and where. */
#include <hv/console.h>
#include <hv/machine.h>
#include <hv/mm.h>
#include <hv/printk.h>

static void dump_heap(char key)
{
	unsigned int node, bits;

	(void)key;
	printk(XL_ERR "heap: %llu pages free, %llu of them claimed\n",
	       (unsigned long long)heap_free_pages(),
	       (unsigned long long)READ_ONCE(heap_claimed));
	for (node = 0; node < arch_nr_nodes(); node++)
		for (bits = PAGE_SHIFT + 1; bits < 64; bits++) {
			uint64_t nr = heap_free_pages_in(node, bits, bits);

			if (nr)
				printk(XL_ERR "heap[node=%u][bits=%u] -> "
				       "%llu pages\n", node, bits,
				       (unsigned long long)nr);
		}
}

void heap_register_key(void)
{
	keyhandler_register('H', "dump heap info", dump_heap);
}
