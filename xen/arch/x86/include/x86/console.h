/* SPDX-License-Identifier: GPL-2.0-only */
/* Which devices are the console: console=, com1=, com2=, vga=. */
#ifndef X86_CONSOLE_H
#define X86_CONSOLE_H

#include <hv/types.h>

void console_devices_register_options(void);
/* After the command line: first words. */
void console_devices_init(void);
/* Prints what could not be had, now that it can be seen. */
void console_devices_report(void);
/* With interrupts and timers: input, and output that does not wait. */
void console_devices_start(void);
/* dom0 is about to run: the screen is its own, unless vga=...,keep. */
void console_devices_end_boot(void);
/* Everything printed reaches the devices before anything else happens. */
void console_devices_sync(void);
/* Ports that are the console's, which dom0 may not touch; 0 ends. */
uint16_t console_port(unsigned int nr);

#endif
