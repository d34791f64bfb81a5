/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The domains that make the calls, the machine's half of grant mappings and
 * page types, and what must hold when all domains are gone.
 */
#include "fuzz.h"

#include <stdio.h>
#include <sys/mman.h>

#include <hv/grant.h>

#include "../../../../xen/common/grant/grant.h"

#define NR_FRAMES	16384U
#define FIRST_FRAME	256U

char *arena;

/* A PV guest's page-table entries that map others' frames. */
static struct pte {
	uint64_t mfn;		/* 0: none */
	bool readonly;
} ptes[NR_PLAYERS + 1][NR_PTES];
static uint64_t frames[(NR_PLAYERS + 1) * NR_PAGES];
static unsigned int nr_frames;
static uint64_t free_at_start;

void fuzz_fail(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	abort();
}

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
	arena = mmap(NULL, ARENA_SIZE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(arena != MAP_FAILED);
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

uint64_t world_frame(uint32_t pick)
{
	return nr_frames ? frames[pick % nr_frames] : 0;
}

static void add_player(domid_t id)
{
	struct domain *d = host_domain(id, 2, 64, id == 1);

	for (unsigned int i = 0; i < NR_PAGES; i++) {
		struct page_info *pg = domheap_alloc(d, 0, 0);

		CHECK(pg);
		frames[nr_frames++] = page_to_mfn(pg).n;
	}
	for (unsigned int i = 0; i < d->max_vcpus; i++)
		vcpu_wake(d->vcpu[i]);
}

void world_begin(void)
{
	uint64_t *list;

	calls_reset();
	memset(ptes, 0, sizeof(ptes));
	memset(arena, 0, ARENA_SIZE);
	nr_frames = 0;
	free_at_start = heap_free_pages();
	for (domid_t id = 1; id < NR_PLAYERS; id++)
		add_player(id);
	list = (uint64_t *)(void *)(arena + ARENA_LISTS);
	for (unsigned int i = 0; i < (ARENA_SIZE - ARENA_LISTS) / 8; i++)
		list[i] = frames[i % nr_frames];
	host_settle();
}

static void end_domain(struct domain *d)
{
	int err, tries = 0;

	domain_pause_nosync(d);
	host_settle();
	while ((err = domain_kill(d)) == -ERESTART) {
		host_ask_preempt(false);
		CHECK(++tries < 10000);
	}
	CHECK(err == 0);
	domain_put(d);
	host_settle();
}

/* Every frame is free again, and free blocks say so. */
static void check_frames(void)
{
	uint64_t nr_free = 0;

	for (uint64_t n = FIRST_FRAME; n < NR_FRAMES; n++) {
		struct page_info *pg = &frame_table[n];

		if ((pg->count_info & PGC_STATE_MASK) == PGC_STATE_FREE)
			nr_free++;
		else
			CHECK(pg->count_info & PGC_XENHEAP);
	}
	CHECK(nr_free == heap_free_pages());
}

static void say_what_is_left(void)
{
	fprintf(stderr, "%lu frames free, %lu before\n",
		(unsigned long)heap_free_pages(),
		(unsigned long)free_at_start);
	for (domid_t id = 1; id < DOMID_FIRST_RESERVED; id++)
		if (domain_by_id_nolock(id))
			fprintf(stderr, "domain %u: %u references left\n", id,
				domain_by_id_nolock(id)->refcnt);
}

void world_end(void)
{
	struct domain *d;
	domid_t next = 1;

	input.p = input.end;
	calls_reset();
	host_on(0);
	host_ask_preempt(false);
	/* Some go only when those that map their pages are gone. */
	while ((d = domain_get_next(next)) != NULL) {
		next = (domid_t)(d->domid + 1);
		end_domain(d);
	}
	host_settle();
	if (heap_free_pages() != free_at_start)
		say_what_is_left();
	CHECK(heap_free_pages() == free_at_start);
	CHECK(heap_claimed == 0);
	check_frames();
}

/* ---- what guests do without hypercalls ---- */

static void write_grant(struct domain *d)
{
	struct grant_table *gt = d->grant;
	unsigned int frame = in_below(gt->nr_frames);
	uint32_t ref = in_below(16);
	uint16_t flags = in16();
	domid_t to = (domid_t)(1 + in_below(NR_PLAYERS));
	uint64_t mfn = world_frame(in8());

	if (!(flags & 0xf000))
		flags = (uint16_t)(GTF_permit_access | (flags & GTF_readonly));
	if (gt->version == 1) {
		struct grant_entry_v1 *e = gt->shared[frame];

		e[ref] = (struct grant_entry_v1){ flags, to, (uint32_t)mfn };
	} else {
		union grant_entry_v2 *e = gt->shared[frame];

		e[ref].hdr.flags = flags;
		e[ref].hdr.domid = to;
		if ((flags & GTF_type_mask) == GTF_transitive) {
			e[ref].transitive.trans_domid =
				(domid_t)(1 + in_below(NR_PLAYERS));
			e[ref].transitive.gref = in_below(16);
		} else if (flags & GTF_sub_page) {
			e[ref].sub_page.page_off = in16();
			e[ref].sub_page.length = in16();
			e[ref].sub_page.frame = mfn;
		} else {
			e[ref].full_page.frame = mfn;
		}
	}
}

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

static void write_shared_info(struct domain *d)
{
	uint8_t *p = (uint8_t *)d->shared_info;

	p[in_below(sizeof(struct shared_info))] = in8();
}

void world_guest_write(void)
{
	struct domain *d = arch_current()->domain;

	if (!d->shared_info)
		return;
	switch (in_below(4)) {
	case 0:
	case 1:
		write_grant(d);
		break;
	case 2:
		write_page(d);
		break;
	default:
		write_shared_info(d);
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

/* ---- between calls ---- */

static void check_locks(struct domain *d)
{
	unsigned int i;
	struct vcpu *v;

	CHECK(!spin_is_locked(&d->lock));
	CHECK(!spin_is_locked(&d->page_lock));
	CHECK(!spin_is_locked(&d->shutdown_lock));
	CHECK(!spin_is_locked(&d->evtchn.lock));
	CHECK(!spin_is_locked(&d->grant->lock));
	CHECK(!spin_is_locked(&d->grant->map_lock));
	for (uint32_t n = 0; n < d->evtchn.nr_valid && n < 256; n++)
		CHECK(!spin_is_locked(&evtchn_port(d, n)->lock));
	for_each_vcpu(d, i, v)
		CHECK(!spin_is_locked(&v->evtchn.virq_lock));
}

/* Both ends of every interdomain channel agree. */
static void check_ports(struct domain *d)
{
	uint32_t active = 0;

	for (uint32_t n = 1; n < d->evtchn.nr_valid; n++) {
		struct port *p = evtchn_port(d, n), *r;

		active += p->state != PORT_FREE;
		CHECK(p->state != PORT_RESERVED);
		if (p->state != PORT_INTERDOMAIN)
			continue;
		r = evtchn_port(p->remote, p->remote_port);
		CHECK(r && r->state == PORT_INTERDOMAIN);
		CHECK(r->remote == d && r->remote_port == n);
	}
	CHECK(active == d->evtchn.nr_active);
}

static void check_pages(struct domain *d)
{
	uint64_t n = 0;
	struct page_info *pg;

	for (pg = page_list_first(&d->page_list); pg; pg = page_list_next(pg)) {
		CHECK(pg->owner == d->domid);
		CHECK(page_count(pg) > 0);
		n++;
	}
	if (d->dying == DOMDYING_ALIVE)
		CHECK(n == d->tot_pages + d->extra_pages);
	CHECK(d->outstanding_pages <= heap_claimed);
}

void world_check(void)
{
	struct domain *d;
	domid_t next = 1;

	CHECK(!host_irqs_off);
	while ((d = domain_get_next(next)) != NULL) {
		next = (domid_t)(d->domid + 1);
		check_locks(d);
		check_ports(d);
		check_pages(d);
		domain_put(d);
	}
}
