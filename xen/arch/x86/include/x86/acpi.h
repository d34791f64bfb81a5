/* SPDX-License-Identifier: GPL-2.0-only */
/* What the machine's ACPI tables say (ACPI specification, chapters 5, 21). */
#ifndef X86_ACPI_H
#define X86_ACPI_H

#include <hv/types.h>

struct acpi_header {
	char signature[4];
	uint32_t length;
	uint8_t revision, checksum;
	char oem[6], oem_table[8];
	uint32_t oem_revision;
	char creator[4];
	uint32_t creator_revision;
} __attribute__((packed));

struct acpi_cpu { uint32_t apic_id, acpi_id; bool enabled; };

struct acpi_ioapic { uint32_t id, gsi_base; paddr_t addr; };

struct acpi_override { uint8_t source; uint32_t gsi; uint16_t flags; };

/* Configuration space of buses of a segment. */
struct acpi_mcfg { paddr_t base; uint16_t segment; uint8_t bus_start, bus_end; };

/* An APIC id, or memory [base, base + size), is near proximity domain pxm. */
struct acpi_affinity {
	uint32_t pxm, apic_id;
	uint64_t base, size;
};

#define ACPI_MCFG_MAX		16U
#define ACPI_IOAPICS_MAX	64U
#define ACPI_OVERRIDES_MAX	32U

struct acpi_info {
	struct acpi_cpu *cpu;
	unsigned int nr_cpus;
	struct acpi_ioapic ioapic[ACPI_IOAPICS_MAX];
	unsigned int nr_ioapics;
	struct acpi_override override[ACPI_OVERRIDES_MAX];
	unsigned int nr_overrides;
	paddr_t rsdp;			/* where a BIOS has none, else 0 */
	paddr_t hpet;			/* 0: none */
	uint16_t pm_timer_port;		/* 0: none */
	bool pm_timer_32bit;
	uint16_t sci_irq;
	uint16_t pm1a_cnt, pm1b_cnt, pm1a_evt;
	uint16_t reset_port;
	uint8_t reset_value;
	struct acpi_mcfg mcfg[ACPI_MCFG_MAX];
	unsigned int nr_mcfg;
	struct acpi_affinity *cpu_affinity, *mem_affinity;	/* SRAT */
	unsigned int nr_cpu_affinity, nr_mem_affinity;
	const uint8_t *slit;		/* nr_slit squared distances */
	uint64_t nr_slit;
};

extern struct acpi_info acpi_info;

/* rsdp NULL: search the BIOS area. False when there is no ACPI. */
bool acpi_init(const void *rsdp);
/* The entry that describes a bus, or NULL. */
const struct acpi_mcfg *acpi_mcfg_of(uint16_t segment, uint8_t bus);

#endif
