/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * dom0's kernel as far as backends go, and xenconsoled, on fake_xs: they answer
 * what is written into the state nodes of vbd and vif and into consoles.
 */
#ifndef TESTS_LIBXL_FAKE_KERNEL_H
#define TESTS_LIBXL_FAKE_KERNEL_H

#include <stdbool.h>

/* What a test wants otherwise; all false or NULL after fake_kernel_reset(). */
struct fake_kernel {
	bool deaf;		/* no backend answers */
	bool gives_up;		/* backends go from 1 to 6 */
	bool guest_keeps;	/* guests hold on while they have a frontend */
	bool stuck;		/* backends never close */
	const char *udev;	/* its script's hotplug-status; NULL: none runs */
};

extern struct fake_kernel fake_kernel;

void fake_kernel_reset(void);
/* Looks at all backends and answers; call it whenever something happened. */
void fake_kernel_run(void);

#endif
