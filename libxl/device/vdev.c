/* SPDX-License-Identifier: LGPL-2.1-only */
/* Names of virtual disks to numbers. */
#include "device/vdev.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <libxl.h>

#define XVD_MAJOR 202
#define SD_MAJOR 8
#define EXTENDED (1 << 28)
#define MAX_DISK ((1 << 20) - 1)

/* A decimal number at *at without leading zeros; -1: there is none. */
static int number(const char **at, int max)
{
	long value = 0;

	if (!isdigit((unsigned char)**at))
		return -1;
	do
		value = value * 10 + *(*at)++ - '0';
	while (isdigit((unsigned char)**at) && value <= max);
	return value <= max ? (int)value : -1;
}

/* "a" is 0, "z" 25, "aa" 26. */
static int letters(const char **at)
{
	int disk = 0;

	if (!islower((unsigned char)**at))
		return -1;
	do
		disk = disk * 26 + *(*at)++ - 'a' + 1;
	while (islower((unsigned char)**at) && disk <= MAX_DISK);
	return disk <= MAX_DISK ? disk - 1 : -1;
}

static int xvd_number(int disk, int part)
{
	if (disk <= 15 && part <= 15)
		return XVD_MAJOR << 8 | disk << 4 | part;
	if (part <= 255)
		return EXTENDED | disk << 8 | part;
	return -1;
}

static int hd_number(int disk, int part)
{
	static const int majors[] = { 3, 22 };

	if (disk > 3 || part > 63)
		return -1;
	return majors[disk / 2] << 8 | (disk % 2) << 6 | part;
}

static int sd_number(int disk, int part)
{
	if (disk > 15 || part > 15)
		return -1;
	return SD_MAJOR << 8 | disk << 4 | part;
}

static const struct {
	const char *prefix;
	int (*number)(int disk, int part);
} families[] = {
	{ "xvd", xvd_number },
	{ "hd", hd_number },
	{ "sd", sd_number },
};

/* "d5" and "d5p2" */
static bool parse_dp(const char *at, int *disk, int *part)
{
	*disk = number(&at, MAX_DISK);
	*part = 0;
	if (*at == 'p') {
		at++;
		*part = number(&at, 255);
	}
	return !*at && *disk >= 0 && *part >= 0;
}

/* "a" and "a1" */
static bool parse_letters(const char *at, int *disk, int *part)
{
	*disk = letters(&at);
	*part = *at ? number(&at, 255) : 0;
	return !*at && *disk >= 0 && *part >= 0;
}

static int by_family(const char *vdev, int *disk, int *part)
{
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		size_t len = strlen(families[i].prefix);

		if (!strncmp(vdev, families[i].prefix, len) &&
		    parse_letters(vdev + len, disk, part))
			return families[i].number(*disk, *part);
	}
	return -1;
}

int lx_vdev_number(const char *vdev, int *disk, int *partition)
{
	int d = 0, p = 0, devid;
	char *end;

	if (isdigit((unsigned char)vdev[0])) {
		unsigned long value = strtoul(vdev, &end, 0);

		return *end || value > 0x7fffffff ? -1 : (int)value;
	}
	if (vdev[0] == 'd' && parse_dp(vdev + 1, &d, &p))
		devid = xvd_number(d, p);
	else
		devid = by_family(vdev, &d, &p);
	if (devid >= 0 && disk)
		*disk = d;
	if (devid >= 0 && partition)
		*partition = p;
	return devid;
}
