/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The life of domains: creation, look-up, references, death.
 *
 * Domains are found by number through a table of pointers; the idle domain
 * and the owners of special frames are in it too. A domain leaves the table
 * and its memory goes when the last reference does. References are held by
 * whoever uses a domain, by its pages, and by event channels' peers.
 *
 * Locking: table_lock guards the table. Freeing is done from a tasklet: the
 * last reference may go anywhere, with any lock held.
 */
#include <hv/bitmap.h>
#include <hv/bug.h>
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/grant.h>
#include <hv/machine.h>
#include <hv/printk.h>
#include <hv/rangeset.h>
#include <hv/string.h>

#include <xen/domctl.h>

#define NR_DOMIDS	0x8000U
#define MAX_IRQ_RANGES	4096U
#define MAX_IOMEM_RANGES 65536U

struct domain *dom0, *dom_xen, *dom_io, *dom_idle;

static struct domain *table[NR_DOMIDS];		/* [table_lock] to write */
/* [table_lock] which of them guests have, so that listing is quick. */
static unsigned long listed[BITS_TO_LONGS(DOMID_FIRST_RESERVED)];
static spinlock_t table_lock = SPINLOCK_INIT;
static struct domain *dead;			/* [table_lock] */
static struct tasklet reaper;

/* ---- look-up and references ---- */

struct domain *domain_by_id_nolock(domid_t id)
{
	return id < NR_DOMIDS ? READ_ONCE(table[id]) : NULL;
}

struct domain *domain_get_by_id(domid_t id)
{
	struct domain *d = NULL;
	unsigned long flags;

	/* The owners of special frames are nobody a guest can name. */
	if (id >= DOMID_FIRST_RESERVED || !READ_ONCE(table[id]))
		return NULL;
	flags = spin_lock_irqsave(&table_lock);
	d = table[id];
	if (d && !domain_get(d))
		d = NULL;
	spin_unlock_irqrestore(&table_lock, flags);
	return d;
}

struct domain *domain_get_by_id_or_self(domid_t id)
{
	struct domain *d = arch_current()->domain;

	if (id != DOMID_SELF && id != d->domid)
		return domain_get_by_id(id);
	(void)domain_get(d);
	return d;
}

bool domain_get(struct domain *d)
{
	uint32_t x = READ_ONCE(d->refcnt);

	do {
		if (x == 0 || x >= INT32_MAX)
			return false;
	} while (!__atomic_compare_exchange_n(&d->refcnt, &x, x + 1, true,
					      __ATOMIC_ACQUIRE,
					      __ATOMIC_RELAXED));
	return true;
}

struct domain *domain_get_next(domid_t from)
{
	struct domain *d = NULL;
	unsigned long flags = spin_lock_irqsave(&table_lock);
	unsigned long id = from;

	while (!d && id < DOMID_FIRST_RESERVED) {
		id = bitmap_find_next(listed, DOMID_FIRST_RESERVED, id);
		if (id < DOMID_FIRST_RESERVED && domain_get(table[id]))
			d = table[id];
		id++;
	}
	spin_unlock_irqrestore(&table_lock, flags);
	return d;
}

/* ---- freeing ---- */

static void free_vcpus(struct domain *d)
{
	for (unsigned int i = d->max_vcpus; i-- > 0;) {
		struct vcpu *v = d->vcpu[i];

		if (!v)
			continue;
		timer_kill(&v->periodic_timer);
		timer_kill(&v->singleshot_timer);
		timer_kill(&v->poll_timer);
		/* The policy's work goes over all vCPUs until it leaves. */
		WRITE_ONCE(d->vcpu[i], NULL);
		sched_vcpu_exit(v);
		arch_vcpu_destroy(v);
		evtchn_vcpu_exit(v);
		hv_free(v);
	}
	hv_free(d->vcpu);
}

/* Everything of a domain nobody refers to, however far it was built. */
static void domain_free(struct domain *d)
{
	for (unsigned int i = 0; i < DOMAIN_WATCHDOGS; i++)
		timer_kill(&d->watchdog[i]);
	if (d->vcpu)
		free_vcpus(d);
	if (d->grant)
		grant_domain_exit(d);
	if (d->evtchn.ops)
		evtchn_domain_exit(d);
	arch_domain_destroy(d);
	if (d->shared_info) {
		/* No references are left: nobody can have it mapped. */
		virt_to_page(d->shared_info)->owner = DOMID_INVALID;
		xenheap_free(d->shared_info, 0);
	}
	sched_domain_exit(d);
	rangeset_free(d->irq_caps);
	rangeset_free(d->iomem_caps);
	if (d->target)
		domain_put(d->target);
	hv_free(d);
}

