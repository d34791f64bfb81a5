/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Builds dom0: memory, kernel, page tables, start info, first vCPU, rights.
 *
 * Guest frame n is where virt_base + n * 4096 points, as the start-of-day
 * contract in the public xen.h wants: kernel, initrd, start info, page
 * tables, boot stack, and at least 512 KiB of room up to a 4 MiB border. The
 * P2M list follows with tables of its own, at the address the kernel asked
 * for (INIT_P2M), or before the start info. An initrd that need not be mapped
 * (MOD_START_PFN) has the frames behind all that is.
 */
#include <hv/bug.h>
#include <hv/console.h>
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/machine.h>
#include <hv/printk.h>
#include <hv/rangeset.h>
#include <hv/string.h>
#include <xen/domctl.h>
#include <x86/acpi.h>
#include <x86/asm.h>
#include <x86/boot.h>
#include <x86/console.h>
#include <x86/cpu_info.h>
#include <x86/dom0.h>
#include <x86/numa.h>
#include <x86/options.h>
#include <x86/hypercall_page.h>
#include <x86/pv.h>
#include <x86/vga.h>

#define ROOM		(512UL << 10)
#define BORDER		(4UL << 20)
#define DOM0_VCPUS_MAX	512U	/* slots of the per-domain area */
#define LEAF_RW		(PTE_P | PTE_RW | PTE_US | PTE_A)
#define TABLE_RW	(LEAF_RW | PTE_D)
/* What power management the kernel may drive: C and P states. */
#define PM_BITS		(3UL << 8)

typedef unsigned long long ull;

struct build {
	struct domain *d;
	struct kernel_file file;
	struct kernel_image k;
	const struct boot_module *initrd;
	uint64_t nr_pages;
	uint64_t *p2m;			/* ours while building, pfn to mfn */
	unsigned int p2m_order;
	/* virtual addresses */
	uint64_t v_start, v_initrd, v_p2m, v_start_info, v_tables, v_stack;
	uint64_t v_end;
	uint64_t nr_tables;
	/* guest frames */
	uint64_t initrd_pfn, nr_initrd;
	uint64_t p2m_pfn, nr_p2m_list, nr_p2m_tables;
	uint64_t next_table;		/* pfn of the next free table */
	uint64_t *l4;
	mfn_t l4_mfn;
};

static uint64_t page_up(uint64_t x)
{
	return (x + PAGE_SIZE - 1) & PAGE_MASK;
}

static void *pfn_virt(struct build *b, uint64_t pfn)
{
	BUG_ON(pfn >= b->nr_pages);
	return arch_mfn_to_virt(MFN(b->p2m[pfn]));
}

static uint64_t va_pfn(const struct build *b, uint64_t va)
{
	return (va - b->v_start) >> PAGE_SHIFT;
}

/* ---- sizes ---- */

static void memory_size(struct build *b)
{
	uint64_t avail = heap_free_pages() << PAGE_SHIFT;
	uint64_t limit = dom0_mem_limit(avail);

	b->nr_pages = dom0_mem_size(avail) >> PAGE_SHIFT;
	if (limit)
		b->d->max_pages = limit >> PAGE_SHIFT;
}

/* Whether a guest may have something there: canonical, and not ours. */
static bool guest_va(uint64_t va)
{
	return (va + (1ULL << 47)) >> 48 == 0 &&
	       (va < HYPERVISOR_VIRT_START || va >= HYPERVISOR_VIRT_END);
}

static uint64_t tables_for(uint64_t start, uint64_t end)
{
	uint64_t n = 0;

	for (unsigned int shift = 21; shift <= 39; shift += 9)
		n += ((end - 1) >> shift) - (start >> shift) + 1;
	return n;			/* L1, L2, L3; the L4 is extra */
}

