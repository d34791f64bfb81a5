/* SPDX-License-Identifier: GPL-2.0-only */
/* System time from the TSC; see cpu/time.c. */
#ifndef X86_TIME_H
#define X86_TIME_H

#include <hv/types.h>

struct vcpu;

/* Calibrates the TSC and starts system time. */
void time_init(void);
uint32_t tsc_khz(void);
/* Busy wait. */
void delay_us(unsigned int us);
/* The platform timer's value without disturbing anyone. */
uint64_t tsc_to_ns(uint64_t ticks);
uint64_t wallclock_boot(uint32_t *ns);
uint32_t tsc_mul(void);
int8_t tsc_shift(void);

#endif
