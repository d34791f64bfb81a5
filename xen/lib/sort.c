/* SPDX-License-Identifier: GPL-2.0-only */
#include <hv/sort.h>

static void swap_bytes(char *a, char *b, size_t size)
{
	for (; size; size--, a++, b++) {
		char t = *a;

		*a = *b;
		*b = t;
	}
}

static void sift_down(char *base, size_t root, size_t nr, size_t size,
		      int (*cmp)(const void *, const void *))
{
	for (;;) {
		size_t child = 2 * root + 1;

		if (child >= nr)
			return;
		if (child + 1 < nr &&
		    cmp(base + child * size, base + (child + 1) * size) < 0)
			child++;
		if (cmp(base + root * size, base + child * size) >= 0)
			return;
		swap_bytes(base + root * size, base + child * size, size);
		root = child;
	}
}

void hv_sort(void *array, size_t nr, size_t size,
	     int (*cmp)(const void *a, const void *b))
{
	char *base = array;

	for (size_t i = nr / 2; i > 0; i--)
		sift_down(base, i - 1, nr, size, cmp);
	for (size_t i = nr; i > 1; i--) {
		swap_bytes(base, base + (i - 1) * size, size);
		sift_down(base, 0, i - 1, size, cmp);
	}
}
