/* SPDX-License-Identifier: GPL-2.0-only */
/* physdev_op: every sub-operation with good and bad arguments. */
#include "ask.h"

static char page[4][PAGE_SIZE] __attribute__((aligned(4096)));

static long op(unsigned int cmd, void *arg)
{
	return hypercall(__HYPERVISOR_physdev_op, (long)cmd, arg);
}

static const int numbers[] = {
	0, 1, 3, 4, 5, 9, 15, 16, 17, 23, 24, 100, 207, 208, 255, 256, 1023,
	1024, 65535, 0x7fffffff, -1, -2,
};
#define NR_NUMBERS (sizeof(numbers) / sizeof(*numbers))

static const domid_t domains[] = {
	DOMID_SELF, 0, 1, 1234, DOMID_IO, DOMID_XEN, DOMID_INVALID,
};
#define NR_DOMAINS (sizeof(domains) / sizeof(*domains))

static void unknown(void)
{
	static const unsigned int cmds[] = {
		0, 1, 2, 3, 14, 22, 32, 33, 100, ~0U,
	};

	for (unsigned int i = 0; i < sizeof(cmds) / sizeof(*cmds); i++)
		answer(named("cmd", "", cmds[i]), op(cmds[i], page));
}

static void pirqs_before(void)
{
	for (unsigned int i = 0; i < NR_NUMBERS; i++) {
		struct physdev_eoi eoi = { (uint32_t)numbers[i] };
		struct physdev_irq_status_query q = {
			(uint32_t)numbers[i], 0x55 };
		struct physdev_unmap_pirq u = { DOMID_SELF, numbers[i] };

		answer(named("eoi", "", numbers[i]), op(PHYSDEVOP_eoi, &eoi));
		answer(named("status", "", numbers[i]),
		       op(PHYSDEVOP_irq_status_query, &q));
		answer(named("status flags", "", numbers[i]), q.flags);
		answer(named("unmap", "", numbers[i]),
		       op(PHYSDEVOP_unmap_pirq, &u));
	}
	for (unsigned int i = 0; i < NR_DOMAINS; i++) {
		struct physdev_unmap_pirq u = { domains[i], 5 };

		answer(named("unmap of", "", domains[i]),
		       op(PHYSDEVOP_unmap_pirq, &u));
	}
}

static void map_gsi(void)
{
	for (unsigned int i = 0; i < NR_NUMBERS; i++) {
		struct physdev_map_pirq m = {
			.domid = DOMID_SELF, .type = MAP_PIRQ_TYPE_GSI,
			.index = numbers[i], .pirq = numbers[i],
		};

		answer(named("map same", "", numbers[i]),
		       op(PHYSDEVOP_map_pirq, &m));
		answer(named("map same pirq", "", numbers[i]), m.pirq);
		m.pirq = -1;
		answer(named("map any", "", numbers[i]),
		       op(PHYSDEVOP_map_pirq, &m));
		answer(named("map any pirq", "", numbers[i]), m.pirq);
		m.pirq = 18;
		answer(named("map as 18", "", numbers[i]),
		       op(PHYSDEVOP_map_pirq, &m));
	}
	for (unsigned int i = 0; i < NR_DOMAINS; i++) {
		struct physdev_map_pirq m = {
			.domid = domains[i], .type = MAP_PIRQ_TYPE_GSI,
			.index = 6, .pirq = 6,
		};

		answer(named("map for", "", domains[i]),
		       op(PHYSDEVOP_map_pirq, &m));
	}
}

static void map_messages(void)
{
	for (int type = -1; type < 7; type++) {
		if (type == MAP_PIRQ_TYPE_GSI)
			continue;
		for (int entries = -1; entries < 35; entries += 6) {
			struct physdev_map_pirq m = {
				.domid = DOMID_SELF, .type = type, .index = -1,
				.pirq = -1, .bus = 77, .devfn = 8,
				.entry_nr = entries,
			};

			answer(named("message", "type", type * 100 + entries),
			       op(PHYSDEVOP_map_pirq, &m));
			m.table_base = 0xfe000000;
			answer(named("message", "table",
				     type * 100 + entries),
			       op(PHYSDEVOP_map_pirq, &m));
		}
	}
}

static void vectors(void)
{
	for (unsigned int i = 0; i < NR_NUMBERS; i++) {
		struct physdev_irq v = { (uint32_t)numbers[i], 0x77 };
		struct physdev_setup_gsi g = { numbers[i], 1, 1 };

		answer(named("vector", "", numbers[i]),
		       op(PHYSDEVOP_alloc_irq_vector, &v));
		answer(named("setup_gsi", "", numbers[i]),
		       op(PHYSDEVOP_setup_gsi, &g));
		answer(named("setup_gsi again", "", numbers[i]),
		       op(PHYSDEVOP_setup_gsi, &g));
	}
}

static void free_pirqs(void)
{
	for (int type = -1; type < 6; type++) {
		struct physdev_get_free_pirq f = { type, 0x66 };

		answer(named("get_free_pirq", "", type),
		       op(PHYSDEVOP_get_free_pirq, &f));
		answer(named("get_free_pirq number", "", type), f.pirq);
	}
}

