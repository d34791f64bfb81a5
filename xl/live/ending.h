/* SPDX-License-Identifier: GPL-2.0-only */
/* Asking guests to end and waiting for it. */
#ifndef XL_LIVE_ENDING_H
#define XL_LIVE_ENDING_H

#include "xl/live/session.h"

/*
 * Asks a guest to shut down or reboot; one without PV drivers gets an ACPI
 * event if .button. Returns 0, or 1 after saying why.
 */
int ask_to_end(const struct session *s, uint32_t domid, bool reboot,
	       bool button);
/* Waits until all have shut down or are gone; 0 or 1. */
int wait_for_ends(const struct session *s, const uint32_t *domids, size_t n);
/* Every running guest, into domids; how many, or -1 after saying why. */
int all_guests(const struct session *s, uint32_t **domids);

#endif
