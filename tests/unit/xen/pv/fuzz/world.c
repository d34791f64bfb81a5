/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Domains with page tables: their accesses, faults and exceptions beside
 * their hypercalls, and the oracle after each of them.
 */
#include "../../fuzz/fuzz.h"
#include "../pvhost.h"

#include <stdio.h>

#include <xen/callback.h>
#include <xen/physdev.h>
#include <xen/platform.h>
#include <x86/cpu_info.h>
#include <x86/irq.h>
#include <x86/traps.h>

#define PV_FRAMES	1024U
#define PV_FIRST	64U
#define PV_PAGES	20U

/* ---- calls ---- */

#define MM(fields) { __HYPERVISOR_mmu_update, ARRAY_DONE, 0, fields }
#define EX(cmd, fields) { __HYPERVISOR_mmuext_op, EXT_ARRAY, MMUEXT_##cmd, fields }
#define RG(call, fields) { __HYPERVISOR_##call, REGISTERS, 0, fields }
#define PH(cmd, fields) { __HYPERVISOR_physdev_op, CMD_PTR, PHYSDEVOP_##cmd, fields }
#define PF(cmd, fields) { __HYPERVISOR_platform_op, PLATFORM, XENPF_##cmd, fields }

static const struct shape pv_shapes[] = {
	MM("PE"), MM("PE"), MM("PE"), MM("PE"), MM("PE"), MM("PE"), MM("PE"),
	EX(PIN_L1_TABLE, "M0"), EX(PIN_L2_TABLE, "M0"), EX(PIN_L3_TABLE, "M0"),
	EX(PIN_L4_TABLE, "M0"), EX(UNPIN_TABLE, "M0"), EX(UNPIN_TABLE, "M0"),
	EX(PIN_L1_TABLE, "M0"), EX(PIN_L4_TABLE, "M0"),
	EX(NEW_BASEPTR, "M0"), EX(NEW_USER_BASEPTR, "M0"),
	EX(TLB_FLUSH_LOCAL, "00"), EX(INVLPG_LOCAL, "A0"),
	EX(TLB_FLUSH_MULTI, "0a"), EX(INVLPG_MULTI, "Aa"),
	EX(TLB_FLUSH_ALL, "00"), EX(INVLPG_ALL, "A0"),
	EX(FLUSH_CACHE, "00"), EX(SET_LDT, "AN"), EX(SET_LDT, "AN"),
	EX(CLEAR_PAGE, "M0"), EX(COPY_PAGE, "MM"), EX(MARK_SUPER, "M0"),
	RG(update_va_mapping, "AEF0"), RG(update_va_mapping, "AEF0"),
	RG(update_va_mapping, "AEF0"),
	RG(update_va_mapping_otherdomain, "AEFD"),
	RG(set_gdt, "aN00"), RG(set_gdt, "aN00"), RG(update_descriptor, "PS00"),
	RG(update_descriptor, "PS00"), RG(set_trap_table, "a000"),
	RG(stack_switch, "LA00"), RG(set_callbacks, "AAA0"),
	RG(fpu_taskswitch, "N000"), RG(set_debugreg, "NA00"),
	RG(get_debugreg, "N000"), RG(set_segment_base, "NA00"),
	RG(iret, "0000"), RG(callback_op, "Na00"), RG(vm_assist, "NN00"),
	PH(eoi, "c"), PH(irq_status_query, "cc"), PH(set_iopl, "c"),
	PH(set_iobitmap, "ac"), PH(apic_read, "Lcc"), PH(map_pirq, "d..ccccccL"),
	PH(unmap_pirq, "d..c"), PH(setup_gsi, "cbb"), PH(get_free_pirq, "cc"),
	PH(pirq_eoi_gmfn_v2, "g"), PH(pirq_eoi_gmfn_v1, "g"),
	PH(alloc_irq_vector, "cc"), PH(manage_pci_add, "bb"),
	PF(settime64, "L....cL"), PF(getidletime, "acaL"),
	PF(get_cpuinfo, "cccc"), PF(firmware_info, "ccLL"),
};
const struct shape *const world_shapes = pv_shapes;
const unsigned int world_nr_shapes = ARRAY_SIZE(pv_shapes);

