/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Prints the list of xmxl-diagnostics(7), in scdoc, out of the list that the
 * code uses. Runs at build time.
 */
#include <stdio.h>

#include "base/diag.h"

static void print_level(enum diag_level level)
{
	static const char *const titles[] = {
		[DIAG_NOTE] = "NOTES", [DIAG_WARNING] = "WARNINGS",
		[DIAG_ERROR] = "ERRORS",
	};

	printf("# %s\n\n", titles[level]);
	for (size_t i = 0; i < DIAG_ID_COUNT; i++) {
		if (diag_infos[i].level != level)
			continue;
		printf("*%s*\n\t", diag_infos[i].name);
		for (const char *p = diag_infos[i].about; *p; p++) {
			if (*p == '_' || *p == '*' || *p == '\\')
				putchar('\\');
			putchar(*p);
		}
		printf("\n\n");
	}
}

int main(void)
{
	print_level(DIAG_ERROR);
	print_level(DIAG_WARNING);
	print_level(DIAG_NOTE);
	return ferror(stdout) || fflush(stdout);
}
