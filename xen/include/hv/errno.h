/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Error numbers by their plain names, with the ABI's values (<xen/errno.h>).
 * On the host libc's own are used; for every name here they are the same.
 */
#ifndef HV_ERRNO_H
#define HV_ERRNO_H

#if __STDC_HOSTED__
#include <errno.h>
#else
#define XEN_ERRNO(name, value) name = value,
enum hv_errno {
#include <xen/errno.h>
};
#endif

#endif
