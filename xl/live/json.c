/* SPDX-License-Identifier: GPL-2.0-only */
/* Domains as JSON. */
#include "xl/live/json.h"

#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_gen.h>

#define HAVE_YAJL_V2 1	/* the header supports 1 as well */
#include <libxl_json.h>

static void put_name(yajl_gen gen, const char *name)
{
	yajl_gen_string(gen, (const unsigned char *)name, strlen(name));
}

static void put_domain(yajl_gen gen, const struct described *d)
{
	yajl_gen_map_open(gen);
	put_name(gen, "domid");
	yajl_gen_integer(gen, d->domid);
	put_name(gen, "config");
	libxl_domain_config_gen_json(gen,
				     (libxl_domain_config *)&d->config);
	yajl_gen_map_close(gen);
}

static void write_out(void *out, const char *text, size_t len)
{
	fwrite(text, 1, len, out);
}

int print_domains_json(const struct session *s, const struct described *v,
		       size_t n)
{
	yajl_gen gen = yajl_gen_alloc(NULL);

	if (!gen)
		return refuse(s, "no memory for the JSON");
	yajl_gen_config(gen, yajl_gen_beautify, 1);
	yajl_gen_config(gen, yajl_gen_indent_string, "    ");
	yajl_gen_config(gen, yajl_gen_print_callback, write_out, stdout);
	yajl_gen_array_open(gen);
	for (size_t i = 0; i < n; i++)
		put_domain(gen, &v[i]);
	yajl_gen_array_close(gen);
	yajl_gen_free(gen);
	putchar('\n');
	return 0;
}

int print_config_json(const struct session *s, libxl_domain_config *config)
{
	char *text = libxl_domain_config_to_json(s->ctx, config);

	if (!text)
		return refuse(s, "the domain cannot be written as JSON");
	fputs(text, stdout);
	free(text);
	return 0;
}
