/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers of model-specific registers, and bits of control registers. */
#ifndef X86_REGS_H
#define X86_REGS_H

#define MSR_HYPERCALL		0x40000000
#define MSR_EFER		0xc0000080
#define MSR_STAR		0xc0000081
#define MSR_LSTAR		0xc0000082
#define MSR_CSTAR		0xc0000083
#define MSR_FMASK		0xc0000084
#define MSR_FS_BASE		0xc0000100
#define MSR_GS_BASE		0xc0000101
#define MSR_SHADOW_GS_BASE	0xc0000102
#define MSR_TSC_AUX		0xc0000103
#define MSR_TSC			0x10
#define MSR_APIC_BASE		0x1b
#define MSR_SPEC_CTRL		0x48
#define SPEC_CTRL_IBRS		0x01U
#define SPEC_CTRL_STIBP		0x02U
#define SPEC_CTRL_SSBD		0x04U
#define SPEC_CTRL_PSFD		0x80U
#define MSR_PRED_CMD		0x49
#define PRED_CMD_IBPB		1U
#define MSR_ARCH_CAPABILITIES	0x10a
#define MSR_SYSENTER_CS		0x174
#define MSR_SYSENTER_ESP	0x175
#define MSR_SYSENTER_EIP	0x176
#define MSR_PAT			0x277
#define MSR_TSC_DEADLINE	0x6e0
#define MSR_AMD_DE_CFG		0xc0011029U

#define EFLAGS_TF		0x100UL
#define EFLAGS_IF		0x200UL
#define EFLAGS_DF		0x400UL
#define EFLAGS_IOPL		0x3000UL
#define EFLAGS_NT		0x4000UL
#define EFLAGS_RF		0x10000UL
#define EFLAGS_VM		0x20000UL
#define EFLAGS_AC		0x40000UL

#define CR0_MP	0x2UL
#define CR0_TS	0x8UL
#define CR0_AM	0x40000UL
#define CR4_TSD		0x4UL
#define CR4_DE		0x8UL
#define CR4_PAE		0x20UL
#define CR4_MCE		0x40UL
#define CR4_PGE		0x80UL
#define CR4_OSFXSR	0x200UL
#define CR4_OSXMMEXCPT	0x400UL
#define CR4_UMIP	0x800UL
#define CR4_FSGSBASE	0x10000UL
#define CR4_OSXSAVE	0x40000UL
#define CR4_SMEP	0x100000UL
#define CR4_SMAP	0x200000UL

#endif
