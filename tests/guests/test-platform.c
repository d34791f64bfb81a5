/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What dom0 asks of the machine: platform_op, machine checks, performance
 * counters, NMI callbacks; every number, with nothing and with something wrong.
 */
#include "ask.h"

#include <xen/nmi.h>
#include <xen/platform.h>
#include <xen/pmu.h>
#include <xen/arch-x86/xen-mca.h>

static struct xen_platform_op op;
static char page[2][PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));

static void clear(void *p, unsigned long n)
{
	for (uint8_t *c = p; n; n--)
		*c++ = 0;
}

static long platform(uint32_t cmd)
{
	op.cmd = cmd;
	op.interface_version = XENPF_INTERFACE_VERSION;
	return hypercall(__HYPERVISOR_platform_op, &op);
}

static void every_number(void)
{
	for (uint32_t cmd = 0; cmd < 72; cmd++) {
		clear(&op, sizeof(op));
		answer(named("platform", "", cmd), platform(cmd));
		/* All ones are nobody's index, size or address. */
		if (cmd == XENPF_enter_acpi_sleep)
			continue;
		for (unsigned int i = 0; i < sizeof(op.u); i++)
			((uint8_t *)&op.u)[i] = 0xff;
		answer(named("platform ones", "", cmd), platform(cmd));
	}
	for (uint32_t cmd = 0; cmd < 72; cmd += 17) {
		clear(&op, sizeof(op));
		op.cmd = cmd;
		answer(named("platform version 0", "", cmd),
		       hypercall(__HYPERVISOR_platform_op, &op));
	}
	answer("platform ~0", platform(~0U));
	ask_pointers("platform at", __HYPERVISOR_platform_op, 0);
	answer("platform hole", hypercall(__HYPERVISOR_platform_op, HOLE));
	answer("platform hypervisor",
	       hypercall(__HYPERVISOR_platform_op, HV_ADDR));
}

static void sleeping(void)
{
	static const uint32_t states[] = { 0, 1, 2, 4, 6, 7, 100 };

	for (unsigned int i = 0; i < sizeof(states) / 4; i++) {
		clear(&op, sizeof(op));
		op.u.enter_acpi_sleep.sleep_state = states[i];
		answer(named("sleep", "", states[i]),
		       platform(XENPF_enter_acpi_sleep));
		op.u.enter_acpi_sleep.flags = 2;
		answer(named("sleep with flags", "", states[i]),
		       platform(XENPF_enter_acpi_sleep));
	}
}

static void times(void)
{
	clear(&op, sizeof(op));
	op.u.settime64.mbz = 1;
	answer("settime64, not zero", platform(XENPF_settime64));
	clear(&op, sizeof(op));
	op.u.settime64.secs = 1700000000;
	op.u.settime64.nsecs = 2000000000;
	answer("settime64, many ns", platform(XENPF_settime64));
	answer("settime32, many ns", platform(XENPF_settime32));
}

static void firmware(void)
{
	for (uint32_t type = 0; type < 8; type++)
		for (uint32_t index = 0; index < 3; index++) {
			clear(&op, sizeof(op));
			op.u.firmware_info.type = type;
			op.u.firmware_info.index = index;
			answer(named(named("firmware", "", type), "index",
				     index), platform(XENPF_firmware_info));
		}
}

static void cpus(void)
{
	static const uint32_t which[] = { 0, 1, 2, 255, 4096, ~0U };

	for (unsigned int i = 0; i < sizeof(which) / 4; i++) {
		clear(&op, sizeof(op));
		op.u.pcpu_info.xen_cpuid = which[i];
		answer(named("cpuinfo", "", which[i]),
		       platform(XENPF_get_cpuinfo));
		answer(named("cpuinfo present", "", which[i]),
		       op.u.pcpu_info.max_present);
		answer(named("cpuinfo flags", "", which[i]),
		       op.u.pcpu_info.flags);
		clear(&op, sizeof(op));
		op.u.pcpu_version.xen_cpuid = which[i];
		answer(named("version", "", which[i]),
		       platform(XENPF_get_cpu_version));
		answer(named("version family", "", which[i]),
		       op.u.pcpu_version.family);
		answer(named("version stepping", "", which[i]),
		       op.u.pcpu_version.stepping);
		/* Not the one we run on. */
		if (!which[i])
			continue;
		clear(&op, sizeof(op));
		op.u.cpu_ol.cpuid = which[i];
		answer(named("online", "", which[i]),
		       platform(XENPF_cpu_online));
		answer(named("offline", "", which[i]),
		       platform(XENPF_cpu_offline));
	}
}

