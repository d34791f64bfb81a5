// SPDX-License-Identifier: GPL-2.0-only
/*
 * The only program of the dom0 that tests/host/boots starts: says what the
 * time-stamp counter stands at, which under QEMU's -icount is the number of
 * instructions so far, and restarts the machine.
 */
#include <stdio.h>
#include <sys/reboot.h>
#include <unistd.h>
#include <x86intrin.h>

int main(void)
{
	char line[64];
	int n = snprintf(line, sizeof(line), "XMXL: init tsc=%llu cpus=%ld\n",
			 (unsigned long long)__rdtsc(),
			 sysconf(_SC_NPROCESSORS_CONF));

	if (write(STDOUT_FILENO, line, n) != n)
		return 1;
	usleep(50000);	/* until the line is out */
	reboot(RB_AUTOBOOT);
	return 1;
}
