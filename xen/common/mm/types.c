/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Types of frames: what a PV guest may use a frame as, and how often it does.
 *
 * The word has a type, a count and flags. Counts above zero pin the type.
 * The first user of a type that needs checking (tables, descriptors) takes
 * the count from 0 to 1 with VALIDATED clear, checks, and sets VALIDATED;
 * others wait. The last user of a table clears VALIDATED first, undoes, and
 * then drops the count. PARTIAL marks either when it was interrupted: the
 * count of 1 and one reference belong to that mark, and whoever clears it
 * inherits them.
 */
#include <hv/bug.h>
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/machine.h>
#include <hv/mm.h>

#define COUNT_LIMIT	(PGT_COUNT_MASK - 0xffff)
#define KIND		(PGT_TYPE_MASK | PGT_ARCH)

static bool swap_word(struct page_info *pg, uint64_t *x, uint64_t nx)
{
	return __atomic_compare_exchange_n(&pg->type_info, x, nx, false,
					   __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

static bool is_table(uint64_t type)
{
	type &= PGT_TYPE_MASK;
	return type >= PGT_L1_TABLE && type <= PGT_L4_TABLE;
}

static bool needs_check(uint64_t type)
{
	return is_table(type) || (type & PGT_TYPE_MASK) == PGT_SEG_DESC;
}

/* The type is (re)gained by the mark PARTIAL, together with a reference. */
static void mark_partial(struct page_info *pg)
{
	/* The caller has a reference, so one more can be had. */
	bool ok = page_get_any(pg);

	BUG_ON(!ok);
	__atomic_or_fetch(&pg->type_info, PGT_PARTIAL, __ATOMIC_RELEASE);
}

static int validate(struct page_info *pg, uint64_t type, bool preempt)
{
	int err = arch_page_validate(pg, type, preempt);

	if (err == 0) {
		__atomic_or_fetch(&pg->type_info, PGT_VALIDATED,
				  __ATOMIC_RELEASE);
	} else if (err == -ERESTART) {
		mark_partial(pg);
	} else {
		/* Nobody else can have taken it: it was never VALIDATED. */
		__atomic_store_n(&pg->type_info, 0, __ATOMIC_RELEASE);
	}
	return err;
}

/* Then tables come apart whatever their count, and do not become valid. */
static bool owner_dies(const struct page_info *pg)
{
	const struct domain *d = domain_by_id_nolock(pg->owner);

	return !d || d->dying;
}

/*
 * Waits for another CPU that is (un)validating the frame as `type`, no longer
 * than it is that: who waits for a table waits for one of a lower level than
 * he is validating, so no circle of waiting CPUs can come about.
 */
static void wait_for_other(struct page_info *pg, uint64_t type)
{
	uint64_t x;

	do {
		arch_cpu_relax();
		x = __atomic_load_n(&pg->type_info, __ATOMIC_ACQUIRE);
	} while ((x & PGT_COUNT_MASK) && (x & KIND) == type &&
		 !(x & (PGT_VALIDATED | PGT_PARTIAL)));
}

/*
 * The word after one more use as `type`, or an error.
 * *wait: another CPU is at it.
 */
static int next_word(uint64_t x, uint64_t type, uint64_t *nx, bool *wait)
{
	uint64_t count = x & PGT_COUNT_MASK;

	*wait = false;
	if (count >= COUNT_LIMIT)
		return -EBUSY;
	*nx = x + 1;
	if (count == 0) {
		if ((x & KIND) == type)
			return 0;
		*nx &= ~(KIND | PGT_VALIDATED);
		*nx |= type | (needs_check(type) ? 0 : PGT_VALIDATED);
		return 0;
	}
	if ((x & KIND) != type)
		return -EINVAL;
	if (x & PGT_PARTIAL)
		*nx = x & ~PGT_PARTIAL;		/* inherits its count */
	else if (!(x & PGT_VALIDATED))
		*wait = true;
	return 0;
}

static int type_get(struct page_info *pg, uint64_t type, bool preempt)
{
	uint64_t x = READ_ONCE(pg->type_info), nx;
	bool wait;
	int err;

	do {
		err = next_word(x, type, &nx, &wait);
		while (!err && wait) {
			if (owner_dies(pg))
				return -EINVAL;
			wait_for_other(pg, type);
			x = READ_ONCE(pg->type_info);
			err = next_word(x, type, &nx, &wait);
		}
		if (err)
			return err;
	} while (!swap_word(pg, &x, nx));

	/* From here on nobody gains the old type: stale uses can be ended. */
	if ((x & PGT_TYPE_MASK) != (nx & PGT_TYPE_MASK))
		arch_page_type_change(pg, x & PGT_TYPE_MASK, type);
	if (!(nx & PGT_VALIDATED))
		err = validate(pg, type, preempt);
	if (x & PGT_PARTIAL)
		page_put(pg);
	return err;
}

int page_type_get(struct page_info *pg, uint64_t type)
{
	return type_get(pg, type, false);
}

int page_type_get_preemptible(struct page_info *pg, uint64_t type)
{
	return type_get(pg, type, true);
}

/* VALIDATED was cleared by the caller, who has the one count left. */
static int invalidate(struct page_info *pg, uint64_t x, bool preempt)
{
	int err = arch_page_invalidate(pg, x & (PGT_TYPE_MASK | PGT_ARCH),
				       preempt);

	if (err == -ERESTART) {
		mark_partial(pg);
		return err;
	}
	BUG_ON(err);		/* undoing what was valid cannot fail */
	arch_page_type_unused(pg);
	__atomic_sub_fetch(&pg->type_info, 1, __ATOMIC_RELEASE);
	return 0;
}

static int type_put(struct page_info *pg, bool preempt)
{
	uint64_t x = READ_ONCE(pg->type_info), nx;
	bool undo;

	do {
		ASSERT(x & PGT_COUNT_MASK);
		undo = (x & PGT_COUNT_MASK) == 1 && is_table(x) &&
		       (x & PGT_VALIDATED);
		nx = undo ? x & ~PGT_VALIDATED : x - 1;
		/* Before the count is seen to be 0; once too often is fine. */
		if ((nx & PGT_COUNT_MASK) == 0)
			arch_page_type_unused(pg);
	} while (!swap_word(pg, &x, nx));
	return undo ? invalidate(pg, x, preempt) : 0;
}

void page_type_put(struct page_info *pg)
{
	int err = type_put(pg, false);

	BUG_ON(err);
}

int page_type_put_preemptible(struct page_info *pg)
{
	return type_put(pg, true);
}

int page_type_finish_put(struct page_info *pg, bool preempt)
{
	uint64_t x = READ_ONCE(pg->type_info);
	int err;

	do {
		if (!(x & PGT_PARTIAL))
			return 0;	/* someone made it whole again */
	} while (!swap_word(pg, &x, x & ~PGT_PARTIAL));
	err = invalidate(pg, x, preempt);
	page_put(pg);
	return err;
}

int page_type_force_out(struct page_info *pg, uint64_t type)
{
	uint64_t x = READ_ONCE(pg->type_info);
	int err;

	do {
		if ((x & PGT_TYPE_MASK) != type ||
		    !(x & (PGT_VALIDATED | PGT_PARTIAL)))
			return 0;
	} while (!swap_word(pg, &x, x & ~(PGT_VALIDATED | PGT_PARTIAL)));
	err = arch_page_invalidate(pg, x & (PGT_TYPE_MASK | PGT_ARCH), true);
	if (err == -ERESTART) {
		/* The mark keeps what it had, or gets a count and reference. */
		if (!(x & PGT_PARTIAL)) {
			__atomic_add_fetch(&pg->type_info, 1,
					   __ATOMIC_RELAXED);
			mark_partial(pg);
		} else {
			__atomic_or_fetch(&pg->type_info, PGT_PARTIAL,
					  __ATOMIC_RELEASE);
		}
		return err;
	}
	BUG_ON(err);
	if (x & PGT_PARTIAL) {
		arch_page_type_unused(pg);
		__atomic_sub_fetch(&pg->type_info, 1, __ATOMIC_RELEASE);
		page_put(pg);
	}
	return 0;
}

int page_get_and_type(struct page_info *pg, struct domain *d, uint64_t type)
{
	int err;

	if (!page_get(pg, d))
		return -EINVAL;
	err = page_type_get(pg, type);
	if (err)
		page_put(pg);
	return err;
}

void page_put_and_type(struct page_info *pg)
{
	page_type_put(pg);
	page_put(pg);
}
