/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Looks at all of the simulated machine and tells whether the page-type rules
 * hold, without using the code that keeps them:
 *
 * - the counts of every frame are the references somebody has;
 * - no table leads a guest to what is not its own: the hypervisor's memory,
 *   free memory, another's without a grant, or a table it could write to;
 * - the hypervisor's slots of root tables are its own;
 * - no TLB has a translation that would break one of these.
 */
#include "pvhost.h"

#include <stdio.h>

#include "../../../../xen/common/grant/grant.h"

/* Tests number their domains from 1 on. */
#define DOMAINS_MAX	64U

/* What a frame's counts should be. */
struct uses {
	uint64_t refs, types, kind;
};

static struct uses *uses;

static void broken(mfn_t m, const char *what) __attribute__((noreturn));
static void broken(mfn_t m, const char *what)
{
	const struct page_info *pg = mfn_to_page(m);

	fprintf(stderr, "frame %#llx: %s\n  owner d%u count %#llx type %#llx "
		"entries %#x; expected: %llu references, %llu uses as %llu\n",
		(unsigned long long)m.n, what, pg->owner,
		(unsigned long long)pg->count_info,
		(unsigned long long)pg->type_info,
		pg->order | (unsigned int)pg->zone << 8,
		(unsigned long long)uses[m.n].refs,
		(unsigned long long)uses[m.n].types,
		(unsigned long long)uses[m.n].kind >> PGT_TYPE_SHIFT);
	abort();
}

static unsigned int level_of(const struct page_info *pg)
{
	unsigned int t = (unsigned int)(pg->type_info >> PGT_TYPE_SHIFT);

	return t >= 1 && t <= 4 ? t : 0;
}

static bool in_use(const struct page_info *pg)
{
	return (pg->count_info & PGC_STATE_MASK) == PGC_STATE_INUSE &&
	       (pg->count_info & PGC_COUNT_MASK);
}

static bool is_free(const struct page_info *pg)
{
	return (pg->count_info & PGC_STATE_MASK) == PGC_STATE_FREE;
}

static void one_ref(mfn_t m)
{
	if (!mfn_valid(m))
		sim_fail("a reference to what is no memory", m.n);
	uses[m.n].refs++;
}

/* A reference and a use as `kind`. */
static void one_use(mfn_t m, uint64_t kind)
{
	one_ref(m);
	if (uses[m.n].types && uses[m.n].kind != kind)
		broken(m, "used as two types");
	uses[m.n].kind = kind;
	uses[m.n].types++;
}

/* ---- grants ---- */

/* Entries with which others let `domid` use the frame; *w: to write. */
static unsigned int granted(const struct page_info *pg, domid_t domid,
			    unsigned int *w)
{
	struct domain *rd = domain_by_id_nolock(pg->owner);
	unsigned int n = 0;

	*w = 0;
	if (!rd || !rd->grant)
		return 0;
	for (uint32_t ref = 0; ref < grant_nr_entries(rd->grant); ref++) {
		struct entry e;

		if (!grant_entry(rd->grant, ref, &e) ||
		    e.act->is_transitive || e.act->domid != domid ||
		    e.act->mfn != page_to_mfn(pg).n)
			continue;
		n += e.act->host_r + e.act->host_w;
		*w += e.act->host_w;
	}
	return n;
}

static void device_maps(struct domain *d)
{
	for (uint32_t ref = 0; d->grant && ref < grant_nr_entries(d->grant);
	     ref++) {
		struct entry e;

		if (!grant_entry(d->grant, ref, &e) || e.act->is_transitive)
			continue;
		for (unsigned int i = 0; i < e.act->dev_r; i++)
			one_ref(MFN(e.act->mfn));
		for (unsigned int i = 0; i < e.act->dev_w; i++)
			one_use(MFN(e.act->mfn), PGT_WRITABLE);
	}
}

/* ---- tables ---- */

/* Entries of other domains' frames in one's tables. */
static struct foreign {
	mfn_t mfn;
	domid_t domid;
	unsigned int n, w;
} foreign[256];
static unsigned int nr_foreign;

static void foreign_seen(mfn_t m, domid_t domid, bool writable)
{
	struct foreign *f = foreign;

	while (f < foreign + nr_foreign &&
	       (f->domid != domid || !mfn_eq(f->mfn, m)))
		f++;
	if (f == foreign + nr_foreign) {
		if (nr_foreign == ARRAY_SIZE(foreign))
			return;
		nr_foreign++;
		*f = (struct foreign){ .mfn = m, .domid = domid };
	}
	f->n++;
	f->w += writable;
}

static void foreign_check(void)
{
	for (const struct foreign *f = foreign; f < foreign + nr_foreign; f++) {
		unsigned int w, n = granted(mfn_to_page(f->mfn), f->domid, &w);

		if (f->n > n || f->w > w)
			broken(f->mfn, "mapped by another without a grant");
	}
}

