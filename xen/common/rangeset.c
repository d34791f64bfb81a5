/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sets of ranges: a sorted array, searched by halving.
 *
 * Locking: r->lock for readers and writers; memory is only allocated with it
 * held by the writer, the allocator's locks are further in.
 */
#include <hv/errno.h>
#include <hv/mm.h>
#include <hv/rangeset.h>
#include <hv/spinlock.h>
#include <hv/string.h>

struct range {
	uint64_t first, last;
};

struct rangeset {
	rwlock_t lock;
	const char *name;
	unsigned int nr, size, max;	/* [lock] */
	struct range *ranges;		/* [lock] sorted, never adjacent */
};

struct rangeset *rangeset_new(const char *name, unsigned int max_ranges)
{
	struct rangeset *r = hv_zalloc(sizeof(*r));

	if (!r)
		return NULL;
	rwlock_init(&r->lock);
	r->name = name;
	r->max = max_ranges;
	return r;
}

void rangeset_free(struct rangeset *r)
{
	if (!r)
		return;
	hv_free(r->ranges);
	hv_free(r);
}

/* First range that ends at or after x; r->nr if there is none. */
static unsigned int lower(const struct rangeset *r, uint64_t x)
{
	unsigned int lo = 0, hi = r->nr;

	while (lo < hi) {
		unsigned int mid = lo + (hi - lo) / 2;

		if (r->ranges[mid].last < x)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Makes room for one more. */
static int grow(struct rangeset *r)
{
	unsigned int size = r->size ? r->size * 2 : 8;
	struct range *n;

	if (r->nr < r->size)
		return 0;
	if (r->nr >= r->max)
		return -ENOMEM;
	n = hv_zalloc_array(size, sizeof(*n));
	if (!n)
		return -ENOMEM;
	if (r->nr)
		memcpy(n, r->ranges, r->nr * sizeof(*n));
	hv_free(r->ranges);
	r->ranges = n;
	r->size = size;
	return 0;
}

/* Replaces ranges [i, j) by `with`, if any. Room was made before. */
static void replace(struct rangeset *r, unsigned int i, unsigned int j,
		    const struct range *with, unsigned int nr_with)
{
	memmove(&r->ranges[i + nr_with], &r->ranges[j],
		(r->nr - j) * sizeof(*r->ranges));
	if (nr_with)
		memcpy(&r->ranges[i], with, nr_with * sizeof(*with));
	r->nr = r->nr - (j - i) + nr_with;
}

static int add_locked(struct rangeset *r, uint64_t first, uint64_t last)
{
	unsigned int i = lower(r, first ? first - 1 : 0), j;
	struct range n = { first, last };
	int err;

	for (j = i; j < r->nr; j++)
		if (last != UINT64_MAX && r->ranges[j].first > last + 1)
			break;
	if (i < j) {
		n.first = min_u64(first, r->ranges[i].first);
		n.last = max_u64(last, r->ranges[j - 1].last);
	} else {
		err = grow(r);
		if (err)
			return err;
	}
	replace(r, i, j, &n, 1);
	return 0;
}

int rangeset_add(struct rangeset *r, uint64_t first, uint64_t last)
{
	int err;

	if (first > last)
		return -EINVAL;
	write_lock(&r->lock);
	err = add_locked(r, first, last);
	write_unlock(&r->lock);
	return err;
}

static int remove_locked(struct rangeset *r, uint64_t first, uint64_t last)
{
	unsigned int i = lower(r, first), j, nr = 0;
	struct range left[2];
	int err;

	for (j = i; j < r->nr && r->ranges[j].first <= last; j++)
		;
	if (i == j)
		return 0;
	if (r->ranges[i].first < first)
		left[nr++] = (struct range){ r->ranges[i].first, first - 1 };
	if (r->ranges[j - 1].last > last)
		left[nr++] = (struct range){ last + 1, r->ranges[j - 1].last };
	if (nr > j - i) {
		err = grow(r);
		if (err)
			return err;
	}
	replace(r, i, j, left, nr);
	return 0;
}

int rangeset_remove(struct rangeset *r, uint64_t first, uint64_t last)
{
	int err;

	if (first > last)
		return -EINVAL;
	write_lock(&r->lock);
	err = remove_locked(r, first, last);
	write_unlock(&r->lock);
	return err;
}

bool rangeset_contains(struct rangeset *r, uint64_t first, uint64_t last)
{
	unsigned int i;
	bool in;

	read_lock(&r->lock);
	i = lower(r, last);
	in = i < r->nr && r->ranges[i].first <= first;
	read_unlock(&r->lock);
	return in;
}

bool rangeset_overlaps(struct rangeset *r, uint64_t first, uint64_t last)
{
	unsigned int i;
	bool hit;

	read_lock(&r->lock);
	i = lower(r, first);
	hit = i < r->nr && r->ranges[i].first <= last;
	read_unlock(&r->lock);
	return hit;
}

bool rangeset_empty(struct rangeset *r)
{
	return READ_ONCE(r->nr) == 0;
}

int rangeset_report(struct rangeset *r, uint64_t first, uint64_t last,
		    int (*fn)(uint64_t first, uint64_t last, void *arg),
		    void *arg)
{
	int err = 0;

	read_lock(&r->lock);
	for (unsigned int i = lower(r, first);
	     i < r->nr && r->ranges[i].first <= last && !err; i++)
		err = fn(max_u64(first, r->ranges[i].first),
			 min_u64(last, r->ranges[i].last), arg);
	read_unlock(&r->lock);
	return err;
}
