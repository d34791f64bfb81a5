/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lists of frames, linked by frame number: half the size of pointers.
 */
#include <hv/mm.h>

void page_list_init(struct page_list *l)
{
	l->head = l->tail = PAGE_LIST_END;
}

struct page_info *page_list_pop(struct page_list *l)
{
	struct page_info *pg = page_list_first(l);

	if (pg)
		page_list_del(l, pg);
	return pg;
}

void page_list_splice(struct page_list *to, struct page_list *from)
{
	if (page_list_empty(from))
		return;
	if (page_list_empty(to)) {
		*to = *from;
	} else {
		frame_table[to->tail].next = from->head;
		frame_table[from->head].prev = to->tail;
		to->tail = from->tail;
	}
	page_list_init(from);
}
