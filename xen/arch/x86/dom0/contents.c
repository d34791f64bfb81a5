/* SPDX-License-Identifier: GPL-2.0-only */
/* What is in dom0's memory at its start, besides its kernel. */
#include <hv/printk.h>
#include <hv/string.h>
#include <x86/acpi.h>
#include <x86/hypercall_page.h>
#include <x86/vga.h>

#include "build.h"

/* What power management the kernel may drive: C and P states. */
#define PM_BITS		(3UL << 8)

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
		*dom0_l1_entry(b, b->v_p2m + at) |= PTE_D;
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
	struct start_info *si = dom0_written(b, b->v_start_info);

	if (b->k.pae_extended)
		b->d->vm_assist |= 1UL << VMASST_TYPE_pae_extended_cr3;
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

void dom0_fill(struct build *b, const char *cmdline)
{
	if (b->initrd)
		copy_in(b, b->initrd_pfn, 0,
			arch_paddr_to_virt(b->initrd->start),
			b->initrd->end - b->initrd->start);
	hypercalls_write(b);
	p2m_write(b);
	start_info_write(b, cmdline);
}
