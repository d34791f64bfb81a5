/* SPDX-License-Identifier: GPL-2.0-only */
/* The console's devices and their options. */
#include <hv/cmdline.h>
#include <hv/console.h>
#include <hv/errno.h>
#include <hv/machine.h>
#include <hv/printk.h>
#include <hv/string.h>
#include <hv/timer.h>
#include <x86/console.h>
#include <x86/irq.h>
#include <x86/uart.h>
#include <x86/vga.h>

#define POLL_PERIOD	MILLISECS(20)
#define BAUD_CLOCK	115200U
#define LINE_8N1	0x03

static struct uart uarts[UARTS] = {
	{ .name = "com1", .port = 0x3f8, .irq = 4, .line = LINE_8N1,
	  .clock = BAUD_CLOCK, .lock = SPINLOCK_INIT },
	{ .name = "com2", .port = 0x2f8, .irq = 3, .line = LINE_8N1,
	  .clock = BAUD_CLOCK, .lock = SPINLOCK_INIT },
};
static bool uart_is_console[UARTS];
static bool want_vga = true, vga_shown, vga_keep, vga_mode_asked;
static bool opt_sync_console;
static char opt_console[64] = "com1,vga";
static char unknown_device[16];
static struct timer poll_timer;

/* ---- options ---- */

static int parse_com1(const char *s) { return uart_parse(&uarts[0], s); }
static int parse_com2(const char *s) { return uart_parse(&uarts[1], s); }

/* text-80x25, current: what there is. Any word may be ",keep". */
static int parse_vga(const char *s)
{
	while (*s) {
		const char *comma = strchr(s, ',');
		size_t n = comma ? (size_t)(comma - s) : strlen(s);

		if (n == 4 && !strncmp(s, "keep", 4))
			vga_keep = true;
		else if (strncmp(s, "current", 7) && strncmp(s, "text-80x25", 10))
			vga_mode_asked = true;
		s += n + (comma != NULL);
	}
	return 0;
}

static const struct option options[] = {
	{ .name = "console", .kind = OPTION_STRING, .dest = opt_console,
	  .size = sizeof(opt_console) },
	{ .name = "com1", .kind = OPTION_FUNC, .parse = parse_com1 },
	{ .name = "com2", .kind = OPTION_FUNC, .parse = parse_com2 },
	{ .name = "vga", .kind = OPTION_FUNC, .parse = parse_vga },
	{ .name = "sync_console", .kind = OPTION_BOOL,
	  .dest = &opt_sync_console },
};

void console_devices_register_options(void)
{
	cmdline_register(options, ARRAY_SIZE(options));
}

/* One word of console=: the device, perhaps with H or L behind it. */
static void device_want(const char *word, size_t n)
{
	for (unsigned int i = 0; i < UARTS; i++)
		if (n >= 4 && !strncmp(word, uarts[i].name, 4)) {
			uart_is_console[i] = true;
			return;
		}
	if (n == 3 && !strncmp(word, "vga", 3)) {
		want_vga = true;
	} else if (n && strncmp(word, "none", 4)) {
		n = n < sizeof(unknown_device) ? n : sizeof(unknown_device) - 1;
		memcpy(unknown_device, word, n);
	}
}

void console_devices_init(void)
{
	const char *s = opt_console, *comma;

	want_vga = false;
	for (;; s = comma + 1) {
		comma = strchr(s, ',');
		device_want(s, comma ? (size_t)(comma - s) : strlen(s));
		if (!comma)
			break;
	}
	for (unsigned int i = 0; i < UARTS; i++)
		if (uart_is_console[i])
			uart_init(&uarts[i]);
	vga_shown = want_vga && vga_init();
}

void console_devices_report(void)
{
	if (unknown_device[0])
		printk(XL_WARN "console=: no device is called %s\n",
		       unknown_device);
	if (want_vga && vga_mode_asked)
		printk(XL_WARN "vga=: the mode stays as the boot loader left "
		       "it; only current, text-80x25 and keep are known\n");
	if (opt_sync_console)
		printk(XL_WARN "sync_console: output waits for the serial "
		       "line, which costs time\n");
}

/* ---- output ---- */

void arch_console_write(const char *s, size_t len)
{
	for (unsigned int i = 0; i < UARTS; i++)
		if (uarts[i].present)
			uart_write(&uarts[i], s, len);
	if (vga_shown)
		vga_write(s, len);
}

void console_devices_sync(void)
{
	for (unsigned int i = 0; i < UARTS; i++)
		uart_sync(&uarts[i]);
}

uint16_t console_port(unsigned int nr)
{
	for (unsigned int i = 0; i < UARTS; i++)
		if (uarts[i].present && nr-- == 0)
			return uarts[i].port;
	return 0;
}

/* ---- input ---- */

static void com1_interrupt(void) { uart_service(&uarts[0]); }
static void com2_interrupt(void) { uart_service(&uarts[1]); }

static void poll(void *data)
{
	for (unsigned int i = 0; i < UARTS; i++)
		if (uarts[i].present && !uarts[i].irq)
			uart_service(&uarts[i]);
	timer_set(&poll_timer, arch_now() + POLL_PERIOD);
	(void)data;
}

static bool interrupts_start(unsigned int i)
{
	static void (*const handlers[UARTS])(void) = {
		com1_interrupt, com2_interrupt,
	};
	bool level, low;
	struct uart *u = &uarts[i];

	if (!u->irq || irq_request(isa_to_gsi(u->irq, &level, &low),
				   handlers[i]))
		return false;
	uart_interrupts_on(u, !opt_sync_console);
	return true;
}

void console_devices_start(void)
{
	bool polled = false;

	for (unsigned int i = 0; i < UARTS; i++) {
		if (!uarts[i].present || interrupts_start(i))
			continue;
		uarts[i].irq = 0;
		polled = true;
	}
	console_on_panic(console_devices_sync);
	if (!polled)
		return;
	timer_init(&poll_timer, poll, NULL, 0);
	timer_set(&poll_timer, arch_now() + POLL_PERIOD);
}

void console_devices_end_boot(void)
{
	if (vga_shown && !vga_keep) {
		printk(XL_INFO "Xen is relinquishing VGA console.\n");
		vga_shown = false;
	}
}
