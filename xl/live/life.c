/* SPDX-License-Identifier: GPL-2.0-only */
/* What one does to a running domain: pause, rename, dump, keys, triggers. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "xl/live/commands.h"

int live_pause(struct session *s)
{
	uint32_t domid;
	int status = find_domain(s, s->words[0], &domid);

	if (status)
		return status;
	return finish(s, libxl_domain_pause(s->ctx, domid, NULL),
		      "domain %u is not paused", domid);
}

int live_unpause(struct session *s)
{
	uint32_t domid;
	int status = find_domain(s, s->words[0], &domid);

	if (status)
		return status;
	return finish(s, libxl_domain_unpause(s->ctx, domid, NULL),
		      "domain %u is not unpaused", domid);
}

int live_rename(struct session *s)
{
	uint32_t domid;
	int status = find_domain(s, s->words[0], &domid);
	char *name;

	if (status)
		return status;
	name = domain_name(s, domid);
	if (libxl_domain_rename(s->ctx, domid, name, s->words[1])) {
		fprintf(stderr, "Can't rename domain '%s'.\n", name);
		status = 1;
	}
	free(name);
	return status;
}

int live_dump_core(struct session *s)
{
	uint32_t domid;
	int rc, status = find_domain(s, s->words[0], &domid);

	if (status)
		return status;
	rc = libxl_domain_core_dump(s->ctx, domid, s->words[1], NULL);
	if (!rc)
		return 0;
	fprintf(stderr, "core dump failed (rc=%d)\n", rc);
	return 1;
}

int live_sysrq(struct session *s)
{
	const char *key = s->words[1];
	uint32_t domid;
	int status = find_domain(s, s->words[0], &domid);

	if (status)
		return status;
	if (strlen(key) != 1) {
		fputs("Invalid sysrq.\n\n", stderr);
		command_usage(stderr, s->inv->program, s->inv->command);
		return 1;
	}
	return finish(s, libxl_send_sysrq(s->ctx, domid, key[0]),
		      "domain %u does not get the key", domid);
}

int live_trigger(struct session *s)
{
	const char *vcpu = s->nwords > 2 ? s->words[2] : NULL;
	libxl_trigger trigger;
	uint32_t domid;
	long n = 0;
	int status = find_domain(s, s->words[0], &domid);

	if (status)
		return status;
	if (libxl_trigger_from_string(s->words[1], &trigger)) {
		fprintf(stderr, "Invalid trigger \"%s\"\n", s->words[1]);
		return 1;
	}
	if (vcpu && read_number(vcpu, 0, 8191, &n)) {
		n = 0;
		fputs("Invalid vcpuid, using default vcpuid=0.\n\n", stderr);
	}
	return finish(s, libxl_send_trigger(s->ctx, domid, trigger,
					    (uint32_t)n, NULL),
		      "domain %u does not get the trigger", domid);
}

int live_debug_keys(struct session *s)
{
	char *keys = (char *)s->words[0];

	if (!libxl_send_debug_keys(s->ctx, keys))
		return 0;
	fprintf(stderr, "cannot send debug keys: %s\n", keys);
	return 1;
}
