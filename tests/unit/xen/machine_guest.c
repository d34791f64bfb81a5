/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine's part of guests, for tests of the generic half: there are no
 * page tables, and a guest's pointers are addresses of the test.
 */
#include "machine.h"

#include <stdio.h>

#include <hv/grant.h>
#include <hv/rangeset.h>

#include <xen/domctl.h>
#include <xen/sysctl.h>

unsigned int host_events, host_flushes;
uintptr_t host_guest_lo, host_guest_hi;
int (*host_validate)(struct page_info *pg, uint64_t type, bool preempt);
int (*host_invalidate)(struct page_info *pg, uint64_t type, bool preempt);

/* ---- memory ---- */

void arch_page_freed(struct page_info *pg, unsigned int o) { (void)pg; (void)o; }
void arch_page_alloc(struct page_info *pg, unsigned int o) { (void)pg; (void)o; }
void arch_page_type_unused(struct page_info *pg) { (void)pg; }
void arch_page_type_change(struct page_info *pg, uint64_t from, uint64_t to)
{
	(void)pg; (void)from; (void)to;
}
int arch_page_validate(struct page_info *pg, uint64_t type, bool preempt)
{
	return host_validate ? host_validate(pg, type, preempt) : 0;
}
int arch_page_invalidate(struct page_info *pg, uint64_t type, bool preempt)
{
	return host_invalidate ? host_invalidate(pg, type, preempt) : 0;
}

/* Guest pointers are addresses of the test; the first page faults. */
static bool faults(const void *ptr, size_t n)
{
	uintptr_t p = (uintptr_t)ptr;

	if (host_guest_hi)
		return p < host_guest_lo || p >= host_guest_hi ||
		       n > host_guest_hi - p;
	return p < PAGE_SIZE;
}

static void at_guest_access(void)
{
	if (host_hooks.at_guest_access)
		host_hooks.at_guest_access();
}

int arch_copy_from_guest(void *dst, const void *src, size_t n)
{
	at_guest_access();
	if (faults(src, n))
		return -EFAULT;
	memcpy(dst, src, n);
	return 0;
}
int arch_copy_to_guest(void *dst, const void *src, size_t n)
{
	at_guest_access();
	if (faults(dst, n))
		return -EFAULT;
	memcpy(dst, src, n);
	return 0;
}
int arch_clear_guest(void *dst, size_t n)
{
	at_guest_access();
	if (faults(dst, n))
		return -EFAULT;
	memset(dst, 0, n);
	return 0;
}
bool arch_guest_range_ok(const void *p, uint64_t n)
{
	return (uint64_t)(uintptr_t)p + n >= n && n < 1ULL << 47;
}

/* ---- running ---- */

void arch_context_switch(struct vcpu *prev, struct vcpu *next)
{
	host_current = next;
	sched_context_saved(prev);
}
void arch_context_continue(struct vcpu *v) { (void)v; }
void arch_vcpu_sync_state(struct vcpu *v) { (void)v; }
void arch_vcpu_event(struct vcpu *v)
{
	(void)v;
	host_events++;
}
void arch_vcpu_update_time(struct vcpu *v) { (void)v; }
int arch_vcpu_send_nmi(struct vcpu *v) { (void)v; return -EINVAL; }
void arch_dump_vcpu(struct vcpu *v) { (void)v; }
void arch_dump_crash(struct vcpu *v) { (void)v; }

/* ---- domains ---- */