static void leaf(const struct page_info *table, const struct domain *d,
		 pte_t e)
{
	mfn_t m = pte_mfn(e);
	const struct page_info *pg = mfn_to_page(m);

	if (!(e & PTE_P) || !mfn_valid(m))
		return;
	if (!(e & PTE_US))
		broken(page_to_mfn(table), "a page of ring 0");
	if (e & PTE_RW)
		one_use(m, PGT_WRITABLE);
	else
		one_ref(m);
	if (!in_use(pg) || pg->owner == DOMID_INVALID)
		broken(m, "mapped, but nobody's");
	if (d && pg->owner != d->domid && !d->is_privileged && !d->dying)
		foreign_seen(m, d->domid, e & PTE_RW);
}

static void branch(const struct page_info *table, const struct domain *d,
		   unsigned int level, pte_t e)
{
	mfn_t m = pte_mfn(e);
	const struct page_info *pg = mfn_to_page(m);
	unsigned int to;

	if (!(e & PTE_P))
		return;
	if (!mfn_valid(m) || (e & (PTE_PSE | PTE_PCD | PTE_PWT | PTE_G)) ||
	    !(e & PTE_US))
		broken(page_to_mfn(table), "an entry that may not be");
	to = level_of(pg);
	if (pg == table || to == level) {
		if (e & PTE_RW)
			broken(m, "a table may be written to by an entry to "
			       "its own level");
		if (pg == table)
			return;
	}
	one_use(m, (uint64_t)to << PGT_TYPE_SHIFT);
	if (to != level && to != level - 1)
		broken(m, "a table of the wrong level");
	if (!(pg->type_info & PGT_VALIDATED) && d && !d->dying)
		broken(m, "reached, but not validated");
	if (pg->owner != table->owner)
		broken(m, "another domain's table");
}

static void hyper_slots(const struct page_info *pg, const struct domain *d)
{
	const pte_t *t = page_to_virt(pg);

	for (unsigned int i = HYPER_FIRST_SLOT; i <= HYPER_LAST_SLOT; i++) {
		pte_t want = hyper_l4[i];

		if (i == PERDOMAIN_SLOT)
			want = pte_make(arch_virt_to_mfn(d->arch.perdomain_l3),
					PTE_P | PTE_RW | PTE_A);
		/* The M2P comes and goes: VMASST_TYPE_m2p_strict. */
		if (i == HYPER_FIRST_SLOT && !t[i])
			continue;
		/* The processor sets the accessed bit. */
		if ((t[i] ^ want) & ~(pte_t)PTE_A)
			broken(page_to_mfn(pg), "the hypervisor's slots");
	}
}

static void table(const struct page_info *pg)
{
	unsigned int done = pg->order | (unsigned int)pg->zone << 8, n;
	const struct domain *d = domain_by_id_nolock(pg->owner);
	unsigned int level = level_of(pg);
	const pte_t *t = page_to_virt(pg);

	if (!(pg->type_info & (PGT_VALIDATED | PGT_PARTIAL))) {
		if ((pg->type_info & PGT_COUNT_MASK) && d && !d->dying)
			broken(page_to_mfn(pg), "left in the middle");
		return;
	}
	n = done & 0x7fff;
	if (done & 0x8000)
		n--;		/* its own mark has that one's */
	if (pg->type_info & PGT_VALIDATED && n != 512)
		broken(page_to_mfn(pg), "valid in parts");
	for (unsigned int i = 0; i < n; i++) {
		if (level == 4 && i >= HYPER_FIRST_SLOT &&
		    i <= HYPER_LAST_SLOT)
			continue;
		if (level == 1)
			leaf(pg, d, t[i]);
		else
			branch(pg, d, level, t[i]);
	}
	if (level == 4 && d && (pg->type_info & PGT_VALIDATED))
		hyper_slots(pg, d);
}

static void descriptors(const struct page_info *pg)
{
	const uint64_t *t = page_to_virt(pg);

	for (unsigned int i = 0; i < 512; i++) {
		uint64_t d = t[i];

		if (!descriptor_fix(&d) || d != t[i])
			broken(page_to_mfn(pg), "descriptors of ring 0");
	}
}

static void frame(const struct page_info *pg)
{
	bool counted = pg->type_info & PGT_COUNT_MASK;

	if (pg->count_info & PGC_ALLOCATED)
		uses[page_to_mfn(pg).n].refs++;
	if (pg->count_info & PGC_XENHEAP) {
		/* Sharing it is one use. */
		if (pg->owner != DOMID_INVALID && counted) {
			uses[page_to_mfn(pg).n].types++;
			uses[page_to_mfn(pg).n].kind =
				pg->type_info & PGT_TYPE_MASK;
		}
		return;
	}
	if (pg->type_info & PGT_PINNED)
		one_use(page_to_mfn(pg), pg->type_info & PGT_TYPE_MASK);
	if (pg->type_info & PGT_PARTIAL)
		one_use(page_to_mfn(pg), pg->type_info & PGT_TYPE_MASK);
	if (level_of(pg))
		table(pg);
	if (counted && (pg->type_info & PGT_TYPE_MASK) == PGT_SEG_DESC)
		descriptors(pg);
}