/* ---- the beginning ---- */

void world_init(void)
{
	host_memory(PV_FRAMES);
	host_add_ram(PV_FIRST, PV_FRAMES - PV_FIRST, 0, false);
	arena_make();
	arena_lo = (uintptr_t)arena;
	arena_hi = arena_lo + ARENA_SIZE;
	pv_host_boot(NR_CPUS);
	host_hooks.at_guest_access = call_interleave;
	host_settle();
}

/* As kernels do with theirs. */
static void pin(struct domain *d, mfn_t m, uint64_t type)
{
	CHECK(!page_get_and_type(mfn_to_page(m), d, type));
	__atomic_or_fetch(&mfn_to_page(m)->type_info, PGT_PINNED,
			  __ATOMIC_SEQ_CST);
}

void world_begin(void)
{
	mfn_t frames[PV_PAGES];

	players_begin();
	for (domid_t id = 1; id < NR_PLAYERS; id++) {
		struct domain *d = pv_domain(id, 2, PV_PAGES, id == 1, frames);

		for (unsigned int i = 0; i < PV_PAGES; i++)
			world_frame_add(frames[i].n);
		pin(d, frames[PV_ROOT], PGT_L4_TABLE);
		pin(d, frames[PV_L2], PGT_L2_TABLE);
		for (unsigned int i = 0; i < d->max_vcpus; i++)
			vcpu_wake(d->vcpu[i]);
	}
	players_ready();
	oracle_check();
}

uint64_t world_own_frame(uint32_t pick)
{
	domid_t id = arch_current()->domain->domid;

	if (!id || id >= NR_PLAYERS)
		return world_frame(pick);
	return world_frame((id - 1U) * PV_PAGES + pick % PV_PAGES);
}

uint64_t world_pte(void)
{
	uint8_t b = in8();

	if (b < 0xc0)
		return (uint64_t)(b & 31) << PAGE_SHIFT;
	return b < 0xf0 ? world_frame(in8()) << PAGE_SHIFT | (b & 7) << 3 :
			  in_number();
}

/* ---- what guests do without hypercalls ---- */

static uint64_t table_entry(void)
{
	uint8_t b = in8();
	uint64_t e = world_own_frame(in8()) << PAGE_SHIFT | PTE_P | PTE_US;

	if (b < 0x20)
		return 0;
	if (b < 0x28)
		return 0x00cffb000000ffff;
	return b < 0xf0 ? e | (b & 1 ? PTE_RW : 0) : in64();
}

/* Anywhere in a frame that is the domain's, and that it may write to. */
static void write_page(struct domain *d)
{
	mfn_t m = MFN(world_own_frame(in8()));
	struct page_info *pg = mfn_to_page(m);
	uint8_t at = in8();

	if ((pg->count_info & (PGC_STATE_MASK | PGC_XENHEAP)) ||
	    pg->owner != d->domid || page_type_get(pg, PGT_WRITABLE))
		return;
	*pv_entry(m, at < 0xc0 ? at & 7 : at * 2) = table_entry();
	page_type_put(pg);
}

