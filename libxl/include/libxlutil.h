/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * libxlutil API: xl's config files, and the syntax of devices in them.
 *
 * Functions return 0 or an errno value (PCI and RDM: ERROR_INVAL). dont_warn suppresses the message
 * about a value that has the wrong type. Names n are config variables.
 */
#ifndef LIBXLUTIL_H
#define LIBXLUTIL_H

#include <stdio.h>

#include "libxl.h"

enum XLU_ConfigValueType {
	XLU_STRING,
	XLU_LIST,
};

/* NAME = value, and NAME += value. */
enum XLU_Operation {
	XLU_OP_ASSIGNMENT = 0,
	XLU_OP_ADDITION,
};

typedef struct XLU_Config XLU_Config;
typedef struct XLU_ConfigList XLU_ConfigList;
typedef struct XLU_ConfigValue XLU_ConfigValue;

/* -- reading ------------------------------------------------------------ */
/* Complaints go to report and call the file report_filename. NULL: no memory. */
XLU_Config *xlu_cfg_init(FILE *report, const char *report_filename);
/* One of these, once. */
int xlu_cfg_readfile(XLU_Config *cfg, const char *real_filename);
int xlu_cfg_readdata(XLU_Config *cfg, const char *data, int length);
void xlu_cfg_destroy(XLU_Config *cfg);

/* -- values; what is handed out belongs to cfg ------------------------------ */
/* ESRCH when n is not set; EINVAL when it is something else. */
int xlu_cfg_get_string(const XLU_Config *cfg, const char *n,
		       const char **value_r, int dont_warn);
/* *value_r is freed and replaced by a malloc'ed copy. */
int xlu_cfg_replace_string(const XLU_Config *cfg, const char *n,
			   char **value_r, int dont_warn);
int xlu_cfg_get_long(const XLU_Config *cfg, const char *n, long *value_r,
		     int dont_warn);
/* EINVAL outside min..max, ERANGE when no long holds it. */
int xlu_cfg_get_bounded_long(const XLU_Config *cfg, const char *n, long min,
			     long max, long *value_r, int dont_warn);
int xlu_cfg_get_defbool(const XLU_Config *cfg, const char *n,
			libxl_defbool *b, int dont_warn);
/* list_r and entries_r may be NULL. */
int xlu_cfg_get_list(const XLU_Config *cfg, const char *n,
		     XLU_ConfigList **list_r, int *entries_r, int dont_warn);
/* The strings of a list, copied. */
int xlu_cfg_get_list_as_string_list(const XLU_Config *cfg, const char *n,
				    libxl_string_list *sl, int dont_warn);
/* NULL past the end, and for entries that are no strings. */
const char *xlu_cfg_get_listitem(const XLU_ConfigList *list, int entry);
XLU_ConfigValue *xlu_cfg_get_listitem2(const XLU_ConfigList *list, int entry);
enum XLU_ConfigValueType xlu_cfg_value_type(const XLU_ConfigValue *value);
int xlu_cfg_value_get_string(const XLU_Config *cfg, XLU_ConfigValue *value,
			     char **value_r, int dont_warn);
int xlu_cfg_value_get_list(const XLU_Config *cfg, XLU_ConfigValue *value,
			   XLU_ConfigList **value_r, int dont_warn);

/* -- devices ------------------------------------------------------------ */
/* The comma-separated settings of nspecs strings, in this order. */
int xlu_disk_parse(XLU_Config *cfg, int nspecs, const char *const *specs,
		   libxl_device_disk *disk);
/* [DDDD:]BB:DD.F[@VSLOT][,opt=value...] */
int xlu_pci_parse_bdf(XLU_Config *cfg, libxl_device_pci *pci, const char *str);
/* The same in key=value form, bdf=... and name=... among them. */
int xlu_pci_parse_spec_string(XLU_Config *cfg, libxl_device_pci *pci,
			      const char *str);
/* strategy=host,policy=strict|relaxed */
int xlu_rdm_parse(XLU_Config *cfg, libxl_rdm_reserve *rdm, const char *str);
/* "10MB/s", "1Mb/s@50ms": bytes per interval, interval in microseconds. */
int xlu_vif_parse_rate(XLU_Config *cfg, const char *rate,
		       libxl_device_nic *nic);

#endif
