/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * 16550 serial ports (National Semiconductor PC16550D data sheet).
 *
 * Output waits for the chip until interrupts are on; then it goes through a
 * ring, and only a writer who finds it full waits.
 */
#include <hv/console.h>
#include <hv/errno.h>
#include <hv/machine.h>
#include <hv/string.h>
#include <arch/cpu.h>
#include <x86/asm.h>
#include <x86/uart.h>

enum { RBR = 0, THR = 0, DLL = 0, IER = 1, DLM = 1, FCR = 2, IIR = 2, LCR = 3,
       MCR = 4, LSR = 5, SCR = 7 };

#define IER_RX		0x01
#define IER_TX		0x02
#define FCR_ON		0xc7		/* FIFOs on and empty, trigger at 14 */
#define LCR_DLAB	0x80
#define LCR_PARITY	0x08
#define MCR_ON		0x0b		/* DTR, RTS, and OUT2 for interrupts */
#define LSR_DATA	0x01
#define LSR_THR_EMPTY	0x20
#define FIFO_SIZE	16U
#define SPIN_MAX	200000U		/* a chip that is gone stops nobody */
#define IIR_NONE	0x01
#define RX_MAX		64U		/* in one go */
#define SERVICE_MAX	32U

/* ---- options ---- */

static const struct { char letter; uint8_t bits; } parities[] = {
	{ 'n', 0x00 }, { 'o', 0x08 }, { 'e', 0x18 }, { 'm', 0x28 },
	{ 's', 0x38 },
};

static int parse_format(const char *s, uint8_t *line)
{
	if (s[0] < '5' || s[0] > '8' || !s[1] || (s[2] != '1' && s[2] != '2'))
		return -EINVAL;
	for (size_t i = 0; i < ARRAY_SIZE(parities); i++)
		if ((s[1] | 0x20) == parities[i].letter) {
			*line = (uint8_t)((s[0] - '5') | parities[i].bits |
					  (s[2] == '2' ? 4 : 0));
			return 0;
		}
	return -EINVAL;
}

static int parse_baud(struct uart *u, const char *s, const char **end)
{
	if (!strncmp(s, "auto", 4)) {
		u->baud = 0;
		*end = s + 4;
		return 0;
	}
	u->baud = (uint32_t)str_to_ull(s, end, 0);
	if (*end == s || !u->baud)
		return -EINVAL;
	s = *end;
	if (*s == '/') {
		u->clock = (uint32_t)str_to_ull(s + 1, end, 0) / 16;
		if (*end == s + 1 || !u->clock)
			return -EINVAL;
	}
	return 0;
}

static int parse_number(const char *s, uint32_t max, uint32_t *v,
			const char **end)
{
	unsigned long long n = str_to_ull(s, end, 0);

	if (*end == s || n > max)
		return -EINVAL;
	*v = (uint32_t)n;
	return 0;
}

int uart_parse(struct uart *u, const char *s)
{
	uint32_t port = u->port, irq = u->irq;
	const char *end = s;
	int err = 0;

	if (*s && *s != ',')
		err = parse_baud(u, s, &end);
	if (!err && end[0] == ',' && end[1] && end[1] != ',') {
		err = parse_format(end + 1, &u->line);
		end += 4;
	} else if (!err && end[0] == ',') {
		end++;
	}
	if (!err && end[0] == ',' && end[1] && end[1] != ',')
		err = parse_number(end + 1, 0xfff8, &port, &end);
	else if (!err && end[0] == ',')
		end++;
	if (!err && end[0] == ',' && end[1])
		err = parse_number(end + 1, 15, &irq, &end);
	if (err || *end)
		return -EINVAL;
	u->port = (uint16_t)port;
	u->irq = (uint8_t)irq;
	return 0;
}

/* ---- the chip ---- */

static uint8_t reg_read(const struct uart *u, unsigned int reg)
{
	return inb((uint16_t)(u->port + reg));
}

static void reg_write(const struct uart *u, unsigned int reg, uint8_t v)
{
	outb((uint16_t)(u->port + reg), v);
}

