/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine's part of a domain, a vCPU and a physical CPU. Common code
 * embeds these by value and looks into none of them.
 */
#ifndef ARCH_DOMAIN_H
#define ARCH_DOMAIN_H

#include <xen/xen.h>

#include <hv/types.h>

#define GDT_GUEST_FRAMES	14
#define LDT_MAX_ENTRIES		8192

struct vcpu;
struct page_info;
struct cpuid_policy;
struct pirq_map;

struct arch_pcpu {
	void *stack;			/* STACK_SIZE bytes, aligned to it */
	struct x86_tss *tss;
	uint64_t *gdt;			/* page with the reserved entries */
	uint32_t apic_id, acpi_id;
	uint64_t cr3;			/* loaded now */
	uint32_t tlb_clock;		/* flush clock at the last full flush */
	bool in_guest_tables;		/* cr3 belongs to arch_current() */
	struct vcpu *ctx;		/* whose segments and tables are loaded */
	uint64_t apic_errors;
	uint64_t *xpti_root;		/* guests' root here, or NULL */
	struct xpti_copy {		/* what is in it; mm/xpti.c */
		uint64_t of;		/* CR3 of that root */
		uint64_t changes;	/* of roots, when it was copied */
	} xpti_copy;
	uint64_t last_guest;		/* that ran here: domain, vCPU */
	uint8_t spec_ctrl;		/* what the MSR holds */
};

/* Where a PV kernel wants its callbacks; rip 0 means none registered. */
struct pv_callbacks {
	uint64_t event, failsafe, syscall, syscall32, sysenter;
	bool failsafe_masks, syscall_masks, syscall32_masks, sysenter_masks;
	uint16_t syscall32_cs, sysenter_cs;
};

struct arch_vcpu {
	struct cpu_user_regs regs;	/* while not running */
	struct trap_info *traps;	/* 256 */
	struct pv_callbacks cb;
	void *fpu;			/* fxsave or xsave area, 64-byte aligned */
	bool kernel_mode;
	bool ts;			/* the guest's CR0.TS */
	bool nmi_masked;
	union {
		struct {
			bool nmi_pending;	/* atomic */
			bool failsafe_pending;	/* a segment load failed */
			bool time_area_due;
		};
		uint32_t due;		/* any of them */
	};
	uint8_t iopl;
	mfn_t cr3_kernel, cr3_user;	/* user: INVALID_MFN when none */
	uint64_t kernel_sp, kernel_ss;
	uint64_t cr4;		/* as the guest sees it; see pv/cr.c */
	uint64_t fs_base, gs_base_kernel, gs_base_user;
	uint64_t dr[8];
	uint64_t xcr0, xcr0_accum;	/* now; all it ever had */
	uint32_t dr7_io;	/* I/O breakpoints, which we carry out */
	mfn_t gdt_frames[GDT_GUEST_FRAMES + 2];
	unsigned int gdt_ents;
	uint64_t ldt_base;
	unsigned int ldt_ents;
	uint64_t *perdomain_l1;		/* 32 entries: 16 GDT, 16 LDT pages */
	struct page_info *unpinning;	/* table let go of, half undone */
	uint64_t tsc_aux;
	uint8_t spec_ctrl;		/* MSR_SPEC_CTRL as the guest has it */
	uint8_t *iobmp;			/* guest address of its port bitmap */
	uint32_t iobmp_limit;		/* ports it covers */
	uint64_t mca_ctl[4];
	struct vcpu_time_info *time_area;	/* guest address, or NULL */
};

struct arch_domain {
	uint64_t *perdomain_l3, *perdomain_l2;
	unsigned long vm_assist;
	unsigned long hypercall_pages;
	uint8_t *ioport_caps;		/* 1 bit per port; set means allowed */
	struct cpuid_policy *policy;
	struct pirq_map *pirqs;		/* [evtchn.lock] */
	uint64_t tsc_offset;
	uint32_t pci_address;		/* last written to port 0xcf8 */
	uint8_t cmos_index;		/* the same for 0x70 */
	uint32_t tsc_mode, tsc_khz, tsc_incarnation;
	bool is_pv, is_32bit;
	bool xpti, l1tf;		/* against Meltdown; L1TF */
	uint64_t e820_nr;
	void *e820;
};

#endif
