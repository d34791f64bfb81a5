/* SPDX-License-Identifier: GPL-2.0-only */
/* Xen's documented options that concern the machine. */
#include <hv/cmdline.h>
#include <hv/errno.h>
#include <hv/string.h>
#include <x86/options.h>
#include <x86/watchdog.h>

bool opt_smep = true, opt_smap = true, opt_x2apic = true, opt_numa = true;
bool opt_acpi = true;
unsigned int opt_maxcpus = 4095;
uint64_t opt_mem, opt_availmem;
char opt_clocksource[8];
enum reboot_way opt_reboot = REBOOT_ACPI;
static bool opt_nosmp;

/* "hvm": on for such guests, of which there are none, and off for PV. */
static int parse_protection(const char *s, bool *dest)
{
	int v = *s ? cmdline_bool(s) : 1;

	if (v < 0 && strcmp(s, "hvm"))
		return -EINVAL;
	*dest = v > 0;
	return 0;
}

static int parse_smep(const char *s)
{
	return parse_protection(s, &opt_smep);
}

static int parse_smap(const char *s)
{
	return parse_protection(s, &opt_smap);
}

/* off; force and ht are what happens anyway. */
static int parse_acpi(const char *s)
{
	int v = *s ? cmdline_bool(s) : 1;

	if (v < 0 && strcmp(s, "force") && strcmp(s, "ht"))
		return -EINVAL;
	opt_acpi = v != 0;
	return 0;
}

static int parse_numa(const char *s)
{
	int v = *s ? cmdline_bool(s) : 1;

	if (v < 0 && strcmp(s, "noacpi"))
		return -EINVAL;
	opt_numa = v > 0;
	return 0;
}

static const struct { char letter; enum reboot_way way; } reboot_letters[] = {
	{ 'a', REBOOT_ACPI }, { 'k', REBOOT_KEYBOARD }, { 'p', REBOOT_PCI },
	{ 'P', REBOOT_POWER }, { 't', REBOOT_TRIPLE }, { 'n', REBOOT_NEVER },
};

/* Only first letters count; warm and cold make no difference here. */
static int parse_reboot(const char *s)
{
	while (*s) {
		bool known = *s == 'w' || *s == 'c';

		for (size_t i = 0; i < ARRAY_SIZE(reboot_letters); i++)
			if (*s == reboot_letters[i].letter) {
				opt_reboot = reboot_letters[i].way;
				known = true;
			}
		if (!known)
			return -EINVAL;
		s = strchr(s, ',');
		if (!s)
			break;
		s++;
	}
	return 0;
}

static const struct option options[] = {
	{ .name = "acpi", .kind = OPTION_FUNC, .parse = parse_acpi },
	{ .name = "availmem", .kind = OPTION_SIZE, .dest = &opt_availmem },
	{ .name = "clocksource", .kind = OPTION_STRING,
	  .dest = opt_clocksource, .size = sizeof(opt_clocksource) },
	{ .name = "maxcpus", .kind = OPTION_UINT, .dest = &opt_maxcpus },
	{ .name = "mem", .kind = OPTION_SIZE, .dest = &opt_mem },
	{ .name = "nosmp", .kind = OPTION_BOOL, .dest = &opt_nosmp },
	{ .name = "numa", .kind = OPTION_FUNC, .parse = parse_numa },
	{ .name = "reboot", .kind = OPTION_FUNC, .parse = parse_reboot },
	{ .name = "smap", .kind = OPTION_FUNC, .parse = parse_smap },
	{ .name = "smep", .kind = OPTION_FUNC, .parse = parse_smep },
	{ .name = "x2apic", .kind = OPTION_BOOL, .dest = &opt_x2apic },
};

void options_register(void)
{
	cmdline_register(options, ARRAY_SIZE(options));
	watchdog_register_options();
}

void options_settle(void)
{
	if (opt_nosmp || !opt_maxcpus)
		opt_maxcpus = 1;
}
