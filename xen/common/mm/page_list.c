/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lists of frames, linked by frame number: half the size of pointers.
 */
#include <hv/mm.h>

static struct page_info *at(uint32_t n)
{
	return n == PAGE_LIST_END ? NULL : &frame_table[n];
}

static uint32_t number(const struct page_info *pg)
{
	return (uint32_t)(pg - frame_table);
}

void page_list_init(struct page_list *l)
{
	l->head = l->tail = PAGE_LIST_END;
}

bool page_list_empty(const struct page_list *l)
{
	return l->head == PAGE_LIST_END;
}

void page_list_add_tail(struct page_list *l, struct page_info *pg)
{
	pg->next = PAGE_LIST_END;
	pg->prev = l->tail;
	if (l->tail == PAGE_LIST_END)
		l->head = number(pg);
	else
		at(l->tail)->next = number(pg);
	l->tail = number(pg);
}

void page_list_add(struct page_list *l, struct page_info *pg)
{
	pg->prev = PAGE_LIST_END;
	pg->next = l->head;
	if (l->head == PAGE_LIST_END)
		l->tail = number(pg);
	else
		at(l->head)->prev = number(pg);
	l->head = number(pg);
}

void page_list_del(struct page_list *l, struct page_info *pg)
{
	if (pg->prev == PAGE_LIST_END)
		l->head = pg->next;
	else
		at(pg->prev)->next = pg->next;
	if (pg->next == PAGE_LIST_END)
		l->tail = pg->prev;
	else
		at(pg->next)->prev = pg->prev;
	pg->next = pg->prev = PAGE_LIST_END;
}

void page_list_del_either(struct page_list *a, struct page_list *b,
			  struct page_info *pg)
{
	uint32_t n = number(pg);

	page_list_del(a->head == n || a->tail == n ? a : b, pg);
}

struct page_info *page_list_first(const struct page_list *l)
{
	return at(l->head);
}

struct page_info *page_list_next(const struct page_info *pg)
{
	return at(pg->next);
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
		at(to->tail)->next = from->head;
		at(from->head)->prev = to->tail;
		to->tail = from->tail;
	}
	page_list_init(from);
}
