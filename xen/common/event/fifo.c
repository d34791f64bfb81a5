/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The FIFO form of event channels: one word for each event in pages the guest
 * gives, linked to queues whose heads are in a control block for each vCPU.
 *
 * The guest may write these pages at any time; nothing read from them is
 * trusted beyond a bounded number of tries.
 *
 * Locking: a queue's lock guards its tail and linking to it. When an event
 * moves between queues both locks are held, in address order.
 */
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/event.h>
#include <hv/machine.h>
#include <hv/printk.h>

#define WORDS_PER_PAGE	(PAGE_SIZE / sizeof(event_word_t))
#define MAX_PAGES	(EVTCHN_FIFO_NR_CHANNELS / WORDS_PER_PAGE)
#define LINK_TRIES	4
#define LINK_MASK	((1U << EVTCHN_FIFO_LINK_BITS) - 1)

#define W_PENDING	(1U << EVTCHN_FIFO_PENDING)
#define W_MASKED	(1U << EVTCHN_FIFO_MASKED)
#define W_LINKED	(1U << EVTCHN_FIFO_LINKED)
#define W_BUSY		(1U << EVTCHN_FIFO_BUSY)

struct fifo_queue {
	spinlock_t lock;
	uint32_t tail;			/* [lock] 0: empty */
};

struct fifo_vcpu {
	struct evtchn_fifo_control_block *control;
	struct fifo_queue queue[EVTCHN_FIFO_MAX_QUEUES];
};

struct fifo_domain {
	event_word_t *page[MAX_PAGES];
	uint32_t nr_words;		/* atomic; pages below it are there */
};

static event_word_t *word_of(const struct domain *d, uint32_t number)
{
	struct fifo_domain *f = d->evtchn.fifo;

	if (number >= __atomic_load_n(&f->nr_words, __ATOMIC_ACQUIRE))
		return NULL;
	return &f->page[number / WORDS_PER_PAGE][number % WORDS_PER_PAGE];
}

static event_word_t load(const event_word_t *w)
{
	return __atomic_load_n(w, __ATOMIC_SEQ_CST);
}

/* 1 linked, 0 the word is not on a queue any more, -1 the guest interferes. */
static int try_link(event_word_t *w, uint32_t number)
{
	event_word_t x = load(w), nx;

	for (int i = 0; i < LINK_TRIES; i++) {
		if (!(x & W_LINKED)) {
			__atomic_and_fetch(w, ~W_BUSY, __ATOMIC_SEQ_CST);
			return 0;
		}
		nx = (x & ~(W_BUSY | LINK_MASK)) | number;
		if (__atomic_compare_exchange_n(w, &x, nx, false,
						__ATOMIC_SEQ_CST,
						__ATOMIC_SEQ_CST))
			return 1;
	}
	return -1;
}

/* Makes the tail's word point at `number`; false if the queue is empty. */
static bool link_to_tail(struct domain *d, uint32_t tail, uint32_t number)
{
	event_word_t *w = tail ? word_of(d, tail) : NULL;
	int ret;

	if (!w)
		return false;
	ret = try_link(w, number);
	if (ret >= 0)
		return ret;
	/* BUSY tells the guest to leave the word alone for a moment. */
	__atomic_or_fetch(w, W_BUSY, __ATOMIC_SEQ_CST);
	ret = try_link(w, number);
	if (ret >= 0)
		return ret;
	__atomic_and_fetch(w, ~W_BUSY, __ATOMIC_SEQ_CST);
	gprintk(d, XLG_WARN "event %u not linked: the guest keeps changing "
		"event %u's word\n", number, tail);
	return true;
}

static struct fifo_queue *queue_of(const struct domain *d, uint32_t packed)
{
	struct vcpu *v = domain_vcpu(d, packed >> 8);

	return &v->evtchn.fifo->queue[packed & 0xff];
}

/* Locks the queue v's event goes to and the one it was on last. */
static bool lock_queues(struct vcpu *v, struct port *p, uint8_t priority,
			struct fifo_queue **q, struct fifo_queue **old)
{
	for (int i = 0; i < LINK_TRIES; i++) {
		uint32_t last = READ_ONCE(p->last_queue);

		*q = &v->evtchn.fifo->queue[priority];
		*old = queue_of(v->domain, last);
		spin_lock_pair(&(*q)->lock, &(*old)->lock);
		if (last == READ_ONCE(p->last_queue))
			return true;
		spin_unlock_pair(&(*q)->lock, &(*old)->lock);
	}
	return false;
}

/*
 * Puts the event at the end of its queue; both locks are held. True if the
 * queue was empty, so that its ready bit is to be set.
 */
