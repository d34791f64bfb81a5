/* SPDX-License-Identifier: GPL-2.0-only */
/* 16550 serial ports. */
#ifndef X86_UART_H
#define X86_UART_H

#include <hv/spinlock.h>
#include <hv/types.h>

#define UARTS		2U
#define UART_TX_RING	16384U

struct uart {
	const char *name;
	uint16_t port;
	uint8_t irq;			/* ISA line; 0: input is polled */
	uint8_t line;			/* LCR: data bits, parity, stop bits */
	uint32_t baud;			/* 0: as the firmware left it */
	uint32_t clock;			/* baud at divisor 1 */
	bool present;			/* a chip answers */
	bool buffered;			/* output by interrupts */
	/* What is still to be sent [lock]; taken from interrupts. */
	spinlock_t lock;
	uint32_t prod, cons;
	char ring[UART_TX_RING];
};

/*
 * BAUD[/CLOCK][,FORMAT[,PORT[,IRQ]]], as com1= and com2= take it: 0, -EINVAL.
 * BAUD "auto" leaves the divisor alone; FORMAT is like 8n1.
 */
int uart_parse(struct uart *u, const char *text);
/* Sets the chip up, if there is one. */
void uart_init(struct uart *u);
/* Text, line feeds with carriage returns; waits when there is no buffer. */
void uart_write(struct uart *u, const char *s, size_t n);
/* With a line that interrupts: input by it, output too if `buffered`. */
void uart_interrupts_on(struct uart *u, bool buffered);
/* Sends what is buffered, and from now on waits: before a stop. */
void uart_sync(struct uart *u);
/* Hands input to the console, sends more; from interrupt or timer. */
void uart_service(struct uart *u);

#endif
