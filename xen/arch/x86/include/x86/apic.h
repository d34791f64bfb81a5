/* SPDX-License-Identifier: GPL-2.0-only */
/* The local APIC of this CPU, in xAPIC or x2APIC mode. */
#ifndef X86_APIC_H
#define X86_APIC_H

#include <hv/types.h>

enum vector {
	VECTOR_FIRST_DYNAMIC = 0x20,	/* devices: irq/irq.c */
	VECTOR_LAST_DYNAMIC = 0xdf,
	VECTOR_HYPERCALL32 = 0x82,
	VECTOR_IRQ_MOVE = 0xf0,
	VECTOR_INVALIDATE = 0xfd,
	VECTOR_CALL = 0xfc,
	VECTOR_KICK = 0xfb,
	VECTOR_TIMER = 0xf9,
	VECTOR_ERROR = 0xfe,
	VECTOR_SPURIOUS = 0xff,
};

/* Boot CPU: choose the mode, map registers. */
void apic_init(void);
/* Every CPU. */
void apic_cpu_init(void);
uint32_t apic_id(void);
void apic_eoi(void);
void apic_send_ipi(uint32_t apic_id, uint8_t vector);
void apic_send_nmi(uint32_t apic_id);
void apic_send_init(uint32_t apic_id);
void apic_send_startup(uint32_t apic_id, uint8_t page);
/* Finds the timer's rate with arch_now(), which runs already. */
void apic_timer_calibrate(void);
/* One-shot in ns from now; 0 stops it. */
void apic_timer_set(int64_t ns);
bool apic_is_x2(void);

#endif