static bool enqueue(struct vcpu *v, struct port *p, uint8_t priority,
		    struct fifo_queue *q, struct fifo_queue *old)
{
	uint32_t n = p->number;
	bool linked;

	/* As the old queue's tail it would corrupt the new queue. */
	if (old->tail == n)
		old->tail = 0;
	if (old != q)
		WRITE_ONCE(p->last_queue, v->id << 8 | priority);
	linked = link_to_tail(v->domain, q->tail, n);
	if (!linked)
		__atomic_store_n(&v->evtchn.fifo->control->head[priority], n,
				 __ATOMIC_SEQ_CST);
	q->tail = n;
	return !linked;
}

static void set_pending(struct vcpu *v, struct port *p)
{
	struct fifo_vcpu *f = v->evtchn.fifo;
	event_word_t *w = word_of(v->domain, p->number), x;
	struct fifo_queue *q, *old;
	bool was, first = false;
	uint8_t prio = READ_ONCE(p->priority);	/* may change meanwhile */

	if (!w) {
		p->pending = true;
		return;
	}
	if (!lock_queues(v, p, prio, &q, &old)) {
		(void)__atomic_fetch_or(w, W_PENDING, __ATOMIC_SEQ_CST);
		gprintk(v->domain, XLG_WARN "event %u moves between queues "
			"faster than it can be sent\n", p->number);
		evtchn_wake_pollers(v->domain, p->number);
		return;
	}
	was = __atomic_fetch_or(w, W_PENDING, __ATOMIC_SEQ_CST) & W_PENDING;
	x = load(w);
	/* Without a control block there is nowhere to queue: it is lost. */
	if (f->control && !(x & (W_MASKED | W_LINKED)) &&
	    !(__atomic_fetch_or(w, W_LINKED, __ATOMIC_SEQ_CST) & W_LINKED))
		first = enqueue(v, p, prio, q, old);
	spin_unlock_pair(&q->lock, &old->lock);

	if (first && !(__atomic_fetch_or(&f->control->ready, 1U << prio,
					 __ATOMIC_SEQ_CST) & (1U << prio)))
		vcpu_mark_events_pending(v);
	if (!was)
		evtchn_wake_pollers(v->domain, p->number);
}

static void clear_pending(struct domain *d, struct port *p)
{
	event_word_t *w = word_of(d, p->number);

	/* It stays linked; the guest takes it off and finds nothing. */
	if (w)
		__atomic_and_fetch(w, ~W_PENDING, __ATOMIC_SEQ_CST);
}

static void unmask(struct domain *d, struct port *p)
{
	event_word_t *w = word_of(d, p->number);
	struct vcpu *v = domain_vcpu(d, p->notify_vcpu);

	if (!w || !v)
		return;
	__atomic_and_fetch(w, ~W_MASKED, __ATOMIC_SEQ_CST);
	if (load(w) & W_PENDING)
		set_pending(v, p);
}

static bool is_pending(const struct domain *d, const struct port *p)
{
	event_word_t *w = word_of(d, p->number);

	return w && (load(w) & W_PENDING);
}

static bool is_masked(const struct domain *d, const struct port *p)
{
	event_word_t *w = word_of(d, p->number);

	return !w || (load(w) & W_MASKED);
}

static int set_priority(struct domain *d, struct port *p, uint32_t priority)
{
	(void)d;
	if (priority > EVTCHN_FIFO_PRIORITY_MIN)
		return -EINVAL;
	/* Takes effect when it is next linked. */
	WRITE_ONCE(p->priority, (uint8_t)priority);
	return 0;
}

const struct evtchn_ops evtchn_ops_fifo = {
	.max_ports = EVTCHN_FIFO_NR_CHANNELS,
	.set_pending = set_pending,
	.clear_pending = clear_pending,
	.unmask = unmask,
	.is_pending = is_pending,
	.is_masked = is_masked,
	.set_priority = set_priority,
};

/* ---- setting up ---- */

/* A guest's page for our use, writable, until unmap_page(). */
static int map_page(struct domain *d, uint64_t gfn, void **p)
{
	mfn_t mfn = arch_gfn_to_mfn(d, GFN(gfn));
	struct page_info *pg;

	if (!mfn_valid(mfn))
		return -EINVAL;
	pg = mfn_to_page(mfn);
	if (page_get_and_type(pg, d, PGT_WRITABLE))
		return -EINVAL;
	*p = page_to_virt(pg);
	return 0;
}

static void unmap_page(const void *p)
{
	page_put_and_type(virt_to_page(p));
}

int evtchn_fifo_vcpu_init(struct vcpu *v)
{
	if (!v->evtchn.fifo)
		v->evtchn.fifo = hv_zalloc(sizeof(*v->evtchn.fifo));
	return v->evtchn.fifo ? 0 : -ENOMEM;
}

