/* SPDX-License-Identifier: GPL-2.0-only */
/* domctl, sysctl and multicall, on 4095 CPUs and with many domains. */
#include "machine.h"

#include <time.h>

#include <xen/domctl.h>
#include <xen/sysctl.h>

#define CPUS	4095U
#define DOMAINS	1500U

static struct domain *tools, *plain;

static int setup(void **state)
{
	(void)state;
	host_memory(1 << 19);
	host_add_ram(256, (1 << 19) - 256, 0, false);
	host_boot(CPUS);
	tools = host_domain(1, 1, 4096, true);
	plain = host_domain(2, 2, 64, false);
	return 0;
}

static long sysctl(struct domain *d, uint32_t cmd, struct xen_sysctl *op)
{
	op->cmd = cmd;
	op->interface_version = XEN_SYSCTL_INTERFACE_VERSION;
	host_as(d->vcpu[0]);
	return host_call(__HYPERVISOR_sysctl, (unsigned long)op, 0, 0);
}

static long domctl(uint32_t cmd, domid_t id, struct xen_domctl *op)
{
	op->cmd = cmd;
	op->interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	op->domain = id;
	host_as(tools->vcpu[0]);
	return host_call(__HYPERVISOR_domctl, (unsigned long)op, 0, 0);
}

static void who_may_not_is_told_so(void **state)
{
	struct xen_sysctl s = { 0 };
	struct xen_domctl d = { 0 };

	(void)state;
	assert_int_equal(sysctl(plain, XEN_SYSCTL_physinfo, &s), -EPERM);
	s.interface_version = 1;
	host_as(tools->vcpu[0]);
	assert_int_equal(host_call(__HYPERVISOR_sysctl, (unsigned long)&s, 0,
				   0), -EACCES);
	assert_int_equal(host_call(__HYPERVISOR_sysctl, 8, 0, 0), -EFAULT);
	assert_int_equal(host_call(__HYPERVISOR_domctl, 8, 0, 0), -EFAULT);
	d.cmd = XEN_DOMCTL_pausedomain;
	d.interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	d.domain = 1;
	host_as(plain->vcpu[0]);
	assert_int_equal(host_call(__HYPERVISOR_domctl, (unsigned long)&d, 0,
				   0), -EPERM);
	assert_int_equal(domctl(XEN_DOMCTL_pausedomain, 1, &d), -EINVAL);
	assert_int_equal(domctl(XEN_DOMCTL_pausedomain, 77, &d), -ESRCH);
}

static void every_cpu_is_told_of(void **state)
{
	static struct xen_sysctl_cputopo topo[CPUS + 1];
	static struct xen_sysctl_cpuinfo info[CPUS + 1];
	struct xen_sysctl s = { 0 };

	(void)state;
	assert_int_equal(sysctl(tools, XEN_SYSCTL_cputopoinfo, &s), 0);
	assert_int_equal(s.u.cputopoinfo.num_cpus, CPUS);
	s.u.cputopoinfo.num_cpus = CPUS + 1;
	set_xen_guest_handle(s.u.cputopoinfo.cputopo, topo);
	assert_int_equal(sysctl(tools, XEN_SYSCTL_cputopoinfo, &s), 0);
	assert_int_equal(s.u.cputopoinfo.num_cpus, CPUS);
	assert_int_equal(topo[CPUS - 1].core, CPUS - 1);
	s.u.getcpuinfo.max_cpus = CPUS + 1;
	set_xen_guest_handle(s.u.getcpuinfo.info, info);
	assert_int_equal(sysctl(tools, XEN_SYSCTL_getcpuinfo, &s), 0);
	assert_int_equal(s.u.getcpuinfo.nr_cpus, CPUS);
	assert_int_equal(sysctl(tools, XEN_SYSCTL_physinfo, &s), 0);
	assert_int_equal(s.u.physinfo.nr_cpus, CPUS);
	assert_int_equal(s.u.physinfo.max_cpu_id, CPUS - 1);
}

