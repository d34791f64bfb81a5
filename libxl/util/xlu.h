/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * What an XLU_Config is inside. The language is xmcompat's (lang/), read as
 * xl reads it; devices are parsed by xmcompat/xlcfg.
 *
 * Everything handed out lives in the config's arena.
 */
#ifndef LIBXL_UTIL_XLU_H
#define LIBXL_UTIL_XLU_H

#include <stdbool.h>

#include <libxlutil.h>

#include "base/arena.h"
#include "xlcfg/device.h"

struct XLU_ConfigValue {
	enum XLU_ConfigValueType type;
	const char *text;		/* XLU_STRING */
	struct XLU_ConfigList *list;	/* XLU_LIST */
	unsigned int line, column;
};

struct XLU_ConfigList {
	struct XLU_ConfigValue *v;
	int n;
};

struct xlu_setting {
	const char *name;
	struct XLU_ConfigValue value;
	bool appended;			/* by +=: no number any more */
	struct xlu_setting *next;
};

struct XLU_Config {
	struct arena *arena;
	FILE *report;
	const char *file;		/* what messages call it */
	struct xlu_setting *settings;
};

/* "FILE: TEXT" to the config's report. */
void xlu_report(const XLU_Config *cfg, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* A reader for one text in memory of its own, and its end. */
void xlu_reader_begin(struct xl_reader *r, struct diags *ds, const char *key);
/* Reports what was found wrong with text, and frees the memory. */
void xlu_reader_end(struct xl_reader *r, const XLU_Config *cfg,
		    const char *text);

#endif
