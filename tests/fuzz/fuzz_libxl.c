/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Any bytes as the JSON of a libxl type, or as a CPUID policy. What can be
 * read must be written, read again and copied as the same.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/ctx.h"
#include "core/scope.h"
#include "idl/types.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void say_nothing(struct xentoollog_logger *logger,
			xentoollog_level level, int errnoval,
			const char *context, const char *format, va_list al)
{
	(void)logger;
	(void)level;
	(void)errnoval;
	(void)context;
	(void)format;
	(void)al;
}

static xentoollog_logger logger = { .vmessage = say_nothing };
static libxl_ctx ctx = { .logger = &logger };

static void must_be_same(const struct lx_type *t, const void *p,
			 const char *text, const char *what)
{
	char *other = lx_type_to_json(t, p);

	if (strcmp(text, other)) {
		fprintf(stderr, "fuzz_libxl: %s: %s\n%s\n%s\n", t->name, what,
			text, other);
		abort();
	}
	free(other);
}

static void check_value(const struct lx_type *t, const void *value)
{
	void *again = calloc(1, t->size), *copy = calloc(1, t->size);
	char *text = lx_type_to_json(t, value);

	lx_type_init(t, again);
	lx_type_init(t, copy);
	if (lx_type_from_json(&ctx, t, again, text))
		must_be_same(t, again, text, "it cannot be read again");
	else
		must_be_same(t, again, text, "it reads as something else");
	lx_type_copy(&ctx, t, copy, value);
	must_be_same(t, copy, text, "its copy is something else");
	lx_type_dispose(t, again);
	lx_type_dispose(t, copy);
	free(again);
	free(copy);
	free(text);
}

static void try_json(const struct lx_type *t, const char *text)
{
	void *value = calloc(1, t->size);

	lx_type_init(t, value);
	if (!lx_type_from_json(&ctx, t, value, text))
		check_value(t, value);
	lx_type_dispose(t, value);
	free(value);
}

/* One entry a line, in both syntaxes. */
static void try_cpuid(char *text)
{
	libxl_domain_build_info b;

	libxl_domain_build_info_init(&b);
	for (char *line; (line = strsep(&text, "\n")); ) {
		libxl_cpuid_parse_config(&b.cpuid, line);
		libxl_cpuid_parse_config_xend(&b.cpuid, line);
	}
	check_value(&lx_type_domain_build_info, &b);
	libxl_domain_build_info_dispose(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct lx_type *const types[] = {
		&lx_type_domain_config, &lx_type_domain_build_info,
		&lx_type_domain_create_info, &lx_type_device_vsnd,
		&lx_type_event, &lx_type_vcpuinfo, &lx_type_psr_hw_info,
	};
	size_t nr = sizeof(types) / sizeof(types[0]);
	char *text;

	if (!size)
		return 0;
	text = strndup((const char *)data + 1, size - 1);
	if (data[0] % (nr + 1) == nr)
		try_cpuid(text);
	else
		try_json(types[data[0] % (nr + 1)], text);
	free(text);
	return 0;
}
