/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * GDT, TSS, IDT and the system call entry of each CPU.
 *
 * A CPU's own GDT page holds the reserved entries only. It appears as page
 * 14 of every guest GDT (see pv/descriptor.c); while no guest is loaded the
 * register points 14 pages below it, and nothing there is ever used.
 */
#include <hv/bug.h>
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/mm.h>
#include <hv/percpu.h>
#include <hv/string.h>
#include <x86/asm.h>
#include <x86/cpu_info.h>
#include <x86/desc.h>
#include <x86/layout.h>
#include <x86/paging.h>
#include <x86/traps.h>
#include <x86/vendor.h>

struct gate {
	uint16_t offset0, sel;
	uint8_t ist, type;
	uint16_t offset1;
	uint32_t offset2, zero;
};

static struct gate idt[256] __attribute__((aligned(4096)));

extern const uint64_t entry_points[256];	/* entry.S */
extern const char lstar_enter[], cstar_enter[], sysenter_enter[];

static void gate_set(unsigned int vec, uint64_t handler, unsigned int ist,
		     unsigned int dpl)
{
	idt[vec] = (struct gate){
		.offset0 = (uint16_t)handler,
		.sel = HYPERVISOR_CS,
		.ist = (uint8_t)ist,
		.type = (uint8_t)(0x8e | dpl << 5),
		.offset1 = (uint16_t)(handler >> 16),
		.offset2 = (uint32_t)(handler >> 32),
	};
}

void idt_init(void)
{
	for (unsigned int i = 0; i < 256; i++)
		gate_set(i, entry_points[i], IST_NONE, 0);
	gate_set(1, entry_points[1], IST_DB, 0);
	gate_set(2, entry_points[2], IST_NMI, 0);
	gate_set(8, entry_points[8], IST_DF, 0);
	gate_set(18, entry_points[18], IST_MCE, 0);
	/* Breakpoint and overflow are for anyone. */
	gate_set(3, entry_points[3], IST_NONE, 3);
	gate_set(4, entry_points[4], IST_NONE, 3);
	/* And the system calls of old, which a guest may serve. */
	gate_set(TRAP_LEGACY_SYSCALL, entry_points[TRAP_LEGACY_SYSCALL],
		 IST_NONE, 3);
}

static void gdt_fill(uint64_t *gdt, struct x86_tss *tss)
{
	uint64_t base = (uint64_t)tss;
	unsigned int i = (TSS_SEL & 0xfff) / 8;

	gdt[(HYPERVISOR_CS & 0xfff) / 8] = 0x00af9b000000ffffUL;
	gdt[(HYPERVISOR_DS & 0xfff) / 8] = 0x00cf93000000ffffUL;
	gdt[(GUEST_CS32 & 0xff8) / 8] = 0x00cffb000000ffffUL;
	gdt[(GUEST_DS & 0xff8) / 8] = 0x00cff3000000ffffUL;
	gdt[(GUEST_CS64 & 0xff8) / 8] = 0x00affb000000ffffUL;
	gdt[i] = (sizeof(*tss) - 1) | (base & 0xffffff) << 16 |
		 0x89UL << 40 | (base >> 24 & 0xff) << 56;
	gdt[i + 1] = base >> 32;
}

int desc_cpu_prepare(struct pcpu *cpu)
{
	struct arch_pcpu *a = &cpu->arch;
	char *stack;

	if (!a->stack)
		a->stack = xenheap_alloc(STACK_ORDER, 0);
	a->gdt = xenheap_alloc(0, 0);
	a->tss = xenheap_alloc(0, 0);
	if (!a->stack || !a->gdt || !a->tss)
		return -ENOMEM;
	stack = a->stack;
	a->tss->rsp0 = (uint64_t)&cpu_info_of_stack(stack)->regs.es;
	a->tss->ist[IST_DF - 1] = (uint64_t)(stack + 1 * 4096);
	a->tss->ist[IST_NMI - 1] = (uint64_t)(stack + 2 * 4096);
	a->tss->ist[IST_MCE - 1] = (uint64_t)(stack + 3 * 4096);
	a->tss->ist[IST_DB - 1] = (uint64_t)(stack + 4 * 4096);
	a->tss->iomap = sizeof(*a->tss);
	gdt_fill(a->gdt, a->tss);
	cpu_info_of_stack(stack)->pcpu = cpu;
	return 0;
}

