/* SPDX-License-Identifier: LGPL-2.1-only */
/* Sums over all files of a run. */
#ifndef XMCOMPAT_CONVERT_TOTALS_H
#define XMCOMPAT_CONVERT_TOTALS_H

#include "convert/result.h"

struct totals {
	unsigned long files;
	unsigned long outcome[OUTCOME_COUNT];
	unsigned long written;
	bool any_private;	/* an input that not everybody may read */
	bool interrupted;	/* by a signal: there were more files */
};

#endif