/* How many it takes to map that too, besides those of the kernel. */
static uint64_t tables_more(const struct build *b, uint64_t start,
			    uint64_t end)
{
	uint64_t n = tables_for(start, end);

	for (unsigned int shift = 21; shift <= 39; shift += 9) {
		uint64_t low = max_u64(start, b->v_start) >> shift;
		uint64_t high = min_u64(end - 1, b->v_end - 1) >> shift;

		/* They do not overlap, but one table may serve both. */
		if (low <= high)
			n -= high - low + 1;
	}
	return n;
}

static void layout(struct build *b)
{
	uint64_t initrd = b->initrd ? b->initrd->end - b->initrd->start : 0;
	uint64_t bytes = b->nr_pages * 8, va, end, n;
	bool p2m_apart = b->k.init_p2m != KERNEL_NO_VALUE;

	if ((b->k.virt_end - b->k.virt_base) >> PAGE_SHIFT >= b->nr_pages)
		panic("dom0_mem=%lluM is too small for this kernel",
		      (ull)b->nr_pages >> 8);
	b->v_start = b->k.virt_base;
	b->v_initrd = page_up(b->k.virt_end);
	b->nr_initrd = page_up(initrd) >> PAGE_SHIFT;
	va = b->v_initrd;
	if (!b->k.mod_start_pfn)
		va += page_up(initrd);
	if (!p2m_apart) {
		b->v_p2m = va;
		va += page_up(bytes);
	}
	b->v_start_info = va;
	b->v_tables = va + PAGE_SIZE;
	/* More tables may need one more table: until it fits. */
	for (n = 1;; n++) {
		b->v_stack = b->v_tables + n * PAGE_SIZE;
		end = (b->v_stack + PAGE_SIZE + ROOM + BORDER - 1) &
		      ~(BORDER - 1);
		if (end <= b->v_start)
			panic("the dom0 kernel wants to be at %#llx, too near "
			      "the end", (ull)b->v_start);
		if (n >= 1 + tables_for(b->v_start, end))
			break;
	}
	b->nr_tables = n;
	b->v_end = end;
	b->initrd_pfn = va_pfn(b, b->k.mod_start_pfn ? end : b->v_initrd);
	b->p2m_pfn = va_pfn(b, end) + b->nr_initrd;
	if (p2m_apart) {
		b->v_p2m = b->k.init_p2m;
		b->nr_p2m_list = (page_up(b->v_p2m + bytes) -
				  (b->v_p2m & PAGE_MASK)) >> PAGE_SHIFT;
		b->nr_p2m_tables = tables_more(b, b->v_p2m,
					       b->v_p2m + bytes);
	}
}

/* Where the kernel wants things, but cannot have them. */
static void layout_check(const struct build *b)
{
	uint64_t page = b->k.hypercall_page, p2m = b->v_p2m;
	uint64_t end = page_up(p2m + b->nr_pages * 8);

	if (b->p2m_pfn + b->nr_p2m_list + b->nr_p2m_tables > b->nr_pages)
		panic("dom0_mem=%lluM is too small for this kernel",
		      (ull)b->nr_pages >> 8);
	if (b->v_end <= b->v_start || !guest_va(b->v_start) ||
	    !guest_va(b->v_end - 1))
		panic("the dom0 kernel wants %#llx to %#llx for itself",
		      (ull)b->v_start, (ull)b->v_end);
	if (page != KERNEL_NO_VALUE &&
	    (page < b->v_start || page > b->v_end - PAGE_SIZE))
		panic("dom0 kernel: HYPERCALL_PAGE %#llx is outside of it",
		      (ull)page);
	if (!b->nr_p2m_list)
		return;
	if (end <= p2m || !guest_va(p2m) || !guest_va(end - 1) ||
	    p2m >> 63 != (end - 1) >> 63 ||
	    (p2m < b->v_end && end > b->v_start))
		panic("dom0 kernel: INIT_P2M %#llx is not free", (ull)p2m);
}

