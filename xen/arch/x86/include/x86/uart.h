/* SPDX-License-Identifier: GPL-2.0-only */
/* The serial port the console uses. */
#ifndef X86_UART_H
#define X86_UART_H

#include <hv/types.h>

/* Does nothing when no chip answers there. baud 0: 115200. */
void uart_init(uint16_t port, uint32_t baud);
/* 0 when there is none. */
uint16_t uart_port(void);
void uart_interrupts_on(void);
/* Hands what has arrived to the console; from interrupt or timer. */
void uart_poll_input(void);

#endif