/* ---- vCPUs ---- */

static void virtual_cpu(const struct vcpu *v)
{
	const struct arch_vcpu *a = &v->arch;

	if (!mfn_eq(a->cr3_kernel, INVALID_MFN))
		one_use(a->cr3_kernel, PGT_L4_TABLE);
	if (!mfn_eq(a->cr3_user, INVALID_MFN))
		one_use(a->cr3_user, PGT_L4_TABLE);
	for (unsigned int i = 0; i * 512 < a->gdt_ents; i++)
		one_use(a->gdt_frames[i], PGT_SEG_DESC);
	for (unsigned int i = 16; a->perdomain_l1 && i < 32; i++)
		if (a->perdomain_l1[i])
			one_use(pte_mfn(a->perdomain_l1[i]), PGT_SEG_DESC);
	if (a->unpinning)
		one_ref(page_to_mfn(a->unpinning));
	if (!mfn_eq(v->vcpu_info_mfn, INVALID_MFN))
		one_use(v->vcpu_info_mfn, PGT_WRITABLE);
}

static void domains(void)
{
	for (domid_t id = 1; id < DOMAINS_MAX; id++) {
		struct domain *d = domain_by_id_nolock(id);

		if (!d)
			continue;
		device_maps(d);
		for (unsigned int i = 0; i < d->max_vcpus; i++)
			if (d->vcpu[i])
				virtual_cpu(d->vcpu[i]);
	}
}

/* ---- comparing ---- */

/* Event queues and the page of EOI bits have pages that are not seen here. */
static uint64_t unseen(const struct page_info *pg)
{
	const struct domain *d = domain_by_id_nolock(pg->owner);

	if (!d || !(d->evtchn.fifo || d->arch.pirqs))
		return 0;
	if ((pg->type_info & PGT_TYPE_MASK) != PGT_WRITABLE)
		return 0;
	return (pg->type_info & PGT_COUNT_MASK) -
	       uses[page_to_mfn(pg).n].types;
}

static void compare(const struct page_info *pg)
{
	const struct uses *u = &uses[page_to_mfn(pg).n];
	uint64_t types = pg->type_info & PGT_COUNT_MASK;
	uint64_t more = unseen(pg);

	if (!in_use(pg) && !u->refs && !(u->types && !is_free(pg)))
		return;
	if (more > 64)
		more = 0;
	if ((pg->count_info & PGC_COUNT_MASK) != u->refs + more)
		broken(page_to_mfn(pg), "the count is wrong");
	if (types != u->types + more)
		broken(page_to_mfn(pg), "the type's count is wrong");
	if (types && u->types && (pg->type_info & PGT_TYPE_MASK) != u->kind)
		broken(page_to_mfn(pg), "the type is another");
}

static void translation(const struct tlb_entry *t)
{
	const struct page_info *pg = mfn_to_page(t->mfn);
	const struct domain *d = domain_by_id_nolock(t->domid);
	uint64_t type = pg->type_info & PGT_TYPE_MASK;
	unsigned int w;

	if (!t->valid || !mfn_valid(t->mfn) || is_free(pg))
		return;
	if (pg->owner == DOMID_INVALID)
		broken(t->mfn, "in a TLB, and the hypervisor's");
	if (t->writable && (pg->type_info & PGT_COUNT_MASK) &&
	    type != PGT_WRITABLE && type != PGT_NONE &&
	    type != PGT_SHARED)
		broken(t->mfn, "writable by what a TLB has");
	if (pg->owner != t->domid && d && !d->is_privileged && !d->dying &&
	    !granted(pg, t->domid, &w))
		broken(t->mfn, "another's, by what a TLB has");
}

void oracle_check(void)
{
	if (!uses)
		uses = calloc(max_frame, sizeof(*uses));
	memset(uses, 0, max_frame * sizeof(*uses));
	nr_foreign = 0;
	for (uint64_t n = 0; n < max_frame; n++)
		if (mfn_valid(MFN(n)) && in_use(mfn_to_page(MFN(n))))
			frame(mfn_to_page(MFN(n)));
	domains();
	for (uint64_t n = 0; n < max_frame; n++)
		if (mfn_valid(MFN(n)))
			compare(mfn_to_page(MFN(n)));
	foreign_check();
	for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++)
		for (unsigned int i = 0; i < TLB_SIZE; i++)
			translation(&sim_cpus[cpu].tlb[i]);
}
