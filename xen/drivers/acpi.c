/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads the static ACPI tables once, at boot. AML is dom0's business.
 */
#include <hv/errno.h>
#include <hv/mm.h>
#include <hv/printk.h>
#include <hv/string.h>
#include <x86/acpi.h>
#include <x86/boot.h>
#include <x86/paging.h>

struct rsdp {
	char signature[8];
	uint8_t checksum;
	char oem[6];
	uint8_t revision;
	uint32_t rsdt;
	uint32_t length;
	uint64_t xsdt;
} __attribute__((packed));

struct acpi_info acpi_info;

static bool checksum_ok(const void *p, size_t n)
{
	const uint8_t *b = p;
	uint8_t sum = 0;

	while (n--)
		sum = (uint8_t)(sum + *b++);
	return !sum;
}

static uint32_t get32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, 4);
	return v;
}

static uint64_t get64(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, 8);
	return v;
}

static uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

/* Before there is a heap, whose nodes the tables tell; kept for good. */
static void *table_alloc(size_t nr, size_t size)
{
	return boot_alloc(nr * size + 1, PAGE_SIZE);
}

/* ---- MADT ---- */

static void madt_cpu(uint32_t apic, uint32_t acpi, uint32_t flags)
{
	struct acpi_cpu *c;

	/* Bit 0: enabled; without it the entry is a place for hot-add. */
	if (!(flags & 1) || apic == ~0U)
		return;
	c = &acpi_info.cpu[acpi_info.nr_cpus++];
	*c = (struct acpi_cpu){ apic, acpi, true };
}

static void madt_entry(const uint8_t *e)
{
	struct acpi_info *a = &acpi_info;

	switch (e[0]) {
	case 0:
		madt_cpu(e[3] == 0xff ? ~0U : e[3], e[2], get32(e + 4));
		break;
	case 9:
		madt_cpu(get32(e + 4), get32(e + 12), get32(e + 8));
		break;
	case 1:
		if (a->nr_ioapics < ACPI_IOAPICS_MAX)
			a->ioapic[a->nr_ioapics++] = (struct acpi_ioapic){
				e[2], get32(e + 8), get32(e + 4) };
		break;
	case 2:
		if (a->nr_overrides < ACPI_OVERRIDES_MAX)
			a->override[a->nr_overrides++] =
				(struct acpi_override){ e[3], get32(e + 4),
							get16(e + 8) };
		break;
	}
}

static void parse_madt(const struct acpi_header *h)
{
	const uint8_t *p = (const uint8_t *)h, *end = p + h->length, *e;
	unsigned int n = 0;

	for (e = p + 44; e + 2 <= end && e[1] >= 2; e += e[1])
		n += e[0] == 0 || e[0] == 9;
	acpi_info.cpu = table_alloc(n, sizeof(*acpi_info.cpu));
	for (e = p + 44; e + 2 <= end && e[1] >= 2; e += e[1])
		madt_entry(e);
}

static void parse_fadt(const struct acpi_header *h)
{
	const uint8_t *p = (const uint8_t *)h;
	struct acpi_info *a = &acpi_info;

	a->sci_irq = get16(p + 46);
	a->pm1a_evt = (uint16_t)get32(p + 56);
	a->pm1a_cnt = (uint16_t)get32(p + 64);
	a->pm1b_cnt = (uint16_t)get32(p + 68);
	a->pm_timer_port = (uint16_t)get32(p + 76);
	a->pm_timer_32bit = get32(p + 112) >> 8 & 1;
	/* Reset register: an I/O port is what PCs have (space 1). */
	if (h->length >= 129 && (get32(p + 112) >> 10 & 1) && p[116] == 1) {
		a->reset_port = (uint16_t)get64(p + 120);
		a->reset_value = p[128];
	}
}

static void parse_hpet(const struct acpi_header *h)
{
	const uint8_t *p = (const uint8_t *)h;

	if (p[40] == 0)				/* memory space */
		acpi_info.hpet = get64(p + 44);
}

static void parse_mcfg(const struct acpi_header *h)
{
	const uint8_t *p = (const uint8_t *)h;

	for (const uint8_t *e = p + 44; e + 16 <= p + h->length &&
	     acpi_info.nr_mcfg < ACPI_MCFG_MAX; e += 16)
		acpi_info.mcfg[acpi_info.nr_mcfg++] = (struct acpi_mcfg){
			get64(e), get16(e + 8), e[10], e[11] };
}

const struct acpi_mcfg *acpi_mcfg_of(uint16_t segment, uint8_t bus)
{
	for (unsigned int i = 0; i < acpi_info.nr_mcfg; i++) {
		const struct acpi_mcfg *m = &acpi_info.mcfg[i];

		if (m->segment == segment && bus >= m->bus_start &&
		    bus <= m->bus_end)
			return m;
	}
	return NULL;
}

/* ---- SRAT and SLIT ---- */

