/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The config that `config-update' left for a domain's next start: pure xl
 * text, as the distribution's xl keeps it (userdata "xl").
 */
#ifndef XL_LIVE_OVERRIDE_H
#define XL_LIVE_OVERRIDE_H

#include "xl/live/session.h"

/*
 * Replaces .config by the text that was left, if there is one, and forgets the
 * text. A text that cannot be read is said in the log and leaves .config.
 */
void override_apply(struct session *s, uint32_t domid,
		    libxl_domain_config *config);

#endif
