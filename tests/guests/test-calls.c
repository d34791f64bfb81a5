/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sched_op, vcpu_op, xen_version, console_io, vm_assist, multicall, the
 * timer, and the numbers a PV guest has no use for.
 */
#include "ask.h"

#include <xen/xenoprof.h>

static char page[2][PAGE_SIZE] __attribute__((aligned(4096)));

static void sched(void)
{
	static const uint64_t timeouts[] = { 1, 1UL << 63, ~0UL };
	static evtchn_port_t ports[] = { 1, 0, 5000, 200000, ~0U };
	struct sched_watchdog w;
	struct sched_poll p = { 0 };
	unsigned int cmd;

	answer("sched_op yield", hypercall(__HYPERVISOR_sched_op,
					   (long)SCHEDOP_yield, 0L));
	for (cmd = 8; cmd < 12; cmd++)
		answer(named("sched_op", "", cmd),
		       hypercall(__HYPERVISOR_sched_op, (long)cmd, page));
	for (cmd = 2; cmd < 8; cmd++)
		ask_pointers(named("sched_op pointer", "", cmd),
			     __HYPERVISOR_sched_op, cmd);
	for (unsigned int i = 0; i < 5; i++) {
		set_xen_guest_handle(p.ports, &ports[i]);
		p.nr_ports = 1;
		/* Past already: it never waits. */
		for (unsigned int t = 0; t < 3 && i; t++) {
			if (t == 1)
				continue;
			p.timeout = timeouts[0];
			answer(named(named("poll port", "", ports[i]),
				     "timeout", t),
			       hypercall(__HYPERVISOR_sched_op,
					 (long)SCHEDOP_poll, &p));
		}
	}
	p.timeout = 1;
	p.nr_ports = 129;
	answer("poll 129", hypercall(__HYPERVISOR_sched_op, (long)SCHEDOP_poll,
				     &p));
	p.nr_ports = 0;
	answer("poll none", hypercall(__HYPERVISOR_sched_op,
				      (long)SCHEDOP_poll, &p));
	p.nr_ports = 2;
	p.ports.p = HV_ADDR;
	answer("poll in hypervisor", hypercall(__HYPERVISOR_sched_op,
					       (long)SCHEDOP_poll, &p));
	for (uint32_t id = 0; id < 5; id++)
		/* A new one for no time at all fires. */
		for (uint32_t t = !id; t < 2; t++) {
			w = (struct sched_watchdog){ id, t * 10000 };
			answer(named(named("watchdog", "", id), "timeout", t),
			       hypercall(__HYPERVISOR_sched_op,
					 (long)SCHEDOP_watchdog, &w));
		}
	w = (struct sched_watchdog){ 0, 10000 };
	for (int i = 0; i < 3; i++)
		answer(named("watchdog new", "", (unsigned long)i),
		       hypercall(__HYPERVISOR_sched_op, (long)SCHEDOP_watchdog,
				 &w));
	for (uint32_t id = 1; id < 3; id++) {
		w = (struct sched_watchdog){ id, 0 };
		answer(named("watchdog off", "", id),
		       hypercall(__HYPERVISOR_sched_op, (long)SCHEDOP_watchdog,
				 &w));
	}
	w = (struct sched_watchdog){ ~0U, 0 };
	answer("watchdog ~0", hypercall(__HYPERVISOR_sched_op,
					(long)SCHEDOP_watchdog, &w));
}

static void sched_others(void)
{
	static const int cpus[] = { -1, 0, -1, 1, 63, 4095, 0x7fffffff, -2 };
	static const domid_t doms[] = { 1, 1234, DOMID_SELF, DOMID_XEN,
					DOMID_IO, DOMID_INVALID };
	struct sched_remote_shutdown r = { 0 };
	struct sched_pin_override pin;
	struct sched_shutdown s = { 200 };

	for (unsigned int i = 0; i < sizeof(cpus) / 4; i++) {
		pin.pcpu = cpus[i];
		answer(named("pin_override", "", i),
		       hypercall(__HYPERVISOR_sched_op,
				 (long)SCHEDOP_pin_override, &pin));
	}
	for (unsigned int i = 0; i < sizeof(doms) / 2; i++) {
		r.domain_id = doms[i];
		answer(named("remote_shutdown", "", doms[i]),
		       hypercall(__HYPERVISOR_sched_op,
				 (long)SCHEDOP_remote_shutdown, &r));
	}
	(void)s;
	for (unsigned int cmd = 3; cmd < 6; cmd++)
		answer(named("sched_op_compat", "", cmd),
		       hypercall(__HYPERVISOR_sched_op_compat, (long)cmd, page));
	answer("sched_op_compat yield",
	       hypercall(__HYPERVISOR_sched_op_compat, 0L, 0L));
}

