/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hypercalls as data: the table, the sub-op dispatcher, continuations.
 */
#ifndef HV_HYPERCALL_H
#define HV_HYPERCALL_H

#include <hv/types.h>
#include <hv/errno.h>
#include <hv/xsm.h>

struct domain;

/*
 * One call. A handler that returns -ERESTART has put into arg[] what the
 * guest is to repeat the call with; the machine writes it back and lets the
 * guest execute the same instruction again.
 */
struct hypercall {
	unsigned int nr;
	unsigned long arg[6];
};

#define HC_PV	(1U << 0)		/* offered to PV guests */
#define HC_HVM	(1U << 1)

struct hypercall_row {
	long (*run)(struct hypercall *hc);
	uint8_t guests;			/* HC_PV | HC_HVM */
	uint8_t nr_args;
};

#define NR_HYPERCALLS	64U

/* The machine's own rows; numbers it leaves empty are common or -ENOSYS. */
extern const struct hypercall_row arch_hypercalls[NR_HYPERCALLS];

/* Runs one call of the current vCPU. Unknown: -ENOSYS. */
long hypercall_dispatch(struct hypercall *hc);

/* True when a long operation should stop here and return -ERESTART. */
bool hypercall_preempt(void);

/*
 * Sub-operations of one hypercall: argument copied in, checked, run, copied
 * out. `run` gets the argument in kernel memory; what it returns is the
 * hypercall's result. The reply is copied out when it is >= 0, and also on
 * -ERESTART.
 */
struct subop {
	long (*run)(struct domain *curr, void *arg);
	uint16_t size;			/* bytes at the guest's pointer */
	bool reply;
	enum xsm_right right;		/* what the caller must be */
	const char *hook;		/* XSM hook's name, NULL: none */
};

/* `arg` is at least as large as the largest row's size. */
long subop_run(const struct subop *table, unsigned int nr_rows,
	       unsigned int cmd, unsigned long guest_arg, void *arg);

long hc_multicall(struct hypercall *hc);
long hc_memory_op(struct hypercall *hc);
long hc_sched_op(struct hypercall *hc);
long hc_sched_op_compat(struct hypercall *hc);
long hc_event_channel_op_compat(struct hypercall *hc);
long hc_vcpu_op(struct hypercall *hc);
long hc_xen_version(struct hypercall *hc);
long hc_console_io(struct hypercall *hc);
long hc_grant_table_op(struct hypercall *hc);
long hc_domctl(struct hypercall *hc);
long hc_sysctl(struct hypercall *hc);
long hc_vm_assist(struct hypercall *hc);
long hc_set_timer_op(struct hypercall *hc);
long hc_xsm_op(struct hypercall *hc);
/* absent.c: refused, but with the arguments looked at. */
long hc_xenoprof_op(struct hypercall *hc);
long hc_hvm_op(struct hypercall *hc);
long hc_kexec_op(struct hypercall *hc);
long hc_dm_op(struct hypercall *hc);
long hc_paging_domctl_cont(struct hypercall *hc);

#endif