static void layout_print(const struct build *b)
{
	printk(XL_WARN " Dom0 kernel: 64-bit, lsb, paddr %#llx -> %#llx\n",
	       (ull)b->k.paddr_start, (ull)b->k.paddr_end);
	printk(XL_WARN "VIRTUAL MEMORY ARRANGEMENT:\n");
	printk(XL_WARN " Loaded kernel: %016llx->%016llx\n",
	       (ull)b->k.virt_start, (ull)b->k.virt_end);
	printk(XL_WARN " Init. ramdisk: frames %#llx->%#llx\n",
	       (ull)b->initrd_pfn, (ull)(b->initrd_pfn + b->nr_initrd));
	printk(XL_WARN " Phys-Mach map: %016llx->%016llx\n", (ull)b->v_p2m,
	       (ull)(b->v_p2m + b->nr_pages * 8));
	printk(XL_WARN " Start info:    %016llx\n", (ull)b->v_start_info);
	printk(XL_WARN " Page tables:   %016llx->%016llx\n", (ull)b->v_tables,
	       (ull)b->v_stack);
	printk(XL_WARN " Boot stack:    %016llx\n", (ull)b->v_stack);
	printk(XL_WARN " TOTAL:         %016llx->%016llx\n", (ull)b->v_start,
	       (ull)b->v_end);
	printk(XL_WARN " ENTRY ADDRESS: %016llx\n", (ull)b->k.entry);
}

/* ---- memory ---- */

static void memory_alloc(struct build *b)
{
	unsigned int order = MAX_ORDER;
	uint64_t pfn = 0;

	while (1UL << b->p2m_order < DIV_ROUND_UP(b->nr_pages * 8, PAGE_SIZE))
		b->p2m_order++;
	b->p2m = xenheap_alloc(b->p2m_order, 0);
	if (!b->p2m)
		panic("no memory for dom0's frame list");
	while (pfn < b->nr_pages) {
		struct page_info *pg;

		while (1UL << order > b->nr_pages - pfn)
			order--;
		pg = domheap_alloc(b->d, order, 0);
		if (!pg && !order)
			panic("no memory for dom0: %llu of %llu pages; lower "
			      "dom0_mem=", (ull)pfn, (ull)b->nr_pages);
		if (!pg) {
			order--;
			continue;
		}
		for (uint64_t i = 0; i < 1UL << order; i++, pfn++) {
			b->p2m[pfn] = page_to_mfn(pg).n + i;
			arch_clear_page(page_to_virt(pg + i));
			arch_m2p_set(MFN(b->p2m[pfn]), pfn);
		}
	}
}

/* ---- page tables ---- */

static uint64_t *table_at(uint64_t entry)
{
	return arch_mfn_to_virt(pte_mfn(entry));
}

static bool present(const uint64_t *entry)
{
	return entry && *entry & PTE_P;
}

static uint64_t *l3_entry(struct build *b, uint64_t va)
{
	uint64_t *e = &b->l4[l4_index(va)];

	return present(e) ? &table_at(*e)[l3_index(va)] : NULL;
}

static uint64_t *l2_entry(struct build *b, uint64_t va)
{
	uint64_t *e = l3_entry(b, va);

	return present(e) ? &table_at(*e)[l2_index(va)] : NULL;
}

static uint64_t *l1_entry(struct build *b, uint64_t va)
{
	uint64_t *e = l2_entry(b, va);

	return present(e) ? &table_at(*e)[l1_index(va)] : NULL;
}

/* The lowest comes first, where kernels are used to find it. */
static void tables_make(struct build *b, uint64_t va)
{
	uint64_t l1, l2 = 0, l3 = 0;

	if (l1_entry(b, va))
		return;
	l1 = b->next_table++;
	if (!l2_entry(b, va))
		l2 = b->next_table++;
	if (!l3_entry(b, va)) {
		l3 = b->next_table++;
		b->l4[l4_index(va)] = pte_make(MFN(b->p2m[l3]), TABLE_RW);
	}
	if (l2)
		*l3_entry(b, va) = pte_make(MFN(b->p2m[l2]), TABLE_RW);
	*l2_entry(b, va) = pte_make(MFN(b->p2m[l1]), TABLE_RW);
}