static void idle(void)
{
	static uint64_t times_[4];
	static uint8_t map[8] = { 0xff };

	clear(&op, sizeof(op));
	op.u.getidletime.cpumap_nr_cpus = 4;
	set_xen_guest_handle(op.u.getidletime.cpumap_bitmap, map);
	set_xen_guest_handle(op.u.getidletime.idletime, times_);
	answer("idle", platform(XENPF_getidletime));
	answer("idle map", map[0]);
	answer("idle CPUs", op.u.getidletime.cpumap_nr_cpus);
	op.u.getidletime.cpumap_nr_cpus = 4;
	set_xen_guest_handle(op.u.getidletime.idletime, HV_ADDR);
	answer("idle into the hypervisor", platform(XENPF_getidletime));
	set_xen_guest_handle(op.u.getidletime.cpumap_bitmap, HV_ADDR);
	answer("idle of the hypervisor's", platform(XENPF_getidletime));
}

static void symbols(void)
{
	static char name[64];

	clear(&op, sizeof(op));
	op.u.symdata.namelen = sizeof(name);
	set_xen_guest_handle(op.u.symdata.name, name);
	answer("symbol", platform(XENPF_get_symbol));
	op.u.symdata.symnum = 0x7fffffff;
	answer("symbol far", platform(XENPF_get_symbol));
}

/* ---- the others ---- */

static void nmis(void)
{
	struct xennmi_callback cb = { (unsigned long)stub_event, 0 };

	for (unsigned long cmd = 0; cmd < 4; cmd++) {
		ask_pointers(named("nmi_op at", "", cmd),
			     __HYPERVISOR_nmi_op, cmd);
		answer(named("nmi_op", "", cmd),
		       hypercall(__HYPERVISOR_nmi_op, cmd, &cb));
	}
	cb.handler_address = 0x0000900000000000;
	answer("nmi_op not canonical", hypercall(__HYPERVISOR_nmi_op, 0UL,
						 &cb));
	cb.handler_address = 0;
	answer("nmi_op no handler", hypercall(__HYPERVISOR_nmi_op, 0UL, &cb));
}

static void counters(void)
{
	for (unsigned long cmd = 0; cmd < 9; cmd++) {
		clear(page, sizeof(page));
		answer(named("pmu", "", cmd),
		       hypercall(__HYPERVISOR_xenpmu_op, cmd, page));
		ask_pointers(named("pmu at", "", cmd), __HYPERVISOR_xenpmu_op,
			     cmd);
	}
}

static void machine_checks(void)
{
	struct xen_mc *mc = (void *)page;

	for (uint32_t cmd = 0; cmd < 8; cmd++) {
		clear(page, sizeof(page));
		mc->cmd = cmd;
		mc->interface_version = XEN_MCA_INTERFACE_VERSION;
		/* An injected one might be taken for real. */
		if (cmd == 5 || cmd == 6)
			continue;
		answer(named("mca", "", cmd), hypercall(__HYPERVISOR_mca, mc));
		mc->interface_version = 0;
		answer(named("mca version 0", "", cmd),
		       hypercall(__HYPERVISOR_mca, mc));
	}
	for (uint32_t flags = 1; flags < 16; flags <<= 1) {
		clear(page, sizeof(page));
		mc->cmd = XEN_MC_fetch;
		mc->interface_version = XEN_MCA_INTERFACE_VERSION;
		mc->u.mc_fetch.flags = flags;
		answer(named("mca fetch", "", flags),
		       hypercall(__HYPERVISOR_mca, mc));
		answer(named("mca fetch flags", "", flags),
		       mc->u.mc_fetch.flags);
	}
	answer("mca hole", hypercall(__HYPERVISOR_mca, HOLE));
	answer("mca hypervisor", hypercall(__HYPERVISOR_mca, HV_ADDR));
}

void test_main(void)
{
	vcpu0()->evtchn_upcall_mask = 1;
	every_number();
	sleeping();
	times();
	firmware();
	cpus();
	idle();
	symbols();
	nmis();
	counters();
	machine_checks();
}
