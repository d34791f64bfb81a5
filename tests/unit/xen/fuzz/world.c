/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The domains that make the calls, the machine's half of grant mappings and
 * page types, and what must hold when all domains are gone.
 */
#include "fuzz.h"


#include <hv/grant.h>

#include "../../../../xen/common/grant/grant.h"

#define NR_FRAMES	16384U
#define FIRST_FRAME	256U

/* A PV guest's page-table entries that map others' frames. */
static struct pte {
	uint64_t mfn;		/* 0: none */
	bool readonly;
} ptes[NR_PLAYERS + 1][NR_PTES];

/* ---- the machine's half ---- */

static struct pte *pte_at(uint64_t addr)
{
	domid_t me = arch_current()->domain->domid;
	uint64_t n = (addr - PTE_BASE) / 8;

	if (addr < PTE_BASE || addr % 8 || n >= NR_PTES || me > NR_PLAYERS)
		return NULL;
	return &ptes[me][n];
}

static void pte_drop(struct pte *p)
{
	struct page_info *pg = mfn_to_page(MFN(p->mfn));
	bool readonly = p->readonly;

	if (!p->mfn)
		return;
	p->mfn = 0;
	if (!readonly)
		page_type_put(pg);
	page_put(pg);
}

/* As the machine does: what the entry mapped before loses its references. */
static int grant_map(uint64_t addr, mfn_t m, unsigned int flags)
{
	struct pte *p = pte_at(addr);

	call_interleave();
	if (!p)
		return GNTST_bad_virt_addr;
	pte_drop(p);
	p->mfn = m.n;
	p->readonly = flags & GNTMAP_readonly;
	return GNTST_okay;
}

static int grant_unmap(uint64_t addr, mfn_t m, unsigned int flags,
		       uint64_t new_addr)
{
	struct pte *p = pte_at(addr), *from = new_addr ? pte_at(new_addr) : NULL;
	bool ro = flags & GNTMAP_readonly;

	call_interleave();
	if (!p || p->mfn != m.n || p->readonly != ro)
		return GNTST_general_error;
	if (new_addr && (!from || from == p))
		return GNTST_bad_virt_addr;
	/* The caller drops the references. */
	*p = from ? *from : (struct pte){ 0 };
	if (from)
		from->mfn = 0;
	return GNTST_okay;
}

static int relinquish(struct domain *d)
{
	for (unsigned int i = 0; d->domid <= NR_PLAYERS && i < NR_PTES; i++)
		pte_drop(&ptes[d->domid][i]);
	return 0;
}

/* Checking tables: whatever the input says. */
static int validate(struct page_info *pg, uint64_t type, bool preempt)
{
	uint8_t b = in8();

	(void)pg;
	(void)type;
	if (b >= 0xf0)
		return -EINVAL;
	return preempt && b >= 0xc0 ? -ERESTART : 0;
}

static int invalidate(struct page_info *pg, uint64_t type, bool preempt)
{
	(void)pg;
	(void)type;
	return preempt && in8() >= 0xe0 ? -ERESTART : 0;
}

void world_init(void)
{
	host_memory(NR_FRAMES);
	host_add_ram(FIRST_FRAME, NR_FRAMES - FIRST_FRAME, 0, false);
	host_boot(NR_CPUS);
	arena_make();
	host_guest_lo = (uintptr_t)arena;
	host_guest_hi = (uintptr_t)arena + ARENA_SIZE;
	host_hooks.at_guest_access = call_interleave;
	host_hooks.grant_map = grant_map;
	host_hooks.grant_unmap = grant_unmap;
	host_hooks.relinquish = relinquish;
	host_validate = validate;
	host_invalidate = invalidate;
	host_settle();
}

/* ---- the domains ---- */

static void add_player(domid_t id)
{
	struct domain *d = host_domain(id, 2, 64, id == 1);

	for (unsigned int i = 0; i < NR_PAGES; i++) {
		struct page_info *pg = domheap_alloc(d, 0, 0);

		CHECK(pg);
		world_frame_add(page_to_mfn(pg).n);
	}
	for (unsigned int i = 0; i < d->max_vcpus; i++)
		vcpu_wake(d->vcpu[i]);
}

