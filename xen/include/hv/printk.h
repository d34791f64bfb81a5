/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages to the console and its ring.
 *
 * A message may begin with one of the XL_ levels; without one it has the
 * level of a warning. XLG_ in front marks what a guest caused: such messages
 * obey guest_loglvl and are rate limited.
 */
#ifndef HV_PRINTK_H
#define HV_PRINTK_H

#include <stdarg.h>

#include <hv/types.h>

#define XL_ERR		"<0>"
#define XL_WARN		"<1>"
#define XL_INFO		"<2>"
#define XL_DEBUG	"<3>"
#define XL_GUEST	"<G>"
#define XLG_ERR		XL_GUEST XL_ERR
#define XLG_WARN	XL_GUEST XL_WARN
#define XLG_INFO	XL_GUEST XL_INFO
#define XLG_DEBUG	XL_GUEST XL_DEBUG

void printk(const char *fmt, ...) __printf(1, 2);
void vprintk(const char *fmt, va_list args);

struct domain;
/* "(XEN) d3: ..." for messages about one domain. */
void gprintk(const struct domain *d, const char *fmt, ...) __printf(2, 3);

#endif
