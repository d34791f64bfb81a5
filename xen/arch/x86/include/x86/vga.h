/* SPDX-License-Identifier: GPL-2.0-only */
/* Text on the VGA's screen, in the mode the firmware left. */
#ifndef X86_VGA_H
#define X86_VGA_H

#include <hv/types.h>

struct dom0_vga_console_info;

/* False: no VGA, or it shows graphics. */
bool vga_init(void);
void vga_write(const char *s, size_t n);
/* What dom0 is told of the screen; false if there is none. */
bool vga_describe(struct dom0_vga_console_info *info);

#endif
