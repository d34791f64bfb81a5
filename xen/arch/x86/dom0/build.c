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
#include <xen/domctl.h>
#include <x86/console.h>
#include <x86/cpu_info.h>
#include <x86/numa.h>
#include <x86/options.h>

#include "build.h"

#define DOM0_VCPUS_MAX	512U	/* slots of the per-domain area */

/* ---- memory ---- */

static void memory_size(struct build *b)
{
	uint64_t avail = heap_free_pages() << PAGE_SHIFT;
	uint64_t limit = dom0_mem_limit(avail);

	b->nr_pages = dom0_mem_size(avail) >> PAGE_SHIFT;
	if (limit)
		b->d->max_pages = limit >> PAGE_SHIFT;
}

void *pfn_virt(struct build *b, uint64_t pfn)
{
	BUG_ON(pfn >= b->nr_pages);
	return arch_mfn_to_virt(MFN(b->p2m[pfn]));
}

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
	dom0_entries_reset(b);
	v->arch.cr3_kernel = b->l4_mfn;
	pv_root_m2p(v, b->l4_mfn, false);
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
	dom0_layout(b);
	memory_alloc(b);
	dom0_map(b);
	elf_load(&b->k, dom0_written, b);
	kernel_release(&b->file);
	dom0_fill(b, boot_arguments(&boot_info,
				    boot_info.module[0].cmdline));
	xenheap_free(b->p2m, b->p2m_order);
	dom0_rights(b->d);
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