/*
 * SYSCALL switches no stack and gives no register to find one with, so each
 * CPU enters through a stub of its own that knows its stack's address.
 */
static uint64_t stub_write(struct pcpu *cpu, unsigned int which,
			   const void *target)
{
	struct cpu_info *ci = cpu_info_of_stack(cpu->arch.stack);
	uint64_t ss = (uint64_t)&ci->regs.ss, to = (uint64_t)target;
	unsigned int slot = cpu->id * 2 + which;
	uint64_t va = STUBS_START + (uint64_t)slot * STUB_SIZE;
	uint8_t *start = (uint8_t *)stub_page(va & PAGE_MASK) +
			 (va & ~PAGE_MASK);
	uint8_t *s = start;

	*s++ = 0x48; *s++ = 0xa3;		/* mov %rax, ss slot */
	memcpy(s, &ss, 8); s += 8;
	*s++ = 0x48; *s++ = 0x89; *s++ = 0xe0;	/* mov %rsp, %rax */
	*s++ = 0x48; *s++ = 0xbc;		/* mov $ss slot, %rsp */
	memcpy(s, &ss, 8); s += 8;
	*s++ = 0x50;				/* push %rax */
	/* A direct jump: there is nothing to mispredict. */
	to -= va + (uint64_t)(s - start) + 5;
	ASSERT((int64_t)to == (int32_t)to);
	*s++ = 0xe9;				/* jmp target */
	memcpy(s, &to, 4);
	return va;
}

/* AMD's processors have no SYSENTER in long mode: there it faults. */
static void sysenter_load(const struct pcpu *cpu)
{
	bool amd = vendor_is_amd(cpuid(0, 0).b);

	wrmsr(MSR_SYSENTER_CS, amd ? 0 : HYPERVISOR_CS);
	wrmsr(MSR_SYSENTER_ESP, amd ? 0 : cpu->arch.tss->rsp0);
	wrmsr(MSR_SYSENTER_EIP, amd ? 0 : (uint64_t)sysenter_enter);
}

void gdt_load(uint64_t va, uint16_t limit)
{
	struct table_register gdtr = { limit, va };

	__asm__ volatile("lgdt %0" : : "m"(gdtr));
}

void desc_cpu_load(struct pcpu *cpu)
{
	struct table_register idtr = { sizeof(idt) - 1, (uint64_t)idt };
	uint64_t gdt = (uint64_t)cpu->arch.gdt - HYPER_FIRST_SEL;

	/* A TSS loaded before (never at boot) would be busy. */
	cpu->arch.gdt[(TSS_SEL & 0xfff) / 8] &= ~(2UL << 40);
	gdt_load(gdt, HYPER_LAST_SEL);
	__asm__ volatile("pushq %0; lea 1f(%%rip), %%rax; pushq %%rax; lretq\n"
			 "1: mov %1, %%ds; mov %1, %%es; mov %1, %%ss\n"
			 "mov %2, %%fs; mov %2, %%gs"
			 : : "i"(HYPERVISOR_CS), "r"(HYPERVISOR_DS), "r"(0)
			 : "rax", "memory");
	__asm__ volatile("lidt %0" : : "m"(idtr));
	__asm__ volatile("ltr %w0" : : "r"(TSS_SEL));
	__asm__ volatile("lldt %w0" : : "r"(0));

	wrmsr(MSR_STAR, (uint64_t)GUEST_CS32 << 48 |
			(uint64_t)HYPERVISOR_CS << 32);
	wrmsr(MSR_LSTAR, stub_write(cpu, 0, lstar_enter));
	wrmsr(MSR_CSTAR, stub_write(cpu, 1, cstar_enter));
	sysenter_load(cpu);
	wrmsr(MSR_FMASK, EFLAGS_TF | EFLAGS_IF | EFLAGS_DF | EFLAGS_NT |
			 EFLAGS_AC | EFLAGS_IOPL | EFLAGS_RF | EFLAGS_VM);
}
