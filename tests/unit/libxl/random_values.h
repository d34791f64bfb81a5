/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Random values for the builtin types, the same in every run.
 *
 * The context is a block of zeroes that begins with a logger, as those of
 * both libraries do: reading JSON uses nothing else of it, and a real context
 * needs a hypervisor.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxl.h>
#include <libxl_json.h>
#include <libxl_utils.h>

static libxl_ctx *ctx;
static uint64_t state = 4217;

static uint32_t next(void)
{
	state = state * 6364136223846793005ull + 1442695040888963407ull;
	return state >> 33;
}

static int number(int below) { return next() % below; }
static int chance(int percent) { return number(100) < percent; }

static uint64_t wide(void)
{
	uint64_t v = (uint64_t)next() << 32 ^ next();

	/* Up to 2^63-1: the system's library does not read back more. */
	return (v & INT64_MAX) >> number(63);
}

static char *word(void)
{
	static const char *const words[] = {
		"", "a", "xvda", "/dev/vg/disk \"1\"", "back\\slash", "t\tab",
		"\303\244\303\266", "line\nbreak", "http://x/y", "\001\002",
	};

	return strdup(words[number(10)]);
}

#define PICK(list) (list)[number(sizeof(list) / sizeof((list)[0]))]
#define FILL(type, at) fill_##type(&(at))

static void fill_bool(bool *p) { *p = number(2); }
static void fill_int(int *p) { *p = chance(20) ? -1 - number(9) : next() >> number(31); }
static void fill_uint8(uint8_t *p) { *p = next(); }
static void fill_uint16(uint16_t *p) { *p = next(); }
static void fill_uint32(uint32_t *p) { *p = chance(10) ? ~0u : (uint32_t)wide(); }
static void fill_uint64(uint64_t *p) { *p = wide(); }
static void fill_domid(uint32_t *p) { fill_uint32(p); }
static void fill_devid(int *p) { fill_int(p); }
static void fill_string(char **p) { *p = chance(90) ? word() : NULL; }
static void fill_mac(libxl_mac *p) { for (int i = 0; i < 6; i++) (*p)[i] = next(); }
static void fill_uuid(libxl_uuid *p) { for (int i = 0; i < 16; i++) p->uuid[i] = next(); }
static void fill_hwcap(libxl_hwcap *p) { for (int i = 0; i < 4; i++) (*p)[i] = next(); }

static void fill_defbool(libxl_defbool *p)
{
	libxl_defbool_set(p, number(2));
	if (chance(20))
		libxl_defbool_unset(p);
}

static void fill_ms_vm_genid(libxl_ms_vm_genid *p)
{
	for (int i = 0; i < 16; i++)
		p->bytes[i] = chance(30) ? next() : 0;
}

static void fill_bitmap(libxl_bitmap *p)
{
	int bits = number(70);

	libxl_bitmap_alloc(ctx, p, bits);
	for (int i = 0; i < bits; i++)
		if (chance(30))
			libxl_bitmap_set(p, i);
}

static void fill_string_list(libxl_string_list *p)
{
	int n = number(4);

	*p = calloc(n + 1, sizeof(char *));
	for (int i = 0; i < n; i++)
		(*p)[i] = word();
}

static void fill_key_value_list(libxl_key_value_list *p)
{
	int n = number(4);

	*p = calloc(2 * n + 1, sizeof(char *));
	for (int i = 0; i < n; i++) {
		(*p)[2 * i] = word();
		(*p)[2 * i + 1] = chance(80) ? word() : NULL;
	}
}

static void fill_cpuid_policy_list(libxl_cpuid_policy_list *p)
{
	static const char *const xl[] = { "family=5", "htt=x", "htt=0", "nx=1", "maxleaf=4",
		"avx512f=k", "lm=s", "rdcl-no=1", "model=7", "stepping=3", "proccount=2" };
	static const char *const xend[] = {
		"1:ecx=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx01", "4,1:eax=1010xxxxxxxxxxxxxxxxxxxxxxxxkkkk",
		"0x80000001:edx=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx1,ecx=00000000xxxxxxxxxxxxxxxxxxxxxxx0" };

	for (int i = number(4); i; i--)
		if (chance(70))
			libxl_cpuid_parse_config(p, xl[number(11)]);
		else
			libxl_cpuid_parse_config_xend(p, xend[number(3)]);
}

static void start(void)
{
	void **block = calloc(1, 65536);

	block[0] = xtl_createlogger_stdiostream(stderr, XTL_DEBUG, 0);
	ctx = (libxl_ctx *)block;
}

static void stop(void)
{
	xtl_logger_destroy(*(void **)ctx);
	free(ctx);
}