int arch_domain_config_check(struct xen_domctl_createdomain *c)
{
	return c->flags & XEN_DOMCTL_CDF_hvm || c->max_vcpus > 512 ? -EINVAL :
								     0;
}
int arch_domain_create(struct domain *d,
		       const struct xen_domctl_createdomain *c)
{
	(void)d; (void)c;
	return 0;
}
void arch_domain_destroy(struct domain *d) { (void)d; }
int arch_domain_relinquish(struct domain *d)
{
	return host_hooks.relinquish ? host_hooks.relinquish(d) : 0;
}
void arch_domain_shutdown(struct domain *d) { (void)d; }
void arch_domain_pause(struct domain *d) { (void)d; }
void arch_domain_unpause(struct domain *d) { (void)d; }
void arch_domain_creation_finished(struct domain *d) { (void)d; }
int arch_vcpu_create(struct vcpu *v) { (void)v; return 0; }
void arch_vcpu_destroy(struct vcpu *v)
{
	if (host_hooks.vcpu_destroyed)
		host_hooks.vcpu_destroyed(v);
}
int arch_vcpu_set_context(struct vcpu *v, struct vcpu_guest_context *c)
{
	(void)v; (void)c;
	return 0;
}
void arch_vcpu_get_context(struct vcpu *v, struct vcpu_guest_context *c)
{
	(void)v; (void)c;
}
int arch_vcpu_reset(struct vcpu *v) { (void)v; return 0; }
long arch_vcpu_op(unsigned int cmd, struct vcpu *v, unsigned long arg)
{
	(void)cmd; (void)v; (void)arg;
	return -ENOSYS;
}
void arch_domain_info(struct domain *d, struct xen_domctl_getdomaininfo *i)
{
	(void)d; (void)i;
}
int arch_physmap_add(struct domain *d, gfn_t g, mfn_t m, unsigned int order)
{
	(void)d;
	for (uint64_t i = 0; i < 1UL << order; i++)
		arch_m2p_set(mfn_add(m, i), g.n + i);
	return 0;
}
int arch_physmap_remove(struct domain *d, gfn_t g, mfn_t m, unsigned int order)
{
	(void)d; (void)g;
	for (uint64_t i = 0; i < 1UL << order; i++)
		arch_m2p_set(mfn_add(m, i), M2P_INVALID);
	return 0;
}
mfn_t arch_gfn_to_mfn(struct domain *d, gfn_t g) { (void)d; return MFN(g.n); }
bool arch_paging_translated(const struct domain *d) { (void)d; return false; }
uint64_t arch_max_gpfn(struct domain *d) { return d->tot_pages; }
long arch_memory_op(unsigned int cmd, unsigned long arg)
{
	(void)cmd; (void)arg;
	return -ENOSYS;
}
long arch_add_to_physmap(struct domain *d, unsigned int s, uint64_t i, gfn_t g)
{
	(void)d; (void)s; (void)i; (void)g;
	return -ENOSYS;
}
unsigned int arch_max_extent_order(const struct domain *d)
{
	return d->is_privileged ? 18 : 9;
}
/* The "page-table entry" of a grant mapping is a word of the test. */
int arch_grant_map(uint64_t addr, mfn_t m, unsigned int flags,
		   unsigned int cache)
{
	(void)cache;
	if (host_hooks.grant_map)
		return host_hooks.grant_map(addr, m, flags);
	if (faults((void *)addr, sizeof(uint64_t)))
		return GNTST_bad_virt_addr;
	*(uint64_t *)addr = m.n;
	return GNTST_okay;
}
int arch_grant_unmap(uint64_t addr, mfn_t m, unsigned int flags,
		     uint64_t new_addr)
{
	if (host_hooks.grant_unmap)
		return host_hooks.grant_unmap(addr, m, flags, new_addr);
	if (faults((void *)addr, sizeof(uint64_t)) || *(uint64_t *)addr != m.n)
		return GNTST_general_error;
	*(uint64_t *)addr = 0;
	return GNTST_okay;
}
void arch_grant_flush_tlb(struct domain *d) { (void)d; host_flushes++; }
int arch_cache_flush(const void *p, size_t n, unsigned int op)
{
	(void)p; (void)n; (void)op;
	return 0;
}
bool arch_mfn_is_mmio(mfn_t m) { (void)m; return false; }
unsigned int arch_nr_pirqs(const struct domain *d) { (void)d; return 32; }
int arch_pirq_bind(struct vcpu *v, unsigned int pirq, bool share)
{
	(void)share;
	if (host_hooks.pirq_bound)
		host_hooks.pirq_bound(v->domain, pirq);
	return rangeset_contains(v->domain->irq_caps, pirq, pirq) ? 0 : -EPERM;
}
void arch_pirq_unbind(struct domain *d, unsigned int p) { (void)d; (void)p; }
void arch_pirq_set_affinity(struct domain *d, unsigned int pirq,
			    const struct vcpu *v)
{
	(void)d; (void)pirq; (void)v;
}
long arch_domctl(struct xen_domctl *op, struct domain *d, bool *copyback)
{
	(void)op; (void)d; (void)copyback;
	return -ENOSYS;
}
long arch_sysctl(struct xen_sysctl *op, bool *copyback)
{
	(void)op; (void)copyback;
	return -ENOSYS;
}
void arch_capabilities(char *buf, size_t n) { snprintf(buf, n, "host"); }
uint64_t arch_platform_virt_start(void) { return 0xffff800000000000ULL; }
uint32_t arch_features(const struct domain *d, unsigned int s)
{
	(void)d; (void)s;
	return 1;
}
uint64_t arch_vm_assist_valid(const struct domain *d) { (void)d; return 0x2f; }
const struct hypercall_row arch_hypercalls[NR_HYPERCALLS];
void arch_physinfo(struct xen_sysctl_physinfo *pi) { (void)pi; }
int arch_cpu_set_online(unsigned int c, bool o) { (void)c; (void)o; return -EOPNOTSUPP; }
