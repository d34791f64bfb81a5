/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The table of the XM variables, and finding a row by its name.
 *
 * Order matters twice: rules run in this order, and it is the order of keys in
 * a converted program.
 */
#include "xm/variable.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>

#include "xm/device/device.h"
#include "xm/rules/rule.h"

const struct xm_variable xm_variables[] = {
#include "xm/variables/identity.h"
#include "xm/variables/kernel_line.h"
#include "xm/variables/cpu_memory.h"
#include "xm/variables/lifecycle.h"
#include "xm/variables/hvm.h"
#include "xm/variables/graphics.h"
#include "xm/variables/device.h"
#include "xm/variables/old.h"
#include "xm/variables/run_control.h"
};

const size_t xm_variable_count = sizeof(xm_variables) / sizeof(xm_variables[0]);

/* Open addressing; a power of two well above the number of rows. */
#define SLOTS 512

static uint16_t slots[SLOTS];	/* row + 1, 0 is free; set once */
static pthread_once_t slots_once = PTHREAD_ONCE_INIT;

static unsigned int hash(const char *s)
{
	unsigned int h = 2166136261u;	/* FNV-1a */

	while (*s)
		h = (h ^ (unsigned char)*s++) * 16777619u;
	return h % SLOTS;
}

static void fill_slots(void)
{
	for (size_t i = 0; i < xm_variable_count; i++) {
		unsigned int s = hash(xm_variables[i].name);

		while (slots[s])
			s = (s + 1) % SLOTS;
		slots[s] = (uint16_t)(i + 1);
	}
}

const struct xm_variable *xm_variable_find(const char *name)
{
	pthread_once(&slots_once, fill_slots);
	for (unsigned int s = hash(name); slots[s]; s = (s + 1) % SLOTS)
		if (!strcmp(xm_variables[slots[s] - 1].name, name))
			return &xm_variables[slots[s] - 1];
	return NULL;
}
