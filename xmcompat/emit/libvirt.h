/* SPDX-License-Identifier: LGPL-2.1-only */
/* Inside emit_libvirt(). Not for others. */
#ifndef XMCOMPAT_EMIT_LIBVIRT_H
#define XMCOMPAT_EMIT_LIBVIRT_H

#include <libxml/tree.h>

#include "xlcfg/domain.h"

struct libvirt {
	const struct xl_domain *d;
	struct diags *diags;
	struct arena *arena;
};

/* A new element; text NULL: none. */
xmlNodePtr lv_add(xmlNodePtr parent, const char *name, const char *text);
/* Sets an attribute; NULL: not. */
void lv_set(xmlNodePtr node, const char *name, const char *value);
void lv_setf(xmlNodePtr node, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Is the switch on? otherwise is what holds when the key is not set. */
bool lv_on(const struct libvirt *l, const char *key, bool otherwise);

/* libvirt_devices.c, libvirt_display.c: the members of <devices>. */
void lv_devices(struct libvirt *l, xmlNodePtr devices);
void lv_display(struct libvirt *l, xmlNodePtr devices);
void lv_serials(struct libvirt *l, xmlNodePtr devices);

#endif
