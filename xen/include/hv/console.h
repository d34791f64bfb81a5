/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The console ring, log levels, the guests' console_io, and who gets what is
 * typed.
 */
#ifndef HV_CONSOLE_H
#define HV_CONSOLE_H

#include <hv/types.h>

struct xen_sysctl_readconsole;

/* Before the command line is parsed: registers its options. */
void console_init(void);
void printk_register_options(void);
/* With a heap: the ring's final size. */
void console_init_ring(void);
/* Text as it is, to the devices and perhaps the ring. */
void console_write_raw(const char *s, size_t n, bool to_ring);
/* A character from the serial port or the keyboard, in interrupt context. */
void console_input(char c);
/* dom0 runs: input goes to it until switched with Ctrl-A three times. */
void console_give_to_dom0(void);
/* What a panic calls first, to have devices without buffers. */
void console_on_panic(void (*fn)(void));
/* Tells the wall clock's seconds at boot, for console_timestamps=date. */
void console_set_wallclock(uint64_t (*boot_seconds)(void));
/* Everything printed from now on reaches the devices (panic). */
void console_force_unlock(void);
/* sysctl readconsole. */
long console_ring_read(struct xen_sysctl_readconsole *op);

/* Debug keys; run from a tasklet, or at once with keyhandler_run(). */
void keyhandler_register(char key, const char *what, void (*run)(char key));
void keyhandler_run(char key);
void keyhandlers_init(void);

#endif
