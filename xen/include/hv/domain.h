/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Domains and their virtual CPUs.
 */
#ifndef HV_DOMAIN_H
#define HV_DOMAIN_H

#include <hv/types.h>
#include <hv/abi.h>
#include <hv/event.h>
#include <hv/list.h>
#include <hv/mm.h>
#include <hv/percpu.h>
#include <hv/sched.h>
#include <hv/spinlock.h>
#include <hv/timer.h>
#include <arch/domain.h>

struct grant_table;
struct rangeset;
struct xen_domctl_createdomain;
struct xen_domctl_getdomaininfo;

enum domain_dying { DOMDYING_ALIVE, DOMDYING_DYING, DOMDYING_DEAD };
enum guest_type { GUEST_PV, GUEST_HVM };

struct vcpu {
	unsigned int id;
	unsigned int processor;		/* CPU it runs or last ran on [rq lock] */
	struct domain *domain;
	struct sched_vcpu sched;

	/* Run state: written under the run queue lock. */
	struct vcpu_runstate_info runstate;
	XEN_GUEST_HANDLE(vcpu_runstate_info_t) runstate_guest;

	unsigned long pause_flags;	/* atomic, bits are enum vcpu_pause_flag */
	int32_t pause_count;		/* atomic */
	bool is_initialised;
	bool is_idle;
	bool in_multicall;		/* they do not nest */
	bool runstate_dirty;		/* guest's copy is to be refreshed */
	bool paused_for_shutdown;

	struct vcpu_info *vcpu_info;	/* in shared_info, or mapped elsewhere */
	mfn_t vcpu_info_mfn;		/* INVALID_MFN until registered */

	struct evtchn_vcpu evtchn;

	s_time_t periodic_period;	/* ns, 0 = off */
	s_time_t periodic_last;
	struct timer periodic_timer;
	struct timer singleshot_timer;
	struct timer poll_timer;

	struct arch_vcpu arch;
};

#define DOMAIN_WATCHDOGS	2

struct domain {
	domid_t domid;
	enum guest_type type;
	uint32_t refcnt;		/* atomic; domain_get(), domain_put() */
	struct domain *next_dead;	/* waiting to be freed */

	bool is_privileged;		/* dom0's rights */
	bool is_idle;
	bool is_xenstore;
	bool is_console;		/* may use console_io */
	bool creation_finished;
	bool controller_paused;
	bool need_iommu;
	bool debugger_attached;
	enum domain_dying dying;

	/* Shutdown [shutdown_lock] */
	spinlock_t shutdown_lock;
	bool is_shutting_down;
	bool is_shut_down;
	uint32_t shutdown_code;		/* SHUTDOWN_* or SHUTDOWN_CODE_INVALID */
	uint32_t suspend_evtchn;	/* told when it has suspended, or 0 */

	spinlock_t lock;		/* life cycle, vCPU creation */
	spinlock_t hypercall_lock;	/* avoids two ops deadlocking: trylock */

	/* vCPUs: slots appear in order and stay until the domain goes. */
	unsigned int max_vcpus;
	struct vcpu **vcpu;
	int32_t pause_count;		/* atomic */
	int32_t controller_pause_count;

	/* Memory [page_lock] */
	spinlock_t page_lock;
	struct page_list page_list;	/* ordinary pages */
	struct page_list xenpage_list;	/* hypervisor pages it may map */
	struct page_list relmem_list;	/* being given back at death */
	uint64_t tot_pages;
	uint64_t max_pages;
	uint64_t outstanding_pages;	/* claimed, not yet there [heap lock] */
	uint64_t extra_pages;
	uint64_t xenheap_pages;

	struct shared_info *shared_info;
	struct evtchn_domain evtchn;
	struct grant_table *grant;

	/* What a device domain may touch. */
	struct rangeset *irq_caps;
	struct rangeset *iomem_caps;

	struct sched_domain sched;
	struct cpupool *cpupool;
	uint64_t node_affinity;		/* bit per node */
	bool auto_node_affinity;
	uint8_t last_node;		/* [heap lock] of its last allocation */

	struct domain *target;		/* stub domain's, with a reference */
	uint32_t ssidref;
	xen_domain_handle_t handle;
	uint32_t createflags;		/* XEN_DOMCTL_CDF_* */
	uint64_t vm_assist;		/* VMASST_TYPE_* bits */
	int64_t time_offset;		/* s, for the guest's wall clock */
	uint64_t settime_seen;