/* Bound, shared with itself, finished and given back. */
static void binding(void)
{
	static const uint32_t pirqs[] = { 5, 16, 17, 2000 };

	for (unsigned int i = 0; i < 4; i++) {
		struct evtchn_bind_pirq b = { .pirq = pirqs[i] };
		struct physdev_eoi eoi = { pirqs[i] };
		struct physdev_unmap_pirq u = { DOMID_SELF, (int)pirqs[i] };
		struct evtchn_close c;
		long err = hypercall(__HYPERVISOR_event_channel_op,
				     EVTCHNOP_bind_pirq, &b);

		answer(named("bind", "", pirqs[i]), err);
		answer(named("bind again", "", pirqs[i]),
		       hypercall(__HYPERVISOR_event_channel_op,
				 EVTCHNOP_bind_pirq, &b));
		answer(named("eoi bound", "", pirqs[i]),
		       op(PHYSDEVOP_eoi, &eoi));
		answer(named("unmap bound", "", pirqs[i]),
		       op(PHYSDEVOP_unmap_pirq, &u));
		c.port = b.port;
		if (!err)
			answer(named("close", "", pirqs[i]),
			       hypercall(__HYPERVISOR_event_channel_op,
					 EVTCHNOP_close, &c));
		answer(named("eoi unmapped", "", pirqs[i]),
		       op(PHYSDEVOP_eoi, &eoi));
		answer(named("unmap unmapped", "", pirqs[i]),
		       op(PHYSDEVOP_unmap_pirq, &u));
	}
}

static void devices(void)
{
	struct physdev_pci_device none = { 0, 77, 8 };
	struct physdev_manage_pci manage = { 77, 8 };
	struct physdev_restore_msi restore = { 77, 8 };
	struct physdev_pci_device host = { 0, 0, 0 };
	struct physdev_pci_mmcfg_reserved mm = {
		0xb0000000, 0, 0, 255, XEN_PCI_MMCFG_RESERVED };

	answer("remove none", op(PHYSDEVOP_pci_device_remove, &none));
	answer("manage remove none", op(PHYSDEVOP_manage_pci_remove, &manage));
	answer("restore none", op(PHYSDEVOP_restore_msi, &restore));
	answer("restore ext none", op(PHYSDEVOP_restore_msi_ext, &none));
	answer("prepare none", op(PHYSDEVOP_prepare_msix, &none));
	answer("release none", op(PHYSDEVOP_release_msix, &none));
	answer("restore host bridge", op(PHYSDEVOP_restore_msi_ext, &host));
	answer("mmcfg", op(PHYSDEVOP_pci_mmcfg_reserved, &mm));
	mm.segment = 3;
	answer("mmcfg segment 3", op(PHYSDEVOP_pci_mmcfg_reserved, &mm));
	mm.segment = 0;
	mm.address = 0xa0000000;
	answer("mmcfg elsewhere", op(PHYSDEVOP_pci_mmcfg_reserved, &mm));
}

static void rights(void)
{
	for (uint32_t i = 0; i < 6; i++) {
		struct physdev_set_iopl l = { i };

		answer(named("iopl", "", i), op(PHYSDEVOP_set_iopl, &l));
	}
	for (unsigned int i = 0; i < 5; i++) {
		static const uint32_t nr[] = { 0, 1, 65535, 65536, 65537 };
		struct physdev_set_iobitmap b = { .nr_ports = nr[i] };

		set_xen_guest_handle(b.bitmap, (uint8_t *)page);
		answer(named("iobitmap", "", nr[i]),
		       op(PHYSDEVOP_set_iobitmap, &b));
	}
}

static void io_apic(void)
{
	static const uint64_t bases[] = { 0xfec00000, 0xfee00000, 0 };

	for (unsigned int i = 0; i < 3; i++) {
		struct physdev_apic a = { bases[i], 1, 0 };

		answer(named("apic_read", "", (long)bases[i]),
		       op(PHYSDEVOP_apic_read, &a));
		answer(named("apic_read value", "", (long)bases[i]), a.value);
	}
}

/* Last: it changes what the status query says. */
static void eoi_page(void)
{
	struct physdev_pirq_eoi_gmfn g = { .gmfn = ~0ULL };
	struct physdev_irq_status_query q = { 9, 0 };

	answer("gmfn nowhere", op(PHYSDEVOP_pirq_eoi_gmfn_v2, &g));
	g.gmfn = 0xfec00;
	answer("gmfn mmio", op(PHYSDEVOP_pirq_eoi_gmfn_v2, &g));
	g.gmfn = va_to_mfn(page[1]);
	answer("gmfn", op(PHYSDEVOP_pirq_eoi_gmfn_v2, &g));
	answer("gmfn again", op(PHYSDEVOP_pirq_eoi_gmfn_v2, &g));
	answer("gmfn v1", op(PHYSDEVOP_pirq_eoi_gmfn_v1, &g));
	answer("status with page", op(PHYSDEVOP_irq_status_query, &q));
	answer("status flags with page", q.flags);
	answer("notify", op(PHYSDEVOP_IRQ_UNMASK_NOTIFY, NULL));
}

void test_main(void)
{
	unknown();
	pirqs_before();
	map_messages();
	vectors();
	map_gsi();
	binding();
	free_pirqs();
	devices();
	rights();
	io_apic();
	eoi_page();
}