/* The tools' maps are longer than ours, or shorter, or not there. */
static void affinity_takes_maps_of_any_length(void **state)
{
	static uint8_t hard[1024], back[1024];
	struct xen_domctl d = { 0 };
	struct xen_domctl_vcpuaffinity *a = &d.u.vcpuaffinity;

	(void)state;
	hard[(CPUS - 1) / 8] = 1U << (CPUS - 1) % 8;
	hard[1000] = 0xff;			/* no such CPUs */
	a->flags = XEN_VCPUAFFINITY_HARD;
	a->cpumap_hard.nr_bits = 8192;
	set_xen_guest_handle(a->cpumap_hard.bitmap, hard);
	assert_int_equal(domctl(XEN_DOMCTL_setvcpuaffinity, 2, &d), 0);
	memset(back, 0xaa, sizeof(back));
	set_xen_guest_handle(a->cpumap_hard.bitmap, back);
	assert_int_equal(domctl(XEN_DOMCTL_getvcpuaffinity, 2, &d), 0);
	for (size_t i = 0; i < sizeof(back); i++)
		assert_int_equal(back[i], i == (CPUS - 1) / 8 ? hard[i] : 0);
	memset(back, 0xaa, sizeof(back));
	a->cpumap_hard.nr_bits = 16;
	assert_int_equal(domctl(XEN_DOMCTL_getvcpuaffinity, 2, &d), 0);
	assert_int_equal(back[0] | back[1], 0);
	assert_int_equal(back[2], 0xaa);
	set_xen_guest_handle(a->cpumap_hard.bitmap, NULL);
	a->cpumap_hard.nr_bits = 64;
	assert_int_equal(domctl(XEN_DOMCTL_setvcpuaffinity, 2, &d), -EINVAL);
	a->flags = 0;
	assert_int_equal(domctl(XEN_DOMCTL_getvcpuaffinity, 2, &d), -EINVAL);
	a->flags = XEN_VCPUAFFINITY_HARD;
	a->vcpu = 2;
	assert_int_equal(domctl(XEN_DOMCTL_getvcpuaffinity, 2, &d), -EINVAL);
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static struct xen_domctl_getdomaininfo infos[DOMAINS + 8];

static double list_all(unsigned int expect)
{
	struct xen_sysctl s = { 0 };
	double start = seconds();

	for (int i = 0; i < 20; i++) {
		s.u.getdomaininfolist.first_domain = 0;
		s.u.getdomaininfolist.max_domains = DOMAINS + 8;
		set_xen_guest_handle(s.u.getdomaininfolist.buffer, infos);
		assert_int_equal(sysctl(tools, XEN_SYSCTL_getdomaininfolist,
					&s), 0);
		assert_int_equal(s.u.getdomaininfolist.num_domains, expect);
	}
	return seconds() - start;
}

/* Ten times as many domains take about ten times as long to list. */
static void many_domains_are_listed(void **state)
{
	struct xen_domctl d;
	double few = 0, all;

	(void)state;
	for (unsigned int i = 0; i < DOMAINS; i++) {
		memset(&d, 0, sizeof(d));
		d.u.createdomain.max_vcpus = 1;
		d.u.createdomain.max_evtchn_port = 1023;
		d.u.createdomain.max_grant_frames = 1;
		d.u.createdomain.max_maptrack_frames = 1;
		d.u.createdomain.grant_opts = XEN_DOMCTL_GRANT_version(1);
		assert_int_equal(domctl(XEN_DOMCTL_createdomain, 0, &d), 0);
		if (i == DOMAINS / 10 - 1)
			few = list_all(DOMAINS / 10 + 2);
	}
	all = list_all(DOMAINS + 2);
	print_message("%u: %.4f s, %u: %.4f s\n", DOMAINS / 10, few, DOMAINS,
		      all);
	assert_true(all < few * 40 + 0.05);
	for (unsigned int i = 1; i < DOMAINS + 2; i++)
		assert_true(infos[i].domain > infos[i - 1].domain);
}

/* ---- multicall ---- */

#define CALLS	500U
static struct multicall_entry calls[CALLS];

static long multicall(unsigned long nr)
{
	host_as(plain->vcpu[0]);
	return host_call(__HYPERVISOR_multicall, (unsigned long)calls, nr, 0);
}

static void each_call_of_a_multicall_is_made_once(void **state)
{
	struct hypercall hc = { .nr = __HYPERVISOR_multicall };
	unsigned int stops = 0;
	long ret;

	(void)state;
	for (unsigned int i = 0; i < CALLS; i++)
		calls[i] = (struct multicall_entry){
			.op = __HYPERVISOR_xen_version,
			.args = { XENVER_version }, .result = 7777 };
	hc.arg[0] = (unsigned long)calls;
	hc.arg[1] = CALLS;
	host_as(plain->vcpu[0]);
	do {
		host_ask_preempt(true);
		ret = hypercall_dispatch(&hc);
		stops++;
	} while (ret == -ERESTART);
	host_ask_preempt(false);
	assert_int_equal(ret, 0);
	assert_int_equal(stops, CALLS);		/* one at least each time */
	for (unsigned int i = 0; i < CALLS; i++)
		assert_int_equal(calls[i].result, 4 << 16 | 17);
}

static void multicalls_do_not_nest(void **state)
{
	(void)state;
	calls[0].op = __HYPERVISOR_multicall;
	calls[0].args[0] = (unsigned long)&calls[1];
	calls[0].args[1] = 1;
	assert_int_equal(multicall(1), 0);
	assert_int_equal((long)calls[0].result, -EINVAL);
	calls[0].op = 1UL << 32 | __HYPERVISOR_xen_version;
	assert_int_equal(multicall(1), 0);
	assert_int_equal((long)calls[0].result, -ENOSYS);
	host_as(plain->vcpu[0]);
	assert_int_equal(host_call(__HYPERVISOR_multicall, 8, 1, 0), -EFAULT);
	assert_int_equal(host_call(__HYPERVISOR_multicall, 8, 0, 0), 0);
	/* And it is over: the next one is not taken for nested. */
	calls[0].op = __HYPERVISOR_xen_version;
	calls[0].args[0] = XENVER_version;
	assert_int_equal(multicall(1), 0);
	assert_int_equal(calls[0].result, 4 << 16 | 17);
}

static void the_build_id_is_given_to_who_has_room(void **state)
{
	static struct {
		uint32_t len;
		unsigned char buf[64];
	} id;

	(void)state;
	host_as(tools->vcpu[0]);
	assert_int_equal(host_call(__HYPERVISOR_xen_version, XENVER_build_id,
				   0, 0), 20);
	assert_int_equal(host_call(__HYPERVISOR_xen_version, XENVER_build_id,
				   (unsigned long)&id, 0), -EINVAL);
	id.len = 19;
	assert_int_equal(host_call(__HYPERVISOR_xen_version, XENVER_build_id,
				   (unsigned long)&id, 0), -ENOBUFS);
	id.len = 64;
	assert_int_equal(host_call(__HYPERVISOR_xen_version, XENVER_build_id,
				   (unsigned long)&id, 0), 20);
	assert_memory_equal(id.buf, "host build", 11);
	host_as(plain->vcpu[0]);
	assert_int_equal(host_call(__HYPERVISOR_xen_version, XENVER_build_id,
				   0, 0), -EPERM);
}

/* Times a guest may name: none makes arithmetic overflow. */
static void absurd_times_are_taken(void **state)
{
	static const uint64_t times[] = { 1, ~0ULL, 1ULL << 63,
		(1ULL << 63) - 1, 1ULL << 50 };
	struct vcpu_set_singleshot_timer s = { .flags = 0 };

	(void)state;
	host_as(plain->vcpu[0]);
	for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
		assert_int_equal(host_call(__HYPERVISOR_set_timer_op, times[i],
					   0, 0), 0);
		s.timeout_abs_ns = times[i];
		s.flags = VCPU_SSHOTTMR_future;
		assert_int_equal(host_call(__HYPERVISOR_vcpu_op,
			VCPUOP_set_singleshot_timer, 0, (unsigned long)&s), 0);
	}
	assert_int_equal(host_call(__HYPERVISOR_vcpu_op,
				   VCPUOP_stop_singleshot_timer, 0, 0), 0);
}

