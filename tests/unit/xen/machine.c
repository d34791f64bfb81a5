/* SPDX-License-Identifier: GPL-2.0-only */
#include "machine.h"

#include <stdio.h>
#include <sys/mman.h>

#include <hv/cmdline.h>
#include <hv/grant.h>
#include <hv/softirq.h>

#include <xen/domctl.h>
#include <xen/sysctl.h>

#define MAX_RANGES	64

__thread struct pcpu *host_pcpu;
__thread struct vcpu *host_current;
__thread unsigned long host_irqs_off;
char *host_ram;
s_time_t host_now = 1000000000;
unsigned int host_nodes = 1, host_events, host_flushes;
char host_console[512];
struct host_hooks host_hooks;
uintptr_t host_guest_lo, host_guest_hi;
unsigned long host_in_call;
int (*host_validate)(struct page_info *pg, uint64_t type, bool preempt);
int (*host_invalidate)(struct page_info *pg, uint64_t type, bool preempt);

static struct {
	uint64_t start, end;
	unsigned int node;
} ranges[MAX_RANGES];
static unsigned int nr_ranges;

/* ---- memory ---- */

static void *reserve(size_t bytes)
{
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED) {
		perror("mmap of the simulated memory");
		exit(1);
	}
	return p;
}

void host_memory(uint64_t frames)
{
	host_ram = reserve(frames << PAGE_SHIFT);
	frame_table = reserve(frames * sizeof(struct page_info));
	max_frame = frames;
}

void host_add_ram(uint64_t start, uint64_t nr, unsigned int node, bool dirty)
{
	assert_true(nr_ranges < MAX_RANGES);
	ranges[nr_ranges].start = start;
	ranges[nr_ranges].end = start + nr;
	ranges[nr_ranges++].node = node;
	heap_add_range(MFN(start), MFN(start + nr), node, dirty);
}

static int range_of(mfn_t m)
{
	for (unsigned int i = 0; i < nr_ranges; i++)
		if (m.n >= ranges[i].start && m.n < ranges[i].end)
			return (int)i;
	return -1;
}

bool arch_mfn_valid(mfn_t m) { return range_of(m) >= 0; }

unsigned int arch_mfn_node(mfn_t m)
{
	int i = range_of(m);

	return i < 0 ? 0 : ranges[i].node;
}

void arch_clear_page(void *p) { memset(p, 0, PAGE_SIZE); }
void arch_copy_page(void *d, const void *s) { memcpy(d, s, PAGE_SIZE); }
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

/* ---- CPUs, time, console ---- */

s_time_t arch_now(void)
{
	return host_hooks.now ? host_hooks.now() : host_now;
}
void arch_timer_program(s_time_t t) { host_pcpu->arch.deadline = t; }
void arch_cpu_kick(unsigned int cpu) { pcpu_of(cpu)->arch.kicks++; }
void arch_on_cpus(const unsigned long *m, void (*fn)(void *), void *arg)
{
	(void)m;
	fn(arg);
}
void arch_console_write(const char *s, size_t n)
{
	snprintf(host_console, sizeof(host_console), "%.*s", (int)n, s);
	if (getenv("SHOW_CONSOLE"))
		fprintf(stderr, "%.*s", (int)n, s);
}
void arch_fatal(void)
{
	fprintf(stderr, "panic: %s\n", host_console);
	abort();
}
void arch_machine_stop(enum machine_stop how)
{
	(void)how;
	fprintf(stderr, "machine stopped\n");
	abort();
}
unsigned int arch_cpu_core(unsigned int cpu) { return cpu; }
unsigned int arch_cpu_socket(unsigned int cpu) { return cpu / 64; }
unsigned int arch_nr_nodes(void) { return host_nodes; }
uint64_t arch_node_spanned(unsigned int n) { return heap_node_total(n); }
unsigned int arch_node_distance(unsigned int a, unsigned int b)
{
	return a == b ? 10 : 20;
}

void arch_context_switch(struct vcpu *prev, struct vcpu *next)
{
	host_current = next;
	sched_context_saved(prev);
}
void arch_context_continue(struct vcpu *v) { (void)v; }
void arch_vcpu_sync_state(struct vcpu *v) { (void)v; }
void arch_vcpu_event(struct vcpu *v)
{
	v->arch.events++;
	host_events++;
}
void arch_vcpu_update_time(struct vcpu *v) { (void)v; }
int arch_vcpu_send_nmi(struct vcpu *v) { (void)v; return -EINVAL; }
void arch_dump_vcpu(struct vcpu *v) { (void)v; }

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
void arch_vcpu_destroy(struct vcpu *v) { (void)v; }
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
uint64_t *host_m2p;
void arch_m2p_set(mfn_t m, uint64_t gpfn)
{
	if (host_m2p && arch_mfn_valid(m))
		host_m2p[m.n] = gpfn;
}
uint64_t arch_m2p_get(mfn_t m) { return m.n; }
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
	return 0;
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
void arch_physinfo(struct xen_sysctl_physinfo *pi) { (void)pi; }
void arch_cputopo(unsigned int cpu, struct xen_sysctl_cputopo *t)
{
	t->core = cpu;
	t->socket = arch_cpu_socket(cpu);
	t->node = 0;
}
unsigned int arch_build_id(const uint8_t **id)
{
	static const uint8_t host_id[20] = "host build";

	*id = host_id;
	return sizeof(host_id);
}
void arch_capabilities(char *buf, size_t n) { snprintf(buf, n, "host"); }
uint64_t arch_platform_virt_start(void) { return 0xffff800000000000ULL; }
uint32_t arch_features(const struct domain *d, unsigned int s)
{
	(void)d; (void)s;
	return 1;
}
uint64_t arch_vm_assist_valid(const struct domain *d) { (void)d; return 0x2f; }
int arch_cpu_set_online(unsigned int c, bool o) { (void)c; (void)o; return -EOPNOTSUPP; }
void arch_set_wallclock(uint64_t s, uint32_t n) { (void)s; (void)n; }
void arch_update_wallclock(struct domain *d) { (void)d; }