static long vcpu_op(unsigned int cmd, unsigned long id, void *arg)
{
	return hypercall(__HYPERVISOR_vcpu_op, (long)cmd, id, arg);
}

static void vcpus(void)
{
	static const unsigned long ids[] = { 1, 31, 32, 63, 128, 512, 8191,
					     8192, ~0U, 1UL << 32 };
	static uint8_t ctxt[8192];

	for (unsigned int cmd = 0; cmd < 20; cmd++)
		for (unsigned int i = 0; i < sizeof(ids) / 8; i++) {
			if (cmd == VCPUOP_down && !(ids[i] << 32))
				continue;
			if (ids[i] == 1UL << 32)
				continue;
			answer(named(named("vcpu_op", "", cmd), "of", ids[i]),
			       vcpu_op(cmd, ids[i], ctxt));
		}
	answer("initialise 0", vcpu_op(VCPUOP_initialise, 0, ctxt));
	answer("initialise 0 bad", vcpu_op(VCPUOP_initialise, 0, HV_ADDR));
	answer("up 0", vcpu_op(VCPUOP_up, 0, NULL));
	answer("is_up 0", vcpu_op(VCPUOP_is_up, 0, NULL));
	for (unsigned int cmd = 4; cmd < 20; cmd++) {
		if (cmd == VCPUOP_send_nmi || cmd == VCPUOP_get_physid)
			continue;
		answer(named("vcpu_op null", "", cmd), vcpu_op(cmd, 0, NULL));
		answer(named("vcpu_op hole", "", cmd), vcpu_op(cmd, 0, HOLE));
		answer(named("vcpu_op hypervisor", "", cmd),
		       vcpu_op(cmd, 0, HV_ADDR));
		answer(named("vcpu_op non-canonical", "", cmd),
		       vcpu_op(cmd, 0, NON_CANONICAL));
	}
	answer("vcpu_op ~0", vcpu_op(~0U, 0, ctxt));
}

static void timers(void)
{
	static const uint64_t periods[] = { 0, 1, 999999, 1000000, 1UL << 40,
		1UL << 61, 1UL << 62, (1UL << 62) + 1, 1UL << 63, ~0UL };
	struct vcpu_set_singleshot_timer s;
	struct vcpu_set_periodic_timer p;

	for (unsigned int i = 0; i < sizeof(periods) / 8; i++) {
		p.period_ns = periods[i];
		answer(named("periodic", "", periods[i]),
		       vcpu_op(VCPUOP_set_periodic_timer, 0, &p));
	}
	answer("periodic off", vcpu_op(VCPUOP_stop_periodic_timer, 0, NULL));
	for (unsigned int i = 0; i < sizeof(periods) / 8; i++)
		for (uint32_t f = 0; f < 4; f++) {
			s = (struct vcpu_set_singleshot_timer){ periods[i], f };
			answer(named(named("singleshot", "", periods[i]),
				     "flags", f),
			       vcpu_op(VCPUOP_set_singleshot_timer, 0, &s));
		}
	answer("singleshot off", vcpu_op(VCPUOP_stop_singleshot_timer, 0, NULL));
	for (unsigned int i = 0; i < sizeof(periods) / 8; i++)
		answer(named("set_timer_op", "", periods[i]),
		       hypercall(__HYPERVISOR_set_timer_op, periods[i]));
	hypercall(__HYPERVISOR_set_timer_op, 0UL);
}