/* A vcpu_info may be put over the one in shared_info that it replaces. */
static void a_vcpu_info_may_move_within_shared_info(void **state)
{
	struct domain *d = host_domain(3, 1, 64, false);
	struct vcpu_register_vcpu_info r = { .offset = 32 };

	(void)state;
	r.mfn = arch_virt_to_mfn(d->shared_info).n;
	d->shared_info->vcpu_info[0].evtchn_upcall_mask = 1;
	host_as(d->vcpu[0]);
	assert_int_equal(host_call(__HYPERVISOR_vcpu_op,
		VCPUOP_register_vcpu_info, 0, (unsigned long)&r), 0);
	assert_ptr_equal(d->vcpu[0]->vcpu_info,
			 (char *)d->shared_info + 32);
	assert_int_equal(d->vcpu[0]->vcpu_info->evtchn_upcall_mask, 1);
	host_as(tools->vcpu[0]);
	host_destroy(d);
	assert_null(domain_by_id_nolock(3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_may_not_is_told_so),
		cmocka_unit_test(every_cpu_is_told_of),
		cmocka_unit_test(affinity_takes_maps_of_any_length),
		cmocka_unit_test(each_call_of_a_multicall_is_made_once),
		cmocka_unit_test(multicalls_do_not_nest),
		cmocka_unit_test(the_build_id_is_given_to_who_has_room),
		cmocka_unit_test(absurd_times_are_taken),
		cmocka_unit_test(a_vcpu_info_may_move_within_shared_info),
		cmocka_unit_test(many_domains_are_listed),
	};

	return cmocka_run_group_tests_name("control", tests, setup, NULL);
}
