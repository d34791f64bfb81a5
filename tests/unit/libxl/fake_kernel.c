/* SPDX-License-Identifier: LGPL-2.1-only */
/* The backends in dom0's kernel, on a xenstore in memory. */
#include "fake_kernel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake_xs.h"

struct fake_kernel fake_kernel;

void fake_kernel_reset(void)
{
	fake_kernel = (struct fake_kernel){ .udev = NULL };
}

static const char *front_of(const char *back)
{
	char path[200];
	const char *front;

	snprintf(path, sizeof(path), "%s/frontend", back);
	front = fake_xs_value(path);
	return front ? front : "";
}

static bool guest_lets_go(const char *back)
{
	return !fake_kernel.guest_keeps || !fake_xs_value(front_of(back));
}

static void run_udev(const char *back)
{
	char path[200];

	snprintf(path, sizeof(path), "%s/hotplug-status", back);
	if (fake_kernel.udev)
		fake_xs_set(path, fake_kernel.udev);
}

static void answer(const char *back)
{
	char path[200];
	const char *state;

	snprintf(path, sizeof(path), "%s/state", back);
	state = fake_xs_value(path);
	if (!state)
		return;
	if (!strcmp(state, "1") && !fake_kernel.deaf) {
		fake_xs_set(path, fake_kernel.gives_up ? "6" : "2");
		run_udev(back);
	} else if (!strcmp(state, "2") && !strncmp(front_of(back),
						   "/local/domain/0/", 16)) {
		fake_xs_set(path, "4");		/* dom0 connects by itself */
	} else if (!strcmp(state, "5") && !fake_kernel.stuck &&
		   guest_lets_go(back)) {
		fake_xs_set(path, "6");
	}
}

/* "/local/domain/0/backend/KIND/D/DEVID = ..." */
static bool is_backend(char *line)
{
	char kind[20];
	int domid, devid, end = 0;

	if (sscanf(line, "/local/domain/0/backend/%19[^/]/%d/%d%n", kind,
		   &domid, &devid, &end) != 3 || line[end] != ' ')
		return false;
	line[end] = '\0';
	return !strcmp(kind, "vbd") || !strcmp(kind, "vif");
}

static void answer_consoles(const char *line)
{
	char path[60];
	int domid;

	if (sscanf(line, "/local/domain/%d/console/tty", &domid) != 1)
		return;
	snprintf(path, sizeof(path), "/local/domain/%d/console/tty", domid);
	if (fake_xs_value(path) && !*fake_xs_value(path))
		fake_xs_set(path, "/dev/pts/0");
}

void fake_kernel_run(void)
{
	char *dump = fake_xs_dump(), *rest;

	for (char *line = strtok_r(dump, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		answer_consoles(line);
		if (is_backend(line))
			answer(line);
	}
	free(dump);
}
