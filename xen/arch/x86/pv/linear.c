/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Linear page tables: a read-only entry of a table to a table of the same
 * level, by which a guest sees its tables in its address space.
 *
 * An entry to the table itself holds nothing. One to another holds a count of
 * that one, which must be valid already. A table with such entries is never
 * the target of one: so undoing never goes deeper than one step, whatever a
 * guest builds. The two marks stay until the table is undone.
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/mm.h>
#include <x86/pv.h>

bool pv_linear_entry(const struct page_info *in, const struct page_info *pg,
		     unsigned int level)
{
	uint64_t x = READ_ONCE(pg->type_info);

	return pg == in ||
	       ((x & PGT_TYPE_MASK) >> PGT_TYPE_SHIFT == level &&
		(x & PGT_COUNT_MASK));
}

static int mark_source(struct page_info *in)
{
	uint64_t x = READ_ONCE(in->type_info);

	do {
		if (x & PGT_LINEAR_TARGET)
			return -EINVAL;
	} while (!__atomic_compare_exchange_n(&in->type_info, &x,
					      x | PGT_HAS_LINEAR, false,
					      __ATOMIC_SEQ_CST,
					      __ATOMIC_SEQ_CST));
	return 0;
}

/* One more count of pg, which has to be valid and without such entries. */
static int mark_target(struct page_info *pg, uint64_t type)
{
	uint64_t x = READ_ONCE(pg->type_info);

	do {
		if ((x & PGT_TYPE_MASK) != type || !(x & PGT_VALIDATED) ||
		    (x & (PGT_HAS_LINEAR | PGT_PARTIAL)) ||
		    !(x & PGT_COUNT_MASK) ||
		    (x & PGT_COUNT_MASK) >= PGT_COUNT_MASK - 0xffff)
			return -EINVAL;
	} while (!__atomic_compare_exchange_n(&pg->type_info, &x,
					      (x | PGT_LINEAR_TARGET) + 1,
					      false, __ATOMIC_SEQ_CST,
					      __ATOMIC_SEQ_CST));
	return 0;
}

int pv_linear_get(struct page_info *in, struct page_info *pg,
		  struct domain *d, bool writable)
{
	int err;

	if (writable)
		return -EINVAL;
	if (pg == in)
		return 0;
	if (!page_get(pg, d))
		return -EINVAL;
	err = mark_source(in);
	if (!err)
		err = mark_target(pg, READ_ONCE(in->type_info) &
				      PGT_TYPE_MASK);
	if (err)
		page_put(pg);
	return err;
}

void pv_linear_forget(struct page_info *pg)
{
	__atomic_and_fetch(&pg->type_info,
			   ~(PGT_HAS_LINEAR | PGT_LINEAR_TARGET),
			   __ATOMIC_SEQ_CST);
}
