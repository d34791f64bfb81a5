/* SPDX-License-Identifier: GPL-2.0-only */
/* Xen's documented options that concern the machine. */
#include <hv/cmdline.h>
#include <hv/errno.h>
#include <hv/string.h>
#include <x86/options.h>

bool opt_noreboot, opt_smep = true, opt_smap = true, opt_x2apic = true, opt_numa = true;
unsigned int opt_maxcpus = 4095, opt_dom0_max_vcpus;
uint64_t opt_dom0_mem, opt_dom0_mem_min, opt_dom0_mem_max;
char opt_com1[64], opt_console[64] = "com1";

/* dom0_mem=SIZE,min:SIZE,max:SIZE in any order. */
static int parse_dom0_mem(const char *s)
{
	while (*s) {
		uint64_t *dest = &opt_dom0_mem;
		const char *end;

		if (!strncmp(s, "min:", 4)) {
			dest = &opt_dom0_mem_min;
			s += 4;
		} else if (!strncmp(s, "max:", 4)) {
			dest = &opt_dom0_mem_max;
			s += 4;
		}
		*dest = str_to_size(s, &end);
		if (end == s || (*end && *end != ','))
			return -EINVAL;
		s = *end ? end + 1 : end;
	}
	return 0;
}

static const struct option options[] = {
	{ .name = "noreboot", .kind = OPTION_BOOL, .dest = &opt_noreboot },
	{ .name = "smep", .kind = OPTION_BOOL, .dest = &opt_smep },
	{ .name = "smap", .kind = OPTION_BOOL, .dest = &opt_smap },
	{ .name = "x2apic", .kind = OPTION_BOOL, .dest = &opt_x2apic },
	{ .name = "maxcpus", .kind = OPTION_UINT, .dest = &opt_maxcpus },
	{ .name = "dom0_max_vcpus", .kind = OPTION_UINT,
	  .dest = &opt_dom0_max_vcpus },
	{ .name = "dom0_mem", .kind = OPTION_FUNC, .parse = parse_dom0_mem },
	{ .name = "console", .kind = OPTION_STRING, .dest = opt_console,
	  .size = sizeof(opt_console) },
	{ .name = "com1", .kind = OPTION_STRING, .dest = opt_com1,
	  .size = sizeof(opt_com1) },
};

void options_register(void)
{
	cmdline_register(options, ARRAY_SIZE(options));
}
