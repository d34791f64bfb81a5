/* SPDX-License-Identifier: LGPL-2.1-only */
/* What the layer needs of C: the built-in module _xmxl and the audit hook. */
#ifndef XMXL_PYTHON_MODULE_H
#define XMXL_PYTHON_MODULE_H

#include <stdbool.h>

/* Before the interpreter starts. 0 or -1. */
int module_install(void);

/* From now on, in the sandbox, refused actions are told to the layer. */
void module_arm(bool sandbox);

#endif