void world_begin(void)
{
	memset(ptes, 0, sizeof(ptes));
	players_begin();
	for (domid_t id = 1; id < NR_PLAYERS; id++)
		add_player(id);
	players_ready();
}

/* ---- what guests do without hypercalls ---- */

/* Anywhere in a frame that is the domain's, and writable. */
static void write_page(struct domain *d)
{
	struct page_info *pg = mfn_to_page(MFN(world_frame(in8())));
	uint64_t type = pg->type_info & PGT_TYPE_MASK;
	uint32_t *p = page_to_virt(pg);
	uint32_t at = in_below(16);

	if ((pg->count_info & (PGC_STATE_MASK | PGC_XENHEAP)) ||
	    pg->owner != d->domid ||
	    (type != PGT_WRITABLE && (pg->type_info & PGT_COUNT_MASK)))
		return;
	p[at] = in8() & 1 ? in_below(80) | (uint32_t)in8() << 24 : in32();
}

void world_guest_write(void)
{
	struct domain *d = arch_current()->domain;

	if (!d->shared_info)
		return;
	switch (in_below(4)) {
	case 0:
	case 1:
		guest_write_grant(d);
		break;
	case 2:
		write_page(d);
		break;
	default:
		guest_write_shared_info(d);
	}
}

/* The n-th of the hypervisor's pages d may map, or one of its own. */
static struct page_info *page_to_map(struct domain *d)
{
	struct page_info *pg = page_list_first(&d->xenpage_list);

	if (in8() & 1)
		return mfn_to_page(MFN(world_frame(in8())));
	for (uint32_t n = in_below(24); n && pg; n--)
		pg = page_list_next(pg);
	return pg;
}

void world_map(void)
{
	struct domain *d = arch_current()->domain;
	struct pte *p = pte_at(PTE_BASE + in_below(NR_PTES) * 8);
	bool ro = in8() & 1;
	struct page_info *pg;

	if (!p)
		return;
	pte_drop(p);
	pg = in8() & 1 ? page_to_map(d) : NULL;
	if (!pg || !page_get(pg, d))
		return;
	if (!ro && page_type_get(pg, PGT_WRITABLE)) {
		page_put(pg);
		return;
	}
	*p = (struct pte){ page_to_mfn(pg).n, ro };
}

static void unpin(struct page_info *pg)
{
	if (!(__atomic_fetch_and(&pg->type_info, ~PGT_PINNED,
				 __ATOMIC_SEQ_CST) & PGT_PINNED))
		return;
	if (page_type_put_preemptible(pg) == -ERESTART)
		while (page_type_finish_put(pg, true) == -ERESTART)
			;
	page_put(pg);
}

void world_pin(void)
{
	uint64_t type = (uint64_t)(1 + in_below(4)) << PGT_TYPE_SHIFT;
	struct page_info *pg = mfn_to_page(MFN(world_frame(in8())));
	struct domain *d = arch_current()->domain;
	bool pinned;

	if (!page_get(pg, d))
		return;
	if (in8() & 1) {
		unpin(pg);
		page_put(pg);
		return;
	}
	if (page_type_get_preemptible(pg, type)) {
		page_put(pg);		/* PARTIAL has its own, if it is that */
		return;
	}
	pinned = __atomic_fetch_or(&pg->type_info, PGT_PINNED,
				   __ATOMIC_SEQ_CST) & PGT_PINNED;
	if (pinned)
		page_put_and_type(pg);
}

/* ---- what differs in a world of page tables ---- */

const struct shape *const world_shapes;
const unsigned int world_nr_shapes;

uint64_t world_pte(void)
{
	return PTE_BASE + in_below_or_any(NR_PTES) * 8;
}

uint64_t world_own_frame(uint32_t pick)
{
	return world_frame(pick);
}

void world_act(void)
{
}

void world_check(void)
{
	players_check();
}
