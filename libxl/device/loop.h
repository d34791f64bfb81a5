/* SPDX-License-Identifier: LGPL-2.1-only */
/* Loop devices that scripts set up for files. */
#ifndef LIBXL_DEVICE_LOOP_H
#define LIBXL_DEVICE_LOOP_H

#include "core/scope.h"

/*
 * Lets go of the loop device node ("/dev/loop0") when it still serves file,
 * and that was deleted: the distribution's script looks for the device by the
 * file's name and finds none. Anything else is left alone. 0 or ERROR_FAIL.
 */
int lx_loop_release(struct lx_scope *s, const char *node, const char *file);

#endif
