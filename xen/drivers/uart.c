/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The serial console: a 16550 at a fixed port. Output is polled; input comes
 * by interrupt, or from a timer where the line has none.
 */
#include <hv/console.h>
#include <hv/errno.h>
#include <hv/machine.h>
#include <hv/spinlock.h>
#include <hv/string.h>
#include <x86/asm.h>
#include <x86/uart.h>

enum { THR = 0, IER = 1, FCR = 2, LCR = 3, MCR = 4, LSR = 5 };
#define LSR_DATA	0x01
#define LSR_THR_EMPTY	0x20

static uint16_t base;

static bool present(uint16_t port)
{
	/* The scratch register holds what it is given, if there is a chip. */
	outb((uint16_t)(port + 7), 0x5a);
	return inb((uint16_t)(port + 7)) == 0x5a;
}

void uart_init(uint16_t port, uint32_t baud)
{
	uint32_t divisor = baud ? 115200 / baud : 1;

	if (!present(port))
		return;
	outb((uint16_t)(port + IER), 0);
	outb((uint16_t)(port + LCR), 0x83);
	outb((uint16_t)(port + 0), (uint8_t)divisor);
	outb((uint16_t)(port + 1), (uint8_t)(divisor >> 8));
	outb((uint16_t)(port + LCR), 0x03);
	outb((uint16_t)(port + FCR), 0xc7);
	outb((uint16_t)(port + MCR), 0x0b);
	base = port;
}

uint16_t uart_port(void)
{
	return base;
}

void uart_interrupts_on(void)
{
	if (base)
		outb((uint16_t)(base + IER), 1);
}

static void put(char c)
{
	while (!(inb((uint16_t)(base + LSR)) & LSR_THR_EMPTY))
		arch_cpu_relax();
	outb((uint16_t)(base + THR), (uint8_t)c);
}

void arch_console_write(const char *s, size_t len)
{
	if (!base)
		return;
	while (len--) {
		if (*s == '\n')
			put('\r');
		put(*s++);
	}
}

void uart_poll_input(void)
{
	if (!base)
		return;
	while (inb((uint16_t)(base + LSR)) & LSR_DATA)
		console_input((char)inb(base));
}
