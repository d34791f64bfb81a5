/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Event channels.
 */
#ifndef HV_EVENT_H
#define HV_EVENT_H

#include <hv/types.h>
#include <hv/abi.h>
#include <hv/list.h>
#include <hv/spinlock.h>

struct domain;
struct vcpu;
struct hypercall;

enum port_state {
	PORT_FREE,
	PORT_RESERVED,		/* being set up */
	PORT_UNBOUND,
	PORT_INTERDOMAIN,
	PORT_PIRQ,
	PORT_VIRQ,
	PORT_IPI,
};

struct port {
	/*
	 * Held for sending; changing anything needs event_lock as well.
	 * Order: inside event_lock; a second port's lock by address.
	 */
	spinlock_t lock;
	uint8_t state;			/* enum port_state */
	uint8_t priority;		/* FIFO */
	uint16_t notify_vcpu;
	uint32_t number;
	union {
		domid_t unbound_remote;
		struct {
			struct domain *remote;
			uint32_t remote_port;
		};
		uint32_t virq;
		uint32_t pirq;
	};
	/* FIFO: the queue it was linked on last, vCPU << 8 | priority; atomic */
	uint32_t last_queue;
	bool pending;			/* FIFO: sent before its word was there */
};

/* Port 0 is reserved for ever: it can be named but never used. */
static inline bool port_in_use(const struct port *p)
{
	return p->state > PORT_RESERVED;
}

#define PORTS_PER_BUCKET	64U
#define EVTCHN_MAX_2L		4096U
#define EVTCHN_MAX_FIFO		(1U << 17)
#define PORT_BUCKETS		(EVTCHN_MAX_FIFO / PORTS_PER_BUCKET)
/* Buckets are found through pages of pointers, allocated as needed. */
#define BUCKETS_PER_GROUP	64U
#define PORT_GROUPS		(PORT_BUCKETS / BUCKETS_PER_GROUP)

struct fifo_domain;
struct fifo_vcpu;

struct evtchn_ops {
	uint32_t max_ports;
	/* For v, the vCPU it notifies. Caller holds a lock that keeps p. */
	void (*set_pending)(struct vcpu *v, struct port *p);
	void (*clear_pending)(struct domain *d, struct port *p);
	void (*unmask)(struct domain *d, struct port *p);
	bool (*is_pending)(const struct domain *d, const struct port *p);
	bool (*is_masked)(const struct domain *d, const struct port *p);
	int (*set_priority)(struct domain *d, struct port *p, uint32_t prio);
};

struct evtchn_domain {
	/*
	 * Guards the table and every port's state.
	 * Of two domains', the lower address first. Always irqsave.
	 */
	spinlock_t lock;
	const struct evtchn_ops *ops;
	struct port **group[PORT_GROUPS];	/* [lock], only grows */
	uint32_t nr_valid;			/* [lock] ports with memory */
	uint32_t max_port;			/* limit from the toolstack */
	uint32_t first_free;			/* [lock] none is free below */
	uint32_t nr_active;			/* [lock] not free */
	struct fifo_domain *fifo;
	uint32_t nr_pirqs;
	uint32_t *pirq_port;			/* [lock] by pirq, 0 none */
	unsigned long *poll_mask;		/* vCPUs in SCHEDOP_poll */
	uint32_t next_close;			/* progress of destroy/reset */
};

struct evtchn_vcpu {
	spinlock_t virq_lock;			/* virq_port[], irqsave */
	uint32_t virq_port[NR_VIRQS];		/* [virq_lock] 0 none */
	struct fifo_vcpu *fifo;
	int32_t poll_port;			/* SCHEDOP_poll: 0 none, -1 many */
};

int evtchn_domain_init(struct domain *d, uint32_t max_port);
int evtchn_vcpu_init(struct vcpu *v);
/* Closes all ports; -ERESTART when there is more to do. */
int evtchn_domain_close_all(struct domain *d);
void evtchn_domain_exit(struct domain *d);
void evtchn_vcpu_exit(struct vcpu *v);

/* The port, or NULL if d has none of that number. */
struct port *evtchn_port(const struct domain *d, uint32_t number);

/* Sends on d's own port, as EVTCHNOP_send. */
int evtchn_send(struct domain *d, uint32_t number);
void evtchn_send_virq_vcpu(struct vcpu *v, uint32_t virq);
/* A global VIRQ to whoever d (usually dom0) bound it on. */
void evtchn_send_virq_global(struct domain *d, uint32_t virq);
/* A global VIRQ to the domain registered for it (dom0 by default). */
void evtchn_send_virq_host(uint32_t virq);
int evtchn_set_virq_handler(struct domain *d, uint32_t virq);
/* d dies: dom0 gets its VIRQs again. */
void evtchn_clear_virq_handlers(struct domain *d);
/* From the interrupt code: a pirq d has bound fired. */
void evtchn_send_pirq(struct domain *d, uint32_t pirq);
/* pirq's port or 0; whether that port is masked by the guest. */
uint32_t evtchn_pirq_port(const struct domain *d, uint32_t pirq);
bool evtchn_port_masked(const struct domain *d, uint32_t number);
bool evtchn_port_pending(const struct domain *d, uint32_t number);

/* For domain builders: a port of d that remote may bind to. */
int evtchn_alloc_unbound(struct domain *d, domid_t remote, uint32_t *number);

/* Sets v's upcall flag and kicks it. */
void vcpu_mark_events_pending(struct vcpu *v);
/* After the vcpu_info moved or 2-level state changed: look at everything. */
void evtchn_2l_resync(struct vcpu *v);

/* ---- between the files of common/event ---- */

extern const struct evtchn_ops evtchn_ops_2l, evtchn_ops_fifo;

/* A free port with memory; caller holds d->evtchn.lock. -ENOSPC, -ENOMEM. */
int evtchn_port_alloc(struct domain *d, struct port **p);
/* To state FREE; caller holds both locks. */
void evtchn_port_free(struct domain *d, struct port *p);
/* EVTCHNOP_close: -EINVAL. */
int evtchn_close(struct domain *d, uint32_t number);
bool virq_is_global(uint32_t virq);
void evtchn_set_pending(struct domain *d, struct port *p);
/* Wakes vCPUs of d that poll for this port. */
void evtchn_wake_pollers(struct domain *d, uint32_t number);
void evtchn_fifo_destroy(struct domain *d);
int evtchn_fifo_init_control(struct domain *d, struct evtchn_init_control *op);
int evtchn_fifo_expand_array(struct domain *d, uint64_t gfn);
/* Gives a new vCPU of a FIFO domain its queues. */
int evtchn_fifo_vcpu_init(struct vcpu *v);

long hc_event_channel_op(struct hypercall *hc);
/* The debug key 'e'. */
void evtchn_register_key(void);

#endif