/* Kind of entry: 0 CPU, 1 memory, 2 CPU with x2APIC id; enabled ones only. */
static bool srat_entry(const uint8_t *e, struct acpi_affinity *a)
{
	switch (e[0]) {
	case 0:
		*a = (struct acpi_affinity){
			.pxm = e[2] | (get32(e + 8) & 0xffffff00U),
			.apic_id = e[3] };
		return get32(e + 4) & 1;
	case 1:
		*a = (struct acpi_affinity){ .pxm = get32(e + 2),
			.base = get64(e + 8), .size = get64(e + 16) };
		return get32(e + 28) & 1;
	case 2:
		*a = (struct acpi_affinity){ .pxm = get32(e + 4),
			.apic_id = get32(e + 8) };
		return get32(e + 12) & 1;
	}
	return false;
}

static void parse_srat(const struct acpi_header *h)
{
	const uint8_t *p = (const uint8_t *)h, *end = p + h->length, *e;
	struct acpi_info *a = &acpi_info;
	struct acpi_affinity one;
	unsigned int n = 0;

	for (e = p + 48; e + 2 <= end && e[1] >= 2; e += e[1])
		n++;
	a->cpu_affinity = table_alloc(n, sizeof(one));
	a->mem_affinity = table_alloc(n, sizeof(one));
	for (e = p + 48; e + 2 <= end && e[1] >= 2 && e + e[1] <= end;
	     e += e[1]) {
		if (!srat_entry(e, &one))
			continue;
		if (e[0] == 1)
			a->mem_affinity[a->nr_mem_affinity++] = one;
		else
			a->cpu_affinity[a->nr_cpu_affinity++] = one;
	}
}

static void parse_slit(const struct acpi_header *h)
{
	const uint8_t *p = (const uint8_t *)h;
	uint64_t n = get64(p + 36);

	if (n > 255 || h->length < 44 + n * n)
		return;
	acpi_info.slit = p + 44;
	acpi_info.nr_slit = n;
}

static const struct {
	const char *signature;
	void (*parse)(const struct acpi_header *h);
} parsers[] = {
	{ "APIC", parse_madt },
	{ "FACP", parse_fadt },
	{ "HPET", parse_hpet },
	{ "MCFG", parse_mcfg },
	{ "SRAT", parse_srat },
	{ "SLIT", parse_slit },
};

/* ---- finding them ---- */

static const struct acpi_header *table_map(paddr_t pa)
{
	const struct acpi_header *h = ioremap(pa, sizeof(*h), HYPER_RO);

	if (!h || h->length < sizeof(*h) || h->length > 1UL << 20)
		return NULL;
	return ioremap(pa, h->length, HYPER_RO);
}

static void table_read(paddr_t pa)
{
	const struct acpi_header *h = table_map(pa);

	if (!h)
		return;
	printk(XL_INFO "ACPI: %.4s %08llX, %04X (r%u %.6s %.8s)\n",
	       h->signature, (unsigned long long)pa, h->length, h->revision,
	       h->oem, h->oem_table);
	if (!checksum_ok(h, h->length)) {
		printk(XL_WARN "ACPI: %.4s has a wrong checksum, not used\n",
		       h->signature);
		return;
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(parsers); i++)
		if (!memcmp(h->signature, parsers[i].signature, 4))
			parsers[i].parse(h);
}

static const struct rsdp *rsdp_scan(paddr_t from, paddr_t to)
{
	for (paddr_t pa = from; pa < to; pa += 16) {
		const char *p = arch_paddr_to_virt(pa);

		if (!memcmp(p, "RSD PTR ", 8) && checksum_ok(p, 20))
			return (const struct rsdp *)p;
	}
	return NULL;
}

static const struct rsdp *rsdp_find(void)
{
	const uint8_t *ebda = arch_paddr_to_virt(0x40e);
	paddr_t at = (paddr_t)get16(ebda) << 4;
	const struct rsdp *r = NULL;

	if (at >= 0x80000 && at < 0xa0000)
		r = rsdp_scan(at, at + 1024);
	return r ? r : rsdp_scan(0xe0000, 0x100000);
}

/* The loader's is a copy: find the original, for the kernel's sake. */
static void rsdp_locate(const struct rsdp *copy)
{
	for (unsigned int i = 0; i < boot_info.nr_e820; i++) {
		const struct e820_entry *e = &boot_info.e820[i];
		const char *p;

		if (e->type != E820_ACPI && e->type != E820_NVS)
			continue;
		p = ioremap(e->addr, e->size, HYPER_RO);
		for (uint64_t at = 0; p && at + 20 <= e->size; at += 4)
			if (!memcmp(p + at, copy, 20)) {
				acpi_info.rsdp = e->addr + at;
				return;
			}
	}
}

bool acpi_init(const void *from_loader)
{
	const struct rsdp *r = rsdp_find();
	const struct acpi_header *root;
	const uint8_t *p;
	bool wide;

	if (!r && from_loader) {
		r = from_loader;
		acpi_info.rsdp = boot_info.rsdp_at;
		if (!acpi_info.rsdp)
			rsdp_locate(r);
	}
	if (!r)
		return false;
	wide = r->revision >= 2 && r->xsdt;
	root = table_map(wide ? r->xsdt : r->rsdt);
	if (!root)
		return false;
	p = (const uint8_t *)(root + 1);
	for (uint32_t n = root->length - sizeof(*root); n >= (wide ? 8 : 4);
	     n -= wide ? 8 : 4) {
		table_read(wide ? get64(p) : get32(p));
		p += wide ? 8 : 4;
	}
	return true;
}