static void map_page(struct build *b, uint64_t va, uint64_t pfn, bool rw)
{
	tables_make(b, va);
	*l1_entry(b, va) = pte_make(MFN(b->p2m[pfn]),
				    rw ? LEAF_RW : LEAF_RW & ~PTE_RW);
}

static void map_all(struct build *b)
{
	b->next_table = va_pfn(b, b->v_tables);
	b->l4_mfn = MFN(b->p2m[b->next_table]);
	b->l4 = pfn_virt(b, b->next_table++);
	for (uint64_t va = b->v_start; va < b->v_end; va += PAGE_SIZE)
		map_page(b, va, va_pfn(b, va),
			 va < b->v_tables || va >= b->v_stack);
	if (!b->nr_p2m_list)
		return;
	b->next_table = b->p2m_pfn + b->nr_p2m_list;
	for (uint64_t i = 0; i < b->nr_p2m_list; i++)
		map_page(b, (b->v_p2m & PAGE_MASK) + (i << PAGE_SHIFT),
			 b->p2m_pfn + i, true);
}

/* Where a page of the kernel's is; it gets dirty, as the kernel can see. */
static void *va_written(void *ctx, uint64_t va)
{
	struct build *b = ctx;

	*l1_entry(b, va) |= PTE_D;
	return pfn_virt(b, va_pfn(b, va));
}

/* Validation made them global; a kernel starts with entries that are not. */
static void entries_reset(struct build *b)
{
	for (uint64_t va = b->v_start; va < b->v_end; va += PAGE_SIZE)
		*l1_entry(b, va) &= ~PTE_G;
	for (uint64_t i = 0; i < b->nr_p2m_list; i++)
		*l1_entry(b, b->v_p2m + (i << PAGE_SHIFT)) &= ~PTE_G;
}

/* ---- contents ---- */

/* To the guest's frames from pfn on, at an offset into the first. */
static void copy_in(struct build *b, uint64_t pfn, uint64_t offset,
		    const void *from, uint64_t n)
{
	const char *p = from;

	while (n) {
		uint64_t part = min_u64(n, PAGE_SIZE - offset);

		memcpy((char *)pfn_virt(b, pfn++) + offset, p, part);
		p += part;
		n -= part;
		offset = 0;
	}
}

static void p2m_write(struct build *b)
{
	uint64_t pfn = b->nr_p2m_list ? b->p2m_pfn : va_pfn(b, b->v_p2m);

	for (uint64_t at = 0; at < b->nr_pages * 8; at += PAGE_SIZE)
		*l1_entry(b, b->v_p2m + at) |= PTE_D;
	copy_in(b, pfn, b->v_p2m & ~PAGE_MASK, b->p2m, b->nr_pages * 8);
}

static void hypercalls_write(struct build *b)
{
	static char page[PAGE_SIZE];

	if (b->k.hypercall_page == KERNEL_NO_VALUE)
		return;
	hypercall_page_fill(page);
	copy_in(b, va_pfn(b, b->k.hypercall_page),
		b->k.hypercall_page & ~PAGE_MASK, page, PAGE_SIZE);
}

static void initrd_info(const struct build *b, struct start_info *si)
{
	si->mod_start = b->v_initrd;
	si->mod_len = b->initrd->end - b->initrd->start;
	if (!b->k.mod_start_pfn)
		return;
	si->mod_start = b->initrd_pfn;
	si->flags |= SIF_MOD_START_PFN;
}