static void reap(void *data)
{
	unsigned long flags;
	struct domain *d;

	(void)data;
	for (;;) {
		flags = spin_lock_irqsave(&table_lock);
		d = dead;
		if (d)
			dead = d->next_dead;
		spin_unlock_irqrestore(&table_lock, flags);
		if (!d)
			return;
		domain_free(d);
	}
}

void domain_put(struct domain *d)
{
	unsigned long flags;

	if (__atomic_sub_fetch(&d->refcnt, 1, __ATOMIC_ACQ_REL))
		return;
	flags = spin_lock_irqsave(&table_lock);
	if (table[d->domid] == d) {
		WRITE_ONCE(table[d->domid], NULL);
		if (d->domid < DOMID_FIRST_RESERVED)
			bit_clear(listed, d->domid);
	}
	d->next_dead = dead;
	dead = d;
	spin_unlock_irqrestore(&table_lock, flags);
	tasklet_schedule(&reaper);
}

/* ---- creation ---- */

static int publish(struct domain *d)
{
	unsigned long flags = spin_lock_irqsave(&table_lock);
	int err = table[d->domid] ? -EEXIST : 0;

	if (!err) {
		WRITE_ONCE(table[d->domid], d);
		if (d->domid < DOMID_FIRST_RESERVED)
			bit_set(listed, d->domid);
	}
	spin_unlock_irqrestore(&table_lock, flags);
	return err;
}

static void watchdog_expired(void *data)
{
	struct domain *d = data;

	if (d->is_shutting_down || d->dying != DOMDYING_ALIVE)
		return;
	printk(XL_WARN "d%u: its watchdog timed out, shutting it down\n",
	       d->domid);
	domain_shutdown(d, SHUTDOWN_watchdog);
}

/* What every domain has, real or not. Takes no memory but d's own. */
static struct domain *domain_new(domid_t id)
{
	struct domain *d = hv_zalloc(sizeof(*d));

	if (!d)
		return NULL;
	d->domid = id;
	d->refcnt = 1;
	d->shutdown_code = SHUTDOWN_CODE_INVALID;
	page_list_init(&d->page_list);
	page_list_init(&d->xenpage_list);
	page_list_init(&d->relmem_list);
	list_init(&d->sched.link);
	for (unsigned int i = 0; i < DOMAIN_WATCHDOGS; i++)
		timer_init(&d->watchdog[i], watchdog_expired, d, 0);
	return d;
}

static int create_vcpu_table(struct domain *d, unsigned int nr)
{
	d->vcpu = hv_zalloc_array(nr, sizeof(*d->vcpu));
	if (!d->vcpu)
		return -ENOMEM;
	d->max_vcpus = nr;
	return 0;
}

static int create_shared_info(struct domain *d)
{
	d->shared_info = xenheap_alloc(0, 0);
	if (!d->shared_info)
		return -ENOMEM;
	page_share_with(virt_to_page(d->shared_info), d, PAGE_SHARE_RW);
	return 0;
}

/* The parts of a guest, in order; undone by domain_free(). */
static int domain_build(struct domain *d,
			const struct xen_domctl_createdomain *c)
{
	unsigned int gnt_version = XEN_DOMCTL_GRANT_version(c->grant_opts);
	int err;

	d->irq_caps = rangeset_new("Interrupts", MAX_IRQ_RANGES);
	d->iomem_caps = rangeset_new("I/O Memory", MAX_IOMEM_RANGES);
	if (!d->irq_caps || !d->iomem_caps)
		return -ENOMEM;
	err = create_vcpu_table(d, c->max_vcpus);
	if (!err)
		err = sched_domain_init(d, c->cpupool_id);
	if (!err)
		err = create_shared_info(d);
	if (!err)
		err = evtchn_domain_init(d, c->max_evtchn_port);
	if (!err)
		err = grant_domain_init(d, c->max_grant_frames,
					c->max_maptrack_frames, gnt_version);
	if (!err)
		err = arch_domain_create(d, c);
	return err;
}

/*
 * Pages find their owner by number, which is not this domain's and may become
 * another's: what was shared with it is memory without owner again.
 */
static void disown_shared(struct domain *d)
{
	struct page_info *pg;

	while ((pg = page_list_pop(&d->xenpage_list)) != NULL) {
		pg->count_info = PGC_XENHEAP;
		pg->owner = DOMID_INVALID;
	}
}

