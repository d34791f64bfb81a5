/* SPDX-License-Identifier: GPL-2.0-only */
/* The values of dom0_mem=, dom0_max_vcpus= and com1=, in all their forms. */
#include "machine.h"

#include <x86/dom0.h>
#include <x86/uart.h>

#define M(n)	((uint64_t)(n) << 20)
#define AVAIL	M(1000)

static const struct {
	const char *text;
	int err;
	uint64_t size, limit;
} sizes[] = {
	{ "512M",			0, M(512), 0 },
	{ "524288",			0, M(512), 0 },	/* KiB without a letter */
	{ "512M,max:512M",		0, M(512), M(512) },
	{ "max:256M,512M",		0, M(256), M(256) },
	{ "768M,max:768M",		0, M(768), M(768) },
	{ "min:600M,512M",		0, M(600), 0 },
	{ "min:100M,max:300M",		0, M(300), M(300) },
	{ "-100M",			0, M(900), 0 },
	{ "50%",			0, M(500), 0 },
	{ "50%+24M",			0, M(524), 0 },
	{ "50%-24M",			0, M(476), 0 },
	{ "-10%",			0, M(900), 0 },
	{ "10%,max:50%",		0, M(100), M(500) },
	{ "4G",				0, M(992), 0 },	/* 8 MB are ours */
	{ "101%",			-EINVAL, 0, 0 },
	{ "50%24M",			-EINVAL, 0, 0 },
	{ "512X",			-EINVAL, 0, 0 },
	{ "512M max:1G",		-EINVAL, 0, 0 },
	{ "max:",			-EINVAL, 0, 0 },
	{ "-",				-EINVAL, 0, 0 },
};

static void memory_of_dom0(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		print_message("dom0_mem=%s\n", sizes[i].text);
		dom0_params_reset();
		assert_int_equal(dom0_mem_parse(sizes[i].text), sizes[i].err);
		if (sizes[i].err)
			continue;
		assert_int_equal(dom0_mem_size(AVAIL), sizes[i].size);
		assert_int_equal(dom0_mem_limit(AVAIL), sizes[i].limit);
	}
}

static void without_dom0_mem_some_is_left(void **state)
{
	(void)state;
	dom0_params_reset();
	assert_int_equal(dom0_mem_size(M(16384)), M(16384 - 128));
	assert_int_equal(dom0_mem_size(M(64)), M(64 - 16));
	assert_int_equal(dom0_mem_limit(M(64)), 0);
}

static const struct {
	const char *text;
	int err;
	unsigned int cpus, vcpus;
} counts[] = {
	{ "4",		0, 8, 4 },
	{ "4",		0, 2, 4 },
	{ "2-4",	0, 1, 2 },
	{ "2-4",	0, 3, 3 },
	{ "2-4",	0, 8, 4 },
	{ "-4",		0, 8, 4 },
	{ "-4",		0, 2, 2 },
	{ "3-",		0, 2, 3 },
	{ "3-",		0, 8, 8 },
	{ "10000",	0, 4, 512 },
	{ "0",		-EINVAL, 0, 0 },
	{ "4-2",	-EINVAL, 0, 0 },
	{ "x",		-EINVAL, 0, 0 },
	{ "4x",		-EINVAL, 0, 0 },
	{ "",		-EINVAL, 0, 0 },
};

static void vcpus_of_dom0(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		print_message("dom0_max_vcpus=%s on %u\n", counts[i].text,
			      counts[i].cpus);
		dom0_params_reset();
		assert_int_equal(dom0_max_vcpus_parse(counts[i].text),
				 counts[i].err);
		if (!counts[i].err)
			assert_int_equal(dom0_vcpus(counts[i].cpus, 512),
					 counts[i].vcpus);
	}
	dom0_params_reset();
	assert_int_equal(dom0_vcpus(6, 512), 6);
}

static const struct {
	const char *text;
	int err;
	uint32_t baud, clock;
	uint8_t line;
	uint16_t port;
	uint8_t irq;
} ports[] = {
	{ "115200,8n1",		    0, 115200, 115200, 0x03, 0x3f8, 4 },
	{ "115200",		    0, 115200, 115200, 0x03, 0x3f8, 4 },
	{ "9600,7e2",		    0, 9600, 115200, 0x1e, 0x3f8, 4 },
	{ "auto,8o1",		    0, 0, 115200, 0x0b, 0x3f8, 4 },
	{ "115200,8n1,0x2e8,5",	    0, 115200, 115200, 0x03, 0x2e8, 5 },
	{ "115200,,0x2e8",	    0, 115200, 115200, 0x03, 0x2e8, 4 },
	{ "115200,,,0",		    0, 115200, 115200, 0x03, 0x3f8, 0 },
	{ "115200/14745600,8n1",    0, 115200, 921600, 0x03, 0x3f8, 4 },
	{ ",8n1",		    0, 38400, 115200, 0x03, 0x3f8, 4 },
	{ "fast",		    -EINVAL, 0, 0, 0, 0, 0 },
	{ "0",			    -EINVAL, 0, 0, 0, 0, 0 },
	{ "115200,9n1",		    -EINVAL, 0, 0, 0, 0, 0 },
	{ "115200,8x1",		    -EINVAL, 0, 0, 0, 0, 0 },
	{ "115200,8n",		    -EINVAL, 0, 0, 0, 0, 0 },
	{ "115200,8n1,pci",	    -EINVAL, 0, 0, 0, 0, 0 },
	{ "115200,8n1,0x3f8,99",    -EINVAL, 0, 0, 0, 0, 0 },
	{ "115200,8n1,0x3f8,4,x",   -EINVAL, 0, 0, 0, 0, 0 },
};

static void serial_ports(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ports); i++) {
		struct uart u = { .port = 0x3f8, .irq = 4, .line = 3,
				  .baud = 38400, .clock = 115200 };

		print_message("com1=%s\n", ports[i].text);
		assert_int_equal(uart_parse(&u, ports[i].text), ports[i].err);
		if (ports[i].err)
			continue;
		assert_int_equal(u.baud, ports[i].baud);
		assert_int_equal(u.clock, ports[i].clock);
		assert_int_equal(u.line, ports[i].line);
		assert_int_equal(u.port, ports[i].port);
		assert_int_equal(u.irq, ports[i].irq);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_of_dom0),
		cmocka_unit_test(without_dom0_mem_some_is_left),
		cmocka_unit_test(vcpus_of_dom0),
		cmocka_unit_test(serial_ports),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