static void start_info_write(struct build *b, const char *cmdline)
{
	struct start_info *si = va_written(b, b->v_start_info);

	str_copy(si->magic, b->k.pae ? "xen-3.0-x86_64p" : "xen-3.0-x86_64",
		 sizeof(si->magic));
	si->nr_pages = b->nr_pages;
	si->shared_info = arch_virt_to_mfn(b->d->shared_info).n << PAGE_SHIFT;
	si->flags = SIF_PRIVILEGED | SIF_INITDOMAIN | PM_BITS;
	si->pt_base = b->v_tables;
	si->nr_pt_frames = b->nr_tables;
	si->mfn_list = b->v_p2m;
	si->first_p2m_pfn = b->p2m_pfn;
	si->nr_p2m_frames = b->nr_p2m_list + b->nr_p2m_tables;
	if (b->initrd)
		initrd_info(b, si);
	/* All zero where there is no screen. */
	vga_describe((void *)(si + 1));
	si->console.dom0.info_off = sizeof(*si);
	si->console.dom0.info_size = sizeof(struct dom0_vga_console_info);
	str_copy((char *)si->cmd_line, cmdline, sizeof(si->cmd_line));
	/* Outside the BIOS area the kernel would not look for it. */
	if (acpi_info.rsdp)
		hv_snprintf((char *)si->cmd_line, sizeof(si->cmd_line),
			    "%s acpi_rsdp=%#llx", cmdline,
			    (ull)acpi_info.rsdp);
}

/* ---- rights ---- */

static void ports_allow(struct domain *d)
{
	/* The hypervisor's: interrupt controllers and its serial port. */
	static const struct { uint16_t first, nr; } ours[] = {
		{ 0x20, 2 }, { 0xa0, 2 }, { 0x4d0, 2 },
	};
	unsigned long *caps = (unsigned long *)d->arch.ioport_caps;
	uint16_t port;

	bitmap_set_range(caps, 0, 65536);
	for (unsigned int i = 0; i < ARRAY_SIZE(ours); i++)
		bitmap_clear_range(caps, ours[i].first, ours[i].nr);
	for (unsigned int i = 0; (port = console_port(i)) != 0; i++)
		bitmap_clear_range(caps, port, 8);
}

static void rights(struct domain *d)
{
	unsigned int bits = cpuid(0x80000008, 0).a & 0xff;
	int err = rangeset_add(d->iomem_caps, 0, (1UL << (bits - 12)) - 1);

	err |= rangeset_add(d->irq_caps, 0, d->evtchn.nr_pirqs - 1);
	/* Local and I/O APICs. */
	err |= rangeset_remove(d->iomem_caps, 0xfee00, 0xfeeff);
	for (unsigned int i = 0; i < acpi_info.nr_ioapics; i++) {
		uint64_t f = acpi_info.ioapic[i].addr >> PAGE_SHIFT;

		err |= rangeset_remove(d->iomem_caps, f, f);
	}
	if (err)
		panic("no memory for dom0's rights");
	ports_allow(d);
}

/* ---- the vCPU ---- */

static void boot_vcpu(struct build *b)
{
	struct vcpu *v = b->d->vcpu[0];
	struct cpu_user_regs *r = &v->arch.regs;
	struct page_info *pg = mfn_to_page(b->l4_mfn);
	int err = page_get_and_type(pg, b->d, PGT_L4_TABLE);

	/* Once for the pin, which the kernel expects, once for CR3. */
	if (!err)
		err = page_get_and_type(pg, b->d, PGT_L4_TABLE);
	if (err)
		panic("dom0's page tables are not valid: %d", err);
	__atomic_or_fetch(&pg->type_info, PGT_PINNED, __ATOMIC_SEQ_CST);
	entries_reset(b);
	v->arch.cr3_kernel = b->l4_mfn;
	r->rip = b->k.entry;
	r->cs = GUEST_CS64;
	r->ss = GUEST_DS;
	r->rsp = b->v_stack + PAGE_SIZE;
	r->rsi = b->v_start_info;
	r->rflags = 0x202;
	v->arch.kernel_mode = true;
	for (unsigned int i = 0; i < XEN_LEGACY_MAX_VCPUS; i++)
		b->d->shared_info->vcpu_info[i].evtchn_upcall_mask = 1;
	v->is_initialised = true;
	bit_clear_atomic(&v->pause_flags, VPF_DOWN);
}