/* The first vCPU's control block switches the whole domain over. */
static int switch_to_fifo(struct domain *d)
{
	struct fifo_domain *f = hv_zalloc(sizeof(*f));
	unsigned int i;
	struct vcpu *v;

	if (!f)
		return -ENOMEM;
	for_each_vcpu(d, i, v)
		if (evtchn_fifo_vcpu_init(v))
			goto no_memory;
	for (uint32_t n = 1; n < d->evtchn.nr_valid; n++) {
		struct port *p = evtchn_port(d, n);

		if (p->state != PORT_FREE && evtchn_ops_2l.is_pending(d, p))
			p->pending = true;
		p->priority = EVTCHN_FIFO_PRIORITY_DEFAULT;
		p->last_queue = EVTCHN_FIFO_PRIORITY_DEFAULT;
	}
	d->evtchn.fifo = f;
	__atomic_store_n(&d->evtchn.ops, &evtchn_ops_fifo, __ATOMIC_RELEASE);
	return 0;

no_memory:
	for_each_vcpu(d, i, v)
		evtchn_vcpu_exit(v);
	hv_free(f);
	return -ENOMEM;
}

/* Caller holds the table's lock. A page that is no good changes nothing. */
static int map_control(struct vcpu *v, uint64_t gfn, uint32_t offset)
{
	struct domain *d = v->domain;
	void *p;
	int err;

	if (v->evtchn.fifo && v->evtchn.fifo->control)
		return -EINVAL;		/* it stays where it is */
	err = map_page(d, gfn, &p);
	if (err)
		return err;
	if (!d->evtchn.fifo)
		err = switch_to_fifo(d);
	if (err)
		unmap_page(p);
	else
		v->evtchn.fifo->control = (void *)((char *)p + offset);
	return err;
}

int evtchn_fifo_init_control(struct domain *d, struct evtchn_init_control *op)
{
	struct vcpu *v = domain_vcpu(d, op->vcpu);
	unsigned long flags;
	int err;

	op->link_bits = EVTCHN_FIFO_LINK_BITS;
	if (!v)
		return -ENOENT;
	if (op->offset > PAGE_SIZE - sizeof(struct evtchn_fifo_control_block) ||
	    op->offset % 8)
		return -EINVAL;
	flags = spin_lock_irqsave(&d->evtchn.lock);
	err = map_control(v, op->control_gfn, op->offset);
	spin_unlock_irqrestore(&d->evtchn.lock, flags);
	return err;
}

static void raise_early(struct domain *d, uint32_t first, uint32_t end)
{
	for (uint32_t n = first; n < end; n++) {
		struct port *p = evtchn_port(d, n);

		if (!p)
			return;
		if (!p->pending)
			continue;
		p->pending = false;
		spin_lock(&p->lock);
		evtchn_set_pending(d, p);
		spin_unlock(&p->lock);
	}
}

/* Caller holds the table's lock. */
static int expand(struct domain *d, struct fifo_domain *f, uint64_t gfn)
{
	uint32_t nr = f->nr_words;
	void *p;
	int err;

	if (nr >= EVTCHN_FIFO_NR_CHANNELS)
		return -ENOSPC;
	err = map_page(d, gfn, &p);
	if (err)
		return err;
	f->page[nr / WORDS_PER_PAGE] = p;
	__atomic_store_n(&f->nr_words, nr + (uint32_t)WORDS_PER_PAGE,
			 __ATOMIC_RELEASE);
	raise_early(d, nr, nr + (uint32_t)WORDS_PER_PAGE);
	return 0;
}

int evtchn_fifo_expand_array(struct domain *d, uint64_t gfn)
{
	/* Under the lock only: a reset on another vCPU may free it. */
	unsigned long flags = spin_lock_irqsave(&d->evtchn.lock);
	int err = d->evtchn.fifo ? expand(d, d->evtchn.fifo, gfn) :
				   -EOPNOTSUPP;

	spin_unlock_irqrestore(&d->evtchn.lock, flags);
	return err;
}

/* All ports are closed, and the lock is held: nobody sends any more. */
void evtchn_fifo_destroy(struct domain *d)
{
	struct fifo_domain *f = d->evtchn.fifo;
	unsigned int i;
	struct vcpu *v;

	if (!f)
		return;
	d->evtchn.ops = &evtchn_ops_2l;
	d->evtchn.fifo = NULL;
	for_each_vcpu(d, i, v) {
		if (v->evtchn.fifo && v->evtchn.fifo->control)
			unmap_page(v->evtchn.fifo->control);
		evtchn_vcpu_exit(v);
	}
	for (uint32_t p = 0; p < f->nr_words / WORDS_PER_PAGE; p++)
		unmap_page(f->page[p]);
	hv_free(f);
}
