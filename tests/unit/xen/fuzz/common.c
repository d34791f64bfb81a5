/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What all worlds have in common: frames and arguments, the domains' own
 * writes to what they share with us, and what must hold between calls and
 * when all domains are gone.
 */
#include "fuzz.h"

#include <stdio.h>
#include <sys/mman.h>

#include <hv/grant.h>

#include "../../../../xen/common/grant/grant.h"

char *arena;

static uint64_t frames[MAX_PLAYER_FRAMES];
static unsigned int nr_frames;
static uint64_t free_at_start;

void fuzz_fail(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	abort();
}

/* ---- frames and arguments ---- */

void arena_make(void)
{
	arena = mmap(NULL, ARENA_SIZE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(arena != MAP_FAILED);
}

uint64_t world_frame(uint32_t pick)
{
	return nr_frames ? frames[pick % nr_frames] : 0;
}

void world_frame_add(uint64_t mfn)
{
	CHECK(nr_frames < MAX_PLAYER_FRAMES);
	frames[nr_frames++] = mfn;
}

/* ---- the beginning and the end ---- */

void players_begin(void)
{
	calls_reset();
	memset(arena, 0, ARENA_SIZE);
	nr_frames = 0;
	free_at_start = heap_free_pages();
}

void players_ready(void)
{
	uint64_t *list = (uint64_t *)(void *)(arena + ARENA_LISTS);

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

	for (uint64_t n = 0; n < max_frame; n++) {
		struct page_info *pg = &frame_table[n];

		if (!mfn_valid(MFN(n)))
			continue;
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

void guest_write_grant(struct domain *d)
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

void guest_write_shared_info(struct domain *d)
{
	uint8_t *p = (uint8_t *)d->shared_info;

	p[in_below(sizeof(struct shared_info))] = in8();
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

void players_check(void)
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
