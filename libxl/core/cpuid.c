/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * CPUID policies out of text: one entry of xl's cpuid="host,NAME=VALUE,..."
 * or one line of xend's ["LEAF[,SUBLEAF]:REG=BITS,...", ...].
 *
 * A policy string has one character per bit, the highest first: 0, 1, x
 * (default), k or s (the host's).
 */
#include <stdlib.h>
#include <string.h>

#include <libxl.h>

#include "core/cpu_policy.h"
#include "core/scope.h"
#include "xlcfg/cpuid.h"

#define CPUID_BITS 32
#define MSR_BITS 64

/* What these functions return when they do not like the text. */
enum { NO_SIGN = 1, NO_FEATURE = 2, NO_VALUE = 3 };
enum { NO_LEAF = 1, NO_SUBLEAF = 2, NO_COLON = 3, NO_REGISTER = 4, NO_BITS = 5 };

/* -- NAME=VALUE ------------------------------------------------------------- */

/* The bits of a feature, all x when the register was not named before. */
static char *feature_bits(libxl_cpuid_policy_list *list,
			  const struct xl_cpu_feature *f)
{
	uint32_t subleaf = f->subleaf < 0 ? LX_CPUID_UNUSED :
					    (uint32_t)f->subleaf;
	char **reg;

	if (f->reg == XL_MSR)
		return lx_cpu_policy_msr(list, f->leaf)->policy + MSR_BITS -
			f->bit - f->width;
	reg = &lx_cpu_policy_leaf(list, f->leaf, subleaf)->policy[f->reg];
	if (!*reg) {
		*reg = lx_out_alloc(CPUID_BITS + 1);
		memset(*reg, 'x', CPUID_BITS);
	}
	return *reg + CPUID_BITS - f->bit - f->width;
}

static void set_number(char *bits, unsigned int width, unsigned long n)
{
	for (unsigned int i = 0; i < width; i++)
		bits[width - 1 - i] = n >> i & 1 ? '1' : '0';
}

/* A family beyond 15 and a model's high half have bits of their own. */
static void set_feature_number(char *bits, const struct xl_cpu_feature *f,
			       unsigned long n)
{
	if (!strcmp(f->name, "family")) {
		set_number(bits - 16, 8, n > 15 ? n - 15 : 0);
		n = n > 15 ? 15 : n;
	} else if (!strcmp(f->name, "model")) {
		set_number(bits - 12, 4, n >> 4);
	}
	set_number(bits, f->width, n);
}

static void set_feature_same(char *bits, const struct xl_cpu_feature *f,
			     char value)
{
	if (f->reg == XL_MSR && value == 's')
		value = 'k';
	memset(bits, value, f->width);
	if (!strcmp(f->name, "family"))
		set_number(bits - 16, 8, 0);
	else if (!strcmp(f->name, "model"))
		memset(bits - 12, value, 4);
}

/* A bad value still makes an entry without bits, as 4.17 does. */
static int refuse_value(libxl_cpuid_policy_list *list,
			const struct xl_cpu_feature *f)
{
	uint32_t subleaf = f->subleaf < 0 ? LX_CPUID_UNUSED :
					    (uint32_t)f->subleaf;

	if (f->reg == XL_MSR)
		lx_cpu_policy_msr(list, f->leaf);
	else
		lx_cpu_policy_leaf(list, f->leaf, subleaf);
	return NO_VALUE;
}

int libxl_cpuid_parse_config(libxl_cpuid_policy_list *cpuid, const char *str)
{
	const char *sign = strchr(str, '=');
	const struct xl_cpu_feature *f;
	unsigned long n;
	char *name, *end;

	if (!sign)
		return NO_SIGN;
	name = lx_out_strndup(str, sign - str);
	f = xl_cpu_feature_find(name);
	free(name);
	if (!f)
		return NO_FEATURE;
	n = strtoul(sign + 1, &end, 0);
	if (end != sign + 1) {
		if (f->reg == XL_MSR && n > 1)
			return refuse_value(cpuid, f);
		set_feature_number(feature_bits(cpuid, f), f, n);
		return 0;
	}
	if (!sign[1] || !strchr("xks", sign[1]))
		return refuse_value(cpuid, f);
	set_feature_same(feature_bits(cpuid, f), f, sign[1]);
	return 0;
}

/* -- LEAF[,SUBLEAF]:REG=BITS ------------------------------------------------ */

static int take_number(const char **s, unsigned long *n)
{
	char *end;

	*n = strtoul(*s, &end, 0);
	if (end == *s)
		return -1;
	*s = end;
	return 0;
}

/* One REG=BITS at *s, and the comma behind it. */
static int take_register(const char **s, struct xc_xend_cpuid *leaf)
{
	static const char *const names[] = { "eax=", "ebx=", "ecx=", "edx=" };
	size_t len = strcspn(*s, ",");

	for (int i = 0; i < 4; i++) {
		if (strncmp(*s, names[i], 4))
			continue;
		if (len != 4 + CPUID_BITS)
			return NO_BITS;
		free(leaf->policy[i]);
		leaf->policy[i] = lx_out_strndup(*s + 4, CPUID_BITS);
		*s += len + ((*s)[len] == ',');
		return 0;
	}
	return NO_REGISTER;
}

int libxl_cpuid_parse_config_xend(libxl_cpuid_policy_list *cpuid,
				  const char *str)
{
	unsigned long leaf, subleaf = LX_CPUID_UNUSED;
	int rc = 0;

	/* The number that ends a list is no leaf, nor what has 33 bits. */
	if (take_number(&str, &leaf) || leaf >= LX_CPUID_UNUSED)
		return NO_LEAF;
	if (*str == ',') {
		str++;
		if (take_number(&str, &subleaf))
			return NO_SUBLEAF;
	}
	if (*str++ != ':')
		return NO_COLON;
	while (!rc && *str)
		rc = take_register(&str, lx_cpu_policy_leaf(cpuid, leaf,
							    subleaf));
	return rc;
}