const struct hypercall_row arch_hypercalls[NR_HYPERCALLS];

/* ---- playing the machine ---- */

void host_ask_preempt(bool yes)
{
	if (yes)
		softirq_raise(ARCH_SOFTIRQ_0);
	else
		host_pcpu->softirq_pending &= ~(1U << ARCH_SOFTIRQ_0);
}

static void nothing(void) { }

void host_on(unsigned int cpu)
{
	host_pcpu = pcpu_of(cpu);
	host_current = host_pcpu->sched.curr;
}

void host_relax(void)
{
	struct pcpu *me = host_pcpu;
	struct vcpu *curr = host_current;

	if (host_hooks.relax) {
		host_hooks.relax();
		return;
	}
	for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++) {
		if (cpu == me->id || !pcpu_of(cpu)->softirq_pending ||
		    (cpu < 64 && (host_in_call >> cpu) & 1))
			continue;
		host_on(cpu);
		softirq_run();
	}
	host_pcpu = me;
	host_current = curr;
}

void host_boot(unsigned int nr)
{
	nr_cpu_ids = nr;
	assert_int_equal(pcpu_create(0, 0), 0);
	host_pcpu = pcpu_of(0);
	domain_init_system();
	timers_init();
	tasklet_init_subsystem();
	softirq_register(ARCH_SOFTIRQ_0, nothing);
	sched_init();
	for (unsigned int cpu = 0; cpu < nr; cpu++) {
		if (cpu)
			assert_int_equal(pcpu_create(cpu, 0), 0);
		assert_non_null(idle_vcpu_create(cpu));
		assert_int_equal(sched_cpu_up(pcpu_of(cpu)), 0);
	}
	host_on(0);
}

void host_settle(void)
{
	bool any = true;

	for (unsigned int rounds = 0; any; rounds++) {
		any = false;
		assert_true(rounds < 1000);
		for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++) {
			if (!pcpu_of(cpu)->softirq_pending)
				continue;
			host_on(cpu);
			softirq_run();
			any = true;
		}
	}
	host_on(0);
}

void host_run(s_time_t ns)
{
	s_time_t end = host_now + ns;

	for (;;) {
		s_time_t next = end;

		for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++) {
			s_time_t t = timer_next_deadline(cpu);

			if (t && t < next)
				next = t;
		}
		if (next > host_now)
			host_now = next;
		for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++) {
			s_time_t t = timer_next_deadline(cpu);

			if (t && t <= host_now)
				pcpu_of(cpu)->softirq_pending |=
					1U << TIMER_SOFTIRQ;
		}
		host_settle();
		if (host_now >= end)
			return;
	}
}

struct domain *host_domain(domid_t id, unsigned int vcpus, uint64_t max_pages,
			   bool privileged)
{
	struct xen_domctl_createdomain c = {
		.max_vcpus = vcpus,
		.max_evtchn_port = EVTCHN_MAX_FIFO,
		.max_grant_frames = -1,
		.max_maptrack_frames = -1,
		.grant_opts = XEN_DOMCTL_GRANT_version(2),
	};
	struct domain *d;
	int err;

	d = domain_create(id, &c, privileged, &err);
	assert_non_null(d);
	d->max_pages = max_pages;
	for (unsigned int i = 0; i < vcpus; i++) {
		struct vcpu *v = vcpu_create(d, i, 0);

		assert_non_null(v);
		v->is_initialised = true;
		bit_clear_atomic(&v->pause_flags, VPF_DOWN);
	}
	assert_int_equal(domain_unpause_by_controller(d), 0);
	return d;
}

void host_as(struct vcpu *v) { host_current = v; }

long host_call(unsigned int nr, unsigned long a, unsigned long b,
	       unsigned long c)
{
	struct hypercall hc = { .nr = nr, .arg = { a, b, c } };
	long ret;

	while ((ret = hypercall_dispatch(&hc)) == -ERESTART)
		host_ask_preempt(false);
	return ret;
}

void host_destroy(struct domain *d)
{
	int err;

	/* Off all CPUs first: one thread cannot wait for the CPU it plays. */
	domain_pause_nosync(d);
	host_settle();
	while ((err = domain_kill(d)) == -ERESTART)
		host_ask_preempt(false);
	assert_int_equal(err, 0);
	host_settle();
}