static void areas(void)
{
	static const uint32_t offsets[] = { 1, 4, 4, 4095, 4033, 4096, ~0U };
	struct vcpu_register_vcpu_info r;
	struct vcpu_register_runstate_memory_area a;

	a.addr.v = (void *)page[0];
	answer("runstate", vcpu_op(VCPUOP_register_runstate_memory_area, 0, &a));
	answer("runstate is", ((struct vcpu_runstate_info *)page[0])->state);
	a.addr.v = NULL;
	answer("runstate null",
	       vcpu_op(VCPUOP_register_runstate_memory_area, 0, &a));
	a.addr.v = HOLE;
	answer("runstate hole",
	       vcpu_op(VCPUOP_register_runstate_memory_area, 0, &a));
	a.addr.v = HV_ADDR;
	answer("runstate hypervisor",
	       vcpu_op(VCPUOP_register_runstate_memory_area, 0, &a));
	a.addr.v = NON_CANONICAL;
	answer("runstate non-canonical",
	       vcpu_op(VCPUOP_register_runstate_memory_area, 0, &a));
	for (unsigned int i = 0; i < sizeof(offsets) / 4; i++) {
		r = (struct vcpu_register_vcpu_info){
			.mfn = va_to_mfn(page[1]), .offset = offsets[i] };
		answer(named("vcpu_info offset", "", offsets[i]),
		       vcpu_op(VCPUOP_register_vcpu_info, 0, &r));
	}
	r = (struct vcpu_register_vcpu_info){ .mfn = 1UL << 40 };
	answer("vcpu_info no frame", vcpu_op(VCPUOP_register_vcpu_info, 0, &r));
	r.mfn = va_to_mfn(l4_table());
	answer("vcpu_info table", vcpu_op(VCPUOP_register_vcpu_info, 0, &r));
	r.mfn = va_to_mfn(page[1]);
	r.offset = 64;
	answer("vcpu_info", vcpu_op(VCPUOP_register_vcpu_info, 0, &r));
	answer("vcpu_info again", vcpu_op(VCPUOP_register_vcpu_info, 0, &r));
	answer("vcpu_info pending", page[1][64]);
	answer("vcpu_info selector", (long)*(uint64_t *)(page[1] + 72));
}

static void version(void)
{
	struct xen_feature_info fi;

	for (unsigned int cmd = 0; cmd < 14; cmd++) {
		static char buf[4096];

		if (cmd == XENVER_build_id)
			continue;
		answer(named("version", "", cmd),
		       hypercall(__HYPERVISOR_xen_version, (long)cmd, buf));
		ask_pointers(named("version pointer", "", cmd),
			     __HYPERVISOR_xen_version, cmd);
	}
	answer("pagesize null", hypercall(__HYPERVISOR_xen_version,
					  (long)XENVER_pagesize, 0L));
	for (unsigned int i = 0; i < 4; i++) {
		fi.submap_idx = i;
		fi.submap = 0;
		answer(named("features", "", i),
		       hypercall(__HYPERVISOR_xen_version,
				 (long)XENVER_get_features, &fi));
		answer(named("features", "are", i), fi.submap);
	}
}

static void build_id(void)
{
	static char buf[256];
	struct xen_build_id *b = (void *)buf;
	long len = hypercall(__HYPERVISOR_xen_version, (long)XENVER_build_id,
			     0L);

	answer("build_id length", len);
	b->len = 0;
	answer("build_id len 0", hypercall(__HYPERVISOR_xen_version,
					   (long)XENVER_build_id, b));
	b->len = (uint32_t)len - 1;
	answer("build_id too short", hypercall(__HYPERVISOR_xen_version,
					       (long)XENVER_build_id, b));
	b->len = 64;
	answer("build_id", hypercall(__HYPERVISOR_xen_version,
				     (long)XENVER_build_id, b));
	answer("build_id is not empty", b->buf[0] | b->buf[1] | b->buf[2] ? 1 :
									    0);
	answer("build_id hypervisor", hypercall(__HYPERVISOR_xen_version,
						(long)XENVER_build_id, HV_ADDR));
	answer("build_id hole", hypercall(__HYPERVISOR_xen_version,
					  (long)XENVER_build_id, HOLE));
}

static void console(void)
{
	for (unsigned int cmd = 1; cmd < 5; cmd++) {
		answer(named("console", "", cmd),
		       hypercall(__HYPERVISOR_console_io, (long)cmd, 16L, page));
		answer(named("console 0 of", "", cmd),
		       hypercall(__HYPERVISOR_console_io, (long)cmd, 0L, page));
		answer(named("console bad", "", cmd),
		       hypercall(__HYPERVISOR_console_io, (long)cmd, 16L,
				 HV_ADDR));
		answer(named("console 2^31", "", cmd),
		       hypercall(__HYPERVISOR_console_io, (long)cmd,
				 1L << 31, page));
	}
	answer("console write 0", hypercall(__HYPERVISOR_console_io,
					    (long)CONSOLEIO_write, 0L, HV_ADDR));
	answer("console write bad", hypercall(__HYPERVISOR_console_io,
					      (long)CONSOLEIO_write, 1L,
					      HV_ADDR));
	answer("console write hole", hypercall(__HYPERVISOR_console_io,
					       (long)CONSOLEIO_write, 1L, HOLE));
	answer("console write 2^31", hypercall(__HYPERVISOR_console_io,
		(long)CONSOLEIO_write, 1L << 31, HOLE));
}

