/* SPDX-License-Identifier: GPL-2.0-only */
/* uptime: how long domains have run. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "xl/live/commands.h"
#include "xl/live/each.h"

/* Domain 0 has run since the machine was switched on. */
static time_t host_uptime(void)
{
	FILE *f = fopen("/proc/uptime", "re");
	double seconds = 0;

	if (!f)
		return 0;
	if (fscanf(f, "%lf", &seconds) != 1)
		seconds = 0;
	fclose(f);
	return (time_t)seconds;
}

static time_t uptime_of(const struct session *s, uint32_t domid)
{
	if (!domid)
		return host_uptime();
	return time(NULL) - (time_t)libxl_vm_get_start_time(s->ctx, domid);
}

/* "2 days,  1:01:01"; without seconds in the short form. */
static void print_span(time_t t, bool seconds)
{
	int days = (int)(t / 86400), hours = (int)(t / 3600 % 24);
	int minutes = (int)(t / 60 % 60);

	if (days)
		printf("%d %s, ", days, days == 1 ? "day" : "days");
	printf("%2d:%02d", hours, minutes);
	if (seconds)
		printf(":%02d", (int)(t % 60));
}

static int print_long(const struct session *s, uint32_t domid)
{
	char *name = domain_name(s, domid);

	printf("%-33s %4d ", name, (int)domid);
	print_span(uptime_of(s, domid), true);
	putchar('\n');
	free(name);
	return 0;
}

static int print_short(const struct session *s, uint32_t domid)
{
	char *name = domain_name(s, domid), clock[16];
	time_t now = time(NULL);

	strftime(clock, sizeof(clock), "%H:%M:%S", localtime(&now));
	printf(" %s up ", clock);
	print_span(uptime_of(s, domid), false);
	printf(", %s (%d)\n", name, (int)domid);
	free(name);
	return 0;
}

/* A wrong name is said before the head of the table. */
static int check_names(const struct session *s)
{
	uint32_t domid;
	int status = 0;

	for (size_t i = 0; i < s->nwords && !status; i++)
		status = find_domain(s, s->words[i], &domid);
	return status;
}

int live_uptime(struct session *s)
{
	int status = check_names(s);

	if (status)
		return status;
	if (given(s, 's'))
		return each_domain(s, 0, print_short);
	printf("%-33s %4s %s\n", "Name", "ID", "Uptime");
	return each_domain(s, 0, print_long);
}