struct domain *domain_create(domid_t id,
			     const struct xen_domctl_createdomain *config,
			     bool privileged, int *err)
{
	struct domain *d = domain_new(id);

	*err = -ENOMEM;
	if (!d)
		return NULL;
	d->is_privileged = d->is_console = privileged;
	d->controller_pause_count = 1;
	d->pause_count = 1;
	d->auto_node_affinity = true;
	d->node_affinity = ~0ULL;
	if (config) {
		d->createflags = config->flags;
		d->type = config->flags & XEN_DOMCTL_CDF_hvm ? GUEST_HVM :
							       GUEST_PV;
		d->is_xenstore = config->flags & XEN_DOMCTL_CDF_xs_domain;
		d->ssidref = config->ssidref;
		memcpy(d->handle, config->handle, sizeof(d->handle));
		*err = domain_build(d, config);
	} else {
		*err = 0;
	}
	if (!*err)
		*err = publish(d);
	if (!*err)
		return d;
	/*
	 * Never visible, so all references are ours: the one it is born with
	 * and those that sharing its pages took.
	 */
	disown_shared(d);
	d->dying = DOMDYING_DEAD;
	d->refcnt = 1;
	domain_put(d);
	return NULL;
}

static struct domain *system_domain(domid_t id)
{
	int err;
	struct domain *d = domain_create(id, NULL, false, &err);

	BUG_ON(!d);
	return d;
}

void domain_init_system(void)
{
	tasklet_init(&reaper, reap, NULL);
	dom_xen = system_domain(DOMID_XEN);
	dom_io = system_domain(DOMID_IO);
	dom_idle = system_domain(DOMID_IDLE);
	dom_idle->is_idle = true;
	dom_idle->pause_count = 0;
	BUG_ON(create_vcpu_table(dom_idle, NR_CPUS_MAX));
}

/* ---- death ---- */

static void domain_dead(struct domain *d)
{
	struct vcpu *v;
	unsigned int i;

	for_each_vcpu(d, i, v)
		vcpu_info_unmap(v);
	d->dying = DOMDYING_DEAD;
	domain_put(d);
	evtchn_send_virq_host(VIRQ_DOM_EXC);
}

int domain_kill(struct domain *d)
{
	int err;

	if (d->dying == DOMDYING_DEAD)
		return 0;
	if (d->dying == DOMDYING_ALIVE) {
		domain_pause(d);
		/* assign_pages() looks at this under the lock. */
		spin_lock(&d->page_lock);
		d->dying = DOMDYING_DYING;
		spin_unlock(&d->page_lock);
		(void)domain_set_claim(d, 0);
		evtchn_clear_virq_handlers(d);
	}
	err = grant_domain_release_mappings(d);
	if (!err)
		err = evtchn_domain_close_all(d);
	if (!err)
		err = arch_domain_relinquish(d);
	if (!err)
		err = domain_relinquish_pages(d);
	if (!err)
		domain_dead(d);
	return err;
}

/* ---- what the tools see ---- */

static uint32_t run_flags(const struct domain *d, uint64_t *cpu_time,
			  uint32_t *online, uint32_t *max_id)
{
	uint32_t flags = XEN_DOMINF_blocked;
	unsigned int i;
	struct vcpu *v;

	for_each_vcpu(d, i, v) {
		*cpu_time += vcpu_cpu_time(v);
		*max_id = i;
		if (v->pause_flags & (1UL << VPF_DOWN))
			continue;
		(*online)++;
		if (!(v->pause_flags & (1UL << VPF_BLOCKED)))
			flags &= ~XEN_DOMINF_blocked;
		if (v->sched.is_running)
			flags |= XEN_DOMINF_running;
	}
	return flags;
}

void domain_info_get(struct domain *d, struct xen_domctl_getdomaininfo *info)
{
	uint32_t online = 0, max_id = XEN_INVALID_MAX_VCPU_ID;
	uint64_t cpu_time = 0;

	memset(info, 0, sizeof(*info));
	info->domain = d->domid;
	info->flags = run_flags(d, &cpu_time, &online, &max_id);
	if (!online)
		info->flags = 0;	/* neither blocked nor running */
	info->cpu_time = cpu_time;
	info->nr_online_vcpus = online;
	info->max_vcpu_id = max_id;
	if (d->dying == DOMDYING_DEAD)
		info->flags |= XEN_DOMINF_dying;
	if (d->is_shut_down)
		info->flags |= XEN_DOMINF_shutdown;
	if (d->controller_pause_count > 0)
		info->flags |= XEN_DOMINF_paused;
	if (d->debugger_attached)
		info->flags |= XEN_DOMINF_debugged;
	if (d->is_xenstore)
		info->flags |= XEN_DOMINF_xs_domain;
	if (is_hvm(d))
		info->flags |= XEN_DOMINF_hvm_guest;
	info->flags |= d->shutdown_code << XEN_DOMINF_shutdownshift;
	info->tot_pages = d->tot_pages;
	info->max_pages = d->max_pages;
	info->outstanding_pages = d->outstanding_pages;
	info->shared_info_frame = d->shared_info ?
		arch_m2p_get(arch_virt_to_mfn(d->shared_info)) : M2P_INVALID;
	info->ssidref = d->ssidref;
	memcpy(info->handle, d->handle, sizeof(info->handle));
	info->cpupool = d->cpupool ? d->cpupool->id : ~0U;
	arch_domain_info(d, info);
}