static void assists(void)
{
	for (unsigned int cmd = 0; cmd < 4; cmd++)
		for (unsigned int type = 0; type < 40; type++) {
			if (type == VMASST_TYPE_m2p_strict)
				continue;
			answer(named(named("vm_assist", "", cmd), "type", type),
			       hypercall(__HYPERVISOR_vm_assist, (long)cmd,
					 (long)type));
		}
	for (unsigned int cmd = 0; cmd < 2; cmd++)
		hypercall(__HYPERVISOR_vm_assist, (long)(1 - cmd),
			  (long)VMASST_TYPE_4gb_segments);
	answer("vm_assist ~0", hypercall(__HYPERVISOR_vm_assist, 0L, ~0U));
}

static struct multicall_entry calls[8];

static void multicalls(void)
{
	static const unsigned long nr[] = { 0, 1, 2 };

	for (unsigned int i = 0; i < 3; i++) {
		calls[0].op = __HYPERVISOR_xen_version;
		calls[0].args[0] = XENVER_version;
		calls[0].result = 0x1234;
		calls[1] = calls[0];
		calls[1].op = 63;
		answer(named("multicall", "", nr[i]),
		       hypercall(__HYPERVISOR_multicall, calls, nr[i]));
		answer(named("multicall result 0 of", "", nr[i]),
		       (long)calls[0].result);
		answer(named("multicall result 1 of", "", nr[i]),
		       (long)calls[1].result);
	}
	calls[0].op = __HYPERVISOR_multicall;
	calls[0].args[0] = (unsigned long)&calls[1];
	calls[0].args[1] = 1;
	answer("multicall nested", hypercall(__HYPERVISOR_multicall, calls, 1L));
	answer("multicall nested result", (long)calls[0].result);
	calls[0].op = 1UL << 32 | __HYPERVISOR_xen_version;
	calls[0].args[0] = XENVER_version;
	answer("multicall high op", hypercall(__HYPERVISOR_multicall, calls, 1L));
	answer("multicall high op result", (long)calls[0].result);
	ask_pointers("multicall at", __HYPERVISOR_multicall, 0);
	answer("multicall hypervisor", hypercall(__HYPERVISOR_multicall,
						 HV_ADDR, 1L));
	answer("multicall hypervisor 0", hypercall(__HYPERVISOR_multicall,
						   HV_ADDR, 0L));
	answer("multicall hole", hypercall(__HYPERVISOR_multicall, HOLE, 1L));
	answer("multicall 2^32", hypercall(__HYPERVISOR_multicall, calls,
					   1L << 32));
	answer("multicall over the edge", hypercall(__HYPERVISOR_multicall,
						    EDGE, 1L));
}

/* Numbers with nothing behind them, or nothing for us. */
static void absent(void)
{
	static const uint8_t nr[] = { 9, 11, 16, 19, 27, 31, 34, 37, 38, 39, 40,
		41, 42, 43, 44, 45, 46, 47, 49, 50, 51, 52, 53, 54, 55, 56, 57,
		58, 59, 60, 61, 62, 63, 64, 127, 255 };

	for (unsigned int i = 0; i < sizeof(nr); i++) {
		/* What one of them wrote is no argument of the next. */
		for (unsigned int k = 0; k < PAGE_SIZE; k++)
			page[0][k] = 0;
		for (unsigned long cmd = 0; cmd < 12; cmd++) {
			/* 16 and 27 are event and XSM calls: commands in memory */
			answer(named(named("call", "", nr[i]), "cmd", cmd),
			       hypercall(nr[i], cmd, page, 0L));
			answer(named(named("call bad", "", nr[i]), "cmd", cmd),
			       hypercall(nr[i], cmd, HV_ADDR, 1L));
		}
		answer(named("call memory", "", nr[i]),
		       hypercall(nr[i], page, page, 0L));
		answer(named("call hypervisor", "", nr[i]),
		       hypercall(nr[i], HV_ADDR, HV_ADDR, 1L));
	}
	answer("call 2^32 + 17", hypercall(1UL << 32 | 17, 0L, 0L));
	answer("call ~0", hypercall(~0UL, 0L, 0L));
}

void test_main(void)
{
	vcpu0()->evtchn_upcall_mask = 1;
	sched();
	sched_others();
	vcpus();
	timers();
	version();
	build_id();
	console();
	assists();
	multicalls();
	absent();
	areas();
}
