/* SPDX-License-Identifier: GPL-2.0-only */
/* Live domains and devices as xend's S-expressions. */
#ifndef XL_LIVE_XM_SXP_H
#define XL_LIVE_XM_SXP_H

#include "xl/live/session.h"

/* xm's letters of a state, "rbpscd". */
void xm_state_letters(const libxl_dominfo *d, char out[7]);
/* (domain …), as `xm list -l' prints it. */
void xm_print_domain(const struct session *s, const libxl_dominfo *d,
		     const char *name);

#endif
