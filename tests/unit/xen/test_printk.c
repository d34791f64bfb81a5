/* SPDX-License-Identifier: GPL-2.0-only */
/* Time stamps of messages in each of their kinds, and levels. */
#include "machine.h"

#include <hv/cmdline.h>
#include <hv/console.h>
#include <hv/printk.h>
#include <xen/sysctl.h>

static uint64_t seconds;

static uint64_t boot_seconds(void)
{
	return seconds;
}

static int setup(void **state)
{
	(void)state;
	console_init();
	return 0;
}

/* What the ring holds since the last time, as a string. */
static const char *printed(void)
{
	static char text[256];
	struct xen_sysctl_readconsole op = { .clear = 1,
					     .count = sizeof(text) - 1 };

	set_xen_guest_handle(op.buffer, text);
	assert_int_equal(console_ring_read(&op), 0);
	text[op.count] = '\0';
	return text;
}

static const struct {
	const char *option;
	uint64_t boot;
	s_time_t now;
	const char *line;
} stamps[] = {
	{ "console_timestamps=none", 0, SECONDS(1), "(XEN) x\n" },
	{ "console_timestamps=boot", 0, SECONDS(12) + 345678,
	  "(XEN) [   12.000345] x\n" },
	{ "console_timestamps=raw", 0, 0x123456789a,
	  "(XEN) [000000123456789a] x\n" },
	{ "console_timestamps=date", 951827696, SECONDS(1),
	  "(XEN) [2000-02-29 12:34:57] x\n" },
	{ "console_timestamps", 946684799, SECONDS(1),
	  "(XEN) [2000-01-01 00:00:00] x\n" },
	{ "console_timestamps=datems", 4107542399, MILLISECS(7),
	  "(XEN) [2100-02-28 23:59:59.007] x\n" },
	{ "console_timestamps=date", 4107542399, SECONDS(1),
	  "(XEN) [2100-03-01 00:00:00] x\n" },
	{ "no-console_timestamps", 0, SECONDS(1), "(XEN) x\n" },
	/* Before the clock runs there is no date. */
	{ "console_timestamps=date", 951827696, 0,
	  "(XEN) [    0.000000] x\n" },
};

static void time_stamps(void **state)
{
	(void)state;
	console_set_wallclock(boot_seconds);
	for (size_t i = 0; i < ARRAY_SIZE(stamps); i++) {
		print_message("%s\n", stamps[i].option);
		cmdline_parse(stamps[i].option);
		seconds = stamps[i].boot;
		host_now = stamps[i].now;
		printed();
		printk(XL_ERR "x\n");
		assert_string_equal(printed(), stamps[i].line);
	}
}

static unsigned int synced;

static void sync_devices(void)
{
	synced++;
}

static void a_panic_empties_the_buffers_first(void **state)
{
	(void)state;
	console_on_panic(sync_devices);
	console_force_unlock();
	assert_int_equal(synced, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(time_stamps),
		cmocka_unit_test(a_panic_empties_the_buffers_first),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
