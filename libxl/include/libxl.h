/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * libxl API, version 4.17: domains, devices and the host they run on.
 *
 * Define LIBXL_API_VERSION before including this to compile a source that was
 * written to an older API (0x040200 is 4.2); libxl/compat.h then gives it the
 * functions as they were. The binary interface is the same for all of them.
 */
#ifndef LIBXL_H
#define LIBXL_H

#include <errno.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

#include <xentoollog.h>
#include <xen_list.h>

#ifdef LIBXL_API_VERSION
#if LIBXL_API_VERSION != 0x040200 && LIBXL_API_VERSION != 0x040300 && \
	LIBXL_API_VERSION != 0x040400 && LIBXL_API_VERSION != 0x040500 && \
	LIBXL_API_VERSION != 0x040700 && LIBXL_API_VERSION != 0x040800 && \
	LIBXL_API_VERSION != 0x041300 && LIBXL_API_VERSION != 0x041400
#error LIBXL_API_VERSION is none that libxl 4.17 knows
#endif
#endif

/* Once marked functions that libxl itself must not call; has no effect. */
#ifndef LIBXL_EXTERNAL_CALLERS_ONLY
#define LIBXL_EXTERNAL_CALLERS_ONLY
#endif

/* A context: everything a caller has open. See libxl/context.h. */
typedef struct libxl__ctx libxl_ctx;

#include <libxl/features.h>
#include <libxl_uuid.h>
#include <libxl/builtin.h>
#include <_libxl_types.h>
#include <libxl/context.h>
#include <libxl/domain.h>
#include <libxl/device.h>
#include <libxl/host.h>
#include <libxl/compat.h>
#include <libxl_event.h>

#endif
