/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypervisor's address space: what it puts into the hole that the ABI
 * reserves, 0xffff800000000000 to 0xffff87ffffffffff, L4 slots 256 to 271.
 *
 *   slot 256        M2P, as guests read it
 *   slot 257        M2P, writable alias for the hypervisor
 *   slot 260        per domain: descriptor tables of its vCPUs
 *   slot 261        frame table, I/O mappings, the image, entry stubs
 *   slots 262-271   direct map of all RAM
 *
 * Also included by assembly.
 */
#ifndef X86_LAYOUT_H
#define X86_LAYOUT_H

#ifdef __ASSEMBLY__
#define UL(x)	x
#else
#define UL(x)	x##UL
#endif

#define HYPER_FIRST_SLOT	256
#define HYPER_LAST_SLOT		271
#define HYPER_START		UL(0xffff800000000000)
#define HYPER_END		UL(0xffff880000000000)

#define M2P_RO_START		UL(0xffff800000000000)
#define M2P_RW_START		UL(0xffff808000000000)
#define PERDOMAIN_SLOT		260
#define PERDOMAIN_START		UL(0xffff820000000000)
#define IOREMAP_START		UL(0xffff82c000000000)
#define IOREMAP_END		UL(0xffff82d000000000)
#define XEN_VIRT_START		UL(0xffff82d040000000)
#define STUBS_START		UL(0xffff82d0c0000000)
#define FRAME_TABLE_START	UL(0xffff82e000000000)

/* A vCPU's part of the per-domain area: 16 GDT pages, then 16 LDT pages. */
#define PERDOMAIN_VCPU_SHIFT	17
#define GDT_VA(vcpu_id)	(PERDOMAIN_START + ((vcpu_id) << PERDOMAIN_VCPU_SHIFT))
#define LDT_VA(vcpu_id)	(GDT_VA(vcpu_id) + (16 << 12))

/* The descriptors the hypervisor keeps behind the guest's 14 GDT pages. */
#define HYPER_FIRST_SEL	0xe000
#define HYPERVISOR_CS		0xe008
#define HYPERVISOR_DS		0xe010
#define GUEST_CS32		0xe023
#define GUEST_DS		0xe02b
#define GUEST_CS64		0xe033
#define TSS_SEL			0xe040
#define LDT_SEL			0xe050
#define HYPER_LAST_SEL	0xe06f

/* struct cpu_info (<x86/cpu_info.h>), as entry.S sees it */
#define CI_GUEST_CR3	200
#define CI_FULL_CR3	208
#define CI_SPEC		216
#define CI_VERW_SEL	220
#define CI_ROOT_STALE	222
#define CI_SIZE		248

/* Its `spec`: what is done on the way in and out; see cpu/spec.c. */
#define SPEC_RSB	1	/* in: fill the return predictor */
#define SPEC_VERW	2	/* out: empty the CPU's buffers */

#define TRAP_SYSCALL		0x100	/* in entry_vector: came by syscall */

#endif
