/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Doubly linked circular lists with the links inside the element.
 */
#ifndef HV_LIST_H
#define HV_LIST_H

#include <hv/types.h>

struct list {
	struct list *next, *prev;
};

#define LIST_INIT(name)	{ &(name), &(name) }

static inline void list_init(struct list *l) { l->next = l->prev = l; }
static inline bool list_empty(const struct list *l) { return l->next == l; }

static inline void list_insert(struct list *n, struct list *prev)
{
	n->next = prev->next;
	n->prev = prev;
	prev->next->prev = n;
	prev->next = n;
}

static inline void list_add(struct list *head, struct list *n)
{
	list_insert(n, head);
}

static inline void list_add_tail(struct list *head, struct list *n)
{
	list_insert(n, head->prev);
}

/* Takes the element out and leaves it as a list of its own. */
static inline void list_del(struct list *n)
{
	n->prev->next = n->next;
	n->next->prev = n->prev;
	list_init(n);
}

#define list_entry(ptr, type, member) container_of(ptr, type, member)

#define list_for_each(pos, head) \
	for (pos = (head)->next; pos != (head); pos = pos->next)

/* The current element may be taken out while walking. */
#define list_for_each_safe(pos, tmp, head) \
	for (pos = (head)->next, tmp = pos->next; pos != (head); \
	     pos = tmp, tmp = pos->next)

#endif
