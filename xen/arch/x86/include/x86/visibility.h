/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Included before everything: nothing is shared with another module, so
 * externs need no global offset table.
 */
#ifndef X86_VISIBILITY_H
#define X86_VISIBILITY_H
#pragma GCC visibility push(hidden)
#endif
