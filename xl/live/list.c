/* SPDX-License-Identifier: GPL-2.0-only */
/* xl list, vm-list: the domains of the host. */
#include "xl/live/list.h"

#include <stdlib.h>

#include "base/arena.h"
#include "xl/live/commands.h"
#include "xl/live/cpuset.h"
#include "xl/live/json.h"

/* -- which domains -------------------------------------------------------- */

static int one_domain(const struct session *s, const char *word,
		      struct domain_list *l)
{
	uint32_t domid;
	int rc, status = find_domain(s, word, &domid);

	if (status)
		return status;
	libxl_dominfo_init(&l->one);
	rc = libxl_domain_info(s->ctx, &l->one, domid);
	if (rc == ERROR_DOMAIN_NOTFOUND) {
		fprintf(stderr, "Error: Domain '%s' does not exist.\n", word);
		return 1;
	}
	if (rc) {
		fprintf(stderr, "libxl_domain_info failed (code %d).\n", rc);
		return 1;
	}
	l->v = &l->one;
	l->n = 1;
	return 0;
}

int domain_list_get(const struct session *s, struct domain_list *l)
{
	*l = (struct domain_list){ 0 };
	if (s->nwords)
		return one_domain(s, s->words[0], l);
	l->v = libxl_list_domain(s->ctx, &l->n);
	if (!l->v)
		return refuse(s, "the hypervisor does not list its domains");
	return 0;
}

void domain_list_free(struct domain_list *l)
{
	if (l->v == &l->one)
		libxl_dominfo_dispose(&l->one);
	else if (l->v)
		libxl_dominfo_list_free(l->v, l->n);
}

/* -- the table ------------------------------------------------------------ */

void print_uuid(FILE *out, const libxl_uuid *uuid)
{
	static const unsigned int ends[] = { 3, 5, 7, 9 };
	const uint8_t *b = libxl_uuid_bytearray_const(uuid);
	unsigned int end = 0;

	for (unsigned int i = 0; i < 16; i++) {
		fprintf(out, "%02x", b[i]);
		if (end < 4 && i == ends[end]) {
			putc('-', out);
			end++;
		}
	}
}

/* Why a domain ended, in a letter: none or power-off is a dash. */
static char reason_letter(const libxl_dominfo *d)
{
	static const char letters[] = "-rscwS";

	if (!d->shutdown)
		return '-';
	return (unsigned int)d->shutdown_reason < sizeof(letters) - 1 ?
		letters[d->shutdown_reason] : '?';
}

static void print_nodes(const struct session *s, uint32_t domid)
{
	libxl_bitmap nodes;

	libxl_bitmap_init(&nodes);
	if (!libxl_node_bitmap_alloc(s->ctx, &nodes, 0) &&
	    !libxl_domain_get_nodeaffinity(s->ctx, domid, &nodes)) {
		putchar(' ');
		cpuset_print(stdout, &nodes, libxl_get_max_nodes(s->ctx));
	}
	libxl_bitmap_dispose(&nodes);
}

static void print_pool(const struct session *s, uint32_t poolid)
{
	char *name = libxl_cpupoolid_to_name(s->ctx, poolid);

	printf("%16s", name ? name : "");
	free(name);
}

static void print_reason(const libxl_dominfo *d)
{
	if (d->shutdown)
		printf(" %8x", (unsigned int)d->shutdown_reason);
	else
		printf(" %8s", "-");
}

void print_domain_columns(const struct session *s, const libxl_dominfo *d)
{
	char *name = libxl_domid_to_name(s->ctx, d->domid);

	printf("%-40s %5d %5lu %5d     %c%c%c%c%c%c  %8.1f",
	       name ? name : "", (int)d->domid,
	       (unsigned long)((d->current_memkb + d->outstanding_memkb) /
			       1024),
	       (int)d->vcpu_online, d->running ? 'r' : '-',
	       d->blocked ? 'b' : '-', d->paused ? 'p' : '-',
	       d->shutdown ? 's' : '-', reason_letter(d),
	       d->dying ? 'd' : '-', (float)d->cpu_time / 1e9);
	free(name);
}

static void print_row(const struct session *s, const libxl_dominfo *d)
{
	bool verbose = given(s, 'v');

	print_domain_columns(s, d);
	if (verbose) {
		putchar(' ');
		print_uuid(stdout, &d->uuid);
		print_reason(d);
	}
	if (verbose || given(s, 'Z'))
		printf(" %16s", d->ssid_label ? d->ssid_label : "-");
	if (given(s, 'c'))
		print_pool(s, d->cpupool);
	if (given(s, 'n'))
		print_nodes(s, d->domid);
	putchar('\n');
}

static void print_table(const struct session *s, const struct domain_list *l)
{
	fputs(DOMAIN_COLUMNS, stdout);
	if (given(s, 'v'))
		fputs("   UUID                            Reason-Code\t"
		      "Security Label", stdout);
	if (given(s, 'Z') && !given(s, 'v'))
		fputs("   Security Label", stdout);
	if (given(s, 'c'))
		fputs("         Cpupool", stdout);
	if (given(s, 'n'))
		fputs(" NODE Affinity", stdout);
	putchar('\n');
	for (int i = 0; i < l->n; i++)
		print_row(s, &l->v[i]);
}

/* -- whole configs -------------------------------------------------------- */

int list_long(const struct session *s, const struct domain_list *l,
	      int (*print)(const struct session *s, const struct described *v,
			   size_t n))
{
	struct described *v = arena_calloc(s->arena, (size_t)l->n + 1,
					   sizeof(*v));
	size_t n = 0;
	int status;

	for (int i = 0; i < l->n; i++) {
		libxl_domain_config_init(&v[n].config);
		v[n].domid = l->v[i].domid;
		/* a domain that is just being made has none yet */
		if (libxl_retrieve_domain_configuration(s->ctx, v[n].domid,
							&v[n].config, NULL))
			libxl_domain_config_dispose(&v[n].config);
		else
			n++;
	}
	status = print(s, v, n);
	for (size_t i = 0; i < n; i++)
		libxl_domain_config_dispose(&v[i].config);
	return status;
}

int live_list(struct session *s)
{
	struct domain_list l;
	int status = domain_list_get(s, &l);

	if (status)
		return status;
	if (given(s, 'l') && s->conf.sxp_output)
		fputs("xl.conf asks for output_format = \"sxp\", which is not "
		      "there any more; this is JSON\n", stderr);
	if (given(s, 'l'))
		status = list_long(s, &l, print_domains_json);
	else
		print_table(s, &l);
	domain_list_free(&l);
	return status;
}

/* vm-list: guests only */
int live_vm_list(struct session *s)
{
	struct domain_list l;
	int status = domain_list_get(s, &l);

	if (status)
		return status;
	puts("UUID                                  ID    name");
	for (int i = 0; i < l.n; i++) {
		char *name;

		if (libxl_is_stubdom(s->ctx, l.v[i].domid, NULL))
			continue;
		name = domain_name(s, l.v[i].domid);
		print_uuid(stdout, &l.v[i].uuid);
		printf("  %d    %-30s\n", (int)l.v[i].domid, name);
		free(name);
	}
	domain_list_free(&l);
	return 0;
}