	struct timer watchdog[DOMAIN_WATCHDOGS];
	uint32_t watchdog_armed;	/* bits [lock] */
	unsigned int relinquish_step;	/* how far domain_kill has come */

	char con_buf[128];		/* guest's unfinished console line */
	unsigned int con_len;

	struct arch_domain arch;
};

#define SHUTDOWN_CODE_INVALID	(~0U)

extern struct domain *dom0;
/* Owners of frames that belong to nobody who runs. */
extern struct domain *dom_xen;		/* DOMID_XEN: hypervisor's, shareable */
extern struct domain *dom_io;		/* DOMID_IO: MMIO and reserved RAM */
extern struct domain *dom_idle;

/* Before anything else here: the system domains above. */
void domain_init_system(void);

/*
 * A new, paused domain with one reference. *err: -ENOMEM, -EEXIST, -EINVAL
 * and whatever the machine refuses. config NULL: a system domain.
 */
struct domain *domain_create(domid_t id,
			     const struct xen_domctl_createdomain *config,
			     bool privileged, int *err);
/* Starts (0) or continues (-ERESTART) giving everything back. */
int domain_kill(struct domain *d);
/* Slot `id` of d, on CPU `cpu`; NULL when memory is short. */
struct vcpu *vcpu_create(struct domain *d, unsigned int id, unsigned int cpu);
/* The idle vCPU of a CPU that has a pcpu. */
struct vcpu *idle_vcpu_create(unsigned int cpu);

/* Domain by id with a reference, or NULL. DOMID_SELF is the caller's. */
struct domain *domain_get_by_id(domid_t id);
struct domain *domain_get_by_id_or_self(domid_t id);
bool domain_get(struct domain *d);
void domain_put(struct domain *d);
/*
 * Without a reference: only valid while the caller knows d stays, as the
 * owner of a frame it holds a reference to does.
 */
struct domain *domain_by_id_nolock(domid_t id);
/* First domain with an id >= from, with a reference; NULL at the end. */
struct domain *domain_get_next(domid_t from);

/* Ends d as dom0's death ends the machine. */
void domain_shutdown(struct domain *d, uint32_t reason);
void domain_resume(struct domain *d);
void shutdown_register_options(void);
extern bool opt_noreboot;
/* The guest did something it cannot survive. */
void domain_crash(struct domain *d, const char *fmt, ...) __printf(2, 3);
void domain_info_get(struct domain *d, struct xen_domctl_getdomaininfo *info);
/* Watchdog `id` (0: a free one) in `timeout` seconds; SCHEDOP_watchdog. */
long domain_watchdog(struct domain *d, uint32_t id, uint32_t timeout);

static inline struct vcpu *domain_vcpu(const struct domain *d,
				       unsigned int id)
{
	return id < d->max_vcpus ? READ_ONCE(d->vcpu[id]) : NULL;
}

#define for_each_vcpu(d, i, v)						\
	for ((i) = 0; (i) < (d)->max_vcpus; (i)++)			\
		if (((v) = domain_vcpu((d), (i))) != NULL)

/* Would v take an upcall now? */
static inline bool vcpu_events_deliverable(const struct vcpu *v)
{
	const struct vcpu_info *info = v->vcpu_info;

	return READ_ONCE(info->evtchn_upcall_pending) &&
	       !READ_ONCE(info->evtchn_upcall_mask);
}

static inline bool is_hvm(const struct domain *d)
{
	return d->type == GUEST_HVM;
}

/* VCPUOP_register_vcpu_info: -EINVAL. Caller holds d->lock. */
int vcpu_info_map(struct vcpu *v, gfn_t gfn, unsigned int offset);
void vcpu_info_unmap(struct vcpu *v);
/*
 * Writes the run state where the guest asked for it; v is current and its
 * address space is loaded. The machine calls it before v enters the guest
 * when v->runstate_dirty.
 */
void vcpu_runstate_update_guest(struct vcpu *v);
/* Where vCPUs without a place of their own have their vcpu_info. */
extern struct vcpu_info dummy_vcpu_info;
/* Sets a vCPU's registers from a context and its VGCF_online flag. */
int vcpu_set_context(struct vcpu *v, struct vcpu_guest_context *ctxt);
/* Period in ns, 0 stops it. */
void vcpu_set_periodic_timer(struct vcpu *v, s_time_t period);

#endif
