/* SPDX-License-Identifier: GPL-2.0-only */
/* The machine's devices as far as hypercalls reach: 24 lines, no PCI. */
#include "pvhost.h"

#include <x86/acpi.h>
#include <x86/apic.h>
#include <x86/boot.h>
#include <x86/console.h>
#include <x86/dom0.h>
#include <x86/irq.h>
#include <x86/numa.h>
#include <x86/pci.h>
#include <x86/smp.h>
#include <x86/time.h>
#include <x86/traps.h>

#define NR_LINES	24U

struct acpi_info acpi_info;
struct boot_info boot_info;

static struct irq lines[NR_LINES];

static void line_mask(struct irq *i) { (void)i; }
static void line_retarget(struct irq *i) { (void)i; }
static const struct irq_controller controller = {
	.name = "line", .mask = line_mask, .unmask = line_mask,
	.retarget = line_retarget,
};

unsigned int irq_nr_gsis(void) { return NR_LINES; }
struct irq *irq_of_gsi(unsigned int gsi)
{
	if (gsi >= NR_LINES)
		return NULL;
	if (!lines[gsi].control) {
		lines[gsi].lock = (spinlock_t)SPINLOCK_INIT;
		lines[gsi].control = &controller;
		lines[gsi].gsi = gsi;
		lines[gsi].configured = true;
	}
	return &lines[gsi];
}
int gsi_setup(unsigned int gsi, bool level, bool low)
{
	(void)level; (void)low;
	return gsi < NR_LINES ? 0 : -EINVAL;
}
int ioapic_guest_read(paddr_t base, unsigned int reg, uint32_t *value)
{
	(void)base; (void)reg;
	*value = 0;
	return 0;
}
void *ioremap(paddr_t pa, size_t size, uint64_t flags)
{
	(void)pa; (void)size; (void)flags;
	return NULL;
}
void apic_eoi(void) { }
void smp_call_run(void) { }
uint32_t cpu_apic_id(unsigned int cpu) { return cpu; }
uint32_t cpu_acpi_id(unsigned int cpu) { return cpu; }

int msi_take(struct pci_device *p, unsigned int nr, bool msix, struct irq **i)
{
	(void)p; (void)nr; (void)msix; (void)i;
	return -ENODEV;
}
void msi_release(struct irq *i) { (void)i; }
int msi_restore(struct pci_device *p) { (void)p; return -ENODEV; }
int msix_prepare(struct pci_device *p) { (void)p; return -ENODEV; }
int msix_unprepare(struct pci_device *p) { (void)p; return -ENODEV; }

void pci_lock(void) { }
void pci_unlock(void) { }
struct pci_device *pci_find(uint16_t seg, uint8_t bus, uint8_t devfn)
{
	(void)seg; (void)bus; (void)devfn;
	return NULL;
}
int pci_add(uint16_t seg, uint8_t bus, uint8_t devfn, struct pci_device **p)
{
	(void)seg; (void)bus; (void)devfn; (void)p;
	return -ENOMEM;
}
int pci_remove(uint16_t seg, uint8_t bus, uint8_t devfn)
{
	(void)seg; (void)bus; (void)devfn;
	return -ENODEV;
}
long pci_topology(struct xen_sysctl *op, bool *copyback)
{
	(void)op; (void)copyback;
	return -ENODEV;
}
uint32_t pci_port_read(uint32_t a, unsigned int o, unsigned int size)
{
	(void)a; (void)o; (void)size;
	return ~0U;
}
void pci_port_write(uint32_t a, unsigned int o, unsigned int size, uint32_t v)
{
	(void)a; (void)o; (void)size; (void)v;
}
const struct acpi_mcfg *acpi_mcfg_of(uint16_t segment, uint8_t bus)
{
	(void)segment; (void)bus;
	return NULL;
}

unsigned int numa_node_of_pxm(uint32_t pxm) { (void)pxm; return 0; }
unsigned int topology_threads_per_core(void) { return 1; }
unsigned int topology_cores_per_socket(void) { return 1; }
unsigned int dom0_vcpus(unsigned int n, unsigned int limit)
{
	return n < limit ? n : limit;
}
uint64_t m2p_chunk_mfn(unsigned int n) { (void)n; return 0; }
void console_devices_sync(void) { }
uint32_t tsc_khz(void) { return 2000000; }
uint32_t tsc_mul(void) { return 0x80000000; }
int8_t tsc_shift(void) { return 0; }

/* Only the way out of a failed iret goes there, which nobody plays. */
void ret_to_guest(void) { abort(); }
void reset_stack_and_jump(void (*fn)(void)) { (void)fn; abort(); }
