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
s_time_t host_deadlines[NR_CPUS_MAX];
unsigned int host_nodes = 1;
char host_console[512];
struct host_hooks host_hooks;
unsigned long host_in_call;
void (*host_irqs_restored)(void);

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

bool arch_frame_listed(mfn_t m) { return range_of(m) >= 0; }

unsigned int arch_mfn_node(mfn_t m)
{
	int i = range_of(m);

	return i < 0 ? 0 : ranges[i].node;
}

void arch_clear_page(void *p)
{
	memset(p, 0, PAGE_SIZE);
	if (host_hooks.page_cleared)
		host_hooks.page_cleared();
}
void arch_copy_page(void *d, const void *s) { memcpy(d, s, PAGE_SIZE); }
/* ---- CPUs, time, console ---- */

s_time_t arch_now(void)
{
	return host_hooks.now ? host_hooks.now() : host_now;
}
void arch_timer_program(s_time_t t) { host_deadlines[host_pcpu->id] = t; }
void arch_cpu_kick(unsigned int cpu) { (void)cpu; }
void arch_on_cpus(const unsigned long *m, void (*fn)(void *), void *arg)
{
	if (host_hooks.on_cpus)
		host_hooks.on_cpus(m, fn, arg);
	else
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

/* ---- facts ---- */

uint64_t *host_m2p;
void arch_m2p_set(mfn_t m, uint64_t gpfn)
{
	if (host_m2p && arch_frame_listed(m))
		host_m2p[m.n] = gpfn;
}
uint64_t arch_m2p_get(mfn_t m) { return m.n; }
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
void arch_set_wallclock(uint64_t s, uint32_t n) { (void)s; (void)n; }
void arch_update_wallclock(struct domain *d) { (void)d; }


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
	if (!d)
		fail_msg("domain %u: error %d", id, err);
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