static void fault_insn(uint64_t va)
{
	static const struct { uint8_t len, b[10]; } insns[] = {
		{ 3, { 0x48, 0x89, 0x07 } },		/* mov %rax,(%rdi) */
		{ 3, { 0x48, 0x87, 0x07 } },		/* xchg */
		{ 5, { 0xf0, 0x48, 0x0f, 0xb1, 0x0f } },/* lock cmpxchg %rcx */
		{ 2, { 0x89, 0x07 } }, { 3, { 0x66, 0x89, 0x07 } },
		{ 2, { 0x88, 0x07 } }, { 2, { 0x48, 0xab } },
		{ 3, { 0xf3, 0x48, 0xab } }, { 3, { 0xf3, 0x48, 0xa5 } },
		{ 5, { 0xf0, 0x48, 0x0f, 0xba, 0x2f } },/* bts $0 */
		{ 5, { 0xf0, 0x48, 0x0f, 0xba, 0x37 } },/* btr $0 */
		{ 4, { 0xf0, 0x48, 0x09, 0x07 } },
		{ 4, { 0xf0, 0x48, 0x21, 0x07 } },
		{ 4, { 0x48, 0x0f, 0xc1, 0x07 } }, { 3, { 0x48, 0xff, 0x07 } },
		{ 2, { 0x8f, 0x07 } },
	};
	struct cpu_user_regs *regs = guest_regs();
	uint8_t *code = (uint8_t *)arena + ARENA_LISTS - 64;
	uint8_t b = in8();

	for (unsigned int i = 0; i < 16; i++)
		code[i] = b >= 0xe0 ? in8() :
			  i < insns[b & 15].len ? insns[b & 15].b[i] : 0;
	regs->rip = (uint64_t)(uintptr_t)code;
	regs->rdi = va;
	regs->rax = table_entry();
	regs->rcx = b & 0x10 ? 2 : table_entry();
	regs->rsi = (uint64_t)(uintptr_t)arena + ARENA_LISTS;
	regs->cs = GUEST_CS64;
}

/* Its page tables may lead anywhere; what they allow it does. */
static void touch(void)
{
	uint64_t va = (uint64_t)(in8() & 31) << PAGE_SHIFT | (in8() & 7) << 3;
	uint8_t b = in8();
	bool write = b & 1;
	uint32_t error;
	mfn_t m;

	if (b >= 0xf0)
		va = in64() & ~7ULL;
	if (b >= 0xe0 && b < 0xf0)
		va = LDT_VA(arch_current()->id) + (b & 15) * PAGE_SIZE;
	if (!sim_access(va, write, &m, &error)) {
		fault_insn(va);
		sim_page_fault(va, error);
		return;
	}
	if (write && mfn_valid(m) && !(mfn_to_page(m)->count_info & PGC_XENHEAP))
		*(uint64_t *)((char *)arch_mfn_to_virt(m) + (va & 0xff8)) =
			table_entry();
}

/* A privileged instruction, or any other exception. */
static void exception(void)
{
	static const uint8_t vectors[] = {
		TRAP_GP, TRAP_GP, TRAP_GP, TRAP_GP, TRAP_UD, TRAP_DE, TRAP_BP,
		TRAP_DB, TRAP_NM, TRAP_LEGACY_SYSCALL, TRAP_AC, TRAP_SS,
	};
	struct cpu_user_regs *regs = guest_regs();
	uint8_t *code = (uint8_t *)arena + ARENA_LISTS - 64;
	uint8_t b = in8();

	for (unsigned int i = 0; i < 15; i++)
		code[i] = in8();
	if (b & 0x80)
		code[0] = 0x0f;
	if ((b & 0xc0) == 0xc0)
		code[1] = (uint8_t)(0x20 | (code[1] & 3));
	regs->rip = (uint64_t)(uintptr_t)code;
	regs->rax = in_number();
	regs->rcx = in_number();
	regs->rdx = in_number();
	regs->rdi = regs->rsi = (uint64_t)(uintptr_t)arena;
	sim_trap(vectors[b % ARRAY_SIZE(vectors)], b & 0x10 ? in8() : 0);
}

/* Stacks are where something can be: else there is little to see. */
static void stack_back(void)
{
	struct vcpu *v = arch_current();

	guest_regs()->rsp = arena_hi - 512;
	v->arch.kernel_sp = arena_hi - 1024;
}

void world_act(void)
{
	uint8_t b = in8();

	if (b < 0xf0)
		stack_back();
	if (b & 1)
		touch();
	else
		exception();
}

void world_guest_write(void)
{
	struct domain *d = arch_current()->domain;

	if (!d->shared_info)
		return;
	switch (in_below(4)) {
	case 0:
		guest_write_grant(d);
		break;
	case 1:
	case 2:
		write_page(d);
		break;
	default:
		guest_write_shared_info(d);
	}
}

/* A mapping is an update of an entry; tables are pinned by a call. */
void world_map(void)
{
	world_act();
}

void world_pin(void)
{
	world_act();
}

/* ---- between calls ---- */

void world_check(void)
{
	players_check();
	oracle_check();
}