static unsigned int cpus_online(void)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < nr_cpu_ids; i++)
		n += cpu_online(i);
	return n;
}

static void vcpus_make(struct build *b, unsigned int nr)
{
	unsigned int cpus = cpus_online();

	for (unsigned int i = 0; i < nr; i++) {
		struct vcpu *v = vcpu_create(b->d, i, i % nr_cpu_ids);
		cpumask_t pin[BITS_TO_LONGS(NR_CPUS_MAX)] = { 0 };

		if (!v)
			panic("no memory for vCPU %u of dom0", i);
		if (!opt_dom0_vcpus_pin)
			continue;
		cpumask_set(pin, i % cpus);
		if (vcpu_set_hard_affinity(v, pin))
			printk(XL_ERR "dom0_vcpus_pin: vCPU %u cannot be "
			       "pinned\n", i);
	}
}

static void domain_make(struct build *b)
{
	struct xen_domctl_createdomain config = {
		.max_evtchn_port = -1U,
		.max_grant_frames = -1,
		.max_maptrack_frames = -1,
		.grant_opts = XEN_DOMCTL_GRANT_version(2),
		.max_vcpus = dom0_vcpus(cpus_online(), DOM0_VCPUS_MAX),
	};
	int err;

	b->d = domain_create(0, &config, true, &err);
	if (!b->d)
		panic("dom0 cannot be created: %d", err);
	vcpus_make(b, config.max_vcpus);
	b->d->max_pages = UINT32_MAX;
	dom0 = b->d;
	printk(XL_WARN "Dom0 has maximum %u VCPUs\n", config.max_vcpus);
	printk(XL_INFO "d0 has maximum %u PIRQs\n", b->d->evtchn.nr_pirqs);
}

static void kernel_find(struct build *b)
{
	const struct boot_module *m = boot_info.module;

	if (!boot_info.nr_modules)
		panic("no dom0 kernel: give it as the first module");
	if (boot_info.nr_modules > 1)
		b->initrd = &boot_info.module[1];
	if (kernel_unpack(arch_paddr_to_virt(m->start), m->end - m->start,
			  &b->file) ||
	    elf_examine(b->file.elf, b->file.size, &b->k))
		panic("the dom0 kernel cannot be used");
}

/* What the boot loader loaded is copied: the memory is free again. */
static void modules_free(void)
{
	for (unsigned int i = 0; i < boot_info.nr_modules; i++) {
		const struct boot_module *m = &boot_info.module[i];

		if (m->end > m->start)
			numa_heap_add(m->start & PAGE_MASK, page_up(m->end));
	}
}

void dom0_create(void)
{
	static struct build build;
	struct build *b = &build;
	int err;

	printk(XL_WARN "*** Building a PV Dom0 ***\n");
	kernel_find(b);
	domain_make(b);
	memory_size(b);
	layout(b);
	layout_check(b);
	layout_print(b);
	memory_alloc(b);
	map_all(b);
	elf_load(&b->k, va_written, b);
	kernel_release(&b->file);
	if (b->initrd)
		copy_in(b, b->initrd_pfn, 0,
			arch_paddr_to_virt(b->initrd->start),
			b->initrd->end - b->initrd->start);
	hypercalls_write(b);
	p2m_write(b);
	start_info_write(b, boot_arguments(&boot_info,
					   boot_info.module[0].cmdline));
	xenheap_free(b->p2m, b->p2m_order);
	rights(b->d);
	boot_vcpu(b);
	modules_free();
	total_pages = boot_ram_pages();
	arch_update_wallclock(b->d);
	b->d->creation_finished = true;
	console_devices_end_boot();
	console_give_to_dom0();
	err = domain_unpause_by_controller(b->d);
	if (err)
		panic("dom0 cannot be started: %d", err);
}