static bool present(const struct uart *u)
{
	/* The scratch register holds what it is given, if there is a chip. */
	reg_write(u, SCR, 0x5a);
	if (reg_read(u, SCR) != 0x5a)
		return false;
	reg_write(u, SCR, 0xa5);
	return reg_read(u, SCR) == 0xa5;
}

void uart_init(struct uart *u)
{
	uint32_t divisor = u->baud ? u->clock / u->baud : 0;

	u->present = present(u);
	if (!u->present)
		return;
	reg_write(u, IER, 0);
	reg_write(u, LCR, u->line);
	if (u->baud) {
		divisor = divisor ? divisor : 1;
		reg_write(u, LCR, u->line | LCR_DLAB);
		reg_write(u, DLL, (uint8_t)divisor);
		reg_write(u, DLM, (uint8_t)(divisor >> 8));
		reg_write(u, LCR, u->line);
	}
	reg_write(u, FCR, FCR_ON);
	reg_write(u, MCR, MCR_ON);
}

static bool wait_empty(const struct uart *u)
{
	for (unsigned int n = 0; n < SPIN_MAX; n++) {
		if (reg_read(u, LSR) & LSR_THR_EMPTY)
			return true;
		arch_cpu_relax();
	}
	return false;
}

/* Caller holds the lock. One FIFO's worth, if the chip has room for it. */
static void send_some(struct uart *u)
{
	if (!(reg_read(u, LSR) & LSR_THR_EMPTY))
		return;
	for (unsigned int n = 0; n < FIFO_SIZE && u->cons != u->prod; n++)
		reg_write(u, THR, (uint8_t)u->ring[u->cons++ % UART_TX_RING]);
}

static void put(struct uart *u, char c)
{
	if (!u->buffered) {
		u->present = wait_empty(u);
		if (u->present)
			reg_write(u, THR, (uint8_t)c);
		return;
	}
	if (u->prod - u->cons == UART_TX_RING && wait_empty(u))
		send_some(u);
	/* A dead chip: the oldest is lost. */
	if (u->prod - u->cons == UART_TX_RING)
		u->cons++;
	u->ring[u->prod++ % UART_TX_RING] = c;
}

static void interrupts_set(const struct uart *u)
{
	reg_write(u, IER, u->cons != u->prod ? IER_RX | IER_TX : IER_RX);
}

void uart_write(struct uart *u, const char *s, size_t n)
{
	bool buffered = u->buffered;
	unsigned long flags = buffered ? spin_lock_irqsave(&u->lock) : 0;

	for (; n; n--, s++) {
		if (*s == '\n')
			put(u, '\r');
		put(u, *s);
	}
	if (!buffered)
		return;
	send_some(u);
	interrupts_set(u);
	spin_unlock_irqrestore(&u->lock, flags);
}

void uart_interrupts_on(struct uart *u, bool buffered)
{
	u->buffered = buffered;
	reg_write(u, IER, IER_RX);
}

void uart_sync(struct uart *u)
{
	/* Whoever has the lock may never give it back: this is the end. */
	u->buffered = false;
	while (u->present && u->cons != u->prod && wait_empty(u))
		send_some(u);
}

static void receive(const struct uart *u)
{
	for (unsigned int n = 0; n < RX_MAX && (reg_read(u, LSR) & LSR_DATA);
	     n++)
		console_input((char)reg_read(u, RBR));
}

static void transmit(struct uart *u)
{
	unsigned long flags;

	if (!u->buffered)
		return;
	flags = spin_lock_irqsave(&u->lock);
	send_some(u);
	interrupts_set(u);
	spin_unlock_irqrestore(&u->lock, flags);
}

void uart_service(struct uart *u)
{
	/* The line is edge-triggered: it must have been quiet in between. */
	for (unsigned int n = 0; n < SERVICE_MAX; n++) {
		receive(u);
		transmit(u);
		if (reg_read(u, IIR) & IIR_NONE)
			break;
	}
}
